"""When a report is made, and by which clock, in words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from shkplan.base.messages import Message, message
from shkplan.workspace.schedules.timing import Timing

__all__ = ["schedule_words", "zone_words"]

_BEIJING = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC")  # names of the one time of the whole country


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


def zone_words(zone: ZoneInfo) -> Message:
    """By which clock times are told: Beijing time by its name, any other by that of its zone."""
    called = "beijing" if zone.key in _BEIJING else "other_zone"
    return message("catalogue.zone", zone=message(f"catalogue.{called}", zone=zone.key))
