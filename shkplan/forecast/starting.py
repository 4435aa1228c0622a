"""Where a series without any figure may have started: by its class, and by what a plan says of the years before it.

"Above 75 % on average in 2016-2020" is no figure. A reference class tells how levels are spread and how they move from year
to year; of its paths those are kept that agree with the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import stats

from shkplan.distributions.links import FloatArray, LinkFunction
from shkplan.forecast.informing import IMPUTATIONS
from shkplan.models.pooled import PooledFit, ReferenceClass

__all__ = ["Stated", "started"]

LEVELS, PATHS = 120, 40
TAIL = 1e-4  # of the levels of the class beyond the grid
FAR = 4.0  # yearly shocks below a bound on an average that the last year of it may still lie


@dataclass(frozen=True)
class Stated:
    """What is stated of the years before a plan: a number, whether it is the value or only bounds it, and its last digit printed."""

    number: float
    first: int
    last: int
    bound: Literal["exact", "lower", "upper", "about"]
    step: float = 0.0


def started(of: ReferenceClass, link: LinkFunction, year: int, stated: Stated | None, seed: int) -> FloatArray | None:
    """(n,) draws of the value of a year, in the unit of the quantity; None where hardly any path agrees with what is stated.

    A number stated of the year itself is the value. Otherwise levels on a grid are weighed by how usual they are in the class and
    by the share of paths ending there that agree, and drawn in even steps of probability.

    Args:
        of: the class, on the scale of the link.
        year: the last year of what is stated, or the year asked about where nothing is.
        stated: what is stated of the level, or of its average over years.
        seed: what the draws are made with.
    """
    rng = np.random.default_rng(seed)
    if stated is not None and stated.bound in ("exact", "about") and stated.first == stated.last:
        rounding = (rng.permutation(IMPUTATIONS) + 0.5) / IMPUTATIONS - 0.5
        return stated.number + stated.step * rounding if stated.bound == "about" else np.array([stated.number])
    mean, spread = of.common(np.array([year]))
    around = float(np.hypot(of.spread, np.sqrt(spread[0, 0])))
    low, high = _limits(of, link, stated, float(mean[0]), around)
    usual = _usual(link, stated, low, high, float(mean[0]), around)
    edges = np.linspace(usual.ppf(TAIL), usual.ppf(1 - TAIL), LEVELS + 1)
    weights = np.diff(usual.cdf(edges))
    if stated is not None:
        kept = np.array([_agreeing(of, link, level, year, stated, rng) for level in (edges[1:] + edges[:-1]) / 2])
        if kept.sum() < PATHS:
            return None
        weights = weights * kept
    below = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    return link.inverse(np.interp((rng.permutation(IMPUTATIONS) + 0.5) / IMPUTATIONS, below, edges))


def _usual(link: LinkFunction, stated: Stated | None, low: float, high: float, mean: float, around: float) -> Any:
    """How levels are spread before it is asked which agree: as in the class, or about a bound that lies far out in it.

    Where the class hardly has such levels, its tail would press all of them against the bound; as far beyond it as regions of the
    class usually lie apart is then as good a guess.
    """
    if stated is not None and stated.bound in ("lower", "upper"):
        at = float(link.extended(stated.number))
        if (at - mean) * (1 if stated.bound == "lower" else -1) > 0:
            low, high, mean = low + (mean - at) / around, high + (mean - at) / around, at
    return stats.truncnorm(low, high, mean, around)


def _limits(
    of: ReferenceClass, link: LinkFunction, stated: Stated | None, mean: float, around: float
) -> tuple[float, float]:
    """Where the last year may lie, in standard deviations of the class."""
    if stated is None:
        return -np.inf, np.inf
    at = float(link.extended(stated.number))
    room = FAR * of.dynamics.scale * np.sqrt(stated.last - stated.first + 1)
    low = -np.inf if stated.bound == "upper" else (at - room - mean) / around
    high = np.inf if stated.bound == "lower" else (at + room - mean) / around
    return low, high


def _agreeing(
    of: ReferenceClass, link: LinkFunction, level: float, year: int, stated: Stated, rng: np.random.Generator
) -> int:
    """How many paths that end in a level agree with what is stated."""
    years = np.arange(stated.first, stated.last + 1)
    z = PooledFit(np.array([year]), np.array([level]), of).paths(years, PATHS, rng)
    average = link.inverse(z).mean(axis=1)
    if stated.bound in ("exact", "about"):
        fits = np.abs(link.extended(average) - link.extended(stated.number)) < of.dynamics.scale
    else:
        fits = average >= stated.number if stated.bound == "lower" else average <= stated.number
    return int(np.count_nonzero(fits))
