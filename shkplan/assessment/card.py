"""What a reader asks of one target first: the figure, how far from what is wanted, what it takes, how sure, and what would tell more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median_low
from typing import TYPE_CHECKING, Literal, NamedTuple

from shkplan.assessment.classes import sisters_of
from shkplan.assessment.one_figure import curable, decided_together
from shkplan.assessment.requests import baseline_missing
from shkplan.assessment.views import Gap, missing_of
from shkplan.base import units
from shkplan.base.messages import Text
from shkplan.distributions.links import Support
from shkplan.register.targets import Target
from shkplan.register.targets.number import NumberRecord

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.spread import Spread
    from shkplan.assessment.verdict import Verdict
    from shkplan.evidence.observation import Observation
    from shkplan.evidence.series import AnnualSeries

__all__ = ["Card", "Change", "Distance", "Elsewhere", "Sisters", "Usual", "card_of"]

_ENOUGH = 3  # first publications before a habit is told of them
_LATEST = 24  # months after its year from which a figure is looked back at, not published


class Elsewhere(NamedTuple):
    """The latest yearly figure of the same indicator in another region, in the indicator's unit."""

    region: str
    year: int
    value: float
    figure: Observation


class Usual(NamedTuple):
    """When a figure of a year was usually published first: so many years after it, in which month, by how many figures of a region."""

    after: int
    month: int
    figures: int
    region: str


class Sisters(NamedTuple):
    """Where the regions of the reference class stood in a year, on average, in the indicator's unit."""

    name: Text | str
    regions: int
    year: int
    level: float


class Distance(NamedTuple):
    """How far a quantity lies from what it is held against.

    Attributes:
        basis: the latest figure, figures that decided, or an estimate of the deciding quantity.
        value: the quantity less that, in ``unit``; the sign is that of the numbers, not of what is good.
        than: what it is held against.
        year: of the figure; None for an estimate.
    """

    basis: Literal["figure", "decided", "estimate"]
    value: float
    unit: str
    than: Literal["reference", "target", "limit", "baseline"]
    year: int | None


class Change(NamedTuple):
    """What figures would do: decide, break a bound, give a probability, or a baseline; of which years, and how many it takes.

    The years are empty where any will do; the number is told where it is not simply all of them.
    """

    effect: Literal["decides", "breaks", "together", "assessable", "baseline"]
    years: tuple[int, ...]
    figures: int


@dataclass(frozen=True)
class Card:
    """One target at a glance.

    Attributes:
        verdict: the answer.
        gap: what is missing for it.
        series: the own series as it was published.
    """

    verdict: Verdict
    gap: Gap = field(repr=False)
    series: AnnualSeries = field(repr=False)

    @property
    def within(self) -> Assessment:
        """The assessment it belongs to."""
        assert self.verdict.within is not None
        return self.verdict.within

    @property
    def key(self) -> str:
        """The key of the target."""
        return self.verdict.key

    @property
    def figure(self) -> Observation | None:
        """The published figure behind the latest value; None where no year has an exact one."""
        return self.series.chosen[-1] if self.series.years else None

    @property
    def latest(self) -> tuple[int, float] | None:
        """Year and value of the latest figure, in the indicator's unit."""
        known = zip(self.series.years, self.series.values, strict=True)  # no array
        return max(known, default=None)

    @property
    def nearest(self) -> Observation | None:
        """The latest sum, mean, bound or rounded figure that tells of years after the latest exact one; None where there is none."""
        since = self.series.years[-1] if self.series.years else 0
        told = [one for one in self.series.partial if one.period.last > since]
        return max(told, key=lambda one: (one.period.last, one.period.first, one.published), default=None)

    @property
    def distance(self) -> Distance | None:
        """How far it is: by the latest figure where that is of the target's own quantity, else by what decides; None where nothing tells.

        A sum that is still to come is told by what it takes.
        """
        verdict, target = self.verdict, self.verdict.target
        if verdict.required is not None and verdict.required.kind == "yearly_sum":
            return None
        against = None if verdict.decided_by_figures else self._against()
        if against is not None and self.latest is not None:
            year, value = self.latest
            return Distance("figure", value - against, units.difference(verdict.indicator.unit), _than(target), year)
        if verdict.gap is None:
            return None
        basis: Literal["decided", "estimate"] = "decided" if verdict.decided_by_figures else "estimate"
        if target.two_sided and verdict.central is not None:
            return Distance(basis, verdict.central, units.difference(verdict.unit), _than(target), None)
        value = verdict.gap if target.up else -verdict.gap
        return Distance(basis, value, units.difference(verdict.unit), _than(target), None)

    def _against(self) -> float | None:
        """The number that a single figure of the series can be held against: of a level, a bound, or a baseline before it."""
        target, unit = self.verdict.target, self.verdict.indicator.unit
        if isinstance(target, NumberRecord) and (target.one_year or target.each_year):
            return units.convert(target.number, target.unit, unit) if units.joined(target.unit, unit) else None
        start, latest = target.start, self.latest
        if target.turning and start is not None and start.bound in ("exact", "about") and start.form == "level":
            later = latest is not None and latest[0] > start.period.last
            return units.convert(start.number, start.unit, unit) if later and units.joined(start.unit, unit) else None
        return None

    @cached_property
    def spread(self) -> Spread | None:
        """How far the models lie apart; None where nothing is estimated, or only one answers."""
        return self.within.spread(self.key)

    @property
    def unknown(self) -> bool:
        """Whether no figure of the own series is known, so that others are worth a look."""
        return not self.series.years and self.verdict.status != "recorded" and bool(self.verdict.indicator.unit)

    @cached_property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """What is known of the same indicator in the regions above and in the peers, where the own series has no figure."""
        return tuple(self._elsewhere()) if self.unknown else ()

    def _elsewhere(self) -> Iterator[Elsewhere]:
        a, one = self.within, self.verdict.indicator
        for place in dict.fromkeys((*a.plan.references, *a.plan.peers)):
            known = a.observations.series(one, place)
            if place != a.region and known.years:
                yield Elsewhere(place, known.years[-1], known.values[-1], known.chosen[-1])  # noqa: PD011  # no array

    @cached_property
    def sisters(self) -> Sisters | None:
        """Where the reference class of the indicator stood, where the own series has no figure; None where no class serves it."""
        one = self.verdict.indicator
        model = sisters_of(self.within, one, self.within.region) if self.unknown else None
        link = Support(*one.bounds, one.precision).link()
        found = model.reference(link) if model is not None else None
        if found is None:
            return None
        return Sisters(found.title, found.regions, found.until, float(link.inverse(found.mean[-1])))

    @cached_property
    def usual(self) -> Usual | None:
        """When figures of this indicator were usually published: here, else in a region above; None where too few tell."""
        a = self.within
        every = (self._usual(place) for place in dict.fromkeys((a.region, *a.plan.references)))
        return next((one for one in every if one is not None), None)

    def _usual(self, place: str) -> Usual | None:
        first = dict[int, int]()  # year -> months from its end to the first time that it was told
        for one in self.within.observations.of(self.verdict.indicator, place):
            if one.period.is_year and one.bound == "exact" and one.published_basis == "stated" and not one.handed_in:
                year = one.period.last
                months = 12 * (one.published.year - year - 1) + one.published.month - 1
                first[year] = min(months, first.get(year, months))
        told = sorted(months for months in first.values() if months < _LATEST)
        if len(told) < _ENOUGH:
            return None
        typical = median_low(told)
        return Usual(1 + typical // 12, typical % 12 + 1, len(told), place)

    @property
    def base_year(self) -> int | None:
        """The year whose figure is needed since the plan gives no baseline; None where it gives one, or none is asked."""
        return self.within.plan.base_year if baseline_missing(self.gap) and self.gap.due else None

    @property
    def asked(self) -> tuple[int, ...]:
        """The years whose figures are needed: those of the target that have passed without one, and a base year; none where any would help."""
        return tuple(sorted({*self.gap.due, *(() if self.base_year is None else (self.base_year,))}))

    @property
    def changes(self) -> tuple[Change, ...]:
        """What figures that are missing would do, where it holds whatever they turn out to be."""
        found = [Change(one.effect, one.years, 1) for one in self.gap.one_figure]
        known = {one.effect for one in found}
        if "decides" not in known and (together := decided_together(self.verdict)):
            found.append(Change("together", together, len(together)))
        if "assessable" not in known and self.gap.short_by > 1 and curable(self.verdict.reason):
            found.append(Change("assessable", (), self.gap.short_by))
        if self.base_year is not None:
            found.append(Change("baseline", self.asked, len(self.asked)))
        return tuple(found)

    def __repr__(self) -> str:
        return f"Card({self.verdict!r})"

    def to_frame(self) -> pd.DataFrame:
        """One row: the verdict's, with the least and the greatest probability of the models."""
        frame = self.verdict.to_frame()
        spread = self.spread
        return frame.assign(
            models_low=None if spread is None else spread.low, models_high=None if spread is None else spread.high
        )


def _than(target: Target) -> Literal["reference", "target", "limit", "baseline"]:
    if target.compared is not None:
        return "reference"
    if target.turning:
        return "baseline"
    return "limit" if target.each_year or not target.up else "target"


def card_of(assessment: Assessment, key: str) -> Card:
    """The card of one target."""
    verdict = assessment[key]
    (gap,) = missing_of(assessment, verdict.key).gaps
    return Card(verdict, gap, assessment.observations.series(verdict.indicator, assessment.region))
