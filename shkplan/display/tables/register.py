"""The register of a plan as tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shkplan.assessment.views import Versions
from shkplan.display.language import DASH, number, quantity, region, say, unit, words
from shkplan.display.setting import language
from shkplan.display.tables.base import Cell, Column, Table, facts, table_of
from shkplan.display.verdicts import target_words
from shkplan.evidence.coverage import supplier_of
from shkplan.register.names import named
from shkplan.register.plan import Indicator, Plan
from shkplan.register.targets import Target


def plan_table(plan: Plan, as_of: dt.date | None = None) -> Table:
    """Field, indicator, kind, target and clause of everything in force on a day."""
    rows: list[tuple[Cell, ...]] = []
    groups: list[tuple[int, str]] = []
    last = ""
    for one in plan.indicators.values():
        if one.domain != last:
            groups.append((len(rows), words(plan.domains[one.domain])))
            last = one.domain
        rows += [
            (words(one.name), say(f"kind.{target.kind}"), target_words(target, plan, one.id), target.locator)
            for target in one.targets_in_force(as_of)
        ]
    columns = (say("column.indicator"), say("column.kind"), say("column.target"), Column(say("column.clause"), "text"))
    data = [target_data(one, target) for one in plan.indicators.values() for target in one.targets_in_force(as_of)]
    title = say("title.plan", plan=plan.title)
    return table_of("plan", title, columns, rows, data, groups=tuple(groups))


_UNTOLD = {"replaces", "statement", "note", "readings", "exchange_rate", "reading", "other_readings", "at_precision"}


def target_data(one: Indicator, target: Target) -> dict[str, Any]:
    return {
        "indicator": one.id,
        **target.model_dump(mode="json", exclude=_UNTOLD),
    }


def versions_table(value: Versions) -> Table:
    """Every version of each target that was revised by a day: what it said, when it was approved, whether it still holds."""
    rows: list[tuple[Cell, ...]] = []
    data = []
    for one in value:
        target, whose = one.target, one.indicator
        standing = say("version.replaced", date=one.replaced) if one.replaced else say("version.in_force")
        told = target_words(target, value.plan, whose.id)
        rows.append((words(whose.name), number(one.number), told, str(target.approved), target.locator, standing))
        data.append({**target_data(whose, target), "version": one.number, "replaced": one.replaced})
    columns = (
        say("column.indicator"), Column(say("column.version"), "number"), say("column.target"),
        Column(say("column.approved"), "whole"), say("column.clause"), say("column.standing"),
    )  # fmt: skip
    notes = () if rows else (say("note.no_versions"),)
    return table_of("versions", say("title.versions"), columns, rows, data, notes=notes)


def indicator_card(one: Indicator, plan: Plan | None = None, as_of: dt.date | None = None) -> Table:
    """What an indicator counts and what the plan wants of it on a day, with the clause and its reading."""
    targets = one.targets_in_force(as_of)
    pairs: list[tuple[str, Cell]] = [
        (say("fact.other_name"), one.name.en if language() == "zh" else one.name.zh),
        (say("fact.unit"), unit(one.unit)),
        (say("fact.measure"), say(f"measure.{one.measure}") if one.unit else ""),
        (say("fact.prices"), say(f"price_basis.{one.price_basis}") if one.price_basis != "none" else ""),
        (say("fact.definition"), words(one.definition)),
    ]
    for target in targets:
        pairs += [
            (say("fact.clause"), target.locator),
            (say("fact.statement"), words(target.statement)),
            (say("fact.target"), words(named(target.short(one.id), one.names), plan) if target.scored else ""),
            (say("fact.kind"), f"{say(f'kind.{target.kind}')}{say('colon')}{say(f'event.{target.kind}')}"),
            (say("fact.reading"), words(target.note)),
            (say("fact.approved"), str(target.approved)),
        ]
    if one.targets and not targets:
        pairs.append((say("fact.target"), say("short.not_in_force")))
    pairs += [
        (say("fact.precision"), quantity(number(one.precision), one.unit) if one.precision else ""),
        (say("fact.supplier"), words(supplier_of(one)) or DASH),
        (say("fact.note"), words(one.note)),
        (say("fact.id"), one.id),
    ]
    data = {
        "indicator": one.id,
        "unit": one.unit,
        "measure": one.measure,
        "price_basis": one.price_basis,
        "precision": one.precision,
        "bounds": one.bounds,
        "targets": [target_data(one, target) for target in targets],
    }
    title = words(one.name) if plan is None else say("title.indicator", name=one.name, region=region(plan.region, plan))
    return facts("indicator", title, pairs, data)
