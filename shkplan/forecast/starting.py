"""Where a series without any figure may have started: by its class, and by what a plan says of the years before it.

"Above 75 % on average in 2016-2020" is no figure. A reference class tells how levels are spread and how they move from year
to year; of its paths those are kept that agree with the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from shkplan.distributions.links import FloatArray, Link
from shkplan.models.pooled import PooledFit, ReferenceClass

__all__ = ["Stated", "started"]

LEVELS, PATHS, ENOUGH = 80, 40, 400
FAR = 4.0  # yearly shocks below a bound on an average that the last year of it may still lie


@dataclass(frozen=True)
class Stated:
    """What is stated of the years before a plan: a number, and whether it is the value or only bounds it."""

    number: float
    first: int
    last: int
    bound: Literal["exact", "lower", "upper", "about"]


def started(of: ReferenceClass, link: Link, year: int, stated: Stated | None, seed: int) -> FloatArray | None:
    """(n,) draws of the value of a year, in the unit of the quantity; None where hardly any path agrees with what is stated.

    Args:
        of: the class, on the scale of the link.
        year: the last year of what is stated, or the year asked about where nothing is.
        stated: what is stated of the level, or of its average over years.
        seed: what the draws are made with.
    """
    rng = np.random.default_rng(seed)
    if stated is not None and stated.bound in ("exact", "about") and stated.first == stated.last:
        return np.array([stated.number])
    mean, spread = of.common(np.array([year]))
    around = float(np.hypot(of.spread, np.sqrt(spread[0, 0])))
    low, high = _limits(of, link, stated, float(mean[0]), around)
    z = stats.truncnorm.ppf((rng.permutation(LEVELS) + 0.5) / LEVELS, low, high, float(mean[0]), around)
    if stated is None:
        return link.inverse(z)
    kept = [_agreeing(of, link, level, year, stated, rng) for level in z]
    found = np.concatenate(kept)
    return rng.permutation(found)[:ENOUGH] if found.size >= PATHS else None


def _limits(of: ReferenceClass, link: Link, stated: Stated | None, mean: float, around: float) -> tuple[float, float]:
    """Where the last year may lie, in standard deviations of the class."""
    if stated is None:
        return -np.inf, np.inf
    at = float(link.extended(stated.number))
    room = FAR * of.dynamics.scale * np.sqrt(stated.last - stated.first + 1)
    low = -np.inf if stated.bound == "upper" else (at - room - mean) / around
    high = np.inf if stated.bound == "lower" else (at + room - mean) / around
    return low, high


def _agreeing(
    of: ReferenceClass, link: Link, level: float, year: int, stated: Stated, rng: np.random.Generator
) -> FloatArray:
    """Values of the year on paths that end in a level and agree with what is stated."""
    years = np.arange(stated.first, stated.last + 1)
    z = PooledFit(np.array([year]), np.array([level]), of).paths(years, PATHS, rng)
    average = link.inverse(z).mean(axis=1)
    if stated.bound in ("exact", "about"):
        close = np.abs(link.extended(average) - link.extended(stated.number)) < of.dynamics.scale
        return link.inverse(z[close, -1])
    fits = average >= stated.number if stated.bound == "lower" else average <= stated.number
    return link.inverse(z[fits, -1])
