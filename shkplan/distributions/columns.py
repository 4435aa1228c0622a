r"""Thousands of predictive distributions at once, for panels: their quantiles to 1e-4 of the 95 % band, in single precision.

A column is one continuous distribution. Where :mod:`.marginals` asks F until it agrees to rounding, a panel asks F at nine
nodes, lays a monotone cubic through their probits, asks F once more where that puts each quantile, and moves by the
parabola through this place and the nearest beside it, nodes or those of other quantiles. Where a tangent would have led elsewhere by more than 3e-5 of the band,
that quantile is asked again, at last between nodes of its own. F has six digits: p from 0.001 to 0.999 are served (to 3e-4 where a tail is that of an
exponential of Student's t), and tails end at 1e-7. Arrays have the distributions along their last axis, so that every
step is one pass over long rows of numbers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self, cast

import numpy as np
import numpy.typing as npt
from scipy import special

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray, Identity, IntArray, LinkFunction
from shkplan.distributions.student import shares_of, t_tables

__all__ = ["Columns", "MirroredColumns", "PooledColumns", "StudentColumns", "standard_nodes"]

_END = 1e-7  # where tails end
_FAR, _FAR_STANDARD = 1e150, 1e30
_CLOSE, _DOUBT = 3e-5, 0.05  # of the 95 % band, and of a step
_TOLD = 3e-7  # as near as single precision brings F
_PATIENCE, _STEPS = 2, 8  # steps before F is asked at more nodes for each; steps at most
_HALF = (0.5, 0.9, 1.3)  # probits of T, in units of the outermost one asked: dense where quantiles are asked
_BEYOND = (1.6, 20.0)  # times the outermost of these


class Columns(ABC):
    """R continuous distributions, each a column."""

    @property
    @abstractmethod
    def kind(self) -> object:
        """What two of them must share to be put side by side in one; it can be hashed and compared."""

    @classmethod
    @abstractmethod
    def beside(cls, parts: Sequence[Self]) -> Self:
        """The distributions of all parts, which are of one kind."""

    @abstractmethod
    def cdf(self, x: FloatArray) -> FloatArray:
        """(J, R) P(X <= x) of J numbers of each, to six digits."""

    @abstractmethod
    def nodes(self, least: float) -> FloatArray:
        """(J, R) finite rising numbers of each; all the weight that counts, and the quantile ``least``, lies between them."""

    @abstractmethod
    def some(self, which: IntArray) -> Columns:
        """Those at some positions."""

    def quantiles(self, probs: FloatArray) -> FloatArray:
        """(P, R) the quantiles at rising probabilities."""
        nodes = self.nodes(float(min(probs[0], 1.0 - probs[-1])))
        share = np.concatenate([np.zeros_like(nodes[:1]), self.cdf(nodes[1:-1]), np.ones_like(nodes[:1])])
        score = _probit(np.maximum.accumulate(share, axis=0))
        score += 1e-9 * np.arange(len(score))[:, np.newaxis]  # rises, where F has no more digits too
        low, high = _cubic(special.ndtri([[0.025], [0.975]]), score, nodes).x
        search = _cubic(special.ndtri(probs)[:, np.newaxis], score, nodes)
        laws: Columns = self
        close, found = np.broadcast_to(_CLOSE * (high - low), search.x.shape), search.x
        where = np.arange(found.size).reshape(found.shape)
        for step in range(_STEPS):
            if step >= _PATIENCE:
                search = _between(laws, search)
            search.step(_probit(laws.cdf(search.x)), close)
            found.flat[where] = search.x
            if not search.doubtful.any():
                break
            far = np.flatnonzero(search.doubtful)  # from here on each of these is a column of its own
            laws, close, where = laws.some(far % search.x.shape[1]), close.ravel()[far], where.ravel()[far]
            search = search.some(far)
        return np.maximum.accumulate(found, axis=0)


@dataclass
class _Search:
    """Where quantiles are thought to be, dx/dprobit, the numbers beside them and the probits of those; all (P, R).

    ``asked`` is their own probit; ``doubtful`` says which are not near enough yet.
    """

    asked: FloatArray
    x: FloatArray
    slope: FloatArray
    low: FloatArray
    high: FloatArray
    low_score: FloatArray
    high_score: FloatArray
    doubtful: npt.NDArray[np.bool_]

    def some(self, which: IntArray) -> _Search:
        """Some of them, (1, N), by their positions in rows one after the other."""
        parts = (np.broadcast_to(getattr(self, one.name), self.x.shape).ravel() for one in fields(self))
        return _Search(*(part[np.newaxis, which] for part in parts))

    def step(self, here: FloatArray, close: FloatArray) -> None:
        """Move by the parabola through the three places, whose middle one has the probit ``here``.

        How far that is off is no more than the distance to where a tangent would have led, or a twentieth of the step, less in
        the square where places of other quantiles lie nearer than the nodes.
        """
        low, low_score, high, high_score = self._nearest(here)
        below, off = self.asked - low_score, self.asked - here
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            first = (self.x - low) / (here - low_score)
            second = ((high - self.x) / (high_score - here) - first) / (high_score - low_score)
            slope = first + below * second
            narrow = (high_score - low_score) / (self.high_score - self.low_score)
            to, tangent = self.x + off * slope, self.x + off * self.slope
        rising = off > 0.0
        self.low, self.low_score = np.where(rising, self.x, self.low), np.where(rising, here, self.low_score)
        self.high, self.high_score = np.where(rising, self.high, self.x), np.where(rising, self.high_score, here)
        outside = ~((to >= self.low) & (to <= self.high))
        to = np.where(outside, self.low + (self.high - self.low) / 2.0, to)
        told = np.abs(off) <= _TOLD * np.sqrt(2.0 * np.pi) * np.exp(self.asked**2 / 2.0)
        to = np.where(told, self.x, to)
        doubt = np.maximum(np.abs(to - tangent), _DOUBT * narrow**2 * np.abs(to - self.x))
        self.doubtful = ~told & (outside | ~(doubt <= close)) & (self.high - self.low > close)
        self.x, self.slope = to, slope

    def _nearest(self, here: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """The nearest numbers below and above, each with its probit: the places of other quantiles too, while they lie in rows."""
        sides = self.low, self.low_score, self.high, self.high_score
        if len(here) == 1:
            return sides
        low, low_score, high, high_score = (side.copy() for side in sides)
        nearer = self.x[:-1] > low[1:]
        np.copyto(low[1:], self.x[:-1], where=nearer)
        np.copyto(low_score[1:], here[:-1], where=nearer)
        nearer = self.x[1:] < high[:-1]
        np.copyto(high[:-1], self.x[1:], where=nearer)
        np.copyto(high_score[:-1], here[1:], where=nearer)
        return low, low_score, high, high_score


@dataclass(frozen=True, eq=False)
class StudentColumns(ByValue, Columns):
    """Student t laws on the scale of one link; ``df``, ``loc`` and ``scale`` are (R,)."""

    df: FloatArray
    loc: FloatArray
    scale: FloatArray
    link: LinkFunction = Identity()  # noqa: RUF009  # a frozen value

    @property
    def kind(self) -> object:
        return type(self), self.link

    @classmethod
    def beside(cls, parts: Sequence[Self]) -> Self:
        df, loc, scale = (np.concatenate([getattr(p, name) for p in parts]) for name in ("df", "loc", "scale"))
        return cls(df, loc, scale, parts[0].link)

    def some(self, which: IntArray) -> Self:
        return replace(self, df=self.df[which], loc=self.loc[which], scale=self.scale[which])

    def cdf(self, x: FloatArray) -> FloatArray:
        z = np.clip((self.link.extended(x) - self.loc) / self.scale, -_FAR_STANDARD, _FAR_STANDARD)
        table = t_tables(self.df)
        one = np.ones((1, len(self.df)), np.float32)
        per_unit = table.per_unit[np.newaxis].astype(np.float32)
        return shares_of(table, z, per_unit, np.zeros_like(one), one)

    def nodes(self, least: float) -> FloatArray:
        x = self.link.inverse(self.loc + self.scale * standard_nodes(self.df, least))
        return np.clip(x, -_FAR, _FAR)

    def quantiles(self, probs: FloatArray) -> FloatArray:
        """In closed form, to rounding."""
        different, place = np.unique(self.df, return_inverse=True)
        return self.link.inverse(self.loc + self.scale * special.stdtrit(different, probs[:, np.newaxis])[:, place])


@dataclass(frozen=True, eq=False)
class PooledColumns(ByValue, Columns):
    """The linear pool with equal weights."""

    parts: tuple[Columns, ...]

    @property
    def kind(self) -> object:
        return type(self), *(part.kind for part in self.parts)

    @classmethod
    def beside(cls, parts: Sequence[Self]) -> Self:
        return cls(tuple(own[0].beside(own) for own in zip(*(part.parts for part in parts), strict=True)))

    def some(self, which: IntArray) -> Self:
        return replace(self, parts=tuple(part.some(which) for part in self.parts))

    def cdf(self, x: FloatArray) -> FloatArray:
        return cast("FloatArray", sum(part.cdf(x) for part in self.parts)) / len(self.parts)

    def nodes(self, least: float) -> FloatArray:
        each = [part.nodes(least) for part in self.parts]
        every = np.sort(np.concatenate(each), axis=0)
        return every[np.linspace(0, len(every) - 1, len(each[0])).round().astype(np.intp)]  # as many as of one


@dataclass(frozen=True, eq=False)
class MirroredColumns(ByValue, Columns):
    """The distributions of -X."""

    part: Columns

    @property
    def kind(self) -> object:
        return type(self), self.part.kind

    @classmethod
    def beside(cls, parts: Sequence[Self]) -> Self:
        return cls(parts[0].part.beside([one.part for one in parts]))

    def some(self, which: IntArray) -> Self:
        return replace(self, part=self.part.some(which))

    def cdf(self, x: FloatArray) -> FloatArray:
        return 1.0 - self.part.cdf(-x)

    def nodes(self, least: float) -> FloatArray:
        return -self.part.nodes(least)[::-1]


def standard_nodes(df: FloatArray, least: float) -> FloatArray:
    """(J, R) standard positions: quantiles of T about as far out as ``least``, and two on each side far beyond."""
    different, place = np.unique(df, return_inverse=True)
    tails = special.ndtr(np.multiply.outer(_HALF, special.ndtri(min(least, 0.1))))
    inner = -special.stdtrit(different, tails[:, np.newaxis])
    half = np.concatenate([inner, np.multiply.outer(_BEYOND, inner[-1])])
    return np.concatenate([-half[::-1], np.zeros_like(half[:1]), half])[:, place]


def _probit(share: FloatArray) -> FloatArray:
    return np.asarray(special.ndtri(np.clip(share, _END, 1.0 - _END)), dtype=np.float64)


def _between(laws: Columns, search: _Search) -> _Search:
    """The search of (1, N) quantiles once F is known at nine places from the one below to the one above each."""
    x = search.low + (search.high - search.low) * np.linspace(0.0, 1.0, 9)[:, np.newaxis]
    score = np.concatenate([search.low_score, _probit(laws.cdf(x[1:-1])), search.high_score])
    score = np.maximum.accumulate(score, axis=0) + 1e-12 * np.arange(9)[:, np.newaxis]
    return _cubic(search.asked, score, x)


def _cubic(asked: FloatArray, score: FloatArray, x: FloatArray) -> _Search:
    """The (P, R) places of the asked scores by the monotone cubic of Fritsch and Butland, and the nodes beside them."""
    width, rise = np.diff(score, axis=0), np.diff(x, axis=0)
    slope = rise / width
    share = (1.0 + width[1:] / (width[1:] + width[:-1])) / 3.0
    inner = slope[:-1] * (slope[1:] / np.maximum(share * slope[1:] + (1.0 - share) * slope[:-1], 1e-300))
    tangent = np.concatenate([slope[:1], inner, slope[-1:]])
    cell = np.sum(score[1:-1, np.newaxis] < asked, axis=0)
    at = cell * score.shape[1] + np.arange(score.shape[1])
    after: npt.NDArray[np.intp] = at + score.shape[1]
    span, step, low, start_score = width.take(at), rise.take(at), x.take(at), score.take(at)
    t = np.clip((asked - start_score) / span, 0.0, 1.0)
    start, end = tangent.take(at) * span, tangent.take(after) * span
    bend, turn = 3.0 * step - 2.0 * start - end, start + end - 2.0 * step
    found, steep = low + t * (start + t * (bend + t * turn)), (start + t * (2.0 * bend + 3.0 * t * turn)) / span
    begun = np.ones(found.shape, dtype=np.bool_)
    return _Search(asked, found, steep, low, x.take(after), start_score, score.take(after), begun)
