"""When the number of a target is first reached as things go: on the joint paths of the projection, carried on beyond the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shkplan.assessment.case import TAILS, Case
from shkplan.assessment.verdict import Verdict, counted
from shkplan.base.errors import NotAssessable, ParameterError
from shkplan.forecast.projection import FARTHEST, Projection

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["FirstReached", "first_reached"]

BEYOND = 25  # years after the deadline that paths are followed: of one in 2035 up to 2060


@dataclass(frozen=True)
class FirstReached:
    """The first year in which the number is reached, as things go.

    Attributes:
        early, median, late: the year by which a tenth, half and nine tenths of the paths have reached it; None where they have not by
            ``until``: then not before that year.
        until: the last year followed.
        deadline: of the target.
        prob, prob_se: the probability that it is reached in the deadline's year or before, with its Monte Carlo error.
    """

    early: int | None
    median: int | None
    late: int | None
    until: int
    deadline: int
    prob: float
    prob_se: float


def first_reached(a: Assessment, verdict: Verdict, case: Case) -> FirstReached | None:
    """When the number is first reached; None where that has no meaning for the kind, or a figure was beyond it already.

    The paths are those of the same assessment asked for more years.
    """
    own, target = case.own, case.target
    if own is None or not verdict.assessable or verdict.ahead or (verdict.indicator.id, a.region) in a.own:
        return None
    until = min(target.deadline + BEYOND, (own.series.years or (own.to,))[-1] + FARTHEST)
    try:
        goal = target.goal(case.facts)
        if target.reached_by(case.facts, goal, own.paths, own.years) is None:
            return None
        far = a.using(to=until)[verdict.key].case if until > own.to else case
    except (NotAssessable, ParameterError):
        return None
    source = far.own if far is not None else None
    if not isinstance(source, Projection):
        return None
    last, seen = source.to, target.reached_by(case.facts, goal, source.paths, source.years)
    assert seen is not None
    since = (
        np.array(source.years) >= target.years[0] if len(target.years) > 1 else np.array(source.years) >= a.as_of.year
    )
    seen = seen & since
    when = np.where(seen.any(axis=1), np.array(source.years)[seen.argmax(axis=1)], last + 1)
    ends = [int(np.quantile(when, p, method="inverted_cdf")) for p in TAILS]
    early, median, late = (None if year > last else year for year in ends)
    prob, error = counted(when <= target.deadline, source.imputations, source.worth)
    return FirstReached(early, median, late, last, target.deadline, prob, error)
