"""The receipt of an import: what was asked, filled in, missing, by office, in both languages."""

import pytest
from typer.testing import CliRunner

import shkplan as sp
from shkplan.cli import app
from shkplan.display.setting import speaking
from shkplan.exchange.importing import plan_import
from shkplan.files import paths
from tests.forms import blank, cell, filled, lay_out

SOME = {
    "environment.green_coverage": {"value": 45.6}, "employment.new_jobs": {"value": 10400}, "economy.gdp": {"value": 512},
    "economy.firms": {"note": "普查后公布", "status": None},
}  # fmt: skip
ENGLISH = """\
Receipt, 2023: 8 asked, 3 filled in, 5 missing
Office                  Asked  Filled in  Missing  Which, and why
──────────────────────  ─────  ─────────  ───────  ───────────────────────────────────
City management bureau      2          1        1  - Days of good air
                                                   (environment.air_good_days)
Human resources bureau      1          1        0
Statistics bureau           3          1        2  - Growth of regional GDP
                                                   (economy.gdp_growth)
                                                   - Growth of fixed investment
                                                   (economy.investment_growth)
No office named             2          0        2  - Firms (economy.firms): 普查后公布
                                                   - Business parks (economy.parks)"""
CHINESE = """\
回执：2023年应填8项，已填3项，缺报5项
单位        应填  已填  缺报  缺报指标及原因
──────────  ────  ────  ────  ────────────────────────────────────────
城管局         2     1     1  - 空气优良天数比例
                              （environment.air_good_days）
人社局         1     1     0
统计局         3     1     2  - 地区生产总值增速（economy.gdp_growth）
                              - 固定资产投资增速
                              （economy.investment_growth）
未指定单位     2     0     2  - 企业数（economy.firms）：普查后公布
                              - 园区数（economy.parks）"""


def bare(text):
    return [line.rstrip() for line in text.splitlines()]


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.delenv(paths.WORKSPACE_VARIABLE, raising=False)
    folder = lay_out(tmp_path)
    monkeypatch.chdir(folder)
    filled(blank(folder), SOME)
    return folder


def test_it_is_a_value(root):
    receipt = plan_import([root / "form.xlsx"]).receipt
    assert (receipt.asked, receipt.filled, [one.indicator for one in receipt.missing]) == (
        8, 3, ["environment.air_good_days", "economy.gdp_growth", "economy.investment_growth", "economy.firms", "economy.parks"],
    )  # fmt: skip
    assert [(one.office.zh, one.asked, one.filled) for one in receipt.offices] == [
        ("城管局", 2, 1), ("人社局", 1, 1), ("统计局", 3, 1), ("未指定单位", 2, 0),
    ]  # fmt: skip
    frame = receipt.to_frame()
    assert frame.loc[frame["indicator"] == "economy.firms"].iloc[0].to_dict() == {
        "office": "未指定单位", "indicator": "economy.firms", "name": "企业数", "region": "本区", "year": 2023, "filled": False,
        "note": "普查后公布", "file": "form.xlsx", "sheet": "未指定单位",
    }  # fmt: skip


@pytest.mark.parametrize(("language", "expected"), [("en", ENGLISH), ("zh", CHINESE)])
def test_it_reads_as_a_table_in_both_languages(root, language, expected):
    receipt = plan_import([root / "form.xlsx"]).receipt
    with speaking(language):
        assert bare(str(sp.table(receipt))) == bare(expected)


@pytest.mark.parametrize(("locale", "expected"), [("C", ENGLISH), ("zh_CN.UTF-8", CHINESE)])
@pytest.mark.parametrize("option", ["--dry-run", "--yes"])
def test_it_is_printed_with_every_import(root, monkeypatch, locale, expected, option):
    monkeypatch.setenv("LC_ALL", locale)
    shown = CliRunner().invoke(app, ["import", "form.xlsx", option])
    assert shown.exit_code == 0, shown.output
    assert "\n".join(bare(expected)) in "\n".join(bare(shown.stdout))


def test_what_two_offices_fill_in_in_two_copies_is_one_receipt(root):
    filled(blank(root), {"economy.gdp": {"value": 512}}).rename(root / "one.xlsx")
    filled(
        blank(root), {"employment.new_jobs": {"value": 10400}},
        lambda book: setattr(cell(book, "economy.parks", "note"), "value", "未统计"),
    ).rename(root / "two.xlsx")  # fmt: skip
    receipt = plan_import([root / "one.xlsx", root / "two.xlsx"]).receipt
    assert (receipt.asked, receipt.filled) == (8, 2)
    assert [one.note for one in receipt.missing if one.indicator == "economy.parks"] == ["未统计"]


def test_a_table_has_no_receipt(root):
    header = (root / "data" / "observations" / "district.csv").read_text(encoding="utf-8").split("\n")[0]
    (root / "table.csv").write_text(f"{header}\n", encoding="utf-8")
    coming = plan_import([root / "table.csv"])
    assert not coming.receipt
    assert coming.preview() == "No figures; nothing to write."
