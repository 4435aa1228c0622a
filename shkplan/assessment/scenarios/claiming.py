"""The claims of a scenario on one series, brought to its projection: what they take from other series, and what carries them.

A series with a baseline is moved by its claims (:mod:`shkplan.forecast.claims`); one that no model tells of is projected by
claims alone (:mod:`shkplan.forecast.supposed`). "As another region", "as the best peer" and "as required" are looked up here,
since they ask for other series, and for targets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from shkplan.base import units
from shkplan.base.errors import DataError, Mistake, NotAssessable
from shkplan.base.messages import Message, said
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.claimed import Told, Value
from shkplan.forecast.claims import under_claims
from shkplan.forecast.projection import Projection
from shkplan.forecast.supposed import supposed
from shkplan.register.claims import BestPeer, Claim, LikeRegion, RequiredPath
from shkplan.register.scenario_fit import mistaken
from shkplan.register.targets import Required

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["as_projection", "best_peer", "claimed", "claims_on", "stated_of"]

Key = tuple[str, str]  # indicator's id, region
RECENT = 5  # common years on which peers are compared


def claims_on(a: Assessment, key: Key) -> tuple[Claim, ...]:
    """The claims of the scenario on a series; none without a scenario."""
    return a.scenario.claims_on(*key) if a.scenario is not None else ()


def claimed(a: Assessment, base: Projection | Message, series: AnnualSeries) -> Projection | Message:
    """A projection once the claims on its series are heard; of a series without one, what the claims alone make.

    Args:
        a: the assessment, whose scenario it is.
        base: the baseline, or why there is none.
        series: as known on the day; where its proxies serve, whose claims are heard all the same.

    Raises:
        DataError: a claim that cannot be, or claims that go round in a circle.
    """
    key = (series.indicator.id, series.region)
    claims = claims_on(a, key)
    if not claims or a.scenario is None:
        return base
    if key in a.hearing:
        raise DataError([_in_a_circle(claim) for claim in claims if isinstance(claim, LikeRegion | BestPeer)])
    a.hearing.add(key)
    try:
        told = {at: found for at, claim in enumerate(claims) if (found := _told(a, claim)) is not None}
    finally:
        a.hearing.discard(key)
    if isinstance(base, Projection):
        return under_claims(base, claims, a.scenario, told)
    made = supposed(
        series, claims, a.scenario, to=a.settings.to, seed=a.settings.seed, n_paths=a.settings.n_paths, told=told,
        stated=stated_of(a, series),
    )  # fmt: skip
    return base if made is None else made


def as_projection(found: Projection | Message) -> Projection | None:
    """A projection; None where there is only a reason why there is none."""
    return found if isinstance(found, Projection) else None


def _in_a_circle(claim: Claim) -> Mistake:
    remedy = said("Claim a level for one of them.")
    return mistaken(claim, "like", claim.fix, said("regions that do not follow each other in a circle"), remedy)


def stated_of(a: Assessment, series: AnnualSeries) -> dict[int, float]:
    """Year -> what the plan states of a series in it, as a number and not only as a bound."""
    one, found = series.indicator, dict[int, float]()
    if series.region != a.plan.region:
        return found
    every: list[Any] = [base for base in a.plan.baselines if base.indicator == one.id]
    every += [target.start for target in one.targets_in_force(a.as_of) if target.start is not None]
    for base in every:
        numbered = base.form == "level" and base.bound in ("exact", "about") and base.period.is_year
        if numbered and units.joined(base.unit, one.unit):
            found[base.period.first] = units.convert(base.number, base.unit, one.unit)
    return found


def _told(a: Assessment, claim: Claim) -> Told | None:
    """What a claim takes from elsewhere, year by year; None for one that takes nothing."""
    if isinstance(claim, LikeRegion):
        return _as_there(a, claim.indicator, claim.like, claim.years.years, claim.plus)
    if isinstance(claim, BestPeer):
        best = best_peer(a, claim)
        return {} if best is None else _as_there(a, claim.indicator, best.region, claim.years.years, claim.plus)
    return _required(a, claim) if isinstance(claim, RequiredPath) else None


def _as_there(a: Assessment, indicator: str, region: str, years: Iterable[int], plus: float) -> Told:
    """What another region has in each year, measured or projected, as far as it is to be had."""
    there, found = a.source(a.plan[indicator], region), dict[int, Value]()
    series = there.series if isinstance(there, Projection) else there
    for year in years:
        measured = series.value(year)
        if measured is not None:
            found[year] = measured + plus
        elif isinstance(there, Projection) and year in there.years:
            found[year] = there.path(year) + plus
    return found


@dataclass(frozen=True)
class Best:
    """The best of the peers.

    Attributes:
        region: which.
        years: the common years it was found on.
        mean: its mean over them, in the indicator's unit.
        among: all that had figures in these.
    """

    region: str
    years: tuple[int, ...]
    mean: float
    among: tuple[str, ...]


def best_peer(a: Assessment, claim: BestPeer) -> Best | None:
    """The best of the peers on the recent common years, by the direction of the target; None where none has figures.

    Those count whose series can be projected; of several with the same mean the first named.
    """
    one = a.plan[claim.indicator]
    mine = claim.region or a.region
    named = claim.among or tuple(dict.fromkeys((*a.plan.peers, *a.plan.references)))
    every = {region: a.source(one, region) for region in named if region != mine}
    known = {
        region: there.series for region, there in every.items() if isinstance(there, Projection) and not there.supposed
    }
    if not known:
        return None
    latest = max(series.years[-1] for series in known.values() if series.years)
    window = tuple(range(latest - RECENT + 1, latest + 1))
    common = {region: series for region, series in known.items() if all(series.value(y) is not None for y in window)}
    while not common and len(window) > 1:  # the years that at least one of them has
        window = window[:-1]
        common = {region: one for region, one in known.items() if all(one.value(y) is not None for y in window)}
    if not common:
        return None
    means = {region: float(np.mean([s.value(y) or 0.0 for y in window])) for region, s in common.items()}
    target = next(iter(one.targets_in_force(a.as_of)), None)
    up = target is None or target.up
    best = max(means, key=lambda region: means[region] if up else -means[region])
    return Best(best, window, means[best], tuple(means))


def _required(a: Assessment, claim: RequiredPath) -> Told:
    """The even path that just reaches the target, by the arithmetic of its kind; nothing where nothing is left to do."""
    baseline = a.baseline or a
    verdicts = baseline.of(claim.indicator)
    verdict = next((one for one in verdicts if claim.target in ("", one.key)), None)
    if verdict is None or verdict.case is None or (claim.region or a.region) != a.region:
        return {}
    case, target = verdict.case, verdict.target
    try:
        goal = target.goal(case.facts)
        others = tuple(case.values(source) for source, _ in case.others if case.to_be_had(source))
        needed = target.required(case.facts, goal, *others) if len(others) == len(case.others) else None
    except NotAssessable:
        return {}
    rates = a.plan[claim.indicator].measure == "growth"
    latest = None if rates else case.facts.latest
    if needed is None and case.facts.latest is None and (target.early or target.each_year):
        return dict.fromkeys(claim.years.years, goal.wanted)  # nothing is known of it: the number itself
    return {} if needed is None else _path(needed, latest, goal.wanted, claim.years.years)


def _path(needed: Required, latest: tuple[int, float] | None, wanted: float, years: Iterable[int]) -> Told:
    """What is needed, year by year; growth and change from the latest figure, where that is a level."""
    if needed.kind == "margin":
        return dict.fromkeys(years, wanted)
    if needed.kind in ("yearly_sum", "yearly_mean", "own_growth") or latest is None:
        return dict.fromkeys(years, needed.value)
    first, start = latest
    if needed.kind == "yearly_change":
        return {year: start + needed.value * (year - first) for year in years}
    return {year: start * (1 + needed.value / 100) ** (year - first) for year in years}
