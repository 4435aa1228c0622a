"""How plausible what a claim says is by the baseline: how far out in its predictive distribution, over all of its years together.

Each year's value is told by its normal score, that of its rank among the baseline's paths. Scores of years hang together as
those of the paths do, with correlations R. A course z can be far out in two ways:

* by its shape: z' R^-1 z (Mahalanobis), which a course against the grain makes large;
* on average: |1'z|, which ten years of growth half a step too low make large while no single year is unusual.

Of either the tail is the share of paths that are as far out. What is told is the smaller one, made fair for having been chosen: the
share of paths whose own smaller one is as small [1]_. Of one year that is the two-sided tail. No law is assumed beyond the paths.

References:
    .. [1] Westfall, P. and Young, S. (1993), Resampling-Based Multiple Testing, sec. 2.3: the minimum of several p values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special, stats

from shkplan.distributions.links import FloatArray
from shkplan.forecast.conditions import normal_scores, whitened

if TYPE_CHECKING:
    from shkplan.forecast.projection import Projection

__all__ = ["Plausibility", "beside_baseline", "plausibility"]

_ROUNDING = 1e-9  # of a distance: as far out as it


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


def plausibility(
    years: Sequence[int], baseline: FloatArray, claim: FloatArray, *, imputations: int = 1, worth: float = 1.0
) -> Plausibility | None:
    """Where a course lies among paths; None where the paths know none of its years (all alike).

    Args:
        years: (m,) its years.
        baseline: (n_paths, m) what these have without it.
        claim: (m,) what it says.
        imputations: into how many runs the paths fall, each with a past of its own: the error is at least that of so many.
        worth: the share of the paths that as many independent ones would be worth.
    """
    free = np.ptp(baseline, axis=0) > 0
    if not free.any():
        return None
    x, z = baseline[:, free], np.asarray(claim, dtype=np.float64)[free]
    n = len(x) * worth
    outer = _as_far_out(x, z[np.newaxis])
    tail = (np.count_nonzero(outer) * worth + 0.5) / (n + 1)
    error = float(np.sqrt(tail * (1 - tail) / n))
    if 1 < imputations <= len(x):
        each = [float(run.mean()) for run in np.array_split(outer, imputations)]
        error = max(float(np.std(each, ddof=1)) / imputations**0.5, error)
    below = special.ndtr(normal_scores(x, z[np.newaxis])[1][0])
    furthest = int(np.argmax(np.abs(below - 0.5)))
    asked = [year for year, there in zip(years, free, strict=True) if there]
    return Plausibility(float(tail), error, asked[furthest], float(below[furthest]))


def _as_far_out(x: FloatArray, z: FloatArray) -> np.ndarray:
    """(n,) which paths are as far out as (1, m) a course, by what is the more unusual of each: its shape, or its average."""
    scores, mine = normal_scores(x, z)
    apart, my_own = whitened(x, z)
    shape = np.sum(apart**2, axis=1), float(np.sum(my_own**2))
    average = np.abs(np.sum(scores, axis=1)), float(np.abs(np.sum(mine)))
    tails = [_tails(*each) for each in ((shape,) if x.shape[1] == 1 else (shape, average))]
    theirs = np.min([each for each, _ in tails], axis=0)
    return np.asarray(theirs <= min(own for _, own in tails))


def _tails(far: FloatArray, own: float) -> tuple[FloatArray, float]:
    """(n,) the share of paths at least as far out as each, and as a course is."""
    n = len(far)
    return (n + 1 - stats.rankdata(far, "min")) / n, np.count_nonzero(far >= own * (1 - _ROUNDING)) / n


def beside_baseline(
    baseline: Projection, years: Sequence[int], claim: Sequence[float] | FloatArray
) -> Plausibility | None:
    """Where a course lies among the paths of a projection; None where these know none of its years."""
    paths = np.column_stack([baseline.path(year) for year in years])
    return plausibility(years, paths, np.asarray(claim), imputations=baseline.imputations, worth=baseline.worth)
