"""Readings of a clause side by side: one road, the same random numbers, and one of them decides."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import shkplan as sp
from shkplan.assessment.answering import by_published
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.evaluation.archiving import quantiles_of
from shkplan.assessment.evaluation.naive import naive
from shkplan.base.errors import UnknownName
from shkplan.display.setting import set_language
from shkplan.register.plan import Plan
from tests.making import series as made_series

JOBLESS, INCOME = "employment.surveyed_unemployment", "income.resident_disposable_growth"


@cache
def assessed(plan: str, day: str) -> Assessment:
    return sp.assess(plan, as_of=day, n_paths=2000)


def test_the_mean_decides_and_every_year_stands_beside_it() -> None:
    """The national unemployment rate: 5.1, 5.6, 5.2, 5.1 and 5.2 average 5.24, below 5.5; 2022 alone was above it."""
    found = assessed("china-14fyp", "2026-11-24").readings[JOBLESS]
    assert found.decides is assessed("china-14fyp", "2026-11-24")[JOBLESS]
    assert found.decides.central == pytest.approx(np.mean([5.1, 5.6, 5.2, 5.1, 5.2]))
    assert [one.verdict.prob for one in found] == [1.0, 0.0]
    assert [one.decides for one in found] == [True, False]
    assert found.agree is False


def test_a_reading_is_judged_as_if_it_were_the_target() -> None:
    """The same verdict as of a plan whose entry is that reading: same figures, projection, random numbers, to the bit."""
    a = assessed("china-14fyp", "2023-06-30")
    one = a.plan[INCOME]
    (target,) = one.targets
    for other, found in zip(target.other_readings, a.readings[INCOME].others, strict=True):
        swapped = one.model_copy(update={"targets": (other.target,)})
        plan: Plan = a.plan.model_copy(update={"indicators": {**a.plan.indicators, INCOME: swapped}})
        alone = a.variant(a.settings, plan)[INCOME]
        assert (alone.prob, alone.prob_se, alone.central) == (
            found.verdict.prob,
            found.verdict.prob_se,
            found.verdict.central,
        )


def test_readings_of_a_pace_are_ordered_as_their_events_are() -> None:
    """No slower is within up to a point slower, and so is in step: counted on the same paths, never more likely."""
    strict, lenient, both = (one.verdict for one in assessed("china-14fyp", "2023-06-30").readings[INCOME])
    assert strict.prob is not None
    assert lenient.prob is not None
    assert both.prob is not None
    assert strict.prob < lenient.prob
    assert both.prob <= lenient.prob
    assert both.hits is not None
    assert lenient.hits is not None
    assert not (both.hits & ~lenient.hits).any()
    assert both.prob_se is not None
    assert both.prob_se > 0


def test_what_takes_more_for_better_is_refused_of_growth_in_step() -> None:
    """A plan whose clause is read from both sides has a probability, and no path, number or schedule that would be enough."""
    a = assessed("china-14fyp", "2023-06-30")
    one = a.plan[INCOME]
    both = one.targets[0].other_readings[1].target
    swapped = one.model_copy(update={"targets": (both,)})
    b = a.variant(a.settings, a.plan.model_copy(update={"indicators": {**a.plan.indicators, INCOME: swapped}}))
    assert b[INCOME].assessable
    solution = b.solve(INCOME)
    assert not solution
    assert solution.reason is not None
    assert solution.reason.key == "solve.none_two_sided"
    attainable = b.attainable(by=2025)[INCOME]
    assert not attainable
    assert attainable.reason is not None
    assert attainable.reason.key == "attainable.two_sided"
    assert b[INCOME].required is None
    assert b[INCOME].gap == pytest.approx(1 - abs(b[INCOME].central or 0.0))
    for language in ("zh", "en"):
        set_language(language)
        assert all(str(sp.table(shown)) for shown in (b[INCOME], b.card(INCOME), solution))
    set_language("en")
    assert sp.plot(b[INCOME])


def test_growth_in_step_is_scored_as_the_event_it_is() -> None:
    """Two points ahead of the reference is out of step, so that the line says no; its distances leave no law of the lead behind."""
    a = assessed("china-14fyp", "2023-06-30")
    one = a.plan[INCOME]
    both = one.targets[0].other_readings[1].target
    swapped = one.model_copy(update={"targets": (both,)})
    b = a.variant(a.settings, a.plan.model_copy(update={"indicators": {**a.plan.indicators, INCOME: swapped}}))
    assert quantiles_of(a[INCOME]) is not None
    assert quantiles_of(b[INCOME]) is None
    bare = by_published(b, swapped, both)
    assert bare.case is not None
    ahead = {year: value + 2.0 for year, value in bare.case.facts.others[0].figures.items()}
    of = bare.case.series
    fast = replace(bare.case, series=made_series(of.indicator, ahead, of.region))
    assert naive(b, bare)["line"] in (0.0, 1.0)
    assert naive(b, replace(bare, case=fast))["line"] == 0.0


def test_only_targets_that_have_other_readings_are_asked() -> None:
    """A mapping of those; another key is answered with the nearest of them."""
    a = assessed("china-14fyp", "2023-06-30")
    assert INCOME in a.readings
    assert "economy.urbanisation_rate" not in a.readings
    with pytest.raises(UnknownName):
        a.readings["economy.urbanisation_rate"]
    assert set(a.readings) <= set(a.keys())
    frame = a.readings.to_frame()
    assert frame["decides"].sum() == len(a.readings)


def test_a_scenario_moves_every_reading() -> None:
    """Under a scenario each is judged under it, on the same random numbers."""
    a = assessed("china-15fyp", "2026-06-30")
    before = [one.verdict.prob for one in a.readings[JOBLESS]]
    after = [one.verdict.prob for one in a.under("shock-2027-china").readings[JOBLESS]]
    assert all(now < then for now, then in zip(after, before, strict=True) if now is not None and then is not None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_says_which_one_decides(language: str) -> None:
    """A row a reading, the deciding one first and marked; nothing is left to fill in."""
    a = assessed("shahekou-14fyp", "2026-06-30")
    set_language(language)
    try:
        told = str(sp.table(a.readings["environment.green_coverage"]))
        whole = str(sp.table(a.readings))
    finally:
        set_language("en")
    assert {"zh": "据此判定", "en": "decides"}[language] in told
    assert "{" not in told + whole
