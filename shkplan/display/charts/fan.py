"""The fan: what was measured, what the model makes of the years around it, and what the plan wants of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from shkplan.assessment.course import LEVELS, Course
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import (
    BAD,
    OWN,
    Chart,
    canvas,
    end_label,
    heading,
    honest_span,
    hover_boxes,
    number_axis,
)
from shkplan.display.charts.elsewhere import draw_beside
from shkplan.display.charts.headline import about, alt_of, first_shown, stated, value_title
from shkplan.display.charts.history import as_yearly, draw_partial, draw_so_far, drawable, history_records, series_data
from shkplan.display.charts.marks import mark_of
from shkplan.display.charts.numbers import course_record, data_of, records_of
from shkplan.display.charts.strokes import (
    draw_breaks,
    draw_deadline,
    draw_fan,
    draw_key,
    draw_number,
    draw_points,
    draw_soft,
    draw_today,
    tip_figures,
    years_scale,
)
from shkplan.display.language import ends, published, quantity, region, rounded, say, unit, words
from shkplan.display.verdicts import class_words, in_force
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.within import latest_so_far
from shkplan.forecast.projection import Projection

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FloatArray = npt.NDArray[np.float64]
_WORTH = 1.6  # times its height without the widest band, up to which a scale holds that too
_USUAL = 0.6  # of the range of figures and medians, how much more a band may take on either side


@dataclass(frozen=True)
class _Fan:
    """A series, and what is drawn of its projection.

    Attributes:
        series: what was measured.
        own: its projection; None where none is drawn.
        years, median, bands: of the projection; empty where none is drawn.
        first, last: the years drawn.
    """

    series: AnnualSeries
    own: Projection | None
    years: tuple[int, ...]
    median: FloatArray
    bands: Mapping[float, FloatArray]
    first: int
    last: int

    @property
    def shown(self) -> tuple[int, ...]:
        """The measured years that are drawn."""
        return tuple(year for year in self.series.years if year >= self.first)

    @property
    def estimated(self) -> tuple[int, ...]:
        """The years that are drawn without having been measured."""
        return tuple(year for year in self.years if self.series.value(year) is None)

    @property
    def values(self) -> list[float]:
        known = dict(zip(self.series.years, self.series.values, strict=True))
        return [known[year] for year in self.shown]

    def data(self) -> dict[str, Any]:
        """Every number of the fan."""
        own, series = self.own, self.series
        made = (
            {} if own is None else {"model": own.model, "link": own.fit.link, "seed": own.seed, "nowcast": own.so_far}
        )
        return {
            "indicator": series.indicator.id, "region": series.region, "measured": series_data(series), **made,
            "projected_years": self.years, "median": self.median.tolist(),
            "bands": {f"{level:g}": band.tolist() for level, band in self.bands.items()},
            "estimated": self.estimated,
        }  # fmt: skip


def projection_chart(own: Projection) -> Chart:
    """The fan of a projection up to its last year; a target and its probability belong to a verdict."""
    first = min(own.series.on_one_basis().years[:1], default=own.years[0])
    fan = _fan(own, own.series, min([first, *own.series.years[:1]]), first, own.to)
    series, plan = own.series, own.series.plan
    title = say("chart.fan", name=series.indicator.name, region=region(series.region, plan))
    borrowed = (say("colon").join((say("rests.class"), class_words(own.borrowed))),) if own.borrowed else ()
    with canvas(4.2) as (figure, axes):
        notes = _draw(axes, fan, None)
        draw_today(axes, series.as_of, own.to)
        heading(axes, title, "\n".join((unit(series.indicator.unit), *notes, *borrowed)))
    return Chart(
        "fan",
        title,
        _alt(title, fan, borrowed),
        figure,
        {**fan.data(), "mark": None},
        records=[*history_records(series), *_rows(fan)],
    )


def value_chart(verdict: Verdict) -> Chart:
    """The years up to the one that decides, beside the number wanted of it; where nothing may be estimated, what was measured."""
    own, target = verdict.drawn[0], verdict.target
    series = own.series if isinstance(own, Projection) else own
    assert isinstance(series, AnnualSeries)
    since = first_shown(verdict)
    last = max([target.deadline, *series.years]) if in_force(verdict) else max([*series.years, target.deadline])
    begin = min([target.years[0], *(year for year in series.on_one_basis().years if year >= since)])
    projected = own if isinstance(own, Projection) and verdict.assessable else None
    fan = _decided(
        _fan(projected, series, min([begin, *(year for year in series.years if year >= since)]), begin, last), verdict
    )
    mark = mark_of(target, series) if in_force(verdict) else None
    title = value_title(verdict)
    with canvas(3.8 if fan.years or told_of(series) else 2.2) as (figure, axes):
        notes = _draw(axes, fan, mark and mark[0])
        beside = draw_beside(axes, verdict, fan.first)
        if mark is not None:
            draw_number(axes, mark[0], *mark[1], stated(verdict) or mark[2])
        if in_force(verdict):
            draw_deadline(axes, target.deadline)
        draw_today(axes, verdict.as_of, last)
        empty = not (fan.years or told_of(series))
        drawn = say("chart.nothing" if empty else f"decides.value_drawn{'_fan' if fan.estimated else ''}")
        heading(axes, title, "\n".join((about(verdict, drawn, series.indicator.unit), *notes)))
        if empty:
            axes.set_yticks([])
    at = None if mark is None else {"at": mark[0], "direction": target.direction, "deadline": target.deadline}
    data = {**fan.data(), **data_of(verdict), "measured": series_data(series), "mark": at, **beside}
    return Chart(
        "verdict",
        title,
        alt_of(verdict, title, known=_known(series)),
        figure,
        data,
        records=[*records_of(verdict), *_rows(fan)],
        shows=not empty,
    )


def told_of(series: AnnualSeries) -> bool:
    """Whether any figure of a series can be drawn on its scale."""
    return bool(series.years or latest_so_far(series)) or any(drawable(one, series) for one in series.partial)


def _fan(own: Projection | None, series: AnnualSeries, first: int, begin: int, last: int) -> _Fan:
    """The quantiles of some years; the one place where a chart asks for them."""
    years = tuple(year for year in own.years if begin <= year <= last) if own is not None else ()
    if own is None or not years:
        return _Fan(series, None, (), np.empty(0), {}, first, last)
    probs = [0.5, *((1 + way * level) / 2 for level in LEVELS for way in (-1, 1))]
    median, *edges = own.quantiles(probs)[[own.years.index(year) for year in years]].T
    bands = {level: np.column_stack(edges[2 * at : 2 * at + 2]) for at, level in enumerate(LEVELS)}
    return _Fan(series, own, years, median, bands, first, last)


def course_of(verdict: Verdict) -> Course | None:
    """The years up to the deadline as :func:`value_chart` draws them, measured and estimated; None where nothing is known."""
    own = verdict.drawn[0]
    series = own.series if isinstance(own, Projection) else own
    if not isinstance(series, AnnualSeries):
        return None
    since, last = first_shown(verdict), verdict.target.deadline
    shown = [year for year in series.years if since <= year <= last]
    begin = min([verdict.target.years[0], *(year for year in series.on_one_basis().years if year >= since)])
    projected = own if isinstance(own, Projection) and verdict.assessable else None
    fan = _decided(_fan(projected, series, min([begin, *shown]), begin, last), verdict)
    found = {
        year: [value] * (1 + 2 * len(LEVELS)) for year, value in zip(fan.shown, fan.values, strict=True) if year <= last
    }
    for at, year in enumerate(fan.years):
        edges = [float(edge) for level in LEVELS for edge in fan.bands[level][at]]
        found.setdefault(year, [float(fan.median[at]), *edges])
    years = tuple(sorted(found))
    if not years:
        return None
    told = np.array([found[year] for year in years])
    bands = {level: told[:, 1 + 2 * at : 3 + 2 * at] for at, level in enumerate(LEVELS)}
    return Course(years, tuple(year for year in years if series.value(year) is not None), told[:, 0], bands)


def _decided(fan: _Fan, verdict: Verdict) -> _Fan:
    """The fan with the verdict's own median and band in the year that decides; quantiles of paths may differ in the last digits."""
    ends, year = (verdict.central, verdict.low, verdict.high), verdict.target.deadline
    if year not in fan.years or fan.series.value(year) is not None or None in ends:
        return fan
    at, median, band = fan.years.index(year), fan.median.copy(), fan.bands[0.8].copy()
    median[at], band[at] = verdict.central, (verdict.low, verdict.high)
    return _Fan(fan.series, fan.own, fan.years, median, {**fan.bands, 0.8: band}, fan.first, fan.last)


def _draw(axes: Axes, fan: _Fan, wanted: float | None) -> tuple[str, ...]:
    """Everything measured and estimated, on its scales, with a key; what must be said of it."""
    series = fan.series
    years_scale(axes, min([fan.first, *fan.years[:1]]), fan.last)
    number_axis(axes)
    marks = _draw_estimates(axes, fan) if fan.years else []
    draw_points(axes, fan.shown, fan.values, breaks=series.breaks)
    marks += draw_soft(axes, series, fan.first)
    draw_breaks(axes, series, fan.first)
    draw_partial(axes, series)
    draw_so_far(axes, series)
    tip_figures(axes, series, fan.first)
    cut = _scale(axes, fan, wanted)
    draw_key(axes, known=bool(fan.shown), fan=bool(fan.estimated), also=[*marks, *_beside(axes)])
    return (*as_yearly(one for one in series.partial if drawable(one, series)), *([say("chart.cut")] if cut else []))


def _beside(axes: Axes) -> list[tuple[Any, str]]:
    """What was drawn beside the series, with its words."""
    return [*zip(*axes.get_legend_handles_labels(), strict=True)]


def _draw_estimates(axes: Axes, fan: _Fan) -> list[tuple[Any, str]]:
    """The bands, and marks for years that a reader might take for published ones."""
    own, marks = fan.own, list[tuple[Any, str]]()
    assert own is not None
    draw_fan(axes, fan.years, fan.median, fan.bands, fan.shown)
    at = dict(zip(fan.years, fan.median, strict=True))
    hollow = [year for year in fan.years if _to_mark(own, year)]
    axes.plot(hollow, [at[year] for year in hollow], ls="", marker="o", ms=4.4, mfc="white", mec=OWN, mew=1.1, zorder=4)
    so_far = [year for year in own.so_far if year in at]
    if so_far:
        (now,) = axes.plot(
            so_far, [at[year] for year in so_far], ls="", marker="d", ms=7.2, mfc="white", mec=OWN, mew=1.4, zorder=6
        )
        marks.append((now, say("chart.nowcast")))
    fixed = [year for year in own.fixed if year in at]
    if fixed:
        (set_,) = axes.plot(fixed, [at[year] for year in fixed], ls="", marker="P", ms=6.6, color=BAD, zorder=5)
        marks.append((set_, say("chart.fixed")))
    _tips(axes, fan)
    last = fan.years[-1]
    if fan.series.value(last) is None:
        end_label(axes, last, at[last], rounded(float(at[last]), fan.series.indicator.unit), OWN)
    return marks


def _tips(axes: Axes, fan: _Fan) -> None:
    own, spans, told = fan.series.indicator.unit, [], []
    for at, year in enumerate(fan.years):
        if fan.series.value(year) is None:
            low, high = (float(edge) for edge in fan.bands[0.8][at])
            spans.append((year - 0.4, low, year + 0.4, high))
            middle = quantity(rounded(float(fan.median[at]), own), own)
            told.append(
                say("decides.tip_band", name="", year=year, value=middle, **ends(low, high, own)),
            )
    hover_boxes(axes, spans, told)


def _to_mark(own: Projection, year: int) -> bool:
    """An unmeasured year that has passed, or lies between measured ones: an estimate posing where a figure should be."""
    if own.series.value(year) is not None or year in (*own.fixed, *own.so_far):
        return False
    day = own.series.as_of
    return year < max(own.series.years, default=0) or (day is not None and year < day.year)


def _scale(axes: Axes, fan: _Fan, wanted: float | None) -> bool:
    """A range in which the figures stay readable; whether it cuts a band. Heavy tails of few figures would fill it."""
    of = fan.series.indicator
    middle = [*fan.values, *fan.median, *([wanted] if wanted is not None else [])]
    middle += fan.bands[0.5].ravel().tolist() if fan.years else []
    if not middle:
        return False
    low, high = min(middle), max(middle)
    room = _USUAL * ((high - low) or abs(high) or 1.0)
    edges = [low, high]
    if fan.years:
        edges += [max(low - room, float(fan.bands[0.8].min())), min(high + room, float(fan.bands[0.8].max()))]
        if float(np.ptp([*edges, *fan.bands[0.95].ravel()])) <= _WORTH * float(np.ptp(edges)):
            edges += fan.bands[0.95].ravel().tolist()
    bottom, top = honest_span(edges, of.precision, growth=of.measure == "growth", bounds=of.bounds)
    axes.set_ylim(bottom, top)
    return bool(fan.years and (fan.bands[0.95].min() < bottom - 1e-9 or fan.bands[0.95].max() > top + 1e-9))


def _rows(fan: _Fan) -> list[dict[str, Any]]:
    """The estimated years as rows of a CSV file."""
    of, found = fan.series.indicator, []
    for at, year in enumerate(fan.years):
        if fan.series.value(year) is None:
            near, far = (tuple(float(edge) for edge in fan.bands[level][at]) for level in (0.8, 0.95))
            middle = float(fan.median[at])
            found.append(
                course_record(words(of.name), year, of.unit, (near[0], middle, near[1]), (far[0], middle, far[1]))
            )
    return found


def _known(series: AnnualSeries) -> str:
    """How many years were measured, and the last of them."""
    if not series.years:
        return say("decides.alt_unknown")
    last = quantity(published(series.values[-1], series.indicator.precision), series.indicator.unit)
    return say("decides.alt_known", count=len(series.years), last=series.years[-1], value=last)


def _alt(title: str, fan: _Fan, notes: tuple[str, ...]) -> str:
    own = fan.series.indicator.unit
    low, high = (float(edge) for edge in fan.bands[0.8][-1])
    middle = quantity(rounded(float(fan.median[-1]), own), own)
    told = say("decides.alt_projection", to=fan.years[-1], median=middle, **ends(low, high, own))
    return say("stop").join((title, f"{_known(fan.series)}{say('stop').rstrip()} {told}".strip(), *notes))
