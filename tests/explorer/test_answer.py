"""What the panel shows is what Python gives, to the bit."""

from dataclasses import replace

import numpy as np
import pytest

import shkplan as sp
from shkplan.explorer.answer import answer, answer_under
from shkplan.explorer.code import code_of
from shkplan.explorer.controls import controls, nice, start, targets_of
from shkplan.explorer.state import State, scenario_of

GROWTH = "economy.gdp_growth"
STATES = (
    State(GROWTH, 2025, size=0.7),
    State(GROWTH, 2028, size=-0.4, shock_year=2024, shock=-2.0, recovery=1),
    State(GROWTH, 2025, form="level", size=6.2),
    State("economy.services_share", 2025, size=0.3),
    State("environment.green_coverage", 2025, size=0.05),
)


@pytest.mark.parametrize("state", STATES, ids=lambda one: f"{one.target}-{one.form}")
def test_every_number_is_that_of_the_scenario(district, state) -> None:
    found, under = answer(district, state), district.under(scenario_of(district, state))
    verdict = under[state.target]
    assert (found.verdict.prob, found.verdict.prob_se, found.verdict.central) == (
        verdict.prob,
        verdict.prob_se,
        verdict.central,
    )
    own = verdict.own
    years = [own.years.index(year) for year in found.fan.years]
    expected = np.column_stack([own.quantiles(prob)[years, 0] for prob in (0.1, 0.5, 0.9)])
    assert np.array_equal(found.fan.bands[:, [1, 3, 5]], expected)


def test_the_change_is_that_of_the_paths_with_its_paired_error(district) -> None:
    """mean and standard error of +1, 0, -1 over shared paths."""
    found = answer(district, STATES[0])
    moves = found.verdict.hits.astype(float) - found.before.hits.astype(float)
    assert found.change == pytest.approx(moves.mean())
    assert found.change > 0
    assert found.change_se == pytest.approx(moves.std(ddof=0) / len(moves) ** 0.5)


def test_the_baseline_is_the_assessment_itself(district) -> None:
    found = answer(district, State(GROWTH, 2025))
    assert found.scenario is None
    assert found.change == 0
    assert found.verdict.prob == district[GROWTH].prob


def test_a_cell_gives_the_same_numbers(district) -> None:
    """The text that the panel shows is run as it stands."""
    state = STATES[1]
    names: dict[str, object] = {}
    text = code_of(district, state, "mine", 'A "hard" year')
    *before, last = text.split("\n")
    exec("\n".join(before), names)
    assert eval(last, names).prob == answer(district, state).verdict.prob
    assert names["s"].title.en == 'A "hard" year'
    assert "n_paths=600" in text


def test_the_cell_of_the_baseline_asks_the_assessment(district) -> None:
    assert code_of(district, State(GROWTH, 2025)).endswith('a["economy.gdp_growth"]')


def test_claims_on_one_series_tell_of_another(district) -> None:
    """A kept scenario is looked at on whatever target is shown."""
    scenario = scenario_of(district, STATES[0])
    assert answer_under(district, scenario, "environment.green_coverage", 2025).change == 0.0


def test_every_target_has_controls_and_an_answer(district) -> None:
    """Whatever is known of it: sliders that reach somewhere, in steps that divide them, and a start on one of them."""
    for key in targets_of(district):
        found, begun = controls(district, key), start(district, key)
        sliders = [one for one in (found.addition, found.level, found.shock) if one is not None]
        for one in sliders:
            steps = (one.high - one.low) / one.step
            assert one.low < one.high
            assert one.low <= one.start <= one.high
            assert steps <= 1000
        assert begun.form == found.forms[0]
        assert begun.to >= found.deadline
        assert answer(district, begun).change in (0.0, None)


def test_a_series_without_figures_can_only_be_set(district) -> None:
    """13,000 jobs a year, of 65,000 in five, is where its slider starts."""
    found = controls(district, "employment.new_jobs")
    assert found.forms == ("level",)
    assert found.addition is None
    assert found.level.start == 13_000


def test_stated_aims_have_no_sliders(district) -> None:
    assert not [key for key in targets_of(district) if district[key].status == "recorded"]


@pytest.mark.parametrize(("value", "expected"), [(0.011, 0.02), (0.1, 0.1), (3.0, 5.0), (7.0, 10.0), (40.0, 50.0)])
def test_steps_are_one_two_five_of_a_power_of_ten(value, expected) -> None:
    assert nice(value) == pytest.approx(expected)


def test_a_live_plan_opens_up_to_its_deadline() -> None:
    a = sp.assess("china-15fyp", as_of="2026-06-30", n_paths=400)
    key = "economy.urbanisation_rate"
    state = start(a, key)
    assert state.to == 2030
    assert answer(a, replace(state, size=0.2)).change > 0
