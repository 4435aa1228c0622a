"""SDMX services, by an answer from a file: a tariff of another country stands in for figures of a made-up plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import requests

from shkplan.base.errors import DataError, ShkplanError, UnknownName
from shkplan.workspace.load import load_plan
from shkplan.workspace.readers import remote
from shkplan.workspace.readers.obs_status import CL_OBS_STATUS
from shkplan.workspace.readers.remote import fetch
from tests.replies import answering

PLAN = load_plan(Path(__file__).parents[1] / "data" / "good" / "example.yaml")
WANTED = """service: sdmx
provider: WB
years: 1989-1990
series:
  - indicator: economy.gdp_growth
    flow: DF_WITS_Tariff_TRAINS
    key: A.840.000.020110.Reported
    region: 示例市
    unit: '%'
"""


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    path = tmp_path / "tariff.yaml"
    path.write_text(WANTED, encoding="utf-8")
    return path


def test_figures_come_with_all_that_the_answer_states(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day the answer was prepared is taken for that of publication, and marked assumed."""
    service = answering(monkeypatch, "sdmx-wits.xml")
    (one,) = fetch(wanted, PLAN).figures
    assert (one.indicator, one.region, str(one.period), one.value, one.unit) == (
        "economy.gdp_growth", "示例市", "1989", 0.0, "%",
    )  # fmt: skip
    assert (one.form, one.price_basis, one.status) == ("growth rate", "constant", "final")
    assert (one.published, one.published_basis) == (dt.date(2024, 11, 5), "assumed")
    assert one.publisher == "World Bank World Integrated Trade Solution"
    assert one.source_title == "World Bank World Integrated Trade Solution: DF_WITS_Tariff_TRAINS"
    assert [one.address] == service.asked
    assert service.asked[0].endswith(
        "data/DF_WITS_Tariff_TRAINS/A.840.000.020110.Reported?startPeriod=1989&endPeriod=1990"
    )


def changed(service: Any, old: str, new: str) -> None:
    assert old in service.content.decode()
    service.content = service.content.decode().replace(old, new).encode()


# Beside a value of 0, by the code list CL_OBS_STATUS, version 2.3: what is no figure, and what is one of which state.
MISSING = "FHKLMOQ"
FIGURES: dict[str, tuple[str, set[str]]] = {
    "A": ("final", set()), "B": ("final", {"break"}), "D": ("final", {"doubtful"}), "E": ("estimate", set()),
    "G": ("final", {"doubtful"}), "I": ("estimate", set()), "J": ("final", {"doubtful"}), "N": ("final", {"doubtful"}),
    "P": ("preliminary", set()), "R": ("revised", set()), "S": ("final", {"doubtful"}), "U": ("final", {"doubtful"}),
    "V": ("preliminary", set()), "W": ("final", {"doubtful"}), "B,P": ("preliminary", {"break"}), "bu": ("final", {"break", "doubtful"}),
}  # fmt: skip


def with_status(service: Any, code: str, attribute: str = "OBS_STATUS") -> None:
    changed(service, 'id="TARIFFTYPE" value="MFN"', f'id="{attribute}" value="{code}"')


@pytest.mark.parametrize("code", FIGURES)
def test_the_state_of_a_figure_is_taken_from_its_attribute(
    code: str, wanted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Imputed is estimated, low reliability is doubtful, a break is a break; several letters count together."""
    with_status(answering(monkeypatch, "sdmx-wits.xml"), code)
    (one,) = fetch(wanted, PLAN).figures
    assert (one.status, one.mark, one.value) == (FIGURES[code][0], FIGURES[code][1], 0.0)


@pytest.mark.parametrize("code", MISSING)
def test_a_missing_value_is_no_figure_of_zero(code: str, wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever number stands beside the code; and that is told, in both languages."""
    with_status(answering(monkeypatch, "sdmx-wits.xml"), code)
    fetched = fetch(wanted, PLAN)
    assert fetched.figures == ()
    meaning = CL_OBS_STATUS[code].meaning
    assert fetched.remarks == (
        f"economy.gdp_growth, 示例市: no figure for 1989 (status {code}: {meaning})",
        "economy.gdp_growth, 示例市: no figure for 1990 (not in the answer)",
    )
    assert fetched.remarks[0].text("zh") == (
        f"economy.gdp_growth，示例市：1989 年没有数据（状态代码 {code}：{meaning.text('zh')}）"
    )


def test_flags_of_eurostat_are_read_too(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They stand in an attribute of their own, as small letters."""
    with_status(answering(monkeypatch, "sdmx-wits.xml"), "c", "OBS_FLAG")
    assert fetch(wanted, PLAN).remarks[0].endswith("no figure for 1989 (status c: confidential)")


def test_a_status_nobody_knows_is_told(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure of an unknown state is not taken for a final one."""
    with_status(answering(monkeypatch, "sdmx-wits.xml"), "?")
    with pytest.raises(DataError) as caught:
        fetch(wanted, PLAN)
    assert str(caught.value) == (
        f'{wanted}, line 5, series[0]: found the status "?" of 1989, expected a code of the list CL_OBS_STATUS of SDMX, '
        "or a flag of Eurostat.\n    Ask the service what it means; leave the year out of the request until then.\n"
        "1 mistake. Nothing was changed."
    )


@pytest.mark.parametrize("written", ["NaN", "nan", ""])
def test_a_year_without_a_figure_is_told(written: str, wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NaN is no figure, and neither is a year that the answer passes over."""
    changed(answering(monkeypatch, "sdmx-wits.xml"), 'ObsValue value="0"', f'ObsValue value="{written}"')
    fetched = fetch(wanted, PLAN)
    assert fetched.figures == ()
    assert fetched.remarks == (
        "economy.gdp_growth, 示例市: no figure for 1989 (no value in the answer)",
        "economy.gdp_growth, 示例市: no figure for 1990 (not in the answer)",
    )


def test_a_scale_of_the_service_asks_for_a_factor(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Millions are never read as ones: the file has to say what to multiply with."""
    service = answering(monkeypatch, "sdmx-wits.xml")
    changed(service, 'id="TARIFFTYPE" value="MFN"', 'id="UNIT_MULT" value="6"')
    changed(service, 'ObsValue value="0"', 'ObsValue value="1.1"')
    with pytest.raises(DataError, match=r"found figures in units of 10\^6, expected a factor to %"):
        fetch(wanted, PLAN)
    wanted.write_text(WANTED + "    times: 1e6\n", encoding="utf-8")
    assert [one.value for one in fetch(wanted, PLAN).figures] == [1100000.0]


@pytest.mark.parametrize(
    ("name", "how", "told"),
    [
        ("", {"error": requests.ConnectionError()}, "found no answer from WB (ConnectionError), expected its answer"),
        ("", {"error": requests.Timeout()}, "found no answer from WB (Timeout), expected its answer"),
        (
            "",
            {"content": b"gone", "status": 404},
            "found the refusal 404 of WB, expected figures of DF_WITS_Tariff_TRAINS",
        ),
        ("", {"content": b"<html>", "kind": ".xml"}, "found an answer of WB that is not understood"),
        ("world-bank-nothing.json", {}, "found an answer of WB that is not understood"),
    ],
    ids=["offline", "slow", "refused", "no sdmx", "json"],
)
def test_no_figures_are_told(
    name: str, how: dict[str, Any], told: str, wanted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the entry of the file, and what to do."""
    answering(monkeypatch, name, **how)
    with pytest.raises(DataError) as caught:
        fetch(wanted, PLAN)
    assert "tariff.yaml, line 5, series[0]: " + told in str(caught.value)


def test_months_are_refused(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only years are taken."""
    changed(answering(monkeypatch, "sdmx-wits.xml"), 'value="1989"', 'value="1989-01"')
    with pytest.raises(DataError, match='found the period "1989-01", expected a year'):
        fetch(wanted, PLAN)


def test_a_key_must_name_one_series(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two series under one key cannot both be the indicator."""
    service = answering(monkeypatch, "sdmx-wits.xml")
    text = service.content.decode()
    start, end = text.index("<generic:Series>"), text.index("</generic:Series>") + len("</generic:Series>")
    second = text[start:end].replace('value="840"', 'value="156"')
    service.content = (text[:end] + second + text[end:]).encode()
    with pytest.raises(DataError, match="found 2 series, expected one series for"):
        fetch(wanted, PLAN)


def test_an_unknown_provider_is_answered_with_the_known(wanted: Path) -> None:
    """The names that the library knows."""
    wanted.write_text(WANTED.replace("provider: WB", "provider: ECBB"), encoding="utf-8")
    with pytest.raises(UnknownName, match=r"no provider of SDMX data named 'ECBB'\. Did you mean ECB"):
        fetch(wanted, PLAN)


def test_without_the_library_it_is_said_what_to_install(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And that everything else works."""
    monkeypatch.setattr(remote, "find_spec", lambda package: None)
    with pytest.raises(ShkplanError, match=r"needs the package sdmx: pip install 'shkplan\[sdmx\]'"):
        fetch(wanted, PLAN)
