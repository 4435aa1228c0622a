"""Scenarios: what they fix, for which series, and the two that are shipped."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from shkplan.assessment import assess, compare
from shkplan.base.errors import UnknownName
from shkplan.base.typed import Misfits
from shkplan.register.scenario import Scenario
from shkplan.workspace.load import Workspace, load_observations, load_plan, load_scenario, read_scenario

RESUMES = Path(__file__).parents[1] / "data" / "good" / "resumes.yaml"
BOTH = {"zh": "言", "en": "words"}


def claim(**changes: Any) -> dict[str, Any]:
    given = {
        "indicator": "economy.gdp_growth",
        "years": "2026-2030",
        "fix": "level",
        "value": 5.7,
        "unit": "%",
        "reason": BOTH,
    }
    return {**given, **changes}


def scenario(*claims: dict[str, Any]) -> Scenario:
    return Scenario.model_validate({
        "id": "a", "plan": "p", "title": BOTH, "author": "A", "reference": BOTH, "description": BOTH, "claims": claims,
    })  # fmt: skip


def test_a_file_says_who_asks_and_what_is_fixed() -> None:
    """Header and claims are read whole, both languages beside each other."""
    one = read_scenario(RESUMES)
    assert (one.id, one.plan, one.author, one.baseline) == ("resumes", "small", "某人", "as measured")
    assert (one.title.zh, one.title.en) == ("回到全市的速度", "Back to the city's pace")
    first, second = one.claims
    assert (first.indicator, str(first.years), first.fix, first.value, first.unit) == (
        "economy.gdp_growth",
        "2025",
        "level",
        8.2,
        "%",
    )
    assert (list(second.years.years), second.fix, second.unit) == ([2024, 2025], "addition", "万人")


def test_a_claim_without_region_speaks_of_whichever_is_asked_about() -> None:
    """Claims are found by indicator and region; at(region) writes the region into those that left it open."""
    both = scenario(claim(), claim(region="全市", years="2031"), claim(indicator="economy.gdp"))
    assert [str(one.years) for one in both.claims_on("economy.gdp_growth", "本区")] == ["2026-2030"]
    assert [str(one.years) for one in both.claims_on("economy.gdp_growth", "全市")] == ["2026-2030", "2031"]
    placed = both.at("本区")
    assert [one.region for one in placed.claims] == ["本区", "全市", "本区"]
    assert [str(one.years) for one in placed.claims_on("economy.gdp_growth", "全市")] == ["2031"]


def test_a_year_is_fixed_once() -> None:
    """Two claims on one year of one series contradict each other, even if they agree."""
    with pytest.raises(ValidationError) as caught:
        scenario(claim(), claim(years="2029-2031"), claim(years=2030))
    misfits = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(misfits, Misfits)
    assert [(one.at, one.found, one.expected) for one in misfits.misfits] == [
        (("claims", 1, "years"), "2029-2031", "one claim on economy.gdp_growth for 2029, 2030"),
        (("claims", 2, "years"), "2030", "one claim on economy.gdp_growth for 2030"),
    ]
    assert len(scenario(claim(), claim(region="全市"), claim(indicator="economy.gdp"), claim(years=2031)).claims) == 4


def test_an_empty_scenario_is_one() -> None:
    """A scenario without claims is allowed; it changes nothing."""
    assert scenario().claims == ()


def test_a_growth_rate_is_a_rate() -> None:
    """A claimed growth rate is told in % or ‰."""
    assert scenario(claim(indicator="economy.gdp", fix="growth rate", unit="‰")).claims[0].unit == "‰"
    with pytest.raises(ValidationError, match="expected % for a growth rate"):
        scenario(claim(indicator="economy.gdp", fix="growth rate", unit="亿元"))


def test_scenarios_are_found_by_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An id is looked for in the workspace, then among the shipped; an unknown one names the nearest."""
    folder = tmp_path / "data" / "scenarios"
    folder.mkdir(parents=True)
    shutil.copy(RESUMES, folder)
    monkeypatch.setenv("SHKPLAN_WORKSPACE", str(tmp_path))
    assert Workspace.here().ids("scenarios") == ["resumes"]
    assert load_scenario("resumes").id == "resumes"
    assert load_scenario("shock-2027").id == "shock-2027"
    with pytest.raises(
        UnknownName, match=r"^no scenario named 'shock-2026'. Did you mean shock-2027 or shock-2027-china\?$"
    ):
        load_scenario("shock-2026")


# The shipped ones -----------------------------------------------------------------------------------------------------

OWN, CITY, NATION, GROWTH = "沙河口区", "大连市", "中国", "economy.gdp_growth"
SHIPPED = {
    "city-pace-resumes": [(GROWTH, OWN, "2023", 6.0), (GROWTH, OWN, "2025", 5.7), (GROWTH, OWN, "2026-2035", CITY)],
    "city-pace-2023": [(GROWTH, OWN, "2023-2025", CITY)],
    "services-stagnate": [("economy.services_share", OWN, "2021-2025", 75)],
    "employment-push": [
        ("employment.new_jobs", OWN, "2021-2022", 13000), ("employment.new_jobs", OWN, "2023-2025", 3000),
    ],
    "green-coverage-held": [("environment.green_coverage", OWN, "2021-2025", 45.2)],
    "shock-2027": [(GROWTH, OWN, "2027", -2.9), (GROWTH, CITY, "2027", -5.6)],
    "shock-2027-china": [
        (GROWTH, "", "2027", -3.8), ("innovation.rd_expenditure_growth", "", "2027", -2.3),
        ("employment.surveyed_unemployment", "", "2027", 5.6),
    ],
    "gdp-per-head-doubled": [(GROWTH, OWN, "2026-2035", 4.17)],
    "gdp-per-head-doubled-40000": [],
    "gdp-per-head-doubled-china": [("economy.gdp_per_capita_growth", "", "2026-2035", None)],
}  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_what_the_shipped_scenarios_suppose(name: str) -> None:
    """Numbers or regions, and for everything that a reader sees words in both languages that differ."""
    one = load_scenario(name)
    assert one.plan == ("china-15fyp" if name.endswith("china") else "shahekou-14fyp")
    assert [
        (claim.indicator, claim.region, str(claim.years), getattr(claim, "value", getattr(claim, "like", None)))
        for claim in one.claims
    ] == SHIPPED[name]
    told = [one.title, one.reference, one.description, *(claim.reason for claim in one.claims)]
    assert all(text.zh and text.en and text.zh != text.en for text in told)


def test_no_shipped_scenario_is_forgotten() -> None:
    """Each file in data/scenarios is one of these."""
    assert set(Workspace.shipped().ids("scenarios")) == set(SHIPPED)


@pytest.mark.parametrize(
    ("name", "at", "indicator", "region"),
    [
        ("shock-2027", 0, GROWTH, OWN),
        ("shock-2027", 1, GROWTH, CITY),
        ("shock-2027-china", 0, GROWTH, NATION),
        ("shock-2027-china", 1, "innovation.rd_expenditure_growth", NATION),
    ],
)
def test_a_shock_is_as_large_as_that_of_2020(name: str, at: int, indicator: str, region: str) -> None:
    """Its size is the figure of 2020 less that of 2019, the last published of each."""
    scenario = load_scenario(name)
    known = load_observations(load_plan(scenario.plan)).series(indicator, region)
    assert scenario.claims[at].value == pytest.approx(known.value(2020) - known.value(2019))


@pytest.mark.parametrize(
    ("region", "year", "value"),
    [("大连市", 2023, 6.0), ("大连市", 2025, 5.7)],
)
def test_the_numbers_they_fix_were_published(region: str, year: int, value: float) -> None:
    """Each number of a shipped scenario is the figure published for the year and region its reference names."""
    observations = load_observations(load_plan("shahekou-14fyp"))
    assert observations.series("economy.gdp_growth", region).value(year) == value


def test_the_citys_pace_moves_the_pace_of_growth_and_what_is_measured_against_it() -> None:
    """On the day all city figures are known, the pace is lost even had the district kept up in 2023 and 2025.

    By hand: district 6.1, 5.2, 6.0, 4.9, 5.7; city 8.2, 4.0, 6.0, 5.2, 5.7: 5.58 against 5.81 % a year.
    """
    plan = load_plan("shahekou-14fyp")
    observations = load_observations(plan)
    before = assess(plan, observations, as_of="2026-06-30", n_paths=500)
    comparison = compare(before, before.under("city-pace-resumes"))
    assert {"economy.gdp_growth", "income.urban_disposable_growth"} < {row.key for row in comparison.moved}
    (moved,) = comparison["economy.gdp_growth"]
    assert moved.before.prob is not None
    assert 0.05 < moved.before.prob < 0.5
    assert (moved.after.status, moved.after.prob) == ("supposed", 0.0)
    assert moved.after.central == pytest.approx(-0.232, abs=5e-4)


def test_a_shock_after_the_deadline_moves_no_target_of_2025() -> None:
    """Years before 2027 are the baseline's to the bit, 2027 is lower by the size of the shock, and later years are the baseline's again."""
    plan = load_plan("shahekou-14fyp")
    day = assess(plan, load_observations(plan), as_of="2026-06-30", n_paths=500)
    after = day.under("shock-2027")
    assert [one.key for one in compare(day, after).moved if one.before.target.deadline <= 2025] == []
    for region, size in ((OWN, -2.9), (CITY, -5.6)):
        before, moved = day.projection(GROWTH, region), after.projection(GROWTH, region)
        assert np.array_equal(moved.path(2026), before.path(2026))
        assert moved.path(2027) - before.path(2027) == pytest.approx(np.full(500, size))
        assert moved.path(2028) == pytest.approx(before.path(2028))
