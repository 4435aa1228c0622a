"""A projection year by year: what was measured, and what is estimated of the rest."""

from __future__ import annotations

import math

from shkplan.assessment.assumptions import about_projection
from shkplan.display.language import published as printed
from shkplan.display.language import region, rounded, say, unit, words
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.forecast.projection import Projection


def projection_table(own: Projection) -> Table:
    """One row a year: median, 80 % and 95 % band, measured or estimated; below it what the numbers rest on."""
    series, frame = own.series, own.to_frame()
    rows = [_row(own, year, *frame.loc[year, _NUMBERS]) for year in own.years]
    code = series.indicator.unit
    central = say("with_unit", what=say("column.central"), unit=unit(code)) if code else say("column.central")
    columns = (
        Column(say("column.year"), "whole"), Column(central, "number"), Column(say("chart.band", level=80), "whole"),
        Column(say("chart.band", level=95), "whole"), say("column.status"),
    )  # fmt: skip
    years = frame.drop(columns="unit").reset_index().to_dict(orient="records")
    data = {"indicator": series.indicator.id, "region": series.region, "model": own.model, "years": years}
    title = say("title.projection", name=series.indicator.name, region=region(series.region, series.plan))
    told = (words(note, series.plan) for note in about_projection(own, own.years, series.as_of))
    notes = tuple(f"{note[0].upper()}{note[1:]}{say('stop').strip()}" for note in told)
    return table_of("projection", title, columns, rows, data, notes=notes)


_NUMBERS = ["median", "low_80", "high_80", "low_95", "high_95"]


def _row(own: Projection, year: int, middle: float, *ends: float) -> tuple[Cell, ...]:
    """A year with its value alone where nothing is open, else with its bands."""
    one = own.series.indicator
    if math.isclose(
        ends[-2], ends[-1], rel_tol=1e-9
    ):  # measured, or fixed by a scenario that does not only add to what is estimated
        return str(year), printed(middle, one.precision), "", "", _standing(own, year)
    told = [rounded(end, one.unit) for end in ends]
    bands = (say("band.ends", low=low, high=high) for low, high in (told[:2], told[2:]))
    return str(year), rounded(middle, one.unit), *bands, _standing(own, year)


def _standing(own: Projection, year: int) -> str:
    """Measured, fixed by the scenario, implied by other figures, or estimated."""
    if own.series.value(year) is not None:
        return say("account.measured")
    if year in own.fixed:
        return say("chart.fixed")
    if own.borrowed is not None and not own.used:  # a start by the class follows from no figure
        return say("chart.estimated")
    return say("account.implied") if year in own.implied else say("chart.estimated")
