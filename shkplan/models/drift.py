r"""Random walk with drift: the series goes on from where it stands, at its average pace.

    z_{t+k} = z_t + k mu + sigma sqrt(k) e,     e ~ N(0, 1)

Over a gap of k years only the sum of the k steps is seen, a draw from N(k mu, k sigma^2); no missing year is filled.
With T = z's last year less its first, d_i and k_i the n - 1 increments and their lengths:

    mu^  = (z_n - z_1) / T                                  (its error has variance sigma^2 / T)
    s^2  = sum (d_i - k_i mu^)^2 / k_i / (n - 2)            (n - 2 degrees of freedom)

h years after the last:     t(n - 2, z_n + h mu^, s sqrt(h + h^2 / T)); before the first, its mirror image.
in a gap, a years after its left and b before its right side:   t(n - 2, on the line between them, s sqrt(a b / k)),
a Brownian bridge, in which the drift cancels.

The interval holds: the steps to come, the uncertainty of drift and of scale. It does not hold: that the series may
not be such a walk (model choice), breaks of the drift, errors of measurement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray, measurements, scale_of
from shkplan.models.conjugate import ConjugateFit

__all__ = ["Drift", "DriftFit"]


class Drift:
    """The model; two degrees of freedom are the fewest that give an interval worth printing."""

    name = "drift"
    minimum = 4

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike) -> DriftFit:
        """The fit to a series on the link scale; see :meth:`shkplan.models.base.ScaleModel.fit`."""
        years, values = measurements(self, years, values)
        lengths, increments = np.diff(years), np.diff(values)
        drift = float(values[-1] - values[0]) / float(years[-1] - years[0])
        df = years.size - 2
        scale = scale_of(self, (increments - lengths * drift) / np.sqrt(lengths), df, values)
        return DriftFit(years, values, df, scale, drift)


@dataclass(frozen=True, eq=False)
class DriftFit(ConjugateFit):
    """A walk that passes through every measured year; ``drift`` is mu^ a year."""

    model = Drift.name
    drift: float

    def centre(self, years: IntArray) -> FloatArray:
        return np.interp(years, self.years, self.values) + self.drift * self._years_outside(years)

    def sensitivity(self, years: IntArray) -> FloatArray:
        return self._years_outside(years)[:, np.newaxis] / math.sqrt(self.years[-1] - self.years[0])

    def noise(self, years: IntArray) -> FloatArray:
        """Two years share what the walk does between the nearest measured year and the earlier of them.

        After the last that is the time since; before the first, the time until; in a gap of length k both at once,
        a b / k. Years with a measured one between them share nothing.
        """
        gap = np.searchsorted(self.years, years)
        left, right = self.years[np.maximum(gap - 1, 0)], self.years[np.minimum(gap, self.years.size - 1)]
        since = np.minimum.outer(years, years) - left
        until = right - np.maximum.outer(years, years)
        bridge = since * until / np.maximum(right - left, 1)
        shared = np.where(gap == 0, until, np.where(gap == self.years.size, since, bridge))
        return np.where(np.equal.outer(gap, gap), shared, 0.0)

    def _years_outside(self, years: IntArray) -> IntArray:
        """Years after the last measured one, minus years before the first, 0 between them."""
        return years - np.clip(years, self.years[0], self.years[-1])
