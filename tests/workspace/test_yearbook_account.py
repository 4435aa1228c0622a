"""The law of the yearbook's reader: every filled cell ends as exactly one thing, and nothing measured is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shkplan.base.errors import DataError
from shkplan.workspace.readers.yearbook.cells import measured, year_cell
from tests.workspace.yearbook_tables import FACTS, PLAN, figures, mistakes, read_table, reading, written

NO_NUMBER = "Write digits only; a figure that is about, at least or in words is entered as a row of its own."
HEADINGS = ["指标", "地区", "年份", "单位", "备注", "地区生产总值（亿元）", "常住人口（万人）", "示例区", "示例市", "示例甲",
            "增长（%）", "绝对数", "亿元", "百万户", "合计", "数值"]  # fmt: skip
YEARS = ["2018", "2019", "2020年", "2018年末", "2021.0", "2019年1-9月"]
CELLS = ["1", "2.5", "1,234.5", "—", "…", "约12", "12r", "13p", "12.5万人", "（5）", "1e-05", "7.1%", "2015", "2016"]
LINES = [
    "单位：万元",
    "地区：示例市",
    "指标：地区生产总值(亿元)",
    "注：虚构",
    "资料来源：示例",
    "续表",
    "示例区主要指标",
    "2019年各区指标",
]
SOUP = st.lists(st.lists(st.sampled_from(["", "", *HEADINGS, *YEARS, *CELLS, *LINES]), max_size=5), max_size=6)


def _likely(draw: st.DrawFn) -> list[list[str]]:
    """A table that looks like one, with odd cells in it."""
    width = draw(st.integers(1, 3))
    axis = draw(st.lists(st.sampled_from(YEARS), min_size=width, max_size=width))
    cells = st.lists(st.sampled_from(["", *CELLS]), max_size=width + 1)
    rows = [
        ["指标", *axis],
        *([draw(st.sampled_from(HEADINGS + LINES)), *draw(cells)] for _ in range(draw(st.integers(1, 4)))),
    ]
    above = [[draw(st.sampled_from(LINES))] for _ in range(draw(st.integers(0, 2)))]
    below = [[draw(st.sampled_from(LINES))] for _ in range(draw(st.integers(0, 2)))]
    table = [*above, *rows, *below]
    return [list(row) for row in zip(*_square(table), strict=True)] if draw(st.booleans()) and not above else table


def _square(table: list[list[str]]) -> list[list[str]]:
    widest = max(map(len, table))
    return [[*row, *[""] * (widest - len(row))] for row in table]


@settings(deadline=None, max_examples=150)
@given(st.one_of(SOUP, st.composite(_likely)()), st.sampled_from([(), ("others",), ("示例甲", "合计")]))
def test_every_filled_cell_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], skip: tuple[str, ...]
) -> None:
    """Each is a figure, heading, unit, fact, note, passed over, or told; figures and their cells are one to one."""
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    path = written(tmp_path_factory.mktemp("any"), text)
    try:
        found = read_table(path, PLAN, **{**FACTS, "skip": skip})
    except DataError:
        return  # told as a whole
    filled = {f"cell {'ABCDEFGH'[column]}{row}": cell for row, line in enumerate(rows, 1)
              for column, cell in enumerate(line) if cell}  # fmt: skip
    assert found.roles.keys() == filled.keys()
    read = [where for where, role in found.roles.items() if role == "figure"]
    assert sorted(read) == sorted(one.place.row for one in found.figures)
    assert found.figures or found.mistakes
    for where, role in found.roles.items():
        if role in ("heading", "unit", "fact", "note") and measured(filled[where]):
            assert year_cell(filled[where]) or re.fullmatch("[1-9—…]", filled[where]), (where, filled[where], role)
    assert bool(found.mistakes) == ("mistake" in found.roles.values() or not found.figures)


# Nothing is lost ------------------------------------------------------------------------------------------------------


def test_a_last_row_whose_cells_are_all_unreadable_is_told(tmp_path: Path) -> None:
    """It stands beside the columns of the table and is no note."""
    table = "指标,2018,2019\n地区生产总值（亿元）,100,110\n常住人口（万人）,约12,约13\n"
    expected = "expected a number in 万人, or a dash or dots where none was published."
    assert mistakes(tmp_path, table) == [
        f'cell B3: found "约12", {expected} {NO_NUMBER}', f'cell C3: found "约13", {expected} {NO_NUMBER}',
    ]  # fmt: skip
    assert mistakes(tmp_path, "指标,2018,2019\n常住人口（万人）,约12,约13\n") == [
        f'cell B2: found "约12", {expected} {NO_NUMBER}', f'cell C2: found "约13", {expected} {NO_NUMBER}',
    ]  # fmt: skip
    assert mistakes(tmp_path, "年份,常住人口（万人）\n2018,12\n2019,约13\n") == [
        f'cell B3: found "约13", {expected} {NO_NUMBER}'
    ]


def test_letters_behind_numbers_need_a_meaning(tmp_path: Path) -> None:
    """``12r`` may be revised, or anything."""
    table = "指标,2018,2019\n常住人口（万人）,12r,13\n"
    assert mistakes(tmp_path, table) == [
        (
            'cell B2: found "12r", expected a number in 万人, or a dash or dots where none was published. Say what r means: '
            "in a note below the table (r 为修订数), or with marks: {r: revised} in the facts."
        )
    ]
    one = reading(tmp_path, table, marks={"r": "revised"}).figures[0]
    assert (one.value, one.status, one.note_zh) == (12.0, "revised", "原表标有“r”")
    one = reading(tmp_path, table + "注：r为修订数，p为初步数。\n", statuses={2018: "revised"}).figures[0]
    assert (one.value, one.status, one.note_zh) == (12.0, "revised", "r 修订数")


def test_a_unit_beside_a_number_is_its_unit(tmp_path: Path) -> None:
    """12.5万人 is twelve and a half in 万人, where the row is one of persons; of nothing else."""
    table = "指标,2018,2019\n常住人口（万人）,12.5万人,130000人\n"
    assert figures(tmp_path, table) == [
        ("resident", "示例区", "2018", 12.5, "万人"), ("resident", "示例区", "2019", 130000.0, "人"),
    ]  # fmt: skip
    assert mistakes(tmp_path, "指标,2018,2019\n地区生产总值（亿元）,12.5万人,1\n") == [
        f'cell B2: found "12.5万人", expected a number in 亿元, or a dash or dots where none was published. {NO_NUMBER}'
    ]


def test_numbers_in_powers_of_ten_are_told_in_text_and_read_in_sheets(tmp_path: Path) -> None:
    """A program that wrote 1.2E+05 into a CSV may have lost digits; a sheet holds the number itself."""
    assert mistakes(tmp_path, "指标,2018,2019\n常住人口（人）,1.2E+05,1e-05\n") == [
        f'cell B2: found "1.2E+05", expected a number in 人, or a dash or dots where none was published. {NO_NUMBER}',
        f'cell C2: found "1e-05", expected a number in 人, or a dash or dots where none was published. {NO_NUMBER}',
    ]
    assert figures(tmp_path, [["指标", 2018, 2019], ["常住人口（万人）", 1e-05, 123456789012]]) == [
        ("resident", "示例区", "2018", 0.00001, "万人"), ("resident", "示例区", "2019", 123456789012.0, "万人"),
    ]  # fmt: skip


def test_notes_stay_notes(tmp_path: Path) -> None:
    """One text in its first cell, marks, 注, 资料来源, also where a comma cut them in two."""
    table = ("指标,2018,2019\n常住人口（万人）,12①,13\n①,2018年为普查年\n注：a,b\n本表不含外来人口。\n"
             "资料来源：示例\n续表\n")  # fmt: skip
    found = reading(tmp_path, table)
    assert not found.mistakes
    assert sorted({where for where, role in found.roles.items() if role == "note"}) == [
        "cell A3", "cell A4", "cell A5", "cell A6", "cell A7", "cell B3", "cell B4",
    ]  # fmt: skip


def test_a_merged_figure_is_of_no_single_year(tmp_path: Path) -> None:
    """A number over two years, or two regions, is told once and never multiplied; a merged heading still reaches over."""
    rows: list[list[object]] = [["指标", 2018, 2019], ["地区生产总值（亿元）", 100, None], ["常住人口（万人）", 1, 2]]
    assert mistakes(tmp_path, rows, merged=("B2:C2",)) == [
        (
            'cell B2: found "100" in the merged cells B2:C2, expected a figure of one year, one region and one indicator. '
            "Unmerge the cells and write the figure where it belongs."
        )
    ]
    down: list[list[object]] = [["地区", "2018年", "2019年"], ["示例区", 100, 1], ["示例市", None, 2]]
    assert len(mistakes(tmp_path, down, merged=("B2:B3",), indicator="economy.gdp", unit="亿元")) == 1


def test_a_whole_number_in_brackets_is_no_blank(tmp_path: Path) -> None:
    """（5） is a negative to an accountant and a footnote to a printer."""
    assert mistakes(tmp_path, "指标,2018,2019\n地区生产总值增速（%）,（5）,(3)\n")[0] == (
        'cell B2: found "（5）", expected a number in %, or a dash or dots where none was published. A number in brackets '
        "may be negative, or a footnote: write -5, or a dash where none was published."
    )
    assert len(mistakes(tmp_path, "指标,2018,2019\n地区生产总值增速（%）,（5）,(3)\n")) == 2
    assert len(mistakes(tmp_path, "指标,2018,2019\n地区生产总值增速（%）,(5.1),*\n")) == 2
    table = "指标,2018,2019\n地区生产总值增速（%）,①,5\n①未公布。\n"
    assert figures(tmp_path, table) == [("gdp_growth", "示例区", "2019", 5.0, "%")]


def test_a_known_name_in_an_unknown_unit_is_never_passed_over(tmp_path: Path) -> None:
    """``skip: others`` is for what the plan does not know."""
    table = "指标,2018,2019\n地区生产总值（百万户）,5,6\n常住人口（万人）,1,2\n"
    assert mistakes(tmp_path, table, skip="others") == [
        (
            'cell A2: found "地区生产总值（百万户）", expected a unit that is known, such as 亿元. Write 百万户 as a unit that is '
            "known, or pass over the row with skip: [地区生产总值（百万户）]."
        )
    ]
    table = "指标,单位,2018,2019\n地区生产总值,百万户,5,6\n常住人口,万人,1,2\n"
    assert mistakes(tmp_path, table, skip="others") == [
        (
            'cell B2: found "百万户", expected a unit that is known, such as 亿元. Correct the unit, or pass over the row '
            "with skip: [...]."
        )
    ]
    table = "指标,2018,2019\n地区生产总值（%）,5,6\n常住人口（万人）,1,2\n"
    assert mistakes(tmp_path, table, skip="others") == [
        (
            "cell A2: found 地区生产总值（%） in %, expected a unit that converts to 亿元. Check that the row is 地区生产总值; "
            "if it is, correct the unit."
        )
    ]


def test_a_table_of_which_nothing_was_read_says_so(tmp_path: Path) -> None:
    """An import never ends well with nothing."""
    assert mistakes(tmp_path, "指标,2018,2019\n示例甲,5,6\n常住人口（万人）,—,…\n", skip="others") == [
        (
            "file: found no figure that is wanted: 2 cells passed over, 2 without a figure, expected at least one figure of "
            "the plan. Name the rows that are wanted in names: {...: id}, and see that skip: passes over no more than it "
            "should."
        )
    ]


def test_numbers_outside_the_table_are_told(tmp_path: Path) -> None:
    """A column without a year, a plan's target among the names, a number below, a page's number."""
    year = "expected a year, as in 2015 or 2015年. Pass over it with skip: [...] or skip: others."
    assert mistakes(tmp_path, "指标,计划,2018,2019,年均\n常住人口（万人）,9,1,2,3\n") == [
        f'cell B1: found "计划", {year}', f'cell E1: found "年均", {year}',
    ]  # fmt: skip
    assert mistakes(tmp_path, "年份,常住人口（万人）\n2018,1\n2019,2\n合计,3\n") == [f'cell A4: found "合计", {year}']
    assert mistakes(tmp_path, "指标,2018,2019\n常住人口（万人）,1,2\n23\n") == [
        (
            'cell A3: found "23", expected a figure below a year and beside a name, a heading or a note. Move it to where it '
            "belongs, remove it, or pass over it with skip: [23]."
        )
    ]
    assert len(figures(tmp_path, "指标,2018,2019\n常住人口（万人）,1,2\n23\n", skip=["23"])) == 2


@pytest.mark.parametrize("status", ["final", "revised"])
def test_a_comment_that_contradicts_the_status_is_told(tmp_path: Path, status: str) -> None:
    """初步数，待核实 on a cell beside status final: neither is believed."""
    rows: list[list[object]] = [["指标", 2018, 2019], ["地区生产总值（亿元）", 100, 110]]
    comments = {"C2": "初步数，待核实"}
    assert mistakes(tmp_path, rows, comments=comments, status=status) == [
        (
            f'cell C2: found "初步数，待核实", expected a remark that fits status: {status}, as status: says in the facts about '
            "the table. Write statuses: {2019: preliminary} for the year, or marks: {初步: preliminary} for what bears the "
            "remark."
        )
    ]
    one = reading(tmp_path, rows, comments=comments, statuses={2019: "preliminary"}).figures[1]
    assert (one.status, one.note_zh, one.note_en) == (
        "preliminary", "批注：初步数，待核实", "comment: 初步数，待核实",
    )  # fmt: skip
    found = reading(tmp_path, rows, comments=comments, marks={"初步": "preliminary"}).figures
    assert [one.status for one in found] == ["final", "preliminary"]


def test_a_comment_on_no_figure_is_not_lost(tmp_path: Path) -> None:
    """On a title it may speak of all figures; elsewhere it is remarked."""
    rows: list[list[object]] = [["主要指标"], ["指标", 2018], ["地区生产总值（亿元）", 100]]
    assert mistakes(tmp_path, rows, comments={"A1": "全表为快报数"}) == [
        (
            'cell A1: found "全表为快报数", expected a remark that fits status: final, as status: says in the facts about the '
            "table. Say of which years in statuses: {year: preliminary}, or correct status:."
        )
    ]
    found = reading(tmp_path, rows, comments={"A1": "请核对", "C5": "另见附表", "B3": "已核"})
    assert [one.split("table.xlsx: ")[1] for one in found.remarks] == [
        "a comment that belongs to no figure: cell A1, 请核对", "a comment that belongs to no figure: cell C5, 另见附表",
    ]  # fmt: skip
    assert found.figures[0].note_zh == "批注：已核"


def test_notes_that_contradict_the_status_are_told_once(tmp_path: Path) -> None:
    """A footnote of some cells, a note on a year, a note on all, a remark in the row; of revisions long past none."""
    rest = "as status: says in the facts about the table. Write statuses: {2019: preliminary} for the year, or marks: {%s: preliminary} for what bears the remark."  # fmt: skip
    fits = "expected a remark that fits status: final,"
    rows = "指标,2018,2019\n地区生产总值（亿元）,1,2%s\n常住人口（万人）,1,2%s\n%s\n"
    assert mistakes(tmp_path, rows % ("①", "①", "①快报数。")) == [f'cell A4: found "①快报数", {fits} {rest % "①"}']
    assert mistakes(tmp_path, rows % ("", "", "注：2018年为年报数，2019年为初步核算数。")) == [
        f'cell A4: found "2019年为初步核算数", {fits} {rest % "初步"}'
    ]
    assert len(mistakes(tmp_path, rows % ("", "", "本表为快报数。"))) == 2  # a year each
    assert mistakes(tmp_path, "年份,常住人口（万人）,备注\n2018,1,\n2019,2,快报\n") == [
        f'cell C3: found "快报", {fits} {rest % "快报"}'
    ]
    assert len(figures(tmp_path, rows % ("", "", "注：2018年及以前年度数据根据普查进行了修订。"))) == 4


@settings(deadline=None, max_examples=30)
@given(left=st.integers(1, 4), top=st.integers(1, 4), wide=st.integers(0, 2), high=st.integers(0, 2))
def test_no_figure_comes_from_merged_cells(
    tmp_path_factory: pytest.TempPathFactory, left: int, top: int, wide: int, high: int
) -> None:
    """Wherever an area is merged, each of its cells is a heading, or told; the others are read as before."""
    rows: list[list[object]] = [["指标", "2018年", "2019年", "2020年"], ["地区生产总值（亿元）", 1, 2, 3],
                                ["常住人口（万人）", 4, 5, 6], ["地区生产总值增速（%）", 7, 8, 9]]  # fmt: skip
    columns = "ABCDEF"
    area = f"{columns[left - 1]}{top}:{columns[left - 1 + wide]}{top + high}"
    merged = {
        f"cell {columns[column - 1]}{row}"
        for column in range(left, left + wide + 1)
        for row in range(top, top + high + 1)
    }
    path = written(tmp_path_factory.mktemp("merged"), rows, (area,) if wide or high else ())
    try:
        found = read_table(path, PLAN, **FACTS)
    except DataError:
        return
    read = {one.place.row for one in found.figures}
    assert read == {where for where, role in found.roles.items() if role == "figure"}
    if wide or high:
        assert not read & merged
        assert found.mistakes or left > 4 or top == 1 or left == 1
