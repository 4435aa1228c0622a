"""One clause in all its readings, side by side."""

from __future__ import annotations

from typing import Any

from shkplan.assessment.evaluation.readings import ClauseReadings, ReadVerdict, TargetReadings
from shkplan.display.language import region, say, words
from shkplan.display.tables.assessment import central_cell, verdict_data
from shkplan.display.tables.base import Cell, Column, Table, table_of, without_empty
from shkplan.display.verdicts import evidence_notes, probability_in_full, target_words, why_not, word_of

__all__ = ["readings_table", "target_readings_table"]


def target_readings_table(value: TargetReadings) -> Table:
    """A row a reading of one target, the one that decides first: what it asks for, what it comes to, why somebody would read it so."""
    one, plan = value.decides.indicator, value.assessment.plan
    title = say("readings.title", name=one.name, region=region(value.decides.region, plan))
    kept, cells = without_empty(_columns()[:-1], [_row(each, value)[:-1] for each in value])
    told = (say("readings.of_one", name=each.name, why=each.why) for each in value if each.why is not None)
    notes = (say("readings.note"), *told, *evidence_notes(each.verdict for each in value))
    return table_of("readings", title, kept, cells, _data(value), notes=notes)


def readings_table(value: ClauseReadings) -> Table:
    """The same for every target whose clause can be read in several ways."""
    every = list(value.values())
    rows: list[tuple[Cell, ...]] = []
    groups = []
    for one in every:
        groups.append((len(rows), words(one.decides.indicator.name)))
        rows += [_row(each, one) for each in one]
    kept, cells = without_empty(_columns(), rows)
    verdicts = [each.verdict for one in every for each in one]
    notes = (say("readings.note"), *evidence_notes(verdicts)) if rows else (say("readings.none"),)
    title = say("readings.title_all", plan=value.assessment.plan.title)
    data = [_data(one) for one in every]
    return table_of("readings", title, kept, cells, data, groups=tuple(groups), notes=notes)


def _columns() -> tuple[Column | str, ...]:
    return (
        Column(say("readings.column"), "text"), Column(say("column.target"), "text"), say("column.probability"),
        say("column.word"), say("column.central"), Column(say("readings.why"), "text"),
    )  # fmt: skip


def _row(one: ReadVerdict, value: TargetReadings) -> tuple[Cell, ...]:
    verdict, plan = one.verdict, value.assessment.plan
    name = words(one.name) + (say("in_brackets", what=say("readings.decides")) if one.decides else "")
    word = word_of(verdict, signed=True) if verdict.assessable else why_not(verdict)
    why = (
        words(one.why) if one.why is not None and not one.decides else ""
    )  # a note on the clause stands beside the clause
    asked = target_words(verdict.target, plan, verdict.indicator.id)
    return name, asked, probability_in_full(verdict), word, central_cell(verdict), why


def _data(value: TargetReadings) -> dict[str, Any]:
    """Every number of it, for ``results.json``."""
    return {
        "target": value.key,
        "agree": value.agree,
        "readings": [{"name": one.name, "decides": one.decides, **verdict_data(one.verdict)} for one in value],
    }
