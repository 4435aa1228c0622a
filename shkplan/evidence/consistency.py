"""Do published levels and published rates of growth tell the same story?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from shkplan.evidence.exactness import GROWTH_STEP, growth_error, level_error
from shkplan.evidence.series import AnnualSeries

FAR = 4.0  # standard deviations between two statements; of a normal law one in 16,000 lies so far off
COMPARABLE = 5.0  # percentage points a year that revisions and rates on a comparable basis of their own explain


@dataclass(frozen=True)
class Discrepancy:
    """Published levels that tell of another growth than the published rates, over the same years.

    Attributes:
        first, last: the years of the two levels.
        levels, rates: average yearly growth (%) by the levels, and by the rates compounded.
    """

    first: int
    last: int
    levels: float
    rates: float


@dataclass(frozen=True)
class LevelGrowth:
    """Average yearly growth (%) from one level to another, and its standard deviation in percentage points."""

    first: int
    last: int
    rate: float
    sd: float


def growth_of_levels(levels: AnnualSeries) -> tuple[LevelGrowth, ...]:
    """The growth between neighbouring levels above zero that stand on one basis."""
    errors = [
        level_error(figure, value, levels.indicator.precision)
        for figure, value in zip(levels.chosen, levels.values, strict=True)
    ]
    found = []
    for (first, low, off), (last, high, off_too) in pairwise(zip(levels.years, levels.values, errors, strict=True)):
        if low <= 0 or high <= 0 or any(first < year <= last for year in levels.breaks):
            continue
        rate = 100 * ((high / low) ** (1 / (last - first)) - 1)
        found.append(
            LevelGrowth(first, last, rate, (100 + rate) * math.hypot(off / low, off_too / high) / (last - first))
        )
    return tuple(found)


def discrepancies(growth: AnnualSeries, levels: AnnualSeries) -> tuple[Discrepancy, ...]:
    """Where published levels and published rates of growth contradict each other beyond explanation.

    They lie further apart than their errors allow (:data:`FAR`, by which clues are held against each other too), and than
    another basis of comparison would explain (:data:`COMPARABLE`). Only spans between neighbouring levels on one basis for which every rate was published can be held together, and only
    levels at the prices of the rates.
    """
    if growth.indicator.price_basis != levels.indicator.price_basis:
        return ()
    published = dict(zip(growth.years, zip(growth.values, growth.chosen, strict=True), strict=True))
    step = growth.indicator.precision or GROWTH_STEP
    found = []
    for told in growth_of_levels(levels):
        years = range(told.first + 1, told.last + 1)
        if not all(year in published for year in years):
            continue
        rates = [published[year][0] for year in years]
        compounded = 100 * (math.prod(1 + rate / 100 for rate in rates) ** (1 / len(rates)) - 1)
        sd = math.hypot(*(growth_error(published[year][1], step) for year in years)) / len(rates)
        if abs(told.rate - compounded) > max(COMPARABLE, FAR * math.hypot(sd, told.sd)):
            found.append(Discrepancy(told.first, told.last, told.rate, compounded))
    return tuple(found)
