"""The mean of the yearly values of the window reaches the number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

import numpy as np

from shkplan.base import units
from shkplan.base.messages import Message, message
from shkplan.register.consistency import within
from shkplan.register.targets.base import WindowRecord
from shkplan.register.targets.levelled import Levelled, as_measured
from shkplan.register.targets.number import NumberRecord
from shkplan.register.targets.steering import Form, Steered, averaging
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
)


class MeanOfYears(NumberRecord, WindowRecord):
    """The arithmetic mean of the years, each of equal weight: how a rate that is stated for five years is judged as one."""

    label: ClassVar[str] = "chart.target_mean"
    course: ClassVar[CourseForm] = "mean"

    kind: Literal["mean"]
    baseline: Base | None = None

    @property
    def start(self) -> Base | None:
        return self.baseline

    @property
    def comparable(self) -> tuple[int, int] | None:
        return self.window.first, self.window.last

    def goal(self, facts: Facts) -> Goal:
        number = units.convert(self.number, self.unit, facts.of.unit)
        threshold, notes = in_print(facts.of, self.direction, number, self._step(facts.of.unit))
        return Goal(number, threshold, threshold, facts.of.unit, message("quantity.mean", window=self.window), notes)

    def value(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        return np.asarray(own.mean(axis=1))

    def running(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        """The mean of the years so far."""
        return np.asarray(own.cumsum(axis=1) / np.arange(1, own.shape[1] + 1))

    def decided(self, facts: Facts, goal: Goal, reached: bool) -> Message:
        if self.missing(facts):
            return self.whatever(facts, reached)
        key = f"reason.mean_observed_{'reached' if reached else 'missed'}"
        return message(key, mean=self._so_far(facts), **self._asked(goal))

    def estimated(self, facts: Facts, goal: Goal, spread: Spread, own: FloatArray, *others: FloatArray) -> Message:
        measured, words = self.measured(facts), {**spread._asdict(), **self._asked(goal)}
        if not measured:
            return message("reason.mean_estimated_none", **words)
        return message("reason.mean_estimated", so_far=self._so_far(facts), measured=measured, **words)

    def steers(self, of: Quantity) -> Form:
        return "mean"

    def needed(self, facts: Facts, goal: Goal, paths: Steered, *others: FloatArray) -> FloatArray | None:
        """What the other years leave for the mean of those that are steered."""
        left = len(self.years) * goal.threshold - paths.kept.sum(axis=1)
        return averaging(paths, left / len(paths.free))

    def stride(self, of: Quantity, figures: Mapping[int, float], years: Sequence[int]) -> float | None:
        """The mean of the years."""
        if any(year not in figures for year in years):
            return None
        return float(np.mean([figures[year] for year in years]))

    def required(self, facts: Facts, goal: Goal, *others: FloatArray) -> Required | None:
        """The mean of the years still without a figure that just meets the target; None where the quantity can never have it."""
        left = self.missing(facts)
        if not left:
            return None
        done = sum(facts.figures[year] for year in self.measured(facts))
        value = (len(self.years) * goal.wanted - done) / len(left)
        if not within(value, facts.of.bounds):
            return None
        sentence = message(f"mean_needed.{self.direction}", value=value, unit=goal.unit, years=left)
        return Required("yearly_mean", value, goal.unit, sentence)

    def headway(self, facts: Facts, since: int) -> Headway | Message:
        """The mean of the years so far over the number; of a ceiling the room used, as if it were the sum of as many."""
        measured, goal = self.measured(facts), self.goal(facts)
        if not measured:
            return message("headway.no_year", window=self.window)
        if min(goal.number, goal.threshold) <= 0:
            return message("headway.no_sum")
        time = len(measured) / len(self.years)
        return Headway(self._so_far(facts) / goal.threshold * time, time, measured[-1], "mean" if self.up else "room")

    def levelled(self, facts: Facts, since: int) -> Levelled | Message:
        return as_measured(facts, since, self.goal(facts).number, self.deadline, self.up, message("levelled.mean"))

    def _so_far(self, facts: Facts) -> float:
        """The mean of the years measured."""
        return float(np.mean([facts.figures[year] for year in self.measured(facts)]))

    def _asked(self, goal: Goal) -> dict[str, object]:
        return {"number": goal.number, "unit": goal.unit, "window": self.window}
