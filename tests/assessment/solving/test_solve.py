"""What it takes: held against formulas written out, quantiles of numpy, and the paths themselves."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from shkplan import claim, scenario
from shkplan.assessment.solving.solve import Solution
from shkplan.assessment.solving.steering import Quantiles, steering_of
from shkplan.base.errors import ParameterError, UnknownName
from shkplan.register.scenario import Scenario
from tests.making import growth, indicator, share
from tests.showing import assessed, whole

LEVEL = {"kind": "level", "direction": "at_least", "number": 100, "unit": "人", "deadline": 2030}
TOTAL = {"kind": "cumulative", "direction": "at_least", "number": 65000, "unit": "人", "window": "2021-2025"}
DOUBLING = {
    "kind": "growth",
    "direction": "at_least",
    "number": 100,
    "unit": "%",
    "per": "window",
    "base_year": 2020,
    "window": "2021-2035",
}
WALK = {
    2015: 70.0,
    2016: 73.0,
    2017: 72.0,
    2018: 76.0,
    2019: 77.0,
    2020: 81.0,
    2021: 80.0,
    2022: 84.0,
    2023: 85.0,
    2024: 88.0,
    2025: 90.0,
}
JOBS = {
    2015: 11800.0,
    2016: 12400.0,
    2017: 12100.0,
    2018: 12900.0,
    2019: 12300.0,
    2020: 11900.0,
    2021: 12600.0,
    2022: 12800.0,
}
RATES = dict(
    zip(
        range(2010, 2026),
        (10.6, 9.6, 7.9, 7.8, 7.4, 7.0, 6.8, 6.9, 6.7, 6.0, 2.3, 8.6, 3.1, 5.4, 5.0, 5.0),
        strict=True,
    )
)
KEY = "test.quantity"


def flow(target: dict[str, Any], **parts: Any) -> Any:
    return indicator(target, measure="flow", **parts)


# Arithmetic ---------------------------------------------------------------------------------------------------------------


def test_a_sum_without_any_figure_is_divided_evenly() -> None:
    """65,000 jobs in five years are 13,000 a year, whatever the probability, and it says that it is arithmetic."""
    found: Any = assessed(flow(TOTAL), {}, "2023-06-30").solve(KEY)
    assert (found.form, found.basis, found.years, found.evidence) == (
        "sum",
        "arithmetic",
        (2021, 2022, 2023, 2024, 2025),
        "none",
    )
    assert [(one.prob, one.value, one.value_se) for one in found.needed] == [(None, pytest.approx(13000), 0.0)]
    assert found[0.8] is found.needed[0]


def test_what_is_left_of_a_sum_is_divided_by_the_years_that_are_left() -> None:
    """With 12,600 in the one year that has a figure: (65,000 - 12,600) / 4."""
    found: Any = assessed(flow(TOTAL), {2021: 12600.0}, "2023-06-30").solve(KEY)
    assert found.basis == "arithmetic"
    assert found.needed[0].value == pytest.approx((65000 - 12600) / 4)


@pytest.mark.parametrize(("day", "past"), [("2023-06-30", False), ("2026-06-30", True)])
def test_years_that_have_all_passed_are_told_as_past(day: str, past: bool) -> None:
    """After the deadline it is what the figures would have to show."""
    assert assessed(flow(TOTAL), {}, day).solve(KEY).past is past


def test_a_level_from_its_only_figure_needs_an_even_addition() -> None:
    """(100 - 80) / 5 from 2025 to 2030, where one figure is too few for a model."""
    found: Any = assessed(indicator(LEVEL), {2025: 80.0}).solve(KEY)
    assert (found.form, found.basis, found.start) == ("level", "arithmetic", (2025, 80.0, True))
    assert (found.needed[0].value, found.needed[0].level) == (pytest.approx(4.0), pytest.approx(100.0))


def test_a_level_without_a_figure_is_told_as_the_level_itself() -> None:
    found: Any = assessed(indicator(LEVEL), {}).solve(KEY)
    assert (found.start, found.needed[0].value) == (None, pytest.approx(100.0))


# On paths and by law ------------------------------------------------------------------------------------------------------


def test_a_level_by_its_law_keeps_the_distance_of_quantile_and_median() -> None:
    """On the logarithm: log L = log 100 - (log q(1 - p) - log q(1/2)), then the even addition from the last figure."""
    a = assessed(indicator(LEVEL), WALK)
    law = a.projection(KEY).law(2030)
    found: Any = a.solve(KEY)
    assert found.basis == "law"
    for one in found.needed:
        assert one.prob is not None
        quantile, median = np.log(law.ppf([1 - one.prob, 0.5]))
        level = np.exp(np.log(100.0) - (quantile - median))
        assert one.level == pytest.approx(level, rel=1e-9)
        assert one.value == pytest.approx((level - 90.0) / 5, rel=1e-9)
        assert one.value_se == 0.0
    assert found[0.5].level == pytest.approx(100.0)  # the median plan is on the number itself


def test_at_the_probability_of_today_the_path_is_the_projection_itself() -> None:
    """Asked for the probability the target has anyway, nothing has to change: the level needed is the median projected."""
    a = assessed(indicator(LEVEL), WALK)
    prob = a[KEY].prob
    assert prob is not None
    assert a.solve(KEY, prob)[prob].level == pytest.approx(float(a.projection(KEY).law(2030).median), rel=1e-9)


def test_a_sum_on_paths_is_the_quantile_of_what_each_path_needs() -> None:
    """Without bounds c = (number - so far - sum of the distances from the medians) / years left; a tenth, half, of the paths need more."""
    a = assessed(flow(TOTAL, bounds=(None, None)), JOBS, "2023-06-30", n_paths=1000)
    found: Any = a.solve(KEY)
    rows = a.projection(KEY)
    free = np.column_stack([rows.path(year) for year in (2023, 2024, 2025)])
    each = (65000 - 12600 - 12800 - (free - np.median(free, axis=0)).sum(axis=1)) / 3
    assert found.years == (2023, 2024, 2025)
    for one in found.needed:
        assert one.value == pytest.approx(np.quantile(each, one.prob, method="inverted_cdf"), rel=1e-12)
    assert found[0.5].value < found[0.8].value < found[0.9].value


def test_growth_to_double_by_2035_compounds() -> None:
    """The rate c of 2026-2035 with the median growth of the years before: its even path doubles, and more is needed to be surer."""
    a = assessed(growth(DOUBLING), RATES, n_paths=1000)
    found: Any = a.solve(KEY)
    so_far = np.prod([1 + RATES[year] / 100 for year in range(2021, 2026)])
    plain = 100 * ((2 / so_far) ** (1 / 10) - 1)
    assert (found.form, found.years) == ("rate", tuple(range(2026, 2036)))
    assert found[0.5].value == pytest.approx(
        plain, abs=0.15
    )  # the median of sums of distances is nearly the sum of medians
    assert found[0.8].value > found[0.5].value
    logs = np.log1p(np.column_stack([a.projection(KEY).path(year) for year in found.years]) / 100)
    off = (logs - np.median(logs, axis=0)).sum(axis=1)
    each = 100 * np.expm1((np.log(2 / so_far) - off) / 10)
    assert found[0.8].value == pytest.approx(np.quantile(each, 0.8, method="inverted_cdf"), rel=1e-9)


@pytest.mark.parametrize(
    "key", ["economy.gdp_growth", "environment.green_coverage", "employment.registered_unemployment"]
)
def test_the_paths_steered_reach_the_number_with_that_probability(key: str) -> None:
    """Put back into the event of the target the path reaches it on that share of the joint paths: a pace, bounds from either side."""
    a = whole("shahekou-14fyp", "2026-06-30")
    verdict = a[key]
    assert verdict.case is not None
    made = steering_of(a, verdict.case, verdict.case.own)
    for prob in (0.5, 0.8, 0.9):
        assert made.needed is not None
        assert made.prob(made.needed.at(prob)) == pytest.approx(prob, abs=2 / 400)


def test_the_bracket_agrees_with_the_closed_form() -> None:
    """Where both are to be had they are the same number, up to how quantiles lie between two paths."""
    a = whole("shahekou-14fyp", "2023-06-30")
    verdict = a["economy.gdp_growth"]
    assert verdict.case is not None
    made = steering_of(a, verdict.case, verdict.case.own)
    assert made.needed is not None
    for prob in (0.5, 0.8):
        low, high = made.needed.at(prob - 0.005), made.needed.at(prob + 0.005)
        assert low - 1e-9 <= made.bracketed(prob)[0] <= high + 1e-9


def test_a_kind_without_closed_form_is_bracketed() -> None:
    """A flow between two bounds moves on a logit, where a sum has no inverse: the path found reaches it on that share of the paths."""
    bounds = {"bounds": (0, 40000), "unit": "人"}
    a = assessed(flow(TOTAL, **bounds), JOBS, "2023-06-30", n_paths=400)
    verdict = a[KEY]
    assert verdict.case is not None
    made = steering_of(a, verdict.case, verdict.case.own)
    assert made.needed is None
    for one in a.solve(KEY).needed:
        assert one.value is not None
        z = float(made.link.extended(one.value))
        assert made.prob(z) == pytest.approx(one.prob, abs=2 / 400)
        assert one.value_se > 0


def test_a_ceiling_needs_less_to_be_surer() -> None:
    """At most: the surer, the lower; and a bound kept in every year likewise."""
    ceiling = {"kind": "held", "direction": "at_most", "number": 5.5, "unit": "%", "window": "2026-2030"}
    figures = {2018: 4.9, 2019: 5.2, 2020: 5.6, 2021: 5.1, 2022: 5.6, 2023: 5.2, 2024: 5.1, 2025: 5.2}
    found: Any = assessed(share(ceiling), figures).solve(KEY)
    assert found.form == "limit"
    assert 5.5 > found[0.5].value > found[0.8].value > found[0.9].value


def test_years_that_broke_a_bound_leave_no_path() -> None:
    """As of 2023 the years 2021 and 2022 have passed without a figure: on about half of the paths they broke the bound."""
    found: Any = whole("shahekou-14fyp", "2023-06-30").solve("environment.green_coverage")
    assert [one.value for one in found.needed] == [None, None, None]
    case = found.case
    assert case is not None
    assert case.own is not None
    kept = np.minimum(case.own.path(2021), case.own.path(2022)) >= 45.2 - 1e-7
    assert found[0.8].most == pytest.approx((kept.sum() + 0.5) / (len(kept) + 1))


def test_what_a_scenario_supposes_of_a_sum_counts() -> None:
    """With 16,000 supposed for 2023 the other four years share 49,000; with a spread it takes more to be surer."""
    a = assessed(flow(TOTAL), {}, "2023-06-30", n_paths=400)
    sure: Any = a.under(scenario("push", claim(KEY, 2023, level=16000), plan=a.plan.id)).solve(KEY)
    assert (sure.years, sure.basis) == ((2021, 2022, 2024, 2025), "arithmetic")
    assert [one.prob for one in sure.needed] == [None]
    assert sure.needed[0].value == pytest.approx(49000 / 4)
    loose: Any = a.under(scenario("wide", claim(KEY, 2023, level=16000, spread=2000), plan=a.plan.id)).solve(KEY)
    expected = [49000 / 4 + norm.ppf(prob) * 2000 / 4 for prob in (0.5, 0.8, 0.9)]
    assert [one.value for one in loose.needed] == pytest.approx(expected, abs=4 * 2000 / 4 / 400**0.5)


def test_carried_out_exactly_it_settles_the_target() -> None:
    """The even path without any doubt is arithmetic: (2 / so far) ^ (1 / 10); claimed in a scenario it reaches the target, and a little less does not."""
    a = assessed(growth(DOUBLING), RATES, n_paths=200)
    exact: Any = a.solve(KEY).exact
    so_far = np.prod([1 + RATES[year] / 100 for year in range(2021, 2026)])
    assert exact.value == pytest.approx(100 * ((2 / so_far) ** 0.1 - 1), rel=1e-9)
    for rate, prob in ((exact.value + 1e-6, 1.0), (exact.value - 1e-6, 0.0)):
        verdict = a.under(scenario("even", claim(KEY, "2026-2035", level=rate), plan=a.plan.id))[KEY]
        assert (verdict.prob, verdict.basis) == (prob, "claims")
    assert (
        whole("shahekou-14fyp", "2026-06-30").solve("income.urban_disposable_growth").exact is None
    )  # prices are not known


# Error --------------------------------------------------------------------------------------------------------------------


def test_the_error_of_a_quantile_is_that_of_repeated_draws() -> None:
    """Of normal paths the standard error of the p-quantile is sqrt(p (1 - p) / n) / density; repeated samples show it."""
    rng = np.random.default_rng(0)
    found = [Quantiles(rng.standard_normal(2000), up=True) for _ in range(300)]
    for prob, density in ((0.5, 0.3989), (0.8, 0.2800)):
        told = np.mean([(one.ends(prob)[1] - one.ends(prob)[0]) / 2 for one in found])
        assert told == pytest.approx(np.sqrt(prob * (1 - prob) / 2000) / density, rel=0.05)
        assert told == pytest.approx(np.std([one.at(prob) for one in found]), rel=0.15)


# What is on record, and when ----------------------------------------------------------------------------------------------


def test_what_was_done_before_is_told_in_the_same_terms() -> None:
    """Additions of a level: the last five years, the best year and the best five, written out."""
    found: Any = assessed(indicator(LEVEL), WALK).solve(KEY)
    told = {one.kind: one for one in found.record}
    assert told["latest"].value == pytest.approx((90 - 81) / 5)
    assert (told["best_year"].value, told["best_year"].last) == (4.0, 2022)
    assert told["best_run"].value == pytest.approx(max((WALK[y] - WALK[y - 5]) / 5 for y in range(2020, 2026)))
    assert not found.unprecedented(found[0.5])


def test_the_year_in_which_the_number_is_first_reached() -> None:
    """On paths followed beyond the deadline: by a median year, a band, and the share of paths by the deadline."""
    a = assessed(indicator(LEVEL), WALK, n_paths=400)
    found: Any = a.solve(KEY).first_reached
    assert found is not None
    rows = a.using(to=2055).projection(KEY)
    years = np.array(rows.years)
    seen = (rows.paths >= 100) & (years > 2025)
    when = np.where(seen.any(axis=1), years[seen.argmax(axis=1)], 9999)
    assert found.median == np.sort(when)[199]
    assert found.prob == pytest.approx((np.sum(when <= 2030) + 0.5) / 401)
    assert found.early <= found.median


def test_what_falls_never_arrives() -> None:
    """A level that falls is not reached by any year that paths are followed to."""
    falling = {year: 200 - value for year, value in WALK.items()}
    found: Any = assessed(indicator({**LEVEL, "number": 400}), falling, n_paths=400).solve(KEY).first_reached
    assert found is not None
    assert (found.median, found.until) == (None, 2055)


# Refusals -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prob", [80, 1, 0, -0.1, True, "0.8", [], [0.5, 2], float("nan"), object()])
def test_what_is_no_probability_is_refused_in_a_sentence(prob: Any) -> None:
    with pytest.raises(ParameterError, match="expected shares strictly between 0 and 1"):
        assessed(indicator(LEVEL), WALK).solve(KEY, prob)


def test_a_misspelt_key_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="new_jobs"):
        whole("shahekou-14fyp", "2026-06-30").solve("employment.newjobs")


def test_what_cannot_be_solved_says_why() -> None:
    """A stated aim, a target that figures have decided, one whose number the plan does not tell, figures that contradict each other."""
    here, nation = whole("shahekou-14fyp", "2026-06-30"), whole("china-14fyp", "2026-06-30")
    told = {
        "solve.none_aim": here.solve("vision.culture"), "solve.none_decided": nation.solve("employment.surveyed_unemployment"),
        "reason.no_exchange_rate": here.solve("vision.gdp_per_capita"),
    }  # fmt: skip
    for key, found in told.items():
        assert isinstance(found, Solution)
        assert not found
        assert found.reason is not None
        assert found.reason.key == key
        assert "{" not in str(found.reason)
        assert found.to_frame().empty
        with pytest.raises(ParameterError):
            found[0.8]
    assert "contradict" in str(here.solve("economy.fixed_investment_growth").reason)


@pytest.mark.parametrize(
    ("plan", "day"),
    [
        ("shahekou-14fyp", "2026-06-30"),
        ("shahekou-14fyp", "2023-06-30"),
        ("china-15fyp", "2026-06-30"),
        ("china-14fyp", "2023-06-30"),
    ],
)
def test_every_target_is_answered(plan: str, day: str) -> None:
    """Each has a path, or a reason; a path runs through years of the target without a figure, and its numbers are finite."""
    a: Any = whole(plan, day)
    for key in list(a.keys()):
        found = a.solve(key)
        assert bool(found.needed) != (found.reason is not None)
        for one in found.needed:
            assert one.value is None or np.isfinite(one.value)
            assert np.isfinite(one.value_se)
            assert (one.value is None) == (one.most is not None)


@cache
def _shock() -> Any:
    return whole("china-15fyp", "2026-06-30")


def test_years_that_a_scenario_fixes_are_not_steered() -> None:
    """With growth fixed in 2027 the other years carry the path; what was fixed low costs growth elsewhere."""
    a = _shock()
    key = "innovation.rd_expenditure_growth"
    claim = {
        "indicator": key,
        "region": "中国",
        "fix": "level",
        "years": "2027",
        "value": 0.0,
        "unit": "%",
        "reason": {"zh": "假设", "en": "supposed"},
    }
    s = Scenario.model_validate(
        {
            "id": "low",
            "plan": "china-15fyp",
            "title": {"zh": "低", "en": "Low"},
            "description": {"zh": "低", "en": "Low"},
            "claims": [claim],
        }
    )
    under, plain = a.under(s).solve(key), a.solve(key)
    assert 2027 not in under.years
    assert under[0.5].value > plain[0.5].value
