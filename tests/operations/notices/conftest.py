"""An office with a log of runs and folders of reports, made without running any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from shkplan.base.messages import Text
from shkplan.operations.batch import Batch
from shkplan.operations.runs import FILE, Run, RunLog, read_log
from shkplan.workspace.schedules.reports_file import read_reports
from tests.operations.test_runs import a_run

REPORTS = "reports:\n  monthly: {plan: our-plan}\n  weekly: {plan: our-plan}\n"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of the tests are on this machine."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


class OfficeOfRuns:
    """A workspace in which runs are written down, each a batch of its own."""

    def __init__(self, root: Path) -> None:
        self.root, self.reports = root, root / "reports"
        (root / "data/plans").mkdir(parents=True)
        self.reports.mkdir()
        self.write("")

    def write(self, ways: str) -> None:
        text = REPORTS + (f"notify:\n{ways}" if ways else "")
        (self.root / "reports.yaml").write_text(text, encoding="utf-8")

    def run(self, report: str = "monthly", day: str = "2026-09-30", why: str = "", **given: object) -> Run:
        """One run, written down; with a reason why it failed, or with its folder."""
        number = len(read_log(self.reports).entries)
        made = a_run(report, day, id=f"{number:04}-{report}", **given)
        if why:
            made = made.model_copy(
                update={"state": "failed", "folder": "", "reason": Text(zh=f"因为{why}", en=f"since {why}")}
            )
        else:
            folder = self.root / made.folder
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "index.html").write_text("x" * 1000, encoding="utf-8")
            (folder / "manifest.json").write_text("{}", encoding="utf-8")
        RunLog(self.reports / FILE).add(made)
        return made

    def batch(self, *runs: Run) -> Batch:
        return Batch(self.root, self.reports, read_reports(self.root), runs, read_log(self.reports))


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OfficeOfRuns:
    office = OfficeOfRuns(tmp_path / "office")
    monkeypatch.chdir(office.root)
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    return office


NOW = dt.datetime(2026, 10, 3, 6, 1, tzinfo=dt.UTC)


@pytest.fixture
def pauses() -> list[float]:
    """The waits between attempts, none of which is waited."""
    return []


Pause = Callable[[float], None]
