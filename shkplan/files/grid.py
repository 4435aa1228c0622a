"""The cells of a CSV file or of one sheet of an Excel workbook, as text, read without running anything.

Formulas are never computed: the value that was saved with them is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.files import paths
from shkplan.files.text import csv_rows, decoded, read_bytes
from shkplan.files.workbook import Cell, Sheet, is_workbook, letters, read_workbook, refuse_large

_SAVE = "Open it in Excel or WPS and save it as a workbook (.xlsx), or save its sheet as CSV UTF-8."
_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#N/A", "#SPILL!", "#CALC!")


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
    """

    shown: str
    rows: tuple[tuple[str, ...], ...]
    merged: bool = False
    areas: tuple[tuple[int, int, int, int], ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""


def read_grid(path: Path, sheet: str = "") -> CellGrid:
    """The cells of a file ending in .csv or .xlsx.

    Args:
        path: the file.
        sheet: name of the sheet of a workbook; may be left out where there is one.

    Raises:
        DataError: another kind of file, unreadable, unsafe or too large; no such sheet, or several and none is named;
            cells with errors or formulas never computed.
    """
    shown = paths.shown(path)
    _refuse_other_kinds(path, shown)
    if is_workbook(path):
        return _workbook_grid(path, shown, sheet)
    rows: list[tuple[str, ...]] = []
    for line, cells in csv_rows(decoded(read_bytes(path), shown), shown):
        refuse_large(len(rows) + 1, len(cells), shown, f"row {line}")
        rows.append(tuple(cells))
    return CellGrid(shown, tuple(rows))


def _refuse_other_kinds(path: Path, shown: str) -> None:
    suffix, workbook = path.suffix.lower(), is_workbook(path)
    if workbook and suffix == ".csv":
        found = "a workbook that is named .csv"
    elif not workbook and suffix not in (".csv", ".txt", ".xlsx", ".xlsm"):
        found = f'a file ending in "{suffix}"'
    elif not workbook and suffix in (".xlsx", ".xlsm") and path.is_file():
        found = "no workbook"
    else:
        return
    raise DataError([Place(shown, "file").mistake(found, "a table in .csv or .xlsx", _SAVE)])


# Workbooks ------------------------------------------------------------------------------------------------------------


def _workbook_grid(path: Path, shown: str, sheet: str) -> CellGrid:
    table = _sheet_of(read_workbook(path, saved=True), sheet, shown)
    width = max((max(cells, default=0) for cells in table.rows), default=0)
    rows = [[""] * width for _ in table.rows]
    mistakes: list[Mistake] = []
    for row, cells in zip(rows, table.rows, strict=True):
        for column, cell in cells.items():
            wrong = _unreadable(cell)
            if wrong:
                mistakes.append(Place(shown, f"cell {cell.address}").mistake(*wrong))
            else:
                row[column - 1] = _text(cell)
    if mistakes:
        raise DataError(mistakes)
    areas = _areas(table, shown)
    for left, top, right, bottom in areas:
        if top <= len(rows):
            for row in rows[top - 1 : bottom]:
                row[left - 1 : right] = [rows[top - 1][left - 1] if left <= width else ""] * len(row[left - 1 : right])
    return CellGrid(shown, tuple(map(tuple, rows)), True, areas, table.comments, table.name)


def _sheet_of(sheets: list[Sheet], wanted: str, shown: str) -> Sheet:
    named = [one for one in sheets if one.name == wanted or (not wanted and len(sheets) == 1)]
    if named:
        return named[0]
    found = f'no sheet named "{wanted}"' if wanted else f"{len(sheets)} sheets"
    remedy = "Name the sheet that is wanted, as sheet: ... in the file of facts beside the table."
    expected = f"one of {', '.join([one.name for one in sheets][:12])}"
    raise DataError([Place(shown, "file").mistake(found, expected, remedy)])


def _unreadable(cell: Cell) -> tuple[str, str, str] | None:
    """What is wrong with a cell: found, expected, remedy."""
    if cell.kind == "formula":
        remedy = "Open the workbook, let it compute, and save it; or write the number."
        return "a formula that was never computed", "a value", remedy
    if cell.kind == "truth":
        return cell.text, "a number or text", "Write what was published."
    if cell.text.strip().upper() in _ERRORS:
        remedy = "Mend the formula, or write the number that was published."
        return f"the error {cell.text.strip()}", "a value", remedy
    return None


def _text(cell: Cell) -> str:
    """A cell as the sheet shows it, a number to its last digit: 0.071 in the shape 0.0% is 7.1%."""
    if not isinstance(cell.value, float):
        return str(cell.value)
    value = Decimal(repr(cell.value)) * (100 if cell.percent else 1)
    return f"{value.normalize():f}{'%' if cell.percent else ''}"


def _areas(table: Sheet, shown: str) -> tuple[tuple[int, int, int, int], ...]:
    """The merged areas of a sheet, none of which overlaps another."""
    taken: set[tuple[int, int]] = set()
    for left, top, right, bottom in table.merged:
        cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if not taken.isdisjoint(cells):
            found = f"a merged area {letters(left)}{top}:{letters(right)}{bottom} that overlaps another"
            place = Place(shown, f"sheet {table.name}")
            raise DataError([place.mistake(found, "areas apart from each other", "Unmerge one of them.")])
        taken |= cells
    return table.merged
