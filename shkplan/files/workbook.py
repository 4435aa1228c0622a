"""Workbooks of strangers, opened safely: cells as plain values, or one clear mistake why not.

Whatever program wrote it (.xlsx, .ods, .xls, .et), one way leads in. A file is held against limits before a library
reads a byte of it; macros and passwords are refused with the way out; no entity is expanded, no link followed, nothing
computed. Whether the value that was saved with a formula is believed, the caller says: it may be anything.
"""

from __future__ import annotations

import io
import stat
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from shkplan.base.errors import DataError
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.files.archive import A_WORKBOOK, AGAIN, MAX_PARTS, MAX_RATIO, MAX_UNPACKED, opened
from shkplan.files.ods import is_ods, read_ods
from shkplan.files.sheets import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Cell, Sheet, Value, letters, refuse_large, refused
from shkplan.files.xls import read_xls
from shkplan.files.xlsx import read_xlsx

__all__ = [
    "MAX_CELLS", "MAX_COLUMNS", "MAX_PARTS", "MAX_RATIO", "MAX_ROWS", "MAX_UNPACKED", "SUFFIXES", "Cell", "Sheet", "Value",
    "is_workbook", "letters", "read_workbook", "refuse_large",
]  # fmt: skip

MAX_FILE = 20_000_000  # bytes on disk
SUFFIXES = (".xlsx", ".ods", ".xls", ".et", ".xlsm")

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"mime-version")  # what some programs name .xls


def is_workbook(path: Path) -> bool:
    """Whether a file looks like a workbook of any age, by its first bytes."""
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                return file.read(8).startswith((_ZIP, _OLE))
    return False


def read_workbook(path: Path, *, saved: bool = False) -> list[Sheet]:
    """The sheets of a workbook, in their order, hidden ones too.

    Args:
        path: the file.
        saved: take the value that was saved with a formula, where there is one; else a formula is only a formula.

    Raises:
        DataError: no workbook, one with macros or a password, one beyond the limits, or one that is broken.
    """
    shown = paths.shown(path)
    try:
        content = _bytes_of(path, shown)
    except OSError as error:
        found = str(error.strerror or error)
        raise refused(shown, found, said("a readable file"), said("Check the path.")) from error
    sheets = list(_sheets(content, shown, saved))
    if not sheets:  # charts alone, or the strict kind of Open XML
        raise refused(shown, said("a workbook without a sheet that can be read"), A_WORKBOOK, AGAIN)
    return sheets


def _bytes_of(path: Path, shown: str) -> bytes:
    """A file that is no larger than a workbook may be; of a pipe or a device not a byte is waited for."""
    told = path.stat()
    if not stat.S_ISREG(told.st_mode):
        raise refused(shown, said("no file"), A_WORKBOOK, said("Check the path."))
    if told.st_size > MAX_FILE:
        size, most = f"{told.st_size / 1e6:,.0f} MB", said("at most {size} MB", size=f"{MAX_FILE / 1e6:,.0f}")
        raise refused(shown, size, most, said("Remove pictures and other sheets."))
    return path.read_bytes()


@lru_cache(maxsize=4)  # by every byte: one file is asked for what it is, for its figures, and for what to know of it
def _sheets(content: bytes, shown: str, saved: bool) -> tuple[Sheet, ...]:
    """The sheets; whatever a library trips over is one mistake."""
    try:
        if content.startswith(_OLE):
            return tuple(read_xls(content, shown, saved=saved))
        if content.startswith(_ZIP):
            return tuple(_archived(content, shown, saved=saved))
    except DataError:
        raise
    except Exception as error:  # of many kinds, asserts included
        found = said("a broken workbook ({kind})", kind=type(error).__name__)
        remedy = said("Open it in Excel or WPS, let the program repair it, and save it again.")
        raise refused(shown, found, said("one that opens"), remedy) from error
    if content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_PAGE):
        raise refused(shown, said("a web page or XML that is named as a workbook"), A_WORKBOOK, AGAIN)
    raise refused(shown, said("no workbook"), A_WORKBOOK, AGAIN)


def _archived(content: bytes, shown: str, *, saved: bool) -> list[Sheet]:
    file = io.BytesIO(content)
    with opened(file, shown) as archive:
        if "xl/workbook.xml" in map(str.lower, archive.namelist()):
            return read_xlsx(file, shown, saved=saved)
        if is_ods(archive):
            return read_ods(archive, shown, saved=saved)
    raise refused(shown, said("no workbook, or a broken one"), A_WORKBOOK, AGAIN)
