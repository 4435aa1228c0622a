"""What one figure does to a workspace: new, revised, beside another source, already there, or a contradiction."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.messages import Language, Said, Text, said
from shkplan.evidence.observation import Observation
from shkplan.exchange.importing.numbers import signed
from shkplan.workspace.readers.form.columns import words

Kind = Literal["new", "revised", "beside", "same"]
SPOKEN: Mapping[Kind, Said] = {
    "new": said("new"), "revised": said("revised"), "beside": said("beside another source"), "same": said("already there"),
}  # fmt: skip


@dataclass(frozen=True)
class Arrival:
    """What one figure does to the workspace.

    Attributes:
        kind: new; revised, a later word of the same source; beside, the word of another source; same, nothing.
        figure: the figure that comes.
        earlier: the figures it stands beside; of a revision the one it revises, first.
        taken: the yearly series will take it.
        last: the last known figure of an earlier year, else the first of a later one; None where there is none.
    """

    kind: Kind
    figure: Observation
    earlier: tuple[Observation, ...] = ()
    taken: bool = False
    last: Observation | None = None

    def text(self, language: Language) -> str:
        """One line: the figure, what stands there now, the last known one and the change."""
        return self._told().text(language)

    def __str__(self) -> str:
        return self.text("en")

    def _told(self) -> Said:
        one = self.figure
        head = said("{kind}: {id}, {region} {period}", kind=SPOKEN[self.kind], id=one.indicator, region=one.region,
                    period=str(one.period))  # fmt: skip
        if self.kind == "same":
            return said("{head}: {amount}, in {place}", head=head, amount=amount(one), place=place_of(self.earlier[0]))
        comes = _from_source(one)
        if self.earlier:
            there = _chained([_from_source(other) for other in self.earlier])
            comes = said("{before} -> {now}", before=there, now=comes)
        told = said("{head}: {what}", head=head, what=comes)
        if not self.taken:
            told = said("{told}; the yearly series does not take it", told=told)
        return said("{one}; {other}", one=told, other=self.changed) if self.changed else told

    @property
    def changed(self) -> Said | str:
        """``after 11200 人 (2024): +200 人, +1.8 %``; nothing where no other year is known."""
        if self.last is None or self.kind == "same":
            return ""
        step = change(self.last, self.figure)
        return said("after {before} ({when}): {step}", before=amount(self.last), when=str(self.last.period), step=step)


def _chained(parts: Sequence[Said]) -> Said:
    told = parts[0]
    for part in parts[1:]:
        told = said("{one}; {other}", one=told, other=part)
    return told


# What a figure is to those that are there -----------------------------------------------------------------------------


def compare(figures: Iterable[Observation], held: Iterable[Observation]) -> tuple[list[Arrival], list[Mistake]]:
    """What each figure is to those held already and to those that come before it, and the conflicts.

    Args:
        figures: what comes, in its order.
        held: what is there.
    """
    alike: dict[tuple[object, ...], list[Observation]] = {}
    for figure in held:
        alike.setdefault(_key(figure), []).append(figure)
    changes: list[Arrival] = []
    conflicts: list[Mistake] = []
    for figure in figures:
        earlier = alike.setdefault(_key(figure), [])
        found = _change(figure, earlier)
        if isinstance(found, Mistake):
            conflicts.append(found)
            continue
        changes.append(found)
        if found.kind != "same":
            earlier.append(figure)
    return changes, conflicts


def _key(figure: Observation) -> tuple[object, ...]:
    """What two figures must share to speak of the same thing."""
    return (figure.indicator, figure.region, figure.period, figure.form, figure.bound, figure.price_basis, figure.basis)


def _change(figure: Observation, earlier: Sequence[Observation]) -> Arrival | Mistake:
    own = [other for other in earlier if _one_source(figure, other)]
    told = next((other for other in own if _says_the_same(figure, other)), None)
    newest = max(own, key=lambda other: other.published, default=None)
    if told is not None and (told is newest or figure.published <= told.published):
        return Arrival("same", figure, (told,))
    if newest is None:
        return Arrival("beside" if earlier else "new", figure, tuple(earlier))
    if figure.published > newest.published:
        return Arrival("revised", figure, (newest, *(other for other in earlier if other not in own)))
    return _conflict(figure, newest)


def _one_source(figure: Observation, other: Observation) -> bool:
    """Two forms of one department are one source, whatever they cite; else the title decides."""
    form = "department form"
    if figure.source_kind == other.source_kind == form and figure.publisher == other.publisher:
        return True
    return figure.source_title == other.source_title


def _says_the_same(figure: Observation, other: Observation) -> bool:
    if figure.status != other.status or figure.mark != other.mark or not units.joined(figure.unit, other.unit):
        return False
    return math.isclose(units.convert(figure.value, figure.unit, other.unit), other.value, rel_tol=1e-12)


def _conflict(figure: Observation, other: Observation) -> Mistake:
    expected = said(
        "{figure}, as in {place}, or a later day of publication", figure=_from_source(other), place=place_of(other)
    )
    remedy = said(
        "If the figure was revised, write the day of the revision. If not, correct the one of the two that is wrong."
    )
    return figure.place.below(figure.indicator).mistake(_from_source(figure), expected, remedy)


# How it is said -------------------------------------------------------------------------------------------------------


def amount(figure: Observation) -> Said:
    """A figure as a line of a preview says it: ``about 4.5 %``."""
    value = said("{value} {unit}", value=f"{figure.value:.12g}", unit=figure.unit)
    match figure.bound:
        case "about":
            return said("about {amount}", amount=value)
        case "lower":
            return said("at least {amount}", amount=value)
        case "upper":
            return said("at most {amount}", amount=value)
    return value


def origin(figure: Observation) -> Said:
    """``preliminary, 2023年公报, 2024-03-31``"""
    title = "".join(char if char.isprintable() else " " for char in figure.source_title)  # a terminal obeys some others
    told = said("{status}, {title}, {day}", status=words(f"form.status.{figure.status}"), title=title,
                day=str(figure.published))  # fmt: skip
    return said("{origin}, date assumed", origin=told) if figure.published_basis == "assumed" else told


def _from_source(figure: Observation) -> Said:
    return said("{amount} ({origin})", amount=amount(figure), origin=origin(figure))


def place_of(figure: Observation) -> str:
    """Where a figure was read."""
    if not figure.place.where:
        return figure.place.file
    return said("{file}, {where}", file=figure.place.file, where=figure.place.where)


def change(before: Observation, now: Observation) -> Said:
    """``+300 人, +2.8 %``; of rates in points; many times as much as a factor."""
    was = units.convert(before.value, before.unit, now.unit)
    by = now.value - was
    unit = units.difference(now.unit)
    told = said("{by} {unit}", by=signed(by), unit=_POINTS.get(unit, unit))
    if unit != now.unit or was <= 0 or now.value <= 0:
        return told
    share = now.value / was
    if _HALF <= share <= 1 / _HALF:
        return said("{by}, {share} %", by=told, share=signed(round(100 * (share - 1), 1)))
    return said("{by}, ×{share}", by=told, share=f"{share:.3g}")


_HALF = 0.5


_POINTS = {"个百分点": Text("个百分点", "percentage points"), "个千分点": Text("个千分点", "per mille points")}
