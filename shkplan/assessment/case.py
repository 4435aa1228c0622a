"""One target with everything that may decide it, and what every rule asks of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from shkplan.assessment.assumptions import about_figures
from shkplan.assessment.verdict import BoolArray, Verdict, counted
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, Text, message
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import FloatArray, Projection
from shkplan.register.plan import Indicator
from shkplan.register.targets import Cumulative, Growth, Held, Pace, Target

BAND = 0.8
EXACT = 1e-9  # relative; a sum of published figures may be off its decimal value by rounding of the last bit


@dataclass(frozen=True)
class Case:
    """One target with everything that may decide it."""

    indicator: Indicator
    target: Target
    series: AnnualSeries
    own: Projection | None
    reference: Projection | AnnualSeries | None
    deflator: Projection | AnnualSeries | None
    levels: AnnualSeries | None
    reference_levels: AnnualSeries | None
    as_of: dt.date | None
    why: Message | None
    stand_ins: tuple[Message, ...] = ()

    @property
    def deflator_name(self) -> Text | None:
        return series_of(self.deflator).indicator.name if self.deflator is not None else None

    @property
    def window(self) -> tuple[int, ...]:
        if isinstance(self.target, Pace):
            return tuple(range(self.target.base_year + 1, self.target.window.last + 1))
        if isinstance(self.target, Held | Cumulative):
            return tuple(self.target.window.years)
        if isinstance(self.target, Growth) and self.indicator.measure == "growth":
            return tuple(self.target.years)
        return (self.target.deadline,)

    @property
    def measured(self) -> tuple[int, ...]:
        return tuple(year for year in self.window if self.series.value(year) is not None)

    @property
    def estimated(self) -> tuple[int, ...]:
        return tuple(year for year in self.window if self.series.value(year) is None)

    def observed(self, years: Iterable[int]) -> FloatArray:
        return np.array([self.series.value(year) for year in years], dtype=np.float64)

    def projection(self) -> Projection:
        """The own projection, or the reason why there is none."""
        if self.own is None:
            region, name = self.series.region, self.indicator.name
            raise NotAssessable(self.why or message("reason.no_figures", indicator=name, region=region))
        return self.own

    def must_be_on_one_basis(self, first: int, last: int) -> None:
        """Refuses to compare or add figures of years with a break between them.

        Raises:
            NotAssessable: a figure after ``first``, up to ``last``, starts a new basis.
        """
        if between := tuple(year for year in self.series.breaks if first < year <= last):
            raise NotAssessable(message("reason.other_basis", years=between))

    def told(self, reason: Message) -> Message:
        """A reason, with the lack of figures beside it where both stand in the way, and the years measured all the same."""
        if self.why not in (None, reason) and self.own is None and not isinstance(self.target, Pace):
            reason = message("reason.several", details=(reason, self.why))
        if self.measured and len(self.window) > 1:
            return message("reason.partly", detail=reason, measured=self.measured)
        return reason

    def verdict(self, status: str, reason: Message, **parts: object) -> Verdict:
        latest = (self.series.years[-1], self.series.values[-1]) if self.series.years else None
        made = Verdict(self.indicator, self.target, self.series.region, status, reason, latest=latest)  # type: ignore[arg-type]
        made = replace(made, measured=self.measured, estimated=self.estimated, unit=self.indicator.unit, **parts)  # type: ignore[arg-type]
        if made.assessable:  # what stands in is named beside every number that rests on it
            made = replace(made, stand_ins=self.stand_ins, assumptions=(*self.stand_ins, *made.assumptions))
        return made

    @property
    def _projections(self) -> list[Projection]:
        return [one for one in (self.own, self.reference, self.deflator) if isinstance(one, Projection)]

    @property
    def _pasts(self) -> int:
        """Into how many runs the paths fall that this verdict counts on."""
        return max((one.pasts for one in self._projections), default=1)

    @property
    def _ruled(self) -> bool:
        """Whether claims of a scenario have a say."""
        return any(one.scenario is not None for one in self._projections)

    def decided(self, reached: bool, reason: Message, **parts: object) -> Verdict:
        prob = 1.0 if reached else 0.0
        assumptions = about_figures(self.series, self.measured)
        if self.stand_ins:  # what stands in may settle it, but was not observed
            told = message("supposed.stand_in", detail=reason)
            parts = {"prob": prob, "prob_se": 0.0, "basis": "claims", "assumptions": assumptions} | parts
            return self.verdict("supposed", told, **parts)
        return self.verdict(
            "observed", reason, prob=prob, prob_se=0.0, basis="observation", assumptions=assumptions, **parts
        )

    def judged(self, reason: Message, hits: BoolArray, deciding: FloatArray, wanted: float, **parts: object) -> Verdict:
        """A verdict from joint paths: hits counted, band of the deciding quantity."""
        prob, error = counted(hits, self._pasts)
        low, central, high = (float(x) for x in np.quantile(deciding, [(1 - BAND) / 2, 0.5, (1 + BAND) / 2]))
        sign = -1.0 if self.target.direction in ("at_most", "down") else 1.0
        found: dict[str, object] = {
            "prob": prob, "prob_se": error, "basis": "paths", "central": central, "low": low, "high": high,
            "wanted": wanted, "gap": sign * (central - wanted), "hits": hits,
        }  # fmt: skip
        if self._ruled and np.ptp(deciding) <= EXACT * max(
            abs(central), 1.0
        ):  # every path alike: claims have settled it
            told = {"prob": float(hits[0]), "prob_se": 0.0, "basis": "claims", "required": None}
            return self.verdict("supposed", message("supposed.settled", detail=reason), **(found | parts | told))
        return self.verdict("estimated", reason, **(found | parts))


def reaches(value: FloatArray, number: float, up: bool) -> BoolArray:
    """Whether values reach a number, the number itself included; off by rounding of the last bit is not short."""
    slack = EXACT * max(abs(number), 1.0)
    return np.asarray(value >= number - slack if up else value <= number + slack)


def paths(own: Projection, years: tuple[int, ...]) -> FloatArray:
    """(n_paths, n_years) joint paths of some years.

    Raises:
        NotAssessable: the projection does not cover them.
    """
    outside = [year for year in years if year not in own.years]
    if outside:
        raise NotAssessable(message("reason.not_reached_years", year=outside[-1]))
    return own.paths[:, [own.years.index(year) for year in years]]


def path(own: Projection, year: int) -> FloatArray:
    return paths(own, (year,))[:, 0]


def at_published_precision(indicator: Indicator, direction: str, number: float) -> tuple[float, tuple[Message, ...]]:
    """The threshold that decides; at the bound of a quantity, the smallest value that is published as the bound.

    Raises:
        NotAssessable: the number is the bound and no published precision is known.
    """
    bound = indicator.bounds[1] if direction == "at_least" else indicator.bounds[0]
    if bound is None or number != bound:
        return number, ()
    if indicator.precision is None:
        raise NotAssessable(message("reason.no_precision"))
    half = indicator.precision / 2
    threshold = number - half if direction == "at_least" else number + half
    return threshold, (message("assumption.precision", threshold=threshold, number=number, unit=indicator.unit),)


def series_of(source: Projection | AnnualSeries | None) -> AnnualSeries:
    assert source is not None
    return source.series if isinstance(source, Projection) else source
