"""When a report is made, and which day it is made of: moments on the office's own calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from shkplan.base.messages import said
from shkplan.base.typed import Misfit, Record

__all__ = ["AS_OF_RULES", "WEEKDAYS", "Timing", "Weekday", "day_of"]

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = dt.timedelta(days=1)
_FARTHEST = 800  # days; the rarest report is made once a year

# Which day a report is of, seen from the day it is due on.
AS_OF_RULES = ("today", "end of last month", "end of last quarter", "end of last year")


def _time(value: str) -> str:
    """A time of day."""
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise Misfit(said("a time of day, as in 07:00"), said("Correct it."))
    return value


def _day(value: object) -> object:
    """A day that every month has."""
    whole = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 28
    if not whole and value not in ("last", None):
        raise Misfit(said("a day from 1 to 28, or last"), said("For the last day of the month write last."))
    return value


class Timing(Record):
    """Once a day, week, month, quarter or year, at a time of day.

    Attributes:
        every: how often.
        at: the time of day by the clock of the time zone of ``reports.yaml``, as in 07:00.
        weekday: of a weekly report; Monday where none is given.
        day: of the month, up to 28 so that every month has it, or its last; the first where none is given.
        month: of a yearly report 1 to 12, of a quarterly one 1 to 3 within the quarter; the first where none is given.
    """

    every: Literal["day", "week", "month", "quarter", "year"]
    at: Annotated[str, AfterValidator(_time)] = "06:00"
    weekday: Weekday | None = None
    day: Annotated[int | Literal["last"] | None, BeforeValidator(_day)] = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """Nothing is said that would have no meaning."""
        remedy = said("Remove it, or correct every.")
        if self.weekday is not None and self.every != "week":
            raise Misfit(said("no weekday, where a report is not weekly"), remedy, found=self.weekday, at=("weekday",))
        if self.day is not None and self.every in ("day", "week"):
            raise Misfit(
                said("no day of the month, every {every}", every=self.every), remedy, found=self.day, at=("day",)
            )
        if self.month is not None and self.every not in ("quarter", "year"):
            raise Misfit(said("no month, every {every}", every=self.every), remedy, found=self.month, at=("month",))
        if self.every == "quarter" and self.month is not None and self.month > 3:
            raise Misfit(said("the month of the quarter, 1 to 3"), said("Correct it."), found=self.month, at=("month",))
        return self

    @property
    def time(self) -> dt.time:
        """The time of day."""
        return dt.time.fromisoformat(self.at)

    def falls_on(self, day: dt.date) -> bool:
        """Whether a report is due on a day of the calendar."""
        if self.every == "day":
            return True
        if self.every == "week":
            return day.weekday() == WEEKDAYS.index(self.weekday or "monday")
        wanted = (day + _DAY).day == 1 if self.day == "last" else day.day == (self.day or 1)
        cycle = {"month": 1, "quarter": 3, "year": 12}[self.every]
        return wanted and (day.month - 1) % cycle == ((self.month or 1) - 1) % cycle

    def last_before(self, now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
        """The latest moment up to now at which a report was due, on the clock of the zone."""
        today = now.astimezone(zone).date()
        return next(moment for moment in self._moments(today, -1, zone) if moment <= now)

    def next_after(self, now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
        """The first moment after now at which a report is due, on the clock of the zone."""
        today = now.astimezone(zone).date()
        return next(moment for moment in self._moments(today, 1, zone) if moment > now)

    def _moments(self, start: dt.date, step: int, zone: ZoneInfo) -> Iterator[dt.datetime]:
        days = (start + step * n * _DAY for n in range(_FARTHEST))
        return (dt.datetime.combine(day, self.time, zone) for day in days if self.falls_on(day))


def day_of(rule: str, today: dt.date) -> dt.date:
    """The day whose knowledge counts by a rule, seen from a day.

    Args:
        rule: one of :data:`AS_OF_RULES`, or a date such as 2026-06-30.
        today: the day a report is due on.
    """
    first = today.replace(day=1)
    if rule == "today":
        return today
    if rule == "end of last month":
        return first - _DAY
    if rule == "end of last quarter":
        return first.replace(month=(today.month - 1) // 3 * 3 + 1) - _DAY
    if rule == "end of last year":
        return dt.date(today.year - 1, 12, 31)
    return dt.date.fromisoformat(rule)
