"""The same batch on a Dask cluster."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from shkplan.base.errors import ParameterError
from shkplan.operations.running import run_reports
from shkplan.report.manifest import checksums
from tests.operations.conftest import REPORTS, open_office

NOW = dt.datetime(2023, 7, 10, 2, tzinfo=dt.UTC)


def test_two_workers_make_what_one_machine_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of every report to the byte, but for the times of the manifest; and the log is written by the one that asks."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install shkplan[cluster]")
    broken = REPORTS.replace("plan: small\n    pages: [overview]", "plan: smal\n    pages: [overview]")
    more = "\n  wide:\n    plan: small\n    pages: [overview]\n    formats: [html]\n    destination: reports/wide\n    own_notebooks: [overview]\n    as_of: 2023-06-30\n"
    here = open_office(tmp_path / "here", reports=broken + more)
    there = open_office(tmp_path / "there", monkeypatch, reports=broken + more)
    alone = run_reports(every=True, now=NOW, root=here)
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster:
        spread = run_reports(every=True, now=NOW, root=there, dask=cluster.scheduler_address)
    assert {run.report: run.state for run in spread.runs} == {
        "monthly": "succeeded",
        "brief": "failed",
        "wide": "succeeded",
    }
    for one in alone.runs:
        other = next(run for run in spread.runs if run.report == one.report)
        assert (other.state, other.folder, other.results, other.made) == (one.state, one.folder, one.results, one.made)
        assert _files(there, one.folder) == _files(here, one.folder)
    assert all(run.seconds > 1 for run in spread.runs if run.succeeded)


def _files(root: Path, folder: str) -> dict[str, str]:
    found = checksums(root / folder, root / folder) if folder else {}
    return {name: digest for name, digest in found.items() if name != "manifest.json"}


def test_a_scheduler_that_does_not_answer_is_told(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is made."""
    pytest.importorskip("distributed")
    monkeypatch.setattr("shkplan.operations.cluster._PATIENCE", "1s")
    with pytest.raises(ParameterError, match="no scheduler answers"):
        run_reports(every=True, now=NOW, dask="tcp://127.0.0.1:9")
    assert not (office / "reports" / "small").exists()


def test_without_dask_the_message_says_what_to_install(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ParameterError, match=r"shkplan\[cluster\]"):
        run_reports(every=True, now=NOW, dask="tcp://127.0.0.1:9")
