"""The same assessment where the numbers of its targets may be missed by a tolerance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["relaxed"]


def relaxed(a: Assessment, tolerance: float) -> Assessment:
    """The same assessment of targets whose numbers may be missed by a tolerance; itself at none.

    Args:
        a: the assessment.
        tolerance: points of rates and shares, per cent of other numbers.
    """
    if tolerance == 0:
        return a
    indicators = {
        name: one.model_copy(update={"targets": tuple(target.relaxed(tolerance) for target in one.targets)})
        for name, one in a.plan.indicators.items()
    }
    return a.variant(a.settings, a.plan.model_copy(update={"indicators": indicators}))
