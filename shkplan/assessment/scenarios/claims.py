"""What became of each claim of a scenario: whether it is used, how plausible it is, and what it contributes to each target.

No claim is dropped in silence. One that cannot act (nothing to add to, no year before to grow from, no peer with figures) is named as
unused, with its reason; one of which some years do not act, or that leaves its target open all the same, is used in part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from shkplan.assessment.by_class import class_alone
from shkplan.assessment.scenarios.claiming import best_peer
from shkplan.assessment.scenarios.contributions import Tornado, tornado_of
from shkplan.base.errors import among
from shkplan.base.messages import Message, Text, message
from shkplan.forecast.claimed import years_of
from shkplan.forecast.plausible import Plausibility, beside_baseline
from shkplan.forecast.projection import Projection
from shkplan.register.claims import Addition, BestPeer, Claim, FixedLevel, GrowthRate, LikeRegion, RequiredPath, Shock
from shkplan.register.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.verdict import Verdict

__all__ = ["ClaimHeard", "Claims"]

State = Literal["used", "in part", "unused"]


@dataclass(frozen=True)
class ClaimHeard:
    """What became of one claim.

    Attributes:
        number: its position in the scenario.
        claim: the claim, its region spelled out.
        name: the indicator's name.
        state: used, in part, or unused.
        years: in which it acts.
        reasons: why it is not used, or in part; what it was taken from.
        plausibility: where it lies by the baseline; None where there is no baseline.
        values: (n_years,) the median of what it makes of its years, in the indicator's unit.
        targets: the keys of the targets of its own indicator.
    """

    number: int
    claim: Claim
    name: Text
    state: State
    years: tuple[int, ...]
    reasons: tuple[Message, ...] = ()
    plausibility: Plausibility | None = None
    values: tuple[float, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claims:
    """What the scenario of an assessment supposes, claim by claim, and what became of it."""

    assessment: Assessment
    scenario: Scenario = field(repr=False)

    @cached_property
    def heard(self) -> tuple[ClaimHeard, ...]:
        """All claims, in the order of the scenario."""
        every = self.scenario.spelled_out(self.assessment.region)
        return tuple(_heard(self.assessment, number, claim) for number, claim in enumerate(every))

    def __iter__(self) -> Iterator[ClaimHeard]:
        return iter(self.heard)

    def __len__(self) -> int:
        return len(self.scenario.claims)

    def __getitem__(self, number: int) -> ClaimHeard:
        return self.heard[number]

    def on(self, indicator: str) -> tuple[ClaimHeard, ...]:
        """Those on one indicator, whatever the region; the others are not looked at."""
        if "heard" in self.__dict__:
            return tuple(one for one in self.heard if one.claim.indicator == indicator)
        every = enumerate(self.scenario.spelled_out(self.assessment.region))
        return tuple(_heard(self.assessment, number, one) for number, one in every if one.indicator == indicator)

    @property
    def used(self) -> tuple[ClaimHeard, ...]:
        """Those that act, wholly or in part."""
        return tuple(one for one in self.heard if one.state != "unused")

    @property
    def unused(self) -> tuple[ClaimHeard, ...]:
        """Those that do not."""
        return tuple(one for one in self.heard if one.state == "unused")

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """The keys of the targets whose verdict another than the baseline's."""
        base = self._baseline
        return tuple(after.key for after in self.assessment if _differ(base[after.key], after))

    def contributions(self, key: str) -> Tornado:
        """What each claim, and each switch, does to one target: alone, and by what is lost where it is left out.

        Args:
            key: of a target.

        Raises:
            UnknownName: no such target.
        """
        among("target", key, self.assessment.keys())
        return tornado_of(self._baseline[key], (self.assessment[key],))

    @property
    def _baseline(self) -> Assessment:
        return self.assessment.without_scenario

    def to_frame(self) -> pd.DataFrame:
        """A row a claim: what it says, whether it is used and why not, and how far out it lies."""
        import pandas as pd

        return pd.DataFrame([_row(one) for one in self.heard])


def _row(one: ClaimHeard) -> dict[str, object]:
    told = one.plausibility
    return {
        **one.claim.model_dump(mode="json", exclude={"reason"}), "state": one.state, "acts": one.years,
        "why": "; ".join(map(str, one.reasons)), "tail": told.tail if told else None,
        "tail_se": told.tail_se if told else None, "furthest": told.year if told else None,
        "below": told.below if told else None,
    }  # fmt: skip


def _differ(before: Verdict, after: Verdict) -> bool:
    """Whether a verdict is another than the baseline's."""
    one, other = ((v.status, v.prob, v.central, v.low, v.high) for v in (before, after))
    return one != other or (
        before.hits is not None and after.hits is not None and bool(np.any(before.hits != after.hits))
    )


def _heard(a: Assessment, number: int, claim: Claim) -> ClaimHeard:
    """What became of one claim: where it acts, and what it lies beside in the baseline."""
    one, region = a.plan[claim.indicator], claim.region
    mine = a.of(one.id) if one.id in a.plan.indicators and region == a.region else ()
    carrier = _carrier(a, claim, mine)
    asked = years_of(claim)
    acts = tuple(year for year in asked if carrier is not None and year in carrier.fixed)
    keys = tuple(verdict.key for verdict in mine)
    notes = _notes(a, claim, carrier)
    if carrier is None or not acts:
        return ClaimHeard(number, claim, one.name, "unused", (), (_why_unused(a, claim), *notes), targets=keys)
    values = np.array([float(np.median(carrier.path(year))) for year in acts])
    before = _without(a, claim, carrier)
    told = None
    known = np.array([before is not None and year in before.years for year in acts])
    if before is not None and known.any():
        told = beside_baseline(before, np.array(acts)[known].tolist(), values[known])
    rest = tuple(year for year in claim.years.years if year not in acts)
    reasons = [message("claim.not_in", years=rest)] if rest else []
    open_ = [v for v in mine if v.status == "open" and v.own is carrier]
    reasons += [message("claim.left_open", detail=verdict.reason) for verdict in open_]
    state: State = "in part" if reasons else "used"
    settled = [verdict for verdict in mine if verdict.decided_by_figures]
    if settled and len(settled) == len(mine):
        reasons.append(message("claim.decided"))
    return ClaimHeard(number, claim, one.name, state, acts, (*reasons, *notes), told, tuple(values.tolist()), keys)


def _carrier(a: Assessment, claim: Claim, mine: tuple[Verdict, ...]) -> Projection | None:
    """The projection that carries a claim: that of the series, or the one that a verdict on it rests on; None where none does."""
    own = a.source(a.plan[claim.indicator], claim.region)
    every = [verdict.own for verdict in mine if verdict.assessable] + [own] + [verdict.own for verdict in mine]
    wanted = set(years_of(claim))
    return next((one for one in every if isinstance(one, Projection) and wanted & set(one.fixed)), None)


def _without(a: Assessment, claim: Claim, carrier: Projection) -> Projection | None:
    """The projection that a claim takes the place of: its own series', nor what a followed one was made; else what a class says of it."""
    if carrier.origin is not None:
        return carrier.origin.unclaimed
    base = a.without_scenario
    return class_alone(base, base.plan[claim.indicator], claim.region)


def _notes(a: Assessment, claim: Claim, carrier: Projection | None) -> tuple[Message, ...]:
    """What a claim was taken from, and what it takes the place of."""
    notes = []
    if isinstance(claim, BestPeer) and (best := best_peer(a, claim)) is not None:
        words = {"region": best.region, "mean": best.mean, "unit": a.plan[claim.indicator].unit, "years": best.years}
        notes.append(message("claim.best_peer", count=len(best.among), **words))
    if isinstance(claim, Addition | Shock) and claim.baseline is not None and carrier is not None and carrier.supposed:
        unit = a.plan[claim.indicator].unit
        notes.append(message("claim.stated_baseline", number=claim.baseline, unit=unit))
    if claim.how == "condition" and carrier is not None and carrier.weighed < 1:
        notes.append(message("claim.weighed", share=100 * carrier.weighed))
    if carrier is not None and not isinstance(claim, FixedLevel) and (share := _at_a_bound(carrier, claim)) > 0:
        notes.append(message("claim.at_bound", share=100 * share))
    first = carrier.origin if carrier is not None else None
    if first is not None and (told := tuple(year for year in years_of(claim) if year in first.implied)):
        notes.append(message("claim.instead_of_implied", years=told))
    return tuple(notes)


def _at_a_bound(carrier: Projection, claim: Claim) -> float:
    """The share of values, over paths and the years of a claim, that end at a bound of the quantity."""
    low, high = carrier.series.indicator.bounds
    values = [carrier.path(year) for year in years_of(claim) if year in carrier.fixed]
    if not values:
        return 0.0
    every = np.stack(values)
    return float(np.mean((every <= (-np.inf if low is None else low)) | (every >= (np.inf if high is None else high))))


def _why_unused(a: Assessment, claim: Claim) -> Message:
    """Why a claim does not act."""
    words = {"indicator": a.plan[claim.indicator].name, "region": claim.region}
    if claim.years.first > a.settings.to:
        return message("claim.beyond", to=a.settings.to)
    if isinstance(claim, Addition | Shock):
        return message("claim.nothing_to_add_to", **words)
    if isinstance(claim, GrowthRate):
        return message("claim.nothing_to_grow_from", year=claim.years.first - 1, **words)
    if isinstance(claim, LikeRegion):
        return message("claim.nothing_there", indicator=words["indicator"], region=claim.like)
    if isinstance(claim, BestPeer):
        return message("claim.no_peer", indicator=words["indicator"])
    return message("claim.nothing_required" if isinstance(claim, RequiredPath) else "claim.no_place", **words)
