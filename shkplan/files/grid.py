"""The cells of a CSV file or of one sheet of an Excel workbook, as text, read without running anything.

A workbook is a zip of XML. Before a library opens it, it is looked at from outside: what it would grow to, macros,
entities, merged areas without end. Formulas are never computed: the value that was saved with them is taken.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shkplan.base.errors import DataError, Mistake
from shkplan.files import paths
from shkplan.files.text import csv_rows, decoded, read_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 1_000, 1_000_000
_LARGEST_CONTENT = 30_000_000  # bytes, unpacked
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)[\"']")
_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SAVE = "Open it in Excel or WPS and save it as a workbook (.xlsx), or save its sheet as CSV UTF-8."
_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#N/A", "#SPILL!", "#CALC!")


@dataclass(frozen=True)
class Grid:
    """Cells as text.

    Attributes:
        shown: the file, as a message prints it.
        rows: the cells, row by row; a merged area holds its text in every cell.
        merged: whether merged areas are known (in CSV they are not: their other cells are empty).
    """

    shown: str
    rows: tuple[tuple[str, ...], ...]
    merged: bool = False


def read_grid(path: Path, sheet: str = "") -> Grid:
    """The cells of a file ending in .csv or .xlsx.

    Args:
        path: the file.
        sheet: name of the sheet of a workbook; may be left out where there is one.

    Raises:
        DataError: another kind of file, unreadable, unsafe or too large; no such sheet, or several and none is named;
            cells with errors or formulas never computed.
    """
    shown = paths.shown(path)
    content = read_bytes(path)
    _refuse_other_kinds(path, content, shown)
    if content.startswith(b"PK"):
        return _workbook_grid(content, shown, sheet)
    rows: list[tuple[str, ...]] = []
    for line, cells in csv_rows(decoded(content, shown), shown):
        _refuse_large(len(rows) + 1, len(cells), shown, f"row {line}")
        rows.append(tuple(cells))
    return Grid(shown, tuple(rows))


def address(row: int, column: int) -> str:
    """``F5`` for the fifth row and sixth column, both counted from 0 here."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def _refuse_other_kinds(path: Path, content: bytes, shown: str) -> None:
    suffix = path.suffix.lower()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        found = "an old workbook (.xls), or one locked with a password"
    elif content.startswith(b"PK") and suffix == ".csv":
        found = "a workbook that is named .csv"
    elif suffix not in (".csv", ".txt", ".xlsx", ".xlsm"):
        found = f'a file ending in "{suffix}"'
    elif suffix in (".xlsx", ".xlsm") and not content.startswith(b"PK"):
        found = "no workbook"
    else:
        return
    raise DataError([Mistake(shown, "file", found, "a table in .csv or .xlsx", _SAVE)])


def _refuse_large(rows: int, columns: int, shown: str, where: str) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        found = f"{rows} rows of {columns} columns"
        expected = f"a table of at most {MOST_ROWS} rows and {MOST_COLUMNS} columns"
        remedy = "Copy the table alone into a new file; a stray cell far away may have to be deleted."
        raise DataError([Mistake(shown, where, found, expected, remedy)])


# Workbooks ------------------------------------------------------------------------------------------------------------


def _workbook_grid(content: bytes, shown: str, sheet: str) -> Grid:
    refuse_unsafe(content, shown)
    values, formulas = (_opened(content, shown, computed=computed) for computed in (True, False))
    name = _sheet_of(values.sheetnames, sheet, shown)
    table, written = values[name], formulas[name]
    _refuse_large(table.max_row, table.max_column, shown, f"sheet {name}")
    mistakes: list[Mistake] = []
    rows = []
    for line, cells in enumerate(table.iter_rows()):
        row = []
        for column, cell in enumerate(cells):
            formula = written.cell(line + 1, column + 1).data_type == "f"
            text, wrong = _text(cell.value, str(cell.number_format), formula=formula)
            row.append(text)
            if wrong:
                mistakes.append(Mistake(shown, f"cell {address(line, column)}", *wrong))
        rows.append(row)
    if mistakes:
        raise DataError(mistakes)
    for top, bottom, left, right in _merged_areas(table, shown):
        for line in range(top, bottom):
            rows[line][left:right] = [rows[top][left]] * (right - left)
    return Grid(shown, tuple(map(tuple, rows)), merged=True)


def refuse_unsafe(content: bytes, shown: str) -> None:
    """Nothing, where the bytes are a workbook that may be opened.

    Raises:
        DataError: damaged, swelling beyond any table, with macros, with entities, or merged without bounds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            size = sum(part.file_size for part in parts)
            if size > _LARGEST_CONTENT:
                found, expected = f"{size / 1e6:.0f} MB once unpacked", f"at most {_LARGEST_CONTENT / 1e6:.0f} MB"
                raise DataError([Mistake(shown, "file", found, expected, "Copy the table alone into a new workbook.")])
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                remedy = "Save it as a workbook without macros (.xlsx)."
                raise DataError([Mistake(shown, "file", "a workbook with macros", "one without", remedy)])
            room = MOST_CELLS
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    room = _refuse_part(packed.read(part), room, f"part {part.filename}", shown)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise DataError([Mistake(shown, "file", f"a damaged workbook ({error})", "a workbook", _SAVE)]) from error


def _refuse_part(content: bytes, room: int, where: str, shown: str) -> int:
    """How many cells may still be merged after this part."""
    if _ENTITY.search(content.replace(b"\0", b"")):  # which no program writes into a workbook
        raise DataError([Mistake(shown, where, "declarations of entities", "a plain workbook", _SAVE)])
    for area in _MERGED.finditer(content):
        left, top, right, bottom = _column_number(area[1]), int(area[2]), _column_number(area[3]), int(area[4])
        room -= abs(right - left + 1) * abs(bottom - top + 1)
        if room < 0 or left > right or top > bottom:
            found = f"merged cells from {area[1].decode()}{top} to {area[3].decode()}{bottom}"
            expected = f"merged areas of at most {MOST_CELLS} cells in all"
            raise DataError([Mistake(shown, where, found, expected, "Unmerge them.")])
    return room


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:5]:
        number = number * 26 + letter - 64
    return number


def _opened(content: bytes, shown: str, *, computed: bool) -> Any:
    """The workbook by openpyxl, which computes nothing; ``computed`` for the values saved beside the formulas."""
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions it does not know, such as conditional formats
            return openpyxl.load_workbook(io.BytesIO(content), data_only=computed, keep_links=False)
    except Exception as error:  # whatever a damaged workbook makes it trip over
        found = f"a workbook that cannot be read ({type(error).__name__})"
        raise DataError([Mistake(shown, "file", found, "a workbook", _SAVE)]) from error


def _sheet_of(names: list[str], wanted: str, shown: str) -> str:
    if wanted in names:
        return wanted
    if not wanted and len(names) == 1:
        return names[0]
    found = f'no sheet named "{wanted}"' if wanted else f"{len(names)} sheets"
    remedy = "Name the sheet that is wanted, as sheet: ... in the file of facts beside the table."
    raise DataError([Mistake(shown, "file", found, f"one of {', '.join(names[:12])}", remedy)])


def _text(value: Any, shape: str, *, formula: bool) -> tuple[str, tuple[str, str, str] | None]:
    """A cell's value as text, and what is wrong with it: found, expected, remedy."""
    if value is None and formula:
        remedy = "Open the workbook, let it compute, and save it; or write the number."
        return "", ("a formula that was never computed", "a value", remedy)
    if isinstance(value, bool):
        return "", (str(value).upper(), "a number or text", "Write what was published.")
    if isinstance(value, int | float):
        return _number(value, shape), None
    text = "" if value is None else str(value)
    if text.strip().upper() in _ERRORS:
        remedy = "Mend the formula, or write the number that was published."
        return "", (f"the error {text.strip()}", "a value", remedy)
    return text, None


def _number(value: float, shape: str) -> str:
    """A number as the sheet shows it, to its last digit: 0.071 in the shape 0.0% is 7.1%."""
    if "%" in shape:
        return f"{(Decimal(repr(value)) * 100).normalize():f}%"
    return repr(value).removesuffix(".0")


def _merged_areas(table: Worksheet, shown: str) -> Iterator[tuple[int, int, int, int]]:
    """The merged areas: first and last row, first and last column, from 0 and without the last."""
    taken: set[tuple[int, int]] = set()
    for area in table.merged_cells.ranges:
        cells = set(area.cells)
        if not taken.isdisjoint(cells):
            found, remedy = f"a merged area {area.coord} that overlaps another", "Unmerge one of them."
            raise DataError([Mistake(shown, f"sheet {table.title}", found, "areas apart from each other", remedy)])
        taken |= cells
        yield area.min_row - 1, area.max_row, area.min_col - 1, area.max_col
