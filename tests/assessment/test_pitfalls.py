"""Wrong numbers found by a hostile review; each test says what went wrong."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from pydantic import ValidationError

from shkplan.assessment.rules import judge
from shkplan.base.messages import Text, message
from shkplan.evidence.series import annual_series
from shkplan.forecast.projection import project
from shkplan.register.scenario import Scenario
from tests.assessment.test_rules import base, cumulative, direction, level, pace
from tests.forecast.test_projection import scenario
from tests.making import figure, growth, indicator, series


def test_standing_at_the_baseline_is_no_movement_on_paths_either():
    """Found when a scenario fixed 2025 at the baseline of 70 and the target counted as reached on every path."""
    of = indicator(direction(base(70)), precision=1)
    s = series(of, {2018: 60.0, 2019: 64.0, 2020: 70.0, 2021: 71.0, 2022: 75.0})
    still = scenario({"years": 2025, "fix": "level", "value": 70, "unit": "人"})

    assert judge(of, project(s, to=2025, scenario=still)).prob == 0.0
    p = project(s, to=2025)
    assert judge(of, p).prob == pytest.approx(float(p.law(2025).sf(70.5)))


@pytest.mark.parametrize("known", [{2023: 75.0, 2024: 77.0, 2025: 77.5}, {2023: 75.0}])
def test_figures_of_two_bases_are_not_compared(known):
    """Found when a share before an economic census served as the baseline of one after it."""
    of = indicator(direction(base(70)))
    figures = [
        figure(of, year, value, mark="break" if year == 2023 else "") for year, value in {2020: 70.0, **known}.items()
    ]

    v = judge(of, annual_series(figures, of, "本区"))
    assert (v.status, v.prob) == ("open", None)
    assert "2023" in str(v.reason)


def test_flows_of_two_bases_are_not_added():
    """Found when a sum ran across a break without a word."""
    of = indicator(cumulative(1000), measure="flow")
    values = {2021: 200.0, 2022: 210.0, 2023: 400.0, 2024: 100.0, 2025: 100.0}
    figures = [figure(of, year, value, mark="break" if year == 2023 else "") for year, value in values.items()]

    assert judge(of, annual_series(figures, of, "本区")).status == "open"


def test_a_break_stays_when_a_better_source_tells_of_the_year():
    """Found when a bulletin took the place of an encyclopedia row that was marked as the start of a new basis."""
    of = indicator()
    figures = [
        figure(of, 2018, 447.1), figure(of, 2022, 570.3, mark="break", source_kind="encyclopedia"), figure(of, 2022, 571.0),
    ]  # fmt: skip

    assert annual_series(figures, of, "本区").breaks == (2022,)


def test_a_goal_told_before_its_year_is_no_observation():
    """Found when a work report of December 2024 decided 2025; a report of December of the same year may tell of it."""
    with pytest.raises(ValidationError, match="goal or a forecast"):
        figure(indicator(), 2025, 60.0, published=dt.date(2024, 12, 28))
    assert figure(indicator(), 2024, 60.0, published=dt.date(2024, 12, 28)).value == 60.0


def test_a_contradiction_stays_when_the_last_rate_arrives_and_reaches_no_further_than_the_years_used():
    """Found when the fifth rate turned contradictory figures into a decided pace, and an old one blocked a new window."""
    of = growth(pace(), price_basis="current", growth_of="test.levels")
    rates = dict.fromkeys(range(2021, 2026), 18.0)
    city = series(growth(price_basis="current"), dict.fromkeys(range(2021, 2026), 5.0), region="市")
    money = indicator(id="test.levels", unit="亿元", measure="flow", price_basis="current")

    recent, old = series(money, {2023: 50.0, 2024: 34.5}), series(money, {2003: 50.0, 2004: 34.5})
    assert judge(of, series(of, rates), reference=city, levels=recent).status == "open"
    assert judge(of, series(of, {2004: 18.0, **rates}), reference=city, levels=old).prob == 1.0


def test_the_reference_is_held_against_its_levels_too():
    """Found when only own figures were checked for contradiction."""
    of = growth(pace(), price_basis="current")
    rates = dict.fromkeys(range(2021, 2026), 18.0)
    money = indicator(id="test.levels", unit="亿元", measure="flow", price_basis="current")
    levels = series(money, {2023: 50.0, 2024: 34.5}, region="市")

    v = judge(of, series(of, rates), reference=series(of, rates, region="市"), reference_levels=levels)
    assert v.status == "open"


def test_a_sum_is_no_baseline_of_a_direction():
    """Found when a five-year sum was compared with one year."""
    with pytest.raises(ValidationError, match="compares the value of a year"):
        indicator(direction({**base(500), "period": "2016-2020", "form": "sum"}))


def test_gap_and_requirement_agree_with_a_verdict_at_the_published_precision():
    """Found when 99.96, published as 100.0, was reached with a gap of -0.04."""
    from tests.making import share

    of = share({"kind": "level", "direction": "at_least", "number": 100, "unit": "%", "deadline": 2025})
    v = judge(of, series(of, {2025: 99.96}))

    assert v.prob == 1.0
    assert v.gap == pytest.approx(0.01)


def test_what_claims_settle_is_no_probability():
    """Found when a fully fixed pace was printed as an estimate of 0.000025."""
    of = growth(pace())
    own = series(of, {2018: 6.0, 2019: 5.0, 2020: 5.5, 2021: 6.1, 2022: 5.2, 2023: 5.0, 2024: 4.9})
    city = series(of, dict.fromkeys(range(2021, 2026), 6.0), region="市")
    fixed = scenario({"years": 2025, "fix": "level", "value": 5.7, "unit": "%"})
    v = judge(of, project(own, to=2025, scenario=fixed), reference=city)

    assert (v.status, v.basis, v.prob, v.required) == ("supposed", "claims", 0.0, None)


def test_claims_that_meet_on_one_year_are_refused():
    """Found when a claim without a region met one with, and the program fell over comparing them."""
    claim = {"years": 2025, "fix": "level", "value": 1, "unit": "人"}
    two = scenario(claim, {**claim, "region": "本区"})

    with pytest.raises(ValueError, match=r"one claim on test\.quantity for 2025"):
        two.at("本区")


def test_one_boom_year_beyond_a_hole_does_not_inform_a_mean():
    """Found when 2011 reached into a ten-year mean across three years without a figure, and turned a verdict."""
    rates = {2011: 13.5, 2015: 4.2, 2016: 6.5, 2017: 7.1, 2018: 6.5, 2019: 6.5, 2020: 0.9}

    assert list(project(series(growth(), rates), to=2025).fit.years) == list(range(2015, 2021))


def test_a_known_reference_brings_no_caution_on_a_model():
    """Found when the model of a fully published reference was listed among the assumptions."""
    of = growth(pace())
    own = project(series(of, {2018: 6.0, 2019: 5.0, 2020: 5.5, 2021: 6.1, 2022: 5.2, 2024: 4.9}), to=2035)
    city = project(series(of, {2019: 6.5, 2020: 0.9, **dict.fromkeys(range(2021, 2026), 6.0)}, region="市"), to=2035)

    told = [
        m
        for m in judge(of, own, reference=city).assumptions
        if m.key in ("assumption.model", "assumption.model_average")
    ]
    assert [m.values["region"] for m in told] == ["本区"]


def test_independence_is_stated_with_what_the_figures_say_of_it():
    """Found when a correlation of 0.86 stood in the data and nowhere on the page; numpy's coefficient is the formula's."""
    of = growth(pace())
    mine, theirs = [6.0, 5.0, 2.0, 6.1, 5.2], [6.5, 6.0, 0.9, 8.2, 4.0]
    own = project(series(of, dict(zip(range(2018, 2023), mine, strict=True))), to=2025)
    city = series(
        of, {**dict(zip(range(2018, 2023), theirs, strict=True)), 2023: 6.0, 2024: 5.2, 2025: 5.7}, region="市"
    )

    said = next(m for m in judge(of, own, reference=city).assumptions if m.key == "assumption.independent_but")
    x, y = np.array(mine) - np.mean(mine), np.array(theirs) - np.mean(theirs)
    assert said.values["correlation"] == pytest.approx((x @ y) / np.sqrt((x @ x) * (y @ y)))


def test_large_numbers_are_not_told_with_an_exponent():
    """Found when a page said 5.172e+04 yuan."""
    said = message("reason.level_estimated", year=2025, central=51_720.4, low=1.5, high=2e9, unit="元", number=50_000.0)

    assert "51,720 yuan" in str(said)
    assert "2,000,000,000" in str(said)
    assert "1.5" in str(said)


def test_scenario_type_is_unchanged_by_at():
    """A scenario given its region is a scenario still, and the old one did not change."""
    one = scenario({"years": 2025, "fix": "level", "value": 1, "unit": "人"})

    assert isinstance(one.at("本区"), Scenario)
    assert one.claims[0].region == ""
    assert Text("a", "b").text("en") == "b"


def test_level_probability_is_untouched_by_all_this():
    """The published table still holds."""
    line = {2019: 50.0, 2020: 51.2, 2021: 51.8, 2022: 53.1, 2023: 53.9}
    of = indicator(level(56.0), bounds=(None, None))

    assert round(judge(of, project(series(of, line), to=2025, model="linear")).prob, 5) == 0.35408


def test_growth_in_the_first_year_grows_from_the_year_before():
    """Found when a growth claim on the first year of the paths took the last year for the year before."""
    s = series(indicator(), {2023: 100.0, 2024: 103.0, 2025: 105.0, 2026: 109.0})
    claim = scenario({"years": 2021, "fix": "growth rate", "value": 5, "unit": "%"})
    p = project(s, to=2035, since=2021, model="drift", scenario=claim)

    np.testing.assert_allclose(p.path(2021), 1.05 * p.path(2020))
    assert 90 < float(np.median(p.path(2021))) < 105


def test_growth_after_a_measured_year_on_an_older_basis_grows_from_what_was_measured():
    """Found when growth of 5 % on a measured 210 gave 99, since the model's own backcast was taken for it."""
    of = indicator()
    values = {2020: 200.0, 2021: 210.0, 2023: 100.0, 2024: 103.0, 2025: 105.0, 2026: 109.0}
    figures = [figure(of, year, value, mark="break" if year == 2023 else "") for year, value in values.items()]
    claim = scenario({"years": 2022, "fix": "growth rate", "value": 5, "unit": "%"})
    p = project(annual_series(figures, of, "本区"), to=2030, model="drift", scenario=claim)

    np.testing.assert_allclose(p.path(2022), 1.05 * 210)
    assert (p.path(2021) == 210).all()
