"""A part of a scenario in a few words: a claim, or the switch of a link, a model or a threshold."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from shkplan.base.messages import Text
from shkplan.base.units import difference
from shkplan.display.language import between, code, has, number, quantities, quantity, region, say, words
from shkplan.register.claims import Claim, ClaimRecord
from shkplan.register.plan import Plan

__all__ = ["part_words"]

_UNNAMED: Mapping[str, Text] = MappingProxyType({})


def part_words(
    part: Claim | tuple[str, str, Any], plan: Plan | None = None, links: Mapping[str, Text] = _UNNAMED, *, of: str = ""
) -> str:
    """A part as one says it: ``GDP growth, Dalian, 2026–2030: 5.7 %``; the plan's own region need not be said.

    Args:
        part: a claim, or the (kind, name, value) of a switch.
        plan: where names are looked up.
        links: what each link is called, by its id.
        of: the indicator that is spoken of, which need not be named either where the region is the plan's own.
    """
    if isinstance(part, tuple):
        return _switch(*part, plan, links)
    return _claim(part, plan, of)


def _switch(kind: str, name: str, value: Any, plan: Plan | None, links: Mapping[str, Text]) -> str:
    if kind == "links":
        return say("part.links", name=links.get(name, name), state=say("part.on" if value else "part.off"))
    told = words(plan[name.partition("@")[0]].name) if plan is not None and name.partition("@")[0] in plan else name
    if kind == "models":
        return say("part.models", name=told, state=code("model", value) if has(f"model.{value}") else value)
    return say("part.thresholds", name=told, state=number(value))


def _claim(claim: ClaimRecord, plan: Plan | None, spoken: str) -> str:
    of = plan[claim.indicator] if plan is not None and claim.indicator in plan else None
    place = claim.region or (plan.region if plan is not None else "")
    years = claim.years
    span = str(years.first) if years.first == years.last else f"{years.first}{between()}{years.last}"
    own = plan is not None and place == plan.region
    form = "part.place" if not own else "part.place_years" if claim.indicator == spoken else "part.place_own"
    where = say(form, name=of.name if of is not None else claim.indicator, region=region(place, plan), years=span)
    scale = getattr(claim, "unit", "") or (of.unit if of is not None else "")
    return _form(claim, where, scale, plan)


def _form(claim: ClaimRecord, where: str, scale: str, plan: Plan | None) -> str:
    """What is said of it, in the words of its form."""
    key, more = f"part.{claim.fix.replace(' ', '_')}", dict[str, str]()
    value, interval = getattr(claim, "value", None), getattr(claim, "interval", None)
    if claim.fix == "like region":
        plus = getattr(claim, "plus", 0.0)
        key, more = f"{key}_plus" if plus else key, {"like": region(getattr(claim, "like", ""), plan)}
        more["plus"] = _more(plus, difference(scale))
    elif claim.fix in ("addition", "shock"):
        relative = getattr(claim, "relative", False)
        more["value"] = _more(_middle(value, interval), "%" if relative else difference(scale))
        key = f"{key}_relative" if relative else key
    elif value is None and interval is not None and claim.fix == "level":
        key, more = "part.level_open", dict(zip(("low", "high"), quantities([number(end) for end in interval], scale), strict=True))  # fmt: skip
    elif value is not None or interval is not None:
        more["value"] = quantity(number(_middle(value, interval)), "%" if claim.fix == "growth rate" else scale)
    return say(key, place=where, **more)


def _middle(value: float | None, interval: tuple[float, float] | None) -> float:
    if value is not None:
        return value
    assert interval is not None
    return sum(interval) / 2


def _more(value: float, scale: str) -> str:
    return quantity(number(value, sign=True), scale)
