"""Data of one's own as a series: what an economist has at hand, in the shape it has."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from shkplan.base.errors import ParameterError
from shkplan.base.given import all_of, bounds_of, columns_of, is_list, is_missing, must_be, number_of, year_of
from shkplan.base.messages import Said, Text, said
from shkplan.base.periods import FIRST_YEAR
from shkplan.base.shown import shown
from shkplan.base.units import convert, joined, must_be_known
from shkplan.evidence.classification import own_form
from shkplan.evidence.observation import OWN_SOURCE as SOURCE
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries
from shkplan.register.plan import Bounds, Indicator, Measure

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

OWN = "own.series"  # the id of every series of one's own, whatever it measures
_SHOWN = 5  # mistakes that are told one by one
_Pair = tuple[Any, Any]


def series(
    values: pd.Series[Any] | pd.DataFrame | Mapping[int, float] | Sequence[tuple[int, float]] | npt.ArrayLike,
    years: npt.ArrayLike | None = None,
    *,
    unit: str = "",
    bounds: Bounds = (None, None),
    measure: Measure = "level",
    precision: float | None = None,
    name: str = "own series",
    region: str = "",
) -> AnnualSeries:
    """Yearly values of one's own as a series that can be projected, tested and drawn like any other, or decide a target.

    Args:
        values: a pandas Series indexed by year; a frame (of pandas, polars or arrow) with the columns ``year`` and ``value``, or
            with years as index and one column; a mapping of year to value; pairs (year, value); or (n,) values with ``years``
            beside them. In any order; missing values are gaps and stay gaps, named in ``notes``.
        years: (n,) calendar years, for values that carry none; whole numbers, text such as ``"2018"`` or ``"2018年"``, yearly
            periods, or the first or last days of years.
        unit: as Chinese statistics write it (``%``, ``亿元``, ``万人``); empty for a pure number.
        bounds: the smallest and the largest value the quantity can have; None where there is none. A rate of growth without
            a lower one has -100 %, unless a value is as low as that or lower (a profit that became a loss).
        measure: ``level``, ``flow`` (a sum over the year) or ``growth`` (a yearly rate in %).
        precision: the step in which values are published, such as 0.1.
        name, region: what tables and charts call it.

    Raises:
        ParameterError: years that are none or stand twice, values that are no numbers or beyond the bounds, all of them told;
            or another argument that is none.
    """
    one = _indicator(unit, bounds, measure, precision, name)
    must_be("region", region, str, "the name of a region, or nothing")
    pairs, missing = _read(_pairs(values, years))
    if measure == "growth":
        one = one.model_copy(update={"bounds": _of_growth(one, min(pairs.values()))})
    _must_be_within(pairs, one.bounds)
    figures = tuple(_figure(one, year, value, region or SOURCE) for year, value in pairs.items())
    notes = (said("no value in {years}", years=list(map(str, missing))),) if missing else ()
    return AnnualSeries(one, region or SOURCE, tuple(pairs), tuple(pairs.values()), figures, notes=notes)


def _of_growth(one: Indicator, least: float) -> Bounds:
    """The bounds of a rate of growth, which cannot lose more than all that there is."""
    unit = one.unit or "%"
    if one.bounds[0] is not None or not joined(unit, "%") or least <= convert(-100.0, "%", unit):
        return one.bounds
    return convert(-100.0, "%", unit), one.bounds[1]


def _indicator(unit: object, bounds: object, measure: object, precision: object, name: object) -> Indicator:
    """What the series measures.

    Raises:
        ParameterError: an argument that is none.
    """
    must_be_known(unit)
    must_be("name", name, str, "what tables and charts call the series")
    if not isinstance(measure, str) or measure not in get_args(Measure):
        words = "measure: found {found}, expected 'level', 'flow' or 'growth'."
        raise ParameterError(said(words, found=shown(measure)))
    step = None if precision is None else number_of(precision)
    if precision is not None and (not isinstance(step, float) or step <= 0):
        words = "precision: found {found}, expected the step in which values are published, such as 0.1, or nothing."
        raise ParameterError(said(words, found=shown(precision)))
    title = Text(zh=str(name), en=str(name))
    given: dict[str, Any] = {"unit": unit, "bounds": bounds_of(bounds), "measure": measure, "precision": step}
    return Indicator(id=OWN, price_basis="none", name=title, **given)


def _pairs(values: Any, years: Any) -> list[_Pair]:
    """(year, value) as they were given, in whatever shape.

    Raises:
        ParameterError: a shape that is none.
    """
    if isinstance(values, AnnualSeries):
        words = "values: found a series already; take it as it is, or series(other.to_frame()['value'])."
        raise ParameterError(said(words))
    plain = columns_of(values) if years is None else None
    if (years is None and hasattr(values, "columns")) or (plain is not None and {"year", "value"} <= set(plain)):
        return _of_table(values, plain)
    if years is None and isinstance(values, Mapping):
        return list(values.items())
    if years is None and hasattr(values, "index") and not callable(values.index):
        return list(zip(values.index, values, strict=True))
    if years is None and _are_pairs(values):
        return [(year, value) for year, value in values]
    what, when = _listed("values", values), _listed("years", years)
    if len(when) != len(what):
        words = "years: found {years} years for {values} values, expected one for each."
        raise ParameterError(said(words, years=len(when), values=len(what)))
    return list(zip(when, what, strict=True))


def _of_table(table: Any, plain: Mapping[str, list[Any]] | None) -> list[_Pair]:
    """The pairs of a table: of the columns year and value, or of the one column of years that are its index."""
    names = list(plain) if plain is not None else list(table.columns)
    if {"year", "value"} <= set(names):
        year, value = (plain or table)["year"], (plain or table)["value"]
        if getattr(year, "ndim", 1) == 1 == getattr(value, "ndim", 1):
            return list(zip(year, value, strict=True))
    if plain is None and len(names) == 1 and getattr(table.index, "nlevels", 1) == 1:
        return list(zip(table.index, table.iloc[:, 0], strict=True))
    words = (
        "values: found the columns {names}, expected year and value once each, or years as index and one column; "
        "series(frame['one of them'], frame['years']) takes any."
    )
    raise ParameterError(said(words, names=[str(name) for name in names[:12]]))


def _are_pairs(values: Any) -> bool:
    """Whether values are (year, value) one by one; two numbers a row of an array are."""
    if not is_list(values) or not hasattr(values, "__len__"):
        return False
    return len(values) > 0 and all(
        hasattr(one, "__len__") and not isinstance(one, str) and len(one) == 2 for one in values
    )


def _listed(name: str, given: Any) -> list[Any]:
    """A list of single values.

    Raises:
        ParameterError: something else.
    """
    if given is None and name == "years":
        raise ParameterError(said("years: found none, expected a year for each value; series(values, years)."))
    if not is_list(given) or getattr(given, "ndim", 1) != 1:
        words = "{name}: found {found}, expected {expected}."
        kind = said(
            "a list of years" if name == "years" else "a list of numbers, a mapping of years to numbers, or a table"
        )
        raise ParameterError(said(words, name=name, found=shown(given), expected=kind))
    return list(given)


def _read(pairs: Sequence[_Pair]) -> tuple[dict[int, float], list[int]]:
    """Year -> value, rising, and the years without one.

    Raises:
        ParameterError: what is no year or no number, and years that stand twice, all told.
    """
    years = [year_of(given, FIRST_YEAR) for given, _ in pairs]
    if len(years) > 1 and all(isinstance(year, Said) for year in years):
        raise ParameterError(said("years: {told}, and so of every value.", told=years[0]))
    wrong, read = list[Said](), list[tuple[int, float | None]]()
    for (given, cell), year in zip(pairs, years, strict=True):
        value = number_of(cell)
        if is_missing(given) and value is None:
            continue  # an empty row beneath a table
        if isinstance(year, Said):
            wrong.append(said("years: {told}", told=year))
        if isinstance(value, Said):
            wrong.append(said("{year}: {told}", year=shown(given) if isinstance(year, Said) else year, told=value))
        if isinstance(year, int) and not isinstance(value, Said):
            read.append((year, value))
    twice = [str(year) for year, count in sorted(Counter(year for year, _ in read).items()) if count > 1]
    if twice:
        wrong.append(said("years: found {years} twice, expected each year once", years=twice))
    if wrong:
        raise ParameterError(said("{told}.", told=all_of(wrong, _SHOWN)))
    known = {year: value for year, value in sorted(read) if value is not None}
    if not known:
        raise ParameterError(said("values: found none, expected at least one year with a value."))
    return known, sorted(year for year, value in read if value is None)


def _must_be_within(pairs: Mapping[int, float], bounds: Bounds) -> None:
    low, high = (float("-inf") if bounds[0] is None else bounds[0], float("inf") if bounds[1] is None else bounds[1])
    words = "{year}: found {value:g}, expected a value within bounds=({low}, {high})"
    beyond: list[str] = [
        said(words, year=year, value=value, low=shown(bounds[0]), high=shown(bounds[1]))
        for year, value in pairs.items()
        if not low <= value <= high
    ]
    if beyond:
        raise ParameterError(said("{told}.", told=all_of(beyond, _SHOWN)))


def _figure(one: Indicator, year: int, value: float, region: str) -> Observation:
    return Observation(
        indicator=one.id, region=region, period=year, form=own_form(one),
        bound="exact", value=value, unit=one.unit or "%", price_basis="none", status="final",
        published=dt.date(year, 12, 31), published_basis="stated", source_title=SOURCE, source_kind="department form",
    )  # fmt: skip
