"""How stable a word is: each tolerance is asked anew, and the known pace stands on its edge."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

import shkplan as sp
from shkplan.assessment import Assessment
from shkplan.assessment.evaluation.relaxing import relaxed
from shkplan.assessment.evaluation.stability import MARGINS, SHIFTS, TOLERANCES
from tests.making import indicator, share

PACE = "economy.gdp_growth"


@pytest.fixture(scope="module")
def constant() -> Assessment:
    """Shahekou's plan as of 2026, a constant mean for every series."""
    return sp.assess("shahekou-14fyp", as_of="2026-06-30").using(model="mean")


def test_under_a_constant_mean_the_pace_hangs_on_one_point(constant: Assessment) -> None:
    """The GDP pace is .20-.23 at tolerance 0 and .78-.83 at one point (measured apart from this library): the word turns."""
    stable = constant.official.stability[PACE]
    probs = dict(zip(constant.official.stability.tolerances, stable.probs, strict=True))
    (strict, error), (loose, _) = probs[0.0], probs[1.0]  # type: ignore[misc]
    assert 0.20 - 2 * error < strict < 0.23 + 2 * error
    assert 0.78 - 2 * error < loose < 0.83 + 2 * error
    words = constant.official.stability.by_tolerance.words[PACE]
    assert [one.word for one in words if one is not None] == ["behind", "on_course", "on_course", "faster"]
    assert stable.of == len(TOLERANCES) * len(MARGINS) * len(SHIFTS)
    lower = sum(strict < constant.official.rule.behind + shift for shift in SHIFTS)
    assert stable.same == len(MARGINS) * lower  # the word of tolerance 0, at every margin, while the bound stays above


def test_a_word_near_a_bound_of_the_probability_is_not_stable(midterm: Assessment) -> None:
    """Patents in 2023: .45 is on course; a bound moved by .05 changes nothing, whatever tolerance and margin. Where a probability lies within that of a bound it does."""
    stability, rule = midterm.official.stability, midterm.official.rule
    for key in ("innovation.high_value_patents", "education.schooling_years", "economy.labour_productivity_growth"):
        stable = stability[key]
        told = [one[0] for one in stable.probs if one is not None]
        expected = sum(
            (prob >= rule.faster + shift, prob >= rule.behind + shift)
            == (told[0] >= rule.faster, told[0] >= rule.behind)
            for prob, shift in itertools.product(told, SHIFTS)
        )
        assert stable.same == expected * len(MARGINS)


def test_a_tolerance_never_makes_a_target_harder(constant: Assessment) -> None:
    """Probabilities rise with the tolerance, but for what sampling does to them."""
    for one in constant.official.stability:
        probs = [told for told in one.probs if told is not None]
        for (less, error), (more, other) in itertools.pairwise(probs):
            assert more >= less - 3 * (error + other)


def test_a_number_is_relaxed_by_points_or_by_a_share_of_it() -> None:
    """80 % at least by one point is 79 %; 500 persons at most by one per cent are 505; a pace gains a point of tolerance."""
    (floor,) = share({"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}).targets
    (ceiling,) = indicator(
        {"kind": "level", "direction": "at_most", "number": 500, "unit": "人", "deadline": 2025}
    ).targets
    assert (floor.relaxed(1.0).number, ceiling.relaxed(1.0).number) == (79.0, 505.0)  # type: ignore[union-attr]
    a = sp.assess("shahekou-14fyp", as_of="2023-06-30")
    strict = a[PACE].target
    assert strict.relaxed(1.0).tolerance == strict.tolerance + 1.0  # type: ignore[union-attr]
    assert relaxed(a, 0.0) is a


def test_words_at_year_ends_rest_on_what_was_published_by_then(midterm: Assessment) -> None:
    """The words at the end of 2022 are those of an assessment as of that day."""
    years = midterm.official.stability.by_year
    assert years.at == (2021.0, 2022.0)
    then = sp.assess("china-14fyp", as_of=dt.date(2022, 12, 31)).official
    for key, words in years.words.items():
        assert words[1] is not None
        assert (words[1].word, words[1].prob) == (then[key].word, then[key].prob)


def test_the_rule_s_own_tolerance_counts(midterm: Assessment) -> None:
    """With a tolerance of .2 points a mean of at most 5.5 % is one of at most 5.7 %."""
    a = midterm
    key = "employment.surveyed_unemployment"
    other = replace(a.official, rule=a.official.rule.model_copy(update={"tolerance": 0.2}))
    assert other[key].verdict.wanted == pytest.approx(5.7)
    assert (other[key].prob or 0.0) > (a.official[key].prob or 1.0)
    assert 0.2 in other.stability.tolerances
