"""Workbooks of strangers: read as plain values, or refused in one clear line, quickly, whatever they hold."""

import datetime as dt
import io
import time
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shkplan.base.errors import DataError
from shkplan.files import workbook
from shkplan.files.workbook import is_workbook, letters, read_workbook


def book_of(path, *cells):
    """A workbook with cells of one sheet: address, value, format."""
    book = openpyxl.Workbook()
    for address, value, *shows in cells:
        book.active[address] = value
        if shows:
            book.active[address].number_format = shows[0]
    book.save(path)
    return path


def repacked(path, change):
    """The workbook with its parts changed: a function from names and contents to names and contents."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in change(parts).items():
            archive.writestr(name, content)
    return path


def refusal(path):
    with pytest.raises(DataError) as refused:
        read_workbook(path)
    (mistake,) = refused.value.mistakes
    return mistake


@pytest.fixture
def plain_book(tmp_path):
    return book_of(tmp_path / "book.xlsx", ("B2", 4.5))


def test_cells_are_plain_values_with_their_kind(tmp_path):
    path = book_of(
        tmp_path / "book.xlsx", ("A1", "文字"), ("B1", 4.5), ("C1", 0.045, "0.0%"), ("D1", dt.date(2024, 3, 31)),
        ("E1", "=1+1"), ("F1", True), ("G1", "#N/A"), ("H1", 0.25, "h:mm"),
    )  # fmt: skip
    (sheet,) = read_workbook(path)
    told = [(cell.kind, cell.text, cell.percent) for cell in sheet.rows[0].values()]
    assert told == [
        ("text", "文字", False), ("number", "4.5", False), ("number", "4.5%", True), ("date", "2024-03-31", False),
        ("formula", "=1+1", False), ("truth", "TRUE", False), ("error", "#N/A", False), ("error", "06:00:00", False),
    ]  # fmt: skip


def test_a_cached_result_of_a_formula_is_never_believed(plain_book):
    def cached(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        return parts | {"xl/worksheets/sheet1.xml": sheet.replace(b"<v>4.5</v>", b"<f>2+2</f><v>99</v>")}

    cell = read_workbook(repacked(plain_book, cached))[0].rows[1][2]
    assert (cell.kind, cell.value) == ("formula", "=2+2")


def test_a_saved_result_is_taken_where_it_is_asked_for(plain_book):
    """Asked for, the saved 99 stands for the formula; a formula without a saved value stays one."""

    def cached(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        two = b'<f>2+2</f><v>99</v></c><c r="C2"><f>3+3</f>'
        return parts | {"xl/worksheets/sheet1.xml": sheet.replace(b"<v>4.5</v>", two)}

    row = read_workbook(repacked(plain_book, cached), saved=True)[0].rows[1]
    assert [(cell.kind, cell.value) for cell in row.values()] == [("number", 99.0), ("formula", "=3+3")]


def test_merged_ranges_without_end_are_refused(plain_book):
    """As many merged cells as a sheet can have would fill the memory."""

    def merged(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        endless = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        return parts | {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", endless)}

    assert refusal(repacked(plain_book, merged)).found == "merged cells from A1 to XFD1048576"


def test_text_that_begins_like_a_formula_is_text(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "=cmd|'/c calc'!A0"
    book.active["A1"].data_type = "s"
    book.save(tmp_path / "book.xlsx")
    cell = read_workbook(tmp_path / "book.xlsx")[0].rows[0][1]
    assert (cell.kind, cell.value) == ("text", "=cmd|'/c calc'!A0")


def test_hidden_sheets_and_merged_ranges_are_seen(tmp_path):
    book = openpyxl.Workbook()
    book.active.merge_cells("B2:C4")
    book.create_sheet("藏").sheet_state = "veryHidden"
    book.save(tmp_path / "book.xlsx")
    first, second = read_workbook(tmp_path / "book.xlsx")
    assert first.merged == ((2, 2, 3, 4),)
    assert second.name == "藏"


@pytest.mark.parametrize(("name", "content"), [("xl/vbaProject.bin", b"x"), ("xl/macrosheets/sheet1.xml", b"<a/>")])
def test_macros_are_refused(plain_book, name, content):
    mistake = refusal(repacked(plain_book, lambda parts: parts | {name: content}))
    assert mistake.found == "a workbook with macros"
    assert "Save it as Excel workbook (.xlsx)" in mistake.remedy


def test_a_password_is_refused(tmp_path):
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert refusal(path).found == "a workbook with a password"


def test_a_bomb_is_not_unpacked(plain_book):
    started = time.process_time()
    mistake = refusal(repacked(plain_book, lambda parts: parts | {"xl/bomb.xml": bytes(workbook.MAX_UNPACKED)}))
    assert "parts that unpack to 30 MB" in mistake.found
    assert mistake.remedy == "Copy the cells that are wanted into a new workbook, or a fresh form."
    assert time.process_time() - started < 60  # filled up, it would take hours


def test_a_part_swollen_beyond_the_ratio_is_refused(plain_book):
    mistake = refusal(repacked(plain_book, lambda parts: parts | {"xl/comments1.xml": bytes(5_000_000)}))
    assert "no more than 200 times" in mistake.expected


def test_too_many_parts_are_refused(plain_book):
    many = {f"xl/{number}.bin": b"" for number in range(workbook.MAX_PARTS + 1)}
    assert "parts that unpack" in refusal(repacked(plain_book, lambda parts: parts | many)).found


def test_a_file_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_FILE", 1_000_000)
    path = tmp_path / "large.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(2_000_000))
    assert refusal(path).found == "2 MB"


def test_a_sheet_too_long_is_refused_and_an_empty_long_one_is_not(tmp_path):
    long = book_of(tmp_path / "long.xlsx", ("A1", 1), (f"A{workbook.MAX_ROWS + 1}", 1))
    assert refusal(long).found == "20001 rows of 1 columns"
    far = book_of(tmp_path / "far.xlsx", ("A1", 1), ("XFD1048576", 1))
    assert refusal(far).found == "1048576 rows of 16384 columns"
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.active["A1048576"].number_format = "0.0"  # a format painted down to the last row
    book.save(tmp_path / "painted.xlsx")
    assert len(read_workbook(tmp_path / "painted.xlsx")[0].rows[0]) == 1


def test_a_sheet_that_lies_about_its_size_costs_nothing(plain_book):
    def lying(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        return parts | {"xl/worksheets/sheet1.xml": sheet.replace(b'ref="B2"', b'ref="A1:XFD1048576"')}

    started = time.process_time()
    (sheet,) = read_workbook(repacked(plain_book, lying))
    assert sheet.rows[1][2].value == 4.5
    assert time.process_time() - started < 60  # filled up, it would take hours


@pytest.mark.parametrize("row", [1_048_576, 4_000_000_000])
def test_a_cell_at_the_far_end_costs_nothing(plain_book, row):
    """One cell far below, even where no sheet reaches, is refused at once; nothing is filled up to it."""

    def far(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        cell = f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row></sheetData>'.encode()
        return parts | {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", cell)}

    started = time.process_time()
    assert refusal(repacked(plain_book, far)).found.endswith(("rows of 16384 columns", "(ValueError)"))
    assert time.process_time() - started < 60  # filled up, it would take hours


def test_rows_painted_to_the_last_column_cost_nothing(plain_book):
    """Twenty thousand rows that hold a format in their last column and no value are empty."""

    def painted(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        rows = "".join(f'<row r="{row}"><c r="XFD{row}" s="0"/></row>' for row in range(3, 20_000))
        return parts | {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", rows.encode() + b"</sheetData>")}

    started = time.process_time()
    (sheet,) = read_workbook(repacked(plain_book, painted))
    assert len(sheet.rows) == 2
    assert time.process_time() - started < 60  # filled up, it would take hours


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_part(plain_book, part, encoding):
    def declared(parts):
        body = parts[part].split(b"?>", 1)[-1]
        return parts | {
            part: (ENTITIES + body).decode().replace('"1.0"', f'"1.0" encoding="{encoding}"').encode(encoding)
        }

    mistake = refusal(repacked(plain_book, declared))
    assert (mistake.where, mistake.found) == (part, "declared entities")


def test_another_kind_of_archive_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal(tmp_path / "x.xlsx").found == "no workbook, or a broken one"


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
}


def test_a_workbook_of_the_strict_kind_is_told(plain_book):
    """Its names are others, and the library would find no sheet in it: not an empty table."""

    def strict(parts):
        for ours, theirs in STRICT.items():
            parts = {name: content.replace(ours, theirs) for name, content in parts.items()}
        return parts

    assert refusal(repacked(plain_book, strict)).found == "a workbook without a sheet that can be read"


def test_text_is_no_workbook(tmp_path):
    (tmp_path / "x.xlsx").write_text("indicator,region\n", encoding="utf-8")
    assert not is_workbook(tmp_path / "x.xlsx")
    assert refusal(tmp_path / "x.xlsx").found == "no workbook"


def test_a_file_that_is_not_there(tmp_path):
    assert refusal(tmp_path / "none.xlsx").found == "No such file or directory"


def _empty():
    memory = io.BytesIO()
    openpyxl.Workbook().save(memory)
    return memory.getvalue()


EMPTY = _empty()  # once, since it holds the time of day


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_workbook_is_read_or_refused_and_never_falls(tmp_path, data):
    """Bytes changed or cut anywhere."""
    content = bytearray(EMPTY)
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[at] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    with suppress(DataError):  # anything else falls through
        read_workbook(path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_workbook_of_damaged_xml_is_read_or_refused_and_never_falls(tmp_path, data):
    path = book_of(tmp_path / "book.xlsx", ("A1", "a"), ("B2", 4.5), ("C3", "=1"))

    def damaged(parts):
        name = data.draw(st.sampled_from(sorted(parts)))
        content = bytearray(parts[name])
        for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=5)):
            content[at] = data.draw(st.sampled_from(b"<>&\"'/0129 az\x00\xff"))
        return parts | {name: bytes(content)}

    with suppress(DataError):
        read_workbook(repacked(path, damaged))


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_named_as_the_program_names_them(number, name):
    assert letters(number) == name
