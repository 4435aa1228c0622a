r"""The mixture laws of many series and years at once, quick enough for panels; see :mod:`shkplan.distributions.columns`.

    P(X <= x) = sum_ik W_ik T_df((g_i(x) - m_ik) / s_ik)

Nodes are x(tau) = sum_i W_i g_i^-1(centre_i + tau spread_i): they rise with tau and never leave the support.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np

from shkplan.base.values import ByValue
from shkplan.distributions.columns import Columns, standard_nodes
from shkplan.distributions.links import FloatArray, IntArray
from shkplan.distributions.student import Float32Array, Tables, shares_of, t_tables
from shkplan.models.averaged_ets.scales import Scale

__all__ = ["MixtureColumns", "lasting"]

_FIELDS = tuple(field.name for field in fields(Scale) if field.name != "shape")
_FAR = 1e30  # of a column's own width: single precision has no square of it, and none is taken


@dataclass(frozen=True, eq=False)
class MixtureColumns(ByValue, Columns):
    """R mixtures on L scales, whose fields are (R,): (L, K, R) centres, spreads and weights, and (R,) degrees of freedom."""

    scales: tuple[Scale, ...]
    centre: FloatArray
    spread: FloatArray
    weights: FloatArray
    df: FloatArray

    @property
    def kind(self) -> object:
        one = self.scales[0]
        return (
            type(self),
            tuple(scale.shape for scale in self.scales),
            one.unbounded,
            one.two_sided,
            self.centre.shape[:2],
        )

    @classmethod
    def beside(cls, parts: Sequence[Self]) -> Self:
        scales = tuple(_beside(own) for own in zip(*(part.scales for part in parts), strict=True))
        arrays = (
            np.concatenate([getattr(p, name) for p in parts], axis=-1) for name in ("centre", "spread", "weights", "df")
        )
        return cls(scales, *arrays)

    def some(self, which: IntArray) -> Self:
        scales = tuple(Scale(s.shape, **{name: getattr(s, name)[which] for name in _FIELDS}) for s in self.scales)
        return type(self)(
            scales, self.centre[..., which], self.spread[..., which], self.weights[..., which], self.df[which]
        )

    def cdf(self, x: FloatArray) -> FloatArray:
        total = np.zeros(x.shape)
        for i, scale in enumerate(self.scales):
            # in double until the difference is taken: a narrow band around a large level must not lose its digits
            z = np.clip((scale.extended(x) - self._middle[i]) / self._width[i], -_FAR, _FAR)
            total += shares_of(self._tables, z, self._per_unit[i], self._origin[i], self._weights[i])
        return total

    def nodes(self, least: float) -> FloatArray:
        tau = standard_nodes(self.df, least)
        pulls = zip(self._share, self.scales, self._middle, self._width, strict=True)
        x = np.zeros(tau.shape)
        for share, scale, middle, width in pulls:
            x += share * scale.inverse(middle + width * tau)
        one = self.scales[0]
        return (
            x if one.unbounded else np.clip(x, np.nextafter(one.lower, np.inf), np.nextafter(one.upper, -np.inf), out=x)
        )

    @cached_property
    def _share(self) -> FloatArray:
        """(L, R) the weight of each scale."""
        return np.asarray(self.weights.sum(axis=1))

    @cached_property
    def _own(self) -> FloatArray:
        return np.asarray(self.weights / np.maximum(self._share, 1e-300)[:, np.newaxis])

    @cached_property
    def _middle(self) -> FloatArray:
        """(L, R) the mean of the centres."""
        return np.asarray(np.sum(self._own * self.centre, axis=1))

    @cached_property
    def _width(self) -> FloatArray:
        """(L, R) the root mean square around it."""
        squares = (self.centre - self._middle[:, np.newaxis]) ** 2 + self.spread**2
        width = np.sqrt(np.sum(self._own * squares, axis=1))
        return np.asarray(np.where(width > 0.0, width, 1.0))  # a scale without any weight has none

    @cached_property
    def _tables(self) -> Tables:
        return t_tables(self.df)

    @cached_property
    def _per_unit(self) -> Float32Array:
        """(L, K, R) cells of the table in a width."""
        return np.asarray((self._width * self._tables.per_unit)[:, np.newaxis] / self.spread).astype(np.float32)

    @cached_property
    def _origin(self) -> Float32Array:
        """(L, K, R) how many cells a member's centre lies above the middle."""
        away = (self.centre - self._middle[:, np.newaxis]) / self._width[:, np.newaxis]
        return np.asarray(away * self._per_unit).astype(np.float32)

    @cached_property
    def _weights(self) -> Float32Array:
        return self.weights.astype(np.float32)


def lasting(scale: Scale, count: int) -> Scale:
    """The scales of S series, whose fields are (S, 1), for ``count`` years one after the other: (count S,)."""
    return Scale(scale.shape, **{name: np.concatenate([getattr(scale, name)[:, 0]] * count) for name in _FIELDS})


def _beside(scales: Sequence[Scale]) -> Scale:
    return Scale(scales[0].shape, **{name: np.concatenate([getattr(s, name) for s in scales]) for name in _FIELDS})
