"""What the claims of a scenario do to the paths of one series."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from shkplan.base import units
from shkplan.base.errors import DataError, Mistake
from shkplan.base.messages import said
from shkplan.distributions.links import FloatArray, Support
from shkplan.evidence.series import AnnualSeries
from shkplan.models.draws import Draws
from shkplan.register.claims import Addition, Claim, FixedLevel, GrowthRate
from shkplan.register.scenario import Scenario

if TYPE_CHECKING:
    from shkplan.forecast.projection import Projection

__all__ = ["reach", "ruled", "under_claims"]


def under_claims(
    base: Projection, claims: tuple[Claim, ...], scenario: Scenario | None, support: Support, known: tuple[int, ...]
) -> Projection:
    """The projection whose paths obey the claims; what they cannot obey is told at once."""
    drawing, years = base.drawing, base.years
    assert drawing is not None and not isinstance(drawing, np.ndarray)  # noqa: PT018
    parts, fixed, moved = list[FloatArray](), tuple[int, ...](), set[int]()
    drawing = drawing.without(
        year for claim in claims for year in claim.years.years
    )  # a supposition goes before a nowcast
    for free in drawing.draws():
        draws, fixed = ruled(free, claims, support, base.series, known)
        moved |= {year for at, year in enumerate(years) if (draws.z[:, at] != free.z[:, at]).any()}
        parts.append(draws.paths)
    ruling = scenario if fixed else None
    return replace(
        base, scenario=ruling, fixed=fixed, moved=tuple(sorted(moved)), drawing=drawing.together(parts),
        so_far=tuple(year for year in base.so_far if year not in fixed),
    )  # fmt: skip


def ruled(
    base: Draws, claims: tuple[Claim, ...], support: Support, series: AnnualSeries, known: tuple[int, ...]
) -> tuple[Draws, tuple[int, ...]]:
    """Draws that obey the claims, taken year by year, rising; and the years they fix."""
    draws, years = base, base.years.tolist()
    todo = sorted(((year, claim) for claim in claims for year in claim.years.years if year in years), key=_first)
    for year, claim in todo:
        if series.value(year) is not None:
            raise DataError([_already_measured(series, claim, year)])
        if year in known:
            raise DataError([_already_implied(series, claim, year)])
        at = years.index(year)
        if isinstance(claim, GrowthRate):
            before = series.value(year - 1)  # as measured, on whatever basis; else as it comes
            draws = draws.held(at - 1) if before is None else draws.pinned(at - 1, before)
        draws = draws.pinned(at, _claimed(claim, draws, base, at, support, series))
    return draws, tuple(year for year, _ in todo)


def reach(claim: Claim) -> int:
    """The first year a claim needs: growth takes the year before as it comes."""
    return claim.reach


def _first(item: tuple[int, Claim]) -> int:
    return item[0]


def _claimed(
    claim: Claim, draws: Draws, base: Draws, at: int, support: Support, series: AnnualSeries
) -> FloatArray | float:
    """What a claim puts at a year, in the unit of the indicator: a number a path, or one for all."""
    if isinstance(claim, GrowthRate):
        rate = units.convert(claim.number, claim.unit or "%", "%")
        return np.asarray(draws.paths[:, at - 1] * (1 + rate / 100))
    if not isinstance(claim, Addition | FixedLevel):
        raise NotImplementedError(claim.fix)
    points = isinstance(claim, Addition) and claim.unit == "个百分点"  # what is added to a percentage
    unit = "%" if points else claim.unit or series.indicator.unit
    value = units.convert(claim.number, unit, series.indicator.unit)
    if isinstance(claim, Addition):
        return base.paths[:, at] + value
    if not support.interval[0] < value < support.interval[1]:
        raise DataError([_beyond_bounds(claim, support)])
    return value


def _already_measured(series: AnnualSeries, claim: Claim, year: int) -> Mistake:
    where = said("claim on {indicator}, {years}", indicator=claim.indicator, years=claim.years)
    expected = said(
        "years of {region} that are not measured yet ({value:g} was published for {year})",
        region=series.region,
        value=series.value(year),
        year=year,
    )
    return Mistake(
        "scenario", where, str(year), expected, said("Let the claim start later, or ask with an earlier as-of date.")
    )


def _already_implied(series: AnnualSeries, claim: Claim, year: int) -> Mistake:
    where = said("claim on {indicator}, {years}", indicator=claim.indicator, years=claim.years)
    expected = said(
        "years of {region} of which no other figures tell (sp.reconstruct shows what they tell of {year})",
        region=series.region,
        year=year,
    )
    return Mistake(
        "scenario", where, str(year), expected, said("Let the claim start later, or ask with an earlier as-of date.")
    )


def _beyond_bounds(claim: Claim, support: Support) -> Mistake:
    low, high = support.interval
    where, found = (
        said("claim on {indicator}, {years}", indicator=claim.indicator, years=claim.years),
        f"{getattr(claim, 'number', float('nan')):g} {getattr(claim, 'unit', '')}",
    )
    return Mistake(
        "scenario",
        where,
        found,
        said("a value between {low:g} and {high:g}", low=low, high=high),
        said("Correct the value or its unit."),
    )
