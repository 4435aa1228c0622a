"""What a table says of itself above and below its figures, and where that contradicts the facts about it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from shkplan.base.errors import DataError
from shkplan.workspace.readers.choice import reader_of
from shkplan.workspace.readers.yearbook.lines import above_of, is_note, said_in, statuses_in
from shkplan.workspace.readers.yearbook.spots import Spot
from shkplan.workspace.readers.yearbook.table import read_wide_table, take_wide_table
from tests.workspace.yearbook_tables import FACTS, PLAN, figures, mistakes, reading, told, written

ROWS = "指标,2018,2019\n地区生产总值（亿元）,100,110\n"
BUREAU = """数据库：分省年度数据
地区：示例市
时间：最近10年
指标,2019年,2018年
地区生产总值(亿元),110,100
常住人口(万人),12,
注：2005年起各地区人口数据为常住人口口径。
数据来源：国家统计局
"""
ONE = """数据库：分省年度数据
指标：地区生产总值(万元)
时间：最近10年
地区,2019年,2018年
示例区,110,100
示例市,1100,1000
数据来源：国家统计局
"""


def wrong(line: str, given: str, entry: str) -> str:
    """The message of a line that contradicts the facts."""
    return (
        f'found "{line}", expected {given}, as {entry}: says in the facts about the table. One of the two is wrong: correct '
        f"or remove {entry}:, or pass over the line with skip: [{line}]."
    )


def test_the_lines_of_the_national_bureau_are_facts(tmp_path: Path) -> None:
    """数据库, 地区, 时间 above, notes and source below, as data.stats.gov.cn exports them."""
    found = reading(tmp_path, BUREAU, region="", source_title=None)
    assert not found.mistakes
    assert told(found.figures) == [
        ("gdp", "示例市", "2019", 110.0, "亿元"), ("gdp", "示例市", "2018", 100.0, "亿元"), ("resident", "示例市", "2019", 12.0, "万人"),
    ]  # fmt: skip
    assert found.figures[0].source_title == "国家统计局"
    assert {found.roles[f"cell A{row}"] for row in (1, 2, 3)} == {"fact"}
    assert {found.roles[f"cell A{row}"] for row in (7, 8)} == {"note"}


def test_an_indicator_above_regions_is_named_with_its_unit(tmp_path: Path) -> None:
    """指标：地区生产总值(万元) over rows of regions."""
    assert figures(tmp_path, ONE) == [
        ("gdp", "示例区", "2019", 110.0, "万元"), ("gdp", "示例区", "2018", 100.0, "万元"),
        ("gdp", "示例市", "2019", 1100.0, "万元"), ("gdp", "示例市", "2018", 1000.0, "万元"),
    ]  # fmt: skip


def test_a_contradiction_is_told_once(tmp_path: Path) -> None:
    """Region, unit, indicator, title, year: not once a cell, and never decided here."""
    assert mistakes(tmp_path, "地区：示例市\n" + ROWS) == ["cell A1: " + wrong("地区：示例市", "示例区", "region")]
    assert mistakes(tmp_path, "地区：某某市\n" + ROWS) == ["cell A1: " + wrong("地区：某某市", "示例区", "region")]
    assert mistakes(tmp_path, ONE, unit="亿元") == ["cell A2: " + wrong("指标：地区生产总值(万元)", "亿元", "unit")]
    assert mistakes(tmp_path, ONE, units={"economy.gdp": "亿元"}) == [
        "cell A2: " + wrong("指标：地区生产总值(万元)", "亿元", "units.economy.gdp")
    ]
    assert mistakes(tmp_path, "单位：万元\n" + ROWS.replace("（亿元）", ""), unit="亿元") == [
        "cell A1: " + wrong("单位：万元", "亿元", "unit")
    ]
    assert mistakes(tmp_path, ONE, indicator="population.resident")[0] == (
        "cell A2: " + wrong("指标：地区生产总值(万元)", "population.resident", "indicator")
    )
    assert mistakes(tmp_path, "示例市国民经济主要指标\n" + ROWS) == [
        "cell A1: " + wrong("示例市国民经济主要指标", "示例区", "region")
    ]
    assert mistakes(tmp_path, "甘泉县2018年主要指标\n" + ROWS) == [
        "cell A1: " + wrong("甘泉县2018年主要指标", "示例区", "region")
    ]
    assert mistakes(tmp_path, "2018年示例区主要指标\n指标,数值\n地区生产总值（亿元）,5\n", year=2019) == [
        "cell A1: " + wrong("2018年示例区主要指标", "2019", "year")
    ]
    assert mistakes(tmp_path, ROWS, units={"economy.gdp": "万元"}) == [
        (
            "cell A2: found 地区生产总值（亿元） in 亿元, expected 万元, as units.economy.gdp: says in the facts about the table. "
            "One of the two is wrong: correct or remove units.economy.gdp:."
        )
    ]


@pytest.mark.parametrize(
    "title",
    ["示例区国民经济主要指标", "全区主要指标", "各区主要指标", "分地区主要指标", "城市建设基本情况", "2-1 国民经济主要指标", "示例市示例区主要指标",
     "地区生产总值及增长速度", "社区服务设施", "主要年份国民经济指标", "按行政区分的人口", "示例市统计局", "某某市统计年鉴2024", "甘泉县发展和改革局"],
)  # fmt: skip
def test_a_title_without_another_region_contradicts_nothing(tmp_path: Path, title: str) -> None:
    """Words that end in 市, 区 or 县 are not all names."""
    assert len(figures(tmp_path, f"{title},,\n{ROWS}")) == 2


def test_facts_about_years_that_the_table_does_not_have_are_told(tmp_path: Path) -> None:
    """A slip there would leave a preliminary figure final."""
    expected = "expected a year of the table: 2018, 2019. Correct or remove it."
    assert mistakes(tmp_path, ROWS, statuses={2091: "preliminary"}) == [f'statuses: found "2091", {expected}']
    assert mistakes(tmp_path, ROWS, year=2023) == [f'year: found "2023", {expected}']


def test_a_line_passed_over_says_nothing(tmp_path: Path) -> None:
    """By its own text."""
    assert len(figures(tmp_path, "地区：示例市\n" + ROWS, skip=["地区：示例市"])) == 2
    assert figures(tmp_path, "地区：示例市\n" + ROWS, skip=["地区：示例市"])[0][1] == "示例区"


def test_a_region_of_no_plan_is_told_with_the_nearest(tmp_path: Path) -> None:
    """And names may say which one it is."""
    table = BUREAU.replace("示例市", "示例")
    assert mistakes(tmp_path, table, region="")[0] == (
        'cell A2: found "地区：示例", expected a region of example. Did you mean 示例市 or 示例区? Add the region to the plan, or say '
        "with names: {示例: ...} which region of the plan it is."
    )
    assert figures(tmp_path, table, region="", names={"示例": "示例市"})[0][1] == "示例市"


def test_several_units_in_a_line_are_no_unit(tmp_path: Path) -> None:
    """单位：亿元、% leaves each row to say its own; 填报单位 is an office and no unit."""
    assert len(mistakes(tmp_path, "单位：亿元、%\n" + ROWS.replace("（亿元）", ""))) == 1
    table = "填报单位：示例区统计局 单位：亿元\n" + ROWS.replace("（亿元）", "")
    assert figures(tmp_path, table)[0][4] == "亿元"


def test_labels_and_what_they_say() -> None:
    """In one cell, in two cells, several in one; spaces and both colons."""
    assert [(one.key, one.value) for one in said_in(Spot("地区：示例市  单位:万元", "cell A1"))] == [
        ("region", "示例市"), ("unit", "万元"),
    ]  # fmt: skip
    line = (Spot("指标：", "cell A1"), Spot("常住人口", "cell B1"), Spot("示例表（单位：人）", "cell C1"))
    above = above_of([line])
    assert [(one.key, one.value) for one in above.told] == [("indicator", "常住人口"), ("unit", "人")]
    assert above_of([(Spot("填报单位：示例局", "cell A1"),)]).of("unit") == []


def test_prices_that_notes_tell_are_heard(tmp_path: Path) -> None:
    """A table at constant prices is no table of current ones; what is said of growth says nothing of levels."""
    note = "注：本表按2015年不变价计算"
    assert mistakes(tmp_path, f"{ROWS}{note}\n") == [
        (
            f'cell A3: found "{note}", expected prices of 地区生产总值 as the facts or the plan say: current. Write price_basis: '
            f"constant in the facts, or pass over the line with skip: [{note}]."
        )
    ]
    assert reading(tmp_path, f"{ROWS}{note}\n", price_basis="constant").figures[0].price_basis == "constant"
    assert len(figures(tmp_path, f"{ROWS}注：绝对数按当年价格计算，增长速度按可比价格计算。\n")) == 2
    assert len(figures(tmp_path, f"{ROWS}注：增长速度按可比价格计算。\n")) == 2
    assert len(figures(tmp_path, "指标,2018\n常住人口（万人）,1\n注：按不变价计算\n")) == 1
    assert mistakes(tmp_path, ROWS.replace("（亿元）", "（亿元，当年价）"), price_basis="constant") == [
        (
            'cell A2: found "地区生产总值（亿元，当年价）", expected constant, as price_basis: says in the facts about the table. One of '
            "the two is wrong: correct or remove price_basis:."
        )
    ]


def test_what_begins_as_notes_begin() -> None:
    """Names that begin with 注 are names."""
    assert all(
        map(
            is_note,
            ("注：a", "注 1.a", "①b", "资料来源：c", "数据来源: d", "续表", "续表1", "（续表）", "Note: e", "说明：f"),
        )
    )
    assert not any(map(is_note, ("注册企业数", "地区生产总值", "来源地", "1.地区生产总值")))


def test_words_of_a_status() -> None:
    """And what denies them."""
    assert list(statuses_in("初步数，待核实")) == ["preliminary"]
    assert list(statuses_in("修订数")) == ["revised"]
    assert list(statuses_in("预计数")) == ["estimate"]
    assert statuses_in("未修订") == {}
    assert statuses_in("年报数") == {}


def test_a_table_that_says_everything_needs_no_file_of_facts(tmp_path: Path) -> None:
    """Its lines above take the place of the entries; what is missing is told with the line to write."""
    lines = "发布单位：示例区统计局\n发布日期：2024年1月5日\n数据状态：最终数\n来源类型：年鉴\n地区：示例区\n来源：示例统计年鉴\n"
    one = read_wide_table(written(tmp_path, lines + ROWS), PLAN)[0]
    assert (one.publisher, one.published, one.status, one.source_kind, one.region, one.source_title) == (
        "示例区统计局", dt.date(2024, 1, 5), "final", "yearbook or bulletin", "示例区", "示例统计年鉴",
    )  # fmt: skip
    assert mistakes(tmp_path, lines.replace("数据状态：最终数\n", "") + ROWS, **dict.fromkeys(FACTS)) == [
        (
            "status: found nothing, expected what the figures are: estimate, preliminary, final or revised. Add the line "
            "status: final"
        )
    ]


def test_messages_are_said_in_chinese(tmp_path: Path) -> None:
    """Whole, and never half."""
    assert mistakes(tmp_path, "地区：示例市\n" + ROWS, "zh") == [
        "单元格 A1：现为“地区：示例市”，应为示例区（说明文件中 region: 所写）。 二者必有一误：请更正或删去 region:，或用 skip: [地区：示例市] 略过该行。"
    ]
    assert mistakes(tmp_path, "指标,2018,2019\n常住人口（万人）,约12,13\n", "zh") == [
        "单元格 B2：现为“约12”，应为以万人计的数字；未公布的用横线或省略号表示。 只写数字；约数、“以上”“以下”或用文字表述的数，请单独录入一行。"
    ]


def test_a_table_is_known_by_its_years(tmp_path: Path) -> None:
    """With facts beside it or without; a letter is no table."""
    path = written(tmp_path, ROWS)
    assert reader_of(path).name == "a table with years across or down"
    (tmp_path / "table.csv.yaml").write_text("region: 示例区\n", encoding="utf-8")
    assert reader_of(path).name == "a yearbook's table with its .yaml beside it"
    path.write_text("示例,甲\n乙,丙\n", encoding="utf-8")
    (tmp_path / "table.csv.yaml").unlink()
    with pytest.raises(DataError, match="a file of another kind"):
        reader_of(path)


def test_what_is_not_read_is_remarked(tmp_path: Path) -> None:
    """Cells passed over by rule, and cells that say that there is no figure."""
    path = written(tmp_path, "指标,2018,2019\n常住人口（万人）,—,13\n示例甲,1,2\n示例乙,3,\n")
    facts = "".join(f"{key}: {value}\n" for key, value in FACTS.items()) + "skip: others\n"
    (tmp_path / "table.csv.yaml").write_text(facts, encoding="utf-8")
    assert [one.split("table.csv: ")[1] for one in take_wide_table(path, PLAN).remarks] == [
        "cells passed over as skip: says: 3 (示例甲, 示例乙)", "cells that say that no figure was published: 1",
    ]  # fmt: skip
