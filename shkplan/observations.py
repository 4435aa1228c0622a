"""Everything that was published on a plan's indicators, and what of it was known on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shkplan.errors import UnknownName
from shkplan.evidence import Observation
from shkplan.periods import day_of
from shkplan.plan import Indicator, Plan
from shkplan.series import AnnualSeries, annual_series

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Observations:
    """The published figures for a plan; ``as_of(date)`` keeps what was published by then.

    Attributes:
        plan: whose indicators these are.
        figures: the figures, in the order of the files.
        date: the day of ``as_of``; None for everything there is.
        held_back: figures published only after that day.
    """

    plan: Plan
    figures: tuple[Observation, ...]
    date: dt.date | None = None
    held_back: tuple[Observation, ...] = ()

    def __len__(self) -> int:
        return len(self.figures)

    def __iter__(self) -> Iterator[Observation]:
        return iter(self.figures)

    def as_of(self, date: dt.date | str) -> Observations:
        """What was published by a day, that day included.

        Raises:
            ValueError: not a date of the form YYYY-MM-DD.
        """
        day = day_of(date)
        known = tuple(figure for figure in self.figures if figure.published <= day)
        later = tuple(figure for figure in self.figures if figure.published > day)
        return replace(self, figures=known, date=day, held_back=self.held_back + later)

    def of(self, indicator: str | Indicator, region: str | None = None) -> tuple[Observation, ...]:
        """The figures of an indicator in a region (the plan's, unless another is named)."""
        name = self.plan[indicator].id if isinstance(indicator, str) else indicator.id
        place = region or self.plan.region
        return tuple(figure for figure in self.figures if figure.indicator == name and figure.region == place)

    def series(self, indicator: str | Indicator, region: str | None = None) -> AnnualSeries:
        """The yearly series of an indicator in a region (the plan's, unless another is named).

        Raises:
            UnknownName: no such indicator in the plan, or a region that neither plan nor figures know.
            DataError: figures in units that do not convert.
        """
        one = self.plan[indicator] if isinstance(indicator, str) else indicator
        place = region or self.plan.region
        everywhere = {*self.plan.regions, *(figure.region for figure in (*self.figures, *self.held_back))}
        if place not in everywhere:
            raise UnknownName("region", place, everywhere)
        return annual_series(self.figures, one, place, as_of=self.date)

    def regions(self, indicator: str | Indicator) -> tuple[str, ...]:
        """The regions for which an indicator has figures, the plan's own first."""
        name = indicator if isinstance(indicator, str) else indicator.id
        found = dict.fromkeys(figure.region for figure in self.figures if figure.indicator == name)
        return tuple(sorted(found, key=lambda region: region != self.plan.region))

    def to_frame(self) -> pd.DataFrame:
        """Every figure as a row, with all its columns."""
        import pandas as pd

        return pd.DataFrame(
            [figure.model_dump(mode="json") | {"period": str(figure.period)} for figure in self.figures]
        )

    def __repr__(self) -> str:
        day = f", as of {self.date}" if self.date else ""
        return f"Observations({self.plan.id}: {len(self)} figures{day})"
