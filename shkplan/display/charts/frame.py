"""What stands around a drawing: scales, heading and key, each measured once and drawn once.

matplotlib's own axis makes and measures every tick several times a drawing, most of them without words; here a scale is
two lines and some words, and the margins follow from the words that reach out of the axes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from shkplan.base.lines import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches. Narrow on purpose: a phone 390 pixels wide leaves a chart 358, and at this width words of SMALLEST points are
# then 11 pixels high. Where there is room the drawing is shown larger than it was drawn.
WIDTH = 4.0
SMALLEST = 9.0
INK, QUIET, RULE = "#1c2733", "#5d6a77", "#d5dbe1"

QUARTERS = (0, 0.25, 0.5, 0.75, 1)  # of a scale of probabilities

EDGE = 4.0  # points that stay free around everything
_TITLE = 10.5
HEADING = "heading"  # marks what belongs to it: words that may reach over the right end of the axes
_KEY_LINE, KEY_GAP = 1.5 * SMALLEST, 6.0


def fold(text: str, width: int = 48) -> str:
    """A long text in lines, by the width of its characters."""
    return "\n".join(wrapped(text, width))


def heading(axes: Axes, title: str, under: str = "") -> None:
    """A title at the left edge of the figure, with quiet lines below it, above the axes."""
    lines = fitted(under, SMALLEST, figure_of(axes)) if under else ""
    if lines:
        place = shifted(axes, _at_edge(axes), EDGE, 8)
        axes.text(0, 1, lines, transform=place, color=QUIET, ha="left", va="bottom", gid=HEADING, fontsize=SMALLEST,
                  linespacing=1.25)  # fmt: skip
    title_at_edge(axes, fitted(title, _TITLE, figure_of(axes)), 10 + 12.2 * (lines.count("\n") + 1 if lines else 0))


def fitted(text: str, size: float, figure: Figure) -> str:
    """A text in as few lines as the figure has the width for, these about equally long."""
    room = 72 * figure.get_figwidth() - 2 * EDGE
    return "\n".join(_lines(paragraph, 1000 * room / size) for paragraph in text.split("\n"))


@lru_cache(5000)
def _lines(text: str, room: float) -> str:
    """One paragraph in lines of so many thousandths of the size of its letters; two part between clauses where they can."""
    from shkplan.display.charts.pen import measured

    width = 64
    found = wrapped(text, width)
    while width > 16 and max(measured(line)[0] for line in found) > room:
        width -= 1
        found = wrapped(text, width)
    halves = [(text[: at.end()].rstrip(), text[at.end() :].lstrip()) for at in _CLAUSE.finditer(text[:-1])]
    halves = [pair for pair in halves if max(measured(half)[0] for half in pair) <= room]
    halves = [pair for pair in halves if 3 * min(map(len, pair)) > max(map(len, pair))]
    if len(found) == 2 and halves:
        best = min(halves, key=lambda pair: (pair[0][-1] not in _STATEMENT, max(map(len, pair))))
        return "\n".join(best)
    while width > 16 and len(narrower := wrapped(text, width - 1)) == len(found):
        width, found = width - 1, narrower
    return "\n".join(found)


_STATEMENT = "；;"
_CLAUSE = re.compile(r"[，：；]|[,;:] ")  # where two lines part best


def lines_of(notes: Sequence[str], size: float = SMALLEST) -> float:
    """The room, in inches, that some notes take below a title in a figure of the usual width."""
    room = 1000 * (72 * WIDTH - 2 * EDGE) / size
    return 12.2 / 72 * sum(_lines(line, room).count("\n") + 1 for note in notes for line in note.split("\n"))


def figure_of(axes: Axes) -> Figure:
    """The figure an axes stands in."""
    found = axes.get_figure(root=True)
    assert found is not None
    return found


def title_at_edge(axes: Axes, title: str, lift: float) -> None:
    """A title that begins at the left edge of the figure, ``lift`` points above the axes."""
    place = shifted(axes, _at_edge(axes), EDGE, lift)
    axes.text(0, 1, title, transform=place, color=INK, ha="left", va="bottom", gid=HEADING, fontsize=_TITLE,
              linespacing=1.4)  # fmt: skip


def _at_edge(axes: Axes) -> Any:
    from matplotlib.transforms import blended_transform_factory

    return blended_transform_factory(axes.figure.transSubfigure, axes.transAxes)


def shifted(axes: Axes, transform: Any, right: float, up: float) -> Any:
    """A transform that ends some points to the right and above."""
    from matplotlib.transforms import ScaledTranslation

    return transform + ScaledTranslation(right / 72, up / 72, axes.figure.dpi_scale_trans)


def year_axis(axes: Axes, first: int, last: int, name: str = "", *, beside: bool = False) -> None:
    """Whole years, as many labels as fit; fewer where words stand ``beside`` the drawing."""
    span = 1.5 * (last - first) if beside else last - first
    step = 1 if span <= 8 else 2 if span <= 16 else 5
    ticks = [year for year in range(first, last + 1) if year % step == 0] if step > 1 else list(range(first, last + 1))
    axes.set_xlim(first - 0.7, last + 0.7)
    level_scale(axes, ticks, [str(year) for year in ticks], long=4, name=name)
    _ticks(axes, [year for year in range(first, last + 1) if year not in ticks], 2)


def level_scale(
    axes: Axes, ticks: Sequence[float], labels: Sequence[str], *, long: float = 0, line: bool = True, name: str = ""
) -> None:
    """The scale at the foot of the axes: a line, ticks, words, and at its right end what it is a scale of."""
    from matplotlib.lines import Line2D

    foot = axes.get_xaxis_transform()
    if line:
        axes.add_artist(
            Line2D([0, 1], [0, 0], color=QUIET, lw=0.8, transform=axes.transAxes, clip_on=False, zorder=2.5)
        )
    if long:
        _ticks(axes, ticks, long)
    for at, label in zip(ticks, labels, strict=True):
        axes.text(at, 0, label, transform=shifted(axes, foot, 0, -long - 3.5), ha="center", va="top", color=QUIET)
    if name:
        axes.text(1, 0, name, transform=shifted(axes, axes.transAxes, 0, -long - 19), ha="right", va="top", color=QUIET)


def _ticks(axes: Axes, at: Sequence[float], long: float) -> None:
    from matplotlib.lines import Line2D

    marks = Line2D(at, [0.0] * len(at), ls="", marker=3, ms=long, mec=QUIET, mew=0.8, clip_on=False, zorder=2.5)
    marks.set_transform(axes.get_xaxis_transform())
    axes.add_artist(marks)


def honest_span(
    values: Iterable[float], precision: float | None = None, *, growth: bool = False, bounds: Bounds = (None, None)
) -> tuple[float, float]:
    """Where an upright scale begins and ends, so that a step of the last digit never looks like a cliff.

    The one rule of every chart: all values with a tenth of room on both sides; but never fewer than 20 steps of the
    precision in which the figures are published, and, of what is not a growth rate, never less than a fifth of the
    largest value. What has its natural foot at zero begins there, where that costs less than half of the height. Where
    what is measured has a limit (a share has 0 and 100 %), the scale ends there.

    Args:
        values: everything the reader compares: figures, bands, targets; what is no number is passed over.
        precision: the step in which the figures are published.
        growth: whether the values are growth rates or leads in points, whose size says nothing of their zero.
        bounds: the limits of what is measured.
    """
    found = [float(one) for one in values if math.isfinite(one)]
    if not found:
        return 0.0, 1.0
    low, high = min(found), max(found)
    largest = max(abs(low), abs(high))
    least = max(20 * (precision or 0.0), 0.0 if growth else largest / 5, 1e-6 * largest) or 1.0
    room = max(0.1 * (high - low), (least - (high - low)) / 2)
    start, end = low - room, high + room
    if not growth and low >= 0 and start < high / 2:
        start = -0.02 * end if low == 0 else 0.0
        end = max(end, start + least)
    return _within(start, end, (low, high), bounds)


Bounds = tuple[float | None, float | None]


def _within(start: float, end: float, seen: tuple[float, float], bounds: Bounds) -> tuple[float, float]:
    """A span moved inside the limits of what is measured, a little room left for a mark that stands on one of them."""
    low, high = bounds
    edge = 0.03 * (end - start)
    if high is not None and seen[1] <= high and end > high + edge:
        start, end = start - (end - high - edge), high + edge
    if low is not None and seen[0] >= low and start < low - edge:
        start, end = low - edge, end + (low - edge - start)
    return start, end


def hover(axes: Axes, xs: Iterable[float], ys: Iterable[float], texts: Iterable[str], size: float = 12.0) -> None:
    """Who points at a place of the drawing reads its words; nothing is to be seen of it, and paper has nothing of it.

    Args:
        axes: into which.
        xs, ys: the places, in the data of the axes.
        texts: what each tells: year, value with unit, what kind of figure it is.
        size: how wide and high a place is, in points.
    """
    hover_boxes(axes, [(x, y, x, y) for x, y in zip(xs, ys, strict=True)], texts, size)


def hover_boxes(
    axes: Axes, spans: Iterable[tuple[float, float, float, float]], texts: Iterable[str], least: float = 6.0
) -> None:
    """As :func:`hover`, for bands and bars: (left, low, right, high) in the data of the axes, ``least`` points at least."""
    from shkplan.display.charts.pen import HoverPlaces

    spans, texts = list(spans), list(texts)
    if spans:
        axes.add_artist(HoverPlaces(spans, texts, least))


def number_axis(axes: Axes) -> None:
    """Grouped thousands and a true minus; the numbers are chosen when everything is drawn."""
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(steps=[1, 2, 2.5, 5, 10]))


def upright_scale(axes: Axes, ticks: Sequence[float], labels: Sequence[str], name: str = "") -> None:
    """A scale to the left of the axes, with quiet lines across."""
    from matplotlib.lines import Line2D

    side = shifted(axes, axes.get_yaxis_transform(), -4, 0)
    x = [place for _ in ticks for place in (0.0, 1.0, math.nan)]
    y = [place for tick in ticks for place in (tick, tick, math.nan)]
    across = axes.get_yaxis_transform()
    axes.add_artist(Line2D(x, y, color=RULE, lw=0.7, transform=across, clip_on=False, zorder=0.5))
    for tick, label in zip(ticks, labels, strict=True):
        axes.text(0, tick, label, transform=side, ha="right", va="center_baseline", color=QUIET)
    if name:
        axes.text(0, 1, name, transform=shifted(axes, axes.transAxes, -24, 0), ha="right", va="top", rotation=90,
                  color=QUIET)  # fmt: skip


def arrow(
    axes: Axes, x: float, y: float, long: float, color: str, *, lw: float, zorder: float, full: bool = False
) -> None:
    """An arrow that starts at a place of the drawing and points up or down, so many points long."""
    shape, size = arrow_shape(long, full=full)
    axes.plot(x, y, ls="", marker=shape, ms=size, mfc=color if full else "none", mec=color, mew=lw, zorder=zorder,
              clip_on=False)  # fmt: skip


def arrow_shape(long: float, *, start: float = 0.0, full: bool = False) -> tuple[Any, float]:
    """The marker of an arrow, and the size at which it has its length."""
    from matplotlib.path import Path

    way = math.copysign(1, long)
    tip, neck = start + long, start + long - 4.5 * way
    left, right = (-2.6, neck), (2.6, neck)
    points = (
        [(0, start), (0, neck), left, (0, tip), right, (0, neck)]
        if full
        else [(0, start), (0, tip), left, (0, tip), right]
    )
    codes = [1, 2, 1, 2, 2, 2] if full else [1, 2, 1, 2, 2]
    return Path(points, codes), 2 * max(abs(start), abs(tip))


def key(axes: Axes, entries: Sequence[tuple[Any, str]], columns: int = 2, handle: float = 14.0) -> None:
    """What marks mean, at the foot of the figure: (a mark or several one upon the other, its words).

    Args:
        axes: into whose figure.
        entries: a mark is any line or filled area; it is copied.
        columns: how many at most; fewer where they would not fit.
        handle: width of a mark, in points.
    """
    from matplotlib.transforms import Affine2D

    if not entries:
        return
    figure = figure_of(axes)
    points = Affine2D().scale(1 / 72) + figure.dpi_scale_trans
    room = 72 * figure.get_figwidth() - 2 * EDGE
    parts = _columns(entries, columns, handle)
    while sum(wide for _, wide in parts) - 12 > room and columns > 1:
        columns -= 1
        parts = _columns(entries, columns, handle)
    left, rows = EDGE, max(len(part) for part, _ in parts)
    for part, wide in parts:
        for row, (marks, words) in enumerate(part):
            middle = EDGE + _KEY_LINE * (rows - row - 0.5)
            for mark in marks if isinstance(marks, tuple) else (marks,):
                figure.add_artist(_copied(mark, left, middle, handle, points))
            figure.text(left + handle + 6, middle, words, transform=points, ha="left", va="center_baseline",
                        color=INK, fontsize=SMALLEST)  # fmt: skip
        left += wide


def _columns(
    entries: Sequence[tuple[Any, str]], count: int, handle: float
) -> list[tuple[Sequence[tuple[Any, str]], float]]:
    """The entries in columns of about the same length, each with its width."""
    from shkplan.display.charts.pen import measured

    base, more = divmod(len(entries), count)
    ends = [sum(base + (at < more) for at in range(upto + 1)) for upto in range(count)]
    parts = [entries[start:end] for start, end in zip([0, *ends], ends, strict=False) if end > start]
    size = SMALLEST / 1000
    return [(part, handle + 6 + 12 + max(size * measured(words)[0] for _, words in part)) for part in parts]


def _copied(mark: Any, left: float, middle: float, wide: float, points: Any) -> Any:
    """A mark as it stands in the drawing, at a place in the key."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    if isinstance(mark, Line2D):
        lined = mark.get_linestyle() not in ("None", "", " ")
        copy = Line2D(
            [left, left + wide / 2, left + wide] if lined else [left + wide / 2], [middle] * (3 if lined else 1)
        )
        copy.update_from(mark)
        copy.set(transform=points, clip_on=False, markevery=[1] if lined else None, drawstyle="default", label="")
        return copy
    face = mark.get_facecolor()
    return Rectangle(
        (left, middle - 3.2), wide, 6.4, facecolor=face[0] if len(face) == 1 else face, lw=0, transform=points
    )
