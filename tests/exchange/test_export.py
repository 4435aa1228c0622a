"""Exports: what is written reads back equal, runs nothing, and says where every figure is from."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any, get_args

import frictionless
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from shkplan.base.characters import beyond_display
from shkplan.base.errors import Place, ShkplanError, UnknownName
from shkplan.base.messages import catalogue
from shkplan.cli import app
from shkplan.display import setting
from shkplan.display.setting import speaking
from shkplan.evidence.observation import Bound, Form, Observation
from shkplan.evidence.observations import Observations
from shkplan.exchange.export import export, workbook
from shkplan.exchange.export.rows import tidy_csv
from shkplan.workspace.load import Workspace, load_observations, load_plan
from shkplan.workspace.readers.tidy_csv import number, read_tidy_csv
from tests.showing import scene

EXAMPLE = Path(__file__).parents[1] / "data" / "good" / "example.yaml"
PLAN = load_plan(EXAMPLE)
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
KEEPS_LINES = "".join(["=+-@＝＋－＠'\"，,;\n\r\t 示例区注abc1", "\u3000\u00a0%"])


def figure(**how: Any) -> Observation:
    """A made-up figure of a made-up district."""
    whole: dict[str, Any] = {
        "indicator": "population.resident", "region": "示例区", "period": "2020", "form": "level", "bound": "exact",
        "value": 12.5, "unit": "万人", "price_basis": "none", "status": "final", "published": dt.date(2021, 1, 5),
        "published_basis": "stated", "source_title": "示例统计年鉴（虚构）", "source_kind": "yearbook or bulletin",
    }  # fmt: skip
    return Observation.model_validate({**whole, **how})


def of(*figures: Observation) -> Observations:
    return Observations(PLAN, figures)


HOSTILE = figure(
    source_title='=HYPERLINK("http://example.invalid","x")', publisher="+1", note_zh="＝1+1", note_en="-2+3 cmd", basis="'@SUM(A1)",
    value=-0.5, unit="万人",
).model_copy(update={"address": "@x"})  # fmt: skip  # which no reader lets in


def placeless(figures: Any) -> list[Observation]:
    return [one.model_copy(update={"place": Place()}) for one in figures]


# Reading back ---------------------------------------------------------------------------------------------------------

words = st.text(alphabet=KEEPS_LINES, max_size=12)
prose = words.filter(lambda text: beyond_display(text) is None)
names = words.filter(lambda text: beyond_display(text, name=True) is None)
titles = names.filter(lambda text: text.strip() != "")
addresses = st.sampled_from(["", "https://example.invalid/?q=一,'二'", "http://example.invalid/=1+1"])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.builds(
            figure,
            value=st.floats(allow_nan=False, allow_infinity=False),
            period=st.integers(1990, 2020).map(str),
            status=st.sampled_from(["estimate", "preliminary", "final", "revised"]),
            mark=st.sets(st.sampled_from(["doubtful", "break"])),
            source_title=titles, publisher=names, note_zh=prose, note_en=prose, address=addresses, basis=names,
        ),
        max_size=4,
    )
)  # fmt: skip
def test_what_is_exported_reads_back_equal(
    tmp_path_factory: pytest.TempPathFactory, figures: list[Observation]
) -> None:
    """Any figure, with any text in it, to the last digit."""
    folder = tmp_path_factory.mktemp("any")
    export(of(*figures), folder)
    assert placeless(read_tidy_csv(folder / "example.csv")) == figures


def test_the_shipped_figures_read_back_equal(tmp_path: Path) -> None:
    """Both from the CSV file and from the package."""
    published = scene().published
    export(published, tmp_path, ["csv", "datapackage"])
    expected = placeless(published)
    assert placeless(read_tidy_csv(tmp_path / "shahekou-14fyp.csv")) == expected
    assert placeless(read_tidy_csv(tmp_path / "shahekou-14fyp-datapackage" / "figures.csv")) == expected


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_their_last_digit(value: float) -> None:
    """The shortest text that reads back as the same number."""
    assert float(number(value)) == value


def test_sums_over_years_are_exported_too() -> None:
    """A range of years is written as the tidy table writes it."""
    total = figure(period="2016-2020", form="sum")
    row = next(csv.DictReader(tidy_csv([total]).splitlines()))
    assert (row["period"], row["form"], row["value"]) == ("2016-2020", "sum", "12.5")


# Nothing that runs ----------------------------------------------------------------------------------------------------


def test_text_that_a_spreadsheet_would_run_is_neutralised_everywhere(tmp_path: Path) -> None:
    """In every cell of text of every format; a number below zero stays a number."""
    export(of(HOSTILE), tmp_path, ["csv", "xlsx", "datapackage"])
    tables = [tmp_path / "example.csv", *(tmp_path / "example-datapackage").glob("*.csv")]
    rows = [
        row for path in tables for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    ]
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(STARTS)] == ["-0.5", "-0.5"]
    assert '\'=HYPERLINK("http://example.invalid","x")' in cells
    assert "'=An example." in cells  # the statement of a target
    assert "''@SUM(A1)" in cells
    book = openpyxl.load_workbook(tmp_path / "example.xlsx")
    every = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.value for cell in every if cell.data_type == "f"] == []
    assert [cell.value for cell in every if str(cell.value).startswith(STARTS)] == [-0.5]


def test_control_characters_do_not_break_the_workbook(tmp_path: Path) -> None:
    """What no workbook can hold is shown as its code; very long text is cut where a cell is full."""
    odd = figure(note_en="x" * 40_000, publisher="#REF!").model_copy(
        update={"note_zh": "a\x07b"}
    )  # no reader lets it in
    export(of(odd), tmp_path, ["xlsx"])
    with speaking("zh"):
        export(of(odd), tmp_path, ["xlsx"])
    (row,) = openpyxl.load_workbook(tmp_path / "example.xlsx").worksheets[0].iter_rows(min_row=2)
    assert row[-1].value == "a\\x07b"
    assert (row[15].value, row[15].data_type) == ("#REF!", "s")


# The workbook ---------------------------------------------------------------------------------------------------------


def test_the_workbook_has_figures_sources_targets_and_notes(tmp_path: Path) -> None:
    """Numbers as numbers, days as days, headings that stay in sight."""
    with speaking("zh"):
        export(of(figure(), figure(period="2019", published="2020-01-05")), tmp_path, ["xlsx"])
    book = openpyxl.load_workbook(tmp_path / "example.xlsx")
    assert book.sheetnames == ["数据", "来源", "目标", "说明"]
    assert [sheet.freeze_panes for sheet in book] == ["A2"] * 4
    heading, row, _ = book["数据"].iter_rows(values_only=True)
    shown = dict(zip(heading, row, strict=True))
    assert (shown["指标"], shown["地区"], shown["时期"], shown["数值"]) == ("常住人口", "示例区", 2020, 12.5)
    assert (shown["形式"], shown["数据状态"], shown["公布日期"]) == ("水平", "最终", dt.datetime(2021, 1, 5))  # noqa: DTZ001
    assert [row[-1] for row in book["来源"].iter_rows(min_row=2, values_only=True)] == [1, 1]
    assert book["目标"]["A2"].value == "地区生产总值增速"
    assert any("不对数据主张或授予任何许可" in str(row[0].value) for row in book["说明"].iter_rows())


def test_the_workbook_speaks_the_language_in_force(tmp_path: Path) -> None:
    """The same numbers, other words."""
    with speaking("en"):
        export(of(figure()), tmp_path, ["xlsx"])
    book = openpyxl.load_workbook(tmp_path / "example.xlsx")
    assert book.sheetnames == ["Figures", "Sources", "Targets", "Notes"]
    assert [cell.value for cell in book["Figures"][2]][:5] == [
        "Resident population", "population.resident", "Example District", 2020, 12.5,
    ]  # fmt: skip


def test_every_code_has_words() -> None:
    """Every form, bound and ground of a date can be said in both languages, and every column has its heading."""
    codes = [*(f"form.{one.replace(' ', '_')}" for one in get_args(Form)), *(f"bound.{one}" for one in get_args(Bound))]
    for key in (*codes, "date.stated", "date.assumed", *(f"column.{one}" for one in workbook.FIGURES)):
        assert set(catalogue()[f"export.{key}"]) == {"en", "zh"}


# The Data Package -----------------------------------------------------------------------------------------------------


def described(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return content


PLANS = Workspace.shipped().ids("plans")


@pytest.mark.parametrize("plan", PLANS)
def test_every_export_is_valid_by_its_own_schema(plan: str, tmp_path: Path) -> None:
    """By the library of its makers: types, enumerations, primary and foreign keys hold for all that is shipped."""
    export(load_observations(load_plan(plan)), tmp_path, ["csv", "datapackage"])
    package = tmp_path / f"{plan}-datapackage"
    report = frictionless.validate(str(package / "datapackage.json"))
    assert report.flatten(["type", "note"]) == []
    assert {task.name for task in report.tasks} == {"figures", "sources", "indicators", "regions", "targets"}
    schema = next(one["schema"] for one in described(package)["resources"] if one["name"] == "figures")
    keyless = {key: value for key, value in schema.items() if key != "foreignKeys"}
    alone = {"name": "figures", "path": f"{plan}.csv", "encoding": "utf-8-sig", "schema": keyless}
    report = frictionless.Resource.from_descriptor(alone, basepath=str(tmp_path)).validate()
    assert report.flatten(["type", "note"]) == []


@pytest.mark.parametrize("plan", PLANS)
def test_the_number_of_a_target_is_exported_as_a_number(plan: str, tmp_path: Path) -> None:
    """A fall of 13.5 % is -13.5 in the table of targets, not text with a mark in front, as it once was."""
    register = load_plan(plan)
    export(load_observations(register), tmp_path, ["datapackage"])
    with (tmp_path / f"{plan}-datapackage" / "targets.csv").open(encoding="utf-8", newline="") as file:
        read = [float(row["number"]) for row in csv.DictReader(file) if row["number"]]
    targets = [target for one in register.indicators.values() for target in one.targets_in_force()]
    assert read == [target.number for target in targets if hasattr(target, "number")]  # type: ignore[union-attr]
    assert read


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("figures.csv", ",exact,12.5,", ",exact,twelve,", "type-error"),
        ("figures.csv", ",exact,12.5,", ",precise,12.5,", "constraint-error"),
        ("figures.csv", "population.resident", "population.residents", "foreign-key"),
        ("sources.csv", "示例局", "别的局", "foreign-key"),
        ("regions.csv", "示例市", "示例区", "primary-key"),
    ],
)
def test_the_schema_finds_what_is_wrong(table: str, old: str, new: str, error: str, tmp_path: Path) -> None:
    """A validator with the schema alone sees a changed cell."""
    export(of(figure(publisher="示例局")), tmp_path, ["datapackage"])
    path = tmp_path / "example-datapackage" / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    report = frictionless.validate(str(path.parent / "datapackage.json"))
    assert error in {found for (found,) in report.flatten(["type"])}


def test_the_package_claims_no_licence_and_names_its_sources(tmp_path: Path) -> None:
    """The figures are facts of others."""
    export(of(figure(publisher="示例局", address="https://example.invalid/1")), tmp_path, ["datapackage"])
    content = described(tmp_path / "example-datapackage")
    assert [one["name"] for one in content["licenses"]] == ["notspecified"]
    assert "No licence over them is claimed" in content["description"]
    assert content["sources"] == [
        {"title": "示例规划纲要, 示例区政府"},
        {"title": "示例统计年鉴（虚构）, 示例局", "path": "https://example.invalid/1"},
    ]


def test_what_was_known_on_a_day_is_exported_alone(tmp_path: Path) -> None:
    """as_of cuts figures and their sources, and the package says so."""
    known = of(figure(), figure(period="2021", published="2022-01-05", source_title="后来")).as_of("2021-12-31")
    export(known, tmp_path, ["csv", "datapackage"])
    assert len(read_tidy_csv(tmp_path / "example.csv")) == 1
    assert "What was published by 2021-12-31." in described(tmp_path / "example-datapackage")["description"]
    assert "后来" not in (tmp_path / "example-datapackage" / "sources.csv").read_text(encoding="utf-8")


# Files and command ----------------------------------------------------------------------------------------------------


def test_an_export_replaces_the_earlier_one_whole(tmp_path: Path) -> None:
    """No table of an earlier package stays behind."""
    (tmp_path / "example-datapackage").mkdir()
    (tmp_path / "example-datapackage" / "old.csv").write_text("x", encoding="utf-8")
    written = export(of(figure()), tmp_path, ["csv", "xlsx", "datapackage"])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in written)
    assert not (tmp_path / "example-datapackage" / "old.csv").exists()


def test_an_export_that_fails_leaves_the_earlier_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half-written takes its place."""
    export(of(figure()), tmp_path, ["datapackage"])
    before = (tmp_path / "example-datapackage" / "figures.csv").read_bytes()
    monkeypatch.setattr("shkplan.exchange.export.datapackage.json.dumps", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(of(figure(value=13)), tmp_path, ["datapackage"])
    assert (tmp_path / "example-datapackage" / "figures.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["example-datapackage"]


def test_excel_knows_the_file_for_utf8_by_its_mark(tmp_path: Path) -> None:
    """The byte order mark stands before the header."""
    export(of(figure()), tmp_path)
    assert (tmp_path / "example.csv").read_bytes().startswith(b"\xef\xbb\xbfindicator,region,")


def test_an_unknown_format_is_answered_with_the_known(tmp_path: Path) -> None:
    """Before anything is written."""
    with pytest.raises(UnknownName, match=r"no format named 'xls'\. Did you mean xlsx"):
        export(of(figure()), tmp_path, ["csv", "xls"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    """Such as a file in its place."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(ShkplanError, match="cannot be written to"):
        export(of(figure()), tmp_path / "taken")


def test_the_command_names_what_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line a file; with the day and the language asked for."""
    asked = ["export", "--plan", str(EXAMPLE), "--format", "csv,xlsx", "--as-of", "2021-12-31", "--out", str(tmp_path)]
    monkeypatch.setattr(setting._Everywhere, "language", "en")  # what the command sets is undone after the test
    monkeypatch.setattr(setting._here, "language", "en", raising=False)
    told = CliRunner().invoke(app, [*asked, "--lang", "zh"])
    assert (told.exit_code, told.output.splitlines()) == (
        0,
        [str(tmp_path / "example.csv"), str(tmp_path / "example.xlsx")],
    )
    assert openpyxl.load_workbook(tmp_path / "example.xlsx").sheetnames[0] == "数据"
    refused = CliRunner().invoke(app, [*asked, "--as-of", "yesterday"])
    assert (refused.exit_code, refused.output) == (2, "as_of: a day such as 2023-06-30 is wanted, not 'yesterday'.\n")
