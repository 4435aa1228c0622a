"""An office: a workspace with a small plan, notebooks that each run in a second, and two reports in ``reports.yaml``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from shkplan.report import ReportFolder
from tests.report.conftest import lay_out

REPORTS = """\
timezone: Asia/Shanghai
reports:
  monthly:
    plan: small
    pages: [overview, indicator]
    as_of: end of last month
    formats: [html]
    schedule: {every: month, day: 3, at: "06:00"}
    own_notebooks: [overview, indicator]
  brief:
    plan: small
    pages: [overview]
    as_of: end of last month
    languages: [zh]
    formats: [html]
    schedule: {every: month, day: 5, at: "06:00"}
    destination: reports/brief
    own_notebooks: [overview]
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two reports that are due every month; the test stands in it."""
    return open_office(tmp_path / "office", monkeypatch)


def open_office(
    root: Path, monkeypatch: pytest.MonkeyPatch | None = None, reports: str = REPORTS, **situations: str
) -> Path:
    """Lay an office out; each page may be given a notebook by the situation it stands for, as in ``overview="raises"``."""
    lay_out(root, **situations)
    (root / "reports.yaml").write_text(reports, encoding="utf-8", newline="\n")
    if monkeypatch is not None:
        monkeypatch.chdir(root)
        monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    return root


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Reports are made at once and hold next to nothing: which were asked for, by folder and day."""
    asked: list[str] = []

    def make(plan: str, *, as_of: dt.date, out: Path, **_: object) -> ReportFolder:
        asked.append(f"{out.name} {as_of}")
        folder = out / plan / as_of.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("index.html", "results.json", "manifest.json"):
            (folder / name).write_text("{}", encoding="utf-8")
        return ReportFolder(folder, made=1)

    monkeypatch.setattr("shkplan.operations.making.make_report", make)
    return asked
