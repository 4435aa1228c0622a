"""What heads rows and columns of a yearbook's table: years or figures, regions, growth, units, several tables in a sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from shkplan.base.errors import DataError
from shkplan.base.messages import Text
from shkplan.workspace.readers.yearbook.cells import within_year, year_of
from shkplan.workspace.readers.yearbook.headings import is_axis, is_growth, name_of
from shkplan.workspace.readers.yearbook.table import read_wide_table
from tests.workspace.yearbook_tables import FACTS, PLAN, figures, mistakes, reading, told, written

DOUBTFUL = (
    "expected a word that tells whether it is a year or a figure. Write 2015年 where it is a year, and 年份 or 指标 above or "
    "beside years. A table without years needs its year in the title, or year: 2023 in the file of facts beside it."
)

# Years ----------------------------------------------------------------------------------------------------------------


def test_a_measured_value_is_never_a_year(tmp_path: Path) -> None:
    """2,015 pupils between 1900 and 2199: without a word that says so, nobody knows."""
    table = "指标,数值\n在校学生（人）,2015\n地区生产总值（亿元）,1450\n"
    assert mistakes(tmp_path, table) == [f'cell B2: found "2015", {DOUBTFUL}']
    assert figures(tmp_path, table, year=2020, skip="others") == [("gdp", "示例区", "2020", 1450.0, "亿元")]
    assert figures(tmp_path, "2020年示例区主要指标\n" + table, skip="others") == [
        ("gdp", "示例区", "2020", 1450.0, "亿元")
    ]


def test_values_that_look_like_years_stay_values_in_every_layout(tmp_path: Path) -> None:
    """As a row, as a column, as three that follow each other."""
    assert mistakes(tmp_path, "指标,甲,乙,丙\n常住人口（人）,2015,2016,2017\n地区生产总值（亿元）,1,2,3\n") == [
        f'cell {column}2: found "{year}", {DOUBTFUL}' for column, year in (("B", 2015), ("C", 2016), ("D", 2017))
    ]
    assert figures(tmp_path, "年份,常住人口（人）\n2018年,2015\n2019年,2016\n") == [
        ("resident", "示例区", "2018", 2015.0, "人"), ("resident", "示例区", "2019", 2016.0, "人"),
    ]  # fmt: skip
    assert figures(tmp_path, "指标,2018,2019\n常住人口（人）,2015,2016\n") == [
        ("resident", "示例区", "2018", 2015.0, "人"), ("resident", "示例区", "2019", 2016.0, "人"),
    ]  # fmt: skip
    assert figures(tmp_path, "地区,年份,常住人口（人）\n示例区,2018,2015\n示例区,2019,2014\n") == [
        ("resident", "示例区", "2018", 2015.0, "人"), ("resident", "示例区", "2019", 2014.0, "人"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "year"),
    [("2018.0", 2018), ("2018年末", 2018), ("2018年底", 2018), ("2018年年末", 2018), ("2018年1-12月", 2018), ("2018年全年", 2018),
     ("2018年1-9月", 2018), ("2018年9月", None), ("2018.5", None), ("20180", None), ("Y2018年", None), ("2018E", None)],
)  # fmt: skip
def test_years_in_all_their_dress(text: str, year: int | None) -> None:
    """A year as programs and people write it, and what is none."""
    assert year_of(text) == year


@pytest.mark.parametrize("heading", ["2018.0", "2018年末", "2018年底"])
def test_a_year_with_a_tail_heads_figures(tmp_path: Path, heading: str) -> None:
    """The stock at the end of a year is that of the year."""
    assert figures(tmp_path, f"指标,{heading}\n常住人口（万人）,1\n") == [("resident", "示例区", "2018", 1.0, "万人")]


def test_a_year_so_far_is_read_as_such(tmp_path: Path) -> None:
    """Months from January on, beside years or alone, in headings or in the title; never as the year."""
    assert figures(tmp_path, "指标,2018年,2019年1-9月\n地区生产总值（亿元）,1,2\n") == [
        ("gdp", "示例区", "2018", 1.0, "亿元"), ("gdp", "示例区", "2019-01..09", 2.0, "亿元"),
    ]  # fmt: skip
    assert figures(tmp_path, "指标,2018年前三季度,2019年上半年\n地区生产总值（亿元）,1,2\n") == [
        ("gdp", "示例区", "2018-01..09", 1.0, "亿元"), ("gdp", "示例区", "2019-01..06", 2.0, "亿元"),
    ]  # fmt: skip
    table = "示例区2023年1-9月主要指标,,,\n指标,单位,1-9月,同比增长（%）\n地区生产总值,亿元,5,7.1\n"
    assert figures(tmp_path, table) == [
        ("gdp", "示例区", "2023-01..09", 5.0, "亿元"), ("gdp_growth", "示例区", "2023-01..09", 7.1, "%"),
    ]  # fmt: skip
    table = "示例区2023年1-9月主要指标,,,\n指标,单位,本月,本年累计\n地区生产总值,亿元,1,5\n"
    assert mistakes(tmp_path, table) == [
        'cell C2: found "本月", expected a year, as in 2015 or 2015年. Pass over it with skip: [...] or skip: others.'
    ]
    assert figures(tmp_path, table, skip=["本月"]) == [("gdp", "示例区", "2023-01..09", 5.0, "亿元")]


@pytest.mark.parametrize("heading", ["Y2019年", "2019年快报数", "2019年(预计)", "2019A"])
def test_a_spoiled_year_is_never_passed_over(tmp_path: Path, heading: str) -> None:
    """``skip: others`` is for what the plan does not want, not for a year that nobody can read."""
    table = f"指标,2018年,{heading},2019年比2018年增长%\n地区生产总值（亿元）,1,2,3\n"
    assert mistakes(tmp_path, table, skip="others") == [
        (
            f'cell C1: found "{heading}", expected a year, as in 2015 or 2015年. Write it as 2015年, or pass over it by its name, '
            f"as in skip: [{heading}]."
        )
    ]
    assert len(figures(tmp_path, table, skip=["others", heading])) == 1


def test_other_parts_of_a_year_are_told(tmp_path: Path) -> None:
    """A month or a quarter alone, and a title that says of years that they are none."""
    expected = (
        "expected a whole year, as in 2015 or 2015年. Figures of a part of a year are no figures of the year. Leave them out, "
        "or enter them in a table in our columns."
    )
    assert mistakes(tmp_path, "指标,2018年9月,2019年9月\n地区生产总值（亿元）,1,2\n") == [
        f'cell B1: found "2018年9月" and 1 more, {expected}'
    ]
    assert mistakes(tmp_path, "指标,2018年,2019年第四季度\n地区生产总值（亿元）,1,2\n") == [
        f'cell C1: found "2019年第四季度", {expected}'
    ]
    assert mistakes(tmp_path, "示例区2019年1-9月主要指标\n指标,2018,2019\n地区生产总值（亿元）,1,2\n") == [
        f'cell A1: found "示例区2019年1-9月主要指标", {expected}'
    ]
    assert within_year("2022年第一季度")
    assert not within_year("2018年1-12月")


# Regions and indicators ------------------------------------------------------------------------------------------------


def test_headings_left_of_the_years_are_read(tmp_path: Path) -> None:
    """A long table: region, year, value; a region that stands once reaches down."""
    table = "地区,年份,地区生产总值\n示例市,2018,1450\n,2019,1500\n示例区,2018,100\n"
    assert figures(tmp_path, table, unit="亿元") == [
        ("gdp", "示例市", "2018", 1450.0, "亿元"), ("gdp", "示例市", "2019", 1500.0, "亿元"),
        ("gdp", "示例区", "2018", 100.0, "亿元"),
    ]  # fmt: skip


def test_a_table_of_another_region_than_the_facts_is_told(tmp_path: Path) -> None:
    """Not one row is of the region that the facts name."""
    table = "地区,年份,地区生产总值\n示例市,2018,1450\n"
    assert mistakes(tmp_path, table, unit="亿元") == [
        (
            'cell A2: found "示例市", expected 示例区, as region: says in the facts about the table. No row is of that region. '
            "Correct region: in the facts, or remove it."
        )
    ]
    assert figures(tmp_path, table, unit="亿元", region="") == [("gdp", "示例市", "2018", 1450.0, "亿元")]


@pytest.mark.parametrize("label", ["地区", "区名"])
def test_a_row_of_another_region_is_never_of_the_region_in_the_facts(tmp_path: Path, label: str) -> None:
    """Below 地区, or where other rows name regions, each must: what nobody knows is told or passed over."""
    table = f"{label},指标,2018,2019\n某某市,地区生产总值（亿元）,1450,1500\n示例区,地区生产总值（亿元）,1,2\n"
    assert mistakes(tmp_path, table) == [
        (
            'cell A2: found "某某市", expected a region of example. Add the region to the plan, or pass over it with skip: [...] '
            "or skip: others."
        )
    ]
    here = [("gdp", "示例区", "2018", 1.0, "亿元"), ("gdp", "示例区", "2019", 2.0, "亿元")]
    assert figures(tmp_path, table, skip="others") == figures(tmp_path, table, skip=["某某市"]) == here
    assert len(mistakes(tmp_path, "地区,指标,2018\n某某市,地区生产总值（亿元）,1450\n")) == 1
    assert len(mistakes(tmp_path, "地区,年份,地区生产总值（亿元）\n某某市,2018,1450\n")) == 1


def test_an_outer_heading_that_makes_another_indicator_is_heard(tmp_path: Path) -> None:
    """农村 above 居民人均可支配收入 is not the income of all."""
    names = {"居民人均可支配收入": "economy.gdp"}
    for table in ("指标,2018\n农村,\n居民人均可支配收入（元）,1\n", "指标,,2018\n农村,居民人均可支配收入（元）,1\n"):
        assert figures(tmp_path, table, names=names) == [("rural_income", "示例区", "2018", 1.0, "元")]


def test_two_units_beside_one_row_are_told(tmp_path: Path) -> None:
    """In its brackets 亿元, in the column of units 万元: a factor of ten thousand that nobody chooses."""
    assert mistakes(tmp_path, "指标,单位,2018\n地区生产总值（亿元）,万元,1\n") == [
        (
            "cell A2: found 万元, 亿元, expected one unit beside 地区生产总值. Correct the one that is wrong, or pass over the row "
            "with skip: [...]."
        )
    ]
    assert figures(tmp_path, "指标,2018年（亿元）,2019年（万元）\n地区生产总值,1,2\n") == [
        ("gdp", "示例区", "2018", 1.0, "亿元"), ("gdp", "示例区", "2019", 2.0, "万元"),
    ]  # fmt: skip


def test_a_table_with_everything_in_columns(tmp_path: Path) -> None:
    """Year, region, indicator, unit, value, remark; a unit never reaches down to another indicator."""
    table = ("序号,年份,地区,指标,计量单位,数值,备注\n1,2018,示例区,地区生产总值,亿元,5,\n2,2018,示例市,地区生产总值,亿元,6,按现价\n"
             "3,2019,示例市,常住人口,万人,7,\n")  # fmt: skip
    found = reading(tmp_path, table)
    assert told(found.figures) == [
        ("gdp", "示例区", "2018", 5.0, "亿元"), ("gdp", "示例市", "2018", 6.0, "亿元"), ("resident", "示例市", "2019", 7.0, "万人"),
    ]  # fmt: skip
    assert [one.note_zh for one in found.figures] == ["", "备注：按现价", ""]
    assert mistakes(tmp_path, "年份,指标,单位,数值\n2018,地区生产总值,亿元,5\n2018,常住人口,,7\n") == [
        (
            "cell D1: found no unit, expected the unit of 常住人口. Add units: {population.resident: 万人} with the unit of the "
            "table, or unit: for all rows."
        )
    ]


def test_a_cross_section_has_its_year_in_the_title(tmp_path: Path) -> None:
    """《2023年各区主要指标》: regions down, indicators across; or indicators down, as bulletins print them."""
    table = "《2023年各区主要指标》,,\n地区,地区生产总值（亿元）,常住人口（万人）\n示例区,5,6\n示例市,50,—\n"
    assert figures(tmp_path, table) == [
        ("gdp", "示例区", "2023", 5.0, "亿元"), ("resident", "示例区", "2023", 6.0, "万人"), ("gdp", "示例市", "2023", 50.0, "亿元"),
    ]  # fmt: skip
    table = "2023年示例区主要经济指标,,,\n指标,单位,绝对数,比上年增长（%）\n地区生产总值,亿元,5,7.1\n"
    assert figures(tmp_path, table) == [
        ("gdp", "示例区", "2023", 5.0, "亿元"), ("gdp_growth", "示例区", "2023", 7.1, "%"),
    ]  # fmt: skip
    table = "2023年示例区主要经济指标,,,\n指标,单位,本年,上年\n地区生产总值,亿元,5,4\n"
    assert figures(tmp_path, table) == [
        ("gdp", "示例区", "2023", 5.0, "亿元"), ("gdp", "示例区", "2022", 4.0, "亿元"),
    ]  # fmt: skip
    assert mistakes(tmp_path, "2023年示例区主要经济指标\n指标,单位,2022年数\n地区生产总值,亿元,4\n")[0].startswith(
        'cell C2: found "2022年数", expected a year'
    )


@pytest.mark.parametrize(
    "heading", ["增速%", "增长（%）", "比上年增长%", "同比增长(％)", "同比±%", "增速", "比上年增长"]
)
def test_growth_beside_a_level_is_the_indicator_of_its_growth(tmp_path: Path, heading: str) -> None:
    """The plan says whose growth an indicator is; the unit of growth is %."""
    assert is_growth(heading)
    table = f"指标,2018年,,2019年,\n,绝对数,{heading},绝对数,{heading}\n地区生产总值（亿元）,5,7.1,6,8\n"
    assert figures(tmp_path, table) == [
        ("gdp", "示例区", "2018", 5.0, "亿元"), ("gdp_growth", "示例区", "2018", 7.1, "%"),
        ("gdp", "示例区", "2019", 6.0, "亿元"), ("gdp_growth", "示例区", "2019", 8.0, "%"),
    ]  # fmt: skip


def test_a_name_of_two_indicators_is_told(tmp_path: Path) -> None:
    """With its unit in brackets it is one of them, without it nobody chooses; names of the facts decide."""
    series = {key: PLAN.series[key] for key in PLAN.series}
    dollars = series["population.rural_income"].model_copy(
        update={"id": "economy.gdp_usd", "name": Text(zh="地区生产总值（美元）", en="GDP in dollars"), "unit": "美元"}
    )
    twin = dollars.model_copy(update={"id": "economy.twin", "name": Text(zh="地区生产总值", en="Another")})
    for other, table, expected in (
        (dollars, "指标,2018\n地区生产总值（美元）,5\n", ("economy.gdp_usd", "美元")),
        (dollars, "指标,2018\n地区生产总值（亿元）,5\n", ("economy.gdp", "亿元")),
    ):
        plan = PLAN.model_copy(update={"series": {**series, other.id: other}})
        one = read_wide_table(written(tmp_path, table), plan, **FACTS)[0]
        assert (one.indicator, one.unit) == expected
    plan = PLAN.model_copy(update={"series": {**series, twin.id: twin}})
    path = written(tmp_path, "指标,2018\n地区生产总值（亿元）,5\n")
    with pytest.raises(DataError, match=r"the name of one indicator; it may be economy\.gdp, economy\.twin"):
        read_wide_table(path, plan, **FACTS)
    assert read_wide_table(path, plan, **FACTS, names={"地区生产总值": "economy.gdp"})[0].indicator == "economy.gdp"


def test_growth_of_what_has_no_such_indicator_is_told(tmp_path: Path) -> None:
    """Nobody guesses; 增长额 is no rate, and the growth of the population is not in the plan."""
    assert not any(map(is_growth, ("增长额", "增加值", "增长量", "指数（上年=100）", "环比增长")))
    table = "指标,2018年,2019年\n,绝对数,比上年增长%\n常住人口（万人）,5,6\n"
    assert mistakes(tmp_path, table)[0].startswith(
        'cell A3: found "常住人口（万人），比上年增长%" (full-width punctuation), expected the name or id of an indicator of example.'
    )


def test_rows_below_a_heading_of_growth_are_growth(tmp_path: Path) -> None:
    """A heading alone in its row speaks of all rows below it."""
    table = "指标,2018,2019\n增长速度（%）,,\n地区生产总值,7.1,6.8\n"
    assert figures(tmp_path, table, unit="亿元") == [
        ("gdp_growth", "示例区", "2018", 7.1, "%"), ("gdp_growth", "示例区", "2019", 6.8, "%"),
    ]  # fmt: skip


def test_a_heading_alone_names_the_regions_below_it(tmp_path: Path) -> None:
    """The name over rows of regions goes before the indicator of the facts."""
    table = "地区,2018,2019\n常住人口（万人）,,\n示例区,1,2\n示例市,10,20\n"
    assert figures(tmp_path, table) == [
        ("resident", "示例区", "2018", 1.0, "万人"), ("resident", "示例区", "2019", 2.0, "万人"),
        ("resident", "示例市", "2018", 10.0, "万人"), ("resident", "示例市", "2019", 20.0, "万人"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "name", "unit"),
    [("增速%", "增速", "%"), ("地区生产总值 亿元", "地区生产总值", "亿元"), ("地区生产总值：亿元", "地区生产总值", "亿元"),
     ("常住人口(万人) Resident population (10 000 persons)", "常住人口", "万人"), ("常住人口\nPopulation", "常住人口", ""),
     ("地区生产总值(单位：亿元)", "地区生产总值", "亿元"), ("亿元", "亿元", ""), ("人口/户", "人口", "户"), ("65岁及以上人口(万人)", "65岁及以上人口", "万人")],
)  # fmt: skip
def test_units_stand_in_brackets_or_behind(heading: str, name: str, unit: str) -> None:
    """As offices write them."""
    assert (name_of(heading).text, name_of(heading).unit) == (name, unit)


@pytest.mark.parametrize(
    ("text", "axis"),
    [("指标", True), ("项 目", True), ("地区\\年份", True), ("指标 Item", True), ("指标（单位：亿元）", True), ("", True),
     ("在校学生（人）", False), ("地区生产总值", False), ("示例区", False), ("市区", True)],
)  # fmt: skip
def test_words_that_only_head_a_column(text: str, axis: bool) -> None:
    """指标 says what stands below it; 地区生产总值 is itself one."""
    assert is_axis(text) is axis


# Several tables --------------------------------------------------------------------------------------------------------


def test_tables_one_below_another_are_all_read(tmp_path: Path) -> None:
    """Each with its own years, unit and notes; empty columns and rows between them."""
    table = "单位：亿元,,,,\n指标,2018,2019,,\n地区生产总值,5,6,,\n注：虚构,,,,\n,,,,\n单位：人,,,,\n指标,2020,2021,,\n常住人口,7,8,,\n"
    assert figures(tmp_path, table) == [
        ("gdp", "示例区", "2018", 5.0, "亿元"), ("gdp", "示例区", "2019", 6.0, "亿元"),
        ("resident", "示例区", "2020", 7.0, "人"), ("resident", "示例区", "2021", 8.0, "人"),
    ]  # fmt: skip


def test_a_last_row_that_nobody_can_read_belongs_to_its_own_table(tmp_path: Path) -> None:
    """It heads no years of the table below it."""
    table = (
        "指标,2018,2019\n地区生产总值（亿元）,5,6\n常住人口（万人）,约7,约8\n指标,2020,2021\n地区生产总值（亿元）,7,8\n"
    )
    assert [one.split(",")[0] for one in mistakes(tmp_path, table)] == ['cell B3: found "约7"', 'cell C3: found "约8"']


def test_a_table_continues_on_the_next_page(tmp_path: Path) -> None:
    """续表 with its headings printed again is the same table; its unit holds."""
    table = (
        "单位：万元\n指标,2018,2019\n地区生产总值,5,6\n续表\n单位：万元\n指标,2018,2019\n地区生产总值增速（%）,7,8\n"
    )
    assert figures(tmp_path, table) == [
        ("gdp", "示例区", "2018", 5.0, "万元"), ("gdp", "示例区", "2019", 6.0, "万元"),
        ("gdp_growth", "示例区", "2018", 7.0, "%"), ("gdp_growth", "示例区", "2019", 8.0, "%"),
    ]  # fmt: skip


def test_row_numbers_are_no_figures_and_no_names(tmp_path: Path) -> None:
    """With a heading or without one."""
    for table in (
        "序号,指标,2018\n1,地区生产总值（亿元）,5\n2,常住人口（万人）,6\n",
        ",指标,2018\n1,地区生产总值（亿元）,5\n2,常住人口（万人）,6\n",
    ):
        assert figures(tmp_path, table) == [
            ("gdp", "示例区", "2018", 5.0, "亿元"),
            ("resident", "示例区", "2018", 6.0, "万人"),
        ]


def test_units_in_a_row_of_their_own(tmp_path: Path) -> None:
    """Below the years, or below the names."""
    table = "指标,2018,2019\n,亿元,万元\n地区生产总值,5,60000\n"
    assert figures(tmp_path, table) == [
        ("gdp", "示例区", "2018", 5.0, "亿元"),
        ("gdp", "示例区", "2019", 60000.0, "万元"),
    ]


# Traits of public tables that were misread at first (benchmarks/NOTES-tables.md) -----------------------------------------


def test_what_is_nowhere_in_a_table_is_told_once(tmp_path: Path) -> None:
    """An export whose lines above were cut away names no indicator: once, not once a cell; empty cells ask for none."""
    table = "地区,2018年,2019年\n示例区,,2\n示例市,3,4\n"
    assert mistakes(tmp_path, table) == [
        (
            "cell C2: found none, expected an indicator's name before the figures. Name it, or add indicator: ... to the "
            "facts."
        )
    ]


def test_figures_below_a_spoiled_heading_are_no_names(tmp_path: Path) -> None:
    """Y2020年 first among the years: its column stands beside the names, and names nothing."""
    table = "地区,Y2020年,2019年,2018年\n示例区,3,2,1\n"
    assert [one.split(",")[0] for one in mistakes(tmp_path, table, indicator="economy.gdp", unit="亿元")] == [
        'cell B1: found "Y2020年"'
    ]


def test_rows_about_the_series_above_its_years_are_told(tmp_path: Path) -> None:
    """A data service's export: what it says of the series stands where figures stand, 1949 among it."""
    table = "年份,常住人口（万人）\n单位,万人\n首次观测日期,1949\n平均,9.3\n1949,1\n1956,2\n2019,3\n"
    year = "expected a year, as in 2015 or 2015年. Pass over it with skip: [...] or skip: others."
    assert mistakes(tmp_path, table) == [f'cell A3: found "首次观测日期", {year}', f'cell A4: found "平均", {year}']


def test_ranks_are_no_figures(tmp_path: Path) -> None:
    """Also of last rows that have nothing else."""
    table = "排名,地区,常住人口\n1,示例市,20\n2,示例区,10\n3,,\n"
    assert figures(tmp_path, table, year=2020, unit="万人") == [
        ("resident", "示例市", "2020", 20.0, "万人"), ("resident", "示例区", "2020", 10.0, "万人"),
    ]  # fmt: skip
