r"""The Gaussian algebra of damped-trend exponential smoothing, for a whole grid of members at once.

A member (alpha, beta, phi) of ETS(A, Ad, N) moves by innovations e_t ~ N(0, sigma^2) [1]_::

    y_t = l_{t-1} + phi b_{t-1} + e_t,   l_t = l_{t-1} + phi b_{t-1} + alpha e_t,   b_t = phi b_{t-1} + beta e_t

Written out, it is a line of growing length plus moving averages of growing length::

    y_t = l + b x_t + sum_{s<=t} psi_{t-s} e_s,     x_t = phi + ... + phi^t,
    psi_0 = 1,   psi_j = alpha + beta (phi + ... + phi^j)

so that a member is a Gaussian law of *all* years, y ~ N(l 1 + b x, sigma^2 L L'), L[t, s] = psi_{t-s}. A missing year is
a row that is not looked at, which is exact: nothing is filled and nothing needs a filter. With O the measured years, F
the years asked, C the Cholesky root of (L L')_OO and the level l flat, generalised least squares gives

    SS      = |A y|^2,         A = (I - q q') C^-1,   q = C^-1 1 / |C^-1 1|          what a level leaves unexplained
    b^      = r'y,             r = A'(A x) / Sxx,     Sxx = |A x|^2                   the slope
    m_F     = M y,             cov sigma^2 V                                         the years asked, without slope
    u_F     = x_F - M x                                                              how they feel the slope

A Zellner prior on the slope, b ~ N(0, g sigma^2 / Sxx), keeps the share c = g / (1 + g) of b^: c = 0 is no drift, c
near 1 the full one, c = 1/2 the half slope of the Theta method [2]_. With p(l, sigma^2) ~ 1 / sigma^2 all follows
in closed form::

    SS_c = SS - c b^2 Sxx,     y_F ~ t(n - 1, M y + c b^ u_F, sqrt(SS_c / (n - 1) (V + c u_F u_F' / Sxx)))
    log evidence = 1/2 log(1 - c) - 1/2 log|C C'| - 1/2 log(1'(C C')^-1 1) - (n - 1)/2 log SS_c + constant

Geometry depends on which years were measured, not on the values: series with the same years share it, and what
is left for each of them is one product of matrices.

References:
    .. [1] Hyndman, R., Koehler, A., Ord, K. and Snyder, R. (2008). Forecasting with Exponential Smoothing. Springer.
    .. [2] Hyndman, R. and Billah, B. (2003). Unmasking the Theta method. Int. J. Forecasting 19, 287-290.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray

__all__ = ["Geometry", "geometry"]


@dataclass(frozen=True, eq=False)
class Geometry:
    """What the measured and the asked years alone say about each of B members.

    Attributes:
        whiten: (B, n, n) A, the measured values to independent residuals around a level.
        slope: (B, n) r.
        information: (B,) Sxx; infinity for a member without slope.
        log_volume: (B,) log|C C'| + log(1'(C C')^-1 1).
        mean: (B, m, n) M.
        lean: (B, m) u_F.
        process: (B, m, m) covariance of the asked years given level, slope and data, in units of sigma^2.
        level: (B, m) how they feel the standard error of the level: V = process + level level'.
    """

    whiten: FloatArray
    slope: FloatArray
    information: FloatArray
    log_volume: FloatArray
    mean: FloatArray
    lean: FloatArray
    process: FloatArray
    level: FloatArray

    @cached_property
    def root(self) -> FloatArray:
        """(B, m, m) the Cholesky root of ``process``."""
        return np.asarray(np.linalg.cholesky(self.process), dtype=np.float64)


def geometry(members: FloatArray, measured: IntArray, asked: IntArray) -> Geometry:
    """The geometry of (B, 3) members (alpha, beta, phi) on rising measured years; none asked is before the first.

    Only distances between years matter, and the last few hundred answers are kept.
    """
    since = (np.asarray(years, dtype=np.int64) - int(measured[0]) for years in (measured, asked))
    return _geometry(members.tobytes(), *(years.tobytes() for years in since))


class _Measured(NamedTuple):
    """What the measured years alone say; names as in the formulas above."""

    inverse: FloatArray  # (B, n, n) C^-1
    one: FloatArray  # (B, n) C^-1 1
    norm: FloatArray  # (B,) |C^-1 1|
    level_of: FloatArray  # (B, n) q'C^-1
    whiten: FloatArray
    slope: FloatArray
    information: FloatArray
    log_volume: FloatArray


@lru_cache(maxsize=256)
def _measured(packed: bytes, packed_measured: bytes) -> _Measured:
    members, measured = np.frombuffer(packed).reshape(-1, 3), np.frombuffer(packed_measured, dtype=np.int64)
    line, mixing = _process(members, int(measured[-1]) + 1)
    seen, x_seen = mixing[:, measured], line[:, measured]
    root = np.linalg.cholesky(seen @ seen.transpose(0, 2, 1))
    inverse = np.linalg.inv(root)
    one = inverse.sum(axis=2)
    norm = np.sqrt(np.sum(one**2, axis=1))
    q = one / norm[:, np.newaxis]
    level_of = np.einsum("bi,bij->bj", q, inverse)
    whiten = inverse - q[:, :, np.newaxis] * level_of[:, np.newaxis, :]

    spread = np.einsum("bij,bj->bi", whiten, x_seen)
    information = np.sum(spread**2, axis=1)
    information = np.where(information > 1e-9, information, np.inf)
    slope = np.einsum("bij,bi->bj", whiten, spread) / information[:, np.newaxis]
    log_volume = 2.0 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1) + 2.0 * np.log(norm)
    return _Measured(inverse, one, norm, level_of, whiten, slope, information, log_volume)


@lru_cache(maxsize=256)
def _geometry(packed: bytes, packed_measured: bytes, packed_asked: bytes) -> Geometry:
    members = np.frombuffer(packed).reshape(-1, 3)
    measured, asked = (np.frombuffer(years, dtype=np.int64) for years in (packed_measured, packed_asked))
    told = _measured(packed, packed_measured)
    line, mixing = _process(members, int(max(measured[-1], np.max(asked, initial=0))) + 1)
    seen, wanted = mixing[:, measured], mixing[:, asked]
    regress = wanted @ seen.transpose(0, 2, 1) @ told.inverse.transpose(0, 2, 1)
    level = (1.0 - np.einsum("bmi,bi->bm", regress, told.one)) / told.norm[:, np.newaxis]
    mean = regress @ told.inverse + level[:, :, np.newaxis] * told.level_of[:, np.newaxis, :]
    lean = line[:, asked] - np.einsum("bmn,bn->bm", mean, line[:, measured])
    process = wanted @ wanted.transpose(0, 2, 1) - regress @ regress.transpose(0, 2, 1)
    return Geometry(told.whiten, told.slope, told.information, told.log_volume, mean, lean, process, level)


def _process(members: FloatArray, length: int) -> tuple[FloatArray, FloatArray]:
    """(B, length) the line x and (B, length, length) the mixing matrix L of each member."""
    alpha, beta, phi = members.T[:, :, np.newaxis]
    damped = np.cumsum(phi ** np.arange(1, length + 1), axis=1)  # phi + ... + phi^j for j = 1, 2, ...
    psi = np.concatenate([np.ones_like(alpha), (alpha + beta * damped)[:, :-1]], axis=1)
    back = np.subtract.outer(np.arange(length), np.arange(length))
    return damped, np.where(back >= 0, psi[:, np.maximum(back, 0)], 0.0)
