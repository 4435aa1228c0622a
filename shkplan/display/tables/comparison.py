"""What a scenario changes."""

from __future__ import annotations

from shkplan.assessment.comparison import Change, Comparison
from shkplan.display.language import DASH, number, say, words
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.verdicts import evidence_notes, probability_in_full


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
