"""Equality by value for frozen dataclasses that hold arrays: a copy, or what comes out of a pickle, equals the original."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

__all__ = ["ByValue", "alike"]


class ByValue:
    """Beside ``@dataclass(frozen=True, eq=False)``: equal where all compared fields are, arrays number by number."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return other is self or all(
            alike(getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)  # type: ignore[arg-type]  # a dataclass, by its contract
            if field.compare
        )

    def __hash__(self) -> int:
        return hash(type(self))  # arrays have no hash; values of one kind are told apart by ==


def alike(one: Any, other: Any) -> bool:
    """Whether two values are equal; arrays by shape and numbers, nan counting as nan; tuples and mappings part by part."""
    if one is other:
        return True
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        pair = np.asarray(one), np.asarray(other)
        return np.array_equal(*pair, equal_nan=pair[0].dtype.kind == pair[1].dtype.kind == "f")
    if type(one) is not type(other):
        return bool(one == other)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    return bool(one == other)
