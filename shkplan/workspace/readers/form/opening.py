"""The sheets of whatever a form came back as: a workbook of any program, or one sheet of it saved as text."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from shkplan.base.errors import DataError
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.files.separated import separated
from shkplan.files.text import read_text
from shkplan.files.workbook import Cell, Sheet, is_workbook, read_workbook
from shkplan.workspace.readers.form.columns import words

_TEXTS = (".csv", ".tsv", ".txt")
_PICTURES = ("xl/media/", "Pictures/")


def sheets_of(path: Path) -> list[Sheet]:
    """The sheets of a file; of a text the one it is.

    Raises:
        DataError: a file that is refused.
    """
    if is_workbook(path):
        return read_workbook(path)
    rows = [
        {column: Cell(row, column, "text", text) for column, text in enumerate(cells, start=1) if text.strip()}
        for row, (_, cells) in enumerate(separated(read_text(path), paths.shown(path)), start=1)
    ]
    return [Sheet(path.stem, tuple(rows))]


def may_be_form(path: Path) -> list[Sheet]:
    """The sheets of a file that may be a form; none of what is no table at all."""
    if is_workbook(path):
        return read_workbook(path)
    with suppress(DataError):
        return sheets_of(path) if path.suffix.lower() in _TEXTS else []
    return []


def is_guide(sheet: Sheet) -> bool:
    """Whether a sheet is the first one of a form, which asks for nothing."""
    told = words("form.guide.step_1").zh
    return any(told in cell.text for row in sheet.rows for cell in row.values())


def hidden_cells(path: Path) -> Callable[[str, int, int], bool]:
    """Whether a row or column of a sheet is hidden, as by a filter; only workbooks of Excel are asked, and only once they were let in."""
    import openpyxl

    rows: set[tuple[str, int]] = set()
    columns: set[tuple[str, int]] = set()
    if "xl/workbook.xml" in _parts(path):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions it leaves out
            book = openpyxl.load_workbook(path, keep_links=False)
        for sheet in book.worksheets:
            rows |= {(sheet.title, number) for number, row in sheet.row_dimensions.items() if row.hidden}
            for column in sheet.column_dimensions.values():
                if column.hidden and column.min and column.max:
                    columns |= {(sheet.title, number) for number in range(column.min, column.max + 1)}
    return lambda sheet, row, column: (sheet, row) in rows or (sheet, column) in columns


def beside_sheets(path: Path) -> Iterator[str]:
    """What is not in the sheets: pictures, and the other sheets of a form that was saved as text."""
    if not is_workbook(path):
        yield said("a text file holds one sheet; the other sheets of the form stand in the workbook it was saved from.")
        return
    count = sum(name.startswith(_PICTURES) and not name.endswith("/") for name in _parts(path))
    if count == 1:
        yield said("1 picture was not read: figures in it have to be typed.")
    elif count:
        yield said("{count} pictures were not read: figures in them have to be typed.", count=count)


def _parts(path: Path) -> list[str]:
    """The names of the parts of a workbook that is an archive."""
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()
