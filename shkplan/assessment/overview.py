"""Every target of a plan on one day: the verdicts, and what they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shkplan.assessment import assess
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import NotAssessable, UnknownName
from shkplan.base.messages import Message, message
from shkplan.base.periods import day_of
from shkplan.distributions.links import LinkName
from shkplan.evidence.observations import Observations
from shkplan.evidence.reconstruction import reconstruct
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import DEFAULT_PATHS, DEFAULT_SEED, Projection, project
from shkplan.register.plan import Indicator, Plan, StandIn
from shkplan.register.scenario import Scenario
from shkplan.register.targets import Pace, Reference, Target


@dataclass(frozen=True)
class Overview:
    """The verdicts on all targets in force, in the plan's order.

    Attributes:
        plan, region, as_of, to, model, link, seed, n_paths, scenario: what was asked.
        observations: what was known on that day.
        verdicts: key of the target -> verdict.
        projections: (indicator, region) -> projection, for every series that could be projected.
        refusals: (indicator, region) -> why there is none.
    """

    plan: Plan
    region: str
    as_of: dt.date
    to: int
    model: str
    link: LinkName
    seed: int
    n_paths: int
    scenario: Scenario | None
    observations: Observations
    verdicts: Mapping[str, Verdict]
    projections: Mapping[tuple[str, str], Projection]
    refusals: Mapping[tuple[str, str], Message]

    def __getitem__(self, key: str) -> Verdict:
        if key not in self.verdicts:
            raise UnknownName("target", key, self.verdicts)
        return self.verdicts[key]

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts.values())

    def __len__(self) -> int:
        return len(self.verdicts)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.verdicts)

    def projection(self, indicator: str, region: str | None = None) -> Projection | None:
        """The projection of a series; None where the model refused it (see ``refusals``)."""
        return self.projections.get((indicator, region or self.region))

    @property
    def scored(self) -> tuple[Verdict, ...]:
        """The verdicts on targets, without stated aims, which are never scored."""
        return tuple(verdict for verdict in self if verdict.status != "recorded")

    @property
    def assessed(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.scored if verdict.assessable)

    def __repr__(self) -> str:
        return (
            f"Overview({self.plan.id}, as of {self.as_of}: {len(self.assessed)} of {len(self.scored)} targets assessed)"
        )


def overview(
    plan: Plan,
    observations: Observations,
    *,
    as_of: dt.date | str,
    region: str | None = None,
    to: int | None = None,
    model: str = "auto",
    link: LinkName = "auto",
    seed: int = DEFAULT_SEED,
    n_paths: int = DEFAULT_PATHS,
    scenario: Scenario | None = None,
) -> Overview:
    """Verdicts on all targets of a plan, from what was published by a day.

    Args:
        plan: the register.
        observations: published figures; only those published by ``as_of`` count.
        as_of: the day, a date or YYYY-MM-DD.
        region: default the plan's own.
        to: last calendar year of the projections; default the plan's horizon.
        model, link, seed, n_paths, scenario: as in :func:`shkplan.project`.
    """
    day = day_of(as_of)
    place, last = region or plan.region, to or plan.horizon
    known = observations.as_of(day)
    ruling = scenario.at(place) if scenario else None
    asked: dict[str, Any] = {"to": last, "since": plan.window.first, "model": model, "link": link, "seed": seed}
    series = _Projected(plan, known, asked | {"n_paths": n_paths, "scenario": ruling})
    verdicts = {}
    for indicator in plan.indicators.values():
        for target in indicator.targets_in_force(day) or (None,):
            verdict = _judged(indicator, target, place, day, series)
            verdicts[verdict.key] = verdict
    return Overview(
        plan, place, day, last, model, link, seed, n_paths, scenario, known, verdicts, series.projections,
        series.refusals,
    )  # fmt: skip


@dataclass(frozen=True)
class _Projected:
    """The series of a plan, each reconstructed and projected once, when it is first asked for."""

    plan: Plan
    known: Observations
    asked: Mapping[str, Any]
    projections: dict[tuple[str, str], Projection] = field(default_factory=dict)
    refusals: dict[tuple[str, str], Message] = field(default_factory=dict)

    def of(self, indicator: Indicator, region: str) -> Projection | AnnualSeries:
        """The projection of a series; the bare series where it is refused."""
        key = (indicator.id, region)
        if key not in self.projections and key not in self.refusals:
            try:
                self.projections[key] = project(reconstruct(self.known, indicator, region), **self.asked)
            except NotAssessable as error:
                self.refusals[key] = error.reason
        return self.projections.get(key) or self.known.series(indicator, region)

    def stand_in(self, indicator: Indicator, region: str, but: Reference | None = None) -> _Standing | None:
        """The first projected series that may stand in, with the own measured years in their place, and which it is.

        Args:
            indicator, region: of what.
            but: what it is measured against, which cannot stand in for it.
        """
        for one in self.plan.stand_ins_for(indicator.id, region):
            other = self.of(self.plan[one.by.indicator], one.by.region)
            if one.by != but and isinstance(other, Projection):
                own = self.known.series(indicator, region)
                return _Standing(_overlaid(other, own), (_named(one, self.plan, region),))
        return None

    def or_stand_in(self, indicator: Indicator, region: str, years: Iterable[int]) -> _Standing:
        """A series that others are held against; another stands in only where some of these years cannot be had."""
        own = self.of(indicator, region)
        series = own.series if isinstance(own, Projection) else own
        if isinstance(own, Projection) or all(series.value(year) is not None for year in years):
            return _Standing(own, ())
        return self.stand_in(indicator, region) or _Standing(own, ())

    def levels(self, of: Projection | AnnualSeries) -> AnnualSeries | None:
        """The levels whose growth a series is, as far as they were published."""
        series = of.series if isinstance(of, Projection) else of
        above = series.indicator.growth_of
        return self.known.series(above, series.region) if above else None


@dataclass(frozen=True)
class _Standing:
    """A series, and the sentences on what stands in for it."""

    series: Projection | AnnualSeries
    told: tuple[Message, ...]


def _judged(indicator: Indicator, target: Target | None, place: str, day: dt.date, series: _Projected) -> Verdict:
    """The verdict on one target; only where its own figures say nothing does another series stand in for them."""
    reference = deflator = None
    told: tuple[Message, ...] = ()
    against = target.reference if isinstance(target, Pace) else None
    if isinstance(target, Pace):
        window = range(target.base_year + 1, target.window.last + 1)
        other = series.or_stand_in(series.plan[target.reference.indicator], target.reference.region, window)
        reference, told = other.series, other.told
        if indicator.deflator:
            prices = series.or_stand_in(series.plan[indicator.deflator], place, window)
            deflator, told = prices.series, (*told, *prices.told)

    def judged(own: Projection | AnnualSeries, named: tuple[Message, ...]) -> Verdict:
        return assess(
            indicator, own, reference=reference, deflator=deflator, levels=series.levels(own),
            reference_levels=series.levels(reference) if reference is not None else None, target=target, as_of=day,
            why=series.refusals.get((indicator.id, place)), stand_ins=(*named, *told),
        )  # fmt: skip

    own = series.of(indicator, place)
    verdict = judged(own, ())
    if verdict.assessable or verdict.status == "recorded" or isinstance(own, Projection):
        return verdict
    instead = series.stand_in(indicator, place, but=against)
    with_it = judged(instead.series, instead.told) if instead is not None else verdict
    return with_it if with_it.status == "estimated" else verdict


def _overlaid(other: Projection, own: AnnualSeries) -> Projection:
    """A projection that stands in for a series, with the measured years of that series in their place."""
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
    return replace(other, paths=paths, series=replace(theirs, years=years, values=values, chosen=chosen))


def _named(one: StandIn, plan: Plan, region: str) -> Message:
    """Which series stands in for which, and why it may."""
    return message(
        "assumption.stand_in", indicator=plan[one.indicator].name, region=region, by=plan[one.by.indicator].name,
        by_region=one.by.region, reason=one.reason,
    )  # fmt: skip
