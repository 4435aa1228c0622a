"""A yearly series as it was measured: gaps stay gaps, every figure shows what kind of figure it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from shkplan.base import units
from shkplan.display.charts.base import (
    BAD,
    DOUBT,
    OWN,
    QUIET,
    REGIONS,
    Chart,
    arrow,
    canvas,
    heading,
    key,
    number_axis,
    year_axis,
)
from shkplan.display.language import listed, published, quantity, region, say, unit, years
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.within import latest_so_far
from shkplan.register.targets import even_rate

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKERS = {"estimate": "D", "preliminary": "o", "final": "s", "revised": "^"}


def history_chart(series: AnnualSeries) -> Chart:
    """The measured years, joined only where neighbours are known; partial evidence beside them."""
    title = say("chart.history", name=series.indicator.name, region=region(series.region, series.plan))
    with canvas(3.5 if series.years or series.partial else 1.4) as (figure, axes):
        first, last = span_of([series])
        draw_history(axes, series)
        draw_partial(axes, series)
        draw_so_far(axes, series)
        year_axis(axes, first, last)
        number_axis(axes)
        axes.margins(y=0.15)
        under = unit(series.indicator.unit) if series.years or series.partial else say("chart.nothing")
        under = say("semicolon").join((under, *as_yearly(shown for shown in series.partial if drawable(shown, series))))
        heading(axes, title, under)
        legend(axes)
        if not (series.years or series.partial):
            axes.set_yticks([])
    data = {"indicator": series.indicator.id, "region": series.region, **series_data(series)}
    return Chart("history", title, _alt(title, series), figure, data)


def span_of(some: Sequence[AnnualSeries]) -> tuple[int, int]:
    """First and last year that any evidence speaks of."""
    found = [year for series in some for year in series.years]
    found += [
        year for series in some for figure in series.partial for year in (figure.period.first, figure.period.last)
    ]
    found += [year for series in some for year in latest_so_far(series)]
    if not found:
        return 2016, 2025
    return (min(found), max(found)) if max(found) - min(found) > 3 else (min(found) - 2, max(found) + 2)


def draw_history(axes: Axes, series: AnnualSeries, color: str = OWN, label: str | None = None, lift: float = 0) -> None:
    """Points by status, hollow where doubtful, lines between neighbouring years, a line at each break."""
    small = label is not None
    for run in runs(series):
        axes.plot(run, values_of(series, run), color=color, lw=1.1 if small else 1.4, zorder=3 + lift)
    seen: dict[tuple[str, bool], list[int]] = {}
    for year, figure in zip(series.years, series.chosen, strict=True):
        seen.setdefault((figure.status, figure.doubtful), []).append(year)
    for (status, doubtful), at in seen.items():
        said = say(f"status.{status}") + (say("chart.doubtful") if doubtful else "")
        axes.plot(
            at, values_of(series, at), ls="", marker="o" if small else MARKERS[status], ms=4.9 if small else 6.8,
            mfc=DOUBT if doubtful else color, mec=color, mew=1.3, zorder=4 + lift, label=said if label is None else None,
        )  # fmt: skip
    if label is not None:
        axes.plot([], [], color=color, marker="o", ms=5, lw=1.1, label=label)
    for place, year in enumerate(() if small else series.breaks):
        axes.axvline(
            year - 0.5, color=BAD, lw=1, ls=(0, (1, 1.6)), zorder=1, label=say("chart.break") if place == 0 else None
        )


def values_of(series: AnnualSeries, some: Sequence[int]) -> list[float]:
    """The measured values of some measured years."""
    known = dict(zip(series.years, series.values, strict=True))
    return [known[year] for year in some]


def runs(series: AnnualSeries) -> list[list[int]]:
    """Neighbouring measured years on one basis."""
    found: list[list[int]] = []
    for year in series.years:
        if found and year == found[-1][-1] + 1 and year not in series.breaks:
            found[-1].append(year)
        else:
            found.append([year])
    return found


def draw_partial(axes: Axes, series: AnnualSeries) -> None:
    """Bounds and rounded figures of the same form as bars with an arrow into the side they leave open.

    A sum over years is another quantity than a yearly value: it is drawn as its yearly mean, and said so.
    """
    drawn = [figure for figure in series.partial if drawable(figure, series)]
    for position, figure in enumerate(drawn):
        value = yearly(figure, series)
        label = say("chart.partial") if position == 0 else None
        left, right = figure.period.first - 0.3, figure.period.last + 0.3
        axes.plot(
            [left, right], [value, value], color=QUIET, lw=2.2, alpha=0.85, solid_capstyle="butt", label=label, zorder=2
        )
        if figure.bound in ("lower", "upper"):
            arrow(axes, (left + right) / 2, value, 17 if figure.bound == "lower" else -17, QUIET, lw=1.3, zorder=2)


def draw_so_far(axes: Axes, series: AnnualSeries) -> None:
    """The latest figure of each year so far, pointing to the year it is part of; a flow so far is on another scale."""
    told = latest_so_far(series) if series.indicator.measure != "flow" else {}
    if told:
        values = [units.convert(figure.value, figure.unit, series.indicator.unit) for figure in told.values()]
        axes.plot([year - 0.32 for year in told], values, ls="", marker=">", ms=6, mfc="white", mec=OWN, mew=1.3, zorder=6,
                  label=say("chart.so_far"))  # fmt: skip


def drawable(figure: Observation, series: AnnualSeries) -> bool:
    """Whether a figure that does not enter the series can stand on its scale."""
    if figure.period.within and series.indicator.measure == "flow":  # months of a sum
        return False
    same_form = (figure.form in ("growth rate", "change")) == (series.indicator.measure == "growth")
    return (
        same_form
        and units.joined(figure.unit, series.indicator.unit)
        and figure.price_basis == series.indicator.price_basis
    )


def yearly(figure: Observation, series: AnnualSeries) -> float:
    """A figure on the yearly scale of its series: a sum divided by its years, a change as its even yearly rate."""
    value, count = units.convert(figure.value, figure.unit, series.indicator.unit), len(figure.period.years)
    if figure.form == "change":
        return even_rate(value, count)
    return value / count if figure.form == "sum" else value


def as_yearly(figures: Iterable[Observation]) -> tuple[str, ...]:
    """How figures over several years are drawn on the scale of one, as far as there are any."""
    forms = {figure.form for figure in figures}
    told = (("sum", "chart.sum_as_mean"), ("change", "chart.change_as_rate"))
    return tuple(say(key) for form, key in told if form in forms)


def legend(axes: Axes, columns: int = 2) -> None:
    """What the marks mean, below the chart."""
    handles, labels = axes.get_legend_handles_labels()
    key(axes, list(zip(handles, labels, strict=True)), columns)


def side_by_side(some: Sequence[AnnualSeries]) -> Chart:
    """Series of one indicator in several regions, on one scale."""
    known = [series for series in some if series.years]
    name = some[0].indicator.name
    title = say("chart.regions", name=name)
    with canvas(3.6 if known else 1.4) as (figure, axes):
        for position, series in enumerate(some):  # a region keeps its colour where another has no figures
            if series.years:
                color, lift = REGIONS[position % len(REGIONS)], 0.5 if position == 0 else 0
                draw_history(axes, series, color, region(series.region, series.plan), lift=lift)
        year_axis(axes, *span_of(some))
        number_axis(axes)
        axes.margins(y=0.12)
        absent = [region(series.region, series.plan) for series in some if not series.years]
        under = unit(some[0].indicator.unit)
        if absent:
            under = (
                f"{under}{say('semicolon')}{say('chart.absent', regions=listed(absent))}"
                if known
                else say("chart.nothing")
            )
        heading(axes, title, under)
        legend(axes, 4 if sum(len(region(series.region, series.plan)) for series in known) < 36 else 2)
        if not known:
            axes.set_yticks([])
    data = {
        "indicator": some[0].indicator.id,
        "regions": {one.region: dict(zip(map(str, one.years), one.values, strict=True)) for one in some},
    }
    parts = [
        say("chart.alt_region", region=region(one.region, one.plan), count=len(one), years=years(one.years))
        for one in known
    ]
    return Chart("regions", title, f"{title}{say('stop')}{' '.join(parts)}", figure, data)


def series_data(series: AnnualSeries) -> dict[str, Any]:
    return {
        "unit": series.indicator.unit,
        "years": series.years,
        "values": series.values,
        "status": [figure.status for figure in series.chosen],
        "doubtful": series.doubtful_years,
        "breaks": series.breaks,
        "partial": [
            {
                "period": str(figure.period),
                "form": figure.form,
                "bound": figure.bound,
                "value": figure.value,
                "unit": figure.unit,
            }
            for figure in series.partial
        ],
        "within": [
            {"period": str(one.period), "value": one.value, "unit": one.unit} for one in latest_so_far(series).values()
        ],
    }


def _alt(title: str, series: AnnualSeries) -> str:
    if not series.years:
        return f"{title}{say('stop')}{say('chart.nothing')}"
    of = series.indicator
    start, end = (quantity(published(series.values[at], of.precision), of.unit) for at in (0, -1))
    told = say(
        "chart.alt_history", count=len(series), start=start, end=end, first=series.years[0], last=series.years[-1]
    )
    return f"{title}{say('stop')}{told}"


__all__ = ["draw_history", "draw_partial", "history_chart", "legend", "runs", "series_data", "side_by_side", "span_of"]
