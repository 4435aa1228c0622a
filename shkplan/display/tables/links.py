"""The links between indicators as a table: from where to where, how far, on what ground, and whether they act."""

from __future__ import annotations

from typing import Any

from shkplan.assessment.links import Links, LinkState
from shkplan.display.language import DASH, number, region, say, words
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.register.links import Estimate, Link
from shkplan.register.plan import Plan

__all__ = ["effect_of", "end_of", "links_table"]

_LEAST_P = 0.01  # a smaller p value is told as smaller than that


def links_table(links: Links) -> Table:
    """Each link and region: effect with its standard deviation, sample, stability, and the switch with the reason.

    Identities that act stand below in one sentence: of each there is nothing more to say.
    """
    states, plan = list(links), links.assessment.plan
    exact = [one for one in states if one.link.identity is not None and one.state == "on"]
    others = [one for one in states if one not in exact]
    told = sorted(others, key=lambda one: one.state != "on")  # what acts comes first
    first = {one.link.id: one for one in reversed(told)}  # where a link's reason is told, for all its regions
    rows = [_row(one, plan, first[one.link.id] is one) for one in told]
    columns = (
        say("column.link"), say("column.link_effect"), say("column.link_sample"), say("column.link_stability"),
        Column(say("column.link_state"), "long"),
    )  # fmt: skip
    estimated = {one.link.id: one.link for one in states if one.link.estimate is not None}
    acting = (say("note.identities", names=say("semicolon").join(_ends(one, plan) for one in exact)),) if exact else ()
    notes = (
        say("note.links"),
        *acting,
        *(_equation(link, link.estimate) for link in estimated.values() if link.estimate),
    )
    return table_of("links", say("title.links"), columns, rows, [_data(one) for one in states], notes=notes)


def end_of(end: tuple[str, str], plan: Plan) -> str:
    """A series at one end of a link, in words."""
    return say("links.end", indicator=plan[end[0]].name, region=region(end[1], plan))


def effect_of(link: Link) -> str:
    """What a unit of the driver does to the response, with the standard deviation for one region."""
    effect, error = link.effect
    if link.form == "growth":
        return say("link.form_growth")
    shown = number(effect, 2, sign=True)
    shown = say("link.with_error", effect=shown, error=number(error, 2)) if error else shown
    told = say(f"link.form_{link.form}", effect=shown)
    carry = dict(zip(link.terms, link.coefficients, strict=True)).get("carry", 0.0)
    return say("link.stays", told=told, carry=number(carry, 2)) if carry else told


def _row(one: LinkState, plan: Plan, first: bool) -> tuple[Cell, ...]:
    link = one.link
    reason = (words(link.reason),) if first and link.identity is None else ()
    return (
        f"{words(link.title)}\n{_ends(one, plan)}", effect_of(link), _sample(link),
        _stability(link.estimate) if link.estimate is not None else DASH, "\n".join((words(one.why), *reason)),
    )  # fmt: skip


def _ends(one: LinkState, plan: Plan) -> str:
    """From which series to which; the plan's own region need not be said where both are of it."""
    if one.driver[1] == one.response[1] == plan.region:
        return say("links.arrow", driver=plan[one.driver[0]].name, response=plan[one.response[0]].name)
    return say("links.arrow", driver=end_of(one.driver, plan), response=end_of(one.response, plan))


def _sample(link: Link) -> str:
    if link.assumption is not None:
        return say("link.range", low=number(link.assumption.low), high=number(link.assumption.high))
    one = link.estimate
    if one is None:
        return say("link.exact")
    key = "link.sample" if one.regions > 1 else "link.sample_one"
    return say(key, regions=one.regions, first=one.first, last=one.last, n=number(one.n))


def _stability(one: Estimate) -> Cell:
    at, told = one.shifts[0], list[str]()
    if (both := one.halves) is not None:
        told.append(
            say(
                "link.halves",
                year=both.second_from,
                first=number(both.first[at], 2),
                p=_p_value(both.p),
                first_error=number(both.first_errors[at], 2),
                second=number(both.second[at], 2),
                second_error=number(both.second_errors[at], 2),
            )
        )
    if one.without_2020:
        value, error = number(one.without_2020[at], 2), number(one.without_2020_errors[at], 2)
        told.append(say("link.without_break", value=value, error=error))
    return "\n".join(told) if told else DASH


def _p_value(p: float) -> str:
    return say("link.p_value", p=number(p, 2)) if p >= _LEAST_P else say("link.p_below", p=number(_LEAST_P))


def _equation(link: Link, one: Estimate) -> str:
    return say(
        "link.equation", title=link.title, equation=one.equation, method=one.method, source=one.source,
        r2=number(one.r2, 2),
    )  # fmt: skip


def _data(one: LinkState) -> dict[str, Any]:
    link = one.link
    effect, sd = link.effect
    estimate = link.estimate.model_dump(mode="json", exclude={"method", "source"}) if link.estimate else None
    assumption = link.assumption.model_dump(mode="json") if link.assumption else None
    return {
        "link": link.id, "driver": list(one.driver), "response": list(one.response), "form": link.form,
        "ground": link.ground, "effect": effect, "sd": sd, "state": one.state, "why": one.why.key,
        "estimate": estimate, "assumption": assumption,
    }  # fmt: skip
