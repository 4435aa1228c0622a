"""The projection of a series that no model tells of: its years are what a scenario supposes of it, and what was measured.

Where claims give numbers, all paths are alike in these years; where they give laws, each path takes its draw of them
(:mod:`shkplan.forecast.claimed`). Nothing is said of other years, so that the years of such a projection may have gaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray, IntArray, Support
from shkplan.distributions.predictive import Empirical, Law, Point
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.claimed import Told, Value
from shkplan.forecast.claims import hearing
from shkplan.forecast.projection import Projection
from shkplan.forecast.sampled import Sampled
from shkplan.models.base import CommonFit
from shkplan.models.draws import Draws
from shkplan.register.claims import Claim
from shkplan.register.scenario import Scenario

__all__ = ["SupposedFit", "supposed"]


@dataclass(frozen=True, eq=False)
class SupposedFit(ByValue, CommonFit):
    """That nothing was fitted: laws are those of what is supposed.

    Attributes:
        asked: the years something is supposed of, or measured.
        sample: (n_asked, n_paths) what.
    """

    model: ClassVar[str] = "claims"
    link: ClassVar[str] = "identity"
    holds_choice: ClassVar[bool] = False
    df: ClassVar[float] = 0.0
    scale: ClassVar[float] = 0.0
    asked: tuple[int, ...]
    sample: FloatArray

    @property
    def years(self) -> IntArray:  # type: ignore[override]
        """No figure informs it."""
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
        """Not to be had: no process drew them."""
        raise NotImplementedError("what is supposed has no process of its own")


def supposed(
    series: AnnualSeries, claims: tuple[Claim, ...], scenario: Scenario, *, to: int, seed: int, n_paths: int,
    told: Mapping[int, Told] | None = None, stated: Mapping[int, float] | None = None,
) -> Projection | None:  # fmt: skip
    """The projection that claims alone make; None where none of them can be said without a baseline.

    Args:
        series: own figures, too few for a model, or none.
        claims: those on it.
        scenario: whose they are.
        to: the last year wanted.
        seed, n_paths: as of all projections of an assessment.
        told: position of a claim -> what its form takes from elsewhere, by year.
        stated: year -> what the plan states of it, from which growth and paths to a number may start.

    Raises:
        DataError: as :func:`shkplan.forecast.claims.hearing`.
    """
    heard = hearing(series, claims, n_paths, seed, told)
    found: dict[int, Value] = dict(zip(series.years, series.values, strict=True))
    start, fixed = dict(stated or {}), list[int]()

    def now(year: int) -> Value | None:
        return found.get(year, start.get(year))

    for year, saying in heard.order:
        if year <= to and (values := saying.of(year, now, series.value)) is not None:
            found[year] = values
            fixed.append(year)
    if not fixed:
        return None
    years = tuple(sorted(found))
    low, high = Support(*series.indicator.bounds, series.indicator.precision).interval
    sample = np.stack([np.broadcast_to(np.asarray(found[year], dtype=np.float64), (n_paths,)) for year in years])
    sample = np.clip(sample, low, high)
    sample.setflags(write=False)
    fit = SupposedFit(years, sample)
    return Projection(
        series, fit.model, fit, years, n_paths, seed, scenario, tuple(fixed), tuple(fixed), drawing=sample.T
    )
