"""A pace is judged on own and reference series drawn together; independence is an alternative, and proxies are merged year by year."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.verdict import Verdict, counted
from shkplan.base.errors import UnknownName
from shkplan.display.setting import speaking
from shkplan.display.tables import table
from shkplan.forecast.projection import Projection
from tests.assessment.test_proxies import CITY, OURS, plan_of, told
from tests.assessment.test_proxies import judged as judged_plan

DAY = "2026-06-30"
GDP, INCOME = "economy.gdp_growth", "income.urban_disposable_growth"
PACE: dict[str, Any] = {
    "kind": "pace", "direction": "at_least", "window": "2021-2025", "base_year": 2020, "tolerance": 0,
    "reference": {"indicator": "test.growth", "region": CITY},
}  # fmt: skip
OWN = {2018: 6.0, 2019: 5.0, 2020: 2.0, 2021: 7.1, 2022: 4.2}
CITYS = {2018: 6.5, 2019: 6.0, 2020: 0.9, 2021: 8.2, 2022: 4.0, 2023: 6.0, 2024: 5.2, 2025: 5.7}


@pytest.fixture(scope="module")
def a() -> Assessment:
    return sp.assess("shahekou-14fyp", as_of=DAY, n_paths=4000)


def keys(verdict: Verdict) -> list[str]:
    return [one.key for one in verdict.assumptions]


def judged(own: dict[int, float], city: dict[int, float]) -> Verdict:
    return judged_plan(plan_of(PACE, []), told("test.growth", OURS, own), told("test.growth", CITY, city))


def test_the_verdict_rests_on_the_projection_that_is_asked_for(a: Assessment) -> None:
    """v.own is a.projection(key); it follows the reference, and the table of the verdict says how, in both languages."""
    verdict = a[GDP]
    assert verdict.own is a.projection(GDP)
    assert isinstance(verdict.own, Projection)
    assert verdict.own.dependence is not None
    assert a.model(GDP) == verdict.own.model == "beside"
    assert "assumption.beside" in keys(verdict)
    assert not {"assumption.independent", "assumption.independent_but"} & set(keys(verdict))
    for language, words in (("en", "projected jointly with"), ("zh", "联合预测")):
        with speaking(language):
            assert words in re.sub(r"\n +", " " if language == "en" else "", str(table(verdict)))


def test_the_lead_is_counted_path_by_path(a: Assessment) -> None:
    """By hand: own less the city's compounded average on the same paths; the city is known throughout."""
    verdict = a[GDP]
    assert isinstance(verdict.own, Projection)
    window = [verdict.own.years.index(year) for year in range(2021, 2026)]
    ours = 100 * np.expm1(np.log1p(verdict.own.paths[:, window] / 100).mean(axis=1))
    city = a.series(GDP, "大连市")
    theirs = 100 * np.expm1(np.mean([np.log1p((city.value(year) or 0.0) / 100) for year in range(2021, 2026)]))
    assert verdict.prob == counted(ours >= theirs)[0]


def test_independence_is_a_setting_and_its_probability_stands_beside(a: Assessment) -> None:
    """a.using(dependence="independent") is what the sentence says; a setting that is none is refused with the nearest."""
    apart = a.using(dependence="independent")
    said = next(one for one in a[GDP].assumptions if one.key == "assumption.if_independent")
    assert float(str(said.values["prob"])) == pytest.approx(apart[GDP].prob, abs=5e-4)
    assert "assumption.independent_but" in keys(apart[GDP])
    assert apart[GDP].prob != a[GDP].prob
    with pytest.raises(UnknownName, match="independent"):
        a.using(dependence="independant")


def test_where_both_are_known_nothing_is_drawn() -> None:
    """Five years of both: observed, and no word of dependence."""
    verdict = judged(OWN | {2023: 6.1, 2024: 5.0, 2025: 5.5}, CITYS)
    assert verdict.status == "observed"
    assert not [key for key in keys(verdict) if key.startswith("assumption.beside")]


def test_years_the_reference_lacks_are_told_by_own_figures() -> None:
    """Ours known throughout, the city's last two years not: a boom of ours is a boom of the city's."""
    city = {year: value for year, value in CITYS.items() if year <= 2023}
    calm, boom = (judged(OWN | {2023: 6.1, 2024: value, 2025: value}, city) for value in (5.0, 9.0))
    assert isinstance(calm.reference, Projection)
    assert isinstance(boom.reference, Projection)
    assert boom.reference.law(2025).median > calm.reference.law(2025).median + 1.0
    assert "assumption.agreement" in keys(boom)
    assert boom.reference.agreement is not None
    assert boom.prob is not None
    assert boom.prob_se == pytest.approx(np.sqrt(boom.prob * (1 - boom.prob) / (500 * boom.reference.agreement.worth)))


def test_one_own_figure_is_enough_beside_a_known_reference() -> None:
    """What other pairs told makes a law of one figure; with none the target stays open."""
    assert judged({2021: 7.1}, CITYS).status == "estimated"
    assert judged({}, CITYS).status == "open"


def test_a_claim_on_the_city_moves_the_district_too(a: Assessment) -> None:
    """A year made so of the city lowers the district's; where only own years are claimed, the city's stay, by the same random numbers."""
    made = sp.claim(GDP, 2027, level=0.9, region="大连市", after="permanent")
    shock, resumes = a.under(sp.scenario("low", made)), a.under("city-pace-resumes")
    assert shock.projection(GDP).law(2027).median < a.projection(GDP).law(2027).median - 1
    assert np.array_equal(shock.projection(GDP).path(2026), a.projection(GDP).path(2026))
    assert resumes.projection(GDP).law(2025).median == pytest.approx(5.7)
    assert resumes.projection(GDP, "大连市") is a.projection(GDP, "大连市")
    assert shock.projection(GDP).law(2028).median < a.projection(GDP).law(2028).median
    measured = a.projection(GDP).years.index(2024)
    assert (shock.projection(GDP).paths[:, measured] == 4.9).all()


def test_a_proxys_measured_year_is_preferred_to_extrapolating(a: Assessment) -> None:
    """Dalian's urban incomes grew 3.4 % in 2023, after three years of 7 % in the district: 2023 is drawn near the former."""
    verdict = a[INCOME]
    assert verdict.evidence == "proxy"
    assert isinstance(verdict.own, Projection)
    assert verdict.own.law(2021).median == 7.0
    assert 2.0 < verdict.own.law(2023).median < 5.5
    assert [one.key for one in verdict.proxies].count("assumption.proxy_years") == len(verdict.proxies) == 4


def test_the_range_over_the_proxies_that_would_serve_is_shown(a: Assessment) -> None:
    """Each of four alone, with its error; the least and the largest stand in the table and in its data."""
    verdict = a[INCOME]
    assert len(verdict.by_proxy) == 4
    assert verdict.proxy_range == (min(p for _, p, _ in verdict.by_proxy), max(p for _, p, _ in verdict.by_proxy))
    assert all(error > 0 for _, _, error in verdict.by_proxy)
    with speaking("en"):
        shown = table(verdict)
    assert "By each proxy series alone" in str(shown)
    assert [one["prob"] for one in shown.results["data"]["by_proxy"]] == [p for _, p, _ in verdict.by_proxy]
    assert a[GDP].proxy_range is None


def test_the_nations_pairs_are_told_by_their_own_years() -> None:
    """Eleven years of national income and GDP: the slope is near one with an error of a tenth, whatever countries told."""
    a = sp.assess("china-14fyp", as_of="2023-06-30", n_paths=4000)
    told_of = a.projection("income.resident_disposable_growth").dependence
    assert told_of is not None
    assert told_of.slope == pytest.approx(0.95, abs=0.15)
    assert told_of.slope_sd < 0.15
    low, high = a["income.resident_disposable_growth"].low, a["income.resident_disposable_growth"].high
    assert low is not None
    assert high is not None
    assert high - low < 2.0  # 8.0 where the two are taken to be independent
