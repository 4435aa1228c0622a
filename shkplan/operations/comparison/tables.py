"""What has changed from one report to the next, as tables in the language in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from shkplan.base.messages import Phrase, in_language
from shkplan.display.language import DASH, listed, number, quantity, region, say, span, words
from shkplan.display.setting import language
from shkplan.display.tables.base import Cell, Column, Reference, Table, table_of
from shkplan.display.tables.comparison import points_words
from shkplan.display.tables.evidence import citation, value_cell
from shkplan.display.verdicts import SIGNS, whole_percent
from shkplan.operations.comparison.figures import FigureChange, TargetMoved
from shkplan.operations.comparison.values import AFTER, BEFORE, CauseOfChange, TargetChange, TargetState
from shkplan.operations.comparison.whole import ReportComparison

__all__ = ["cause_words", "causes_words", "chance_in_short", "figures_table", "moved_table", "name_of"]


def moved_table(found: ReportComparison) -> Table:
    """The targets that moved, those furthest first: before, now, change with its error, and why."""
    columns: list[Column | str] = [
        say("changes.target"), say("changes.before"), say("changes.after"),
        Column(say("changes.change"), "number"), Column(say("changes.why"), "long"),
    ]  # fmt: skip
    rows = [(_led(one), _standing(one.before), _standing(one.after), _change(one), tuple(causes_words(one))) for one in found.moved]  # fmt: skip
    title = say("changes.title", before=found.before.day, moved=len(rows), total=len(found))
    notes = (*_notes(found),) if rows else (say("changes.none", before=found.before.day), *_notes(found))
    return table_of("changes", title, columns, rows, [one.row for one in found], notes=notes)


def _notes(found: ReportComparison) -> Iterator[str]:
    counts = [say(f"changes.rest_{effect}", count=count) for effect, count in found.unmoved.items()]
    if counts and found.moved:
        yield say("changes.rest", counts=listed(counts))
    yield from methods_words(found)


def methods_words(found: ReportComparison) -> Iterator[str]:
    """How the causes were told apart, a sentence each."""
    if any(one.change is not None for one in found.moved):
        yield say("changes.note")
    if len(found.differing) > 1:
        yield say("changes.order", causes=listed(say(f"changes_cause.{name}") for name in found.differing))
    elif found.differing:
        yield say("changes.one_cause", cause=cause_words(found.differing))
    else:
        yield say("changes.same_report")
    if any("day" in cause.kinds and cause.acts for one in found.moved for cause in one.causes):
        yield say("changes.day")
    if not found.same_code:
        acts = any({BEFORE, AFTER} & {*cause.kinds} for one in found for cause in one.acting)
        yield say(
            f"changes.versions{'' if acts else '_idle'}",
            before=found.before.version,
            after=found.after.version,
            here=found.here,
        )
    for names, why in found.apart:
        yield say("changes.apart", causes=cause_words(names), why=in_language(why.text(language()), language()))
    yield from (f"{sign} {say('rests.' + evidence.replace(' ', '_'))}" for evidence, sign in SIGNS.items() if _seen(found, evidence))  # fmt: skip


def _seen(found: ReportComparison, evidence: str) -> bool:
    return any(side is not None and side.evidence == evidence for one in found.moved for side in (one.before, one.after))  # fmt: skip


def name_of(change: TargetChange) -> str:
    """The name of a target, with its deadline where its indicator has several."""
    year = change.key.partition("@")[2]
    return say("changes.by_year", name=words(change.name), year=year) if year else words(change.name)


def _led(change: TargetChange) -> Cell:
    return Reference(name_of(change), f"indicator/{change.key.partition('@')[0]}")


def _standing(state: TargetState | None) -> str:
    """What a report says of a target, on two lines: its probability or the word why it has none, and its rating."""
    if state is None:
        return DASH
    told = [_chance(state)]
    told += [say(f"official.word.{state.official}")] if state.official is not None else []
    return "\n".join(told)


def _chance(state: TargetState) -> str:
    """A probability with its Monte Carlo error, or the word that takes its place."""
    if state.prob is None or state.status != "estimated":
        return say(f"word.{state.word}")
    near = whole_percent(state.prob)
    if state.prob_se and 0.01 <= state.prob <= 0.99:
        near = quantity(
            say("compared.with_error", change=number(100 * state.prob, 1), error=_least(state.prob_se)), "%"
        )
    return f"{near}{SIGNS.get(state.evidence, '')}"  # type: ignore[call-overload]


def _least(error: float) -> str:
    return number(100 * error, 1) if error >= 5e-4 else "<0.1"


def chance_in_short(state: TargetState | None) -> str:
    """A probability in whole per cent, or the word that takes its place."""
    if state is None:
        return DASH
    return whole_percent(state.prob) if state.prob is not None and state.status == "estimated" else say(f"word.{state.word}")  # fmt: skip


def _change(change: TargetChange) -> str:
    if change.change is None:
        return say(f"changes_effect.{change.effect}") if change.effect in ("new", "gone", "gained", "lost") else DASH
    return points_words(change.change, change.change_se)


def causes_words(change: TargetChange) -> Iterator[str]:
    """Why a target moved, a sentence a cause."""
    if change.numbers is not None:
        yield _number(change)
    alone = len([one for one in change.acting if not {BEFORE, AFTER} & {*one.kinds}]) > 1
    for one in change.acting:
        yield _cause(one, alone=alone)
    if change.together is not None and abs(change.together) >= 5e-4:
        yield say("changes.together", change=points_words(change.together, None))


def _number(change: TargetChange) -> str:
    one, other = change.numbers or (None, None)
    unit = next((side.unit for side in (change.after, change.before) if side is not None), "")
    if one is None or other is None or one == other:
        return say("changes.number_other")
    return say("changes.number", before=quantity(number(one), unit), after=quantity(number(other), unit))


def _cause(cause: CauseOfChange, *, alone: bool) -> str:
    called = cause_words(cause.kinds)
    if cause.gives:
        return say("changes.cause_gives" if cause.before is None else "changes.cause_takes", cause=called)
    if cause.change:
        told = points_words(cause.change, cause.change_se)
        if alone and cause.alone is not None and abs(cause.alone - cause.change) >= 5e-4:
            return say(
                "changes.cause_alone", cause=called, change=told, alone=points_words(cause.alone, cause.alone_se)
            )
        return say("changes.cause", cause=called, change=told)
    was, now = (say(f"official.word.{one}") if one is not None else DASH for one in cause.official)
    return say("changes.cause_word", cause=called, before=was, after=now)


def cause_words(kinds: Sequence[str]) -> str:
    """What a cause is called; several that could not be told apart, together."""
    names = [say(f"changes_cause.{one}") for one in kinds]
    if len(names) < 2:
        return "".join(names)
    return say("changes.joined", first=listed(names[:-1]), last=names[-1])


# Figures -----------------------------------------------------------------------------------------------------------------


def figures_table(found: ReportComparison, *, moving: bool | None = None) -> Table:
    """The figures that changed, by series: value before and now, source, and which targets they move.

    Args:
        found: of which.
        moving: only those that move a target, or only those that move none; default all.
    """
    some = [one for one in found.figures if moving is None or bool(one.moved) == moving]
    together = any(one.together for one in some)
    columns: list[Column | str] = [
        Column(say("changed_figures.year"), "whole"), say("changed_figures.kind"), Column(say("changed_figures.before"), "whole"),
        Column(say("changed_figures.after"), "whole"), *([] if together or moving is False else [say("changed_figures.moves")]),
        say("changed_figures.source"),
    ]  # fmt: skip
    names = {one.key: name_of(one) for one in found}
    rows, groups = list[tuple[Cell, ...]](), list[tuple[int, str]]()
    for series in _by_series(some):
        told = _moves(series[0].moved, names) if together and moving is not False else ""
        name = _whose(series[0], found)
        groups.append((len(rows), say("changed_figures.of_series", whose=name, moves=_flat(told)) if told else name))
        for one in series:
            each = () if together or moving is False else (_moves(one.moved, names),)
            rows.append((span(one.figure.period), say(f"changed_figure.{one.kind}"), *_values(one, found), *each, _source(one)))  # fmt: skip
    notes = [say("changed_figures.series" if together else "changed_figures.each")] if moving is not False else []
    left = [] if moving is None else [one for one in found.figures if one not in some]
    notes += [say("changed_figures.others", count=len(left))] if moving and left else []
    title = say(f"changed_figures.title{_TITLES[moving]}", count=len(rows))
    notes = notes if rows else [say("changed_figures.none" if not found.figures else "changed_figures.none_moving")]
    data = [one.row for one in some]
    return table_of("changed_figures", title, columns, rows, data, groups=tuple(groups), notes=tuple(notes), headed=True)  # fmt: skip


_TITLES = {None: "", True: "_moving", False: "_idle"}


def _by_series(some: Sequence[FigureChange]) -> list[list[FigureChange]]:
    """The figures by series, those first that move most, and in a series the latest first."""
    found: dict[tuple[str, str], list[FigureChange]] = {}
    for one in some:
        found.setdefault(one.series, []).append(one)

    def most(series: list[FigureChange]) -> float:
        return max((abs(by.change or 1.0) for one in series for by in one.moved or ()), default=0.0)

    return [sorted(one, key=_latest, reverse=True) for one in sorted(found.values(), key=lambda one: -most(one))]  # fmt: skip


def _latest(one: FigureChange) -> tuple[dt.date, dt.date]:
    """Of figures published on one day, those that reach further count as later."""
    return one.figure.published, one.figure.period.ends


def _whose(one: FigureChange, found: ReportComparison) -> str:
    plan, figure = found.plan, one.figure
    name = words(plan[figure.indicator].name) if figure.indicator in plan else figure.indicator
    where = region(figure.region, plan if figure.region in plan.regions else None)
    return say("changed_figures.whose", name=name, region=where)


def _values(one: FigureChange, found: ReportComparison) -> tuple[str, str]:
    known = one.figure.indicator in found.plan
    of = found.plan[one.figure.indicator] if known else None
    was = value_cell(one.before, of) if one.before is not None else DASH
    gone = say("changed_figures.dropped" if one.kind == "corrected" else "changed_figures.gone")
    return was, value_cell(one.after, of) if one.after is not None else gone


def _flat(cell: Cell) -> str:
    return say("semicolon").join(cell) if isinstance(cell, tuple) else str(cell)


def _moves(moved: Sequence[TargetMoved] | None, names: dict[str, str]) -> Cell:
    if moved is None:
        return DASH
    if not moved:
        return say("changed_figures.nothing")
    return tuple(
        say("changed_figures.move", name=names.get(one.target, one.target), change=points_words(one.change, one.change_se))
        if one.change is not None else names.get(one.target, one.target)
        for one in moved
    )  # fmt: skip


def _source(one: FigureChange) -> Cell:
    told = citation(one.figure)
    if one.correction is None:
        return told
    plain = told if isinstance(told, str) else told.text if not isinstance(told, tuple) else ""
    why = one.correction
    return say("changed_figures.reason", source=plain, author=why.author, why=words(why.reason))


def counts_words(found: ReportComparison) -> str:
    """How many figures changed in which way; empty where none did."""
    kinds = [one.kind for one in found.figures]
    told = [
        say("changes_page.count", count=kinds.count(kind), kind=Phrase(say(f"changed_figure.{kind}")))
        for kind in ("new", "revised", "confirmed", "corrected", "removed") if kind in kinds
    ]  # fmt: skip
    return say("changes_page.counts", counts=listed(told)) if told else ""
