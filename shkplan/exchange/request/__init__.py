"""A request to each office: a letter (Word) and a workbook (Excel) that comes back as a form does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from shkplan.assessment import assess
from shkplan.assessment.assessment import Assessment
from shkplan.base.errors import ParameterError
from shkplan.base.messages import Language, said
from shkplan.base.typed import likely_day
from shkplan.display.language import say, words
from shkplan.display.setting import language, speaking
from shkplan.exchange.request.letter import letter
from shkplan.exchange.request.workbook import workbook
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.workspace.load import Workspace

__all__ = ["write_asked_requests", "write_requests"]


def write_requests(
    assessment: Assessment, folder: Path, *, offices: Sequence[str] = (), speak: Language | None = None,
    reply_by: date | None = None, force: bool = False,
) -> list[Path]:  # fmt: skip
    """The files written: for each office ``<office>.docx`` and ``<office>.xlsx``; none where nothing is missing.

    Args:
        assessment: what lacks figures.
        folder: where the files go; made if need be.
        offices: names of the offices, in Chinese or English; default all that are asked for anything.
        speak: language of the letters and of the files' names; the workbooks speak both. Default the one in force.
        reply_by: the day by which the letters ask for an answer; None leaves a blank to fill in.
        force: write over files that are there, perhaps filled in.

    Raises:
        UnknownName: nothing is asked of an office of that name.
        ParameterError: files that are there.
    """
    asked, content = assessment.requests, dict[Path, bytes]()
    with speaking(speak or language()):
        for one in [asked[name] for name in offices] or asked:
            office = words(one.office) if one.office else say("supplier.unknown")
            place = folder / paths.file_name(office)
            book = place.with_name(f"{place.name}.xlsx")
            content[book] = workbook(assessment, one)
            content[place.with_name(f"{place.name}.docx")] = letter(
                assessment, one, office, book.name, reply_by=reply_by
            )
    there = [path for path in content if path.exists()]
    if there and not force:
        told = said(
            "{file} is there already, perhaps filled in. Name another folder with --out, or --force; nothing was written.",
            file=paths.shown(there[0]),
        )
        raise ParameterError(told)
    folder.mkdir(parents=True, exist_ok=True)
    replace_all(content)
    return list(content)


def write_asked_requests(
    plan: str | Path | None, folder: Path, *, as_of: str | date = "today", offices: Sequence[str] = (),
    reply_by: str = "", force: bool = False,
) -> list[Path]:  # fmt: skip
    """The files written for a plan of the workspace; see :func:`write_requests`.

    Raises:
        ParameterError: ``reply_by`` is no day, or not after the day whose knowledge counts.
    """
    workspace = Workspace.here()
    asked = workspace.plan(plan)
    known = assess(asked, workspace.observations(asked), as_of=as_of)
    return write_requests(known, folder, offices=offices, reply_by=_day_after(known.as_of, reply_by), force=force)


def _day_after(known: date, day: str) -> date | None:
    """The day of a text; None of an empty one."""
    if not day:
        return None
    if likely_day(day) != day or day <= known.isoformat():
        told = said(
            "reply-by: found {day}, expected a date such as 2026-12-15, and after the date of the figures.",
            day=repr(day),
        )
        raise ParameterError(told)
    return date.fromisoformat(day)
