"""Tables that were refused once, or that offices send in other ways: read where they can mean one thing only, else told.

``tests/data/odd`` holds files that were in ``tests/data/broken``: a Chinese day or period, days as Excel rewrites them, a percent
sign beside the unit %, semicolons and GBK can mean one thing only, and people have them.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from shkplan.base.errors import DataError, Place
from shkplan.base.typed import compared
from shkplan.display.setting import speaking
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.exchange.export.workbook import write_workbook
from shkplan.files.records import load
from shkplan.register.plan import Plan
from shkplan.workspace.readers.choice import reader_of
from shkplan.workspace.readers.heads import CHINESE, COLUMNS, head_of, words_of
from shkplan.workspace.readers.tidy_csv import appended, read_tidy_csv, tidy_remarks, tidy_row

DATA = Path(__file__).parents[1] / "data"
GOOD = DATA / "good" / "small.csv"
PLAN = load(DATA / "good" / "small.yaml", Plan)
FIGURES = read_tidy_csv(GOOD)
TITLE = "2021年统计公报"
ROW = {
    "indicator": "economy.gdp", "region": "本区", "period": "2021", "form": "level", "bound": "exact", "value": "500",
    "unit": "亿元", "price_basis": "current", "status": "final", "published": "2022-03-31", "published_basis": "stated",
    "source_title": TITLE, "source_kind": "yearbook or bulletin",
}  # fmt: skip


def placeless(figures: object) -> list[Observation]:
    return [one.model_copy(update={"place": Place()}) for one in figures]  # type: ignore[attr-defined]


@pytest.fixture
def tidy(tmp_path: Path) -> Callable[..., Path]:
    """A file of rows as given, under any name, in any encoding."""

    def write(*rows: object, name: str = "t.csv", encoding: str = "utf-8", sign: str = ",") -> Path:
        text = "\n".join(sign.join(map(str, row)) if isinstance(row, (list, tuple)) else str(row) for row in rows)
        (tmp_path / name).write_bytes((text + "\n").encode(encoding))
        return tmp_path / name

    return write


def sheet(path: Path, *rows: object) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[call-overload]
    book.save(path)
    return path


def told(path: Path, language: str = "en") -> list[str]:
    """The mistakes of a file, without its name."""
    with pytest.raises(DataError) as caught:
        reader_of(path).read(path, PLAN)
    return [one.text(language).split("，" if language == "zh" else ", ", 1)[1] for one in caught.value.mistakes]  # type: ignore[arg-type]


# In a workspace -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((DATA / "odd").glob("*.csv")), ids=lambda path: path.stem)
def test_what_can_mean_one_thing_only_is_read(path: Path) -> None:
    """The figures are those of the file that each was made from."""
    assert placeless(read_tidy_csv(path)) == placeless(FIGURES)


def test_encodings_and_separators_are_told(tidy: Callable[..., Path]) -> None:
    """Read, but a person should look."""
    name = "tests/data/odd"
    assert list(map(str, tidy_remarks(DATA / "odd" / "wrong-encoding-gbk.csv"))) == [
        f"{name}/wrong-encoding-gbk.csv: read as GB18030, since it is not UTF-8. See that the Chinese words are right."
    ]
    (remark,) = tidy_remarks(DATA / "odd" / "semicolons.csv")
    assert (str(remark), remark.text("zh")) == (
        f"{name}/semicolons.csv: read with semicolons between the cells.", f"{name}/semicolons.csv：单元格以分号分隔。",
    )  # fmt: skip
    assert tidy_remarks(GOOD) == ()
    utf16 = tidy(*GOOD.read_text(encoding="utf-8").splitlines(), encoding="utf-16")
    assert placeless(read_tidy_csv(utf16)) == placeless(FIGURES)
    assert "read as UTF-16" in str(tidy_remarks(utf16)[0])


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        ("period", "2021.0", "2021"), ("period", "2021年", "2021"), ("period", "２０２１年", "2021"), ("period", "2021年末", "2021"),
        ("period", "2021年底", "2021"), ("period", "2021年度", "2021"),
        ("published", "2022/3/31", "2022-03-31"), ("published", "2022.3.31", "2022-03-31"), ("published", "20220331", "2022-03-31"),
        ("published", "2022年3月31日", "2022-03-31"), ("published", "2022/3/31 0:00", "2022-03-31"),
        ("published", "2022-03-31 00:00:00", "2022-03-31"),
        ("form", "水平", "level"), ("form", "绝对数", "level"), ("bound", "约数", "about"), ("bound", "以上", "lower"),
        ("price_basis", "现价", "current"), ("price_basis", "当年价", "current"), ("price_basis", "不涉及价格", "none"),
        ("status", "初步核算", "preliminary"), ("status", "全年预计", "estimate"), ("status", "最终", "final"),
        ("published_basis", "推定", "assumed"), ("source_kind", "统计公报", "yearbook or bulletin"),
        ("source_kind", "工作报告", "work report"),
    ],
)  # fmt: skip
def test_cells_are_read_as_people_write_them(column: str, written: str, value: str, tidy: Callable[..., Path]) -> None:
    """Years, days, and the words of every list."""
    (one,) = read_tidy_csv(tidy(list(ROW), list({**ROW, column: written}.values())))
    assert str(getattr(one, column)) == value


@pytest.mark.parametrize("written", ["3/5/2022", "31.3.22", "2022年3月", "44651", "2022-02-30"])
def test_a_day_that_may_be_two_or_none_is_told(written: str, tidy: Callable[..., Path]) -> None:
    """3/5 is the third of May or the fifth of March; a bare number in a text may be anything."""
    with pytest.raises(DataError, match=r"row 2, published: found .*, expected a date"):
        read_tidy_csv(tidy(list(ROW), list({**ROW, "published": written}.values())))


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("2,200", "Write 2200."),
        ("1.3万", "Write 13000, or 1.3 with 万 in the unit"),
        ("12,5", "Write 12.5, with a point before the decimals."),
        ("６.１", "Write 6.1."),
    ],
)
def test_numbers_stay_strict(written: str, remedy: str, tidy: Callable[..., Path]) -> None:
    """A comma may be a decimal sign; what to write is told."""
    with pytest.raises(DataError) as caught:
        read_tidy_csv(tidy(list(ROW), list({**ROW, "value": written}.values()), sign=";"))
    (mistake,) = caught.value.mistakes
    assert (mistake.where, remedy in mistake.remedy) == ("row 2, value", True)


def test_an_unquoted_comma_never_shifts_a_row_in_silence(tidy: Callable[..., Path]) -> None:
    """Even where the cell too many at the end is empty."""
    path = tidy(list(COLUMNS), [*(tidy_row(FIGURES[0])[:-1]), "a", ""])
    with pytest.raises(
        DataError, match=f"row 2: found {len(COLUMNS) + 1} cells, expected {len(COLUMNS)} as in the header"
    ):
        read_tidy_csv(path)


def test_empty_columns_at_the_end_are_passed_over(tidy: Callable[..., Path]) -> None:
    """A spreadsheet saves as wide as anything ever stood; something in such a column is told."""
    rows = [[*cells, "", ""] for cells in (list(ROW), list(ROW.values()))]
    assert len(read_tidy_csv(tidy(*rows))) == 1
    rows[1][-1] = "待核实"
    with pytest.raises(DataError, match='row 2: found "待核实" in a column without a name, expected an empty cell'):
        read_tidy_csv(tidy(*rows))


# Names of columns -----------------------------------------------------------------------------------------------------


def test_every_column_has_a_chinese_name_of_its_own() -> None:
    """All of them, none twice, and each is read as its column."""
    assert set(CHINESE) == set(COLUMNS)
    names = [name for several in CHINESE.values() for name in several]
    assert len(set(names)) == len(names)
    for column, several in CHINESE.items():
        assert {head_of([name]).columns[0] for name in (column, column.upper(), *several)} == {column}


def test_a_table_with_chinese_names_gives_the_same_figures(tidy: Callable[..., Path]) -> None:
    """In any encoding, with any separator."""
    head = [CHINESE[name][0] for name in COLUMNS]
    rows = [tidy_row(one) for one in FIGURES]
    for encoding, sign in (("utf-8", ","), ("gbk", ";"), ("utf-16", "\t")):
        assert placeless(read_tidy_csv(tidy(head, *rows, encoding=encoding, sign=sign))) == placeless(FIGURES)


def test_every_word_of_a_list_has_its_chinese(tidy: Callable[..., Path]) -> None:
    """Whatever our format can say in a list can be said in Chinese."""
    for column in ("form", "bound", "price_basis", "status", "mark", "published_basis", "source_kind"):
        field = Observation.model_json_schema()["properties"][column]
        listed = field.get("enum") or field["items"]["enum"]
        assert set(words_of(column).values()) >= set(listed), column


def test_names_that_are_unknown_doubled_or_missing_are_told_together(tidy: Callable[..., Path]) -> None:
    """All at once, in both languages."""
    rest = {name: cell for name, cell in ROW.items() if name != "status"}
    with pytest.raises(DataError) as caught:
        read_tidy_csv(tidy([*rest, "单位", "户数"], [*rest.values(), "亿元", "3"]))
    columns = ",".join(COLUMNS)
    assert [str(one).split(", ", 1)[1] for one in caught.value.mistakes] == [
        f"header: found no column status, expected the columns {columns}.\n    Add it to the first line, as status or 数据状态, and fill it in.",
        f'header: found the column "单位" twice, expected the columns {columns}.\n    Keep one of the columns.',
        f'header: found a column "户数", expected the columns {columns}.\n    Correct its name, or take the column out.',
    ]
    assert caught.value.mistakes[0].text("zh").split("，", 1)[1] == (
        f"表头：现为 缺少列 status，应为以下各列：{columns}。\n    请在首行加上该列（status 或 数据状态），并逐行填写。"
    )


def test_what_one_default_fits_is_assumed_and_told(tidy: Callable[..., Path]) -> None:
    """Figures are exact and dates stated where no column says otherwise."""
    rest = {name: cell for name, cell in ROW.items() if name not in ("bound", "published_basis")}
    path = tidy(list(rest), list(rest.values()), name="t.csv")
    (one,) = read_tidy_csv(path)
    assert (one.bound, one.published_basis) == ("exact", "stated")
    assert [remark.split(": ", 1)[1] for remark in tidy_remarks(path)] == [
        "no column bound: every figure is taken as exact.", "no column published_basis: every figure is taken as stated.",
    ]  # fmt: skip


def test_a_line_above_the_names_is_told(tidy: Callable[..., Path]) -> None:
    """It may say a unit that the rows contradict."""
    path = tidy("单位：万元" + "," * 12, list(ROW), list(ROW.values()))
    with pytest.raises(DataError) as caught:
        read_tidy_csv(path)
    assert str(caught.value.mistakes[0]).split(", ", 1)[1] == (
        'row 1: found "单位：万元" above the names of the columns, expected the names of the columns in the first row.\n'
        "    Take the line away; write what it says of unit, region or source into columns of their own."
    )


# From elsewhere, for a plan -------------------------------------------------------------------------------------------


SIX = ["指标", "地区", "年份", "数值", "单位", "来源"]
NAME = PLAN["economy.gdp"].name.zh


def test_six_chinese_columns_need_three_facts_more(tidy: Callable[..., Path]) -> None:
    """What the plan knows is not asked; what nobody can assume is, once for the whole table."""
    path = tidy(SIX, [NAME, "本区", "2021年", "500", "亿元", TITLE])
    columns = ",".join(COLUMNS)
    assert told(path)[0] == (
        f"header: found no column status, published, source_kind, expected the columns {columns}.\n    Add the columns 数据状态, 公布日期, 来源类别 and fill them in; "
        "or write the lines status: final, published: 2024-11-30, source_kind: yearbook or bulletin into t.csv.yaml beside the table."
    )
    assert told(path, "zh")[0] == (
        f"表头：现为 缺少列 status、published、source_kind，应为以下各列：{columns}。\n    请加上以下各列并填写：数据状态、公布日期、来源类别；"
        "或在表旁的 t.csv.yaml 中写上：status: final、published: 2024-11-30、source_kind: yearbook or bulletin。"
    )
    assert len(told(path)) == 1


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_with_facts_beside_it_a_table_of_six_columns_is_read(
    name: str, tidy: Callable[..., Path], tmp_path: Path
) -> None:
    """By the plan's names, its way of measuring and its prices; what was assumed is told."""
    rows = (SIX, [NAME, "本区", "2021年", 500, "亿元", TITLE], ["全区生产总值", "本区", 2020, 450.5, "亿元", TITLE])
    path = tidy(*rows, name=name) if name == "t.csv" else sheet(tmp_path / name, *rows)
    facts = "status: 终值\npublished: 2022年3月31日\nsource_kind: yearbook or bulletin\nnames: {全区生产总值: economy.gdp}\n"
    (tmp_path / f"{name}.yaml").write_text(facts.replace("终值", "final"), encoding="utf-8")
    reader = reader_of(path)
    one, other = reader.read(path, PLAN).figures
    assert (one.indicator, one.region, str(one.period), one.value, one.unit, one.status) == (
        "economy.gdp", "本区", "2021", 500.0, "亿元", "final",
    )  # fmt: skip
    assert (one.form, one.price_basis, one.bound, one.published) == ("level", "current", "exact", dt.date(2022, 3, 31))
    assert (other.value, str(other.place)) == (450.5, f"{path.as_posix()}, row 3")
    assert len(reader.read(path, PLAN).remarks) == 2
    (tmp_path / f"{name}.yaml").write_text(facts, encoding="utf-8")
    assert told(path)[0].startswith('line 1, status: found "终值", expected one of ')


@pytest.mark.parametrize(
    ("fact", "value", "row"),
    [
        ("status", "preliminary", "final"),
        ("region", "大连市", "本区"),
        ("unit", "万元", "亿元"),
        ("published", "2022-03-31", "2022-04-01"),
    ],
)
def test_a_fact_that_every_row_contradicts_is_told_once(
    tidy: Callable[..., Path], tmp_path: Path, fact: str, value: str, row: str
) -> None:
    """Between status: preliminary beside a table and a column of finals nobody chooses."""
    head = [*SIX, "数据状态", "公布日期", "来源类别"]
    rest = ["本区", "2021", "500", "亿元", TITLE, "final", "2022-04-01", "yearbook or bulletin"]
    path = tidy(head, [NAME, *rest], [NAME, "本区", "2022", "510", *rest[3:]])
    facts = tmp_path / "t.csv.yaml"
    facts.write_text(f"{fact}: {value}\n", encoding="utf-8")
    assert told(path) == [
        (
            f'{fact}: found "{value}", expected what a row of the table says, such as {row}.\n    No row is so: correct or remove '
            f"{fact}:, or correct the column."
        )
    ]
    facts.write_text(f"{fact}: {row}\n", encoding="utf-8")
    assert len(reader_of(path).read(path, PLAN).figures) == 2


@pytest.mark.parametrize(("sign", "seen"), [("“%”", "typographic quotes"), ("'％'", "a full-width percent sign")])
@pytest.mark.parametrize(
    "table", ["指标,2021\n城镇化率,60\n", "指标,地区,年份,数值,来源\n城镇化率,本区,2021,60,年鉴\n"]
)
def test_a_percent_sign_of_another_kind_in_the_facts_is_told_with_what_to_write(
    tmp_path: Path, table: str, sign: str, seen: str
) -> None:
    """Once, and in words of the user."""
    path = tmp_path / "t.csv"
    path.write_text(table, encoding="utf-8")
    (tmp_path / "t.csv.yaml").write_text(
        f"status: final\npublished: 2024-11-30\nsource_title: 年鉴\npublisher: 统计局\nsource_kind: yearbook or bulletin\nunit: {sign}\n",
        encoding="utf-8",
    )
    sign = sign.strip("'")
    assert told(path) == [
        f'line 6, unit: found "{sign}" ({seen}), expected a unit of Chinese statistics.\n    Write %.'
    ]


def test_what_is_no_table_is_told_by_what_it_is(tmp_path: Path) -> None:
    """A pipe is not read for ever, nor called missing; a file too large is not called one of another kind."""
    pipe, folder, empty, large, lock, gone = (
        tmp_path / name for name in ("p.csv", "f.csv", "e.csv", "l.xls", "~$t.xlsx", "g.csv")
    )
    os.mkfifo(pipe)
    folder.mkdir()
    empty.write_text("\n,,\n", encoding="utf-8")
    with large.open("wb") as file:
        file.truncate(20 * 2**30)
    lock.write_bytes(b"x" * 165)
    gone.symlink_to(tmp_path / "nowhere.csv")
    away = "Move it away, or give it a name that does not end in .csv."
    assert [one for path in (pipe, folder, empty, large, lock, gone) for one in told(path)] == [
        f"file: found a named pipe, expected a file.\n    {away}",
        f"file: found a folder, expected a file.\n    {away}",
        "file: found no cell that holds anything, expected a table.\n    See whether it is the file that is meant, and whether it was saved.",
        "file: found 21,475 MB, expected at most 20 MB.\n    Remove pictures and other sheets.",
        (
            "file: found the lock of an office program, expected a table or a form.\n    Name the file itself; the office program makes "
            "and removes such ones."
        ),
        "file: found a link that leads nowhere, expected a readable file.\n    Put the file itself there, or remove the link.",
    ]
    (tmp_path / "e.csv.yaml").write_text(
        "status: final\npublished: 2024-11-30\nsource_title: 年鉴\npublisher: 统计局\nsource_kind: yearbook or bulletin\n",
        encoding="utf-8",
    )
    assert told(empty)[0].startswith("file: found no cell that holds anything")


def test_a_name_nobody_knows_stays_for_the_check(tidy: Callable[..., Path]) -> None:
    """An indicator is not guessed: what comes next names the nearest."""
    (one,) = (
        reader_of(path := tidy(list(ROW), list({**ROW, "indicator": "生产总值"}.values()))).read(path, PLAN).figures
    )
    assert one.indicator == "生产总值"


def test_a_sheet_gives_days_whatever_their_format(tmp_path: Path) -> None:
    """As days, as text, and as the bare number that is left where the format was lost."""
    head = [CHINESE[name][0] for name in ROW]
    days = (dt.date(2022, 3, 31), "2022/3/31", "2022年3月31日", 44651)
    path = sheet(tmp_path / "t.xlsx", head, *(list({**ROW, "published": day, "value": 500}.values()) for day in days))
    assert [one.published for one in reader_of(path).read(path, PLAN).figures] == [dt.date(2022, 3, 31)] * 4


def test_a_percentage_of_a_sheet_is_read_as_it_shows(tmp_path: Path) -> None:
    """4.5 % is stored as 0.045; beside another unit than % it is told."""
    book = openpyxl.Workbook()
    row = {
        **ROW,
        "indicator": "economy.gdp_growth",
        "form": "growth rate",
        "price_basis": "constant",
        "unit": "%",
        "value": 0.045,
    }
    for one in (list(row), list(row.values())):
        book.active.append(one)
    book.active["F2"].number_format = "0.0%"
    book.save(tmp_path / "t.xlsx")
    (one,) = reader_of(tmp_path / "t.xlsx").read(tmp_path / "t.xlsx", PLAN).figures
    assert one.value == 4.5
    book.active["G2"] = "亿元"
    book.save(tmp_path / "t.xlsx")
    assert told(tmp_path / "t.xlsx") == [
        'row 2, value: found "4.5%", expected a number.\n    Write 4.5 and leave % in the unit.'
    ]


def test_notes_on_cells_go_with_the_figure_and_merged_figures_are_told(tmp_path: Path) -> None:
    """What hangs on no figure is told; a figure over two rows is of neither."""
    book = openpyxl.Workbook()
    sheet = book.active
    for one in (
        list(ROW),
        list({**ROW, "value": 500}.values()),
        list({**ROW, "period": "2020", "value": 400}.values()),
    ):
        sheet.append(one)
    sheet["F2"].comment = Comment("口径有调整", "张")
    sheet["F1"].comment = Comment("见附注", "张")
    book.create_sheet("说明").append(["见正文"])
    book.save(path := tmp_path / "t.xlsx")
    one, other = reader_of(path).read(path, PLAN).figures
    assert (one.note_zh, one.note_en, other.note_zh) == (
        "原表批注：口径有调整",
        "note in the table: 口径有调整",
        "",
    )
    assert [str(one).rpartition("/")[2] for one in reader_of(path).read(path, PLAN).remarks] == [
        "t.xlsx: passed over the sheets without our columns: 说明.",
        "t.xlsx: a comment that belongs to no figure: cell F1, 见附注",
    ]
    sheet.merge_cells("F2:F3")
    book.save(path)
    assert told(path) == [
        "cells F2:F3: found merged cells, expected one cell an entry.\n    Unmerge them, and write each figure into its own row."
    ]


def test_a_comment_that_calls_a_final_figure_preliminary_is_told(tmp_path: Path) -> None:
    """As in a form and in a yearbook's table; and a sheet that nobody sees is told."""
    book = openpyxl.Workbook()
    for one in (list(ROW), list({**ROW, "value": 500, "status": "final"}.values())):
        book.active.append(one)
    book.active["F2"].comment = Comment("初步数，待核实", "张")
    book.create_sheet("封面")
    book.save(path := tmp_path / "t.xlsx")
    assert told(path) == [
        (
            'row 2, status: found final beside the comment "初步数，待核实", expected a status that goes with these words, such as preliminary.\n'
            "    Choose the status that holds; where it is final, take the comment away."
        )
    ]
    book.active[f"{chr(ord('A') + list(ROW).index('status'))}2"].value = "preliminary"
    book.active.sheet_state = "hidden"
    book.save(path)
    (figure,) = reader_of(path).read(path, PLAN).figures
    assert (figure.status, figure.note_zh) == ("preliminary", "原表批注：初步数，待核实")
    assert [str(one).rpartition("/")[2] for one in reader_of(path).read(path, PLAN).remarks] == [
        "t.xlsx: sheet Sheet is hidden and was read."
    ]


def test_a_region_merged_downwards_is_of_all_its_rows(tmp_path: Path) -> None:
    """So are tables printed, and it can mean one thing only."""
    book = openpyxl.Workbook()
    for one in (
        list(ROW),
        list({**ROW, "value": 500}.values()),
        list({**ROW, "region": "", "period": "2020", "value": 400}.values()),
    ):
        book.active.append(one)
    book.active.merge_cells("B2:B3")
    book.save(path := tmp_path / "t.xlsx")
    assert [one.region for one in reader_of(path).read(path, PLAN).figures] == ["本区", "本区"]


def test_two_sheets_are_read_each_with_its_name(tmp_path: Path) -> None:
    """A workbook may hold a sheet a year."""
    book = openpyxl.Workbook()
    book.active.title = "甲"
    for name, value in (("甲", 500), ("乙", "五百")):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(list(ROW))
        sheet.append(list({**ROW, "value": value}.values()))
    book.save(tmp_path / "t.xlsx")
    assert told(tmp_path / "t.xlsx")[0].startswith('sheet 乙, row 2, value: found "五百", expected a number')


def test_a_number_and_a_name_of_the_indicator_may_stand_side_by_side(tidy: Callable[..., Path]) -> None:
    """As in our own exports: the number counts, the name is passed over and told; so is a column of running numbers."""
    path = tidy(["序号", "指标", "编号", *list(ROW)[1:]], ["1", NAME, *ROW.values()])
    (one,) = read_tidy_csv(path)
    assert one.indicator == "economy.gdp"
    assert str(tidy_remarks(path)[0]).endswith("t.csv: passed over the columns 序号, 指标.")


# Written back ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("encoding", "sign"), [("utf-8", ","), ("gb18030", ";"), ("utf-16", "\t"), ("utf-8-sig", ";")])
def test_rows_are_added_in_the_way_of_the_file(encoding: str, sign: str, tidy: Callable[..., Path]) -> None:
    """Its encoding, its separator, its names; nothing before them is touched."""
    path = tidy([CHINESE[name][0] for name in COLUMNS], *map(tidy_row, FIGURES[:2]), encoding=encoding, sign=sign)
    before = path.read_bytes()
    after = appended(before, FIGURES[2:], path.name)
    assert after.startswith(before)
    path.write_bytes(after)
    assert placeless(read_tidy_csv(path)) == placeless(FIGURES)


def test_what_the_file_has_no_column_for_is_told_before_it_is_lost(tidy: Callable[..., Path]) -> None:
    """A column that was assumed may be left out only where every figure is so."""
    path = tidy([name for name in ROW if name != "bound"])
    about = FIGURES[0].model_copy(update={"bound": "about", "note_zh": "", "note_en": "", "mark": frozenset()})
    with pytest.raises(DataError, match="header: found no such column, expected a column bound"):
        appended(path.read_bytes(), [about], "t.csv")


WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zs", "Zl", "Zp"], exclude_characters="<>\ufffd"
    ),
    min_size=1,
    max_size=8,
)  # no page carries the others


@settings(deadline=None, max_examples=60)
@given(title=WORDS, value=st.floats(-1e9, 1e9), year=st.integers(1990, 2025), sign=st.sampled_from(",;\t"),
       encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), chinese=st.booleans())  # fmt: skip
def test_any_row_comes_back_from_any_way_of_writing(
    tmp_path_factory: pytest.TempPathFactory,
    title: str,
    value: float,
    year: int,
    sign: str,
    encoding: str,
    chinese: bool,
) -> None:
    """Separator, encoding and language of the names change no figure."""
    figure = FIGURES[0].model_copy(
        update={"source_title": title, "value": value, "published": dt.date(year + 1, 1, 2), "place": Place(),
                "period": type(FIGURES[0].period)(year, year)}
    )  # fmt: skip
    written = io.StringIO(newline="")
    head = [CHINESE[name][0] if chinese else name for name in COLUMNS]
    csv.writer(written, delimiter=sign).writerows([head, tidy_row(figure)])
    path = tmp_path_factory.mktemp("any") / "t.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    assert placeless(read_tidy_csv(path)) == [figure]


def test_names_are_compared_by_what_they_say() -> None:
    """Full-width letters, line breaks and spaces of a head are no other name."""
    assert compared(" 数据\n状态 ") == "数据状态"
    assert compared(" Kind  of “source”") == "kindofsource"
    assert head_of([" Kind  of source", "Price\nbasis"]).columns == ("source_kind", "price_basis")
    assert head_of(["ＩＮＤＩＣＡＴＯＲ", "　年份　"]).columns == ("indicator", "period")


def test_our_own_workbook_in_chinese_reads_back(tmp_path: Path) -> None:
    """What an export shows to people comes back as the same figures, but for the English of their notes."""
    with speaking("zh"):
        write_workbook(Observations(PLAN, FIGURES), path := tmp_path / "t.xlsx")
    bare = {"place": Place(), "note_en": ""}
    assert [one.model_copy(update=bare) for one in reader_of(path).read(path, PLAN).figures] == [
        one.model_copy(update=bare) for one in FIGURES
    ]


def test_a_single_column_of_notes_is_a_note(tidy: Callable[..., Path]) -> None:
    """In either language it is shown in both."""
    (one,) = read_tidy_csv(tidy([*ROW, "note"], [*ROW.values(), "checked"]))
    assert one.note.zh == one.note.en == "checked"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_plans_and_facts_are_read_in_the_encodings_of_tables(encoding: str, tmp_path: Path) -> None:
    """What an editor of Windows saves: it was told once to save the file as CSV."""
    text = (DATA / "odd" / "wrong-encoding-gbk.yaml").read_text(encoding="gb18030")
    (tmp_path / "small.yaml").write_text(text, encoding=encoding)
    assert load(tmp_path / "small.yaml", Plan).title.zh == "小规划"
