"""A target whose own series has no figure: what is known of the same elsewhere, as thin lines with their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import (
    Chart,
    canvas,
    end_label,
    heading,
    honest_span,
    number_axis,
)
from shkplan.display.charts.headline import first_shown, scale_and_sources, stated
from shkplan.display.charts.history import history_records, series_data
from shkplan.display.charts.looks import look_of
from shkplan.display.charts.marks import mark_of
from shkplan.display.charts.numbers import data_of
from shkplan.display.charts.strokes import draw_deadline, draw_number, draw_points, draw_today, tip_figures, years_scale
from shkplan.display.language import published, quantity, region, say, words, years
from shkplan.evidence.series import AnnualSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SCALED = ("%", "/", "岁", "个百分点")  # units in which regions of any size can be held against each other


def known_elsewhere(verdict: Verdict) -> tuple[AnnualSeries, ...]:
    """The series of the same indicator that regions above publish; of what grows with the size of a region the nearest alone."""
    a = verdict.within
    if a is None or verdict.status == "recorded":
        return ()
    since = first_shown(verdict)
    beside = [a.observations.series(verdict.indicator, place) for place in a.plan.references if place != verdict.region]
    found = [one for one in beside if any(year >= since for year in one.years)]
    return tuple(found if _of_any_size(verdict) else found[:1])


def _of_any_size(verdict: Verdict) -> bool:
    return any(part in verdict.indicator.unit for part in _SCALED)


def elsewhere_chart(verdict: Verdict, some: tuple[AnnualSeries, ...]) -> Chart:
    """Lines of other regions, with the target where it stands on their scale."""
    name, place = words(verdict.indicator.name), region(verdict.region, verdict.plan)
    title = say("decides.elsewhere", name=name, region=place)
    since = first_shown(verdict)
    mark = mark_of(verdict.target, some[0]) if _of_any_size(verdict) else None
    first = min(year for one in some for year in one.years if year >= since)
    with canvas(3.4) as (figure, axes):
        years_scale(axes, first, max(verdict.target.deadline, *(one.years[-1] for one in some)))
        number_axis(axes)
        seen = [value for one in some for value in _lines(axes, verdict, one, since)]
        if mark is not None:
            at, (left, right), _ = mark
            draw_number(axes, at, left, right, stated(verdict) or mark[2])
            seen.append(at)
        draw_deadline(axes, verdict.target.deadline)
        draw_today(axes, verdict.as_of, verdict.target.deadline)
        axes.set_ylim(
            *honest_span(
                seen,
                verdict.indicator.precision,
                growth=verdict.indicator.measure == "growth",
                bounds=verdict.indicator.bounds,
            )
        )
        source = scale_and_sources(verdict.indicator.unit, [figure for one in some for figure in one.chosen])
        heading(axes, title, f"{say('decides.elsewhere_drawn')}\n{source}")
    told = [_told(verdict, one) for one in some]
    data = data_of(verdict) | {
        "form": "elsewhere",
        "elsewhere": [{"region": one.region, **series_data(one)} for one in some],
    }
    data["mark"] = None if mark is None else {"at": mark[0], "deadline": verdict.target.deadline}
    return Chart(
        "verdict",
        title,
        say("stop").join((title, *told)),
        figure,
        data,
        records=[row for one in some for row in history_records(one)],
    )


def draw_beside(axes: Axes, verdict: Verdict, since: int) -> dict[str, Any]:
    """Regions above as thin lines beside an own series, as far as they stay on its scale; the scale is not changed for them.

    What was drawn, for the data of the chart.
    """
    (low, high), drawn = axes.get_ylim(), list[AnnualSeries]()
    for one in known_elsewhere(verdict) if _of_any_size(verdict) else ():
        seen = [value for year, value in zip(one.years, one.values, strict=True) if year >= since]
        if seen and min(seen) >= low and max(seen) <= high:
            _lines(axes, verdict, one, since)
            drawn.append(one)
    return {"elsewhere": [{"region": one.region, **series_data(one)} for one in drawn]} if drawn else {}


def _lines(axes: Axes, verdict: Verdict, one: AnnualSeries, since: int) -> list[float]:
    look, kept = look_of(one.region, verdict.plan), [year for year in one.years if year >= since]
    known = dict(zip(one.years, one.values, strict=True))
    values, name = [known[year] for year in kept], region(one.region, verdict.plan)
    draw_points(
        axes, kept, values, color=look.color, marker=look.marker, dash=look.dash, width=1.1, size=4.2, breaks=one.breaks
    )
    tip_figures(axes, one, since)
    end_label(axes, kept[-1], values[-1], name, look.color)
    return values


def _told(verdict: Verdict, one: AnnualSeries) -> str:
    """One region in words: its latest figure, and the years it has."""
    last = quantity(published(one.values[-1], one.indicator.precision), one.indicator.unit)
    return say(
        "decides.alt_elsewhere",
        region=region(one.region, verdict.plan),
        year=one.years[-1],
        value=last,
        years=years(one.years),
    )
