"""Reports asked for by hand are written down too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from shkplan.base.errors import ParameterError, ReportFailed
from shkplan.operations.by_hand import reports_by_hand
from shkplan.operations.runs import ReportApproval, read_log
from tests.operations.conftest import open_office

ASKED: dict[str, Any] = {"as_of": "2023-06-30", "reports": ["overview"], "languages": ["zh"], "formats": ["html"]}


def test_they_stand_in_the_log_and_an_approved_one_stays(office: Path) -> None:
    (folder,) = reports_by_hand("small", **ASKED)
    (run,) = read_log(office / "reports").runs
    assert (run.report, run.plan, run.state, run.folder) == ("", "small", "succeeded", "reports/small/2023-06-30")
    assert folder.path == office / run.folder
    now = dt.datetime(2023, 7, 10, tzinfo=dt.UTC)
    read_log(office / "reports").add(
        ReportApproval(run=run.id, by="王主任", reference="7号", on=now, manifest=run.manifest)
    )
    with pytest.raises(ParameterError, match="王主任"):
        list(reports_by_hand("small", **ASKED))
    assert [one.state for one in read_log(office / "reports").runs] == ["succeeded", "failed"]


def test_a_failure_is_written_down_and_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = open_office(tmp_path / "office", monkeypatch, overview="raises")
    with pytest.raises(ReportFailed):
        list(reports_by_hand("small", **ASKED))
    (run,) = read_log(office / "reports").runs
    assert (run.state, run.folder) == ("failed", "")
    assert run.reason is not None


def test_a_report_elsewhere_is_nobody_s_business(office: Path, tmp_path: Path) -> None:
    """A folder outside of the workspace has no log, and is written into by nothing else."""
    (folder,) = reports_by_hand("small", out=tmp_path / "elsewhere", **ASKED)
    assert folder.path.is_relative_to(tmp_path / "elsewhere")
    assert read_log(office / "reports").runs == ()
    assert not (office / "reports").exists()
