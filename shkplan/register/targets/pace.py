"""Own yearly growth, compounded over the window, is not behind the reference's by more than the tolerance, or in step with it.

Both are averaged over the window on one price basis: where own growth is nominal and the reference's real, own growth
is made real year by year with the yearly growth of prices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Literal, Self

import numpy as np

from shkplan.base.messages import Message, message, said
from shkplan.base.typed import Location, Misfit, Number
from shkplan.register.targets.base import WindowRecord
from shkplan.register.targets.growth import before_window, even_growth
from shkplan.register.targets.levelled import Levelled
from shkplan.register.targets.steering import Form, Steered, compounding
from shkplan.register.targets.values import (
    BoolArray,
    CourseForm,
    Facts,
    FloatArray,
    Goal,
    Headway,
    Quantity,
    Reference,
    Required,
    Spread,
    Year,
    reaches,
)


class Pace(WindowRecord):
    compounds: ClassVar[bool] = True
    adjusted: ClassVar[str] = "tolerance"
    derived: ClassVar[bool] = True
    course: ClassVar[CourseForm] = "lead"
    no_mark: ClassVar[str] = "it is held against another series, which is drawn beside its own"

    kind: Literal["pace"]
    direction: Literal["at_least", "in_step"]
    base_year: Year
    reference: Reference
    tolerance: Number  # percentage points of average yearly growth; in step to either side

    @property
    def years(self) -> tuple[int, ...]:
        """The years whose growth is compared."""
        return tuple(range(self.base_year + 1, self.window.last + 1))

    @property
    def compared(self) -> Reference | None:
        return self.reference

    def misfits(self, of: Quantity, at: Location) -> Iterator[Misfit]:
        if of.measure != "growth":
            remedy = said("A pace compares growth: correct measure or kind.")
            yield Misfit(said("measure: growth"), remedy, found=of.measure, at=("measure",))
        yield from before_window(self, self.base_year, at)
        if self.two_sided and self.tolerance <= 0:
            remedy = said("Two averages are never exactly equal: write how far apart still counts as in step.")
            yield Misfit(said("a tolerance above 0"), remedy, found=f"{self.tolerance:g}", at=(*at, "tolerance"))

    @property
    def two_sided(self) -> bool:
        """Whether growing faster than the reference counts as out of step, as growing slower does."""
        return self.direction == "in_step"

    def met(self, value: FloatArray, goal: Goal) -> BoolArray:
        """In step, within the tolerance to either side."""
        if not self.two_sided:
            return super().met(value, goal)
        return reaches(np.abs(value), self.tolerance, up=False)

    def better(self, value: FloatArray) -> FloatArray:
        """The nearer to the reference the better, where it is in step that is wanted."""
        return -np.abs(value) if self.two_sided else super().better(value)

    def margin(self, at: float, goal: Goal) -> float:
        return self.tolerance - abs(at) if self.two_sided else super().margin(at, goal)

    def settled(self, facts: Facts) -> bool | None:
        """In step it is where both ends of what the missing years can be are, and out of step where both lie beyond one side."""
        if not self.two_sided:
            return super().settled(facts)
        ends, beside = facts.ends(self.years), [other.ends(self.years) for other in facts.others]
        least = self.value(facts, ends[0], *(most for _, most in beside))
        most = self.value(facts, ends[1], *(least for least, _ in beside))
        goal = self.goal(facts)
        inside = [bool(self.met(end, goal)[0]) for end in (least, most)]
        if all(inside):
            return True
        return False if not any(inside) and bool(least[0] > 0) == bool(most[0] > 0) else None

    def goal(self, facts: Facts) -> Goal:
        lead, quantity = -self.tolerance, message("quantity.lead", window=self.window)
        both = "_both_sides" if self.two_sided else ""
        notes = (message(f"assumption.tolerance{both}", tolerance=self.tolerance),)
        return Goal(lead, lead, lead, "个百分点", quantity, notes)

    def value(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        """How far own average growth lies above the reference's, in percentage points; ``others`` as in :class:`Facts`."""
        ours, theirs = _averages(own, *others)
        return np.asarray(ours - theirs)

    def sides(self, own: FloatArray, *others: FloatArray) -> tuple[FloatArray, ...]:
        """Own yearly growth, real where prices are given, and the reference's."""
        return _on_one_basis(own, *others)

    def running(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        """The lead of the averages over the years so far."""
        ours, theirs = (_average_so_far(side) for side in _on_one_basis(own, *others))
        return np.asarray(ours - theirs)

    def decided(self, facts: Facts, goal: Goal, reached: bool) -> Message:
        if self.known(facts) is None:
            return self.whatever(facts, reached)
        rows = (side.ends(self.years)[0] for side in (facts, *facts.others))
        ours, theirs = _averages(*rows)
        words = {"own": ours.item(), "reference": theirs.item()}
        if self.two_sided:
            return message(
                f"reason.step_observed_{'kept' if reached else 'lost'}",
                tolerance=self.tolerance,
                **words,
            )
        return message(f"reason.pace_observed_{'kept' if reached else 'lost'}", **words)

    def estimated(self, facts: Facts, goal: Goal, spread: Spread, own: FloatArray, *others: FloatArray) -> Message:
        ours, theirs = (float(np.median(side)) for side in _averages(own, *others))
        none = message("reason.no_year")
        return message(
            "reason.pace_estimated", window=self.window, own=ours, reference=theirs, own_missing=self.missing(facts) or none,
            reference_missing=self.missing(facts, facts.others[0]) or none,
        )  # fmt: skip

    def steers(self, of: Quantity) -> Form:
        return "rate"

    def needed(self, facts: Facts, goal: Goal, paths: Steered, *others: FloatArray) -> FloatArray | None:
        """By the reference's average less the tolerance; nominal growth needs as much more as prices rise. In step no one path is."""
        if self.two_sided or not compounding(paths.link):
            return None
        reference, prices = others[0], others[1] if len(others) > 1 else np.zeros((1, 1))
        with np.errstate(divide="ignore"):
            wanted = len(self.years) * np.log1p(np.maximum((_average(reference) + goal.threshold) / 100, -1.0))
            so_far = np.log1p(np.maximum(paths.kept / 100, -1.0)).sum(axis=1)
            risen = np.log1p(np.maximum(prices / 100, -1.0)).sum(axis=1)
        return np.asarray((wanted + risen - so_far - paths.off.sum(axis=1)) / len(paths.free) + np.log(100))

    def stride(self, of: Quantity, figures: Mapping[int, float], years: Sequence[int]) -> float | None:
        """Own growth a year (%)."""
        return even_growth(figures, years)

    def required(self, facts: Facts, goal: Goal, *others: FloatArray) -> Required | None:
        """The even own growth (%) in the years not measured that brings the average to what is wanted."""
        left = self.missing(facts)
        if (
            self.two_sided or not left or len(others) > 1
        ):  # of nominal growth it would depend on the prices of those years
            return None
        wanted = float(np.median(_average(others[0]))) - self.tolerance
        done = np.log1p(np.array([facts.figures[year] for year in self.measured(facts)]) / 100).sum()
        value = float(100 * np.expm1((len(self.years) * np.log1p(wanted / 100) - done) / len(left)))
        key = "required.own_growth" if self.missing(facts, facts.others[0]) else "required.own_growth_known"
        return Required("own_growth", value, "%", message(key, value=value, years=left, wanted=wanted))

    def headway(self, facts: Facts, since: int) -> Headway | Message:
        """Own growth as compounded over what the reference's, less the tolerance, comes to: by the years that have figures of both."""
        if self.two_sided:
            return message("headway.two_sided")
        every = [set(self.measured(side)) for side in (facts, *facts.others)]
        known = sorted(set.intersection(*every))
        if not known or not facts.others:
            return message("headway.no_year_of_both", window=self.window)
        rows = (np.array([[side.figures[year] for year in known]]) for side in (facts, *facts.others))
        ours, theirs = (float(side[0]) for side in _averages(*rows))
        wanted = 1 + (theirs - self.tolerance) / 100
        if wanted <= 0:
            return message("headway.nothing_left", year=known[-1])
        time = len(known) / len(self.years)
        return Headway(((1 + ours / 100) / wanted) ** len(known) * time, time, known[-1], "index")

    def levelled(self, facts: Facts, since: int) -> Levelled | Message:
        return message("levelled.pace")

    @property
    def in_points(self) -> bool:
        return True

    def relaxed(self, tolerance: float) -> Self:
        return self.model_copy(update={"tolerance": self.tolerance + tolerance})

    def short(self, indicator: str = "") -> Message:
        """A pace against another indicator names that one."""
        words: dict[str, object] = {"region": self.reference.region, "span": self.window, "tolerance": self.tolerance}
        kind = "step" if self.two_sided else "pace_within" if self.tolerance else "pace"
        if indicator and self.reference.indicator != indicator:
            return message(f"target.{kind}_other", name=self.reference.indicator, **words)
        return message(f"target.{kind}", **words)

    def brief(self, indicator: str = "") -> Message:
        kind = "step" if self.two_sided else "pace"
        if indicator and self.reference.indicator != indicator:
            return message(f"brief.{kind}_other", name=self.reference.indicator)
        return message(f"brief.{kind}", region=self.reference.region)


def _averages(
    own: FloatArray, reference: FloatArray, prices: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Average yearly growth (%), own made real where prices are given, and the reference's."""
    ours, theirs = _on_one_basis(own, reference, prices)
    return _average(ours), _average(theirs)


def _on_one_basis(
    own: FloatArray, reference: FloatArray, prices: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Own yearly growth (%), made real where prices are given, and the reference's."""
    if prices is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            own = 100 * (np.maximum(1 + own / 100, 0.0) / np.maximum(1 + prices / 100, 0.0) - 1)
    return own, reference


def _average(growth: FloatArray) -> FloatArray:
    """(n,) average yearly growth (%) of (n, n_years) yearly rates, compounded."""
    with np.errstate(divide="ignore"):  # a path that loses everything in one year has lost it: -100 %
        return np.asarray(100 * np.expm1(np.log1p(np.maximum(growth / 100, -1.0)).mean(axis=1)))


def _average_so_far(growth: FloatArray) -> FloatArray:
    """(n, n_years) the same of the years up to each."""
    with np.errstate(divide="ignore"):
        logs = np.log1p(np.maximum(growth / 100, -1.0)).cumsum(axis=1)
    return np.asarray(100 * np.expm1(logs / np.arange(1, growth.shape[1] + 1)))
