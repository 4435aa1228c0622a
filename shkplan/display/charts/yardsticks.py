"""What every yardstick says of every target, as a matrix; every answer has its own shape, so that grey paper tells it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shkplan.assessment.yardsticks.base import COMMON, CommonScale
from shkplan.assessment.yardsticks.side_by_side import GaugedTarget, Yardsticks
from shkplan.display.charts.base import (
    BAD,
    ESTIMATE,
    INK,
    OWN,
    QUIET,
    RULE,
    SMALLEST,
    Chart,
    canvas,
    figure_of,
    fitted,
    fold,
    hover_boxes,
    key,
    shifted,
    title_at_edge,
)
from shkplan.display.language import say, words
from shkplan.display.tables.all_targets import by_domain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D


@dataclass(frozen=True)
class _Sign:
    """How an answer is drawn: the ground of its cell, and a mark on it."""

    ground: str
    mark: str
    face: str
    edge: str


_SIGNS: dict[CommonScale, _Sign] = {
    "on_course": _Sign(OWN, "o", "white", "white"),
    "slower": _Sign(ESTIMATE, "_", INK, INK),
    "away": _Sign("white", "x", BAD, BAD),
}
_LINE, _MORE = 1.0, 0.75  # height of a row, and of each further line of its name


def yardsticks_chart(found: Yardsticks) -> Chart:
    """Targets by yardsticks: on course, too slow, away; empty where a yardstick does not apply."""
    rows = [row for one in by_domain(found.assessment) if (row := found[one.key]).speaking]
    names = [fold(words(one.verdict.indicator.name), 22) for one in rows]
    heights = [_LINE + _MORE * name.count("\n") for name in names]
    title = _seen(found)
    with canvas(0.26 * max(sum(heights), 1) + 1.85) as (figure, axes):
        middles = [sum(heights[:at]) + height / 2 for at, height in enumerate(heights)]
        for name, middle in zip(names, middles, strict=True):
            axes.text(-0.62, middle, name, ha="right", va="center", fontsize=SMALLEST, color=INK, linespacing=1.1)
        for scale in COMMON:
            places = [(at, middle) for row, middle in zip(rows, middles, strict=True)
                      for at, one in enumerate(row) if one.scale == scale]  # fmt: skip
            if places:
                _cells(axes, _SIGNS[scale], places)
        _hover(axes, rows, middles)
        _frame(axes, found.names, sum(heights))
        title_at_edge(axes, fitted(title, 10.5, figure_of(axes)), 45)
        there = {one.scale for row in rows for one in row}
        key(axes, [(_drawn(scale), say(f"common_scale.{scale}")) for scale in COMMON if scale in there], handle=11)
    told = say("yardsticks.alt", count=len(rows), divided=len(found.disagreements))
    data = [{"target": row.key, **{one.yardstick: one.scale for one in row}} for row in rows]
    records = [
        {say("risk.target"): words(row.verdict.indicator.name)}
        | {say(f"gauge_name.{one.yardstick}"): say(f"common_scale.{one.scale or 'silent'}") for one in row}
        for row in rows
    ]
    return Chart("yardsticks", title, f"{title}{say('stop')}{told}", figure, data, records=records, shows=bool(rows))


def _seen(found: Yardsticks) -> str:
    spoken, divided, agreed = len(found.spoken_of), len(found.disagreements), len(found.unanimous)
    if not spoken:
        return say("yardsticks.seen_none")
    return say("yardsticks.seen", agreed=agreed, of=agreed + divided, divided=divided)


def _cells(axes: Axes, sign: _Sign, places: Sequence[tuple[int, float]]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    corners = [
        (at + across, middle + down)
        for at, middle in places
        for across, down in ((-0.44, -0.38), (0.44, -0.38), (0.44, 0.38), (-0.44, 0.38), (-0.44, -0.38))
    ]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(places)
    edge = RULE if sign.ground == "white" else sign.ground
    axes.add_artist(PathPatch(Path(corners, codes), facecolor=sign.ground, edgecolor=edge, lw=0.8, zorder=2))
    columns, middles = zip(*places, strict=True)
    axes.plot(columns, middles, ls="", marker=sign.mark, ms=6, mfc=sign.face, mec=sign.edge, mew=1.5, zorder=3)


def _hover(axes: Axes, rows: Sequence[GaugedTarget], middles: Sequence[float]) -> None:
    spoken = [
        (at, middle, row, one)
        for row, middle in zip(rows, middles, strict=True)
        for at, one in enumerate(row)
        if one.speaks
    ]
    spans = [(at - 0.44, middle - 0.38, at + 0.44, middle + 0.38) for at, middle, _, _ in spoken]
    told = [
        say("yardsticks.hover", name=words(row.verdict.indicator.name), yardstick=say(f"gauge_name.{one.yardstick}"),
            status=say(f"gauge.{one.yardstick}.{one.status}"))
        for _, _, row, one in spoken
    ]  # fmt: skip
    hover_boxes(axes, spans, told)


def _frame(axes: Axes, names: Sequence[str], bottom: float) -> None:
    axes.set_ylim(bottom + 0.1, -0.1)
    axes.set_xlim(-0.6, len(names) - 0.4)
    for at, name in enumerate(names):  # in three lines by turns: a name is wider than two columns
        above = shifted(axes, axes.get_xaxis_transform(), 0, 2 + 11 * (at % 3))
        last = at == len(names) - 1  # it would leave the drawing
        place, side = (at + 0.44, "right") if last else (at, "center")
        axes.text(
            place, 1, say(f"gauge_short.{name}"), transform=above, ha=side, va="bottom", color=QUIET, fontsize=SMALLEST
        )


def _drawn(scale: CommonScale) -> tuple[Line2D, ...]:
    """An answer as it stands in the matrix: a mark on its ground."""
    from matplotlib.lines import Line2D

    sign = _SIGNS[scale]
    edge = RULE if sign.ground == "white" else sign.ground
    ground = Line2D([], [], ls="", marker="s", ms=8.5, mfc=sign.ground, mec=edge, mew=0.9)
    return ground, Line2D([], [], ls="", marker=sign.mark, ms=5, mfc=sign.face, mec=sign.edge, mew=1.3)
