"""Sheets of a workbook as plain values, whatever program wrote it, and how large one may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from shkplan.base.errors import DataError, Mistake
from shkplan.base.messages import said

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 20_000, 1_000, 1_000_000

Value = str | float | dt.datetime | None
Area = tuple[int, int, int, int]  # first column, first row, last column, last row


@dataclass(frozen=True)
class Cell:
    """What stands in a cell.

    Attributes:
        kind: number, text, date, formula (without a value), error (such as #DIV/0!), truth, or disguised: a number that
            the sheet shows as another one, or not at all.
        value: the number, text or moment; of a formula or an error its text, of a disguised number what is wrong.
        percent: the cell shows its number as a percentage, so that 0.045 is read by people as 4.5 %.
        comment: what somebody wrote in a note or comment that hangs on the cell.
        shows: how the cell shows a date that is no day, as in 2018年; else nothing.
    """

    row: int
    column: int
    kind: str
    value: Value
    percent: bool = False
    comment: str = ""
    shows: str = ""

    @property
    def address(self) -> str:
        """``H7``"""
        return f"{letters(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """The value as a person would type it: a number in digits, to the last of the fifteen a spreadsheet keeps."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, dt.datetime):
            return self.shows or self.value.date().isoformat()
        if isinstance(self.value, float):
            return f"{digits(self.percentage)}%" if self.percent else digits(self.value)
        return ""

    @property
    def percentage(self) -> float:
        """A hundred times the number, in decimals: 0.045 is 4.5, not 4.499999."""
        return float(Decimal(repr(float(self.value))) * 100) if isinstance(self.value, float) else float("nan")


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells that are not empty, row by row, the ranges that were merged, and its comments.

    Attributes:
        comments: by address, those of empty cells too.
        hidden: the program does not show it.
        unseen: rows (``5``) and columns (``C``) that hold something and are not shown.
    """

    name: str
    rows: tuple[dict[int, Cell], ...]
    merged: tuple[Area, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    unseen: tuple[str, ...] = ()


def unseen(
    rows: Sequence[dict[int, Cell]], hidden_rows: Container[int], hidden_columns: Iterable[int]
) -> tuple[str, ...]:
    """The names of rows and columns that hold something though the program hides them: by a filter, or by hand."""
    used = {column for row in rows for column in row}
    lines = [str(number) for number, row in enumerate(rows, 1) if row and number in hidden_rows]
    return (*lines, *(letters(column) for column in sorted(used.intersection(hidden_columns))))


def digits(value: float) -> str:
    """A number in digits, never as a power of ten: 0.00001, 110.3 for 110.30000000000001."""
    return f"{Decimal(f'{value:.15g}').normalize() + 0:f}"


def letters(column: int) -> str:
    """``AB`` for 28: a column as the program names it."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def refused(shown: str, found: str, expected: str, remedy: str, where: str = "file") -> DataError:
    """The one mistake for which a file is not read."""
    return DataError([Mistake(shown, where, found, expected, remedy)])


def refuse_large(rows: int, columns: int, shown: str, where: str) -> None:
    """Nothing, where a table may be so large.

    Raises:
        DataError: it may not.
    """
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        found = said("{rows} rows of {columns} columns", rows=rows, columns=columns)
        most = said("a table of at most {rows} rows and {columns} columns", rows=MAX_ROWS, columns=MAX_COLUMNS)
        remedy = said("Copy the table alone into a new file; a stray cell far away may have to be deleted.")
        raise refused(shown, found, most, remedy, where)


class Areas:
    """The merged areas of a sheet as they are met, none of them reaching so far that they fill the memory."""

    def __init__(self, shown: str, sheet: str) -> None:
        self.shown, self.sheet = shown, sheet
        self.room = MAX_CELLS
        self.found: list[Area] = []

    def add(self, left: int, top: int, right: int, bottom: int) -> None:
        """One more.

        Raises:
            DataError: it has no inside, or all together hold too many cells.
        """
        self.room -= (abs(right - left) + 1) * (abs(bottom - top) + 1)
        if self.room < 0 or left > right or top > bottom:
            first, last = f"{letters(left)}{top}", f"{letters(right)}{bottom}"
            found = said("merged cells from {first} to {last}", first=first, last=last)
            most = said("merged areas of at most {cells} cells in all", cells=MAX_CELLS)
            where = said("sheet {name}", name=self.sheet)
            raise refused(self.shown, found, most, said("Unmerge them."), where)
        self.found.append((left, top, right, bottom))
