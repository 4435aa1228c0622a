"""The check of a whole workspace: what only shows across files, all at once, with place and remedy."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from shkplan.base.errors import ParameterError
from shkplan.files import paths
from shkplan.workspace.check import check, checked
from shkplan.workspace.notebooks import PAGES

GOOD = Path(__file__).parents[1] / "data" / "good"
PLAN, FIGURES, SCENARIO = "data/plans/small.yaml", "data/observations/small.csv", "data/scenarios/resumes.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace without a mistake."""
    for name, part in (("small.yaml", "plans"), ("small.csv", "observations"), ("resumes.yaml", "scenarios")):
        (tmp_path / "data" / part).mkdir(parents=True)
        shutil.copy(GOOD / name, tmp_path / "data" / part / name)
    return tmp_path


def changed(folder: Path, file: str, old: str, new: str) -> None:
    """A file with the first occurrence of a text replaced."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def told(folder: Path) -> list[str]:
    return [str(mistake) for mistake in check(folder)]


def test_a_clean_workspace_has_no_mistakes_and_says_what_was_checked(folder: Path) -> None:
    """No mistakes, and one line with the counts, in both languages."""
    found = checked(folder)
    assert found.mistakes == ()
    assert check(folder) == []
    assert found.counts.text("en") == "Checked: plans 1, targets 3, published figures 5, scenarios 1."
    assert found.counts.text("zh") == "已检查：规划 1 个，目标 3 项，已公布数据 5 条，情景 1 个。"


def test_what_is_shipped_is_clean() -> None:
    """Plan, figures and scenarios of the package pass their own check."""
    found = checked(paths.shipped())
    assert [str(mistake) for mistake in found.mistakes] == []
    assert (found.plans, found.targets, found.scenarios) == (3, 41 + 20 + 21, 10)


def test_a_workspace_without_a_plan_is_told(tmp_path: Path) -> None:
    """Nothing to hold the figures against is a mistake of its own, and the only one."""
    (tmp_path / "data" / "observations").mkdir(parents=True)
    shutil.copy(GOOD / "small.csv", tmp_path / "data" / "observations")
    assert told(tmp_path) == [
        "data/plans, folder: found no plan, expected a file such as our-district.yaml.\n    Lay one out with shkplan init."
    ]


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        (
            "employment.new_jobs,本区", "employment.new_job,本区",
            ('row 4, indicator: found "employment.new_job", expected the id of an indicator of a plan.\n'
            "    Did you mean employment.new_jobs or employment.registered_unemployment? "
            "Correct it, or add the indicator to a plan."),
        ),
        (
            "economy.gdp_growth,全市", "economy.gdp_growth,全巿",
            ('row 3, region: found "全巿", expected a region of a plan.\n'
            "    Did you mean 全市? Correct it, or add the region to a plan."),
        ),
        (
            "economy.gdp_growth,本区", "economy.gdp_growth,本区\u200b",
            ('row 2, region: found "本区\u200b" (invisible spaces), expected a region of a plan.\n'
            "    Did you mean 本区? Correct it, or add the region to a plan."),
        ),
        (
            "1.3,万人", "1.3,万人次",
            ('row 4, unit: found "万人次", expected a unit that converts to 人.\n'
            "    Give the figure in 人, or record it under an indicator of its own."),
        ),
        (
            "employment.new_jobs,本区,2021,level", "employment.new_jobs,本区,2021,growth rate",
            ('row 4, form: found "growth rate", expected level or sum or mean, since employment.new_jobs is a flow over the year.\n'
            "    Record it under an indicator that is measured so, or correct the form."),
        ),
        (
            "economy.gdp_growth,本区,2021,growth rate", "economy.gdp_growth,本区,2021,level",
            ('row 2, form: found "level", expected growth rate or mean, since economy.gdp_growth is a rate of growth.\n'
            "    Record a level under economy.gdp."),
        ),
        (
            "employment.registered_unemployment,本区,2016-2020,level,upper,3.2",
            "employment.registered_unemployment,本区,2016-2020,sum,upper,3.2",
            ('row 5, form: found "sum", expected level or mean, since employment.registered_unemployment is a level.\n'
            "    Record it under an indicator that is measured so, or correct the form."),
        ),
        (
            "upper,3.2,%", "upper,320,%",
            'row 5, value: found "320 %", expected 0 to 100 %.\n    Correct the value or its unit.',
        ),
        (
            "exact,1.3,万人", "exact,-1.3,万人",
            'row 4, value: found "-1.3 万人", expected 0 人 or more.\n    Correct the value or its unit.',
        ),
        (
            "lower,2200,亿元", "lower,-2200,亿元",
            'row 6, value: found "-2200 亿元", expected 0 亿元 or more.\n    Correct the value or its unit.',
        ),
        (
            "6.1,%,constant", "6.1,%,none",
            'row 2, price_basis: found "none", expected current or constant.\n    Write the prices the source counts in.',
        ),
        (
            "1.3,万人,none", "1.3,万人,current",
            ('row 4, price_basis: found "current", expected none.\n'
            "    employment.new_jobs has no prices in it: write none."),
        ),
    ],
    ids=[
        "unknown indicator", "unknown region", "invisible space in a region", "unit of another kind", "growth of a flow",
        "level of a growth", "sum of a level", "above the bounds", "below the bounds", "sum below the bounds",
        "prices missing", "prices where there are none",
    ],
)  # fmt: skip
def test_a_figure_is_held_against_the_plan(folder: Path, old: str, new: str, answer: str) -> None:
    """Each way a figure can fail to fit its indicator is told, alone, word for word."""
    changed(folder, FIGURES, old, new)
    assert told(folder) == [f"{FIGURES}, {answer}"]


def test_figures_in_other_prices_are_no_mistake(folder: Path) -> None:
    """A nominal rate of an indicator of real growth is evidence of another kind, and no error."""
    changed(folder, FIGURES, "6.1,%,constant", "6.1,%,current")
    assert told(folder) == []


def test_a_sum_may_pass_the_upper_bound_of_a_year(folder: Path) -> None:
    """The upper bound is that of one year; a sum over years is held to the lower one alone."""
    changed(folder, PLAN, "unit: 亿元\n    measure: flow\n    price_basis: current\n    bounds: [0, null]",
            "unit: 亿元\n    measure: flow\n    price_basis: current\n    bounds: [0, 1000]")  # fmt: skip
    assert told(folder) == []


def test_the_same_figure_twice_is_told_where_it_stands_again(folder: Path) -> None:
    """A row entered again, in the same file or another, is told with both places; a figure that differs is not."""
    header, first, *_ = (GOOD / "small.csv").read_text(encoding="utf-8").splitlines()
    other_source = first.replace("2021年统计公报", "2022年年鉴")
    real = first.replace("constant", "current")
    text = "\n".join([header, other_source, first, real]) + "\n"
    (folder / "data/observations/later.csv").write_text(text, encoding="utf-8")
    assert told(folder) == [
        (
            "data/observations/small.csv, row 2: found the figure of data/observations/later.csv, row 3 again, "
            "expected each figure once.\n    Remove one of the rows."
        )
    ]


def test_a_figure_for_an_aim_is_told(folder: Path) -> None:
    """A stated aim is never measured; a figure recorded under it has lost its way."""
    changed(folder, PLAN, "series:\n", """  employment.aim:
    name: {zh: 更高质量就业, en: Better employment}
    unit: null
    measure: level
    price_basis: none
    targets:
      - {kind: stated_aim, direction: none, deadline: 2035, approved: 2021-10-28, locator: 二, statement: {zh: 述, en: Stated}}
series:
""")  # fmt: skip
    changed(folder, FIGURES, "employment.new_jobs,本区", "employment.aim,本区")
    assert told(folder) == [
        (
            f'{FIGURES}, row 4, indicator: found "employment.aim", expected an indicator that is measured.\n'
            "    employment.aim is a stated aim: record the figure elsewhere."
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        (
            "plan: small", "plan: smal",
            'line 2, plan: found "smal", expected the id of a plan.\n    Did you mean small? Correct it, or add the plan.',
        ),
        (
            "id: resumes", "id: resume",
            ('line 1, id: found "resume", expected resumes, as the file is named.\n'
            "    Rename the file to resume.yaml, or correct the id."),
        ),
        (
            "indicator: economy.gdp_growth", "indicator: gdp_growth",
            ('line 8, claims[0].indicator: found "gdp_growth", expected the id of an indicator of small.\n'
            "    Did you mean economy.gdp_growth? Correct it."),
        ),
        (
            "    years: 2025", "    region: 全巿\n    years: 2025",
            ('line 9, claims[0].region: found "全巿", expected a region of small.\n'
            "    Did you mean 全市? Correct it, or leave it out for the plan's own region."),
        ),
        (
            "years: 2025", "years: 2020",
            ('line 9, claims[0].years: found "2020", expected years from 2021 to 2035.\n'
            "    Claims fix years from the plan's window to its horizon."),
        ),
        (
            "years: 2024-2025", "years: 2034-2036",
            ('line 15, claims[1].years: found "2034-2036", expected years from 2021 to 2035.\n'
            "    Claims fix years from the plan's window to its horizon."),
        ),
        (
            "unit: 万人", "unit: 万人次",
            'line 18, claims[1].unit: found "万人次", expected a unit that converts to 人.\n    Give the value in 人.',
        ),
        (
            "fix: level", "fix: growth rate",
            ('line 10, claims[0].fix: found "growth rate", expected level or addition.\n'
            "    economy.gdp_growth is itself a growth rate: fix its level."),
        ),
        (
            "value: 8.2", "value: -820",
            'line 11, claims[0].value: found "-820 %", expected -100 % or more.\n    Correct the value or its unit.',
        ),
        (
            "  - indicator: employment.new_jobs\n    years: 2024-2025\n    fix: addition\n    value: 0.1\n    unit: 万人",
            "  - indicator: economy.gdp_growth\n    region: 本区\n    years: 2025\n    fix: level\n    value: 8\n    unit: '%'",
            ('line 16, claims[1].years: found "2025", expected one claim on economy.gdp_growth for 2025.\n'
            "    Remove one of the claims."),
        ),
    ],
    ids=[
        "unknown plan", "file named otherwise", "unknown indicator", "unknown region", "before the window",
        "beyond the horizon", "unit of another kind", "growth of a growth", "out of bounds", "the own region spelled out",
    ],
)  # fmt: skip
def test_a_scenario_is_held_against_its_plan(folder: Path, old: str, new: str, answer: str) -> None:
    """Each way a scenario can speak of what is not there is told, alone, with its line, word for word."""
    changed(folder, SCENARIO, old, new)
    assert told(folder) == [f"{SCENARIO}, {answer}"]


def test_a_plan_is_named_as_its_file(folder: Path) -> None:
    """A plan is found by the name of its file; one with another id would never be found."""
    (folder / PLAN).rename(folder / "data/plans/ours.yaml")
    assert told(folder) == [
        (
            'data/plans/ours.yaml, line 1, id: found "small", expected ours, as the file is named.\n'
            "    Rename the file to small.yaml, or correct the id."
        )
    ]


def test_mistakes_of_all_files_are_told_at_once(folder: Path) -> None:
    """Plans, then observations, then scenarios: the mistakes of every reader and those between files together."""
    changed(folder, FIGURES, "employment.new_jobs,本区", "employment.new_job,本区")
    changed(folder, SCENARIO, "plan: small", "plan: smal")
    (folder / "data/observations/more.csv").write_text("indicator，region\n", encoding="utf-8")
    (folder / "data/scenarios/broken.yaml").write_text("- a\n", encoding="utf-8")
    assert [(mistake.file, mistake.where) for mistake in check(folder)] == [
        ("data/observations/more.csv", "header"),
        (FIGURES, "row 4, indicator"),
        ("data/scenarios/broken.yaml", "file"),
        (SCENARIO, "line 2, plan"),
    ]


def test_a_mistake_in_a_plan_hides_none_of_the_others(folder: Path) -> None:
    """A target with a mistake leaves the names, units and bounds of its plan as they are: figures and scenarios are held to them."""
    changed(folder, PLAN, "number: 65000", "number: 6.5万")
    changed(folder, FIGURES, "employment.new_jobs,本区", "employment.new_job,本区")
    changed(folder, FIGURES, "upper,3.2,%", "upper,320,%")
    changed(folder, SCENARIO, "indicator: economy.gdp_growth", "indicator: gdp_growth")
    assert [(mistake.file, mistake.where) for mistake in check(folder)] == [
        (PLAN, "line 40, employment.new_jobs, targets[0].number"),
        (FIGURES, "row 4, indicator"),
        (FIGURES, "row 5, value"),
        (SCENARIO, "line 8, claims[0].indicator"),
    ]


def test_names_are_let_be_where_a_plan_cannot_be_read_at_all(folder: Path) -> None:
    """They may be its own: only its own mistakes are told, until it is mended."""
    (folder / PLAN).write_text("id: [small\n", encoding="utf-8")
    changed(folder, FIGURES, "employment.new_jobs,本区", "employment.new_job,本区")
    assert [mistake.file for mistake in check(folder)] == [PLAN]


def test_a_mistake_in_a_table_hides_none_of_its_other_rows(folder: Path) -> None:
    """A row that is none, a row of no plan's indicator, and a row that was entered before: all of them at once."""
    changed(folder, FIGURES, "6.1,%,constant", "6.1万,%,constant")
    changed(folder, FIGURES, "employment.new_jobs,本区", "employment.new_job,本区")
    last = (folder / FIGURES).read_text(encoding="utf-8").splitlines()[-1]
    with (folder / FIGURES).open("a", encoding="utf-8") as stream:
        stream.write(last + "\n")
    assert [mistake.where for mistake in check(folder)] == ["row 2, value", "row 4, indicator", "row 7"]


def test_a_correction_of_a_row_that_cannot_be_read_is_let_be(folder: Path) -> None:
    """The figure it speaks of may stand in that row; one whose figure was read is held to it all the same."""
    (folder / "data/corrections").mkdir()
    shutil.copy(GOOD / "corrections.yaml", folder / "data/corrections")
    assert told(folder) == []
    changed(folder, FIGURES, "6.1,%,constant", "6.1万,%,constant")
    assert [mistake.where for mistake in check(folder)] == ["row 2, value"]


def test_the_current_workspace_is_checked_by_default(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder, the workspace around the current one is meant."""
    monkeypatch.chdir(folder / "data" / "plans")
    assert checked().figures == 5


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    """Found when `check nowhere` was told that it holds no plan."""
    with pytest.raises(ParameterError, match="nowhere does not exist"):
        checked(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("old", "new", "where", "found"),
    [
        ("number: 4.5\n        unit: '%'\n        window: 2021-2025", "number: 4.5\n        unit: '%'\n        window: 2031-2036",
         "line 57, employment.registered_unemployment, targets[0].window", "2031-2036"),
        ("kind: held", "kind: level", "line 57, employment.registered_unemployment, targets[0].deadline", "2020"),
    ],
    ids=["beyond the horizon", "before the window"],
)  # fmt: skip
def test_a_target_is_due_in_the_years_of_its_plan(folder: Path, old: str, new: str, where: str, found: str) -> None:
    """Found when a deadline of 2205 passed the check."""
    changed(folder, PLAN, old, new)
    if "level" in new:
        changed(folder, PLAN, "unit: '%'\n        window: 2021-2025", "unit: '%'\n        deadline: 2020")
    assert told(folder) == [
        (
            f'{PLAN}, {where}: found "{found}", expected a year from 2021 to 2035.\n'
            "    Correct the year, or the plan's window or horizon."
        )
    ]


def test_nothing_is_published_after_today(folder: Path) -> None:
    """Found when a day of the next year passed the check."""
    day = dt.date.today() + dt.timedelta(days=1)  # noqa: DTZ011
    changed(folder, FIGURES, "2022-03-31", str(day))
    (only,) = told(folder)
    assert only.startswith(f'{FIGURES}, row 2, published: found "{day}", expected a day up to today, ')


JOBS = "employment.new_jobs,本区,{},level,exact,{},{},none,final,{},2024-03-31,stated,年鉴,统计局,yearbook or bulletin,,,\n"


def add_jobs(folder: Path, *rows: tuple[int, object, str, str]) -> None:
    with (folder / FIGURES).open("a", encoding="utf-8") as stream:
        stream.writelines(JOBS.format(*row) for row in rows)


def test_a_slip_of_the_unit_is_found(folder: Path) -> None:
    """Found when 人 written as 万人 passed the check: both the figure and what it should be like are named."""
    add_jobs(folder, (2019, 1.1, "万人", ""), (2020, 1.2, "万人", ""), (2022, 10800, "万人", ""))
    assert told(folder) == [
        (
            f'{FIGURES}, row 9, value: found "10800 万人", expected something like 1.2 万人, the median of the figures '
            "nearest in time.\n    Check number and unit; if it was published so, mark it doubtful, or break."
        )
    ]


@pytest.mark.parametrize("mark", ["doubtful", "break"])
def test_a_figure_that_says_it_is_odd_is_let_be(folder: Path, mark: str) -> None:
    """What was published is recorded as it was; the mark says that somebody saw it."""
    add_jobs(folder, (2019, 1.1, "万人", ""), (2020, 1.2, "万人", ""), (2022, 10800, "万人", mark))
    assert told(folder) == []


def test_growth_and_the_same_figure_in_another_unit_are_in_proportion(folder: Path) -> None:
    """A rate near zero is no slip; 11000 人 beside 1.2 万人 is none; nor is a series that grew by half each year."""
    row = "economy.gdp_growth,本区,{},growth rate,exact,{},%,constant,final,,2024-03-31,stated,年鉴,局,yearbook or bulletin,,,\n"
    with (folder / FIGURES).open("a", encoding="utf-8") as stream:
        stream.writelines(row.format(year, value) for year, value in ((2019, 6.5), (2020, 0.1), (2022, 5.2)))
    add_jobs(folder, (2020, 11000, "人", ""))
    add_jobs(folder, *((year, round(12000 * 1.5 ** (year - 2020)), "人", "") for year in range(2000, 2020)))
    assert told(folder) == []


def test_a_workbook_among_the_tables_is_told(folder: Path) -> None:
    """Found when figures typed into an .xlsx were passed over without a word."""
    (folder / "data/observations/2024.xlsx").write_bytes(b"PK")
    (folder / "data/observations/~$2024.xlsx").write_bytes(b"")  # what Excel keeps beside an open one
    assert told(folder) == [
        (
            "data/observations/2024.xlsx, file: found a workbook, expected a table in CSV.\n"
            "    Save its sheet as CSV UTF-8 (comma delimited) in this folder, and take the workbook away."
        )
    ]


@pytest.mark.parametrize("content", ["", "\ufeff", "\r\n,,,\r\n"])
def test_an_empty_table_is_one_mistake(folder: Path, content: str) -> None:
    """Found when an empty file was answered with thirteen missing columns."""
    (folder / "data/observations/more.csv").write_text(content, encoding="utf-8", newline="")
    assert told(folder) == [
        (
            "data/observations/more.csv, file: found nothing in it, expected columns and figures.\n"
            "    Write the names of the columns into its first line, or remove the file."
        )
    ]


def test_a_scenario_says_its_claims(folder: Path) -> None:
    """Found when a scenario without the key changed nothing and nobody was told; an empty list is meant."""
    path = folder / SCENARIO
    head = path.read_text(encoding="utf-8").split("claims:")[0]
    path.write_text(head, encoding="utf-8")
    assert told(folder) == [
        f"{SCENARIO}, line 1, claims: found nothing, expected a list.\n    Add claims; claims: [] fixes nothing."
    ]
    path.write_text(head + "claims: []\n", encoding="utf-8")
    assert told(folder) == []


def cell(source: str, *tags: str) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source}


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ('{"cells": [', "line 1: found no notebook, expected a notebook of Jupyter"),
        ("[]", "file: found no notebook"),
        (json.dumps({"worksheets": []}), "file: found no notebook"),
        (json.dumps({"cells": [cell("a = 1")]}), "cells: found no cell tagged 'parameters', expected one"),
        (json.dumps({"cells": [cell("a = 1\nb = = 2\n", "parameters")]}),
         "cell tagged 'parameters', line 2: found \"b = = 2\", expected Python"),
    ],
)  # fmt: skip
def test_a_notebook_is_looked_at(folder: Path, content: str, answer: str) -> None:
    """Found when a notebook cut off in the middle passed the check and ended the report with a traceback."""
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "overview.ipynb").write_text(content, encoding="utf-8")
    (only,) = told(folder)
    assert only.startswith(f"notebooks/overview.ipynb, {answer}")


def test_a_notebook_of_ones_own_needs_no_parameters(folder: Path) -> None:
    """Only what pages are made of must take parameters."""
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "mine.ipynb").write_text(json.dumps({"cells": [cell("1 + 1")]}), encoding="utf-8")
    assert told(folder) == []
    assert {path.stem for path in (paths.shipped() / "notebooks").glob("*.ipynb")} == set(PAGES)
