"""What the probability would be on another assumption: were the series independent, or one proxy alone to serve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shkplan.assessment.assumptions import chained
from shkplan.assessment.case import series_of
from shkplan.assessment.following import differs
from shkplan.assessment.verdict import Verdict, printed
from shkplan.base.messages import Message, message
from shkplan.register.plan import Indicator, Plan, Proxy
from shkplan.register.targets import Target

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["with_alternatives"]


def with_alternatives(
    a: Assessment, one: Indicator, target: Target | None, verdict: Verdict, by: tuple[Proxy, ...]
) -> Verdict:
    """The verdict, with what other assumptions make of its probability beside those it rests on.

    Args:
        a: the assessment.
        one, target: what was judged.
        verdict: on it.
        by: the proxies it rests on.
    """
    if (
        verdict.status != "estimated" or a.scenario is not None
    ):  # they are told of the baseline, and where a scenario changes nothing
        return verdict
    told = [*_if_independent(a, one, target, verdict)]
    each = tuple(_one_by_one(a, one, target, by))
    if each:
        listed = tuple(message("proxy_alone", by=name, prob=_told(prob), error=error) for name, prob, error in each)
        told.append(message("assumption.proxy_range", told=listed))
    return replace(verdict, assumptions=(*verdict.assumptions, *told), by_proxy=each)


def untouched(a: Assessment, one: Indicator, target: Target | None, key: str) -> bool:
    """Whether nothing that the scenario says can change a verdict: neither its series nor any that it may rest on."""
    base = a.baseline
    if base is None or (a.scenario is not None and key in a.scenario.thresholds):
        return False
    against = target.compared if target is not None else None
    every = {(one.id, a.region), *(((one.deflator, a.region),) if one.deflator and against is not None else ())}
    every |= {(against.indicator, against.region)} if against is not None else set()
    every |= {(by.by.indicator, by.by.region) for each in every for by in a.plan.proxies_for(*each)}
    return not any(differs(a, base, each) for each in every)


def _if_independent(a: Assessment, one: Indicator, target: Target | None, verdict: Verdict) -> Iterator[Message]:
    """The probability were own series and reference independent, where they are not taken to be."""
    followed = {series_of(source).indicator.id for source in chained(verdict.own)}
    if target is None or target.compared is None or target.compared.indicator not in followed:
        return
    other, _ = a.variant(replace(a.settings, dependence="independent"), a.plan).answered(one, target)
    if other.prob is not None and other.prob_se is not None:
        yield message("assumption.if_independent", prob=_told(other.prob), error=other.prob_se)


def _one_by_one(
    a: Assessment, one: Indicator, target: Target | None, by: tuple[Proxy, ...]
) -> Iterator[tuple[Message, float, float]]:
    """Each proxy of a series that has several, with the probability if it alone served."""
    for proxy in by:
        beside = [each for each in by if _same(each, proxy)]
        if len(beside) < 2:
            continue
        verdict, _ = a.variant(a.settings, _only(a.plan, proxy)).answered(one, target)
        if verdict.prob is not None and verdict.prob_se is not None:
            words = {"indicator": a.plan[proxy.by.indicator].name, "region": proxy.by.region}
            yield message("beside.one", **words), verdict.prob, verdict.prob_se


def _told(prob: float) -> str:
    """Three digits, and 0 or 1 only where it is that."""
    return f"{prob:.3f}" if 0.0005 <= prob <= 0.9995 else printed(prob)


def _same(one: Proxy, other: Proxy) -> bool:
    """Whether two are proxies of the same series."""
    return (one.indicator, one.region) == (other.indicator, other.region)


def _only(plan: Plan, proxy: Proxy) -> Plan:
    """The plan with this proxy alone of those of its series."""
    kept = tuple(each for each in plan.proxies if each == proxy or not _same(each, proxy))
    return plan.model_copy(update={"proxies": kept})
