"""Reports of ``reports.yaml`` are made, written down, and fail one by one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from shkplan.operations.running import run_reports
from shkplan.operations.runs import read_log

NOW = dt.datetime(2023, 7, 10, 2, tzinfo=dt.UTC)


def test_what_is_due_is_made_once(office: Path) -> None:
    batch = run_reports(due=True, now=NOW)
    assert [(run.report, run.as_of, run.state) for run in batch.runs] == [
        ("monthly", dt.date(2023, 6, 30), "succeeded"), ("brief", dt.date(2023, 6, 30), "succeeded"),
    ]  # fmt: skip
    assert [run.folder for run in batch.runs] == ["reports/small/2023-06-30", "reports/brief/small/2023-06-30"]
    assert all((office / run.folder / "index.html").is_file() for run in batch.runs)
    assert read_log(office / "reports").runs == batch.runs
    assert run_reports(due=True, now=NOW).runs == ()
