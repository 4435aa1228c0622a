"""The numbers that would be reached: the quantiles of the same projections, whoever is asked first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shkplan import assess
from shkplan.base.errors import ParameterError, UnknownName
from shkplan.base.periods import Period
from tests.assessment.solving.test_solve import JOBS, KEY, RATES, WALK, flow
from tests.making import growth, indicator, share
from tests.showing import assessed, whole

LEVEL = {"kind": "level", "direction": "at_least", "number": 92, "unit": "人", "deadline": 2025}
TOTAL = {"kind": "cumulative", "direction": "at_least", "number": 65000, "unit": "人", "window": "2021-2025"}
AVERAGE = {
    "kind": "growth",
    "direction": "at_least",
    "number": 5,
    "unit": "%",
    "per": "year",
    "base_year": 2020,
    "window": "2021-2025",
}
CEILING = {"kind": "held", "direction": "at_most", "number": 5.5, "unit": "%", "window": "2021-2025"}
FIGURES = {2018: 4.9, 2019: 5.2, 2020: 5.6, 2021: 5.1, 2022: 5.6, 2023: 5.2, 2024: 5.1, 2025: 5.2}
YEARS = range(2026, 2031)


def one_of(of: Any, figures: Any, **settings: Any) -> tuple[Any, Any]:
    a = assessed(of, figures, **settings)
    return a.attainable(by=2030)[KEY], a.projection(KEY)


def test_the_level_is_the_quantile_of_its_law() -> None:
    """Reached with 80 % is what the law of 2030 leaves below with 20 %."""
    found, p = one_of(indicator(LEVEL), {year: value for year, value in WALK.items() if year < 2025})
    assert [one.prob for one in found.numbers] == [0.5, 0.8, 0.9]
    assert [one.value for one in found.numbers] == pytest.approx(list(p.law(2030).ppf([0.5, 0.2, 0.1])))
    assert (found.today, found.latest, found.set_anew.deadline) == (92, (2024, 88.0), 2030)


@pytest.mark.parametrize(
    ("of", "figures", "quantity"),
    [
        (flow(TOTAL), JOBS, lambda rows: rows.sum(axis=1)),
        (growth(AVERAGE), RATES, lambda rows: 100 * (np.prod(1 + rows / 100, axis=1) ** 0.2 - 1)),
        (share(CEILING), FIGURES, lambda rows: rows.max(axis=1)),
    ],
    ids=["sum", "growth", "limit"],
)
def test_a_window_is_the_quantile_of_what_its_years_come_to(of: Any, figures: Any, quantity: Any) -> None:
    """The sum of 2026 to 2030, the average growth, the worst year: on the very paths, k of M of which reach the number."""
    found, p = one_of(of, figures, n_paths=400)
    value = quantity(np.column_stack([p.path(year) for year in YEARS]))
    up = found.target.up
    for one in found.numbers:
        assert np.mean(value >= one.value - 1e-9 if up else value <= one.value + 1e-9) == pytest.approx(
            one.prob, abs=1 / 400
        )
        assert np.isclose(value, one.value).any()
        assert one.value_se > 0
    told = [one.value for one in found.numbers]
    assert told == sorted(told, reverse=up)


def test_the_years_are_those_of_the_plan_that_comes() -> None:
    """By 2030 after a plan to 2025 it is 2026 to 2030, by 2035 all years to it; of a plan that still runs its own."""
    here, nation = whole("shahekou-14fyp", "2026-06-30"), whole("china-15fyp", "2026-06-30")
    assert here.attainable(by=2030).window == Period(2026, 2030)
    assert here.attainable(by=2035).window == Period(2026, 2035)
    assert nation.attainable(by=2030).window == Period(2026, 2030)
    assert nation.attainable(by=2035).window == Period(2031, 2035)


def test_a_target_of_today_set_for_the_same_years_is_judged_as_it_is() -> None:
    """For the window of the plan itself the probability of today's number is the verdict's, the median its central estimate."""
    a = whole("china-15fyp", "2026-06-30")
    for one in a.attainable(by=2030):
        if one.target.years[-1] != 2030:  # an aim for 2035, set for other years
            continue
        verdict = a[one.indicator.key_of(one.target)]
        assert one.verdict.prob == verdict.prob
        if one:
            assert one.numbers[0].value == pytest.approx(verdict.central, rel=1e-9, abs=one.numbers[0].value_se)


def test_a_total_is_compared_with_that_of_as_many_years_alone() -> None:
    """65,000 in five years say nothing of ten; what was asked of a level does."""
    a = assessed(flow(TOTAL), JOBS, n_paths=200)
    assert a.attainable(by=2030)[KEY].today == 65000
    assert a.attainable(by=2035)[KEY].today is None
    level = assessed(indicator(LEVEL), WALK, "2025-06-30", n_paths=200)
    assert level.attainable(by=2035)[KEY].today == 92


def test_no_order_of_questions_changes_a_number() -> None:
    """Asked before anything was judged, or after all of it: the same numbers, and the same verdicts after."""
    first, then = (assess("shahekou-14fyp", as_of="2023-06-30", n_paths=200) for _ in range(2))
    keys = ("income.urban_disposable_growth", "economy.gdp_growth")  # each rests on the other, or on proxies
    before = first.attainable(by=2030)[keys[0]]
    told = [then[key].prob for key in keys]
    assert then.attainable(by=2030)[keys[0]].numbers == before.numbers
    assert [first[key].prob for key in keys] == told


def test_every_indicator_has_numbers_or_a_reason_and_its_base_rate() -> None:
    """Open ones keep the reason of today; beside all stands what earlier plans met, the own one never among them."""
    a = whole("china-14fyp", "2023-06-30")
    found = a.attainable(by=2030)
    assert len(found) == len(list(found)) == len(found.keys())
    for one in found:
        assert bool(one.numbers) != (one.reason is not None)
        assert one.base_rate is not None
        assert all(count.window != a.plan.window for count in one.base_rate.counts)
        assert one.evidence == ("none" if not one else one.verdict.evidence)
    frame = found.to_frame()
    assert set(frame["indicator"]) == set(found.keys())
    assert frame["value"].notna().sum() == 3 * sum(map(bool, found))


@pytest.mark.parametrize("by", [2025, 2036, "2030", 2030.5, True, None])
def test_a_year_that_cannot_be_is_refused_in_a_sentence(by: Any) -> None:
    with pytest.raises(ParameterError, match="expected a year of 2026-2035"):
        whole("shahekou-14fyp", "2026-06-30").attainable(by=by)


def test_an_aim_has_no_number_and_a_typo_is_answered() -> None:
    found = whole("shahekou-14fyp", "2026-06-30").attainable(by=2030)
    assert "vision.culture" not in found
    with pytest.raises(UnknownName, match=r"economy\.gdp_growth"):
        found["economy.gdp_grwth"]
    with pytest.raises(ParameterError):
        whole("shahekou-14fyp", "2026-06-30").attainable(by=2030, prob=80)
