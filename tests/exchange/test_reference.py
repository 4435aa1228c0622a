"""The commands on reference classes: a district's own panel from CSV to verdict."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from shkplan.cli import app
from shkplan.files import paths
from shkplan.workspace.load import Workspace, class_for

ENTRY = """\
id: districts
title: {zh: 某省各区, en: Districts of a province}
serves:
  economy.services_share: {zh: 同省同制, en: One province and one way of counting}
only: [沙河口区]
measure: level
bounds: [0, 100]
unit: '%'
table: districts.csv
learned: {panel: panel.csv}
source: {zh: 年鉴, en: Yearbooks}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a plan and the entry of a class, and a panel of twelve districts."""
    for part in ("plans", "reference"):
        (tmp_path / "data" / part).mkdir(parents=True)
    shutil.copy(paths.shipped() / "data/plans/shahekou-14fyp.yaml", tmp_path / "data/plans")
    (tmp_path / "data/reference/districts.yaml").write_text(ENTRY, encoding="utf-8")
    rng = np.random.default_rng(8)
    rows = [
        (f"区{n}", 2006 + t, value)
        for n in range(12)
        for t, value in enumerate(60 + rng.normal() + np.cumsum(rng.normal(0.4, 0.5, 15)))
    ]
    pd.DataFrame(rows, columns=["series", "year", "value"]).to_csv(tmp_path / "panel.csv", index=False)
    monkeypatch.setenv(paths.WORKSPACE_VARIABLE, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, list(words))
    return found.exit_code, found.output


def test_a_panel_of_ones_own_serves_the_plan(here: Path) -> None:
    """Before it is learned the check says what to do; afterwards it serves its region, and is shown with its counts."""
    code, words = run("check")
    assert code == 1
    assert "shkplan learn-reference panel.csv --class districts" in words
    code, words = run("learn-reference", "panel.csv")
    assert code == 0
    assert words == (
        "data/reference/districts.csv: 12 regions, 2006–2020; 120 windows of five years, 1 of which do not overlap; "
        "180 figures, 0 left out as doubtful, 0 regions set aside for testing.\n"
    )
    assert run("check")[0] == 0
    classes = Workspace(here).classes()
    for region, name in (("沙河口区", "districts"), ("大连市", "cn-cities-services-share")):
        found = class_for(classes, "economy.services_share", region)
        assert found is not None
        assert found.entry.id == name
    code, words = run("data", "classes", "--lang", "en")
    assert code == 0
    assert "prices.cpi_growth: Growth of consumer prices in Chinese provinces" in words  # a series without a target
    assert "economy.services_share: Districts of a province (12 regions, 2006–2020;" in words
    assert "environment.air_good_days: no reference class. The World Bank" in words


def test_the_classes_are_told_in_chinese_as_well(here: Path) -> None:
    """Of another region of the plan too; one that nobody knows is refused."""
    shutil.copytree(paths.shipped() / "data/plans", here / "data/plans", dirs_exist_ok=True)
    (here / "data/reference/districts.yaml").unlink()
    code, words = run("data", "classes", "--region", "中国", "--lang", "zh")
    assert code == 0
    assert "economy.gdp_growth：各国经济增速（100个地区，1990—2025年；五年窗口2964个，其中互不重叠6个）。" in words
    assert "environment.air_good_days：无参照类。" in words
    code, words = run("data", "classes", "--region", "中山区")
    assert code == 2
    assert "no region named '中山区'" in words


def test_two_runs_write_the_same_bytes(here: Path) -> None:
    found = []
    for _ in range(2):
        assert run("learn-reference", "panel.csv", "--class", "districts")[0] == 0
        found.append((here / "data/reference/districts.csv").read_bytes())
    assert found[0] == found[1]


def test_a_folder_gets_the_entry_with_its_table(here: Path) -> None:
    """So that the folder is a class and not half of one; by the file of an entry no workspace is needed."""
    file = str(here / "data/reference/districts.yaml")
    assert run("learn-reference", "panel.csv", "--class", file, "--to", str(here / "elsewhere"))[0] == 0
    assert sorted(path.name for path in (here / "elsewhere").iterdir()) == ["districts.csv", "districts.yaml"]
    assert not (here / "data/reference/districts.csv").exists()


def test_a_panel_nobody_named_is_refused(here: Path) -> None:
    (here / "panel.csv").rename(here / "other.csv")
    code, words = run("learn-reference", "other.csv")
    assert code == 2
    assert "other.csv: no class is learned from a panel of this name" in words
    assert "panel.csv" in words


def test_a_class_nobody_knows_is_refused(here: Path) -> None:
    code, words = run("learn-reference", "panel.csv", "--class", "district")
    assert code == 2
    assert "Did you mean districts" in words


def test_nothing_is_written_where_one_panel_is_broken(here: Path) -> None:
    (here / "panel.csv").write_text("series,year,value\na,2020,x\n", encoding="utf-8")
    code, words = run("learn-reference", "panel.csv")
    assert code == 1
    assert "row 2, value: found x (a)" in words
    assert not (here / "data/reference/districts.csv").exists()
