"""``plot(value)``: anything of this library as a chart, in the language in force.

============================  ==========================================================================
value                         chart
============================  ==========================================================================
Assessment                    all targets: the same table as of ``table``, its marks small charts
Met                           ``a.met``: how many targets are met, with every open one missed, and met
Verdict                       ``a[key]``: the quantity that decides the target; ``has_chart(a[key])`` tells whether anything is known
Projection                    the fan of a series
AnnualSeries                  its history: gaps, status, breaks, doubtful figures, partial evidence
several AnnualSeries          histories of several regions on one scale
SeriesAccount                 ``series.account``: the bands of years that other figures imply
Figures                       ``a.figures(id)``: which source said what of which year
Revisions                     ``a.revisions(id)``: what was said of each year, and when; ``a.revisions()``: what was revised
Coverage                      ``a.coverage``: which years are known
Comparison                    probabilities under the baseline and each scenario
Compared                      ``comparison[key]``: the quantity that decides one target, a panel a scenario
Tornado                       ``comparison[key].tornado``: what each part of the scenarios contributes
Yardsticks                    ``a.yardsticks``: what each method says of each target, as a matrix
Solution                      ``a.solve(key)``: the years before, and the path it takes for each probability
AttainableTargets, Attainable ``a.attainable(by=2030)``: a ladder of the numbers reached beside the years before
HindcastsByTarget             ``a.hindcasts.by_target``: probabilities at the end of each year, and what came
HindcastReliability           ``a.hindcasts.reliability``: these by class, beside the share that came
Stability, Steps              ``a.official.stability``: the official word by tolerance; ``.by_margin``, ``.by_year`` likewise
KnownAgreement                ``a.official_results[id]``: official words by ours, how many targets
Backtest, TrackRecord, Calibration said against happened: of the first model, of the series' own, of the one asked for
============================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial, singledispatch
from typing import Any, overload

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.evaluation.hindcasts import HindcastReliability, Hindcasts, HindcastsByTarget
from shkplan.assessment.evaluation.known import KnownAgreement
from shkplan.assessment.evaluation.lagging import LaggingTarget
from shkplan.assessment.evaluation.stability import Stability, Steps
from shkplan.assessment.links import Links
from shkplan.assessment.met import Met
from shkplan.assessment.scenarios.comparison import Compared, Comparison
from shkplan.assessment.scenarios.contributions import Tornado
from shkplan.assessment.solving.attainable import Attainable, AttainableTargets
from shkplan.assessment.solving.solve import Solution
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.yardsticks.side_by_side import Yardsticks
from shkplan.base.errors import WrongKind
from shkplan.base.messages import said
from shkplan.display.charts.attainable import attainable_chart, ladder_chart
from shkplan.display.charts.base import Chart
from shkplan.display.charts.comparison import comparison_chart
from shkplan.display.charts.coverage import coverage_chart
from shkplan.display.charts.evidence import evidence_chart
from shkplan.display.charts.fan import projection_chart
from shkplan.display.charts.hindcasts import hindcast_reliability_chart, hindcasts_chart
from shkplan.display.charts.history import history_chart
from shkplan.display.charts.links import links_chart
from shkplan.display.charts.met import met_chart
from shkplan.display.charts.multiples import multiples_chart
from shkplan.display.charts.official import agreement_chart, stability_chart, steps_chart
from shkplan.display.charts.reconstruction import reconstruction_chart
from shkplan.display.charts.regions import side_by_side
from shkplan.display.charts.reliability import calibration_chart
from shkplan.display.charts.revisions import revisions_chart
from shkplan.display.charts.solve import solve_chart
from shkplan.display.charts.tornado import tornado_chart
from shkplan.display.charts.verdict import has_chart, verdict_chart
from shkplan.display.charts.yardsticks import yardsticks_chart
from shkplan.display.tables.all_targets import AllTargets, all_targets
from shkplan.evidence.coverage import Coverage
from shkplan.evidence.observations import Figures
from shkplan.evidence.series import AnnualSeries, SeriesAccount
from shkplan.evidence.vintages import Revisions
from shkplan.forecast.backtest import Backtest
from shkplan.forecast.calibration import Calibration
from shkplan.forecast.projection import Projection
from shkplan.forecast.track_record import TrackRecord

__all__ = ["Chart", "has_chart", "plot"]


@overload
def plot(value: Assessment) -> AllTargets: ...
@overload
def plot(value: Any) -> Chart: ...
def plot(value: Any) -> Chart | AllTargets:
    """A value as a chart: one that shows itself, and can be drawn again in the other language.

    Raises:
        TypeError: nothing that has a chart.
    """
    made = _plot(value)
    again: Any = partial(_plot, value)  # makes what it was made of: a chart a chart, the table of all targets that
    return made if made is value else replace(made, again=again)


@singledispatch
def _plot(value: Any) -> Chart | AllTargets:
    raise WrongKind(
        said(
            "no chart for {name}; there is one for assessments, verdicts, projections, series, figures, revisions, "
            "coverage, comparisons, solutions, attainable targets, links, backtests and records; sp.table(...) shows much more",
            name=type(value).__name__,
        )
    )


@_plot.register
def _(value: Chart) -> Chart:
    return value


@_plot.register
def _(value: AnnualSeries) -> Chart:
    implied = value.implied is not None and value.implied.years
    return reconstruction_chart(value) if implied else history_chart(value)


@_plot.register
def _(value: Sequence) -> Chart:  # type: ignore[type-arg]  # dispatch takes the bare class
    if not value or not all(isinstance(one, AnnualSeries) for one in value):
        raise WrongKind(said("of lists, only series of one indicator have a chart, and at least one is needed"))
    return side_by_side(value)


for _kind, _draw in (
    (Assessment, all_targets),
    (Met, met_chart),
    (Stability, stability_chart),
    (Steps, steps_chart),
    (KnownAgreement, agreement_chart),
    (Yardsticks, yardsticks_chart),
    (Solution, solve_chart),
    (AttainableTargets, attainable_chart),
    (Attainable, ladder_chart),
    (Verdict, verdict_chart),
    (LaggingTarget, lambda value: verdict_chart(value.verdict)),
    (Links, links_chart),
    (Projection, projection_chart),
    (SeriesAccount, lambda value: reconstruction_chart(value.series)),
    (Figures, evidence_chart),
    (Revisions, revisions_chart),
    (Coverage, coverage_chart),
    (Comparison, comparison_chart),
    (Compared, multiples_chart),
    (Tornado, tornado_chart),
    (Hindcasts, lambda value: hindcasts_chart(value.by_target)),
    (HindcastsByTarget, hindcasts_chart),
    (HindcastReliability, hindcast_reliability_chart),
    (Calibration, calibration_chart),
    (Backtest, lambda value: calibration_chart(value.calibration())),
    (TrackRecord, lambda value: calibration_chart(value.calibration())),
):
    _plot.register(_kind, _draw)
