"""What a single figure more would do for a target that nothing has decided: decide it, end it, or make it assessable; and what several do.

It is said only where it holds whatever the figure turns out to be, or, for a bound, where the figure lies beyond it; and not where something
else stands in the way, such as a baseline that the plan does not give.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Message
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import Projection

__all__ = ["OneFigure", "curable", "decided_together", "one_figure", "settling"]

Effect = Literal["decides", "breaks", "assessable"]
# What stands in the way of a model alone; a figure of the deciding year needs none.
_OF_MODELS = {
    f"reason.{name}"
    for name in (
        "no_figures",
        "too_few_points",
        "too_few_since_break",
        "too_few_recent",
        "no_spread",
        "off_scale",
        "too_old",
    )
}


class OneFigure(NamedTuple):
    """What one figure does: decides; breaks, where it lies beyond the bound; makes assessable. And of which years it may be, if of some."""

    effect: Effect
    years: tuple[int, ...]


def one_figure(verdict: Verdict, short_by: int) -> tuple[OneFigure, ...]:
    """What a single figure more would do.

    Args:
        verdict: on a target that observation has not decided.
        short_by: how many yearly figures more its model needs before it says anything.
    """
    target, left = verdict.target, verdict.estimated
    if verdict.decided_by_figures or not target.scored or not (verdict.assessable or curable(verdict.reason)):
        return ()
    found = list[OneFigure]()
    if len(settling(verdict)) == 1:
        found.append(OneFigure("decides", left))
    elif target.each_year and left:
        found.append(OneFigure("breaks", left))
    if not verdict.assessable and short_by == 1:
        found.append(OneFigure("assessable", ()))
    return tuple(found)


def decided_together(verdict: Verdict) -> tuple[int, ...]:
    """The years whose figures decide together, where all of them have passed; none else."""
    left, day = settling(verdict), verdict.as_of
    return left if day is not None and len(left) > 1 and max(left) < day.year else ()


def settling(verdict: Verdict) -> tuple[int, ...]:
    """The years without a figure, where their figures decide whatever they turn out to be; none where anything else is open."""
    target = verdict.target
    if verdict.decided_by_figures or not target.scored or target.adrift or not _all_known(verdict):
        return ()
    return verdict.estimated if verdict.assessable or curable(verdict.reason) else ()


def curable(reason: Message) -> bool:
    """Whether nothing but figures, or a model for them, is missing."""
    return all(one.key in _OF_MODELS for one in reason.roots)


def _all_known(verdict: Verdict) -> bool:
    """Whether what the target is held against has a figure in every deciding year, on the same price basis."""
    if verdict.target.compared is None:
        return True
    other = verdict.reference
    series: AnnualSeries | None = other.series if isinstance(other, Projection) else other
    known = series is not None and all(series.value(year) is not None for year in verdict.target.years)
    return known and verdict.indicator.deflator is None
