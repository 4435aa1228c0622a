"""The shipped notebooks: clean, short, in both languages, of public names only; they run once for the pages of both."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

import shkplan
from shkplan.display.layout import RESULTS
from shkplan.files import paths

FOLDER = paths.shipped() / "notebooks"
NAMES = ("overview", "indicator", "targets", "data", "evaluation", "scenarios", "vision", "calibration")
PARAMETERS = {
    "plan": ("str", "shahekou-14fyp"), "region": ("str", ""), "as_of": ("str", "2026-11-24"), "to": ("int", 2035),
    "model": ("str", "auto"), "language": ("str", "en"), "seed": ("int", 20211028), "scenario": ("str", ""),
}  # fmt: skip
OWN = {
    "indicator": {"indicator": ("str", "employment.registered_unemployment")}, "scenarios": {"scenarios": ("list[str]", [])},
}  # fmt: skip
TAGS = {"parameters", "lang-zh", "lang-en", "fold", "half", "counted"}
PERMALINKS = {
    "overview": {"summary", "risk", "todo", "wanted", "scenario", "all", "reading"},
    "targets": {"list", "met", "aims", "versions", "past"},
    "indicator": {
        "card", "chart", "what-if", "way", "missing", "clause", "readings", "regions", "models", "sources", "implied", "revisions", "method",
        "yardsticks", "explain",
    },
    "data": {"missing", "years", "known", "implied", "several", "doubtful", "corrections", "revisions", "held-back"},
    "evaluation": {
        "front", "scenario", "conclusion", "completion", "words", "lagging", "proposals", "revised", "warnings", "tasks", "yardsticks", "readings",
        "official", "stability", "quality", "method", "sources",
    },
    "scenarios": {"list", "comparison", "claims", "links"},
    "vision": {"ahead", "aims", "next"},
    "calibration": {"record", "targets", "reliability", "official", "past"},
}  # fmt: skip


def cells(name: str) -> list[Any]:
    return list(nbformat.read(FOLDER / f"{name}.ipynb", as_version=nbformat.NO_CONVERT).cells)


def code(name: str) -> list[Any]:
    return [cell for cell in cells(name) if cell.cell_type == "code"]


def test_there_are_eight() -> None:
    """One question each."""
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_committed_clean(name: str) -> None:
    """The present format, no outputs, no counts, ids that tell the place, no traces of whoever ran it last."""
    whole = nbformat.read(FOLDER / f"{name}.ipynb", as_version=nbformat.NO_CONVERT)
    nbformat.validate(whole)
    assert (whole.nbformat, whole.nbformat_minor) == (4, 5)
    assert [cell.id for cell in whole.cells] == [f"{name}-{at:02d}" for at in range(1, len(whole.cells) + 1)]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code(name))
    known = TAGS | {f"id-{one}" for one in PERMALINKS[name]}
    assert all(set(cell.metadata) <= {"tags"} and set(cell.metadata.get("tags", [])) <= known for cell in whole.cells)
    assert whole.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_declared_with_type_and_comment(name: str) -> None:
    """One cell, the agreed names, each typed, each explained."""
    (cell,) = [cell for cell in code(name) if "parameters" in cell.metadata.get("tags", [])]
    declared = {}
    for statement, line in zip(ast.parse(cell.source).body, cell.source.split("\n"), strict=True):
        assert isinstance(statement, ast.AnnAssign)
        assert isinstance(statement.target, ast.Name)
        assert statement.value is not None
        assert "  # " in line
        declared[statement.target.id] = (ast.unparse(statement.annotation), ast.literal_eval(statement.value))
    assert declared == PARAMETERS | OWN.get(name, {})


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_short_and_define_nothing(name: str) -> None:
    """At most a dozen lines; no def, no class, no lambda: what a reader need not see lives in the library."""
    for cell in code(name):
        assert len(cell.source.split("\n")) <= 12, cell.id
        forbidden = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        assert not any(isinstance(node, forbidden) for node in ast.walk(ast.parse(cell.source))), cell.id


@pytest.mark.parametrize("name", NAMES)
def test_only_public_names_are_used(name: str) -> None:
    """``import shkplan as sp`` and nothing else; no underscore; every name of the package is public."""
    nodes = [node for cell in code(name) for node in ast.walk(ast.parse(cell.source))]
    imports = [ast.unparse(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    assert imports == ["import shkplan as sp"]
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    assert not any(node.attr.startswith("_") for node in attributes)
    asked = {node.attr for node in attributes if isinstance(node.value, ast.Name) and node.value.id == "sp"}
    assert asked <= set(shkplan.__all__)


@pytest.mark.parametrize("name", NAMES)
def test_prose_comes_in_pairs(name: str) -> None:
    """Every Chinese cell is followed by the same in English, under a heading of the same level."""
    prose = [cell for cell in cells(name) if cell.cell_type == "markdown"]
    for zh, en in zip(prose[::2], prose[1::2], strict=True):
        assert (zh.metadata.tags[0], en.metadata.tags[0]) == ("lang-zh", "lang-en")
        assert zh.metadata.tags[1:] == en.metadata.tags[1:]
        level = re.match(r"#+ ", zh.source)
        assert level is not None
        assert en.source.startswith(level[0])
        assert re.search("[\u4e00-\u9fff]", zh.source)
        assert not re.search("[\u4e00-\u9fff]", en.source)
        assert not re.search("[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]", zh.source)


@pytest.mark.parametrize("name", NAMES)
def test_every_part_has_its_permalink(name: str) -> None:
    """The names under which links lead into a page: each part has one, no two have the same, none is missing."""
    tags = [cell.metadata.get("tags", []) for cell in cells(name) if "lang-zh" not in cell.metadata.get("tags", [])]
    named = [tag.removeprefix("id-") for some in tags for tag in some if tag.startswith("id-")]
    assert sorted(named) == sorted(PERMALINKS[name])
    parts = [cell for cell in cells(name) if cell.cell_type == "markdown" and cell.source.startswith("## ")]
    assert all(any(tag.startswith("id-") for tag in cell.metadata.tags) for cell in parts)


# Execution --------------------------------------------------------------------------------------------------------------

SMALL = {"as_of": "2023-06-30", "to": 2030}
INDICATORS = (
    "employment.registered_unemployment",  # three figures and a bound
    "economy.gdp_growth",  # a pace
    "environment.green_coverage",  # not a figure of its own
    "vision.gdp_per_capita",  # a benchmark
    "vision.strength",  # a stated aim
)


def jobs() -> Iterator[dict[str, Any]]:
    """Every notebook on a small day, once for both languages; the overview with a scenario; several indicators."""
    for name in ("overview", "targets", "data", "vision", "evaluation"):
        yield {"notebook": name, **SMALL}
    yield {"notebook": "overview", "scenario": "shock-2027", **SMALL}
    yield {"notebook": "scenarios", "scenarios": ["shock-2027"], **SMALL}
    for indicator in INDICATORS:
        yield {"notebook": "indicator", "indicator": indicator, **SMALL}
    yield {"notebook": "overview", "language": "zh", **SMALL}


def label(job: dict[str, Any]) -> str:
    return "/".join(str(job[key]) for key in ("notebook", "indicator", "scenario", "language") if key in job)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What each run shows, by label; as a report runs them, with the pages of both languages asked for."""
    wanted = list(jobs())
    file = tmp_path_factory.mktemp("jobs") / "jobs.json"
    asked = [
        {"notebook": str(FOLDER / f"{job['notebook']}.ipynb"), "parameters": {k: v for k, v in job.items() if k != "notebook"}}
        for job in wanted
    ]  # fmt: skip
    file.write_text(json.dumps(asked), encoding="utf-8")
    script = Path(__file__).with_name("running.py")
    command = [sys.executable, "-W", "error", str(script), str(file)]
    both = {**os.environ, "SHKPLAN_PAGES": "zh,en"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=paths.shipped(), env=both)
    assert done.returncode == 0, done.stderr
    given_back = json.loads(file.with_suffix(".answers.json").read_text(encoding="utf-8"))
    assert [one["error"] for one in given_back if "error" in one] == []
    return {label(job): answer["shown"] for job, answer in zip(wanted, given_back, strict=True)}


LABELS = [label(job) for job in jobs()]


@pytest.mark.parametrize("name", LABELS)
def test_one_execution_gives_the_pages_of_both_languages(name: str, answers: dict[str, list[dict[str, Any]]]) -> None:
    """No error, nothing on standard error; each output has a table or a chart in Chinese and in English, in other words."""
    for one in answers[name]:
        assert set(one["pages"]) == {"zh", "en"}, one["cell"]
        zh, en = one["pages"]["zh"], one["pages"]["en"]
        assert set(zh) == set(en)
        assert set(zh) in ({"text/html"}, {"image/svg+xml", "alt", "text/csv"})
        assert zh != en
        assert re.search("[\u4e00-\u9fff]", zh.get("alt") or zh["text/html"])


def test_the_language_of_the_notebook_changes_no_number(answers: dict[str, list[dict[str, Any]]]) -> None:
    """Run in Chinese it shows the same data under the same names, and the same two pages."""
    zh, en = answers["overview/zh"], answers["overview"]
    parts = ("cell", "name", "types", "data", "pages")
    assert [[one[part] for part in parts] for one in zh] == [[one[part] for part in parts] for one in en]


@pytest.mark.parametrize("name", LABELS)
def test_everything_shown_carries_its_numbers(name: str, answers: dict[str, list[dict[str, Any]]]) -> None:
    """Each output has a table or a chart, and its data under a name."""
    shown = answers[name]
    assert len(shown) > 2
    for one in shown:
        assert RESULTS in one["types"]
        assert {"text/html", "image/svg+xml"} & set(one["types"])
        assert one["name"]
        json.dumps(one["data"], allow_nan=False)


def test_scenarios_are_compared_on_their_page_and_the_summary_says_which_it_is_under(
    answers: dict[str, list[dict[str, Any]]],
) -> None:
    """Their claims, the chart and the table of changes; the summary under one names it, and without one says nothing."""
    names = {one["name"] for one in answers["scenarios"]}
    assert {"under_each", "claims", "comparison", "comparison_chart"} <= names
    assert "in_force" in {one["name"] for one in answers["overview/shock-2027"]}
    assert "in_force" not in {one["name"] for one in answers["overview"]}


def test_a_target_with_years_ahead_has_sliders(answers: dict[str, list[dict[str, Any]]]) -> None:
    """On the small day the plan has two and a half years before it."""
    assert "grid" in {one["name"] for one in answers["indicator/economy.gdp_growth"]}
    assert "grid" not in {one["name"] for one in answers["indicator/vision.gdp_per_capita"]}


def test_a_stated_aim_has_sentences_in_place_of_charts_and_models(answers: dict[str, list[dict[str, Any]]]) -> None:
    """Found when the page of an aim held empty charts and tables of models."""
    shown = answers["indicator/vision.strength"]
    assert not any("image/svg+xml" in one["types"] for one in shown)
    assert "models" not in {one["name"] for one in shown}


@pytest.mark.parametrize("name", NAMES)
def test_prose_is_true_of_any_plan(name: str) -> None:
    """Found when the pages of another district said that its own figures are few, and spoke of city, province and nation."""
    for cell in cells(name):
        if cell.cell_type == "markdown":
            assert not re.search("本区|很少|市、省|district|province|few;", cell.source), cell.id
            assert name == "scenarios" or "scenario" not in cell.source.lower(), cell.id


def test_nothing_published_later_is_shown_as_known(answers: dict[str, list[dict[str, Any]]]) -> None:
    """On the small day, figures of later dates stand in the list of those held back and nowhere else."""
    for name in LABELS:
        for one in answers[name]:
            dates = re.findall(r'"published": "(\d{4}-\d{2}-\d{2})"', json.dumps(one["data"]))
            assert one["name"] == "held_back" or all(date <= SMALL["as_of"] for date in dates), (name, one["name"])
