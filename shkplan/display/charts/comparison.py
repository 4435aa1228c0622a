"""Probabilities under baseline and scenario, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shkplan.assessment.comparison import Change, Comparison
from shkplan.base.messages import Text
from shkplan.display.charts.base import (
    INK,
    MARK,
    OWN,
    QUARTERS,
    QUIET,
    RULE,
    SMALLEST,
    Chart,
    canvas,
    fold,
    heading,
    hover_boxes,
    key,
    level_scale,
    lines_of,
)
from shkplan.display.language import number, say, words
from shkplan.display.verdicts import chance, evidence_notes, sign_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEFT = -0.62


def comparison_chart(comparison: Comparison) -> Chart:
    """One row a target: a hollow dot for the baseline, a filled one for the scenario, the change in numbers."""
    changes = [change for change in comparison if change.before.prob is not None and change.after.prob is not None]
    scenario = comparison.scenario.scenario
    title = say("chart.comparison", scenario=scenario.title) if scenario else say("title.two_assessments")
    title = _seen(changes, scenario.title if scenario else None) if changes else title
    notes = evidence_notes(verdict for change in changes for verdict in (change.before, change.after))
    with canvas(0.62 * max(len(changes), 1) + 1.75 + lines_of(notes)) as (figure, axes):
        for row, change in enumerate(changes):
            _draw(axes, change, row)
        axes.set_ylim(max(len(changes), 1) - 0.4, -0.6)
        axes.set_xlim(_LEFT, 1.06)
        level_scale(axes, QUARTERS, [f"{one:g}" for one in QUARTERS], name=say("chart.probability_axis"))
        heading(axes, title, "\n".join(notes) if changes else say("chart.no_comparison"))
        _legend(axes)
    told = [*(f"{words(one.name)}{say('colon')}{_told(one)}" for one in changes), *notes]
    data = [
        {"target": one.key, "before": one.before.prob, "after": one.after.prob, "change": one.change,
         "change_se": one.change_se, "effect": one.effect}
        for one in changes
    ]  # fmt: skip
    records = [
        {
            say("csv.target"): words(one.name), say("csv.before"): one.before.prob, say("csv.after"): one.after.prob,
            say("csv.difference"): one.change, say("csv.error"): one.change_se,
        }
        for one in changes
    ]  # fmt: skip
    alt = f"{title}{say('stop')}{say('semicolon').join(told)}"
    return Chart("comparison_chart", title, alt, figure, data, records=records, shows=bool(changes))


def _seen(changes: Sequence[Change], scenario: Text | None) -> str:
    """How many probabilities rise and fall by more than the error of their difference."""
    moved = [one.change for one in changes if one.change and abs(one.change) > 2 * (one.change_se or 0)]
    about = {"up": sum(one > 0 for one in moved), "down": sum(one < 0 for one in moved), "count": len(changes)}
    if scenario is None:
        return say("seen.comparison_two", **about)
    return say("seen.comparison", scenario=scenario, **about)


def _draw(axes: Axes, change: Change, row: int) -> None:
    before, after = change.before.prob, change.after.prob
    assert before is not None
    assert after is not None
    axes.text(
        _LEFT, row, fold(words(change.name), 18), ha="left", va="center", fontsize=SMALLEST, color=INK, linespacing=1.15
    )
    axes.plot([0, 1], [row, row], color=RULE, lw=2.4, solid_capstyle="round", zorder=1)
    axes.plot([before, after], [row, row], color=MARK, lw=2.4, zorder=2)
    axes.plot(before, row, marker="o", ms=8.5, mfc="white", mec=OWN, mew=2.2, zorder=3)
    axes.plot(after, row, marker="o", ms=7.5, mfc=MARK, mec=MARK, zorder=4)
    told = f"{words(change.name)}{say('colon')}{_told(change)}"
    hover_boxes(axes, [(min(before, after), row, max(before, after), row)], [told], 14)
    middle = (before + after) / 2
    side = "left" if middle < 0.3 else "right" if middle > 0.7 else "center"
    at = {"left": max(0.0, min(before, after) - 0.03), "right": min(1.0, max(before, after) + 0.03), "center": middle}[
        side
    ]
    axes.text(at, row + 0.3, _told(change), ha=side, va="center", fontsize=SMALLEST, color=QUIET)


def _told(change: Change) -> str:
    before, after = change.before.prob, change.after.prob
    assert before is not None
    assert after is not None
    told = f"{chance(before)}{sign_of(change.before)} → {chance(after)}{sign_of(change.after)}"
    if change.change is None:
        return told
    error = f" ± {change.change_se:.3f}" if change.change_se else ""
    return f"{told} ({number(change.change, 3, sign=True)}{error})"


def _legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D

    baseline = Line2D([], [], ls="", marker="o", ms=8.5, mfc="white", mec=OWN, mew=2.2)
    scenario = Line2D([], [], ls="", marker="o", ms=7.5, mfc=MARK, mec=MARK)
    key(axes, [(baseline, say("chart.baseline")), (scenario, say("chart.scenario"))], handle=11)
