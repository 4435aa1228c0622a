"""Other readings of one clause: what it would ask for, were it read in another way.

A clause that says "below 5.5 %" of five years may mean each of them or their mean. The entry of a plan is the reading that
decides, and ``reading`` names it; under ``other_readings`` stand those that are shown beside it, each with the fields that
differ. What a reading does not state it takes from the target, as far as its kind has such an entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from shkplan.base.messages import Text, said
from shkplan.base.typed import Location, Misfit, Record

if TYPE_CHECKING:
    from shkplan.register.targets import Target, TargetField
    from shkplan.register.targets.base import TargetRecord
    from shkplan.register.targets.values import Quantity

__all__ = ["OtherReading", "misread", "with_readings"]

_OF_READING = ("name", "why")
_OF_CLAUSE = ("reading", "other_readings", "note")  # what of a target is said of its own reading alone


class OtherReading(Record):
    """Another reading of a clause.

    Attributes:
        name: how it is told from the others.
        why: why somebody would read the clause so.
        target: what it asks for.
    """

    name: Text
    why: Text
    target: TargetField


def with_readings(entry: Any, kinds: Mapping[str, type[Target]]) -> Any:
    """An entry of a plan file whose other readings are whole targets: what they leave out is as in the entry itself."""
    if not isinstance(entry, Mapping) or not isinstance(every := entry.get("other_readings"), list | tuple):
        return entry
    own = {key: value for key, value in entry.items() if key not in _OF_CLAUSE}
    return {**entry, "other_readings": [_whole(one, own, kinds) for one in every]}


def _whole(one: Any, own: Mapping[str, Any], kinds: Mapping[str, type[Target]]) -> Any:
    if not isinstance(one, Mapping) or "target" in one:  # as a program hands it in
        return one
    told = {key: value for key, value in one.items() if key not in _OF_READING}
    kind = told.get("kind", own.get("kind"))
    known = kinds[kind].model_fields if isinstance(kind, str) and kind in kinds else {}
    taken = {key: value for key, value in own.items() if key in known}
    return {**{key: one[key] for key in _OF_READING if key in one}, "target": {**taken, **told}}


def misread(target: TargetRecord, of: Quantity, at: Location) -> Iterator[Misfit]:
    """What is wrong with the other readings of a target: nobody says which one decides, two are the same, or one does not fit."""
    if target.other_readings and target.reading is None:
        remedy = said("Add reading: {{zh: ..., en: ...}}, a name for the reading of the entry itself.")
        yield Misfit(said("the name of the reading that decides"), remedy, found=None, at=(*at, "reading"))
    known = [_asked(target)]
    for number, one in enumerate(target.other_readings):
        here: Location = (*at, "other_readings", number)
        if _asked(one.target) in known:
            remedy = said("Write how its requirement differs, or remove it.")
            yield Misfit(said("a reading that differs from those before it"), remedy, found=one.name.en, at=here)
        known.append(_asked(one.target))
        due, own = target.years[-1], one.target.years[-1]
        if own != due:
            expected = said("a reading that is due in {year}, as the target is", year=due)
            yield Misfit(expected, said("Correct its deadline or window."), found=own, at=here)
        yield from one.target.misfits(of, here)


def _asked(target: TargetRecord) -> dict[str, object]:
    """What a target asks for, without the words around it."""
    words = {"statement", "note", "locator", "approved", "nature", *_OF_CLAUSE}
    return {name: getattr(target, name) for name in type(target).model_fields if name not in words}
