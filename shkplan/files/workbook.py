"""Workbooks of strangers, opened safely: cells as plain values, or one clear mistake why not.

A workbook (.xlsx) is a zip archive of XML. Before the library reads a byte of it, the archive is held against limits, so
that a bomb is met at its fuse; macros, old formats and passwords are refused with the way out; no entity is expanded, no
link followed, nothing computed. Whether the value that was saved with a formula is believed, the caller says: it may be
anything.
"""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

from shkplan.base.errors import DataError, Mistake
from shkplan.files import paths
from shkplan.files.comments import comments_of

MAX_FILE = 20_000_000  # bytes on disk
MAX_UNPACKED = 30_000_000  # bytes of all parts together
MAX_PARTS = 1_000
MAX_RATIO = 200  # unpacked to packed; a sheet of one word over and over reaches 100
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 20_000, 1_000, 1_000_000

_SMALL = 1_000_000  # parts below need no look at their ratio
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_AGAIN = "Open it in Excel or WPS and save it as Excel workbook (.xlsx)."
Value = str | float | dt.datetime | None


@dataclass(frozen=True)
class Cell:
    """What stands in a cell.

    Attributes:
        kind: number, text, date, formula (without a value), error (such as #DIV/0!), truth.
        value: the number, text or moment; of a formula or an error its text.
        percent: the cell shows its number as a percentage, so that 0.045 is read by people as 4.5 %.
        comment: what somebody wrote in a note or comment that hangs on the cell.
    """

    row: int
    column: int
    kind: str
    value: Value
    percent: bool = False
    comment: str = ""

    @property
    def address(self) -> str:
        """``H7``"""
        return f"{letters(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """The value as a person would type it."""
        if self.value is None:
            return ""
        if isinstance(self.value, dt.datetime):
            return self.value.date().isoformat()
        if isinstance(self.value, float):
            return f"{self.percentage:.15g}%" if self.percent else f"{self.value:.15g}"
        return str(self.value)

    @property
    def percentage(self) -> float:
        """A hundred times the number, in decimals: 0.045 is 4.5, not 4.499999."""
        return float(Decimal(repr(float(self.value))) * 100) if isinstance(self.value, float) else float("nan")


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells that are not empty, row by row, the ranges that were merged, and its comments.

    Attributes:
        merged: first column, first row, last column, last row of each range.
        comments: by address, those of empty cells too.
    """

    name: str
    rows: tuple[dict[int, Cell], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)


def is_workbook(path: Path) -> bool:
    """Whether a file looks like a workbook of any age, by its first bytes."""
    with suppress(OSError), path.open("rb") as file:
        start = file.read(8)
        return start.startswith((_ZIP, _OLE))
    return False


def read_workbook(path: Path, *, saved: bool = False) -> list[Sheet]:
    """The sheets of a workbook, in their order, hidden ones too.

    Args:
        path: the file.
        saved: take the value that was saved with a formula, where there is one; else a formula is only a formula.

    Raises:
        DataError: no .xlsx, one with macros or a password, one beyond the limits, or one that is broken.
    """
    shown = paths.shown(path)
    try:
        with path.open("rb") as file:
            _look_at_the_start(file, shown)
            with _archive(file, shown) as archive:
                _look_at_the_parts(archive, shown)
            file.seek(0)
            sheets = list(_sheets(file, shown, saved=False))
            if saved and any(cell.kind == "formula" for one in sheets for row in one.rows for cell in row.values()):
                return _computed(sheets, list(_sheets(file, shown, saved=True)))
            return sheets
    except OSError as error:
        raise _refused(shown, str(error.strerror or error), "a readable file", "Check the path.") from error


def _refused(shown: str, found: str, expected: str, remedy: str, where: str = "file") -> DataError:
    return DataError([Mistake(shown, where, found, expected, remedy)])


def _look_at_the_start(file: IO[bytes], shown: str) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    start = file.read(8)
    if size > MAX_FILE:
        raise _refused(shown, _megabytes(size), f"at most {_megabytes(MAX_FILE)}", "Remove pictures and other sheets.")
    if start.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in start + file.read():
            remedy = "Open it, remove the password (File, Info, Protect Workbook), and save it."
            raise _refused(shown, "a workbook with a password", "a workbook that opens without one", remedy)
        raise _refused(shown, "a workbook in the old format (.xls or .et)", "an Excel workbook (.xlsx)", _AGAIN)
    if not start.startswith(_ZIP):
        raise _refused(shown, "no workbook", "an Excel workbook (.xlsx)", _AGAIN)
    file.seek(0)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _archive(file: IO[bytes], shown: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OverflowError) as error:
        raise _refused(shown, "a broken workbook", "an Excel workbook (.xlsx)", "Ask for the file again.") from error


def _look_at_the_parts(archive: zipfile.ZipFile, shown: str) -> None:
    """Refuse what is too large to be a table, what carries programs, and what declares entities."""
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    unpacked = sum(part.file_size for part in parts)
    swollen = any(part.file_size > max(_SMALL, MAX_RATIO * part.compress_size) for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or swollen:
        found = f"{len(parts)} parts that unpack to {_megabytes(unpacked)}"
        expected = f"at most {MAX_PARTS} parts and {_megabytes(MAX_UNPACKED)}, packed no more than {MAX_RATIO} times"
        raise _refused(shown, found, expected, "Copy the cells that are wanted into a new workbook, or a fresh form.")
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        remedy = "Save it as Excel workbook (.xlsx), which leaves macros out."
        raise _refused(shown, "a workbook with macros", "one without", remedy)
    if "xl/workbook.xml" not in names or len(set(names)) < len(names):
        raise _refused(shown, "no workbook of Excel, or a broken one", "an Excel workbook (.xlsx)", _AGAIN)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _look_at_the_prolog(archive, part, shown)


def _look_at_the_prolog(archive: zipfile.ZipFile, part: zipfile.ZipInfo, shown: str) -> None:
    """XML of Office declares no document type; where one is declared, somebody wants something."""
    from xml.etree.ElementTree import ParseError  # only its name

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        with archive.open(part) as content:
            next(iter(iterparse(content, events=("start",), forbid_dtd=True)), None)
    except DefusedXmlException as error:
        raise _refused(shown, "declared entities", "plain sheets", "Do not open it. Ask where the file is from.",
                       where=part.filename) from error  # fmt: skip
    except (
        ParseError,
        RuntimeError,
        NotImplementedError,
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        EOFError,
    ) as error:
        raise _refused(shown, "a part that cannot be read", "an Excel workbook (.xlsx)", _AGAIN,
                       where=part.filename) from error  # fmt: skip


def _computed(sheets: list[Sheet], saved: list[Sheet]) -> list[Sheet]:
    """The sheets with the values that were saved in place of their formulas."""
    found = []
    for one, other in zip(sheets, saved, strict=True):
        rows = zip_longest(one.rows, other.rows, fillvalue=dict[int, Cell]())
        found.append(replace(one, rows=tuple(cells | values for cells, values in rows)))
    return found


def _sheets(file: IO[bytes], shown: str, *, saved: bool) -> Iterator[Sheet]:
    """Each sheet, streamed; whatever the library trips over is one mistake."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions it leaves out
            book: Any = openpyxl.load_workbook(file, read_only=True, keep_links=False, data_only=saved)
            for sheet in book.worksheets:
                comments = comments_of(book._archive, sheet._worksheet_path)  # noqa: SLF001  # no public way, streamed
                rows = tuple(_rows(sheet, shown, comments))
                yield Sheet(sheet.title, rows, tuple(_merged(sheet, shown)), comments)
            book.close()
    except (DataError, OSError):
        raise
    except Exception as error:  # of many kinds, asserts included
        remedy = "Open it in Excel or WPS, let the program repair it, and save it again."
        raise _refused(shown, f"a broken workbook ({type(error).__name__})", "one that opens", remedy) from error


def _rows(sheet: Any, shown: str, comments: Mapping[str, str]) -> list[dict[int, Cell]]:
    """The cells of each row down to the last that holds one; what the sheet says of its own size is not believed."""
    rows: list[dict[int, Cell]] = []
    widest = 0
    for number, row in _told(sheet):
        cells = {cell.column: _cell(cell, comments) for cell in row}
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


def refuse_large(rows: int, columns: int, shown: str, where: str) -> None:
    """Nothing, where a table may be so large.

    Raises:
        DataError: it may not.
    """
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        found = f"{rows} rows of {columns} columns"
        expected = f"a table of at most {MAX_ROWS} rows and {MAX_COLUMNS} columns"
        remedy = "Copy the table alone into a new file; a stray cell far away may have to be deleted."
        raise _refused(shown, found, expected, remedy, where)


def _cell(cell: Any, comments: Mapping[str, str]) -> Cell:
    kind, value = _content(cell.data_type, cell.value)
    percent = kind == "number" and "%" in str(cell.number_format)
    return Cell(cell.row, cell.column, kind, value, percent, comments.get(f"{letters(cell.column)}{cell.row}", ""))


def _content(told: str, value: Any) -> tuple[str, Value]:
    """The kind of a cell, and its value in a type of ours."""
    kind, ours = "text", str(value)
    if told == "f":
        text = str(getattr(value, "text", value))
        kind, ours = "formula", text if text.startswith("=") else f"={text}"
    elif told == "e" or isinstance(value, dt.time | dt.timedelta):
        kind = "error"
    elif isinstance(value, bool):
        kind, ours = "truth", str(value).upper()
    elif isinstance(value, int | float):
        return "number", float(value)
    elif isinstance(value, dt.date):
        return "date", dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001  # a day on paper has no zone
    return kind, ours


def _merged(sheet: Any, shown: str) -> Iterator[tuple[int, int, int, int]]:
    """The merged ranges, which a streamed sheet does not tell by itself; not so many cells that they fill the memory."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils import range_boundaries

    room = MAX_CELLS
    source = sheet._get_source()  # noqa: SLF001  # the archive's part; the public reader skips these entries
    with source:
        for _, entry in iterparse(source):
            if entry.tag.endswith("}mergeCell"):
                left, top, right, bottom = range_boundaries(entry.get("ref", ""))
                if left and top and right and bottom:
                    room -= (abs(right - left) + 1) * (abs(bottom - top) + 1)
                    if room < 0 or left > right or top > bottom:
                        found = f"merged cells from {letters(left)}{top} to {letters(right)}{bottom}"
                        expected = f"merged areas of at most {MAX_CELLS} cells in all"
                        raise _refused(shown, found, expected, "Unmerge them.", f"sheet {sheet.title}")
                    yield left, top, right, bottom
            entry.clear()


def letters(column: int) -> str:
    """``AB`` for 28: a column as the program names it."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
