"""Names for the codes in a message: a value below the floor of display knows a region and an indicator by its code alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shkplan.base.messages import Message, Text

Names = Mapping[str, Text]


def named(told: Message, names: Names) -> Message:
    """A message whose values say regions and indicators by name, where they were given by their code.

    Args:
        told: the message; messages within it are told so, too.
        names: region or id of an indicator -> its name.
    """
    return Message(told.key, {name: _named(value, names) for name, value in told.values.items()})


def _named(value: Any, names: Names) -> Any:
    if isinstance(value, Message):
        return named(value, names)
    if isinstance(value, tuple | list):
        return tuple(_named(one, names) for one in value)
    return names.get(value, value) if isinstance(value, str) else value
