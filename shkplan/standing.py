"""Every target of a plan on one day: the verdicts, and what they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shkplan.assessment import assess
from shkplan.errors import NotAssessable, UnknownName
from shkplan.links import LinkName
from shkplan.messages import Message, message
from shkplan.observations import Observations
from shkplan.periods import day_of
from shkplan.plan import Indicator, Plan, StandIn
from shkplan.projection import DEFAULT_PATHS, DEFAULT_SEED, Projection, project
from shkplan.reconstruction import reconstruct
from shkplan.scenario import Scenario
from shkplan.series import AnnualSeries
from shkplan.targets import Pace, Target
from shkplan.verdict import Verdict


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

    def or_stand_in(self, indicator: Indicator, region: str) -> tuple[Projection | AnnualSeries, tuple[Message, ...]]:
        """The projection of a series, else of the first that may stand in for it, and which stands in."""
        own = self.of(indicator, region)
        if not isinstance(own, Projection):
            for one in self.plan.stand_ins_for(indicator.id, region):
                other = self.of(self.plan[one.by.indicator], one.by.region)
                if isinstance(other, Projection):
                    return other, (_named(one, self.plan, region),)
        return own, ()

    def levels(self, of: Projection | AnnualSeries) -> AnnualSeries | None:
        """The levels whose growth a series is, as far as they were published."""
        series = of.series if isinstance(of, Projection) else of
        above = series.indicator.growth_of
        return self.known.series(above, series.region) if above else None


def _judged(indicator: Indicator, target: Target | None, place: str, day: dt.date, series: _Projected) -> Verdict:
    """The verdict on one target, with the series it is held against."""
    own, stand_ins = series.or_stand_in(indicator, place)
    reference = deflator = None
    if isinstance(target, Pace):
        reference, more = series.or_stand_in(series.plan[target.reference.indicator], target.reference.region)
        stand_ins += more
        if indicator.deflator:
            deflator, more = series.or_stand_in(series.plan[indicator.deflator], place)
            stand_ins += more
    return assess(
        indicator, own, reference=reference, deflator=deflator, levels=series.levels(own),
        reference_levels=series.levels(reference) if reference is not None else None, target=target, as_of=day,
        why=series.refusals.get((indicator.id, place)), stand_ins=stand_ins,
    )  # fmt: skip


def _named(one: StandIn, plan: Plan, region: str) -> Message:
    """Which series stands in for which, and why it may."""
    return message(
        "assumption.stand_in", indicator=plan[one.indicator].name, region=region, by=plan[one.by.indicator].name,
        by_region=one.by.region, reason=one.reason,
    )  # fmt: skip
