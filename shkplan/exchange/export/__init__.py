"""Figures for other programs: a tidy CSV file, an Excel workbook, a Frictionless Data Package, an IAMC table of projections.

What is written can be read back: the CSV file and the package's ``figures.csv`` are tidy tables that
:func:`shkplan.workspace.readers.tidy_csv.read_tidy_csv` takes, with every figure as it was. Text that a spreadsheet would run is
neutralised by a mark that reading takes off (:mod:`shkplan.files.spreadsheet`).
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from shkplan.base.errors import ParameterError, ShkplanError, UnknownName
from shkplan.base.messages import said
from shkplan.base.periods import day_of
from shkplan.evidence.observations import Observations
from shkplan.exchange.export.datapackage import write_package
from shkplan.exchange.export.rows import tidy_csv
from shkplan.exchange.export.workbook import write_workbook
from shkplan.exchange.iamc import write_projections
from shkplan.files.atomic import move
from shkplan.files.paths import kept_inside
from shkplan.workspace.load import Workspace
from shkplan.workspace.readers.remote import Fetched, fetch

__all__ = ["FORMATS", "export", "export_plan", "fetch_to"]

BYTE_ORDER_MARK = "\ufeff"  # by which Excel and WPS know UTF-8 when a CSV file is double-clicked


def _csv(observations: Observations, target: Path) -> None:
    target.write_text(BYTE_ORDER_MARK + tidy_csv(observations), encoding="utf-8", newline="")


# What each format is called in the folder, after the id of the plan, and who writes it.
FORMATS: dict[str, tuple[str, Callable[[Observations, Path], None]]] = {
    "csv": (".csv", _csv),
    "xlsx": (".xlsx", write_workbook),
    "datapackage": ("-datapackage", write_package),
    "iamc": ("-iamc.xlsx", write_projections),
}


def export(observations: Observations, folder: Path, formats: Sequence[str] = ("csv",)) -> list[Path]:
    """The files written, one for each format: named after the plan, each whole or not at all.

    Args:
        observations: the figures, such as ``load_observations(plan).as_of("2023-06-30")``.
        folder: where the files go; made if need be. Earlier ones there are replaced.
        formats: of ``csv``, ``xlsx``, ``datapackage`` (a folder with ``datapackage.json``), ``iamc`` (projections under the plan's
            scenarios, in the layout that pyam reads).

    Raises:
        UnknownName: no such format.
        ShkplanError: the folder cannot be written to.
    """
    for one in formats:
        if one not in FORMATS:
            raise UnknownName("format", one, FORMATS)
    written = []
    for one in dict.fromkeys(formats):
        ending, write = FORMATS[one]
        final = folder / f"{observations.plan.id}{ending}"
        with _aside(final) as fresh:
            write(observations, fresh)
        written.append(final)
    return written


def export_plan(plan: str | None, folder: Path, formats: Sequence[str], as_of: str = "today") -> list[Path]:
    """The files written of one plan of the workspace; see :func:`export`.

    Args:
        plan: id or file of the plan; None for the only one there is.
        folder: where the files go.
        formats: of ``csv``, ``xlsx``, ``datapackage``, ``iamc``.
        as_of: the day whose knowledge counts, ``today`` or as in 2023-06-30.

    Raises:
        ParameterError: not a day, or one to come, or not exactly one plan where none is named.
    """
    today = dt.date.today()  # noqa: DTZ011  # the user's own calendar
    try:
        day = today if as_of == "today" else day_of(as_of)
    except ValueError as error:
        raise ParameterError(said("as_of: {error}.", error=error)) from None
    if day > today:
        told = "as_of: {day} is in the future; nobody knows yet what will be published by then."
        raise ParameterError(said(told, day=day.isoformat()))
    workspace = Workspace.here()
    return export(workspace.observations(workspace.plan(plan)).as_of(day), folder, formats)


@contextmanager
def _aside(final: Path) -> Iterator[Path]:
    """A path beside the final one, which takes its place once everything stands in it."""
    kept_inside(final)
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(dir=final.parent, prefix=".export-"))
    except OSError as error:
        told = said(
            "{folder} cannot be written to ({error}). Name another folder with --out; nothing was written.",
            folder=final.parent,
            error=error.strerror or error,
        )
        raise ShkplanError(told) from error
    fresh = room / final.name
    try:
        yield fresh
        move(fresh, final, room / "former")
    except PermissionError as error:  # as on Windows, where Excel holds what it shows
        raise ShkplanError(
            said("{final} is held by another program. Close it there and export again.", final=final)
        ) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)


def fetch_to(target: Path, request: Path, plan: str | None = None) -> Fetched:
    """What was fetched, its figures written to a tidy CSV file; see :func:`shkplan.workspace.readers.remote.fetch`.

    Args:
        target: the file; an earlier one there is replaced once the new one is whole.
        request: what to fetch.
        plan: id or file of the plan; None for the only one there is.
    """
    fetched = fetch(request, Workspace.here().plan(plan))
    with _aside(target) as fresh:
        fresh.write_text(tidy_csv(fetched.figures), encoding="utf-8", newline="")
    return fetched
