"""Base rates: how many targets earlier plans met, in a cell beside an open target, and count by count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shkplan.assessment.base_rates import BaseRate
from shkplan.assessment.one_figure import OneFigure
from shkplan.assessment.verdict import Verdict
from shkplan.display.language import DASH, number, say, span, words, years
from shkplan.display.tables.base import Cell, Column, Hyperlink, Table, table_of
from shkplan.display.verdicts import percents
from shkplan.register.past import PastCount, PastPlans


def rate_cell(rate: BaseRate | None) -> str:
    """So many of so many, with the interval of the share."""
    return DASH if rate is None else say("base_rate.cell", **_parts(rate))


def _parts(rate: BaseRate) -> dict[str, str]:
    return {"met": number(rate.met), "of": number(rate.of), "ends": percents(rate.low, rate.high)}


def rate_in_full(rate: BaseRate | None) -> str:
    """The same with its class and its plans, as a sentence; empty where there is none."""
    if rate is None:
        return ""
    which = say(f"base_rate.{rate.nature or 'any'}")
    kind = say("in_brackets", what=say(f"kind.{rate.kind}")) if rate.kind else ""
    return say("base_rate.full", which=f"{which}{kind}", plans=rate.plans, cell=say("base_rate.told", **_parts(rate)))


def rate_notes(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """What base rates are and which plans they come from; nothing where none is shown."""
    rates = [rate for verdict in verdicts if (rate := verdict.base_rate) is not None]
    if not rates:
        return ()
    counts = dict.fromkeys(one for rate in rates for one in rate.counts)
    plans = dict.fromkeys(words(one.plan) for one in counts)
    return (say("base_rate.note", plans=tuple(plans)),)


def rate_data(rate: BaseRate | None) -> dict[str, Any] | None:
    """Every number of a base rate."""
    if rate is None:
        return None
    names = ("nature", "kind", "met", "of", "low", "high", "plans")
    return {name: getattr(rate, name) for name in names}


def one_figure_cell(found: tuple[OneFigure, ...]) -> Cell:
    """What a single figure more would do."""
    told = tuple(say(f"one_figure.{one.effect}", years=years(one.years)) for one in found)
    return told if len(told) > 1 else "".join(told) or DASH


def past_table(past: PastPlans) -> Table:
    """What became of the targets of earlier plans, one count a row: outcomes first, then counts at mid-term."""
    ordered = sorted(past, key=lambda one: one.stage != "final")
    starts = {one.stage: at for at, one in reversed(list(enumerate(ordered)))}
    groups = tuple(
        (at, say(f"base_rate.{stage.replace('-', '_')}"))
        for stage, at in sorted(starts.items(), key=lambda pair: pair[1])
    )
    columns = (
        say("base_rate.plan"), Column(say("column.period"), "whole"), say("base_rate.which"), Column(say("base_rate.met"), "whole"),
        say("column.source"), say("column.remark"),
    )  # fmt: skip
    data = [
        {"plan": str(one.plan), "window": str(one.window), "stage": one.stage, "nature": one.nature, "kind": one.kind,
         "targets": one.targets, "met": one.met, "published": one.source.published}
        for one in ordered
    ]  # fmt: skip
    notes = (say("base_rate.table_note"),) if ordered else (say("base_rate.none"),)
    return table_of("past_plans", say("base_rate.title"), columns, map(_row, ordered), data, groups=groups, notes=notes)


def _row(one: PastCount) -> tuple[Cell, ...]:
    which = say(f"base_rate.{one.nature or 'any'}") + (
        say("in_brackets", what=say(f"kind.{one.kind}")) if one.kind else ""
    )
    source = say("citation", title=one.source.title, publisher=one.source.publisher, date=one.source.published)
    return (
        words(one.plan), span(one.window), which, say("base_rate.count", met=one.met, of=one.targets),
        Hyperlink(source, one.source.address) if one.source.address else source, words(one.note),
    )  # fmt: skip
