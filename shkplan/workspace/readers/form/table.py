"""The rows of a form within a workbook: found by the keys above their columns, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shkplan.base.messages import Text, said
from shkplan.files.workbook import Cell, Sheet, letters
from shkplan.workspace.readers.form.columns import ABOUT, COLUMNS, NUMBER, TYPED, column_word, words
from shkplan.workspace.readers.form.record import FormRecord, read_stamp

_WITHIN = 12  # rows from the top in which the keys of the columns are looked for
_ENOUGH = 4  # keys, or headings, that nobody writes by chance
_SURE = {"id", "value", "status"}
_SHORT = 60  # characters
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its cells by the keys of their columns, those in no column of the form, its comments by address."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]
    beside: tuple[Cell, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def at(self) -> str:
        return said("sheet {sheet} row {row}", sheet=self.sheet, row=self.number)

    def cell(self, key: str) -> str:
        """``sheet 区统计局, cell G7 (figure)``: the place of a mistake."""
        column = letters(self.columns.get(key, NUMBER[key]))
        return at_cell(self.sheet, f"{column}{self.number}", column_word(key))

    def text(self, key: str) -> str:
        return self.cells[key].text.strip() if key in self.cells else ""

    @property
    def typed(self) -> list[str]:
        """What was typed in the row; the bound stands there from the beginning."""
        return [key for key in TYPED if self.text(key) and key not in ("bound", "note")]


def spelled(text: str) -> str:
    """Free text as a message shows it: quoted, on one line, short."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= _SHORT else line[: _SHORT - 1] + "…"}"'


def at_cell(sheet: str, address: str, what: Text | None = None) -> str:
    """The place of a cell, with the word of its column where it has one."""
    if what is None:
        return said("sheet {sheet}, cell {address}", sheet=sheet, address=address)
    return said("sheet {sheet}, cell {address} ({what})", sheet=sheet, address=address, what=what)


@dataclass(frozen=True)
class Table:
    """A sheet of the form.

    Attributes:
        top: the number of the row of keys; None where it was lost.
        columns: the keys found and their columns.
        record: what the sheet says of itself.
        rows: those below, headings left out.
    """

    sheet: Sheet
    top: int | None
    columns: Mapping[str, int] = field(default_factory=dict)
    record: FormRecord | None = None
    rows: tuple[Row, ...] = ()

    @property
    def lost(self) -> list[str]:
        """The keys of columns that are not there."""
        return [column.key for column in COLUMNS if column.key not in self.columns]

    @property
    def ids(self) -> set[str]:
        return {row.text("id") for row in self.rows}


def tables_of(sheets: Sequence[Sheet], *, ours: bool) -> list[Table]:
    """The sheets to be filled, in their order; other sheets are left out.

    Args:
        ours: the workbook has the hidden sheet, so that a few keys are enough.
    """
    return [table for sheet in sheets if sheet.name != ABOUT and (table := _table(sheet, ours))]


def _table(sheet: Sheet, ours: bool) -> Table | None:
    for top, cells in enumerate(sheet.rows[:_WITHIN], start=1):
        keys = {cell.text: column for column, cell in cells.items() if cell.text in NUMBER}
        record = next((found for cell in cells.values() if (found := read_stamp(cell.text, sheet.name))), None)
        if keys.keys() >= _SURE or record or (ours and len(keys) >= _ENOUGH):
            return Table(sheet, top, keys, record, tuple(_rows(sheet, top, keys)))
    headed = any(_is_heading(row.values()) for row in sheet.rows[:_WITHIN])
    return Table(sheet, None) if headed else None


def _is_heading(cells: Iterable[Cell]) -> bool:
    starts = [words(f"form.column.{column.key}", year="").zh for column in COLUMNS]
    texts = [cell.text for cell in cells]
    return sum(any(text.startswith(f"{start}\n") for text in texts) for start in starts) >= _ENOUGH


def _rows(sheet: Sheet, top: int, keys: Mapping[str, int]) -> Iterator[Row]:
    keyed = {column: key for key, column in keys.items()}
    comments: dict[int, dict[str, str]] = {}
    for address, comment in sheet.comments.items():
        comments.setdefault(int(address.lstrip(_LETTERS)), {})[address] = " ".join(comment.split())
    for number, row in enumerate(sheet.rows[top:], start=top + 1):
        cells = {keyed[column]: cell for column, cell in row.items() if column in keyed}
        beside = tuple(cell for column, cell in row.items() if column not in keyed)
        if (cells or beside) and not _is_heading(row.values()):
            yield Row(sheet.name, number, cells, keys, beside, comments.get(number, {}))
