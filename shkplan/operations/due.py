"""Which reports are due: those whose last moment has passed and whose report of that day does not stand, or was to be made anew
and was not.

Nothing is remembered but the reports themselves and the log of runs, so that a clock set back, a month in which the machine was
off, or a report removed by hand leads to the right answer at the next look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shkplan.operations.runs import RunLog
from shkplan.workspace.schedules.reports_file import ReportsFile, ScheduledReport
from shkplan.workspace.schedules.timing import day_of

__all__ = ["Due", "due_reports", "next_moment"]

_INSTANT = dt.timedelta(microseconds=1)
_FARTHEST = 60  # moments looked back for a report that was missed


@dataclass(frozen=True)
class Due:
    """A report that has to be made.

    Attributes:
        report: its name in ``reports.yaml``.
        moment: when it was due.
        as_of: the day whose knowledge counts.
        missed: earlier days whose reports were not made, the latest first.
    """

    report: str
    moment: dt.datetime
    as_of: dt.date
    missed: tuple[dt.date, ...] = ()


def due_reports(file: ReportsFile, log: RunLog, root: Path, now: dt.datetime) -> tuple[Due, ...]:
    """The reports that are due, in the order of ``reports.yaml``.

    Args:
        file: the reports.
        log: what was made.
        root: the workspace, in whose folders the reports stand.
        now: the moment of the question.
    """
    found = []
    for name, entry in file.reports.items():
        if entry.schedule is None:
            continue
        there = _days_there(name, log, root)
        moment = entry.schedule.last_before(now, file.zone)
        day = day_of(entry.as_of, moment.date())
        if day not in there or _to_make_anew(name, day, log):
            found.append(Due(name, moment, day, tuple(_missed(file, entry, moment, there))))
    return tuple(found)


def next_moment(file: ReportsFile, now: dt.datetime, report: str = "") -> dt.datetime | None:
    """When the next report is due, or the next one of a name; None where nothing is scheduled."""
    entries = [file.reports[report]] if report else list(file.reports.values())
    moments = [entry.schedule.next_after(now, file.zone) for entry in entries if entry.schedule]
    return min(moments, default=None)


def _days_there(name: str, log: RunLog, root: Path) -> set[dt.date]:
    """The days of which a report stands, in the log and on the disk."""
    return {run.as_of for run in log.there(name, root)}


def _to_make_anew(name: str, day: dt.date, log: RunLog) -> bool:
    """Whether the last run of a report that stands was to replace it, and failed or was killed; an approved one is not replaced."""
    last = next((run for run in reversed(log.runs) if run.report == name), None)
    if last is None or last.succeeded or last.as_of != day:
        return False
    return not any(run.id in log.approvals for run in log.standing if run.report == name and run.as_of == day)


def _missed(file: ReportsFile, entry: ScheduledReport, moment: dt.datetime, there: set[dt.date]) -> Iterator[dt.date]:
    """The days between the last report that stands and the one that is due now; none where none was ever made."""
    assert entry.schedule
    latest, seen = max(there, default=None), {day_of(entry.as_of, moment.date())}
    for _ in range(_FARTHEST):
        moment = entry.schedule.last_before(moment - _INSTANT, file.zone)
        day = day_of(entry.as_of, moment.date())
        if latest is None or day <= latest:
            return
        if day not in seen:
            seen.add(day)
            yield day
