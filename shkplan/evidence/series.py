"""One series a year, from published figures: exact where exact, gaps left open, nothing filled in.

Sums, means, bounds and "about" figures are evidence too, but of another kind: they are kept beside the series and
do not enter it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from shkplan.base import units
from shkplan.base.errors import DataError, Mistake, UnitMismatch
from shkplan.base.messages import said
from shkplan.base.typed import quoted
from shkplan.evidence.classification import tells
from shkplan.evidence.observation import Observation, frame_of, rank
from shkplan.register.plan import Indicator, Plan
from shkplan.register.splice import Splice

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.distributions.predictive import Law
    from shkplan.evidence.implied import Account, Implied


@dataclass(frozen=True)
class AnnualSeries:
    """Yearly values of one indicator in one region, in the indicator's unit.

    Attributes:
        indicator: what is measured.
        region: where.
        years: the measured years, rising; gaps are years that are not there.
        values: one exact figure a year, in ``indicator.unit``.
        chosen: the published figure behind each value.
        others: exact figures of the same years that the rule did not pick.
        partial: sums, means, bounds, "about" figures and figures on another price basis; evidence that waits beside.
        within: figures of a year so far, from January on, by months; those of the last month of a year that has no figure of its own
            tell of it through :mod:`shkplan.evidence.within`.
        as_of: the day by which everything here was published; None for all there is.
        spliced: how values before a new basis were carried over to it, each with its factor, the latest first.
        implied: what other figures say of years that were not measured; None before :func:`shkplan.reconstruct`.
        plan: the plan whose indicator it is, which names regions; None for data of one's own.
        notes: what was left out of data of one's own, in words.
    """

    indicator: Indicator
    region: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    chosen: tuple[Observation, ...]
    others: tuple[Observation, ...] = ()
    partial: tuple[Observation, ...] = ()
    within: tuple[Observation, ...] = ()
    as_of: dt.date | None = None
    spliced: tuple[tuple[Splice, float], ...] = ()
    implied: Implied | None = field(default=None, compare=False)
    plan: Plan | None = field(default=None, compare=False, repr=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __len__(self) -> int:
        return len(self.years)

    def value(self, year: int) -> float | None:
        """The measured value of a year; None where none was published."""
        return dict(zip(self.years, self.values, strict=True)).get(year)

    def law(self, year: int) -> Law | None:
        """What is known of a year: a point where measured, the law of the draws where implied, None elsewhere."""
        measured = self.value(year)
        if measured is not None:
            from shkplan.distributions.predictive import Point  # scipy: not paid by whoever only reads figures

            return Point(measured)
        return self.implied.law(year) if self.implied is not None and year in self.implied.years else None

    @property
    def gaps(self) -> tuple[int, ...]:
        """Years without a figure between the first and the last measured one."""
        if not self.years:
            return ()
        return tuple(year for year in range(self.years[0], self.years[-1]) if year not in self.years)

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        """Years that start a new basis: a figure says so, or the chosen one names another basis than the one before.

        A figure that names no basis is taken to stand on that of the years around it.
        """
        told = {figure.period.first for figure in (*self.chosen, *self.others) if figure.starts_new_basis}
        named = [(year, figure.basis) for year, figure in zip(self.years, self.chosen, strict=True) if figure.basis]
        told |= {year for (_, before), (year, basis) in pairwise(named) if basis != before}
        joined = {splice.year for splice, _ in self.spliced}
        return tuple(year for year in self.years if year in told - joined)

    def factor(self, year: int) -> float:
        """What a figure of a year is multiplied by to stand on the last basis."""
        return math.prod(factor for splice, factor in self.spliced if year < splice.year)

    @property
    def assumed_dates(self) -> tuple[int, ...]:
        """Years whose figure is here by a publication date that was assumed, not stated."""
        return tuple(
            y for y, figure in zip(self.years, self.chosen, strict=True) if figure.published_basis == "assumed"
        )

    @property
    def doubtful_years(self) -> tuple[int, ...]:
        """The years whose figure is marked as doubtful."""
        return tuple(year for year, figure in zip(self.years, self.chosen, strict=True) if figure.doubtful)

    @property
    def sources(self) -> SeriesSources:
        """The picking rule at work: years with several figures, which was picked, and why."""
        return SeriesSources(self)

    @property
    def beside(self) -> PartialFigures:
        """Sums, means, bounds and rounded figures: evidence that does not enter the series."""
        return PartialFigures(self)

    @property
    def account(self) -> SeriesAccount:
        """How each year came about; of a series that was reconstructed."""
        return SeriesAccount(self)

    def on_one_basis(self) -> AnnualSeries:
        """The part since the last break: years before it are not comparable and do not inform a trend."""
        if not self.breaks:
            return self
        return self.since(self.breaks[-1])

    def since(self, first: int) -> AnnualSeries:
        """The same series without the years before ``first``."""
        start = sum(year < first for year in self.years)
        return replace(self, years=self.years[start:], values=self.values[start:], chosen=self.chosen[start:])

    def to_frame(self) -> pd.DataFrame:
        """A table with one row a measured year: value, status, source, marks."""
        import pandas as pd

        return pd.DataFrame(
            {
                "year": self.years,
                "value": self.values,
                "unit": self.indicator.unit,
                "status": [figure.status for figure in self.chosen],
                "source": [figure.source_title for figure in self.chosen],
                "published": [figure.published for figure in self.chosen],
                "date": [figure.published_basis for figure in self.chosen],
                "mark": [" ".join(sorted(figure.mark)) for figure in self.chosen],
            }
        ).set_index("year")

    def __repr__(self) -> str:
        span = f"{self.years[0]}-{self.years[-1]}" if self.years else "no years"
        parts = (self.indicator.id, self.region, f"{len(self)} values", span, self.indicator.unit, *self.notes)
        return f"AnnualSeries({', '.join(parts)})"


@dataclass(frozen=True)
class SeriesSources:
    """The picking rule at work in a series."""

    series: AnnualSeries

    @property
    def several(self) -> list[tuple[int, Observation, list[Observation]]]:
        """The years with several exact figures, each with the one picked and the others."""
        found: dict[int, list[Observation]] = {}
        for figure in self.series.others:
            found.setdefault(figure.period.first, []).append(figure)
        chosen = zip(self.series.years, self.series.chosen, strict=True)
        return [(year, picked, found[year]) for year, picked in chosen if year in found]

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """What the frame holds, in :data:`SOURCES_COLUMNS`."""
        one = self.series.indicator
        return [
            (one.id, self.series.region, year, figure is picked, units.convert(figure.value, figure.unit, one.unit),
             one.unit, figure.status, figure.doubtful, figure.published, figure.source_kind, figure.source_title)
            for year, picked, others in self.several
            for figure in (picked, *others)
        ]  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """A row an exact figure of a year that has several, the picked one of a year first."""
        import pandas as pd

        return pd.DataFrame(self.rows, columns=SOURCES_COLUMNS)


SOURCES_COLUMNS = ["indicator", "region", "year", "picked", "value", "unit", "status", "doubtful", "published",
                   "source_kind", "source"]  # fmt: skip


@dataclass(frozen=True)
class PartialFigures:
    """What was published of a series that is no yearly value: sums, means, bounds, rounded figures."""

    series: AnnualSeries

    def to_frame(self) -> pd.DataFrame:
        """A row a figure, with all its columns."""
        return frame_of(self.series.partial)


@dataclass(frozen=True)
class SeriesAccount:
    """How each year of a series came about: measured, implied, limited, contradicted or unknown."""

    series: AnnualSeries

    def __bool__(self) -> bool:
        """Whether other figures imply a year, or contradict each other."""
        implied = self.series.implied
        return implied is not None and bool(implied.years or implied.contradictions)

    def to_frame(self) -> pd.DataFrame:
        """A row a year: its state, median and intervals where measured or implied, limits where bounded, what figures say."""
        import pandas as pd

        accounts = self.series.implied.accounts if self.series.implied is not None else {}
        rows = [self._row(account) for account in accounts.values()]
        return pd.DataFrame(rows, columns=_ACCOUNT_COLUMNS).set_index("year")

    def _row(self, account: Account) -> tuple[Any, ...]:
        law = self.series.law(account.year)
        said = (law.median, *law.interval(0.8), *law.interval(0.95)) if law is not None else (None,) * 5
        clues = "; ".join(str(clue) for clue in account.clues)
        return (account.year, account.state, *said, account.low, account.high, self.series.indicator.unit, clues)


_ACCOUNT_COLUMNS = [
    "year",
    "state",
    "median",
    "low_80",
    "high_80",
    "low_95",
    "high_95",
    "least",
    "most",
    "unit",
    "clues",
]


def annual_series(
    figures: Iterable[Observation],
    indicator: Indicator,
    region: str,
    *,
    as_of: dt.date | None = None,
    splices: tuple[Splice, ...] = (),
) -> AnnualSeries:
    """The series of an indicator in a region, from its published figures.

    Raises:
        DataError: figures in units that do not convert to the indicator's, all of them named.
    """
    mine = [figure for figure in figures if figure.indicator == indicator.id and figure.region == region]
    mistakes: list[Mistake] = []
    by_year: dict[int, list[tuple[Observation, float]]] = {}
    partial: list[Observation] = []
    within: list[Observation] = []
    for figure in sorted(mine, key=lambda figure: (figure.period, rank(figure))):
        try:
            wanted = "%" if figure.form in ("growth rate", "change") else indicator.unit
            value = units.convert(figure.value, figure.unit, wanted)
        except UnitMismatch as error:
            remedy = said("Give the figure in a unit that converts ({error}).", error=error)
            mistakes.append(figure.place.below("unit").mistake(quoted(figure.unit), wanted, remedy))
            continue
        told = tells(figure, indicator)
        if told == "value":
            by_year.setdefault(figure.period.first, []).append((figure, value))
        else:
            (within if told == "within" else partial).append(figure)
    if mistakes:
        raise DataError(mistakes)
    years = tuple(sorted(by_year))
    series = AnnualSeries(
        indicator=indicator,
        region=region,
        years=years,
        values=tuple(by_year[year][0][1] for year in years),
        chosen=tuple(by_year[year][0][0] for year in years),
        others=tuple(figure for year in years for figure, _ in by_year[year][1:]),
        partial=tuple(partial),
        within=tuple(within),
        as_of=as_of,
    )
    return _joined(series, splices)


def _joined(series: AnnualSeries, splices: tuple[Splice, ...]) -> AnnualSeries:
    """The series with values before each spliced year on the basis that begins there."""
    published = dict(zip(series.years, series.values, strict=True))
    factors = ((splice, splice.factor(published)) for splice in splices)
    found = replace(series, spliced=tuple((splice, factor) for splice, factor in factors if factor is not None))
    values = (published[year] * found.factor(year) for year in series.years)
    return replace(found, values=tuple(values)) if found.spliced else series
