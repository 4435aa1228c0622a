"""The assessment of the shipped plan: every target has a verdict, and what was not yet published does not count."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from shkplan import assess, compare, load_observations, load_plan
from shkplan.base.errors import ParameterError, UnknownName
from shkplan.base.messages import Text
from shkplan.files import paths
from shkplan.register.scenario import Scenario


@pytest.fixture(scope="module")
def shahekou():
    root = paths.shipped()
    plan = load_plan(root / "data" / "plans" / "shahekou-14fyp.yaml")
    return plan, load_observations(plan, root)


@pytest.fixture(scope="module")
def today(shahekou):
    return assess(*shahekou, as_of="2026-06-30", n_paths=4000)


def growth_of(year: int, value: float) -> Scenario:
    claim = {
        "indicator": "economy.gdp_growth", "years": year, "fix": "level", "value": value, "unit": "%",
        "reason": Text("因", "why"),
    }  # fmt: skip
    return Scenario.model_validate(
        {
            "id": "test", "plan": "shahekou-14fyp", "title": Text("情景", "Scenario"), "author": "test",
            "reference": Text("无", "none"), "description": Text("无", "none"), "claims": [claim],
        }
    )  # fmt: skip


def test_every_indicator_has_a_verdict_with_a_reason(shahekou, today):
    """No indicator is silently dropped: one verdict each, each with a sentence in both languages."""
    plan, _ = shahekou

    assert [verdict.key for verdict in today] == list(today.keys()) == list(plan)
    assert all(verdict.reason.text(language) for verdict in today for language in ("zh", "en"))
    assert all((verdict.prob is None) == (verdict.status in ("open", "recorded")) for verdict in today)


def test_estimates_are_never_certain(today):
    """0 and 1 only where observation has decided, with final figures or others."""
    for verdict in today.assessed:
        assert (verdict.prob in (0.0, 1.0)) == verdict.decided_by_figures


def test_nothing_published_later_counts(shahekou):
    """On a day the assessment is what it would have been if later figures did not exist."""
    plan, obs = shahekou
    then = dt.date(2023, 6, 30)
    only = type(obs)(plan, tuple(figure for figure in obs if figure.published <= then))

    then_now, then_then = (assess(plan, some, as_of=then, n_paths=500) for some in (obs, only))
    assert [(v.key, v.prob, v.reason) for v in then_now] == [(v.key, v.prob, v.reason) for v in then_then]


def test_before_the_plan_no_target_is_in_force(shahekou):
    """The day before the outline was published there is nothing to assess; on the day there is."""
    day = shahekou[0].approved
    before = assess(*shahekou, as_of=day - dt.timedelta(days=1), n_paths=500)

    assert {verdict.reason.key for verdict in before} == {"reason.not_in_force"}
    assert "reason.not_in_force" not in {v.reason.key for v in assess(*shahekou, as_of=day, n_paths=500)}


def test_a_misspelt_target_is_answered_with_the_nearest(today):
    """A typo in an id names the ids it may have meant."""
    with pytest.raises(UnknownName, match=r"Did you mean employment\.new_jobs"):
        today["employment.newjobs"]


def test_a_scenario_moves_what_it_touches_and_nothing_else(shahekou, today):
    """Growth of 2025 fixed moves its pace and what the link in force leads it to; every other target keeps its probability to the last bit."""
    moved = today.under(growth_of(2025, 9.0))
    comparison = compare(today, moved)

    changed = {row.key for row in comparison.moved}
    assert {"economy.gdp_growth", "economy.services_share"} <= changed
    assert set(moved.links.contributions("economy.services_share")) == {"services-growth"}
    assert changed <= {"economy.gdp_growth", "economy.services_share", "income.urban_disposable_growth"}
    for row in comparison:
        if row.shifts[0].effect == "same":
            assert row.shifts[0].change == 0.0


def test_change_is_paired(shahekou, today):
    """The change is the mean difference of hits on the same paths, its error that of paired draws."""
    moved = today.under(growth_of(2025, 9.0))
    (change,) = compare(today, moved)["economy.gdp_growth"]

    difference = moved["economy.gdp_growth"].hits.astype(float) - today["economy.gdp_growth"].hits.astype(float)
    assert change.change == pytest.approx(difference.mean())
    assert change.change_se == pytest.approx(difference.std() / np.sqrt(4000))
    assert change.change > 0


def test_assessments_of_different_days_cannot_be_paired(shahekou, today):
    """Comparison needs the same day, seed and number of paths, and says which differs."""
    other = assess(*shahekou, as_of="2026-06-29", n_paths=4000)

    with pytest.raises(
        ParameterError, match=r"^compare: found the days 2026-06-30 and 2026-06-29, expected one day\.$"
    ):
        compare(today, other)


def test_what_stands_in_is_named_in_every_row() -> None:
    """The income target rests on two proxy series of income and two of prices: its word says so, and the sentences stand with the numbers."""
    from shkplan import load_observations, load_plan
    from shkplan.display.setting import speaking
    from shkplan.display.tables import table

    plan = load_plan("shahekou-14fyp")
    whole = assess(plan, load_observations(plan), as_of="2026-06-30", n_paths=500)
    income = whole["income.urban_disposable_growth"]
    assert income.status == "estimated"
    assert len(income.proxies) == 4
    assert income.assumptions[:4] == income.proxies
    with speaking("en"):
        rows = [row for row in table(whole).rows if "proxy" in row]
        assert [row[0].text for row in rows] == ["Growth of urban disposable income per head"]
