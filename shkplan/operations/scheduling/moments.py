"""The moments at which reports are due, as schedulers write them: a time of day, and the days, weekdays and months it falls on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.workspace.schedules.reports_file import FILE, ReportsFile
from shkplan.workspace.schedules.timing import WEEKDAYS, Timing

__all__ = ["DAILY", "DueMoments", "moments_of"]

_ANY_LAST = "28-31"  # where a scheduler has no word for the last day: --due makes nothing on the others


@dataclass(frozen=True)
class DueMoments:
    """The moments of a schedule, and the reports that are due at them; in the terms of a calendar.

    Attributes:
        timing: the schedule.
        reports: by name; none where what was missed is looked for.
    """

    timing: Timing
    reports: tuple[str, ...] = ()

    @property
    def time(self) -> dt.time:
        """The time of day, by the clock of the zone of ``reports.yaml``."""
        return self.timing.time

    @property
    def weekday(self) -> int | None:
        """0 Monday to 6 Sunday; None where any."""
        return WEEKDAYS.index(self.timing.weekday or "monday") if self.timing.every == "week" else None

    @property
    def day(self) -> int | Literal["last"] | None:
        """The day of the month; None where any."""
        return None if self.timing.every in ("day", "week") else self.timing.day or 1

    @property
    def months(self) -> tuple[int, ...]:
        """1 to 12; empty where any."""
        cycle = {"quarter": 3, "year": 12}.get(self.timing.every)
        return tuple(range(self.timing.month or 1, 13, cycle)) if cycle else ()

    def cron(self, last: str = _ANY_LAST) -> str:
        """The five fields of cron.

        Args:
            last: how the scheduler writes the last day of a month; default the days that can be the last.
        """
        day = "*" if self.day is None else last if self.day == "last" else str(self.day)
        months = ",".join(map(str, self.months)) or "*"
        weekday = "*" if self.weekday is None else str((self.weekday + 1) % 7)  # cron counts from Sunday
        return f"{self.time.minute} {self.time.hour} {day} {months} {weekday}"


# Once a day, at an hour at which offices and their machines are up, what was missed or failed is made. Nothing due costs a second.
DAILY = DueMoments(Timing(every="day", at="12:00"))


def moments_of(file: ReportsFile) -> tuple[DueMoments, ...]:
    """When the reports of a file are due, each moment once with all its reports, in the order of the file.

    Raises:
        ParameterError: no report has a schedule.
    """
    found: dict[str, DueMoments] = {}
    for name, report in file.reports.items():
        if report.schedule is not None:
            one = DueMoments(report.schedule, (name,))
            before = found.get(one.cron("last"), DueMoments(report.schedule))
            found[one.cron("last")] = DueMoments(before.timing, (*before.reports, name))
    if not found:
        told = "no report of {file} has a schedule: give one its schedule, as in schedule: {{every: month, day: 5, at: '07:00'}}."
        raise ParameterError(said(told, file=FILE))
    return tuple(found.values())
