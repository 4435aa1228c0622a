"""Data of one's own as a series: what an economist has at hand, in the shape it has."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shkplan.base.errors import ParameterError
from shkplan.base.messages import Text
from shkplan.base.typed import Misfit
from shkplan.base.units import convert, joined
from shkplan.evidence.classification import own_form
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries
from shkplan.register.plan import Bounds, Indicator, Measure

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

_SOURCE = "own data"
OWN = "own.series"  # the id of every series of one's own, whatever it measures


def series(
    values: pd.Series[Any] | pd.DataFrame | Mapping[int, float] | npt.ArrayLike,
    years: npt.ArrayLike | None = None,
    *,
    unit: str = "",
    bounds: Bounds = (None, None),
    measure: Measure = "level",
    precision: float | None = None,
    name: str = "own series",
    region: str = "",
) -> AnnualSeries:
    """Yearly values of one's own as a series that can be projected, tested and drawn like any other.

    Args:
        values: a pandas Series indexed by year, a frame with the columns ``year`` and ``value``, a mapping of year to
            value, or (n,) values with ``years`` beside them. Missing values are gaps and stay gaps.
        years: (n,) whole calendar years, for values that carry none.
        unit: as Chinese statistics write it (``%``, ``亿元``, ``万人``); empty for a pure number.
        bounds: the smallest and the largest value the quantity can have; None where there is none. A rate of growth without
            a lower one has -100 %, unless a value is as low as that or lower (a profit that became a loss).
        measure: ``level``, ``flow`` (a sum over the year) or ``growth`` (a yearly rate in %).
        precision: the step in which values are published, such as 0.1.
        name, region: what tables and charts call it.

    Raises:
        ParameterError: years that are no whole years or stand twice, values that are no numbers or beyond the bounds.
    """
    pairs = _pairs(values, years)
    if not pairs:
        raise ParameterError("values: found none, expected at least one year with a value.")
    one = _indicator(unit=unit, measure=measure, bounds=bounds, precision=precision, name=Text(zh=name, en=name))
    if measure == "growth":
        one = one.model_copy(update={"bounds": _of_growth(one, min(value for _, value in pairs))})
    low, high = one.bounds
    for year, value in pairs:
        if (low is not None and value < low) or (high is not None and value > high):
            raise ParameterError(f"{year}: found {value:g}, expected a value within bounds=({low}, {high}).")
    figures = tuple(_figure(one, year, value, region or _SOURCE) for year, value in pairs)
    found, known = zip(*pairs, strict=True)
    return AnnualSeries(one, region or _SOURCE, found, known, figures)


def _of_growth(one: Indicator, least: float) -> Bounds:
    """The bounds of a rate of growth, which cannot lose more than all that there is."""
    unit = one.unit or "%"
    if one.bounds[0] is not None or not joined(unit, "%") or least <= convert(-100.0, "%", unit):
        return one.bounds
    return convert(-100.0, "%", unit), one.bounds[1]


def _indicator(**given: Any) -> Indicator:
    try:
        return Indicator(id=OWN, price_basis="none", **given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raised = first.get("ctx", {}).get("error")
        told = (
            f"expected {raised.expected}. {raised.remedy}"
            if isinstance(raised, Misfit)
            else first["msg"].removeprefix("Input should be ").join(("expected ", "."))
        )
        raise ParameterError(f"{first['loc'][0]}: found {first['input']!r}, {told}") from None


def _pairs(values: Any, years: Any) -> list[tuple[int, float]]:
    """(year, value), rising, without the years that have no value."""
    columns = getattr(values, "columns", None)
    if columns is not None:
        if not {"year", "value"} <= set(columns):
            raise ParameterError(f"values: found the columns {', '.join(map(str, columns))}, expected year and value.")
        years, values = values["year"], values["value"]
    elif years is None and isinstance(values, Mapping):
        years, values = list(values.keys()), list(values.values())
    elif years is None and hasattr(values, "index") and not isinstance(values, list | tuple):
        years, values = list(values.index), list(values)
    if years is None:
        raise ParameterError("years: found none, expected a year for each value; series(values, years).")
    when, what = list(years), list(values)
    if len(when) != len(what):
        raise ParameterError(f"years: found {len(when)} years for {len(what)} values, expected one for each.")
    pairs = [(_year(year), _number(year, value)) for year, value in zip(when, what, strict=True)]
    if twice := sorted({year for year, _ in pairs if sum(year == other for other, _ in pairs) > 1}):
        raise ParameterError(f"years: found {twice[0]} twice, expected each year once.")
    return sorted((year, value) for year, value in pairs if value is not None)


def _year(value: Any) -> int:
    """A whole calendar year: 2021, 2021.0 or a day of it as pandas indexes it."""
    year = getattr(value, "year", value)
    whole = not isinstance(year, bool | str) and _is_number(year) and float(year).is_integer()
    if not whole or not 1000 <= float(year) <= 9999:
        raise ParameterError(f"years: found {value!r}, expected whole calendar years such as 2021.")
    return int(year)


def _number(year: Any, value: Any) -> float | None:
    """A finite number; None for a missing one."""
    if value is None or (_is_number(value) and math.isnan(float(value))):
        return None
    if isinstance(value, bool) or not _is_number(value) or math.isinf(float(value)):
        raise ParameterError(f"{year}: found {value!r}, expected a number, or nothing where none is known.")
    return float(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return False
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _figure(one: Indicator, year: int, value: float, region: str) -> Observation:
    return Observation(
        indicator=one.id, region=region, period=year, form=own_form(one),
        bound="exact", value=value, unit=one.unit or "%", price_basis="none", status="final",
        published=dt.date(year, 12, 31), published_basis="stated", source_title=_SOURCE, source_kind="department form",
    )  # fmt: skip
