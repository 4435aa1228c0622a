"""From the code of a document to a PDF: typst with the faces that travel with this library, and no others."""

from __future__ import annotations

import logging
import re
from functools import cache
from io import BytesIO
from typing import Any

from shkplan.base.errors import ReportFailed
from shkplan.base.messages import said
from shkplan.display.fonts import font_path

_ACCESSIBLE = "ua-1"  # PDF/UA: every part tagged, every picture with words
_LONG = re.compile(rb"\((?:\\.|[^\\()])*\)|(?<![\d.])(-?\d+\.\d{3,})", re.DOTALL)
_log = logging.getLogger(__name__)


@cache
def _faces() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_path().parent)])


def compiled(source: str) -> bytes:
    """The PDF of a document; the same bytes for the same source.

    A sign that no face has cannot be in a document that is read aloud as PDF/UA asks; one with such a sign is tagged all the
    same, but does not claim the standard.

    Raises:
        ReportFailed: what a notebook shows cannot be set at all.
    """
    import typst

    try:
        return _set(source, [_ACCESSIBLE])
    except typst.TypstError as error:
        _log.info("%s", error)
    try:
        return _set(source, [])
    except typst.TypstError as error:
        told = said(
            "the document to print cannot be set: {error}. Make the pages alone with --format html.", error=error
        )
        raise ReportFailed(told) from error


def pictured(source: str, dots: int) -> list[bytes]:
    """Each page of a document as PNG, with so many dots to an inch.

    Raises:
        ReportFailed: what a notebook shows cannot be drawn.
    """
    import typst

    try:
        made = typst.compile(
            source.encode(), format="png", ppi=float(dots), font_paths=_faces(), ignore_system_fonts=True
        )
    except typst.TypstError as error:
        raise ReportFailed(said("a drawing for the Word document cannot be set: {error}.", error=error)) from error
    return made if isinstance(made, list) else [made]


def _set(source: str, standards: list[Any]) -> bytes:
    import typst

    made = typst.compile(
        source.encode(), font_paths=_faces(), ignore_system_fonts=True, pdf_standards=standards, timestamp=0
    )
    assert isinstance(made, bytes)
    return _packed(made)


def _packed(made: bytes) -> bytes:
    """The same PDF with its small parts compressed together: the tags of its tables would be two thirds of the file.

    Places are told to a hundredth of a point, finer than printers draw, instead of a hundred-thousandth.
    """
    import pikepdf

    written = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        for page in pdf.pages:
            for stream in page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]:
                stream.write(_rounded(stream.read_bytes()))
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return written.getvalue()


def _rounded(drawing: bytes) -> bytes:
    """The commands that draw a page, numbers to two decimals, shares and scales to four; what is in brackets are letters, and stays."""
    return _LONG.sub(lambda found: _short(float(found[1])) if found[1] else found[0], drawing)


def _short(number: float) -> bytes:
    told = (b"%.2f" if abs(number) >= 1 else b"%.4f") % number
    return told.rstrip(b"0").rstrip(b".")
