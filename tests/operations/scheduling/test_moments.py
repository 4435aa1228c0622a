"""What is printed for a scheduler, expanded over two years, holds every moment of ``reports.yaml`` and no other.

cron, GitHub and Kubernetes have no word for the last day of a month: there the days that can be the last may come besides.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess

import pytest
import yaml
from croniter import croniter
from defusedxml.ElementTree import fromstring

from shkplan.base.errors import ParameterError
from shkplan.operations.scheduling.cron import cron_files
from shkplan.operations.scheduling.github import github_files
from shkplan.operations.scheduling.kubernetes import kubernetes_files
from shkplan.operations.scheduling.moments import DAILY, DueMoments, moments_of
from shkplan.operations.scheduling.systemd import systemd_files
from shkplan.operations.scheduling.windows import windows_files
from shkplan.workspace.schedules.reports_file import ReportsFile, ScheduledReport
from shkplan.workspace.schedules.timing import Timing
from tests.operations.scheduling.making import END, START, TIMINGS, ZONE, due, order

NAMES = [f"{one.every}-{one.weekday or ''}{one.month or ''}-{one.day or ''}" for one in TIMINGS]
each_timing = pytest.mark.parametrize("timing", TIMINGS, ids=NAMES)
_DAY = dt.timedelta(days=1)


def expanded(cron: str) -> list[dt.datetime]:
    """The moments of a cron expression, by croniter, on the clock of the zone."""
    found = []
    moments = croniter(cron, START.replace(tzinfo=None) - dt.timedelta(seconds=1))
    while (moment := moments.get_next(dt.datetime)) < END.replace(tzinfo=None):
        found.append(moment.replace(tzinfo=ZONE))
    return found


def whole(moments: list[dt.datetime], timing: Timing) -> list[dt.datetime]:
    """The moments without those that come besides: from the 28th on, where the last day is meant."""
    besides = [one for one in moments if timing.day == "last" and (one + _DAY).day != 1]
    assert all(one.day >= 28 for one in besides)
    return [one for one in moments if one not in besides]


@each_timing
def test_cron_github_and_kubernetes(timing: Timing) -> None:
    asked = order(timing)
    (table,), (workflow, _), (jobs,) = cron_files(asked), github_files(asked), kubernetes_files(asked)
    line = next(one for one in table.text.splitlines() if one[:1].isdigit())
    scheduled = yaml.safe_load(workflow.text)["on"]["schedule"][0]
    job = list(yaml.safe_load_all(jobs.text))[1]["spec"]
    assert whole(expanded(" ".join(line.split()[:5])), timing) == due(timing)
    assert scheduled == {"cron": job["schedule"], "timezone": "Asia/Shanghai"}
    assert job["schedule"] == " ".join(line.split()[:5])
    assert job["timeZone"] == "Asia/Shanghai"


@each_timing
def test_airflow_knows_the_last_day(timing: Timing) -> None:
    assert expanded(DueMoments(timing).cron("L")) == due(timing)


@each_timing
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd(timing: Timing) -> None:
    text = systemd_files(order(timing))[0].text
    calendar = re.findall("^OnCalendar=(.*)$", text, re.MULTILINE)[0]
    expected = due(timing)
    before = f"--base-time={(START - dt.timedelta(seconds=1)).astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"
    answer = subprocess.run(
        ["systemd-analyze", "calendar", before, f"--iterations={len(expected)}", calendar],
        capture_output=True, text=True, check=True, env={"TZ": "UTC", "LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    told = re.findall(r"(?:Next elapse|#\d+): \w+ (\S+ \S+) UTC", answer.stdout)
    assert [dt.datetime.fromisoformat(f"{one}+00:00") for one in told] == expected


@each_timing
def test_windows(timing: Timing) -> None:
    """By the rules of the Task Scheduler: from the start on, at its time of day, on the days, weekdays or months named."""
    text = windows_files(order(timing), START)[0].text
    trigger = fromstring(text.partition("\n")[2])[1][0]
    names = {one.tag.rpartition("}")[2]: one for one in trigger.iter()}
    start = dt.datetime.fromisoformat(names["StartBoundary"].text).replace(tzinfo=ZONE)
    day, moments = start, []
    while day < END:
        if on_that_day(names, day.date()):
            moments.append(day)
        day = dt.datetime.combine(day.date() + _DAY, start.time(), ZONE)
    assert moments == due(timing)


def on_that_day(names: dict, day: dt.date) -> bool:
    if "ScheduleByDay" in names:
        return names["DaysInterval"].text == "1"
    if "ScheduleByWeek" in names:
        return f"{day:%A}" in names
    last = names["Day"].text == "Last" and (day + _DAY).day == 1
    return f"{day:%B}" in names and (last or names["Day"].text == str(day.day))


def test_every_scheduler_asks_once_a_day_besides() -> None:
    """What was missed or has failed is made within a day, whatever the schedule."""
    asked = order(Timing(every="year"))
    for file in (cron_files(asked)[0], github_files(asked)[0], kubernetes_files(asked)[0]):
        assert "0 12 * * *" in file.text
    assert "OnCalendar=*-*-* 12:00:00 Asia/Shanghai\nPersistent=true" in systemd_files(asked)[0].text
    assert "T12:00:00</StartBoundary>\n      <ScheduleByDay>" in windows_files(asked, START)[0].text
    assert DAILY.cron() == "0 12 * * *"


def test_reports_due_at_one_moment_are_one_entry() -> None:
    """The first of a month is said in two ways."""
    months, other = Timing(every="month", at="06:00"), Timing(every="day")
    found = order(months, other, Timing(every="month", day=1)).moments
    assert [one.reports for one in found] == [("r1", "r3"), ("r2",)]


def test_without_a_schedule_there_is_nothing_to_print() -> None:
    file = ReportsFile(reports={"a": ScheduledReport(plan="p")})
    with pytest.raises(ParameterError, match=r"no report of reports\.yaml has a schedule"):
        moments_of(file)
