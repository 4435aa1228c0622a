"""Which series follows which: own growth the reference of its pace, and a series its proxies, year by year.

A pace asks for own growth beside another's. Both are drawn together: own growth follows the reference
(:mod:`shkplan.forecast.joint`), so that a good year of the one is a good year of the other. Where another model, or
``dependence="independent"``, is asked for by name, each series is projected by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shkplan.assessment.ratios import parts_of
from shkplan.assessment.scenarios.claiming import as_projection, claimed
from shkplan.base.errors import NotAssessable
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.informing import Model
from shkplan.forecast.joint import Source, follow
from shkplan.forecast.projection import Projection
from shkplan.register.claims import BestPeer, LikeRegion
from shkplan.register.plan import Indicator
from shkplan.register.targets import Reference

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

Key = tuple[str, str]  # indicator's id, region

__all__ = [
    "differs",
    "followed",
    "following",
    "joint",
    "model_of",
    "reference_of",
    "rests_on",
    "same_claims",
    "sources_differ",
    "taken_from",
]


def joint(a: Assessment, one: Indicator) -> bool:
    """Whether a series is drawn together with others: growth, unless another model or independence was asked for."""
    return a.settings.dependence == "joint" and model_of(a, one.id) == "auto" and one.measure == "growth"


def model_of(a: Assessment, indicator: str) -> str | Model:
    """The model that is asked of a series: that of the scenario for its indicator, else the one of the settings."""
    switched = a.scenario.models.get(indicator) if a.scenario is not None else None
    return a.settings.model if switched is None else switched


def reference_of(a: Assessment, one: Indicator, region: str) -> Reference | None:
    """The series that a series follows in this assessment: what its pace is measured against; None where it follows none."""
    if not joint(a, one) or region != a.region:
        return None
    every = (target.compared for target in one.targets_in_force(a.as_of))
    against = next((other for other in every if other is not None), None)
    if against is None or (against.indicator, against.region) == (one.id, region):
        return None
    return against


def rests_on(a: Assessment, key: Key) -> frozenset[Key]:
    """All series that the projection of one may rest on, itself among them, and those its claims are taken from."""
    found, todo = {key}, [key]
    while todo:
        name, region = todo.pop()
        one = a.plan[name]
        told = (taken_from(a, (name, region)) | parts_of(a, (name, region))) - found
        todo += told
        found |= told
        against = reference_of(a, one, region)
        if against is None:
            continue
        beside = {(against.indicator, against.region)} | ({(one.deflator, region)} if one.deflator else set())
        beside |= {(by.by.indicator, by.by.region) for other in beside for by in a.plan.proxies_for(*other)}
        todo += beside - found
        found |= beside
    return frozenset(found)


def taken_from(a: Assessment, key: Key) -> set[Key]:
    """The series that claims on one take their values from."""
    found = set[Key]()
    for claim in a.scenario.claims_on(*key) if a.scenario is not None else ():
        if isinstance(claim, LikeRegion):
            found.add((claim.indicator, claim.like))
        elif isinstance(claim, BestPeer):
            found |= {(claim.indicator, each) for each in claim.among or (*a.plan.peers, *a.plan.references)}
    return found


def differs(a: Assessment, other: Assessment, key: Key) -> bool:
    """Whether the projection of a series may be another here than in an assessment that is shared with."""
    rests = rests_on(a, key) | driven_by(a, key)
    alike = a.settings.dependence == other.settings.dependence
    alike = alike and (
        a.plan is other.plan or all(a.plan.proxies_for(*one) == other.plan.proxies_for(*one) for one in rests)
    )
    if not alike and len(rests | rests_on(other, key)) > 1:
        return True
    if any(model_of(a, name) != model_of(other, name) for name, _ in rests):
        return True
    return any(not same_claims(a, other, one) or a.own.get(one) is not other.own.get(one) for one in rests)


def driven_by(a: Assessment, key: Key) -> frozenset[Key]:
    """All series that may move one through links, and what these rest on; none without a scenario."""
    if a.scenario is None:
        return frozenset()
    from shkplan.assessment.links import acting  # whether a link acts is asked of what a series follows

    found, todo = frozenset[Key](), list(rests_on(a, key))
    seen = set(todo)
    while todo:
        one = todo.pop()
        for driver in (link.driver_of(one[1]) for link in acting(a, one)):
            new = rests_on(a, driver) - seen
            seen |= new
            todo += new
            found |= rests_on(a, driver)
    return found


def same_claims(a: Assessment, other: Assessment, key: Key) -> bool:
    """Whether the scenarios of two assessments claim the same of a series."""
    if a.scenario is other.scenario:
        return True
    return not (_claims(a, key) or _claims(other, key)) and model_of(a, key[0]) == model_of(other, key[0])


def _claims(a: Assessment, key: Key) -> bool:
    return a.scenario is not None and bool(a.scenario.claims_on(*key))


def followed(a: Assessment, one: Indicator, region: str) -> tuple[Source, ...]:
    """What a series follows, projected; with prices where it is nominal and the other real; empty where it follows nothing."""
    against = reference_of(a, one, region)
    if against is None or (one.id, region) in rests_on(a, (against.indicator, against.region)):
        return ()
    other = a.plan[against.indicator]
    wanted = [(other, against.region)]
    if (one.price_basis, other.price_basis) == ("current", "constant"):
        if not one.deflator:
            return ()
        wanted.append((a.plan[one.deflator], region))
    from shkplan.assessment.proxies import or_proxy  # proxies may follow in turn

    years = next(target.years for target in one.targets_in_force(a.as_of) if target.compared == against)
    from shkplan.assessment.links import replaced

    of = [
        a.without_scenario if replaced(a, (one.id, region)) else a,
        a,
    ]  # a link adds to what the other's baseline says
    found = tuple(or_proxy(whose, each, place, years).series for whose, (each, place) in zip(of, wanted, strict=False))
    return found if all(isinstance(source, Projection) for source in found) else ()


def following(
    a: Assessment, series: AnnualSeries, sources: tuple[Source, ...], *, agreed: bool = True
) -> Projection | None:
    """The projection of a series that follows others; None where no year is known of both, or there is nothing to follow.

    Args:
        a: the assessment.
        series: own figures.
        sources: what it follows.
        agreed: whether own figures tell of what is followed too; between proxies, where they take its place, they need not.
    """
    to = a.settings.to
    ends = [source.to for source in sources if isinstance(source, Projection)]
    if not ends or not series.years:
        return None
    try:
        made = follow(
            series, *sources, since=min(a.plan.window.first, series.years[-1]), to=min([max(to, series.years[-1]), *ends]),
            seed=a.settings.seed, n_paths=a.settings.n_paths, agreed=agreed,
        )  # fmt: skip
    except NotAssessable:
        return None
    if made.dependence is None or not made.dependence.years:
        return None
    return as_projection(claimed(a, made, series))


def sources_differ(some: tuple[Source, ...], others: tuple[Source, ...]) -> bool:
    """Whether what a series follows is another here than there."""
    return len(some) != len(others) or any(one is not other for one, other in zip(some, others, strict=True))
