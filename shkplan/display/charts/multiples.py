"""One target under several scenarios: a small fan each on one scale, the baseline's outline in every one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from shkplan.assessment.course import Course, courses
from shkplan.assessment.scenarios.comparison import Compared
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Text
from shkplan.display.charts.base import (
    INK,
    MARK,
    QUIET,
    SMALLEST,
    Chart,
    canvas,
    fold,
    heading,
    honest_span,
    key,
    level_scale,
    lines_of,
)
from shkplan.display.charts.comparison import signs_in_short
from shkplan.display.charts.fan import course_of
from shkplan.display.charts.headline import stated
from shkplan.display.charts.looks import BASELINE, ScenarioLook, scenario_look
from shkplan.display.charts.marks import mark_of
from shkplan.display.charts.numbers import course_record
from shkplan.display.charts.panels import arrange_panels, panel_scale
from shkplan.display.charts.strokes import (
    draw_bars,
    draw_fan,
    draw_points,
    stretches,
    tip_bands,
    tip_known,
    worth_showing,
)
from shkplan.display.language import listed, say, unit, words
from shkplan.display.tables.comparison import baseline_title, chance_words, shift_data
from shkplan.display.verdicts import evidence_notes, in_force, percents

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["multiples_chart"]

_HIGH = 92.0  # points, of what is drawn in a panel
_NAMED = 1  # scenario that is named though it leaves the target alone; more are counted
_COLUMNS = 26  # characters of its heading, one of Chinese counts two; of a panel alone twice as many


@dataclass(frozen=True)
class _Panel:
    """One verdict, and what is drawn of it.

    Attributes:
        verdict: under the baseline or a scenario.
        title: what the scenario is called.
        look: its colour and marker.
        course: the deciding quantity, or where that does not build up the values of its years; None where nothing can be told.
        bars: whether each year is by itself.
        plain: whether the series itself is drawn, and nothing that is made of it.
        scale: the unit of what is drawn.
        wanted: the number of the target on this scale.
    """

    verdict: Verdict
    title: str
    look: ScenarioLook
    course: Course | None
    bars: bool
    plain: bool
    scale: str
    wanted: float | None


def multiples_chart(row: Compared) -> Chart:
    """The quantity that decides a target, under the baseline and each scenario, in panels that share both scales."""
    panels = [_panel(row.before, baseline_title(row.before.within), BASELINE)]
    panels += [_panel(one.after, _title(one.after), scenario_look(at)) for at, one in enumerate(row)]
    base, moved = panels[0], [one for one, shift in zip(panels[1:], row, strict=True) if shift.moved] or panels[1:]
    shown = [base, *moved] if len(moved) > 1 else moved
    if all(one.course is None for one in shown):
        return _nothing(row, [base, *moved])
    title = _seen(row, [base, *moved])
    told = next((one for one in panels if one.course is not None), base)
    notes = _under(told, [one for one in panels[1:] if one not in moved], shown)
    across = 1 if len(shown) == 1 else 2
    heads = [_head(one, across) for one in shown]
    deep = [1 + max(head.count("\n") for head in heads[at : at + across]) for at in range(0, len(heads), across)]
    high = (sum(deep) * 12 + len(deep) * (_HIGH + 26)) / 72 + 0.4 + lines_of(notes) + lines_of((title,), 12.5)
    with canvas(high, arrange=partial(arrange_panels, across=across, deep=deep)) as (figure, first):
        span = _span(panels, row)
        for at, (panel, head) in enumerate(zip(shown, heads, strict=True)):
            axes = first if at == 0 else _another(figure)
            _draw(axes, panel, base, span, head)
            panel_scale(axes, numbers=at % across == 0)
        heading(first, title, "\n".join(notes))
        _key(first, told, shown)
    data = {
        "target": row.key, "unit": told.scale, "wanted": told.wanted, "baseline": _data(base),
        "scenarios": [shift_data(one) | {"drawn": _data(panel)} for one, panel in zip(row, panels[1:], strict=True)],
    }  # fmt: skip
    said = [f"{one.title}{say('colon')}{chance_words(one.verdict)}" for one in panels]
    alt = say("stop").join((title, *said, *evidence_notes([one.verdict for one in panels])))
    return Chart("multiples", title, alt, figure, data, records=_records(panels), shows=told.course is not None)


def _nothing(row: Compared, panels: Sequence[_Panel]) -> Chart:
    """What is told under the baseline and each scenario, in words: there is nothing to draw."""
    title = _seen(row, panels)
    lines = [f"{one.title}{say('colon')}{chance_words(one.verdict)}" for one in panels]
    with canvas(1.2 + lines_of(lines)) as (figure, axes):
        heading(axes, title, "\n".join(lines))
    data = {"target": row.key, "scenarios": [shift_data(one) for one in row]}
    return Chart("multiples", title, say("stop").join((title, *lines)), figure, data, shows=False)


def _under(told: _Panel, rest: Sequence[_Panel], shown: Sequence[_Panel]) -> tuple[str, ...]:
    """What is drawn and in which unit; which scenarios are not, since they leave the target alone; what signs mean."""
    under = say("under_compared.fans", quantity=_quantity(told), unit=unit(told.scale))
    names = listed(one.title for one in rest)
    more = [say("under_compared.fans_rest", scenarios=names)] if rest else []
    if len(rest) > _NAMED:
        more = [say("under_compared.fans_rest_count", count=len(rest))]
    return (under, *more, *signs_in_short([one.verdict for one in shown]))


def _title(verdict: Verdict) -> str:
    within = verdict.within
    title: Text | None = within.scenario.title if within is not None and within.scenario is not None else None
    return words(title) if title is not None else say("compared.none")


def _panel(verdict: Verdict, title: str, look: ScenarioLook) -> _Panel:
    told = courses(verdict) if in_force(verdict) and verdict.assessable else None
    if told is not None:
        running = told.running if told.running is not None and told.running.years else None
        course: Course | None = running if running is not None and told.form != "each" else told.yearly
        bars, alone = course is told.yearly, told.form == "each"
        course = course if course is not None and course.years else None
        return _Panel(verdict, title, look, course, bars, alone, told.scale if bars else told.unit, told.wanted)
    course = course_of(verdict)
    return _Panel(
        verdict, title, look, course, bars=False, plain=True, scale=verdict.indicator.unit, wanted=_mark(verdict)
    )


def _mark(verdict: Verdict) -> float | None:
    """The height of the target on the scale of the series."""
    own = verdict.case.series if verdict.case is not None else None
    mark = mark_of(verdict.target, own) if own is not None and in_force(verdict) else None
    return mark[0] if mark is not None else None


def _quantity(told: _Panel) -> str:
    """What is drawn, in words."""
    if told.verdict.quantity is not None and (not told.bars or told.scale != told.verdict.indicator.unit):
        return words(told.verdict.quantity, told.verdict.plan)
    return words(told.verdict.indicator.name)


def _head(panel: _Panel, across: int) -> str:
    """What a scenario is called, and its probability."""
    return fold(f"{panel.title}{say('colon')}{chance_words(panel.verdict)}", _COLUMNS * (2 if across == 1 else 1))


def _another(figure: Figure) -> Axes:
    axes = figure.add_subplot()
    axes.set_axis_off()
    return axes


def _span(panels: Sequence[_Panel], row: Compared) -> tuple[tuple[int, int], tuple[float, float]]:
    """The years and the range of values that all panels share."""
    drawn = [one for one in panels if one.course is not None]
    years = [year for one in drawn for year in (one.course.years if one.course is not None else ())]
    values = [one.wanted for one in drawn if one.wanted is not None]
    for one in drawn:
        assert one.course is not None
        values = worth_showing(one.course, one.course.years, values)
    of = row.before.indicator
    rates = of.measure == "growth" or bool(drawn and drawn[0].scale != of.unit)
    span = honest_span(values, of.precision, growth=rates, bounds=of.bounds if not rates else (None, None))
    due = row.before.target.years
    return (min(years, default=due[0]), max(years, default=due[-1])), span


def _draw(
    axes: Axes, panel: _Panel, base: _Panel, span: tuple[tuple[int, int], tuple[float, float]], head: str
) -> None:
    """One panel: the outline of the baseline, the fan or the bars of the scenario, the target."""
    (first, last), (low, high) = span
    axes.set_xlim(first - 0.6, last + 0.6)
    axes.set_ylim(low, high)
    step = 1 if last - first < 4 else 2 if last - first < 8 else 5 if last - first < 20 else 10
    ticks = [year for year in range(first, last + 1) if (last - year) % step == 0]
    level_scale(axes, ticks, [str(year) for year in ticks], long=3)
    axes.text(0, 1, head, transform=_lifted(axes), ha="left", va="bottom", color=panel.look.color, fontsize=SMALLEST, linespacing=1.15)  # fmt: skip
    if base.course is not None and panel is not base:
        _outline(axes, base)
    if panel.course is None:
        axes.text(0.5, 0.5, say("word.open"), transform=axes.transAxes, ha="center", va="center", color=QUIET, fontsize=SMALLEST)  # fmt: skip
    else:
        _fan(axes, panel, panel.course)
    if panel.wanted is not None:
        axes.plot([first - 0.4, last + 0.4], [panel.wanted] * 2, color=MARK, lw=1.6, zorder=3.5, solid_capstyle="butt")


def _lifted(axes: Axes) -> Any:
    from shkplan.display.charts.base import shifted

    return shifted(axes, axes.transAxes, 0, 4)


def _outline(axes: Axes, base: _Panel) -> None:
    """The median and both ends of the 80 % band of the baseline, thin and grey."""
    course = base.course
    assert course is not None
    for run in stretches(course.years):
        low, middle, high = np.array([course.at(year) for year in run]).T
        for values, dash, wide in ((low, "-", 0.8), (high, "-", 0.8), (middle, (0, (4, 2)), 1.0)):
            axes.plot(run, values, color=QUIET, lw=wide, ls=dash, zorder=2.2)


def _fan(axes: Axes, panel: _Panel, course: Course) -> None:
    color, values = panel.look.color, [course.at(year)[1] for year in course.known]
    if panel.bars:
        draw_bars(axes, course, course.estimated, color)
    else:
        draw_fan(axes, course.years, course.median, course.bands, course.known, color)
    draw_points(axes, course.known, values, color=INK, width=1.1, size=4.2)
    fixed = [year for year in _fixed(panel) if year in course.years]
    axes.plot(fixed, [course.at(year)[1] for year in fixed], ls="", marker="P", ms=5.4, color=color, zorder=6)
    tip_bands(axes, course, course.estimated, panel.scale, panel.title)
    tip_known(axes, course.known, values, panel.scale, panel.verdict.indicator.precision)


def _fixed(panel: _Panel) -> tuple[int, ...]:
    """The years that claims fix, of a quantity that is shown by its own values."""
    return tuple(getattr(panel.verdict.own, "fixed", ())) if panel.plain else ()


def _key(axes: Axes, told: _Panel, shown: Sequence[_Panel]) -> None:
    from matplotlib.lines import Line2D

    entries: list[tuple[Any, str]] = []
    if told.wanted is not None:
        words_of = stated(told.verdict) or say("chart.target" if told.wanted else "decides.level_with")
        entries.append((Line2D([], [], color=MARK, lw=1.6), words_of))
    if told.course is not None and told.course.known:
        entries.append((Line2D([], [], color=INK, lw=1.1, marker="o", ms=4.2, mec="white", mew=0.6), say("decides.key_known")))  # fmt: skip
    fixed = [one for one in shown if any(year in one.course.years for year in _fixed(one) if one.course is not None)]
    if fixed:
        entries.append((Line2D([], [], ls="", marker="P", ms=5.4, color=fixed[0].look.color), say("chart.fixed")))
    key(axes, entries, 3)


def _seen(row: Compared, panels: Sequence[_Panel]) -> str:
    """Between which probabilities the scenarios lie; of one alone its own and that of the baseline."""
    told = [chance_words(one.verdict) for one in panels]
    probs = [one.verdict.prob for one in panels if one.verdict.prob is not None]
    if not probs:
        return say("seen_compared.fans_open", name=row.name)
    if len(panels) == 2:
        return say("seen_compared.fans_one", name=row.name, prob=told[1], scenario=panels[1].title, base=told[0])
    if len(set(told)) == 1:
        return say("seen_compared.fans_alike", name=row.name, prob=told[0])
    return say("seen_compared.fans", name=row.name, range=percents(min(probs), max(probs)))


def _data(panel: _Panel) -> Mapping[str, Any] | None:
    return panel.course.data() if panel.course is not None else None


def _records(panels: Sequence[_Panel]) -> list[dict[str, Any]]:
    """Every year of every panel as rows of a CSV file."""
    rows = []
    for one in panels:
        for year in one.course.years if one.course is not None else ():
            assert one.course is not None
            made = course_record(_quantity(one), year, one.scale, one.course.at(year), one.course.at(year, 0.95))
            rows.append({say("csv_compared.scenario"): one.title, **made})
    return rows
