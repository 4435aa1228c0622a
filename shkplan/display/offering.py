"""The names that complete with tab, by what an argument names; :mod:`shkplan.display.completing` asks when one is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.settings import Dependence
from shkplan.assessment.verdict import GROUPS
from shkplan.base.messages import LANGUAGES
from shkplan.display.completing import Call
from shkplan.distributions.links import LinkName
from shkplan.models import MODELS
from shkplan.register.claims import ClaimRecord, TargetValue
from shkplan.register.plan import Plan
from shkplan.register.targets import KINDS
from shkplan.workspace.load import Workspace
from shkplan.workspace.scenarios import scenarios_of

__all__ = ["NAMES", "assessments_meant"]


def assessments_meant(call: Call, namespace: Mapping[str, Any]) -> tuple[Assessment, ...] | None:
    """The assessments whose names may be meant: the one that is asked, or all of the session; None where somebody else's call is typed."""
    first, *rest = call.of.split(".")[:-1] or [""]
    every = tuple(one for one in namespace.values() if isinstance(one, Assessment))
    value = namespace.get(first)
    if isinstance(value, Assessment) and not rest:
        return (value,)
    ours = value is not None and str(getattr(value, "__name__", "")).split(".")[0] == "shkplan"
    named = str(getattr(namespace.get(call.name), "__module__", "")).split(".")[0] == "shkplan"
    return every if ours or (not first and named) else None


def _plans(asked: Iterable[Assessment]) -> list[Plan]:
    """The plans of some assessments; where there are none, those of the workspace."""
    found = list({one.plan.id: one.plan for one in asked}.values())
    return found or [Workspace.here().plan(name) for name in Workspace.here().ids("plans")]


def _indicators(asked: tuple[Assessment, ...]) -> Iterable[str]:
    return dict.fromkeys(name for plan in _plans(asked) for name in plan.indicators)


def _regions(asked: tuple[Assessment, ...]) -> Iterable[str]:
    return dict.fromkeys(name for plan in _plans(asked) for name in plan.regions)


def _keys(asked: tuple[Assessment, ...]) -> Iterable[str]:
    return dict.fromkeys(key for one in asked for key in one.keys())  # noqa: SIM118  # no mapping


def _scenarios(asked: tuple[Assessment, ...]) -> Iterable[str]:
    """Those that speak of the plans of the session, or of any."""
    return dict.fromkeys(name for plan in _plans(asked) for name in scenarios_of(plan))


def _of_field(record: type[ClaimRecord], name: str) -> Callable[[object], tuple[str, ...]]:
    values = get_args(record.model_fields[name].annotation)
    return lambda _asked: values


NAMES: Mapping[str, Callable[[tuple[Assessment, ...]], Iterable[str]]] = {
    "plan": lambda _asked: Workspace.here().ids("plans"),
    "scenario": _scenarios,
    "indicator": _indicators,
    "region": _regions,
    "key": _keys,
    "model": lambda _asked: ("auto", *MODELS),
    "link": lambda _asked: get_args(LinkName),
    "dependence": lambda _asked: get_args(Dependence),
    "kind": lambda _asked: KINDS,
    "group": lambda _asked: GROUPS,
    "language": lambda _asked: LANGUAGES,
    "how": _of_field(ClaimRecord, "how"),
    "after": _of_field(ClaimRecord, "after"),
    "shape": _of_field(TargetValue, "shape"),
}
