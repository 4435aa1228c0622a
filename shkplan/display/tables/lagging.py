"""The targets that lag, a paragraph each: which years fell short, what is missing or weak in the data, what it would take, was it ever done."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from shkplan.assessment.evaluation.lagging import Lagging, LaggingTarget
from shkplan.assessment.evaluation.year_steps import YearStep
from shkplan.base.periods import Period
from shkplan.display.language import listed, number, quantity, rounded, say, span, words, years
from shkplan.display.plain_words import sentence_case
from shkplan.display.tables.assessment import band_cell, central_cell, gap_cell, reference, verdict_data
from shkplan.display.tables.base import Table, table_of
from shkplan.display.tables.laid_out import LaidOut, as_text, in_a_row, laid_out, leading, paragraph, strong
from shkplan.display.tables.solve import amount_of, error_of, needed_words, solve_data
from shkplan.display.verdicts import evidence_notes

_RECORD = ("latest", "best_run", "best_year")  # what the path required is held against


def lagging_table(lagging: Lagging) -> Table:
    """A paragraph a target, the worst first; in a terminal a row each."""
    every = list(lagging)
    total = number(len(lagging.assessment.official))
    unassessed = number(lagging.assessment.official.counts.of("unassessed"))
    lead = (
        say("lagging.answer", count=number(len(every)), total=total)
        if every
        else say("lagging.none", total=total, unassessed=unassessed)
    )
    told = [(reference(one.verdict), in_a_row(sentences(one))) for one in every]
    rows = [(name.text, as_text(text)) for name, text in told]
    notes = evidence_notes(one.verdict for one in every)
    title = say("lagging.title", as_of=lagging.assessment.as_of)
    columns = (say("lagging.target"), say("lagging.column"))
    made = table_of("lagging", title, columns, rows, list(map(_data, every)), notes=notes)
    parts = [paragraph("shk-lead", lead), *(paragraph("shk-lag", text) for _, text in told)]
    parts += [paragraph("shk-note", note) for note in notes]
    return laid_out(made, "\n".join(parts), LaidOut, lead=lead)


def sentences(one: LaggingTarget) -> Iterator[str]:
    """What is said of one target, a sentence after the other."""
    verdict, plan = one.verdict, one.verdict.plan
    name = reference(verdict)
    nature = say(f"completion.nature_{verdict.target.nature or 'none'}")
    word = say(f"official.word.{one.official.word}")
    yield say("lagging.head", name=strong(leading(name.text, name.to)), nature=nature, word=word)
    yield sentence_case(words(one.official.reason, plan)).rstrip("。. ") + say("stop").strip()
    yield from _steps(one)
    yield from (words(cause, plan) for cause in one.causes)
    if verdict.status == "estimated" and verdict.gap is not None and verdict.quantity is not None:
        estimate = {"central": central_cell(verdict), "band": band_cell(verdict), "gap": gap_cell(verdict)}
        yield say("lagging.estimate", quantity=words(verdict.quantity, plan), **estimate)
    yield from _path(one)


def _steps(one: LaggingTarget) -> Iterator[str]:
    """The years that have figures beside what was asked of them, then those that fell short."""
    steps = one.steps
    if not steps:
        return
    changes = steps.course == "value"
    precision = one.verdict.indicator.precision
    told = [_step(each, steps.unit, steps.course, precision) for each in steps.steps]
    wanted = _amount(steps.steps[-1].wanted, steps.unit, changes, precision)
    yield say(f"lagging.steps_{steps.course}", told=listed(told), wanted=wanted)
    if steps.worst is not None:
        short = [each.year for each in steps.short]
        yield say(
            "lagging.short" if len(short) > 1 else "lagging.short_one", years=years(short), worst=steps.worst.year
        )


def _step(one: YearStep, unit: str, course: str, precision: float | None) -> str:
    value = _amount(one.value, unit, course == "value", precision)
    if course == "lead":
        return say("lagging.step_lead", year=one.year, value=value, wanted=_amount(one.wanted, unit, False, precision))
    if one.year - one.since > 1:
        return say("lagging.step_since", value=value, first=one.since + 1, last=one.year)
    return say("lagging.step", year=one.year, value=value)


def _amount(value: float, unit: str, signed: bool, precision: float | None) -> str:
    """An amount with the digits its series is published in, where it has no more than these; else as an estimate is told."""
    places = max(0, -math.floor(math.log10(precision) + 1e-9)) if precision else 0
    exact = precision is not None and math.isclose(value, round(value, places), abs_tol=1e-9)
    return quantity(number(value, places, signed) if exact else rounded(value, unit, sign=signed), unit)


def _path(one: LaggingTarget) -> Iterator[str]:
    """What it would take, what was done before, and how the two compare."""
    solution, needed = one.solution, one.needed
    if one.verdict.decided_by_figures:
        yield say("lagging.settled")
        return
    if needed is None:
        yield say("lagging.no_path", why=words(solution.reason, one.verdict.plan))
        return
    told_path = needed_words(solution, needed)
    if needed.value_se:
        told_path += say("in_brackets", what=say("lagging.error", error=error_of(needed.value_se, solution.unit)))
    yield say("lagging.needed_past" if solution.past else "lagging.needed", told=told_path)
    kinds = {record.kind: record for record in solution.record}
    form = "_limit" if solution.form == "limit" else ""
    signed = solution.form in ("level", "change")
    told = [
        say("lagging.record", what=say(f"solve.record_{kind}{form if kind != 'best_year' else ''}", years=span(Period(of.first, of.last))),
            value=amount_of(of.value, solution.unit, signed=signed))
        for kind in _RECORD if (of := kinds.get(kind)) is not None  # type: ignore[call-overload]
    ]  # fmt: skip
    if told:
        yield say("lagging.beside", told=say("semicolon").join(told))
    yield say(f"lagging.plausible_{one.plausibility}")


def _data(one: LaggingTarget) -> dict[str, Any]:
    steps = [{"year": each.year, "since": each.since, "value": each.value, "wanted": each.wanted, "short": each.short}
             for each in one.steps.steps]  # fmt: skip
    return {
        **verdict_data(one.verdict), "official": one.official.word, "official_why": one.official.reason, "course": one.steps.course,
        "steps": steps, "causes": one.causes, "path": solve_data(one.solution), "plausibility": one.plausibility,
    }  # fmt: skip
