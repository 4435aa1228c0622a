"""Targets that the value of one year decides, from either side: what level, benchmark and direction share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from shkplan.base.messages import Message, message
from shkplan.register.targets.base import TargetRecord
from shkplan.register.targets.levelled import Levelled, as_measured
from shkplan.register.targets.steering import Steered
from shkplan.register.targets.values import BoolArray, Facts, FloatArray, Goal, Headway, Required, Spread, Year, reaches


class OneYear(TargetRecord):
    """A target on the value of its deadline; ``told`` is the family of its sentences."""

    one_year: ClassVar[bool] = True
    told: ClassVar[str] = "level"

    deadline: Year

    @property
    def years(self) -> tuple[int, ...]:
        return (self.deadline,)

    def value(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        return own[:, 0]

    def quantity(self) -> Message:
        return message("quantity.level", year=self.deadline)

    def decided(self, facts: Facts, goal: Goal, reached: bool) -> Message:
        value = facts.figures.get(self.deadline)
        if value is None:
            return self.whatever(facts, reached)
        key = f"reason.{self.told}_observed_{'reached' if reached else 'missed'}"
        return message(key, year=self.deadline, value=value, unit=goal.unit, number=goal.number)

    def estimated(self, facts: Facts, goal: Goal, spread: Spread, own: FloatArray, *others: FloatArray) -> Message:
        words = {"year": self.deadline, "unit": goal.unit, "number": goal.number}
        return message(f"reason.{self.told}_estimated", **words, **spread._asdict())

    def needed(self, facts: Facts, goal: Goal, paths: Steered, *others: FloatArray) -> FloatArray | None:
        return np.asarray(paths.link.extended(goal.threshold) - paths.off[:, -1])

    def reached_by(self, facts: Facts, goal: Goal, own: FloatArray, years: Sequence[int]) -> BoolArray | None:
        """The value of the year itself."""
        return reaches(own, goal.threshold, self.up)

    def headway(self, facts: Facts, since: int) -> Headway | Message:
        """Of the distance between the figure of the year ``since`` and the number, as it decides: in print where that counts.

        Where that was reached in that year already there is no distance: all is there while it is kept, else nothing.
        """
        goal, base = self.goal(facts), facts.figures.get(since)
        later = [year for year in facts.figures if since < year <= self.deadline]
        if base is None:
            return message("headway.no_base", year=since)
        if not later:
            return message("headway.none_since", year=since, deadline=self.deadline)
        year, time = max(later), (max(later) - since) / (self.deadline - since)
        value = facts.figures[year]
        if bool(reaches(np.array(base), goal.threshold, self.up)):
            return Headway(float(reaches(np.array(value), goal.threshold, self.up)), time, year, "kept")
        return Headway((value - base) / (goal.threshold - base), time, year)

    def levelled(self, facts: Facts, since: int) -> Levelled | Message:
        return as_measured(facts, since, self.goal(facts).number, self.deadline, self.up)

    def required(self, facts: Facts, goal: Goal, *others: FloatArray) -> Required | None:
        """The even yearly change from the last figure to the number at the deadline; None where it is there already."""
        if facts.latest is None:
            return None
        year, value = facts.latest
        if year >= self.deadline or bool(reaches(np.array(value), goal.wanted, self.up)):
            return None
        left = self.deadline - year
        change = (goal.wanted - value) / left
        way = "change" if change > 0 else "fall"
        words = {"value": abs(change), "unit": goal.unit, "year": self.deadline}
        if value > 0 and goal.wanted > 0:
            growth = 100 * ((goal.wanted / value) ** (1 / left) - 1)
            sentence = message(f"required.yearly_{way}", growth=growth, **words)
        else:
            sentence = message(f"required.yearly_{way}_plain", **words)
        return Required("yearly_change", change, goal.unit, sentence)
