"""Outside thresholds that a scenario sets: the level of a moderately developed country has no official number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shkplan.register.plan import Indicator
from shkplan.register.targets import Target

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["thresholded"]


def thresholded(a: Assessment, one: Indicator, target: Target | None) -> tuple[Indicator, Target | None]:
    """An indicator and its target, at the number that the scenario sets for it; as the plan has them where it sets none."""
    number = a.scenario.thresholds.get(one.key_of(target)) if a.scenario is not None else None
    if target is None or number is None:
        return one, target

    def published(indicator: str, region: str) -> Mapping[int, float]:
        series = a.observations.series(a.plan[indicator], region)
        return dict(zip(series.years, series.values, strict=True))

    set_so = target.at_threshold(number, published)
    others = (set_so if known is target else known for known in one.targets)
    return one.model_copy(update={"targets": tuple(others)}), set_so
