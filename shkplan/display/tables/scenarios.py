"""The scenarios that can be asked of an assessment."""

from __future__ import annotations

from shkplan.assessment.scenarios.offered import Scenarios
from shkplan.display.language import DASH, listed, say, words, years
from shkplan.display.tables.base import Cell, Column, Table, table_of, without_empty
from shkplan.register.scenario import Scenario


def scenarios_table(scenarios: Scenarios) -> Table:
    """Id, title, indicators, years, the day it was written for, claimed years with a figure, and parent of each scenario."""
    a = scenarios.assessment
    rows = [_row(scenarios, name, one) for name, one in scenarios.items()]
    headings = [
        say("scenarios.id"), say("scenarios.title"), say("scenarios.indicators"), say("column.years"), say("scenarios.as_of"),
        say("scenarios.published"), say("scenarios.parent"),
    ]  # fmt: skip
    columns, kept = without_empty([Column(one) for one in headings], rows)
    data = [
        {"scenario": name, "title": one.title.en, "published": list(scenarios.published(name))}
        for name, one in scenarios.items()
    ]
    notes = [say("scenarios.note", day=a.as_of)] if rows else [say("scenarios.none")]
    if scenarios.broken:
        notes.append(say("scenarios.broken", names=listed(scenarios.broken)))
    title = say("scenarios.heading", plan=a.plan.title)
    return table_of("scenarios", title, columns, kept, data, notes=tuple(notes))


def _row(scenarios: Scenarios, name: str, one: Scenario) -> tuple[Cell, ...]:
    plan, met = scenarios.assessment.plan, scenarios.published(name)
    claims = scenarios.claims(name)
    claimed = sorted({year for claim in claims for year in claim.years.years})
    indicators = dict.fromkeys(claim.indicator for claim in claims)
    return (
        name,
        words(one.title),
        listed(words(plan[indicator].name) if indicator in plan else indicator for indicator in indicators) or DASH,
        years(claimed) if claimed else DASH,
        str(one.as_of) if one.as_of is not None else DASH,
        years(met) if met else DASH,
        one.parent or DASH,
    )
