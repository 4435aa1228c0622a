"""A mapping that remembers what was asked for last, and lets the rest go."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

__all__ = ["MOST", "Recent"]

MOST = 24  # entries: more than stand beside each other anywhere, and few enough for the paths they hold
Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(OrderedDict[Key, Value]):
    """A dict of the :data:`MOST` entries that were set or asked for last; the one longest unasked goes first."""

    def __getitem__(self, key: Key) -> Value:
        value = super().__getitem__(key)
        self.move_to_end(key)
        return value

    def __setitem__(self, key: Key, value: Value) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > MOST:
            del self[next(iter(self))]
