"""What decides a target, year by year: certain where published, in bands where not, untold where nobody told it."""

from __future__ import annotations

import numpy as np
import pytest

from shkplan.assessment.course import LEVELS, Course, Courses, courses
from shkplan.assessment.verdict import Verdict
from shkplan.register.targets import KINDS
from tests.assessment.test_spans import ENERGY, JOBS, judged, over
from tests.making import indicator, share
from tests.showing import assessed, scene


def told(verdict: Verdict) -> Courses:
    found = courses(verdict)
    assert found is not None
    return found


def running(verdict: Verdict) -> Course:
    found = told(verdict).running
    assert found is not None
    return found


def test_within_a_sum_over_years_nothing_is_told_before_its_end() -> None:
    """A sum of 2021-2023 says nothing of 2021 alone; at its end the total is certain, and so is what follows."""
    verdict = judged(JOBS, {2024: 14_000.0, 2025: 15_000.0}, over(JOBS, "2021-2023", 36_000.0))
    course = running(verdict)
    assert course.years == course.known == (2023, 2024, 2025)
    assert course.median.tolist() == [36_000.0, 50_000.0, 65_000.0]
    assert told(verdict).yearly.years == (2024, 2025)


def test_a_change_over_years_is_compounded_with_the_years_after_it() -> None:
    """-11.6 % over four years, then -5.1 %."""
    course = running(judged(ENERGY, {2025: -5.1}, over(ENERGY, "2021-2024", -11.6)))
    assert course.years == course.known == (2024, 2025)
    assert course.median == pytest.approx([-11.6, 100 * (0.884 * 0.949 - 1)])


def test_an_open_verdict_tells_what_was_published_and_no_more() -> None:
    """Two years are too few for a model: their total stands, later years are not told."""
    flow = indicator(
        {"kind": "cumulative", "direction": "at_least", "number": 50, "unit": "人", "window": "2021-2025"},
        measure="flow",
    )
    course = running(assessed(flow, {2021: 10.0, 2022: 9.0}, "2023-06-30")[flow.id])
    assert (course.years, course.known, course.median.tolist()) == ((2021, 2022), (2021, 2022), [10.0, 19.0])


def test_bands_hold_each_other_and_are_points_where_figures_are_known() -> None:
    """50 within 80 within 95 %, around the median; without width in published years."""
    held = share({"kind": "held", "direction": "at_most", "number": 6.5, "unit": "%", "window": "2021-2025"})
    yearly = told(assessed(held, {2017: 6.0, 2018: 6.2, 2019: 6.1, 2020: 6.3, 2021: 6.2}, "2022-06-30")[held.id]).yearly
    assert yearly.years == tuple(range(2017, 2026))
    assert yearly.known == tuple(range(2017, 2022))
    inner, middle, outer = (yearly.bands[level] for level in LEVELS)
    for wide, narrow in ((outer, middle), (middle, inner)):
        assert np.all(wide[:, 0] <= narrow[:, 0])
        assert np.all(wide[:, 1] >= narrow[:, 1])
    assert np.all(inner[:, 0] <= yearly.median)
    assert np.all(yearly.median <= inner[:, 1])
    for year in yearly.known:
        assert len(set(yearly.at(year, 0.95))) == 1
    assert all(len(set(yearly.at(year, 0.95))) == 3 for year in yearly.estimated)


def test_growth_of_levels_needs_the_base_year_and_no_year_between() -> None:
    """2022 over 2020 is certain though 2021 was not published; without the base year nothing is."""
    one = indicator(
        {
            "kind": "growth",
            "direction": "at_least",
            "number": 30,
            "unit": "%",
            "per": "window",
            "base_year": 2020,
            "window": "2021-2025",
        }
    )
    course = running(judged(one, {2020: 80.0, 2022: 90.0}))
    assert (course.known, course.median.tolist()) == ((2022,), [12.5])
    without = courses(judged(one, {2019: 80.0, 2022: 90.0}))
    assert without is not None
    assert without.running is None


def test_figures_of_a_proxy_are_not_taken_for_published_ones() -> None:
    """Urban income of 2021 is known of all residents alone: an estimate in the course, however narrow."""
    assert told(scene().assessment["income.urban_disposable_growth"]).yearly.known == ()


def test_what_one_year_decides_has_no_course() -> None:
    """A level, and an aim that states no number; every other kind says how it is shown."""
    level = share({"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025})
    assert courses(assessed(level, {2020: 70.0, 2021: 71.0, 2022: 72.0})[level.id]) is None
    assert courses(scene().assessment["vision.culture"]) is None
    assert {kind for kind, one in KINDS.items() if one.course == "value"} == {
        "level",
        "benchmark",
        "direction",
        "stated_aim",
    }


def test_the_yearly_lead_is_the_difference_of_both_sides() -> None:
    """In every path, so in published years exactly."""
    both = told(scene().assessment["economy.gdp_growth"])
    (_, own), (_, other) = both.sides
    for year in both.yearly.known:
        assert both.yearly.at(year)[1] == pytest.approx(own.at(year)[1] - other.at(year)[1])
