r"""Theta: simple smoothing that goes on with half of the trend.

The Theta method [1]_ averages two lines through the data, one that keeps the trend and one that has none. It is simple
exponential smoothing with a drift of which half is kept [2]_:

    z_t = l_{t-1} + b + e_t,     l_t = l_{t-1} + b + alpha e_t,     e_t ~ N(0, sigma^2) independent

level and b by generalised least squares, alpha from 0.02 to 1 averaged as in :mod:`shkplan.models.lattice_average`. The method
as published has no interval of its own. Here the two lines are taken at their word: with chance one half the trend goes
on, with chance one half it does not. With b^ its estimate and v its variance, the slope to come then has

    mean b^ / 2     and     variance v / 2 + (b^ / 2)^2

Without the last term 95 % holds 82 of 100 on M3 with five points given, with it 95; libraries reach 25 to 51.

It differs from the letter of [1]_ in two points: b^ is not the slope of ordinary least squares but the best one given
alpha (for a random walk, last less first), and alpha is averaged. At one alpha the forecast is half-way between
``SARIMAX(0, 1, 1)`` with a drift and without, theta = alpha - 1; a test holds it to that.

The interval holds: the years to come, whether the trend goes on, the uncertainty of level, trend, scale and alpha. It
does not hold: trends that speed up, breaks, errors of measurement.

References:
    .. [1] Assimakopoulos, V. and Nikolopoulos, K. (2000). The theta model, Int. J. Forecasting 16, 521-530.
    .. [2] Hyndman, R. and Billah, B. (2003). Unmasking the Theta method, Int. J. Forecasting 19, 287-290.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray, measurements
from shkplan.models.lattice import Lattice, filtered, straight
from shkplan.models.lattice_average import AveragedFit, averaged

__all__ = ["Theta", "ThetaFit"]


class Theta:
    """The model; two degrees of freedom are the fewest that give an interval worth printing."""

    name = "theta"
    minimum = 4

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike) -> ThetaFit:
        """The fit to a series on the link scale; see :meth:`shkplan.models.base.ScaleModel.fit`."""
        return averaged(self, ThetaFit, _LINES, *measurements(self, years, values))


@dataclass(frozen=True, eq=False)
class ThetaFit(AveragedFit):
    """Half a trend, averaged over the smoothing constant."""

    model = Theta.name


class ThetaLines(Lattice):
    """Simple smoothing with a drift, at the given smoothing constants."""

    kept = 0.5

    def __init__(self, alpha: npt.ArrayLike) -> None:
        self.alpha = np.asarray(alpha, dtype=np.float64)
        self.states = np.ones(self.alpha.size, dtype=np.int64)
        self.log_prior = np.zeros(self.alpha.size)

    def design(self, steps: IntArray) -> FloatArray:
        return straight(steps, self.alpha.size)

    def kernel(self, n: int) -> FloatArray:
        response = np.repeat(self.alpha[:, np.newaxis], n, axis=1)
        response[:, :1] = 1.0
        return filtered(response)


_LINES = ThetaLines([0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
