"""Proxy series: those that decide where a series has no figures of its own, year by year, named beside every number they give.

Own measured years stand. Of a proxy of the same region (another quantity that should be close) measured years are taken as they
are. A proxy of another region is followed: its measured years tell of the own ones by what both have shown, and its missing
years follow the next proxy, the last one the reference of the pace. So a measured year of the city is preferred to extrapolating three own ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shkplan.assessment.assumptions import chained
from shkplan.assessment.following import Key, differs, driven_by, followed, following, joint, model_of, rests_on
from shkplan.assessment.scenarios.claiming import claimed, claims_on
from shkplan.base.messages import Message, message
from shkplan.base.periods import Period
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.joint import Source
from shkplan.forecast.projection import Projection
from shkplan.register.plan import Indicator, Plan, Proxy
from shkplan.register.targets import Reference, Target

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.verdict import Verdict


@dataclass(frozen=True)
class Beside:
    """What a target is held against: reference and prices of a pace, and the sentences on their proxies."""

    reference: Projection | AnnualSeries | None = None
    deflator: Projection | AnnualSeries | None = None
    told: tuple[Message, ...] = ()
    by: tuple[Proxy, ...] = ()

    def as_followed(self, own: Projection | AnnualSeries) -> Beside:
        """With the very paths that own growth follows, which own figures may have weighed."""
        paths = {_key(one): one for one in reversed(chained(own)) if isinstance(one, Projection)}
        for effect in own.links if isinstance(own, Projection) else ():
            if effect.after is not None and _key(effect.after) in paths:  # followed at its baseline, moved by a link
                paths[_key(effect.after)] = effect.after
        reference, prices = (
            paths.get(_key(one), one) if isinstance(one, Projection) else one for one in (self.reference, self.deflator)
        )
        return replace(self, reference=reference, deflator=prices)


def _key(one: Projection) -> tuple[str, str]:
    return one.series.indicator.id, one.series.region


@dataclass(frozen=True)
class Proxied:
    """A series, the sentences on which proxies it rests, and these proxies."""

    series: Projection | AnnualSeries
    told: tuple[Message, ...]
    by: tuple[Proxy, ...] = ()


def of_own_figures(verdict: Verdict, own: AnnualSeries) -> Verdict:
    """A verdict that rests on a proxy, telling of the own figures alone which is the latest and which years have one.

    Found when one table gave the latest figure of a proxy as the own one, beside another with the own one, two years older.
    """
    window = verdict.target.deciding(verdict.indicator)
    missing = tuple(year for year in window if own.value(year) is None)
    latest = (own.years[-1], own.values[-1]) if own.years else None
    reason = verdict.reason
    if "own_missing" in reason.values and missing:
        reason = message(reason.key, **{**reason.values, "own_missing": missing})
    measured = tuple(year for year in window if year not in missing)
    return replace(verdict, latest=latest, measured=measured, estimated=missing, reason=reason)


def published(a: Assessment, one: Indicator, target: Target | None) -> Beside:
    """What a target is held against, as published."""
    against = target.compared if target is not None else None
    if against is None:
        return Beside()
    reference = a.observations.series(against.indicator, against.region)
    return Beside(reference, a.observations.series(one.deflator, a.region) if one.deflator else None)


def held_against(a: Assessment, one: Indicator, target: Target | None) -> Beside:
    """What a target is held against, projected, with a proxy where some of the years cannot be had."""
    if target is None or target.compared is None:
        return Beside()
    other = or_proxy(a, a.plan[target.compared.indicator], target.compared.region, target.years)
    if not one.deflator:
        return Beside(other.series, None, other.told, other.by)
    prices = or_proxy(a, a.plan[one.deflator], a.region, target.years)
    return Beside(other.series, prices.series, (*other.told, *prices.told), (*other.by, *prices.by))


def proxied(a: Assessment, one: Indicator, region: str, but: Reference | None = None) -> Proxied | None:
    """The series as its proxies tell of it, with the own measured years in their place.

    Args:
        a: the assessment.
        one, region: of what.
        but: what it is measured against, which cannot be its own proxy.
    """
    key = (one.id, region), (but.indicator, but.region) if but is not None else None
    if key not in a.proxied and (base := _as_before(a, one, region)) is not None:
        found = proxied(base, one, region, but)
        a.proxied[key] = None if found is None else _heard(a, found, (one.id, region))
    if key not in a.proxied:
        proxies = [proxy for proxy in a.plan.proxies_for(one.id, region) if proxy.by != but]
        if joint(a, one):
            beside = followed(a, one, region) if but is not None else ()
            found = merged(a, one, region, proxies, beside)
        else:
            found = first_projected(a, one, region, proxies)
        a.proxied[key] = None if found is None else _claimed(a, found, (one.id, region))
    return a.proxied[key]


def _as_before(a: Assessment, one: Indicator, region: str) -> Assessment | None:
    """The assessment without the scenario, where this one changes nothing of the series but by claims on itself; else None."""
    base, key = a.baseline, (one.id, region)
    if base is None or model_of(a, one.id) != model_of(base, one.id):
        return None
    rests = {*rests_on(a, key), *driven_by(a, key)}
    for by in a.plan.proxies_for(*key):
        rests |= rests_on(a, (by.by.indicator, by.by.region))
    return None if any(differs(a, base, other) for other in rests - {key}) else base


def _claimed(a: Assessment, found: Proxied, key: Key) -> Proxied:
    """What proxies tell once the claims on the series itself are heard, where its own projection has not heard them yet."""
    made = found.series
    if (made.indicator.id, made.region) == key if isinstance(made, AnnualSeries) else _key_of(made) == key:
        return found
    return _heard(a, found, key)


def _heard(a: Assessment, found: Proxied, key: Key) -> Proxied:
    """What proxies tell once the claims on the series itself are heard."""
    made, claims = found.series, claims_on(a, key)
    if not claims or a.scenario is None or not isinstance(made, Projection):
        return found
    gone = {year for claim in claims for year in claim.years.years}
    heard = claimed(a, replace(made, series=_but(made.series, gone - set(a.series(*key).years))), a.series(*key))
    return replace(found, series=heard) if isinstance(heard, Projection) else found


def _but(series: AnnualSeries, years: Iterable[int]) -> AnnualSeries:
    """A series without the figures of some years."""
    kept = [at for at, year in enumerate(series.years) if year not in set(years)]
    if len(kept) == len(series.years):
        return series
    rows = (tuple(column[at] for at in kept) for column in (series.years, series.values, series.chosen))
    when, values, chosen = rows
    return replace(series, years=when, values=values, chosen=chosen)  # type: ignore[arg-type]


def _key_of(made: Projection) -> Key:
    return made.series.indicator.id, made.series.region


def or_proxy(a: Assessment, one: Indicator, region: str, years: tuple[int, ...]) -> Proxied:
    """A series that others are held against; with its proxies where some of these years cannot be had, or a proxy has measured them."""
    own = a.source(one, region)
    series = own.series if isinstance(own, Projection) else own
    missing = [year for year in years if series.value(year) is None]
    if not missing or (isinstance(own, Projection) and not proxies_tell(a, one, region, missing)):
        return Proxied(own, ())
    return proxied(a, one, region) or Proxied(own, ())


def proxies_tell(
    a: Assessment, one: Indicator, region: str, years: Sequence[int], but: Reference | None = None
) -> bool:
    """Whether a proxy has measured one of these years of growth: it is then preferred to extrapolating own figures."""
    if not joint(a, one):
        return False
    every = (proxy.by for proxy in a.plan.proxies_for(one.id, region) if proxy.by != but)
    series = (a.observations.series(a.plan[by.indicator], by.region) for by in every)
    return any(other.value(year) is not None for other in series for year in years)


def first_projected(a: Assessment, one: Indicator, region: str, proxies: Sequence[Proxy]) -> Proxied | None:
    """The first proxy that can be projected, with the own measured years in their place: of levels, and where all is independent."""
    for proxy in proxies:
        other = a.source(a.plan[proxy.by.indicator], proxy.by.region)
        if isinstance(other, Projection):
            own = a.observations.series(one, region)
            return Proxied(overlaid(other, own), (named(proxy, a.plan, region, other),), (proxy,))
    return None


def merged(
    a: Assessment, one: Indicator, region: str, proxies: Sequence[Proxy], beside: tuple[Source, ...]
) -> Proxied | None:
    """Yearly growth merged from own figures and proxies; None where not even all of them together can be projected.

    Args:
        a: the assessment.
        one, region: of what.
        proxies: the best first.
        beside: what the pace of the series is measured against, followed by the last of them; empty where nothing is.
    """
    own, told, used = a.series(one, region), list[Message](), list[Proxy]()
    supposed = {year for claim in claims_on(a, (one.id, region)) for year in claim.years.years}  # goes before a proxy
    for proxy in proxies:
        if proxy.by.region == region:
            other = a.series(a.plan[proxy.by.indicator], region)
            own, years = _taken(own, _but(other, supposed))
            if years:
                told.append(named(proxy, a.plan, region, other, years))
                used.append(proxy)
    chain: Projection | None = None
    named_after = list[tuple[Proxy, Projection]]()
    for proxy in [each for each in reversed(proxies) if each.by.region != region]:
        series = a.series(a.plan[proxy.by.indicator], proxy.by.region)
        link: tuple[Source, ...] = (chain,) if chain is not None else beside
        made = following(a, series, link, agreed=chain is None)
        if made is None and chain is None:
            source = a.source(series.indicator, series.region)
            made = source if isinstance(source, Projection) else None
        if made is not None:
            chain = made
            named_after.insert(0, (proxy, made))
    above = set(own.years)
    for proxy, by in named_after:
        told.append(named(proxy, a.plan, region, by, tuple(year for year in by.series.years if year not in above)))
        used.append(proxy)
        above |= set(by.series.years)
    if not own.years:
        return Proxied(chain, tuple(told), tuple(used)) if chain is not None else None
    series_made = following(a, own, (chain,) if chain is not None else beside, agreed=chain is None)
    if series_made is None:
        alone = a.alone(own)
        series_made = alone if isinstance(alone, Projection) else overlaid(chain, own) if chain is not None else None
    return Proxied(series_made, tuple(told), tuple(used)) if series_made is not None else None


def _taken(own: AnnualSeries, other: AnnualSeries) -> tuple[AnnualSeries, tuple[int, ...]]:
    """Own series with the other's measured years where it has none, and these years."""
    years = tuple(year for year in other.years if year not in own.years)
    rows = sorted(
        [*zip(own.years, own.values, own.chosen, strict=True)]
        + [row for row in zip(other.years, other.values, other.chosen, strict=True) if row[0] in years],
        key=lambda row: row[0],
    )
    if not rows:
        return own, ()
    when, values, chosen = zip(*rows, strict=True)
    return replace(own, years=when, values=values, chosen=chosen, implied=None), years


def overlaid(other: Projection, own: AnnualSeries) -> Projection:
    """A proxy's projection, with the measured years of the series it is proxy for in their place."""
    mine = {year: at for at, year in enumerate(own.years) if year in other.years}
    if not mine:
        return other
    paths = other.paths.copy()
    for year, at in mine.items():
        paths[:, other.years.index(year)] = own.values[at]
    paths.setflags(write=False)
    theirs = other.series
    years = tuple(sorted({*theirs.years, *mine}))
    values = tuple(
        own.values[mine[year]] if year in mine else theirs.values[theirs.years.index(year)] for year in years
    )
    chosen = tuple(
        own.chosen[mine[year]] if year in mine else theirs.chosen[theirs.years.index(year)] for year in years
    )
    return replace(other, drawing=paths, series=replace(theirs, years=years, values=values, chosen=chosen))


def named(one: Proxy, plan: Plan, region: str, by: Projection | AnnualSeries, years: Sequence[int] = ()) -> Message:
    """Which series is proxy for which, the figures that inform it, why it may be, and which of its figures count."""
    used = (by.used or by.series.years or by.years) if isinstance(by, Projection) else by.years
    words = {
        "indicator": plan[one.indicator].name, "region": region, "by": plan[one.by.indicator].name,
        "by_region": one.by.region, "n": len(used), "span": Period(used[0], used[-1]), "reason": one.reason,
    }  # fmt: skip
    if counted := tuple(year for year in years if year in plan.window.years):
        return message("assumption.proxy_years", years=counted, **words)
    return message("assumption.proxy", **words)
