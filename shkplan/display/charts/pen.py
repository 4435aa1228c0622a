"""Charts as SVG: words as outlines of the face, each outline once a chart, the same bytes for the same chart.

The outlines are whole numbers of the face's own grid, so that they are short; what was measured or written once is known
for every later chart. The letters are paths and not text: a reader without a Chinese face sees no boxes, and every
word stands where it was measured.
"""

from __future__ import annotations

import html
import os
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextToPath

from shkplan.display.fonts import use_cjk_font

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["drawn", "ruler", "written"]

_GRID = 1000  # units of the face to its size
_LETTERS = {Outline.MOVETO: "m", Outline.LINETO: "l", Outline.CURVE3: "q", Outline.CURVE4: "c"}
_LENGTHS = {"m": 1, "l": 1, "q": 2, "c": 3}


class _Outlines(TextToPath):
    FONT_SCALE = float(_GRID)


@dataclass(frozen=True)
class Words:
    """A line of text on the grid of the face.

    Attributes:
        width, height, descent: of its box.
        uses: the SVG that puts its outlines in a row.
        glyphs: the names of the outlines.
    """

    width: float
    height: float
    descent: float
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
def written(text: str) -> Words:
    """A line of text, measured and ready to be drawn at any size."""
    outlines, face, font = _face()
    box = outlines.get_text_width_height_descent(text, face, ismath=False)
    run, shapes, _ = outlines.get_glyphs_with_font(font, text)
    short = {name: f"g{name.rpartition('-')[2]}" for name in shapes}
    _drawings.update({short[name]: _drawing(*shape) for name, shape in shapes.items()})
    uses = [
        f'<use xlink:href="#{short[name]}"{_at("x", x)}{_at("y", y)}/>'
        for name, x, y, _ in run
        if _drawings[short[name]]
    ]
    return Words(*box, "".join(uses), tuple(name for name in short.values() if _drawings[name]))


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
    """matplotlib's writer of SVG, but for the words."""

    def __init__(self, width: float, height: float, page: StringIO) -> None:
        nothing = dict.fromkeys(("Format", "Type", "Creator", "Date"))
        super().__init__(width, height, page, metadata=nothing)  # type: ignore[no-untyped-call]
        self._page = page
        self._known: set[str] = set()

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:  # noqa: ARG002
        """The box of a line of text, in points."""
        words, size = written(s), prop.get_size_in_points() / _GRID
        return words.width * size, words.height * size, words.descent * size

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        """Spares matplotlib a look into the file of the face for every text; without this it would only be slower."""
        size = prop.get_size_in_points() / _GRID
        ascent, descent, gap = _line()
        return ascent * size, descent * size, gap * size

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:  # fmt: skip
        """A line of text, with the outlines that are new in this drawing."""
        del ismath, mtext  # a dollar is a dollar
        words, size = written(s), prop.get_size_in_points() / _GRID
        new = [name for name in dict.fromkeys(words.glyphs) if name not in self._known]
        self._known.update(new)
        self.writer.comment("")  # type: ignore[no-untyped-call]  # closes the tag that is still open; goes in the end
        if new:
            shapes = "".join(f'<path id="{name}" d="{_drawings[name]}"/>' for name in new)
            self._page.write(f"<defs>{shapes}</defs>")
        turned = f" rotate({-angle:g})" if angle else ""
        place = f"translate({x:.2f} {y:.2f}){turned} scale({size:g}-{size:g})"
        self._page.write(f'<g transform="{place}" fill="{rgb2hex(gc.get_rgb())}">{words.uses}</g>')


@cache
def ruler() -> Pen:
    """What measures words before anything is drawn."""
    return Pen(1, 1, StringIO())


def drawn(figure: Figure, alt: str, enlarged: float = 1.0) -> str:
    """A figure as an ``<svg>`` of its own, with words for those who do not see it.

    Args:
        figure: the drawing, at 72 dots an inch.
        alt: the words.
        enlarged: how much larger it is shown than it was drawn.
    """
    page = StringIO()
    width, height = (72 * side for side in figure.get_size_inches())
    pen = Pen(width, height, page)
    figure.draw(pen)
    pen.finalize()  # type: ignore[no-untyped-call]
    body = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", page.getvalue(), count=1, flags=re.DOTALL)
    body = re.sub(r">\s*(<!--.*?-->\s*)*<", "><", body[body.index("<svg") :])
    opening, rest = body.split(">", 1)
    opening = re.sub(
        r'(?<= )(width|height)="([0-9.]+)pt"', lambda at: f'{at[1]}="{float(at[2]) * enlarged:.2f}pt"', opening
    )
    about = f'role="img" aria-label="{html.escape(alt)}" stroke-linejoin="round"'
    return opening.replace("<svg ", f"<svg {about} ", 1) + ">" + rest
