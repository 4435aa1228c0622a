"""What a scenario fixes, on what ground, how plausible that is, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shkplan.assessment.scenarios.claims import ClaimHeard, Claims
from shkplan.base import units
from shkplan.display.language import DASH, code, listed, number, quantity, region, say, unit, words, years
from shkplan.display.parts import part_words
from shkplan.display.tables.base import Cell, Table, table_of
from shkplan.display.verdicts import percent
from shkplan.forecast.plausible import Plausibility
from shkplan.register.claims import Addition, BestPeer, Claim, LikeRegion, RequiredPath, Shock
from shkplan.register.plan import Plan
from shkplan.register.scenario import SWITCHES, Scenario

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["claim_words", "claims_table", "position_words", "scenario_table", "supposed_data", "supposed_of"]

_NEAR, _USUAL = 0.5, 0.2  # of the baseline's paths that are as far out: near its middle, not unusual
_COLUMNS = ("column.indicator", "column.region", "column.years", "column.fixes")


def claims_table(claims: Claims) -> Table:
    """What the scenario of an assessment fixes, claim by claim; those that cannot act last, each with its reason."""
    scenario, plan = claims.scenario, claims.assessment.plan
    rows = [
        (
            words(one.name), region(one.claim.region, plan), years(one.claim.years.years), claim_words(one.claim, plan),
            _plausible(one), _became(one, plan), words(one.claim.reason) or DASH,
        )
        for one in (*claims.used, *claims.unused)
    ]  # fmt: skip
    columns = (*(say(name) for name in _COLUMNS), say("column.plausible"), say("column.became"), say("column.ground"))
    told = say("note.scenario_of", author=scenario.author or DASH, reference=words(scenario.reference) or DASH)
    unused = [_not_used(claims)] if claims.unused else []
    notes = [words(scenario.description), *_switches(scenario, plan), _plausible_note(claims), *unused, told]
    data = {"scenario": scenario.id, "claims": [_data(one) for one in claims]}
    title = say("title.claims", scenario=words(scenario.title))
    return table_of("claims", title, columns, rows, data, notes=tuple(note for note in notes if note))


def scenario_table(scenario: Scenario) -> Table:
    """What a scenario fixes, and on what ground; indicators by their ids, since it holds no plan."""
    rows = [
        (
            claim.indicator, region(claim.region) if claim.region else say("claim.own_region"), years(claim.years.years),
            claim_words(claim, None), words(claim.reason) or DASH,
        )
        for claim in scenario.claims
    ]  # fmt: skip
    columns = (*(say(name) for name in _COLUMNS), say("column.ground"))
    told = say("note.scenario_of", author=scenario.author or DASH, reference=words(scenario.reference) or DASH)
    data = {
        "scenario": scenario.id,
        "claims": [claim.model_dump(mode="json", exclude={"reason"}) for claim in scenario.claims],
    }
    title = say("title.claims", scenario=words(scenario.title))
    notes = (words(scenario.description), *_switches(scenario, None), told)
    return table_of("claims", title, columns, rows, data, notes=tuple(note for note in notes if note))


def _switches(scenario: Scenario, plan: Plan | None) -> list[str]:
    """What a scenario says beside its claims: what it rests on, links, models and thresholds."""
    told = [say("scenarios.rests_on", parent=scenario.parent)] if scenario.parent else []
    parts = [(kind, name, value) for kind in SWITCHES for name, value in getattr(scenario, kind).items()]
    return told + ([say("scenarios.switches", parts=[part_words(one, plan) for one in parts])] if parts else [])


def claim_words(claim: Claim, plan: Plan | None) -> str:
    """What one claim says, in few words: its form, its number, and how it is meant."""
    told = f"{code('fix', claim.fix.replace(' ', '_'))}{_what(claim, plan)}"
    more = [say("claim.condition")] if claim.how == "condition" else []
    if claim.how == "intervention" and claim.after != "model" and not isinstance(claim, Shock):
        more.append(code("after", claim.after))
    return told + (say("in_brackets", what=listed(more)) if more else "")


def _what(claim: Claim, plan: Plan | None) -> str:
    """The number or the region of a claim."""
    if isinstance(claim, LikeRegion):
        return say("claim.as_in", region=region(claim.like, plan)) + _plus(claim.plus)
    if isinstance(claim, BestPeer):
        return _plus(claim.plus)
    if isinstance(claim, RequiredPath):
        return ""
    indicator = plan[claim.indicator] if plan is not None and claim.indicator in plan else None
    added = isinstance(claim, Addition | Shock)
    own = indicator.unit if indicator is not None else ""
    natural = "%" if claim.fix == "growth rate" or (added and getattr(claim, "relative", False)) else own
    said_in = claim.unit or (units.difference(natural) if added and natural and natural == own else natural)
    shown = number(claim.number, sign=added)
    found = say("claim.number", number=quantity(shown, said_in) if said_in else shown)
    if claim.spread is not None:
        found += say("claim.spread", spread=number(claim.spread), unit=unit(units.difference(said_in)))
    if claim.interval is not None:
        low, high = claim.interval
        found += say("claim.interval", low=number(low), high=number(high), share=percent(claim.share))
    if isinstance(claim, Shock) and claim.remains:
        found += say("claim.remains", shares=listed([percent(share) for share in claim.remains]))
    return found


def _plus(distance: float) -> str:
    return say("claim.number", number=number(distance, sign=True)) if distance else ""


def _plausible(one: ClaimHeard) -> Cell:
    """How far out a claim lies by the baseline."""
    if one.plausibility is None:
        return say("claim.no_baseline") if one.state != "unused" else DASH
    return position_words(one.plausibility, len(one.years))


def position_words(told: Plausibility, count: int = 1) -> str:
    """Where a claim on so many years lies by the baseline: near its middle, not unusual, or how rare it is."""
    if told.tail >= _NEAR:
        return say("claim.near")
    side = "low" if told.below < 0.5 else "high"
    if told.tail >= _USUAL:
        return say(f"claim.usual_{side}")
    if count == 1:
        return say(f"claim.tail_{side}", tail=percent(told.tail))
    return say(f"claim.tail_{side}_in", tail=percent(told.tail), year=told.year)


def _became(one: ClaimHeard, plan: Plan) -> str:
    """What became of a claim, and why."""
    told = [words(reason, plan) for reason in one.reasons]
    state = code("claim_state", one.state.replace(" ", "_"))
    return f"{state}{say('colon')}{say('semicolon').join(told)}" if told else state


def supposed_of(a: Assessment, indicator: str) -> Iterator[str]:
    """The scenario of an assessment, if any, and what became of each of its claims on an indicator."""
    if a.scenario is None:
        return
    yield words(a.scenario.title)
    for one in a.claims.on(indicator):
        of = "" if one.claim.region == a.region else f"{region(one.claim.region, a.plan)} "
        told = f"{of}{years(one.claim.years.years)}{say('colon')}{claim_words(one.claim, a.plan)}"
        yield told + say("in_brackets", what=_became(one, a.plan))


def supposed_data(a: Assessment, indicator: str) -> dict[str, Any]:
    """The numbers of :func:`supposed_of`; nothing without a scenario."""
    return {} if a.scenario is None else {"supposed": [_data(one) for one in a.claims.on(indicator)]}


def _plausible_note(claims: Claims) -> str:
    """What the plausibilities above mean, where any is told."""
    return say("note.plausible") if any(one.plausibility is not None for one in claims) else ""


def _not_used(claims: Claims) -> str:
    """Which claims nothing in these tables rests on."""
    names = dict.fromkeys(words(one.name) for one in claims.unused)
    return say("note.claims_unused", count=len(claims.unused), names=listed(names))


def _data(one: ClaimHeard) -> dict[str, Any]:
    """The numbers of a claim."""
    told = one.plausibility
    found = one.claim.model_dump(mode="json", exclude={"reason"})
    found |= {"state": one.state, "acts": list(one.years), "values": list(one.values)}
    if told is not None:
        found |= {"tail": told.tail, "tail_se": told.tail_se, "furthest": told.year, "below": told.below}
    return found
