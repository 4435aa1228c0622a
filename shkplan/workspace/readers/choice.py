"""Which reader takes a file of figures that came from elsewhere: the first that knows it by its content.

=======================================================================  ====================================================
reader                                                                   what it takes
=======================================================================  ====================================================
:func:`~shkplan.workspace.readers.tidy_csv.read_tidy_csv`                the tidy table: one figure a row; what a workspace keeps
:func:`~shkplan.workspace.readers.form.read_form`                        the department's form, filled in
:func:`~shkplan.workspace.readers.yearbook.table.read_wide_table`        a table of a yearbook: years as columns or rows, CSV or Excel
:func:`~shkplan.workspace.readers.remote.fetch`                          the World Bank or a service that speaks SDMX
=======================================================================  ====================================================
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.errors import DataError, Place
from shkplan.base.messages import either, said
from shkplan.evidence.observation import Observation
from shkplan.files import paths
from shkplan.files.text import UTF8, decoded_as, read_bytes
from shkplan.register.plan import Plan
from shkplan.workspace.readers.form import Answered, answered, form_remarks, is_form, read_form
from shkplan.workspace.readers.tidy_csv import is_tidy_csv, read_foreign_csv
from shkplan.workspace.readers.yearbook.table import facts_file, read_wide_table

__all__ = ["READERS", "Reader", "reader_of"]


@dataclass(frozen=True)
class Reader:
    """A way to read figures from a file of one kind.

    Attributes:
        name: what it reads, as a message says it.
        knows: whether a file is of this kind, by its content.
        read: the figures of a file for a plan; raises DataError with every mistake.
        remarks: what to know of the file beside its figures.
        answered: the same and what was asked, of a form.
    """

    name: str
    knows: Callable[[Path], bool]
    read: Callable[[Path, Plan], Sequence[Observation]]
    remarks: Callable[[Path, Plan], Sequence[str]] = lambda _path, _plan: ()
    answered: Callable[[Path, Plan], Answered] | None = None


def _encoding(path: Path, _plan: Plan) -> list[str]:
    words = "{file}: read as GB18030, since it is not UTF-8. See that the Chinese words below are right."
    told = said(words, file=paths.shown(path))
    return [] if decoded_as(read_bytes(path), paths.shown(path))[1] == UTF8 else [told]


READERS: tuple[Reader, ...] = (
    Reader(said("the department's form (.xlsx)"), is_form, read_form, form_remarks, answered),
    Reader(
        said("a yearbook's table with its .yaml beside it"), lambda path: facts_file(path).is_file(), read_wide_table
    ),
    Reader(said("a table in our columns (.csv)"), is_tidy_csv, lambda path, _plan: read_foreign_csv(path), _encoding),
)


def reader_of(path: Path) -> Reader:
    """The reader of a file, by what is in it.

    Raises:
        DataError: no reader knows it, or it is a workbook that is refused.
    """
    shown = paths.shown(path)
    if not path.is_file():
        raise DataError(
            [Place(shown, "file").mistake(said("no file"), said("a readable file"), said("Check the path."))]
        )
    for reader in READERS:
        if reader.knows(path):
            return reader
    known = either(reader.name for reader in READERS)
    raise DataError(
        [Place(shown, "file").mistake(said("a file of another kind"), known, said("Write a form with shkplan form."))]
    )
