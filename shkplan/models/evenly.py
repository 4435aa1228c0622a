r"""Two models believed evenly: half of the law is one's, half the other's.

    F(x) = (F_1(x) + F_2(x)) / 2

and of the paths a random half comes from each. For rates of growth the two are the average of smoothing models, which
believes that a new level lasts, and the constant level of the last ten years, which believes that rates come back:
"ets-and-mean". Neither is right alone. The first carries a slump on for ever, the second has errors of a five-year
average that are a third too narrow. Over 2,100 origins of GDP growth of the World Bank's regions, 5 to 10 rates given,
the 95 % band of the next five years' average holds 79-87 % with the level, 94-97 % with smoothing, 94-98 % with both; CRPS
0.41-0.56, 0.66-0.86, 0.44-0.57; the Brier score of "no slower than before" 0.25, 0.22-0.29, 0.22-0.26
(``benchmarks/NOTES-growth-rates.md``; the halves were not tuned). Constant growth is believed for ten years only: over a
generation growth has slowed too much.

The interval holds what the intervals of the two hold, and which of them is right. It does not hold: errors of
measurement, breaks larger than those of the public panels.
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
        first: sees the whole series.
        second: sees its last ``memory`` years.
    """

    name: str
    first: Model
    second: Model
    memory: int = 10

    @property
    def minimum(self) -> int:
        return max(self.first.minimum, self.second.minimum)

    def fit(
        self, years: npt.ArrayLike, values: npt.ArrayLike, support: Support = LINE, link: LinkName = "auto"
    ) -> EvenlyFit:
        """The fit to a series in its unit; see :meth:`shkplan.models.base.Model.fit`."""
        when, what = measurements(self, years, values)
        late = when > when[-1] - self.memory
        return EvenlyFit(
            self.name, self.first.fit(when, what, support, link), self.second.fit(when[late], what[late], support, link)
        )


@dataclass(frozen=True, eq=False)
class EvenlyFit:
    """Two fits; ``first`` has seen all that was measured."""

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
        left, known = np.concatenate((one.left, two.left)), np.isfinite(one.measured)
        left[:, known] = left[:, :, known] = 0.0  # also for the second, which has not seen the earliest
        order = rng.permutation(n_paths)
        return Draws(
            one.years,
            one.measured,
            one.ways + two.ways,
            np.concatenate((one.way, two.way + len(one.ways)))[order],
            np.concatenate((one.process, two.process + len(one.left)))[order],
            np.concatenate((one.z, two.z))[order],
            left,
            one.support,
        )

    def paths(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> FloatArray:
        """(n_paths, n_years) joint paths; measured years stand as measured."""
        return self.draws(years, n_paths, rng).paths
