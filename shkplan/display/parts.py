"""A part of a scenario in a few words: a claim, or the switch of a link, a model or a threshold."""

from __future__ import annotations

from typing import Any

from shkplan.base.units import difference
from shkplan.display.language import between, code, has, number, quantities, quantity, region, say, words
from shkplan.register.claims import Claim, ClaimRecord
from shkplan.register.plan import Plan

__all__ = ["part_words"]


def part_words(part: Claim | tuple[str, str, Any], plan: Plan | None = None) -> str:
    """A part as one says it: ``GDP growth, Dalian, 2026–2030: 5.7 %``.

    Args:
        part: a claim, or the (kind, name, value) of a switch.
        plan: where names are looked up.
    """
    if isinstance(part, tuple):
        return _switch(*part, plan)
    return _claim(part, plan)


def _switch(kind: str, name: str, value: Any, plan: Plan | None) -> str:
    if kind == "links":
        return say("part.links", name=name, state=say("part.on" if value else "part.off"))
    told = words(plan[name.partition("@")[0]].name) if plan is not None and name.partition("@")[0] in plan else name
    if kind == "models":
        return say("part.models", name=told, state=code("model", value) if has(f"model.{value}") else value)
    return say("part.thresholds", name=told, state=number(value))


def _claim(claim: ClaimRecord, plan: Plan | None) -> str:
    of = plan[claim.indicator] if plan is not None and claim.indicator in plan else None
    place = claim.region or (plan.region if plan is not None else "")
    years = claim.years
    span = str(years.first) if years.first == years.last else f"{years.first}{between()}{years.last}"
    where = say("part.place", name=of.name if of is not None else claim.indicator, region=region(place, plan), years=span)
    scale = getattr(claim, "unit", "") or (of.unit if of is not None else "")
    return _form(claim, where, scale, plan)


def _form(claim: ClaimRecord, where: str, scale: str, plan: Plan | None) -> str:
    """What is said of it, in the words of its form."""
    value, interval = getattr(claim, "value", None), getattr(claim, "interval", None)
    match claim.fix:
        case "like region":
            like, plus = region(getattr(claim, "like", ""), plan), getattr(claim, "plus", 0.0)
            if not plus:
                return say("part.like_region", place=where, like=like)
            return say("part.like_region_plus", place=where, like=like, plus=_more(plus, difference(scale)))
        case "best peer" | "required":
            return say(f"part.{claim.fix.replace(' ', '_')}", place=where)
        case "growth rate":
            return say("part.growth_rate", place=where, value=quantity(number(_middle(value, interval)), "%"))
        case "addition" | "shock" if getattr(claim, "relative", False):
            return say("part.relative", place=where, value=number(_middle(value, interval), sign=True))
        case "addition" | "shock":
            told = _more(_middle(value, interval), difference(scale))
            return say(f"part.{claim.fix}", place=where, value=told)
    if value is None and interval is not None:
        low, high = quantities([number(end) for end in interval], scale)
        return say("part.level_open", place=where, low=low, high=high)
    return say(f"part.{claim.fix.replace(' ', '_')}", place=where, value=quantity(number(_middle(value, interval)), scale))


def _middle(value: float | None, interval: tuple[float, float] | None) -> float:
    if value is not None:
        return value
    assert interval is not None
    return sum(interval) / 2


def _more(value: float, scale: str) -> str:
    return quantity(number(value, sign=True), scale)
