"""Links in an assessment: which act, that one pair has one dependence, and what becomes of a verdict."""

from __future__ import annotations

import numpy as np
import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.links import effects_on
from shkplan.base.errors import ParameterError
from shkplan.display.setting import speaking
from shkplan.forecast.links import coefficients
from shkplan.forecast.projection import Projection
from shkplan.register.scenario import Scenario

GDP, INCOME, NATION, CITY, OURS = "economy.gdp_growth", "income.urban_disposable_growth", "中国", "大连市", "沙河口区"
BETWEEN = "district-city-growth"


@pytest.fixture(scope="module")
def a() -> Assessment:
    return sp.assess("shahekou-14fyp", as_of="2023-06-30", n_paths=400)


def shock(region: str, *, level: float = 0.0, years: str = "2024", **links: bool) -> Scenario:
    switches = {name.replace("_", "-"): value for name, value in links.items()}
    return sp.scenario("shock", sp.claim(GDP, years, level=level, region=region), plan="shahekou-14fyp", links=switches)


def paths(of: Assessment, region: str, indicator: str = GDP) -> Projection:
    return of.projection(indicator, region)


def test_without_claims_links_move_nothing_bit_for_bit(a: Assessment) -> None:
    """All of them switched on in an empty scenario: every series and probability is the baseline's, to the bit."""
    every = {one.link.id: True for one in a.links if one.link.identity is None}
    b = a.under(sp.scenario("switches", plan="shahekou-14fyp", links=every))
    for key in (GDP, INCOME, "employment.registered_unemployment"):
        assert (b[key].prob, b[key].prob_se) == (a[key].prob, a[key].prob_se)
    for region in (NATION, CITY, OURS):
        assert np.array_equal(paths(b, region).paths, paths(a, region).paths)


def test_a_moved_nation_moves_the_city_by_the_coefficient_of_each_path(a: Assessment) -> None:
    """y = y0 + b E(x - x0), b drawn once a path: 2023 and before stay, 2024 and after move. Both are drawn apart: no path gains doubt."""
    b = a.under(shock(NATION))
    base, after = paths(a, CITY), paths(b, CITY)
    (effect,) = after.links
    assert effect.link.id == "city-nation-growth"
    slope = coefficients(effect.link, CITY, base.seed, base.n_paths)[:, 0]
    for year in (2024, 2025, 2027):
        x, x0 = paths(b, NATION).path(year), paths(a, NATION).path(year)
        assert x.std() < x0.std()
        assert after.path(year) - base.path(year) == pytest.approx(slope * np.mean(x - x0), abs=1e-9)
    assert np.array_equal(after.path(2023), base.path(2023))


def test_the_district_follows_the_moved_city_by_their_joint_law(a: Assessment) -> None:
    """The link between the two is off, since they are drawn together; the district moves all the same, by the law alone."""
    (state,) = a.links[BETWEEN]
    assert (state.state, state.why.key) == ("off", "link.joint")
    b = a.under(shock(CITY))
    own = paths(b, OURS)
    assert own.links == ()
    assert own.dependence is not None
    assert own.path(2024).mean() < paths(a, OURS).path(2024).mean() - 1


def test_a_link_that_is_switched_on_takes_the_place_of_the_joint_law(a: Assessment) -> None:
    """Own paths are the baseline's and the link's effect on top: never both. The city's baseline is what it follows."""
    b = a.under(shock(CITY, district_city_growth=True))
    (state,) = b.links[BETWEEN]
    assert (state.state, state.why.key) == ("on", "link.scenario_on_joint")
    base, after = paths(a, OURS), paths(b, OURS)
    slope = coefficients(state.link, OURS, base.seed, base.n_paths)[:, 0]
    moved = paths(b, CITY).path(2024) - paths(a, CITY).path(2024)
    assert after.path(2024) - base.path(2024) == pytest.approx(slope * moved, abs=1e-9)
    verdict = b[GDP]
    assert isinstance(verdict.reference, Projection)
    assert np.array_equal(
        verdict.reference.path(2024), paths(b, CITY).path(2024)
    )  # held against the city as it is supposed


def test_own_figures_that_choose_among_the_paths_choose_alike_under_a_link() -> None:
    """On a day when the district had published before the city, each path of the moved city stands beside the one that is followed."""
    early = sp.assess("shahekou-14fyp", as_of="2022-02-28", n_paths=400)
    b = early.under(shock(CITY, district_city_growth=True))
    base, after = paths(early, OURS), paths(b, OURS)
    assert base.dependence is not None
    (followed,) = base.dependence.follows
    assert isinstance(followed, Projection)
    assert followed.agreement is not None
    slope = coefficients(after.links[0].link, OURS, base.seed, 400)[:, 0]
    assert after.path(2024) - base.path(2024) == pytest.approx(slope * (0.0 - followed.path(2024)), abs=1e-9)
    reference = b[GDP].reference
    assert isinstance(reference, Projection)
    assert np.array_equal(reference.path(2022), followed.path(2022))
    assert np.all(reference.path(2024) == 0.0)


def test_a_projection_by_a_class_is_moved_too(a: Assessment) -> None:
    """The district's share of services has no figure of its own; what tells of it feels the link of its growth all the same."""
    b = a.under(shock(OURS, years="2024-2025", level=-3))
    share = "economy.services_share"
    assert b[share].evidence == "class"
    assert {effect.link.id for effect in effects_on(b[share].own)} == {"services-growth"}
    assert any(one.key.startswith("assumption.link") for one in b[share].assumptions)
    assert (b[share].prob or 0) > (a[share].prob or 0)


def test_a_supposition_weighs_what_links_bring(a: Assessment) -> None:
    """Learned of the nation, the paths of the city are worth no more independent ones than those that were chosen."""
    one = sp.claim(GDP, "2024", level=2.0, region=NATION, how="condition")
    b = a.under(sp.scenario("learn", one, plan="shahekou-14fyp"))
    assert paths(b, NATION).weighed < 0.5
    assert paths(b, CITY).worth == paths(b, OURS).worth == paths(b, NATION).weighed
    assert paths(a, CITY).worth == 1.0


def test_a_switch_turns_a_link_off(a: Assessment) -> None:
    b = a.under(shock(NATION, city_nation_growth=False))
    assert paths(b, CITY).links == ()
    assert np.array_equal(paths(b, CITY).paths, paths(a, CITY).paths)
    (state,) = b.links["city-nation-growth"]
    assert (state.state, state.why.key) == ("off", "link.scenario_off")


def test_a_year_that_a_claim_fixes_stays_as_claimed(a: Assessment) -> None:
    claims = (sp.claim(GDP, "2024", level=0.0, region=NATION), sp.claim(GDP, "2024", level=6.0, region=CITY))
    b = a.under(sp.scenario("both", *claims, plan="shahekou-14fyp"))
    assert np.all(paths(b, CITY).path(2024) == pytest.approx(6.0))


def test_a_verdict_names_the_link_that_moved_what_it_rests_on(a: Assessment) -> None:
    """In its assumptions, in both languages; its contribution is the probability less the one without it."""
    scenario = shock(NATION, years="2024-2025", level=-3.0)
    b = a.under(scenario)
    verdict = b[GDP]
    told = [one for one in verdict.assumptions if one.key == "assumption.link"]
    assert len(told) == 1
    assert "+1.17 ± 0.29 points per point" in str(told[0])
    assert "每高1个百分点：+1.17（±0.29）个百分点" in told[0].text("zh")
    assert {effect.link.id for effect in effects_on(verdict.own, verdict.reference)} == {"city-nation-growth"}
    without = a.under(shock(NATION, years="2024-2025", level=-3.0, city_nation_growth=False))[GDP]
    assert verdict.prob is not None
    assert without.prob is not None
    assert b.links.contributions(GDP) == {"city-nation-growth": pytest.approx(verdict.prob - without.prob)}
    assert a.links.contributions(GDP) == {}


def test_another_setting_under_a_scenario_has_a_baseline_of_its_own(a: Assessment) -> None:
    """Paths of another seed are held against the baseline of that seed; drawn apart, the link between the pair acts by default rules."""
    b = a.under(shock(NATION)).using(seed=5)
    base = a.using(seed=5)
    slope = coefficients(paths(b, CITY).links[0].link, CITY, 5, 400)[:, 0]
    moved = np.mean(paths(b, NATION).path(2024) - paths(base, NATION).path(2024))
    assert paths(b, CITY).path(2024) - paths(base, CITY).path(2024) == pytest.approx(slope * moved, abs=1e-9)


def test_an_unknown_link_is_told_with_the_nearest(a: Assessment) -> None:
    with pytest.raises(ParameterError, match="city-nation-growth"):
        a.under(shock(NATION, city_nation_grwth=True))


def test_links_are_a_table_and_a_chart_in_both_languages(a: Assessment) -> None:
    """Every link with what it rests on; the chart tells how many act; numbers are the same in both."""
    with speaking("en"):
        english, drawn = sp.table(a.links), sp.plot(a.links)
        text = str(english)
        assert "139 regions" in text
        assert "projected jointly" in text
        assert "Growth of a city follows that of the nation" in drawn.alt
    with speaking("zh"):
        chinese = sp.table(a.links)
        assert "139个地区" in str(chinese)
        assert "城市增速随全国增速" in sp.plot(a.links).alt
    assert english.data == chinese.data
    exact = [one for one in a.links if one.link.identity is not None and one.state == "on"]
    assert exact
    assert english.notes[1].count("→") == len(exact)  # told together below
    assert len(english) + len(exact) == len(english.data) == len(a.links.to_frame())
    assert {one["link"] for one in drawn.data} == {one.link.id for one in a.links if one.link.identity is None}
