"""Tables in the tidy format as they lie in files: text in any usual encoding, or sheets of a workbook.

The first row that holds anything names the columns. What lies above it is told: it may be a unit or a region that a row
below contradicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import Said, said
from shkplan.files import paths
from shkplan.files.grid import TEXTS, CellGrid, sheet_grid, text_remarks
from shkplan.files.separated import SIGNS, separated, sign_of
from shkplan.files.sheets import Sheet, letters
from shkplan.files.text import decoded_as, read_bytes
from shkplan.files.workbook import is_workbook, read_workbook
from shkplan.workspace.readers.heads import Head, head_of, is_head

Rows = Iterable[tuple[int, Sequence[str]]]
_LOOKED_AT = 10  # rows in which the names of the columns are looked for


@dataclass(frozen=True)
class Table:
    """The rows of one table.

    Attributes:
        head: what its first row names.
        first: where the head stands.
        rows: those below, each with its number.
        at: the place of a row by its number.
        workbook: it is a sheet.
        comments: what hangs on the cells of a row, by its number.
        mistakes: of the table as a whole.
    """

    head: Head
    first: Place
    rows: Rows
    at: Callable[[int], Place]
    workbook: bool = False
    comments: Mapping[int, str] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Tables:
    """The tables of a file, and what to know of how it was read."""

    tables: tuple[Table, ...]
    remarks: tuple[Said, ...] = ()


def text_tables(content: bytes, shown: str) -> Tables:
    """The one table of a text.

    Raises:
        DataError: no text, or one that cannot be cut into cells.
    """
    text, encoding = decoded_as(content, shown)
    return Tables((text_table(text, shown),), text_remarks(shown, encoding, tidy_sign(text, shown)))


def tidy_sign(text: str, shown: str) -> str:
    """What separates the cells of a text: the sign by which it has the names of our columns, else the one it shows itself.

    Raises:
        DataError: two signs cut it alike, and under none it has our columns.
    """
    for sign in SIGNS:
        with suppress(DataError):
            if any(is_head(cells) for _, cells in islice(separated(text, shown, sign), _LOOKED_AT)):
                return sign if text[:4].lower() != "sep=" else text[4]
    return sign_of(text, shown)


def text_table(text: str, shown: str) -> Table:
    """A text as a table."""
    rows: Iterator[tuple[int, Sequence[str]]] = separated(text, shown, tidy_sign(text, shown))
    above: list[tuple[int, Sequence[str]]] = []
    line, cells = next(rows, (1, []))
    while not any(cell.strip() for cell in cells) and (following := next(rows, None)):
        line, cells = following
    if not is_head(cells):
        further = list(islice(rows, _LOOKED_AT))
        at = next((at for at, (_, some) in enumerate(further) if is_head(some)), None)
        if at is None:
            rows = _chained(further, rows)
        else:
            above = [(line, cells), *further[:at]]
            (line, cells), rows = further[at], _chained(further[at + 1 :], rows)
    place = Place(shown, said("header"))
    mistakes = tuple(_above(above, lambda number: Place(shown, number)))
    return Table(head_of(cells), place, rows, lambda number: Place(shown, number), mistakes=mistakes)


def _chained(first: Rows, then: Rows) -> Iterator[tuple[int, Sequence[str]]]:
    yield from first
    yield from then


def _above(rows: Rows, at: Callable[[int], Place]) -> Iterator[Mistake]:
    for number, cells in rows:
        if told := [cell.strip() for cell in cells if cell.strip()]:
            remedy = said("Take the line away; write what it says of unit, region or source into columns of their own.")
            found = said('"{text}" above the names of the columns', text=" ".join(told)[:60])
            yield at(number).mistake(found, said("the names of the columns in the first row"), remedy)


# Workbooks ------------------------------------------------------------------------------------------------------------


def workbook_tables(path: Path, shown: str) -> Tables:
    """The sheets of a workbook that hold a table in the tidy format.

    Raises:
        DataError: a workbook that is refused, or no such sheet.
    """
    sheets = [one for one in read_workbook(path, saved=True) if any(one.rows)]
    tidy = [one for one in sheets if _is_tidy(one)]
    passed = [one.name for one in sheets if one not in tidy]
    remarks = list[Said]()
    if passed:
        remarks.append(said("{file}: passed over the sheets without our columns: {names}.", file=shown, names=passed))
    tables, mistakes = list[Table](), list[Mistake]()
    for one in tidy:
        try:
            grid = sheet_grid(one, shown)
            remarks += grid.remarks
            tables.append(_sheet_table(grid, several=len(tidy) > 1))
            remarks += _loose(grid, tables[-1], hidden=one.hidden)
        except DataError as error:
            mistakes += error.mistakes
    if mistakes:
        raise DataError(mistakes)
    return Tables(tuple(tables), tuple(remarks))


def _loose(grid: CellGrid, table: Table, *, hidden: bool) -> Iterator[Said]:
    """What to know of a sheet: that nobody sees it, and comments that hang on no figure."""
    if hidden:
        yield said("{file}: sheet {name} is hidden and was read.", file=grid.shown, name=grid.sheet)
    figures = {str(number) for number, _ in table.rows}
    for address, words in grid.comments.items():
        if address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") not in figures:
            cell, text = said("cell {address}", address=address), " ".join(words.split())
            yield said(
                "{file}: a comment that belongs to no figure: {cell}, {text}", file=grid.shown, cell=cell, text=text
            )


def _is_tidy(sheet: Sheet) -> bool:
    filled = islice((row for row in sheet.rows if row), _LOOKED_AT)
    return any(is_head([cell.text for cell in row.values()]) for row in filled)


def _sheet_table(grid: CellGrid, *, several: bool) -> Table:
    """A sheet as a table; what hangs on its cells as notes goes with the figure of the row."""

    def at(number: int) -> Place:
        if several:
            return Place(grid.shown, said("sheet {name}, row {number}", name=grid.sheet, number=number))
        return Place(grid.shown, number)

    numbered = [(number, row) for number, row in enumerate(grid.rows, 1) if any(row)]
    top = next(at for at, (_, row) in enumerate(numbered) if is_head(row))
    above, (first, cells), rows = numbered[:top], numbered[top], numbered[top + 1 :]
    head = head_of(cells)
    comments: dict[int, list[str]] = {}
    for address, words in grid.comments.items():
        row = int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0)
        comments.setdefault(row, []).append(" ".join(words.split()))
    mistakes = (*_above(above, at), *_merged(grid, head, first))
    told = {row: "；".join(words) for row, words in comments.items()}
    return Table(head, Place(grid.shown, said("header")), rows, at, True, told, mistakes)


def _merged(grid: CellGrid, head: Head, first: int) -> Iterator[Mistake]:
    """Figures that were merged over rows, or with their neighbours: nobody can tell of which row they are."""
    values = head.columns.index("value") + 1 if "value" in head else 0
    for left, top, right, bottom in grid.areas:
        if bottom > first and (left < right or left <= values <= right):
            cells = f"{letters(left)}{top}:{letters(right)}{bottom}"
            place = Place(grid.shown, said("cells {cells}", cells=cells))
            remedy = said("Unmerge them, and write each figure into its own row.")
            yield place.mistake(said("merged cells"), said("one cell an entry"), remedy)


# Either ---------------------------------------------------------------------------------------------------------------


def is_tidy_table(path: Path) -> bool:
    """Whether a file holds a table with the columns of the tidy format, however it was saved.

    Raises:
        DataError: a table of some kind that cannot be opened.
    """
    shown = paths.shown(path)
    if is_workbook(path):
        return any(map(_is_tidy, read_workbook(path, saved=True)))
    if path.suffix.lower() not in TEXTS:
        return False
    text = decoded_as(read_bytes(path), shown)[0]
    rows = separated(text, shown, tidy_sign(text, shown))
    return any(is_head(cells) for _, cells in islice(rows, _LOOKED_AT))


def tables_of(path: Path) -> Tables:
    """The tables of a file.

    Raises:
        DataError: unreadable, unsafe, or cells that cannot be read; all of them at once.
    """
    shown = paths.shown(path)
    return workbook_tables(path, shown) if is_workbook(path) else text_tables(read_bytes(path), shown)
