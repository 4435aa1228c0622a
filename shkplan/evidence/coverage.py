"""Which years are known of each indicator, which are missing, and who would usually supply them.

========  ==========================================================================================
state     of an indicator's year
========  ==========================================================================================
measured  an exact figure, the only one or the same whenever it was published
revised   an exact figure, and another was published for that year before or after it
estimate  an exact figure told as a full-year estimate, mostly before the year had closed
doubtful  an exact figure that is marked doubtful
implied   no figure of its own, but others pin it from both sides (:mod:`shkplan.evidence.reconstruction`)
within    only figures of the year so far, from January on: the year has not passed
partial   only sums, means, bounds, rounded figures, other prices or months of it speak of it
missing   nothing, and the year has passed
ahead     nothing, and the year has not passed
========  ==========================================================================================
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from shkplan.base.messages import Text
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.evidence.reconstruction import reconstruct
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.vintages import revisions
from shkplan.evidence.within import latest_so_far
from shkplan.register.plan import Indicator, Plan

if TYPE_CHECKING:
    import pandas as pd

State = Literal["measured", "revised", "estimate", "doubtful", "implied", "within", "partial", "missing", "ahead"]
STATES: tuple[State, ...] = (
    "measured",
    "revised",
    "estimate",
    "doubtful",
    "implied",
    "within",
    "partial",
    "missing",
    "ahead",
)
KNOWN: tuple[State, ...] = ("measured", "revised", "estimate", "doubtful", "implied")  # a value stands there
_DRAWS = 200  # enough to see whether figures agree
_BEFORE = 4  # years shown before the base year: what a model can learn from


@dataclass(frozen=True)
class Owed:
    """The years of an indicator that have passed without a value.

    Attributes:
        indicator: what is missing.
        years: which years of those looked at, the partly known ones among them.
        partial: of these the ones that some evidence speaks of.
        last: the last year with a value, in or before the years looked at; None where there is none.
    """

    indicator: Indicator
    years: tuple[int, ...]
    partial: tuple[int, ...]
    last: int | None


@dataclass(frozen=True)
class Coverage:
    """The state of every indicator and year in one region.

    Attributes:
        plan, as_of: whose indicators, and the day; None for all that was ever published.
        region: where.
        indicators: rows: those with a target first, then what serves them and is known at all.
        targets: how many of the rows have a target.
        years: columns.
        states: (indicator's id, year) -> state.
        last: indicator's id -> last year with a value.
        within: the latest figure of a year so far, of each indicator that has one of a year without a figure of its own.
    """

    plan: Plan
    as_of: dt.date | None
    region: str
    indicators: tuple[Indicator, ...] = field(repr=False)
    targets: int
    years: range
    states: Mapping[tuple[str, int], State] = field(repr=False)
    last: Mapping[str, int | None] = field(repr=False)
    within: tuple[tuple[Indicator, Observation], ...] = field(default=(), repr=False)

    def row(self, indicator: Indicator) -> tuple[State, ...]:
        """The states of an indicator, a year after another."""
        return tuple(self.states[indicator.id, year] for year in self.years)

    def count(self, *states: State) -> int:
        """How many of the years are in one of these states."""
        return sum(state in states for state in self.states.values())

    @property
    def owed(self) -> tuple[Owed, ...]:
        """What is missing of the indicators with a target, in the plan's order."""
        found = []
        for one in self.indicators[: self.targets]:
            partial = tuple(year for year in self.years if self.states[one.id, year] == "partial")
            years = tuple(year for year in self.years if self.states[one.id, year] in ("missing", "partial"))
            if years:
                found.append(Owed(one, years, partial, self.last[one.id]))
        return tuple(found)

    def to_frame(self) -> pd.DataFrame:
        """A row an indicator, a column a year: the state."""
        import pandas as pd

        rows = {one.id: self.row(one) for one in self.indicators}
        return pd.DataFrame.from_dict(rows, orient="index", columns=list(self.years)).rename_axis("indicator")

    def by_supplier(self) -> list[tuple[Text | None, list[Owed]]]:
        """What is missing by who would usually supply it, the longest lists first."""
        groups: dict[Text | None, list[Owed]] = {}
        for one in self.owed:
            groups.setdefault(supplier_of(one.indicator), []).append(one)
        return sorted(groups.items(), key=lambda item: -sum(len(one.years) for one in item[1]))


def supplier_of(indicator: Indicator) -> Text | None:
    """Who is responsible by the plan, else who would usually supply the figure; None where nobody is named."""
    return indicator.department or indicator.supplier


def coverage(observations: Observations, region: str | None = None) -> Coverage:
    """The state of each indicator and year in a region, as of the day of the observations.

    A year is due once it has passed, as everywhere in this library. The years go from four before the plan's base year
    to the last of its window, or to the last one that has passed.

    Args:
        observations: what is known.
        region: default the plan's own.
    """
    plan, place = observations.plan, region or observations.plan.region
    everything = [
        reconstruct(observations, one, place, n_draws=_DRAWS)
        for one in (*plan.indicators.values(), *plan.series.values())
    ]
    measured = [series for series in everything if series.indicator.unit]
    wanted = [series for series in measured if series.indicator.targets]
    serving = [
        series
        for series in measured
        if not series.indicator.targets and (series.years or series.partial or series.within)
    ]
    due = _last_due(observations)
    years = range(min(plan.base_year - _BEFORE, plan.window.first), max(plan.window.last, due) + 1)
    states: dict[tuple[str, int], State] = {}
    for series in (*wanted, *serving):
        one = series.indicator
        revised = {found.year for found in revisions(observations, one, place) if found.revised}
        states |= {(one.id, year): state_of(series, year, year in revised, year <= due) for year in years}
    last = {series.indicator.id: _last(series) for series in (*wanted, *serving)}
    rows = tuple(series.indicator for series in (*wanted, *serving))
    every = ((series, latest_so_far(series)) for series in (*wanted, *serving))
    within = tuple((series.indicator, found[max(found)]) for series, found in every if found)
    return Coverage(plan, observations.date, place, rows, len(wanted), years, states, last, within)


def _last_due(observations: Observations) -> int:
    """The last year that has passed: on the day of the observations, or by what they tell of."""
    if observations.date is not None:
        return observations.date.year - 1
    over = (figure.period.last for figure in observations if not figure.period.within)
    return max(over, default=observations.plan.base_year)


def state_of(series: AnnualSeries, year: int, revised: bool, due: bool) -> State:
    """The state of a year of a series.

    Args:
        series: of one indicator in one region.
        year: which year.
        revised: whether different figures were published for it one after another.
        due: whether it has passed.
    """
    figure = dict(zip(series.years, series.chosen, strict=True)).get(year)
    if figure is not None:
        if figure.doubtful:
            return "doubtful"
        if revised:
            return "revised"
        return "estimate" if figure.status == "estimate" else "measured"
    return _unmeasured(series, year, due)


def _unmeasured(series: AnnualSeries, year: int, due: bool) -> State:
    """The state of a year without a figure of its own."""
    if year in _implied(series):
        return "implied"
    if not due and any(year in figure.period for figure in series.within):
        return "within"
    if any(year in figure.period for figure in (*series.partial, *series.within)):
        return "partial"
    return "missing" if due else "ahead"


def _implied(series: AnnualSeries) -> tuple[int, ...]:
    """Years whose value follows from other figures, where a series knows such; not from what their own months told so far."""
    if series.implied is None:
        return ()
    so_far = {one.year for one in series.implied.nowcasts}
    return tuple(year for year in series.implied.years if year not in so_far)


def _last(series: AnnualSeries) -> int | None:
    return max((*series.years, *_implied(series)), default=None)
