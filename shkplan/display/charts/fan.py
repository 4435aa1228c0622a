"""The fan: what was measured, what the model makes of the years around it, and what the plan wants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import (
    BAD,
    MARK,
    OTHER,
    OWN,
    QUIET,
    Chart,
    arrow,
    canvas,
    heading,
    lines_of,
    number_axis,
    year_axis,
)
from shkplan.display.charts.history import (
    as_yearly,
    draw_history,
    draw_partial,
    draw_so_far,
    drawable,
    history_chart,
    legend,
    runs,
    series_data,
    values_of,
)
from shkplan.display.charts.marks import mark_of
from shkplan.display.language import published, quantities, quantity, region, rounded, say, unit, years
from shkplan.display.verdicts import (
    briefly,
    class_words,
    evidence_notes,
    in_force,
    past,
    probability_in_full,
    target_words,
    why_not,
    word_of,
)
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import Projection
from shkplan.register.plan import Indicator, Plan
from shkplan.register.targets import Target

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FloatArray = npt.NDArray[np.float64]
LEVELS = (0.5, 0.8, 0.95)
_SHADE = {0.95: "#dfecf5", 0.8: "#b5d5ea", 0.5: "#82b9dc"}


@dataclass(frozen=True)
class _Fan:
    """A projection and what is drawn into it."""

    own: Projection
    target: Target | None = None
    verdict: Verdict | None = None
    reference: Projection | AnnualSeries | None = None
    as_of: dt.date | None = None
    plan: Plan | None = None


def projection_chart(own: Projection) -> Chart:
    """The fan of a projection; a target and its probability belong to a verdict."""
    return _drawn(_Fan(own, as_of=own.series.as_of, plan=own.series.plan))


def verdict_chart(verdict: Verdict) -> Chart:
    """The fan of one target; where nothing could be projected, what was measured and the reason."""
    own, beside = verdict.drawn
    if not isinstance(own, Projection):
        return _bare(verdict)
    reference = beside if isinstance(beside, Projection) or (beside is not None and beside.years) else None
    return _drawn(_Fan(own, verdict.target, verdict, reference, verdict.as_of, verdict.plan))


def _bare(verdict: Verdict) -> Chart:
    """The history of a target that cannot be projected, with its mark and the reason."""
    series, plan, target, as_of = verdict.own, verdict.plan, verdict.target, verdict.as_of
    assert isinstance(series, AnnualSeries)
    assert plan is not None
    assert as_of is not None
    title = say("chart.fan", name=verdict.indicator.name, region=region(series.region, plan))
    if verdict.status == "recorded" or not verdict.indicator.unit:
        return history_chart(series)
    shows = bool(series.years or series.partial or mark_of(target, series))
    with canvas(3.8 if shows else 2.3) as (figure, axes):
        draw_history(axes, series)
        draw_partial(axes, series)
        draw_so_far(axes, series)
        first = min([plan.base_year - 4, *series.years])
        year_axis(axes, first, max(plan.window.last if not in_force(verdict) else target.deadline, as_of.year))
        drawn = _draw_target(axes, target, series) if in_force(verdict) else None
        _draw_today(axes, as_of)
        number_axis(axes)
        axes.margins(y=0.25)
        _no_foot(axes, verdict.indicator)
        if not (series.years or series.partial or drawn):
            axes.set_yticks([])
        heading(axes, title, f"{unit(verdict.indicator.unit)}\n{_told(target, verdict, as_of, plan)}")
        legend(axes)
    data = {"target": verdict.key, "region": series.region, "prob": None, **series_data(series), "mark": drawn}
    asked = target_words(target, plan, verdict.indicator.id)
    told = say("chart.alt_bare", target=asked, reason=why_not(verdict)) if in_force(verdict) else briefly(verdict)
    return Chart("fan", title, f"{title}{say('stop')}{told}", figure, data)


def _drawn(fan: _Fan) -> Chart:
    own, series = fan.own, fan.own.series
    indicator = series.indicator
    shown = _shown_years(fan)
    median, *edges = _quantiles(own, shown, (0.5, *((1 + way * level) / 2 for level in LEVELS for way in (-1, 1)))).T
    bands = {level: np.column_stack(edges[2 * at : 2 * at + 2]) for at, level in enumerate(LEVELS)}
    title = say("chart.fan", name=indicator.name, region=region(series.region, fan.plan))
    notes = _notes(fan)
    with canvas(4.7 + lines_of(notes)) as (figure, axes):
        _draw_bands(axes, shown, bands, median, own)
        draw_history(axes, series)
        draw_partial(axes, series)
        draw_so_far(axes, series)
        if fan.reference is not None:
            _draw_reference(axes, fan)
        mark = _draw_target(axes, fan.target, series) if fan.target is not None else None
        _draw_today(axes, fan.as_of)
        year_axis(axes, min([*shown[:1], *series.years[:1]]), own.to)
        cut = _scale(axes, fan, bands, median, mark)
        number_axis(axes)
        told = _told(fan.target, fan.verdict, fan.as_of, fan.plan) if fan.target and fan.verdict else ""
        own_name = fan.verdict.indicator if fan.verdict is not None else indicator
        instead = say("chart.proxy", name=own_name.name) if own_name.id != indicator.id else ""
        scale = [unit(indicator.unit), *as_yearly(one for one in series.partial if drawable(one, series))]
        scale += [say("chart.cut")] if cut else []
        lines = [say("semicolon").join(scale), instead, told, *notes]
        heading(axes, title, "\n".join(line for line in lines if line))
        legend(axes)
    data = _data(fan, shown, bands, median, mark)
    return Chart("fan", title, _alt(title, fan, shown, median, bands[0.8]), figure, data)


def _notes(fan: _Fan) -> tuple[str, ...]:
    """The proxy series and reference classes behind a probability, or behind a projection that belongs to no verdict."""
    if fan.verdict is not None:
        return evidence_notes((fan.verdict,))
    return (say("colon").join((say("rests.class"), class_words(fan.own.borrowed))),) if fan.own.borrowed else ()


def _shown_years(fan: _Fan) -> tuple[int, ...]:
    """Years of the fan: from the first figure on the present basis, or the first year of the target if it is earlier."""
    first = min(fan.own.series.on_one_basis().years[:1], default=fan.own.years[0])
    if fan.target is not None:
        first = min(first, fan.target.years[0])
    return tuple(year for year in fan.own.years if year >= first)


def _quantiles(own: Projection, some: Sequence[int], probs: Sequence[float]) -> FloatArray:
    """(n_years, n_probs) quantiles of the laws of some years; the one place where a chart asks for them."""
    return own.quantiles(probs)[[own.years.index(year) for year in some]]


def _draw_bands(
    axes: Axes, shown: tuple[int, ...], bands: dict[float, FloatArray], median: FloatArray, own: Projection
) -> None:
    for level in sorted(bands, reverse=True):
        low, high = bands[level].T
        label = say("chart.band", level=round(100 * level))
        axes.fill_between(shown, low, high, color=_SHADE[level], lw=0, label=label, zorder=1)
    axes.plot(shown, median, color=OWN, lw=1.1, ls=(0, (4, 2)), label=say("chart.median"), zorder=2)
    seen = [year for year in shown if _to_mark(own, year)]
    if seen:
        at = [median[shown.index(year)] for year in seen]
        axes.plot(
            seen, at, ls="", marker="o", ms=3.9, mfc="white", mec=OWN, mew=1, zorder=4, label=say("chart.estimated")
        )
    if own.so_far:
        low, middle, high = _quantiles(own, own.so_far, (0.1, 0.5, 0.9)).T
        axes.vlines(own.so_far, low, high, color=OWN, lw=1.6, zorder=5)
        axes.plot(own.so_far, middle, ls="", marker="d", ms=7.2, mfc="white", mec=OWN, mew=1.4, zorder=6,
                  label=say("chart.nowcast"))  # fmt: skip
    if own.fixed:
        at = [float(np.median(own.path(year))) for year in own.fixed]
        axes.plot(own.fixed, at, ls="", marker="P", ms=6.6, color=BAD, zorder=5, label=say("chart.fixed"))


def _to_mark(own: Projection, year: int) -> bool:
    """An unmeasured year that has passed, or lies between measured ones: an estimate posing where a figure should be."""
    if own.series.value(year) is not None or year in (*own.fixed, *own.so_far):
        return False
    day = own.series.as_of
    return year < max(own.series.years, default=0) or (day is not None and year < day.year)


def _draw_reference(axes: Axes, fan: _Fan) -> None:
    """The series a pace is measured against: measured and, dashed, the median of what is not."""
    reference = fan.reference
    assert reference is not None
    series = _series_of(reference)
    where = region(series.region, fan.plan)
    first = min([*fan.own.series.years[:1], *_shown_years(fan)])
    if isinstance(reference, Projection):
        span = [year for year in reference.years if year >= first]
        axes.plot(span, _quantiles(reference, span, (0.5,))[:, 0], color=OTHER, lw=1, ls=(0, (4, 2)), zorder=2)
    known = [year for year in series.years if year >= first]
    for run in runs(series):
        inside = [year for year in run if year >= first]
        axes.plot(inside, values_of(series, inside), color=OTHER, lw=1.2, zorder=3)
    axes.plot(
        known,
        values_of(series, known),
        color=OTHER,
        marker="o",
        ms=4,
        lw=0,
        zorder=3,
        label=say("chart.reference", region=where),
    )


def _series_of(reference: Projection | AnnualSeries) -> AnnualSeries:
    return reference.series if isinstance(reference, Projection) else reference


def _draw_target(axes: Axes, target: Target, series: AnnualSeries) -> dict[str, Any] | None:
    """The target's mark on the chart, and its numbers; None where its kind has none on this scale."""
    axes.axvline(
        target.deadline, color=MARK, lw=0.9, ls=(0, (2, 2)), zorder=1, label=say("chart.deadline", year=target.deadline)
    )
    mark = mark_of(target, series)
    if mark is None:
        return None
    at, span, label = mark
    up = target.direction in ("at_least", "up")
    axes.plot(span, [at, at], color=MARK, lw=2.4, solid_capstyle="butt", zorder=5, label=label)
    arrow(axes, target.deadline, at, 15 if up else -15, MARK, lw=1.6, full=True, zorder=5)
    return {"at": at, "direction": target.direction, "deadline": target.deadline}


def _draw_today(axes: Axes, as_of: dt.date | None) -> None:
    """The day of the report; a year's figure stands in the middle of its year."""
    if as_of is None:
        return
    at = as_of.year + (as_of - dt.date(as_of.year, 1, 1)).days / 366 - 0.5
    axes.axvline(at, color=QUIET, lw=1, zorder=1, label=say("chart.as_of", date=as_of))


def _scale(
    axes: Axes, fan: _Fan, bands: dict[float, FloatArray], median: FloatArray, mark: dict[str, Any] | None
) -> bool:
    """A range in which the figures stay readable; whether it cuts a band. Heavy tails of few figures would fill it."""
    series = fan.own.series
    middle = [*series.values, *median, *bands[0.5].ravel(), *([mark["at"]] if mark else [])]
    if fan.reference is not None:
        first, theirs = _shown_years(fan)[0], _series_of(fan.reference)
        middle += [value for year, value in zip(theirs.years, theirs.values, strict=True) if year >= first]
    low, high = min(middle), max(middle)
    room = 0.6 * ((high - low) or abs(high) or 1.0)
    bottom, top = max(low - room, float(bands[0.8].min())), min(high + room, float(bands[0.8].max()))
    bottom, top = min(bottom, low), max(top, high)
    margin = 0.06 * (top - bottom)
    lowest, highest = series.indicator.bounds
    bottom = bottom - margin if lowest is None else max(bottom - margin, lowest - margin / 2)
    top = top + margin if highest is None else min(top + margin, highest + margin / 2)
    axes.set_ylim(bottom, top)
    return bool(bands[0.95].min() < bottom - 1e-9 or bands[0.95].max() > top + 1e-9)


def _no_foot(axes: Axes, indicator: Indicator) -> None:
    """No room below a quantity's lower bound or above its upper one."""
    low, high = axes.get_ylim()
    least, most = indicator.bounds
    axes.set_ylim(
        low if least is None else max(low, least), high if most is None else min(high, most + 0.02 * (high - low))
    )


def _told(target: Target, verdict: Verdict, as_of: dt.date | None, plan: Plan | None) -> str:
    """The target and its probability, in one or two lines."""
    aim = say("chart.aim", target=target_words(target, plan, verdict.indicator.id))
    if not in_force(verdict):
        return f"{say('word.open')}{say('colon')}{briefly(verdict)}"
    if verdict.prob is None:
        return f"{aim}\n{say('word.open')}{say('colon')}{why_not(verdict)}"
    gone = past(verdict, as_of) if verdict.status == "estimated" else ()
    mark = say("in_brackets", what=say("chart.past", years=years(gone))) if gone else ""
    word = word_of(verdict)
    return f"{aim}\n{say('chart.probability', prob=probability_in_full(verdict), word=word)}{mark}"


def _alt(title: str, fan: _Fan, shown: tuple[int, ...], median: FloatArray, band: FloatArray) -> str:
    series, end, own = fan.own.series, shown[-1], fan.own.series.indicator.unit
    low, high = band[-1]
    known = say("chart.alt_unknown")
    if series.years:
        last = quantity(published(series.values[-1], series.indicator.precision), own)
        known = say("chart.alt_known", count=len(fan.own.used), last=series.years[-1], value=last)
    bottom, top = quantities([rounded(float(at), own) for at in (low, high)], own)
    middle = quantity(rounded(float(median[-1]), own), own)
    told = say("chart.alt_fan", known=known, to=end, median=middle, low=bottom, high=top)
    aim = ""
    if fan.target and fan.verdict:
        aim = _told(fan.target, fan.verdict, fan.as_of, fan.plan).replace("\n", say("semicolon"))
    return say("stop").join((f"{title}{say('stop')}{told}{' ' if aim else ''}{aim}", *_notes(fan)))


def _data(
    fan: _Fan, shown: tuple[int, ...], bands: dict[float, FloatArray], median: FloatArray, mark: dict[str, Any] | None
) -> dict[str, Any]:
    series = fan.own.series
    data: dict[str, Any] = {
        "indicator": series.indicator.id,
        "region": series.region,
        "model": fan.own.model,
        "link": fan.own.fit.link,
        "seed": fan.own.seed,
        "measured": series_data(series),
        "projected_years": shown,
        "median": median.tolist(),
        "bands": {f"{level:g}": band.tolist() for level, band in bands.items()},
        "nowcast": fan.own.so_far,
        "estimated": [year for year in shown if series.value(year) is None],
        "mark": mark,
    }
    if fan.verdict is not None:
        data |= {
            "target": fan.verdict.key,
            "prob": fan.verdict.prob,
            "prob_se": fan.verdict.prob_se,
            "status": fan.verdict.status,
            "evidence": fan.verdict.evidence,
            "used": fan.verdict.used,
        }
    if fan.reference is not None:
        theirs = _series_of(fan.reference)
        data["reference"] = {"region": theirs.region, **series_data(theirs)}
    return data
