r"""What the months so far tell of a year: how far off the year came out in past years, by the months that were left.

Let e be what a whole year was, less what its first k months told, on the scale of the quantity. Of one series

    e_k ~ t_4(m_k, sigma^2 (1 - k/12)^p + r^2),      log sigma ~ N(mu, omega^2) over the series,

with heavy tails, since a year after one out of the ordinary comes out far off (growth of China's GDP in 2021: 9.8 % in nine
months, 8.4 % in all); r the rounding of print and m_k the season: 0 for rates of growth, which compare the same months of two years; of
flows, which add up over the months, the middle of the series' own past years at that month, which a year out of the ordinary
hardly moves, and whose own error widens the law;
of levels as much of their mean as n years deserve, n / (n + 1), a season being usually as large as the scatter. The scatter sigma of one series is
shrunk towards that of all of them, as strongly as (mu, omega) say; these, and how scatter falls with the months left (p),
are averaged over a grid by how well they explain the errors of all series. Few years of its own so borrow from others, and
many speak for themselves. Of each past year one error counts, that of the month nearest to the one asked for: errors of
one year share what its last months brought. So do those of several series, for 2020 hit them all: of what all series have in
common the series of one year tell as much as one of them would, each its share (a composite likelihood).

References:
    Varin, C., Reid, N. & Firth, D. (2011). An overview of composite likelihood methods. Statistica Sinica 21: weights of
        terms that hang together.
    Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., section 5.4: a hierarchical normal model.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from scipy import optimize, special

from shkplan.distributions.links import FloatArray, IntArray

__all__ = ["Nowcast", "Past", "Season", "nowcast", "told"]

POWERS = (1.0, 2.0, 3.0)  # of the share of the year that is left
ERROR_DF = 4.0  # of the errors: a year after a year out of the ordinary comes out far off
OMEGAS = (0.25, 0.5, 1.0, 1.5)  # how unlike the series are
MIDDLE_SD = 1.5  # of mu about the size that is usual of the scale: hardly a statement, for want of many figures
_SIGMAS = np.geomspace(1 / 200, 200, 81)  # in units of that size
_GRID = 2001
YEAR = 12
MIDDLE_OF = 3  # of two errors nobody knows which is out of the ordinary


def _priors() -> tuple[FloatArray, FloatArray]:
    """(n, n_sigmas) laws of the scatter of a series, one for each way in which series may be alike, and how likely (log)."""
    z, middles = np.log(_SIGMAS), np.log(_SIGMAS)[::4]
    laws = np.array([np.exp(-0.5 * ((z - middle) / omega) ** 2) for omega in OMEGAS for middle in middles])
    likely = np.tile(-0.5 * (middles / MIDDLE_SD) ** 2, len(OMEGAS))
    return laws / laws.sum(axis=1, keepdims=True), likely


_PRIORS, _HYPER = _priors()
Season = Literal["none", "some", "much"]


@dataclass(frozen=True, eq=False)
class Past:
    """The past years of one series.

    Attributes:
        years, months: (n,) of which year, and up to which month it was told.
        errors: (n,) the year less what the months told, on the scale of the quantity.
        rounding: (n,) standard deviation of what rounding in print adds.
    """

    years: IntArray
    months: IntArray
    errors: FloatArray
    rounding: FloatArray

    def told_at(self, month: int) -> int:
        """How many years were told up to a month."""
        return int((self.months == month).sum())

    def season(self, month: int, season: Season) -> tuple[float, float]:
        """The error to be expected at a month, and what not knowing it adds to the variance, in shares of that."""
        mine = self.errors[self.months == month]
        if season == "none":
            return 0.0, 0.0
        if season == "some":
            return float(mine.sum()) / (mine.size + 1), 1 / (mine.size + 1)
        return _middle(mine), 1 / mine.size

    def without_season(self) -> Past:
        """The errors about the middle of their month, where at least two years tell it, as wide as if it were known."""
        left, keep = self.errors.astype(np.float64), np.zeros(self.errors.size, dtype=bool)
        for month in np.unique(self.months):
            mine = self.months == month
            n = int(mine.sum())
            if n > 1:
                left[mine] = (self.errors[mine] - _middle(self.errors[mine])) * math.sqrt(n / (n - 1))
                keep |= mine
        return Past(self.years[keep], self.months[keep], left[keep], self.rounding[keep])

    def nearest(self, month: int) -> Past:
        """One error a year: that of the month nearest to one, the earlier of two."""
        order = np.lexsort((self.months, np.abs(self.months - month), self.years))
        _, first = np.unique(self.years[order], return_index=True)
        at = order[first]
        return Past(self.years[at], self.months[at], self.errors[at], self.rounding[at])


def _middle(errors: FloatArray) -> float:
    """The likeliest centre of errors with heavy tails, of the scale that half of them have: one year of many hardly moves it."""
    centre = float(np.median(errors))
    scale = float(np.median(np.abs(errors - centre))) / float(special.stdtrit(ERROR_DF, 0.75))
    if errors.size < MIDDLE_OF or scale <= 0:
        return float(errors.mean()) if errors.size < MIDDLE_OF else centre
    for _ in range(50):
        weights = 1 / (ERROR_DF + ((errors - centre) / scale) ** 2)
        centre = float(weights @ errors / weights.sum())
    return centre


@dataclass(frozen=True, eq=False)
class Nowcast:
    """The law of a year less what its months so far tell, on the scale of the quantity: a mixture of Student laws.

    Attributes:
        centre: its middle.
        sds, weights: (n,) scales and weights of the Student laws.
        own, others: how many past years of the series itself and of other series it was learned from.
        years: how many different years these are; a year that several series tell of is one.
    """

    centre: float
    sds: FloatArray
    weights: FloatArray
    own: int
    others: int
    years: int

    def cdf(self, x: float) -> float:
        """The probability of the year being no higher."""
        return float(self.weights @ special.stdtr(ERROR_DF, (x - self.centre) / self.sds))

    def density(self, x: FloatArray) -> FloatArray:
        """(n,) up to a factor."""
        z = (x[:, np.newaxis] - self.centre) / self.sds
        return np.asarray((1 + z**2 / ERROR_DF) ** (-(ERROR_DF + 1) / 2) @ (self.weights / self.sds))

    def half(self, level: float) -> float:
        """Half the width of a central interval."""
        far = float(self.sds.max()) * 1000
        share = (1 + level) / 2
        return float(optimize.brentq(lambda x: self.cdf(self.centre + x) - share, 0.0, far, xtol=1e-10))

    def rise(self, share: float) -> float:
        """The quantile of a law of what cannot be below 0."""
        below = self.cdf(0.0)
        far = abs(self.centre) + float(self.sds.max()) * 1000
        wanted = below + (1 - below) * share
        return float(optimize.brentq(lambda x: self.cdf(x) - wanted, 0.0, far, xtol=1e-10))

    @cached_property
    def sd(self) -> float:
        """The standard deviation of the normal law with the same 80 % interval."""
        return self.half(0.8) / float(special.ndtri(0.9))


def nowcast(
    own: Past, others: Sequence[Past], month: int, *, season: Season, usual: float, rounding: float = 0.0
) -> Nowcast:
    """The law of a year less what its months up to one tell.

    Args:
        own: the past years of the series itself; of a flow at least one of them told up to that month.
        others: those of other series on the same scale.
        month: how far the running year is told, below 12.
        season: how much a year differs from its first months as a rule: none (growth), some (levels), much (flows).
        usual: the size of errors that is usual on the scale, if nothing but January were known; a weak prior.
        rounding: standard deviation of what rounding adds.
    """
    centre, unknown = own.season(month, season)
    every = [(one.without_season() if season == "much" else one).nearest(month) for one in (own, *others)]
    told = [one for one in every if one.years.size]
    sigmas = usual * _SIGMAS
    found = []
    shares = _shares(told)
    for power in POWERS:
        each = [_likelihood(one, sigmas, power) for one in told]
        logs = np.array([log @ share for log, share in zip(each, shares, strict=True)]).reshape(-1, sigmas.size)
        mine = each[0].sum(axis=1) if told and told[0] is every[0] else np.zeros(sigmas.size)
        found.append(_given(logs, mine))
    most = max(log for log, _ in found)
    weights = np.concatenate([math.exp(log - most) * law for log, law in found])
    sds = [np.sqrt((1 + unknown) * (sigmas**2 * _left(month) ** power + rounding**2)) for power in POWERS]
    n_own, n_others = every[0].years.size, sum(one.years.size for one in every[1:])
    different = {int(year) for one in told for year in one.years}
    return Nowcast(centre, np.concatenate(sds), weights / weights.sum(), n_own, n_others, len(different))


def _shares(every: Sequence[Past]) -> list[FloatArray]:
    """By series (n,) how much each of its errors counts, where those of one year count as one together."""
    told = Counter(int(year) for one in every for year in one.years)
    return [np.array([1 / told[int(year)] for year in one.years]) for one in every]


def _left(month: int | IntArray) -> float | FloatArray:
    return (YEAR - month) / YEAR


def _likelihood(past: Past, sigmas: FloatArray, power: float) -> FloatArray:
    """(n_sigmas, n) log likelihood of each scatter by each error."""
    left = np.asarray(_left(past.months)) ** power
    variance = sigmas[:, np.newaxis] ** 2 * left + past.rounding**2
    odd = np.log1p(past.errors**2 / variance / ERROR_DF)
    return np.asarray(-0.5 * ((ERROR_DF + 1) * odd + np.log(variance)))


def _given(logs: FloatArray, mine: FloatArray) -> tuple[float, FloatArray]:
    """The evidence of all series, and (n_sigmas,) the law of the own scatter, averaged over how alike the series are."""
    best = logs.max(axis=1, keepdims=True) if logs.size else np.zeros((0, 1))
    shares = np.log(np.maximum(np.exp(logs - best) @ _PRIORS.T, 1e-300)).sum(axis=0) + _HYPER + float(best.sum())
    laws = _PRIORS * np.exp(mine - mine.max())
    laws /= laws.sum(axis=1, keepdims=True)
    top = float(shares.max())
    weights = np.exp(shares - top)
    return top + math.log(float(weights.sum())), np.asarray(weights @ laws / weights.sum())


TAIL_DF = 2.0  # of a model held against a figure, heavier than those of the figure's error: where they are far apart the figure is believed


def _about(centre: float, scale: float, low: float, high: float) -> FloatArray:
    """A grid that is fine about a centre, and in its tails as coarse as these are long, however far apart the two laws' scales are."""
    return centre + scale * np.sinh(
        np.linspace(math.asinh((low - centre) / scale), math.asinh((high - centre) / scale), _GRID)
    )


def told(draws: FloatArray, so_far: float, law: Nowcast, *, falls: bool = True) -> FloatArray:
    """A model's draws of a year moved to what model and nowcast say together, each keeping its rank among them.

    The model's law is read off its draws as a Student law with heavy tails, of their median and 80 % interval, so that
    a year out of the ordinary is not pulled back to the ordinary. The product is worked out on a grid.

    Args:
        draws: (n,) of the year, on the scale of the quantity; infinite at a bound.
        so_far: what the months so far told, on that scale.
        law: of the year less that.
        falls: whether the year can come out below its first months; a sum that only grows cannot.
    """
    low, middle, high = np.quantile(draws, (0.1, 0.5, 0.9), method="inverted_cdf")
    half = (high - low) / 2
    if not 0.0 < half < np.inf:  # nothing is open, or nothing known
        return draws
    width = half / float(special.stdtrit(TAIL_DF, 0.9))
    centre, far = so_far + law.centre, law.half(0.9999)
    low, high = min(centre - far, middle - 20 * width), max(centre + far, middle + 20 * width)
    grid = np.union1d(_about(middle, width, low, high), _about(centre, law.half(0.5), low, high))
    if not falls:
        grid = np.union1d([so_far], grid[grid > so_far])
    model = (1 + ((grid - middle) / width) ** 2 / TAIL_DF) ** (-(TAIL_DF + 1) / 2)
    both = law.density(grid - so_far) * model
    shares = np.concatenate([[0.0], np.cumsum(np.diff(grid) * (both[1:] + both[:-1]))])
    ranks = np.empty(draws.size)
    ranks[np.argsort(draws, kind="stable")] = (np.arange(draws.size) + 0.5) / draws.size
    rises = np.diff(shares) > 0
    keep = np.concatenate([rises, [False]]) | np.concatenate([[False], rises])
    return np.asarray(np.interp(ranks, shares[keep] / shares[-1], grid[keep]))
