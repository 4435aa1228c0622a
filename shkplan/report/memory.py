"""Where notebooks find what earlier runs have computed: a store, and what all of it depends on, handed over in the environment of their process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from shkplan.base.remembered import remember_with
from shkplan.report.store import Store, key_of

__all__ = ["FORGETFUL", "memory_of", "remember"]

_FOLDER, _AROUND, _READS = "SHKPLAN_STORE", "SHKPLAN_STORE_KEY", "SHKPLAN_STORE_READS"
FORGETFUL: Mapping[str, str] = {_FOLDER: "", _AROUND: "", _READS: ""}  # nothing, whatever the user's environment says


def memory_of(store: Store, around: str) -> Mapping[str, str]:
    """The environment that hands a store to a process.

    Args:
        store: of the folder of all reports.
        around: key of all that every result depends on beside what it tells itself: versions, plan, other inputs.
    """
    if store.folder is None:
        return FORGETFUL
    return {_FOLDER: str(store.folder), _AROUND: around, _READS: "1" if store.reads else ""}


def remember(environment: Mapping[str, str]) -> None:
    """Keep results from here on where an environment says; nowhere if it says nothing."""
    folder, around = environment.get(_FOLDER), environment.get(_AROUND)
    if not folder or not around:
        remember_with(None)
        return
    store = Store(Path(folder), reads=bool(environment.get(_READS)))

    def memory(kind: str, depends: list[Any], make: Callable[[], Any]) -> Any:
        key = key_of(around, kind, depends)
        found = store.get_json(kind, key)
        if found is None:
            found = make()
            store.put_json(kind, key, found)
        return found

    remember_with(memory)
