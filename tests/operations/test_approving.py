"""Approvals: of a report that is as it was made, by somebody, for ever or until they are withdrawn by another line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shkplan.base.errors import ParameterError, UnknownName, VerificationFailed
from shkplan.operations.approving import approve, withdraw
from shkplan.operations.runs import FILE, Removal, RunLog
from shkplan.report.manifest import sha256
from tests.operations.keeping import Keep, report_at
from tests.operations.test_runs import MOMENT, a_run


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keep:
    found = Keep(tmp_path / "office")
    monkeypatch.chdir(found.root)
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    return found


def test_an_approval_names_who_by_what_and_which_manifest(keep: Keep) -> None:
    run = keep.made("2026-09-30")
    found, approval = approve("2026-09", by=" 李雷 ", reference="沙计〔2026〕12号", now=MOMENT)
    assert found == run
    assert (approval.by, approval.reference, approval.on) == ("李雷", "沙计〔2026〕12号", MOMENT)
    assert approval.manifest == sha256(keep.reports / "our-plan/2026-09-30/manifest.json") == run.manifest
    assert keep.log.approvals == {run.id: approval}
    with pytest.raises(ParameterError, match="approved already by 李雷"):
        approve("latest", by="another", reference="13")


def test_it_is_withdrawn_by_another_line(keep: Keep) -> None:
    run = keep.made("2026-09-30")
    with pytest.raises(ParameterError, match="is not approved"):
        withdraw("latest", by="A", reason="x")
    approve("latest", by="A", reference="1")
    withdraw("latest", by="B", reason="a figure was wrong", now=MOMENT)
    assert keep.log.approvals == {}
    assert [one.kind for one in keep.log.entries] == ["run", "approval", "withdrawal"]
    approve("latest", by="C", reference="2")
    assert keep.log.approvals[run.id].by == "C"
    assert keep.log.remarks == ()


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("index.html", "index.html is not the file"),
        ("results.json", "results.json is not the file"),
        ("manifest.json", r"manifest\.json was changed"),
        ("new.html", "new.html is not a file of this report"),
    ],
)
def test_a_report_that_is_not_as_it_was_made_is_not_approved(keep: Keep, file: str, told: str) -> None:
    keep.made("2026-09-30")
    with (keep.reports / "our-plan/2026-09-30" / file).open("a", encoding="utf-8") as stream:
        stream.write(" ")
    with pytest.raises(VerificationFailed, match=told):
        approve("latest", by="A", reference="1")
    assert keep.log.approvals == {}


def test_one_that_is_gone_or_replaced_is_not_approved(keep: Keep) -> None:
    first = keep.made("2026-09-30")
    second = keep.made("2026-09-30", id="second")
    with pytest.raises(UnknownName, match=first.id):
        approve(first.id, by="A", reference="1")
    shutil.rmtree(keep.reports / "our-plan/2026-09-30")
    RunLog(keep.reports / FILE).add(Removal(run=second.id, on=MOMENT, folder=second.folder))
    with pytest.raises(ParameterError, match="no report yet"):
        approve(second.id, by="A", reference="1")


def test_a_report_that_the_log_does_not_know_is_written_down_with_its_approval(keep: Keep) -> None:
    """Such as one from before there was a log."""
    report_at(keep.reports / "our-plan/2026-08-31", "2026-08-31")
    keep.made("2026-09-30")
    run, _ = approve("reports/our-plan/2026-08-31", by="A", reference="1")
    assert (run.report, run.plan, run.as_of.isoformat()) == ("", "our-plan", "2026-08-31")
    assert [one.kind for one in keep.log.entries] == ["run", "run", "approval"]
    assert set(keep.log.approvals) == {run.id}
    with pytest.raises(ParameterError, match="approved already"):
        approve("2026-08-31", by="A", reference="1")


@pytest.mark.parametrize(
    ("by", "reference"), [("", "1"), ("A", ""), ("A", "  "), ("A\x1b[2J", "1"), ("A", "1\u202e2"), ("x" * 501, "1")]
)
def test_nobody_and_nothing_approve_nothing(keep: Keep, by: str, reference: str) -> None:
    keep.made("2026-09-30")
    with pytest.raises(ParameterError, match="a few words"):
        approve("latest", by=by, reference=reference)
    assert keep.log.entries == (a_run(day="2026-09-30", **keep.log.runs[0].model_dump(exclude={"report", "as_of"})),)


def test_where_no_reports_are_there_is_nothing_to_approve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError, match="no reports here yet"):
        approve("latest", by="A", reference="1")
