"""The list of all targets by field."""

from __future__ import annotations

from shkplan.assessment.listing import Listing
from shkplan.display.language import DASH, say
from shkplan.display.tables.assessment import grouped, latest_cell, reference, verdict_data
from shkplan.display.tables.base import Cell, Reference, Table, table_of
from shkplan.display.verdicts import evidence_notes, in_force, need, target_words, word_of


def listing_table(listing: Listing) -> Table:
    """Indicator, clause, target, latest figure, what it takes and the word for each target; both lead to its page."""
    plan, as_of = listing.assessment.plan, listing.assessment.as_of
    rows: list[tuple[Cell, ...]] = []
    for verdict in (every := list(listing)):
        one, target = verdict.indicator, verdict.target
        asked = target_words(target, plan, one.id) if in_force(verdict) else DASH
        rows.append(
            (
                reference(verdict),
                asked,
                latest_cell(verdict) if verdict.latest else say("all_targets.not_found"),
                need(verdict, as_of, plan) or DASH,
                word_of(verdict),
                Reference(target.locator, reference(verdict, "#clause").to),
            )
        )
    columns = (
        say("column.indicator"), say("column.target"), say("column.latest"), say("listing.required"), say("column.word"),
        say("column.clause"),
    )  # fmt: skip
    data = [{"clause": one.target.locator, "statement": one.target.statement.zh, **verdict_data(one)} for one in every]
    title = say("listing.title", plan=plan.title)
    return table_of("listing", title, columns, rows, data, groups=grouped(every, plan), notes=evidence_notes(every))
