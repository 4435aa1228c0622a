"""A series with the years that other figures imply: bands where figures pin a year, limits where they only bound it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from shkplan.display.charts.base import BAD, MARK, Chart, canvas, heading, number_axis, year_axis
from shkplan.display.charts.history import draw_history, draw_partial, legend, span_of
from shkplan.display.language import region, say, unit, years
from shkplan.evidence.series import AnnualSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["reconstruction_chart"]


def reconstruction_chart(series: AnnualSeries) -> Chart:
    """Measured years as points; implied ones as median with bars of 80 and 95 %; sums, means and bounds behind them."""
    implied = series.implied
    assert implied is not None
    title = say("chart.reconstruction", name=series.indicator.name, region=region(series.region, series.plan))
    with canvas(3.7) as (figure, axes):
        draw_partial(axes, series)
        draw_history(axes, series)
        _draw_implied(axes, series)
        first, last = span_of([series])
        year_axis(axes, min(first, *implied.years), max(last, *implied.years))
        number_axis(axes)
        axes.margins(y=0.15)
        heading(axes, title, unit(series.indicator.unit))
        legend(axes)
    data = {
        "indicator": series.indicator.id,
        "region": series.region,
        "measured": dict(zip(series.years, series.values, strict=True)),
        "implied": {
            year: {"median": law.median, "low_80": low, "high_80": high, "low_95": far_low, "high_95": far_high}
            for year in implied.years
            for law in [implied.law(year)]
            for (low, high), (far_low, far_high) in [(law.interval(0.8), law.interval(0.95))]
        },
    }
    alt = say("chart.alt_reconstruction", measured=len(series), implied=years(implied.years))
    return Chart("reconstruction", title, f"{title}{say('stop')}{alt}", figure, data)


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
    for place, year in enumerate(year for year, one in implied.accounts.items() if one.state == "contradicted"):
        label = say("chart.contradicted") if place == 0 else None
        middle = sum(axes.get_ylim()) / 2
        if math.isfinite(middle):
            axes.plot(year, middle, ls="", marker="x", ms=7.7, mec=BAD, mew=1.5, zorder=4, label=label)
