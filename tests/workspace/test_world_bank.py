"""The World Bank, by answers from files: what is asked, what comes out, and what is told when nothing does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import requests
import wbgapi
from typer.testing import CliRunner

from shkplan.base.errors import DataError, ShkplanError
from shkplan.cli import app
from shkplan.workspace.load import load_plan
from shkplan.workspace.readers import remote
from shkplan.workspace.readers.remote import fetch
from shkplan.workspace.readers.tidy_csv import read_tidy_csv
from tests.replies import answering

EXAMPLE = Path(__file__).parents[1] / "data" / "good" / "example.yaml"
PLAN = load_plan(EXAMPLE)
WANTED = """service: world-bank
years: 2022-2023
series:
  - indicator: population.resident
    code: SP.POP.TOTL
    regions: {USA: 示例市}
    unit: 人
"""
ADDRESS = "https://api.worldbank.org/v2/country/USA/indicator/SP.POP.TOTL?date=2022%3A2023&source=2&format=json"


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    path = tmp_path / "population.yaml"
    path.write_text(WANTED, encoding="utf-8")
    return path


def test_figures_come_with_all_that_the_answer_states(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Value to the last digit, the day of the update, title and address; form and prices by the plan."""
    answering(monkeypatch, "world-bank-population.json")
    earlier, later = fetch(wanted, PLAN).figures
    assert [(str(one.period), one.value, one.unit) for one in (earlier, later)] == [
        ("2022", 333996304.0, "人"), ("2023", 336755052.0, "人"),
    ]  # fmt: skip
    assert (earlier.indicator, earlier.region, earlier.form) == ("population.resident", "示例市", "level")
    assert (earlier.price_basis, earlier.status, earlier.bound) == ("none", "final", "exact")
    assert (earlier.published, earlier.published_basis) == (dt.date(2026, 7, 13), "stated")
    assert (earlier.source_title, earlier.publisher) == ("World Bank Open Data: Population, total", "World Bank")
    assert (earlier.address, earlier.note_en) == (ADDRESS, "series SP.POP.TOTL of the World Bank")


def test_one_question_is_asked_for_a_series(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Country, series, years and database stand in it; the library's options are as before."""
    before, service = wbgapi.get_options, answering(monkeypatch, "world-bank-population.json")
    fetch(wanted, PLAN)
    (asked,) = service.asked
    assert asked.startswith("https://api.worldbank.org/v2/en/country/USA/indicator/SP.POP.TOTL?")
    assert "date=2022%3A2023&source=2" in asked
    assert wbgapi.get_options is before


def test_a_factor_is_applied_in_decimals(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From persons to units of ten thousand, as a person would shift the point."""
    wanted.write_text(WANTED.replace("unit: 人", "unit: 万人\n    times: 0.0001"), encoding="utf-8")
    answering(monkeypatch, "world-bank-population.json")
    assert [one.value for one in fetch(wanted, PLAN).figures] == [33399.6304, 33675.5052]


def test_years_without_a_figure_and_forecasts_are_left_out(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Null is no figure, F is a forecast, P is preliminary."""
    service = answering(monkeypatch, "world-bank-population.json")
    service.content = service.content.replace(b"336755052", b"null")
    fetched = fetch(wanted, PLAN)
    assert [str(one.period) for one in fetched.figures] == ["2022"]
    assert fetched.remarks == ("population.resident, 示例市: no figure for 2023 (no value in the answer)",)
    service.content = service.content.replace(b'"obs_status":""', b'"obs_status":"P"')
    assert [one.status for one in fetch(wanted, PLAN).figures] == ["preliminary"]
    service.content = service.content.replace(b'"obs_status":"P"', b'"obs_status":"F"')
    assert fetch(wanted, PLAN).remarks == (
        "population.resident, 示例市: no figure for 2022, 2023 (status F: forecast)",
    )


@pytest.mark.parametrize(
    ("name", "how", "told"),
    [
        (
            "",
            {"error": requests.ConnectionError()},
            "found no answer from the World Bank (ConnectionError), expected its answer",
        ),
        ("", {"error": requests.Timeout()}, "found no answer from the World Bank (Timeout), expected its answer"),
        ("", {"content": b"<html>", "status": 200}, "found an answer that is not understood"),
        ("", {"content": b"[]", "status": 503}, "found an answer that is not understood (APIError: [503]"),
        (
            "world-bank-refused.json",
            {},
            "found The provided parameter value is not valid, expected figures of SP.POP.TOTL",
        ),
        ("world-bank-nothing.json", {}, "found no figures, expected figures of SP.POP.TOTL"),
    ],
    ids=["offline", "slow", "no json", "out of service", "refused", "nothing"],
)
def test_no_figures_are_told(
    name: str, how: dict[str, Any], told: str, wanted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the entry of the file, and what to do."""
    answering(monkeypatch, name, **how)
    with pytest.raises(DataError) as caught:
        fetch(wanted, PLAN)
    assert "population.yaml, line 4, series[0]: " + told in str(caught.value)


def test_figures_of_another_country_are_refused(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not asked for does not become a figure of a region of the plan."""
    wanted.write_text(WANTED.replace("USA", "CHN"), encoding="utf-8")
    answering(monkeypatch, "world-bank-population.json")
    with pytest.raises(DataError, match=r"found figures of United States \(USA\), expected those of the countries"):
        fetch(wanted, PLAN)


def test_monthly_figures_are_refused(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only years are taken."""
    service = answering(monkeypatch, "world-bank-population.json")
    service.content = service.content.replace(b'"2023"', b'"2023M01"')
    with pytest.raises(DataError, match='found the period "2023M01", expected a year'):
        fetch(wanted, PLAN)


def test_without_the_library_it_is_said_what_to_install(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And that everything else works."""
    monkeypatch.setattr(remote, "find_spec", lambda package: None)
    with pytest.raises(
        ShkplanError, match=r"needs the package wbgapi: pip install 'shkplan\[worldbank\]'. Everything else"
    ):
        fetch(wanted, PLAN)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("population.resident", "population.residents",
         'line 4, series[0].indicator: found "population.residents", expected the id of an indicator of example.'),
        ("示例市", "示例省", 'line 6, series[0].regions: found "示例省", expected a region of example.'),
        ("unit: 人", "unit: 亿元", 'line 7, series[0].unit: found "亿元", expected a unit that converts to 万人.'),
        ("world-bank", "worldbank", "line 1, service: found \"worldbank\", expected one of 'world-bank', 'sdmx'."),
        ("code:", "cod:", 'found "cod", expected no such entry here.'),
        ("years: 2022-2023", "years: 2023-2022", 'line 2, world-bank.years: found "2023-2022"'),
        (WANTED, "[]", "file: found no entries, expected what to fetch."),
    ],
    ids=["indicator", "region", "unit", "service", "entry", "years", "list"],
)  # fmt: skip
def test_mistakes_in_the_file_are_told_before_anything_is_asked(
    old: str, new: str, told: str, wanted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With their line; the service is not troubled."""
    service = answering(monkeypatch, "world-bank-population.json")
    wanted.write_text(WANTED.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        fetch(wanted, PLAN)
    assert told in str(caught.value)
    assert service.asked == []


def test_the_command_writes_a_tidy_table(wanted: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """To be looked at, and then imported; nothing stands there when the service does not answer."""
    answering(monkeypatch, "world-bank-population.json")
    target = tmp_path / "population.csv"
    told = CliRunner().invoke(app, ["fetch", str(wanted), "--plan", str(EXAMPLE), "--out", str(target)])
    assert (told.exit_code, told.output) == (0, f"{target}: 2 figures\n")
    assert [one.value for one in read_tidy_csv(target)] == [333996304.0, 336755052.0]
    target.unlink()
    answering(monkeypatch, error=requests.ConnectionError())
    told = CliRunner().invoke(app, ["fetch", str(wanted), "--plan", str(EXAMPLE), "--out", str(target)])
    assert told.exit_code == 1
    assert "everything but fetch works offline" in told.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["population.yaml"]
