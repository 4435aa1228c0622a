"""The department's form: what it asks, what it locks, and what comes back from a clerk's hands."""

import datetime as dt
import re

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shkplan.base.errors import DataError, ParameterError
from shkplan.exchange.form import write_form
from shkplan.workspace.load import load_observations
from shkplan.workspace.readers.form import answered, read_form
from shkplan.workspace.readers.form.columns import choice, code_of
from shkplan.workspace.readers.form.receipt import Receipt
from tests.forms import HERE, STATUS, YEAR, blank, cell, filled, plan

TODAY = dt.date(2024, 5, 20)


def read(path):
    return read_form(path, plan(), today=TODAY)


def mistakes(path):
    with pytest.raises(DataError) as refused:
        read(path)
    return [str(one).removeprefix(path.as_posix() + ", ") for one in refused.value.mistakes]


# Written --------------------------------------------------------------------------------------------------------------


def test_a_sheet_for_each_office_after_a_guide(tmp_path):
    book = openpyxl.load_workbook(blank(tmp_path))
    assert book.sheetnames == ["填表说明", "城管局", "人社局", "统计局", "未指定单位", "_shkplan"]
    assert book["_shkplan"].sheet_state == "veryHidden"
    ids = [row[0].value for row in book["城管局"].iter_rows(min_row=5)]
    assert ids == [None, "environment.green_coverage", None, "environment.air_good_days"]


def test_all_in_one_sheet_targets_before_series_and_no_aim_without_a_unit(tmp_path):
    book = openpyxl.load_workbook(blank(tmp_path, split="none"))
    assert book.sheetnames == ["填表说明", "全部指标", "_shkplan"]
    ids = [row[0].value for row in book["全部指标"].iter_rows(min_row=5) if row[0].value]
    assert ids[:3] == ["environment.green_coverage", "employment.new_jobs", "economy.gdp"]
    assert "employment.harmony" not in ids


def test_only_what_is_to_be_typed_is_unlocked(tmp_path):
    sheet = openpyxl.load_workbook(blank(tmp_path))["城管局"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    row = [one.protection.locked for one in sheet[6][:13]]
    assert row == [True] * 6 + [False] * 7
    assert all(one.protection.locked for one in sheet[4])


def test_last_years_figure_stands_beside_with_its_source(tmp_path):
    book = openpyxl.load_workbook(blank(tmp_path))
    assert cell(book, "environment.green_coverage", "before").value == 45.4
    assert cell(book, "environment.green_coverage", "known").value == "2022年：45.4%（测试公报，最终）"
    assert cell(book, "employment.new_jobs", "before").value == "—"


def test_text_that_begins_like_a_formula_stays_text(tmp_path):
    definition = cell(openpyxl.load_workbook(blank(tmp_path)), "environment.green_coverage", "definition")
    assert definition.value.startswith("=绿化覆盖面积")
    assert definition.data_type == "s"


def test_numbers_are_held_to_the_bounds_and_words_to_lists(tmp_path):
    sheet = openpyxl.load_workbook(blank(tmp_path))["城管局"]
    rules = {
        rule.type + str(rule.sqref): (rule.formula1, rule.formula2) for rule in sheet.data_validations.dataValidation
    }
    assert rules["decimalG6 G8"] == ("0", "100")
    assert rules["listI6 I8"] == ('"预计 estimate,初步 preliminary,最终 final,修订 revised"', None)
    assert rules["dateK6 K8"] == ("DATE(2023,1,1)", "TODAY()")
    for rule in sheet.data_validations.dataValidation:  # Excel takes no more
        assert len(rule.prompt) <= 255
        assert len(rule.error) <= 225
        assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32


def test_cells_for_figures_keep_the_general_format():
    """Excel notices 4.5 % typed into a cell of the general format, and hides the % in one with a format for numbers."""
    from shkplan.evidence.observations import Observations
    from shkplan.exchange.form import form_workbook

    book = form_workbook(plan(), Observations(plan(), ()), YEAR)
    assert cell(book, "economy.gdp_growth", "value").number_format == "General"


def test_a_form_that_is_there_is_not_written_over(tmp_path):
    path = blank(tmp_path)
    before = path.read_bytes()
    with pytest.raises(ParameterError, match="there already"):
        write_form(plan(), load_observations(plan(), HERE), YEAR, path)
    assert path.read_bytes() == before
    assert write_form(plan(), load_observations(plan(), HERE), YEAR, path, force=True) == path


def test_no_figures_are_asked_of_a_year_to_come(tmp_path):
    from shkplan.evidence.observations import Observations

    with pytest.raises(ParameterError, match="2199"):
        write_form(plan(), Observations(plan(), ()), 2199, tmp_path / "form.xlsx")
    assert list(tmp_path.iterdir()) == []


# Read back ------------------------------------------------------------------------------------------------------------


def test_an_empty_form_has_no_figures(tmp_path):
    path = blank(tmp_path)
    assert read(path) == []
    assert answered(path, plan()).remarks == ()
    receipt = Receipt.of(answered(path, plan()).answers)
    assert (receipt.asked, receipt.filled, len(receipt.missing)) == (8, 0, 8)


def test_a_figure_comes_back_with_everything(tmp_path):
    rows = {
        "environment.green_coverage": {
            "value": 45.9, "bound": "以上 at least", "status": "最终 final", "mark": "口径变动 new basis",
            "published": dt.date(2024, 3, 31), "source": "2023年公报", "note": "=SUM 说明",
        },
        "economy.gdp_growth": {"value": 5.1},
    }  # fmt: skip

    def as_text(book):
        cell(book, "environment.green_coverage", "note").data_type = "s"

    first, second = read(filled(blank(tmp_path), rows, as_text))
    assert first.model_dump(exclude={"period"}) == {
        "indicator": "environment.green_coverage", "region": "本区", "form": "level", "bound": "lower", "value": 45.9,
        "unit": "%", "price_basis": "none", "basis": "", "status": "final", "mark": frozenset({"break"}),
        "published": dt.date(2024, 3, 31), "published_basis": "stated", "source_title": "2023年公报", "publisher": "城管局",
        "source_kind": "department form", "address": "", "source_copy": "", "copy_sha256": "", "note_zh": "=SUM 说明",
        "note_en": "",
        "place": f"{(tmp_path / 'form.xlsx').as_posix()}, sheet 城管局 row 6",
    }  # fmt: skip
    assert str(first.period) == "2023"
    assert (second.form, second.price_basis, second.bound) == ("growth rate", "constant", "exact")
    assert (second.published, second.published_basis) == (TODAY, "assumed")
    assert second.source_title == "2023年指标数据填报表（统计局）"


plain_numbers = st.decimals(min_value=0, max_value=100, places=4).map(float)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    figures=st.dictionaries(
        st.sampled_from([name for name in (*plan().indicators, *plan().series) if name != "employment.harmony"]),
        st.tuples(
            plain_numbers, st.sampled_from(["exact", "about", "lower", "upper"]),
            st.sampled_from(["estimate", "preliminary", "final", "revised"]), st.dates(dt.date(2023, 1, 1), TODAY),
        ),
    )
)  # fmt: skip
def test_whatever_is_typed_comes_back_exactly(tmp_path, figures):
    rows = {
        name: {"value": value, "bound": choice("bound", bound), "status": choice("status", status), "published": day}
        for name, (value, bound, status, day) in figures.items()
    }
    found = {one.indicator: one for one in read(filled(blank(tmp_path), rows))}
    told = {name: (one.value, one.bound, one.status, one.published) for name, one in found.items()}
    assert told == figures


def test_a_percentage_is_read_as_people_read_it(tmp_path):
    """4.5 % typed into Excel is 0.045 in a cell that shows it as a percentage."""

    def typed_with_a_sign(book):
        for name, number in {"economy.gdp_growth": 0.045, "environment.green_coverage": 0.5479}.items():
            cell(book, name, "value").value = number
            cell(book, name, "value").number_format = "0.00%"
            cell(book, name, "status").value = STATUS

    found = {one.indicator: one.value for one in read(filled(blank(tmp_path), {}, typed_with_a_sign))}
    assert found == {"economy.gdp_growth": 4.5, "environment.green_coverage": 54.79}


def test_rows_are_known_by_their_id_wherever_they_stand(tmp_path):
    def moved(book):
        sheet = book["统计局"]
        rows = [[one.value for one in row] for row in sheet.iter_rows(min_row=5)]
        for number, row in enumerate(reversed(rows), start=25):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value
        for row in sheet.iter_rows(min_row=5, max_row=24):
            for one in row:
                one.value = None
        sheet.title = "我们局"
        book.move_sheet(sheet, -3)
        book["城管局"].insert_cols(3)

    rows = {
        "economy.gdp": {"value": 512.25},
        "economy.gdp_growth": {"value": 5.1},
        "environment.green_coverage": {"value": 46},
    }
    found = {one.indicator: one.value for one in read(filled(blank(tmp_path), rows, moved))}
    assert found == {"economy.gdp": 512.25, "economy.gdp_growth": 5.1, "environment.green_coverage": 46}


@pytest.mark.parametrize("typed", ["初步", "preliminary", " 初步  Preliminary ", "初步 preliminary"])
def test_words_may_be_typed_in_either_language(typed):
    assert code_of("status", typed) == "preliminary"


def test_a_note_without_a_figure_is_told_and_nothing_else(tmp_path):
    path = filled(blank(tmp_path), {}, lambda book: setattr(cell(book, "economy.gdp", "note"), "value", "普查后公布"))
    assert read(path) == []
    (gap,) = [one for one in answered(path, plan()).answers if one.indicator == "economy.gdp"]
    assert (gap.filled, gap.note) == (False, "普查后公布")


@pytest.mark.parametrize(
    ("entry", "value", "told"),
    [
        ("plan", "shahekou-14fyp", 'form, plan: found "shahekou-14fyp", expected offices.'),
        ("region", "本市", 'form, region: found "本市", expected 本区.'),
        ("year", 2031, 'form, year: found "2031", expected a year up to 2024.'),
        ("year", "=YEAR(TODAY())", 'form, year: found "=YEAR(TODAY())", expected a year up to 2024.'),
        ("version", "99", 'form, version: found "99", expected 2.'),
    ],
)
def test_a_form_of_another_plan_or_year_is_refused(tmp_path, entry, value, told):
    def changed(book):
        row = next(row for row in book["_shkplan"].iter_rows() if row[0].value == entry)
        row[1].value = value

    path = filled(blank(tmp_path), {"economy.gdp": {"value": 500}}, changed)
    assert [one.split("\n")[0] for one in mistakes(path)] == [told]


def test_an_id_exchanged_for_that_of_another_row_is_seen(tmp_path):
    def exchanged(book):
        cell(book, "economy.gdp", "id").value = "economy.investment_growth"

    told = mistakes(filled(blank(tmp_path), {"economy.gdp": {"value": 500}}, exchanged))
    assert told[0].startswith(
        "sheet 统计局, cell A6 (id): found economy.investment_growth beside 地区生产总值, expected economy.gdp"
    )
    assert told[1].startswith('sheet 统计局, cell D6 (unit): found "亿元", expected %, as in the plan.')


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("４５．９", '"４５．９" (full-width digits and full-width punctuation), expected a number in plain digits.'),
        ("45.9%", '"45.9%", expected a number.'),
        (True, '"TRUE", expected a number in %.'),
        (dt.date(2024, 5, 4), "a date, 2024-05-04, expected a number in %."),
        ("#DIV/0!", '"#DIV/0!", expected a number.'),
    ],
)
def test_what_is_no_number_is_told_with_its_cell(tmp_path, typed, told):
    path = filled(blank(tmp_path), {"environment.green_coverage": {"value": typed}})
    assert [re.sub(r"\n.*", "", one) for one in mistakes(path)] == [f"sheet 城管局, cell G6 (figure): found {told}"]


@pytest.mark.parametrize("typed", ["2024/3/31", "2024年3月31日", "20240331", dt.date(2024, 3, 31)])
def test_a_day_is_read_in_any_usual_shape(tmp_path, typed):
    (figure,) = read(filled(blank(tmp_path), {"economy.gdp": {"value": 500, "published": typed}}))
    assert (figure.published, figure.published_basis) == (dt.date(2024, 3, 31), "stated")


def test_a_number_that_is_no_day_is_told(tmp_path):
    """Typed into a cell for dates, 20240331 lies beyond the days a program can count; it shows as #####."""
    path = filled(blank(tmp_path), {"economy.gdp": {"value": 500, "published": 20240331}})
    assert mistakes(path) == [
        (
            'sheet 统计局, cell K6 (published): found "#VALUE!", expected a date.\n'
            "    Write the date as YYYY-MM-DD, a day that the calendar has; or leave it empty."
        )
    ]


def test_a_number_kept_as_text_is_a_number(tmp_path):
    (figure,) = read(filled(blank(tmp_path), {"economy.gdp": {"value": "512.5"}}))
    assert figure.value == 512.5
