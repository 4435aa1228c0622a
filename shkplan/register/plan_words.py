"""What a plan tells of itself: a table of what it wants, and its entries as a person would name them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from shkplan.base.messages import said
from shkplan.base.typed import Location
from shkplan.register.targets import KINDS, Target

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.register.plan import Indicator

__all__ = ["spoken_place", "wanted_frame"]

_WANTED = ("kind", "direction", "number", "target_unit", "deadline", "approved", "nature", "locator")


def wanted_frame(indicators: Iterable[Indicator], as_of: dt.date | None = None) -> pd.DataFrame:
    """A table with one row a target in force on a day, and one an indicator without."""
    import pandas as pd

    rows = [
        (one.id, one.name.zh, one.name.en, one.unit, *_wanted(target))
        for one in indicators
        for target in one.targets_in_force(as_of) or (None,)
    ]
    return pd.DataFrame(rows, columns=["indicator", "name_zh", "name_en", "unit", *_WANTED])


def _wanted(target: Target | None) -> tuple[object, ...]:
    """What a target wants, in the columns of the table of a plan; None where it has no such entry."""
    names = ("unit" if name == "target_unit" else name for name in _WANTED)
    return tuple(getattr(target, name, None) for name in names)


def _unwritten(step: int | str, before: int | str) -> bool:
    """Whether a step is none of the file: the kind of a target, or the target that another reading of a clause is."""
    after_entry = isinstance(before, int)
    return (step in KINDS and (after_entry or before == "target")) or (step == "target" and after_entry)


def spoken_place(location: Location) -> tuple[str, str]:
    """The entry of a plan that a location leads to, and the way below it; kinds of target are no step of the file."""
    steps = [step for step in location if step not in ("indicators", "series")]
    words: list[str] = []
    for position, step in enumerate(steps):
        if isinstance(step, int):
            words[-1:] = [f"{words[-1]}[{step}]" if words else f"[{step}]"]
        elif not (position and _unwritten(step, steps[position - 1])):
            words.append(str(step))
    return words[0] if words else said("whole file"), ".".join(words[1:])
