"""Series of one's own in an assessment: they take the place of what was published of an indicator in a region.

They are figures, and go the way of all figures: through reconstruction, projection and the rule of the target to the verdict,
which says that they were handed in. What they are of must be told, and must be the same quantity.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from shkplan.base.errors import ParameterError
from shkplan.base.given import all_of
from shkplan.base.messages import said
from shkplan.base.units import convert, joined
from shkplan.evidence.classification import own_form
from shkplan.evidence.observation import OWN_SOURCE, Observation
from shkplan.evidence.observations import Observations
from shkplan.evidence.own import OWN
from shkplan.evidence.series import AnnualSeries
from shkplan.register.plan import Indicator

__all__ = ["with_series"]

_SHOWN = 5  # mistakes that are told one by one
Key = tuple[str, str]


def with_series(known: Observations, given: Mapping[Key, AnnualSeries]) -> Observations:
    """The figures with series of one's own in place of those published of the same indicators and regions.

    Args:
        known: what was published by the day.
        given: by indicator's id and region.

    Raises:
        ParameterError: a series of another quantity, region or unit, with values beyond the bounds or of years to come.
    """
    if not given:
        return known
    day = known.date or dt.date.max
    for (name, region), series in given.items():
        _must_be_of(known.plan[name], region, series, day)
    kept = tuple(one for one in known.figures if (one.indicator, one.region) not in given)
    mine = [
        _figure(known.plan[name], region, series, year, day)
        for (name, region), series in given.items()
        for year in series.years
    ]
    return replace(known, figures=(*kept, *mine))


def _must_be_of(one: Indicator, region: str, series: AnnualSeries, day: dt.date) -> None:
    """Refuse a series that is not of the indicator in the region, all that speaks against it at once."""
    theirs, wrong = series.indicator, list[str]()
    if theirs.id not in (OWN, one.id):
        wrong.append(said("found a series of {found}, expected one of {expected}", found=theirs.id, expected=one.id))
    if series.region not in (OWN_SOURCE, region):
        wrong.append(
            said("found a series of {found}, expected one of {expected}", found=series.region, expected=region)
        )
    if theirs.measure != one.measure:
        words = "found the measure {found}, expected {expected}: sp.series(..., measure={expected!r})"
        wrong.append(said(words, found=theirs.measure, expected=one.measure))
    if theirs.unit != one.unit and not (theirs.unit and one.unit and joined(theirs.unit, one.unit)):
        words = (
            "found the unit {found!r}, expected {expected!r} or one that converts: sp.series(..., unit={expected!r})"
        )
        wrong.append(said(words, found=theirs.unit, expected=one.unit))
    else:
        low, high = (float("-inf") if one.bounds[0] is None else one.bounds[0], one.bounds[1])
        for year, value in zip(series.years, series.values, strict=True):
            there = convert(value, theirs.unit, one.unit)
            if there < low or (high is not None and there > high):
                words = (
                    "{year}: found {value:g}, expected a value within the bounds of the indicator, {low:g} to {high:g}"
                )
                wrong.append(said(words, year=year, value=there, low=low, high=float("inf") if high is None else high))
    if later := [str(year) for year in series.years if year > day.year]:
        words = "found figures of {years}, which nobody can have on {day}; a.under(a scenario) supposes values of years to come"
        wrong.append(said(words, years=later, day=str(day)))
    if wrong:
        raise ParameterError(said("{name}: {told}.", name=one.id, told=all_of(wrong, _SHOWN)))


def _figure(one: Indicator, region: str, series: AnnualSeries, year: int, day: dt.date) -> Observation:
    """A value as a figure of the indicator: preliminary, since nobody published it, and of a year that is not over an estimate."""
    value, ends = series.values[series.years.index(year)], dt.date(year, 12, 31)
    return Observation(
        indicator=one.id, region=region, period=year, form=own_form(one), bound="exact",
        value=convert(value, series.indicator.unit, one.unit), unit=one.unit or "%", price_basis=one.price_basis,
        status="preliminary" if ends <= day else "estimate", published=min(ends, day), published_basis="stated",
        source_title=OWN_SOURCE, source_kind="department form",
    )  # fmt: skip
