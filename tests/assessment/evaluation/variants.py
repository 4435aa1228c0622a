"""Assessments of shipped plans with one target of another kind."""

from __future__ import annotations

from shkplan.assessment.assessment import Assessment
from shkplan.register.targets.held import Held


def with_limit(a: Assessment) -> Assessment:
    """The national plan with surveyed unemployment to be kept at 5.5 % in every year: 5.1 % in 2021, 5.6 % in 2022."""
    one = a.plan["employment.surveyed_unemployment"]
    told = {name: getattr(one.targets[0], name) for name in ("approved", "nature", "locator", "statement")}
    target = Held.model_validate(
        {**told, "kind": "held", "direction": "at_most", "number": 5.5, "unit": "%", "window": "2021-2025"}
    )
    anew = one.model_copy(update={"targets": (target,)})
    return a.variant(a.settings, a.plan.model_copy(update={"indicators": {**a.plan.indicators, one.id: anew}}))
