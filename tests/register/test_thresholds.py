"""The number from outside that a target is held against is a parameter of a scenario."""

from __future__ import annotations

import shkplan as sp
from shkplan.register.thresholds import held_against

KEY = "vision.gdp_per_capita"


def test_a_scenario_sets_threshold_and_rate_of_its_target_alone() -> None:
    """Number and exchange rate of the one target are the scenario's; every other target, and the plan without it, stay."""
    plan = sp.load_plan("shahekou-14fyp")
    moved = held_against(plan, sp.scenario("a", thresholds={KEY: 40000}, exchange_rates={KEY: 7.1}))
    (target,) = moved[KEY].targets
    assert (target.number, target.exchange_rate.number, target.unit) == (40000, 7.1, "美元")
    assert (plan[KEY].targets[0].number, plan[KEY].targets[0].exchange_rate.number) == (20000, None)
    assert {name for name in plan if moved[name] != plan[name]} == {KEY}
    assert held_against(plan, sp.scenario("a", sp.claim("economy.gdp_growth", 2027, level=5))) is plan
    only_rate = held_against(plan, sp.scenario("a", exchange_rates={KEY: 7.1}))
    assert (only_rate[KEY].targets[0].number, only_rate[KEY].targets[0].exchange_rate.number) == (20000, 7.1)
