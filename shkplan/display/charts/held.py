"""A limit to be kept in every year: each year beside it, those without a figure as bands, and the worst of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shkplan.assessment.course import Courses
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import (
    BAD,
    OWN,
    Chart,
    canvas,
    end_label,
    heading,
    honest_span,
    number_axis,
)
from shkplan.display.charts.elsewhere import draw_beside
from shkplan.display.charts.headline import about, beyond, held_title, number_of, series_of
from shkplan.display.charts.numbers import finished
from shkplan.display.charts.strokes import (
    SLOT,
    cut_off,
    draw_bars,
    draw_breaks,
    draw_fixed,
    draw_key,
    draw_number,
    draw_points,
    draw_slot,
    draw_soft,
    draw_today,
    tip_bands,
    tip_known,
    worth_showing,
    years_scale,
)
from shkplan.display.language import rounded, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def held_chart(verdict: Verdict, told: Courses) -> Chart:
    """Every year of a window against its limit; where years are estimated the worst of all of them stands behind."""
    title, course = held_title(verdict, told), told.yearly
    first, last = min([*course.years, told.years[0]]), told.years[-1]
    worst = bool([year for year in course.estimated if year in told.years]) and verdict.central is not None
    with canvas(3.8) as (figure, axes):
        years_scale(axes, first, last, slot=worst)
        number_axis(axes)
        beside = _years(axes, verdict, told)
        if worst:
            _worst(axes, verdict, last)
        _limit(axes, verdict, told, worst=worst)
        draw_today(axes, verdict.as_of, last)
        heading(axes, title, about(verdict, say("decides.held_drawn"), told.unit, cut_off(axes, course)))
        series = series_of(verdict)
        soft = draw_soft(axes, series, first) if series is not None and not verdict.proxies else []
        draw_key(
            axes,
            known=bool(course.known),
            bars=bool(course.estimated),
            also=[*soft, *draw_fixed(axes, verdict.own, course)],
        )
    return finished(verdict, told, title, figure, beside)


def _years(axes: Axes, verdict: Verdict, told: Courses) -> dict[str, Any]:
    """The years themselves on their scale, and regions above beside them."""
    course, series = told.yearly, series_of(verdict)
    values = [course.at(year)[1] for year in course.known]
    draw_points(axes, course.known, values, breaks=series.breaks if series is not None else ())
    over = beyond(verdict, told)
    axes.plot(
        over, [course.at(year)[1] for year in over], ls="", marker="X", ms=9.5, mfc=BAD, mec="white", mew=0.8, zorder=6
    )
    if series is not None:
        draw_breaks(axes, series, min(course.years, default=0))
    draw_bars(axes, course, course.estimated)
    tip_bands(axes, course, course.estimated, told.unit)
    tip_known(axes, course.known, values, told.unit, verdict.indicator.precision)
    some = [*values, *(one for one in (told.wanted, verdict.low, verdict.high) if one is not None)]
    some = worth_showing(course, course.estimated, some)
    span = honest_span(
        some, verdict.indicator.precision, growth=verdict.indicator.measure == "growth", bounds=verdict.indicator.bounds
    )
    axes.set_ylim(*span)
    return draw_beside(axes, verdict, min(course.years, default=told.years[0]))


def _worst(axes: Axes, verdict: Verdict, last: int) -> None:
    """The worst year of all, which decides: its band and its median."""
    at, low, middle, high = last + SLOT, verdict.low, verdict.central, verdict.high
    assert low is not None
    assert middle is not None
    assert high is not None
    axes.plot([at, at], [low, high], color=OWN, lw=8, alpha=0.35, solid_capstyle="butt", zorder=2)
    axes.plot([at], [middle], ls="", marker="D", ms=5.6, mfc="white", mec=OWN, mew=1.4, zorder=5)
    draw_slot(axes, last, say("decides.worst"))
    end_label(axes, at, middle, rounded(middle, verdict.unit), OWN)


def _limit(axes: Axes, verdict: Verdict, told: Courses, *, worst: bool) -> None:
    """The limit over the years of the window, and the side beyond it in a quiet tint."""
    if told.wanted is None:
        return
    last = told.years[-1] + (SLOT + 0.3 if worst else 0.4)
    words = say(f"decides.limit_{verdict.target.direction}", limit=number_of(verdict))
    draw_number(axes, told.wanted, told.years[0] - 0.4, last, words)
    edge = axes.get_ylim()[0 if verdict.target.up else 1]
    axes.fill_between([told.years[0] - 0.4, last], told.wanted, edge, color=BAD, alpha=0.07, lw=0, zorder=0.6)
