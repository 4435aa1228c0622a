"""The sheets of whatever a form came back as: a workbook of any program, or one sheet of it saved as text."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
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


def beside_sheets(path: Path) -> Iterator[str]:
    """What is not in the sheets: pictures, and the other sheets of a form that was saved as text."""
    if not is_workbook(path):
        yield said("a text file holds one sheet; the other sheets of the form stand in the workbook it was saved from.")
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            count = sum(name.startswith(_PICTURES) and not name.endswith("/") for name in archive.namelist())
        if count == 1:
            yield said("1 picture was not read: figures in it have to be typed.")
        elif count:
            yield said("{count} pictures were not read: figures in them have to be typed.", count=count)
