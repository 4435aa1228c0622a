r"""ARIMA around a straight line: the years hang together, and the data say how.

    z_t = intercept + slope t + u_t,     (1 - phi B)(1 - B)^d u_t = (1 + theta B) sigma e_t,     e_t ~ N(0, 1)

over the small set :data:`ORDERS` of (p, d, q). Every order has the line, which for d = 1 is the drift and for d = 2 the
start; so all are judged by the likelihood of the same n - 2 contrasts, and orders that difference differently can be
compared, which the usual AICc cannot do [1]_. phi runs from -0.8 to 0.95, theta from -0.95 to 0.8.

Orders are averaged like shapes (:mod:`shkplan.models.lattice_average`), each order as likely as another before the data speak.
Choosing one by AICc and forgetting the choice was measured too: five to six points then cover 87-88 of 100 five years
ahead where 95 is said, averaged orders 96 (phi, theta and order drawn at random, 1,500 worlds). ``order`` tells
the heaviest. At one shape the forecast is the one of ``statsmodels`` ``SARIMAX(order, trend="ct" or "c")``; a test holds
it to that.

The interval holds: the years to come, the uncertainty of line, scale, phi, theta and of the order within the set
(averaged, then brought to one Student t). It does not hold: processes outside the set, breaks, errors of measurement.

References:
    .. [1] Hyndman, R. and Khandakar, Y. (2008). Automatic time series forecasting, J. Stat. Software 27(3), sec. 3.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray, measurements
from shkplan.models.lattice import Lattice, straight
from shkplan.models.lattice_average import AveragedFit, averaged

__all__ = ["ORDERS", "Arima", "ArimaFit"]

Order = tuple[int, int, int]
ORDERS: tuple[Order, ...] = ((0, 1, 0), (0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 1), (0, 2, 1), (1, 1, 1))


class Arima:
    """The model; two degrees of freedom are the fewest that give an interval worth printing."""

    name = "arima"
    minimum = 4

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike) -> ArimaFit:
        """The fit to a series on the link scale; see :meth:`shkplan.models.base.ScaleModel.fit`."""
        return averaged(self, ArimaFit, _SET, *measurements(self, years, values))


@dataclass(frozen=True, eq=False)
class ArimaFit(AveragedFit):
    """A line with ARIMA errors, averaged over orders and coefficients."""

    model = Arima.name

    @property
    def order(self) -> Order:
        """(p, d, q) of the order with the most weight."""
        assert isinstance(self.lattice, Errors)
        weight = {
            order: float(
                sum(w for w, shape in zip(self.weights, self.lattice.shapes, strict=True) if shape[0] == order)
            )
            for order in dict.fromkeys(shape[0] for shape in self.lattice.shapes)
        }
        return max(weight, key=lambda order: weight[order])


class Errors(Lattice):
    """ARIMA errors of the given orders, with all combinations of the given coefficients."""

    def __init__(self, orders: Sequence[Order], phi: Sequence[float], theta: Sequence[float]) -> None:
        each = [
            [
                (order, f, t)
                for f in (phi if order[0] else (0.0,))
                for t in (theta if order[2] else (0.0,))
                if f != -t or not order[0]  # phi = -theta cancels to a smaller order
            ]
            for order in orders
        ]
        self.shapes = [shape for shapes in each for shape in shapes]
        self.states = np.array([order[1] for order, _, _ in self.shapes])
        self.log_prior = np.concatenate([np.full(len(shapes), -np.log(len(shapes))) for shapes in each])

    def design(self, steps: IntArray) -> FloatArray:
        return straight(steps, len(self.shapes))

    def kernel(self, n: int) -> FloatArray:
        summed = np.tril(np.ones((n, n)), -1)
        lag = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
        every = np.empty((len(self.shapes), n, n))
        for at, ((_, d, _), phi, theta) in enumerate(self.shapes):
            sums = np.linalg.matrix_power(summed, d)
            every[at] = sums @ _autocovariance(phi, theta, n)[lag] @ sums.T
        return every


def _autocovariance(phi: float, theta: float, n: int) -> FloatArray:
    """(n,) of ARMA(1, 1) with innovations of variance one, lags 0 to n - 1."""
    at_zero = (1 + 2 * phi * theta + theta**2) / (1 - phi**2)
    at_one = (1 + phi * theta) * (phi + theta) / (1 - phi**2)
    return np.concatenate(([at_zero], at_one * phi ** np.arange(n - 1)))


_SET = Errors(
    ORDERS,
    phi=(-0.8, -0.6, -0.4, -0.2, 0.2, 0.4, 0.6, 0.8, 0.95),
    theta=(-0.95, -0.8, -0.6, -0.4, -0.2, 0.2, 0.4, 0.6, 0.8),
)
