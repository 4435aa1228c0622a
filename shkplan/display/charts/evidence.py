"""Every published figure of an indicator, where it speaks, by who said it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shkplan.base.periods import MONTHS
from shkplan.display.charts.base import (
    QUIET,
    Chart,
    arrow,
    arrow_shape,
    canvas,
    heading,
    hover,
    year_axis,
)
from shkplan.display.charts.history import (
    as_yearly,
    drawable,
    figure_record,
    figure_words,
    legend,
    span_of,
    to_scale,
    yearly,
)
from shkplan.display.charts.looks import look_of
from shkplan.display.language import code, region, say, unit
from shkplan.evidence.observation import Observation, SourceKind
from shkplan.evidence.observations import Figures
from shkplan.evidence.series import AnnualSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The colour is that of the region: who says it has a shape.
KINDS: Mapping[SourceKind, str] = {
    "yearbook or bulletin": "o",
    "work report": "s",
    "plan": "P",
    "department form": "D",
    "press": "^",
    "encyclopedia": "v",
}


def evidence_chart(value: Figures) -> Chart:
    """Each figure at the year it speaks of, as a bar over its range, or small at its month of a year so far; hollow where doubtful, an arrow for a bound."""
    observations, one = value.observations, value.indicator
    plan = observations.plan
    where = value.region or plan.region
    series = observations.series(one, where)
    figures = [figure for figure in observations.of(one, where) if drawable(figure, series) or figure in series.chosen]
    left_out = [figure for figure in observations.of(one, where) if figure not in figures]
    title = _seen(series, observations.of(one, where))
    with canvas(3.5 if figures else 0.8) as (figure, axes):
        _draw(axes, figures, series)
        if figures:
            year_axis(axes, *span_of([series]))
        to_scale(axes, [series], [yearly(one_, series) for one_ in figures])
        under = [say("under.unit", unit=unit(one.unit))] if figures else []
        under += [*as_yearly(figures)]
        under += [say("chart.other_scale", count=len(left_out))] if left_out else []
        heading(axes, title, say("semicolon").join(under))
        legend(axes)
        if not figures:
            axes.set_yticks([])
    data = [
        {"indicator": one.id, "region": where, "period": str(one_.period), "form": one_.form, "bound": one_.bound,
         "value": one_.value, "unit": one_.unit, "source_kind": one_.source_kind, "doubtful": one_.doubtful,
         "published": str(one_.published), "picked": one_ in series.chosen}
        for one_ in observations.of(one, where)
    ]  # fmt: skip
    counted = say("chart.alt_evidence", count=len(data), picked=len(series))
    records = [
        figure_record(one_, one_.value, one_.unit, series) | {say("csv.picked"): one_ in series.chosen}
        for one_ in observations.of(one, where)
    ]
    return Chart(
        f"evidence.{one.id}",
        title,
        f"{title}{say('stop')}{counted}",
        figure,
        data,
        records=records,
        shows=bool(figures),
    )


def _seen(series: AnnualSeries, found: Sequence[Observation]) -> str:
    """How many figures there are, of how many years, and for how many of these they differ."""
    about = {"name": series.indicator.name, "region": region(series.region, series.plan)}
    if not found:
        return say("seen.none", **about)
    said = dict[int, set[float]]()
    for figure in found:
        if figure.period.is_year and figure.bound == "exact" and drawable(figure, series):
            said.setdefault(figure.period.first, set()).add(round(yearly(figure, series), 9))
    differ = sum(len(some) > 1 for some in said.values())
    told = say("seen.evidence", count=len(found), years=len(series), **about)
    return say("seen.evidence_differs", told=told, differ=differ) if differ else told


def _draw(axes: Axes, figures: Sequence[Observation], series: AnnualSeries) -> None:
    color = look_of(series.region, series.plan).color
    told: set[str] = set()
    crowd: dict[tuple[int, int], int] = {}
    places: dict[tuple[SourceKind, bool], list[tuple[float, float]]] = {}
    for figure in figures:
        mark = KINDS[figure.source_kind]
        value = yearly(figure, series)
        kind = code("source_kind", figure.source_kind)
        label = None if kind in told else kind
        if figure.period.within:  # at its month, small: a part of the year
            at = figure.period.first - 0.5 + figure.period.month / MONTHS
            face = "white" if figure.doubtful else color
            axes.plot([at], [value], ls="", marker=mark, ms=3.4, mfc=face, mec=color, zorder=2)
            hover(axes, [at], [value], [figure_words(figure, series)], 8)
            continue
        told.add(kind)
        if not figure.period.is_year:
            axes.plot([figure.period.first - 0.3, figure.period.last + 0.3], [value, value], color=color, lw=2.6,
                      solid_capstyle="butt", zorder=2)  # fmt: skip
        at = (figure.period.first + figure.period.last) / 2 + _aside(crowd, figure)
        places.setdefault((figure.source_kind, figure.doubtful), []).append((at, value))
        hover(axes, [at], [value], [figure_words(figure, series)])
        if label is not None:
            axes.plot([], [], ls="", marker=mark, ms=6.6, color=QUIET, label=label)
        if figure.bound in ("lower", "upper"):
            arrow(axes, at, value, 19 if figure.bound == "lower" else -19, color, lw=1.4, zorder=3)
    for (source, doubtful), some in places.items():
        mark = KINDS[source]
        face = "white" if doubtful else color
        axes.plot(*zip(*some, strict=True), ls="", marker=mark, ms=6.6, mfc=face, mec=color, mew=1.3, zorder=3)
    _explain(axes, figures)


def _explain(axes: Axes, figures: Sequence[Observation]) -> None:
    """What the legend says of size, filling and arrows, where there are any."""
    if any(figure.period.within for figure in figures):
        axes.plot([], [], ls="", marker="o", ms=3.4, color=QUIET, label=say("chart.so_far"))
    if any(figure.doubtful for figure in figures):
        axes.plot([], [], ls="", marker="o", ms=6.6, mfc="white", mec=QUIET, mew=1.3, label=say("chart.hollow"))
    if any(figure.bound in ("lower", "upper") for figure in figures):
        shape, size = arrow_shape(10, start=-5)
        axes.plot([], [], ls="", marker=shape, ms=size, mfc="none", mec=QUIET, mew=1.3, label=say("chart.arrow"))


def _aside(crowd: dict[tuple[int, int], int], figure: Observation) -> float:
    """A little to the side for each figure that already speaks of the same period."""
    key = (figure.period.first, figure.period.last)
    crowd[key] = crowd.get(key, 0) + 1
    place = crowd[key] - 1
    return 0.0 if place == 0 else 0.22 * ((place + 1) // 2) * (1 if place % 2 else -1)
