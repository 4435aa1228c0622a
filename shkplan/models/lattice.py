r"""A process with a few shape parameters on a grid, and the kriging of any year from the measured ones.

Smoothing, ARIMA and trend models are one sentence. Over consecutive years

    z = X beta + sigma u,     u ~ N(0, K(g)),     beta flat,     p(sigma) ~ 1 / sigma

where the shape g (a smoothing constant, a damping, an autocorrelation) takes the values of a fixed grid. Given g all is
generalised least squares: a missing year is a row that is not there, and any year, before, in a gap or after, is the
kriging of the measured ones [1]_. What becomes of the shapes is the matter of :mod:`shkplan.models.lattice_average`.

Columns of X are of two kinds. The first ``states`` of them are the level (and slope) from which the process starts:
they are part of the path, so they are in C. The rest are parameters, drawn once per path, in S. K may have any multiple
of the state columns added without changing an answer, and has: that keeps it positive definite.

Nothing here depends on the values, so what a pattern of years needs is worked out once and serves every series of a
panel that was measured in the same years.

References:
    .. [1] Cressie, N. (1993). Statistics for Spatial Data, rev. ed. Wiley, sec. 3.4.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache
from typing import ClassVar, NamedTuple

import numpy as np

from shkplan.base.values import alike
from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray

__all__ = ["Lattice", "Left", "Reached", "filtered", "left_by", "reached_from", "straight"]

_REMEMBERED = 64  # patterns of years whose matrices are kept: series of a panel, and origins of a backtest, share them


class Lattice(ABC):
    """A process on a grid of g shapes; one object a model, since what depends on the years alone is remembered by it."""

    kept: ClassVar[float] = 1.0  # the chance that the parameters go on in the years to come; else they count as zero
    states: IntArray  # (g,) how many columns of X are states
    log_prior: FloatArray  # (g,)

    def __eq__(self, other: object) -> bool:
        """Of the same kind and shapes; so is what comes out of a pickle."""
        return type(other) is type(self) and (other is self or alike(vars(self), vars(other)))

    def __hash__(self) -> int:
        return hash((type(self), self.states.tobytes(), self.log_prior.tobytes()))

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


class Left(NamedTuple):
    """What the measured years leave unexplained, a matrix a shape."""

    residual: FloatArray  # (g, n, n): q_g = |residual z|^2
    constant: FloatArray  # (g,) what the log likelihood has beside q_g


class Reached(NamedTuple):
    """How asked years hang on measured ones, a matrix a shape."""

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
def left_by(lattice: Lattice, years: tuple[int, ...]) -> Left:
    """What the measured years leave, for every shape."""
    at = _arranged(lattice, years)
    residual = at.whiten - at.q @ (_turned(at.q) @ at.whiten)
    return Left(residual, _log_diagonal(at.whiten) - _log_diagonal(at.r))


@lru_cache(_REMEMBERED)
def reached_from(lattice: Lattice, years: tuple[int, ...], asked: tuple[int, ...]) -> Reached:
    """How the asked years hang on the measured ones, for every shape; their noise is C, their feeling of beta S."""
    at = _arranged(lattice, years, asked)
    seen = at.whiten @ at.across
    feels = (at.design - _turned(seen) @ (at.q @ at.r)) @ np.linalg.inv(at.r)
    states, parameters = feels * at.state, feels * (1.0 - at.state)
    gone_on = parameters @ _turned(at.q) @ at.whiten
    weights = (_turned(seen) + states @ _turned(at.q)) @ at.whiten + lattice.kept * gone_on
    noise = at.kernel - _turned(seen) @ seen + states @ _turned(states)
    return Reached(weights, gone_on, (noise + _turned(noise)) / 2, np.sqrt(lattice.kept) * parameters)


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
