"""The bound holds in every year of the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

import numpy as np

from shkplan.base import units
from shkplan.base.messages import Message, message
from shkplan.register.targets.base import WindowRecord
from shkplan.register.targets.levelled import Levelled, as_measured
from shkplan.register.targets.number import NumberRecord
from shkplan.register.targets.steering import Form, Steered
from shkplan.register.targets.values import (
    Base,
    CourseForm,
    Facts,
    FloatArray,
    Goal,
    Headway,
    Quantity,
    Required,
    Spread,
    in_print,
    reaches,
)


class Held(NumberRecord, WindowRecord):
    label: ClassVar[str] = "chart.target_held"
    each_year: ClassVar[bool] = True
    course: ClassVar[CourseForm] = "each"

    kind: Literal["held"]
    baseline: Base | None = None

    @property
    def start(self) -> Base | None:
        return self.baseline

    def goal(self, facts: Facts) -> Goal:
        number = units.convert(self.number, self.unit, facts.of.unit)
        threshold, notes = in_print(facts.of, self.direction, number, self._step(facts.of.unit))
        quantity = message("quantity.worst", window=self.window)
        return Goal(number, threshold, threshold, facts.of.unit, quantity, notes)

    def value(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        """The worst year: the bound holds in every year where it holds in that one."""
        return np.asarray(own.min(axis=1) if self.up else own.max(axis=1))

    def known(self, facts: Facts) -> float | None:
        """The worst year measured, where every year is, or where the bound is broken: broken it stays."""
        if self.missing(facts) and not self._broken(facts, self.goal(facts)):
            return None
        seen = [facts.figures[year] for year in self.measured(facts)]
        return min(seen) if self.up else max(seen)

    def decided(self, facts: Facts, goal: Goal, reached: bool) -> Message:
        broken = self._broken(facts, goal)
        if self.missing(facts) and not broken:
            return self.whatever(facts, reached)
        key = "reason.held_kept" if reached else "reason.held_broken"
        return message(key, years=broken, number=goal.number, unit=goal.unit, window=self.window)

    def _broken(self, facts: Facts, goal: Goal) -> tuple[int, ...]:
        """The measured years in which the bound does not hold."""
        seen = {year: np.array(facts.figures[year]) for year in self.measured(facts)}
        return tuple(year for year, value in seen.items() if not reaches(value, goal.threshold, self.up))

    def estimated(self, facts: Facts, goal: Goal, spread: Spread, own: FloatArray, *others: FloatArray) -> Message:
        measured = self.measured(facts)
        key = "reason.held_estimated" if measured else "reason.held_estimated_none"
        words = {"number": goal.number, "unit": goal.unit}
        return message(key, measured=measured, estimated=self.missing(facts), **words)

    def steers(self, of: Quantity) -> Form:
        return "limit"

    def needed(self, facts: Facts, goal: Goal, paths: Steered, *others: FloatArray) -> FloatArray | None:
        """By the worst of the steered years; none where another year breaks the bound."""
        worst = paths.off.min(axis=1) if self.up else paths.off.max(axis=1)
        broken = (~reaches(paths.kept, goal.threshold, self.up)).any(axis=1)
        return np.where(broken, np.inf if self.up else -np.inf, paths.link.extended(goal.threshold) - worst)

    def stride(self, of: Quantity, figures: Mapping[int, float], years: Sequence[int]) -> float | None:
        """The worst of the years: what was kept in all of them."""
        if any(year not in figures for year in years):
            return None
        return (min if self.up else max)(figures[year] for year in years)

    def headway(self, facts: Facts, since: int) -> Headway | Message:
        """The years in which the limit was kept; of the years that have a figure, it is kept as far as known where it was in all."""
        measured, broken = self.measured(facts), self._broken(facts, self.goal(facts))
        if not measured:
            return message("headway.no_year", window=self.window)
        count = len(self.years)
        return Headway((len(measured) - len(broken)) / count, len(measured) / count, measured[-1], "kept")

    def levelled(self, facts: Facts, since: int) -> Levelled | Message:
        """The latest value beside the limit: of the years before it, in which the limit counts as well, such yardsticks know nothing."""
        note = message("levelled.each_year")
        return as_measured(facts, since, self.goal(facts).number, self.deadline, self.up, note)

    def required(self, facts: Facts, goal: Goal, *others: FloatArray) -> Required | None:
        """How far the last figure lies inside the bound (or outside, then with a minus)."""
        if facts.latest is None:
            return None
        year, value = facts.latest
        room = (value - goal.wanted) * (1 if self.up else -1)
        key = "required.margin" if room >= 0 else "required.margin_gone"
        return Required("margin", room, goal.unit, message(key, value=abs(room), unit=goal.unit, year=year))
