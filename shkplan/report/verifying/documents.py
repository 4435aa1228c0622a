"""The words of a document: of a PDF as it is read out, of a Word file as it stands in its parts; and what in it acts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from shkplan.report.verifying.quotes import Word

_LARGEST = 200_000_000  # bytes of a Word file unpacked; a report has a twentieth of it
_ACTING = ("/JavaScript", "/JS", "/Launch", "/AA", "/RichMedia", "/EmbeddedFile", "/SubmitForm", "/ImportData", "/XFA")
_SAID = ("/Title", "/Author", "/Subject", "/Keywords", "/Alt", "/ActualText", "/E", "/Contents", "/T", "/Lang")
_SHOWN_OF_A_PAGE = ("/Rotate", "/CropBox", "/MediaBox", "/UserUnit")
_DEEPEST = 50  # objects of a PDF within each other
_PARTS_OF_TEXT = re.compile(r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
_BREAKS = frozenset({"p", "tr", "tc", "br", "tab"})  # elements of Word after which a new word begins


class Unreadable(Exception):
    """A document that cannot be taken apart."""


def words_of_pdf(content: bytes) -> list[Word]:
    """The words of a PDF in the order in which they are drawn, each under the number of its page.

    Raises:
        Unreadable: it is none.
    """
    from pypdf import PdfReader

    try:
        pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    except Exception as error:  # a stranger's file may break any part of the reader
        raise Unreadable from error
    return [Word(one, f"p. {number}") for number, text in enumerate(pages, 1) for one in text.split()]


def acting_in_pdf(content: bytes) -> list[str]:
    """What in a PDF does something: scripts, programs to start, files within, links out of it, and notes over its pages.

    Raises:
        Unreadable: it is none.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            found = [name for each in pdf.objects for name in _names(each) if name in _ACTING]
            each = [note for page in pdf.pages for note in page.get("/Annots", [])]
            notes = [f"{note.get('/Subtype')} {_leads_to(note)}" for note in each]
    except Exception as error:  # as above
        raise Unreadable from error
    return sorted([*found, *notes])


def dressed_in_pdf(content: bytes) -> list[str]:
    """What a PDF says beside its pages: title and other properties, bookmarks, descriptions of pictures; and what of each page is shown.

    Raises:
        Unreadable: it is none.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            said_there = sorted(one for each in pdf.objects for one in _said_in(each))
            shown = [f"{name} {page.get(name)!s}" for page in pdf.pages for name in _SHOWN_OF_A_PAGE if name in page]
            layers = ["/OCProperties"] if "/OCProperties" in pdf.Root else []
    except Exception as error:  # as above
        raise Unreadable from error
    return [*said_there, *(re.sub(r"\s+", " ", one) for one in shown), *layers]


def _said_in(each: Any, depth: int = 0) -> Iterator[str]:
    """The texts of an object of a PDF that a reader may see or hear, with those that stand within it."""
    import pikepdf

    if depth > _DEEPEST or (depth and getattr(each, "is_indirect", False)):
        return
    if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        for name, value in each.items():
            if name in _SAID and isinstance(value, pikepdf.String):
                yield f"{name} {value!s}"
            yield from _said_in(value, depth + 1)
    elif isinstance(each, pikepdf.Array):
        for value in each:
            yield from _said_in(value, depth + 1)


def _leads_to(note: Any) -> str:
    """Where a link of a PDF leads outside of it; empty where it stays inside."""
    does = note.get("/A")
    return "" if does is None else str(does.get("/URI", does.get("/S", "")))


def _names(each: Any, depth: int = 0) -> Iterator[str]:
    """The names of the entries and kinds of an object of a PDF, with those that stand within it."""
    import pikepdf

    if depth > _DEEPEST or (depth and getattr(each, "is_indirect", False)):
        return
    if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        for name, value in each.items():
            yield name
            if isinstance(value, pikepdf.Name):
                yield str(value)
            yield from _names(value, depth + 1)
    elif isinstance(each, pikepdf.Array):
        for value in each:
            yield from _names(value, depth + 1)


def words_of_word(content: bytes) -> list[Word]:
    """The words of a Word file, part by part.

    Raises:
        Unreadable: it is none.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            names = sorted(name for name in file.namelist() if _PARTS_OF_TEXT.fullmatch(name))
            assert sum(file.getinfo(name).file_size for name in names) < _LARGEST
            return [Word(one, name) for name in names for one in _text(file.read(name)).split()]
    except Exception as error:  # as above
        raise Unreadable from error


def _text(part: bytes) -> str:
    """The text of a part, with a blank wherever a paragraph, a cell or a line ends."""
    from defusedxml.ElementTree import fromstring

    pieces: list[str] = []
    for element in fromstring(part).iter():
        tag = element.tag.rpartition("}")[2]
        pieces += [" "] if tag in _BREAKS else [element.text or ""]
    return "".join(pieces)


def acting_in_word(content: bytes) -> list[str]:
    """The parts of a Word file but for pictures, and what it loads from elsewhere: two of one make have the same.

    Raises:
        Unreadable: it is none.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            names = [name for name in file.namelist() if not name.startswith("word/media/")]
            loads = [
                found.decode("utf-8", errors="backslashreplace")
                for name in names if name.endswith(".rels") and file.getinfo(name).file_size < _LARGEST
                for found in re.findall(rb'<Relationship\b[^>]*TargetMode="External"[^>]*>', file.read(name))
            ]  # fmt: skip
    except Exception as error:  # as above
        raise Unreadable from error
    return sorted([*names, *loads])


def dressed_in_word(content: bytes) -> list[str]:
    """All that stands in the parts of a Word file but for pictures: its marks, styles, fields, properties and settings.

    Raises:
        Unreadable: it is none.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            parts = [part for part in file.infolist() if not part.filename.startswith("word/media/")]
            assert sum(part.file_size for part in parts) < _LARGEST
            return [
                f"{part.filename} {one}"
                for part in sorted(parts, key=lambda one: one.filename)
                for one in _marks(file.read(part))
            ]
    except Exception as error:  # as above
        raise Unreadable from error


def _marks(part: bytes) -> Iterator[str]:
    """The elements of a part in their order, each with its attributes."""
    from defusedxml.ElementTree import fromstring

    for element in fromstring(part).iter():
        told = "".join(f" {name.rpartition('}')[2]}={value!r}" for name, value in sorted(element.attrib.items()))
        yield f"<{element.tag.rpartition('}')[2]}{told}>{element.text or ''}"
