r"""What a series tells every member: its scatter, its drift, and how far it is believed.

Scatter. sigma^2 has an inverse-gamma prior of ``sigma_df`` = d degrees of freedom around the mean square step r^2 of
the series itself: df = n - 1 + d and s^2 ~ SS_k + d r^2. It is what keeps n = 3 sober. r is taken as at least 0.2 %
of the largest value, so that a perfectly regular series does not promise its next year for certain.

Drift. What is above zero tends to grow: its slope is expected around ``growth`` times r before the series is seen,
b ~ N(growth r, g sigma^2 / Sxx), so that SS_k = SS - b^2 Sxx + (1 - c) (b - growth r)^2 Sxx and the slope is believed
to be c b^ + (1 - c) growth r. Between two bounds, without any, below one, or above another one than zero (a rate of
growth above -100 %), it is expected around zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.models.averaged_ets.gating import Prior
from shkplan.models.averaged_ets.grid import Geometry, geometry
from shkplan.models.averaged_ets.mixture import Mixtures
from shkplan.models.averaged_ets.scales import SHAPES, Scale, Shape, scale_for
from shkplan.models.base import IntArray

__all__ = ["Learned", "learn"]

_LEAST_STEP = 0.002
_ROUNDING = 1e-4  # of a level's own scatter: what a perfect line leaves


@dataclass(frozen=True, eq=False)
class Learned(ByValue):
    """What S series with the same measured years have told each member.

    Attributes:
        prior: the table.
        measured: (n,) years.
        scales: L fitted scales.
        z: L arrays (S, n), the values on each.
        squares: L arrays (S, K), SS_k + d r^2.
        usual: L arrays (S,), the drift expected before the series is seen.
        evidence: (S, L, K) the log evidence of the members.
        weights: (S, L, K).
        df: n - 1 + d.
    """

    prior: Prior
    measured: IntArray
    scales: tuple[Scale, ...]
    z: tuple[FloatArray, ...]
    squares: tuple[FloatArray, ...]
    usual: tuple[FloatArray, ...]
    evidence: FloatArray
    weights: FloatArray
    df: float

    def asked(self, years: IntArray) -> Mixtures:
        """The laws of years, none of them before the first measured."""
        return self.seen(geometry(self.prior.grid.process, self.measured, years), self.z, 1.0)

    def before(self, years: IntArray) -> Mixtures:
        """The laws of rising years before the first measured one, by the same members run backwards in time."""
        mirror = geometry(self.prior.grid.process, -self.measured[::-1], -years[::-1])
        laws = self.seen(mirror, tuple(z[:, ::-1] for z in self.z), -1.0)
        flip = [tuple(a[:, :, ::-1] for a in part) for part in (laws.centre, laws.spread)]
        return Mixtures(self.scales, flip[0], flip[1], self.weights, self.df)

    def seen(self, shared: Geometry, z: tuple[FloatArray, ...], direction: float) -> Mixtures:
        """The laws that a geometry gives to values in its order; time runs on (1) or back (-1)."""
        both = [
            _located(shared, self.prior, part, squares, direction * usual, self.df)
            for part, squares, usual in zip(z, self.squares, self.usual, strict=True)
        ]
        return Mixtures(self.scales, tuple(b[0] for b in both), tuple(b[1] for b in both), self.weights, self.df)


def learn(
    prior: Prior,
    measured: IntArray,
    values: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    shapes: tuple[Shape, ...] = SHAPES,
) -> Learned:
    """What (S, n) values of the same years say; bounds are (S, 1), all finite or all infinite on a side.

    Without bounds there is one shape, the straight one. An upper bound alone is not served: mirror the quantity.
    """
    shapes = shapes if np.isfinite(lower.flat[0]) else SHAPES[:1]
    scales = tuple(scale_for(shape, values, lower, upper) for shape in shapes)
    z = tuple(scale.extended(values) for scale in scales)
    shared = geometry(prior.grid.process, measured, measured[-1:])
    df = measured.size - 1 + prior.sigma_df
    steps = [_step(scale, part, values, measured) for scale, part in zip(scales, z, strict=True)]
    grows = np.asarray((lower == 0.0) & np.isinf(upper))[:, 0]
    usual = tuple(prior.growth * grows * np.sqrt(step) for step in steps)
    squares = tuple(_squares(shared, prior, *parts) for parts in zip(z, steps, usual, strict=True))
    volume = 0.5 * np.log1p(-prior.grid.keep) - 0.5 * shared.log_volume[prior.grid.process_of]
    evidence = np.stack([volume - 0.5 * df * np.log(part) for part in squares], axis=1)
    weights = prior.weights(evidence, measured.size, shapes, shares=bool(np.isfinite(upper.flat[0])))
    return Learned(prior, measured, scales, z, squares, usual, evidence, weights, df)


def _step(scale: Scale, z: FloatArray, values: FloatArray, measured: IntArray) -> FloatArray:
    """(S,) r^2, the mean square step of a year."""
    steps = np.mean(np.diff(z, axis=1) ** 2 / np.diff(measured), axis=1)
    slope = np.exp(np.mean(scale.log_derivative(values), axis=1))
    return np.asarray(np.maximum(steps, (_LEAST_STEP * np.max(np.abs(values), axis=1) * slope) ** 2))


def _squares(shared: Geometry, prior: Prior, z: FloatArray, step: FloatArray, usual: FloatArray) -> FloatArray:
    """(S, K) SS - b^2 Sxx + (1 - c) (b - usual)^2 Sxx + d r^2."""
    moved = (z - z[:, -1:]).T
    level = np.sum((shared.whiten @ moved) ** 2, axis=1)
    known = np.where(np.isfinite(shared.information), shared.information, 0.0)[:, np.newaxis]
    slope = shared.slope @ moved
    own, keep = prior.grid.process_of, prior.grid.keep[:, np.newaxis]
    left = (level - slope**2 * known)[own] + (1.0 - keep) * ((slope - usual) ** 2 * known)[own]
    least = _ROUNDING * (level[own].max(axis=0) + step)
    return np.asarray((np.maximum(left, least) + prior.sigma_df * step).T)


def _located(
    shared: Geometry, prior: Prior, z: FloatArray, squares: FloatArray, usual: FloatArray, df: float
) -> tuple[FloatArray, FloatArray]:
    """(S, K, m) centres and spreads, the series of a member and year side by side in memory."""
    moved = (z - z[:, -1:]).T
    own, keep = prior.grid.process_of, prior.grid.keep
    drift = keep[:, np.newaxis] * (shared.slope @ moved)[own] + (1.0 - keep)[:, np.newaxis] * usual
    centre = (shared.mean @ moved + z[:, -1])[own]
    centre += drift[:, np.newaxis] * shared.lean[own][:, :, np.newaxis]
    variance = np.diagonal(shared.process, axis1=1, axis2=2) + shared.level**2
    variance = variance[own] + keep[:, np.newaxis] * (shared.lean**2 / shared.information[:, np.newaxis])[own]
    felt = np.sqrt(np.maximum(variance, 0.0))
    spread = np.sqrt(squares.T / df)[:, np.newaxis] * felt[:, :, np.newaxis]
    return centre.transpose(2, 0, 1), spread.transpose(2, 0, 1)
