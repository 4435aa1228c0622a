r"""Linear trend: the series scatters around a straight line, and always comes back to it.

    z_t = intercept + slope (t - tbar) + sigma e_t,     e_t ~ N(0, 1) independent

estimated by least squares on years centred at their mean tbar and solved by QR; calendar years as they are (2019,
2020, ...) would cost half of the digits. With Sxx = sum (t_i - tbar)^2 and n - 2 degrees of freedom [1]_:

    year t:   t(n - 2, intercept^ + slope^ (t - tbar), s sqrt(1 + 1/n + (t - tbar)^2 / Sxx))

the law of the *value* of that year, not of the line. Given the line, years are independent; a measured year shows
its measured value, and the years beside it do not feel that it lies off the line. A series that wanders (its
residuals keep their sign for years) is better served by the random walk.

On another link this is the log-linear trend (log: constant growth in %, a median that never falls below the bound) and
the logit trend (between two bounds: an S-curve that never leaves them); the law is exact on the scale of the link.

The interval holds: the scatter of the year, the uncertainty of line and scale. It does not hold: model choice (that
the trend bends), breaks, residuals that hang together.

References:
    .. [1] Seber, G. and Lee, A. (2003). Linear Regression Analysis, 2nd ed. Wiley, sec. 5.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg

from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray, measurements, scale_of
from shkplan.models.conjugate import ConjugateFit

__all__ = ["Linear", "LinearFit"]


class Linear:
    """The model; two degrees of freedom are the fewest that give an interval worth printing."""

    name = "linear"
    minimum = 4

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike) -> LinearFit:
        """The fit to a series on the link scale; see :meth:`shkplan.models.base.ScaleModel.fit`."""
        years, values = measurements(self, years, values)
        middle = float(np.mean(years))
        design = _line(years, middle)
        q, r = np.linalg.qr(design)
        line = linalg.solve_triangular(r, q.T @ values)
        df = years.size - 2
        scale = scale_of(self, values - design @ line, df, values)
        return LinearFit(years, values, df, scale, middle, line, r)


@dataclass(frozen=True, eq=False)
class LinearFit(ConjugateFit):
    """A line; ``line`` is (intercept at ``middle``, slope a year), ``r`` the triangle of the design's QR."""

    model = Linear.name
    middle: float
    line: FloatArray
    r: FloatArray

    def centre(self, years: IntArray) -> FloatArray:
        return _line(years, self.middle) @ self.line

    def sensitivity(self, years: IntArray) -> FloatArray:
        """One row x' R^-1 a year, whose square is the leverage 1/n + (t - tbar)^2 / Sxx."""
        return linalg.solve_triangular(self.r, _line(years, self.middle).T, trans="T").T

    def noise(self, years: IntArray) -> FloatArray:
        return np.eye(years.size)


def _line(years: IntArray, middle: float) -> FloatArray:
    """(n_years, 2) design: one and the centred year."""
    return np.column_stack((np.ones(years.size), years - middle))
