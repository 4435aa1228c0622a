"""Which years are known of each indicator, as a matrix."""

from __future__ import annotations

from shkplan.coverage import STATES, coverage
from shkplan.figures.base import DOUBT, INK, OWN, QUIET, RULE, SMALLEST, Chart, canvas, fold
from shkplan.i18n import region, say, words
from shkplan.observations import Observations

_COLORS = {"measured": OWN, "estimate": "#7db8dc", "doubtful": DOUBT, "partial": DOUBT, "missing": "#eef1f4"}
_MARKS = {"doubtful": ("o", OWN), "partial": ("^", QUIET)}


def coverage_chart(observations: Observations) -> Chart:
    """Indicators by years in the plan's region: measured, estimated before the year closed, doubtful, partial, missing."""
    plan = observations.plan
    scored, span, states = coverage(observations)
    names = [fold(words(one.name), 22) for one in scored]
    rows = [1.0 + 0.75 * name.count("\n") for name in names]
    title = say("chart.coverage", region=region(plan.region, plan))
    counts = {state: sum(1 for found in states.values() if found == state) for state in STATES}
    with canvas(0.235 * sum(rows) + 1.5) as (figure, axes):
        top = 0.0
        for one, name, height in zip(scored, names, rows, strict=True):
            middle = top + height / 2
            axes.text(
                span[0] - 0.75, middle, name, ha="right", va="center", fontsize=SMALLEST, color=INK, linespacing=1.1
            )
            for year in span:
                _cell(axes, year, middle, states[one.id, year])
            top += height
        axes.axvspan(plan.window.first - 0.5, plan.window.last + 0.5, color="#f3ece0", zorder=0, lw=0)
        axes.set_ylim(top + 0.1, -0.1)
        axes.set_xlim(span[0] - 0.6, span[-1] + 0.6)
        axes.set_yticks([])
        axes.xaxis.tick_top()
        step = 1 if len(span) <= 5 else 2 if len(span) <= 11 else 3
        axes.set_xticks(list(span)[::step], [str(year) for year in span[::step]], fontsize=SMALLEST)
        axes.tick_params(axis="x", top=False, length=0, pad=1)
        axes.grid(False)
        axes.spines["bottom"].set_visible(False)
        figure.suptitle(fold(title, 44), x=0.01, ha="left", fontsize=10.5, color=INK)
        axes.set_title(say("chart.shaded"), fontsize=SMALLEST, color=QUIET, loc="right", pad=10)
        _legend(figure)
    told = say("chart.alt_coverage", known=counts["measured"] + counts["estimate"], of=len(states))
    data = {one.id: {str(year): states[one.id, year] for year in span} for one in scored}
    return Chart("coverage", title, f"{title}{say('stop')}{told}", figure, data)


def _cell(axes: object, year: int, middle: float, state: str) -> None:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

    assert isinstance(axes, Axes)
    edge = RULE if state in ("missing", "partial", "doubtful") else _COLORS[state]
    axes.add_patch(
        Rectangle((year - 0.41, middle - 0.38), 0.82, 0.76, facecolor=_COLORS[state], edgecolor=edge, lw=0.7, zorder=2)
    )
    if state in _MARKS:
        mark, color = _MARKS[state]
        axes.plot(year, middle, marker=mark, ms=5.5, mfc="white", mec=color, mew=1.3, zorder=3)


def _legend(figure: object) -> None:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    assert isinstance(figure, Figure)
    handles = []
    for state in STATES:
        mark, edge = _MARKS.get(state, ("s", RULE if state == "missing" else _COLORS[state]))
        face = "white" if state in _MARKS else _COLORS[state]
        handles.append(
            Line2D([], [], ls="", marker=mark, ms=7, mfc=face, mec=edge, mew=1.2, label=say(f"state.{state}"))
        )
    figure.legend(
        handles=handles, loc="outside lower left", ncols=2, handlelength=1.2, columnspacing=1.4, labelspacing=0.4
    )
