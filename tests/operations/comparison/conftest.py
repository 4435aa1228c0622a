"""Two reports on a small plan, a month apart, between which a figure was published, for all tests that only look."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from shkplan.report.make import make_report
from tests.report.conftest import lay_out

GREEN = "environment.green_coverage"
_ROW = "environment.green_coverage,沙河口区,{year},level,exact,{value},%,none,final,,{published},stated,测试公报,测试,yearbook or bulletin,,,"
_ASKS = """import shkplan as sp

a = sp.assess(plan, as_of=as_of, region=region or None, to=to, model=model, seed=seed, scenario=scenario or None)
a"""
FIRST, LATER = "2022-03-01", "2023-06-30"


class Office(NamedTuple):
    """A workspace with two reports of its plan."""

    root: Path
    first: Path
    later: Path

    @property
    def reports(self) -> Path:
        return self.root / "reports"


def ask(root: Path) -> None:
    """The overview of a workspace shows the assessment, and nothing else."""
    path = root / "notebooks" / "overview.ipynb"
    content = nbformat.read(path, as_version=4)
    content.cells = [content.cells[0], nbformat.v4.new_code_cell(_ASKS)]
    nbformat.write(content, path)


def publish(root: Path, figures: dict[int, float]) -> None:
    """Figures of green coverage, each published at the end of March of the next year."""
    rows = [_ROW.format(year=year, value=value, published=f"{year + 1}-03-31") for year, value in figures.items()]
    with (root / "data" / "observations" / "small.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)


def report(root: Path, day: str) -> Path:
    """A report of the overview alone, in Chinese."""
    plan = root / "data" / "plans" / "small.yaml"
    return make_report(
        plan, as_of=day, reports=["overview"], languages=["zh"], formats=["html"], out=root / "reports", archive=False
    ).path


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Whoever changes it copies it first."""
    root = lay_out(tmp_path_factory.mktemp("office"))
    ask(root)
    publish(root, {year: 43 + 0.3 * (year - 2012) + 0.2 * (year % 3) for year in range(2012, 2020)})
    publish(root, {2022: 45.6})
    return Office(root, report(root, FIRST), report(root, LATER))
