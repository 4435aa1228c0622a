"""Which years are known of each indicator, as a matrix; every state has its own shape, so that grey paper tells it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shkplan.display.charts.base import BAD, INK, MARK, OTHER, OWN, QUIET, RULE, SMALLEST, Chart, canvas, fold
from shkplan.display.language import region, say, words
from shkplan.evidence.coverage import KNOWN, STATES, Coverage, State

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


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
    "estimate": _Look("#7db8dc", "_", size=5),
    "doubtful": _Look("white", "o", edge=OWN),
    "implied": _Look("white", "s", face=OTHER, edge=OTHER, size=4.6),
    "partial": _Look("white", "^", edge=MARK),
    "missing": _Look("#eef1f4", "x", edge=BAD, size=4.6),
    "ahead": _Look("white", ".", face=QUIET, edge=QUIET, size=3),
}
_LINE, _MORE = 1.0, 0.75  # height of a row, and of each further line of its name


def coverage_chart(known: Coverage) -> Chart:
    """Indicators by years in a region, default the plan's: measured, revised, estimated, doubtful, implied, partial, missing."""
    plan = known.plan
    names = [fold(words(one.name), 22) for one in known.indicators]
    title = say("chart.coverage", region=region(known.region, plan))
    heights = [_LINE + _MORE * name.count("\n") for name in names]
    gap = _LINE if 0 < known.targets < len(names) else 0.0
    with canvas(0.235 * (sum(heights) + gap) + 1.6) as (figure, axes):
        top = 0.0
        for at, (one, name, height) in enumerate(zip(known.indicators, names, heights, strict=True)):
            if gap and at == known.targets:
                _label(axes, known, top + gap / 2, say("chart.serving"), QUIET)
                top += gap
            _label(axes, known, top + height / 2, name, INK)
            for year, state in zip(known.years, known.row(one), strict=True):
                _cell(axes, year, top + height / 2, state)
            top += height
        axes.axvspan(plan.window.first - 0.5, plan.window.last + 0.5, color="#f3ece0", zorder=0, lw=0)
        _frame(axes, known.years, top)
        figure.suptitle(fold(title, 44), x=0.01, ha="left", fontsize=10.5, color=INK)
        axes.set_title(say("chart.shaded"), fontsize=SMALLEST, color=QUIET, loc="right", pad=10)
        _legend(figure, known)
    told = say("chart.alt_coverage", known=known.count(*KNOWN), of=len(known.states), missing=known.count("missing"))
    data = {one.id: dict(zip(map(str, known.years), known.row(one), strict=True)) for one in known.indicators}
    return Chart("coverage", title, f"{title}{say('stop')}{told}", figure, data)


def _label(axes: Axes, known: Coverage, middle: float, words_: str, color: str) -> None:
    axes.text(known.years[0] - 0.75, middle, words_, ha="right", va="center", fontsize=SMALLEST, color=color,
              linespacing=1.1)  # fmt: skip


def _cell(axes: Axes, year: int, middle: float, state: State) -> None:
    from matplotlib.patches import Rectangle

    look = _LOOKS[state]
    edge = RULE if look.ground in ("white", "#eef1f4") else look.ground
    axes.add_patch(
        Rectangle((year - 0.41, middle - 0.38), 0.82, 0.76, facecolor=look.ground, edgecolor=edge, lw=0.7, zorder=2)
    )
    if look.mark:
        axes.plot(year, middle, marker=look.mark, ms=look.size, mfc=look.face, mec=look.edge, mew=1.3, zorder=3)


def _frame(axes: Axes, years: Sequence[int], bottom: float) -> None:
    axes.set_ylim(bottom + 0.1, -0.1)
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    axes.set_yticks([])
    axes.xaxis.tick_top()
    step = 1 if len(years) <= 5 else 2 if len(years) <= 11 else 3
    axes.set_xticks(list(years)[::step], [str(year) for year in years[::step]], fontsize=SMALLEST)
    axes.tick_params(axis="x", top=False, length=0, pad=1)
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)


def _legend(figure: Figure, known: Coverage) -> None:
    """The states that are there, each as it stands in the matrix: a mark on its ground."""
    from matplotlib.legend_handler import HandlerTuple
    from matplotlib.lines import Line2D

    handles: list[Any] = []  # a pair is a handle too, but not to matplotlib's types
    labels = []
    for state in (state for state in STATES if known.count(state)):
        look = _LOOKS[state]
        edge = RULE if look.ground in ("white", "#eef1f4") else look.ground
        ground = Line2D([], [], ls="", marker="s", ms=8.5, mfc=look.ground, mec=edge, mew=0.9)
        mark = Line2D([], [], ls="", marker=look.mark or "s", ms=look.size, mfc=look.face if look.mark else look.ground,
                      mec=look.edge if look.mark else look.ground, mew=1.2)  # fmt: skip
        handles.append((ground, mark))
        labels.append(say(f"state.{state}"))
    figure.legend(
        handles, labels, loc="outside lower left", ncols=2, handlelength=1.2, columnspacing=1.4, labelspacing=0.4,
        handler_map={tuple: HandlerTuple(ndivide=1)},
    )  # fmt: skip
