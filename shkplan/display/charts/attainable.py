"""The numbers that would be reached by a year, as a ladder of marks beside the values before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shkplan.assessment.course import courses
from shkplan.assessment.solving.attainable import Attainable, AttainableTargets
from shkplan.display.charts.base import (
    INK,
    MARK,
    OWN,
    QUIET,
    RULE,
    SMALLEST,
    Chart,
    canvas,
    end_label,
    figure_of,
    fitted,
    heading,
    honest_span,
    hover_boxes,
    key,
    number_axis,
)
from shkplan.display.charts.comparison import signs_in_short
from shkplan.display.charts.strokes import NAMED, draw_number, draw_points, draw_today, years_scale
from shkplan.display.language import quantity, region, say, unit, words
from shkplan.display.tables.solve import attainable_data, reached_of, relative
from shkplan.display.verdicts import sign_of, target_words, whole_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["attainable_chart", "ladder_chart"]

_BEFORE = 10  # years of values that are drawn
_HIGH = 0.72  # inches of a row
_SPARK, _LADDER = (0.0, 0.3), 0.37  # where in a row the years before and the marks stand
_SIZES = (7.5, 5.5, 4.0)  # of the marks, the least sure the largest


def heights_of(one: Attainable) -> list[float] | None:
    """The numbers on the scale of the values before, as the kind marks its target there; None where there is no such scale."""
    if one.target.compared is not None:
        return [number.value for number in one.numbers]
    if "number" not in type(one.target).model_fields:
        return [number.value for number in one.numbers] if one.unit == one.indicator.unit else None
    figures = dict(before_of(one))
    found = []
    for number in one.numbers:
        asked = one.set_anew.model_copy(update={"number": number.value, "unit": one.unit})
        mark = asked.mark(one.indicator, figures)
        if mark is None:
            return None
        found.append(mark.at)
    return found


def before_of(one: Attainable) -> list[tuple[int, float]]:
    """The values before: published figures of the series, or of a pace the leads of its years."""
    a, last = one.verdict.within, one.set_anew.years[-1]
    if a is None:
        return []
    if one.target.compared is not None:
        told = courses(one.verdict)
        return [] if told is None else [(year, told.yearly.at(year)[1]) for year in told.yearly.known]
    series = a.observations.series(one.indicator, a.region)
    return [
        (year, value)
        for year, value in zip(series.years, series.values, strict=True)
        if last - _BEFORE - 5 <= year <= last
    ]


def ladder_chart(one: Attainable) -> Chart:
    """One indicator: the years before, the numbers that would be reached by the year as marks, and today's target."""
    verdict, plan = one.verdict, one.verdict.plan
    name = say("chart.fan", name=one.indicator.name, region=region(verdict.region, plan))
    title = _seen_one(one, name)
    heights, past = heights_of(one) if one else None, before_of(one)
    with canvas(3.4 if heights else 1.2) as (figure, axes):
        if heights:
            _ladder(axes, one, heights, past)
        drawn = say("seen.attainable_one_drawn", quantity=words(one.quantity), unit=unit(one.unit))
        heading(axes, title, "\n".join((drawn, *signs_in_short([verdict]))) if one else "")
    told = say("semicolon").join(_step(one, at) for at in range(len(one.numbers)))
    data = {**attainable_data(one), "before": past, "heights": heights}
    return Chart(
        "attainable_one_chart",
        title,
        f"{title}{say('stop')}{told}",
        figure,
        data,
        records=_rows([one]),
        shows=bool(heights),
    )


def _ladder(axes: Axes, one: Attainable, heights: Sequence[float], past: list[tuple[int, float]]) -> None:
    by = one.set_anew.years[-1]
    years_scale(axes, min([by - 5, *(year for year, _ in past)]), by, room=NAMED)
    number_axis(axes)
    today = _today(one, past)
    every = [*heights, *(value for _, value in past), *([today] if today is not None else [])]
    axes.set_ylim(*honest_span(every, one.indicator.precision, growth=one.indicator.measure == "growth",
                               bounds=(None, None) if relative(one) else one.indicator.bounds))  # fmt: skip
    draw_points(axes, [year for year, _ in past], [value for _, value in past])
    axes.plot([by] * len(heights), heights, color=OWN, lw=1.2, zorder=3)
    for at, height in enumerate(heights):
        axes.plot([by], [height], ls="", marker="D", ms=_SIZES[min(at, 2)], mfc="white", mec=OWN, mew=1.4, zorder=5)
        end_label(axes, by, height, _step(one, at), OWN, 20)
    if today is not None:
        years = one.set_anew.years
        draw_number(axes, today, years[0] - 0.4, by + 0.4, say("attainable.today"))
    draw_today(axes, one.verdict.as_of, by)


def _today(one: Attainable, past: list[tuple[int, float]]) -> float | None:
    """Where today's number stands on the same scale."""
    if one.target.compared is not None:
        return one.verdict.wanted
    mark = one.set_anew.mark(one.indicator, dict(past)) if one.comparable else None
    return mark.at if mark is not None and heights_of(one) is not None else None


def _step(one: Attainable, at: int) -> str:
    number = one.numbers[at]
    value = quantity(reached_of(one, number.value), one.unit)
    return say("seen.solve_end", name=whole_percent(number.prob), value=f"{value}{sign_of(one.verdict)}")


def _seen_one(one: Attainable, name: str) -> str:
    if not one:
        return say("seen.attainable_none", name=name)
    at = min(range(len(one.numbers)), key=lambda each: abs(one.numbers[each].prob - 0.8))
    number = one.numbers[at]
    value = quantity(reached_of(one, number.value), one.unit)
    return say(
        f"seen.attainable{_of_what(one) or '_one'}",
        name=name,
        by=one.set_anew.years[-1],
        value=value,
        prob=whole_percent(number.prob),
    )


def _of_what(one: Attainable) -> str:
    """Whether the number is a lead over another series or a change; empty where it is one of the quantity itself."""
    if one.target.compared is not None:
        return "_lead"
    return "_change" if one.target.turning and relative(one) else ""


def attainable_chart(found: AttainableTargets) -> Chart:
    """A row an indicator: the years before on a scale of its own, the numbers reached as a ladder of marks, and in print."""
    every = [one for one in found if one]
    title = say("seen.attainable", count=len(every), total=len(found), by=found.by)
    with canvas(_HIGH * max(len(every), 1) + 1.65) as (figure, axes):
        axes.set_xlim(0, 1)
        axes.set_ylim(max(len(every), 1) - 0.5, -0.75)
        for row, one in enumerate(every):
            _row(axes, one, row)
        for at, prob in enumerate(found.probs):
            axes.text(_column(at, len(found.probs)), -0.62, whole_percent(prob), ha="right", va="center", color=QUIET)
        under = (say("seen.attainable_drawn"), *signs_in_short([one.verdict for one in every])) if every else ()
        heading(axes, title, "\n".join(under))
        if every:
            _legend(axes)
    told = [say("seen.attainable_told", name=words(one.indicator.name), steps=tuple(_step(one, at) for at in range(len(one.numbers))))
            for one in every]  # fmt: skip
    alt = f"{title}{say('stop')}{say('semicolon').join(told)}"
    data = [attainable_data(one) for one in found]
    return Chart("attainable_chart", title, alt, figure, data, records=_rows(every), shows=bool(every))


def _column(at: int, count: int) -> float:
    """The right edge of a column of numbers."""
    return 1 - (count - 1 - at) * (1 - _LADDER - 0.05) / max(count, 1)


def _row(axes: Axes, one: Attainable, row: int) -> None:
    """Name, values before, marks and numbers; all on a scale of the row's own."""
    axes.axhline(row + 0.5, color=RULE, lw=0.6, zorder=0.5)
    name = say(f"seen.attainable_row{_of_what(one)}", name=words(one.indicator.name), unit=unit(one.unit))
    axes.text(
        0,
        row - 0.46,
        fitted(name, SMALLEST, figure_of(axes)),
        ha="left",
        va="top",
        fontsize=SMALLEST,
        color=INK,
        linespacing=1.1,
    )
    heights, past = heights_of(one), before_of(one)
    if heights is not None:
        today = _today(one, past)
        every = [*heights, *(value for _, value in past), *([today] if today is not None else [])]
        low, high = min(every), max(every)

        def at(value: float) -> float:
            return row + 0.36 - 0.34 * ((value - low) / (high - low) if high > low else 0.5)

        last = one.set_anew.years[-1]
        xs = [
            _SPARK[1] * (1 - (last - 5 - min(year, last - 5)) / _BEFORE) if year <= last - 5 else _SPARK[1]
            for year, _ in past
        ]
        axes.plot(xs, [at(value) for _, value in past], color=OWN, lw=1.2, marker="o", ms=2.4, zorder=3)
        axes.plot([_LADDER] * len(heights), [at(one_height) for one_height in heights], color=OWN, lw=1, zorder=3)
        for place, height in enumerate(heights):
            axes.plot(
                [_LADDER],
                [at(height)],
                ls="",
                marker="D",
                ms=_SIZES[min(place, 2)],
                mfc="white",
                mec=OWN,
                mew=1.2,
                zorder=4,
            )
        if today is not None:
            axes.plot([_LADDER - 0.03, _LADDER + 0.03], [at(today)] * 2, color=MARK, lw=2, zorder=5)
    for place, number in enumerate(one.numbers):
        told = reached_of(one, number.value)
        axes.text(
            _column(place, len(one.numbers)),
            row + 0.2,
            f"{told}{sign_of(one.verdict)}",
            ha="right",
            va="center",
            fontsize=SMALLEST,
        )
    steps = say("semicolon").join(_step(one, place) for place in range(len(one.numbers)))
    hover_boxes(axes, [(0.0, row - 0.4, 1.0, row + 0.4)], [f"{words(one.indicator.name)}{say('colon')}{steps}"])


def _legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D

    marks = [
        (Line2D([], [], color=OWN, lw=1.2, marker="o", ms=2.4), say("seen.attainable_before")),
        (Line2D([], [], ls="", marker="D", ms=5.5, mfc="white", mec=OWN, mew=1.2), say("seen.attainable_marks")),
        (Line2D([], [], color=MARK, lw=2), say("attainable.today")),
    ]
    key(axes, marks)


def _rows(every: Sequence[Attainable]) -> list[dict[str, Any]]:
    """A row an indicator and probability, for a spreadsheet."""
    return [
        {
            say("csv.indicator"): words(one.indicator.name), say("attainable.quantity"): words(one.quantity),
            say("solve.probability"): number.prob, say("csv.value"): number.value, say("csv.unit"): unit(one.unit),
            say("column.latest"): one.latest[1] if one.latest else None, say("attainable.today"): target_words(one.target, one.verdict.plan, one.indicator.id),
        }
        for one in every for number in one.numbers
    ]  # fmt: skip
