"""Headings that make figures a part of what their name says, and units, prices and regions told where few look."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspace.yearbook_tables import figures, mistakes, reading

TWO = "指标,2018,2019\n"
GDP = f"{TWO}地区生产总值,100,110\n"


def unknown(found: str) -> str:
    """The message of a name that the plan does not know, though it knows a longer one."""
    return (
        f'cell A2: found "{found}，常住人口（万人）" (full-width punctuation), expected the name or id of an indicator of example. '
        "Did you mean 常住人口? Name it in names: {...: id}, or pass over it with skip: [...] or skip: others."
    )


@pytest.mark.parametrize("part", ["男", "农村", "#市区", "规模以上工业企业", "其中：城镇", "构成（%）", "占比", "人均"])
def test_a_heading_between_rows_that_narrows_them_is_not_passed_over(tmp_path: Path, part: str) -> None:
    """The men of a district are not its residents."""
    assert mistakes(tmp_path, f"{TWO}{part},,\n常住人口（万人）,12,13\n") == [unknown(part)]


def test_so_is_one_in_a_column_before_the_names(tmp_path: Path) -> None:
    """类别 男 beside 指标 常住人口."""
    assert mistakes(tmp_path, "类别,指标,2018,2019\n男,常住人口（万人）,12,13\n") == [unknown("男")]


@pytest.mark.parametrize("chapter", ["一、综合", "人口与就业", "其中：", "全区"])
def test_a_heading_of_a_chapter_narrows_nothing(tmp_path: Path, chapter: str) -> None:
    """Yearbooks group their rows."""
    found = figures(tmp_path, f"{TWO}{chapter},,\n常住人口（万人）,12,13\n")
    assert [(one[0], one[3]) for one in found] == [("resident", 12.0), ("resident", 13.0)]


@pytest.mark.parametrize("place", ["全国", "全市", "大名市", "示例市合计"])
def test_a_heading_between_rows_that_names_another_region_is_told(tmp_path: Path, place: str) -> None:
    """What stands below 全市 in a table of a district is not the district's."""
    assert mistakes(tmp_path, f"{TWO}{place},,\n常住人口（万人）,12,13\n") == [
        (
            f'cell A2: found "{place}", expected a region of example. Add the region to the plan, or pass over it with '
            "skip: [...] or skip: others."
        )
    ]


@pytest.mark.parametrize(
    ("table", "cell", "line"),
    [
        (f"{GDP}单位：万元\n", "A3", "单位：万元"),
        (f"{GDP}注：本表单位均为万元。\n", "A3", "注：本表单位均为万元。"),
        (f"{GDP}注：以万元为单位。\n", "A3", "注：以万元为单位。"),
        (f"（万元）\n{GDP}", "A1", "（万元）"),
        (f",,万元\n{GDP}", "C1", "万元"),
        (f"示例区主要指标 单位 万元\n{GDP}", "A1", "示例区主要指标 单位 万元"),
        (f"示例区地区生产总值（万元）\n{GDP}", "A1", "示例区地区生产总值（万元）"),
        (GDP.replace("指标", "指标（万元）"), "A1", "指标（万元）"),
    ],
)
def test_a_unit_is_held_against_the_facts_wherever_it_stands(tmp_path: Path, table: str, cell: str, line: str) -> None:
    """Below the table, in its corner, in brackets: wrong by 10,000 otherwise."""
    assert mistakes(tmp_path, table, unit="亿元") == [
        (
            f'cell {cell}: found "{line}", expected 亿元, as unit: says in the facts about the table. One of the two is wrong: '
            f"correct or remove unit:, or pass over the line with skip: [{line}]."
        )
    ]


@pytest.mark.parametrize(
    "table", [f"{GDP}单位：万元\n", f"（万元）\n{GDP}", f",,万元\n{GDP}", GDP.replace("指标", "指标（万元）")]
)
def test_it_is_the_unit_of_rows_that_have_none(tmp_path: Path, table: str) -> None:
    """As a line above the table is."""
    assert [one[3:] for one in figures(tmp_path, table)] == [(100.0, "万元"), (110.0, "万元")]


def test_a_unit_of_values_says_nothing_of_persons(tmp_path: Path) -> None:
    """价值量单位为万元 below rows of persons, whose unit the facts say."""
    table = f"{TWO}常住人口,12,13\n注：本表价值量单位为万元。\n填报单位：统计局\n"
    assert [one[3:] for one in figures(tmp_path, table, unit="万人")] == [(12.0, "万人"), (13.0, "万人")]


def test_a_region_below_a_table_is_held_against_the_facts(tmp_path: Path) -> None:
    """No less a fact than above it."""
    assert mistakes(tmp_path, f"{TWO}常住人口（万人）,12,13\n地区：示例市\n") == [
        (
            'cell A3: found "地区：示例市", expected 示例区, as region: says in the facts about the table. One of the two is wrong: '
            "correct or remove region:, or pass over the line with skip: [地区：示例市]."
        )
    ]


def test_a_time_that_the_table_does_not_have_is_told(tmp_path: Path) -> None:
    """时间：2018年 above figures of 2019."""
    assert mistakes(tmp_path, "时间：2018年\n指标,2019\n常住人口（万人）,12\n") == [
        (
            'cell A1: found "时间：2018年", expected the years of the table: 2019. Correct the line or the headings, or pass over it '
            "with skip: [时间：2018年]."
        )
    ]


@pytest.mark.parametrize("line", ["按2015年价格计算", "2015 年价格", "at 2015 prices", "constant prices"])
def test_prices_of_a_year_are_constant_prices(tmp_path: Path, line: str) -> None:
    """地区生产总值 at prices of 2015 is no figure at current prices."""
    assert mistakes(tmp_path, f"{line}\n{TWO}地区生产总值（亿元）,100,110\n") == [
        (
            f'cell A1: found "{line}", expected prices of 地区生产总值 as the facts or the plan say: current. Write price_basis: '
            f"constant in the facts, or pass over the line with skip: [{line}]."
        )
    ]


def test_prices_in_a_heading_are_those_of_its_row(tmp_path: Path) -> None:
    """A price index is no price."""
    found = reading(tmp_path, f"2015年价格指数见下表\n{TWO}地区生产总值（2015年价格，亿元）,100,110\n")
    assert [one.price_basis for one in found.figures] == ["constant", "constant"]


@pytest.mark.parametrize(("letter", "meaning", "status"), [("r", "修订数", "revised"), ("p", "初步数", "preliminary")])
def test_a_letter_is_explained_by_what_it_usually_means(tmp_path: Path, letter: str, meaning: str, status: str) -> None:
    """13p is not to be called revised."""
    assert mistakes(tmp_path, f"指标,2018\n常住人口（万人）,13{letter}\n") == [
        (
            f'cell B2: found "13{letter}", expected a number in 万人, or a dash or dots where none was published. Say what {letter} '
            f"means: in a note below the table ({letter} 为{meaning}), or with marks: {{{letter}: {status}}} in the facts."
        )
    ]


@pytest.mark.parametrize(
    "title", ["示例区2025年目标", "示例区“十四五”规划主要指标", "示例区国民经济计划指标", "Targets for 2025"]
)
def test_goals_are_no_figures(tmp_path: Path, title: str) -> None:
    """A table of a plan looks like one of a yearbook."""
    assert mistakes(tmp_path, f"{title}\n指标,2018\n常住人口（万人）,12\n") == [
        (
            f'cell A1: found "{title}", expected a title of what was measured. Goals belong into the plan, not among the figures. If '
            f"these were measured, pass over the line with skip: [{title}]."
        )
    ]
    assert mistakes(tmp_path, "指标,2018\n规划目标,\n常住人口（万人）,12\n")[0] == unknown("规划目标")


@pytest.mark.parametrize("title", ["示例区计划生育情况", "示例区主要目标完成情况", "示例区计划执行情况"])
def test_what_came_of_goals_was_measured(tmp_path: Path, title: str) -> None:
    """A table of results names the goals as well."""
    assert len(figures(tmp_path, f"{title}\n指标,2018\n常住人口（万人）,12\n")) == 1


def test_a_title_that_calls_its_figures_preliminary_is_held_against_the_facts(tmp_path: Path) -> None:
    """As a note below the table is."""
    assert mistakes(tmp_path, "示例区2018年快报数据\n指标,2018\n常住人口（万人）,12\n") == [
        (
            'cell A1: found "示例区2018年快报数据", expected a remark that fits status: final, as status: says in the facts about the table. '
            "Write statuses: {2018: preliminary} for the year, or marks: {快报: preliminary} for what bears the remark."
        )
    ]
    found = figures(tmp_path, "示例区2018年快报数据\n指标,2018\n常住人口（万人）,12\n", status="preliminary")
    assert len(found) == 1


@pytest.mark.parametrize("unit", ["bn yuan", "十亿元人民币", "RMB 100 million"])
def test_a_known_name_in_an_unknown_unit_is_not_hidden_by_skip_others(tmp_path: Path, unit: str) -> None:
    """Nobody who skips the others means GDP."""
    table = f"指标,2018\n地区生产总值({unit}),1400\n常住人口（万人）,12\n"
    assert mistakes(tmp_path, table, skip=("others",)) == [
        (
            f'cell A2: found "地区生产总值({unit})", expected a unit that is known, such as 亿元. Write {unit} as a unit that is known, or '
            f"pass over the row with skip: [地区生产总值({unit})]."
        )
    ]
