"""The request to each office: everything owed is asked once, of whom has it, and comes back as a form does."""

import io
from datetime import date

import docx
import openpyxl
import pytest
from typer.testing import CliRunner

import shkplan as sp
from shkplan.base.errors import ParameterError, UnknownName
from shkplan.cli import app
from shkplan.display.setting import speaking
from shkplan.exchange.request import write_requests
from shkplan.files import paths
from shkplan.workspace.readers.form import answered
from shkplan.workspace.readers.form.columns import NUMBER, choice
from tests.showing import in_both

STATISTICS, EDUCATION = "区统计局", "区教育局"


@pytest.fixture(scope="module")
def a():
    return sp.assess("shahekou-14fyp", as_of="2026-06-30", n_paths=200)


@pytest.fixture
def folder(a, tmp_path):
    write_requests(a, tmp_path / "asked", offices=[STATISTICS, EDUCATION], speak="zh")
    return tmp_path / "asked"


def test_every_year_owed_is_asked_once_of_whoever_has_it(a):
    """The law: what is missing, by supplier and indicator, is what is asked."""
    owed = {(str(gap.supplier), gap.verdict.indicator.id, year) for gap in a.missing for year in gap.due}
    asked = [(str(one.office), of.indicator.id, year) for one in a.requests for of in one.figures for year in of.years
             if year != of.base_year]  # fmt: skip
    assert len(asked) == len(set(asked))
    assert set(asked) == owed


def test_a_direction_without_a_baseline_asks_for_the_base_year(a):
    found = {of.indicator.id: of for one in a.requests for of in one.figures}
    assert found["economy.digital_core_share"].years == (2020, 2025)
    assert found["economy.digital_core_share"].base_year == a.plan.base_year
    assert found["employment.internship_bases"].base_year is None


def test_the_workbook_comes_back_as_a_form_does(a, folder):
    """Two years in two sheets, which say themselves what they are; the list before them asks for nothing and is passed over."""
    path = folder / f"{STATISTICS}.xlsx"
    book = openpyxl.load_workbook(path, rich_text=True)
    assert book.sheetnames == ["数据需求清单", "2020年", "2023年", "2024年", "2025年"]
    for name, value in (("2023年", 5.4), ("2025年", 5.1)):
        row = next(row for row in book[name].iter_rows() if row[0].value == "economy.gdp_growth")
        row[NUMBER["value"] - 1].value = value
        row[NUMBER["status"] - 1].value = choice("status", "final")
    book.save(path)
    came = answered(path, a.plan)
    assert [(one.indicator, one.period.first, one.value, one.status) for one in came.figures] == [
        ("economy.gdp_growth", 2023, 5.4, "final"), ("economy.gdp_growth", 2025, 5.1, "final"),
    ]  # fmt: skip
    assert came.remarks == ()
    asked = {(of.indicator.id, year) for of in a.requests[STATISTICS].figures for year in of.years}
    assert {(one.indicator, one.year) for one in came.answers} == asked
    assert all(one.office.zh == STATISTICS for one in came.answers)


def text_of(content):
    paper = docx.Document(io.BytesIO(content) if isinstance(content, bytes) else str(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return [one.text for one in paper.paragraphs], cells


def test_the_letter_names_every_figure_its_years_its_definition_and_its_use(a, folder):
    above, cells = text_of(folder / f"{EDUCATION}.docx")
    figures = a.requests[EDUCATION].figures
    assert above[:2] == ["关于提供规划评估所需数据的函", f"{EDUCATION}："]
    assert a.plan.title.zh in above[2]
    assert "2026年6月30日" in above[2]
    for one in figures:
        assert {one.indicator.name.zh, one.indicator.definition.zh} <= set(cells)
    assert sum(cell == "2025" for cell in cells) == len(figures) == 3
    assert all(any(one.gaps[0].verdict.target.locator in cell for cell in cells) for one in figures)


def test_the_letter_says_by_when_or_leaves_room_to_say_it(a, tmp_path):
    """A letter of an office has a day for the answer, a signature of who asks, and one of who answers."""
    blank, dated = tmp_path / "blank", tmp_path / "dated"
    write_requests(a, blank, offices=[EDUCATION], speak="zh")
    write_requests(a, dated, offices=[EDUCATION], speak="zh", reply_by=date(2026, 12, 5))
    without, given = (text_of(folder / f"{EDUCATION}.docx")[0] for folder in (blank, dated))
    assert without[3].startswith("请于______年____月____日前填报反馈。")
    assert given[3].startswith("请于2026年12月5日前填报反馈。")
    assert [line for line in without if line != without[3]] == [line for line in given if line != given[3]]
    assert any("发函单位印章" in line for line in given)
    assert all(word in given[-1] for word in ("填报人", "审核人", "电话", "日期"))


@pytest.mark.parametrize("day", ["2026-06-30", "2026-02-30", "soon", "2026/12/15"])
def test_a_day_for_the_answer_is_a_day_to_come(tmp_path, day):
    line = [
        "request",
        "--plan",
        "shahekou-14fyp",
        "--as-of",
        "2026-06-30",
        "--out",
        str(tmp_path / "none"),
        "--reply-by",
        day,
    ]
    found = CliRunner().invoke(app, line)
    assert found.exit_code != 0
    assert not (tmp_path / "none").exists()


def test_an_english_letter_speaks_english(a, tmp_path):
    (path, _) = sorted(write_requests(a, tmp_path, offices=["District education bureau"], speak="en"))
    above, cells = text_of(path)
    assert path.name == "District education bureau.docx"
    assert above[0] == "Request for figures"
    words = "".join((*above, *cells)).replace(a.requests[EDUCATION].figures[0].gaps[0].verdict.target.locator, "")
    locators = {gap.verdict.target.locator for one in a.requests[EDUCATION].figures for gap in one.gaps}
    for one in locators:
        words = words.replace(one, "")
    assert not [character for character in words if "\u4e00" <= character <= "\u9fff"]


def test_files_that_are_there_are_kept(a, folder):
    """An office may have filled them in already."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ParameterError, match="is there already, perhaps filled in"):
        write_requests(a, folder, speak="zh")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    write_requests(a, folder, offices=[EDUCATION], speak="zh", force=True)


def test_an_office_that_owes_nothing_is_not_known(a, tmp_path):
    with pytest.raises(UnknownName, match="区统计局"):
        write_requests(a, tmp_path, offices=["区统计"], speak="zh")
    assert list(tmp_path.iterdir()) == []


def test_it_shows_itself_by_office(a):
    chinese, english = in_both(lambda: str(sp.table(a.requests)))
    assert all(one.office.zh in chinese and one.office.en in english for one in a.requests)
    assert len(sp.table(a.requests)) == sum(len(one.figures) for one in a.requests)
    frame = a.requests.to_frame()
    assert list(frame.columns) == ["office", "indicator", "name", "year", "unit"]
    assert len(frame) == sum(len(of.years) for one in a.requests for of in one.figures)


def test_the_command_tells_what_it_wrote(tmp_path, monkeypatch):
    monkeypatch.delenv(paths.WORKSPACE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    with speaking("en"):
        asked = ["request", "--plan", "china-14fyp", "--as-of", "2026-06-30", "--lang", "en"]
        done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    written = [tmp_path / line for line in done.output.split("\n") if line.endswith((".docx", ".xlsx"))]
    assert len(written) == 2 * len(sp.assess("china-14fyp", as_of="2026-06-30").requests) > 0
    assert all(path.exists() for path in written)
    assert f"{len(written)} files" in done.output
    assert "shkplan import" in done.output


@pytest.mark.parametrize(
    ("words", "name"), [("区统计局", "区统计局"), ("a/b\\c: d?", "a b c d"), (" . ", "-"), ('"x"<y>|', "x y")]
)
def test_a_file_is_named_so_that_every_system_takes_it(words, name):
    assert paths.file_name(words) == name
