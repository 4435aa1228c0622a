"""Excel workbooks (.xlsx), streamed through openpyxl: nothing filled up, nothing computed, no link followed."""

from __future__ import annotations

import datetime as dt
import math
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import IO, Any

from shkplan.files.comments import comments_of
from shkplan.files.shapes import as_shown, date_shown, is_percent, shown_by
from shkplan.files.sheets import MAX_COLUMNS, Areas, Cell, Sheet, letters, refuse_large, unseen


@dataclass(frozen=True)
class _Beside:
    """What a streamed sheet does not tell by itself."""

    areas: Areas
    comments: Mapping[str, str]
    zeros: bool  # whether the sheet shows the number zero
    rows: set[int]  # that are hidden
    columns: set[int]


def read_xlsx(file: IO[bytes], shown: str, *, saved: bool) -> list[Sheet]:
    """The sheets of a workbook, with the value that was saved with a formula where it is asked for."""
    sheets = list(_sheets(file, shown, saved=False))
    if saved and any(cell.kind == "formula" for one in sheets for row in one.rows for cell in row.values()):
        return _computed(sheets, list(_sheets(file, shown, saved=True)))
    return sheets


def _computed(sheets: list[Sheet], saved: list[Sheet]) -> list[Sheet]:
    """The sheets with the values that were saved in place of their formulas."""
    found = []
    for one, other in zip(sheets, saved, strict=True):
        rows = zip_longest(one.rows, other.rows, fillvalue=dict[int, Cell]())
        found.append(replace(one, rows=tuple(cells | values for cells, values in rows)))
    return found


def _sheets(file: IO[bytes], shown: str, *, saved: bool) -> Iterator[Sheet]:
    import openpyxl

    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions it leaves out
        book: Any = openpyxl.load_workbook(file, read_only=True, keep_links=False, data_only=saved)
        for sheet in book.worksheets:
            beside = _beside(book._archive, sheet, shown)  # noqa: SLF001  # no public way, streamed
            rows = tuple(_rows(sheet, shown, beside))
            hidden = sheet.sheet_state != "visible"
            away = unseen(rows, beside.rows, beside.columns)
            yield Sheet(sheet.title, rows, tuple(beside.areas.found), beside.comments, hidden, away)
        book.close()


def _beside(archive: zipfile.ZipFile, sheet: Any, shown: str) -> _Beside:
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils import range_boundaries

    areas, zeros, rows, columns = Areas(shown, sheet.title), True, set[int](), set[int]()
    with sheet._get_source() as source:  # noqa: SLF001  # the archive's part; the public reader skips these entries
        for _, entry in iterparse(source):
            if entry.tag.endswith("}mergeCell"):
                left, top, right, bottom = range_boundaries(entry.get("ref", ""))
                if left and top and right and bottom:
                    areas.add(left, top, right, bottom)
            elif entry.tag.endswith("}sheetView"):
                zeros = zeros and entry.get("showZeros") not in ("0", "false")
            elif entry.get("hidden") in ("1", "true"):
                if entry.tag.endswith("}row"):
                    rows.add(int(entry.get("r") or 0))
                elif entry.tag.endswith("}col"):
                    last = min(int(entry.get("max") or 0), MAX_COLUMNS)
                    columns.update(range(int(entry.get("min") or 0), last + 1))
            entry.clear()
    comments = comments_of(archive, sheet._worksheet_path)  # noqa: SLF001
    return _Beside(areas, comments, zeros, rows, columns)


def _rows(sheet: Any, shown: str, beside: _Beside) -> list[dict[int, Cell]]:
    """The cells of each row down to the last that holds one; what the sheet says of its own size is not believed."""
    rows: list[dict[int, Cell]] = []
    widest = 0
    for number, row in _told(sheet):
        cells = {cell.column: _cell(cell, beside) for cell in row}
        if cells and number > len(rows):
            widest = max(widest, *cells)
            refuse_large(number, widest, shown, f"sheet {sheet.title}")
            rows += [{} for _ in range(len(rows), number - 1)]
            rows.append(cells)
    return rows


def _told(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows that stand in a sheet, with their cells that are not empty.

    The public way of the library fills every gap between them, which a sheet with one cell at its far end makes endless.
    """
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._reader import WorkSheetParser

    book = sheet.parent
    with sheet._get_source() as source:  # noqa: SLF001
        parser = WorkSheetParser(
            source, sheet._shared_strings, data_only=book.data_only, epoch=book.epoch,  # noqa: SLF001
            date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )  # fmt: skip
        for number, row in parser.parse():
            yield number, [ReadOnlyCell(sheet, **cell) for cell in row if cell["value"] is not None]


def _cell(cell: Any, beside: _Beside) -> Cell:
    at = Cell(cell.row, cell.column, "", None, comment=beside.comments.get(f"{letters(cell.column)}{cell.row}", ""))
    told, value = cell.data_type, cell.value
    if told == "f":
        text = str(getattr(value, "text", value))
        return replace(at, kind="formula", value=text if text.startswith("=") else f"={text}")
    if told == "e" or isinstance(value, dt.time | dt.timedelta):
        return replace(at, kind="error", value=str(value))
    if isinstance(value, bool):
        return replace(at, kind="truth", value=str(value).upper())
    if isinstance(value, int | float):
        return numbered(at, float(value), str(cell.number_format), zeros=beside.zeros)
    if isinstance(value, dt.date):
        day = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001  # a day on paper has no zone
        return replace(at, kind="date", value=day, shows=date_shown(day, str(cell.number_format)))
    return replace(at, kind="text", value=str(value))


def numbered(at: Cell, value: float, code: str, *, zeros: bool) -> Cell:
    """A cell that holds a number, as its format shows it.

    Args:
        at: the cell without what it holds.
        value: the number.
        code: the format.
        zeros: whether the sheet shows zeros at all.
    """
    if not math.isfinite(value):
        return replace(at, kind="error", value=str(value))
    percent = is_percent(value, code)
    kind, found = as_shown(value, shown_by(value, code) if value or zeros else "", percent=percent)
    return replace(at, kind=kind, value=found, percent=percent and kind == "number")
