"""Proposals to adjust targets: number today and proposed, both probabilities with their errors, what they rest on; the rule above them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shkplan.assessment.evaluation.proposals import PROB, NumberProposal, Proposals, number_asked
from shkplan.display.language import DASH, code, number, quantity, say, words
from shkplan.display.tables.assessment import latest_cell, reference, verdict_data
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.tables.led import led
from shkplan.display.tables.solve import amount_of, error_of
from shkplan.display.verdicts import evidence_notes, probability_in_full, target_words, whole_percent


def proposals_table(proposals: Proposals) -> Table:
    """The rule and how many there are; then a row a target, those to be lowered first."""
    every = list(proposals)
    rows = [_row(one) for one in every]
    starts: dict[str, int] = {}
    for at, one in enumerate(every):
        starts.setdefault(one.kind, at)
    groups = tuple((at, say(f"proposals.group_{kind}")) for kind, at in starts.items())
    put = "next" if proposals.over else "proposed"  # to the next plan nothing is proposed, only told
    columns = (
        say("column.indicator"), Column(say("completion.nature"), "whole"), say("proposals.today"), say("proposals.prob_today"),
        say(f"proposals.{put}"), say(f"proposals.prob_{put}"), say("proposals.exact", prob=whole_percent(PROB)), say("completion.latest"),
        say("all_targets.evidence"),
    )  # fmt: skip
    verdicts = [one.verdict or one.current for one in every]
    notes = (*_notes(proposals), *evidence_notes(verdicts)) if every else ()
    title = say(f"proposals.title{'_next' if proposals.over else ''}", as_of=proposals.assessment.as_of)
    made = table_of("proposals", title, columns, rows, list(map(_data, every)), groups=groups, notes=notes)
    return led(made, _answer(proposals))


def _notes(proposals: Proposals) -> Iterator[str]:
    """Who decides, how numbers are rounded, and what a number is worth that a low probability or a wide range gives."""
    if not proposals.over:  # of a plan that has ended nothing is put to anybody
        yield say("proposals.approval")
    yield say("proposals.rounding")
    if any(one.kind == "lower" for one in proposals):
        yield say("proposals.picked")
    if any(one.reached for one in proposals if one.kind == "lower"):
        yield say("proposals.reached_note")
    count, reached = proposals.earlier
    if count:
        yield say("proposals.earlier", count=count, reached=reached, below=whole_percent(proposals.below))


def _answer(proposals: Proposals) -> Iterator[str]:
    """The rule, and how many targets it names."""
    window = proposals.assessment.plan.window
    told = {
        "below": whole_percent(proposals.below),
        "above": whole_percent(proposals.above),
        "prob": whole_percent(PROB),
    }
    if proposals.over:
        span = {"first": window.last + 1, "last": 2 * window.last - window.first + 1}
        yield say("proposals.over", year=window.last, count=number(len(proposals)), prob=told["prob"], **span)
        return
    yield say("proposals.rule", **told)
    counts = {kind: sum(one.kind == kind for one in proposals) for kind in ("lower", "raise")}
    yield say(
        "proposals.counts" if len(proposals) else "proposals.none",
        **{kind: number(count) for kind, count in counts.items()},
    )


def _row(one: NumberProposal) -> tuple[Cell, ...]:
    current, plan = one.current, one.current.plan
    head = (
        reference(current), say(f"completion.nature_{current.target.nature or 'none'}"),
        target_words(current.target, plan, current.indicator.id), probability_in_full(current),
    )  # fmt: skip
    if one.proposed is None or one.verdict is None:
        return (
            *head,
            say("proposals.no_number", why=words(one.reason, plan)),
            DASH,
            DASH,
            latest_cell(current),
            code("rests_word", current.evidence),
        )
    return (
        *head, _marked(one), probability_in_full(one.verdict), _exact(one), latest_cell(current), code("rests_word", one.verdict.evidence),
    )  # fmt: skip


def _marked(one: NumberProposal) -> str:
    """The same, with the year by which figures are there already, where they are."""
    told = _proposed(one)
    return say("proposals.reached", told=told, year=one.reached) if one.kind == "lower" and one.reached else told


def _proposed(one: NumberProposal) -> str:
    """The target proposed in words; of a pace how far it may be behind or must be ahead."""
    target, plan = one.proposed, one.current.plan
    assert target is not None
    lead = number_asked(target)
    if target.compared is None or lead is None:
        return target_words(target, plan, one.current.indicator.id)
    points = quantity(number(abs(lead)), "个百分点")
    return say(
        "proposals.slower" if lead < 0 else "proposals.faster",
        points=points,
        reference=target_words(target, plan, one.current.indicator.id),
    )


def _exact(one: NumberProposal) -> str:
    """The number before it was rounded, with its Monte Carlo error."""
    assert one.exact is not None
    assert one.verdict is not None
    unit = one.verdict.unit
    told = amount_of(one.exact.value, unit, signed=one.current.target.compared is not None)
    return f"{told} {error_of(one.exact.value_se, unit)}" if one.exact.value_se else told


def _data(one: NumberProposal) -> dict[str, Any]:
    exact = (
        None
        if one.exact is None
        else {"prob": one.exact.prob, "value": one.exact.value, "value_se": one.exact.value_se}
    )
    return {
        "kind": one.kind, "word": one.official.word, "today": verdict_data(one.current), "number_today": number_asked(one.current.target),
        "number": one.number, "reached": one.reached, "unit": getattr(one.current.target, "unit", one.current.unit), "exact": exact,
        "proposed": None if one.verdict is None else verdict_data(one.verdict), "reason": one.reason,
    }  # fmt: skip
