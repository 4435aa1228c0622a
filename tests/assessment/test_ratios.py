"""GDP per head in an assessment: projected from its parts, moved by claims on them, and judged against the aim of 2035."""

from __future__ import annotations

import numpy as np
import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.following import rests_on
from shkplan.display.setting import speaking

RISE, GDP, PEOPLE, HEAD = (
    "economy.gdp_per_capita_growth",
    "economy.gdp_growth",
    "population.resident",
    "vision.gdp_per_capita",
)


@pytest.fixture(scope="module")
def nation() -> Assessment:
    return sp.assess("china-15fyp", as_of="2026-11-28", n_paths=1000)


@pytest.fixture(scope="module")
def district() -> Assessment:
    return sp.assess("shahekou-14fyp", as_of="2026-11-28", n_paths=400)


def test_doubling_is_counted_on_the_paths_of_both_parts(nation: Assessment) -> None:
    """Published growth of 2021-2025, then (1 + g) / (p(t) / p(t-1)): the share of paths that double by 2035, by the printed rule."""
    g, p, verdict = nation.projection(GDP), nation.projection(PEOPLE), nation[RISE]
    factor = np.full(1000, 1.08 * 1.03 * 1.054 * 1.051 * 1.051)  # as the bulletins of 2021-2025 have it
    for year in range(2026, 2036):
        factor = factor * (1 + g.path(year) / 100) / (p.path(year) / p.path(year - 1))
    assert verdict.prob == pytest.approx((np.sum(factor >= 2) + 0.5) / 1001)
    assert verdict.required is not None
    assert verdict.required.value == pytest.approx(100 * ((2 / (1.08 * 1.03 * 1.054 * 1.051 * 1.051)) ** 0.1 - 1))
    assert {"assumption.ratio"} <= {one.key for one in verdict.assumptions}


def test_it_rests_on_its_parts_and_feels_claims_on_them(nation: Assessment) -> None:
    assert {(GDP, "中国"), (PEOPLE, "中国")} <= rests_on(nation, (RISE, "中国"))
    b = nation.under(sp.scenario("fast", sp.claim(GDP, "2027-2035", level=6), plan="china-15fyp"))
    before, after = nation.projection(RISE), b.projection(RISE)
    assert np.array_equal(after.path(2026), before.path(2026))
    people = b.projection(PEOPLE)
    assert after.path(2030) == pytest.approx(100 * (1.06 / (people.path(2030) / people.path(2029)) - 1))
    assert (b[RISE].prob or 0) > (nation[RISE].prob or 0)


def test_the_district_has_a_level_at_the_prices_of_its_last_figure(district: Assessment) -> None:
    """570.3 (亿元) of 2022 grown by its real growth, over its residents: 10,000 times, for one person."""
    made = district.projection(HEAD)
    g, p = district.projection(GDP), district.projection(PEOPLE)
    total = 570.3 * np.prod([1 + g.path(year) / 100 for year in range(2023, 2036)], axis=0)
    assert made.path(2035) == pytest.approx(1e4 * total / p.path(2035))
    assert made.ratio is not None
    assert made.ratio.base_year == 2022


def test_links_list_the_parts_and_the_table_of_years_is_shown(district: Assessment) -> None:
    """Numerator and denominator are identities of the plan; the projection shows itself in both languages."""
    found = {(one.link.identity, one.driver[0]) for one in district.links if one.response[0] == RISE}
    assert found == {("numerator", GDP), ("denominator", PEOPLE)}
    for language in ("zh", "en"):
        with speaking(language):
            assert sp.table(district.projection(HEAD)).rows
            assert sp.plot(district.projection(HEAD))


@pytest.mark.parametrize("number", [20_000, 40_000])
def test_a_scenario_sets_the_threshold_of_a_moderately_developed_country(district: Assessment, number: int) -> None:
    """The rate is that of the bulletins of 2025: 99,665 yuan a head are 13,953 dollars, 7.1429 yuan a dollar."""
    assert district[HEAD].status == "open"  # the plan file sets no rate
    b = district.under(sp.scenario("threshold", plan="shahekou-14fyp", thresholds={HEAD: number}))
    verdict = b[HEAD]
    paths = b.projection(HEAD).path(2035)
    assert verdict.wanted == pytest.approx(number * 7.1429)
    assert verdict.prob == pytest.approx((np.sum(paths >= number * 7.1429) + 0.5) / 401)
    assert np.array_equal(paths, district.projection(HEAD).path(2035))
    earlier = sp.assess("shahekou-14fyp", as_of="2022-06-30", n_paths=200)
    known = earlier.under(sp.scenario("threshold", plan="shahekou-14fyp", thresholds={HEAD: number}))[HEAD]
    assert known.wanted in (None, pytest.approx(number * 6.4518))  # of 2021, the last known on that day


def test_claims_on_a_ratio_are_heard_and_carried_on(nation: Assessment) -> None:
    """Made so in 2028: earlier years to the bit, later ones follow the paths' own regression; its parts stay."""
    b = nation.under(sp.scenario("poor", sp.claim(RISE, "2028", level=1), plan="china-15fyp"))
    before, after = nation.projection(RISE), b.projection(RISE)
    assert after.path(2028) == pytest.approx(np.full(1000, 1.0))
    for year in (2026, 2027):
        assert np.array_equal(after.path(year), before.path(year))
    assert after.path(2029).mean() < before.path(2029).mean()
    assert b.projection(GDP) is nation.projection(GDP)
    z = 100 * np.log1p(np.stack([before.path(year) for year in (2028, 2029)]) / 100)
    known = 100 * np.log1p(np.stack([before.path(year) for year in (2026, 2027)]) / 100)
    left = [
        one - np.linalg.lstsq(np.c_[known.T, np.ones(1000)], one, rcond=None)[0] @ np.r_[known, np.ones((1, 1000))]
        for one in z
    ]
    slope = left[0] @ left[1] / (left[0] @ left[0])  # what 2028 tells of 2029 beyond the years before
    moved = 100 * np.log1p(after.path(2029) / 100) - z[1]
    assert moved == pytest.approx(slope * (100 * np.log1p(0.01) - z[0]), rel=1e-6)
