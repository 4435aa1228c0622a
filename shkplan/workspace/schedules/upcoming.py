"""When the reports of a workspace are due next: a view of ``reports.yaml`` from a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shkplan.workspace.schedules.reports_file import ReportsFile, ScheduledReport
from shkplan.workspace.schedules.timing import day_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["UpcomingReport", "UpcomingReports", "upcoming_reports"]

_MOMENTS = 3  # of each report


@dataclass(frozen=True)
class UpcomingReport:
    """When one report is due next.

    Attributes:
        name: in ``reports.yaml``.
        report: its entry there.
        moments: the next ones, on the clock of the zone of the file; none where it has no schedule.
    """

    name: str
    report: ScheduledReport
    moments: tuple[dt.datetime, ...]

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The days whose knowledge counts, one for each moment."""
        return tuple(day_of(self.report.as_of, moment.date()) for moment in self.moments)


@dataclass(frozen=True)
class UpcomingReports:
    """The reports of a workspace and when they are due next, in the order of ``reports.yaml``.

    Attributes:
        file: ``reports.yaml``.
        now: the moment they are seen from.
        reports: one by one.
    """

    file: ReportsFile
    now: dt.datetime
    reports: tuple[UpcomingReport, ...]

    def __iter__(self) -> Iterator[UpcomingReport]:
        return iter(self.reports)

    def __len__(self) -> int:
        return len(self.reports)

    def __repr__(self) -> str:
        return f"UpcomingReports({', '.join(one.name for one in self)})"

    def to_frame(self) -> pd.DataFrame:
        """A row for each report and moment: when it is due, and the day of the report."""
        import pandas as pd

        rows = [
            {"report": one.name, "plan": one.report.plan, "due": moment.isoformat(), "as_of": day.isoformat()}
            for one in self
            for moment, day in zip(one.moments, one.days, strict=True)
        ]
        return pd.DataFrame(rows, columns=["report", "plan", "due", "as_of"])


def upcoming_reports(file: ReportsFile, now: dt.datetime, count: int = _MOMENTS) -> UpcomingReports:
    """When the reports of a file are due next.

    Args:
        file: ``reports.yaml``.
        now: the moment they are seen from, with its zone.
        count: moments of each.
    """
    return UpcomingReports(
        file, now, tuple(UpcomingReport(name, one, _next(file, one, now, count)) for name, one in file.reports.items())
    )


def _next(file: ReportsFile, report: ScheduledReport, now: dt.datetime, count: int) -> tuple[dt.datetime, ...]:
    found: list[dt.datetime] = []
    while report.schedule is not None and len(found) < count:
        found.append(report.schedule.next_after(found[-1] if found else now, file.zone))
    return tuple(found)
