"""The yardsticks side by side: targets by yardsticks, one target in full, how they agree, where they differ, and their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shkplan.assessment.yardsticks.base import CommonScale, Gauged
from shkplan.assessment.yardsticks.side_by_side import Agreeing, Disagreements, GaugedTarget, Yardsticks
from shkplan.display.language import DASH, code, has, listed, number, quantity, say, words
from shkplan.display.tables.all_targets import by_domain
from shkplan.display.tables.assessment import grouped, reference
from shkplan.display.tables.base import Cell, Column, Hyperlink, Table, table_of
from shkplan.display.verdicts import about
from shkplan.register.yardsticks import Cut, YardstickRule, YardstickRules

SYMBOLS: dict[CommonScale | None, str] = {"on_course": "●", "slower": "◐", "away": "○", None: DASH}


def symbol(one: Gauged) -> str:
    """Its mark and its word on the common scale; a dash where it says nothing."""
    return SYMBOLS[one.scale] if one.scale is None else f"{SYMBOLS[one.scale]} {code('common_short', one.scale)}"


def yardsticks_table(found: Yardsticks) -> Table:
    """A row a target of which any yardstick speaks, by field; below it what the marks mean and where each counts as on course."""
    every = [row for one in by_domain(found.assessment) if (row := found[one.key]).speaking]
    columns: list[Column | str] = [
        say("risk.target"),
        *(say(f"gauge_short.{name}") for name in found.names),
        Column(say("yardsticks.for_it"), "whole"),
    ]
    data = [
        {"target": one.key, **{each.yardstick: each.scale for each in one}, "on_course": one.for_it} for one in every
    ]
    groups = grouped([one.verdict for one in every], found.assessment.plan)
    title, plan = say("yardsticks.title", as_of=found.assessment.as_of), found.assessment.plan
    return table_of(
        "yardsticks", title, columns, map(_row, every), data, groups=groups, notes=tuple(_notes(found, plan))
    )


def _row(row: GaugedTarget) -> tuple[Cell, ...]:
    told = (say("yardsticks.count", some=row.for_it, of=len(row.speaking)),)
    return (reference(row.verdict, "#yardsticks"), *(symbol(one) for one in row), *told)


def _notes(found: Yardsticks, plan: Any) -> Iterable[str]:
    if found.spoken_of:
        yield say("yardsticks.marks")
        yield say("yardsticks.from", each=tuple(_from(name, found.rules) for name in found.names))
    if found.silent:
        names = listed(words(one.verdict.indicator.name, plan) for one in found.silent)
        yield say("yardsticks.silent", count=len(found.silent), names=names)


_DECIDES = {"schedule": "on_course", "open_sdg": "on_track", "unsd": "on_track", "escap": "maintain", "sdsn": "on_track",
            "eurostat": "significant", "destatis": "sun", "probability": "on_course"}  # fmt: skip


def _from(name: str, rules: YardstickRules) -> str:
    """From which number on a yardstick says on course."""
    cut = rules[name].cuts[_DECIDES[name]]
    key = "at_most" if name in ("escap", "destatis") else "at_least"
    return say(f"yardsticks.from_{key}", name=say(f"gauge_short.{name}"), number=number(cut.number), by=_by(cut))


def _by(cut: Cut) -> str:
    return "" if cut.by == "source" else say("in_brackets", what=say("yardsticks.ours"))


# One target -------------------------------------------------------------------------------------------------------------


def gauged_table(row: GaugedTarget) -> Table:
    """A row a yardstick: its own word, the number it judges by, its formula filled in, and the numbers it goes by."""
    plan = row.verdict.plan
    columns: list[Column | str] = [
        say("yardsticks.yardstick"), say("yardsticks.says"), Column(say("yardsticks.value"), "whole"),
        Column(say("yardsticks.computed"), "long"), say("yardsticks.numbers"),
    ]  # fmt: skip
    rows = [
        (
            say(f"gauge_name.{one.yardstick}"),
            _says(one),
            value_words(row, one),
            computed(one, plan),
            _cuts(row, one),
        )
        for one in row
    ]
    title = say("yardsticks.of_target", name=words(row.verdict.indicator.name, plan))
    data = [
        {"yardstick": one.yardstick, "status": one.status, "scale": one.scale, "value": one.value, "working": one.working,
         "reason": one.reason, "notes": list(one.notes)}
        for one in row
    ]  # fmt: skip
    return table_of("gauged", title, columns, rows, data, notes=(say("yardsticks.marks"),) if row.speaking else ())


def _says(one: Gauged) -> str:
    """Its mark and its own word."""
    if one.scale is None:
        return code("common_scale", "silent")
    return f"{SYMBOLS[one.scale]} {say(f'gauge.{one.yardstick}.{one.status}')}"


def value_words(row: GaugedTarget, one: Gauged) -> str:
    """The number a yardstick judges by: a ratio, a share in per cent, or growth a year."""
    if one.yardstick == "probability":
        return about(row.verdict) if one.speaks else DASH
    if one.value is None:
        return DASH
    if one.yardstick in ("escap", "destatis"):
        return quantity(number(100 * one.value, 0), "%")
    if row.verdict.target.turning:
        return quantity(number(100 * one.value, 2, sign=True), "%")
    return number(one.value, 2)


def computed(one: Gauged, plan: Any = None) -> Cell:
    """Its formula with the numbers of the target, or why it says nothing, and what was left out of account."""
    told = (words(one.working or one.reason, plan), *(words(note, plan) for note in one.notes))
    return told if len(told) > 1 else told[0]


def _cuts(row: GaugedTarget, one: Gauged) -> Cell:
    """The numbers of a yardstick that speak of such a target, those of ours marked."""
    every = tuple(
        say("yardsticks.cut", name=cut_name(name), number=number(cut.number), by=_by(cut))
        for name, cut in row.rules[one.yardstick].cuts.items()
        if _speaks_of(name, row)
    )
    return every if len(every) > 1 else "".join(every)


def _speaks_of(name: str, row: GaugedTarget) -> bool:
    """Whether a number is used for such a target: without a number of its own, near a natural limit, or of unemployment."""
    turning, unemployment = row.verdict.target.turning, row.rules.open_sdg.unemployment
    if name == "natural_unemployment":
        return row.verdict.indicator.id in unemployment
    if name.startswith(("untargeted", "limit_exponent")):
        return turning
    common = ("weight", "recent", "short", "long", "years", "least", "on_course")
    return not name.startswith(("parity", "zero")) and (not turning or name in common)


def cut_name(name: str) -> str:
    """What a number of a yardstick is."""
    return say(f"cut.{name}") if has(f"cut.{name}") else name


# Agreement --------------------------------------------------------------------------------------------------------------


def agreeing_table(found: Agreeing) -> Table:
    """Yardsticks by yardsticks: on how many targets both speak, and on how many they agree whether it is on course."""
    names = found.yardsticks.names
    columns: list[Column | str] = [
        say("yardsticks.yardstick"),
        *(Column(say(f"gauge_short.{name}"), "whole") for name in names[1:]),
    ]
    rows = [
        (
            say(f"gauge_name.{one}"),
            *(_agreed(found, one, other) if names.index(other) > at else "" for other in names[1:]),
        )
        for at, one in enumerate(names[:-1])
    ]
    data = [pair._asdict() for pair in found]
    title = say("yardsticks.agreement", as_of=found.yardsticks.assessment.as_of)
    return table_of("yardsticks_agreement", title, columns, rows, data, notes=(say("yardsticks.agreement_note"),))


def _agreed(found: Agreeing, one: str, other: str) -> str:
    pair = found.between(one, other)
    return say("yardsticks.count", some=pair.alike, of=pair.both) if pair.both else DASH


def disagreements_table(found: Disagreements) -> Table:
    """The targets on which they differ: who says on course, who says not, and why."""
    columns: list[Column | str] = [
        say("risk.target"),
        say("yardsticks.those_for"),
        say("yardsticks.those_against"),
        Column(say("yardsticks.why"), "long"),
    ]
    rows = [
        (reference(one.verdict, "#yardsticks"), _names(one, True), _names(one, False), words(why, one.verdict.plan))
        for one, why in found
    ]
    data = [
        {"target": one.key, "on_course": one.for_it, "speaking": len(one.speaking), "why": why} for one, why in found
    ]
    notes = () if rows else (say("yardsticks.none_differ"),)
    return table_of("yardsticks_disagreements", say("yardsticks.disagreements"), columns, rows, data, notes=notes)


def _names(row: GaugedTarget, on_course: bool) -> str:
    return listed(say(f"gauge_short.{one.yardstick}") for one in row.speaking if one.on_course == on_course)


# The numbers ------------------------------------------------------------------------------------------------------------


def rules_table(rules: YardstickRules) -> Table:
    """Every number of every yardstick, and where it comes from."""
    rows: list[tuple[Cell, ...]] = []
    groups, data = [], []
    for name in rules:
        rule = rules[name]
        groups.append((len(rows), say(f"gauge_name.{name}")))
        for each, cut in rule.cuts.items():
            source = _source(rule) if cut.by == "source" else say("yardsticks.ours")
            rows.append((cut_name(each), number(cut.number), source, words(cut.note)))
            data.append({"yardstick": name, "name": each, "number": cut.number, "by": cut.by})
    columns: list[Column | str] = [
        say("yardsticks.number"),
        Column(say("yardsticks.value"), "number"),
        say("column.source"),
        Column(say("column.remark"), "long"),
    ]
    return table_of(
        "yardstick_rules",
        say("yardsticks.rules"),
        columns,
        rows,
        data,
        groups=tuple(groups),
        notes=(say("yardsticks.rules_note"),),
    )


def _source(rule: YardstickRule) -> Cell:
    source = rule.source
    told = say("yardsticks.source", title=words(source.title), publisher=words(source.publisher))
    told += say("in_brackets", what=str(source.year)) if source.year else ""
    told += f"{say('semicolon')}{words(source.read)}" if source.read else ""
    return Hyperlink(told, source.address) if source.address else told
