"""The projection of a series that no model tells of: its years are what a scenario supposes of it, and what was measured.

Where claims give numbers, all paths are alike in these years; where they give laws, each path takes its draw of them
(:mod:`shkplan.forecast.claimed`). Nothing is said of other years, so that the years of such a projection may have gaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from shkplan.distributions.links import Support
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.claimed import Told, Value
from shkplan.forecast.claims import hearing
from shkplan.forecast.projection import Projection
from shkplan.forecast.sampled import PathsFit
from shkplan.register.claims import Claim
from shkplan.register.scenario import Scenario

__all__ = ["SupposedFit", "supposed"]


class SupposedFit(PathsFit):
    """That nothing was fitted: its years are supposed or measured."""

    model: ClassVar[str] = "claims"


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
