"""The history joins the log of runs with the folders that stand; nothing of either is lost."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shkplan.base.errors import UnknownName
from shkplan.base.messages import Text
from shkplan.operations.history import CHANGES_FILE, changes_folder, read_history
from shkplan.operations.history_table import history_table
from shkplan.operations.runs import FILE, Removal, ReportApproval, Run, RunLog
from shkplan.report import manifest as record

WHEN = dt.datetime(2026, 10, 3, 6, tzinfo=dt.UTC)


def report_in(folder: Path, as_of: str = "2026-09-30", results: str = "a" * 64, day: int = 3) -> Path:
    """A folder that holds nothing of a report but its manifest."""
    folder.mkdir(parents=True)
    record.Manifest(
        plan="our-district",
        parameters={"plan": "our-district", "as_of": as_of, "seed": 1, "region": "我区", "scenario": ""},
        languages=["zh"],
        reports=["overview"],
        pages={"zh/overview.html": "b" * 64},
        inputs={},
        results=results,
        versions={"shkplan": "0.1.0"},
        started=f"2026-10-{day:02d}T06:00:00+00:00",
        ended=f"2026-10-{day:02d}T06:01:00+00:00",
        folder=folder.name,
    ).write(folder)
    return folder


def run_of(name: str, folder: Path | None = None, root: Path | None = None, **given: Any) -> Run:
    """A run that ended well, or as is given."""
    place = folder.relative_to(root).as_posix() if folder is not None and root is not None else ""
    digest = record.sha256(folder / record.FILE) if folder is not None else ""
    known: dict[str, Any] = {
        "id": name, "report": "monthly", "plan": "our-district", "as_of": dt.date(2026, 9, 30), "state": "succeeded",
        "started": WHEN, "ended": WHEN, "seconds": 1.0, "folder": place, "manifest": digest,
    }  # fmt: skip
    return Run(**known | given)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A workspace with nothing in it but the folder of reports."""
    (tmp_path / "reports").mkdir()
    return tmp_path


def test_log_and_folders_are_joined(office: Path) -> None:
    """A report that stands and one that failed are there, the newest first, with their reasons."""
    reports = office / "reports"
    first = report_in(reports / "our-district" / "2026-09-30")
    log = RunLog(reports / FILE)
    log.add(run_of("one", first, office))
    log.add(run_of("two", state="failed", reason=Text("磁盘已满", "disk full"), ended=WHEN + dt.timedelta(days=1)))
    found = read_history(reports, office)
    assert [(one.id, one.standing) for one in found] == [("two", "failed"), ("one", "stands")]
    assert found.by_id["one"].place == first.resolve()
    assert str(found.by_id["two"].reason) == "disk full"
    assert [one.id for one in found.of(failed=True)] == ["two"]
    assert found.to_frame()["state"].tolist() == ["failed", "stands"]


def test_a_report_made_by_hand_is_listed(office: Path) -> None:
    """A folder that no run left stands under its own name."""
    report_in(office / "reports" / "our-district" / "2026-08-31", "2026-08-31", day=1)
    (found,) = read_history(office / "reports", office)
    assert (found.id, found.standing, found.run) == ("our-district/2026-08-31", "stands", None)
    assert (found.plan, found.as_of, found.formats, found.seconds) == ("our-district", dt.date(2026, 8, 31), ("html",), 60)  # fmt: skip


def test_what_was_replaced_removed_or_lost_is_told(office: Path) -> None:
    """Of two runs in one folder the first is replaced; a removed one is removed; one whose folder is gone is missing."""
    reports = office / "reports"
    place = report_in(reports / "our-district" / "2026-09-30")
    log = RunLog(reports / FILE)
    log.add(run_of("old", place, office, manifest="c" * 64), run_of("new", place, office))
    elsewhere = report_in(reports / "our-district" / "2026-01-31", "2026-01-31")
    log.add(run_of("pruned", elsewhere, office))
    shutil.rmtree(elsewhere)
    log.add(Removal(run="pruned", on=WHEN, folder="reports/our-district/2026-01-31"))
    lost = report_in(reports / "our-district" / "2026-02-28", "2026-02-28")
    log.add(run_of("lost", lost, office))
    shutil.rmtree(lost)
    states = {one.id: one.standing for one in read_history(reports, office)}
    assert states["old"] == "replaced"
    assert states["new"] == "stands"
    assert states["pruned"] == "removed"
    assert states["lost"] == "missing"


def test_a_folder_made_anew_by_hand_is_not_the_run(office: Path) -> None:
    """What a person made in the folder of a run is a report of its own, and the run was replaced by it."""
    reports = office / "reports"
    place = report_in(reports / "our-district" / "2026-09-30")
    RunLog(reports / FILE).add(run_of("one", place, office))
    shutil.rmtree(place)
    report_in(place, results="e" * 64)
    states = {one.id: one.standing for one in read_history(reports, office)}
    assert states == {"one": "replaced", "our-district/2026-09-30": "stands"}


def test_approvals_and_targets_that_moved(office: Path) -> None:
    """An approval is told with the run it is of; a file of changes counts where it is of this very report."""
    reports = office / "reports"
    place = report_in(reports / "our-district" / "2026-09-30")
    log = RunLog(reports / FILE)
    log.add(run_of("one", place, office))
    log.add(ReportApproval(run="one", by="张三", reference="〔2026〕1号", on=WHEN, manifest="f" * 64))
    changes_folder(place).mkdir()
    file = changes_folder(place) / CHANGES_FILE
    file.write_text(json.dumps({"moved": 3, "after": {"results": "a" * 64}}), encoding="utf-8")
    (found,) = read_history(reports, office)
    assert (found.moved, found.row["approved_by"]) == (3, "张三")
    file.write_text(json.dumps({"moved": 3, "after": {"results": "b" * 64}}), encoding="utf-8")
    (found,) = read_history(reports, office)
    assert found.moved is None


@pytest.mark.parametrize("text", ["", "[", "{}", '{"format": 1}', '{"moved": 1e999}', "\x00"])
def test_a_manifest_that_is_none_is_told_and_passed_over(office: Path, text: str) -> None:
    """One folder that cannot be read hides no other, and is told by its name."""
    reports = office / "reports"
    report_in(reports / "our-district" / "2026-09-30")
    odd = reports / "our-district" / "odd"
    odd.mkdir()
    (odd / record.FILE).write_text(text, encoding="utf-8")
    found = read_history(reports, office)
    assert len(found) == 1
    assert "odd" in str(found.remarks[0])


def test_nothing_there_is_an_empty_history(office: Path) -> None:
    """No log and no report: no line, and the same columns."""
    found = read_history(office / "reports", office)
    assert len(found) == 0
    assert "moved" in found.to_frame().columns


def test_a_plan_nobody_reported_on_is_told(office: Path) -> None:
    """With the nearest name."""
    report_in(office / "reports" / "our-district" / "2026-09-30")
    with pytest.raises(UnknownName, match="our-district"):
        read_history(office / "reports", office).of(plan="our-distric")


def test_the_table_tells_times_by_the_clock_of_the_reports(office: Path) -> None:
    """As the catalogue does, and names that clock; the report before is told by its day, not by the name of its run."""
    place = report_in(office / "reports" / "our-district" / "2026-09-30")
    log = RunLog(office / "reports" / FILE)
    log.add(run_of("earlier", as_of=dt.date(2026, 8, 31), folder=None, started=WHEN - dt.timedelta(days=30)))
    log.add(run_of("later", place, office, follows="earlier"))
    told = str(history_table(read_history(office / "reports", office), ZoneInfo("Asia/Shanghai")))
    assert "2026-10-03 14:00" in told
    assert "Beijing time" in told or "北京时间" in told
    assert "earlier" not in told
