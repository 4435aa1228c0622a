"""Workbooks of the old format (.xls, .et of WPS), read through xlrd.

Of the libraries that read it this one alone tells the formats of cells, without which 4.5 % would be 0.045 and a scaled
number another one. Which cells hold formulas it does not tell: the file's own records do.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from struct import unpack_from
from typing import Any

from shkplan.base.messages import said
from shkplan.files.archive import A_WORKBOOK, AGAIN, refused_macros, refused_password
from shkplan.files.shapes import date_shown
from shkplan.files.sheets import Areas, Cell, Sheet, letters, refuse_large, refused, unseen
from shkplan.files.xlsx import numbered

_FORMULA, _BEGIN, _END = (0x0006, 0x0206, 0x0406), (0x0009, 0x0209, 0x0409, 0x0809), 0x000A
_SHEET_ENTRY, _MACRO_SHEET = 0x0085, 1
_LOCKED, _PROGRAM = "EncryptedPackage".encode("utf-16-le"), "_VBA_PROJECT".encode("utf-16-le")
Formulas = set[tuple[int, int]]  # row, column, counted from zero


def read_xls(content: bytes, shown: str, *, saved: bool) -> list[Sheet]:
    """The sheets of a workbook; a formula has the value that was saved with it, where that is asked for."""
    import xlrd

    if _LOCKED in content:
        raise refused_password(shown)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:  # what it mutters about odd records
        try:
            book = xlrd.open_workbook(
                file_contents=content, logfile=nowhere, formatting_info=True, on_demand=True, ragged_rows=True
            )
        except xlrd.XLRDError as error:
            if "encrypted" in str(error):
                raise refused_password(shown) from error
            raise refused(shown, said("no workbook, or a broken one"), A_WORKBOOK, AGAIN) from error
        if _PROGRAM in content or _has_macro_sheet(book):
            raise refused_macros(shown)
        return [_sheet(book, number, shown, saved=saved) for number in range(book.nsheets)]


def _sheet(book: Any, number: int, shown: str, *, saved: bool) -> Sheet:
    sheet = book.sheet_by_index(number)
    where = said("sheet {name}", name=sheet.name)
    formulas = set(_formulas(book, number))
    notes = {
        f"{letters(column + 1)}{row + 1}": note.text.strip() for (row, column), note in sheet.cell_note_map.items()
    }
    areas = Areas(shown, sheet.name)
    for top, bottom, left, right in sheet.merged_cells:
        areas.add(left + 1, top + 1, right, bottom)
    rows: list[dict[int, Cell]] = []
    widest = 0
    for row in range(sheet.nrows):
        cells = {
            one.column: one
            for column, cell in enumerate(sheet.row(row))
            if (one := _cell(book, sheet, cell, (row, column), formulas, notes, saved=saved)) is not None
        }
        if cells:
            widest = max(widest, *cells)
            refuse_large(row + 1, widest, shown, where)
            rows += [{} for _ in range(len(rows), row)]
            rows.append(cells)
    book.unload_sheet(number)
    away = unseen(
        rows,
        {row + 1 for row, told in sheet.rowinfo_map.items() if told.hidden},
        [column + 1 for column, told in sheet.colinfo_map.items() if told.hidden],
    )
    return Sheet(sheet.name, tuple(rows), tuple(areas.found), notes, bool(sheet.visibility), away)


def _cell(
    book: Any, sheet: Any, cell: Any, where: tuple[int, int], formulas: Formulas, notes: dict[str, str], *, saved: bool
) -> Cell | None:
    import xlrd

    row, column = where[0] + 1, where[1] + 1
    at = Cell(row, column, "", None, comment=notes.get(f"{letters(column)}{row}", ""))
    if where in formulas and (not saved or cell.value == ""):
        return replace(at, kind="formula", value="=…")  # the old format keeps no text of it
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == "":
        return None
    code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _dated(at, cell.value, code, book.datemode)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return numbered(at, float(cell.value), code, zeros=bool(sheet.show_zero_values))
    kind, value = "text", str(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        kind, value = "error", xlrd.error_text_from_code.get(cell.value, f"#{value}")
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        kind, value = "truth", "TRUE" if cell.value else "FALSE"
    return replace(at, kind=kind, value=value)


def _dated(at: Cell, value: float, code: str, datemode: int) -> Cell:
    import xlrd

    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return replace(at, kind="error", value=str(value))
    if value < 1:  # a time of day
        return replace(at, kind="error", value=str(moment.time()))
    day = dt.datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  # a day on paper has no zone
    return replace(at, kind="date", value=day, shows=date_shown(day, code))


def _formulas(book: Any, number: int) -> Iterator[tuple[int, int]]:
    """Where the records of a sheet say that a formula stands."""
    for kind, record in _records(book.mem, book._sh_abs_posn[number]):  # noqa: SLF001  # no public way
        if kind in _FORMULA and len(record) >= 4:
            yield unpack_from("<HH", record)


def _has_macro_sheet(book: Any) -> bool:
    """Whether one of its sheets is a program of the time before Visual Basic."""
    entries = (record for kind, record in _records(book.mem, book.base) if kind == _SHEET_ENTRY)
    return any(len(record) > 5 and record[5] == _MACRO_SHEET for record in entries)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from one that begins a part of the file to the one that ends it; without charts, which are parts within."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, at)
        depth += (kind in _BEGIN) - (kind == _END)
        if depth == 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
