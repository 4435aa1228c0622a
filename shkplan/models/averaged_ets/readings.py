r"""What S series are heard as: each as it is, and some of them again without a pulse or a shift, all in one go.

R readings lie one after the other, those of all series as they are first. On L scales that makes L R rows of n values, and
every step is one call on all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.models.averaged_ets.breaks import FEWEST, KINDS, chances, likely, without
from shkplan.models.averaged_ets.gating import Prior, log_sum
from shkplan.models.averaged_ets.grid import Geometry, geometry
from shkplan.models.averaged_ets.plausible import mean_square, sobered
from shkplan.models.base import IntArray

__all__ = ["Readings", "heard", "read"]

_ROUNDING = 1e-4  # of a level's own scatter: what a perfect line leaves


@dataclass(frozen=True, eq=False)
class Readings(ByValue):
    """R readings on L scales, and what they tell K members.

    Attributes:
        whose: (R,) the series of each.
        kind: (R,) 0 as it is, or 1 + the place of the break in :data:`~.breaks.KINDS`.
        z: (L, R, n) values.
        step: (L, R) r^2, the mean square step of a year.
        usual: (L, R) the drift expected before the series is seen.
        squares: (K, L, R) SS_k + d r^2.
        evidence: (R, L, K) the log evidence of the members.
    """

    whose: npt.NDArray[np.intp]
    kind: npt.NDArray[np.intp]
    z: FloatArray
    step: FloatArray
    usual: FloatArray
    squares: FloatArray
    evidence: FloatArray

    def some(self, which: npt.NDArray[np.intp]) -> Readings:
        """Those at some positions."""
        along = {name: getattr(self, name)[..., which] for name in ("whose", "kind", "step", "usual", "squares")}
        return replace(self, z=self.z[:, which], evidence=self.evidence[which], **along)


def read(
    prior: Prior,
    measured: IntArray,
    z: FloatArray,
    grows: npt.NDArray[np.bool_],
    least: FloatArray,
    common: FloatArray,
    *,
    breaks: bool,
) -> tuple[Readings, FloatArray]:
    """The readings of (L, S, n) values that have any chance, and (R,) that chance.

    Args:
        prior: the table.
        measured: (n,) years.
        z: values on each scale.
        grows: (S,) whether a series lies above zero alone.
        least: (S,) the least step that is believed.
        common: (S,) the usual one.
        breaks: whether to look for any.
    """
    count = z.shape[1]
    whose, kind, every, sizes = [np.arange(count)], [np.zeros(count, np.intp)], [z], list[FloatArray]()
    for at, name in enumerate(KINDS if breaks and measured.size >= FEWEST else (), start=1):
        cleaned, size = without(name, z.reshape(-1, measured.size), measured)
        cleaned, size = cleaned.reshape(z.shape), size.reshape(z.shape[:2])
        rows = np.flatnonzero(likely(z, cleaned, measured))
        if rows.size:
            whose.append(rows)
            kind.append(np.full(rows.size, at))
            every.append(cleaned[:, rows])
            sizes.append(size[:, rows])
    if not sizes:
        return heard(prior, measured, whose[0], kind[0], z, grows, least, common), np.ones(count)
    of, which = np.concatenate(whose), np.concatenate(kind)
    told = heard(prior, measured, of, which, np.concatenate(every, axis=1), grows[of], least[of], common[of])
    paid = np.log1p(np.abs(np.concatenate(sizes, axis=1)) / np.sqrt(told.step[:, count:]))
    net = told.evidence.copy()
    net[count:] -= paid.T[:, :, np.newaxis]
    full = log_sum(net.reshape(len(net), -1))
    gains = np.full((count, len(KINDS)), -np.inf)
    gains[of[count:], which[count:] - 1] = full[count:] - full[of[count:]]
    chance = chances(gains, measured.size)[of, which]
    alive = np.flatnonzero(chance)
    return told.some(alive), chance[alive]


def heard(
    prior: Prior,
    measured: IntArray,
    whose: npt.NDArray[np.intp],
    kind: npt.NDArray[np.intp],
    z: FloatArray,
    grows: npt.NDArray[np.bool_],
    least: FloatArray,
    common: FloatArray,
) -> Readings:
    """What (L, R, n) values tell, a break being one measurement less; the others are (R,)."""
    shared, grid = geometry(prior.grid.process, measured, measured[-1:]), prior.grid
    scales, count, n = z.shape
    rows = z.reshape(-1, n)
    own = np.maximum(mean_square(rows, measured), np.tile(least**2, scales))
    step = sobered(prior.plausible, own, np.tile(common, scales), n - 1)
    usual = np.asarray(prior.growth * np.tile(grows, scales) * np.sqrt(step), dtype=np.float64)
    df = n - 1 + prior.sigma_df
    squares = _squares(shared, prior, rows, step, usual)
    squares *= np.tile(np.where(kind > 0, df / (df - 1.0), 1.0), scales)
    volume = 0.5 * np.log1p(-grid.keep) - 0.5 * shared.log_volume[grid.process_of]
    evidence = (volume[:, np.newaxis] - 0.5 * df * np.log(squares)).reshape(-1, scales, count)
    step, usual, squares = step.reshape(scales, -1), usual.reshape(scales, -1), squares.reshape(-1, scales, count)
    return Readings(whose, kind, z, step, usual, squares, np.ascontiguousarray(evidence.transpose(2, 1, 0)))


def _squares(shared: Geometry, prior: Prior, z: FloatArray, step: FloatArray, usual: FloatArray) -> FloatArray:
    """(K, R) SS - b^2 Sxx + (1 - c) (b - usual)^2 Sxx + d r^2."""
    moved = (z - z[:, -1:]).T
    level = np.sum((shared.whiten @ moved) ** 2, axis=1)
    known = np.where(np.isfinite(shared.information), shared.information, 0.0)[:, np.newaxis]
    slope = shared.slope @ moved
    own, keep = prior.grid.process_of, prior.grid.keep[:, np.newaxis]
    left = (level - slope**2 * known)[own]
    left += (1.0 - keep) * ((slope - usual) ** 2 * known)[own]
    np.maximum(left, _ROUNDING * (level.max(axis=0) + step), out=left)
    left += prior.sigma_df * step
    return np.asarray(left)
