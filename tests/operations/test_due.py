"""What is due, seen from the reports that stand and from nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.operations.due import due_reports, next_moment
from shkplan.operations.runs import ReportApproval, Run, RunLog
from shkplan.workspace.schedules.reports_file import ReportsFile

MONTHLY = {"plan": "small", "as_of": "end of last month", "schedule": {"every": "month", "day": 3, "at": "06:00"}}


def file(**entry: object) -> ReportsFile:
    return ReportsFile.model_validate({"timezone": "Asia/Shanghai", "reports": {"monthly": {**MONTHLY, **entry}}})


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def log(root: Path, *days: str, state: str = "succeeded") -> RunLog:
    """A log of reports of these days, which stand."""
    runs = []
    for day in days:
        folder = f"reports/small/{day}"
        (root / folder).mkdir(parents=True)
        (root / folder / "manifest.json").write_text("{}", encoding="utf-8")
        runs.append(Run.model_validate({
            "id": day, "report": "monthly", "plan": "small", "as_of": day, "state": state, "started": utc(day), "ended": utc(day),
            "seconds": 1, "folder": folder if state == "succeeded" else "",
        }))  # fmt: skip
    return RunLog(root / "reports" / "runs.jsonl", tuple(runs))


def days(found: object) -> list[str]:
    return [one.as_of.isoformat() for one in found]  # type: ignore[attr-defined]


def test_a_report_is_due_from_its_moment_on(tmp_path: Path) -> None:
    """06:00 in Shanghai is 22:00 of the day before in UTC."""
    there = log(tmp_path, "2026-08-31")
    assert days(due_reports(file(), there, tmp_path, utc("2026-10-02T21:59"))) == []
    (found,) = due_reports(file(), there, tmp_path, utc("2026-10-02T22:00"))
    assert (found.as_of, found.moment) == (dt.date(2026, 9, 30), utc("2026-10-02T22:00"))


def test_a_failed_report_stays_due(tmp_path: Path) -> None:
    assert days(due_reports(file(), log(tmp_path, "2026-09-30", state="failed"), tmp_path, utc("2026-10-20"))) == [
        "2026-09-30"
    ]


def test_a_report_that_was_to_be_made_anew_and_was_not_is_due_again(tmp_path: Path) -> None:
    """A correction whose run was killed would else wait for next month, and those who watch would see it fail until then."""
    there = log(tmp_path, "2026-09-30")
    (first,) = there.runs
    killed = first.model_copy(update={"id": "killed", "state": "interrupted", "folder": ""})
    once, again = RunLog(there.path, (first, killed)), first.model_copy(update={"id": "again"})
    assert days(due_reports(file(), once, tmp_path, utc("2026-10-20"))) == ["2026-09-30"]
    assert due_reports(file(), RunLog(there.path, (first, killed, again)), tmp_path, utc("2026-10-20")) == ()
    approved = ReportApproval(run=first.id, by="局", reference="1号", on=utc("2026-10-05"), manifest="0")
    assert due_reports(file(), RunLog(there.path, (first, approved, killed)), tmp_path, utc("2026-10-20")) == ()


def test_a_report_removed_by_hand_is_due_again(tmp_path: Path) -> None:
    there = log(tmp_path, "2026-09-30")
    assert days(due_reports(file(), there, tmp_path, utc("2026-10-20"))) == []
    (tmp_path / "reports/small/2026-09-30/manifest.json").unlink()
    assert days(due_reports(file(), there, tmp_path, utc("2026-10-20"))) == ["2026-09-30"]


def test_of_several_missed_the_latest_is_made_and_the_others_are_named(tmp_path: Path) -> None:
    there = log(tmp_path, "2026-05-31")
    (found,) = due_reports(file(), there, tmp_path, utc("2026-10-20"))
    assert found.as_of == dt.date(2026, 9, 30)
    assert [day.isoformat() for day in found.missed] == ["2026-08-31", "2026-07-31", "2026-06-30"]


def test_a_report_that_was_never_made_missed_nothing(tmp_path: Path) -> None:
    (found,) = due_reports(file(), RunLog(tmp_path / "none"), tmp_path, utc("2026-10-20"))
    assert found.missed == ()


def test_a_clock_set_back_makes_nothing_twice(tmp_path: Path) -> None:
    """The report of the earlier moment stands; later ones do not matter."""
    there = log(tmp_path, "2026-07-31", "2026-08-31", "2026-09-30")
    assert days(due_reports(file(), there, tmp_path, utc("2026-08-20"))) == []


def test_what_has_no_schedule_is_never_due(tmp_path: Path) -> None:
    unscheduled = file(schedule=None)
    assert due_reports(unscheduled, RunLog(tmp_path / "none"), tmp_path, utc("2026-10-20")) == ()
    assert next_moment(unscheduled, utc("2026-10-20")) is None


def test_the_next_moment_is_that_of_the_earliest_report() -> None:
    both = ReportsFile.model_validate(
        {"reports": {"a": MONTHLY, "b": {**MONTHLY, "schedule": {"every": "month", "day": 2, "at": "06:00"}}}}
    )
    assert next_moment(both, utc("2026-10-20")) == utc("2026-11-01T22:00")
    assert next_moment(both, utc("2026-10-20"), "a") == utc("2026-11-02T22:00")


@given(
    when=st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: utc("2024-01-01") + dt.timedelta(minutes=minutes)),
    every=st.sampled_from(["day", "week", "month", "quarter", "year"]),
    rule=st.sampled_from(["today", "end of last month", "end of last quarter", "end of last year"]),
)
def test_once_made_nothing_is_due_until_the_next_moment(
    when: dt.datetime, every: str, rule: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the schedule and the rule: what is due is made once, and is of no day to come."""
    scheduled, root = file(schedule={"every": every, "at": "06:00"}, as_of=rule), tmp_path_factory.mktemp("office")
    (found,) = due_reports(scheduled, RunLog(root / "none"), root, when)
    assert found.moment <= when
    assert found.as_of <= when.astimezone(scheduled.zone).date()
    after = next_moment(scheduled, when)
    assert after is not None
    there = log(root, found.as_of.isoformat())
    for moment in (when, after - dt.timedelta(minutes=1)):
        assert due_reports(scheduled, there, root, moment) == ()
