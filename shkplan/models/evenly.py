r"""Two models believed evenly: half of the law is one's, half the other's.

    F(x) = (F_1(x) + F_2(x)) / 2

and of the paths a random half comes from each. For rates of growth the two are the average of smoothing models, which
believes that a new level lasts, and a constant level, which believes that rates come back: "ets-and-mean". Neither is
right alone: the first carries a slump on for ever, the second is too sure of itself. Over 2,086 origins of GDP growth
of the World Bank's regions, 5 to 10 rates given, the next five years' average (the halves were not tuned)::

                                   smoothing     level         both
    95 % band holds                94-97 %       79-87 %       94-98 %
    CRPS, of a yearly change       0.66-0.86     0.41-0.56     0.44-0.57
    Brier, "no slower than before" 0.22-0.29     0.25          0.22-0.26

The interval holds what the intervals of the two hold, and which of them is right. It does not hold: errors of
measurement, breaks larger than those of the public panels.

References:
    ``benchmarks/NOTES-growth-rates.md``
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from shkplan.laws import Law, Mixture, Point
from shkplan.links import LINE, FloatArray, LinkName, Support
from shkplan.models.base import Fit, IntArray, Model, measurements
from shkplan.models.draws import Draws

__all__ = ["Evenly", "EvenlyFit"]


@dataclass(frozen=True)
class Evenly:
    """The model.

    Attributes:
        name: ASCII, as in ``MODELS``.
        first, second: the halves.
    """

    name: str
    first: Model
    second: Model

    @property
    def minimum(self) -> int:
        return max(self.first.minimum, self.second.minimum)

    def fit(
        self, years: npt.ArrayLike, values: npt.ArrayLike, support: Support = LINE, link: LinkName = "auto"
    ) -> EvenlyFit:
        """The fit to a series in its unit; see :meth:`shkplan.models.base.Model.fit`."""
        when, what = measurements(self, years, values)
        both = (one.fit(when, what, support, link) for one in (self.first, self.second))
        return EvenlyFit(self.name, *both)


@dataclass(frozen=True, eq=False)
class EvenlyFit:
    """Two fits of the same series."""

    model: str
    first: Fit
    second: Fit

    holds_choice: ClassVar[bool] = True

    @property
    def link(self) -> str:
        return f"{self.first.link}; {self.second.link}"

    @property
    def years(self) -> IntArray:
        return self.first.years

    @property
    def values(self) -> FloatArray:
        return self.first.values

    @property
    def df(self) -> float:
        return self.first.df

    @property
    def scale(self) -> float:
        return self.first.scale

    def law(self, year: int) -> Law:
        """The law of one year: Point if measured, else half of each."""
        law = self.first.law(year)
        return law if isinstance(law, Point) else Mixture((law, self.second.law(year)))

    def draws(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> Draws:
        """Joint paths of the rising ``years``, a random half from each."""
        half = n_paths // 2
        one, two = self.first.draws(years, n_paths - half, rng), self.second.draws(years, half, rng)
        order = rng.permutation(n_paths)
        return Draws(
            one.years,
            one.measured,
            one.ways + two.ways,
            np.concatenate((one.way, two.way + len(one.ways)))[order],
            np.concatenate((one.process, two.process + len(one.left)))[order],
            np.concatenate((one.z, two.z))[order],
            np.concatenate((one.left, two.left)),
            one.support,
        )

    def paths(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> FloatArray:
        """(n_paths, n_years) joint paths; measured years stand as measured."""
        return self.draws(years, n_paths, rng).paths
