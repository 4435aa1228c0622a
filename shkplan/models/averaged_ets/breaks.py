r"""A year that is not like the others: what the series would be without it, and whether to believe that.

An outlier (2020) or a shift (a new base) is one large error among small ones; taken for the usual scatter it
widens every band for ever. Besides the series as it is, two others are therefore heard on each scale [1]_:

    pulse   the year whose value lies furthest from its two neighbours, brought between them
    shift   the largest step but the last beside the median step, taken out of all years before it

each a hypothesis of its own with one figure less. Its log odds against the series as it is are those of the evidence,
less what the freedom costs: which of n years, how large (log(1 + |size| / r)), and that most years are like the others::

    log odds = LE_without - LE_as_it_is - log(1 + |size| / r) - log n - cost

The series as it is keeps a chance of 1 in n at least: as often another such year may come. The latest year is no pulse and no
shift, since nothing tells yet whether it lasts. Laws of measured years, of gaps and of the past are those of the series as it is.

References:
    .. [1] Chen, C. and Liu, L.-M. (1993). Joint estimation of model parameters and outlier effects in time series. JASA 88,
       284-297.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray

__all__ = ["FEWEST", "KINDS", "chances", "likely", "without"]

KINDS = ("pulse", "shift")
FEWEST = 6  # years, for one of them to be unlike the others
_COST, _LEAST, _SLACK = 6.0, 0.02, 1.0


def without(kind: str, z: FloatArray, years: IntArray) -> tuple[FloatArray, FloatArray]:
    """(S, n) values of measured years without their pulse or shift, and (S,) its size."""
    gap, rows = np.diff(years).astype(np.float64), np.arange(len(z))
    steps = np.diff(z, axis=1)
    if kind == "pulse":
        before, after = gap[:-1], gap[1:]
        between = (z[:, :-2] * after + z[:, 2:] * before) / (before + after)
        off = z[:, 1:-1] - between
        at = np.argmax(off**2 * (1.0 / before + 1.0 / after), axis=1)
        cleaned = z.copy()
        cleaned[rows, at + 1] = between[rows, at]
        return cleaned, off[rows, at]
    off = steps - _middle(steps / gap)[:, np.newaxis] * gap
    at = np.argmax((off**2 / gap)[:, :-1], axis=1)
    size = off[rows, at]
    return z + size[:, np.newaxis] * (np.arange(z.shape[1]) <= at[:, np.newaxis]), size


def _middle(rates: FloatArray) -> FloatArray:
    """(S,) the median of finite (S, k) rates; numpy's looks for nan, five times as long."""
    ranked, half = np.sort(rates, axis=1), rates.shape[1] // 2
    return np.asarray(ranked[:, half] if rates.shape[1] % 2 else (ranked[:, half - 1] + ranked[:, half]) / 2.0)


def likely(z: FloatArray, cleaned: FloatArray, years: IntArray) -> npt.NDArray[np.bool_]:
    """(S,) whether steps alone of (L, S, n) values, on some scale, speak for a break nearly as much as they must."""
    gap = np.diff(years)
    with_it, without_it = (np.sum(np.diff(both, axis=2) ** 2 / gap, axis=2) for both in (z, cleaned))
    gains = 0.5 * years.size * np.log(np.maximum(with_it, 1e-300) / np.maximum(without_it, 1e-300))
    return np.asarray(np.any(gains - np.log(years.size) - _COST > np.log(_LEAST) - _SLACK, axis=0))


def chances(gains: FloatArray, n: int) -> FloatArray:
    """(S, 1 + H) the chance of the series as it is and of each hypothesis, from H gains in log evidence, size paid."""
    odds = np.exp(np.minimum(gains - np.log(n) - _COST, 50.0))
    found = odds / (1.0 + odds.sum(axis=1, keepdims=True))
    found = np.where(found < _LEAST, 0.0, found)
    total = found.sum(axis=1, keepdims=True)
    found *= np.minimum(1.0, (1.0 - 1.0 / n) / np.maximum(total, _LEAST))
    return np.hstack([1.0 - found.sum(axis=1, keepdims=True), found])
