"""A run that takes from earlier ones what is unchanged gives the report that a run without them gives, to the byte."""

import json
import shutil

import pytest

from shkplan.files import paths
from shkplan.report import make_report
from shkplan.report.unchanged import simple
from shkplan.workspace.notebooks import PAGES
from tests.report.conftest import AS_OF, GREEN, HERE

JOBS = "employment.new_jobs"
ASKED = {"reports": ["overview", "indicator"], "archive": False}
ROW = "{indicator},沙河口区,{year},level,exact,{value},{unit},none,final,,{published},assumed,测试公报,测试,yearbook or bulletin,,,\n"
FIGURES = {
    GREEN: ROW.format(indicator=GREEN, year=2022, value=45.3, unit="%", published="2023-08-15"),
    JOBS: ROW.format(indicator=JOBS, year=2022, value=13000, unit="人", published="2023-08-15"),
}


def stand_in(root, monkeypatch):
    monkeypatch.chdir(root)
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    return root


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A workspace with the shipped notebooks in which a report was made."""
    root = tmp_path_factory.mktemp("before") / "work"
    shutil.copytree(HERE / "workspace", root)
    (root / "notebooks").mkdir()
    for page in PAGES:
        shutil.copyfile(paths.shipped() / "notebooks" / f"{page}.ipynb", root / "notebooks" / f"{page}.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        stand_in(root, patch)
        make_report("small", as_of=AS_OF, **ASKED)
    return root


def contents(folder):
    """All files of a report, the manifest without its times and the report that it replaces."""
    found = {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    manifest = json.loads(found["manifest.json"])
    return found | {"manifest.json": {**manifest, "started": "", "ended": "", "replaces": ""}}


@pytest.mark.parametrize(
    ("day", "figure", "run"),
    [
        (AS_OF, None, set()),
        ("2023-07-31", None, None),
        ("2024-01-15", None, None),
        ("2022-01-31", None, None),
        ("2023-08-31", GREEN, {"overview", f"indicator/{GREEN}"}),
        ("2023-08-31", JOBS, {"overview", f"indicator/{JOBS}"}),
    ],
    ids=["nothing", "a month", "a year", "an earlier day", "green", "jobs"],
)
def test_the_same_report_as_of_a_run_without_a_store(before, tmp_path, monkeypatch, day, figure, run):
    """One figure at a time and day by day; where only figures changed, what does not look at them is not run again."""
    root = stand_in(shutil.copytree(before, tmp_path / "work"), monkeypatch)
    if figure is not None:
        make_report("small", as_of=day, **ASKED)  # the day moves first, so that only the figure is new
        with (root / "data" / "observations" / "small.csv").open("a", encoding="utf-8", newline="\n") as table:
            table.write(FIGURES[figure])
    made = make_report("small", as_of=day, **ASKED)
    if run is not None:
        assert made.made == len(run)
    fresh = stand_in(
        shutil.copytree(root, tmp_path / "anew" / "work", ignore=shutil.ignore_patterns("reports")), monkeypatch
    )
    anew = make_report("small", as_of=day, fresh=True, **ASKED)
    assert anew.path.is_relative_to(fresh)
    assert anew.kept == 0
    one, other = contents(made.path), contents(anew.path)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def notebook(*sources):
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    return json.dumps({"cells": cells}).encode()


@pytest.mark.parametrize(
    ("source", "is_simple"),
    [
        ("import shkplan as sp\na = sp.assess(plan, as_of=as_of)\na.summary", True),
        ("for verdict in a:\n    display(a.card(verdict.key))", True),
        ("print(as_of)", False),
        ("import os", False),
        ("from pathlib import Path", False),
        ("open('notes.txt')", False),
        ("a.front.to_frame()", False),
        ("a._series", False),
        ("%matplotlib inline", False),
        ("!ls", False),
        ("__import__('os').getcwd()", False),
    ],
)
def test_a_notebook_that_does_more_than_ask_is_kept_for_the_same_inputs_only(source, is_simple):
    assert simple(notebook(source)) is is_simple


def test_the_shipped_notebooks_only_ask():
    for page in PAGES:
        assert simple((paths.shipped() / "notebooks" / f"{page}.ipynb").read_bytes()), page
