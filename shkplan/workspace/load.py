"""Readers of what was measured. Only these open the files under ``data/observations``.

==================================================  ======================================================================
reader                                              what it takes
==================================================  ======================================================================
:func:`~shkplan.workspace.readers.tidy_csv.read_tidy_csv`     the tidy table: one figure a row; what the workspace keeps
:func:`~shkplan.workspace.readers.form.read_form`             the department's form, filled in
:func:`~shkplan.workspace.readers.yearbook.table.read_wide_table` a table of a yearbook: years as columns or rows, CSV or Excel
:func:`~shkplan.workspace.readers.remote.fetch`               the World Bank or a service that speaks SDMX
==================================================  ======================================================================

What comes from elsewhere is read by one of :data:`READERS`, the first that knows the file by its content. Corrections from
``data/corrections`` are applied here and nowhere else; what was published stays beside what is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.errors import DataError, Mistake
from shkplan.evidence.corrections import Correction, applied, correction_files, matched, read_corrections
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.files import paths
from shkplan.files.text import is_utf8
from shkplan.register.plan import Plan
from shkplan.workspace.readers.form import form_remarks, is_form, read_form
from shkplan.workspace.readers.tidy_csv import is_tidy_csv, read_foreign_csv, read_tidy_csv
from shkplan.workspace.readers.yearbook.table import facts_file, read_wide_table

__all__ = [
    "READERS",
    "Reader",
    "load_observations",
    "observation_files",
    "read_form",
    "read_tidy_csv",
    "read_wide_table",
    "reader_of",
]


@dataclass(frozen=True)
class Reader:
    """A way to read figures from a file of one kind.

    Attributes:
        name: what it reads, as a message says it.
        knows: whether a file is of this kind, by its content.
        read: the figures of a file for a plan; raises DataError with every mistake.
        remarks: what to know of the file beside its figures.
    """

    name: str
    knows: Callable[[Path], bool]
    read: Callable[[Path, Plan], Sequence[Observation]]
    remarks: Callable[[Path, Plan], Sequence[str]] = lambda _path, _plan: ()


def _encoding(path: Path, _plan: Plan) -> list[str]:
    told = f"{paths.shown(path)}: read as GB18030, since it is not UTF-8. See that the Chinese words below are right."
    return [] if is_utf8(path) else [told]


READERS: tuple[Reader, ...] = (
    Reader("the department's form (.xlsx)", is_form, read_form, form_remarks),
    Reader("a yearbook's table with its .yaml beside it", lambda path: facts_file(path).is_file(), read_wide_table),
    Reader("a table in our columns (.csv)", is_tidy_csv, lambda path, _plan: read_foreign_csv(path), _encoding),
)


def reader_of(path: Path) -> Reader:
    """The reader of a file, by what is in it.

    Raises:
        DataError: no reader knows it, or it is a workbook that is refused.
    """
    shown = paths.shown(path)
    if not path.is_file():
        raise DataError([Mistake(shown, "file", "no file", "a readable file", "Check the path.")])
    for reader in READERS:
        if reader.knows(path):
            return reader
    known = " or ".join(reader.name for reader in READERS)
    raise DataError([Mistake(shown, "file", "a file of another kind", known, "Write a form with shkplan form.")])


def observation_files(root: Path) -> list[Path]:
    """The observation files of a workspace, by name."""
    return sorted((root / "data" / "observations").glob("*.csv"))


def load_observations(plan: Plan, root: Path | None = None) -> Observations:
    """Every published figure for the plan's indicators in its regions, from all observation files, corrections applied.

    Args:
        plan: whose indicators and regions are wanted; rows of other plans in the same folder are passed over.
        root: the workspace; default the current one, else what is shipped.

    Raises:
        DataError: mistakes in the files, all of them; a correction whose figure its source has changed is one.
    """
    base = root or paths.root()
    figures: list[Observation] = []
    corrections: list[Correction] = []
    mistakes: list[Mistake] = []
    for path in observation_files(base):
        try:
            figures.extend(read_tidy_csv(path))
        except DataError as error:
            mistakes.extend(error.mistakes)
    for path in correction_files(base):
        try:
            corrections.extend(read_corrections(path))
        except DataError as error:
            mistakes.extend(error.mistakes)
    corrected, refused = matched(figures, corrections) if not mistakes else ((), [])
    if mistakes or refused:
        raise DataError([*mistakes, *refused])
    mine = tuple(figure for figure in applied(figures, corrected) if _read_by(plan, figure))
    return Observations(plan, mine, corrected=tuple(one for one in corrected if _read_by(plan, one.published)))


def _read_by(plan: Plan, figure: Observation) -> bool:
    """Whether a figure is of an indicator and a region that the plan knows."""
    return figure.indicator in plan and figure.region in plan.regions
