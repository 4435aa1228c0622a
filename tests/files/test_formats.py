"""One workbook in three formats: the same cells come out, and what is hostile in one is refused in each.

The .ods and .xls files lie in ``tests/data/workbooks``; how they were made says the README there.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from shkplan.base.errors import DataError
from shkplan.files.grid import read_grid
from shkplan.files.workbook import read_workbook

THERE = Path(__file__).parents[1] / "data" / "workbooks"
ACCOUNTS = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '
CELLS = [
    ("A1", "指标"), ("B1", 2018), ("C1", dt.date(2019, 1, 1), 'yyyy"年"'), ("D1", dt.date(2020, 3, 5), "yyyy-mm-dd"),
    ("A2", "比重"), ("B2", 0.0451, "0.0%"), ("C2", 4.5, '0.0"%"'), ("D2", 12.5, "0"),
    ("A3", "人口"), ("B3", 12.3, '0.0"万"'), ("C3", -5, "0;(0)"), ("D3", 1e-5, "0.00000"),
    ("A4", "公式"), ("B4", "=B1+1"), ("C4", '="文"&"字"'), ("D4", True),
    ("A5", "合并"), ("C5", 1234567.8, "#,##0.00"), ("A7", "批注"), ("B7", 100), ("A9", "零"), ("B9", 0, ACCOUNTS),
]  # fmt: skip
SCALED = [
    ("A1", "指标"), ("B1", 2018), ("C1", 2019),
    ("A2", "产值（万元）"), ("B2", 12345678, "0\\.0,"), ("C2", 22345678, "0\\.0,"),
    ("A3", "人口（人）"), ("B3", 12345678, "#,##0,"), ("C3", 5, ";;;"),
    ("A4", "面积"), ("B4", 22345678, "#,##0,"), ("C4", 0, "0;-0;;@"),
]  # fmt: skip


def made(path: Path, cells: list[tuple[object, ...]]) -> openpyxl.Workbook:
    """The workbook from which the others were converted; LibreOffice computed its formulas."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表一"
    for address, value, *shows in cells:
        sheet[address] = value
        sheet[address].number_format = shows[0] if shows else sheet[address].number_format
    book.save(path)
    return book


def table(path: Path) -> Path:
    book = made(path, [cell for cell in CELLS if not str(cell[1]).startswith("=")])
    sheet = book.active
    sheet["B4"], sheet["C4"] = 2019, "文字"
    sheet.merge_cells("A5:B6")
    sheet["B7"].comment, sheet["D8"].comment = Comment("初步数，待核实", "张"), Comment("缺", "张")
    book.create_sheet("空")
    hidden = book.create_sheet("藏")
    hidden["A1"], hidden.sheet_state = "x", "hidden"
    book.save(path)
    return path


@pytest.fixture(params=["xlsx", "ods", "xls"])
def suffix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def book(suffix: str, tmp_path: Path) -> Path:
    """The same table in each format."""
    return table(tmp_path / "table.xlsx") if suffix == "xlsx" else THERE / f"table.{suffix}"


def test_the_same_cells_come_out_of_every_format(book: Path) -> None:
    """Numbers in digits, percentages as such, words of formats, dates as shown; truths are told from numbers or refused."""
    first, empty, hidden = read_workbook(book, saved=True)
    told = [[(cell.kind, cell.text) for cell in row.values()] for row in first.rows]
    truth = told[3].pop()
    assert told == [
        [("text", "指标"), ("number", "2018"), ("date", "2019"), ("date", "2020-03-05")],
        [("text", "比重"), ("number", "4.51%"), ("text", "4.5%"), ("number", "12.5")],
        [("text", "人口"), ("text", "12.3万"), ("number", "-5"), ("number", "0.00001")],
        [("text", "公式"), ("number", "2019"), ("text", "文字")],
        [("text", "合并"), ("number", "1234567.8")], [], [("text", "批注"), ("number", "100")], [], [("text", "零"), ("number", "0")],
    ]  # fmt: skip
    assert truth in [("truth", "TRUE"), ("disguised", "1, which the sheet shows as TRUE")]
    assert (empty.name, empty.rows, empty.hidden) == ("空", (), False)
    assert (hidden.name, hidden.hidden) == ("藏", True)


def test_comments_and_merged_areas_come_out_of_every_format(book: Path) -> None:
    """Notes of .xls, comments of .xlsx, annotations of .ods: words without their author."""
    sheet = read_workbook(book)[0]
    assert (sheet.merged, sheet.comments) == (((1, 5, 2, 6),), {"B7": "初步数，待核实", "D8": "缺"})
    assert sheet.rows[6][2].comment == "初步数，待核实"


@pytest.mark.parametrize("suffix", ["ods", "xls"], indirect=True)
def test_a_formula_is_only_a_formula_where_its_value_is_not_asked_for(suffix: str) -> None:
    """In a form nobody's saved result is believed; the old format does not keep the text of a formula."""
    row = read_workbook(THERE / f"table.{suffix}")[0].rows[3]
    assert [cell.kind for cell in row.values()][:3] == ["text", "formula", "formula"]
    assert row[2].text == ("=[.B1]+1" if suffix == "ods" else "=…")


def test_numbers_shown_as_others_are_told_in_every_format(suffix: str, tmp_path: Path) -> None:
    """With the cell, what is stored, what is shown and what to do; one mistake a column."""
    path = THERE / f"scaled.{suffix}"
    if suffix == "xlsx":
        made(path := tmp_path / "scaled.xlsx", SCALED)
    with pytest.raises(DataError) as caught:
        read_grid(path)
    first, second = caught.value.mistakes
    assert first.text("en").partition(", ")[2] == (
        "cell B2: found 12345678, which the sheet shows as 1234.6, and 2 more in this column, expected the number that is shown.\n"
        "    Give the cells the number format General, and see that the numbers fit their unit; or save the sheet as CSV UTF-8, "
        "which keeps what is shown."
    )
    assert first.text("zh").partition("，")[2] == (
        "单元格 B2：现为 12345678（表中显示为 1234.6），本列另有 2 处，应为与显示一致的数。\n"
        "    请把这些单元格的数字格式改为“常规”，并核对数与单位是否相符；或把工作表另存为 CSV UTF-8，保留显示的数。"
    )
    assert second.where == "cell C2"


def test_a_sheet_that_shows_no_zeros_has_none(tmp_path: Path) -> None:
    """Excel can hide all zeros of a sheet: a person reads an empty cell, so a zero is not taken."""
    book = openpyxl.Workbook()
    book.active.append(["指标", 2018])
    book.active.append(["人口", 0])
    book.active.sheet_view.showZeros = False
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(DataError, match="cell B2: found 0, which the sheet does not show"):
        read_grid(tmp_path / "t.xlsx")


def test_empty_and_hidden_sheets_are_passed_over(book: Path) -> None:
    """One sheet alone is shown and holds something: that is the table. (Its one truth is no figure.)"""
    with pytest.raises(DataError) as caught:
        read_grid(book)
    assert [mistake.where for mistake in caught.value.mistakes] == ["cell D4"]
    assert read_grid(book, "藏").rows == (("x",),)
    assert read_grid(book, "藏").passed == ("表一",)


def test_rows_and_columns_that_are_hidden_are_told(suffix: str, tmp_path: Path) -> None:
    """By a filter or by hand: they are read, and a person should know; empty ones are nobody's business."""
    path = THERE / f"unseen.{suffix}"
    if suffix == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (["指标", 2018, 2019, 2020], ["GDP", 1, 2, 3], ["人口", 4, 5, 6], ["面积", 7, 8, 9]):
            sheet.append(row)
        for number in (3, 9):
            sheet.row_dimensions[number].hidden = True
        for column in "CH":
            sheet.column_dimensions[column].hidden = True
        book.save(path := tmp_path / "t.xlsx")
    grid = read_grid(path)
    assert str(grid.remarks[0]).endswith(": rows or columns that the sheet hides were read as well: 3, C.")
    assert grid.remarks[0].text("zh").endswith("：表中隐藏的行或列也已读取：3、C。")


@pytest.mark.parametrize("name", ["t.et", "t.xls", "t.ods", "t.XLSX"])
def test_a_workbook_is_known_by_its_bytes_whatever_its_name(name: str, tmp_path: Path) -> None:
    """WPS names the old format .et, and people rename."""
    (tmp_path / name).write_bytes((THERE / "unseen.xls").read_bytes())
    assert read_grid(tmp_path / name).rows[0] == ("指标", "2018", "2019", "2020")


@pytest.mark.parametrize("name", ["t.tsv", "t.tab", "t.txt", "t.CSV"])
def test_text_is_cut_whatever_its_name(name: str, tmp_path: Path) -> None:
    """The text itself shows what separates its cells."""
    (tmp_path / name).write_text("指标\t2018\nGDP\t1\n", encoding="utf-8")
    assert read_grid(tmp_path / name).rows == (("指标", "2018"), ("GDP", "1"))


# Hostile files --------------------------------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_workbook(path)
    (mistake,) = caught.value.mistakes
    return str(mistake).partition(", ")[2]


def changed(tmp_path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The .ods with its parts changed."""
    with zipfile.ZipFile(THERE / "table.ods") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    path = tmp_path / "t.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _entities(parts: dict[str, bytes]) -> None:
    head, _, body = parts["content.xml"].partition(b"?>")
    parts["content.xml"] = head + b'?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + body


def _late_entities(parts: dict[str, bytes]) -> None:
    parts["styles.xml"] = (
        b'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'.decode().encode("utf-16")
    )


def _bomb(parts: dict[str, bytes]) -> None:
    parts["Pictures/x.png"] = bytes(30_000_000)


def _many_rows(parts: dict[str, bytes]) -> None:
    row = b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", row + b"</table:table>", 1)


def _many_columns(parts: dict[str, bytes]) -> None:
    cell = b'<table:table-cell table:number-columns-repeated="999999999" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table-row>", cell, 1)


def _huge_area(parts: dict[str, bytes]) -> None:
    parts["content.xml"] = parts["content.xml"].replace(
        b'number-columns-spanned="2"', b'number-columns-spanned="99999999"', 1
    )


def _no_number(parts: dict[str, bytes]) -> None:
    parts["content.xml"] = parts["content.xml"].replace(b'number-columns-spanned="2"', b'number-columns-spanned="x"', 1)


def _program(parts: dict[str, bytes]) -> None:
    parts["Basic/Standard/Module1.xml"] = b"<a/>"


def _secret(parts: dict[str, bytes]) -> None:
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    parts["content.xml"] = b"\x01\x02\x03"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_entities, "content.xml: found declared entities, expected plain sheets"),
        (_late_entities, "styles.xml: found declared entities, expected plain sheets"),
        (_bomb, "parts that unpack to 30 MB, expected at most 1000 parts and 30 MB, packed no more than 200 times"),
        (
            _many_rows,
            "sheet 表一: found 1048577 rows of 1 columns, expected a table of at most 20000 rows and 1000 columns",
        ),
        (_many_columns, "sheet 表一: found 1 rows of 1000016383 columns"),
        (_huge_area, "sheet 表一: found merged cells from A5 to "),
        (_no_number, "file: found a broken workbook (ValueError), expected one that opens"),
        (_program, "file: found a workbook with macros, expected one without"),
        (_secret, "file: found a workbook with a password, expected a workbook that opens without one"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_hostile_spreadsheets_are_refused(
    change: Callable[[dict[str, bytes]], None], told: str, tmp_path: Path
) -> None:
    """Each with its reason, before anything swells."""
    assert told in refusal(changed(tmp_path, change))


def test_empty_rows_and_cells_without_end_cost_nothing(tmp_path: Path) -> None:
    """LibreOffice writes a million empty rows at the end of every sheet."""
    row = b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'

    def painted(parts: dict[str, bytes]) -> None:
        parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", row + b"</table:table>", 1)

    assert len(read_workbook(changed(tmp_path, painted))[0].rows) == 9


OLD = (THERE / "table.xls").read_bytes()
HEAD = b"\xe1\x00\x02\x00\xb0\x04"  # a record at the head of the stream that nobody needs


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (OLD + "_VBA_PROJECT_CUR".encode("utf-16-le"), "file: found a workbook with macros, expected one without"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "file: found a workbook with a password, expected a workbook that opens without one"),
        (OLD.replace(HEAD, b"\x2f\x00\x02\x00\x00\x00", 1), "file: found a workbook with a password, expected a workbook that opens without one"),
        (OLD[:1000], "file: found a broken workbook (error), expected one that opens"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file: found "),
        (b"<html><body><table><tr><td>1</td></tr></table>", "file: found a web page or XML that is named as a workbook, expected a workbook (.xlsx, .ods or .xls)"),
        (b"", "file: found no workbook"),
    ],
    ids=["macros", "new password", "old password", "cut", "empty container", "web page", "nothing"],
)  # fmt: skip
def test_hostile_old_workbooks_are_refused(content: bytes, told: str, tmp_path: Path) -> None:
    """Each with its reason."""
    assert HEAD in OLD
    (tmp_path / "t.xls").write_bytes(content)
    assert told in refusal(tmp_path / "t.xls")


def test_a_binary_workbook_says_what_it_is(tmp_path: Path) -> None:
    """Nothing that reads .xlsb tells the formats of its numbers."""
    with zipfile.ZipFile(tmp_path / "t.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    assert refusal(tmp_path / "t.xlsb").startswith("file: found a binary workbook (.xlsb)")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_old_workbook_is_read_or_refused_and_never_falls(tmp_path: Path, data: st.DataObject) -> None:
    """Bytes changed or cut anywhere."""
    content = bytearray(OLD)
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[at] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.xls"
    path.write_bytes(content[: data.draw(st.integers(8, len(content)))])
    with suppress(DataError):  # anything else falls through
        read_workbook(path, saved=True)


CONTENT = zipfile.ZipFile(THERE / "table.ods").read("content.xml")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_spreadsheet_of_damaged_xml_is_read_or_refused_and_never_falls(tmp_path: Path, data: st.DataObject) -> None:
    """Characters of its XML changed anywhere."""
    content = bytearray(CONTENT)
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=5)):
        content[at] = data.draw(st.sampled_from(b"<>&\"'/0129 az\x00\xff"))
    with zipfile.ZipFile(tmp_path / "t.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", bytes(content))
    with suppress(DataError):
        read_grid(tmp_path / "t.ods")


# Round trips ----------------------------------------------------------------------------------------------------------

NUMBERS = st.floats(-1e12, 1e12).map(lambda value: round(value, 2)) | st.integers(-(10**12), 10**12)
LETTERS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=6).filter(
    lambda text: text[0] not in "=#'" and text == text.strip()
)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1))


def _text(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, str) else f"{Decimal(f'{float(value):.15g}').normalize() + 0:f}"  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(NUMBERS | LETTERS | DAYS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_stands_in_cells_is_what_is_read(tmp_path: Path, rows: list[list[object]]) -> None:
    """Numbers, words and days of a workbook as a person would type them."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    read = read_grid(tmp_path / "t.xlsx").rows
    assert [list(filter(None, row)) for row in read] == [[_text(value) for value in row] for row in rows]
