"""What stands in the way of a verdict, one by one, however it is wrapped."""

from __future__ import annotations

from shkplan.base.messages import Message


def causes(reason: Message) -> tuple[Message, ...]:
    """The reasons themselves, where one is wrapped in the years measured all the same, or several stand together."""
    inner = reason.values.get("detail") or reason.values.get("details") or ()
    parts = [part for part in (inner if isinstance(inner, tuple | list) else (inner,)) if isinstance(part, Message)]
    return tuple(one for part in parts for one in causes(part)) if parts else (reason,)
