"""From a target to its verdict: what figures decide, else own projection, else proxies, else a reference class."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shkplan.assessment.by_class import by_class
from shkplan.assessment.proxies import Beside, held_against, of_own_figures, proxied, proxies_tell, published
from shkplan.assessment.rules import judge
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Message
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import Projection
from shkplan.register.plan import Indicator, Proxy
from shkplan.register.targets import Target

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["answered", "by_published", "ruled"]


def answered(a: Assessment, one: Indicator, target: Target | None) -> tuple[Verdict, tuple[Proxy, ...]]:
    """The verdict, and the proxies it rests on.

    What published figures decide needs no model. A proxy decides only where own figures say nothing, or it has measured years they lack;
    and claims of a scenario on the series itself go before both.
    """
    bare = a.observations.series(one, a.region)
    by_figures = by_published(a, one, target)
    if by_figures.decided_by_figures or by_figures.status == "recorded":
        return by_figures, ()
    own, why = a.source(one, a.region), a._projected(one)  # noqa: SLF001  # its other half
    beside = held_against(a, one, target)
    verdict = ruled(a, one, target, own, beside, why if isinstance(why, Message) else None)
    but = target.compared if target is not None else None
    if verdict.assessable or (isinstance(own, Projection) and not own.supposed):
        missing = () if (one.id, a.region) in a.own else verdict.estimated
        supposed = isinstance(own, Projection) and own.supposed
        if supposed or not proxies_tell(a, one, a.region, missing, but):
            return by_class(a, one, target, verdict) if verdict.status == "open" else verdict, beside.by
    proxy = proxied(a, one, a.region, but)
    if proxy is None:
        return by_class(a, one, target, verdict) if verdict.status == "open" else verdict, beside.by
    instead = ruled(a, one, target, proxy.series, replace(beside, told=(*proxy.told, *beside.told)), None)
    told = (of_own_figures(instead, bare), (*proxy.by, *beside.by))
    by_claims = instead.status == "supposed" and isinstance(proxy.series, Projection) and bool(proxy.series.fixed)
    return told if instead.status == "estimated" or by_claims else (verdict, beside.by)


def by_published(a: Assessment, one: Indicator, target: Target | None) -> Verdict:
    """What published figures alone say of a target: nothing is projected."""
    return ruled(a, one, target, a.observations.series(one, a.region), published(a, one, target), None)


def ruled(
    a: Assessment,
    one: Indicator,
    target: Target | None,
    own: Projection | AnnualSeries,
    beside: Beside,
    why: Message | None,
) -> Verdict:
    """What the rule of a target says of given series; what own growth follows is held against as it is followed."""
    beside = beside.as_followed(own)
    verdict = judge(
        one, own, reference=beside.reference, deflator=beside.deflator, levels=_levels(a, own),
        reference_levels=_levels(a, beside.reference), target=target, as_of=a.as_of, why=why,
        proxies=beside.told,
    )  # fmt: skip
    return replace(verdict, within=a, own=own, reference=beside.reference)


def _levels(a: Assessment, of: Projection | AnnualSeries | None) -> AnnualSeries | None:
    """The levels whose growth a series is, as far as they were published."""
    if of is None:
        return None
    series = of.series if isinstance(of, Projection) else of
    above = series.indicator.growth_of
    return a.observations.series(a.plan[above], series.region) if above and above in a.plan else None
