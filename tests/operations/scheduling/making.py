"""Orders of schedulers for these tests, and the moments at which reports are due by ``reports.yaml`` itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shkplan.operations.scheduling.order import ScheduleOrder, order_of
from shkplan.workspace.schedules.reports_file import ReportsFile, ScheduledReport
from shkplan.workspace.schedules.timing import Timing

ZONE = ZoneInfo("Asia/Shanghai")
START = dt.datetime(2027, 1, 1, tzinfo=ZONE)
END = dt.datetime(2029, 1, 1, tzinfo=ZONE)  # with the 29 February of 2028
TIMINGS = (
    Timing(every="day", at="05:45"),
    Timing(every="week"),
    Timing(every="week", weekday="sunday", at="23:59"),
    Timing(every="month"),
    Timing(every="month", day=28, at="00:00"),
    Timing(every="month", day="last", at="18:30"),
    Timing(every="quarter"),
    Timing(every="quarter", month=2, day="last"),
    Timing(every="quarter", month=3, day=15),
    Timing(every="year"),
    Timing(every="year", month=2, day="last", at="07:00"),
    Timing(every="year", month=12, day=20),
)


def order(
    *timings: Timing, root: Path = Path("/srv/office"), python: str = "/usr/bin/python3", zone: str = "Asia/Shanghai"
) -> ScheduleOrder:
    """What is to be scheduled for reports with these schedules, named r1, r2, ..."""
    given: dict[str, Any] = {f"r{n}": ScheduledReport(plan="p", schedule=one) for n, one in enumerate(timings, 1)}
    return order_of(ReportsFile(timezone=zone, reports=given), root, python)


def due(timing: Timing, zone: ZoneInfo = ZONE) -> list[dt.datetime]:
    """Every moment of two years at which a report is due."""
    found = []
    moment = timing.next_after(START - dt.timedelta(seconds=1), zone)
    while moment < END:
        found.append(moment)
        moment = timing.next_after(moment, zone)
    return found
