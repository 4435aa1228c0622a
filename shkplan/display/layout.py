"""What tables and charts have in common: the numbers they carry as data.

Everything shown in a notebook carries its numbers beside what the eye sees, under the type :data:`RESULTS`, as
``{"name": ..., "data": ...}`` with data that is the same in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shkplan.base.messages import Message, Text

RESULTS = "application/vnd.shkplan.results+json"
PAGES = "application/vnd.shkplan.pages+json"  # what the page of each language shows: language -> bundle


def plain(value: Any) -> Any:  # noqa: PLR0911  # one return a type
    """A value as language-neutral JSON: codes, numbers, dates in ISO form."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(name): plain(inner) for name, inner in value.items()}
        case Message():
            return {"key": value.key, "values": plain(value.values)}
        case Text():
            return value.zh
        case frozenset() | set():
            return sorted(str(one) for one in value)
        case tuple() | list() | range():
            return [plain(one) for one in value]
    return value.item() if hasattr(value, "item") else str(value)  # a number of numpy; a date
