"""How plausible what a claim says is by the baseline: how far out in its predictive distribution, over all of its years together.

Each year's value is told by its normal score, that of its rank among the baseline's paths. Scores of years hang together as
those of the paths do, with correlations R; how far out a course z is, is z' R^-1 z (Mahalanobis), and its tail probability is the
share of paths that are as far out. Of one year that is the two-sided tail. No law is assumed beyond the paths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from shkplan.distributions.links import FloatArray
from shkplan.forecast.conditions import normal_scores, whitened

__all__ = ["Plausibility", "plausibility"]


@dataclass(frozen=True)
class Plausibility:
    """Where a claim lies by the baseline.

    Attributes:
        tail: the probability that the baseline goes as far, or further; never 0.
        tail_se: its Monte Carlo error.
        year: the year in which the claim lies furthest out.
        below: the share of the baseline's paths that lie below it in that year, half of those alike.
    """

    tail: float
    tail_se: float
    year: int
    below: float


def plausibility(years: tuple[int, ...], baseline: FloatArray, claim: FloatArray) -> Plausibility | None:
    """Where a course lies among paths; None where the paths know none of its years (all alike).

    Args:
        years: (m,) its years.
        baseline: (n_paths, m) what these have without it.
        claim: (m,) what it says.
    """
    free = np.ptp(baseline, axis=0) > 0
    if not free.any():
        return None
    x, z = baseline[:, free], np.asarray(claim)[free]
    n = len(x)
    scores, mine = whitened(x, z[np.newaxis])
    far, own = np.sum(scores**2, axis=1), float(np.sum(mine**2))
    tail = (np.count_nonzero(far >= own * (1 - 1e-9)) + 0.5) / (n + 1)
    below = special.ndtr(normal_scores(x, z[np.newaxis])[1][0])
    furthest = int(np.argmax(np.abs(below - 0.5)))
    asked = [year for year, there in zip(years, free, strict=True) if there]
    error = float(np.sqrt(tail * (1 - tail) / n))
    return Plausibility(min(float(tail), 1.0), error, asked[furthest], float(below[furthest]))
