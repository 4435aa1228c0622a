"""The margins of a drawing: they follow from the words that reach out of its axes, once everything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from shkplan.display.charts.frame import EDGE, HEADING, KEY_GAP, figure_of, upright_scale
from shkplan.display.charts.labels import spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["settle"]


def settle(*axes: Axes) -> None:
    """Numbers on the upright scales, and margins that leave room for all words; asked again, nothing moves.

    Args:
        axes: one, or several upon each other that share the height as their own heights are, the uppermost first.
    """
    from shkplan.display.charts.pen import ruler

    figure, shares = figure_of(axes[0]), [one.get_position().height for one in axes]
    width = 72 * figure.get_figwidth()
    foot = max((text.get_window_extent(ruler()).y1 + KEY_GAP for text in figure.texts), default=EDGE)
    _place(axes, shares, (0.12 * width, foot + 18, 0.02 * width, 52), [0.0] * len(axes))
    for one in axes:
        _numbered(one)
    reach = [_reach(one) for one in axes]
    left, right = (max(side[at] for side in reach) for at in (0, 1))
    gaps = [lower[2] + upper[3] + KEY_GAP for upper, lower in pairwise(reach)]
    _place(axes, shares, (left + EDGE, reach[-1][3] + foot, right + EDGE, reach[0][2] + EDGE), [*gaps, 0.0])
    for one in axes:
        spread(one)


def _place(axes: Sequence[Axes], shares: Sequence[float], around: tuple[float, ...], gaps: Sequence[float]) -> None:
    """Axes upon each other, with so many points to the left, below, to the right, above, and below each."""
    width, height = (72 * side for side in figure_of(axes[0]).get_size_inches())
    left, bottom, right, top = around
    room, at = max(0.3 * height, height - bottom - top - sum(gaps)), height - top
    for one, share, gap in zip(axes, shares, gaps, strict=True):
        high = room * share / sum(shares)
        one.set_position((left / width, (at - high) / height, (width - left - right) / width, high / height))
        at -= high + gap


def _numbered(axes: Axes) -> None:
    """The numbers of the upright scale, where :func:`number_axis` asked for them."""
    from matplotlib.ticker import MaxNLocator, NullLocator

    locator = axes.yaxis.get_major_locator()
    if type(locator) is MaxNLocator:
        low, high = axes.get_ylim()
        locator.set_params(nbins=min(9, max(3, axes.get_window_extent().height // 22)))
        ticks = [float(tick) for tick in locator.tick_values(low, high) if low <= tick <= high]
        upright_scale(axes, ticks, [_plain_number(tick) for tick in ticks])
        axes.yaxis.set_major_locator(NullLocator())


def _reach(axes: Axes) -> tuple[float, float, float, float]:
    """How far words reach out of the axes: to the left, to the right, above and below, in points."""
    from matplotlib.text import Text

    from shkplan.display.charts.pen import ruler

    left = right = top = bottom = 0.0
    inside = axes.get_window_extent()
    for text in axes.get_children():
        if not isinstance(text, Text) or not text.get_text() or not text.get_in_layout():
            continue
        box = text.get_window_extent(ruler())
        top, bottom = max(top, box.y1 - inside.y1), max(bottom, inside.y0 - box.y0)
        if text.get_gid() != HEADING:
            left, right = max(left, inside.x0 - box.x0), max(right, box.x1 - inside.x1)
    return left, right, top, bottom


def _plain_number(value: float) -> str:
    from shkplan.display.language import number

    return number(round(value, 9))
