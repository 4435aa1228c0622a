"""A yearly series as it was measured: gaps stay gaps, every figure shows what kind of figure it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from shkplan.base import units
from shkplan.display.charts.base import (
    BAD,
    DOUBT,
    QUIET,
    Chart,
    arrow,
    canvas,
    end_label,
    heading,
    honest_span,
    hover,
    hover_boxes,
    key,
    number_axis,
    year_axis,
)
from shkplan.display.charts.looks import look_of
from shkplan.display.charts.seen import drawn_from, seen_history
from shkplan.display.language import code, published, quantity, region, say, span, unit, words
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.within import latest_so_far
from shkplan.register.plan import Indicator
from shkplan.register.targets import even_rate

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def history_chart(series: AnnualSeries) -> Chart:
    """The measured years, joined only where neighbours are known; partial evidence beside them."""
    title = seen_history(series)
    shows = bool(series.years or series.partial)
    with canvas(3.5 if shows else 0.8) as (figure, axes):
        draw_history(axes, series)
        draw_partial(axes, series)
        draw_so_far(axes, series)
        if series.years:
            last = published(series.values[-1], series.indicator.precision)
            end_label(axes, series.years[-1], series.values[-1], last, look_of(series.region, series.plan).color)
        if shows:
            year_axis(axes, *span_of([series]))
        to_scale(axes, [series])
        partial = [shown for shown in series.partial if drawable(shown, series)]
        under = drawn_from([*series.chosen, *partial], series.indicator.unit) if shows else ""
        heading(axes, title, say("semicolon").join(one for one in (under, *as_yearly(partial)) if one))
        legend(axes)
        if not shows:
            axes.set_yticks([])
    data = {"indicator": series.indicator.id, "region": series.region, **series_data(series)}
    return Chart("history", title, _alt(title, series), figure, data, records=history_records(series), shows=shows)


def to_scale(axes: Axes, some: Sequence[AnnualSeries], more: Sequence[float] = ()) -> None:
    """The upright scale of series of one indicator, as :func:`honest_span` has it; ``more`` is what stands beside them."""
    of = some[0].indicator
    shown = [*more, *(value for one in some for value in one.values)]
    shown += [yearly(figure, one) for one in some for figure in one.partial if drawable(figure, one)]
    shown += [value for one in some for _, value in _so_far(one)]
    scaled(axes, shown, of)


def scaled(axes: Axes, values: Sequence[float], of: Indicator) -> None:
    """An upright scale for some values of an indicator."""
    axes.set_ylim(*honest_span(values, of.precision, growth=of.measure == "growth", bounds=of.bounds))
    number_axis(axes)


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


def draw_history(axes: Axes, series: AnnualSeries, *, small: bool = False, lift: float = 0) -> None:
    """Points in the look of the region, half filled where estimated within the year, hollow where doubtful.

    Lines between neighbouring years, a dotted line at each change of basis.

    Args:
        axes: into which.
        series: what was measured.
        small: one of several series on these axes: thinner, and without words in the key.
        lift: how far above others it lies.
    """
    look = look_of(series.region, series.plan)
    for run in runs(series):
        axes.plot(run, values_of(series, run), color=look.color, lw=look.width, ls=look.dash, zorder=3 + lift)
    seen: dict[Firmness, list[int]] = {}
    for year, figure in zip(series.years, series.chosen, strict=True):
        seen.setdefault(firmness(figure), []).append(year)
    for kind, at in sorted(seen.items()):
        told = None if small or list(seen) == ["full"] else say(f"mark_of.{kind}")
        axes.plot(at, values_of(series, at), ls="", marker=look.marker, ms=4.6 if small else 6.4, zorder=4 + lift,
                  label=told, **filled(kind, look.color))  # fmt: skip
    hover(axes, series.years, series.values, [figure_words(one, series) for one in series.chosen])
    for place, year in enumerate(() if small else series.breaks):
        axes.axvline(
            year - 0.5, color=BAD, lw=1, ls=(0, (1, 1.6)), zorder=1, label=say("chart.break") if place == 0 else None
        )


Firmness = Literal["full", "half", "hollow"]


def firmness(figure: Observation) -> Firmness:
    """How a figure is filled: full where published of the whole year, half where estimated within it, hollow where doubtful."""
    return "hollow" if figure.doubtful else "half" if figure.status == "estimate" else "full"


def filled(kind: Firmness, color: str) -> dict[str, Any]:
    """A marker of that filling, as matplotlib takes it; shape and filling tell it on grey paper too."""
    style: dict[str, Any] = {"mec": color, "mew": 1.2, "mfc": DOUBT if kind == "hollow" else color}
    return style | ({"fillstyle": "left", "markerfacecoloralt": DOUBT} if kind == "half" else {})


def figure_words(figure: Observation, series: AnnualSeries) -> str:
    """What a figure tells to who points at it: where, when, how much, what kind of figure, who says so since when."""
    value = published(
        round(units.convert(figure.value, figure.unit, series.indicator.unit), 9), series.indicator.precision
    )
    amount = quantity(value, series.indicator.unit)
    amount = amount if figure.form in ("level", "growth rate") else say(f"form.{figure.form}", amount=amount)
    amount = amount if figure.bound == "exact" else say(f"bound.{figure.bound}", amount=amount)
    about = {
        "region": region(figure.region, series.plan),
        "value": amount + (say("chart.doubtful") if figure.doubtful else ""),
        "source": code("source_kind", figure.source_kind),
        "date": say("hover.dated", date=figure.published),
    }
    if figure.period.within:
        return say("hover.within", period=span(figure.period), **about)
    if not figure.period.is_year:
        return say("hover.stretch", period=span(figure.period), **about)
    return say("hover.figure", year=figure.period.first, status=code("status", figure.status), **about)


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
    spans = [(one.period.first - 0.3, yearly(one, series), one.period.last + 0.3, yearly(one, series)) for one in drawn]
    hover_boxes(axes, spans, [figure_words(one, series) for one in drawn], 8)


def draw_so_far(axes: Axes, series: AnnualSeries) -> None:
    """The latest figure of each year so far, pointing to the year it is part of; a flow so far is on another scale."""
    told = _so_far(series)
    if told:
        places, values = [figure.period.first - 0.32 for figure, _ in told], [value for _, value in told]
        color = look_of(series.region, series.plan).color
        axes.plot(
            places, values, ls="", marker=">", ms=6, mfc=DOUBT, mec=color, mew=1.3, zorder=6, label=say("chart.so_far")
        )
        hover(axes, places, values, [figure_words(figure, series) for figure, _ in told])


def _so_far(series: AnnualSeries) -> list[tuple[Observation, float]]:
    """The latest figure of each year so far that can stand on the scale of whole years."""
    if series.indicator.measure == "flow":
        return []
    of = series.indicator.unit
    return [(one, units.convert(one.value, one.unit, of)) for one in latest_so_far(series).values()]


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


def history_records(series: AnnualSeries) -> list[dict[str, Any]]:
    """The yearly figures of a series as rows of a CSV file, in its unit, then what stands beside them as published."""
    of = series.indicator
    rows = [(one, value, of.unit) for one, value in zip(series.chosen, series.values, strict=True)]
    rows += [(one, one.value, one.unit) for one in (*series.partial, *latest_so_far(series).values())]
    return [figure_record(one, value, of_unit, series) for one, value, of_unit in rows]


def figure_record(figure: Observation, value: float, of_unit: str, series: AnnualSeries) -> dict[str, Any]:
    """A figure as a row of a CSV file."""
    return {
        say("csv.indicator"): words(series.indicator.name),
        say("csv.region"): region(figure.region, series.plan),
        say("csv.period"): str(figure.period),
        say("csv.value"): value,
        say("csv.unit"): unit(of_unit),
        say("csv.form"): code("form_plain", figure.form),
        say("csv.bound"): code("bound_plain", figure.bound),
        say("csv.status"): code("status", figure.status),
        say("csv.doubtful"): figure.doubtful,
        say("csv.published"): str(figure.published),
        say("csv.source"): figure.source_title,
    }


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


__all__ = [
    "draw_history", "draw_partial", "draw_so_far", "figure_record", "figure_words", "filled", "firmness", "history_chart",
    "history_records",
    "legend", "runs", "scaled", "series_data", "span_of", "to_scale",
]  # fmt: skip
