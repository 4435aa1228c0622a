"""Chinese glyphs for charts and pages, on a machine that has none.

The face travels as an ordinary dependency (``noto-cjk-sans-otc``, one collection file). Charts take it whole, through
matplotlib's font manager. A page carries only the glyphs it shows: cutting 65,000 of them down takes most of a second,
so the face is cut first to all the characters of a report, then to those of each page.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

CJK_FAMILY = "Noto Sans CJK SC"
PAGE_FAMILY = "Shkplan CJK"
_SIMPLIFIED_CHINESE = 2  # of the faces for Japan, Korea, the mainland, Taiwan, Hong Kong

# Latin letters and digits come from the reader's own fonts. Dashes and quotation marks are shared by both scripts and
# take the width of the script they stand in, so only Chinese pages take them from the face.
_SIGNS = "U+2103,U+2460-2473,U+2E80-3FFFF"
_SHARED = "U+B7,U+2014,U+2018-201D,U+2026,U+2030"


def font_path() -> Path:
    """The file of the collection."""
    import noto_cjk_sans_otc

    return Path(str(noto_cjk_sans_otc.FONT_PATH))


@cache
def use_cjk_font() -> str:
    """The family name to give matplotlib; the first call makes its font manager know the file."""
    from matplotlib import font_manager

    known = font_manager.fontManager
    if CJK_FAMILY not in {entry.name for entry in known.ttflist}:
        known.addfont(str(font_path()))
    return CJK_FAMILY


def _ranges(chinese: bool) -> str:
    return f"{_SHARED},{_SIGNS}" if chinese else _SIGNS


def cjk_characters(text: str, *, chinese: bool = True) -> frozenset[str]:
    """The characters of a text that a page takes from the face.

    Args:
        text: what the page shows.
        chinese: whether the page is in Chinese, where dashes and quotation marks belong to the face.
    """
    spans = [span.removeprefix("U+").split("-") for span in _ranges(chinese).split(",")]
    bounds = [(int(span[0], 16), int(span[-1], 16)) for span in spans]
    return frozenset(one for one in set(text) if any(low <= ord(one) <= high for low, high in bounds))


class FaceCutter:
    """The face, cut once to the characters of many pages, then to those of each.

    A page takes its glyphs in one piece: two, of which pages with the same words would share one, weigh three per cent
    more on every page, and cutting a piece out of the small face takes some 20 ms.

    Args:
        texts: everything the pages will show.
        kept: gives what was cut before for the same characters, else cuts; default always cuts.
    """

    def __init__(self, texts: Iterable[str], kept: Callable[[str, Callable[[], bytes]], bytes] | None = None) -> None:
        self._wanted: frozenset[str] = frozenset().union(*(cjk_characters(text) for text in texts))
        self._kept = kept or (lambda _, cut: cut())

    @cached_property
    def _face(self) -> bytes:
        """The face with the characters of all pages, cut when the first page needs it."""
        # The outlines stay on the grid they were drawn on: rounded to a coarser one, some turn the wrong way at their
        # lowest point, and Chromium, which makes its bold from them, shows those characters as thin grey ones.
        whole = font_path().read_bytes()
        return _cut(whole, self._wanted, face=_SIMPLIFIED_CHINESE) if self._wanted else b""

    def css(self, text: str, *, chinese: bool) -> str:
        """An ``@font-face`` rule with the glyphs of one text, the same for the same text; empty where none is needed.

        The rule names the characters it is for, so that a style can put the family first. It has to stand first: Chromium
        lays text out while the face is still being read, and where another font goes before it, it goes on showing boxes
        for the first words of every size.
        """
        wanted = cjk_characters(text, chinese=chinese)
        if not wanted:
            return ""
        cut = self._kept("".join(sorted(wanted)), lambda: _cut(self._face, wanted, flavor="woff"))
        data = base64.b64encode(cut).decode("ascii")
        return (
            f'@font-face{{font-family:"{PAGE_FAMILY}";font-display:block;unicode-range:{_ranges(chinese)};'
            f'src:url(data:font/woff;base64,{data}) format("woff")}}'
        )


def _cut(font: bytes, characters: Iterable[str], *, flavor: str | None = None, face: int = -1) -> bytes:
    """A font file with the glyphs of some characters and no others; nothing in it depends on the clock.

    A whole collection loses its shared subroutines here, so that later cuts need not look for them. Those are packed as
    WOFF: WOFF2 saves a tenth of the bytes and takes ten times as long.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options: Any = subset.Options(layout_features=[], notdef_outline=True, name_IDs=[0, 1, 2, 13, 14], flavor=flavor)
    options.drop_tables += [
        "BASE",
        "VORG",
        "vhea",
        "vmtx",
        "GPOS",
        "GSUB",
    ]  # vertical writing; features, of which none are left
    options.desubroutinize = flavor is None
    options.hinting = flavor is not None  # lost in the first cut: a sixth of the bytes, and no screen of today shows it
    whole = TTFont(BytesIO(font), fontNumber=face, lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    if flavor is not None:  # no outline calls another any more; to see that, each would be read
        whole["CFF "].cff.remove_unused_subroutines = lambda: None
        whole["CFF "].closure_glyphs = lambda _: None
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters)))
    cutter.subset(whole)
    whole.flavor = flavor
    written = BytesIO()
    whole.save(written)
    return written.getvalue()
