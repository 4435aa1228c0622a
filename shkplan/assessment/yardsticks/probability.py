"""Our own: the probability that the target is reached, from the predictive distribution of what decides it.

Beside the others, which know only whether a course is fast enough, one half or more counts as on course; that is our convention. What
published figures have decided counts as reached or not reached.
"""

from __future__ import annotations

from shkplan.assessment.verdict import Verdict
from shkplan.assessment.yardsticks.base import CommonScale, Gauged
from shkplan.base.messages import message
from shkplan.register.yardsticks import ProbabilityRule


def probability(verdict: Verdict, rule: ProbabilityRule) -> Gauged:
    """What the verdict on a target says beside the yardsticks of others; less than likely is slower, and missed is away."""
    if not verdict.assessable or verdict.prob is None:
        return Gauged("probability", reason=verdict.reason)
    decided = verdict.status != "estimated"
    scale: CommonScale = "on_course" if verdict.prob >= rule.on_course.number else "away" if decided else "slower"
    words = {"prob": 100 * verdict.prob, "se": 100 * (verdict.prob_se or 0), "detail": verdict.reason}
    working = (
        verdict.reason
        if decided
        else message("working.probability" if verdict.prob_se else "working.probability_law", **words)
    )
    return Gauged("probability", verdict.group, scale, verdict.prob, working)
