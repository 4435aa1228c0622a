"""How far the figures of a target have come on its way, beside the share of the time they had for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import NotAssessable
from shkplan.register.targets import Facts, Headway

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

_NOT_COMPARABLE = {f"reason.{name}" for name in ("contradiction", "limits_contradict", "other_basis")}


def headway_of(assessment: Assessment, verdict: Verdict) -> Headway | None:
    """The headway of one target since the plan's base year; None where no baseline and no sum gives it a meaning."""
    since = assessment.plan.base_year
    series = assessment.observations.series(verdict.indicator, verdict.region)
    changed = any(since < year for year in series.breaks)
    if changed or any(one.key in _NOT_COMPARABLE for one in verdict.reason.roots):
        return None
    try:
        return verdict.target.headway(
            Facts(verdict.indicator, dict(zip(series.years, series.values, strict=True))), since
        )
    except NotAssessable:
        return None
