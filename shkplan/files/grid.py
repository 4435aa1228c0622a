"""The cells of a text file or of one sheet of a workbook, as text, read without running anything.

Formulas are never computed: the value that was saved with them is taken. A number that the sheet shows as another one is
a mistake (:mod:`shkplan.files.shapes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import Said, said
from shkplan.files import paths
from shkplan.files.separated import SIGNS, separated, sign_of
from shkplan.files.sheets import Area, Cell, Sheet, letters, refuse_large
from shkplan.files.text import UTF8, decoded_as, read_bytes
from shkplan.files.workbook import SUFFIXES, is_workbook, read_workbook

TEXTS = (".csv", ".txt", ".tsv", ".tab")
_SAVE = said("Open it in Excel or WPS and save it as a workbook (.xlsx), or save its sheet as CSV UTF-8.")
_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#N/A", "#SPILL!", "#CALC!")
_Wrong = tuple[str, str, str]  # found, expected, remedy


@dataclass(frozen=True)
class CellGrid:
    """Cells as text.

    Attributes:
        shown: the file, as a message prints it.
        rows: the cells, row by row; a merged area holds its text in every cell.
        merged: whether merged areas are known (in CSV they are not: their other cells are empty).
        areas: the merged areas, each with its left, top, right and bottom, counted from one.
        comments: what hangs on cells as a note or comment, by address (``B3``).
        sheet: the name of the sheet; of a CSV file nothing.
        passed: the names of other sheets that hold something and were not read.
        remarks: what a person should know of how the cells were read.
    """

    shown: str
    rows: tuple[tuple[str, ...], ...]
    merged: bool = False
    areas: tuple[Area, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    passed: tuple[str, ...] = ()
    remarks: tuple[Said, ...] = ()


def read_grid(path: Path, sheet: str = "") -> CellGrid:
    """The cells of a text file (.csv, .tsv, .txt) or a workbook (.xlsx, .ods, .xls, .et).

    Args:
        path: the file.
        sheet: name of the sheet of a workbook; may be left out where one alone is shown and holds something.

    Raises:
        DataError: another kind of file, unreadable, unsafe or too large; no such sheet, or several and none is named;
            cells with errors, formulas never computed, or numbers that are shown as others.
    """
    shown = paths.shown(path)
    _refuse_other_kinds(path, shown)
    if is_workbook(path):
        sheets = read_workbook(path, saved=True)
        table = _sheet_of(sheets, sheet, shown)
        others = tuple(one.name for one in sheets if one is not table and any(one.rows))
        return sheet_grid(table, shown, others)
    rows: list[tuple[str, ...]] = []
    text, encoding = decoded_as(read_bytes(path), shown)
    sign = sign_of(text, shown)
    for line, cells in separated(text, shown, sign):
        refuse_large(len(rows) + 1, len(cells), shown, said("row {number}", number=line))
        rows.append(tuple(cells))
    return CellGrid(shown, tuple(rows), remarks=text_remarks(shown, encoding, sign))


def text_remarks(shown: str, encoding: str, sign: str) -> tuple[Said, ...]:
    """What a person should know of how a text was read: an encoding or a separator that was found by looking."""
    remarks = []
    if encoding != UTF8:
        words = "{file}: read as {encoding}, since it is not UTF-8. See that the Chinese words are right."
        remarks.append(said(words, file=shown, encoding=encoding))
    if sign != ",":
        remarks.append(said("{file}: read with {signs} between the cells.", file=shown, signs=SIGNS[sign]))
    return tuple(remarks)


def _refuse_other_kinds(path: Path, shown: str) -> None:
    suffix, workbook = path.suffix.lower(), is_workbook(path)
    if workbook and suffix in TEXTS:
        found = said("a workbook that is named {suffix}", suffix=suffix)
    elif not workbook and suffix not in (*TEXTS, *SUFFIXES):
        found = said('a file ending in "{suffix}"', suffix=suffix)
    elif not workbook and suffix in SUFFIXES and path.is_file():
        read_workbook(path)  # which says what it is instead
        return
    else:
        return
    raise DataError([Place(shown, said("file")).mistake(found, said("a table in .csv or .xlsx"), _SAVE)])


# Workbooks ------------------------------------------------------------------------------------------------------------


def sheet_grid(table: Sheet, shown: str, passed: Iterable[str] = ()) -> CellGrid:
    """The cells of a sheet.

    Raises:
        DataError: cells that cannot be read, all of them; merged areas that overlap.
    """
    width = max((max(cells, default=0) for cells in table.rows), default=0)
    rows = [[""] * width for _ in table.rows]
    for row, cells in zip(rows, table.rows, strict=True):
        for column, cell in cells.items():
            row[column - 1] = cell.text
    mistakes = list(_mistakes(table, shown))
    if mistakes:
        raise DataError(mistakes)
    areas = _areas(table, shown)
    for left, top, right, bottom in areas:
        if top <= len(rows):
            for row in rows[top - 1 : bottom]:
                row[left - 1 : right] = [rows[top - 1][left - 1] if left <= width else ""] * len(row[left - 1 : right])
    remarks = _remarks(table, shown)
    return CellGrid(shown, tuple(map(tuple, rows)), True, areas, table.comments, table.name, tuple(passed), remarks)


def _remarks(table: Sheet, shown: str) -> tuple[Said, ...]:
    words = "{file}: rows or columns that the sheet hides were read as well: {names}."
    return (said(words, file=shown, names=table.unseen[:12]),) if table.unseen else ()


def _sheet_of(sheets: list[Sheet], wanted: str, shown: str) -> Sheet:
    filled = [one for one in sheets if any(one.rows) and not one.hidden] or [one for one in sheets if any(one.rows)]
    named = [one for one in sheets if one.name == wanted] if wanted else (filled or sheets)
    if len(named) == 1 or (named and (wanted or not filled)):
        return named[0]
    found = said('no sheet named "{name}"', name=wanted) if wanted else said("{count} sheets", count=len(named))
    remedy = said("Name the sheet that is wanted, as sheet: ... in the file of facts beside the table.")
    expected = said("one of {names}", names=[one.name for one in sheets][:12])
    raise DataError([Place(shown, said("file")).mistake(found, expected, remedy)])


def _mistakes(table: Sheet, shown: str) -> Iterator[Mistake]:
    """Cells that cannot be read; of those that hide their number one a column, which are often hundreds."""
    disguised: dict[int, list[Cell]] = {}
    for cells in table.rows:
        for column, cell in cells.items():
            if cell.kind == "disguised":
                disguised.setdefault(column, []).append(cell)
            elif wrong := _unreadable(cell):
                yield _at(cell, shown).mistake(*wrong)
    for first, *more in disguised.values():
        found = first.text
        if more:
            found = said("{first}, and {count} more in this column", first=found, count=len(more))
        remedy = said(
            "Give the cells the number format General, and see that the numbers fit their unit; "
            "or save the sheet as CSV UTF-8, which keeps what is shown."
        )
        yield _at(first, shown).mistake(found, said("the number that is shown"), remedy)


def _at(cell: Cell, shown: str) -> Place:
    return Place(shown, said("cell {address}", address=cell.address))


def _unreadable(cell: Cell) -> _Wrong | None:
    """What is wrong with a cell."""
    if cell.kind == "formula":
        remedy = said("Open the workbook, let it compute, and save it; or write the number.")
        return said("a formula that was never computed"), said("a value"), remedy
    if cell.kind == "truth":
        return cell.text, said("a number or text"), said("Write what was published.")
    if cell.kind == "error" or cell.text.strip().upper() in _ERRORS:
        remedy = said("Mend the formula, or write the number that was published.")
        return said("the error {error}", error=cell.text.strip()), said("a value"), remedy
    return None


def _areas(table: Sheet, shown: str) -> tuple[Area, ...]:
    """The merged areas of a sheet, none of which overlaps another."""
    taken: set[tuple[int, int]] = set()
    for left, top, right, bottom in table.merged:
        cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if not taken.isdisjoint(cells):
            area = f"{letters(left)}{top}:{letters(right)}{bottom}"
            found = said("a merged area {area} that overlaps another", area=area)
            place = Place(shown, said("sheet {name}", name=table.name))
            raise DataError([place.mistake(found, said("areas apart from each other"), said("Unmerge one of them."))])
        taken |= cells
    return table.merged
