"""The scenarios of a workspace: those of a plan, and one with all that stands above it.

A scenario may name a parent, and that another. What holds is the scenario's own claims and those of its ancestors of
which it says nothing itself (:meth:`~shkplan.register.scenario.Scenario.upon`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from shkplan.base.errors import DataError, Mistake, ParameterError, Place, UnknownName
from shkplan.base.messages import lines, said
from shkplan.base.typed import Misfit, quoted, suggested
from shkplan.files.records import located
from shkplan.models import MODELS
from shkplan.register.plan import Plan
from shkplan.register.scenario import Scenario
from shkplan.register.scenario_fit import KnownNames, unfit
from shkplan.workspace.load import Workspace

__all__ = ["DEEPEST", "ancestors", "fitted", "known_names", "lost_parents", "scenarios_of"]

DEEPEST = 8  # generations above a scenario: nobody keeps more in mind

Find = Callable[[str], Scenario]


def known_names() -> KnownNames:
    """What a scenario may name beside its plan: models; links, where those of the workspace can be read."""
    try:
        links = [one.id for one in Workspace.here().links()]
    except DataError:  # told where they are checked, or used
        return KnownNames(models=MODELS)
    return KnownNames(models=MODELS, links=links)


def scenarios_of(plan: Plan, *roots: Path) -> dict[str, Path]:
    """The files of the scenarios that can be asked of a plan, by id: of the workspace (or ``roots``), then the shipped ones.

    One that cannot be read is listed: what is wrong with it is told where it is used.
    """
    places = [Workspace(root) for root in roots] or [Workspace.here(), Workspace.shipped()]
    found: dict[str, Path] = {}
    for path in (path for one in places for path in one.files("scenarios")):
        if path.stem not in found and _speaks(path, plan):
            found[path.stem] = path
    return found


def _speaks(path: Path, plan: Plan) -> bool:
    """Whether a scenario is one of this plan, or of any plan that knows its indicators."""
    try:
        one = Workspace.here().scenario(path)
    except DataError:
        return True
    return one.plan == plan.id or (not one.plan and all(claim.indicator in plan for claim in one.claims))


def ancestors(scenario: Scenario, find: Find) -> Iterator[Scenario]:
    """The parent of a scenario, its parent, and so on.

    Raises:
        Misfit: nobody knows a parent, one is its own ancestor, is of another plan, or there are more than :data:`DEEPEST`.
    """
    seen, one = [scenario.id], scenario
    while one.parent:
        if one.parent in seen:
            way = " → ".join([*seen, one.parent])
            raise _misfit(said("a scenario that does not rest on this one ({way})", way=way), scenario.parent)
        if len(seen) > DEEPEST:
            raise _misfit(said("at most {count} generations of parents", count=DEEPEST), scenario.parent)
        seen.append(one.parent)
        try:
            one = find(one.parent)
        except UnknownName as error:
            remedy = suggested(error.name, error.known, said("Correct it, or remove it."))
            raise Misfit(said("the id of a scenario"), remedy, found=error.name, at=("parent",)) from None
        if scenario.plan and one.plan not in ("", scenario.plan):
            raise _misfit(said("a scenario of {plan}, not of {theirs}", plan=scenario.plan, theirs=one.plan), one.id)
        yield one


def _misfit(expected: str, found: str) -> Misfit:
    return Misfit(expected, said("Name another parent, or remove it."), found=found, at=("parent",))


def lost_parents(scenario: Scenario, known: Mapping[str, Scenario]) -> Iterator[Misfit]:
    """What is wrong with the ancestors of a scenario, of which those in ``known`` could be read."""

    def find(name: str) -> Scenario:
        if name in known:
            return known[name]
        try:
            return Workspace.here().scenario(name)
        except UnknownName as error:
            raise UnknownName(error.what, name, {*known, *error.known}) from None

    try:
        for _ in ancestors(scenario, find):
            pass
    except Misfit as misfit:
        yield misfit
    except DataError:
        return  # a parent with mistakes tells them itself


def fitted(scenario: Scenario, plan: Plan, region: str) -> Scenario:
    """The scenario with all that stands above it, every claim naming its region; each generation fits the plan.

    Args:
        scenario: of a file, or made in Python.
        plan: the plan it is asked of.
        region: of which claims without a region speak.

    Raises:
        ParameterError: what does not fit of a scenario made in Python, all of it.
        DataError: what does not fit of a file, all of it, each with its line.
    """
    try:
        line = [scenario, *ancestors(scenario, Workspace.here().scenario)]
    except Misfit as misfit:
        raise ParameterError(_line(scenario, misfit)) from None
    names = known_names() if any(one.links for one in line) else KnownNames(models=MODELS)  # links lie in files
    wrong = [(one, misfit) for one in line for misfit in unfit(one, plan, names, region)]
    if any(_place(one, misfit).file for one, misfit in wrong):
        raise DataError([_mistake(one, misfit) for one, misfit in wrong])
    if wrong:
        raise ParameterError(lines(_line(one, misfit) for one, misfit in wrong))
    *above, oldest = (one.at(region) for one in line)
    for younger in reversed(above):
        oldest = younger.upon(oldest)
    return oldest


def _place(scenario: Scenario, misfit: Misfit) -> Place:
    """Where a misfit of a scenario was read; without a file where it was read from none."""
    part, *rest = misfit.at
    if part == "claims" and rest and isinstance(rest[0], int):
        place = scenario.claims[rest[0]].place
        return place.below(located(tuple(rest[1:]))) if place.file else Place(key=located(misfit.at))
    file = next((claim.place.file for claim in scenario.claims if claim.place.file), "")
    return Place(file, key=located(misfit.at))


def _mistake(scenario: Scenario, misfit: Misfit) -> Mistake:
    place = _place(scenario, misfit)
    place = place if place.file else Place(said("scenario {id}", id=scenario.id), key=place.key)
    return place.mistake(quoted(misfit.found), misfit.expected, misfit.remedy)


def _line(scenario: Scenario, misfit: Misfit) -> str:
    """What is wrong with a scenario made in Python, in a sentence or two."""
    words = "scenario {id}, {where}: found {found}, expected {expected}. {remedy}"
    told = {"found": quoted(misfit.found), "expected": misfit.expected, "remedy": misfit.remedy}
    return said(words, id=scenario.id, where=located(misfit.at), **told)
