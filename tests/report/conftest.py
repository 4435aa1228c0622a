"""A small workspace whose notebooks need nothing but the standard library, so that each runs in two seconds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from shkplan.report import ReportFolder, make_report
from shkplan.workspace.notebooks import PAGES

HERE = Path(__file__).parent
NOTEBOOKS = HERE / "notebooks"

AS_OF = "2023-06-30"
GREEN = "environment.green_coverage"

Workspace = Callable[..., Path]


@pytest.fixture
def notebook() -> Callable[[str], Path]:
    return lambda name: NOTEBOOKS / f"{name}.ipynb"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Lay out a workspace and stand in it; each report may be given a notebook by the situation it stands for."""

    def stand_in(**situations: str) -> Path:
        root = lay_out(tmp_path / "work", **situations)
        monkeypatch.chdir(root)
        monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
        return root

    return stand_in


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> ReportFolder:
    """One report for all tests that only look: two kinds, two languages. Whoever changes it copies it first."""
    root = lay_out(tmp_path_factory.mktemp("made"))
    return make_green(root, out=root / "reports")


def make_green(root: Path, **options: Any) -> ReportFolder:
    """The overview and one indicator of the small plan in a workspace."""
    plan = root / "data" / "plans" / "small.yaml"
    return make_report(plan, as_of=AS_OF, reports=["overview", "indicator"], indicators=[GREEN], **options)


def lay_out(root: Path, **situations: str) -> Path:
    shutil.copytree(HERE / "workspace", root, dirs_exist_ok=True)
    (root / "notebooks").mkdir()
    for report in PAGES:
        content = nbformat.read(NOTEBOOKS / f"{situations.get(report, 'good')}.ipynb", as_version=4)
        if report in OWN:
            declare(content, OWN[report])
        nbformat.write(content, root / "notebooks" / f"{report}.ipynb")
    return root


OWN = {
    "indicator": 'indicator = "environment.green_coverage"',
    "scenarios": "scenarios = []",
}  # declared by one kind alone


def declare(content: nbformat.NotebookNode, line: str) -> None:
    cell = next(cell for cell in content.cells if "parameters" in cell.metadata.get("tags", []))
    cell.source += f"\n{line}"


WHOLE = (
    "economy.gdp_growth",  # a pace, with figures of its own
    "employment.registered_unemployment",  # a bound, with three figures and a class
    "city.old_estates",  # not a figure anywhere in the district
    "vision.gdp_per_capita",  # a benchmark
)


def make_whole(out: Path) -> ReportFolder:
    """Every kind of page of a shipped plan: the summary, all targets, the data, and four indicators."""
    return make_report("shahekou-14fyp", as_of="2026-06-30", indicators=WHOLE, out=out)
