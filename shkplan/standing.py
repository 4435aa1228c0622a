"""Every target of a plan on one day: the verdicts, and what they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shkplan.assessment import assess
from shkplan.errors import NotAssessable, UnknownName
from shkplan.links import LinkName
from shkplan.messages import Message
from shkplan.observations import Observations
from shkplan.periods import day_of
from shkplan.plan import Indicator, Plan
from shkplan.projection import DEFAULT_PATHS, DEFAULT_SEED, Projection, project
from shkplan.scenario import Scenario
from shkplan.series import AnnualSeries
from shkplan.targets import Pace
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
    projections: dict[tuple[str, str], Projection] = {}
    refusals: dict[tuple[str, str], Message] = {}

    def projected(indicator: Indicator, where: str) -> Projection | AnnualSeries:
        """The projection of a series, made once; the bare series where it is refused."""
        key, series = (indicator.id, where), known.series(indicator, where)
        if key not in projections and key not in refusals:
            try:
                projections[key] = project(
                    series, to=last, since=plan.window.first, model=model, link=link, seed=seed, n_paths=n_paths,
                    scenario=ruling,
                )  # fmt: skip
            except NotAssessable as error:
                refusals[key] = error.reason
        return projections.get(key, series)

    def levels(indicator: Indicator, where: str) -> AnnualSeries | None:
        """The levels whose growth an indicator is, as far as they were published."""
        return known.series(indicator.growth_of, where) if indicator.growth_of else None

    verdicts = {}
    for indicator in plan.indicators.values():
        own = projected(indicator, place)
        for target in indicator.targets_in_force(day) or (None,):
            reference = reference_levels = deflator = None
            if isinstance(target, Pace):
                other, where = plan[target.reference.indicator], target.reference.region
                reference, reference_levels = projected(other, where), levels(other, where)
                deflator = projected(plan[indicator.deflator], place) if indicator.deflator else None
            verdict = assess(
                indicator, own, reference=reference, deflator=deflator, levels=levels(indicator, place),
                reference_levels=reference_levels, target=target, as_of=day, why=refusals.get((indicator.id, place)),
            )  # fmt: skip
            verdicts[verdict.key] = verdict
    return Overview(
        plan, place, day, last, model, link, seed, n_paths, scenario, known, verdicts, projections, refusals
    )
