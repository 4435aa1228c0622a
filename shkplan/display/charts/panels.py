"""Panels beside and below each other that share both scales: where each has its place, and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shkplan.display.charts.frame import EDGE, HEADING, KEY_GAP, SMALLEST, figure_of, upright_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["arrange_panels", "panel_scale"]

_BETWEEN = 24.0  # points between two panels beside each other
_YEARS = 19.0  # points below a panel, for its years
_HEAD = 12.0  # points of a line of its heading
_TICKS = 4


def panel_scale(axes: Axes, *, numbers: bool) -> None:
    """Quiet lines across at round values, with their numbers where the panel is the first of its row."""
    from matplotlib.ticker import MaxNLocator

    from shkplan.display.language import number

    low, high = axes.get_ylim()
    ticks = [
        float(one) for one in MaxNLocator(_TICKS, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high) if low <= one <= high
    ]
    upright_scale(axes, ticks, [number(round(one, 9)) if numbers else "" for one in ticks])


def arrange_panels(*axes: Axes, across: int, deep: Sequence[int]) -> None:
    """Give panels their places, row by row, below the heading of the figure and above its key.

    Args:
        axes: the panels.
        across: how many stand in a row.
        deep: for each row, in how many lines the longest heading of its panels stands.
    """
    from matplotlib.text import Text

    from shkplan.display.charts.pen import measured, ruler

    figure = figure_of(axes[0])
    wide, high = (72 * side for side in figure.get_size_inches())
    foot = max((text.get_window_extent(ruler()).y1 + KEY_GAP for text in figure.texts), default=EDGE)
    numbers = [one.get_text() for panel in axes for one in panel.texts if one.get_horizontalalignment() == "right"]
    left = 6 + EDGE + max((SMALLEST / 1000 * measured(one)[0] for one in numbers if one), default=0.0)
    heads = [one for one in axes[0].get_children() if isinstance(one, Text) and one.get_gid() == HEADING]
    above = max((one.get_window_extent(ruler()).y1 for one in heads), default=0.0) - axes[0].get_window_extent().y1
    lifted = deep[0] * _HEAD + 4
    each = (wide - left - EDGE - 4 - (across - 1) * _BETWEEN) / across
    room = (high - foot - above - EDGE - lifted - sum(_HEAD * one + 8 for one in deep[1:])) / len(deep) - _YEARS
    top = high - above - EDGE - lifted
    for at, panel in enumerate(axes):
        row, column = divmod(at, across)
        if column == 0 and row:
            top -= room + _YEARS + _HEAD * deep[row] + 8
        panel.set_position(((left + column * (each + _BETWEEN)) / wide, (top - room) / high, each / wide, room / high))
    for one in heads:  # above the headings of the first row
        one.set_transform(one.get_transform() + _lift(figure, lifted))


def _lift(figure: Figure, points: float) -> Any:
    from matplotlib.transforms import ScaledTranslation

    return ScaledTranslation(0, points / 72, figure.dpi_scale_trans)
