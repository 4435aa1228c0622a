"""The catalogue lists every report of a day once, with all that is known of it, and never one that is half there."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from shkplan.base.messages import Text
from shkplan.operations.catalogue.folders import relative
from shkplan.operations.catalogue.gathering import due_after
from shkplan.operations.catalogue.page import catalogue_pages
from shkplan.operations.runs import Removal, ReportApproval, Withdrawal
from shkplan.report import manifest as record
from shkplan.workspace.schedules.reports_file import ScheduledReport
from shkplan.workspace.schedules.timing import day_of
from tests.operations.catalogue.shelf import PLAN, WHY, Shelf

ZONE = ZoneInfo("Asia/Shanghai")
ON = dt.datetime(2026, 10, 9, 3, tzinfo=dt.UTC)


def states(shelf: Shelf) -> list[tuple[str, str]]:
    return [(one.as_of.isoformat(), one.state) for one in shelf.entries()]


def test_an_empty_folder_has_an_empty_catalogue(shelf):
    found = shelf.catalogue()
    assert (found.now, found.entries, found.runs) == ((), (), ())


def test_the_newest_day_comes_first_and_plans_stand_together(shelf):
    """Within a month by plan, then by day."""
    for day, plan in (("2026-08-31", "b"), ("2026-09-15", "b"), ("2026-09-30", "b"), ("2026-09-20", "a")):
        shelf.made(day, plan=plan)
    found = [(one.as_of.isoformat(), one.plan) for one in shelf.entries()]
    assert found == [("2026-09-20", "a"), ("2026-09-30", "b"), ("2026-09-15", "b"), ("2026-08-31", "b")]


def test_what_there_is_to_read_is_linked_where_it_is_there(shelf):
    run = shelf.made("2026-09-30")
    (shelf.root / run.folder / "en" / "report.pdf").unlink()
    (entry,) = shelf.entries()
    found = [(one.format, one.language, one.href) for one in entry.to_read]
    start = f"{PLAN}/2026-09-30"
    assert found == [
        ("html", "zh", f"{start}/zh/overview.html"),
        ("html", "en", f"{start}/en/overview.html"),
        ("pdf", "zh", f"{start}/zh/report.pdf"),
    ]


def test_a_report_elsewhere_in_the_workspace_is_linked_from_the_folder_of_all(shelf):
    """A destination of its own; its name is quoted as an address."""
    shelf.made("2026-09-30", base="publish/for all", settings="+seed-7")
    (entry,) = shelf.entries()
    assert entry.to_read[0].href == f"../publish/for%20all/{PLAN}/2026-09-30%2Bseed-7/zh/overview.html"
    assert entry.settings == "seed-7"


def test_a_report_on_another_drive_is_linked_outright(tmp_path, monkeypatch):
    """Windows has no way from one drive to another."""

    def none(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("shkplan.operations.catalogue.folders.os.path.relpath", none)
    assert relative(tmp_path / "a b", tmp_path) == f"{tmp_path.as_uri()}/a%20b"


def test_a_failed_day_leads_to_the_last_good_report(shelf):
    shelf.made("2026-08-31")
    shelf.failed("2026-09-30")
    failed, good = shelf.entries()
    assert (failed.state, failed.failed.reason, failed.good) == ("failed", WHY, good)
    assert good.state == "made"


def test_a_later_success_takes_the_place_of_a_failure(shelf):
    shelf.failed("2026-09-30", at="2026-10-01T06:00:00")
    shelf.made("2026-09-30", at="2026-10-01T07:00:00")
    (entry,) = shelf.entries()
    assert (entry.state, entry.failed) == ("made", None)


def test_a_later_failure_leaves_the_report_and_is_told(shelf):
    shelf.made("2026-09-30", at="2026-10-01T06:00:00")
    last = shelf.failed("2026-09-30", at="2026-10-01T07:00:00", state="interrupted")
    (entry,) = shelf.entries()
    assert (entry.state, entry.readable, entry.failed) == ("made", True, last)


def test_the_log_and_not_the_clock_tells_what_came_later(shelf):
    """A clock that was set back: the run written last is the last."""
    shelf.failed("2026-09-30", at="2026-10-01T07:00:00")
    shelf.made("2026-09-30", at="2026-10-01T06:00:00")
    (entry,) = shelf.entries()
    assert (entry.state, entry.failed) == ("made", None)


def test_a_report_made_again_is_listed_once(shelf):
    shelf.made("2026-09-30", at="2026-10-01T06:00:00")
    second = shelf.made("2026-09-30", at="2026-10-01T07:00:00", seed=2)
    (entry,) = shelf.entries()
    assert entry.run == second


def test_another_report_in_the_same_folder_takes_its_place(shelf):
    shelf.made("2026-09-30", at="2026-10-01T06:00:00")
    shelf.made("2026-09-30", "", at="2026-10-01T07:00:00", seed=2)
    assert [(one.report, one.state) for one in shelf.entries()] == [("", "made")]


def test_a_removed_report_is_told_and_not_linked(shelf):
    run = shelf.made("2026-08-31")
    shelf.add(Removal(run=run.id, on=ON, folder=run.folder))
    shelf.remove(run)
    (entry,) = shelf.entries()
    assert (entry.state, entry.to_read, entry.removal.on) == ("removed", (), ON)


def test_a_report_made_again_after_its_removal_is_one(shelf):
    run = shelf.made("2026-08-31", at="2026-09-01T06:00:00")
    shelf.add(Removal(run=run.id, on=ON, folder=run.folder))
    again = shelf.made("2026-08-31", at="2026-10-10T06:00:00")
    assert [(one.state, one.run) for one in shelf.entries()] == [("made", again)]


def test_a_folder_that_went_is_told(shelf):
    shelf.remove(shelf.made("2026-08-31"))
    assert states(shelf) == [("2026-08-31", "gone")]


def test_a_manifest_other_than_the_log_says_is_told(shelf):
    """Made again outside the log, or tampered with; it can be read all the same."""
    run = shelf.made("2026-08-31")
    shelf.folder("2026-08-31", seed=2)
    (entry,) = shelf.entries()
    assert (entry.state, entry.run, entry.report, entry.readable) == ("changed", run, "monthly", True)


def test_an_approval_holds_until_it_is_withdrawn(shelf):
    run = shelf.made("2026-08-31")
    approval = ReportApproval(run=run.id, by="王", reference="17号", on=ON, manifest=run.manifest)
    shelf.add(approval)
    assert shelf.entries()[0].approval == approval
    shelf.add(Withdrawal(run=run.id, by="王", reason="数据有误", on=ON))
    assert shelf.entries()[0].approval is None


@pytest.mark.parametrize("base", ["reports", "publish"])
def test_a_folder_the_log_does_not_know_is_listed_from_its_manifest(shelf, base):
    """Copied there, or older than the log; also in the folder a report goes to."""
    shelf.schedule(monthly="destination: publish")
    shelf.folder("2026-08-31", base=base)
    (entry,) = shelf.entries()
    assert (entry.state, entry.readable, entry.run) == ("unlogged", True, None)
    assert (entry.started, entry.seconds) == (dt.datetime(2026, 8, 31, 20, tzinfo=dt.UTC), 60)


def cut(folder: Path) -> None:
    (folder / record.FILE).write_text('{"plan": "x', encoding="utf-8")


def emptied(folder: Path) -> None:
    for page in folder.glob("*/*"):
        page.unlink()


def dayless(folder: Path) -> None:
    content = json.loads((folder / record.FILE).read_text(encoding="utf-8"))
    content["parameters"]["as_of"] = "some day"
    (folder / record.FILE).write_text(json.dumps(content), encoding="utf-8")


def without(folder: Path) -> None:
    (folder / record.FILE).unlink()


@pytest.mark.parametrize("logged", [True, False])
@pytest.mark.parametrize("damage", [cut, emptied, dayless, without, lambda folder: (shutil.rmtree(folder), folder.mkdir())])  # fmt: skip
def test_a_damaged_folder_is_listed_as_not_readable(shelf, damage, logged):
    """With why, in both languages, and without a place of this machine in it."""
    folder = shelf.root / shelf.made("2026-08-31").folder if logged else shelf.folder("2026-08-31")
    damage(folder)
    (entry,) = shelf.entries()
    assert (entry.as_of.isoformat(), entry.state, entry.to_read) == ("2026-08-31", "unreadable", ())
    for words in (entry.why.zh, entry.why.en):
        assert words
        assert str(shelf.root) not in words


@pytest.mark.parametrize("name", [".2026-08-31.new", ".2026-08-31.old", ".2026-08-31.kept", "2026-08-31.changes", "latest", "2026-99-99"])  # fmt: skip
def test_what_is_half_written_or_no_report_is_not_listed(shelf, name):
    (shelf.reports / PLAN / name / "zh").mkdir(parents=True)
    (shelf.reports / f".{PLAN}" / "2026-08-31").mkdir(parents=True)
    assert shelf.entries() == []


def test_a_link_out_of_the_workspace_is_not_followed(shelf, tmp_path):
    other = Shelf(tmp_path / "other")
    outside = other.folder("2026-08-31")
    (shelf.reports / PLAN).mkdir()
    (shelf.reports / PLAN / "2026-08-31").symlink_to(outside, target_is_directory=True)
    (entry,) = shelf.entries()
    assert (entry.state, entry.to_read) == ("unreadable", ())


def test_what_changed_is_told_from_beside_the_report(shelf):
    run = shelf.made("2026-09-30")
    name = {"zh": "就业", "en": "Jobs"}
    shelf.moved(run, 3, largest={"target": "x", "name": name, "before": 0.62, "after": 0.755})
    moves = shelf.entries()[0].moves
    assert (moves.count, moves.name, moves.before, moves.after) == (3, Text("就业", "Jobs"), 0.62, 0.755)
    assert moves.pages["en"] == f"{PLAN}/2026-09-30.changes/en.html"


@pytest.mark.parametrize("status", ["observed", "provisional", "supposed"])
def test_what_figures_settle_is_no_estimate(shelf, status):
    """Its probability of 0 or 1 is not set beside those of estimates."""
    told = {"target": "x", "name": {"zh": "就业", "en": "Jobs"}, "before": 0.62, "after": 1.0}
    sides = {"target": "x", "before": {"status": "estimated"}, "after": {"status": status}}
    shelf.moved(shelf.made("2026-09-30"), 1, largest=told, targets=[sides])
    moves = shelf.entries()[0].moves
    assert (moves.before, moves.after) == (0.62, None)
    assert "1 target moved; most: Jobs" in catalogue_pages(shelf.catalogue())["index.en.html"]


@pytest.mark.parametrize("largest", [None, 5, {"name": "x"}, {"name": {"zh": 1}}, {"name": {"zh": "", "en": ""}, "before": 7, "after": "x"}])  # fmt: skip
def test_what_cannot_be_read_of_changes_is_left_out(shelf, largest):
    shelf.moved(shelf.made("2026-09-30"), 3, largest=largest)
    moves = shelf.entries()[0].moves
    assert (moves.count, moves.before, moves.after) == (3, None, None)


def test_where_each_report_stands(shelf):
    """The last that can be read, the last run, and when the next is due: the first moment that asks for a later day."""
    shelf.schedule(
        monthly='as_of: end of last month, schedule: {every: month, day: 3, at: "07:00"}',
        weekly="schedule: {every: week, weekday: friday}",
        asked="as_of: '2026-06-30'",
    )
    made = shelf.made("2026-09-30")
    failed = shelf.failed("2026-10-31", at="2026-11-02T23:00:00")
    vain = shelf.failed("2026-11-13", "weekly", at="2026-11-13T01:00:00")
    monthly, weekly, asked = shelf.catalogue().now
    assert (monthly.latest.run, monthly.last) == (made, failed)
    assert monthly.due == dt.datetime(2026, 11, 3, 7, tzinfo=ZONE)
    assert (weekly.latest, weekly.last, weekly.due) == (None, vain, dt.datetime(2026, 11, 13, 6, tzinfo=ZONE))
    assert (asked.latest, asked.last, asked.due) == (None, None, None)


def test_reports_made_by_hand_stand_in_front_where_nothing_else_does(shelf):
    """The usual one of the day before one with other settings."""
    shelf.made("2026-09-30", "")
    shelf.made("2026-09-30", "", at="2026-10-05T00:00:00", settings="+seed-7")
    (now,) = shelf.catalogue().now
    assert (now.report, now.latest.settings, now.due) == ("", "", None)


RULES = ("today", "end of last month", "end of last quarter", "end of last year", "2026-06-30")
TIMINGS = {
    "{every: day}": {"freq": DAILY},
    "{every: week, weekday: friday}": {"freq": WEEKLY, "byweekday": 4},
    "{every: month, day: 28}": {"freq": MONTHLY, "bymonthday": 28},
    "{every: month, day: last}": {"freq": MONTHLY, "bymonthday": -1},
    "{every: quarter, month: 2, day: 5}": {"freq": YEARLY, "bymonth": [2, 5, 8, 11], "bymonthday": 5},
    "{every: year, month: 3}": {"freq": YEARLY, "bymonth": 3, "bymonthday": 1},
}


@given(
    rule=st.sampled_from(RULES),
    timing=st.sampled_from(list(TIMINGS)),
    day=st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)),
)
def test_the_next_is_due_at_the_first_moment_that_asks_for_a_later_day(rule, timing, day):
    """Against all moments of four years as dateutil lists them."""
    import yaml

    order = ScheduledReport.model_validate({"plan": "p", "as_of": rule, "schedule": yaml.safe_load(timing)})
    start = dt.datetime.combine(day, dt.time())
    moments = rrule(
        dtstart=start, until=start + dt.timedelta(days=1200), byhour=6, byminute=0, bysecond=0, **TIMINGS[timing]
    )
    later = [moment for moment in moments if day_of(rule, moment.date()) > day]
    expected = later[0].replace(tzinfo=ZONE) if later else None
    assert due_after(order, day, ZONE) == expected


DAYS = ("2026-07-31", "2026-08-31", "2026-09-30")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(["monthly", "brief", ""]), st.sampled_from(["made", "failed", "removed"])), max_size=9))  # fmt: skip
def test_nothing_that_happened_is_lost(steps: Sequence[tuple[str, str, str]]) -> None:
    """What can be read is what stands; every report of a day whose last run failed says so; nothing is listed twice."""
    with tempfile.TemporaryDirectory() as place:
        shelf, standing, failing = Shelf(Path(place) / "office"), dict[str, str](), set[tuple[str, str]]()
        for at, (day, report, what) in enumerate(steps):
            base, moment = f"reports/{report}" if report else "reports", f"2026-11-{at + 1:02}T00:00:00"
            if what == "failed":
                shelf.failed(day, report, moment)
                failing.add((day, report))
                continue
            run = shelf.made(day, report, moment, base=base, seed=at)
            failing.discard((day, report))
            standing[run.folder] = run.id
            if what == "removed":
                shelf.add(Removal(run=run.id, on=ON, folder=run.folder))
                shelf.remove(run)
                del standing[run.folder]
        entries = shelf.entries()
        assert {one.folder: one.run.id for one in entries if one.readable} == standing
        assert {(one.as_of.isoformat(), one.report) for one in entries if one.failed} == failing
        keys = [(one.as_of, one.report, one.settings) for one in entries]
        assert len(keys) == len(set(keys))
