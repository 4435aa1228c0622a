"""What an assessment can be asked with, and every way in which that can be wrong, told in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from numbers import Integral
from typing import Any, Literal, get_args

from shkplan.base.errors import ParameterError, among
from shkplan.base.messages import said
from shkplan.base.shown import shown
from shkplan.distributions.links import LinkName
from shkplan.evidence.own import OWN
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.informing import Model, model_named
from shkplan.forecast.projection import DEFAULT_PATHS, DEFAULT_SEED, FARTHEST, MOST, Projection
from shkplan.register.plan import Plan
from shkplan.register.scenario import Scenario
from shkplan.workspace.load import load_scenario
from shkplan.workspace.scenarios import fitted

Key = tuple[str, str]  # indicator's id, region
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
        among("setting", name, names)
    found = replace(settings, **given)
    among("region", found.region, plan.regions)
    for name, least, most in (
        ("to", plan.window.last, plan.horizon + FARTHEST),
        ("n_paths", 1, MOST // FARTHEST),
        ("seed", 0, None),
    ):
        _must_be_whole(name, getattr(found, name), least, most)
    if not isinstance(found.model, str) and not hasattr(found.model, "fit"):
        words = "model: found {found}, expected a name in sp.MODELS or a model such as sp.pool(...)."
        raise ParameterError(said(words, found=shown(found.model)))
    if found.model != "auto":
        model_named(found.model)
    among("link", found.link, get_args(LinkName))
    among("dependence", found.dependence, get_args(Dependence))
    return found


def _must_be_whole(name: str, value: object, least: int, most: int | None) -> None:
    if isinstance(value, Integral) and not isinstance(value, bool) and least <= int(value) <= (most or int(value)):
        return
    if most is None:
        words = "{name}: found {found}, expected a whole number of at least {least}."
        raise ParameterError(said(words, name=name, found=shown(value), least=least))
    words = "{name}: found {found}, expected a whole number from {least} to {most}."
    raise ParameterError(said(words, name=name, found=shown(value), least=least, most=most))


def scenario_for(plan: Plan, region: str, scenario: str | Scenario) -> Scenario:
    """The scenario, its claims speaking of a region.

    Raises:
        UnknownName: no such scenario.
        ParameterError: it is one of another plan, or no scenario; what of one made in Python does not fit the plan.
        DataError: what of a file does not fit the plan, all of it.
    """
    found = load_scenario(scenario) if isinstance(scenario, str) else scenario
    if not isinstance(found, Scenario):
        words = "scenario: found {found}, expected a scenario or the id of one."
        raise ParameterError(said(words, found=shown(found)))
    if found.plan not in ("", plan.id):
        words = "scenario: {scenario} is one of the plan {theirs}, not of {ours}."
        raise ParameterError(said(words, scenario=found.id, theirs=found.plan, ours=plan.id))
    return fitted(found, plan, region)


def by_key(own: object, region: str, plan: Plan) -> tuple[dict[Key, AnnualSeries], dict[Key, Projection]]:
    """Series and projections of one's own by indicator's id and region.

    Raises:
        UnknownName: no such indicator or region.
        ParameterError: neither a mapping, nor of these.
    """
    if own is not None and not isinstance(own, Mapping):
        words = "using: found {found}, expected {{indicator: series or projection}}, or settings such as model='theta'."
        raise ParameterError(said(words, found=shown(own)))
    series, projections = dict[Key, AnnualSeries](), dict[Key, Projection]()
    for name, one in (own or {}).items():
        key = (name, region) if isinstance(name, str) else name
        if not (isinstance(key, tuple) and len(key) == 2 and all(isinstance(part, str) for part in key)):
            words = "using: found the key {found}, expected the id of an indicator, or (id, region)."
            raise ParameterError(said(words, found=shown(key)))
        indicator = plan[key[0]]
        among("region", key[1], plan.regions)
        if isinstance(one, AnnualSeries):
            series[indicator.id, key[1]] = one
        elif isinstance(one, Projection):
            projections[indicator.id, key[1]] = one
        else:
            words = "{name}: found {found}, expected a series such as sp.series(...), or a projection of a.series({name!r})."
            raise ParameterError(said(words, name=key[0], found=shown(one)))
    return series, projections


def must_be_of(projection: Projection, series: AnnualSeries, settings: Settings) -> None:
    """Refuses a projection that does not speak of the series.

    Raises:
        ParameterError: another indicator or region, other figures than were known on the day, too short, or claims.
    """
    name, theirs = series.indicator.id, projection.series
    deadline = max((target.deadline for target in series.indicator.targets), default=0)
    told: dict[str, object] = {"name": name, "found": theirs.indicator.id}
    words = ""
    if theirs.indicator.id == OWN:
        words = (
            "{name}: found a projection of data of one's own; hand in the series itself, a.using({{{name!r}: series}})."
        )
    elif theirs.indicator.id != name:
        words = "{name}: found a projection of {found}; make one of a.series({name!r})."
    elif theirs.region != series.region:
        words = (
            "{name}: found a projection of {theirs}, expected one of {ours}; a series that others are held against goes under "
            "the key ({name!r}, {theirs!r})."
        )
        told |= {"theirs": theirs.region, "ours": series.region}
    elif projection.scenario is not None:
        words = "{name}: the projection obeys claims of a scenario; a.under({scenario!r}) does that."
        told |= {"scenario": projection.scenario.id}
    elif theirs != series:
        words = (
            "{name}: the projection rests on other figures than were known on {day}; make one of a.series({name!r})."
        )
        told |= {"day": str(series.as_of)}
    elif projection.to < min(deadline, settings.to):
        words = "{name}: the projection ends in {last}, the target in {deadline}; project(..., to={deadline})."
        told |= {"last": projection.to, "deadline": deadline}
    elif projection.n_paths != settings.n_paths:
        words = "{name}: found {paths} paths, expected {wanted} as in this assessment; project(..., n_paths={wanted})."
        told |= {"paths": projection.n_paths, "wanted": settings.n_paths}
    if words:
        raise ParameterError(said(words, **told))


def must_not_meet(own: Mapping[Key, Projection], scenario: Scenario | None) -> None:
    """Refuses a scenario that claims something of a series whose projection was handed in.

    Raises:
        ParameterError: which series; its projection would not hear of the claims.
    """
    met = [name for name, region in own if scenario is not None and scenario.claims_on(name, region)]
    if met:
        words = (
            "{name}: the scenario fixes years of this series, whose projection was handed in and would not hear of it."
        )
        raise ParameterError(said(words, name=met[0]))
