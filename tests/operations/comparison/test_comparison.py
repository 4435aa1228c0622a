"""Two reports compared: from their own inputs, refused where they cannot be, and shown as table, chart, page and file."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shkplan.base.errors import ParameterError, ShkplanError, UnknownName, VerificationFailed
from shkplan.display.setting import speaking
from shkplan.operations.batch import Batch
from shkplan.operations.changes import predecessor, write_changes, write_pages
from shkplan.operations.comparison import compare_folders, compare_reports
from shkplan.operations.comparison.finding import find_report, folder_as_report
from shkplan.operations.comparison.recorded import recorded
from shkplan.operations.comparison.tracing import Tracer
from shkplan.operations.comparison.whole import ReportComparison
from shkplan.operations.history import CHANGES_FILE, History, changes_folder, read_history
from shkplan.operations.runs import FILE, Run, RunLog
from shkplan.report import manifest as record
from shkplan.report.results import document
from tests.operations.comparison.conftest import FIRST, GREEN, LATER, Office


@pytest.fixture(scope="session")
def compared(office: Office) -> ReportComparison:
    """What has changed from the first report to the later one."""
    return compare_folders(folder_as_report(office.first), folder_as_report(office.later))


@pytest.fixture
def copied(office: Office, tmp_path: Path) -> Office:
    """The same, to be changed."""
    shutil.copytree(office.root, tmp_path / "work")
    return Office(*(tmp_path / "work" / path.relative_to(office.root) for path in office))


def comparison(one: Path, other: Path) -> ReportComparison:
    return compare_folders(folder_as_report(one), folder_as_report(other))


def test_the_causes_of_a_report_add_up(compared: ReportComparison) -> None:
    """From what the first recorded to what the later one recorded, to the last digit; nothing is left over for the code."""
    green = compared[GREEN]
    assert green.before is not None
    assert green.after is not None
    assert green.change is not None
    whole = sum((Decimal(repr(one.change)) for one in green.causes if one.change is not None), Decimal(0))
    assert whole == Decimal(repr(green.change)) == Decimal(repr(green.after.prob)) - Decimal(repr(green.before.prob))
    assert [one.kinds for one in green.acting] == [
        ("figures",),
        ("day",),
    ]  # its class knows two more years by the later day
    assert compared.same_code


def test_the_recorded_numbers_are_those_of_the_report(office: Office, compared: ReportComparison) -> None:
    """What a comparison tells of each side stands in its results.json."""
    for folder, state in ((office.first, compared[GREEN].before), (office.later, compared[GREEN].after)):
        shown = json.loads((folder / "results.json").read_text(encoding="utf-8"))["reports"]["overview"]
        (row,) = [one for one in shown[0]["data"] if one["target"] == GREEN]
        assert state is not None
        assert (state.prob, state.prob_se, state.status) == (row["prob"], row["prob_se"], row["status"])


def test_the_new_figures_are_told_with_what_they_move(compared: ReportComparison) -> None:
    """Two years were published between the days; each says what it changes by itself."""
    assert [(str(one.figure.period), one.kind) for one in compared.figures] == [("2021", "new"), ("2022", "new")]
    assert all(one.moved and one.moved[0].target == GREEN for one in compared.figures)


def test_the_same_report_twice_is_refused(office: Office) -> None:
    """In a sentence that names it."""
    with pytest.raises(ParameterError, match="the same report"):
        comparison(office.first, office.first)


def test_reports_on_other_plans_or_regions_are_refused(copied: Office) -> None:
    """In a sentence that names both."""
    path = copied.later / record.FILE
    told = json.loads(path.read_text(encoding="utf-8"))
    for name, found in (("plan", "plans small and other"), ("region", "regions 沙河口区 and other")):
        other = (
            told | ({name: "other"} if name == "plan" else {}) | {"parameters": told["parameters"] | {name: "other"}}
        )
        path.write_text(json.dumps(other), encoding="utf-8")
        with pytest.raises(ParameterError, match=found):
            comparison(copied.first, copied.later)


@pytest.mark.parametrize("name", ["results.json", "inputs/data/observations/small.csv", "inputs/data/plans/small.yaml"])
def test_a_file_that_was_changed_is_refused(copied: Office, name: str) -> None:
    """Whatever the manifest fixes is held to it before anything is read."""
    path = copied.later / name
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(VerificationFailed, match=path.name):
        comparison(copied.first, copied.later)


def test_a_link_in_a_report_is_refused(copied: Office) -> None:
    """Nothing outside the folder is read."""
    path = copied.later / "inputs" / "data" / "observations" / "small.csv"
    moved = copied.root / "elsewhere.csv"
    path.rename(moved)
    path.symlink_to(moved)
    with pytest.raises(VerificationFailed, match="link"):
        comparison(copied.first, copied.later)


def test_no_notebook_of_a_folder_is_run(copied: Office) -> None:
    """A report whose notebook would leave a mark is compared, and leaves none."""
    mark = copied.root / "mark"
    path = copied.later / "inputs" / "notebooks" / "overview.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"][-1]["source"] = f"open({str(mark)!r}, 'w').close()"
    path.write_text(json.dumps(content), encoding="utf-8")
    manifest = json.loads((copied.later / record.FILE).read_text(encoding="utf-8"))
    manifest["inputs"]["notebooks/overview.ipynb"] = record.sha256(path)
    (copied.later / record.FILE).write_text(json.dumps(manifest), encoding="utf-8")
    assert comparison(copied.first, copied.later)[GREEN].change
    assert not mark.exists()


@pytest.mark.parametrize(
    "row",
    [
        None, 1, "x", [], {}, {"target": 1}, {"target": "\x1b[31m", "status": "estimated"}, {"target": GREEN}, {"target": GREEN, "status": "hostile"},
        {"target": GREEN, "status": "estimated", "prob": "0.5"}, {"target": GREEN, "status": "estimated", "prob": True},
        {"target": GREEN, "status": "estimated", "prob": 7, "deadline": 2025}, {"target": GREEN, "status": "estimated", "prob": 1e999},
        {"target": GREEN, "status": "estimated", "deadline": "2025", "unit": "\x1b", "evidence": "<b>"}, {"target": f"{GREEN}@<script>", "status": "open"},
    ],
)  # fmt: skip
def test_hostile_results_are_passed_over(copied: Office, row: Any) -> None:
    """Whoever wrote a report may have written anything: what is no account of a target counts for none, and what is computed stands."""
    results, manifest = copied.first / record.RESULTS_FILE, copied.first / record.FILE
    try:
        results.write_text(document({"overview": [{"name": "assessment", "data": [row]}]}), encoding="utf-8", newline="\n")  # fmt: skip
    except ValueError:  # no number of JSON: no file of results can hold it
        return
    told = json.loads(manifest.read_text(encoding="utf-8")) | {"results": record.sha256(results)}
    manifest.write_text(json.dumps(told), encoding="utf-8")
    found = recorded(copied.first, record.read(copied.first))
    assert all(state.state.key == GREEN and state.state.unit == "" for state in found.values())
    assert "\x1b" not in str(found)


def test_what_another_version_changed_is_the_remainder(copied: Office) -> None:
    """A first report that recorded another probability: what its inputs do not give is named as the version's, with both versions."""
    results, manifest = copied.first / record.RESULTS_FILE, copied.first / record.FILE
    told = json.loads(manifest.read_text(encoding="utf-8"))
    (row,) = [one for one in json.loads(results.read_text(encoding="utf-8"))["reports"]["overview"][0]["data"] if one["target"] == GREEN]  # fmt: skip
    text = results.read_text(encoding="utf-8").replace(f'"prob":{row["prob"]!r}', '"prob":0.125')
    results.write_text(text, encoding="utf-8", newline="\n")
    told |= {"results": record.sha256(results), "versions": told["versions"] | {"code": "0123456789ab"}}
    manifest.write_text(json.dumps(told), encoding="utf-8")
    found = comparison(copied.first, copied.later)
    first, *_ = found[GREEN].acting
    assert (first.kinds, first.before, first.after) == (("version_before",), 0.125, row["prob"])
    assert "0123456789ab" in str(found.table)
    whole = sum((Decimal(repr(one.change)) for one in found[GREEN].causes if one.change is not None), Decimal(0))
    assert whole == Decimal(repr(found[GREEN].change))


def test_where_nothing_can_be_computed_the_version_is_among_the_causes(
    copied: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report by another version that cannot be computed here: what the version did is not told apart, and not denied."""
    manifest = copied.first / record.FILE
    told = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(told | {"versions": told["versions"] | {"code": "0123456789ab"}}), encoding="utf-8")

    def refuse(*_: object) -> None:
        raise ShkplanError("no")

    monkeypatch.setattr(Tracer, "causes", refuse)
    found = comparison(copied.first, copied.later)
    (cause,) = found[GREEN].causes
    assert {"figures", "version_before"} <= set(cause.kinds)
    assert "version_after" not in cause.kinds
    assert "The version changes no target" not in str(found.table)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_table_chart_and_frame_tell_the_move(compared: ReportComparison, language: Any) -> None:
    """The target, its causes and its figures in both languages; the frame holds the numbers unrounded."""
    with speaking(language):
        table, figures, chart = str(compared.table), str(compared.figures_table), compared.plot()
    name = {"zh": "绿化覆盖率", "en": "Green coverage"}[language]
    cause = {"zh": "新公布数据", "en": "new figures"}[language]
    assert all(name in one for one in (table, figures, chart.title, chart.alt))
    assert cause in table
    assert cause in chart.alt
    frame = compared.to_frame().set_index(["target", "cause"])
    assert frame.loc[(GREEN, "total"), "change"] == compared[GREEN].change
    assert frame.loc[(GREEN, "figures"), "change"] == compared[GREEN].acting[0].change


def test_the_page_stands_beside_the_report_and_asks_for_nothing(copied: Office) -> None:
    """A page a language and every number as JSON; no address that a browser would fetch; the history counts what moved."""
    one, other = folder_as_report(copied.first), folder_as_report(copied.later)
    found = compare_folders(one, other)
    folder = write_pages(found, other, one)
    assert folder == changes_folder(copied.later)
    assert sorted(path.name for path in folder.iterdir()) == [CHANGES_FILE, "en.html", "zh.html"]
    for language in ("zh", "en"):
        page = (folder / f"{language}.html").read_text(encoding="utf-8")
        assert "http" not in page.replace("http://www.w3.org/", "")
        assert f"../{LATER}/zh/overview.html" in page if language == "zh" else True
    told = json.loads((folder / CHANGES_FILE).read_text(encoding="utf-8"))
    assert told["moved"] == len(found.moved) == 1
    assert told["largest"]["target"] == GREEN
    history = read_history(copied.reports, copied.root)
    assert history.by_id[f"small/{LATER}"].moved == 1


def test_what_follows_a_run_writes_its_changes(copied: Office) -> None:
    """A run that follows another has its page; one that follows none has none."""
    log = RunLog(copied.reports / FILE)
    runs = [_run(copied, copied.first, "one", ""), _run(copied, copied.later, "two", "one")]
    log.add(*runs)
    write_changes(Batch(copied.root, copied.reports, None, tuple(runs), log))
    assert not changes_folder(copied.first).exists()
    assert (changes_folder(copied.later) / CHANGES_FILE).is_file()
    history = read_history(copied.reports, copied.root)
    assert history.by_id["two"].moved == 1
    assert predecessor(history, history.by_id["two"]) is history.by_id["one"]
    assert not [*copied.reports.glob("*/.*.new"), *copied.reports.glob("*/.*.old")]


def test_a_report_whose_forerunner_was_removed_has_no_changes(copied: Office) -> None:
    """There is nothing to compare it with."""
    log = RunLog(copied.reports / FILE)
    runs = [_run(copied, copied.first, "one", ""), _run(copied, copied.later, "two", "one")]
    log.add(*runs)
    shutil.rmtree(copied.first)
    write_changes(Batch(copied.root, copied.reports, None, tuple(runs), log))
    assert not changes_folder(copied.later).exists()


def _run(office: Office, folder: Path, name: str, follows: str) -> Run:
    made, now = record.read(folder), dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    return Run(
        id=name, report="monthly", plan="small", as_of=dt.date.fromisoformat(str(made.parameters["as_of"])), state="succeeded",
        started=now, ended=now, seconds=1, folder=folder.relative_to(office.root).as_posix(), results=made.results,
        manifest=record.sha256(folder / record.FILE), follows=follows,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "day"),
    [("latest", LATER), ("previous", FIRST), ("2022", FIRST), ("2023-06", LATER), (LATER, LATER), (f"small/{FIRST}", FIRST), ("small@latest", LATER)],
)  # fmt: skip
def test_a_report_is_found_by_what_a_person_types(office: Office, name: str, day: str) -> None:
    """A day or its beginning, latest and previous, its folder."""
    assert find_report(name, read_history(office.reports, office.root)).as_of.isoformat() == day


@pytest.mark.parametrize("name", ["2021", "monthly@2022", "20", "latest2", "x" * 500, "\x1b[31m", "../..", ""])
def test_a_report_that_is_not_there_is_told_with_those_that_are(office: Office, name: str) -> None:
    """One line, with nothing in it that a terminal obeys."""
    with pytest.raises((UnknownName, ParameterError)) as told:
        find_report(name, read_history(office.reports, office.root))
    assert "\x1b" not in str(told.value)


def test_an_ambiguous_name_is_told_with_all_it_may_mean(office: Office) -> None:
    """Two reports of years that begin so."""
    with pytest.raises((UnknownName, ParameterError)):
        find_report("202", read_history(office.reports, office.root))
    history = read_history(office.reports, office.root)
    some = History(history.reports, history.log, history.past[:1])
    with pytest.raises(ParameterError, match="only report of its kind"):
        find_report("previous", some)


def test_comparing_by_names(office: Office) -> None:
    """As on the command line."""
    found = compare_reports("previous", "latest", reports=office.reports)
    assert (found.before.day.isoformat(), found.after.day.isoformat()) == (FIRST, LATER)
