"""What lags, and why by the data: each year beside what an even way asks, nothing that no figure shows."""

from __future__ import annotations

import pytest

import shkplan as sp
from shkplan.assessment.evaluation.year_steps import steps_of
from shkplan.assessment.solving.solve import PROBS
from shkplan.base.messages import Language
from shkplan.display.setting import speaking
from tests.assessment.evaluation.variants import with_limit
from tests.showing import whole

MID = ("china-14fyp", "2023-12-31")
SEEN = [MID, ("china-14fyp", "2026-11-28"), ("shahekou-14fyp", "2023-12-31"), ("shahekou-14fyp", "2025-06-30")]
every_plan = pytest.mark.parametrize(("plan", "day"), SEEN)


def test_the_even_step_of_a_level_is_the_distance_over_the_years() -> None:
    """Schooling from 10.75 to 11.3 years in five: 0.11 a year; 2021 brought 0.15 and 2022 0.03 (10.75, 10.90, 10.93 published)."""
    steps = whole(*MID).lagging["education.schooling_years"].steps
    assert [one.wanted for one in steps.steps] == pytest.approx([0.11, 0.11])
    assert [one.value for one in steps.steps] == pytest.approx([0.15, 0.03])
    assert [one.year for one in steps.short] == [2022]
    assert steps.unit == "年"


def test_the_even_rate_of_a_fall_compounds_to_it() -> None:
    """13.5 % less in five years is 1 - 0.865^(1/5) = 2.859 % a year; both published years fell short, 2022 the more."""
    steps = whole(*MID).lagging["environment.energy_intensity_change"].steps
    even = 100 * (0.865 ** (1 / 5) - 1)
    assert [one.wanted for one in steps.steps] == pytest.approx([even, even])
    assert [one.value for one in steps.steps] == [-2.7, -0.1]
    assert steps.worst is not None
    assert steps.worst.year == 2022


def test_a_pace_stands_beside_its_reference_year_by_year() -> None:
    """National incomes grew 8.1 and 2.9 %, GDP 8.4 and 3.0 % by what was published then: short by 0.3 and 0.1 points."""
    steps = whole(*MID).lagging["income.resident_disposable_growth"].steps
    assert [(one.year, one.value, one.wanted) for one in steps.steps] == [(2021, 8.1, 8.4), (2022, 2.9, 3.0)]
    assert [one.year for one in steps.short] == [2021, 2022]
    assert steps.worst is not None
    assert steps.worst.year == 2021


def test_a_limit_that_was_broken_names_the_year() -> None:
    """Surveyed unemployment was 5.1 and 5.6 % against 5.5 %; nothing in the years left changes that."""
    a = with_limit(whole(*MID))
    one = a.lagging["employment.surveyed_unemployment"]
    assert [step.year for step in one.steps.short] == [2022]
    assert one.needed is None
    with speaking("en"):
        assert "Published figures have settled it" in sp.table(a.lagging)._repr_html_()


@every_plan
def test_whatever_is_behind_lags_the_worst_first(plan: str, day: str) -> None:
    a = whole(plan, day)
    words = {one.key: one.word for one in a.official}
    assert {key for key, word in words.items() if word in ("behind", "not_achieved")} <= set(a.lagging.keys())
    decided = [one.verdict.decided_by_figures for one in a.lagging]
    assert decided == sorted(decided, reverse=True)
    probs = [one.verdict.prob for one in a.lagging if not one.verdict.decided_by_figures]
    assert probs == sorted(probs)  # type: ignore[type-var]


@every_plan
def test_steps_are_arithmetic_on_what_was_published(plan: str, day: str) -> None:
    """No year that is not over, none without a figure; a year is short exactly where the value does not reach what is asked."""
    a = whole(plan, day)
    for verdict in a.scored:
        series = a.observations.series(verdict.indicator, a.region)
        for one in (steps := steps_of(a, verdict)).steps:
            assert one.year in series.years
            assert one.year < a.as_of.year
            gap = one.value - one.wanted if steps.up else one.wanted - one.value
            assert one.short == (gap < -1e-8) or abs(gap) < 1e-8


@every_plan
def test_the_path_required_is_that_of_solve(plan: str, day: str) -> None:
    a = whole(plan, day)
    for one in a.lagging:
        solved = a.solve(one.key, PROBS)
        assert (one.needed is None) == (not solved.needed)
        if one.needed is not None and one.needed.prob is not None:
            assert one.needed.value == pytest.approx(solved[0.8].value)


@pytest.mark.parametrize("language", ["zh", "en"])
@every_plan
def test_the_table_has_a_paragraph_a_target(plan: str, day: str, language: Language) -> None:
    a = whole(plan, day)
    with speaking(language):
        shown = sp.table(a.lagging)
        page = shown._repr_html_()
    assert page.count('class="shk-lag"') == len(shown.rows) == len(a.lagging)
    assert ". ." not in page
    assert "。。" not in page
    assert not a.lagging or sp.plot(next(iter(a.lagging)))
