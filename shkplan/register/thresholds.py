"""A plan with the outside thresholds of a scenario in place of its own: which number a target is held against is a parameter."""

from __future__ import annotations

from shkplan.register.plan import Indicator, Plan
from shkplan.register.scenario import Scenario
from shkplan.register.targets import Target

__all__ = ["held_against"]


def held_against(plan: Plan, scenario: Scenario) -> Plan:
    """The plan whose outside thresholds, and the rates that convert them, are those the scenario names; else the plan itself."""
    if not (scenario.thresholds or scenario.exchange_rates):
        return plan
    indicators = {name: _moved(one, scenario) for name, one in plan.indicators.items()}
    return plan.model_copy(update={"indicators": indicators})


def _moved(one: Indicator, scenario: Scenario) -> Indicator:
    targets = tuple(_set(target, one.key_of(target), scenario) for target in one.targets)
    return one.model_copy(update={"targets": targets}) if targets != one.targets else one


def _set(target: Target, key: str, scenario: Scenario) -> Target:
    if not target.outside:
        return target
    number, rate = scenario.thresholds.get(key), scenario.exchange_rates.get(key)
    changed: dict[str, object] = {} if number is None else {"number": number}
    own = getattr(target, "exchange_rate", None)
    if rate is not None and own is not None:
        changed["exchange_rate"] = own.model_copy(update={"number": rate})
    return target.model_copy(update=changed)
