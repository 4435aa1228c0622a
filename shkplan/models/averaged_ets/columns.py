r"""The mixture laws of many series and years at once, quick enough for panels; see :mod:`shkplan.distributions.columns`.

    P(X <= x) = sum_ik W_ik T_df((g_i(x) - m_ik) / s_ik)

Nodes are x(tau) = sum_i W_i g_i^-1(centre_i + tau spread_i): they rise with tau and never leave the support.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from shkplan.base.values import ByValue
from shkplan.distributions.columns import Columns, standard_nodes
from shkplan.distributions.links import FloatArray, IntArray
from shkplan.distributions.student import Float32Array, Tables, shares_of, t_tables
from shkplan.models.averaged_ets.mixture import Mixtures
from shkplan.models.averaged_ets.scales import Scale, changed, every_extended

__all__ = ["MixtureBlocks", "MixtureColumns"]

_ARRAYS = ("df", "share", "middle", "width", "weights", "per_width", "origin")
_FAR = 1e30  # of a column's own width: single precision has no square of it, and none is taken


@dataclass(frozen=True, eq=False)
class MixtureBlocks(ByValue, Columns):
    """Blocks of mixtures before any has been asked for, one after the other: put side by side for nothing."""

    blocks: tuple[Mixtures, ...]

    @property
    def kind(self) -> object:
        laws = self.blocks[0]
        one, shapes = laws.scales[0], tuple(scale.shape for scale in laws.scales)
        return type(self), shapes, one.unbounded, one.two_sided, laws.centre[0].shape[1:]

    @classmethod
    def beside(cls, parts: Sequence[Self]) -> Self:
        return cls(tuple(laws for part in parts for laws in part.blocks))

    @cached_property
    def columns(self) -> MixtureColumns:
        """The same, ready to be asked."""
        return MixtureColumns.of(*self.blocks)

    def some(self, which: IntArray) -> MixtureColumns:
        return self.columns.some(which)

    def cdf(self, x: FloatArray) -> FloatArray:
        return self.columns.cdf(x)

    def nodes(self, least: float) -> FloatArray:
        return self.columns.nodes(least)


@dataclass(frozen=True, eq=False)
class MixtureColumns(ByValue, Columns):
    """R mixtures, and for each on each of L scales a middle and a width in which its K members are told.

    Attributes:
        scales: their fields are (R,).
        df: (R,) degrees of freedom.
        share: (L, R) the weight of a scale.
        middle: (L, R) the mean of its members' centres.
        width: (L, R) the root mean square around it.
        weights: (L, K, R) of the members.
        per_width: (L, K, R) cells of the table in a width.
        origin: (L, K, R) how many cells from the middle a member's centre lies.
        tables: of T.
    """

    scales: tuple[Scale, ...]
    df: FloatArray
    share: FloatArray
    middle: FloatArray
    width: FloatArray
    weights: Float32Array
    per_width: Float32Array
    origin: Float32Array
    tables: Tables

    @classmethod
    def of(cls, *blocks: Mixtures) -> Self:
        """The laws of blocks of a kind, one after the other; of S series in m years, one year of all series after the other."""
        count, different = blocks[0].centre[0].shape[2], len({scale.shape for scale in blocks[0].scales})
        centre, spread = (_laid([getattr(laws, name) for laws in blocks], different) for name in ("centre", "spread"))
        weights = np.concatenate([one for laws in blocks for one in [_weights(laws, different)] * count], axis=2)
        share = weights.sum(axis=1)
        whole = np.maximum(share, 1e-300)
        # in double until the difference is taken: a narrow band around a large level must not lose its digits
        middle = np.einsum("lkr,lkr->lr", weights, centre) / whole
        centre -= middle[:, np.newaxis]
        square, own = np.square(centre), np.square(spread)
        square += own
        width = np.sqrt(np.einsum("lkr,lkr->lr", weights, square) / whole)
        width = np.where(width > 0.0, width, 1.0)  # a scale without any weight has none
        df = np.repeat([laws.df for laws in blocks], [count * len(laws.weights) for laws in blocks])
        tables = t_tables(df)
        cells = np.divide(tables.per_unit, spread, out=own)
        per_width, origin = (
            np.multiply(cells, one, dtype=np.float64, out=np.empty(cells.shape, np.float32), casting="same_kind")
            for one in (width[:, np.newaxis], centre)
        )
        scales = _beside([_lasting(laws.scales[:different], count) for laws in blocks])
        return cls(scales, df, share, middle, width, weights.astype(np.float32), per_width, origin, tables)

    @property
    def kind(self) -> object:
        one, shapes = self.scales[0], tuple(scale.shape for scale in self.scales)
        return type(self), shapes, one.unbounded, one.two_sided, self.weights.shape[:2]

    @classmethod
    def beside(cls, parts: Sequence[Self]) -> Self:
        scales = _beside([part.scales for part in parts])
        every = {name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in _ARRAYS}
        return cls(scales, tables=t_tables(every["df"]), **every)

    def some(self, which: IntArray) -> Self:
        scales = changed(self.scales, lambda a: a[which])
        part = {name: getattr(self, name).take(which, axis=-1) for name in _ARRAYS}
        return type(self)(scales, tables=self.tables.some(which), **part)

    def cdf(self, x: FloatArray) -> FloatArray:
        total = np.zeros(x.shape)
        for i, there in enumerate(every_extended(self.scales, x)):
            z = np.clip((there - self.middle[i]) / self.width[i], -_FAR, _FAR)
            total += shares_of(self.tables, z, self.per_width[i], self.origin[i], self.weights[i])
        return total

    def nodes(self, least: float) -> FloatArray:
        tau = standard_nodes(self.df, least)
        x = np.zeros(tau.shape)
        for share, scale, middle, width in zip(self.share, self.scales, self.middle, self.width, strict=True):
            x += share * scale.inverse(middle + width * tau)
        one = self.scales[0]
        if one.unbounded:
            return x
        return np.clip(x, np.nextafter(one.lower, np.inf), np.nextafter(one.upper, -np.inf), out=x)


def _laid(blocks: Sequence[Sequence[FloatArray]], different: int) -> FloatArray:
    """(L, H K, R) of blocks one after the other, each H readings on L scales, (S, K, m): what is on a scale is looked up together."""
    members, sizes = blocks[0][0].shape[1], [parts[0].shape[0] * parts[0].shape[2] for parts in blocks]
    laid, begin = np.empty((different, len(blocks[0]) // different * members, sum(sizes))), 0
    for parts, size in zip(blocks, sizes, strict=True):
        for at, part in enumerate(parts):
            reading, scale = divmod(at, different)
            rows = slice(reading * members, (reading + 1) * members)
            laid[scale, rows, begin : begin + size] = part.transpose(1, 2, 0).reshape(members, size)
        begin += size
    return laid


def _weights(laws: Mixtures, different: int) -> FloatArray:
    """(L, H K, S) in the same order."""
    every = laws.weights.reshape(len(laws.weights), -1, different, laws.weights.shape[-1])
    return every.transpose(2, 1, 3, 0).reshape(different, -1, len(every))


def _lasting(scales: tuple[Scale, ...], count: int) -> tuple[Scale, ...]:
    """The scales of S series, whose fields are (S, 1), for ``count`` years one after the other: (count S,)."""
    return changed(scales, lambda own: np.concatenate([own[:, 0]] * count))


def _beside(parts: Sequence[tuple[Scale, ...]]) -> tuple[Scale, ...]:
    """The scales of all parts, one after the other."""
    ends = {
        name: np.concatenate([getattr(own[0], name) for own in parts]) for name in ("lower", "upper", "low", "high")
    }
    units = (np.concatenate([one.unit for one in own]) for own in zip(*parts, strict=True))
    return tuple(Scale(one.shape, **ends, unit=unit) for one, unit in zip(parts[0], units, strict=True))
