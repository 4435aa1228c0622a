"""Scenarios held against their plan, and files against the ids they are named by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from shkplan.base.errors import Mistake
from shkplan.base.messages import said
from shkplan.base.typed import Misfit, quoted, suggested
from shkplan.files.records import Filed, place_in
from shkplan.register.plan import Plan
from shkplan.register.scenario import SWITCHES, Scenario
from shkplan.register.scenario_fit import lost_names, unfit
from shkplan.workspace.names import Register
from shkplan.workspace.scenarios import known_names, lost_parents

__all__ = ["misnamed", "scenario_mistakes", "told"]


def told(path: Path, kind: type[Filed], misfit: Misfit) -> Mistake:
    """A misfit where it stands in its file."""
    return place_in(path, kind, misfit.at).mistake(quoted(misfit.found), misfit.expected, misfit.remedy)


def misnamed(path: Path, kind: type[Filed], name: str) -> Iterator[Mistake]:
    """That a file is named otherwise than what stands in it, so that nobody finds it by its id."""
    if path.stem != name:
        remedy = said("Rename the file to {file}, or correct the id.", file=f"{name}{path.suffix}")
        expected = said("{name}, as the file is named", name=path.stem)
        yield told(path, kind, Misfit(expected, remedy, found=name, at=("id",)))


def scenario_mistakes(
    path: Path, scenario: Scenario, register: Register, others: Mapping[str, Scenario]
) -> Iterator[Mistake]:
    """What of a scenario does not fit its file, its plan, its parents among the ``others``, or itself."""
    yield from misnamed(path, Scenario, scenario.id)
    if not {"claims", "parent", *SWITCHES} & scenario.model_fields_set:
        remedy = said("Add claims; claims: [] fixes nothing.")
        yield told(path, Scenario, Misfit(said("a list"), remedy, found=None, at=("claims",)))
    for misfit in (*lost_parents(scenario, others), *_misfits(scenario, register)):
        yield told(path, Scenario, misfit)


def _misfits(scenario: Scenario, register: Register) -> Iterator[Misfit]:
    """What of a scenario does not fit its plan; of a plan with mistakes its names count, of any plan one that knows its indicators."""
    plan = register.plan(scenario.plan) if scenario.plan else _fitting(scenario, register)
    broken = next((one for one in register.broken if one.id == scenario.plan), None)
    if plan is not None:
        yield from unfit(scenario, plan, known_names())
    elif broken is not None:
        for number, claim in enumerate(scenario.claims):
            yield from lost_names(number, claim, broken.id, broken.names, broken.regions)
    elif scenario.plan and register.complete:
        remedy = suggested(scenario.plan, list(register.plan_ids), said("Correct it, or add the plan."))
        yield Misfit(said("the id of a plan"), remedy, found=scenario.plan, at=("plan",))


def _fitting(scenario: Scenario, register: Register) -> Plan | None:
    """The plan that a scenario without one fits best: the one with the fewest misfits, of several the first."""
    return min(register.plans, key=lambda plan: len(unfit(scenario, plan, known_names())), default=None)
