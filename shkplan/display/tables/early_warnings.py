"""Early warnings: which targets call for one, how many years are left, and what such warnings were worth elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shkplan.assessment.evaluation.early_warnings import EarlierWarning, EarlyWarning, EarlyWarnings
from shkplan.display.language import DASH, number, quantity, say, words
from shkplan.display.tables.assessment import reference, verdict_data
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.verdicts import evidence_notes, probability_in_full
from shkplan.register.early_warning import EarlyWarningRule, WarningWorth


def early_warnings_table(warnings: EarlyWarnings) -> Table:
    """A row a warning, the least probable first; then the rule, what it is worth, and whom it cannot warn of."""
    columns = (
        say("column.indicator"), say("column.probability"), say("early_warning.grade"), Column(say("early_warning.lead"), "whole"),
        say("early_warning.false"), say("early_warning.found"),
    )  # fmt: skip
    every = list(warnings)
    data = [_data(one) for one in every]
    notes = (*_notes(warnings), *evidence_notes(one.verdict for one in every))
    title = say("early_warning.title", as_of=warnings.assessment.as_of)
    return table_of("early_warnings", title, columns, map(_row, every), data, notes=notes)


def _row(one: EarlyWarning) -> tuple[Cell, ...]:
    told = probability_in_full(one.verdict)
    prob = say("early_warning.near", prob=told) if one.near else told
    false, found = (_share(one.worth.false_alarms), _share(one.worth.found)) if one.worth else (DASH, DASH)
    left = say("early_warning.years", count=one.lead)
    return reference(one.verdict), prob, say(f"early_warning.{one.grade}"), left, false, found


def _share(measured: tuple[float, float, float]) -> str:
    """A measured share in per cent with its interval."""
    share, low, high = (number(100 * one, 0) for one in measured)
    return say("early_warning.share", share=quantity(share, "%"), low=low, high=high)


def _notes(warnings: EarlyWarnings) -> Iterator[str]:
    rule = warnings.rule
    if asked := warnings.asked:
        grades = [one.grade for one in warnings]
        warned, watched = grades.count("warned"), grades.count("watched")
        yield say("early_warning.conclusion", count=len(asked), warned=warned, watched=watched)
    else:
        yield say("early_warning.none_asked")
    if silent := warnings.silent:
        yield say("early_warning.silent", count=len(silent))
    if late := warnings.too_late:
        yield say("early_warning.too_late", count=len(late))
    if earlier := warnings.earlier:
        yield _earlier(warnings, earlier)
    yield say("early_warning.rule", warn=number(rule.warn_below, 2), watch=number(rule.watch_below, 2))
    if worth := [one.worth for one in warnings if one.worth is not None]:
        least = {one.event: one for one in sorted(worth, key=lambda one: -one.targets)}  # of each event the fewest
        on = say("semicolon").join(_measured_on(rule, one) for one in least.values())
        yield say("early_warning.worth", on=on, windows=min(one.windows for one in worth))
    if len(worth) < len(warnings):
        yield say("early_warning.unmeasured")


def _measured_on(rule: EarlyWarningRule, worth: WarningWorth) -> str:
    """On targets of what a worth was measured, on how many, and how many of them were missed."""
    what = rule.measured_on.get(worth.event)
    counts = {"targets": number(worth.targets), "missed": quantity(number(100 * worth.missed / worth.targets, 0), "%")}
    return (
        say("early_warning.on_targets", **counts)
        if what is None
        else say("early_warning.on", what=words(what), **counts)
    )


def _earlier(warnings: EarlyWarnings, every: Sequence[EarlierWarning]) -> str:
    """How many of this plan's own decided targets were warned of at the end of a year, among those missed and those met, by name."""
    missed = [one for one in every if one.missed]
    met = [one for one in every if not one.missed]
    told = tuple(_warned(warnings, one) for one in every if one.first is not None)
    counts = {
        "found": sum(one.first is not None for one in missed), "missed": len(missed),
        "wrong": sum(one.first is not None for one in met), "met": len(met),
    }  # fmt: skip
    sentence = say("early_warning.earlier", **counts)
    return say("early_warning.earlier_named", told=sentence, names=told) if told else sentence


def _warned(warnings: EarlyWarnings, one: EarlierWarning) -> str:
    name = words(warnings.assessment[one.key].indicator.name)
    return say(
        "early_warning.earlier_one",
        name=name,
        year=one.first,
        came=say(f"early_warning.{'missed' if one.missed else 'met'}"),
    )


def _data(one: EarlyWarning) -> dict[str, object]:
    worth = one.worth.model_dump() if one.worth is not None else None
    return {**verdict_data(one.verdict), "grade": one.grade, "lead": one.lead, "below": one.below, "worth": worth}
