"""The layout of the IAMC: what is written is what the assessments say, what is read is what a table says, and pyam agrees.

The last tests need a Python with pyam (``pip install pyam-iamc``), which is no dependency: name it in SHKPLAN_PYAM, as in
``SHKPLAN_PYAM=/path/to/python pytest tests/exchange/test_iamc.py``.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pandas as pd
import pytest

import shkplan as sp
from shkplan.assessment.scenarios.iamc import INDEX
from shkplan.base.errors import DataError, ParameterError
from shkplan.exchange.export import export
from shkplan.exchange.iamc import is_iamc, taken_as_scenarios
from shkplan.register.scenario import Scenario
from tests.showing import scene, several

GDP, PLAN, HERE = "economy.gdp_growth", "shahekou-14fyp", "沙河口区"
YEARS = (2024, 2025)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return several().to_iamc().set_index(list(INDEX[1:4]))


def test_a_variable_holds_what_was_published_and_medians(frame: pd.DataFrame) -> None:
    """Figures as published, in years without one the median of the projection, per cent of paths below in rows of their own."""
    base = several().baseline
    series, projection = base.series(GDP), base.projection(GDP)
    row = frame.loc[("baseline", HERE, "economy|gdp_growth")]
    for year in series.years:
        assert row[year] == series.value(year)
    told = projection.to_frame()
    for year in (2025, 2030):
        assert row[year] == pytest.approx(told.loc[year, "median"])
        assert frame.loc[("baseline", HERE, "economy|gdp_growth|10.0th Percentile"), year] == pytest.approx(told.loc[year, "low_80"])  # fmt: skip
        assert frame.loc[("baseline", HERE, "economy|gdp_growth|97.5th Percentile"), year] == pytest.approx(told.loc[year, "high_95"])  # fmt: skip


def test_a_scenario_holds_what_it_claims(frame: pd.DataFrame) -> None:
    """7 % in 2024 and 2025, every percentile of it."""
    for share in ("", "|2.5th Percentile", "|90.0th Percentile"):
        assert list(frame.loc[("faster", HERE, f"economy|gdp_growth{share}"), list(YEARS)]) == [7.0, 7.0]


def test_each_row_stands_once_and_has_all_its_names() -> None:
    whole = several().to_iamc()
    assert not whole.duplicated(list(INDEX)).any()
    assert not whole[list(INDEX)].isna().any().any()
    assert set(whole["Scenario"]) == {"baseline", *several().names}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_comes_back_as_claims(ending: str, tmp_path: Path, frame: pd.DataFrame) -> None:
    """Of what this library wrote: medians that differ from the baseline's are claimed; the baseline is no scenario."""
    path = tmp_path / f"table.{ending}"
    several().to_iamc(path)
    assert is_iamc(path)
    came = sp.load_iamc(path, PLAN, since=2023)
    assert [one.id for one in came] == list(several().names)
    levels = {(claim.years.first, claim.years.last): claim.number for claim in came[0].claims_on(GDP, HERE)}  # type: ignore[union-attr]
    assert levels[2024, 2025] == 7.0
    known = several().baseline.series(GDP).years[-1]
    assert all(first > known for first, _ in levels if first > 2022)
    for claim in came[0].claims:
        under, base = (
            frame.loc[(name, claim.region, claim.indicator.replace(".", "|"))] for name in ("faster", "baseline")
        )
        assert under[claim.years.first] != base[claim.years.first]
    others = {key for key in frame.loc["faster"].index if "Percentile" not in key[1]}
    assert len({claim.indicator for claim in came[0].claims}) < len(others)


def test_what_was_published_is_no_claim(tmp_path: Path) -> None:
    """By default the years of a series up to its latest figure are history, whatever the table says of them."""
    path = tmp_path / "table.csv"
    path.write_text(
        f"Model,Scenario,Region,Variable,Unit,2020,2021,2030\nM,Fast growth,{HERE},Economy|GDP_growth,%,9,9,6\n",
        encoding="utf-8",
    )
    (one,) = sp.load_iamc(path, PLAN)
    assert (one.id, one.author, one.title.en) == ("fast-growth", "M", "Fast growth")
    assert [(claim.years.first, claim.number, claim.unit) for claim in one.claims] == [(2030, 6.0, "%")]  # type: ignore[union-attr]
    (early,) = sp.load_iamc(path, PLAN, since=2020)
    assert [str(claim.years) for claim in early.claims] == ["2020-2021", "2030"]


def test_a_long_table_and_other_names_are_read(tmp_path: Path) -> None:
    """A row a year; a variable of another name; the region by its English name; percentiles as an interval where asked."""
    path = tmp_path / "long.csv"
    rows = "\n".join(
        f"M,S,Shahekou District,{variable},%,2030,{value}"
        for variable, value in (
            ("GDP|Growth", 6),
            ("GDP|Growth|10.0th Percentile", 4),
            ("GDP|Growth|90.0th Percentile", 8),
        )
    )
    path.write_text(
        f"model,scenario,region,variable,unit,year,value\n{rows}\nM,S,World,Primary Energy,EJ/yr,2030,500\n",
        encoding="utf-8",
    )
    (one,) = sp.load_iamc(path, PLAN, variables={"GDP|Growth": GDP}, others="skip")
    (claim,) = one.claims
    assert (claim.indicator, claim.region, claim.number) == (GDP, HERE, 6.0)  # type: ignore[union-attr]
    assert "1 of its variables were passed over" in one.description.en
    (soft,) = sp.load_iamc(path, PLAN, variables={"GDP|Growth": GDP}, others="skip", intervals=True)
    assert soft.claims[0].interval == (4.0, 8.0)  # type: ignore[union-attr]


WRONG = """\
Model,Scenario,Region,Variable,Unit,2030
M,S,沙河口区,economy|gdp_grwth,%,6
M,S,沙河口,economy|gdp_growth,%,6
M,S,沙河口区,economy|gdp_growth,EJ/yr,6
M,S,沙河口区,economy|services_share,%,many
M,S,沙河口区,environment|green_coverage,%,45
M,S,沙河口区,environment|green_coverage,%,46
"""


def test_all_mistakes_of_a_table_are_told_at_once(tmp_path: Path) -> None:
    """An unknown variable with the nearest, a look-alike region, a unit that does not convert, a word, two values of a year."""
    path = tmp_path / "wrong.csv"
    path.write_text(WRONG, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        sp.load_iamc(path, PLAN)
    told = str(caught.value)
    for row, words in (
        (2, "Near: economy.gdp_growth"),
        (3, "a region of the plan"),
        (4, "EJ/yr"),
        (5, "many"),
        (7, "second value"),
    ):
        assert any(f"row {row}," in line for line in told.splitlines())
        assert words in told
    assert "5 mistakes" in told


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "Model,Scenario,Region,Variable\n"])
def test_another_table_is_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text(text, encoding="utf-8")
    assert not is_iamc(path)
    assert taken_as_scenarios([path], PLAN, write=False) is None
    with pytest.raises(DataError, match="expected an IAMC table"):
        sp.load_iamc(path, PLAN)


def test_a_table_goes_into_two_kinds_of_file(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"\.csv or \.xlsx, not table\.json"):
        several().to_iamc(tmp_path / "table.json")
    assert list(tmp_path.iterdir()) == []


def test_scenarios_and_figures_are_imported_apart(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text(WRONG, encoding="utf-8")
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="scenarios and figures together"):
        taken_as_scenarios([one, other], PLAN, write=False)


def test_a_table_is_exported_with_the_scenarios_of_the_plan(tmp_path: Path) -> None:
    """The command writes what the comparison with them writes; a scenario that does not hold on the day is left out."""
    (path,) = export(scene().published.as_of("2026-06-30"), tmp_path, ["iamc"])
    assert path.name == f"{PLAN}-iamc.xlsx"
    told = pd.read_excel(path, sheet_name="data")
    assert tuple(told.columns[:5]) == INDEX
    assert "shock-2027" in set(told["Scenario"])


ASKED = """\
import json, sys, pyam
one = pyam.IamDataFrame(sys.argv[1])
again = pyam.IamDataFrame(one.timeseries().reset_index())
again.to_excel(sys.argv[2])
own = one.filter(scenario="faster", variable="economy|gdp_growth", region=sys.argv[3])
print(json.dumps({
    "model": one.model, "scenario": one.scenario, "years": [int(year) for year in one.year], "meta": sorted(map(str, one.meta.columns)),
    "prob": float(one.meta.loc[("shkplan", "faster"), "prob|economy|gdp_growth"]),
    "values": {str(year): float(value) for year, value in zip(own.data["year"], own.data["value"]) if value == value},
    "percentiles": one.filter(variable="economy|gdp_growth|*Percentile").variable,
}))
"""


@pytest.mark.skipif("SHKPLAN_PYAM" not in os.environ, reason="SHKPLAN_PYAM names no Python that has pyam")
def test_pyam_reads_what_we_write_and_we_read_what_pyam_writes(tmp_path: Path) -> None:
    """The real pyam in an environment of its own: names, years, values and probabilities as meta indicators; and back."""
    first, second = tmp_path / "ours.xlsx", tmp_path / "theirs.xlsx"
    frame = several().to_iamc(first).set_index(list(INDEX[1:4]))
    done = subprocess.run(
        [os.environ["SHKPLAN_PYAM"], "-c", ASKED, str(first), str(second), HERE],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["model"] == ["shkplan"]
    assert sorted(told["scenario"]) == sorted(["baseline", *several().names])
    assert told["prob"] == pytest.approx(several()[GDP]["faster"].after.prob)
    assert len(told["percentiles"]) == 7
    row = frame.loc[("faster", HERE, "economy|gdp_growth")].drop(["Model", "Unit"]).dropna()
    assert told["values"] == {str(year): pytest.approx(value) for year, value in row.items()}
    ours, theirs = (sp.load_iamc(path, PLAN, since=2023) for path in (first, second))
    assert sorted(one.id for one in ours) == sorted(one.id for one in theirs)
    for one in ours:
        (same,) = (other for other in theirs if other.id == one.id)
        assert told_of(same).keys() == told_of(one).keys()
        assert told_of(same) == pytest.approx(told_of(one))


def told_of(one: Scenario) -> dict[tuple[str, str, str], float]:
    """Indicator, region and years of each claim, with its number; pyam sorts its rows."""
    return {(claim.indicator, claim.region, str(claim.years)): claim.number for claim in one.claims}  # type: ignore[union-attr]
