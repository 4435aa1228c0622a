"""Targets that were revised, and what is only proposed, with the probability it would have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shkplan.assessment.evaluation.revised import IfApproved, Revised
from shkplan.assessment.verdict import Verdict
from shkplan.display.language import number, say, words
from shkplan.display.tables.assessment import verdict_data
from shkplan.display.tables.base import Cell, Column, Table, table_of, without_empty
from shkplan.display.tables.register import target_data
from shkplan.display.verdicts import evidence_notes, probability_in_full, target_words, why_not
from shkplan.register.targets.number import amount

__all__ = ["revised_table"]


def revised_table(value: Revised) -> Table:
    """A row a version of each revised target, then a row a proposal or rejection; which version decides stands below."""
    rows = [*_versions(value), *_proposals(value), *_rejected(value)]
    columns: tuple[Column | str, ...] = (
        say("column.indicator"), Column(say("column.version"), "number"), say("column.target"), Column(say("revised.day"), "whole"),
        say("column.clause"), say("column.standing"), say("column.probability"), Column(say("revised.why"), "text"),
    )  # fmt: skip
    kept, cells = without_empty(columns, rows)
    told = [words(one, value.assessment.plan) for one in value.sentences]
    notes = (*told, *evidence_notes(verdict for one in value.proposals for verdict in (one.verdict, one.if_approved)))
    return table_of("revised", say("title.versions"), kept, cells, revised_data(value), notes=notes)


def _versions(value: Revised) -> Iterator[tuple[Cell, ...]]:
    plan = value.assessment.plan
    for one in value.versions:
        target, whose = one.target, one.indicator
        standing = say("version.replaced", date=one.replaced) if one.replaced else say("version.in_force")
        verdict = None if one.replaced else value.assessment[whose.key_of(target)]
        why = words(target.note) if target.note is not None and one.number > 1 else ""
        yield (
            words(whose.name), number(one.number), target_words(target, plan, whose.id), str(target.approved), target.locator,
            standing, _chance(verdict), why,
        )  # fmt: skip


def _proposals(value: Revised) -> Iterator[tuple[Cell, ...]]:
    plan = value.assessment.plan
    for one in value.proposals:
        asked, entry = one.if_approved.target, one.revision
        yield (
            words(one.verdict.indicator.name), "", target_words(asked, plan, one.verdict.indicator.id), str(entry.date), "",
            say("revised.only_proposed"), say("revised.if_approved", prob=_chance(one.if_approved), now=_chance(one.verdict)),
            words(entry.reason),
        )  # fmt: skip


def _rejected(value: Revised) -> Iterator[tuple[Cell, ...]]:
    for one in value.rejected:
        name = words(value.assessment.plan[one.target.partition("@")[0]].name)
        by = str(one.approval) if one.approval is not None else ""
        yield (
            name,
            "",
            words(amount(one.new, one.unit)),
            str(one.date),
            by,
            say("revised.rejected"),
            "",
            words(one.reason),
        )


def _chance(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    return probability_in_full(verdict) if verdict.assessable else why_not(verdict)


def revised_data(value: Revised) -> dict[str, Any]:
    """Every number of it, for ``results.json``."""
    return {
        "as_of": value.assessment.as_of,
        "versions": [
            {**target_data(one.indicator, one.target), "version": one.number, "replaced": one.replaced}
            for one in value.versions
        ],
        "proposals": [_proposal_data(one) for one in value.proposals],
        "rejected": [one.model_dump(mode="json") for one in value.rejected],
    }


def _proposal_data(one: IfApproved) -> dict[str, Any]:
    return {
        "target": one.key, **one.revision.model_dump(mode="json", include={"old", "new", "unit", "deadline", "date", "status"}),
        "verdict": verdict_data(one.verdict), "if_approved": verdict_data(one.if_approved),
    }  # fmt: skip
