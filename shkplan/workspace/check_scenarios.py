"""Scenarios held against their plan, and files against the ids they are named by."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.messages import said
from shkplan.base.typed import Location, Misfit, quoted, suggested
from shkplan.files.records import Filed, place_in
from shkplan.register.claims import Addition, Claim, FixedLevel, GrowthRate
from shkplan.register.consistency import spoken, within
from shkplan.register.plan import Indicator, Plan
from shkplan.register.scenario import Scenario, doubled
from shkplan.workspace.names import Register

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


def scenario_mistakes(path: Path, scenario: Scenario, register: Register) -> Iterator[Mistake]:
    """What of a scenario does not fit its file, its plan or itself."""
    yield from misnamed(path, Scenario, scenario.id)
    if "claims" not in scenario.model_fields_set:
        remedy = said("Add claims; claims: [] fixes nothing.")
        yield told(path, Scenario, Misfit(said("a list"), remedy, found=None, at=("claims",)))
    for misfit in _misfits(scenario, register):
        yield told(path, Scenario, misfit)


def _misfits(scenario: Scenario, register: Register) -> Iterator[Misfit]:
    """What of a scenario does not fit its plan; of a plan with mistakes its names count."""
    claims = list(enumerate(scenario.claims))
    plan = register.plan(scenario.plan)
    broken = next((one for one in register.broken if one.id == scenario.plan), None)
    if plan is not None:
        misfits = [misfit for number, claim in claims for misfit in _unfit_claim(number, claim, plan)]
        yield from misfits or doubled(scenario.spelled_out(plan.region))
    elif broken is not None:
        for number, claim in claims:
            yield from _lost_names(number, claim, broken.id, broken.names, broken.regions)
    elif register.complete:
        remedy = suggested(scenario.plan, list(register.plan_ids), said("Correct it, or add the plan."))
        yield Misfit(said("the id of a plan"), remedy, found=scenario.plan, at=("plan",))


def _lost_names(
    number: int, claim: Claim, plan: str, names: Collection[str], regions: Collection[str]
) -> Iterator[Misfit]:
    """Names of a claim that its plan does not know."""
    at: Location = ("claims", number)
    if claim.region and claim.region not in regions:
        otherwise = said("Correct it, or leave it out for the plan's own region.")
        remedy = suggested(claim.region, list(regions), otherwise)
        yield Misfit(said("a region of {plan}", plan=plan), remedy, found=claim.region, at=(*at, "region"))
    if claim.indicator not in names:
        remedy = suggested(claim.indicator, list(names), said("Correct it."))
        expected = said("the id of an indicator of {plan}", plan=plan)
        yield Misfit(expected, remedy, found=claim.indicator, at=(*at, "indicator"))


def _unfit_claim(number: int, claim: Claim, plan: Plan) -> Iterator[Misfit]:
    """What of a claim does not fit its plan."""
    at: Location = ("claims", number)
    yield from _lost_names(number, claim, plan.id, (*plan.indicators, *plan.series), plan.regions)
    first, last = plan.window.first, plan.horizon
    if claim.years.first < first or claim.years.last > last:
        remedy = said("Claims fix years from the plan's window to its horizon.")
        expected = said("years from {first} to {last}", first=first, last=last)
        yield Misfit(expected, remedy, found=str(claim.years), at=(*at, "years"))
    if claim.indicator in plan:
        yield from _unmeasured(claim, plan[claim.indicator], at)


def _unmeasured(claim: Claim, indicator: Indicator, at: Location) -> Iterator[Misfit]:
    """What of a claim does not fit how its indicator is measured."""
    if not indicator.unit:
        remedy = said("A stated aim cannot be fixed.")
        yield Misfit(said("an indicator that is measured"), remedy, found=indicator.id, at=(*at, "indicator"))
    elif isinstance(claim, GrowthRate):
        if indicator.measure == "growth":
            remedy = said("{indicator} is itself a growth rate: fix its level.", indicator=indicator.id)
            yield Misfit(said("level or addition"), remedy, found=claim.fix, at=(*at, "fix"))
    elif not isinstance(claim, Addition | FixedLevel) or not claim.unit:
        return
    elif isinstance(claim, Addition) and (claim.unit, indicator.unit) == ("个百分点", "%"):
        return  # what is added to a percentage is a number of points
    elif not units.joined(claim.unit, indicator.unit):
        remedy = said("Give the value in {unit}.", unit=indicator.unit)
        expected = said("a unit that converts to {unit}", unit=indicator.unit)
        yield Misfit(expected, remedy, found=claim.unit, at=(*at, "unit"))
    elif isinstance(claim, FixedLevel) and not within(
        units.convert(claim.number, claim.unit, indicator.unit), indicator.bounds
    ):
        found, remedy = f"{claim.number:.12g} {claim.unit}", said("Correct the value or its unit.")
        yield Misfit(spoken(indicator.bounds, indicator.unit), remedy, found=found, at=(*at, "value"))
