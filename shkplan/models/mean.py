r"""Constant level: each year is a fresh draw around one level.

    z_t = mu + sigma e_t,     e_t ~ N(0, 1) independent

    any year not measured:   t(n - 1, mean of the values, s sqrt(1 + 1/n)),     s^2 = sum (z_i - mean)^2 / (n - 1)

For rates this is less naive than it looks. The log growth factors of an index are the steps of its random walk with
drift, so the mean of the factors *is* that walk, seen through its increments; and it can still be fitted when a rate
is missing in the middle and the index therefore cannot be chained.

The interval holds: the scatter of the year, the uncertainty of level and scale. It does not hold: model choice (a
level that moves, good years that come in rows), breaks, errors of measurement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray, measurements, scale_of
from shkplan.models.conjugate import ConjugateFit

__all__ = ["Mean", "MeanFit"]


class Mean:
    """The model; two degrees of freedom are the fewest that give an interval worth printing."""

    name = "mean"
    minimum = 3

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike) -> MeanFit:
        """The fit to a series on the link scale; see :meth:`shkplan.models.base.ScaleModel.fit`."""
        years, values = measurements(self, years, values)
        level = float(np.mean(values))
        df = years.size - 1
        return MeanFit(years, values, df, scale_of(self, values - level, df, values), level)

    def many(self, years: IntArray, values: FloatArray, asked: IntArray) -> tuple[float, FloatArray, FloatArray]:
        """As in :class:`shkplan.models.together.ManyOnScale`."""
        df = years.size - 1
        scale = np.sqrt(np.sum((values - values.mean(axis=1, keepdims=True)) ** 2, axis=1) / df)
        shape = asked.size, len(values)
        spread = np.broadcast_to(scale * np.sqrt(1.0 + 1.0 / years.size), shape)
        return df, np.broadcast_to(values.mean(axis=1), shape), spread


@dataclass(frozen=True, eq=False)
class MeanFit(ConjugateFit):
    """A level; ``level`` is the mean of the measured values."""

    model = Mean.name
    level: float

    def centre(self, years: IntArray) -> FloatArray:
        return np.full(years.size, self.level)

    def sensitivity(self, years: IntArray) -> FloatArray:
        return np.full((years.size, 1), 1.0 / np.sqrt(self.years.size))

    def noise(self, years: IntArray) -> FloatArray:
        return np.eye(years.size)
