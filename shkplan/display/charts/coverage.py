"""Which years are known of each indicator, as a matrix; every state has its own shape, so that grey paper tells it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shkplan.display.charts.base import (
    ESTIMATE,
    INK,
    MARK,
    OTHER,
    OWN,
    QUIET,
    RULE,
    SMALLEST,
    WINDOW,
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
from shkplan.display.language import region, say, words
from shkplan.evidence.coverage import KNOWN, STATES, Coverage, State

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D


@dataclass(frozen=True)
class _Look:
    """How a state is drawn: the ground of its cell, and a mark on it."""

    ground: str
    mark: str = ""
    face: str = "white"
    edge: str = "white"
    size: float = 5.5


_LOOKS: Mapping[State, _Look] = {
    "measured": _Look(OWN),
    "revised": _Look(OWN, "D", size=4.6),
    "estimate": _Look(ESTIMATE, "_", size=5),
    "doubtful": _Look("white", "o", edge=OWN),
    "implied": _Look("white", "s", face=OTHER, edge=OTHER, size=4.6),
    "within": _Look("white", ">", face=ESTIMATE, edge=OWN, size=4.6),
    "partial": _Look("white", "^", edge=MARK),
    "missing": _Look("", "x", edge=QUIET, size=3.6),
    "ahead": _Look("white", ".", face=QUIET, edge=QUIET, size=3),
}
_LINE, _MORE = 1.0, 0.75  # height of a row, and of each further line of its name


def coverage_chart(known: Coverage) -> Chart:
    """Indicators by years in a region, default the plan's: measured, revised, estimated, doubtful, implied, partial, missing."""
    plan = known.plan
    names = [fold(words(one.name), 22) for one in known.indicators]
    title = _seen(known)
    heights = [_LINE + _MORE * name.count("\n") for name in names]
    gap = _LINE if 0 < known.targets < len(names) else 0.0
    with canvas(0.235 * (sum(heights) + gap) + 1.6) as (figure, axes):
        top, cells = 0.0, dict[State, list[tuple[int, float]]]()
        for at, (one, name, height) in enumerate(zip(known.indicators, names, heights, strict=True)):
            if gap and at == known.targets:
                _label(axes, known, top + gap / 2, say("chart.serving"), QUIET)
                top += gap
            _label(axes, known, top + height / 2, name, INK)
            for year, state in zip(known.years, known.row(one), strict=True):
                cells.setdefault(state, []).append((year, top + height / 2))
            top += height
        for state, places in cells.items():
            _cells(axes, state, places)
        _hover(axes, known, cells)
        axes.axvspan(plan.window.first - 0.5, plan.window.last + 0.5, color=WINDOW, zorder=0, lw=0)
        _frame(axes, known.years, top)
        _heading(axes, title)
        key(axes, [(_signs(state), say(f"state.{state}")) for state in STATES if known.count(state)], handle=11)
    told = say("chart.alt_coverage", known=known.count(*KNOWN), of=len(known.states), missing=known.count("missing"))
    data = {one.id: dict(zip(map(str, known.years), known.row(one), strict=True)) for one in known.indicators}
    records = [
        {say("csv.indicator"): words(one.name)}
        | {str(year): say(f"state.{state}") for year, state in zip(known.years, known.row(one), strict=True)}
        for one in known.indicators
    ]
    return Chart("coverage", title, f"{title}{say('stop')}{told}", figure, data, records=records)


def _seen(known: Coverage) -> str:
    """Of how many indicators every past year of the plan is known, and of how many none."""
    where, of = region(known.region, known.plan), len(known.indicators)
    window = known.plan.window
    rows = [
        [state in KNOWN for year, state in zip(known.years, known.row(one), strict=True) if year in window.years and state != "ahead"]
        for one in known.indicators
    ]  # fmt: skip
    if not any(rows):
        some = sum(any(state in KNOWN for state in known.row(one)) for one in known.indicators)
        return say("seen.coverage_at_all", region=where, known=some, count=of)
    whole, nothing = sum(all(row) for row in rows if row), sum(not any(row) for row in rows if row)
    return say("seen.coverage", region=where, count=sum(map(bool, rows)), whole=whole, nothing=nothing)


def _hover(axes: Axes, known: Coverage, cells: Mapping[State, Sequence[tuple[int, float]]]) -> None:
    """What a cell tells, where it is neither missing nor yet to come: those would be half of the drawing."""
    names = {
        middle: words(one.name)
        for one, middle in zip(known.indicators, sorted({at for some in cells.values() for _, at in some}), strict=True)
    }
    told = [
        (year, at, state) for state, places in cells.items() if state not in ("missing", "ahead") for year, at in places
    ]
    spans = [(year - 0.41, at - 0.38, year + 0.41, at + 0.38) for year, at, _ in told]
    hover_boxes(
        axes,
        spans,
        [say("hover.state", name=names[at], year=year, state=say(f"state.{state}")) for year, at, state in told],
    )


def _label(axes: Axes, known: Coverage, middle: float, words_: str, color: str) -> None:
    axes.text(known.years[0] - 0.75, middle, words_, ha="right", va="center", fontsize=SMALLEST, color=color,
              linespacing=1.1)  # fmt: skip


def _edge(look: _Look) -> str:
    return RULE if look.ground == "white" else look.ground


def _cells(axes: Axes, state: State, places: Sequence[tuple[int, float]]) -> None:
    """All cells of one state as one shape, and all their marks as one line of marks."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    look = _LOOKS[state]
    corners = [
        (year + across, middle + down)
        for year, middle in places
        for across, down in ((-0.41, -0.38), (0.41, -0.38), (0.41, 0.38), (-0.41, 0.38), (-0.41, -0.38))
    ]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(places)
    if look.ground:
        axes.add_artist(PathPatch(Path(corners, codes), facecolor=look.ground, edgecolor=_edge(look), lw=0.7, zorder=2))
    if look.mark:
        years, middles = zip(*places, strict=True)
        axes.plot(
            years, middles, ls="", marker=look.mark, ms=look.size, mfc=look.face, mec=look.edge, mew=1.3, zorder=3
        )


def _frame(axes: Axes, years: Sequence[int], bottom: float) -> None:
    axes.set_ylim(bottom + 0.1, -0.1)
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    step = 1 if len(years) <= 5 else 2 if len(years) <= 11 else 3
    above = shifted(axes, axes.get_xaxis_transform(), 0, 2)
    for year in years[::step]:
        axes.text(year, 1, str(year), transform=above, ha="center", va="bottom", color=QUIET)


def _heading(axes: Axes, title: str) -> None:
    """The title over names and years alike; below it, over the years, what the shade means."""
    axes.text(1, 1, say("chart.shaded"), transform=shifted(axes, axes.transAxes, 0, 16), ha="right", va="bottom",
              color=QUIET)  # fmt: skip
    title_at_edge(axes, fitted(title, 10.5, figure_of(axes)), 34)


def _signs(state: State) -> tuple[Line2D, ...]:
    """A state as it stands in the matrix: a mark on its ground, which a year without anything has not."""
    from matplotlib.lines import Line2D

    look = _LOOKS[state]
    ground = Line2D([], [], ls="", marker="s", ms=8.5, mfc=look.ground, mec=_edge(look), mew=0.9)
    mark = Line2D([], [], ls="", marker=look.mark, ms=look.size, mfc=look.face, mec=look.edge, mew=1.2)
    return (ground, mark) if look.mark and look.ground else (mark,) if look.mark else (ground,)
