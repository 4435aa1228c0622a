"""What it takes to reach a target: the years before, and the constant path for each probability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shkplan.assessment.solving.solve import Needed, Solution
from shkplan.base.periods import Period
from shkplan.display.charts.base import MARK, OWN, Chart, canvas, end_label, heading, honest_span, key, number_axis
from shkplan.display.charts.strokes import NAMED, draw_points, draw_today, years_scale
from shkplan.display.language import region, say, span, unit, words
from shkplan.display.tables.solve import amount_of, heading_of, needed_words, solve_data, span_of
from shkplan.display.verdicts import whole_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["solve_chart"]

_BEFORE = 12  # years before the path that are drawn
_SIGNED = ("level", "change")
_LED = 0.8  # the probability a title speaks of, where it was asked for


def solve_chart(solution: Solution) -> Chart:
    """Published values, the medians projected, and for each probability the path from there on, named at its end."""
    title = _seen(solution)
    past, paths = _before(solution), _paths(solution)
    with canvas(3.6 if paths else 1.2) as (figure, axes):
        if paths:
            _drawn(axes, solution, past, paths)
        heading(axes, title, _under(solution) if paths else "")
    told = say("semicolon").join(needed_words(solution, one) for one in solution.needed)
    data = {**solve_data(solution), "before": past, "projected": _medians(solution)}
    return Chart(
        "solve_chart",
        title,
        f"{title}{say('stop')}{told}",
        figure,
        data,
        records=_records(solution, past),
        shows=bool(paths),
    )


def _seen(solution: Solution) -> str:
    """What it takes for 80 %, or for the probability nearest to it; why there is nothing."""
    verdict = solution.verdict
    name = say("chart.fan", name=verdict.indicator.name, region=region(verdict.region, verdict.plan))
    if not solution.needed:
        return say("seen.solve_none", name=name, why=words(solution.reason, verdict.plan))
    one = min(solution.needed, key=lambda each: abs((each.prob or _LED) - _LED))
    return say("seen.solve", name=name, told=needed_words(solution, one))


def _under(solution: Solution) -> str:
    """The scale, and what was done before."""
    told = [say(f"seen.solve_{one.kind}", years=span(Period(one.first, one.last)),
                value=amount_of(one.value, solution.unit, signed=solution.form in _SIGNED))
            for one in solution.record if one.kind in ("latest", "best_run")]  # fmt: skip
    scale = solution.unit if solution.form == "change" else solution.verdict.indicator.unit
    lines = [say("seen.solve_drawn", unit=unit(scale)), say("semicolon").join(told)]
    return "\n".join(line for line in lines if line)


def _before(solution: Solution) -> list[tuple[int, float]]:
    """The published values of the years before the path; none of a change, whose level nobody knows."""
    a = solution.verdict.within
    if a is None or solution.form == "change" or not solution.years:
        return []
    series = a.observations.series(solution.verdict.indicator, a.region)
    since = solution.years[0] - _BEFORE
    return [
        (year, value)
        for year, value in zip(series.years, series.values, strict=True)
        if since <= year <= solution.years[-1]
    ]


def _paths(solution: Solution) -> list[tuple[Needed, list[float], list[float]]]:
    """Each path as years and values on the scale of the series."""
    found = []
    for one in solution.needed:
        if one.value is None:
            continue
        first, last = solution.years[0], solution.years[-1]
        if solution.form == "change":
            found.append((one, [float(first - 1), float(last)], [0.0, one.value]))
        elif solution.start is not None and one.level is not None:
            found.append((one, [float(solution.start[0]), float(last)], [solution.start[1], one.level]))
        else:
            value = one.level if one.level is not None else one.value
            found.append((one, [first - 0.4, last + 0.4], [value, value]))
    return found


def _drawn(
    axes: Axes, solution: Solution, past: list[tuple[int, float]], paths: list[tuple[Needed, list[float], list[float]]]
) -> None:
    from matplotlib.lines import Line2D

    verdict, last = solution.verdict, solution.years[-1]
    first = min([int(min(paths[0][1])), *(year for year, _ in past)])
    years_scale(axes, first, last, room=NAMED)
    number_axis(axes)
    medians = _medians(solution)
    every = [
        *(value for _, value in past),
        *(value for _, _, values in paths for value in values),
        *(value for _, value in medians),
    ]
    growth = verdict.indicator.measure == "growth" or solution.form == "change"
    bounds = (None, None) if solution.form == "change" else verdict.indicator.bounds
    axes.set_ylim(*honest_span(every, verdict.indicator.precision, growth=growth, bounds=bounds))
    draw_points(axes, [year for year, _ in past], [value for _, value in past])
    axes.plot([year for year, _ in medians], [value for _, value in medians], ls="", marker="o", ms=4.6, mfc="white", mec=OWN, mew=1.1,
              zorder=4)  # fmt: skip
    for one, years, values in paths:
        led = one.prob is None or one.prob == _LED
        axes.plot(years, values, color=MARK, lw=2.2 if led else 1.2, zorder=3.5, solid_capstyle="butt")
        name = say("solve.exact_short") if one.prob is None else whole_percent(one.prob)
        told = amount_of(one.value, solution.unit, signed=solution.form in _SIGNED)
        if one.level is not None:  # the scale is that of the level
            told = amount_of(one.level, verdict.indicator.unit)
        end_label(axes, last, values[-1], say("seen.solve_end", name=name, value=told), MARK, 20)
    draw_today(axes, verdict.as_of, last)
    marks = (
        [(Line2D([], [], ls="", marker="o", ms=5.6, mfc=OWN, mec="white"), say("seen.solve_published"))] if past else []
    )
    if medians:
        marks.append(
            (Line2D([], [], ls="", marker="o", ms=4.6, mfc="white", mec=OWN, mew=1.1), say("seen.solve_projected"))
        )
    key(axes, [*marks, (Line2D([], [], color=MARK, lw=2.2), heading_of(solution))])


def _medians(solution: Solution) -> list[tuple[int, float]]:
    """The medians projected for the years of the path and those before it without a figure; none of a change."""
    own = solution.case.own if solution.case is not None and solution.basis != "arithmetic" else None
    if own is None or solution.form == "change":
        return []
    since, last = solution.years[0] - _BEFORE, solution.years[-1]
    return [
        (year, float(value)) for year, value in zip(own.years, own.median, strict=True)
        if since <= year <= last and own.series.value(year) is None
    ]  # fmt: skip


def _records(solution: Solution, past: list[tuple[int, float]]) -> list[dict[str, Any]]:
    """What is drawn as rows: the years before, then each path."""
    scale = unit(solution.verdict.indicator.unit)
    rows: list[dict[str, Any]] = [
        {say("csv.period"): str(year), say("solve.probability"): "", say("csv.value"): value, say("csv.unit"): scale}
        for year, value in past
    ]
    return rows + [
        {say("csv.period"): span_of(solution), say("solve.probability"): one.prob, say("csv.value"): one.value, say("csv.unit"): unit(solution.unit)}
        for one in solution.needed
    ]  # fmt: skip
