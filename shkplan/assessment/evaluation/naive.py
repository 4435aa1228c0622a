"""What rules without a model would have said of a target on a day, from the figures known then.

Each rule but the last ones fills the years without a figure in some way and asks the kind of the target whether it would be reached so:

    line        the pace since the base year goes on: straight-line progress (时序进度). Rates and yearly amounts keep their average
                since then, all else keeps the mean yearly change
    softened    the same as a probability, 1 / (1 + exp(-2 (lead - 1))), the lead being the share of the way over the share of the time;
                where that has no meaning, twice the pace where the line says reached, none where not
    last        the last figure stays
    change      the last yearly change goes on; of rates and yearly amounts the last figure stays
    base_rate   as many as earlier plans met of its kind and nature, counted by sources known on the day
    half, nine_tenths   always the same

A rule that has nothing to go by says one half.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from shkplan.assessment.base_rates import base_rate
from shkplan.assessment.headway import headway_of
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import NotAssessable
from shkplan.distributions.links import FloatArray
from shkplan.register.targets import Facts, Headway

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["RULES", "Rule", "naive"]

Rule = Literal["line", "softened", "last", "change", "base_rate", "half", "nine_tenths"]
RULES: tuple[Rule, ...] = get_args(Rule)

_FARTHEST = 20.0  # of a lead, beyond which nothing changes
_STEEP = 2.0
Filling = Callable[[Mapping[int, float], str, int], Callable[[int], float] | None]


def naive(then: Assessment, bare: Verdict) -> dict[str, float]:
    """What each rule says of a target.

    Args:
        then: the assessment of the day.
        bare: what published figures alone say of the target; it has the case.
    """
    line = _event(bare, then.plan.base_year, _evenly)
    found: dict[str, float] = {
        "line": _as_prob(line),
        "softened": _softened(then, bare, line),
        "last": _as_prob(_event(bare, then.plan.base_year, _as_last)),
        "change": _as_prob(_event(bare, then.plan.base_year, _by_last_change)),
        "base_rate": _rate(then, bare),
        "half": 0.5,
        "nine_tenths": 0.9,
    }
    return found


def _as_prob(event: bool | None) -> float:
    return 0.5 if event is None else float(event)


def _softened(then: Assessment, bare: Verdict, line: bool | None) -> float:
    headway = headway_of(then, bare)
    if isinstance(headway, Headway) and headway.time > 0:
        lead = float(np.clip(headway.lead, -_FARTHEST, _FARTHEST))
    elif line is not None:
        lead = 2.0 * line
    else:
        return 0.5
    return 1 / (1 + exp(-_STEEP * (lead - 1)))


def _rate(then: Assessment, bare: Verdict) -> float:
    """The base rate by kind and nature; its own plan is none of the earlier ones."""
    mine = (then.plan.region, then.plan.window)
    found = base_rate(bare.target, (one for one in then.past_plans if (one.region, one.window) != mine))
    return 0.5 if found is None else found.rate


def _event(bare: Verdict, since: int, filling: Filling) -> bool | None:
    """Whether the target is reached with the years without a figure filled in; None where a series gives nothing to fill them with."""
    case = bare.case
    if case is None:
        return None
    try:
        rows = [_row(facts, case.window, since, filling) for facts in (case.facts, *case.facts.others)]
        if any(row is None for row in rows) or len(case.facts.others) < len(case.others):
            return None
        own, *others = (row for row in rows if row is not None)
        return bool(case.target.event(case.facts, own, *others)[0])
    except NotAssessable:
        return None


def _row(facts: Facts, years: tuple[int, ...], since: int, filling: Filling) -> FloatArray | None:
    """(1, n_years) values: as measured, else filled in."""
    fill = filling(facts.figures, facts.of.measure, since)
    missing = [year for year in years if year not in facts.figures]
    if missing and fill is None:
        return None
    return np.array([[facts.figures[year] if year in facts.figures else fill(year) for year in years]])  # type: ignore[misc]


def _evenly(figures: Mapping[int, float], measure: str, since: int) -> Callable[[int], float] | None:
    if measure != "level":
        told = [value for year, value in figures.items() if year > since]
        return (lambda _: float(np.mean(told))) if told else None
    known = sorted(year for year in figures if year >= since)
    if len(known) < 2:
        return None
    return _onward(figures, known[0], known[-1])


def _as_last(figures: Mapping[int, float], measure: str, since: int) -> Callable[[int], float] | None:  # noqa: ARG001  # as the others
    if not figures:
        return None
    value = figures[max(figures)]
    return lambda _: value


def _by_last_change(figures: Mapping[int, float], measure: str, since: int) -> Callable[[int], float] | None:
    known = sorted(figures)
    if measure != "level":
        return _as_last(figures, measure, since)
    return _onward(figures, known[-2], known[-1]) if len(known) > 1 else None


def _onward(figures: Mapping[int, float], first: int, last: int) -> Callable[[int], float]:
    """The straight line through two years."""
    start, end = figures[first], figures[last]
    return lambda year: end + (end - start) * (year - last) / (last - first)
