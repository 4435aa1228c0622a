"""What was done before, told as a constant path to a target is: today's pace, the best years here, the best elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from shkplan.assessment.classes import sisters_of
from shkplan.base.messages import Text
from shkplan.distributions.links import Support
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import Projection
from shkplan.register.plan import Indicator
from shkplan.register.targets import Target

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["OnRecord", "on_record"]

RUN = 5  # years of a plan
_TENTH = 1.2816  # standard deviations above the mean beyond which a tenth of a normal class lies
Kind = Literal["latest", "projected", "best_year", "best_run", "best_elsewhere", "class"]


@dataclass(frozen=True)
class OnRecord:
    """One thing that was done, or is to be expected, in the terms of a constant path.

    Attributes:
        kind: the latest years up to five ("latest"), the medians of the projection ("projected"), the best single year and the best five
            years in a row here, the best five elsewhere, or where the best tenth of the reference class begins ("class").
        value: in the unit of the path.
        first, last: of which years.
        region: where; the name of the class.
    """

    kind: Kind
    value: float
    first: int
    last: int
    region: str
    name: Text | str | None = field(default=None, repr=False)


def on_record(
    a: Assessment, one: Indicator, target: Target, own: Projection | None, years: Sequence[int]
) -> Iterator[OnRecord]:
    """What can be told beside a path through some years, in the order it is read.

    Args:
        a: the assessment.
        one, target: of what.
        own: the projection the path is told on, if any.
        years: of the path.
    """
    here = a.observations.series(one, a.region)
    yield from _pace(one, target, here)
    if own is not None:
        medians = dict(zip(own.years, map(float, own.median), strict=True))
        value = target.stride(one, medians, years)
        if value is not None:
            yield OnRecord("projected", value, years[0], years[-1], a.region)
    for kind, count in (("best_year", 1), ("best_run", RUN)):
        best = _best(_runs(one, target, here, count), target.up)
        if best is not None:
            yield OnRecord(kind, *best, a.region)  # type: ignore[arg-type]
    yield from _elsewhere(a, one, target)
    yield from _of_class(a, one, target)


def _pace(one: Indicator, target: Target, series: AnnualSeries) -> Iterator[OnRecord]:
    """The latest years in a row, five at most."""
    last = series.years[-1] if series.years else 0
    for count in range(RUN, 0, -1):
        found = [run for run in _runs(one, target, series, count) if run[2] == last]
        if found:
            yield OnRecord("latest", *found[0], series.region)
            return


def _elsewhere(a: Assessment, one: Indicator, target: Target) -> Iterator[OnRecord]:
    """The best five years in a row in any of the peers and the regions above; amounts of regions of another size tell nothing."""
    if target.steers(one) not in ("rate", "growth") and not ("%" in one.unit or "‰" in one.unit or "/" in one.unit):
        return
    places = [place for place in dict.fromkeys((*a.plan.peers, *a.plan.references)) if place != a.region]
    found = [(place, _best(_runs(one, target, a.observations.series(one, place), RUN), target.up)) for place in places]
    known = [(place, best) for place, best in found if best is not None]
    if known:
        place, best = (max if target.up else min)(known, key=lambda pair: pair[1][0])
        yield OnRecord("best_elsewhere", *best, place)


def _of_class(a: Assessment, one: Indicator, target: Target) -> Iterator[OnRecord]:
    """Where the best tenth of the reference class began in its latest year; of paths told in yearly values alone."""
    if target.steers(one) not in ("rate", "limit", "mean"):
        return
    model = sisters_of(a, one, a.region)
    link = Support(*one.bounds, one.precision).link()
    found = model.reference(link) if model is not None else None
    if found is not None:
        z = found.mean[-1] + (_TENTH if target.up else -_TENTH) * found.spread
        yield OnRecord("class", float(link.inverse(z)), found.until, found.until, a.region, found.title)


def _runs(one: Indicator, target: Target, series: AnnualSeries, count: int) -> Iterator[tuple[float, int, int]]:
    """What every so many years in a row came to, with the first and the last of them; none across a change of basis."""
    figures: Mapping[int, float] = dict(zip(series.years, series.values, strict=True))
    for last in series.years:
        years = range(last - count + 1, last + 1)
        before = years[0] - (target.steers(one) in ("level", "growth"))
        if any(before < year <= last for year in series.breaks):
            continue
        value = target.stride(one, figures, years)
        if value is not None and np.isfinite(value):
            yield value, years[0], last


def _best(runs: Iterator[tuple[float, int, int]], up: bool) -> tuple[float, int, int] | None:
    """The best of them; of equals the latest."""
    found = list(runs)
    return max(found, key=lambda run: (run[0] if up else -run[0], run[2])) if found else None
