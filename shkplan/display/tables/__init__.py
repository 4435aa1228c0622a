"""``table(value)``: anything of this library as a table, in the language in force.

================================  =========================================================================
value                             table
================================  =========================================================================
Assessment                        all targets by field, those most at risk first
Summary                           ``a.summary``: how many targets stand where, the answer in a sentence
AtRisk, ToDo, WantedFigures       ``a.at_risk``, ``a.todo``, ``a.wanted``: what is in danger, what must be done, which figures
Deciding, Missing                 ``a.deciding``, ``a.missing``, ``a.missing_of(key)``
Met                               ``a.met``: how many targets are met, jointly
Scenarios                         ``a.scenarios``: the scenarios that can be asked
Front, CitedSources               ``a.front``, ``a.cited_sources``: the title page of an evaluation, and where its figures come from
EarlyWarnings                     ``a.early_warnings``: targets with a low probability while years are left, and what such warnings are worth
Listing                           ``a.listing``: all targets by field, with their clauses
Revised                           ``a.revised``: revised and proposed targets, and which version decides
ClauseReadings, TargetReadings    ``a.readings``: clauses that can be read in several ways; ``a.readings[key]``: one of them
DataQuality                       ``a.data_quality``: on what figures the verdicts rest
Completion                        ``a.completion``: how far each target has been carried out, as evaluations set it out
Lagging                           ``a.lagging``: the targets that lag, why by the data, what it would take
Proposals                         ``a.proposals``: numbers to put before the standing committee
Tasks                             ``a.tasks``: the tasks and projects of the plan, and what was published of them
ByKind                            ``a.kind("held")``: the verdicts on all targets of one kind
Card                              ``a.card(key)``: one target at a glance
Verdict                           ``a[key]``: the verdict in full
Models, Spread                    ``a.models(key)``: what each model says; ``a.spread(key)``: their probabilities
Projection                        its years: median, bands, measured or estimated
Scenario                          its claims
Comparison, Compared, Tornado     what scenarios change; ``comparison[key]``: one target; what each part of a scenario contributes
Claims                            ``b.claims``: what the scenario of an assessment fixes
Links                             ``a.links``: what moves what, how far, on what ground, and whether it acts
Solution                          ``a.solve(key)``: what it takes to reach a target
AttainableTargets, Attainable     ``a.attainable(by=2030)``: the numbers that would be reached; one of them by its indicator's id
OfficialWords, WordCounts         ``a.official``: the official word on each target; ``a.official.counts`` by nature
EvaluationRule                    ``a.official.rule``: how progress and probability give a word
Stability, Steps                  ``a.official.stability``: each word over tolerances, margins and past years
Known, KnownAgreement             ``a.official_results``: official words beside ours; one of them by the id of the result
Explanation                       ``a.explain(key)``: one target from the clause to the number
Yardsticks, GaugedTarget          ``a.yardsticks``: the yardsticks of others beside ours; ``a.yardsticks[key]``: one target
Agreeing, Disagreements           ``a.yardsticks.agreement``, ``.disagreements``: how they agree, where they differ
YardstickRules                    ``a.yardsticks.rules``: their numbers, and where each comes from
PastPlans                         ``a.past_plans``: what became of the targets of earlier plans
Plan, Clause, Versions            the register, what it says of one indicator, targets that were revised
Observations                      what is known by indicator and region
Figures                           ``a.figures(id)``: every published figure of an indicator
Selection                         ``a.observations.selection("doubtful")`` and the like
Coverage, Revisions               which years are known; years that were published more than once
AnnualSeries                      its years; ``series.sources``, ``series.beside``, ``series.account``
Backtest, Calibration, Failures   mean scores of each model; ``tested.calibration(model)``; ``tested.refusals``
TrackRecord                       how each model did on public series
Hindcasts                         ``a.hindcasts``: forecasts as of the end of each year, beside what came
HindcastsByTarget                 ``a.hindcasts.by_target``: target by target; ``.reliability``: by class of probability
OfficialHindcasts                 ``a.hindcasts.official``: the words of official results read as probabilities
PastBaseRates                     ``a.hindcasts.past``: earlier plans by the base rate of the others
Archive                           ``sp.load_archive()``: the forecasts that reports have made
ArchiveScores, ScoredForecasts    ``sp.score(plan)``: what they were worth; ``.forecasts``: one by one
Requests                          ``a.requests``: what each office is asked for, and what it decides
UpcomingReports                   ``upcoming_reports(file, now)``: the reports of a workspace and when they are due next
Receipt                           ``coming.receipt`` of an import: what was asked, filled in, missing, by office
NotAssessable                     why there is none of these
================================  =========================================================================
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial, singledispatch
from typing import Any

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.at_risk import AtRisk
from shkplan.assessment.card import Card
from shkplan.assessment.evaluation.completion import Completion
from shkplan.assessment.evaluation.data_quality import DataQuality
from shkplan.assessment.evaluation.early_warnings import EarlyWarnings
from shkplan.assessment.evaluation.explanation import Explanation
from shkplan.assessment.evaluation.front import CitedSources, Front
from shkplan.assessment.evaluation.hindcasts import HindcastReliability, Hindcasts, HindcastsByTarget, OfficialHindcasts
from shkplan.assessment.evaluation.known import Known, KnownAgreement
from shkplan.assessment.evaluation.lagging import Lagging
from shkplan.assessment.evaluation.official import OfficialWords, WordCounts
from shkplan.assessment.evaluation.past_rates import PastBaseRates
from shkplan.assessment.evaluation.proposals import Proposals
from shkplan.assessment.evaluation.readings import ClauseReadings, TargetReadings
from shkplan.assessment.evaluation.revised import Revised
from shkplan.assessment.evaluation.scoring import ArchiveScores, ScoredForecasts
from shkplan.assessment.evaluation.stability import Stability, Steps
from shkplan.assessment.evaluation.tasks import Tasks
from shkplan.assessment.links import Links
from shkplan.assessment.listing import Listing
from shkplan.assessment.met import Met
from shkplan.assessment.requests import Requests
from shkplan.assessment.scenarios.claims import Claims
from shkplan.assessment.scenarios.comparison import Compared, Comparison
from shkplan.assessment.scenarios.contributions import Tornado
from shkplan.assessment.scenarios.grid import Grid
from shkplan.assessment.scenarios.in_force import InForce
from shkplan.assessment.scenarios.offered import Scenarios
from shkplan.assessment.scenarios.under_each import UnderEach
from shkplan.assessment.solving.attainable import Attainable, AttainableTargets
from shkplan.assessment.solving.solve import Solution
from shkplan.assessment.spread import Spread
from shkplan.assessment.to_do import ToDo
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.views import ByKind, Clause, Deciding, Missing, Models, Summary, Versions
from shkplan.assessment.wanted import WantedFigures
from shkplan.assessment.yardsticks.side_by_side import Agreeing, Disagreements, GaugedTarget, Yardsticks
from shkplan.base.errors import NotAssessable, WrongKind
from shkplan.base.messages import said
from shkplan.display.tables import (
    all_targets,
    archive,
    assessment,
    backtest,
    card,
    claims,
    comparison,
    evidence,
    hindcasts,
    met,
    next_steps,
    official,
    past,
    receipt,
    register,
    series,
    solve,
    status,
    verdict,
    vintages,
)
from shkplan.display.tables.base import Column, Hyperlink, Table
from shkplan.display.tables.completion import completion_table
from shkplan.display.tables.data_quality import data_quality_table
from shkplan.display.tables.early_warnings import early_warnings_table
from shkplan.display.tables.explain import explanation_table
from shkplan.display.tables.front import cited_table, front_table
from shkplan.display.tables.grid import grid_table
from shkplan.display.tables.in_force import in_force_table
from shkplan.display.tables.lagging import lagging_table
from shkplan.display.tables.links import links_table
from shkplan.display.tables.listing import listing_table
from shkplan.display.tables.projection import projection_table
from shkplan.display.tables.proposals import proposals_table
from shkplan.display.tables.readings import readings_table, target_readings_table
from shkplan.display.tables.reconstruction import account_table
from shkplan.display.tables.requests import requests_table
from shkplan.display.tables.revised import revised_table
from shkplan.display.tables.scenarios import scenarios_table
from shkplan.display.tables.summary import summary_table
from shkplan.display.tables.tasks import tasks_table
from shkplan.display.tables.under_each import under_each_table
from shkplan.display.tables.upcoming import upcoming_table
from shkplan.display.tables.yardsticks import (
    agreeing_table,
    disagreements_table,
    gauged_table,
    rules_table,
    yardsticks_table,
)
from shkplan.evidence.coverage import Coverage
from shkplan.evidence.observations import Figures, Observations, Selection
from shkplan.evidence.series import AnnualSeries, PartialFigures, SeriesAccount, SeriesSources
from shkplan.evidence.vintages import Revisions
from shkplan.forecast.backtest import Backtest
from shkplan.forecast.calibration import Calibration, Failures
from shkplan.forecast.projection import Projection
from shkplan.forecast.track_record import TrackRecord
from shkplan.register.evaluation_rule import EvaluationRule
from shkplan.register.past import PastPlans
from shkplan.register.plan import Indicator, Plan
from shkplan.register.scenario import Scenario
from shkplan.register.yardsticks import YardstickRules
from shkplan.workspace.archive import Archive
from shkplan.workspace.readers.form.receipt import Receipt
from shkplan.workspace.schedules.upcoming import UpcomingReports

__all__ = ["Column", "Hyperlink", "Table", "table"]


def table(value: Any) -> Table:
    """A value as a table: one that shows itself, and can be shown again in the other language.

    Raises:
        TypeError: nothing that has a table.
    """
    made = _table(value)
    return made if made is value else replace(made, again=partial(_table, value))


@singledispatch
def _table(value: Any) -> Table:
    raise WrongKind(
        said(
            "no table for {name}; there is one for assessments, their verdicts and views, plans, observations, "
            "series, projections, scenarios, comparisons, backtests and records",
            name=type(value).__name__,
        )
    )


@_table.register
def _(value: Table) -> Table:
    return value


@_table.register
def _(value: Selection) -> Table:
    return _SELECTIONS[value.name](value.observations)


@_table.register
def _(value: Indicator) -> Table:
    return register.indicator_card(value)


@_table.register
def _(value: Clause) -> Table:
    return register.indicator_card(value.indicator, value.plan, value.as_of)


_SELECTIONS = {
    "several": evidence.several_table,
    "doubtful": evidence.doubtful_table,
    "assumed": evidence.assumed_table,
    "held_back": evidence.held_back_table,
    "corrections": vintages.corrections_table,
}

for _kind, _make in (
    (Assessment, all_targets.all_targets),
    (Summary, summary_table),
    (AtRisk, next_steps.risk_table),
    (ToDo, next_steps.todo_table),
    (WantedFigures, next_steps.wanted_table),
    (Deciding, assessment.deciding_table),
    (Missing, assessment.missing_table),
    (Requests, requests_table),
    (UpcomingReports, upcoming_table),
    (Met, met.met_table),
    (Front, front_table),
    (CitedSources, cited_table),
    (EarlyWarnings, early_warnings_table),
    (Explanation, explanation_table),
    (Yardsticks, yardsticks_table),
    (GaugedTarget, gauged_table),
    (Agreeing, agreeing_table),
    (Disagreements, disagreements_table),
    (YardstickRules, rules_table),
    (Listing, listing_table),
    (Completion, completion_table),
    (Lagging, lagging_table),
    (Proposals, proposals_table),
    (Tasks, tasks_table),
    (DataQuality, data_quality_table),
    (ByKind, assessment.kind_table),
    (ClauseReadings, readings_table),
    (Revised, revised_table),
    (TargetReadings, target_readings_table),
    (Card, card.card_table),
    (Verdict, verdict.verdict_table),
    (Models, verdict.models_table),
    (Spread, verdict.spread_table),
    (Grid, grid_table),
    (UnderEach, under_each_table),
    (InForce, in_force_table),
    (Solution, solve.solve_table),
    (AttainableTargets, solve.attainable_table),
    (Attainable, solve.attainable_one_table),
    (Comparison, comparison.comparison_table),
    (Compared, comparison.compared_table),
    (Tornado, comparison.tornado_table),
    (Claims, claims.claims_table),
    (Scenarios, scenarios_table),
    (Scenario, claims.scenario_table),
    (Links, links_table),
    (Projection, projection_table),
    (Plan, register.plan_table),
    (PastPlans, past.past_table),
    (OfficialWords, official.official_table),
    (WordCounts, official.counts_table),
    (EvaluationRule, official.rule_table),
    (Stability, official.stability_table),
    (Steps, official.steps_table),
    (Known, official.known_table),
    (KnownAgreement, official.agreement_table),
    (Versions, register.versions_table),
    (Observations, evidence.known_table),
    (Figures, evidence.figures_table),
    (Coverage, status.coverage_table),
    (Revisions, vintages.revisions_table),
    (Hindcasts, hindcasts.hindcasts_table),
    (HindcastsByTarget, hindcasts.by_target_table),
    (HindcastReliability, hindcasts.hindcast_reliability_table),
    (OfficialHindcasts, hindcasts.official_hindcasts_table),
    (PastBaseRates, hindcasts.past_rates_table),
    (Archive, archive.archive_table),
    (ArchiveScores, archive.scores_table),
    (ScoredForecasts, archive.forecasts_table),
    (Receipt, receipt.receipt_table),
    (AnnualSeries, series.series_table),
    (SeriesSources, lambda value: evidence.sources_table(value.series)),
    (PartialFigures, lambda value: evidence.partial_table(value.series)),
    (SeriesAccount, account_table),
    (Backtest, backtest.backtest_table),
    (Failures, backtest.failures_table),
    (Calibration, backtest.calibration_table),
    (TrackRecord, backtest.record_table),
    (NotAssessable, backtest.refusal_table),
):
    _table.register(_kind, _make)
