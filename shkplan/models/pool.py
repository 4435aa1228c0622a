r"""Several models believed equally: of two, half of the law is one's, half the other's.

    F(x) = (F_1(x) + ... + F_k(x)) / k

and of the paths a random k-th comes from each. For rates of growth two are the average of smoothing models, which
believes that a new level lasts, and a constant level, which believes that rates come back: "ets-and-mean". Neither is
right alone: the first carries a slump on for ever, the second is too sure of itself. Over 2,086 origins of GDP growth
of the World Bank's regions, 5 to 10 rates given, the next five years' average (the halves were not tuned)::

                                   smoothing     level         both
    95 % band holds                94-97 %       79-87 %       94-98 %
    CRPS, of a yearly change       0.66-0.86     0.41-0.56     0.44-0.57
    Brier, "no slower than before" 0.22-0.29     0.25          0.22-0.26

The interval holds what the intervals of the parts hold, and which of them is right. It does not hold: errors of
measurement, breaks larger than those of the public panels.

References:
    ``benchmarks/NOTES-growth-rates.md``; other combinations: ``benchmarks/NOTES-combining.md``
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.base.values import ByValue
from shkplan.distributions.columns import Columns, PooledColumns
from shkplan.distributions.links import LINE, FloatArray, LinkName, Support
from shkplan.distributions.marginals import Pooled
from shkplan.distributions.predictive import Law, Mixture, Point
from shkplan.models.base import CommonFit, Fit, IntArray, Model, measurements
from shkplan.models.draws import Draws
from shkplan.models.together import Block, Together, Told, refused

__all__ = ["Pool", "PoolFit"]


@dataclass(frozen=True)
class Pool:
    """The model.

    Attributes:
        name: ASCII, as in ``MODELS``.
        parts: the models, two or more.
    """

    name: str
    parts: tuple[Model, ...]

    def __post_init__(self) -> None:
        if len(self.parts) < 2 or len({part.name for part in self.parts}) < len(self.parts):
            told = ", ".join(part.name for part in self.parts) or said("none")
            raise ParameterError(said("pool: found {told}; give two models or more, each once.", told=told))

    @property
    def minimum(self) -> int:
        return max(part.minimum for part in self.parts)

    def fit(
        self, years: npt.ArrayLike, values: npt.ArrayLike, support: Support = LINE, link: LinkName = "auto"
    ) -> PoolFit:
        """The fit to a series in its unit; see :meth:`shkplan.models.base.Model.fit`. All parts, or a reason."""
        when, what = measurements(self, years, values)
        return PoolFit(self.name, tuple(part.fit(when, what, support, link) for part in self.parts))

    @property
    def by_bounds(self) -> bool:
        return any(part.by_bounds for part in self.parts if isinstance(part, Together))

    def together(self, block: Block, asked: IntArray) -> Told:
        """The laws of a block, for every series that all parts take; as in :class:`shkplan.models.together.Together`."""
        every, years = np.arange(len(block.values)), asked.size
        if block.years.size < self.minimum:
            return Told((), refused(self, block, every >= 0))
        laws, reasons = [(every, tuple[Columns, ...]())], dict[int, str]()
        for part in self.parts:
            before, laws = laws, []
            for fine, columns in before:
                told = cast("Together", part).together(block.some(fine), asked)
                reasons |= {int(fine[at]): why for at, why in told.reasons.items()}
                for some, own in told.laws:
                    which = _of_every_year(some, fine.size, years)
                    laws.append((fine[some], (*(one.some(which) for one in columns), own)))
        return Told(tuple((fine, PooledColumns(columns)) for fine, columns in laws), reasons)


@dataclass(frozen=True, eq=False)
class PoolFit(ByValue, CommonFit):
    """Fits of the same series; degrees of freedom and scatter are those of the first."""

    model: str
    parts: tuple[Fit, ...]

    holds_choice: ClassVar[bool] = True

    @property
    def link(self) -> str:
        return "; ".join(part.link for part in self.parts)

    @property
    def years(self) -> IntArray:  # type: ignore[override]  # told by the parts
        return self.parts[0].years

    @property
    def values(self) -> FloatArray:  # type: ignore[override]
        return self.parts[0].values

    @property
    def df(self) -> float:
        return self.parts[0].df

    @property
    def scale(self) -> float:
        return self.parts[0].scale

    def law(self, year: int) -> Law:
        """The law of one year: Point if measured, else as much of each."""
        laws = tuple(part.law(year) for part in self.parts)
        return laws[0] if isinstance(laws[0], Point) else Mixture(laws)

    def marginals(self, years: npt.ArrayLike) -> Pooled:
        """The laws of rising years that were not measured, a row each."""
        return Pooled(tuple(part.marginals(years) for part in self.parts))

    def draws(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> Draws:
        """Joint paths of the rising ``years``, a random k-th from each; what does not divide goes to the first ones."""
        count = len(self.parts)
        each = [part.draws(years, (n_paths + count - 1 - at) // count, rng) for at, part in enumerate(self.parts)]
        scales = np.cumsum([0, *(len(one.scales) for one in each)])
        processes = np.cumsum([0, *(len(one.conditional_covariance) for one in each)])
        order = rng.permutation(n_paths)
        z, place = np.zeros((each[0].years.size, n_paths)), np.argsort(order)
        unknown = np.flatnonzero(np.isnan(each[0].measured))
        for one, rows in zip(each, np.split(place, np.cumsum([len(one.z) for one in each])[:-1]), strict=True):
            for at in unknown:
                z[at, rows] = one.z[:, at]
        return Draws(
            each[0].years,
            each[0].measured,
            tuple(scale for one in each for scale in one.scales),
            np.concatenate([one.scale + first for one, first in zip(each, scales[:-1], strict=True)])[order],
            np.concatenate([one.process + first for one, first in zip(each, processes[:-1], strict=True)])[order],
            z.T,
            np.concatenate([one.conditional_covariance for one in each]),
            each[0].support,
        )


def _of_every_year(which: IntArray, count: int, years: int) -> IntArray:
    """Positions of some of ``count`` series in columns that hold one year of all of them after the other."""
    return np.add.outer(count * np.arange(years), which).ravel()
