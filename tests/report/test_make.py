"""A report is whole, repeatable, and either there or not."""

import errno
import json
import os
import re
import threading
import zlib

import nbformat
import pytest
from bs4 import BeautifulSoup

from shkplan.base.errors import DataError, ParameterError, ReportFailed, UnknownName
from shkplan.files import paths
from shkplan.report import make_report
from shkplan.report import manifest as record
from shkplan.report.jobs import Outcome
from shkplan.report.run import Failure, Job
from shkplan.report.verify import verify
from shkplan.workspace.singles import SINGLES
from tests.report.conftest import AS_OF, GREEN, make_green


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def left_in(root):
    """What stands in the folder of the small plan's reports, but for locks."""
    folder = root / "reports" / "small"
    return sorted(path.name for path in folder.glob("*") if path.suffix != ".lock") if folder.exists() else []


def kept_in(root):
    """The executed notebooks in the store."""
    return sorted((root / "reports" / ".store" / "notebooks").glob("*"))


def runs_of(root, situation):
    """How often a notebook that counts its runs beside the workspace has run."""
    return (root / f"{situation}.runs").read_text(encoding="utf-8").count("\n")


def test_a_report_holds_pages_results_manifest_and_inputs(made):
    pages = {f"{language}/{stem}.html" for language in ("zh", "en") for stem in ("overview", f"indicator-{GREEN}")}
    inputs = {
        "inputs/data/plans/small.yaml", "inputs/data/observations/small.csv", "inputs/data/scenarios/greener.yaml",
        "inputs/notebooks/overview.ipynb", "inputs/notebooks/indicator.ipynb",
    }  # fmt: skip
    shipped = {path.name for path in (paths.shipped() / "data/reference").iterdir()}
    singles = {f"{name}.yaml" for name in SINGLES} & shipped
    inputs |= {f"inputs/data/reference/{name}" for name in singles}
    inputs |= {f"inputs/data/reference/shipped/{name}" for name in shipped - singles}  # the classes that were there
    inputs |= {f"inputs/data/links/{path.name}" for path in (paths.shipped() / "data/links").iterdir()}
    printed = {"zh/report.pdf", "en/report.pdf"}
    assert set(files_of(made.path)) == pages | printed | inputs | {"index.html", "results.json", "manifest.json"}
    assert made.path.parts[-2:] == ("small", AS_OF)


def test_results_are_what_the_notebooks_showed(made):
    assert list(made.results) == [f"indicator/{GREEN}", "overview"]
    assert made.results["overview"] == [
        {"name": "values", "data": {"values": [45.2, 45.4], "third": 0.3333333333, "seed": 20211028}},
        {"name": "chart", "data": [[2021, 45.2], [2022, 45.4]]},
    ]


def test_the_manifest_names_everything_with_its_checksum(made):
    manifest = made.manifest
    assert manifest.status == "complete"
    assert manifest.parameters == {
        "plan": "small", "region": "沙河口区", "as_of": AS_OF, "to": 2035, "model": "auto", "seed": 20211028, "scenario": "",
        "scenarios": [],
    }  # fmt: skip
    listed = {f"inputs/{name}": checksum for name, checksum in manifest.inputs.items()}
    listed |= {**manifest.pages, "results.json": manifest.results}
    assert listed == {
        name: record.sha256(path) for name, path in files_of(made.path).items() if name != "manifest.json"
    }
    assert {"python", "shkplan", "numpy", "pandas", "scipy", "statsmodels", "matplotlib"} <= set(manifest.versions)
    assert manifest.started <= manifest.ended


def test_inputs_are_carried_exactly_as_used(made):
    root = made.path.parents[2]
    for place in ("data/plans/small.yaml", "data/observations/small.csv", "notebooks/overview.ipynb"):
        assert (made.path / "inputs" / place).read_bytes() == (root / place).read_bytes()


def test_two_runs_give_equal_bytes_but_for_the_manifest(made, workspace):
    again = make_green(workspace())
    first, second = files_of(made.path), files_of(again.path)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name].read_bytes() != second[name].read_bytes()] == ["manifest.json"]


def test_a_scenario_and_the_index_of_one_language(workspace):
    root = workspace()
    folder = make_report(reports=["overview"], languages=["en"], as_of=AS_OF, scenario="greener")
    assert folder.path == root / "reports" / "small" / f"{AS_OF}+greener"
    index = folder.index.read_text(encoding="utf-8")
    assert "Scenario: Greener" in (folder.path / "en" / "overview.html").read_text(encoding="utf-8")
    assert 'href="en/overview.html"' in index
    assert index.count("Scenario: Greener") == 2  # in its title, and beside the page it leads to
    assert "zh/" not in index


def test_a_failed_notebook_leaves_the_old_report_and_its_own_evidence(workspace):
    root = workspace(overview="raises", data="killed")
    old = root / "reports" / "small" / AS_OF
    old.mkdir(parents=True)
    (old / "index.html").write_text("old")
    with pytest.raises(ReportFailed) as failed:
        make_report(reports=["overview", "targets", "data"], languages=["en"], as_of=AS_OF)
    told = str(failed.value)
    assert "overview, cell 3: ratio = x / 0\n    ZeroDivisionError: division by zero" in told
    assert "data, cell 3: import os\n    DeadKernelError" in told
    assert "2 of 3 notebooks failed. The report was not changed." in told
    assert [path.name for path in old.iterdir()] == ["index.html"]
    evidence = root / "reports" / "small" / f"{AS_OF}.failed"
    assert sorted(path.name for path in evidence.iterdir()) == ["data.ipynb", "error.txt", "overview.ipynb"]
    assert "ratio = x / 0" in (evidence / "error.txt").read_text(encoding="utf-8")
    assert left_in(root) == [AS_OF, f"{AS_OF}.failed"]
    assert len(kept_in(root)) == 1


def test_a_second_try_continues_where_the_first_one_stopped(workspace):
    """What is finished is run no second time: only the notebook that failed is, and the pages are those of one run."""
    root = workspace(data="counted", overview="fails_once")
    asked = {"reports": ["overview", "data"], "languages": ["en"], "as_of": AS_OF}
    with pytest.raises(ReportFailed, match="1 of 2 notebooks failed"):
        make_report(**asked)
    assert len(kept_in(root)) == 1
    folder = make_report(**asked)
    assert (folder.made, folder.kept) == (1, 1)
    assert runs_of(root, "counted") == 1
    assert runs_of(root, "fails_once") == 2
    assert set(folder.results) == {"overview", "data"}
    assert left_in(root) == [AS_OF]


def test_what_is_kept_serves_the_same_inputs_only(workspace):
    """A figure that changed between two tries makes every notebook run again."""
    root = workspace(data="counted", overview="fails_once")
    asked = {"reports": ["overview", "data"], "languages": ["en"], "as_of": AS_OF}
    with pytest.raises(ReportFailed):
        make_report(**asked)
    figures = root / "data" / "observations" / "small.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("45.4", "45.5"), encoding="utf-8")
    make_report(**asked)
    assert runs_of(root, "counted") == 2


@pytest.mark.parametrize(
    "harm",
    [
        lambda kept: kept.write_bytes(b""),
        lambda kept: kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2]),
        lambda kept: kept.write_bytes(b"\xff\xfe\x00garbled"),
        lambda kept: kept.write_bytes(kept.read_bytes()[:-1] + bytes([kept.read_bytes()[-1] ^ 1])),
        lambda kept: kept.write_bytes(kept.read_bytes()[:32] + zlib.compress(b'{"cells":[]}')),
        lambda kept: (kept.unlink(), kept.mkdir(), (kept / "stray").touch()),
    ],
    ids=["empty", "cut short", "garbled", "a bit changed", "another notebook", "a folder"],
)
def test_a_kept_notebook_that_is_not_as_it_was_kept_runs_again(workspace, harm):
    """Found when an emptied file ended every later run in a JSONDecodeError, and a changed number went into the report."""
    root = workspace(data="counted", overview="fails_once")
    asked = {"reports": ["overview", "data"], "languages": ["en"], "as_of": AS_OF}
    with pytest.raises(ReportFailed):
        make_report(**asked)
    (kept,) = kept_in(root)
    harm(kept)
    folder = make_report(**asked)
    assert runs_of(root, "counted") == 2
    assert folder.results["data"]
    assert left_in(root) == [AS_OF]


def test_a_notebook_runs_once_for_the_pages_of_both_languages(workspace):
    """Two languages, one execution; the page of each has its own words and its own language."""
    root = workspace(overview="counted")
    folder = make_report(reports=["overview"], as_of=AS_OF)
    assert runs_of(root, "counted") == 1
    for language, words in (("zh", "绿化覆盖率"), ("en", "Green coverage")):
        page = (folder.path / language / "overview.html").read_text(encoding="utf-8")
        assert f"<th>{words}</th>" in page
        assert BeautifulSoup(page, "html.parser").html["lang"].startswith(language)


def test_a_full_disk_is_told_in_one_sentence(workspace, monkeypatch):
    """The folder, how much is free there, what to do; and nothing half done is left."""
    root = workspace()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(root / "reports" / "small"))

    monkeypatch.setattr("shkplan.report.manifest.write_text", full)
    with pytest.raises(ReportFailed) as failed:
        make_report(reports=["overview"], languages=["en"], as_of=AS_OF)
    told = str(failed.value)
    assert told.startswith(f"{root / 'reports' / 'small'} has no room left (")
    assert told.endswith("MB free). Make room there, or name another folder (--out; destination in reports.yaml); "
                         "finished notebooks are kept for the next run.")  # fmt: skip
    assert "\n" not in told
    assert left_in(root) == []


def test_a_disk_that_fills_while_notebooks_run_is_told_in_one_sentence(workspace, monkeypatch):
    """The notebook had no room for its outputs: not one failure a notebook, but the one reason."""
    root = workspace()
    full = Outcome(Job("overview", "", str(root / "reports" / "small" / "x.ipynb"), {}), 1, Failure("NoRoom", "full"))
    monkeypatch.setattr("shkplan.report.make.run_all", lambda *_, **__: (one for one in [full]))
    with pytest.raises(ReportFailed, match="has no room left"):
        make_report(reports=["overview"], languages=["en"], as_of=AS_OF)
    assert left_in(root) == []


def test_a_partial_report_does_not_take_the_place_of_a_whole_one(workspace):
    """Found when `report overview --lang en` silently threw away the thirty pages of the same day."""
    workspace()
    folder = make_report(reports=["overview", "data"], languages=["en"], as_of=AS_OF)
    with pytest.raises(ParameterError, match=r"with 1 pages that this one would not have, such as en/data\.html"):
        make_report(reports=["overview"], languages=["en", "zh"], as_of=AS_OF)
    assert (folder.path / "en" / "data.html").is_file()
    (folder.path / "en" / "indicator-of.an_older_plan.html").touch()
    again = make_report(reports=["data", "overview"], languages=["en"], as_of=AS_OF)
    assert set(again.manifest.pages) == {"index.html", "en/data.html", "en/overview.html", "en/report.pdf"}


def test_a_report_elsewhere_is_verified_by_the_name_of_its_folder(workspace, tmp_path):
    """Found when the command on a page of a report made elsewhere named a path that was nowhere."""
    workspace()
    folder = make_report(reports=["overview"], languages=["en"], as_of=AS_OF, out=tmp_path / "elsewhere")
    assert f"shkplan verify {AS_OF}</code>" in (folder.path / "en" / "overview.html").read_text(encoding="utf-8")
    assert str(verify(folder.path, run_notebooks=True)).startswith("verified")


def test_a_success_removes_the_evidence_of_an_earlier_failure(workspace):
    root = workspace()
    evidence = root / "reports" / "small" / f"{AS_OF}.failed"
    evidence.mkdir(parents=True)
    make_report(reports=["overview"], languages=["en"], as_of=AS_OF)
    assert left_in(root) == [AS_OF]


def test_a_number_that_is_none_makes_no_report(workspace):
    workspace(overview="not_finite")
    with pytest.raises(ReportFailed, match="overview/gap/rows/1: found nan"):
        make_report(reports=["overview"], languages=["en"], as_of=AS_OF)


def test_two_runs_at_once_both_succeed(workspace):
    root, made = workspace(), []

    def make():
        made.append(make_report(reports=["overview"], languages=["en"], as_of=AS_OF))

    threads = [threading.Thread(target=make) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(made) == 2
    assert made[0].results == made[1].results
    assert left_in(root) == [AS_OF]


@pytest.mark.parametrize(
    ("wrong", "error", "told"),
    [
        ({"horizont": 2035}, ParameterError, "Did you mean"),
        ({"to": 2020, "seed": -1}, ParameterError, "seed: found -1"),
        ({"scenario": "grener"}, ParameterError, "Did you mean greener?"),
        ({"as_of": "yesterday"}, ParameterError, "as_of: found 'yesterday'"),
        ({"plan": "smal"}, UnknownName, "Did you mean small?"),
        ({"reports": ["overviw"]}, UnknownName, "Did you mean overview?"),
        ({"indicators": ["new_jobs"]}, UnknownName, "Did you mean employment.new_jobs?"),
        ({"languages": ["fr"]}, ParameterError, "language: found 'fr'"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_runs(workspace, wrong, error, told):
    root = workspace()
    with pytest.raises(error, match=told.replace("?", r"\?")):
        make_report(**{"as_of": AS_OF} | wrong)
    assert not (root / "reports").exists()


def test_mistakes_in_the_data_are_told_before_anything_runs(workspace):
    root = workspace()
    figures = root / "data" / "observations" / "small.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("45.4", "４５.4"), encoding="utf-8")
    with pytest.raises(DataError, match=r"small\.csv, row 3"):
        make_report(as_of=AS_OF)
    assert left_in(root) == []


def test_notebooks_need_not_know_where_they_run(made):
    """What is shown was read from the copies, not from the workspace: their folder is gone, and no page names it."""
    for path in (made.path / "en").glob("*.html"):
        assert str(made.path.parent) not in path.read_text(encoding="utf-8")


def test_the_notebook_that_a_page_leads_to_stands_in_the_folder_as_it_was_run(made):
    """With the code that pages leave out."""
    page = made.path / "en" / "overview.html"
    link = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").footer.find("a", href=re.compile("ipynb$"))
    content = nbformat.read(page.parent / link["href"], as_version=4)
    assert 'language = "zh"' in content.cells[0].source
    assert 'class="code"' not in page.read_text(encoding="utf-8")


def test_results_file_has_a_line_for_each_thing_shown_its_keys_in_order(made):
    text = (made.path / "results.json").read_text(encoding="utf-8")
    reports = json.loads(text)["reports"]
    lines = [line.rstrip(",") for line in text.split("\n") if line.startswith('{"data"')]
    assert [json.loads(line) for line in lines] == [one for key in sorted(reports) for one in reports[key]]
    assert lines == [
        json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True, separators=(",", ":")) for line in lines
    ]
    assert list(reports) == sorted(reports)
