"""What one figure does to a workspace: new, revised, beside another source, already there, or a contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.messages import Language, Said, Text, said
from shkplan.evidence.observation import Observation
from shkplan.exchange.importing.numbers import signed
from shkplan.workspace.sources import Own, Told, amount, contradiction, from_source, one_source, origin, place_of

__all__ = ["SPOKEN", "Arrival", "Kind", "amount", "change", "compare", "origin", "place_of"]

Kind = Literal["new", "revised", "older", "beside", "same"]
SPOKEN: Mapping[Kind, Said] = {
    "new": said("new"), "revised": said("revised"), "older": said("an earlier word of its source"), "beside": said("beside another source"), "same": said("already there"),
}  # fmt: skip


@dataclass(frozen=True)
class Arrival:
    """What one figure does to the workspace.

    Attributes:
        kind: new; revised, a later word of the same source; older, an earlier one; beside, the word of another source; same, nothing.
        figure: the figure that comes.
        earlier: the last word of each source that it stands beside; of a revision the one it revises, first.
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
        comes = from_source(one)
        if self.earlier:
            there = _chained([from_source(other) for other in self.earlier])
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
    told = Told(held)
    changes: list[Arrival] = []
    conflicts: list[Mistake] = []
    for figure in figures:
        own = told.own(figure)
        if own.contradicted is not None:
            conflicts.append(contradiction(figure, own.contradicted))
            continue
        changes.append(_arrival(figure, own, told))
        if changes[-1].kind != "same":
            told.add(figure)
    return changes, conflicts


def _arrival(figure: Observation, own: Own, told: Told) -> Arrival:
    """What a figure that contradicts none is to what was told before."""
    newest, same = own.newest, own.same
    if same is not None and (same is newest or figure.published <= same.published):
        return Arrival("same", figure, (same,))
    earlier = told.last_words(figure)
    if newest is None:
        return Arrival("beside" if earlier else "new", figure, earlier)
    if figure.published > newest.published:
        return Arrival("revised", figure, (newest, *(other for other in earlier if not one_source(figure, other))))
    return Arrival("older" if figure.published < newest.published else "beside", figure, earlier)


# How it is said -------------------------------------------------------------------------------------------------------


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
