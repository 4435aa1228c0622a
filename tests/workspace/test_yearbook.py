"""Yearbook tables: every table here is made up, of a made-up district (示例区), and no figure is data."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shkplan.base.errors import DataError
from shkplan.evidence.observation import Observation
from shkplan.files.grid import read_grid
from shkplan.files.workbook import letters
from shkplan.register.plan import Plan
from shkplan.workspace.load import load_plan
from shkplan.workspace.readers.yearbook.cells import is_blank, number_of, without_marks, year_of
from shkplan.workspace.readers.yearbook.headings import name_of
from shkplan.workspace.readers.yearbook.table import read_wide_table

PLAN: Plan = load_plan(Path(__file__).parents[1] / "data" / "good" / "example.yaml")
FACTS: dict[str, Any] = {
    "region": "示例区", "status": "final", "published": dt.date(2021, 1, 5), "publisher": "示例区统计局",
    "source_kind": "yearbook or bulletin", "source_title": "示例统计年鉴（虚构）",
}  # fmt: skip
YEARBOOK = """示例区主要经济指标（虚构）,,,,,
,,,,,单位：亿元
指标,２０１５,2016年,2017 年,2018年①,2019年*
一、国民经济,,,,,
地区生产总值（当年价）②,"1,234.5",１３００．２,—,1450,1501.0
#示例产业,1,2,3,4,5
常住人口（万人）,12.3,…,12.5,12.0,12.7
地区生产总值增速(%),7.1,6.8%,−0.5,6.0*,5.9
注：①2018年为快报数。
②按当年价格计算。
资料来源：示例统计年鉴（虚构）。
"""

Table = Callable[..., list[Observation]]


@pytest.fixture
def read(tmp_path: Path) -> Table:
    """Reads a table from its text, or from the cells of a sheet."""

    def reader(table: str | list[list[object]], *, merged: tuple[str, ...] = (), **facts: object) -> list[Observation]:
        path = tmp_path / ("table.csv" if isinstance(table, str) else "table.xlsx")
        if isinstance(table, str):
            path.write_text(table, encoding="utf-8")
        else:
            sheet(path, table, merged)
        return read_wide_table(path, PLAN, **{**FACTS, **facts})

    return reader


def sheet(path: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(path)


def told(figures: list[Observation]) -> list[tuple[str, str, str, float, str]]:
    return [(one.indicator, one.region, str(one.period), one.value, one.unit) for one in figures]


def mistakes(read: Table, table: str | list[list[object]], **facts: object) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(table, **facts)
    return [str(one).split("table.", 1)[1].split(", ", 1)[1].replace("\n    ", " ") for one in caught.value.mistakes]


# What a yearbook prints ----------------------------------------------------------------------------------------------


def test_a_table_as_a_yearbook_prints_it(read: Table) -> None:
    """Chinese years, full-width digits, separators of thousands, signs for nothing published, brackets, footnotes."""
    assert told(read(YEARBOOK, skip=["示例产业"], statuses={2018: "preliminary"})) == [
        ("economy.gdp", "示例区", "2015", 1234.5, "亿元"),
        ("economy.gdp", "示例区", "2016", 1300.2, "亿元"),
        ("economy.gdp", "示例区", "2018", 1450.0, "亿元"),
        ("economy.gdp", "示例区", "2019", 1501.0, "亿元"),
        ("population.resident", "示例区", "2015", 12.3, "万人"),
        ("population.resident", "示例区", "2017", 12.5, "万人"),
        ("population.resident", "示例区", "2018", 12.0, "万人"),
        ("population.resident", "示例区", "2019", 12.7, "万人"),
        ("economy.gdp_growth", "示例区", "2015", 7.1, "%"),
        ("economy.gdp_growth", "示例区", "2016", 6.8, "%"),
        ("economy.gdp_growth", "示例区", "2017", -0.5, "%"),
        ("economy.gdp_growth", "示例区", "2018", 6.0, "%"),
        ("economy.gdp_growth", "示例区", "2019", 5.9, "%"),
    ]


def test_a_figure_carries_everything_known_of_it(read: Table) -> None:
    """Form and prices by the plan, the rest by the facts, the cell as its place, its footnotes as its note."""
    one = next(one for one in read(YEARBOOK, skip="others", statuses={2018: "preliminary"}) if one.period.first == 2018)
    assert (one.form, one.bound, one.price_basis, one.status) == ("level", "exact", "current", "preliminary")
    assert (one.published, one.published_basis, one.source_title) == (
        dt.date(2021, 1, 5),
        "stated",
        "示例统计年鉴（虚构）",
    )
    assert (one.publisher, one.source_kind) == ("示例区统计局", "yearbook or bulletin")
    assert one.note_zh == "②按当年价格计算；注：①2018年为快报数"
    assert str(one.place).endswith("table.csv, cell E5")


def test_a_mark_that_no_line_explains_is_kept(read: Table) -> None:
    """Nothing lost: an asterisk without a footnote is told as such."""
    last = [one for one in read(YEARBOOK, skip="others", statuses={2018: "preliminary"}) if one.period.first == 2019][1]
    assert (last.note_zh, last.note_en) == ("原表标有“*”", "marked *")


def test_the_source_line_below_the_table_names_the_source(read: Table) -> None:
    """资料来源 serves where no title was given."""
    assert (
        read(YEARBOOK, skip="others", statuses={2018: "preliminary"}, source_title=None)[0].source_title
        == "示例统计年鉴（虚构）"
    )


def test_regions_may_stand_above_the_years(read: Table) -> None:
    """Two levels of headings; in CSV a merged heading stands in its first cell only."""
    table = "指标,单位,示例区,,示例市,\n,,2019年,2020年,2019年,2020年\n地区生产总值,亿元,100.5,101,1000,1010\n"
    assert told(read(table)) == [
        ("economy.gdp", "示例区", "2019", 100.5, "亿元"), ("economy.gdp", "示例区", "2020", 101.0, "亿元"),
        ("economy.gdp", "示例市", "2019", 1000.0, "亿元"), ("economy.gdp", "示例市", "2020", 1010.0, "亿元"),
    ]  # fmt: skip


def test_headings_merged_in_a_workbook_reach_over_their_area(read: Table) -> None:
    """The same in Excel, with title, headings and a name merged across rows and columns."""
    rows = [["示例表（虚构）"], ["指标", "示例区", None, "示例市"], [None, 2019, 2020, "2019年", "2020年"],
            ["常住人口（万人）", 10, 10.25, 101, "…"]]  # fmt: skip
    figures = read(rows, merged=("A1:E1", "A2:A3", "B2:C2", "D2:E2"))
    assert [(one.region, one.value) for one in figures] == [("示例区", 10.0), ("示例区", 10.25), ("示例市", 101.0)]


def test_years_may_be_divided_below(read: Table) -> None:
    """绝对数 and 增速 under each year: name of row and column together are the indicator."""
    table = ",,2019,,2020,\n指标,单位,绝对数,增速（%）,绝对数,增速（%）\n地区生产总值,亿元,100.5,6.0,101.5,1.2\n"
    assert told(read(table)) == [
        ("economy.gdp", "示例区", "2019", 100.5, "亿元"), ("economy.gdp_growth", "示例区", "2019", 6.0, "%"),
        ("economy.gdp", "示例区", "2020", 101.5, "亿元"), ("economy.gdp_growth", "示例区", "2020", 1.2, "%"),
    ]  # fmt: skip


def test_years_may_head_the_rows(read: Table) -> None:
    """A table turned round, with units in a row of their own."""
    table = (
        '示例表,,\n年份,地区生产总值,农村居民人均可支配收入\n,亿元,元\n2018,99,20000\n2019年,—,"21,000"\n\n注：虚构\n'
    )
    figures = read(table)
    assert told(figures) == [
        ("economy.gdp", "示例区", "2018", 99.0, "亿元"),
        ("population.rural_income", "示例区", "2018", 20000.0, "元"),
        ("population.rural_income", "示例区", "2019", 21000.0, "元"),
    ]
    assert figures[-1].place.row == "cell C5"


def test_rows_may_be_regions_where_the_facts_name_the_indicator(read: Table) -> None:
    """A table whose title alone says what it counts."""
    figures = read("地区,2019年\n示例区,100.5\n示例市,1000\n", indicator="economy.gdp", unit="亿元")
    assert [(one.region, one.value) for one in figures] == [("示例区", 100.5), ("示例市", 1000.0)]


def test_a_region_may_head_the_rows_below_it(read: Table) -> None:
    """A line with a region alone stands over the rows up to the next."""
    figures = read("指标,2018,2019\n示例市,,\n常住人口（万人）,9,10\n示例区,,\n常住人口（万人）,1,2\n")
    assert [(one.region, one.value) for one in figures] == [("示例市", 9), ("示例市", 10), ("示例区", 1), ("示例区", 2)]


def test_a_region_of_no_plan_lends_its_rows_to_none(read: Table) -> None:
    """Rows below an unknown region do not become figures of the region in the facts."""
    table = "指标,2018,2019\n示例市,,\n常住人口（万人）,9,10\n某某市,,\n常住人口（万人）,7,8\n"
    assert mistakes(read, table) == [
        (
            'cell A4: found "某某市", expected a region of example, as other headings between the rows name. '
            "Add the region to the plan, or pass over it with skip: [...] or skip: others."
        )
    ]
    assert [(one.region, one.value) for one in read(table, skip=["某某市"])] == [("示例市", 9), ("示例市", 10)]


def test_nothing_is_scaled(read: Table) -> None:
    """A figure keeps the unit it was printed in, and a scale beside a number becomes part of its unit."""
    table = "指标,单位,2018,2019\n地区生产总值,万元,1004500,1005000\n常住人口,人,123456,12.5万\n"
    assert [(one.value, one.unit) for one in read(table)] == [
        (1004500.0, "万元"), (1005000.0, "万元"), (123456.0, "人"), (12.5, "万人"),
    ]  # fmt: skip


def test_percentages_of_a_sheet_are_read_as_shown(tmp_path: Path) -> None:
    """A cell of 0.071 in the format 0.0% shows 7.1 %, and so it was published."""
    path = tmp_path / "t.xlsx"
    sheet(path, [["指标", 2018, 2019], ["地区生产总值增速（%）", 0.071, 6.8]])
    book = openpyxl.load_workbook(path)
    book.active["B2"].number_format = "0.0%"
    book.save(path)
    assert [one.value for one in read_wide_table(path, PLAN, **FACTS)] == [7.1, 6.8]


def test_the_facts_may_stand_in_a_file_beside(tmp_path: Path) -> None:
    """table.csv.yaml says what the table does not; a mistake there is told with its line."""
    path = tmp_path / "table.csv"
    path.write_text("指标,2018,2019\n全区总产值,1,2\n", encoding="utf-8")
    beside = tmp_path / "table.csv.yaml"
    beside.write_text(
        "region: 示例区\nstatus: final\npublished: 2020-01-05\npublisher: 示例局\nsource_kind: press\n"
        "source_title: 示例\nunit: 亿元\nnames: {全区总产值: economy.gdp}\n",
        encoding="utf-8",
    )
    assert [one.value for one in read_wide_table(path, PLAN)] == [1.0, 2.0]
    beside.write_text(beside.read_text(encoding="utf-8").replace("final", "endgültig"), encoding="utf-8")
    with pytest.raises(DataError, match=r'table\.csv\.yaml, line 2, status: found "endgültig", expected one of'):
        read_wide_table(path, PLAN)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8-sig"])
def test_the_encoding_does_not_matter(encoding: str, tmp_path: Path) -> None:
    """GBK, GB18030 and Excel's UTF-8 give the same figures."""
    path = tmp_path / "t.csv"
    path.write_bytes("指标,2018年,2019年\n地区生产总值（亿元）,1,2\n".encode(encoding))
    assert [one.value for one in read_wide_table(path, PLAN, **FACTS)] == [1.0, 2.0]


# What is not understood is told ---------------------------------------------------------------------------------------


def test_everything_missing_is_listed_at_once(tmp_path: Path) -> None:
    """Without facts, each that is needed is named."""
    path = tmp_path / "t.csv"
    path.write_text(YEARBOOK, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_wide_table(path, PLAN)
    assert [one.where for one in caught.value.mistakes] == ["status", "published", "publisher", "source_kind"]
    assert {one.file.rpartition("/")[2] for one in caught.value.mistakes} == {"t.csv.yaml"}
    assert [one.remedy for one in caught.value.mistakes] == [
        "Add the line status: final", "Add the line published: 2024-11-30", "Add the line publisher: 某某统计局",
        "Add the line source_kind: yearbook or bulletin",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "facts", "expected"),
    [
        ("指标,2018,2019\n地区生产总直（亿元）,1,2\n", {},
         ('cell A2: found "地区生产总直（亿元）", expected the name or id of an indicator of example. '
         "Did you mean 地区生产总值 or 地区生产总值增速? Name it in names: {...: id}, or pass over it with skip: [...] "
         "or skip: others.")),
        ("指标,2018,2019\n地区生产总值(上年=100)（亿元）,1,2\n", {},
         ('cell A2: found "地区生产总值(上年=100)（亿元）", expected the name or id of an indicator of example. '
         "Did you mean 地区生产总值 or 地区生产总值增速? Name it in names: {...: id}, or pass over it with skip: [...] "
         "or skip: others.")),
        ("指标,2018,2019\n地区生产总值,1,2\n", {},
         ("cell A2: found no unit, expected the unit of 地区生产总值. Add units: {economy.gdp: 亿元} with the unit of the "
         "table, or unit: for all rows.")),
        ("单位：亿元、%,,\n指标,2018,2019\n地区生产总值,1,2\n", {},
         ("cell A3: found unit 亿元、%, expected the unit of 地区生产总值. Add units: {economy.gdp: 亿元} with the unit of "
         "the table, or unit: for all rows.")),
        ("指标,2018,2019\n地区生产总值增速（亿元）,1,2\n", {},
         ("cell A2: found 地区生产总值增速（亿元） in 亿元, expected a unit that converts to %. Check that the row is "
         "地区生产总值增速; if it is, correct the unit.")),
        ("指标,2018,2019\n地区生产总值（亿元）,1,约2\n", {},
         ('cell C2: found "约2", expected a number in 亿元, or a dash or dots where none was published. Write digits only; '
         "a figure that is about, at least or in words is entered as a row of its own.")),
        ("指标,2018,2019\n地区生产总值（亿元）,1,\"12,34\"\n", {},
         ('cell C2: found "12,34", expected a number in 亿元, or a dash or dots where none was published. Write digits '
         "only; a figure that is about, at least or in words is entered as a row of its own.")),
        ("指标,2018,2019\n地区生产总值（亿元）,1,7.1%\n", {},
         ('cell C2: found "7.1%", expected a number in 亿元, or a dash or dots where none was published. Write digits '
         "only; a figure that is about, at least or in words is entered as a row of its own.")),
        ("指标,2018,2019\n地区生产总值（亿元）,1,2\n", {"region": None},
         "cell B2: found none, expected a region. Add region: ... to the file of facts beside the table."),
        ("指标,2018,2019,年均增长\n地区生产总值（亿元）,1,2,3\n", {},
         'cell D1: found "年均增长", expected a year, as in 2015 or 2015年. Pass over it with skip: [...] or skip: others.'),
        ("指标,2018,2019\n地区生产总值（亿元）,1,2\n地区生产总值（万元）,1,2\n", {"skip": ["x"]},
         ("cell B3: found another beside cell B2, expected one figure of economy.gdp for 示例区 in 2018. Pass over one of "
         "the headings with skip: [...].")),
        ("指标,2018,2022\n地区生产总值（亿元）,1,2\n", {},
         ('cell C2, published: found "2021-01-05", expected a day in or after 2022, the years the figure speaks of. What '
         "is told before its year is a goal or a forecast.")),
        ("指标;2018,2019\n地区生产总值;1,2\n", {},
         ("file: found cells separated by commas or by semicolons, expected one sign that separates cells. Write sep=, or "
         "sep=; as the first line of the file, or save it as CSV UTF-8 (comma delimited).")),
        (",2018,2019\n,1,2\n常住人口（万人）,1,2\n", {},
         ("cell B2: found none, expected an indicator's name before the figures. Name it, or add indicator: ... to the "
         "facts.")),
    ],
    ids=["unknown name", "another quantity in brackets", "no unit", "two units", "unit of another kind", "about",
         "odd comma", "percent of money", "no region", "no year", "twice", "told before its year", "two separators", "no name"],
)  # fmt: skip
def test_what_is_not_understood_is_told(read: Table, table: str, facts: dict[str, object], expected: str) -> None:
    """Cell, what stands there, what should, and what to do."""
    assert mistakes(read, table, **facts)[0] == expected


def test_all_mistakes_of_a_table_are_told_at_once(read: Table) -> None:
    """An unknown name counts once, not once a year."""
    table = "指标,2018,2019\n示例甲,1,2\n地区生产总值,1,2\n常住人口（万人）,一,2\n"
    assert [one.split(":")[0] for one in mistakes(read, table)] == ["cell A2", "cell A3", "cell B4"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"region": "示列区"}, 'region: found "示列区", expected a region of example. Did you mean 示例区'),
        ({"names": {"甲": "economy.gdpp"}}, 'names: found "economy.gdpp", expected the id of an indicator of example.'),
        ({"source_title": None}, "source_title: found nothing, expected the title of the source."),
        ({"skip": "示例甲"}, 'skip: found "示例甲", expected others, or a list of headings. Write [示例甲].'),
        ({"statu": "final"}, 'statu: found "statu", expected no such entry here.'),
    ],
)
def test_facts_that_do_not_fit_are_told(read: Table, facts: dict[str, object], expected: str) -> None:
    """With the file they belong into, and the nearest names."""
    assert mistakes(read, "指标,2018,2019\n地区生产总值（亿元）,1,2\n", **facts)[0].startswith(expected)


# Hostile files --------------------------------------------------------------------------------------------------------


def packed(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A good workbook whose parts were changed."""
    sheet(path, [["指标", 2018, 2019], ["地区生产总值（亿元）", 1, 2]])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def _swell(parts: dict[str, bytes]) -> None:
    parts["xl/media/image1.png"] = b"\0" * 40_000_000


def _macro(parts: dict[str, bytes]) -> None:
    parts["xl/vbaProject.bin"] = b"macro"


def _entities(parts: dict[str, bytes]) -> None:
    parts[SHEET] = b'<!DOCTYPE a [<!ENTITY b "cc">]>' + parts[SHEET]


def _endless_merge(parts: dict[str, bytes]) -> None:
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", merge)


def _overlapping(parts: dict[str, bytes]) -> None:
    merge = b'</sheetData><mergeCells count="2"><mergeCell ref="A4:C6"/><mergeCell ref="B5:B9"/></mergeCells>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", merge)


def _far_cell(parts: dict[str, bytes]) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", far)


def _error(parts: dict[str, bytes]) -> None:
    parts[SHEET] = parts[SHEET].replace(b'<c r="B2" t="n"><v>1</v></c>', b'<c r="B2" t="e"><v>#REF!</v></c>')


def _formula(parts: dict[str, bytes]) -> None:
    parts[SHEET] = parts[SHEET].replace(b'<c r="B2" t="n"><v>1</v></c>', b'<c r="B2"><f>1+1</f></c>')


def _no_sheet(parts: dict[str, bytes]) -> None:
    parts[SHEET] = b"<nothing"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_swell, "parts that unpack to 40 MB, expected at most 1000 parts and 30 MB"),
        (_macro, "file: found a workbook with macros, expected one without"),
        (_entities, f"{SHEET}: found declared entities, expected plain sheets"),
        (_endless_merge, "sheet Sheet: found merged cells from A1 to XFD1048576, expected merged areas of at most"),
        (_overlapping, "sheet Sheet: found a merged area B5:B9 that overlaps another"),
        (_far_cell, "sheet Sheet: found 1048576 rows of 16384 columns, expected a table of at most 20000 rows"),
        (_error, "cell B2: found the error #REF!, expected a value"),
        (_formula, "cell B2: found a formula that was never computed, expected a value"),
        (_no_sheet, f"{SHEET}: found a part that cannot be read, expected a workbook (.xlsx, .ods or .xls)"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_hostile_workbooks_are_refused(
    change: Callable[[dict[str, bytes]], None], expected: str, tmp_path: Path
) -> None:
    """Each with its reason, before anything swells or runs."""
    path = packed(tmp_path / "t.xlsx", change)
    with pytest.raises(DataError) as caught:
        read_wide_table(path, PLAN, **FACTS)
    assert expected in str(caught.value)


def test_a_formula_gives_the_value_saved_with_it(tmp_path: Path) -> None:
    """Nothing is computed here: what Excel showed is what is read."""

    def computed(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b'<c r="B2" t="n"><v>1</v></c>', b'<c r="B2"><f>1+41</f><v>42</v></c>')

    path = packed(tmp_path / "t.xlsx", computed)
    assert [one.value for one in read_wide_table(path, PLAN, **FACTS)] == [42.0, 2.0]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("t.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "found no workbook, or a broken one, expected a workbook (.xlsx, .ods or .xls)"),
        ("t.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "found no workbook, or a broken one, expected a workbook (.xlsx, .ods or .xls)"),
        ("t.xlsx", b"1,2", "found no workbook, expected a workbook (.xlsx, .ods or .xls)"),
        ("t.xlsx", b"PK\x03\x04 torn", "found a broken workbook, expected a workbook (.xlsx, .ods or .xls)"),
        ("t.csv", b"PK\x03\x04 torn", "found a workbook that is named .csv"),
        ("t.pdf", b"%PDF", 'found a file ending in ".pdf"'),
        ("t.csv", b"1," * 1_000_000, "row 1: found 1 rows of 1000001 columns, expected a table of at most 20000 rows"),
        ("t.csv", b"1\n" * 30_000, "row 20001: found 20001 rows of 1 columns"),
        ("t.csv", b'a,"b\n1,2\n', "row 1: found unexpected end of data"),
        ("t.csv", b"a,\x00b\n", "found a NUL byte at offset 2"),
        ("t.csv", b"", "found no cell that holds anything, expected a table"),
    ],
    ids=["xls as xlsx", "xls", "text as xlsx", "torn", "workbook as csv", "pdf", "million columns", "many rows",
         "lone quote", "nul", "empty"],
)  # fmt: skip
def test_other_files_are_refused(name: str, content: bytes, expected: str, tmp_path: Path) -> None:
    """What is no table says so, and how to make it one."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_wide_table(tmp_path / name, PLAN, **FACTS)
    assert expected in str(caught.value)


def test_a_formula_in_a_csv_is_no_number(read: Table) -> None:
    """Text that a spreadsheet would run is only text here."""
    assert mistakes(read, "指标,2018,2019\n地区生产总值（亿元）,=1+1,2\n")[0].startswith(
        'cell B2: found "=1+1", expected'
    )


def test_of_several_sheets_one_must_be_named(tmp_path: Path) -> None:
    """The sheets there are are listed."""
    book = openpyxl.Workbook()
    book.active.title = "表一"
    book.active.append(["指标", 2018, 2019])
    book.active.append(["常住人口（万人）", 1, 2])
    book.create_sheet("表二").append(["说明"])
    book.create_sheet("空")
    stream = io.BytesIO()
    book.save(stream)
    (tmp_path / "t.xlsx").write_bytes(stream.getvalue())
    with pytest.raises(DataError, match="found 2 sheets, expected one of 表一, 表二"):
        read_wide_table(tmp_path / "t.xlsx", PLAN, **FACTS)
    assert len(read_wide_table(tmp_path / "t.xlsx", PLAN, **FACTS, sheet="表一")) == 2


# Cells ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "year"),
    [("2015", 2015), ("２０２０ 年", 2020), ("2015年①", 2015), ("2015 年度", 2015), ("2015年*", 2015),
     ("2015年上半年", 2015), ("2015年下半年", None), ("12345", None), ("2015-2020", None), ("1815", None), ("", None)],
)  # fmt: skip
def test_years_as_people_write_them(text: str, year: int | None) -> None:
    """A year, a year with marks, and what only looks like one."""
    assert year_of(text) == year


@pytest.mark.parametrize(
    ("cell", "name", "unit"),
    [
        ("#一、地区生产总值（亿元，当年价）①", "地区生产总值", "亿元"),
        ("其中：第二产业", "第二产业", ""),
        ("（一）工 业", "工业", ""),
        ("城镇登记失业率（％）", "城镇登记失业率", "%"),
        ("年末常住人口(万人)[1]", "年末常住人口", "万人"),
        ("地区生产总值(上年=100)", "地区生产总值(上年=100)", ""),
        ("　2.粮食产量(吨)", "粮食产量", "吨"),
    ],
)
def test_headings_are_taken_apart(cell: str, name: str, unit: str) -> None:
    """Order, 其中, brackets with a unit and marks go; brackets that change the quantity stay."""
    assert (name_of(cell).text, name_of(cell).unit) == (name, unit)


@settings(deadline=None)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3), st.sampled_from(["①", "*", "", "[2]", "¹"]))
def test_numbers_survive_every_way_of_printing_them(value: Any, mark: str) -> None:
    """With separators of thousands, full-width, with marks: the same number, to its last digit."""
    wide = str.maketrans("0123456789.-,", "０１２３４５６７８９．－，")
    for text in (f"{value}", f"{value:,}", f"{value:,}".translate(wide), f"{value:,}".replace(",", " ")):
        assert number_of(without_marks(text + mark)[0], "人") == (float(value), "人")


@pytest.mark.parametrize("sign", ["", " ", "-", "—", "——", "－", "…", "……", "...", "..", "　", "–"])
def test_signs_for_nothing_published(sign: str) -> None:
    """The dashes and dots of yearbooks."""
    assert is_blank(sign)


@settings(deadline=None)
@given(st.integers(0, 20_000), st.integers(0, 16_383))
def test_cells_are_named_as_excel_names_them(row: int, column: int) -> None:
    """Against openpyxl."""
    assert f"{letters(column + 1)}{row + 1}" == f"{openpyxl.utils.get_column_letter(column + 1)}{row + 1}"


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(["2018", "2019年", "1", "地区生产总值（亿元）", "示例区", "", "—", "注：x", "%"]),
                         max_size=6), max_size=6))  # fmt: skip
def test_any_grid_is_figures_or_mistakes(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """No arrangement of cells ends in a traceback."""
    path = tmp_path_factory.mktemp("any") / "t.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    try:
        figures = read_wide_table(path, PLAN, **FACTS)
    except DataError:
        return
    assert all(one.indicator in PLAN for one in figures)


def test_a_merged_area_holds_its_text_in_every_cell(tmp_path: Path) -> None:
    """So that headings reach over all their columns."""
    sheet(tmp_path / "t.xlsx", [["a", None, "b"], [None, None, 1.5]], ("A1:B2",))
    assert read_grid(tmp_path / "t.xlsx").rows == (("a", "a", "b"), ("a", "a", "1.5"))
