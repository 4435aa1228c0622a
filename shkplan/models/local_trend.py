r"""Local linear trend: a line whose level and slope wander, seen through the scatter of the year.

    z_t = level_t + eps_t,     level_{t+1} = level_t + slope_t + eta_t,     slope_{t+1} = slope_t + zeta_t

with independent normal shocks of variances sigma^2 ((1 - q)(1 - r), (1 - q) r, q) and a start that is unknown (flat
prior) [1]_. The corners are the other models of this house: q = 0, r = 0 is the straight line, q = 0, r = 1 the random
walk with drift; q = 1 lets only the slope move. Shapes: r from 0 to 1, q from 0 to 1, most of them at small q, where
yearly series live; averaged as in :mod:`shkplan.models.averaged`. At one shape the forecast is the one of
``UnobservedComponents(level="local linear trend")`` with an exact diffuse start; a test holds it to that.

The interval holds: the years to come, the uncertainty of level, slope, scale and of the shares of the variances
(averaged, then brought to one Student t). It does not hold: model choice (a trend that fades), breaks, errors of
measurement beyond the scatter. On few points it is the widest model here, since nothing pulls its slope anywhere.

References:
    .. [1] Durbin, J. and Koopman, S. (2012). Time Series Analysis by State Space Methods, 2nd ed. Oxford, sec. 3.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.links import FloatArray
from shkplan.models.averaged import AveragedFit, averaged
from shkplan.models.base import IntArray, measurements
from shkplan.models.lattice import Lattice, straight

__all__ = ["LocalTrend", "LocalTrendFit"]


class LocalTrend:
    """The model; two degrees of freedom are the fewest that give an interval worth printing."""

    name = "local-trend"
    minimum = 4

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike) -> LocalTrendFit:
        """The fit to a series on the link scale; see :meth:`shkplan.models.base.ScaleModel.fit`."""
        return averaged(self, LocalTrendFit, _TRENDS, *measurements(self, years, values))


@dataclass(frozen=True, eq=False)
class LocalTrendFit(AveragedFit):
    """A wandering line, averaged over how level and slope share the variance."""

    model = LocalTrend.name

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of the variance of scatter, level and slope at the heaviest shape."""
        assert isinstance(self.lattice, Trends)
        scatter, level, slope = self.lattice.shares[self.likeliest]
        return float(scatter), float(level), float(slope)


class Trends(Lattice):
    """All combinations of r, the level's share, and q, the slope's."""

    def __init__(self, r: npt.ArrayLike, q: npt.ArrayLike) -> None:
        level, slope = (x.ravel() for x in np.meshgrid(np.asarray(r), np.asarray(q), indexing="ij"))
        self.shares = np.column_stack(((1 - slope) * (1 - level), (1 - slope) * level, slope))
        self.states = np.full(len(self.shares), 2)
        self.log_prior = np.zeros(len(self.shares))

    def design(self, steps: IntArray) -> FloatArray:
        return straight(steps, len(self.shares))

    def kernel(self, n: int) -> FloatArray:
        level = np.tril(np.ones((n, n)), -1)  # a shock stays from the next year on
        slope = level @ level  # and one of the slope adds up from the year after
        parts = np.stack((np.eye(n), level @ level.T, slope @ slope.T))
        return np.tensordot(self.shares, parts, 1)


_TRENDS = Trends(r=[0.0, 0.05, 0.2, 0.5, 0.8, 1.0], q=[0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0])
