"""What an assessment can be asked with, and every way in which that can be wrong, told in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from numbers import Integral
from typing import Any, Literal, get_args

from shkplan.base.errors import ParameterError, UnknownName
from shkplan.distributions.links import LinkName
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.informing import Model, model_named
from shkplan.forecast.projection import DEFAULT_PATHS, DEFAULT_SEED, FARTHEST, MOST, Projection
from shkplan.register.plan import Plan
from shkplan.register.scenario import Scenario
from shkplan.workspace.load import load_scenario

Dependence = Literal["joint", "independent"]


@dataclass(frozen=True)
class Settings:
    """Region, last calendar year of the projections, model, link, seed, number of joint paths, and how series depend.

    ``dependence`` is "joint": own growth follows the reference of its pace, and proxies are followed; or "independent".
    """

    region: str
    to: int
    model: str | Model = "auto"
    link: LinkName = "auto"
    seed: int = DEFAULT_SEED
    n_paths: int = DEFAULT_PATHS
    dependence: Dependence = "joint"

    @property
    def model_name(self) -> str:
        """The name of the model; "auto" where each measure has its own."""
        return self.model if isinstance(self.model, str) else self.model.name

    @property
    def projecting(self) -> dict[str, Any]:
        """What :func:`shkplan.project` is asked with."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("region", "dependence")}


def settings_for(plan: Plan, given: Mapping[str, Any]) -> Settings:
    """The settings for a plan: what was given, and the plan's own for the rest."""
    return changed(plan, Settings(plan.region, plan.horizon), {k: v for k, v in given.items() if v is not None})


def changed(plan: Plan, settings: Settings, given: Mapping[str, Any]) -> Settings:
    """Settings with some of them changed.

    Raises:
        UnknownName: no such setting, region, model or link.
        ParameterError: a year, a number of paths or a seed that is none.
    """
    names = [one.name for one in fields(Settings)]
    for name in given:
        if name not in names:
            raise UnknownName("setting", name, names)
    found = replace(settings, **given)
    if found.region not in plan.regions:
        raise UnknownName("region", str(found.region), plan.regions)
    for name, least, most in (
        ("to", plan.window.last, plan.horizon + FARTHEST),
        ("n_paths", 1, MOST // FARTHEST),
        ("seed", 0, None),
    ):
        _must_be_whole(name, getattr(found, name), least, most)
    if not isinstance(found.model, str) and not hasattr(found.model, "fit"):
        raise ParameterError(
            f"model: found {found.model!r}, expected a name in sp.MODELS or a model such as sp.pool(...)."
        )
    if isinstance(found.model, str) and found.model != "auto":
        model_named(found.model)
    if found.link not in get_args(LinkName):
        raise UnknownName("link", str(found.link), get_args(LinkName))
    if found.dependence not in get_args(Dependence):
        raise UnknownName("dependence", str(found.dependence), get_args(Dependence))
    return found


def _must_be_whole(name: str, value: object, least: int, most: int | None) -> None:
    if isinstance(value, Integral) and not isinstance(value, bool) and least <= int(value) <= (most or int(value)):
        return
    limits = f"of at least {least}" if most is None else f"from {least} to {most}"
    raise ParameterError(f"{name}: found {value!r}, expected a whole number {limits}.")


def scenario_for(plan: Plan, region: str, scenario: str | Scenario) -> Scenario:
    """The scenario, its claims speaking of a region.

    Raises:
        UnknownName: no such scenario.
        ParameterError: it is one of another plan, or no scenario.
    """
    found = load_scenario(scenario) if isinstance(scenario, str) else scenario
    if not isinstance(found, Scenario):
        raise ParameterError(f"scenario: found {found!r}, expected a scenario or the id of one.")
    if found.plan != plan.id:
        raise ParameterError(f"scenario: {found.id} is one of the plan {found.plan}, not of {plan.id}.")
    return found.at(region)


def must_be_of(projection: object, series: AnnualSeries, settings: Settings) -> None:
    """Refuses a projection that does not speak of the series.

    Raises:
        ParameterError: another indicator or region, other figures than were known on the day, too short, or no projection.
    """
    name = series.indicator.id
    if not isinstance(projection, Projection):
        raise ParameterError(f"{name}: found {projection!r}, expected a projection of a.series({name!r}).")
    theirs, deadline = projection.series, max((target.deadline for target in series.indicator.targets), default=0)
    if theirs.indicator.id != name:
        raise ParameterError(f"{name}: found a projection of {theirs.indicator.id}; make one of a.series({name!r}).")
    if theirs.region != series.region:
        raise ParameterError(
            f"{name}: found a projection of {theirs.region}, expected one of {series.region}; "
            f"a series that others are held against goes under the key ({name!r}, {theirs.region!r})."
        )
    if projection.scenario is not None:
        raise ParameterError(
            f"{name}: the projection obeys claims of a scenario; a.under({projection.scenario.id!r}) does that."
        )
    if theirs != series:
        raise ParameterError(
            f"{name}: the projection rests on other figures than were known on {series.as_of}; "
            f"make one of a.series({name!r})."
        )
    if projection.to < min(deadline, settings.to):
        raise ParameterError(
            f"{name}: the projection ends in {projection.to}, the target in {deadline}; project(..., to={deadline})."
        )
    if projection.n_paths != settings.n_paths:
        raise ParameterError(
            f"{name}: found {projection.n_paths} paths, expected {settings.n_paths} as in this assessment; "
            f"project(..., n_paths={settings.n_paths})."
        )


def must_not_meet(own: Mapping[tuple[str, str], Projection], scenario: Scenario | None) -> None:
    """Refuses a scenario that claims something of a series whose projection was handed in.

    Raises:
        ParameterError: which series; its projection would not hear of the claims.
    """
    met = [name for name, region in own if scenario is not None and scenario.claims_on(name, region)]
    if met:
        raise ParameterError(
            f"{met[0]}: the scenario fixes years of this series, whose projection was handed in and would not hear of it."
        )
