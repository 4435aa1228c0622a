"""One target in full, and what several models say of it."""

from __future__ import annotations

import datetime as dt

from shkplan.assessment.verdict import Verdict
from shkplan.assessment.views import Models
from shkplan.display.language import DASH, number, quantity, region, say, words, years
from shkplan.display.tables.assessment import band_cell, central_cell, gap_cell, latest_cell, verdict_data
from shkplan.display.tables.backtest import scores_beside, scores_columns, scores_data, tested_note
from shkplan.display.tables.base import Cell, Column, Table, facts, table_of, without_empty
from shkplan.display.tables.past import rate_data, rate_in_full
from shkplan.display.verdicts import (
    briefly,
    chance,
    evidence_notes,
    in_force,
    need,
    past,
    past_sentence,
    probability_in_full,
    rests_on,
    target_words,
    too_late,
    without_error,
    word_of,
)
from shkplan.forecast.backtest import Backtest
from shkplan.register.plan import Plan


def verdict_table(verdict: Verdict) -> Table:
    """Clause, kind and event, what is measured and estimated, probability, band, gap, required, reason."""
    plan, as_of = verdict.plan, verdict.as_of
    gone = past(verdict, as_of)
    pairs: list[tuple[str, Cell]] = [
        (say("fact.probability"), _probability(verdict)),
        (say("fact.proxy_range"), _proxy_range(verdict)),
        (say("fact.word"), word_of(verdict)),
        (say("fact.evidence"), rests_on(verdict) if verdict.status in ("estimated", "supposed") else ""),
        (say("fact.past"), past_sentence(gone) if gone and verdict.status == "estimated" else ""),
        (say("fact.reason"), words(verdict.reason, plan)),
        (say("base_rate.fact"), rate_in_full(verdict.base_rate)),
        *(_asked(verdict, plan) if in_force(verdict) else ()),
        (say("fact.quantity"), words(verdict.quantity)),
        (say("fact.value" if verdict.decided_by_figures else "fact.central"), _or_none(central_cell(verdict))),
        (say("fact.band"), _or_none(band_cell(verdict))),
        (say("fact.wanted"), quantity(number(verdict.wanted), verdict.unit) if verdict.wanted is not None else ""),
        (say("fact.gap"), _or_none(gap_cell(verdict))),
        (_need_name(verdict, as_of), need(verdict, as_of, plan)),
        (say("fact.latest"), latest_cell(verdict)),
        (say("fact.measured"), years(verdict.measured) or say("none")),
        (say("fact.estimated"), years(verdict.estimated) or say("none")),
        (say("fact.assumptions"), tuple(words(one, plan) for one in verdict.assumptions)),
    ]
    if verdict.status == "recorded" or not in_force(verdict):
        pairs = [
            pair for pair in pairs if pair[0] not in (say("fact.latest"), say("fact.measured"), say("fact.estimated"))
        ]
    title = say("title.verdict", name=verdict.indicator.name, region=region(verdict.region, plan))
    data = {**verdict_data(verdict), "assumptions": verdict.assumptions, "base_rate": rate_data(verdict.base_rate)}
    return facts("verdict", title, pairs, data, notes=evidence_notes((verdict,)))


def _asked(verdict: Verdict, plan: Plan | None) -> tuple[tuple[str, Cell], ...]:
    """What the plan asks."""
    target = verdict.target
    return (
        (say("fact.clause"), target.locator),
        (say("fact.statement"), words(target.statement)),
        (say("fact.target"), target_words(target, plan, verdict.indicator.id)),
        (say("fact.kind"), f"{say(f'kind.{target.kind}')}{say('colon')}{say(f'event.{target.kind}')}"),
    )


def _or_none(cell: str) -> str:
    return "" if cell == DASH else cell


def _need_name(verdict: Verdict, as_of: dt.date | None) -> str:
    if verdict.required is not None and verdict.required.kind == "margin":
        return say("fact.margin")
    return say("fact.required_past" if too_late(verdict, as_of) else "fact.required")


def _proxy_range(verdict: Verdict) -> str:
    """From the least to the largest probability by any one proxy; empty where fewer than two serve."""
    if verdict.proxy_range is None:
        return ""
    low, high = (chance(prob, 3) for prob in verdict.proxy_range)
    return say("band.ends", low=low, high=high)


def _probability(verdict: Verdict) -> str:
    if verdict.prob is None:
        return ""
    told, basis = probability_in_full(verdict), say(f"basis.{verdict.basis}")
    told = told if verdict.prob_se else told.removesuffix(without_error(verdict))
    return f"{told}{say('in_brackets', what=basis)}"


def models_table(models: Models) -> Table:
    """What each model says of one target: central estimate, band, probability, or why it says nothing; of an aim none does.

    Beside it stands what its forecasts of the same series were worth, where there is a backtest.
    """
    verdicts, tested = models.verdicts, models.backtest
    rows: list[tuple[Cell, ...]] = []
    for name, verdict in verdicts.items():
        if verdict.status == "recorded":
            continue
        refusal = "" if verdict.assessable else briefly(verdict)
        said = word_of(verdict)
        told = probability_in_full(verdict)
        own = (say(f"model.{name}"), central_cell(verdict), band_cell(verdict), told, said)
        rows.append((*own, *scores_beside(tested, name), refusal))
    columns: tuple[Column | str, ...] = (
        say("column.model"), say("column.central"), say("column.band"), Column(say("column.probability"), "whole"),
        say("column.word"), *scores_columns(), say("column.reason"),
    )  # fmt: skip
    any_verdict = next(iter(verdicts.values()))
    notes: tuple[str, ...] = (say("note.models", count=number(len(rows))) if rows else say("note.no_models"),)
    notes += (tested_note(tested),) if rows and isinstance(tested, Backtest) else ()
    notes += evidence_notes(verdicts.values())
    title = say("title.models", name=any_verdict.indicator.name)
    data = {name: {**verdict_data(verdict), **scores_data(tested, name)} for name, verdict in verdicts.items()}
    kept, cells = without_empty(columns, rows)
    return table_of("models", title, kept, cells, data, notes=notes)
