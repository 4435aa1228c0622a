"""Reports of ``reports.yaml`` are made, written down, and fail one by one."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from shkplan.base.errors import DataError, ParameterError, UnknownName
from shkplan.operations.alone import AnotherRun, alone
from shkplan.operations.following import followed
from shkplan.operations.running import Interrupted, missed_commands, plan_reports, run_reports
from shkplan.operations.runs import ReportApproval, read_log
from shkplan.report import log_to
from shkplan.report.progress import NullProgress
from tests.operations.conftest import REPORTS, open_office

NOW = dt.datetime(2023, 7, 10, 2, tzinfo=dt.UTC)
JUNE = dt.date(2023, 6, 30)


def test_what_is_due_is_made_once(office: Path) -> None:
    """Real notebooks, real pages; then nothing is due."""
    batch = run_reports(due=True, now=NOW)
    assert [(run.report, run.as_of, run.state) for run in batch.runs] == [
        ("monthly", JUNE, "succeeded"), ("brief", JUNE, "succeeded"),
    ]  # fmt: skip
    assert [run.folder for run in batch.runs] == ["reports/small/2023-06-30", "reports/brief/small/2023-06-30"]
    assert all((office / run.folder / "index.html").is_file() for run in batch.runs)
    assert read_log(office / "reports").runs == batch.runs
    assert batch.well
    assert run_reports(due=True, now=NOW).runs == ()


def test_a_failing_report_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notebook of one page raises: its report fails with the reason in both languages, the other is made."""
    office = open_office(tmp_path / "office", monkeypatch, indicator="raises")
    batch = run_reports(every=True, now=NOW)
    failed, made = batch.runs
    assert (failed.state, made.state, batch.well) == ("failed", "succeeded", False)
    assert failed.reason is not None
    assert "notebooks failed" in failed.reason.en
    assert "失败" in failed.reason.zh
    assert not (office / "reports" / "small").joinpath("2023-06-30").exists()


def test_of_a_report_with_a_mistake_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: list[str]
) -> None:
    """Everything that is wrong with it is told, with its place; the other is made."""
    wrong = REPORTS.replace("pages: [overview, indicator]", "pages: [overvew]\n    indicators: [employment.new_job]")
    open_office(tmp_path / "office", monkeypatch, reports=wrong)
    monthly, brief = run_reports(every=True, now=NOW).runs
    assert (monthly.state, brief.state) == ("failed", "succeeded")
    assert quick == ["brief 2023-06-30"]
    assert monthly.reason is not None
    assert "reports.monthly.pages[0]" in monthly.reason.en
    assert "Did you mean employment.new_jobs?" in monthly.reason.en


def test_mistakes_in_the_data_fail_every_report(office: Path, quick: list[str]) -> None:
    figures = office / "data" / "observations" / "small.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("final", "finl"), encoding="utf-8")
    batch = run_reports(every=True, now=NOW)
    assert [run.state for run in batch.runs] == ["failed", "failed"]
    assert quick == []
    assert all("small.csv" in run.reason.en for run in batch.runs if run.reason)


def test_notebooks_that_are_not_installed_do_not_run_unless_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: list[str]
) -> None:
    """A notebook is a program."""
    open_office(
        tmp_path / "office",
        monkeypatch,
        reports=REPORTS.replace("own_notebooks: [overview, indicator]", "own_notebooks: [indicator]"),
    )
    monthly, brief = run_reports(every=True, now=NOW).runs
    assert (monthly.state, brief.state) == ("failed", "succeeded")
    assert monthly.reason is not None
    assert "own_notebooks: [indicator, overview]" in monthly.reason.en


def test_an_interrupted_run_is_written_down_and_the_rest_is_not_begun(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shkplan.operations.making.make_report", stopped)
    with pytest.raises(Interrupted) as stop:
        run_reports(every=True, now=NOW)
    assert [(run.report, run.state) for run in stop.value.batch.runs] == [("monthly", "interrupted")]
    assert [(run.report, run.state) for run in read_log(office / "reports").runs] == [("monthly", "interrupted")]
    assert json.loads((office / "reports" / "last-run.json").read_text(encoding="utf-8"))["state"] == "interrupted"


def test_a_run_knows_which_it_follows_and_which_it_replaces(office: Path, quick: list[str]) -> None:
    first, _ = run_reports(every=True, now=NOW).runs
    again, _ = run_reports(every=True, now=NOW).runs
    other, _ = run_reports(every=True, now=NOW, as_of="2023-05-31").runs
    assert (first.follows, first.replaces) == ("", "")
    assert (again.follows, again.replaces) == (first.id, first.id)
    assert (other.follows, other.replaces) == (again.id, "")
    assert len({first.id, again.id, other.id}) == 3


def test_an_approved_report_is_never_replaced(office: Path, quick: list[str]) -> None:
    first, _ = run_reports(every=True, now=NOW).runs
    read_log(office / "reports").add(
        ReportApproval(run=first.id, by="王主任", reference="发改〔2023〕7号", on=NOW, manifest=first.manifest)
    )
    quick.clear()
    monthly, brief = run_reports(every=True, now=NOW).runs
    assert (monthly.state, brief.state, quick) == ("failed", "succeeded", ["brief 2023-06-30"])
    assert monthly.reason is not None
    assert "王主任" in monthly.reason.en
    assert "发改〔2023〕7号" in monthly.reason.zh


def test_missed_days_are_told_with_the_command_that_makes_them(office: Path, quick: list[str]) -> None:
    run_reports(["monthly"], now=NOW, as_of="2023-03-31")
    batch = run_reports(["monthly"], due=True, now=NOW)
    assert [run.as_of for run in batch.runs] == [JUNE]
    assert list(missed_commands(batch)) == [
        "shkplan run monthly --as-of 2023-05-31", "shkplan run monthly --as-of 2023-04-30",
    ]  # fmt: skip


def test_what_would_be_made_is_told_and_nothing_is_written(office: Path) -> None:
    plans = plan_reports(due=True, now=NOW)
    assert [(one.report, one.as_of, one.place, one.wrong) for one in plans] == [
        ("monthly", JUNE, "reports/small/2023-06-30", ()), ("brief", JUNE, "reports/brief/small/2023-06-30", ()),
    ]  # fmt: skip
    assert not (office / "reports").exists()


def test_two_batches_do_not_work_at_once(office: Path) -> None:
    with alone(office / "reports", NullProgress()), pytest.raises(AnotherRun) as refused:
        run_reports(every=True, now=NOW, wait=False)
    assert refused.value.code == 75


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({}, ParameterError, "which reports"),
        ({"names": ["montly"]}, UnknownName, "Did you mean monthly"),
        ({"every": True, "as_of": "June"}, ParameterError, "expected a date"),
        ({"every": True, "now": dt.datetime(2023, 7, 10)}, ParameterError, "time zone"),  # noqa: DTZ001  # what is refused
    ],
)
def test_a_wrong_question_is_refused(office: Path, asked: dict[str, object], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        run_reports(**asked)  # type: ignore[arg-type]
    assert not (office / "reports" / "runs.jsonl").exists()


def test_a_reports_file_that_cannot_be_read_is_told_to_those_who_watch(office: Path) -> None:
    (office / "reports.yaml").write_text("reports: {monthly: {pln: small}}\n", encoding="utf-8")
    with pytest.raises(DataError, match="pln"):
        run_reports(due=True, now=NOW)
    last = json.loads((office / "reports" / "last-run.json").read_text(encoding="utf-8"))
    assert (last["state"], last["checked"]) == ("failed", "2023-07-10T02:00:00Z")
    assert "pln" in last["reason"]["en"]


def test_a_step_that_fails_is_told_and_the_others_are_taken(office: Path, quick: list[str]) -> None:
    taken: list[object] = []

    def broken(_: object) -> None:
        raise ZeroDivisionError("no way")

    batch = run_reports(every=True, now=NOW)
    after = followed(batch, (broken, taken.append))
    assert taken == [after]
    assert not after.well
    assert [run.state for run in after.runs] == ["succeeded", "succeeded"]
    assert "no way" in after.troubles[0].en


def test_the_log_says_as_json_lines_what_happened(office: Path, quick: list[str]) -> None:
    """One object a line, whatever a message holds, and the report it is about."""
    with log_to(None, office / "reports"):
        run_reports(every=True, now=NOW)
    lines = [
        json.loads(line) for line in (office / "reports" / "shkplan.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [(line["event"], line["report"]) for line in lines] == [
        ("batch-begun", ""), ("run-begun", "monthly"), ("run-ended", "monthly"), ("run-begun", "brief"), ("run-ended", "brief"),
        ("batch-ended", ""),
    ]  # fmt: skip
    assert all({"time", "level", "message", "fields"} <= set(line) for line in lines)
    assert lines[2]["fields"]["state"] == "succeeded"
    assert "made in" in (office / "reports" / "shkplan.log").read_text(encoding="utf-8")
