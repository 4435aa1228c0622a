"""Several regions beside each other on one scale, each in its look and named at the end of its line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shkplan.display.charts.base import QUIET, Chart, canvas, end_label, fold, heading, lines_of, year_axis
from shkplan.display.charts.history import draw_history, filled, firmness, history_records, legend, scaled
from shkplan.display.charts.looks import look_of
from shkplan.display.charts.seen import drawn_from, seen_regions
from shkplan.display.language import listed, region, say, years
from shkplan.evidence.series import AnnualSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["side_by_side"]

_BEFORE = 4  # years shown before the first figure of the first region
_NAME = 17  # characters of a line of a region's name beside the drawing


def side_by_side(some: Sequence[AnnualSeries]) -> Chart:
    """Series of one indicator in several regions, on one scale, each in its look and named at its end."""
    shown = _from_where_it_matters(some)
    known = [series for series in shown if series.years]
    title, of = seen_regions(some), some[0].indicator
    names = {series.region: fold(region(series.region, series.plan), _NAME) for series in known}
    tall = sum(name.count("\n") + 1.2 for name in names.values()) * 12 / 72
    absent = [region(series.region, series.plan) for series in some if not series.years]
    told = [drawn_from([one for series in known for one in series.chosen], of.unit)] if known else []
    told += [say("chart.absent", regions=listed(absent))] if absent and known else []
    told += [say("under.earlier")] if sum(map(len, shown)) < sum(map(len, some)) else []
    under = say("semicolon").join(told)
    with canvas(max(3.3, 1.2 + tall) + lines_of([under]) if known else 0.8) as (figure, axes):
        for series in reversed(known):  # the first lies above all
            draw_history(axes, series, small=True, lift=0.5 if series is shown[0] else 0)
            look = look_of(series.region, series.plan)
            end_label(axes, series.years[-1], series.values[-1], names[series.region], look.color, _NAME)
        if known:
            year_axis(axes, *_years_of(known), beside=True)
        scaled(axes, [value for one in known for value in one.values], of)
        heading(axes, title, under)
        _key_of_fillings(axes, known)
        if not known:
            axes.set_yticks([])
    data = {
        "indicator": of.id,
        "regions": {one.region: dict(zip(map(str, one.years), one.values, strict=True)) for one in some},
    }
    parts = [
        say("chart.alt_region", region=region(one.region, one.plan), count=len(one), years=years(one.years))
        for one in some
        if one.years
    ]
    alt = f"{title}{say('stop')}{' '.join(parts)}"
    records = [row for one in some for row in history_records(one)]
    return Chart("regions", title, alt, figure, data, records=records, shows=bool(known))


def _from_where_it_matters(some: Sequence[AnnualSeries]) -> list[AnnualSeries]:
    """The series since some years before the first figure of the first of them, unless one would have none left."""
    if not some[0].years:
        return list(some)
    plan = some[0].plan
    first = min(some[0].years[0], plan.base_year if plan is not None else some[0].years[0]) - _BEFORE
    later = [series.since(first) for series in some]
    return later if all(cut.years or not whole.years for cut, whole in zip(later, some, strict=True)) else list(some)


def _years_of(some: Sequence[AnnualSeries]) -> tuple[int, int]:
    """First and last year with a figure of any, four years at least."""
    found = [year for series in some for year in series.years]
    short = max(0, 3 - (max(found) - min(found)))
    return min(found) - (short + 1) // 2, max(found) + short // 2


def _key_of_fillings(axes: Axes, some: Sequence[AnnualSeries]) -> None:
    """What half filled and hollow marks mean, in no region's colour, where there are any."""
    kinds = {firmness(figure) for series in some for figure in series.chosen}
    for kind in sorted(kinds) if kinds - {"full"} else ():
        axes.plot([], [], ls="", marker="o", ms=5, label=say(f"mark_of.{kind}"), **filled(kind, QUIET))
    legend(axes, 3)
