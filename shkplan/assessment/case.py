"""One target with everything that may decide it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from shkplan.assessment.assumptions import about_figures
from shkplan.assessment.verdict import BoolArray, Verdict, counted
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, Text, message
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.borrowed import Borrowed
from shkplan.forecast.projection import FloatArray, Projection
from shkplan.register.plan import Indicator
from shkplan.register.targets import Facts, Goal, Required, Spread, Target

Source = Projection | AnnualSeries
BAND = 0.8
FINAL = frozenset({"final", "revised"})
TAILS = ((1 - BAND) / 2, 0.5, (1 + BAND) / 2)


@dataclass(frozen=True)
class Case:
    """One target with everything that may decide it; see :func:`~shkplan.assessment.rules.judge`."""

    indicator: Indicator
    target: Target
    series: AnnualSeries
    own: Projection | None
    reference: Source | None = None
    deflator: Source | None = None
    levels: AnnualSeries | None = None
    reference_levels: AnnualSeries | None = None
    as_of: dt.date | None = None
    why: Message | None = None
    proxies: tuple[Message, ...] = ()

    @cached_property
    def window(self) -> tuple[int, ...]:
        """The years whose values decide."""
        return self.target.deciding(self.indicator)

    @cached_property
    def facts(self) -> Facts:
        """What was measured of the own series and of those it is compared with, as far as these are there."""
        others = tuple(_measured(source) for source, _ in self.others if source is not None)
        return replace(_measured(self.series), of=self.indicator, others=others)

    @cached_property
    def final(self) -> Facts:
        """The same facts, of final and revised figures alone."""
        others = tuple(_measured(source, FINAL) for source, _ in self.others if source is not None)
        return replace(_measured(self.series, FINAL), of=self.indicator, others=others)

    @property
    def measured(self) -> tuple[int, ...]:
        """The deciding years that have a figure."""
        return tuple(year for year in self.window if self.series.value(year) is not None)

    @property
    def estimated(self) -> tuple[int, ...]:
        """The deciding years without a figure."""
        return self._missing_of(self.series)

    @cached_property
    def others(self) -> tuple[tuple[Source | None, Message], ...]:
        """The series it is compared with, each beside what must be said where it has too little.

        Raises:
            NotAssessable: own and reference stand on price bases that no named index joins.
        """
        against = self.target.compared
        if against is None:
            return ()
        named, missing = self._name_of(self.reference, against.indicator), self._missing_of(self.reference)
        told = message("reason.no_reference", indicator=named, region=against.region, missing=missing)
        if self.reference is None or not self.deflated:
            return ((self.reference, told),)
        index = self._name_of(self.deflator, self.indicator.deflator or "")
        prices = message("reason.no_price_index", deflator=index, region=self.series.region)
        return (self.reference, told), (self.deflator, prices)

    @property
    def deflated(self) -> bool:
        """Whether own growth must be made real first, to be held against the reference's.

        Raises:
            NotAssessable: the register names no price index that joins them.
        """
        own, other = self.indicator.price_basis, series_of(self.reference).indicator.price_basis
        if own == other:
            return False
        if (own, other) == ("current", "constant") and self.indicator.deflator is not None:
            return True
        raise NotAssessable(message("reason.no_deflator_named", own=own, reference=other))

    def _name_of(self, source: Source | None, otherwise: str) -> Text | str:
        return series_of(source).indicator.name if source is not None else otherwise

    def _missing_of(self, source: Source | None) -> tuple[int, ...]:
        return tuple(year for year in self.window if source is None or series_of(source).value(year) is None)

    def is_known(self, source: Source) -> bool:
        """Whether every deciding year of a series was measured."""
        return not self._missing_of(source)

    def to_be_had(self, source: Source | None) -> bool:
        """Whether there are values of the deciding years: all measured, or projected; nothing is drawn to tell.

        Raises:
            NotAssessable: the projection does not cover them.
        """
        if source is None or self.is_known(source):
            return source is not None
        if isinstance(source, Projection) and source.supposed:
            self._must_be_whole(source)
        if outside := [year for year in self.window if isinstance(source, Projection) and year not in source.years]:
            raise NotAssessable(message("reason.not_reached_years", year=outside[-1]))
        return isinstance(source, Projection)

    def _must_be_whole(self, source: Projection) -> None:
        """Refuses what a scenario supposes of some years alone, telling what it comes to so far.

        Raises:
            NotAssessable: a deciding year of which neither a figure nor a claim tells.
        """
        missing = self._missing_in(source)
        if not missing:
            return
        there = tuple(year for year in source.fixed if year in self.window)
        told: dict[str, object] = {"years": there, "missing": missing, "indicator": source.series.indicator.name}
        if not there or source is not self.own or self.target.course != "total":
            raise NotAssessable(message("reason.supposed_in_part" if there else "reason.supposed_elsewhere", **told))
        whole = sum(float(np.median(source.path(year))) for year in self.window if year in source.years)
        told |= {"done": whole, "number": self.target.goal(self.facts).number, "unit": self.indicator.unit}
        raise NotAssessable(message("reason.supposed_sum", **told))

    def values(self, source: Source | None) -> FloatArray:
        """(1 or n_paths, n_years) values of the deciding years: as measured where all are, else joint paths."""
        assert source is not None
        if isinstance(source, Projection) and not self.is_known(source):
            return source.paths[:, [source.years.index(year) for year in self.window]]
        return np.array([[series_of(source).value(year) for year in self.window]], dtype=np.float64)

    def must_be_on_one_basis(self) -> None:
        """Refuses to compare or add figures of years with a break between them.

        Raises:
            NotAssessable: a figure between two years that are compared, or added, starts a new basis.
        """
        if self.broken:
            raise NotAssessable(message("reason.other_basis", years=self.broken))

    @property
    def broken(self) -> tuple[int, ...]:
        """The years of a new basis between those whose figures are compared, or added."""
        first, last = self.target.comparable or (0, 0)
        return tuple(year for year in self.series.breaks if first < year <= last)

    @property
    def latest(self) -> tuple[int, float] | None:
        """The last measured year and its value."""
        return (self.series.years[-1], self.series.values[-1]) if self.series.years else None

    # Verdicts ---------------------------------------------------------------------------------------------------------

    def verdict(self, status: str, reason: Message, **parts: object) -> Verdict:
        made = Verdict(self.indicator, self.target, self.series.region, status, reason, latest=self.latest)  # type: ignore[arg-type]
        parts = {"measured": self.measured, "estimated": self.estimated, "unit": self.indicator.unit} | parts
        made = replace(made, case=self, **parts)  # type: ignore[arg-type]
        if made.assessable:  # a proxy series, or a class, is named beside every number that rests on it
            named = {"proxies": self.proxies, "assumptions": (*self.proxies, *made.assumptions)}
            made = replace(made, borrowed=() if made.decided_by_figures else self._borrowed, **named)  # type: ignore[arg-type]
        return made

    @property
    def _borrowed(self) -> tuple[Borrowed, ...]:
        """The classes behind the years that were not measured."""
        found = (one.borrowed for one in self._projections if not self.is_known(one))
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def refused(self, *reasons: Message, own: bool = True) -> Verdict:
        """That nothing can be said, with all that stands in the way.

        Args:
            reasons: what was found.
            own: whether the own figures have to do with it; those there are all the same are then told beside it.
        """
        if self.own is None and self.why is not None and self.estimated and self.why not in reasons:
            reasons = (*reasons, self.why)
        reason = reasons[0] if len(reasons) == 1 else message("reason.several", details=reasons)
        if own and self.measured and len(self.window) > 1:
            reason = message("reason.partly", detail=reason, measured=self.measured)
        found = self.verdict("open", reason, **self._asked)
        if not found.ahead or found.latest is None:
            return found
        year, value = found.latest
        told = {
            "year": year,
            "value": value,
            "number": found.wanted,
            "unit": found.unit,
            "deadline": self.target.deadline,
        }
        return replace(found, reason=message("reason.ahead_reached", detail=reason, **told))

    @property
    def _asked(self) -> dict[str, object]:
        """The number wanted of a level, which a figure may be beyond whether or not a model can tell anything."""
        try:
            goal = self.target.goal(self.facts) if self.target.early else None
        except NotAssessable:
            return {}
        return {} if goal is None else {"wanted": goal.wanted, "unit": goal.unit, "quantity": goal.quantity}

    def decided(self, goal: Goal, reached: bool) -> Verdict:
        """A verdict by observation; where a proxy series has a say, one that is supposed."""
        reason, at = self.target.decided(self.facts, goal, reached), self.target.known(self.facts)
        found: dict[str, object] = {
            "prob": 1.0 if reached else 0.0, "prob_se": 0.0, "wanted": goal.wanted, "quantity": goal.quantity,
            "unit": goal.unit, "assumptions": about_figures(self.series, self.measured),
        }  # fmt: skip
        if at is not None:
            found |= {"central": at, "low": at, "high": at, "gap": self.gap(at, goal)}
        if self.proxies:  # a proxy series may settle it, but was not observed
            told = message("supposed.proxy", detail=reason)
            return self.verdict("supposed", told, basis="claims", **found)
        status = "observed" if self._stays(reached) else "provisional"
        return self.verdict(status, reason, basis="observation", **found)

    def _stays(self, reached: bool) -> bool:
        """Whether the outcome is the same whatever becomes of the figures that are not final yet."""
        try:
            return self.target.settled(self.final) == reached
        except NotAssessable:
            return False

    def counted(
        self, reason: Message, hits: BoolArray, spread: Spread, goal: Goal, *, alike: bool,
        required: Required | None, assumptions: tuple[Message, ...],
    ) -> Verdict:  # fmt: skip
        """A verdict from joint paths: hits counted, band of the deciding quantity; supposed where claims leave all paths alike."""
        prob, error = counted(hits, self._imputations, self._worth)
        found: dict[str, object] = {
            "prob": prob, "prob_se": error, "basis": "paths", **spread._asdict(), "wanted": goal.wanted,
            "gap": self.gap(spread.central, goal), "hits": hits, "quantity": goal.quantity, "unit": goal.unit,
            "required": required, "assumptions": assumptions,
        }  # fmt: skip
        if alike and self._ruled:
            told = {"prob": float(hits[0]), "prob_se": 0.0, "basis": "claims", "required": None}
            return self.verdict("supposed", self._supposed(spread.central, goal), **(found | told))
        if self.own is not None and self.own.supposed:
            reason = message("supposed.spread", detail=reason)
        return self.verdict("estimated", reason, **found)

    def _supposed(self, at: float, goal: Goal) -> Message:
        """That claims alone settle the quantity; it is no estimate."""
        sign = -1.0 if self.target.falls else 1.0
        numbers = {"central": sign * at, "number": sign * goal.wanted + 0.0}
        return message("supposed.settled", quantity=goal.quantity, unit=goal.unit, **numbers)

    def settled_by_claims(self, goal: Goal, reached: bool, own: Projection) -> Verdict:
        """A verdict that claims on some of the years settle, whatever the others bring."""
        years = tuple(year for year in own.fixed if year in self.window)
        told = message("supposed.whatever", years=years, missing=self._missing_in(own))
        found = {"prob": float(reached), "prob_se": 0.0, "basis": "claims", "wanted": goal.wanted, "quantity": goal.quantity,
                 "unit": goal.unit, "hits": np.full(own.n_paths, reached)}  # fmt: skip
        return self.verdict("supposed", told, **found)

    def _missing_in(self, own: Projection) -> tuple[int, ...]:
        there = own.years if own.supposed else (*own.fixed, *self.measured)
        return tuple(year for year in self.window if year not in there)

    def gap(self, at: float, goal: Goal) -> float:
        """What the deciding quantity is better than wanted by."""
        return self.target.margin(at, goal)

    @property
    def _projections(self) -> list[Projection]:
        return [one for one in (self.own, self.reference, self.deflator) if isinstance(one, Projection)]

    @property
    def _imputations(self) -> int:
        """Into how many runs the paths fall that this verdict counts on."""
        return max((one.imputations for one in self._projections), default=1)

    @property
    def _worth(self) -> float:
        """The share of the paths that as many independent ones would be worth."""
        return min((one.worth for one in self._projections), default=1.0)

    @property
    def _ruled(self) -> bool:
        """Whether claims of a scenario have a say."""
        return any(one.scenario is not None for one in self._projections)


def spread_of(value: FloatArray) -> Spread:
    """Median and 80 % band of what paths say."""
    low, central, high = (float(x) for x in np.quantile(value, TAILS))
    return Spread(low, central, high)


def series_of(source: Source | None) -> AnnualSeries:
    assert source is not None
    return source.series if isinstance(source, Projection) else source


def _measured(source: Source, statuses: frozenset[str] | None = None) -> Facts:
    """The measured values of a series, of figures of some statuses or of all; none is final that is doubtful or was told before its year was over."""
    series = series_of(source)
    rows = zip(series.years, series.values, series.chosen, strict=True)
    kept = {y: v for y, v, figure in rows if statuses is None or (figure.status in statuses and figure.stands)}
    return Facts(series.indicator, kept)
