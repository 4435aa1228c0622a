r"""Several events of known probability, drawn together.

Each event i has a latent score that rises with its deciding quantity (signed so that more is better), and happens where the
score reaches its own quantile: the probability stays exactly what it was, whatever the dependence (a Gaussian copula [1]_). Two things
make scores move together. Events whose paths share a series keep the rank correlation of these paths. All events of one plan have a
common factor besides, of correlation rho: errors of forecasts of one region go together::

    Z_i = sqrt(rho) W + sqrt(1 - rho) S_i,     event i where Z_i is among the p_i largest of M draws

with S_i the normal scores of the paths' deciding quantity. Two events have the correlation rho + (1 - rho) r where their paths have r.

References:
    .. [1] Li, D. X. (2000), On default correlation: a copula function approach, J. Fixed Income 9, 43-54.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from shkplan.distributions.links import FloatArray, IntArray

__all__ = ["COMMON", "Common", "common_of", "correlation_of_events", "drawn_together", "normal_scores", "ranks_of"]

BoolArray = npt.NDArray[np.bool_]


class Common(NamedTuple):
    """The correlation of the common factor, with its 80 % interval; from how many pretended plans, in how many blocks of years."""

    rho: float
    low: float
    high: float
    plans: int
    blocks: int


# By maximum likelihood of which of the targets of 6,927 pretended plans were met together: a country (World Bank, World
# Development Indicators, CC-BY-4.0, regions with crc32(name) % 3 != 0) from an origin on (1996 to 2018), up to eight indicators, five
# years ahead. The interval is that of blocks of five origins drawn again. Again: python -m benchmarks.together --learn
COMMON = Common(0.08, 0.04, 0.11, plans=6927, blocks=5)


def normal_scores(values: npt.ArrayLike, rng: np.random.Generator) -> FloatArray:
    """(M,) the standard normal quantiles of the ranks; equal values are ranked at random."""
    found = np.asarray(values, dtype=np.float64)
    order = np.lexsort((rng.random(found.size), found))
    scores = np.empty(found.size)
    scores[order] = ndtri((np.arange(found.size) + 0.5) / found.size)
    return scores


def common_of(scores: FloatArray, factor: FloatArray, rho: float) -> FloatArray:
    """(M, n) scores with a common factor: ``factor`` (M,) in the share ``rho`` of their variance."""
    return np.asarray(np.sqrt(rho) * factor[:, np.newaxis] + np.sqrt(1 - rho) * scores)


def ranks_of(scores: FloatArray) -> IntArray:
    """(M, n) the rank of each draw within its column, 0 the highest."""
    ranks = np.empty(scores.shape, dtype=np.int64, order="F")
    for at in range(scores.shape[1]):
        ranks[np.argsort(-scores[:, at], kind="stable"), at] = np.arange(scores.shape[0])
    return ranks


def drawn_together(probs: npt.ArrayLike, ranks: IntArray) -> BoolArray:
    """(M, n) whether each event happens in each draw: in the share of draws that its probability says, the highest scores first.

    Args:
        probs: (n,) the probabilities.
        ranks: (M, n) the draws of each event by their latent score, as :func:`ranks_of` ranks them.
    """
    among = np.rint(np.clip(np.asarray(probs, dtype=np.float64), 0.0, 1.0) * ranks.shape[0])
    return np.asarray(ranks < among)


def correlation_of_events(prob: float, rho: float) -> float:
    """The correlation of two events of the same probability whose latent scores have the correlation ``rho``."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    given = ndtr((ndtri(prob) - np.sqrt(rho) * nodes) / np.sqrt(1 - rho))
    both = float(weights @ given**2 / weights.sum())
    return (both - prob**2) / (prob * (1 - prob))
