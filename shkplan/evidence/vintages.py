"""What was thought of a year then, and what is thought of it now: the successive published figures of one year."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from shkplan.base import units
from shkplan.base.errors import among
from shkplan.base.given import must_be
from shkplan.evidence.classification import tells
from shkplan.evidence.observation import Observation, rank
from shkplan.evidence.observations import Observations
from shkplan.register.plan import Indicator, Plan

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Revision:
    """The figures published for one year of an indicator in a region, one a day of publication, earliest first.

    Attributes:
        indicator: what is measured.
        region: where.
        year: of which year.
        releases: the figures; at least two.
        values: in the indicator's unit, one a release.
    """

    indicator: Indicator
    region: str
    year: int
    releases: tuple[Observation, ...] = field(repr=False)
    values: tuple[float, ...]

    @property
    def change(self) -> float:
        """The last value less the first, in the indicator's unit."""
        return self.values[-1] - self.values[0]

    @property
    def in_points(self) -> bool:
        """Whether it is a rate or a share, whose changes are told in percentage points."""
        return units.joined(self.indicator.unit, "%")

    @property
    def relative_change(self) -> float | None:
        """The change in % of the first value; of a rate or a share in percentage points; None where the first was 0."""
        if self.in_points:
            return units.convert(round(self.change, 9), self.indicator.unit, "%")
        return 100 * self.change / abs(self.values[0]) if self.values[0] else None

    @property
    def steps(self) -> tuple[float, ...]:
        """What each release changed against the one before it."""
        return tuple(after - before for before, after in pairwise(self.values))

    @property
    def revised(self) -> bool:
        """Whether any release said something else than the first."""
        return not all(math.isclose(value, self.values[0], rel_tol=1e-9) for value in self.values)


@dataclass(frozen=True)
class Revisions:
    """The years that were published more than once, as a value to show.

    Attributes:
        observations: of which figures.
        years: one a year of an indicator in a region.
        indicator, region: what was asked; None for all.
    """

    observations: Observations
    years: tuple[Revision, ...] = field(repr=False)
    indicator: Indicator | None = None
    region: str | None = None

    @property
    def plan(self) -> Plan:
        """The plan whose figures were revised."""
        return self.observations.plan

    @property
    def as_of(self) -> dt.date | None:
        """The day by which all of it was published; None for everything there is."""
        return self.observations.date

    def __iter__(self) -> Iterator[Revision]:
        return iter(self.years)

    def __len__(self) -> int:
        return len(self.years)

    def __getitem__(self, at: int) -> Revision:
        return self.years[at]

    @property
    def revised(self) -> tuple[Revision, ...]:
        """Those years of which different figures were published."""
        return tuple(year for year in self.years if year.revised)

    def to_frame(self) -> pd.DataFrame:
        """A row a release: indicator, region, year, day, value, source."""
        import pandas as pd

        rows = [
            {"indicator": year.indicator.id, "region": year.region, "year": year.year, "published": figure.published,
             "value": value, "unit": year.indicator.unit, "status": figure.status, "source": figure.source_title}
            for year in self.years
            for figure, value in zip(year.releases, year.values, strict=True)
        ]  # fmt: skip
        return pd.DataFrame(rows)


def revisions(
    observations: Observations, indicator: str | Indicator | None = None, region: str | None = None
) -> Revisions:
    """Every year that was published more than once, with the same figure or another; see :attr:`Revision.revised`.

    Exact and rounded figures count, in the indicator's own form and prices; a bound tells no value that could be
    revised. Of several figures published on one day the one counts that the picking rule puts first.

    Args:
        observations: what is known; on a day, only what was published by then.
        indicator: default all of the plan.
        region: default all that have figures.
    """
    must_be("observations", observations, Observations, "published figures; sp.load_observations(plan)")
    if region is not None:
        among("region", region, observations.regions_known)
    plan = observations.plan
    every = [*plan.indicators.values(), *plan.series.values()]
    wanted = every if indicator is None else [plan[indicator]]
    places = (
        (region,) if region is not None else tuple(dict.fromkeys((plan.region, *plan.references, *observations.places)))
    )
    found = (found for one in wanted for place in places for found in _of(observations, one, place))
    return Revisions(observations, tuple(found), wanted[0] if indicator is not None else None, region)


def _of(observations: Observations, one: Indicator, region: str) -> Iterator[Revision]:
    by_year: dict[int, list[Observation]] = {}
    for figure in observations.of(one, region):
        if tells(figure, one) in ("value", "about"):
            by_year.setdefault(figure.period.first, []).append(figure)
    for year, figures in sorted(by_year.items()):
        best = {figure.published: figure for figure in sorted(figures, key=rank, reverse=True)}
        releases = tuple(best[day] for day in sorted(best))
        if len(releases) > 1:
            values = tuple(units.convert(figure.value, figure.unit, one.unit) for figure in releases)
            yield Revision(one, region, year, releases, values)
