"""Proxy series: one that decides for another whose own figures say nothing, named beside every number it gives."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shkplan.base.messages import Message, message
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import Projection
from shkplan.register.plan import Plan, Proxy


@dataclass(frozen=True)
class Beside:
    """What a target is held against: reference and prices of a pace, and the sentences on their proxies."""

    reference: Projection | AnnualSeries | None = None
    deflator: Projection | AnnualSeries | None = None
    told: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Proxied:
    """A series, and the sentences on which proxy it is."""

    series: Projection | AnnualSeries
    told: tuple[Message, ...]


def overlaid(other: Projection, own: AnnualSeries) -> Projection:
    """A proxy's projection, with the measured years of the series it is proxy for in their place."""
    mine = {year: at for at, year in enumerate(own.years) if year in other.years}
    if not mine:
        return other
    paths = other.paths.copy()
    for year, at in mine.items():
        paths[:, other.years.index(year)] = own.values[at]
    paths.setflags(write=False)
    theirs = other.series
    years = tuple(sorted({*theirs.years, *mine}))
    values = tuple(
        own.values[mine[year]] if year in mine else theirs.values[theirs.years.index(year)] for year in years
    )
    chosen = tuple(
        own.chosen[mine[year]] if year in mine else theirs.chosen[theirs.years.index(year)] for year in years
    )
    return replace(other, drawing=paths, series=replace(theirs, years=years, values=values, chosen=chosen))


def named(one: Proxy, plan: Plan, region: str, by: Projection) -> Message:
    """Which series is proxy for which, the figures that inform it, and why it may be."""
    used = by.used or by.series.years or by.years
    return message(
        "assumption.proxy", indicator=plan[one.indicator].name, region=region, by=plan[one.by.indicator].name,
        by_region=one.by.region, n=len(by.used), first=used[0], last=used[-1], reason=one.reason,
    )  # fmt: skip
