"""What a claim says of a year, as a number a path: by its form, from the baseline and from the year before as it comes.

A claim with a spread, or an interval, is a law and no number. Each path takes its own draw of it: where the series has a
baseline the one of the rank that the path has in the baseline of that year, so that a path that was high stays high and years
hang together as they did; where it has none, a draw of a stream of its own, one for all years of the claim, since what is
not known of a yearly number is rarely another thing each year.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from shkplan.base import units
from shkplan.distributions.links import FloatArray
from shkplan.register.claims import Addition, Claim, FixedLevel, GrowthRate, Shock, TargetValue
from shkplan.register.plan import Indicator

__all__ = ["Saying", "Told", "Value", "years_of"]

Value = FloatArray | float
At = Callable[[int], Value | None]
Told = Mapping[int, Value]  # what another series has, or the plan asks for: year -> a number a path, or one for all
_POINTS = "个百分点"
_CURVE = 2.0  # the power of the shapes early and late


def years_of(claim: Claim) -> tuple[int, ...]:
    """The years it speaks of; of a shock those of its recovery too."""
    return tuple(claim.shares) if isinstance(claim, Shock) else tuple(claim.years.years)


@dataclass(frozen=True)
class Saying:
    """A claim on one series, ready to be asked.

    Attributes:
        claim: the claim.
        indicator: of what.
        n_paths, seed: for draws of its own stream.
        told: what its form takes from elsewhere; None where it takes nothing.
    """

    claim: Claim
    indicator: Indicator
    n_paths: int
    seed: int
    told: Told | None = None

    def of(self, year: int, now: At, base: At) -> Value | None:
        """What it says of a year, in the indicator's unit; None where that needs a value that nobody has.

        Args:
            year: one of its years.
            now: the values of an earlier year as they come.
            base: the values of a year in the baseline.
        """
        claim = self.claim
        if self.told is not None:
            return self.told.get(year)
        if isinstance(claim, FixedLevel):
            return self._number(year, base, self._unit)
        if isinstance(claim, GrowthRate):
            before = now(year - 1)
            return None if before is None else before * (1 + self._number(year, base, "%") / 100)
        if isinstance(claim, Addition | Shock):
            return self._added(claim, year, base)
        return self._on_the_way(claim, now, base, year) if isinstance(claim, TargetValue) else None

    @property
    def _unit(self) -> str:
        return self.indicator.unit

    def _number(self, year: int, base: At, unit: str) -> Value:
        """The number of the claim in a unit, or a draw of its law a path."""
        claim: Any = self.claim
        given = claim.unit or unit
        points = given == _POINTS and unit == "%"  # what is added to a percentage
        factor = 1.0 if points else units.convert(1.0, given, unit)
        middle = claim.number if points else units.convert(claim.number, given, unit)
        if claim.certain:
            return float(middle)
        half = claim.spread
        if half is None:
            low, high = claim.interval
            half = (high - low) / 2 / float(special.ndtri((1 + claim.share) / 2))
        return np.asarray(middle + factor * half * special.ndtri(self._ranks(base(year))))

    def _ranks(self, values: Value | None) -> FloatArray:
        """(n_paths,) evenly spread shares, in the order of the baseline's values; where these are alike, in an order of their own."""
        even = (np.arange(self.n_paths) + 0.5) / self.n_paths
        if values is None or np.ndim(values) == 0 or np.ptp(values) == 0:
            names = self.indicator.id, self.claim.region, str(self.claim.years), "claim"
            stream = np.random.default_rng([self.seed, *(zlib.crc32(name.encode()) for name in names)])
            return even[stream.permutation(self.n_paths)]
        ranks = np.empty(self.n_paths)
        ranks[np.argsort(values, kind="stable")] = even
        return ranks

    def _added(self, claim: Addition | Shock, year: int, base: At) -> Value | None:
        start = base(year)
        if start is None:
            start = claim.baseline
        if start is None:
            return None
        first = claim.years.first if isinstance(claim, Shock) else year
        share = claim.shares[year] if isinstance(claim, Shock) else 1.0
        if claim.relative:
            return start * (1 + share * self._number(first, base, "%") / 100)
        return start + share * self._number(first, base, self._unit)

    def _on_the_way(self, claim: TargetValue, now: At, base: At, year: int) -> Value | None:
        """A step of the path from the year before the first to the value of the last; that value alone where nothing is known before."""
        first, last = claim.years.first - 1, claim.years.last
        end, start = self._number(last, base, self._unit), now(first)
        if year == last:
            return end
        if start is None:
            return None
        way = (year - first) / (last - first)
        if claim.shape == "early":
            way = 1 - (1 - way) ** _CURVE
        elif claim.shape == "late":
            way = way**_CURVE
        elif claim.shape == "even growth" and np.all(np.asarray(start) > 0) and np.all(np.asarray(end) > 0):
            return start * (end / start) ** way
        return start + (end - start) * way
