"""A pace: by how many points own growth leads the reference's, year by year and over the window; below it both series."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from shkplan.assessment.course import Course, Courses
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import (
    BAD,
    MARK,
    OWN,
    QUIET,
    SMALLEST,
    Chart,
    canvas,
    end_label,
    heading,
    honest_span,
    number_axis,
    shifted,
)
from shkplan.display.charts.headline import about, lead_title, sides_named
from shkplan.display.charts.looks import look_of
from shkplan.display.charts.numbers import finished
from shkplan.display.charts.strokes import (
    SLOT,
    cut_off,
    draw_bar,
    draw_bars,
    draw_breaks,
    draw_fixed,
    draw_key,
    draw_number,
    draw_points,
    draw_slot,
    draw_today,
    stretches,
    tip_bands,
    tip_known,
    worth_showing,
    years_scale,
)
from shkplan.display.language import published, rounded, say, unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_THICK = 0.52  # of a bar, in years


def lead_chart(verdict: Verdict, told: Courses) -> Chart:
    """The lead over the reference in points with the average over the window; below, on one basis, the two series."""
    title, names = lead_title(verdict, told), sides_named(verdict, told)
    first, last = min(told.yearly.years[0], told.years[0] - 1), told.years[-1]
    assert verdict.case is not None
    with canvas(4.9) as (figure, upper):
        lower = figure.add_axes((0, 0, 1, 0.4))
        lower.set_axis_off()
        upper.set_position((0, 0, 1, 0.5))
        years_scale(lower, first, last, slot=True)
        upper.set_xlim(lower.get_xlim())
        for axes in (upper, lower):
            number_axis(axes)
        _leads(upper, verdict, told)
        _series(lower, verdict, told, names, first)
        draw_today(lower, verdict.as_of, last)
        apart = "" if told.sides[0][0].region != told.sides[1][0].region else "_of_two"
        drawn = say(f"decides.lead_drawn{apart}", own=names[0], other=names[1])
        drawn += say("decides.pale") if told.yearly.known[:1] and told.yearly.known[0] < told.years[0] else ""
        heading(upper, title, about(verdict, drawn, told.unit, cut_off(upper, told.yearly)))
        real = "_real" if len(verdict.case.others) > 1 else ""
        side = shifted(lower, lower.transAxes, 0, 5)
        lower.text(0, 1, say(f"decides.sides{real}", unit=unit("%")), transform=side, color=QUIET, ha="left", va="bottom", fontsize=SMALLEST)  # fmt: skip
        fixed = [
            mark
            for source, (_, course) in zip((verdict.own, verdict.reference), told.sides, strict=False)
            for mark in draw_fixed(lower, source, course.since(first))
        ]
        draw_key(upper, known=False, bars=bool(told.yearly.estimated), also=[*_published(told), *fixed[:1]])
    return finished(verdict, told, title, figure)


def _published(told: Courses) -> list[tuple[object, str]]:
    """What the bars of published years mean, as far as there are any."""
    from matplotlib.patches import Patch

    sides = {year: told.yearly.at(year)[1] >= 0 for year in told.yearly.known}
    kinds = ((True, OWN, "decides.key_ahead"), (False, BAD, "decides.key_behind"))
    return [(Patch(facecolor=color), say(key)) for side, color, key in kinds if side in sides.values()]


def _leads(axes: Axes, verdict: Verdict, told: Courses) -> None:
    yearly, running, last = told.yearly, told.running, told.years[-1]
    for year in yearly.known:
        value = yearly.at(year)[1]
        axes.bar(
            [year], [value], width=_THICK, color=OWN if value >= 0 else BAD,
            alpha=1.0 if year in told.years else 0.4, lw=0, zorder=3,
        )  # fmt: skip
    draw_bars(axes, yearly, yearly.estimated)
    values = [yearly.at(year)[1] for year in yearly.known]
    tip_bands(axes, yearly, yearly.estimated, told.unit)
    tip_known(axes, yearly.known, values, told.unit, None)
    edges = worth_showing(yearly, yearly.estimated, [*values, 0.0])
    if running is not None and last in running.years:
        at = last + SLOT
        draw_slot(axes, last)
        draw_bar(axes, at, running, last, OWN)
        tip_bands(axes, running, [last], told.unit, at=at)
        middle = running.at(last)[1]
        lead = rounded(middle, told.unit, sign=True)
        end_label(axes, at, middle, say("decides.average", value=lead), OWN)
        edges += [*running.at(last)[::2]]
    tolerance = -(told.wanted or 0.0)
    axes.axhline(0, color=MARK if not tolerance else QUIET, lw=2 if not tolerance else 0.8, zorder=3.5)
    end_label(axes, last + SLOT, 0, say("decides.level_with"), MARK if not tolerance else QUIET)
    if tolerance:
        words = say("decides.tolerated", points=published(-tolerance))
        for side in (-tolerance, tolerance) if verdict.target.two_sided else (-tolerance,):
            draw_number(axes, side, told.years[0] - 0.5, last + 0.5, words)
            edges.append(side)
    axes.set_ylim(*honest_span(edges, verdict.indicator.precision, growth=True))


def _series(axes: Axes, verdict: Verdict, told: Courses, names: tuple[str, str], first: int) -> None:
    """Both series thin: own with its band, the reference with the outline of its own."""
    edges: list[float] = []
    for at, ((series, whole), name) in enumerate(zip(told.sides, names, strict=True)):
        course = whole.since(first)
        look = look_of(series.region, verdict.plan)
        color = look.color if at == 0 or look.color != OWN else QUIET
        known = [year for year in course.years if year in course.known]
        values = [course.at(year)[1] for year in known]
        draw_points(
            axes,
            known,
            values,
            color=color,
            marker=look.marker,
            dash=look.dash,
            width=1.2,
            size=4.4,
            breaks=series.breaks,
        )
        _band(axes, course, color, filled=at == 0)
        tip_bands(axes, course, course.estimated, "%", name)
        tip_known(axes, known, values, "%", None, name)
        edges += [*values, *(edge for year in course.estimated for edge in course.at(year)[::2])]
        if course.years:
            end_label(axes, course.years[-1], course.at(course.years[-1])[1], name, color)
    draw_breaks(axes, told.sides[0][0], first)
    axes.set_ylim(*honest_span(edges, verdict.indicator.precision, growth=True))


def _band(axes: Axes, course: Course, color: str, *, filled: bool) -> None:
    for run in stretches(course.years):
        edges = [course.at(year) for year in run]
        low, middle, high = (list(side) for side in zip(*edges, strict=True))
        for start, (first, second) in enumerate(pairwise(run)):
            if first in course.known and second in course.known:
                continue
            pair = [first, second]
            axes.plot(pair, middle[start : start + 2], color=color, lw=1, ls=(0, (4, 2)), zorder=2)
            if filled:
                axes.fill_between(
                    pair, low[start : start + 2], high[start : start + 2], color=color, alpha=0.2, lw=0, zorder=1
                )
            else:
                for side in (low, high):
                    axes.plot(pair, side[start : start + 2], color=color, lw=0.6, alpha=0.8, zorder=1.5)
    some = course.estimated
    axes.plot(
        some, [course.at(year)[1] for year in some], ls="", marker="o", ms=3.4, mfc="white", mec=color, mew=1, zorder=4
    )
