r"""What the models with memory have in common: a process with a few shape parameters on a grid.

Smoothing, ARIMA and trend models are one sentence. Over consecutive years

    z = X beta + sigma u,     u ~ N(0, K(g)),     beta flat,     p(sigma) ~ 1 / sigma

where the shape g (a smoothing constant, a damping, an autocorrelation) takes the values of a fixed grid. Given g all is
generalised least squares: a missing year is a row that is not there, and any year, before, in a gap or after, is the
kriging of the measured ones [1]_. With q_g = z'P_g z, the sum of squares the shape leaves unexplained, the weight of
a shape is its restricted likelihood [2]_ times its prior,

    log w_g = log prior_g - (df log q_g + log|K| + log|X' K^-1 X|) / 2 + constant,     df = n - rank X.

Every library takes the shape of the largest likelihood and forgets that six points hardly tell shapes apart: the plug-in
that makes bands too narrow. Here the shapes are averaged, and the average is brought back to one Student t of the same
mean and the same second moments, so that law and paths remain one multivariate t:

    m = sum w_g m_g,     scale^2 = sum w_g (s_g^2 (C_g + S_g S_g') + (m_g - m)(m_g - m)'),     s_g^2 = q_g / df

An approximation, on the wide side (the spread of the means is counted as if it too had heavy tails). The coverage it
reaches is measured in ``tests/contract/test_models_coverage_averaged.py``. There is no optimiser: nothing can fail to
converge, and the same series in another unit has the same forecast to the last digits.

Columns of X are of two kinds. The first ``states`` of them are the level (and slope) from which the process starts:
they are part of the path, so they are in C. The rest are parameters, drawn once per path, in S. K may have any multiple
of the state columns added without changing an answer, and has: that keeps it positive definite.

References:
    .. [1] Cressie, N. (1993). Statistics for Spatial Data, rev. ed. Wiley, sec. 3.4.
    .. [2] Harville, D. (1977). Maximum likelihood approaches to variance component estimation, JASA 72, 320-338.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, NamedTuple, TypeVar

import numpy as np

from shkplan.links import FloatArray
from shkplan.models.base import IntArray, Model, scale_of
from shkplan.models.conjugate import ConjugateFit

__all__ = ["Lattice", "LatticeFit", "averaged", "filtered", "straight"]

_REMEMBERED = 64  # patterns of years whose matrices are kept: series of a panel, and origins of a backtest, share them


class Lattice(ABC):
    """A process on a grid of g shapes; one object a model, since what depends on the years alone is remembered by it."""

    kept: ClassVar[float] = 1.0  # the chance that the parameters go on in the years to come; else they count as zero
    states: IntArray  # (g,) how many columns of X are states
    log_prior: FloatArray  # (g,)

    @abstractmethod
    def design(self, steps: IntArray) -> FloatArray:
        """X: (g, n, k), states first; ``steps`` are years since the first measured one."""

    @abstractmethod
    def kernel(self, n: int) -> FloatArray:
        """K: (g, n, n) over n consecutive years, in the first of which the process starts."""


class _Years(NamedTuple):
    """X and K for measured and asked years, whitened where measured; one matrix a shape."""

    whiten: FloatArray  # (g, n, n) inverse Cholesky root of K
    q: FloatArray  # (g, n, k)
    r: FloatArray  # (g, k, k): q r = whitened X
    state: FloatArray  # (g, 1, k) one for state columns, zero for parameters
    design: FloatArray  # (g, m, k) asked
    kernel: FloatArray  # (g, m, m) asked
    across: FloatArray  # (g, n, m) K between measured and asked


class _Left(NamedTuple):
    residual: FloatArray  # (g, n, n): q_g = |residual z|^2
    constant: FloatArray  # (g,) what the log likelihood has beside q_g


class _Reached(NamedTuple):
    weights: FloatArray  # (g, m, n): m_g = weights z
    gone_on: FloatArray  # (g, m, n): what of it is the work of the parameters
    noise: FloatArray  # (g, m, m) C_g
    feels: FloatArray  # (g, m, k) S_g


def _arranged(lattice: Lattice, years: tuple[int, ...], asked: tuple[int, ...] = ()) -> _Years:
    calendar = np.arange(min(years + asked), max(years + asked) + 1)
    here = np.array(years) - calendar[0]
    there = np.array(asked, dtype=np.int64) - calendar[0]
    design = lattice.design(calendar - years[0])
    state = (np.arange(design.shape[-1]) < lattice.states[:, np.newaxis])[:, np.newaxis].astype(np.float64)
    kernel = lattice.kernel(calendar.size) + (design * state) @ _turned(design)
    whiten = np.linalg.inv(np.linalg.cholesky(kernel[:, here[:, np.newaxis], here]))
    q, r = np.linalg.qr(whiten @ design[:, here])
    column = there[:, np.newaxis]
    return _Years(
        whiten, q, r, state, design[:, there], kernel[:, column, there], kernel[:, here[:, np.newaxis], there]
    )


@lru_cache(_REMEMBERED)
def _left(lattice: Lattice, years: tuple[int, ...]) -> _Left:
    at = _arranged(lattice, years)
    residual = at.whiten - at.q @ (_turned(at.q) @ at.whiten)
    return _Left(residual, _log_diagonal(at.whiten) - _log_diagonal(at.r))


@lru_cache(_REMEMBERED)
def _reached(lattice: Lattice, years: tuple[int, ...], asked: tuple[int, ...]) -> _Reached:
    at = _arranged(lattice, years, asked)
    seen = at.whiten @ at.across
    feels = (at.design - _turned(seen) @ (at.q @ at.r)) @ np.linalg.inv(at.r)
    states, parameters = feels * at.state, feels * (1.0 - at.state)
    gone_on = parameters @ _turned(at.q) @ at.whiten
    weights = (_turned(seen) + states @ _turned(at.q)) @ at.whiten + lattice.kept * gone_on
    noise = at.kernel - _turned(seen) @ seen + states @ _turned(states)
    return _Reached(weights, gone_on, (noise + _turned(noise)) / 2, np.sqrt(lattice.kept) * parameters)


@dataclass(frozen=True, eq=False)
class LatticeFit(ConjugateFit):
    """A fit averaged over the shapes of ``lattice``.

    Attributes:
        lattice: the process and its grid.
        weights: (g,) of the shapes; they sum to one.
        squares: (g,) s_g^2 in units of ``scale``^2.
    """

    lattice: Lattice
    weights: FloatArray
    squares: FloatArray

    @property
    def likeliest(self) -> int:
        """The position of the heaviest shape on the grid; ``scale`` is its s."""
        return int(np.argmax(self.weights))

    def centre(self, years: IntArray) -> FloatArray:
        level, moved = float(self.values.mean()), self._at(years).weights
        return level + self.weights @ (moved @ (self.values - level))

    def sensitivity(self, years: IntArray) -> FloatArray:
        """Parameters within each shape, the means of the shapes around their mean, and whether the trend goes on."""
        at, kept, off = self._at(years), self.lattice.kept, self.values - self.values.mean()
        means = at.weights @ off
        apart = (means - self.weights @ means) / self.scale
        doubt = np.sqrt(kept * (1.0 - kept)) * (at.gone_on @ off) / self.scale
        within = (
            np.concatenate(np.moveaxis(at.feels, -1, 0))
            * np.tile(np.sqrt(self.squares), at.feels.shape[-1])[:, np.newaxis]
        )
        columns = np.vstack((within, apart, doubt))
        columns *= np.tile(np.sqrt(self.weights), len(columns) // self.weights.size)[:, np.newaxis]
        root = np.asarray(
            np.linalg.qr(columns, mode="r"), dtype=np.float64
        )  # as few columns as years, with the same S S'
        return root.T

    def noise(self, years: IntArray) -> FloatArray:
        return np.tensordot(self.weights * self.squares, self._at(years).noise, 1)

    def _at(self, years: IntArray) -> _Reached:
        return _reached(self.lattice, tuple(self.years.tolist()), tuple(years.tolist()))


_Fit = TypeVar("_Fit", bound=LatticeFit)


def averaged(model: Model, kind: type[_Fit], lattice: Lattice, years: IntArray, values: FloatArray) -> _Fit:
    """The fit of a checked series, as a value of the model's own ``kind``.

    Raises:
        NotAssessable: some shape explains the series without any scatter.
    """
    left = _left(lattice, tuple(years.tolist()))
    residuals = left.residual @ (values - values.mean())
    squares = np.sum(residuals**2, axis=1)
    df = years.size - lattice.design(np.arange(1)).shape[-1]
    scale_of(model, residuals[np.argmin(squares)], df, values)
    log = lattice.log_prior + left.constant - df / 2 * np.log(squares)
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    scale = float(np.sqrt(squares[np.argmax(weights)] / df))
    return kind(years, values, df, scale, lattice, weights, squares / df / scale**2)


def straight(steps: IntArray, g: int) -> FloatArray:
    """X of a straight line for g shapes: level and slope a year."""
    line = np.column_stack((np.ones(steps.size), steps))
    return np.broadcast_to(line, (g, *line.shape))


def filtered(response: FloatArray) -> FloatArray:
    """K of a process whose shock of one year enters k years later with ``response[:, k]``; (g, n) -> (g, n, n)."""
    n = response.shape[1]
    lag = np.subtract.outer(np.arange(n), np.arange(n))
    shocks = np.where(lag >= 0, response[:, np.maximum(lag, 0)], 0.0)
    return np.asarray(shocks @ _turned(shocks))


def _turned(matrices: FloatArray) -> FloatArray:
    return np.swapaxes(matrices, -1, -2)


def _log_diagonal(matrices: FloatArray) -> FloatArray:
    return np.asarray(np.log(np.abs(np.diagonal(matrices, axis1=-2, axis2=-1))).sum(-1))
