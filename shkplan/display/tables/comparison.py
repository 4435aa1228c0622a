"""Any number of scenarios beside a baseline: probability, change with its paired error, and what moved it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.scenarios.comparison import Compared, Comparison
from shkplan.assessment.scenarios.contributions import Tornado
from shkplan.assessment.scenarios.shift import Shift
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Text
from shkplan.display.language import DASH, listed, number, quantity, rounded, say, unit, words
from shkplan.display.parts import part_words
from shkplan.display.tables.assessment import reference
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.verdicts import briefly, evidence_notes, sign_of, whole_percent, without_error, word_of

__all__ = [
    "baseline_title", "chance_words", "change_words", "compared_table", "comparison_table", "link_titles", "movers_words", "scenario_title",
    "tornado_table",
]  # fmt: skip

_LEAST = 0.05  # per cent, of what is told to a tenth
_SIDE_BY_SIDE = 4  # scenarios that stand in columns; more of them stand in rows below each target


def comparison_table(comparison: Comparison) -> Table:
    """The targets that any scenario moves, those that change most first; the rest counted below.

    Up to four scenarios have a column each, more of them a row each below every target.
    """
    moved, count = comparison.moved, len(comparison.scenarios)
    titles = [scenario_title(comparison, at) for at in range(count)]
    about = {"moved": len(moved), "total": len(comparison)}
    title = say("compared.title_one", scenario=titles[0], **about) if count == 1 else say("compared.title", **about)
    verdicts = [one for row in moved for one in (row.before, *(shift.after for shift in row))]
    notes = (say("compared.note"), *evidence_notes(verdicts)) if moved else (say("compared.nothing"),)
    data = [_data(row) for row in moved]
    more: dict[str, Any] = {"notes": (*notes, *_bare(moved), *_rest(comparison))}
    if count > _SIDE_BY_SIDE:
        columns, rows, groups = _below(moved, titles)
        more["notes"] = (*((say("compared.listed"),) if moved else ()), *more["notes"])
        return table_of("comparison", title, columns, rows, data, groups=groups, **more)
    columns = [Column(say("column.indicator")), Column(baseline_title(comparison.baseline)), *map(Column, titles)]
    cells: list[tuple[Cell, ...]] = [
        (reference(row.before), _chance_in_full(row.before), *(_in_full(one) for one in row)) for row in moved
    ]
    return table_of("comparison", title, columns, cells, data, **more)


def scenario_title(comparison: Comparison, at: int) -> str:
    """What a scenario is called."""
    scenario = comparison.scenarios[at].scenario
    return words(scenario.title) if scenario is not None else say("compared.none")


def baseline_title(assessment: Assessment | None) -> str:
    """What the others are held against: the baseline, or the scenario that the first of them is under."""
    scenario = assessment.scenario if assessment is not None else None
    return words(scenario.title) if scenario is not None else say("compared.baseline")


def _below(
    moved: Sequence[Compared], titles: Sequence[str]
) -> tuple[list[Column], list[tuple[Cell, ...]], tuple[tuple[int, str], ...]]:
    """Each target as a heading with its baseline, the scenarios that move it below it as rows."""
    rows: list[tuple[Cell, ...]] = []
    groups = []
    for row in moved:
        base = say(
            "in_brackets", what=f"{baseline_title(row.before.within)}{say('colon')}{_chance_in_full(row.before)}"
        )
        groups.append((len(rows), f"{words(row.name)}{base}"))
        rows += [
            (title, _chance_in_full(one.after), change_words(one), movers_words(one))
            for title, one in zip(titles, row, strict=True) if one.moved
        ]  # fmt: skip
    return _columns(), rows, tuple(groups)


def _columns() -> list[Column]:
    return [
        Column(say("compared.scenario")), Column(say("compared.prob"), "whole"), Column(say("compared.change"), "number"),
        Column(say("compared.moved_by")),
    ]  # fmt: skip


def _in_full(shift: Shift) -> str:
    """A scenario's cell: its probability, the change, and what moved it, each on a line."""
    if not shift.moved:
        return say("compared.untouched")
    told = [_chance_in_full(shift.after)]
    told += [say("compared.points", change=change_words(shift))] if shift.change is not None else []
    told += [movers_words(shift)]
    return "\n".join(told)


def chance_words(verdict: Verdict) -> str:
    """A probability in whole per cent; the word where figures or claims have settled it, why it has none."""
    if verdict.prob is None:
        return briefly(verdict) or word_of(verdict)
    if verdict.status == "supposed" and not verdict.proxies:
        return say(f"compared_settled.{'reached' if verdict.prob == 1 else 'missed'}")
    if verdict.status != "estimated":
        return word_of(verdict)
    return f"{whole_percent(verdict.prob)}{sign_of(verdict)}"


def _chance_in_full(verdict: Verdict) -> str:
    """The same with the Monte Carlo error of an estimate, or the word why it has none."""
    if verdict.prob is None or verdict.status != "estimated":
        return chance_words(verdict)
    if not verdict.prob_se:
        return f"{chance_words(verdict)}{without_error(verdict)}"
    near, error = 100 * verdict.prob, 100 * verdict.prob_se
    if not _LEAST <= near <= 100 - _LEAST:
        return chance_words(verdict)
    told = say("compared.with_error", change=number(near, 1), error=number(error, 1) if error >= _LEAST else "<0.1")
    return f"{quantity(told, '%')}{sign_of(verdict)}"


def change_words(shift: Shift) -> str:
    """The change in percentage points with its paired Monte Carlo error; a dash where there is none."""
    if not shift.moved or shift.change is None:
        return DASH
    return points_words(shift.change, shift.change_se)


def points_words(change: float | None, error: float | None) -> str:
    """A change of a probability in percentage points, with its error."""
    if change is None:
        return DASH
    told = number(100 * change, 1, sign=True)
    if not error:
        return told
    return say("compared.with_error", change=told, error=number(100 * error, 1) if error >= 5e-4 else "<0.1")


def movers_words(shift: Shift) -> str:
    """What moved it, in words."""
    return say("semicolon").join(words(one, shift.after.plan) for one in shift.moved_by) if shift.moved else DASH


def _bare(moved: Sequence[Compared]) -> tuple[str, ...]:
    """The targets that only a scenario states a threshold for, and how to see what its claims change."""
    bare = [
        row for row in moved
        if any(one.effect == "gained" and any(by.key == "mover.threshold" for by in one.moved_by) for one in row)
    ]  # fmt: skip
    return (say("compared.same_threshold", names=listed(words(row.name) for row in bare)),) if bare else ()


def _rest(comparison: Comparison) -> tuple[str, ...]:
    """The targets that no scenario moves, counted."""
    found = comparison.unmoved
    told = [
        say(f"compared_rest.{one}", count=found[one]) for one in ("decided", "same", "open", "recorded") if found[one]
    ]
    return (say("compared.rest", counts=listed(told)),) if told else ()


def _data(row: Compared) -> dict[str, Any]:
    """Every number of one target."""
    before = row.before
    return {
        "target": row.key, "prob": before.prob, "prob_se": before.prob_se, "status": before.status,
        "scenarios": [shift_data(one) for one in row],
    }  # fmt: skip


def shift_data(one: Shift) -> dict[str, Any]:
    """Every number of one target under one scenario."""
    after = one.after
    return {
        "scenario": one.scenario, "prob": after.prob, "prob_se": after.prob_se, "status": after.status,
        "change": one.change, "change_se": one.change_se, "effect": one.effect, "moved_by": one.movers,
        "central": after.central, "low": after.low, "high": after.high,
    }  # fmt: skip


def compared_table(row: Compared) -> Table:
    """One target under the baseline and each scenario: probability, change, the deciding quantity, what moved it."""
    quantity = row.before.quantity or next((one.after.quantity for one in row if one.after.quantity is not None), None)
    scale = row.before.unit or next((one.after.unit for one in row if one.after.unit), "")
    columns = [*_columns()[:3], Column(say("compared.central")), _columns()[3]]
    about = quantity is not None and scale
    drawn = (say("compared.quantity", quantity=words(quantity, row.before.plan), unit=unit(scale)),) if about else ()
    rows: list[tuple[Cell, ...]] = [
        (baseline_title(row.before.within), _chance_in_full(row.before), DASH, _band(row.before), DASH),
        *((_title(one), _chance_in_full(one.after), change_words(one), _band(one.after), movers_words(one)) for one in row),
    ]  # fmt: skip
    notes = (*drawn, say("compared.note"), *evidence_notes((row.before, *(one.after for one in row))))
    return table_of("compared", say("compared.one_target", name=row.name), columns, rows, _data(row), notes=notes)


def _title(shift: Shift) -> str:
    within = shift.after.within
    return words(within.scenario.title) if within is not None and within.scenario is not None else say("compared.none")


def _band(verdict: Verdict) -> str:
    """The deciding quantity's median and band, without its unit."""
    low, middle, high = verdict.low, verdict.central, verdict.high
    if middle is None:
        return DASH
    median = rounded(middle, verdict.unit)
    if low is None or high is None or low == high:
        return median
    return say("compared.band", median=median, low=rounded(low, verdict.unit), high=rounded(high, verdict.unit))


def link_titles(tornado: Tornado) -> dict[str, Text]:
    """What each link of the baseline is called."""
    within = tornado.before.within
    return {one.link.id: one.link.title for one in within.links} if within is not None else {}


def tornado_table(tornado: Tornado) -> Table:
    """What each part of the scenarios contributes to the change of one target."""
    links = link_titles(tornado)
    seen, plan, rows, groups = set[str](), tornado.before.plan, list[tuple[Cell, ...]](), list[tuple[int, str]]()
    titles = {
        one.within.scenario.id: one.within.scenario.title
        for one in tornado.afters
        if one.within and one.within.scenario
    }
    shown = [one for one in tornado if one.alone or one.left_out or one.alone is None]
    for one in shown:
        if len(tornado.afters) > 1 and one.scenario not in seen:
            groups.append((len(rows), words(titles.get(one.scenario, Text("", "")))))
        seen.add(one.scenario)
        rows.append((part_words(one.part, plan, links), points_words(one.alone, one.alone_se), points_words(one.left_out, one.left_out_se)))  # fmt: skip
    columns = (say("part.part"), Column(say("part.alone"), "number"), Column(say("part.left_out"), "number"))
    data = [
        {"target": tornado.key, "scenario": one.scenario, "part": one.told, "alone": one.alone, "alone_se": one.alone_se,
         "left_out": one.left_out, "left_out_se": one.left_out_se}
        for one in tornado
    ]  # fmt: skip
    title, rest = say("part.title", name=tornado.name), len(tornado) - len(shown)
    notes = (say("part.note"), *((say("part.rest", count=rest),) if rest else ()))
    return table_of("tornado", title, columns, rows, data, groups=tuple(groups), notes=notes)
