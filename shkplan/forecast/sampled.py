"""What stands as the fit of a projection whose laws are those of its paths: it follows another series, is a ratio, or is supposed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray, IntArray
from shkplan.distributions.marginals import Marginals
from shkplan.distributions.predictive import Empirical, Law, Point
from shkplan.models.base import CommonFit
from shkplan.models.draws import Draws

if TYPE_CHECKING:
    from shkplan.forecast.joint import Following

__all__ = ["FollowingFit", "PathsFit", "Sampled"]


@dataclass(frozen=True, eq=False)
class FollowingFit(ByValue, CommonFit):
    """What stands in a projection as its fit: the figures used, and laws that are those of the paths."""

    model: ClassVar[str] = "beside"
    link: ClassVar[str] = "log"
    holds_choice: ClassVar[bool] = False
    drawing: Following

    @property
    def years(self) -> IntArray:  # type: ignore[override]
        """The years known of both."""
        return np.array(self.drawing.used, dtype=np.int64)

    @property
    def values(self) -> FloatArray:  # type: ignore[override]
        return np.asarray(self.drawing.pasts[0])

    @property
    def df(self) -> float:
        """Degrees of freedom, lead and slope taken off; none where fewer years are known."""
        return float(max(len(self.drawing.used) - 2, 0))

    @property
    def scale(self) -> float:
        """The scatter around the other series, in log growth."""
        return self.drawing.fits[0].scatter / 100

    def law(self, year: int) -> Law:
        """The law of one year."""
        value = self.drawing.series.value(year)
        return Point(value) if value is not None else Empirical(self._of([year])[:, 0])

    def marginals(self, years: npt.ArrayLike) -> Sampled:
        """The laws of rising years that were not measured, a row each."""
        return Sampled(self._of(np.asarray(years).tolist()).T)

    def draws(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> Draws:
        """Not to be had without the other's paths; a projection draws them."""
        raise NotImplementedError("paths that follow another series are drawn by the projection, not by its fit")

    def _of(self, years: list[int]) -> FloatArray:
        return self._paths[:, [self.drawing.years.index(year) for year in years]]

    @cached_property
    def _paths(self) -> FloatArray:
        return self.drawing.paths()


@dataclass(frozen=True, eq=False)
class PathsFit(ByValue, CommonFit):
    """That nothing was fitted to a series itself: its laws are those of its paths, drawn elsewhere.

    Attributes:
        asked: the years.
        sample: (n_asked, n_paths) their values.
    """

    link: ClassVar[str] = "identity"
    holds_choice: ClassVar[bool] = False
    df: ClassVar[float] = 0.0
    scale: ClassVar[float] = 0.0
    asked: tuple[int, ...]
    sample: FloatArray

    @property
    def years(self) -> IntArray:  # type: ignore[override]
        """No figure of its own informs it."""
        return np.array([], dtype=np.int64)

    @property
    def values(self) -> FloatArray:  # type: ignore[override]
        return np.array([])

    def law(self, year: int) -> Law:
        """The law of one of the years."""
        values = self.sample[self.asked.index(year)]
        return Point(float(values[0])) if np.ptp(values) == 0 else Empirical(values)

    def marginals(self, years: npt.ArrayLike) -> Sampled:
        """The laws of some of the years, a row each."""
        return Sampled(self.sample[[self.asked.index(year) for year in np.asarray(years).tolist()]])

    def draws(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> Draws:
        """Not to be had: no process of its own drew the paths."""
        raise NotImplementedError("paths that were drawn elsewhere have no process of their own")


@dataclass(frozen=True, eq=False)
class Sampled(ByValue, Marginals):
    """Laws of samples, (R, n)."""

    sample: FloatArray

    def cdf(self, x: FloatArray, *, quick: bool = False) -> FloatArray:  # noqa: ARG002  # a sample is as it is
        return np.stack([Empirical(row).cdf(at) for row, at in zip(self.sample, x, strict=True)])

    def nodes(self) -> FloatArray:
        return np.sort(self.sample, axis=1)

    def quantiles(self, probs: npt.ArrayLike) -> FloatArray:
        return np.asarray(np.quantile(self.sample, np.asarray(probs), axis=1, method="inverted_cdf").T)
