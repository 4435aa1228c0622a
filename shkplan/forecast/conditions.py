"""Suppose we learn that: what a value of one year says of all the others, of which paths are likely, and of what is followed.

A condition is met in two steps. First the paths are chosen that come near to what is supposed, since what drew them (their
parameters, their member of an average, the path of the series they follow) is then more likely: by rejection, the nearest share
of them, with years weighed against each other as the baseline holds them together (Mahalanobis distance of normal scores).
What is left of the distance is then taken away by the regression of every year on those supposed, with the covariance of the path's
own process (:mod:`shkplan.models.draws`): rejection with regression adjustment [1]_. With known parameters that is Gaussian
conditioning, exactly. How many independent paths those chosen are worth is kept and widens the Monte Carlo error; of a
supposition far out, or of many years at once, few come near, and the regression does more of the work.

What is supposed as a law is met path by path: each takes its draw of the law, and its parameters from the paths near to that.

References:
    .. [1] Beaumont, M., Zhang, W. and Balding, D. (2002), Approximate Bayesian computation in population genetics,
       Genetics 162, 2025-2035.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import spatial, special, stats

from shkplan.distributions.links import FloatArray, IntArray
from shkplan.forecast.claimed import Value
from shkplan.models.draws import Draws

if TYPE_CHECKING:
    from shkplan.evidence.series import AnnualSeries
    from shkplan.forecast.claims import Hearing
    from shkplan.forecast.drawing import Drawn
    from shkplan.forecast.projection import Projection

__all__ = ["KeptPaths", "learned", "normal_scores", "whitened"]

SHARE = 0.05  # of the paths: those that come nearest to what is supposed
FEWEST = 50  # or so many, where few were drawn
NEAR = 20  # paths near to one draw of what is supposed as a law
_LEAST = 1e-6  # of the largest: smaller eigenvalues are those of years that say the same


@dataclass(frozen=True, eq=False)
class KeptPaths:
    """Paths that were chosen and moved, with all that is known of how they were drawn.

    Attributes:
        drawing: what drew them.
        drawn: the draws, those of several fits as one.
        chosen: (n_paths, n_years) the paths.
    """

    drawing: Drawn
    drawn: tuple[Draws, ...]
    chosen: FloatArray

    @property
    def unclaimed(self) -> KeptPaths:
        """Itself: what was learned stays learned."""
        return self

    def freed(self, years: Iterable[int]) -> FloatArray | None:
        """As of what drew them, for the processes of each fit."""
        found, fits = self.drawing.freed(years), self.drawing.drawn
        if found is None or len(fits) == 1:
            return found
        alike = all(len(one.conditional_covariance) == len(found) for one in fits)
        return np.concatenate([found] * len(fits)) if alike else None

    def draws(self) -> Iterator[Draws]:
        """The draws, as they are."""
        return iter(self.drawn)

    def paths(self) -> FloatArray:
        """(n_paths, n_years) the paths."""
        return self.chosen

    def together(self, parts: Sequence[FloatArray]) -> FloatArray:
        """As of what drew them."""
        return self.drawing.together(parts)


@dataclass(frozen=True, eq=False)
class _Near:
    """Paths by how near they are to what is supposed of some years.

    Attributes:
        paths: (n, m) the baseline in these years.
        wanted: (n, m) what is supposed, a row a path; all rows alike where it is a number.
    """

    paths: FloatArray
    wanted: FloatArray

    @cached_property
    def chosen(self) -> IntArray:
        """(n,) which path serves in each place; of a number a path keeps its own place where it is among those chosen."""
        scores, mine = whitened(self.paths, self.wanted)
        n = len(scores)
        if np.all(self.wanted == self.wanted[0]):
            count = min(n, max(int(SHARE * n), FEWEST))
            order = np.argsort(np.sum((scores - mine[0]) ** 2, axis=1), kind="stable")[:count]
            return _in_place(np.bincount(order[np.arange(n) % count], minlength=n))
        _, near = spatial.cKDTree(scores).query(mine, k=min(NEAR, n))
        near = near.reshape(n, -1)
        return np.asarray(near[np.arange(n), np.arange(n) % near.shape[1]], dtype=np.int64)

    @property
    def worth(self) -> float:
        """The share of the paths that as many independent ones would be worth."""
        times = np.bincount(self.chosen, minlength=len(self.paths))
        return float(len(self.paths) / np.sum(times.astype(np.float64) ** 2))


def _in_place(times: IntArray) -> IntArray:
    """(n,) which path stands where, each so many times, and where it stood if it stands at all."""
    chosen = np.arange(times.size)
    chosen[times == 0] = np.repeat(chosen, np.maximum(times - 1, 0))
    return chosen


def normal_scores(paths: FloatArray, asked: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(n, m) normal scores of paths by their ranks in each year, and (k, m) those that other values would have."""
    n = len(paths)
    ordered = np.sort(paths, axis=0)
    below = np.stack(
        [
            (np.searchsorted(column, x, "left") + np.searchsorted(column, x, "right")) / 2 / n
            for column, x in zip(ordered.T, asked.T, strict=True)
        ],
        axis=1,
    )
    scores = special.ndtri((stats.rankdata(paths, axis=0) - 0.5) / n)
    return np.asarray(scores), np.asarray(special.ndtri(np.clip(below, 0.5 / n, 1 - 0.5 / n)))


def whitened(paths: FloatArray, asked: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same along independent axes of equal spread, so that distances are Mahalanobis'."""
    scores, mine = normal_scores(paths, asked)
    values, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(scores, rowvar=False)))
    kept = values > _LEAST * values[-1]
    axes = vectors[:, kept] / np.sqrt(values[kept])
    return scores @ axes, mine @ axes


def learned(base: Projection, heard: Hearing) -> Projection:
    """The projection once what is supposed to be learned is learned; itself where nothing is.

    A supposition goes before what months so far tell of a year.
    """
    wanted = _wanted(base, heard)
    drawing = base.drawing
    if not wanted or drawing is None or isinstance(drawing, np.ndarray):
        return base
    at = [base.years.index(year) for year in wanted]
    free = [place for place, column in enumerate(at) if np.ptp(base.paths[:, column]) > 0]
    targets = np.column_stack(
        [np.broadcast_to(np.asarray(one, dtype=np.float64), base.n_paths) for one in wanted.values()]
    )
    near = _Near(base.paths[:, [at[place] for place in free]], targets[:, free]) if free else None
    chosen = near.chosen if near is not None else np.arange(base.n_paths)
    kept = _moved(drawing, chosen, at, targets)
    paths = kept.chosen
    moved = tuple(year for place, year in enumerate(base.years) if (paths[:, place] != base.paths[:, place]).any())
    worth = near.worth if near is not None else 1.0
    follows = (
        None
        if base.dependence is None
        else tuple(_rechosen(one, base, chosen, worth) for one in base.dependence.follows)
    )
    dependence = (
        base.dependence if follows is None or base.dependence is None else replace(base.dependence, follows=follows)
    )
    return replace(
        base, drawing=kept, moved=moved, weighed=base.weighed * worth, dependence=dependence, origin=base,
        so_far=tuple(year for year in base.so_far if year not in wanted),
    )  # fmt: skip


def _wanted(base: Projection, heard: Hearing) -> dict[int, Value]:
    """Year -> what is supposed to be learned of it; of growth from a year that is not known, on each path as it comes."""
    found: dict[int, Value] = {}

    def now(year: int) -> Value | None:
        if year in found:
            return found[year]
        return base.path(year) if year in base.years and base.series.value(year) is None else base.series.value(year)

    for year, saying in heard.order:
        if saying.claim.how == "condition" and year in base.years and year not in base.implied:
            values = saying.of(year, now, now)
            if values is not None:
                found[year] = values
    return found


def _moved(drawing: Drawn, chosen: IntArray, at: list[int], targets: FloatArray) -> KeptPaths:
    """The paths chosen, moved to what is supposed, with how they were drawn: a path may serve in a place of another fit."""
    draws = _pinned(_rows(_as_one(drawing.drawn), chosen), at, targets)
    return KeptPaths(drawing, (draws,), drawing.together([draws.paths]))


def _as_one(every: Sequence[Draws]) -> Draws:
    """The draws of all fits below each other, each path with the scale and the process of its fit."""
    if len(every) == 1:
        return every[0]
    scales = np.cumsum([0, *(len(one.scales) for one in every)])
    processes = np.cumsum([0, *(len(one.conditional_covariance) for one in every)])
    return replace(
        every[0], scales=tuple(scale for one in every for scale in one.scales),
        scale=np.concatenate([one.scale + first for one, first in zip(every, scales, strict=False)]),
        process=np.concatenate([one.process + first for one, first in zip(every, processes, strict=False)]),
        z=np.concatenate([one.z for one in every]), conditional_covariance=np.concatenate([_free(one) for one in every]),
        unpinned=None,
    )  # fmt: skip


def _free(draws: Draws) -> FloatArray:
    """The covariances before anything but figures was known of the paths."""
    return draws.conditional_covariance if draws.unpinned is None else draws.unpinned


def _pinned(draws: Draws, at: list[int], targets: FloatArray) -> Draws:
    for place, column in zip(at, targets.T, strict=True):
        draws = draws.pinned(place, column)
    return draws


def _rows(draws: Draws, chosen: IntArray) -> Draws:
    """Some of the paths, before anything but figures was known of them."""
    return replace(
        draws, z=np.ascontiguousarray(draws.z.T[:, chosen]).T, scale=draws.scale[chosen], process=draws.process[chosen],
        conditional_covariance=_free(draws), unpinned=None,
    )  # fmt: skip


def _rechosen(
    one: Projection | AnnualSeries, whose: Projection, chosen: IntArray, worth: float
) -> Projection | AnnualSeries:
    """What is followed, in the paths chosen."""
    if not isinstance(one, type(whose)):
        return one
    paths = one.paths[chosen]
    paths.setflags(write=False)
    return replace(one, drawing=paths, weighed=one.weighed * worth)
