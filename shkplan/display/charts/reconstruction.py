"""A series with the years that other figures imply: bands where figures pin a year, limits where they only bound it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from shkplan.display.charts.base import BAD, MARK, Chart, canvas, heading, hover_boxes, year_axis
from shkplan.display.charts.history import draw_history, draw_partial, history_records, legend, span_of, to_scale
from shkplan.display.charts.seen import drawn_from
from shkplan.display.language import quantity, region, rounded, say, unit, words, years
from shkplan.distributions.predictive import Law
from shkplan.evidence.series import AnnualSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["reconstruction_chart"]


def reconstruction_chart(series: AnnualSeries) -> Chart:
    """Measured years as points; implied ones as median with bars of 80 and 95 %; sums, means and bounds behind them."""
    implied = series.implied
    assert implied is not None
    of, where = series.indicator, region(series.region, series.plan)
    title = say("seen.reconstruction", name=of.name, region=where, measured=len(series), implied=len(implied.years))
    laws = {year: implied.law(year) for year in implied.years}
    with canvas(3.7) as (figure, axes):
        draw_partial(axes, series)
        draw_history(axes, series)
        _draw_implied(axes, series)
        first, last = span_of([series])
        year_axis(axes, min(first, *implied.years), max(last, *implied.years))
        cut = _scaled(axes, series, list(laws.values()))
        told = (drawn_from(series.chosen, of.unit), say("under.implied"), *([say("chart.cut")] if cut else []))
        heading(axes, title, say("semicolon").join(told))
        legend(axes)
    data = {
        "indicator": series.indicator.id,
        "region": series.region,
        "measured": dict(zip(series.years, series.values, strict=True)),
        "implied": {
            year: {"median": law.median, "low_80": low, "high_80": high, "low_95": far_low, "high_95": far_high}
            for year in implied.years
            for law in [laws[year]]
            for (low, high), (far_low, far_high) in [(law.interval(0.8), law.interval(0.95))]
        },
    }
    alt = say("chart.alt_reconstruction", measured=len(series), implied=years(implied.years))
    records = [*history_records(series), *(_record(year, series, law) for year, law in laws.items())]
    return Chart("reconstruction", title, f"{title}{say('stop')}{alt}", figure, data, records=records)


def _scaled(axes: Axes, series: AnnualSeries, laws: list[Law]) -> bool:
    """The scale of figures and intervals; whether it cuts one of 95 %, which wide tails alone would fill."""
    near, far = ([edge for law in laws for edge in law.interval(level)] for level in (0.8, 0.95))
    to_scale(axes, [series], near)
    low, high = axes.get_ylim()
    if max(far) - min(far) <= 2 * (high - low):
        to_scale(axes, [series], far)
    low, high = axes.get_ylim()
    return min(far) < low or max(far) > high


def _record(year: int, series: AnnualSeries, law: Law) -> dict[str, Any]:
    """An implied year as a row of a CSV file."""
    edges = dict(
        zip(("low_80", "high_80", "low_95", "high_95"), (*law.interval(0.8), *law.interval(0.95)), strict=True)
    )
    return {
        say("csv.indicator"): words(series.indicator.name),
        say("csv.region"): region(series.region, series.plan),
        say("csv.period"): str(year),
        say("csv.unit"): unit(series.indicator.unit),
        say("csv.status"): say("state.implied"),
        say("csv.median"): law.median,
        **{say(f"csv.{name}"): edge for name, edge in edges.items()},
    }


def _told(year: int, law: Law, series: AnnualSeries) -> str:
    of = series.indicator.unit
    (low, high), (far_low, far_high) = (map(partial(rounded, unit=of), law.interval(level)) for level in (0.8, 0.95))
    median = quantity(rounded(law.median, of), of)
    return say("hover.implied", year=year, median=median, low=low, high=high, far_low=far_low, far_high=far_high)


def _draw_implied(axes: Axes, series: AnnualSeries) -> None:
    implied = series.implied
    assert implied is not None
    for place, year in enumerate(implied.years):
        law = implied.law(year)
        for level, width in ((0.95, 1.4), (0.8, 6.0)):
            axes.plot(
                [year, year], law.interval(level), color=MARK, lw=width, alpha=0.75, solid_capstyle="butt", zorder=3
            )
        label = say("chart.implied") if place == 0 else None
        axes.plot(year, law.median, ls="", marker="_", ms=12.2, mec=MARK, mew=2.2, zorder=5, label=label)
        low, high = law.interval(0.95)
        hover_boxes(axes, [(year - 0.15, low, year + 0.15, high)], [_told(year, law, series)])
    for place, year in enumerate(year for year, one in implied.accounts.items() if one.state == "contradicted"):
        label = say("chart.contradicted") if place == 0 else None
        middle = sum(axes.get_ylim()) / 2
        if math.isfinite(middle):
            axes.plot(year, middle, ls="", marker="x", ms=7.7, mec=BAD, mew=1.5, zorder=4, label=label)
