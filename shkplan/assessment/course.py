"""What decides a target, year by year: the yearly values that enter it, and the deciding quantity as it builds up.

The values are those the verdict was counted on, its own joint paths and published figures; nothing is fitted, drawn or
counted here. In the last year of a quantity that builds up stand the verdict's median and band.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shkplan.assessment.case import Case, Source, series_of
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import NotAssessable
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import FloatArray, Projection

__all__ = ["BEFORE", "LEVELS", "Course", "Courses", "courses"]

LEVELS = (0.5, 0.8, 0.95)
BEFORE = 4  # years before the first of a target that are told beside


@dataclass(frozen=True)
class Course:
    """A quantity over some years, with bands where it is estimated.

    Attributes:
        years: those it can be told of.
        known: of these the ones into which published figures of its own alone enter.
        median: (n_years,) its medians.
        bands: level -> (n_years, 2) central bands; without width where it is known.
    """

    years: tuple[int, ...]
    known: tuple[int, ...]
    median: FloatArray
    bands: Mapping[float, FloatArray]

    def at(self, year: int, level: float = 0.8) -> tuple[float, float, float]:
        """Lower end, median and upper end in one of its years."""
        place = self.years.index(year)
        low, high = self.bands[level][place]
        return float(low), float(self.median[place]), float(high)

    def since(self, year: int) -> Course:
        """The same from a year on."""
        kept = [place for place, one in enumerate(self.years) if one >= year]
        return Course(
            tuple(self.years[place] for place in kept), tuple(one for one in self.known if one >= year), self.median[kept],
            {level: band[kept] for level, band in self.bands.items()},
        )  # fmt: skip

    @property
    def estimated(self) -> tuple[int, ...]:
        """The years into which an estimate enters."""
        return tuple(year for year in self.years if year not in self.known)

    def data(self) -> dict[str, object]:
        """Every number of it, for ``results.json``."""
        bands = {f"{level:g}": band.tolist() for level, band in self.bands.items()}
        return {"years": self.years, "known": self.known, "median": self.median.tolist(), "bands": bands}


@dataclass(frozen=True)
class Courses:
    """What decides one target.

    Attributes:
        form: how it is shown: each year held to the number, a total or a growth that builds up, the lead over another
            series, or the change since a base year.
        unit: of what decides.
        scale: the unit of the yearly values.
        wanted: the number it must reach; None where the plan does not tell.
        years: the years of the target.
        yearly: the values of single years, those shortly before the target's among them; of a lead its yearly leads.
        running: the deciding quantity had the target been due in each year; None where it does not build up.
        sides: the series that are held against each other, on one basis, with their yearly values.
    """

    form: str
    unit: str
    scale: str
    wanted: float | None
    years: tuple[int, ...]
    yearly: Course
    running: Course | None
    sides: tuple[tuple[AnnualSeries, Course], ...]


def courses(verdict: Verdict) -> Courses | None:
    """What decides a target, year by year; None where the value of its deadline alone does, or nothing can be told."""
    case = verdict.case
    if case is None or verdict.status == "recorded":
        return None
    if "base" in (verdict.quantity.values if verdict.quantity is not None else {}):
        return _since_base(verdict, case)
    if verdict.target.course == "value":
        return None
    try:
        return _told(verdict, case)
    except NotAssessable:  # own and reference stand on bases that nothing joins
        return None


def _told(verdict: Verdict, case: Case) -> Courses | None:
    target, projected = verdict.target, verdict.assessable
    sources = [case.own or case.series, *(source for source, _ in case.others if source is not None)]
    if len(sources) != 1 + len(case.others):
        return None
    years = tuple(range(target.years[0] - BEFORE, target.years[-1] + 1))
    rows = [_rows(source, years, projected) for source in sources]
    known = [{year for year in years if _is_own(source, case, year)} for source in sources]
    spans = [year for year in years if _within_a_span(case.series, year)]
    rows[0][:, [years.index(year) for year in spans]] = np.nan
    sides = target.sides(*rows)
    course = target.course
    yearly = sides[0] - sides[1] if len(sides) > 1 else sides[0]
    shown = list(
        zip((case.series, *(series_of(source) for source in sources[1:2])), sides, _known_of(sides, known), strict=True)
    )
    unit = _unit(verdict, case)
    return Courses(
        course, unit, unit if len(sides) > 1 else case.indicator.unit, _wanted(verdict, case), target.years,
        _course(years, yearly, set.intersection(*known)), _running(case, sources, known, projected), tuple((series, _course(years, side, sure)) for series, side, sure in shown),
    )  # fmt: skip


def _known_of(sides: Sequence[FloatArray], known: list[set[int]]) -> list[set[int]]:
    """The years of figures alone, of each side; own growth made real is known where the prices are too."""
    if len(sides) == 1:
        return known[:1]
    return [set.intersection(known[0], *known[2:]), known[1]]


def _running(case: Case, sources: Sequence[Source], known: list[set[int]], projected: bool) -> Course | None:
    """The deciding quantity year by year; of the years within a figure over several nothing is told before its last."""
    target, years = case.target, case.target.years
    try:
        found = target.running(case.facts, *(_rows(source, years, projected) for source in sources))
    except KeyError:  # growth from a base year without a figure
        return None
    if found is None:
        return None
    sure = [all(year in some for some in known) or _within_a_span(case.series, year) for year in years]
    if target.deciding(case.indicator) == years:  # a level needs no year before it
        sure = [all(sure[: at + 1]) for at in range(len(years))]
    found = found.copy()
    found[:, [at for at, year in enumerate(years) if _within_a_span(case.series, year, ends=False)]] = np.nan
    return _course(years, found, {year for year, at in zip(years, sure, strict=True) if at})


def _since_base(verdict: Verdict, case: Case) -> Courses | None:
    """The change since the year that a direction is counted from."""
    own, quantity = case.own, verdict.quantity
    assert quantity is not None
    base = int(str(quantity.values["base"]))
    if own is None or base not in own.years:
        return None
    years = tuple(range(base, verdict.target.years[-1] + 1))
    at = [own.years.index(year) for year in years]
    change = own.paths[:, at] - own.path(base)[:, np.newaxis]
    known = {
        year
        for year in years
        if year == base or (own.series.value(year) is not None and own.series.value(base) is not None)
    }
    made = _course(years, change, known)
    return Courses("change", verdict.unit, verdict.unit, verdict.wanted, verdict.target.years, made, made, ())


def _rows(source: Source, years: Sequence[int], projected: bool) -> FloatArray:
    """(1 or n_paths, n_years) values of some years: as measured, else on paths, else unknown."""
    series = series_of(source)
    measured = np.array([[_number(series.value(year)) for year in years]])
    if not isinstance(source, Projection) or not projected or not np.isnan(measured).any():
        return measured
    found = np.repeat(measured, source.n_paths, axis=0)
    for at, year in enumerate(years):
        if np.isnan(measured[0, at]) and year in source.years:
            found[:, at] = source.path(year)
    return found


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _is_own(source: Source, case: Case, year: int) -> bool:
    """Whether a year has a published figure of the series itself, and of that year alone."""
    series = series_of(source)
    if series.value(year) is None or _within_a_span(series, year):
        return False
    figure = series.chosen[series.years.index(year)]
    return source is not (case.own or case.series) or figure.indicator == case.indicator.id


def _within_a_span(series: AnnualSeries, year: int, ends: bool | None = None) -> bool:
    """Whether a year is covered by a figure over several; of those its last one, or any but the last."""
    if series.value(year) is None:
        return False
    period = series.chosen[series.years.index(year)].period
    if period.first == period.last:
        return False
    return ends is None or (year == period.last) is ends


def _course(years: tuple[int, ...], values: FloatArray, known: set[int]) -> Course:
    kept = [at for at in range(len(years)) if not np.isnan(values[0, at])]
    some = values[:, kept]
    probs = [0.5, *((1 + way * level) / 2 for level in LEVELS for way in (-1, 1))]
    median, *edges = np.quantile(some, probs, axis=0)
    bands = {level: np.column_stack(edges[2 * at : 2 * at + 2]) for at, level in enumerate(LEVELS)}
    told = tuple(years[at] for at in kept)
    return Course(told, tuple(year for year in told if year in known), median, bands)


def _wanted(verdict: Verdict, case: Case) -> float | None:
    if verdict.wanted is not None:
        return verdict.wanted
    try:
        return case.target.goal(case.facts).wanted
    except NotAssessable:
        return None


def _unit(verdict: Verdict, case: Case) -> str:
    try:
        return case.target.goal(case.facts).unit
    except NotAssessable:
        return verdict.unit
