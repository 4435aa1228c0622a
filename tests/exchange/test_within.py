"""Figures within the year are taken in as bulletins print them, written in one way, checked, and given out again."""

from __future__ import annotations

from pathlib import Path

import frictionless
import pytest

from shkplan.base.errors import DataError
from shkplan.base.messages import in_language
from shkplan.exchange.export import export
from shkplan.exchange.importing import plan_import
from shkplan.files import paths
from shkplan.workspace.check import check
from shkplan.workspace.load import load_observations, load_plan
from tests.exchange.test_importing import table
from tests.forms import lay_out


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(paths.WORKSPACE_VARIABLE, raising=False)
    folder = lay_out(tmp_path)
    monkeypatch.chdir(folder)
    return folder


def press(period: str, value: float, published: str) -> str:
    """A line of a press figure of GDP, which adds up over the year."""
    return f"economy.gdp,本区,{period},level,exact,{value},亿元,current,preliminary,,{published},stated,某报,,press,,,"


def refused(*rows: str, folder: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        plan_import([table(folder, *rows)])
    return [str(one) for one in caught.value.mistakes]


def test_months_are_taken_in_as_printed_and_written_in_one_way(root: Path) -> None:
    """2025年1-9月 and 2024年上半年 of a table stand in the file as 2025-01..09 and 2024-01..06."""
    rows = (press("2024年上半年", 240.0, "2024-07-20"), press("2024年1-9月", 371.5, "2024-10-25"))
    plan_import([table(root, *rows)]).write()
    written = (root / "data" / "observations" / "district.csv").read_text(encoding="utf-8")
    assert "economy.gdp,本区,2024-01..06,level,exact,240" in written
    assert "economy.gdp,本区,2024-01..09,level,exact,371.5" in written
    assert check() == []
    known = load_observations(load_plan(next((root / "data" / "plans").glob("*.yaml"))))
    assert [str(one.period) for one in known.series("economy.gdp").within] == ["2024-01..06", "2024-01..09"]


def test_a_month_alone_and_a_figure_before_its_months_are_over_are_refused_together(root: Path) -> None:
    """Both told, whole, with row and column; nothing is written."""
    before = (root / "data" / "observations" / "district.csv").read_bytes()
    told = refused(press("2024年9月", 40.0, "2024-10-25"), press("2024-01..09", 371.5, "2024-09-20"), folder=root)
    assert told == [
        (
            'table.csv, row 2, period: found "2024年9月", expected a year, or its months from January on such as 2024-01..09.\n'
            "    One month, quarter or half year alone is not read. Write 2024-01..09 if the figure is counted from January on."
        ),
        (
            'table.csv, row 3, published: found "2024-09-20", expected a day after 2024-09-30, when the months of 2024-01..09 are '
            "over.\n    What is told before its months are over is a goal or a forecast."
        ),
    ]
    assert (root / "data" / "observations" / "district.csv").read_bytes() == before


def test_a_sum_so_far_is_held_against_the_year_in_proportion(root: Path) -> None:
    """Nine months of 500 are some 375: 3.7 is another unit, and 371 after 480 in six months falls."""
    years = (press("2022", 480.0, "2023-03-31"), press("2023", 500.0, "2024-03-31"))
    told = refused(*years, press("2024-01..09", 3.7, "2024-10-25"), folder=root)
    assert told[-1].startswith('table.csv, row 4, value: found "3.7 亿元", expected something like ')
    assert "9 months of the median of the years nearest in time.\n    Check number and unit" in told[-1]
    told = refused(
        *years, press("2024-01..06", 480.0, "2024-07-25"), press("2024-01..09", 371.0, "2024-10-25"), folder=root
    )
    assert told[-1] == (
        'table.csv, row 5, value: found "371 亿元", expected at least the 480 亿元 of 2024-01..06 (table.csv, row 4).\n'
        "    A sum over more months is no less: check both figures, their months and units."
    )


def test_what_is_refused_is_said_in_chinese(root: Path) -> None:
    with pytest.raises(DataError) as caught:
        plan_import([table(root, press("2024-01..09", 371.5, "2024-09-20"))])
    (one,) = caught.value.mistakes
    assert in_language(one.expected, "zh") == "2024-09-30 之后的日期，即 2024-01..09 各月结束之后"
    assert in_language(one.remedy, "zh") == "期末之前公布的是目标或预测。"


def test_an_export_with_months_is_valid_by_its_own_schema(root: Path) -> None:
    """Frictionless agrees, and what was exported reads back with its months."""
    plan_import([table(root, press("2024-01..09", 371.5, "2024-10-25"))]).write()
    plan = load_plan(next((root / "data" / "plans").glob("*.yaml")))
    export(load_observations(plan), root / "out", ["csv", "datapackage"])
    package = next((root / "out").rglob("datapackage.json"))
    report = frictionless.Package(str(package)).validate()
    assert report.valid, report.flatten(["message"])
    assert any("2024-01..09" in one.read_text(encoding="utf-8") for one in package.parent.rglob("*.csv"))
