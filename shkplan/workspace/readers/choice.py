"""Which reader takes a file of figures that came from elsewhere: the first that knows it by its content.

=======================================================================  ====================================================
reader                                                                   what it takes
=======================================================================  ====================================================
:func:`~shkplan.workspace.readers.form.answered`                         the department's form, filled in
:func:`~shkplan.workspace.readers.tidy_facts.read_foreign_table`         the tidy table: one figure a row; what a workspace keeps
:func:`~shkplan.workspace.readers.yearbook.table.take_wide_table`        a table of a yearbook: years as columns or rows
:func:`~shkplan.workspace.readers.remote.fetch`                          the World Bank or a service that speaks SDMX
=======================================================================  ====================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.errors import DataError, Place
from shkplan.base.messages import either, said
from shkplan.files import paths
from shkplan.files.grid import TEXTS, read_grid
from shkplan.files.strays import of_programs
from shkplan.files.text import read_bytes
from shkplan.files.workbook import SUFFIXES
from shkplan.register.plan import Plan
from shkplan.workspace.readers.came import Came
from shkplan.workspace.readers.form import answered, is_form
from shkplan.workspace.readers.tidy_facts import read_foreign_table
from shkplan.workspace.readers.tidy_tables import is_tidy_table
from shkplan.workspace.readers.yearbook.table import facts_file, is_wide_table, take_wide_table

__all__ = ["READERS", "Reader", "reader_of"]


@dataclass(frozen=True)
class Reader:
    """A way to read figures from a file of one kind.

    Attributes:
        name: what it reads, as a message says it.
        knows: whether a file is of this kind, by its content.
        read: what comes of a file for a plan; raises DataError with every mistake.
    """

    name: str
    knows: Callable[[Path], bool]
    read: Callable[[Path, Plan], Came]


READERS: tuple[Reader, ...] = (
    Reader(said("the department's form (.xlsx)"), is_form, answered),
    Reader(said("a table in our columns"), is_tidy_table, read_foreign_table),
    Reader(
        said("a yearbook's table with its .yaml beside it"),
        lambda path: facts_file(path).is_file(),
        take_wide_table,
    ),
    Reader(said("a table with years across or down"), is_wide_table, take_wide_table),
)


def reader_of(path: Path) -> Reader:
    """The reader of a file, by what is in it.

    Raises:
        DataError: no reader knows it, or it is a workbook that is refused.
    """
    shown = paths.shown(path)
    if not path.is_file():
        if path.exists() or path.is_symlink():
            read_bytes(path)  # which tells what it is: a folder, a pipe, a link that leads nowhere
        expected, remedy = said("a readable file"), said("Check the path.")
        raise DataError([Place(shown, said("file")).mistake(said("no file"), expected, remedy)])
    if (left := of_programs(path)) is not None:
        remedy = said("Name the file itself; the office program makes and removes such ones.")
        raise DataError([Place(shown, said("file")).mistake(left, said("a table or a form"), remedy)])
    for reader in READERS:
        if reader.knows(path):
            return reader
    if path.suffix.lower() in (*TEXTS, *SUFFIXES) and not any(
        map(any, read_grid(path).rows)
    ):  # which tells what cannot be opened
        remedy = said("See whether it is the file that is meant, and whether it was saved.")
        raise DataError(
            [Place(shown, said("file")).mistake(said("no cell that holds anything"), said("a table"), remedy)]
        )
    known = either(reader.name for reader in READERS)
    remedy = said("Write a form with shkplan form.")
    raise DataError([Place(shown, said("file")).mistake(said("a file of another kind"), known, remedy)])
