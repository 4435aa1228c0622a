r"""Rates of growth that come back: to a level of their own, and to the scatter that such rates have had anywhere.

    z_t = mu + u_t + v_t,     u_t = phi u_{t-1} + innovations,     v_t independent,     all Gaussian

on a grid of phi, of the share of the variance that is u, and of the variance k sigma^2 of the level mu around what is
usual; members are averaged by their evidence and brought back to one Student t of the same mean and second moments, as
in :mod:`shkplan.models.lattice_average`. For a rate above -100 % the unit is known, and so is what is usual [1]_:

* mu ~ N(3 %, k sigma^2), and sigma^2 has an inverse-gamma prior of 2 degrees of freedom around (2.5 points)^2, so that
  three rates that agree by chance are no calm series;
* scatter does not stay what it was: however long the series, its degrees of freedom stay below 6, 1/df = 1/6 + 1/(n + 2);
* one year unlike its neighbours (2020) is brought within four scatters of the median of the three, a Hampel filter [2]_;
  one part in n of what it loses stays in the scatter, since as often another may come;
* far ahead a region is one of many. h years from the nearest figure, with r = 0.95^h,

      level_h = 3 % + 0.98^h (level - 3 %),    mean_h = level_h + r (mean_h - level),    scale_h = scale_h^r (8.8 / t)^(1 - r)  points

  with t the 97.5 % quantile of the law, which ends at a 95 % band of -6 to 13 %, inside what countries' growth has been
  (-11 to 13 % in 95 of 100 years), whatever the series.

Elsewhere no unit is known: the level is flat, p(sigma) ~ 1 / sigma, no year is filtered and nothing drawn to a class.

Of 1,383 origins of GDP growth, all years given, ten years ahead the 95 % band holds 94-96 % within each third of countries by
their own volatility, and the CRPS is a seventh below that of their own mean and spread (``benchmarks/NOTES-growth-rates.md``).

The interval holds: the years to come, level, persistence and scatter as far as series and class show them, and that
calm may end. It does not hold: errors of measurement, that another indicator's rates are unlike those of product.

References:
    .. [1] Pritchett, L. and Summers, L. (2014). Asiaphoria meets regression to the mean. NBER 20573.
    .. [2] Hampel, F. (1974). The influence curve and its role in robust estimation. JASA 69, 383-393.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from shkplan.distributions.links import LINE, FloatArray, LinkFunction, LinkName, Support
from shkplan.models.base import Declared, IntArray, measurements, scale_of
from shkplan.models.conjugate import ConjugateFit
from shkplan.models.together import Block, Told
from shkplan.models.transformed import LinkedFit, together_on_link

__all__ = ["Reverting", "RevertingFit"]

PHI, SHARE = (0.4, 0.8, 0.95), (0.0, 0.3, 0.6)
_FLAT = 1e6


@dataclass(frozen=True)
class Usual:
    """What is usual of the rates of a class, on the scale of the log.

    Attributes:
        level: the centre of mu.
        spread: k, the variances of mu in units of sigma^2.
        scatter: the centre of sigma.
        df: how many years that counts for.
        most_df: degrees of freedom that no series exceeds.
        limit: scatters beyond which a year is filtered.
        remembered: what a year keeps of the mean and scale of the series.
        held: what a year keeps of its level.
        reached: how far the 95 % band goes to each side far ahead.
    """

    level: float
    spread: tuple[float, ...]
    scatter: float
    df: float
    most_df: float
    limit: float
    remembered: float
    held: float
    reached: float


# Growth of product of the World Bank's regions with crc32(name) % 3 != 0, 1990-2025: `python -m benchmarks.growth`
_GROWTH = Usual(0.03, (0.1, 0.3, 1.0), 0.025, 2.0, 6.0, 4.0, 0.95, 0.98, 0.088)


class Reverting:
    """The model."""

    name = "mean-reverting"
    minimum = 3
    by_bounds = True

    def fit(
        self, years: npt.ArrayLike, values: npt.ArrayLike, support: Support = LINE, link: LinkName = "auto"
    ) -> LinkedFit:
        """The fit to a series in its unit; see :meth:`shkplan.models.base.Model.fit`."""
        transform = support.link(link)
        when, what = measurements(self, years, values)
        z = transform.forward(what)
        usual = replace(_usual(support), level=float(_levels(support, z)))
        return LinkedFit(what, transform, _averaged(self, when, z, usual))

    def together(self, block: Block, asked: IntArray) -> Told:
        """The laws of a block, whose series have the same bounds; as in :class:`shkplan.models.together.Together`."""
        support = block.support()

        def many(_: LinkFunction, z: FloatArray) -> tuple[float, FloatArray, FloatArray]:
            return _many(_usual(support), block.years, z, _levels(support, z), asked)

        return together_on_link(self, block, asked, many)


def _usual(support: Support) -> Usual:
    """What is usual of rates above a bound below zero; of all else, nothing."""
    return _GROWTH if _grows(support) else Usual(0.0, (_FLAT,), 0.0, -1.0, np.inf, np.inf, 1.0, 1.0, 1.0)


def _levels(support: Support, z: FloatArray) -> FloatArray:
    """The usual level of (..., n) values, their own mean where none is: no growth is as far above the bound as all there is."""
    own = z.mean(axis=-1)
    return np.asarray(np.full_like(own, _GROWTH.level + np.log(-support.interval[0])) if _grows(support) else own)


def _grows(support: Support) -> bool:
    low, high = support.interval
    return low < 0 and np.isinf(high) and np.isfinite(low)


class _Years(NamedTuple):
    """How asked years hang on measured ones, a matrix a member; nothing here depends on the values."""

    whiten: FloatArray  # (g, n, n) inverse Cholesky root of the covariance of the measured years
    means: FloatArray  # (g, m, n)
    levels: FloatArray  # (g, n)
    noise: FloatArray  # (g, m, m)


class _Reached(NamedTuple):
    """The asked years of one series."""

    means: FloatArray  # (g, m)
    levels: FloatArray  # (g,)
    noise: FloatArray  # (g, m, m)


@dataclass(frozen=True, eq=False)
class RevertingFit(ConjugateFit):
    """A fit averaged over members.

    Attributes:
        heard: (n,) the values the members heard, on the link scale.
        usual: of the class.
        weights: (g,) of the members; they sum to one.
        squares: (g,) s_g^2 in units of ``scale``^2.
    """

    heard: FloatArray
    usual: Usual
    weights: FloatArray
    squares: FloatArray

    model = Reverting.name

    def centre(self, years: IntArray) -> FloatArray:
        at = self._at(years)
        mean, level, usual = self.weights @ at.means, self.weights @ at.levels, self.usual
        there = usual.level + usual.held ** self._away(years) * (level - usual.level)
        return np.asarray(there + self._kept(years) * (mean - level))

    def sensitivity(self, years: IntArray) -> FloatArray:
        """The members' means around their mean: which of them is right is drawn once per path."""
        at = self._at(years)
        return np.asarray(self._apart(at) * self._widened(years, at)[:, np.newaxis])

    def noise(self, years: IntArray) -> FloatArray:
        at = self._at(years)
        wider = self._widened(years, at)
        return np.asarray(np.tensordot(self.weights * self.squares, at.noise, 1) * np.outer(wider, wider))

    def _apart(self, at: _Reached) -> FloatArray:
        apart = (at.means - self.weights @ at.means) * np.sqrt(self.weights)[:, np.newaxis] / self.scale
        return np.asarray(np.linalg.qr(apart, mode="r"), dtype=np.float64).T

    def _kept(self, years: IntArray) -> FloatArray:
        """r: what a year still knows of the series."""
        return np.asarray(self.usual.remembered ** self._away(years))

    def _away(self, years: IntArray) -> IntArray:
        return np.asarray(np.maximum(np.maximum(years - self.years[-1], self.years[0] - years), 0), dtype=np.int64)

    def _widened(self, years: IntArray, at: _Reached) -> FloatArray:
        """By how much the scale of a year differs from what the members say."""
        own = np.diagonal(np.tensordot(self.weights * self.squares, at.noise, 1)) + np.sum(self._apart(at) ** 2, axis=1)
        there = self.usual.reached / float(special.stdtrit(self.df, 0.975))
        return np.asarray((there / (self.scale * np.sqrt(own))) ** (1.0 - self._kept(years)))

    def _at(self, years: IntArray) -> _Reached:
        at = _arranged(_members(self.usual.spread), tuple(self.years.tolist()), tuple(years.tolist()))
        off, level = self.heard - self.usual.level, self.usual.level
        return _Reached(at.means @ off + level, at.levels @ off + level, at.noise)


def _members(spread: tuple[float, ...]) -> tuple[tuple[float, float, float], ...]:
    """phi, share and k of each member; without a part that lasts phi makes no difference and is named once."""
    return tuple(one for one in product(PHI, SHARE, spread) if one[1] > 0 or one[0] == PHI[0])


@lru_cache(64)
def _arranged(
    members: tuple[tuple[float, float, float], ...], measured: tuple[int, ...], asked: tuple[int, ...]
) -> _Years:
    """The last answers are kept: series of a panel, and the questions of a chart, share them."""
    phi, share, k = (np.array(part)[:, np.newaxis, np.newaxis] for part in zip(*members, strict=True))
    years, n = np.array(measured + asked), len(measured)
    lag = np.abs(np.subtract.outer(years, years)).astype(np.float64)
    kernel = (1.0 - share) * (lag == 0) + share * phi**lag + k
    whiten = np.linalg.inv(np.linalg.cholesky(kernel[:, :n, :n]))
    turned = np.swapaxes(whiten, 1, 2)
    seen = whiten @ kernel[:, :n, n:]
    noise = kernel[:, n:, n:] - np.swapaxes(seen, 1, 2) @ seen
    levels = (k * whiten.sum(axis=2, keepdims=True)).swapaxes(1, 2) @ whiten
    return _Years(whiten, (turned @ seen).swapaxes(1, 2), levels[:, 0], (noise + noise.swapaxes(1, 2)) / 2)


def _averaged(model: Declared, years: IntArray, z: FloatArray, usual: Usual) -> RevertingFit:
    """The members weighed.

    Raises:
        NotAssessable: nothing is usual and the series has no scatter.
    """
    whiten = _arranged(_members(usual.spread), tuple(years.tolist()), ()).whiten
    if usual.scatter == 0.0:
        scale_of(model, whiten[0] @ (z - usual.level), int(years.size + usual.df), z)
    df, heard, weights, squares = _weighed(usual, years, z[np.newaxis], np.array([usual.level]))
    scale = float(np.sqrt(weights[0] @ squares[0]))
    return RevertingFit(years, z, _known(usual, df), scale, heard[0], usual, weights[0], squares[0] / scale**2)


def _weighed(
    usual: Usual, years: IntArray, z: FloatArray, level: FloatArray
) -> tuple[float, FloatArray, FloatArray, FloatArray]:
    """Degrees of freedom, and of (S, n) values what members hear (S, n), their weights and their scatters (S, g)."""
    df, heard = years.size + usual.df, _heard(z, usual)
    whiten = _arranged(_members(usual.spread), tuple(years.tolist()), ()).whiten
    told = whiten @ (heard - level[:, np.newaxis]).T
    squares = np.sum(told**2, axis=1).T + usual.df * usual.scatter**2
    log = np.log(np.diagonal(whiten, axis1=1, axis2=2)).sum(axis=1) - df / 2 * np.log(squares)
    weights = np.exp(log - log.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    squares += np.sum((z - heard) ** 2, axis=1, keepdims=True) / years.size
    return df, heard, weights, squares / df


def _many(
    usual: Usual, years: IntArray, z: FloatArray, level: FloatArray, asked: IntArray
) -> tuple[float, FloatArray, FloatArray]:
    """Degrees of freedom, and (m, S) places and scales in later years, of (S, n) values whose usual level is (S,); as :class:`RevertingFit` says them."""
    df, heard, weights, squares = _weighed(usual, years, z, level)
    at = _arranged(_members(usual.spread), tuple(years.tolist()), tuple(asked.tolist()))
    off, shares = (heard - level[:, np.newaxis]).T, weights.T
    means = at.means @ off  # (g, m, S) beyond the usual level
    mean, own = np.sum(shares[:, np.newaxis] * means, axis=0), np.sum(shares * (at.levels @ off), axis=0)
    variance = np.diagonal(at.noise, axis1=1, axis2=2).T @ (weights * squares).T
    variance += np.sum(shares[:, np.newaxis] * (means - mean) ** 2, axis=0)
    away = (asked - years[-1])[:, np.newaxis]
    kept, known = usual.remembered**away, _known(usual, df)
    there = usual.reached / float(special.stdtrit(known, 0.975))
    scale = np.sqrt(variance) ** kept * there ** (1.0 - kept)
    return known, level + usual.held**away * own + kept * (mean - own), scale


def _known(usual: Usual, df: float) -> float:
    """Degrees of freedom once scatter may change."""
    return 1.0 / (1.0 / usual.most_df + 1.0 / df)


def _heard(z: FloatArray, usual: Usual) -> FloatArray:
    """The (S, n) values, a year unlike both its neighbours brought nearer to the median of the three."""
    if np.isinf(usual.limit):
        return z
    away = np.abs(z - np.median(z, axis=1, keepdims=True))
    spread = 1.4826 * np.median(away, axis=1, keepdims=True)  # of normal values, their standard deviation
    n = z.shape[1]
    scatter = np.sqrt((n * spread**2 + usual.df * usual.scatter**2) / (n + usual.df))
    middle = z.copy()
    middle[:, 1:-1] = np.median([z[:, :-2], z[:, 1:-1], z[:, 2:]], axis=0)
    return np.clip(z, middle - usual.limit * scatter, middle + usual.limit * scatter)
