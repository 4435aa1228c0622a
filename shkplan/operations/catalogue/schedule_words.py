"""When a report is made, in words."""

from __future__ import annotations

from shkplan.base.messages import Message, message
from shkplan.workspace.schedules.timing import Timing

__all__ = ["schedule_words"]


def schedule_words(timing: Timing) -> Message:
    """A sentence such as "on day 1 of every month, 06:00"."""
    if timing.every == "day":
        return message("catalogue.every.day", at=timing.at)
    if timing.every == "week":
        return message(
            "catalogue.every.week", at=timing.at, day=message(f"catalogue.weekday.{timing.weekday or 'monday'}")
        )
    last = "_last" if timing.day == "last" else ""
    values: dict[str, object] = {} if last else {"day": timing.day or 1}
    if timing.every == "quarter":
        values["month"] = timing.month or 1
    if timing.every == "year":
        values["month"] = message(f"catalogue.month_name.{timing.month or 1}")
    return message(f"catalogue.every.{timing.every}{last}", at=timing.at, **values)
