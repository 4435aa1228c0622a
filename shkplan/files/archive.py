"""Workbooks that are zip archives of XML (.xlsx, .ods), held against limits before anything in them is read.

A bomb is met at its fuse: what an archive says of its parts is looked at first. No entity is expanded; macros and
passwords are refused with the way out.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from typing import IO

from shkplan.base.errors import DataError
from shkplan.base.messages import said
from shkplan.files.sheets import refused

MAX_UNPACKED = 30_000_000  # bytes of all parts together
MAX_PARTS = 1_000
MAX_RATIO = 200  # unpacked to packed; a sheet of one word over and over reaches 100

_SMALL = 1_000_000  # parts below need no look at their ratio
_OTHER_XML = (".xml", ".rels")
_MANIFEST = "meta-inf/manifest.xml"
AGAIN = said("Open it in Excel or WPS and save it as Excel workbook (.xlsx).")
A_WORKBOOK = said("a workbook (.xlsx, .ods or .xls)")


def opened(file: IO[bytes], shown: str) -> zipfile.ZipFile:
    """The archive, once its parts have been looked at.

    Raises:
        DataError: broken, too large, with macros, or with entities.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OverflowError) as error:
        raise refused(shown, said("a broken workbook"), A_WORKBOOK, said("Ask for the file again.")) from error
    parts = archive.infolist()
    _refuse_swollen(parts, shown)
    names = [part.filename.lower() for part in parts]
    if "encrypted-package" in names or (_MANIFEST in names and b"encryption-data" in _read(archive, _MANIFEST)):
        raise refused_password(shown)
    if any(map(_is_macro, names)):
        raise refused_macros(shown)
    if "xl/workbook.bin" in names:
        raise refused(shown, said("a binary workbook (.xlsb)"), A_WORKBOOK, AGAIN)
    if len(set(names)) < len(names):
        raise refused(shown, said("a broken workbook"), A_WORKBOOK, AGAIN)
    for part in parts:
        if part.filename.lower().endswith(_OTHER_XML):
            _look_at_the_prolog(archive, part, shown)
    return archive


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    return next(archive.read(part) for part in archive.infolist() if part.filename.lower() == name)


def refused_password(shown: str) -> DataError:
    """The mistake of a workbook that only a password opens."""
    remedy = said("Open it, remove the password (File, Info, Protect Workbook), and save it.")
    return refused(shown, said("a workbook with a password"), said("a workbook that opens without one"), remedy)


def refused_macros(shown: str) -> DataError:
    """The mistake of a workbook that carries programs."""
    remedy = said("Save it as Excel workbook (.xlsx), which leaves macros out.")
    return refused(shown, said("a workbook with macros"), said("one without"), remedy)


def _refuse_swollen(parts: Sequence[zipfile.ZipInfo], shown: str) -> None:
    """Refuse what is too large to be a table."""
    unpacked = sum(part.file_size for part in parts)
    swollen = any(part.file_size > max(_SMALL, MAX_RATIO * part.compress_size) for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or swollen:
        found = said("{count} parts that unpack to {size} MB", count=len(parts), size=f"{unpacked / 1e6:,.0f}")
        expected = said(
            "at most {count} parts and {size} MB, packed no more than {ratio} times",
            count=MAX_PARTS, size=f"{MAX_UNPACKED / 1e6:,.0f}", ratio=MAX_RATIO,
        )  # fmt: skip
        remedy = said("Copy the cells that are wanted into a new workbook, or a fresh form.")
        raise refused(shown, found, expected, remedy)


def _is_macro(name: str) -> bool:
    """Whether a part carries programs, of Excel or of LibreOffice; the latter keeps empty lists of them in every file."""
    listed = name.endswith(("-lc.xml", "-lb.xml"))
    return "vbaproject" in name or "macrosheets/" in name or (name.startswith(("basic/", "scripts/")) and not listed)


def _look_at_the_prolog(archive: zipfile.ZipFile, part: zipfile.ZipInfo, shown: str) -> None:
    """XML of a workbook declares no document type; where one is declared, somebody wants something."""
    from xml.etree.ElementTree import ParseError  # only its name

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        with archive.open(part) as content:
            if not part.file_size:
                return
            next(iter(iterparse(content, events=("start",), forbid_dtd=True)), None)
    except DefusedXmlException as error:
        remedy = said("Do not open it. Ask where the file is from.")
        raise refused(shown, said("declared entities"), said("plain sheets"), remedy, part.filename) from error
    except (
        ParseError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, ValueError, EOFError,
    ) as error:  # fmt: skip
        raise refused(shown, said("a part that cannot be read"), A_WORKBOOK, AGAIN, part.filename) from error
