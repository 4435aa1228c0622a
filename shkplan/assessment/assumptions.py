"""What was assumed to say something of a target, each assumption a sentence that stands beside the number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from shkplan.base.messages import Message, message
from shkplan.base.units import difference
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.links import LinkEffect
from shkplan.forecast.projection import FloatArray, Projection
from shkplan.forecast.ratio import Ratio
from shkplan.register.links import Link

FEW = 5  # years known of both below which a correlation says nothing


def about_figures(series: AnnualSeries, years: Iterable[int]) -> tuple[Message, ...]:
    """Cautions on the figures of some years: handed in, invented, doubtful, estimates made before the year closed, assumed dates."""
    asked = set(years)
    chosen = [(year, figure) for year, figure in zip(series.years, series.chosen, strict=True) if year in asked]
    estimates = tuple(year for year, figure in chosen if figure.status == "estimate")
    early = tuple(year for year, figure in chosen if figure.in_year and figure.status != "estimate")
    found = (
        (
            "assumption.handed_in",
            tuple(f.period.first for f in series.chosen if f.handed_in and f.period.first in asked),
        ),
        ("assumption.invented", tuple(f.period.first for f in series.chosen if f.invented and f.period.first in asked)),
        ("assumption.doubtful", tuple(year for year in series.doubtful_years if year in asked)),
        ("assumption.estimate_status", estimates),
        ("assumption.in_year", early),
        ("assumption.assumed_date", tuple(year for year in series.assumed_dates if year in asked)),
    )
    return tuple(message(key, years=some, **_whose(series)) for key, some in found if some)


def _whose(series: AnnualSeries) -> dict[str, Any]:
    return {"region": series.region, "indicator": series.indicator.name}


def about_projection(own: Projection, window: Iterable[int], as_of: dt.date | None) -> tuple[Message, ...]:
    """Everything a reader of a number from this projection must know: model, basis, years drawn, figures, scenario."""
    series, used = own.series, own.used
    window = tuple(window)
    estimated = [year for year in window if series.value(year) is None]
    between = tuple(year for year in estimated if year in series.gaps)
    past = tuple(
        year for year in estimated if as_of is not None and year < as_of.year and year > max(series.years, default=0)
    )
    if own.ratio is not None:
        return (*by_ratio(own, own.ratio, window, as_of), *about_figures(series, window))
    notes = [dependence(own)] if own.dependence is not None else [*_by_model(own), *_by_class(own)]
    notes += [
        message("assumption.spliced", year=splice.year, factor=factor, **_whose(series))
        for splice, factor in series.spliced
    ]
    if series.breaks:
        notes.append(message("assumption.break", year=series.breaks[-1]))
    so_far = {one.year: one for one in own.nowcasts}
    implied = tuple(year for year in own.implied if year not in so_far)
    if implied and used:  # a start by a class alone has a sentence of its own
        notes.append(message("assumption.implied", years=implied))
    notes += [message("assumption.so_far", year=year, said=one.said, **_whose(series)) for year, one in so_far.items()]
    if between:
        notes.append(message("assumption.between", years=between))
    if past:
        notes.append(message(f"assumption.past_unpublished{'_one' if len(past) == 1 else ''}", years=past))
    if own.agreement is not None:
        notes.append(agreement(own))
    if own.scenario is not None:
        notes.append(message("assumption.scenario", scenario=own.scenario.title, years=own.fixed))
    if own.weighed < 1:
        notes.append(message("assumption.weighed", share=100 * own.weighed, **_whose(own.series)))
    notes += [by_link(one, series, window) for one in own.links]
    return (*notes, *about_figures(series, {*used, *window}))


def by_ratio(own: Projection, how: Ratio, window: tuple[int, ...], as_of: dt.date | None) -> tuple[Message, ...]:
    """That a projection is the ratio of two, at which prices, and what was assumed of both."""
    told = {"numerator": how.numerator.series.indicator.name, "denominator": how.denominator.series.indicator.name}
    notes = [message("assumption.ratio", **told, **_whose(own.series))]
    if how.anchor is not None and how.base_year is not None:
        what = {"carried": how.anchor.indicator.name, "year": how.base_year}
        notes = [message("assumption.ratio_carried", **what, **told, **_whose(own.series))]
        notes += about_figures(how.anchor, (how.base_year,))
    for part in (how.numerator, how.denominator):
        notes += about_projection(part, window, as_of)
    if own.scenario is not None:
        notes.append(message("assumption.scenario", scenario=own.scenario.title, years=own.fixed))
    if own.weighed < 1:
        notes.append(message("assumption.weighed", share=100 * own.weighed, **_whose(own.series)))
    return tuple(dict.fromkeys(notes))


def by_link(one: LinkEffect, series: AnnualSeries, window: Iterable[int]) -> Message:
    """Which link moved a projection, from where, what a unit of the driver does, and how far the last deciding year moved."""
    moved = dict(zip(one.years, one.shift, strict=True))
    year = max((year for year in window if year in moved), default=max(moved))
    driver = message("links.end", indicator=one.driver.indicator.name, region=one.driver.region)
    told: dict[str, Any] = {
        "title": one.link.title, "driver": driver, "effect": unit_effect(one.link), "shift": moved[year], "year": year,
        "unit": difference(series.indicator.unit),
    }  # fmt: skip
    if one.at_bound:
        return message("assumption.link_at_bound", share=100 * one.at_bound, **told)
    return message("assumption.link", **told)


def unit_effect(link: Link) -> Message:
    """What a unit of the driver does to the response, with the standard deviation of that for one region."""
    effect, error = link.effect
    if link.form == "growth":
        return message("link.form_growth")
    shown = f"{effect:+.2f}"
    return message(
        f"link.form_{link.form}",
        effect=message("link.with_error", effect=shown, error=f"{error:.2f}") if error else shown,
    )


def dependence(own: Projection) -> Message:
    """How a projection follows another series, in numbers."""
    told = own.dependence
    assert told is not None
    followed = [one.series if isinstance(one, Projection) else one for one in told.follows]
    key = "beside.with_prices" if len(followed) > 1 else "beside.one"
    words: dict[str, Any] = {"prices": followed[1].indicator.name} if len(followed) > 1 else {}
    other = message(key, indicator=followed[0].indicator.name, region=followed[0].region, **words)
    numbers = {"slope": told.slope, "slope_sd": told.slope_sd, "lead": told.lead, "lead_sd": told.lead_sd}
    pairs = {"count": told.count, "pairs": message(f"pairs.{told.pairs}")}
    if told.correlation is None:
        return message("assumption.beside_few", other=other, years=told.years, **numbers, **pairs, **_whose(own.series))
    return message(
        "assumption.beside", other=other, n=len(told.years), first=told.years[0], last=told.years[-1],
        correlation=told.correlation, **numbers, **pairs, **_whose(own.series),
    )  # fmt: skip


def agreement(own: Projection) -> Message:
    """Whose figures told of years in which a series has none."""
    by = own.agreement
    assert by is not None
    other = message("beside.one", indicator=by.series.indicator.name, region=by.series.region)
    told: dict[str, Any] = {"years": by.years, "other": other, "share": 100 * by.worth, **_whose(own.series)}
    if by.power < 1:
        return message("assumption.agreement_tempered", power=by.power, **told)
    return message("assumption.agreement", **told)


def chained(own: Projection | AnnualSeries | None) -> tuple[Projection | AnnualSeries, ...]:
    """The series that a projection follows, and those that these follow in turn."""
    if not isinstance(own, Projection) or own.dependence is None:
        return ()
    return tuple(each for one in own.dependence.follows for each in (one, *chained(one)))


def _by_model(own: Projection) -> Iterator[Message]:
    """Which model, and the measured years that inform it."""
    if used := own.used:
        single = "assumption.model_one_figure" if len(used) == 1 else "assumption.model"
        key = "assumption.model_average" if own.fit.holds_choice else single
        yield message(key, model=own.model, n=len(used), first=used[0], last=used[-1], **_whose(own.series))


def _by_class(own: Projection) -> Iterator[Message]:
    """Which reference class informs it, with its size."""
    if (one := own.borrowed) is not None:
        yield message(
            "assumption.class", name=one.name, regions=one.regions, windows=one.windows, independent=one.independent,
            first=one.first, last=one.last, own=one.own_figures, **_whose(own.series),
        )  # fmt: skip


def independence(own: AnnualSeries, other: AnnualSeries) -> Message:
    """The assumption that two series move apart, with what the years known of both say of it."""
    both = [year for year in own.years if other.value(year) is not None]
    pairs = np.array([[own.value(year), other.value(year)] for year in both], dtype=np.float64)
    if len(both) < FEW or not np.ptp(pairs, axis=0).all():
        return message("assumption.independent")
    return message("assumption.independent_but", n=len(both), correlation=_correlation(pairs))


def _correlation(pairs: FloatArray) -> float:
    """Pearson's coefficient of (n, 2) pairs."""
    x, y = (pairs - pairs.mean(axis=0)).T
    return float(x @ y / np.sqrt((x @ x) * (y @ y)))
