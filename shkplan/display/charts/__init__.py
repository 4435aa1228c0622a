"""``plot(value)``: anything of this library as a chart, in the language in force.

=================================  =====================================================================
value                              chart
=================================  =====================================================================
AnnualSeries                       its history: gaps, status, breaks, doubtful figures, partial evidence; with the
                                   bands of implied years where it was reconstructed
several AnnualSeries               histories of several regions on one scale
Projection                         a fan, with ``target=`` its mark and probability; a pace needs ``reference=``
Overview                           progress of all targets
Overview, target's key             the fan of that target, or why there is none
Observations                       which years are known
Observations, indicator's id       evidence timeline
Observations, "<id> revisions"     what was said of each year, and when
Comparison                         probabilities under baseline and scenario
Backtest, a model's name           said against happened; default its first model
Record, a model's name             the same on public series; default the series' own model
=================================  =====================================================================
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from shkplan.assessment.comparison import Comparison
from shkplan.assessment.overview import Overview
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import UnknownName
from shkplan.base.periods import day_of
from shkplan.display.charts.base import Chart
from shkplan.display.charts.coverage import coverage_chart
from shkplan.display.charts.evidence import evidence_chart
from shkplan.display.charts.fan import fan_chart, fan_of
from shkplan.display.charts.history import history_chart, side_by_side
from shkplan.display.charts.progress import progress_chart
from shkplan.display.charts.reconstruction import reconstruction_chart
from shkplan.display.charts.reliability import backtest_chart, record_chart
from shkplan.display.charts.revisions import revisions_chart
from shkplan.display.charts.whatif import comparison_chart
from shkplan.display.layout import must_stand_on
from shkplan.evidence.observations import Observations
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.backtest import Backtest
from shkplan.forecast.projection import Projection
from shkplan.forecast.track_record import Record
from shkplan.register.plan import Indicator, Plan
from shkplan.register.targets import Target

__all__ = ["Chart", "plot"]


def plot(
    value: Any,
    key: str = "",
    *,
    target: Indicator | Target | None = None,
    verdict: Verdict | None = None,
    reference: Projection | AnnualSeries | None = None,
    region: str | None = None,
    plan: Plan | None = None,
    as_of: dt.date | str | None = None,
) -> Chart:
    """A value as a chart.

    Args:
        value: a series, several of them, a projection, overview, observations, comparison, backtest or record.
        key: of an overview the target, of observations the indicator; default the chart of all of them. Of a backtest or
            record the model.
        target: of a projection: the target drawn into its fan; of an indicator the one in force.
        verdict: of a projection: the verdict whose probability is written; default that of the target.
        reference: of a projection whose target is a pace: what it is measured against, for its probability.
        region: of observations; default the plan's.
        plan: where names of regions are looked up for values that do not know their plan.
        as_of: of observations: only what was published by that day. Other values stand on their own day.

    Raises:
        UnknownName: no such target, indicator or model.
        ParameterError: another day than that on which the value stands.
        TypeError: nothing that has a chart.
    """
    day = day_of(as_of) if as_of is not None else None
    for one in value if isinstance(value, Sequence) else (value,):
        must_stand_on(one, day)
    return _plot(value, _Asked(key, target, verdict, reference, region, plan, day))


@dataclass(frozen=True)
class _Asked:
    key: str
    target: Indicator | Target | None
    verdict: Verdict | None
    reference: Projection | AnnualSeries | None
    region: str | None
    plan: Plan | None
    as_of: dt.date | None


@singledispatch
def _plot(value: Any, _asked: _Asked) -> Chart:
    raise TypeError(
        f"no chart for {type(value).__name__}; there is one for series, projections, overviews, observations, "
        "comparisons, backtests and records"
    )


@_plot.register
def _(value: Chart, _asked: _Asked) -> Chart:
    return value


@_plot.register
def _(value: AnnualSeries, asked: _Asked) -> Chart:
    implied = value.implied is not None and value.implied.years
    return reconstruction_chart(value, asked.plan) if implied else history_chart(value, asked.plan)


@_plot.register
def _(value: Sequence, asked: _Asked) -> Chart:  # type: ignore[type-arg]  # dispatch takes the bare class
    if not value or not all(isinstance(one, AnnualSeries) for one in value):
        raise TypeError("of lists, only series of one indicator have a chart, and at least one is needed")
    return side_by_side(value, asked.plan)


@_plot.register
def _(value: Projection, asked: _Asked) -> Chart:
    return fan_chart(value, target=asked.target, verdict=asked.verdict, reference=asked.reference, plan=asked.plan)


@_plot.register
def _(value: Overview, asked: _Asked) -> Chart:
    return fan_of(value, asked.key) if asked.key else progress_chart(value)


@_plot.register
def _(value: Observations, asked: _Asked) -> Chart:
    known = value if asked.as_of is None else value.as_of(asked.as_of)
    indicator, _, part = asked.key.partition(" ")
    if not asked.key:
        return coverage_chart(known, asked.region)
    if part not in ("", "revisions"):
        raise UnknownName("chart of observations", asked.key, (indicator, f"{indicator} revisions"))
    return (revisions_chart if part else evidence_chart)(known, indicator, asked.region)


@_plot.register
def _(value: Comparison, _asked: _Asked) -> Chart:
    return comparison_chart(value)


@_plot.register
def _(value: Backtest, asked: _Asked) -> Chart:
    model = asked.key or next(iter(value.models), "")
    if model not in value.models:
        raise UnknownName("model of a backtest", model, value.models)
    return backtest_chart(value, model)


@_plot.register
def _(value: Record, asked: _Asked) -> Chart:
    model = asked.key or value.model
    if model not in value.rows:
        raise UnknownName("model of a record", model, value.rows)
    return record_chart(value, model)
