"""Indicators that are ratios of two others, in an assessment: GDP per head from GDP and population."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shkplan.assessment.scenarios.claiming import as_projection, claimed
from shkplan.forecast.projection import Projection
from shkplan.forecast.ratio import ratio

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["parts_of", "quotient"]

Key = tuple[str, str]  # indicator's id, region


def quotient(a: Assessment, key: Key) -> Projection | None:
    """The projection of a ratio from its parts; None where it is none, or a part has no projection."""
    one = a.plan[key[0]]
    of = one.ratio_of
    if of is None:
        return None
    above, below = (a.source(a.plan[name], key[1]) for name in (of.numerator, of.denominator))
    growth = a.source(a.plan[of.grows_by], key[1]) if of.grows_by is not None else None
    if not isinstance(below, Projection) or (of.grows_by is not None and not isinstance(growth, Projection)):
        return None
    series, by = a.series(one, key[1]), growth if isinstance(growth, Projection) else None
    made = ratio(series, above, below, per=of.per, growth=by)
    return as_projection(claimed(a, made, series)) if made is not None else None


def parts_of(a: Assessment, key: Key) -> frozenset[Key]:
    """The series that a ratio is made of; none of one that is no ratio."""
    of = a.plan[key[0]].ratio_of
    return frozenset((name, key[1]) for name in of.parts) if of is not None else frozenset()
