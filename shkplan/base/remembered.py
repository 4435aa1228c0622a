"""Results of long computations that an earlier run has made, where a report has somewhere to keep them.

What is remembered is told as values of JSON by a key over all it depends on, and is never anything that is run. Where nobody keeps anything, all is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Memory", "remember_with", "remembered", "remembering"]

Memory = Callable[[str, list[Any], Callable[[], Any]], Any]  # kind, what it depends on, how it is made

_MEMORIES: list[Memory] = []


def remember_with(memory: Memory | None) -> None:
    """From here on keep results with somebody who knows what else they depend on; with None keep none."""
    _MEMORIES[:] = [memory] if memory is not None else []


def remembering() -> bool:
    """Whether results are kept at all, so that it is worth while to say what they depend on."""
    return bool(_MEMORIES)


def remembered(kind: str, depends: list[Any], make: Callable[[], Any]) -> Any:
    """What was kept below all it depends on, else what is made now; values of JSON either way."""
    return _MEMORIES[0](kind, depends, make) if _MEMORIES else make()
