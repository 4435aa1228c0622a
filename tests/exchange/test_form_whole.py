"""A form that came back torn, rearranged, or with figures where none are read: every one of them told, with its cell."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from shkplan.base.errors import DataError
from shkplan.workspace.readers.form import answered, is_form
from shkplan.workspace.readers.form.columns import COLUMNS, NUMBER
from tests.forms import STATUS, blank, cell, filled, plan

TODAY = dt.date(2024, 5, 20)
SOME = {"economy.gdp": {"value": 512.25}, "employment.new_jobs": {"value": 10400}}


def came(path):
    return answered(path, plan(), today=TODAY)


def mistakes(path):
    with pytest.raises(DataError) as refused:
        came(path)
    return [str(one).removeprefix(path.as_posix() + ", ") for one in refused.value.mistakes]


def remarks(path):
    return [one.removeprefix(path.as_posix() + ": ") for one in came(path).remarks]


def values(path):
    return {one.indicator: one.value for one in came(path).figures}


def test_a_form_broken_in_more_than_twenty_ways_is_told_at_once(tmp_path):
    rows = {
        "environment.green_coverage": {"value": "=B6*2"},  # 1 a formula
        "environment.air_good_days": {"value": 450},  # 2 out of bounds
        "employment.new_jobs": {"value": "１.０４万"},  # 3 full-width digits and 万
        "economy.gdp": {"value": 512, "status": "", "source": "公报", "note": "另有快报数"},  # 4 no status
        "economy.gdp_growth": {"value": "暂无"},  # 5 a word
        "economy.investment_growth": {"value": "", "published": dt.date(2024, 3, 31)},  # 6 no figure
        "economy.firms": {"value": 0.25, "published": dt.date(2024, 12, 31), "status": "大概"},  # 7, 8, 9
        "economy.parks": {"value": 12, "status": "最终 final"},
    }

    def broken(book):
        cell(book, "economy.firms", "value").number_format = "0%"
        cell(book, "economy.parks", "published").value = "2022-12-31"  # 10 before its year
        cell(book, "economy.parks", "value").comment = Comment("初步数，待核实", "张三")  # 11 final beside a comment
        others = book["未指定单位"]
        for number, name in ((9, "economy.park"), (10, "economy.firms"), (11, None)):  # 12, 13, 14
            others.cell(number, 1).value = name
            others.cell(number, NUMBER["value"]).value = 7
            others.cell(number, NUMBER["status"]).value = STATUS
        others.cell(7, 15).value = 25  # 15 a column of one's own
        others.cell(7, NUMBER["known"]).value = "2023年：26家"  # 16 a figure in a locked cell
        city = book["城管局"]
        city.merge_cells("L6:L8")  # 17
        city.cell(8, NUMBER["before"]).value = 81.5  # 18 last year's figure, typed
        bureau = book["统计局"]
        cell(book, "economy.gdp", "unit").value = "万元"  # 19
        cell(book, "economy.gdp_growth", "definition").value = "不含农业"  # 20
        bureau.delete_rows(8)  # 21 a row with its figure
        jobs = book["人社局"]
        jobs.cell(3, NUMBER["mark"]).value = "特别标记"  # 22 a key written over
        jobs.cell(4, 15).value = "2024年修订"
        jobs.cell(6, 15).value = "65,000"  # 23 text with digits beside

    statuses = "预计 estimate, 初步 preliminary, 最终 final, 修订 revised"
    again = "Type the result itself, or copy the cell and paste it as a value."
    listed = "Choose from the list in the cell."
    move = "Move it to the figure, the note or another row, or delete it: what stands here is not read."
    back = "Put it back. A figure of the year asked goes into the yellow cell; one of an earlier year into the form of that year (shkplan form --year), or into a table."
    assert mistakes(filled(blank(tmp_path), rows, broken)) == [
        "sheet 城管局, cells L6:L8: found merged cells, expected one cell an entry.\n    Unmerge them, and type each figure into its own cell.",
        "sheet 人社局, row 3 (keys): found no column mark, expected the columns as the form had them, from id to note.\n    Undo what was removed or renamed, or copy the figures into a new form: nothing of the sheet was read.",
        f'sheet 城管局, cell G6 (figure): found a formula, "=B6*2", expected a number.\n    {again}',
        f'sheet 城管局, cell E8 (before): found "81.5", expected "—", as written.\n    {back}',
        'sheet 城管局, cell G8 (figure): found 450 %, expected 0 to 100 %.\n    Correct the number; it is counted in %.',
        f'sheet 人社局, cell O6: found "65,000", expected nothing beside the columns of the form.\n    {move}',
        'sheet 人社局, cell G6 (figure): found "１.０４万" (full-width digits), expected a number in plain digits.\n    Write 10400, or 1.04 with 万 in the unit, as in 万人 or 万元.',
        'sheet 统计局, cell D6 (unit): found "万元", expected 亿元, as in the plan.\n    Write a new form with shkplan form, and copy the figures into it.',
        f"sheet 统计局, cell I6 (status): found nothing, expected one of {statuses}.\n    {listed}",
        'sheet 统计局, cell C7 (definition): found "不含农业", expected nothing, as written.\n    Put it back, and write into the note in what the figure differs from what was asked.',
        'sheet 统计局, cell G7 (figure): found "暂无", expected a number in %.\n    Leave the cell empty where there is no figure; the note may say why.',
        f'sheet 未指定单位, cell I6 (status): found "大概", expected one of {statuses}.\n    {listed}',
        'sheet 未指定单位, cell G6 (figure): found "25%", expected a number in 家.\n    Set the cell\'s format to General, and type the number in 家.',
        "sheet 未指定单位, cell K6 (published): found 2024-12-31, expected a day up to today, 2024-05-20.\n    Write the day on which it was published; or leave it empty.",
        f'sheet 未指定单位, cell F7 (known): found "2023年：26家", expected "—", as written.\n    {back}',
        f'sheet 未指定单位, cell O7: found "25", expected nothing beside the columns of the form.\n    {move}',
        'sheet 未指定单位, cell I7 (status): found "最终 final" beside "初步数，待核实", expected a status that goes with these words, such as 初步 preliminary.\n    Choose the status that holds; where it is final, take these words out of note or comment.',
        'sheet 未指定单位, cell K7 (published): found "2022-12-31", expected a day in or after 2023, the years the figure speaks of.\n    What is told before its year is a goal or a forecast.',
        'sheet 未指定单位, cell A9 (id): found "economy.park", expected the id of an indicator of offices.\n    Did you mean economy.parks or economy.gdp or economy.firms? Give the row the id it had, from another copy of the form.',
        "sheet 未指定单位, cell A10 (id): found economy.firms again, as in sheet 未指定单位 row 6, expected each indicator once.\n    Leave one of the rows, and clear the other.",
        "sheet 未指定单位, cell A11 (id): found nothing, expected an id, since figure is given.\n    Type into the rows of the form only; give the row its id again, from another copy of the form.",
        "sheet 统计局: found no row of economy.investment_growth, expected a row for each of the 3 figures asked.\n    Copy the rows back from another copy of the form; a row without a figure stays, empty.",
    ]  # fmt: skip


# What is lost ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["id", "name", "unit", "value", "bound", "status", "mark", "published", "source", "note"]
)
def test_a_column_that_was_deleted_is_told(tmp_path, key):
    path = filled(blank(tmp_path), SOME, lambda book: book["统计局"].delete_cols(NUMBER[key]))
    assert mistakes(path)[0] == (
        f"sheet 统计局, row 3 (keys): found no column {key}, expected the columns as the form had them, from id to note.\n"
        "    Undo what was removed or renamed, or copy the figures into a new form: nothing of the sheet was read."
    )


@pytest.mark.parametrize("key", ["definition", "before", "known"])
def test_a_column_that_is_not_needed_may_go_and_is_told(tmp_path, key):
    path = filled(blank(tmp_path), SOME, lambda book: book["统计局"].delete_cols(NUMBER[key]))
    assert values(path) == {"economy.gdp": 512.25, "employment.new_jobs": 10400}
    assert remarks(path) == [f"sheet 统计局 came back without the column {key}, which is not needed."]


@pytest.mark.parametrize("rows", [1, 2])
def test_a_row_of_keys_that_was_deleted_is_told(tmp_path, rows):
    """Alone, or with the headings below it."""
    path = filled(blank(tmp_path), SOME, lambda book: book["统计局"].delete_rows(3, rows))
    told = {
        1: "sheet 统计局, row of keys: found none, expected the hidden row 3 with id, name and so on, above the headings.\n"
        "    Copy the row from the same sheet of another copy of the form, or the figures into a new form.",
        2: "sheet 统计局: found no rows that can be read, expected the 3 figures asked of 统计局 below their row of keys.\n"
        "    Take the sheet from another copy of the form, and copy the figures into it.",
    }
    assert mistakes(path) == [told[rows]]


def test_a_sheet_that_was_deleted_is_told(tmp_path):
    path = filled(blank(tmp_path), SOME, lambda book: book.remove(book["统计局"]))
    assert mistakes(path) == [
        (
            "sheet 统计局: found no such sheet, expected the sheet of 统计局 with 3 figures asked.\n"
            "    Copy it back from another copy of the form, empty where there are no figures. An office that answers alone copies its "
            "sheet into a workbook of its own."
        )
    ]


def test_many_rows_that_were_deleted_are_told_in_one_line(tmp_path):
    path = filled(blank(tmp_path, split="none"), SOME, lambda book: book["全部指标"].delete_rows(6, 7))
    assert mistakes(path)[0].split("\n")[0] == (
        "sheet 全部指标: found no row of environment.green_coverage, employment.new_jobs, economy.gdp, economy.gdp_growth, "
        "economy.investment_growth and 1 more, expected a row for each of the 8 figures asked."
    )


def test_a_note_below_the_table_is_no_row(tmp_path):
    def signed(book):
        book["统计局"].cell(12, 1).value = "填表人：张三　电话 84600000"
        book["统计局"].cell(13, NUMBER["value"] + 20).value = "已核"

    path = filled(blank(tmp_path), SOME, signed)
    assert values(path) == {"economy.gdp": 512.25, "employment.new_jobs": 10400}
    assert remarks(path) == [
        'sheet 统计局, cell A12 (id) was not read: "填表人：张三 电话 84600000".',
        'sheet 统计局, cell AA13 was not read: "已核".',
    ]


# Rearranged, and read -------------------------------------------------------------------------------------------------


def copied(path, name, folder):
    """One sheet of a form in a workbook of its own, as a program copies it."""
    book = openpyxl.load_workbook(path)
    for other in book.sheetnames:
        if other != name:
            book.remove(book[other])
    book[name].title = "Sheet1"
    book.save(folder / "copied.xlsx")
    return folder / "copied.xlsx"


def test_a_sheet_copied_into_another_workbook_is_read_and_says_what_is_missing(tmp_path):
    path = copied(filled(blank(tmp_path), SOME), "统计局", tmp_path)
    assert is_form(path)
    assert values(path) == {"economy.gdp": 512.25}
    assert [(one.indicator, one.filled) for one in came(path).answers] == [
        ("economy.gdp", True), ("economy.gdp_growth", False), ("economy.investment_growth", False),
    ]  # fmt: skip
    book = openpyxl.load_workbook(path)
    book["Sheet1"].delete_rows(7)
    book.save(path)
    assert mistakes(path)[0].startswith("sheet Sheet1: found no row of economy.gdp_growth, expected a row for each")


def test_a_copied_sheet_that_does_not_say_whose_it_is_is_told(tmp_path):
    """As forms of version 1 were: without a stamp beside the keys."""
    path = copied(
        filled(blank(tmp_path), SOME, lambda book: book["统计局"].delete_cols(len(COLUMNS) + 1)), "统计局", tmp_path
    )
    assert mistakes(path) == [
        (
            "sheet Sheet1: found a sheet of a form that does not say its plan and year, expected the form itself, with its hidden sheet.\n"
            "    Copy the whole sheet back into the form it is from, or the figures into a new form (shkplan form)."
        )
    ]


def test_a_sheet_of_a_form_of_another_year_keeps_its_year(tmp_path):
    (tmp_path / "old").mkdir()
    old = openpyxl.load_workbook(filled(blank(tmp_path / "old"), SOME))["人社局"]

    def pasted(book):
        sheet = book.create_sheet("去年")
        for row in old.iter_rows():
            for one in row:
                sheet.cell(one.row, one.column).value = one.value
        sheet.cell(1, 1).value = "本区2022年指标数据填报表"
        sheet.cell(4, NUMBER["value"]).value = "2022年数"
        for row in (*sheet.iter_rows(), *book["_shkplan"].iter_rows()):
            for one in row:
                one.value = one.value.replace('"2023"', '"2022"') if isinstance(one.value, str) else one.value

    path = filled(blank(tmp_path), {"economy.gdp": {"value": 512.25}}, pasted)
    assert {(one.indicator, str(one.period)) for one in came(path).figures} == {
        ("economy.gdp", "2023"), ("employment.new_jobs", "2022"),
    }  # fmt: skip


def test_a_form_of_the_first_version_is_read_against_the_plan(tmp_path):
    def older(book):
        about = book["_shkplan"]
        about["B2"].value = "1"
        about.delete_rows(6, 100)
        for sheet in book.worksheets:
            sheet.delete_cols(len(COLUMNS) + 1)
        book.remove(book["人社局"])

    path = filled(blank(tmp_path), {"economy.gdp": {"value": 512.25}}, older)
    assert values(path) == {"economy.gdp": 512.25}
    assert remarks(path) == ["an old form, which does not say what it asked for: held against the plan as it is today."]
    gone = [one for one in came(path).answers if not one.here]
    assert [(one.indicator, one.office.zh) for one in gone] == [("employment.new_jobs", "人社局")]


def test_hidden_and_filtered_rows_are_read_like_others_and_told(tmp_path):
    def hidden(book):
        sheet = book["统计局"]
        sheet.row_dimensions[6].hidden = True
        sheet.row_dimensions[7].hidden = True
        sheet.auto_filter.ref = "A4:M8"
        book["人社局"].column_dimensions["G"].hidden = True

    path = filled(blank(tmp_path), SOME, hidden)
    assert values(path) == {"economy.gdp": 512.25, "employment.new_jobs": 10400}
    assert remarks(path) == [
        "sheet 人社局, cell G6 (figure) is hidden in its sheet and was read: 10400.",
        "sheet 统计局, cell G6 (figure) is hidden in its sheet and was read: 512.25.",
    ]


# Beside the figures ---------------------------------------------------------------------------------------------------


def test_a_comment_goes_into_the_note_and_is_told(tmp_path):
    def commented(book):
        cell(book, "economy.gdp", "value").comment = Comment("含飞地\n核算中", "李四")
        cell(book, "economy.investment_growth", "value").comment = Comment("待省局反馈", "李四")

    path = filled(blank(tmp_path), {"economy.gdp": {"value": 512.25, "note": "快报"}}, commented)
    assert [one.note_zh for one in came(path).figures] == ["快报；批注：含飞地 核算中"]
    assert remarks(path) == [
        'sheet 统计局, cell G6: the comment "含飞地 核算中" was taken into the note.',
        'sheet 统计局, cell G8: the comment "待省局反馈" was taken into the note.',
    ]
    (gap,) = [one for one in came(path).answers if one.indicator == "economy.investment_growth"]
    assert gap.note == "批注：待省局反馈"


@pytest.mark.parametrize("words", ["初步数", "快报数，待核实", "Preliminary", "年报未核定前的预计数"])
@pytest.mark.parametrize("where", ["note", "comment"])
def test_a_final_figure_beside_words_that_say_it_is_none_is_told(tmp_path, words, where):
    def commented(book):
        if where == "comment":
            cell(book, "economy.gdp", "status").comment = Comment(words, "李四")

    row = {"value": 512, "status": "最终", **({"note": words} if where == "note" else {})}
    path = filled(blank(tmp_path), {"economy.gdp": row}, commented)
    assert mistakes(path) == [
        (
            f'sheet 统计局, cell I6 (status): found "最终" beside "{words}", expected a status that goes with these words, such as 初步 preliminary.\n'
            "    Choose the status that holds; where it is final, take these words out of note or comment."
        )
    ]


@pytest.mark.parametrize("words", ["较初步数上调1.2", "原快报数为510", "年报数"])
def test_a_final_figure_may_speak_of_an_earlier_one(tmp_path, words):
    path = filled(blank(tmp_path), {"economy.gdp": {"value": 512, "status": "最终", "note": words}})
    assert values(path) == {"economy.gdp": 512}


def test_a_second_figure_in_the_note_is_told(tmp_path):
    path = filled(
        blank(tmp_path),
        {
            "economy.gdp": {"value": 512, "note": "不含飞地为498.5"},
            "employment.new_jobs": {"value": 10400, "note": "2024年3月12日报送"},
        },
    )
    assert remarks(path) == [
        'sheet 统计局, cell M6 (note): the note holds a number, "不含飞地为498.5"; the figure taken is 512.'
    ]


def test_pictures_and_further_sheets_are_told(tmp_path):
    import PIL.Image

    def pasted(book):
        scan = io.BytesIO()
        PIL.Image.new("RGB", (8, 8)).save(scan, "PNG")
        book["统计局"].add_image(Image(scan), "O6")
        sheet = book.create_sheet("计算过程")
        sheet.append([1, 2, 3])

    path = filled(blank(tmp_path), SOME, pasted)
    assert remarks(path) == [
        "sheet 计算过程 is none of the form: its 3 cells were not read.",
        "1 picture was not read: figures in it have to be typed.",
    ]


# Saved as another kind of file ----------------------------------------------------------------------------------------


def as_text(path, name, folder, encoding="utf-8-sig"):
    """One sheet of a form as a program saves it as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in openpyxl.load_workbook(path)[name].iter_rows(values_only=True):
        writer.writerow(["" if one is None else one for one in row])
    (folder / "form.csv").write_bytes(text.getvalue().encode(encoding, errors="replace"))
    return folder / "form.csv"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_sheet_saved_as_csv_is_read_and_says_what_it_is(tmp_path, encoding):
    path = as_text(filled(blank(tmp_path), {"economy.gdp": {"value": 512.25}}), "统计局", tmp_path, encoding)
    assert is_form(path)
    assert values(path) == {"economy.gdp": 512.25}
    assert len(came(path).answers) == 3
    assert remarks(path) == [
        "a text file holds one sheet; the other sheets of the form stand in the workbook it was saved from."
    ]


def test_a_guide_saved_as_csv_is_told(tmp_path):
    path = as_text(filled(blank(tmp_path), SOME), "填表说明", tmp_path)
    assert mistakes(path) == [
        (
            "file: found the guide of a form alone, expected the form.\n"
            "    Save the whole form as Excel workbook (.xlsx): a text file holds only the sheet that was open."
        )
    ]


@pytest.mark.parametrize("text", ["", "indicator,region,period\n", "年份,2018\n地区生产总值,1\n", "id,value\n1,2\n"])
def test_other_tables_are_no_form(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    assert not is_form(path)


def as_ods(path, folder):
    """A form as LibreOffice saves it: sheets, texts, numbers and days, and no styles."""
    from xml.sax.saxutils import escape

    sheets = []
    for sheet in openpyxl.load_workbook(path):
        rows = []
        for row in sheet.iter_rows(values_only=True):
            cells = []
            for one in row:
                lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(one).split("\n"))
                match one:
                    case None:
                        cells.append("<table:table-cell/>")
                    case int() | float():
                        cells.append(
                            f'<table:table-cell office:value-type="float" office:value="{one}">{lines}</table:table-cell>'
                        )
                    case dt.datetime():
                        day = one.date().isoformat()
                        cells.append(
                            f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>'
                        )
                    case _:
                        cells.append(f'<table:table-cell office:value-type="string">{lines}</table:table-cell>')
            rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        sheets.append(f'<table:table table:name="{escape(sheet.title)}">{"".join(rows)}</table:table>')
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    with zipfile.ZipFile(folder / "form.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return folder / "form.ods"


def test_a_form_saved_as_ods_is_read_and_held_to_what_was_written(tmp_path):
    rows = {
        "economy.gdp": {"value": 512.25, "published": dt.date(2024, 3, 31)},
        "environment.green_coverage": {"value": 46},
    }
    (tmp_path / "whole").mkdir()
    path = as_ods(filled(blank(tmp_path / "whole"), rows), tmp_path)
    assert values(path) == {"environment.green_coverage": 46, "economy.gdp": 512.25}
    assert remarks(path) == []
    (tmp_path / "torn").mkdir()
    torn = filled(blank(tmp_path / "torn"), rows, lambda book: book.remove(book["人社局"]))
    assert mistakes(as_ods(torn, tmp_path))[0].startswith(
        "sheet 人社局: found no such sheet, expected the sheet of 人社局"
    )


# Typed otherwise ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found", "expected", "remedy"),
    [
        ("65,000", '"65,000"', "a number", "Write 65000."),
        ("６５０００", '"６５０００" (full-width digits)', "a number in plain digits", "Write 65000."),
        ("6.5万", '"6.5万"', "a number", "Write 65000, or 6.5 with 万 in the unit, as in 万人 or 万元."),
        (
            "约65000",
            '"约65000"',
            "a number",
            "Write digits only, such as 65000 or 4.5, and put the unit in its own place.",
        ),
        ("65000人", '"65000人"', "a number", "Write 65000 and leave 人 in the unit."),
        (
            "65000/62000",
            '"65000/62000"',
            "a number",
            "Write digits only, such as 65000 or 4.5, and put the unit in its own place.",
        ),
    ],
)
def test_numbers_that_only_people_read_are_told(tmp_path, typed, found, expected, remedy):
    path = filled(blank(tmp_path), {"employment.new_jobs": {"value": typed}})
    assert mistakes(path) == [f"sheet 人社局, cell G6 (figure): found {found}, expected {expected}.\n    {remedy}"]


def test_a_sheet_that_was_copied_within_the_form_counts_once(tmp_path):
    def copied_within(book):
        book.copy_worksheet(book["统计局"])

    (tmp_path / "after").mkdir()
    (tmp_path / "before").mkdir()
    path = filled(blank(tmp_path / "after"), SOME, copied_within)
    assert mistakes(path) == [
        (
            "sheet 统计局 Copy, cell A6 (id): found economy.gdp again, as in sheet 统计局 row 6, expected each indicator once.\n"
            "    Leave one of the rows, and clear the other."
        )
    ]
    book = openpyxl.load_workbook(blank(tmp_path / "before"))
    copied_within(book)
    book.save(tmp_path / "before" / "form.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "before" / "form.xlsx")
    sheet["统计局 Copy"].cell(6, NUMBER["value"]).value, sheet["统计局 Copy"].cell(6, NUMBER["status"]).value = (
        512.25,
        STATUS,
    )
    sheet.save(tmp_path / "before" / "form.xlsx")
    assert values(tmp_path / "before" / "form.xlsx") == {"economy.gdp": 512.25}


def test_an_indicator_that_the_plan_has_dropped_since_is_missing_and_no_mistake(tmp_path):
    def asked_more(book):
        """As if the form had asked for one more."""
        book["统计局"].cell(9, 1).value = "economy.dropped"
        book["_shkplan"].append(["asked", "economy.dropped", "统计局", "统计局"])

    path = filled(blank(tmp_path), SOME, asked_more)
    (gone,) = [one for one in came(path).answers if one.indicator == "economy.dropped"]
    assert (gone.office.zh, gone.filled) == ("统计局", False)


def test_what_was_lost_is_told_in_chinese(tmp_path):
    def torn(book):
        book.remove(book["人社局"])
        book["统计局"].delete_rows(7)
        book["城管局"].delete_cols(NUMBER["status"])
        book["未指定单位"].delete_rows(3)

    path = filled(blank(tmp_path), SOME, torn)
    with pytest.raises(DataError) as refused:
        came(path)
    told = refused.value.text("zh").replace(path.as_posix(), "form.xlsx")
    assert told == (
        "form.xlsx，工作表“城管局”第3行（标识行）：现为 缺少列：status，应为发出时的各列，从 id 到 note。\n"
        "    请恢复删除或改名的列，或将数据填入新的填报表：该工作表未予读取。\n"
        "form.xlsx，工作表“未指定单位”标识行：现为 无，应为表头上方隐藏的第3行（内容为 id、name 等）。\n"
        "    请从另一份填报表的同一工作表复制该行，或将数据填入新的填报表。\n"
        "form.xlsx，工作表“人社局”：现为 无此工作表，应为人社局的工作表，应填1项。\n"
        "    请从另一份填报表复制回来，没有数据的留空。单独报送的单位，可将本单位工作表复制到新的工作簿后报送。\n"
        "form.xlsx，工作表“统计局”：现为 缺少以下指标的行：economy.gdp_growth，应为应填的3项指标各占一行。\n"
        "    请从另一份填报表复制这些行；没有数据的行应保留并留空。\n"
        "共 4 处错误。未作任何改动。"
    )


# Nothing is lost in silence -------------------------------------------------------------------------------------------

MARKS = {
    "economy.gdp": 512.25,
    "economy.firms": 731.0,
    "employment.new_jobs": 10417.0,
    "environment.green_coverage": 45.875,
}
edits = st.one_of(
    st.tuples(st.sampled_from(["delete_rows", "delete_cols", "insert_rows", "insert_cols"]), st.integers(1, 13)),
    st.tuples(st.sampled_from(["remove", "rename", "hide", "unstamp", "swap"]), st.just(0)),
    st.tuples(st.just("clear"), st.integers(1, 14)),
)


def edited(book, sheet, what, at):
    """One thing a clerk may do to a sheet."""
    match what:
        case "remove":
            book.remove(sheet)
        case "rename":
            sheet.title = f"{sheet.title}改"
        case "hide":
            sheet.row_dimensions[6].hidden = True
        case "unstamp":
            sheet.cell(3, 14).value = None
        case "swap":
            for row in range(6, 9):
                sheet.cell(row, 7).value, sheet.cell(row, 8).value = sheet.cell(row, 8).value, sheet.cell(row, 7).value
        case "clear":
            sheet.cell(3, at).value = None
        case _:
            getattr(sheet, what)(at)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan_of=st.lists(st.tuples(st.integers(0, 3), edits), min_size=1, max_size=3), hidden_gone=st.booleans())
def test_a_figure_that_is_still_in_the_workbook_is_read_or_told(tmp_path, plan_of, hidden_gone):
    """Law: whatever is done to rows, columns and sheets, a form is refused, or all that was typed and still stands in it is read."""
    path = filled(blank(tmp_path), {name: {"value": value} for name, value in MARKS.items()})
    book = openpyxl.load_workbook(path)
    sheets = [book[name] for name in book.sheetnames[1:5]]
    for at, (what, where) in plan_of:
        if sheets[at] in book.worksheets:
            edited(book, sheets[at], what, where)
    if hidden_gone:
        book.remove(book["_shkplan"])
    book.save(path)
    left = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row} & set(MARKS.values())
    try:
        found = came(path) if is_form(path) else None
    except DataError:
        return
    assert found is not None or not left or hidden_gone
    if found is not None:
        assert left <= {one.value for one in found.figures} | {
            value for value in left if any(f"{value:.12g}" in remark for remark in found.remarks)
        }


def test_a_form_whose_headings_were_changed_to_another_year_is_not_taken_for_its_own(tmp_path):
    """A clerk who reuses last year's form changes what is to be seen, and the figures would enter under the wrong year."""

    def retitled(book):
        sheet = book["统计局"]
        sheet.cell(1, 1).value = sheet.cell(1, 1).value.replace("2023", "2024")
        sheet.cell(4, NUMBER["value"]).value = "2024年数"

    title = blank(tmp_path)
    shown = openpyxl.load_workbook(title)["统计局"].cell(1, 1).value.replace("2023", "2024").replace("\u3000", " ")
    remedy = "\n    Put it back. Figures of another year go into the form of that year (shkplan form --year)."
    assert mistakes(filled(title, SOME, retitled)) == [
        f'sheet 统计局, cell A1: found "{shown}", expected the year 2023, of which the form asked.{remedy}',
        f'sheet 统计局, cell G4: found "2024年数", expected the year 2023, of which the form asked.{remedy}',
    ]


def test_nor_one_that_was_retitled_for_another_region(tmp_path):
    """The region of a form is that of its plan; a title without a region says nothing."""

    def of(text):
        def retitle(book):
            book["统计局"].cell(1, 1).value = text

        return retitle

    assert mistakes(filled(blank(tmp_path), SOME, of("中山区2023年指标数据填报表"))) == [
        (
            'sheet 统计局, cell A1: found "中山区2023年指标数据填报表", expected 本区, whose figures the form asked for.\n'
            "    Put it back. Figures of another region go into a table in our columns."
        )
    ]
    (tmp_path / "form.xlsx").unlink()
    assert values(filled(blank(tmp_path), SOME, of("2023年指标数据填报表（报统计局）"))) == {
        "economy.gdp": 512.25,
        "employment.new_jobs": 10400.0,
    }


def test_what_was_typed_into_the_guide_is_told(tmp_path):
    """The first sheet asks for nothing; beside and below its list of sheets a figure was lost without a word."""
    path = filled(blank(tmp_path), SOME)
    clean = remarks(path)

    def typed(book):
        sheet = book.worksheets[0]
        sheet["H14"].value, sheet["C40"].value, sheet["B3"].value = 512, "另报：1.2万人", "补充见下"

    told = [one for one in remarks(filled(path, {}, typed)) if one not in clean]
    assert told == [
        'sheet 填表说明, cell B3 was not read: "补充见下".',
        'sheet 填表说明, cell H14 was not read: "512".',
        'sheet 填表说明, cell C40 was not read: "另报：1.2万人".',
    ]
