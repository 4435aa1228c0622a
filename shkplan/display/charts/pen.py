"""Charts as SVG: words as text that can be searched, marks that tell their numbers, the same bytes for the same chart.

Words are measured by the face that travels with the library, and stand in the width that was measured whatever face the
reader has: a line that holds anything but Chinese says its length. A page brings the Chinese glyphs; a file that is sent
alone to somebody who may have none can have its words as outlines, each outline once.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextToPath

from shkplan.display.fonts import use_cjk_font

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["HoverPlaces", "drawn", "measured", "ruler", "written"]

_GRID = 1000  # units of the face to its size
_SIZE = 9.0  # points: most words have it, and then need not say so
_FAMILY = "'Shkplan CJK','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
_FULL_WIDTH = re.compile(r"[\u3400-\u9fff\uff01-\uff60\u3001-\u3011]*")  # as wide as high in every face
_LETTERS = {Outline.MOVETO: "m", Outline.LINETO: "l", Outline.CURVE3: "q", Outline.CURVE4: "c"}
_LENGTHS = {"m": 1, "l": 1, "q": 2, "c": 3}


class _Outlines(TextToPath):
    FONT_SCALE = float(_GRID)


@dataclass(frozen=True)
class Words:
    """A line of text as outlines, on the grid of the face.

    Attributes:
        uses: the SVG that puts its outlines in a row.
        glyphs: the names of the outlines.
    """

    uses: str
    glyphs: tuple[str, ...]


_drawings: dict[str, str] = {}  # of every outline met so far, by name


@cache
def _face() -> tuple[_Outlines, FontProperties, FT2Font]:
    face = FontProperties(family=[use_cjk_font()], size=_GRID)
    font = get_font(findfont(face))
    font.set_size(_GRID, 72)
    return _Outlines(), face, font


if hasattr(os, "register_at_fork"):  # an open file has one place to read from, which processes must not share
    os.register_at_fork(after_in_child=_face.cache_clear)


@cache
def _line() -> tuple[float, float, float]:
    """Ascent, descent and gap of a line, on the grid of the face."""
    table = _face()[2].get_sfnt_table("OS/2")
    assert table is not None
    return float(table["sTypoAscender"]), -float(table["sTypoDescender"]), float(table["sTypoLineGap"])


@lru_cache(20_000)
def measured(text: str) -> tuple[float, float, float]:
    """Width, height and descent of a line of text, on the grid of the face."""
    outlines, face, _ = _face()
    width, height, descent = outlines.get_text_width_height_descent(text, face, ismath=False)
    return float(width), float(height), float(descent)


@lru_cache(20_000)
def written(text: str) -> Words:
    """A line of text as outlines, ready to be drawn at any size."""
    outlines, _, font = _face()
    font.set_size(_GRID, 72)  # others share it
    run, shapes, _ = outlines.get_glyphs_with_font(font, text)
    short = {name: f"g{name.rpartition('-')[2]}" for name in shapes}
    _drawings.update({short[name]: _drawing(*shape) for name, shape in shapes.items()})
    uses = [
        f'<use xlink:href="#{short[name]}"{_at("x", x)}{_at("y", y)}/>'
        for name, x, y, _ in run
        if _drawings[short[name]]
    ]
    return Words("".join(uses), tuple(name for name in short.values() if _drawings[name]))


def _at(axis: str, place: float) -> str:
    return f' {axis}="{round(place)}"' if round(place) else ""


def _drawing(points: Any, codes: Any) -> str:
    """An outline as the data of an SVG path, in steps from point to point."""
    places = np.rint(np.asarray(points)).astype(int).tolist()
    parts, at, start, here = list[str](), 0, (0, 0), (0, 0)
    while at < len(codes):
        if codes[at] == Outline.CLOSEPOLY:
            parts.append("z")
            here, at = start, at + 1
            continue
        letter = _LETTERS[codes[at]]
        length = _LENGTHS[letter]
        steps = [f"{x - here[0]} {y - here[1]}" for x, y in places[at : at + length]]
        parts.append(letter + " ".join(steps).replace(" -", "-"))
        here, at = tuple(places[at + length - 1]), at + length
        start = here if letter == "m" else start
    return "".join(parts)


class Pen(RendererSVG):
    """matplotlib's writer of SVG, but for the words, and with places that tell what is drawn there.

    Args:
        width, height: of the drawing, in points.
        page: what it is written to.
        outlines: whether words are drawn as outlines of the face.
    """

    def __init__(self, width: float, height: float, page: StringIO, *, outlines: bool = False) -> None:
        nothing = dict.fromkeys(("Format", "Type", "Creator", "Date"))
        super().__init__(width, height, page, metadata=nothing)  # type: ignore[no-untyped-call]
        self._page = page
        self._outlines = outlines
        self._known: set[str] = set()

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Nothing: no drawing needs the groups, and their names would be met again in the next drawing of a page."""

    def close_group(self, s: str) -> None:
        """Nothing, as for what opens a group."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:  # noqa: ARG002
        """The box of a line of text, in points."""
        size = prop.get_size_in_points() / _GRID
        width, height, descent = measured(s)
        return width * size, height * size, descent * size

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        """Spares matplotlib a look into the file of the face for every text; without this it would only be slower."""
        size = prop.get_size_in_points() / _GRID
        ascent, descent, gap = _line()
        return ascent * size, descent * size, gap * size

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:  # fmt: skip
        """A line of text."""
        del ismath, mtext  # a dollar is a dollar
        size, ink = prop.get_size_in_points(), rgb2hex(gc.get_rgb())
        self.writer.comment("")  # type: ignore[no-untyped-call]  # closes the tag that is still open; goes in the end
        if self._outlines:
            self._as_outlines(written(s), x, y, size / _GRID, angle, ink)
            return
        large = "" if size == _SIZE else f' font-size="{size:g}"'
        turned = f' transform="rotate({-angle:g} {x:.1f} {y:.1f})"' if angle else ""
        full = len(s) < 2 or _FULL_WIDTH.fullmatch(s)
        long = "" if full else f' textLength="{measured(s)[0] * size / _GRID:.1f}" lengthAdjust="spacingAndGlyphs"'
        words = html.escape(s, quote=False)
        self._page.write(f'<text x="{x:.1f}" y="{y:.1f}"{large}{turned} fill="{ink}"{long}>{words}</text>')

    def _as_outlines(self, words: Words, x: float, y: float, scale: float, angle: float, ink: str) -> None:
        """A line of text with the outlines that are new in this drawing."""
        new = [name for name in dict.fromkeys(words.glyphs) if name not in self._known]
        self._known.update(new)
        if new:
            shapes = "".join(f'<path id="{name}" d="{_drawings[name]}"/>' for name in new)
            self._page.write(f"<defs>{shapes}</defs>")
        turned = f" rotate({-angle:g})" if angle else ""
        place = f"translate({x:.2f} {y:.2f}){turned} scale({scale:g}-{scale:g})"
        self._page.write(f'<g transform="{place}" fill="{ink}">{words.uses}</g>')

    def draw_targets(self, boxes: Sequence[tuple[float, float, float, float]], texts: Sequence[str]) -> None:
        """Places that nobody sees and that tell their words to who points at them: left, low, width, height in points."""
        self.writer.comment("")  # type: ignore[no-untyped-call]
        height = float(self.height)
        parts = [
            f'<rect x="{left:.1f}" y="{height - low - high:.1f}" width="{wide:.1f}" height="{high:.1f}">'
            f"<title>{html.escape(words, quote=False)}</title></rect>"
            for (left, low, wide, high), words in zip(boxes, texts, strict=True)
        ]
        self._page.write(f'<g class="shk-hover" fill="none" pointer-events="all">{"".join(parts)}</g>')


class HoverPlaces(Artist):
    """Places of a drawing with words for who points at them; on paper nothing.

    Args:
        spans: (left, low, right, high) of each in the data of the axes.
        texts: what each tells.
        least: how wide and high a place is at least, in points.
    """

    zorder = 50

    def __init__(self, spans: Sequence[tuple[float, float, float, float]], texts: Sequence[str], least: float) -> None:
        super().__init__()
        self.spans, self.texts, self.least = tuple(spans), tuple(texts), least
        self.set_in_layout(False)

    def draw(self, renderer: Any) -> None:
        """Write the places that lie within the axes, in their order."""
        if not isinstance(renderer, Pen) or self.axes is None:
            return
        there, inside = self.axes.transData, self.axes.bbox
        boxes, texts = [], []
        for (left, low, right, high), words in zip(self.spans, self.texts, strict=True):
            (x0, y0), (x1, y1) = there.transform([(left, low), (right, high)])
            x0, x1, y0, y1 = (*_widened(x0, x1, self.least), *_widened(y0, y1, self.least))
            x0, x1 = max(x0, inside.x0 - self.least), min(x1, inside.x1 + self.least)
            y0, y1 = max(y0, inside.y0 - self.least), min(y1, inside.y1 + self.least)
            if x0 < x1 and y0 < y1:
                boxes.append((x0, y0, x1 - x0, y1 - y0))
                texts.append(words)
        if boxes:
            renderer.draw_targets(boxes, texts)


def _widened(start: float, end: float, least: float) -> tuple[float, float]:
    """A span in its order, and no shorter than that."""
    low, high = min(start, end), max(start, end)
    more = max(0.0, least - (high - low)) / 2
    return low - more, high + more


@cache
def ruler() -> Pen:
    """What measures words before anything is drawn."""
    return Pen(1, 1, StringIO())


def drawn(figure: Figure, alt: str, enlarged: float = 1.0, *, outlines: bool = False) -> str:
    """A figure as an ``<svg>`` of its own, with words for those who do not see it.

    Args:
        figure: the drawing, at 72 dots an inch.
        alt: the words.
        enlarged: how much larger it is shown than it was drawn.
        outlines: whether words are drawn as outlines, for who may not have a Chinese face.
    """
    page = StringIO()
    width, height = (72 * side for side in figure.get_size_inches())
    pen = Pen(width, height, page, outlines=outlines)
    figure.draw(pen)
    pen.finalize()  # type: ignore[no-untyped-call]
    body = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", page.getvalue(), count=1, flags=re.DOTALL)
    body = re.sub(r">\s*(<!--.*?-->\s*)*<", "><", body[body.index("<svg") :])
    opening, rest = body.split(">", 1)
    opening = re.sub(
        r'(?<= )(width|height)="([0-9.]+)pt"', lambda at: f'{at[1]}="{float(at[2]) * enlarged:.2f}pt"', opening
    )
    face = "" if outlines else f' font-family="{_FAMILY}" font-size="{_SIZE:g}"'
    about = f'role="img" aria-label="{html.escape(alt)}" stroke-linejoin="round"{face}'
    return opening.replace("<svg ", f"<svg {about} ", 1) + ">" + _shorter(rest)


_TAG = re.compile(r"<(?:path|use|rect|clipPath)[^>]*>")
_ALIKE = re.compile(r'<use xlink:href="([^"]+)" x="[^"]+" y="[^"]+" style="([^"]+)"/>'
                    r'(?:<use xlink:href="\1" x="[^"]+" y="[^"]+" style="\2"/>)+')  # fmt: skip


def _shorter(drawing: str) -> str:
    """The same drawing in fewer letters: hundredths of a point, no breaks in paths, the style of like marks said once."""

    def rounded(tag: re.Match[str]) -> str:
        """A tag with numbers of two digits; words stand between tags, and keep theirs."""
        places = re.sub(r"(\.\d\d)\d+", r"\1", tag[0])
        return re.sub(r"\s*\n|(?<=[MLQCz]) ", "", places) if tag[0].startswith("<path") else places

    def together(marks: re.Match[str]) -> str:
        style = f' style="{marks[2]}"'
        return f"<g{style}>{marks[0].replace(style, '')}</g>"

    return _ALIKE.sub(together, _TAG.sub(rounded, drawing))
