r"""The predictive distributions of many years side by side, and all their quantiles from one table.

A row is one continuous distribution, such as one year of a fit. Every question of a chart or a table (a median, three
bands, two hundred quantiles of a score) is asked of all rows at once::

    Students(df, loc, scale, link)    Student t on a link: closed form
    Pooled(parts)                     as much of each part
    Mirrored(part)                    -X

What has no closed form is inverted (:func:`inverted`): F at nodes that rise through the support, a monotone cubic on the
probit scale between them, then secant steps on F itself, each kept inside the cell of the table that holds the
quantile. The result keeps |F(q) - p| <= 1e-6 for p from 0.001 to 0.999 (1e-8 as a rule), and a millionth of the tail beyond,
unless the quantile lies nearer to a bound than numbers go.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
from scipy import special

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray, Identity, LinkFunction
from shkplan.distributions.student import QUICK

__all__ = ["SPREAD", "Marginals", "Mirrored", "Pooled", "Students", "inverted"]

_FAR = 1e150  # nearer to infinity no quantile is searched
_LEAST = 1e-300  # smaller probabilities have no probit
_CLOSE = 1e-7  # of the smaller tail: a secant that has just brought F so near lands within rounding from here
_RIGHT = 1e-11
_STEPS, _PATIENCE = 200, 6
_U = np.concatenate([[-30.0, -14.0, -8.0, -5.0, -4.0], np.linspace(-3.2, 3.2, 17), [4.0, 5.0, 8.0, 14.0, 30.0]])
SPREAD = np.sinh(_U)  # standard positions of the nodes: dense in the middle, and as far out as any tail asks


class Marginals(ABC):
    """R continuous distributions, each a row."""

    @abstractmethod
    def cdf(self, x: FloatArray, *, quick: bool = False) -> FloatArray:
        """(R, J) P(X <= x) for J numbers of each row; where ``quick``, only 0.001 to 0.999 need be right, and to 1e-8."""

    @abstractmethod
    def nodes(self) -> FloatArray:
        """(R, J) finite numbers of each row that rise and hold all the weight that counts between them."""

    def quantiles(self, probs: npt.ArrayLike) -> FloatArray:
        """(R, P) the quantiles of each row at P probabilities strictly between 0 and 1."""
        p = np.asarray(probs, dtype=np.float64)
        quick = bool(np.all((p >= QUICK) & (p <= 1.0 - QUICK)))
        return inverted(lambda x: self.cdf(x, quick=quick), self.nodes(), p)


@dataclass(frozen=True, eq=False)
class Students(ByValue, Marginals):
    """Student t laws on the scale of one link; ``loc`` and ``scale`` are (R,)."""

    df: float
    loc: FloatArray
    scale: FloatArray
    link: LinkFunction = Identity()  # noqa: RUF009  # a frozen value

    def cdf(self, x: FloatArray, *, quick: bool = False) -> FloatArray:  # noqa: ARG002  # quick as it is
        z = (self.link.extended(x) - self.loc[:, np.newaxis]) / self.scale[:, np.newaxis]
        return np.asarray(special.stdtr(self.df, z))

    def nodes(self) -> FloatArray:
        return np.clip(self._at(SPREAD), -_FAR, _FAR)

    def quantiles(self, probs: npt.ArrayLike) -> FloatArray:
        return self._at(np.asarray(special.stdtrit(self.df, np.asarray(probs, dtype=np.float64)), dtype=np.float64))

    def _at(self, standard: FloatArray) -> FloatArray:
        return self.link.inverse(self.loc[:, np.newaxis] + self.scale[:, np.newaxis] * standard)


@dataclass(frozen=True, eq=False)
class Pooled(ByValue, Marginals):
    """The linear pool with equal weights: a row follows one of the parts' rows, each as likely as another."""

    parts: tuple[Marginals, ...]

    def cdf(self, x: FloatArray, *, quick: bool = False) -> FloatArray:
        return cast("FloatArray", sum(part.cdf(x, quick=quick) for part in self.parts)) / len(self.parts)

    def nodes(self) -> FloatArray:
        return np.sort(np.concatenate([part.nodes() for part in self.parts], axis=1), axis=1)


@dataclass(frozen=True, eq=False)
class Mirrored(ByValue, Marginals):
    """The distributions of -X."""

    part: Marginals

    def cdf(self, x: FloatArray, *, quick: bool = False) -> FloatArray:
        return 1.0 - self.part.cdf(-x, quick=quick)

    def nodes(self) -> FloatArray:
        return -self.part.nodes()[:, ::-1]

    def quantiles(self, probs: npt.ArrayLike) -> FloatArray:
        return -self.part.quantiles(1.0 - np.asarray(probs, dtype=np.float64))


def inverted(cdf: Callable[[FloatArray], FloatArray], nodes: FloatArray, probs: FloatArray) -> FloatArray:
    """(R, P) where F(x) = p in each of R rows.

    Args:
        cdf: F of every row, (R, J) -> (R, J).
        nodes: (R, J) rising numbers; a quantile beyond the last is answered with the last.
        probs: (P,) between 0 and 1.
    """
    share = np.maximum.accumulate(cdf(nodes), axis=1)
    score = special.ndtri(np.clip(share, _LEAST, 1.0 - 1e-16))
    score = score + 1e-9 * np.arange(score.shape[1])  # rises, where F has no more digits too
    wanted = special.ndtri(probs)
    cell = np.clip(np.sum(score[:, :, np.newaxis] < wanted, axis=1) - 1, 0, nodes.shape[1] - 2)
    x, slope = _interpolated(wanted, score, nodes, cell)
    rows = np.arange(len(nodes))[:, np.newaxis]
    found, rising = (
        _polished(cdf, _Search(x, nodes[rows, cell], nodes[rows, cell + 1], slope), probs, wanted),
        np.argsort(probs),
    )
    found[:, rising] = np.maximum.accumulate(found[:, rising], axis=1)  # at a bound the last bit may fall
    return found


@dataclass
class _Search:
    """Where each quantile is thought to be, the numbers between which it lies, and dx/d probit there; all (R, P)."""

    x: FloatArray
    low: FloatArray
    high: FloatArray
    slope: FloatArray


def _polished(
    cdf: Callable[[FloatArray], FloatArray], at: _Search, probs: FloatArray, wanted: FloatArray
) -> FloatArray:
    """The quantiles once F agrees; only those that do not yet are asked again."""
    p, score = np.broadcast_to(probs, at.x.shape), np.broadcast_to(wanted, at.x.shape)
    found, where = at.x.copy(), np.broadcast_to(np.arange(probs.size), at.x.shape)
    x, here, off = at.x, score, np.full(at.x.shape, np.inf)  # the place before, its probit, and how far off F was there
    for step in range(_STEPS):
        share = cdf(at.x)
        at.low, at.high = np.where(share < p, at.x, at.low), np.where(share < p, at.high, at.x)
        last_x, last, last_off = x, here, off
        x, here = at.x, special.ndtri(np.clip(share, _LEAST, 1.0 - 1e-16))
        off = np.abs(share - p) / np.minimum(p, 1.0 - p)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            slope = (x - last_x) / (here - last)  # by the last two places; the one before where they fell together
            at.slope = np.where(np.isfinite(slope) & (slope > 0), slope, at.slope)
            moved = x + (score - here) * at.slope
        inside = (moved >= at.low) & (moved <= at.high) & (moved != x)
        inside &= step < _PATIENCE or step % 2 == 0  # halving in between, so that it must end
        at.x = np.where(off <= _RIGHT, x, np.where(inside, moved, _between(at.low, at.high)))
        np.put_along_axis(found, where, at.x, axis=1)
        done = (off <= _RIGHT) | (inside & (off <= _CLOSE) & (off <= last_off / 30.0))
        done |= at.high - at.low <= 4.0 * np.spacing(np.maximum(np.abs(at.low), np.abs(at.high)))
        most = int(np.sum(~done, axis=1).max(initial=0))
        if not most:
            break
        if most < done.shape[1]:
            rest = np.argsort(done, axis=1, kind="stable")[:, :most]
            where = np.take_along_axis(where, rest, axis=1)
            parts = (at.x, at.low, at.high, at.slope, x, here, off, p, score)
            *search, x, here, off, p, score = (cast("FloatArray", np.take_along_axis(a, rest, axis=1)) for a in parts)
            at = _Search(*search)
    return found


def _between(low: FloatArray, high: FloatArray) -> FloatArray:
    """Numbers in the middle: of their logarithms, where both have one sign and differ much."""
    near, far = np.minimum(np.abs(low), np.abs(high)), np.maximum(np.abs(low), np.abs(high))
    wide = (low >= 0.0) | (high <= 0.0)
    wide &= (far > 4.0 * near) & (far > _LEAST)
    logs = np.sign(low + high) * np.sqrt(np.maximum(near, _LEAST)) * np.sqrt(far)
    return np.where(wide, logs, low + (high - low) / 2.0)


def _interpolated(
    wanted: FloatArray, score: FloatArray, x: FloatArray, cell: npt.NDArray[np.intp]
) -> tuple[FloatArray, FloatArray]:
    """(R, P) x at the wanted scores by the monotone cubic of each row, and the steepness of its cell.

    The slope at a node is the harmonic mean of those beside it (Fritsch and Butland 1984), so that no quantile crosses.
    """
    width, rise = np.diff(score, axis=1), np.diff(x, axis=1)
    slope = rise / width
    inner = 2.0 * slope[:, 1:] * (slope[:, :-1] / np.maximum(slope[:, 1:] + slope[:, :-1], 1e-300))
    tangent = np.hstack([slope[:, :1], inner, slope[:, -1:]])
    rows = np.arange(len(score))[:, np.newaxis]
    span = width[rows, cell]
    t = np.clip((wanted - score[rows, cell]) / span, 0.0, 1.0)
    start, end = tangent[rows, cell] * span, tangent[rows, cell + 1] * span
    step = rise[rows, cell]
    found = x[rows, cell] + t * (start + t * (3.0 * step - 2.0 * start - end + t * (start + end - 2.0 * step)))
    local = (start + t * (2.0 * (3.0 * step - 2.0 * start - end) + 3.0 * t * (start + end - 2.0 * step))) / span
    return found, np.maximum(local, 0.0)
