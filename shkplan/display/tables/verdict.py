"""One target in full, and what several models say of it."""

from __future__ import annotations

from shkplan.assessment.spread import Spread
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.views import Models
from shkplan.display.language import DASH, number, quantity, region, say, words, years
from shkplan.display.tables.assessment import band_cell, central_cell, gap_cell, verdict_data
from shkplan.display.tables.base import Cell, Column, Table, facts, table_of, without_empty
from shkplan.display.tables.past import rate_data
from shkplan.display.verdicts import (
    briefly,
    chance,
    evidence_notes,
    in_force,
    need,
    past,
    past_sentence,
    percents,
    probability,
    probability_in_full,
    rests_on,
    sign_of,
    target_words,
    without_error,
    word_of,
)
from shkplan.register.plan import Plan


def verdict_table(verdict: Verdict) -> Table:
    """The numbers of a verdict in full: probability with its error and basis, band, what decides, and all that was assumed.

    What the plan asks, the latest figure, why in a sentence, what it takes and what is missing stand on its card.
    """
    plan, as_of = verdict.plan, verdict.as_of
    gone = past(verdict, as_of)
    told = in_force(verdict) and verdict.status != "recorded"
    pairs: list[tuple[str, Cell]] = [
        (say("fact.target"), target_words(verdict.target, plan, verdict.indicator.id) if told else ""),
        (say("fact.probability"), _probability(verdict)),
        (say("fact.proxy_range"), _proxy_range(verdict)),
        (say("fact.word"), word_of(verdict)),
        (say("fact.evidence"), rests_on(verdict) if verdict.status in ("estimated", "supposed") else ""),
        (say("fact.past"), past_sentence(gone) if gone and verdict.status == "estimated" else ""),
        (say("fact.reason"), "" if verdict.status == "estimated" else words(verdict.reason, plan)),
        (say("fact.quantity"), words(verdict.quantity)),
        (say("fact.value" if verdict.decided_by_figures else "fact.central"), _or_none(central_cell(verdict))),
        (say("fact.band"), _or_none(band_cell(verdict))),
        (say("fact.wanted"), quantity(number(verdict.wanted), verdict.unit) if verdict.wanted is not None else ""),
        (say("fact.gap"), _or_none(gap_cell(verdict))),
        (say("fact.margin"), _margin(verdict, plan)),
        (say("fact.measured"), (years(verdict.measured) or say("none")) if told else ""),
        (say("fact.estimated"), (years(verdict.estimated) or say("none")) if told else ""),
        (say("fact.assumptions"), tuple(words(one, plan) for one in verdict.assumptions)),
    ]
    title = say("title.verdict", name=verdict.indicator.name, region=region(verdict.region, plan))
    data = {**verdict_data(verdict), "assumptions": verdict.assumptions, "base_rate": rate_data(verdict.base_rate)}
    return facts("verdict", title, pairs, data, notes=evidence_notes((verdict,)))


def _or_none(cell: str) -> str:
    return "" if cell == DASH else cell


def _margin(verdict: Verdict, plan: Plan | None) -> str:
    """How far the latest figure lies from a bound, as the target counts it."""
    of_margin = verdict.required is not None and verdict.required.kind == "margin"
    return need(verdict, verdict.as_of, plan) if of_margin else ""


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
    """What each model says of one target: probability, central estimate and band, or why it says nothing; of an aim none does.

    What its forecasts were worth stands in the backtest.
    """
    verdicts = models.verdicts
    rows: list[tuple[Cell, ...]] = []
    for name, verdict in verdicts.items():
        if verdict.status == "recorded":
            continue
        refusal = "" if verdict.assessable else briefly(verdict)
        said = word_of(verdict, signed=True) if verdict.assessable else ""
        rows.append(
            (
                say(f"model.{name}"),
                _or_none(_briefly(verdict)),
                said,
                central_cell(verdict),
                band_cell(verdict),
                refusal,
            )
        )
    columns: tuple[Column | str, ...] = (
        say("column.model"), Column(say("column.probability"), "whole"), say("column.word"), say("column.central"),
        say("column.band"), say("column.reason"),
    )  # fmt: skip
    any_verdict = next(iter(verdicts.values()))
    notes: tuple[str, ...] = (say("note.models", count=number(len(rows))) if rows else say("note.no_models"),)
    notes += evidence_notes(verdicts.values())
    title = say("title.models", name=any_verdict.indicator.name)
    data = {name: verdict_data(verdict) for name, verdict in verdicts.items()}
    kept, cells = without_empty(columns, rows)
    return table_of("models", title, kept, cells, data, notes=notes)


def spread_table(spread: Spread) -> Table:
    """The probability that the verdict has, and the one that each model gives."""
    names = {name: say("spread.verdict" if name == "verdict" else f"model.{name}") for name in spread.by}
    rows = [(names[name], percents(prob, prob)) for name, prob in spread.by.items()]
    columns = (say("column.model"), Column(say("column.probability"), "whole"))
    return table_of("spread", say("spread.title"), columns, rows, dict(spread.by))


def _briefly(verdict: Verdict) -> str:
    """A probability to the whole per cent, as the range over the models is told; of one that figures or claims decide as it is."""
    if verdict.status != "estimated" or verdict.prob is None:
        return probability(verdict)
    return f"{percents(verdict.prob, verdict.prob)}{sign_of(verdict)}"
