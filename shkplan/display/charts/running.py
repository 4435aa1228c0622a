"""What builds up over a window: a total, a compounded growth or average, a change; measured solid, what is not as a fan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shkplan.assessment.course import Course, Courses
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import (
    MARK,
    OWN,
    QUIET,
    Chart,
    canvas,
    end_label,
    heading,
    honest_span,
    number_axis,
)
from shkplan.display.charts.headline import about, running_title, stated
from shkplan.display.charts.numbers import finished
from shkplan.display.charts.strokes import (
    cut_off,
    draw_fan,
    draw_key,
    draw_number,
    draw_points,
    draw_today,
    tip_bands,
    tip_known,
    worth_showing,
    years_scale,
)
from shkplan.display.language import rounded, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def running_chart(verdict: Verdict, told: Courses) -> Chart:
    """The deciding quantity as it builds up, beside the even path to the target where it starts from nothing."""
    title, course = running_title(verdict, told), told.running
    assert course is not None
    from_nothing = told.form in ("total", "change") or getattr(verdict.target, "per", "") == "window"
    start = told.years[0] - 1 if told.form != "change" else course.years[0]
    averaged = told.form == "mean" or (told.form == "growth" and verdict.indicator.measure == "growth")
    alone = told.yearly if averaged and told.yearly.years else None  # single years, beside their average
    first = min(
        [start if from_nothing else told.years[0], *(alone.years if alone is not None and not from_nothing else ())]
    )
    with canvas(3.8) as (figure, axes):
        years_scale(axes, first, told.years[-1])
        number_axis(axes)
        if alone is not None and not from_nothing:
            _alone(axes, alone, told)
        _built(axes, told, start if from_nothing and told.form != "change" else None)
        _scale(axes, verdict, told, alone if not from_nothing else None, from_nothing=from_nothing)
        _aim(axes, verdict, told, start if from_nothing else None)
        draw_today(axes, verdict.as_of, told.years[-1])
        heading(axes, title, about(verdict, _drawn(verdict, told), told.unit, cut_off(axes, course)))
        drawn = course.known[1:] if told.form == "change" else course.known  # the base year has no point
        draw_key(
            axes, known=bool(drawn), fan=bool(course.estimated), also=_also(told, alone if not from_nothing else None)
        )
    return finished(verdict, told, title, figure)


def _drawn(verdict: Verdict, told: Courses) -> str:
    per = getattr(verdict.target, "per", "")
    return say(
        f"decides.{told.form}_drawn{'_' + per if per else ''}",
        first=told.years[0],
        base=(told.running or told.yearly).years[0],
    )


def _also(told: Courses, alone: Course | None) -> list[tuple[object, str]]:
    from matplotlib.lines import Line2D

    if alone is None:
        return []
    return [(Line2D([], [], ls="", marker="_", ms=9, mew=2, color=QUIET), _name_of_one(told))]


def _name_of_one(told: Courses) -> str:
    """What a single year is, beside the average over several."""
    return say("decides.key_years" if told.form == "mean" else "decides.key_rates")


def _alone(axes: Axes, alone: Course, told: Courses) -> None:
    """Single years, quietly."""
    values = [alone.at(year)[1] for year in alone.known]
    axes.plot(alone.known, values, ls="", marker="_", ms=9, mew=2, color=QUIET, zorder=2.5)
    tip_known(axes, alone.known, values, told.scale, None, _name_of_one(told))


def _built(axes: Axes, told: Courses, start: int | None) -> None:
    """The quantity itself; from nothing where it starts there."""
    course = told.running
    assert course is not None
    years, median, bands = list(course.years), course.median, dict(course.bands)
    known = list(course.known)
    if start is not None and years and years[0] == start + 1:
        years, median, known = [start, *years], np.array([0.0, *median]), [start, *known]
        bands = {level: np.vstack([[0.0, 0.0], band]) for level, band in bands.items()}
    draw_fan(axes, years, median, bands, known)
    values = [float(median[years.index(year)]) for year in known]
    bare = start if start is not None else years[0] if told.form == "change" else None  # where it starts, by definition
    draw_points(axes, known, values, bare=bare)
    some = course.estimated
    axes.plot(
        some, [course.at(year)[1] for year in some], ls="", marker="o", ms=4.6, mfc="white", mec=OWN, mew=1.1, zorder=4
    )
    tip_bands(axes, course, some, told.unit)
    built = {year: value for year, value in zip(known, values, strict=True) if year != bare}
    tip_known(axes, list(built), list(built.values()), told.unit, None, key="tip_built")
    if years:
        end = course.at(course.years[-1])
        words = rounded(end[1], told.unit)
        end_label(axes, years[-1], end[1], words, OWN)


def _scale(axes: Axes, verdict: Verdict, told: Courses, alone: Course | None, *, from_nothing: bool) -> None:
    course = told.running
    assert course is not None
    some = [told.wanted or 0.0, *([0.0] if from_nothing else [])]
    some += [alone.at(year)[1] for year in alone.known] if alone is not None else []
    some = worth_showing(course, course.years, some)
    axes.set_ylim(*honest_span(some, verdict.indicator.precision, growth=told.form != "total"))


def _aim(axes: Axes, verdict: Verdict, told: Courses, start: int | None) -> None:
    """The target, and the even path to it where there is one."""
    if told.wanted is None:
        return
    last = told.years[-1]
    if told.form == "change":
        axes.axhline(0, color=MARK, lw=1.8, zorder=3.5)
        end_label(axes, last, 0, say("decides.as_base", year=(told.running or told.yearly).years[0]), MARK)
        return
    words = stated(verdict)
    if start is None:
        draw_number(axes, told.wanted, told.years[0] - 0.4, last + 0.4, words)
        return
    draw_number(axes, told.wanted, last - 0.4, last + 0.4, words)
    steps = np.arange(last - start + 1)
    path = told.wanted * steps / steps[-1]
    if told.form == "growth":  # compounded evenly
        path = 100 * ((1 + told.wanted / 100) ** (steps / steps[-1]) - 1)
    axes.plot(start + steps, path, color=MARK, lw=1, ls=(0, (1, 2)), zorder=3.2)
