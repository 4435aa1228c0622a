r"""The mixture law of one series in one year, as a value, to rounding.

    P(X <= x) = sum_ik W_ik T_df((g_i(x) - m_ik) / s_ik)

with scipy's T; quantiles are those of :class:`shkplan.models.averaged_ets.mixture.MixtureRows`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import integrate, special

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.distributions.predictive import Law, Size
from shkplan.models.averaged_ets.mixture import MixtureRows, Mixtures, rows_of
from shkplan.models.averaged_ets.scales import Scale

__all__ = ["MirroredLaw", "MixtureLaw"]


@dataclass(frozen=True, eq=False)
class MixtureLaw(ByValue, Law):
    """A mixture of Student t laws on up to three scales, seen on the scale of the quantity itself."""

    scales: tuple[Scale, ...]
    centre: tuple[FloatArray, ...]
    spread: tuple[FloatArray, ...]
    weights: tuple[FloatArray, ...]
    df: float

    @classmethod
    def of(cls, laws: Mixtures, series: int, year: int) -> MixtureLaw:
        """The law of one series in one year of many; both are positions."""
        scales = tuple(rows_of(scale, np.array([series])) for scale in laws.scales)
        centre, spread = (tuple(part[series, :, year] for part in parts) for parts in (laws.centre, laws.spread))
        return cls(scales, centre, spread, tuple(laws.weights[series]), laws.df)

    @property
    def support(self) -> tuple[float, float]:
        return float(self.scales[0].lower[0, 0]), float(self.scales[0].upper[0, 0])

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return self._tail(x, 1.0)

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return self._tail(x, -1.0)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        share = np.asarray(p, dtype=np.float64)
        flat = share.ravel()
        inside = (flat > 0.0) & (flat < 1.0)
        found = np.where(flat == 0.0, self.support[0], np.where(flat == 1.0, self.support[1], np.nan))
        if inside.any():
            found[inside] = self._alone.quantiles(flat[inside])[0]
        return found.reshape(share.shape)

    def nodes(self, p: FloatArray) -> FloatArray:  # noqa: ARG002  # through all the weight, whatever is asked
        return np.asarray(self._alone.nodes()[0])

    def expectation(self, function: Callable[[FloatArray], FloatArray]) -> float:
        """The mean of function(X), member by member over the same quantiles of T; the function takes arrays."""

        def integrand(p: FloatArray) -> FloatArray:
            return self._average(np.asarray(special.stdtrit(self.df, p), dtype=np.float64), function)

        return float(integrate.tanhsinh(integrand, 0.0, 1.0, rtol=1e-8).integral)

    def mean(self) -> float:
        """Finite: beyond the data every scale is straight again, and df is at least 2."""
        return self.expectation(lambda x: x)

    def draw(self, rng: np.random.Generator, size: Size) -> FloatArray:
        count = int(np.prod(size))
        every = np.concatenate(self.weights)
        member = rng.choice(every.size, count, p=every / every.sum())
        z = np.concatenate(self.centre)[member] + np.concatenate(self.spread)[member] * rng.standard_t(self.df, count)
        shape = member // self.weights[0].size
        x = np.empty(count)
        for i, scale in enumerate(self.scales):
            x[shape == i] = scale.inverse(z[np.newaxis, shape == i])[0]
        return x.reshape(size)

    def mirrored(self) -> MirroredLaw:
        """The law of -X."""
        return MirroredLaw(self)

    @cached_property
    def _alone(self) -> MixtureRows:
        """The same law as the only row."""
        centre, spread = (tuple(row[np.newaxis, :, np.newaxis] for row in part) for part in (self.centre, self.spread))
        return Mixtures(self.scales, centre, spread, np.stack(self.weights)[np.newaxis], self.df).rows()

    def _tail(self, x: npt.ArrayLike, side: float) -> FloatArray:
        """P(X <= x) for side 1, P(X > x) for side -1."""
        asked = np.asarray(x, dtype=np.float64)
        return self._alone.tail(asked.reshape(1, -1), side).reshape(asked.shape)

    def _average(self, t: FloatArray, function: Callable[[FloatArray], FloatArray]) -> FloatArray:
        total = np.zeros(t.size)
        for scale, centre, spread, weights in zip(self.scales, self.centre, self.spread, self.weights, strict=True):
            z = centre + spread * t.reshape(-1, 1)
            total += function(scale.inverse(z.reshape(1, -1)).reshape(z.shape)) @ weights
        return np.asarray(total.reshape(t.shape))


@dataclass(frozen=True)
class MirroredLaw(Law):
    """The law of -X for a continuous X: a quantity with an upper bound only."""

    law: MixtureLaw

    @property
    def support(self) -> tuple[float, float]:
        return -self.law.support[1], -self.law.support[0]

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return self.law.sf(-np.asarray(x, dtype=np.float64))

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return self.law.cdf(-np.asarray(x, dtype=np.float64))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return -self.law.ppf(1.0 - np.asarray(p, dtype=np.float64))

    def nodes(self, p: FloatArray) -> FloatArray:
        return -self.law.nodes(p)[::-1]

    def expectation(self, function: Callable[[FloatArray], FloatArray]) -> float:
        return self.law.expectation(lambda x: function(-x))

    def mean(self) -> float:
        return -self.law.mean()

    def draw(self, rng: np.random.Generator, size: Size) -> FloatArray:
        return -self.law.draw(rng, size)
