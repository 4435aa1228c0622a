"""Reference classes of a workspace: the shipped ones, a folder's own before them, and every mistake with its place."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from shkplan.base.errors import DataError
from shkplan.files import paths
from shkplan.workspace.check import check
from shkplan.workspace.load import Workspace, class_for
from shkplan.workspace.readers.reference_class import read_class

SHIPPED = paths.shipped() / "data" / "reference"
NAME = "cn-provinces-green-coverage"
GREEN, SHARE = "environment.green_coverage", "economy.services_share"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A workspace with a plan and a class of its own."""
    for part in ("plans", "reference"):
        (tmp_path / "data" / part).mkdir(parents=True)
    shutil.copy(paths.shipped() / "data/plans/shahekou-14fyp.yaml", tmp_path / "data/plans")
    for suffix in (".yaml", ".csv"):
        shutil.copy(SHIPPED / f"{NAME}{suffix}", tmp_path / "data/reference")
    return tmp_path


def changed(folder: Path, suffix: str, old: str, new: str) -> Path:
    path = folder / "data/reference" / f"{NAME}{suffix}"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def told(folder: Path) -> str:
    with pytest.raises(DataError) as refused:
        Workspace(folder).classes()
    mistakes = refused.value.mistakes
    assert set(mistakes) <= set(check(folder))
    return "\n".join(map(str, mistakes))


# What is shipped ------------------------------------------------------------------------------------------------------


def test_every_measured_indicator_has_a_class_or_a_reason() -> None:
    """In the plan's own region; nothing is left out in silence, and nothing has both."""
    here = Workspace.shipped()
    classes, without = here.classes(), here.without_class()
    for plan in map(here.plan, here.ids("plans")):
        for one in plan.indicators.values():
            if one.unit:
                assert (class_for(classes, one.id, plan.region) is None) == (one.id in without), one.id


def test_the_nation_is_no_city() -> None:
    """Growth: countries for the nation, cities for a district, none for a province."""
    classes = Workspace.shipped().classes()
    asked = {region: class_for(classes, "economy.gdp_growth", region) for region in ("中国", "沙河口区", "辽宁省")}
    found = {region: one.entry.id if one else None for region, one in asked.items()}
    assert found == {"中国": "countries-gdp-growth", "沙河口区": "cn-cities-gdp-growth", "辽宁省": None}


def test_a_past_year_knows_what_ended_by_then() -> None:
    """For each class and year: the years of its mean end there, and counts never fall."""
    for entry, known in Workspace.shipped().classes():
        counts = [
            (one.regions, one.windows, one.independent) for year in sorted(known.by_year) if (one := known.at(year))
        ]
        assert all(a <= b for before, after in pairwise(counts) for a, b in zip(before, after, strict=True)), entry.id
        for year, one in known.by_year.items():
            assert one.until == year == one.years[-1]
            assert one.title == entry.title
            assert np.all(np.isfinite(one.mean))
            assert np.array_equal(one.years, np.arange(one.years[0], year + 1))
        assert known.at(min(known.by_year) - 1) is None


def test_windows_across_a_new_basis_do_not_count() -> None:
    """Services shares stood on one basis from 2005 to 2018: two windows of five years fit in without overlap."""
    _, known = read_class(SHIPPED / "cn-cities-services-share.yaml")
    last = known.at(2023)
    assert last is not None
    assert last.independent == 2
    assert last.windows == known.by_year[2018].windows


# A workspace's own ----------------------------------------------------------------------------------------------------


def test_an_own_class_comes_before_a_shipped_one(own: Path) -> None:
    """Of the same id it takes its place; of another it is asked first."""
    here = Workspace(own)
    assert len(here.class_files) == len(Workspace.shipped().class_files)
    assert here.class_files[0] == own / "data/reference" / f"{NAME}.yaml"
    changed(own, ".yaml", GREEN, SHARE)
    found = class_for(Workspace(own).classes(), SHARE, "沙河口区")
    assert found is not None
    assert found.entry.id == NAME


def test_a_clean_class_has_no_mistakes(own: Path) -> None:
    assert check(own) == []


def test_a_report_carries_the_classes_in_their_order(own: Path, tmp_path: Path) -> None:
    """Own ones beside the record, shipped ones below: from the copy the same classes are asked, and no later shipped one."""
    (own / "data/reference" / f"{NAME}.yaml").rename(own / "data/reference" / "zz.yaml")
    copy = tmp_path / "copy"
    for place, path in Workspace(own).reference_files().items():
        target = copy / "data/reference" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    first, again = Workspace(own).classes(), Workspace(copy).classes()
    assert [one.entry for one in again] == [one.entry for one in first]
    assert again == first
    assert Workspace(copy).without_class() == Workspace(own).without_class()
    (copy / "data/reference/shipped/cn-cities-gdp-growth.yaml").unlink()
    assert class_for(Workspace(copy).classes(), "economy.gdp_growth", "沙河口区") is None


# Mistakes -------------------------------------------------------------------------------------------------------------


def test_a_missing_table_says_how_to_learn_it(own: Path) -> None:
    (own / "data/reference" / f"{NAME}.csv").unlink()
    words = told(own)
    assert "found no such file, expected the table of the class" in words
    assert f"shkplan learn-reference cn_provinces.csv.gz --class {NAME}" in words


def test_a_column_that_is_not_there(own: Path) -> None:
    changed(own, ".csv", "persistence", "inertia")
    assert "header: found no column persistence" in told(own)


def test_cells_are_told_one_by_one(own: Path) -> None:
    """Letters in one row, a spread of zero in another, a year that is missing: each with its row."""
    path = changed(own, ".csv", "2011,31,0,0", "2011,31,x,0")
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[7].split(",")
    lines[7] = ",".join([*cells[:6], "0", *cells[7:-1], ""])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = told(own)
    assert 'row 7, windows: found "x", expected a number' in words
    assert "row 8, spread: found 0, expected a number above zero" in words
    assert "row 8, bend2: found nothing, expected a number" in words


def test_years_in_another_order(own: Path) -> None:
    changed(own, ".csv", "\n2012,", "\n2013,")
    assert "row 8, until: found 2013, expected 2012" in told(own)


def test_a_table_in_another_encoding(own: Path) -> None:
    path = own / "data/reference" / f"{NAME}.csv"
    path.write_bytes("年份".encode("gbk") + path.read_bytes())
    assert "expected text in UTF-8" in told(own)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (GREEN, "environment.green_cover", "serves.environment.green_cover: found"),
        ("bounds: [0, 100]", "bounds: [0, null]", 'bounds: found "[0, null]", expected [0, 100], as environment'),
        ("measure: level", "measure: growth", 'measure: found "growth", expected level, as environment'),
        ("unit: '%'", "unit: 人", 'unit: found "人", expected a unit that converts to %'),
        (f"id: {NAME}", "id: another", 'id: found "another", expected cn-provinces-green-coverage, as the file'),
    ],
)
def test_a_class_that_does_not_fit_the_plan(own: Path, old: str, new: str, words: str) -> None:
    """What only shows beside the plan is told by the check."""
    changed(own, ".yaml", old, new)
    assert words in "\n".join(map(str, check(own)))


def test_reasons_with_a_mistake_are_told(own: Path) -> None:
    (own / "data/reference/none.yaml").write_text("reasons: [{why: {zh: 无, en: none}}]\n", encoding="utf-8")
    assert "indicators" in "\n".join(map(str, check(own)))
