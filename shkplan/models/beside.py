r"""One series of yearly growth beside another: what the two move together, and what is left to itself.

On the scale of log growth, with x the reference's growth, y the own growth and c the mean of x over the reference's known years,

    y_t = c + a + b (x_t - c) + e_t,     Cov(e_s, e_t) = sigma^2 rho^|s - t|

a is the usual lead, b how far own growth follows the reference, e what goes its own way. Three or eight years known of both
cannot tell four numbers; other pairs can tell what is usual (:mod:`shkplan.models.pairs`)::

    a ~ N(0, A^2),   b ~ N(B, S^2),   log sigma ~ N(log s, w^2),   rho one of four with prior weights

(A and s times a power of u, the scatter of the reference's known years, where pairs of calm and wild series share a prior.) Given sigma
and rho all is Gaussian, so the posterior is a finite mixture of Gaussians over a grid of the two, weighted by the
evidence of each [1]_: with no common year it is the prior, with many it is generalised least squares. A path draws (sigma, rho), then (a, b), once,
then the years of e that are not known given those that are, and follows the reference's path of the same number.

The interval holds: the scatter, its persistence, how little the common years tell of lead and slope, and all that the reference's
paths hold. It does not hold: a lead that moves for good, breaks, errors of measurement.

References:
    .. [1] Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., ch. 14 (regression with known correlation) and 5 (priors
       from sister groups).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray, IntArray
from shkplan.models.pairs import Pairs

__all__ = ["BesideFit", "fitted"]

_LEAST_UNIT = 0.3  # log growth x 100: a reference that rounding makes look calm promises no calm rest
_NONE = 1e-4  # cells believed less are left out of a density
_GRID = np.linspace(
    -2.5, 6.25, 22
)  # standard deviations of log sigma; upwards as far as the wildest pair, of which data may tell
_GRID_SHARE = np.exp(-(_GRID**2) / 2) / np.exp(-(_GRID**2) / 2).sum()


@dataclass(frozen=True, eq=False)
class BesideFit(ByValue):
    """What the years known of both tell.

    Attributes:
        prior: what other pairs told.
        years: (n,) the years known of both.
        rest: (n,) y - c - B (x - c), what the prior's slope leaves.
        apart: (n,) x - c.
        centre: c.
        unit: what the prior's lead and scatter are multiplied by.
    """

    prior: Pairs
    years: IntArray
    rest: FloatArray
    apart: FloatArray
    centre: float
    unit: float

    @cached_property
    def sigma(self) -> FloatArray:
        """(J,) the grid of the scatter."""
        return np.asarray(self.prior.scatter * self.unit * np.exp(self.prior.spread * _GRID))

    def correlation(self, rho: float, years: IntArray, others: IntArray) -> FloatArray:
        """Correlations of the rests of two sets of years."""
        return np.asarray(rho ** np.abs(np.subtract.outer(years, others)))

    @cached_property
    def _posterior(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """(I, J) weights, (I, J, 2) means and (I, J, 2, 2) covariances of (a, b - B), a cell a pair of rho and sigma."""
        shares = np.asarray(self.prior.shares)
        shape = (shares.size, _GRID.size)
        told, means, spreads = np.empty(shape), np.empty((*shape, 2)), np.empty((*shape, 2, 2))
        design = np.column_stack([np.ones(self.years.size), self.apart])
        before = np.diag([1 / (self.prior.lead * self.unit) ** 2, 1 / self.prior.slope_spread**2])
        _, of_prior = np.linalg.slogdet(before)
        for i, rho in enumerate(self.prior.persistence):
            among = self.correlation(rho, self.years, self.years)
            whitened = np.linalg.solve(among, np.column_stack([design, self.rest]))
            crossed, moment = design.T @ whitened[:, :2], design.T @ whitened[:, 2]
            square, (_, size) = float(self.rest @ whitened[:, 2]), np.linalg.slogdet(among)
            inverse = self.sigma[:, np.newaxis, np.newaxis] ** -2
            precision = before + crossed * inverse
            spreads[i] = np.linalg.inv(precision)
            means[i] = (spreads[i] @ moment) * inverse[:, 0]
            fit = square / self.sigma**2 - np.einsum("ja,jab,jb->j", means[i], precision, means[i])
            size_of = size + 2 * self.years.size * np.log(self.sigma) + np.linalg.slogdet(precision)[1] - of_prior
            told[i] = np.log(shares[i] * _GRID_SHARE) - 0.5 * (fit + size_of)
        weights = np.exp(told - told.max())
        return weights / weights.sum(), means, spreads

    @property
    def weights(self) -> FloatArray:
        """(I, J) how far each pair of persistence and scatter is believed."""
        return self._posterior[0]

    @property
    def slope(self) -> tuple[float, float]:
        """Mean and standard deviation of b."""
        weights, means, spreads = self._posterior
        mean = float(np.sum(weights * means[..., 1]))
        return self.prior.slope + mean, float(
            np.sqrt(np.sum(weights * (spreads[..., 1, 1] + (means[..., 1] - mean) ** 2)))
        )

    @property
    def lead(self) -> tuple[float, float]:
        """Mean and standard deviation of a."""
        weights, means, spreads = self._posterior
        mean = float(np.sum(weights * means[..., 0]))
        return mean, float(np.sqrt(np.sum(weights * (spreads[..., 0, 0] + (means[..., 0] - mean) ** 2))))

    @property
    def scatter(self) -> float:
        """The posterior mean of sigma."""
        return float(np.sum(self.weights * self.sigma))

    def leftover(self, rho: float, years: IntArray) -> tuple[FloatArray, FloatArray]:
        """Of e in years not known given the known ones: (m, n) weights on these, and (m, m) covariance in units of sigma^2."""
        within = self.correlation(rho, years, years)
        if not self.years.size:
            return np.zeros((years.size, 0)), within
        across = self.correlation(rho, years, self.years)
        gain = np.linalg.solve(self.correlation(rho, self.years, self.years), across.T).T
        return np.asarray(gain), np.asarray(within - gain @ across.T)

    def density(self, years: IntArray, own: FloatArray, reference: FloatArray) -> FloatArray:
        """Log density of own growth in years that were not known of both, given each path of the reference.

        Args:
            years: (m,) the years.
            own: (m,) own growth in them.
            reference: (n_paths, m) the reference's.
        """
        weights, means, spreads = self._posterior
        apart = reference - self.centre
        rest, total = own - self.centre - self.prior.slope * apart, np.full(len(reference), -np.inf)
        for i, rho in enumerate(self.prior.persistence):
            gain, left = self.leftover(rho, years)
            level = np.broadcast_to(1 - gain.sum(axis=1), apart.shape)
            design = np.stack([level, apart - gain @ self.apart], axis=2)
            for j in np.flatnonzero(weights[i] > _NONE):
                off = rest - gain @ self.rest - design @ means[i, j]
                spread = design @ spreads[i, j] @ design.swapaxes(1, 2) + self.sigma[j] ** 2 * left
                total = np.logaddexp(total, np.log(weights[i, j]) + _log_normal(off, spread))
        return np.asarray(total)

    def draws(
        self, years: IntArray, reference: FloatArray, rng: np.random.Generator
    ) -> tuple[FloatArray, IntArray, FloatArray]:
        """Paths of own growth in years that are not known of both.

        Args:
            years: (m,) the years, none of them among the known ones.
            reference: (n_paths, m) the reference's growth in them, a row a path.
            rng: where the numbers come from; as many whatever the reference says.

        Returns:
            (n_paths, m) paths, (n_paths,) which persistence each has, and (I, m, m) what is left open given data and
            parameters, in units of a path's sigma^2.
        """
        weights, means, spreads = self._posterior
        count, cells = len(reference), weights.size
        cell = rng.permutation(np.searchsorted(np.cumsum(weights.ravel())[:-1], (np.arange(count) + 0.5) / count))
        root = np.linalg.cholesky(spreads).reshape(cells, 2, 2)[cell]
        standard = rng.standard_normal((count, 2))
        ab = means.reshape(cells, 2)[cell]
        ab += standard[:, :1] * root[:, :, 0] + standard[:, 1:] * root[:, :, 1]
        noise, process = rng.standard_normal((count, years.size)), cell // _GRID.size
        apart = reference - self.centre
        paths = self.centre + ab[:, :1] + (self.prior.slope + ab[:, 1:]) * apart
        known = self.rest - ab[:, :1] - ab[:, 1:] * self.apart
        open_ = np.empty((len(self.prior.persistence), years.size, years.size))
        for i, rho in enumerate(self.prior.persistence):
            rows = np.flatnonzero(process == i)
            gain, open_[i] = self.leftover(rho, years)
            sigma = self.sigma[cell[rows] % _GRID.size][:, np.newaxis]
            paths[rows] += known[rows] @ gain.T + sigma * (noise[rows] @ np.linalg.cholesky(open_[i]).T)
        return paths, process, open_


def _log_normal(off: FloatArray, spread: FloatArray) -> FloatArray:
    """(n,) log densities of (n, m) centred Gaussians with (n, m, m) covariances."""
    if off.shape[1] == 1:
        return np.asarray(-0.5 * (off[:, 0] ** 2 / spread[:, 0, 0] + np.log(2 * np.pi * spread[:, 0, 0])))
    root = np.linalg.cholesky(spread)
    z = np.linalg.solve(root, off[..., np.newaxis])[..., 0]
    size = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return np.asarray(-0.5 * ((z**2).sum(axis=1) + off.shape[1] * np.log(2 * np.pi)) - size)


def _unit(prior: Pairs, reference: FloatArray) -> float:
    """A power of the scatter of the reference's known years."""
    scatter = float(np.hypot(np.std(reference), _LEAST_UNIT)) if reference.size else 1.0
    return float(scatter**prior.power)


def fitted(prior: Pairs, years: IntArray, own: FloatArray, reference: FloatArray, known: FloatArray) -> BesideFit:
    """The fit.

    Args:
        prior: what other pairs told.
        years: (n,) rising years known of both.
        own, reference: (n,) log growth x 100 in them.
        known: the reference's log growth x 100 in all its recent known years.
    """
    centre = float(np.mean(known)) if known.size else 0.0
    apart = reference - centre
    return BesideFit(prior, years, own - centre - prior.slope * apart, apart, centre, _unit(prior, known))
