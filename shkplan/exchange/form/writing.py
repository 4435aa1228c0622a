"""The form as departments receive it: one sheet an office, what is known filled in, what is to be typed in yellow."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shkplan.base.errors import ParameterError
from shkplan.base.messages import Text, said
from shkplan.evidence.observations import Observations
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.register.plan import Indicator, Plan
from shkplan.workspace.load import Workspace
from shkplan.workspace.readers.form.columns import ABOUT, FORM, VERSION, asked_for, office, words
from shkplan.workspace.readers.form.record import Asked, Origin, record_rows

if TYPE_CHECKING:
    from openpyxl import Workbook

SPLITS = ("department", "none")


def write_form(
    plan: Plan, observations: Observations, year: int, path: Path, *, split: str = "department", force: bool = False
) -> Path:
    """The path of a new form for a plan and a year.

    Args:
        plan: whose indicators are asked for.
        observations: what is known; the figures of earlier years stand beside the cells to be filled.
        year: the year asked about, a past one or the current.
        path: the workbook to write, .xlsx.
        split: a sheet for each department, or all indicators in one.
        force: write over a file that is there.

    Raises:
        ParameterError: a year that nobody can know yet, or a file that is there.
    """
    today = dt.date.today()  # noqa: DTZ011  # the day on the user's own calendar
    if not 1990 <= year <= today.year:
        raise ParameterError(
            said("no figures for {year} can be asked for: name a year from 1990 to {last}.", year=year, last=today.year)
        )
    if split not in SPLITS:
        raise ParameterError(said("--split {split} is not known: department or none.", split=split))
    if path.suffix.lower() != ".xlsx":
        raise ParameterError(said("the form is an Excel workbook: name it {name}.xlsx.", name=path.stem))
    if path.exists() and not force:
        raise ParameterError(
            said(
                "{file} is there already, perhaps filled in. Name another with --out, or --force.",
                file=paths.shown(path),
            )
        )
    content = io.BytesIO()
    form_workbook(plan, observations, year, split=split).save(content)
    replace_all({path: content.getvalue()})
    return path


def form_workbook(plan: Plan, observations: Observations, year: int, *, split: str = "department") -> Workbook:
    """The form as a workbook of openpyxl: a guide, the sheets to fill, and a hidden sheet that says which form it is."""
    import openpyxl

    from shkplan.exchange.form import guide, sheet

    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    first = book.create_sheet(words("form.guide_sheet").zh)
    parts: list[guide.Part] = []
    asked: list[Asked] = []
    origin = Origin(FORM, VERSION, plan.id, str(year), plan.region)
    for who, indicators in _parts(plan, split).items():
        name = _sheet_name(who, book.sheetnames)
        rows = sheet.fill(book.create_sheet(name), plan, observations, year, who, indicators)
        asked += sheet.stamped(book[name], origin, rows, plan)
        parts.append(guide.Part(name, who, rows, len(indicators)))
    guide.fill(first, plan, year, parts)
    _about(book, origin, asked)
    book.active = 0
    book.properties.title = words("form.title", year=year, region=plan.region).zh
    book.properties.creator = "shkplan"
    return book


def _parts(plan: Plan, split: str) -> Mapping[Text, Sequence[Indicator]]:
    """Who is asked for what, in the order of the plan."""
    parts: dict[Text, list[Indicator]] = {}
    for one in asked_for(plan):
        parts.setdefault(office(one) if split == "department" else words("form.everything"), []).append(one)
    return parts


def _sheet_name(who: Text, taken: Sequence[str]) -> str:
    """A name that Excel takes for a sheet: no more than 31 characters, none of those it keeps for itself, unlike the others."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", who.zh).strip() or "-"
    names = (f"{plain[: 31 - len(end)]}{end}" for end in ("", *(f" {number}" for number in range(2, 1000))))
    return next(name for name in names if name.lower() not in {other.lower() for other in taken})


def _about(book: Workbook, origin: Origin, asked: Sequence[Asked]) -> None:
    """The hidden sheet by which the form is known again, and what became of it is seen, whatever its file is called."""
    from shkplan.exchange.form.looks import put

    about = book.create_sheet(ABOUT)
    for row, entries in enumerate(record_rows(origin, asked), start=1):
        for column, entry in enumerate(entries, start=1):
            put(about, row, column, entry or None)
    about.protection.sheet = True
    about.sheet_state = "veryHidden"


def write_asked_form(
    plan: str | Path | None = None, year: int | None = None, out: Path | None = None, *, split: str = "department",
    force: bool = False,
) -> Path:  # fmt: skip
    """The path of a new form, with what the workspace knows filled in; see :func:`~shkplan.workspace.readers.form.write_form`.

    Args:
        plan: an id or a path; default the workspace's only plan.
        year: the year asked about; default the last that is over.
        out: the workbook; default ``form-<year>.xlsx`` in the current folder.

    Raises:
        ParameterError: no plan to be seen, a year to come, or a file that is there.
    """
    workspace = Workspace.here()
    asked = workspace.plan(plan)
    when = year or dt.date.today().year - 1  # noqa: DTZ011  # the day on the user's own calendar
    path = out or Path(f"form-{when}.xlsx")
    return write_form(asked, workspace.observations(asked), when, path, split=split, force=force)
