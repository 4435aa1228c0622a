"""What the plans of a workspace know: ids, regions, indicators; of a plan with mistakes what of it is sound.

A plan with a mistake in one target still names its indicators and regions, so that a misspelt name in a table is told in
the same answer. Only where a plan cannot be read at all may a name that nobody knows be one of its own, and is let be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from shkplan.base.errors import DataError
from shkplan.base.typed import suggested
from shkplan.files.yaml import read_yaml
from shkplan.register.plan import Indicator, Plan

__all__ = ["Register", "Remains", "remains"]


@dataclass(frozen=True)
class Remains:
    """What is sound of a plan that has mistakes.

    Attributes:
        id: its own, or the name of its file.
        names: the ids of all its indicators and series.
        regions: the names of its regions.
        indicators: those whose own entries are sound, whatever their targets are.
    """

    id: str
    names: tuple[str, ...]
    regions: tuple[str, ...]
    indicators: Mapping[str, Indicator] = field(default_factory=dict)


def remains(path: Path) -> Remains | None:
    """What is sound of a plan that has mistakes; None where it names no indicators or no regions that could be read."""
    try:
        content = read_yaml(path).content
    except DataError:
        return None
    parts = [_entries(content, part) for part in ("indicators", "series")]
    regions = _entries(content, "regions")
    if not parts[0] or not regions:
        return None
    entries = {name: entry for part in parts for name, entry in part.items()}
    sound = {name: one for name, entry in entries.items() if (one := _sound(name, entry)) is not None}
    named = content.get("id")
    return Remains(named if isinstance(named, str) else path.stem, tuple(entries), tuple(regions), sound)


def _entries(content: Any, part: str) -> dict[str, Any]:
    found = content.get(part) if isinstance(content, Mapping) else None
    return {str(name): entry for name, entry in found.items()} if isinstance(found, Mapping) else {}


def _sound(name: str, entry: Any) -> Indicator | None:
    """An indicator without its targets; None where its own entries have mistakes."""
    if not isinstance(entry, Mapping):
        return None
    try:
        return Indicator.model_validate({**entry, "id": name, "targets": ()})
    except ValidationError:
        return None


@dataclass(frozen=True)
class Register:
    """All plans together.

    Attributes:
        plans: those without a mistake.
        broken: what is sound of those with one.
        complete: whether each could be read that far, so that a name in none of them is a mistake.
    """

    plans: tuple[Plan, ...]
    broken: tuple[Remains, ...] = ()
    complete: bool = True

    @classmethod
    def of(cls, plans: Sequence[Plan], broken: Sequence[Path]) -> Register:
        """The register of the plans that could be read, and of the files of those that could not."""
        found = [remains(path) for path in broken]
        kept = tuple(one for one in found if one is not None)
        return cls(tuple(plans), kept, complete=bool(plans or kept) and len(kept) == len(found))

    @cached_property
    def ids(self) -> dict[str, None]:
        """The ids of all indicators and series."""
        sound = (name for plan in self.plans for name in (*plan.indicators, *plan.series))
        return dict.fromkeys([*sound, *(name for one in self.broken for name in one.names)])

    @cached_property
    def regions(self) -> dict[str, None]:
        """The regions of all plans."""
        sound = (region for plan in self.plans for region in plan.regions)
        return dict.fromkeys([*sound, *(region for one in self.broken for region in one.regions)])

    @cached_property
    def plan_ids(self) -> dict[str, None]:
        """The ids of all plans."""
        return dict.fromkeys([*(plan.id for plan in self.plans), *(one.id for one in self.broken)])

    def unknown_indicator(self, name: str) -> bool:
        """Whether no plan has an indicator of that id; never, where a plan could not be read."""
        return self.complete and name not in self.ids

    def unknown_region(self, name: str) -> bool:
        """Whether no plan names that region; never, where a plan could not be read."""
        return self.complete and name not in self.regions

    def homes(self, name: str) -> list[Indicator]:
        """The indicator of an id in each plan that has it, as far as it is sound."""
        if name not in self._homes:
            sound = [plan[name] for plan in self.plans if name in plan]
            self._homes[name] = [*sound, *(one.indicators[name] for one in self.broken if name in one.indicators)]
        return self._homes[name]

    def is_flow(self, name: str) -> bool:
        """Whether an indicator adds up over the year."""
        return any(one.measure == "flow" for one in self.homes(name))

    def is_balance(self, name: str, values: Iterable[float]) -> bool:
        """Whether figures are those of a balance: may be negative, and are at times, so that they may be as small as they like."""
        may = any(one.bounds[0] is None or one.bounds[0] < 0 for one in self.homes(name))
        return may and any(value < 0 for value in values)

    @cached_property
    def _homes(self) -> dict[str, list[Indicator]]:
        return {}

    def meant(self, name: str, otherwise: str, *, regions: bool = False) -> str:
        """A remedy for an indicator or a region that nobody knows; a name misspelt in a thousand rows is looked for once."""
        if (name, otherwise) not in self._meant:
            known = list(self.regions if regions else self.ids)
            self._meant[name, otherwise] = suggested(name, known, otherwise)
        return self._meant[name, otherwise]

    @cached_property
    def _meant(self) -> dict[tuple[str, str], str]:
        return {}

    def plan(self, name: str) -> Plan | None:
        """The plan of an id, if it has no mistake."""
        return next((plan for plan in self.plans if plan.id == name), None)
