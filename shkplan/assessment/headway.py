"""How far the figures of a target have come on its way, beside the share of the time they had for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from shkplan.assessment.case import Case
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.register.targets import Facts, Headway, Levelled

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

Asked = TypeVar("Asked")
_NOT_COMPARABLE = {f"reason.{name}" for name in ("contradiction", "limits_contradict", "other_basis")}


def headway_of(assessment: Assessment, verdict: Verdict) -> Headway | Message:
    """The headway of one target since the plan's base year by published figures; or why there is none."""
    return _asked(assessment, verdict, verdict.target.headway)


def levelled_of(assessment: Assessment, verdict: Verdict) -> Levelled | Message:
    """A target as yardsticks of levels read it, by published figures; or why they cannot."""
    return _asked(assessment, verdict, verdict.target.levelled)


def _asked(assessment: Assessment, verdict: Verdict, ask: Callable[[Facts, int], Asked]) -> Asked | Message:
    """The answer of a kind by published figures, where these can be compared with each other; or why there is none."""
    since, target = assessment.plan.base_year, verdict.target
    if verdict.case is None:
        return verdict.reason  # not in force
    series = assessment.observations.series(verdict.indicator, verdict.region)
    changed = tuple(year for year in series.breaks if since < year <= target.deadline)
    if changed and not target.each_year:
        return message("reason.other_basis", years=changed)
    for one in verdict.reason.roots:
        if one.key in _NOT_COMPARABLE:
            return one
    try:
        return ask(published_facts(assessment, verdict), since)
    except NotAssessable as error:
        return error.reason


def published_facts(assessment: Assessment, verdict: Verdict) -> Facts:
    """What was published of the own series of a target, and of those it is compared with.

    Raises:
        NotAssessable: own and reference stand on price bases that no named index joins.
    """
    one, target, known = verdict.indicator, verdict.target, assessment.observations
    own, against = known.series(one, verdict.region), target.compared
    other = None if against is None else known.series(assessment.plan[against.indicator], against.region)
    prices = None if one.deflator is None else known.series(assessment.plan[one.deflator], verdict.region)
    return Case(one, target, own, None, other, prices).facts
