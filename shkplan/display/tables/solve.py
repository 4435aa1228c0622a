"""What it takes to reach a target, and the numbers that would be reached."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from shkplan.assessment.solving.attainable import Attainable, AttainableTargets
from shkplan.assessment.solving.first_reached import FirstReached
from shkplan.assessment.solving.on_record import OnRecord
from shkplan.assessment.solving.solve import Needed, Solution
from shkplan.base import units
from shkplan.base.periods import Period
from shkplan.display.language import DASH, listed, number, quantity, region, rounded, say, span, unit, words, years
from shkplan.display.tables.assessment import grouped, latest_cell, reference, target_cell
from shkplan.display.tables.base import Cell, Column, Table, facts, table_of, without_empty
from shkplan.display.tables.past import rate_cell, rate_data
from shkplan.display.verdicts import briefly, evidence_notes, percent, sign_of, target_words, whole_percent
from shkplan.display.verdicts import past as passed

__all__ = [
    "amount_of",
    "attainable_data",
    "attainable_one_table",
    "attainable_table",
    "heading_of",
    "needed_words",
    "reached_of",
    "relative",
    "solve_data",
    "solve_table",
    "span_of",
]

_SIGNED = ("level", "change")  # told with a plus where they rise


def amount_of(value: float | None, unit: str, *, signed: bool = False) -> str:
    """An amount of a path with its unit; a small one with as many digits as say something."""
    if value is None:
        return DASH
    told = rounded(value, unit, sign=signed)
    if value and abs(value) < 0.1 and float(told.replace("−", "-").replace(",", "")) != value:
        told = number(value, min(5, 1 - math.floor(math.log10(abs(value)))), sign=signed)
    return quantity(told, unit)


def reached_of(one: Attainable, value: float) -> str:
    """A number that would be reached, without its unit; all of an indicator to as many places."""
    places = min(len(rounded(each.value, one.unit).partition(".")[2]) for each in one.numbers)
    told = number(value, places, sign=relative(one))
    return (
        told
        if value == 0 or places == 0 or float(told.replace("−", "-").replace(",", ""))
        else rounded(value, one.unit, sign=relative(one))
    )


def span_of(solution: Solution) -> str:
    """The years of a path; those that a scenario fixes between them are left out."""
    first, last = solution.years[0], solution.years[-1]
    return span(Period(first, last)) if len(solution.years) == last - first + 1 else years(solution.years)


def heading_of(solution: Solution) -> str:
    """What the path is made of, and in which years."""
    form: str = solution.form
    if form == "level" and solution.start is None:
        form = "level_alone"
    elif form == "rate" and solution.verdict.target.falls:
        form = "fall"
    return say(f"solve.form_{form}", years=span_of(solution), year=solution.years[-1], base=solution.years[0] - 1)


def solve_table(solution: Solution) -> Table:
    """A row a probability with the path it takes; below what was done before, and when the number is first reached as things go."""
    verdict, plan = solution.verdict, solution.verdict.plan
    title = say("solve.title", name=verdict.indicator.name, region=region(verdict.region, plan))
    if solution.reason is not None:
        why = [say("solve.none", why=words(solution.reason, plan))]
        if any(one.key == "reason.no_exchange_rate" for one in solution.reason.roots):
            why.append(say("solve.set_threshold"))
        return facts("solve", title, (), solve_data(solution), notes=tuple(why))
    shown = [
        *solution.needed,
        *([solution.exact] if solution.exact is not None and solution.basis != "arithmetic" else []),
    ]
    rows: list[tuple[Cell, ...]] = [_needed(solution, one) for one in shown]
    groups = [(0, say("solve.group_target", target=target_words(verdict.target, plan, verdict.indicator.id)))]
    record, first = solution.record, solution.first_reached
    if record:
        groups.append((len(rows), say("solve.group_record")))
        rows += _records(solution, record)
    columns = (
        say("solve.probability"), heading_of(solution), say("solve.error"), say("column.remark"),
    )  # fmt: skip
    kept, cells = without_empty(columns, rows)
    return table_of(
        "solve", title, kept, cells, solve_data(solution, first), groups=tuple(groups), notes=tuple(_notes(solution)),
    )  # fmt: skip


def _needed(solution: Solution, one: Needed) -> tuple[Cell, ...]:
    chance = say("solve.exactly") if one.prob is None else whole_percent(one.prob)
    if one.value is None:
        return chance, DASH, "", say("solve.at_most", prob=percent(one.most or 0.0))
    sign = sign_of(solution.verdict) if one.prob is not None and solution.basis != "arithmetic" else ""
    told = amount_of(one.value, solution.unit, signed=solution.form in _SIGNED) + sign
    error = error_of(one.value_se, solution.unit) if one.value_se else ""
    return chance, told, error, say("semicolon").join(_remarks(solution, one))


def _remarks(solution: Solution, one: Needed) -> Iterator[str]:
    """Where a level is by then, and whether it was ever done."""
    if one.level is not None and solution.start is not None:
        level = amount_of(one.level, solution.verdict.indicator.unit)
        yield say("solve.leads_to", level=level, year=solution.years[-1])
    if solution.unprecedented(one):
        yield say("solve.unprecedented")


def error_of(value: float, unit: str) -> str:
    """A Monte Carlo error in the unit of a difference, two figures of it."""
    told = number(float(f"{value:.2g}"))
    return f"± {quantity(told, units.difference(unit))}"


def needed_words(solution: Solution, one: Needed) -> str:
    """One path in a sentence."""
    if one.value is None:
        return say("seen.solve_out_of_reach", prob=whole_percent(one.prob or 0.0), most=percent(one.most or 0.0))
    form: str = solution.form
    if form == "level" and solution.start is None:
        form = "level_alone"
    elif form == "rate" and solution.verdict.target.falls:
        form = "fall"
    chance = say("seen.solve_exact") if one.prob is None else say("seen.solve_chance", prob=whole_percent(one.prob))
    value = amount_of(one.value, solution.unit, signed=solution.form in _SIGNED)
    years = solution.years
    return say(
        f"seen.solve_{form}", value=value, years=span_of(solution), year=years[-1], base=years[0] - 1, chance=chance
    )


def _records(solution: Solution, record: tuple[OnRecord, ...]) -> Iterator[tuple[Cell, ...]]:
    plan = solution.verdict.plan
    form = "_limit" if solution.form == "limit" else ""
    for one in record:
        key = f"solve.record_{one.kind}"
        key = f"{key}{form}" if one.kind in ("latest", "projected", "best_run", "best_elsewhere") else key
        name = say(key, years=span(Period(one.first, one.last)), region=region(one.region, plan))
        where = words(one.name) if one.name is not None else region(one.region, plan)
        yield name, amount_of(one.value, solution.unit, signed=solution.form in _SIGNED), "", where


def _course(first: FirstReached) -> str:
    """When the number is first reached as things go, as a sentence: it stands in no column of paths."""
    band = say("band.ends", low=_year(first.early, first), high=_year(first.late, first))
    told = {"median": _year(first.median, first), "band": band, "deadline": first.deadline}
    return say("solve.course", **told, prob=whole_percent(first.prob), error=error_of(100 * first.prob_se, "%"))


def _year(year: int | None, first: FirstReached) -> str:
    return say("solve.after", year=first.until) if year is None else say("solve.in_year", year=year)


def _notes(solution: Solution) -> Iterator[str]:
    verdict = solution.verdict
    if solution.past:
        yield say("solve.note_past")
    if solution.start is not None:
        year, value, known = solution.start
        told = amount_of(value, verdict.indicator.unit)
        yield say("solve.note_start" if known else "solve.note_start_estimated", value=told, year=year)
    alone = solution.basis == "arithmetic" and solution.needed[0].prob is not None
    yield say(
        "solve.note_change"
        if solution.form == "change"
        else "solve.note_beside"
        if alone
        else f"solve.note_{solution.basis}"
    )
    gone = passed(verdict, verdict.as_of)
    if solution.basis != "arithmetic":
        left = tuple(year for year in gone if year not in solution.years)
        if left and not solution.past:
            yield say("solve.note_gone", years=left)
        yield from evidence_notes((verdict,))
    if solution.first_reached is not None:
        yield _course(solution.first_reached)


def solve_data(solution: Solution, first: FirstReached | None = None) -> dict[str, Any]:
    """Every number of it."""
    return {
        "target": solution.key, "form": solution.form, "years": solution.years, "unit": solution.unit, "basis": solution.basis,
        "evidence": solution.evidence, "start": solution.start, "past": solution.past, "reason": solution.reason,
        "needed": [asdict(one) for one in solution.needed],
        "exact": None if solution.exact is None else asdict(solution.exact),
        "record": [
            {"kind": one.kind, "value": one.value, "first": one.first, "last": one.last, "region": one.region} for one in solution.record
        ],
        "first_reached": None if first is None else asdict(first),
    }  # fmt: skip


# What would be reached -------------------------------------------------------------------------------------------------


def attainable_table(found: AttainableTargets) -> Table:
    """A row an indicator: the numbers reached with each probability, the latest figure, today's target, what earlier plans met."""
    plan, every = found.assessment.plan, list(found)
    told = [one for one in every if one]
    rows = [_row(one, found) for one in told]
    columns: tuple[Column | str, ...] = (
        say("column.indicator"), say("attainable.quantity"), *(Column(whole_percent(prob), "number") for prob in found.probs),
        say("column.latest"), say("attainable.today"), say("base_rate.column"),
    )  # fmt: skip
    notes = [
        say("attainable.note"),
        *_rates(every),
        *evidence_notes(one.verdict for one in told),
        *_open(found, [one for one in every if not one]),
    ]
    data = [attainable_data(one) for one in every]
    title = say("attainable.title", plan=plan.title, by=found.by)
    groups = grouped((one.verdict for one in told), plan)
    return table_of("attainable", title, columns, rows, data, groups=groups, notes=tuple(notes))


def _row(one: Attainable, found: AttainableTargets) -> tuple[Cell, ...]:
    sign = sign_of(one.verdict)
    numbers = (f"{reached_of(one, each.value)}{sign}" for each in one.numbers)
    what = f"{words(one.quantity)}{say('in_brackets', what=unit(one.unit))}" if one.unit else words(one.quantity)
    today = found.assessment[one.indicator.key_of(one.target)]
    return (
        reference(one.verdict), what, *numbers, latest_cell(one.verdict), target_cell(today, found.assessment.plan),
        rate_cell(one.base_rate),
    )  # fmt: skip


def relative(one: Attainable) -> bool:
    """Whether the number is a lead or a change, which is told with its sign."""
    return one.target.compared is not None or one.unit != one.indicator.unit


def _rates(every: list[Attainable]) -> tuple[str, ...]:
    """What base rates are, and which plans they come from."""
    plans = dict.fromkeys(
        words(count.plan) for one in every if one.base_rate is not None for count in one.base_rate.counts
    )
    return (say("base_rate.note", plans=tuple(plans)),) if plans else ()


def _open(found: AttainableTargets, some: list[Attainable]) -> Iterator[str]:
    """The indicators without a number, together by why."""
    by_reason: dict[str, list[str]] = {}
    for one in some:
        why = briefly(one.verdict) if not one.verdict.decided_by_figures else words(one.reason, found.assessment.plan)
        by_reason.setdefault(why, []).append(words(one.indicator.name))
    for why, names in by_reason.items():
        yield say("attainable.open", why=why, names=listed(names))


def attainable_data(one: Attainable) -> dict[str, Any]:
    """Every number of one indicator."""
    return {
        "indicator": one.indicator.id, "kind": one.target.kind, "years": one.set_anew.years, "unit": one.unit, "evidence": one.evidence,
        "numbers": [asdict(each) for each in one.numbers], "latest": one.latest, "today": one.today,
        "prob_today": one.verdict.prob if one.today is not None else None,
        "base_rate": rate_data(one.base_rate), "reason": one.reason,
    }  # fmt: skip


def attainable_one_table(one: Attainable) -> Table:
    """One indicator: the number reached with each probability and its error, what was, and what earlier plans met."""
    verdict, plan = one.verdict, one.verdict.plan
    name, by = one.indicator.name, one.set_anew.years[-1]
    title = say("attainable.title_one", name=name, region=region(verdict.region, plan), by=by)
    if one.reason is not None:
        why = say("attainable.none", why=words(one.reason, plan))
        return facts("attainable_one", title, (), attainable_data(one), notes=(why,))
    rows: list[tuple[Cell, ...]] = [
        (
            whole_percent(each.prob),
            f"{quantity(reached_of(one, each.value), one.unit)}{sign_of(verdict)}",
            error_of(each.value_se, one.unit) if each.value_se else "",
        )
        for each in one.numbers
    ]
    beside = [
        (say("column.latest"), latest_cell(verdict), ""),
        (say("attainable.today"), target_words(one.target, plan, one.indicator.id), ""),
        (say("base_rate.column"), rate_cell(one.base_rate), ""),
    ]
    rows += [row for row in beside if row[1] != DASH]
    columns = (say("solve.probability"), words(one.quantity), say("solve.error"))
    kept, cells = without_empty(columns, rows)
    notes = (say("attainable.note"), *_rates([one]), *evidence_notes((verdict,)))
    return table_of("attainable_one", title, kept, cells, attainable_data(one), notes=notes)
