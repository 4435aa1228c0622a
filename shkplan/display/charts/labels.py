"""Words at the ends of lines, in place of a key: each beside the last figure of its line, none over another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shkplan.display.charts.frame import SMALLEST, figure_of, fold, shifted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["end_label", "spread"]

_LABEL, _END, _TIE = "end-label", "end-of-line", "end-tie"
_RIGHT = 11.0  # points from the axes to the words
_APART = 1.0


def end_label(axes: Axes, x: float, y: float, words: str, color: str, width: int = 14) -> None:
    """Name a line at its end: to the right of the axes, in the colour of the line, tied to its last figure.

    Args:
        axes: into which.
        x, y: the last figure of the line, in the data of the axes.
        words: its name; a long one is wrapped.
        color: of the line and the words.
        width: of a line of words, in characters; one of Chinese counts two.
    """
    from matplotlib.lines import Line2D

    place = shifted(axes, axes.get_yaxis_transform(), _RIGHT, 0)
    axes.text(1, y, fold(words, width), transform=place, color=color, ha="left", va="center", fontsize=SMALLEST,
                     linespacing=1.1, gid=_LABEL)  # fmt: skip
    axes.add_artist(Line2D([x], [y], ls="", gid=_END))  # draws nothing: where to, when the axes have their place


def spread(axes: Axes) -> None:
    """Move the words at the ends of lines apart, and tie each to its line; asked again, nothing moves."""
    from shkplan.display.charts.pen import ruler

    for old in [one for one in axes.lines if one.get_gid() == _TIE]:
        old.remove()
    labels = [one for one in axes.texts if one.get_gid() == _LABEL]
    points = [np.asarray(one.get_xydata())[0] for one in axes.lines if one.get_gid() == _END]
    if not labels:
        return
    scale = 72 / figure_of(axes).dpi
    inside = axes.get_window_extent()
    ends = [(scale * x, scale * y) for x, y in axes.transData.transform(np.array(points))]
    order = sorted(range(len(labels)), key=lambda at: ends[at][1])
    low, top = scale * inside.y0, scale * inside.y1
    high = [scale * labels[at].get_window_extent(ruler()).height + _APART for at in order]
    wanted = [min(max(ends[at][1], low), top) for at in order]
    for at, middle in zip(order, _apart(wanted, high, low - 4, top + 4), strict=True):
        moved = shifted(axes, axes.get_yaxis_transform(), _RIGHT, middle - ends[at][1])
        labels[at].set_transform(moved)
        _tie(axes, str(labels[at].get_color()), ends[at], (scale * inside.x1 + _RIGHT - 2, middle))


def _apart(wanted: list[float], high: list[float], low: float, top: float) -> list[float]:
    """Middles as near to the wanted ones as may be, in their order, none nearer to the next than half of both heights.

    Neighbours that would touch are moved together as one block (the least squares of all their moves).
    """
    blocks: list[tuple[float, list[int]]] = []  # the foot of each and who stands in it
    for at in range(len(wanted)):
        block = [at]
        while blocks and _end(blocks[-1], high) > _foot(block, wanted, high, low, top):
            block = [*blocks.pop()[1], *block]
        blocks.append((_foot(block, wanted, high, low, top), block))
    found = []
    for foot, block in blocks:
        below = foot
        for one in block:
            found.append(below + high[one] / 2)
            below += high[one]
    return found


def _end(block: tuple[float, list[int]], high: list[float]) -> float:
    return block[0] + sum(high[one] for one in block[1])


def _foot(block: list[int], wanted: list[float], high: list[float], low: float, top: float) -> float:
    """Where a block begins whose members are, taken together, nearest to where they want to stand, within the axes."""
    below, total = 0.0, 0.0
    for one in block:
        total += wanted[one] - (below + high[one] / 2)
        below += high[one]
    return max(low, min(total / len(block), top - below))


def _tie(axes: Axes, color: str, end: tuple[float, float], words: tuple[float, float]) -> None:
    """A thin line from the end of a line to its words, both in points of the figure."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import Affine2D

    points = Affine2D().scale(1 / 72) + figure_of(axes).dpi_scale_trans
    start = end[0] + 5
    x, y = [start, max(start, words[0] - 6), words[0]], [end[1], end[1], words[1]]
    tie = Line2D(x, y, color=color, lw=0.5, alpha=0.6, transform=points, clip_on=False, zorder=1.5, gid=_TIE)
    axes.add_artist(tie)
