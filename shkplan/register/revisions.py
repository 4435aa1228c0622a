"""Revisions of a plan's targets: who proposed or approved which number instead of which, when, and why; added, never changed.

An approved revision is a version of its target from the day it was approved on, beside those in the plan file. A proposed
one never decides; a later entry approves or rejects it. What an entry says was in force must have been.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from shkplan.base import units
from shkplan.base.errors import Place
from shkplan.base.messages import Message, Text, message, said
from shkplan.base.periods import Period
from shkplan.base.typed import Location, Misfit, Misfits, Number, Record, suggested
from shkplan.files.records import Filed
from shkplan.files.yaml import Document
from shkplan.register.targets import OtherReading, Target, Unit, Year

if TYPE_CHECKING:
    from shkplan.register.plan import Indicator, Plan

__all__ = ["Approval", "Proposal", "RevisionFile", "RevisionStatus", "TargetRevision", "proposals_of", "with_revisions"]

RevisionStatus = Literal["proposed", "approved", "rejected"]


def _either_language(value: object) -> object:
    """Words in both languages; those written in one stand for both."""
    if isinstance(value, str):
        return {"zh": value, "en": value}
    if isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in ("zh", "en"):
        return dict.fromkeys(("zh", "en"), next(iter(value.values())))
    return value


class Approval(Record):
    """Who decided on a revision, and by which document."""

    by: str = Field(min_length=1)
    document: str = Field(min_length=1)

    def __str__(self) -> str:
        return f"{self.by}，{self.document}" if self.by != self.document else self.by


class TargetRevision(Record):
    """One entry: another number for a target, proposed, approved or rejected on a day.

    Attributes:
        target: the key of the target, an indicator's id, with ``@deadline`` where that has several targets.
        old, new: the number in force on the day, and the one instead of it, in ``unit``.
        deadline: the new deadline; None where that stays.
        reason: why.
        date: of what ``status`` says.
        approval: who decided, by which document; of a proposal nobody has.
    """

    target: str = Field(min_length=1)
    old: Number
    new: Number
    unit: Unit
    deadline: Year | None = None
    reason: Annotated[Text, BeforeValidator(_either_language)]
    date: dt.date
    status: RevisionStatus
    approval: Approval | None = None

    @model_validator(mode="after")
    def _decided(self) -> Self:
        if (self.status == "approved") > (self.approval is not None):
            remedy = said("Add approval: {{by: ..., document: ...}}, who approved it and in which document.")
            raise Misfit(said("who approved it"), remedy, found=None, at=("approval",))
        if self.status == "proposed" and self.approval is not None:
            remedy = said("Remove it, or write status: approved with the day of the approval.")
            raise Misfit(
                said("no approval of what is only proposed"), remedy, found=str(self.approval), at=("approval",)
            )
        return self

    @property
    def asks(self) -> tuple[str, float, str, int | None]:
        """What it wants, whatever became of it."""
        return self.target, self.new, self.unit, self.deadline


class RevisionFile(Filed, Record):
    """The revisions of one plan, in the order they were recorded; an empty file holds none."""

    shape: ClassVar = list | None
    holds: ClassVar = (
        said("an entry that is not a list"), said("a list of revisions"), said("Begin each entry with a hyphen: - target: ..."),
    )  # fmt: skip
    entries: tuple[TargetRevision, ...]

    @model_validator(mode="before")
    @classmethod
    def _of_a_list(cls, content: object) -> object:
        return content if isinstance(content, Mapping) else {"entries": content or ()}

    @classmethod
    def place(cls, document: Document, location: Location) -> Place:
        """Where an entry stands; the file itself is the list."""
        return super().place(document, location[1:])


class Proposal(NamedTuple):
    """A revision that nobody had approved or rejected by a day.

    Attributes:
        revision: the entry.
        indicator: whose target it is.
        target: the version in force on that day.
        would_be: the version it would be, from the day of the proposal on.
    """

    revision: TargetRevision
    indicator: Indicator
    target: Target
    would_be: Target


def with_revisions(plan: Plan, entries: Sequence[TargetRevision]) -> Plan:
    """The plan with every approved revision as a version of its target.

    Raises:
        Misfits: entries that do not fit the plan or those before them, all of them; each below ``("entries", n)``.
    """
    history, wrong = _History(plan), list[Misfit]()
    for at, entry in enumerate(entries):
        found = list(history.unfit(entry))
        wrong += [Misfit(one.expected, one.remedy, found=one.found, at=("entries", at, *one.at)) for one in found]
        if not found:
            history.add(entry)
    if wrong:
        raise Misfits(wrong)
    return history.plan.with_history(tuple(entries))


def proposals_of(plan: Plan, as_of: dt.date) -> tuple[Proposal, ...]:
    """The revisions that were proposed by a day, and neither approved nor rejected by it; of targets in force on it."""
    waiting: dict[object, TargetRevision] = {}
    for entry in plan.revisions:
        if entry.date <= as_of:
            waiting.pop(entry.asks, None)
            if entry.status == "proposed":
                waiting[entry.asks] = entry
    found = ((entry, _in_force(plan, entry.target, as_of)) for entry in waiting.values())
    return tuple(
        Proposal(entry, known[0], known[1], _revised(known[1], entry)) for entry, known in found if known is not None
    )


@dataclass
class _History:
    """The plan as the entries so far have left it."""

    plan: Plan

    def __post_init__(self) -> None:
        self._waiting: set[object] = set()
        self._last: dict[str, dt.date] = {}

    def add(self, entry: TargetRevision) -> None:
        """Take in an entry that fits."""
        self._last[entry.target.partition("@")[0]] = entry.date
        self._waiting.discard(entry.asks)
        if entry.status == "proposed":
            self._waiting.add(entry.asks)
        known = _in_force(self.plan, entry.target, entry.date)
        if entry.status == "approved" and known is not None:
            one, target = known
            changed = one.model_copy(update={"targets": (*one.targets, _revised(target, entry))})
            self.plan = self.plan.model_copy(update={"indicators": {**self.plan.indicators, one.id: changed}})

    def unfit(self, entry: TargetRevision) -> Iterator[Misfit]:
        """What of an entry does not fit."""
        known = _in_force(self.plan, entry.target, entry.date)
        if known is None:
            yield _unknown(self.plan, entry)
            return
        one, target = known
        if (number := getattr(target, "number", None)) is None:
            remedy = said("What has no number is revised in the plan file: add a version there with its day.")
            yield Misfit(said("a target with a number"), remedy, found=entry.target, at=("target",))
            return
        yield from _another_number(entry, target, number)
        yield from self._out_of_order(entry)
        yield from self._out_of_place(entry, one, target)

    def _out_of_order(self, entry: TargetRevision) -> Iterator[Misfit]:
        last = self._last.get(entry.target.partition("@")[0])
        if last is not None and entry.date < last:
            expected = said("{day}, the day of the entry before it, or a later one", day=last)
            yield Misfit(
                expected, said("Entries are added below, in the order of their days."), found=entry.date, at=("date",)
            )
        if entry.status == "rejected" and entry.asks not in self._waiting:
            remedy = said("Only what an entry above proposes can be rejected: the same target, number and deadline.")
            yield Misfit(said("a revision that was proposed"), remedy, found=f"{entry.new:g}", at=("new",))

    def _out_of_place(self, entry: TargetRevision, one: Indicator, target: Target) -> Iterator[Misfit]:
        if not units.joined(entry.unit, target.unit):  # type: ignore[union-attr]  # it has a number
            return
        if entry.deadline is not None and not self.plan.window.first <= entry.deadline <= self.plan.horizon:
            expected = said("a year from {first} to {last}", first=self.plan.window.first, last=self.plan.horizon)
            remedy = said("Correct the year, or the plan's window or horizon.")
            yield Misfit(expected, remedy, found=entry.deadline, at=("deadline",))
            return
        would_be = _revised(target, entry)
        if any((old.deadline, old.approved) == (would_be.deadline, entry.date) for old in one.targets):
            expected, remedy = said("a day of its own for each version"), said("Date the revision by its approval.")
            yield Misfit(expected, remedy, found=entry.date, at=("date",))
        for misfit in would_be.misfits(one, ()):
            yield Misfit(misfit.expected, misfit.remedy, found=misfit.found, at=("new",))


def _unknown(plan: Plan, entry: TargetRevision) -> Misfit:
    known = [one.key_of(target) for one in plan.indicators.values() for target in one.targets_in_force(entry.date)]
    otherwise = said("Write the key of a target: an id, with @deadline where the indicator has several.")
    expected = said("a target in force on {day}", day=entry.date)
    return Misfit(expected, suggested(entry.target, known, otherwise), found=entry.target, at=("target",))


def _another_number(entry: TargetRevision, target: Target, number: float) -> Iterator[Misfit]:
    """An old number that was not in force, or a new one that changes nothing."""
    unit = target.unit  # type: ignore[union-attr]  # it has a number
    if not units.joined(entry.unit, unit):
        yield Misfit(
            said("a unit that converts to {wanted}", wanted=unit),
            said("Change one of the two units."),
            found=entry.unit,
            at=("unit",),
        )
        return
    if not math.isclose(units.convert(entry.old, entry.unit, unit), number, rel_tol=1e-9):
        expected = said("{number:.12g} {unit}, the number in force on {day}", number=number, unit=unit, day=entry.date)
        yield Misfit(expected, said("Correct it, or the day."), found=f"{entry.old:.12g} {entry.unit}", at=("old",))
    if entry.new == entry.old and entry.deadline in (None, target.deadline):
        remedy = said("Write the number, or the deadline, that replaces the old one.")
        yield Misfit(said("another number, or another deadline"), remedy, found=f"{entry.new:.12g}", at=("new",))


def _in_force(plan: Plan, key: str, day: dt.date) -> tuple[Indicator, Target] | None:
    """The indicator and the version in force on a day of a target, by its key."""
    one = plan.indicators.get(key.partition("@")[0])
    targets = one.targets_in_force(day) if one is not None else ()
    if one is None or not targets:
        return None
    if "@" not in key:
        return (one, targets[0]) if len(targets) == 1 else None
    return next(((one, target) for target in targets if key == f"{one.id}@{target.deadline}"), None)


def _revised(target: Target, entry: TargetRevision) -> Target:
    """The version of a target that a revision makes it."""
    number = units.convert(entry.new, entry.unit, target.unit)  # type: ignore[union-attr]  # it has a number
    told = message("revision.statement", old=entry.old, new=entry.new, unit=entry.unit)
    readings = tuple(_read(one, target, entry, number) for one in target.other_readings)
    made: Target = _moved(target, entry, number).model_copy(
        update={
            "approved": entry.date,
            "statement": _both(told),
            "note": entry.reason,
            "locator": str(entry.approval) if entry.approval is not None else target.locator,
            "replaces": target.deadline if entry.deadline not in (None, target.deadline) else None,
            "other_readings": readings,
        }
    )
    return made


def _moved(target: Any, entry: TargetRevision, number: float) -> Any:
    """A target with another number, and deadline where that changes."""
    changed: dict[str, object] = {"number": number}
    if entry.deadline is not None:
        window = getattr(target, "window", None)
        changed |= {"deadline": entry.deadline} if window is None else {"window": Period(window.first, entry.deadline)}
    return target.model_copy(update=changed)


def _read(one: OtherReading, target: Target, entry: TargetRevision, number: float) -> OtherReading:
    """Another reading of the revised clause; one with a number of its own keeps that."""
    own: float | None = getattr(one.target, "number", None)
    kept = number if own is not None and own == getattr(target, "number", None) else own
    moved = _moved(one.target, entry, kept) if kept is not None else one.target
    return one.model_copy(update={"target": moved.model_copy(update={"approved": entry.date})})


def _both(told: Message) -> Text:
    return Text(zh=told.text("zh"), en=told.text("en"))
