"""What a scenario fixes and what it changes."""

from __future__ import annotations

from shkplan.assessment.comparison import Change, Comparison
from shkplan.assessment.views import Claims
from shkplan.display.language import DASH, code, number, region, say, unit, words, years
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.verdicts import evidence_notes, probability_in_full
from shkplan.register.plan import Plan
from shkplan.register.scenario import Scenario


def comparison_table(comparison: Comparison) -> Table:
    """Each target that can be assessed, under baseline and scenario, with the change and its Monte Carlo error."""
    changes = [change for change in comparison if change.before.assessable or change.after.assessable]
    rows = [_row(change) for change in changes]
    data = [
        {
            "target": change.key,
            "before": change.before.prob,
            "after": change.after.prob,
            "change": change.change,
            "change_se": change.change_se,
            "effect": change.effect,
        }
        for change in changes
    ]
    columns = (
        say("column.indicator"), Column(say("column.before"), "number"), Column(say("column.after"), "number"),
        Column(say("column.change"), "number"), say("column.effect"),
    )  # fmt: skip
    scenario = comparison.scenario.scenario
    title = say("title.comparison", scenario=scenario.title) if scenario else say("title.two_assessments")
    both = [verdict for change in changes for verdict in (change.before, change.after)]
    notes = (say("note.comparison"), *evidence_notes(both))
    return table_of("comparison", title, columns, rows, data, notes=notes)


def _row(change: Change) -> tuple[Cell, ...]:
    moved = DASH
    if change.change is not None:
        error = f" ± {change.change_se:.3f}" if change.change_se else ""
        moved = f"{number(change.change, 3, sign=True)}{error}"
    effect = say(f"effect.{change.effect}")
    return words(change.name), probability_in_full(change.before), probability_in_full(change.after), moved, effect


def claims_table(claims: Claims) -> Table:
    """What the scenario of an assessment fixes, and on what ground."""
    scenario, assessment = claims.scenario, claims.assessment
    told = say("note.scenario", author=scenario.author, reference=scenario.reference)
    return _fixed(scenario.at(assessment.region), assessment.plan, told)


def scenario_table(scenario: Scenario) -> Table:
    """What a scenario fixes, and on what ground; indicators by their ids, since it holds no plan."""
    return _fixed(scenario, None, say("note.scenario_of", author=scenario.author, reference=scenario.reference))


def _fixed(scenario: Scenario, plan: Plan | None, told: str) -> Table:
    """The claims of a scenario, one a row."""
    rows = []
    for claim in scenario.claims:
        name = words(plan[claim.indicator].name) if plan is not None else claim.indicator
        place = region(claim.region, plan) if claim.region else say("claim.own_region")
        stated = getattr(claim, "value", None)
        fixed = f"{code('fix', claim.fix)} {'' if stated is None else number(stated, sign=claim.fix == 'addition')} {unit(getattr(claim, 'unit', ''))}"
        rows.append((name, place, years(claim.years.years), fixed, words(claim.reason)))
    columns = (
        say("column.indicator"), say("column.region"), say("column.years"), say("column.fixes"), say("column.ground"),
    )  # fmt: skip
    data = {
        "scenario": scenario.id,
        "claims": [claim.model_dump(mode="json", exclude={"reason"}) for claim in scenario.claims],
    }
    title = say("title.claims", scenario=scenario.title)
    return table_of("claims", title, columns, rows, data, notes=(words(scenario.description), told))
