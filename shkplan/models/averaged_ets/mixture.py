r"""The mixture distributions of many series and years at once.

Member k of shape i says that z_i = g_i(x) in an asked year is Student t, all with the same degrees of freedom, so that

    P(X <= x) = sum_ik W_ik T_df((g_i(x) - m_ik) / s_ik)

Quantiles are those of :func:`shkplan.distributions.marginals.inverted`, at nodes x(tau) = sum_i W_i g_i^-1(centre_i + tau
spread_i), which rise with tau and never leave the support. For panels of thousands see :mod:`.columns`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import special

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.distributions.marginals import SPREAD, Marginals
from shkplan.distributions.student import quick_cdf
from shkplan.models.averaged_ets.scales import Scale
from shkplan.models.base import IntArray

Float32Array = npt.NDArray[np.float32]

__all__ = ["MixtureRows", "Mixtures", "looked_up", "rows_of"]

_TABLE = 8192
_FAR = 1e100  # scipy has no T at infinity


@dataclass(frozen=True, eq=False)
class Mixtures(ByValue):
    """Mixture laws of S series in m years: L arrays (S, K, m) of centres and spreads, weights (S, L, K)."""

    scales: tuple[Scale, ...]
    centre: tuple[FloatArray, ...]
    spread: tuple[FloatArray, ...]
    weights: FloatArray
    df: float

    def followed_by(self, later: Mixtures) -> Mixtures:
        """The laws of these years and then of those of ``later``, for the same series."""
        centre, spread = (
            tuple(np.concatenate(both, axis=2) for both in zip(*parts, strict=True))
            for parts in ((self.centre, later.centre), (self.spread, later.spread))
        )
        return replace(self, centre=centre, spread=spread)

    def rows(self) -> MixtureRows:
        """The distributions of one series after the other, year by year, to rounding."""
        one = self._unrolled()
        centre, spread = (tuple(part[:, :, 0] for part in parts) for parts in (one.centre, one.spread))
        return MixtureRows(one, centre, spread)

    def _unrolled(self) -> Mixtures:
        """The same laws, each year of each series a series of its own: few calls on large arrays."""
        years = self.centre[0].shape[2]
        centre, spread = (
            tuple(part.transpose(0, 2, 1).reshape(-1, part.shape[1], 1) for part in parts)
            for parts in (self.centre, self.spread)
        )
        scales = tuple(rows_of(scale, np.repeat(np.arange(len(self.weights)), years)) for scale in self.scales)
        return Mixtures(scales, centre, spread, np.repeat(self.weights, years, axis=0), self.df)

    def nodes(self, year: int, tau: FloatArray) -> FloatArray:
        """(S, J) values at standard positions tau; each shape pulls with its weight."""
        x = np.zeros((len(self.weights), tau.size))
        for weights, scale, centre, spread in zip(
            self.weights.transpose(1, 0, 2), self.scales, self.centre, self.spread, strict=True
        ):
            total = weights.sum(axis=1, keepdims=True)
            own = weights / np.maximum(total, 1e-300)
            middle = np.einsum("sk,sk->s", own, centre[:, :, year])[:, np.newaxis]
            squares = (centre[:, :, year] - middle) ** 2 + spread[:, :, year] ** 2
            width = np.sqrt(np.einsum("sk,sk->s", own, squares))[:, np.newaxis]
            x += total * scale.inverse(middle + width * tau)
        return x


@dataclass(frozen=True, eq=False)
class MixtureRows(ByValue, Marginals):
    """R mixture distributions: ``laws`` with one year each, and the (R, K) centres and spreads on each scale."""

    laws: Mixtures
    centre: tuple[FloatArray, ...]
    spread: tuple[FloatArray, ...]

    def cdf(self, x: FloatArray, *, quick: bool = False) -> FloatArray:
        if not quick or self.laws.df < 3.0:
            return self.tail(x, 1.0)
        return self._mean(x, lambda t: quick_cdf(self.laws.df, np.clip(t, -_FAR, _FAR, out=t)))

    def nodes(self) -> FloatArray:
        nodes, one = self.laws.nodes(0, SPREAD), self.laws.scales[0]
        if not one.unbounded:  # a scale's inverse ends some rounding inside the bounds, and weight may lie beyond that
            nodes[:, :1] = one.lower
        if one.two_sided:
            nodes[:, -1:] = one.upper
        return nodes

    def tail(self, x: FloatArray, side: float) -> FloatArray:
        """(R, J) P(X <= x) for side 1, P(X > x) for side -1."""

        def exact(t: FloatArray) -> FloatArray:
            return np.asarray(special.stdtr(self.laws.df, side * np.clip(t, -_FAR, _FAR)), dtype=np.float64)

        return self._mean(x, exact)

    def _mean(self, x: FloatArray, cdf: Callable[[FloatArray], FloatArray]) -> FloatArray:
        """The members' shares of (R, J) numbers, weighed."""
        total = np.zeros(x.shape)
        for i, scale in enumerate(self.laws.scales):
            t = scale.extended(x)[:, :, np.newaxis] - self.centre[i][:, np.newaxis]
            t /= self.spread[i][:, np.newaxis]
            total += np.matmul(cdf(t), self.laws.weights[:, i, :, np.newaxis])[:, :, 0]
        return np.minimum(total, 1.0)


def rows_of(scale: Scale, rows: IntArray) -> Scale:
    """The scales of some of the series."""
    parts = {f.name: getattr(scale, f.name)[rows] for f in fields(scale) if f.name != "shape"}
    return Scale(scale.shape, **parts)


@cache
def _t_table(df: float) -> tuple[Float32Array, Float32Array]:
    """T at equal steps of w = t / sqrt(4 + t^2), and its differences."""
    w = np.linspace(-1.0, 1.0, _TABLE + 1)
    t = 2.0 * w[1:-1] / np.sqrt(1.0 - w[1:-1] ** 2)
    share = np.concatenate([[0.0], special.stdtr(df, t), [1.0]])
    return share[:-1].astype(np.float32), np.diff(share).astype(np.float32)


def looked_up(t: Float32Array, df: float) -> Float32Array:
    """T at t, which is overwritten."""
    share, step = _t_table(df)
    np.clip(t, -1e8, 1e8, out=t)
    t /= np.sqrt(t * t + np.float32(4.0))
    t += np.float32(1.0)
    t *= np.float32(_TABLE / 2)
    cell = np.minimum(t.astype(np.int32), _TABLE - 1)
    t -= cell
    t *= step.take(cell)
    t += share.take(cell)
    return t
