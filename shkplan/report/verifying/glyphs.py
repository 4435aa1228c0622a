"""The fonts that a page carries: what its letters and digits look like is what a reader reads."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from shkplan.base.messages import said

Outlines = Mapping[int, object]


def first_other_glyph(stands: Sequence[str], made: Sequence[str]) -> str:
    """The first character that two rows of fonts draw differently, in words; empty where they draw all alike.

    Args:
        stands, made: fonts as ``data:`` addresses.
    """
    if list(stands) == list(made):
        return ""
    if len(stands) != len(made):
        return said("another number of fonts")
    for one, other in zip(stands, made, strict=True):
        drawn, right = _outlines(one), _outlines(other)
        if drawn is None or right is None:
            return said("a font that cannot be read")
        unlike = sorted(code for code in drawn.keys() | right.keys() if drawn.get(code) != right.get(code))
        if unlike:
            return said(
                "another glyph for {sign}", sign=ascii(chr(unlike[0])) if unlike[0] < 128 else f"U+{unlike[0]:04X}"
            )
    return ""


def _outlines(font: str) -> Outlines | None:
    """What a font draws for each character, with its width; None where it is none."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.ttLib import TTFont

    try:
        content = base64.b64decode(font.partition(",")[2], validate=True)
        face: Any = TTFont(BytesIO(content), recalcBBoxes=False, recalcTimestamp=False)
        glyphs, found = face.getGlyphSet(), dict[int, object]()
        for code, name in face.getBestCmap().items():
            pen = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(pen)
            found[code] = (face["head"].unitsPerEm, glyphs[name].width, pen.value)
    except Exception:  # a stranger's file may break any part of the reader
        return None
    return found
