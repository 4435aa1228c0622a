"""The yearly flows of the window add up to the number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np

from shkplan.base import units
from shkplan.base.messages import Message, message, said
from shkplan.base.typed import Location, Misfit
from shkplan.distributions.links import Identity, Log
from shkplan.register.consistency import unconverted
from shkplan.register.targets.base import WindowRecord
from shkplan.register.targets.levelled import Levelled
from shkplan.register.targets.number import NumberRecord
from shkplan.register.targets.steering import Form, Steered
from shkplan.register.targets.values import (
    BoolArray,
    CourseForm,
    Facts,
    FloatArray,
    Goal,
    Headway,
    Mark,
    Quantity,
    Required,
    Spread,
    Way,
    in_print,
    reaches,
)


class Cumulative(NumberRecord, WindowRecord):
    label: ClassVar[str] = "chart.target_share"
    spanning: ClassVar[Literal["", "sum", "change"]] = "sum"

    course: ClassVar[CourseForm] = "total"

    kind: Literal["cumulative"]

    @property
    def comparable(self) -> tuple[int, int] | None:
        return self.window.first, self.window.last

    def misfits(self, of: Quantity, at: Location) -> Iterator[Misfit]:
        if of.measure != "flow":
            remedy = said("A cumulative target adds years: correct measure or kind.")
            yield Misfit(said("measure: flow"), remedy, found=of.measure, at=("measure",))
        yield from unconverted(self.unit, of.unit, (*at, "unit"))

    def goal(self, facts: Facts) -> Goal:
        number = units.convert(self.number, self.unit, facts.of.unit)
        step, quantity = self._step(facts.of.unit), message("quantity.sum", window=self.window)
        threshold, notes = (number, ()) if step is None else in_print(facts.of, self.direction, number, step)
        return Goal(number, threshold, threshold, facts.of.unit, quantity, notes)

    def value(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        return np.asarray(own.sum(axis=1))

    def running(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        """The sum of the years so far."""
        return np.asarray(own.cumsum(axis=1))

    def decided(self, facts: Facts, goal: Goal, reached: bool) -> Message:
        words = self._so_far(facts, goal)
        if self.missing(facts):  # flows that cannot fall have reached the number, or gone over it
            enough = bool(reaches(np.array(words["done"]), goal.threshold, up=True))
            if not (words["measured"] and enough and reached == self.up):
                return self.whatever(facts, reached)
        outcome = ("reached" if reached else "missed") if self.up else ("kept" if reached else "over")
        return message(f"reason.cumulative_{outcome}", **words)

    def estimated(self, facts: Facts, goal: Goal, spread: Spread, own: FloatArray, *others: FloatArray) -> Message:
        key = "reason.cumulative_estimated" if self.measured(facts) else "reason.cumulative_estimated_none"
        return message(key, **self._so_far(facts, goal), **spread._asdict())

    def steers(self, of: Quantity) -> Form:
        return "sum"

    def needed(self, facts: Facts, goal: Goal, paths: Steered, *others: FloatArray) -> FloatArray | None:
        """What is left, divided by the years that are steered, or by what one of each brings; between two bounds none in closed form."""
        left, count = goal.threshold - paths.kept.sum(axis=1), len(paths.free)
        match paths.link:
            case Identity():
                return np.asarray((left - paths.off.sum(axis=1)) / count)
            case Log(lower=least):
                with np.errstate(divide="ignore"):  # nothing is left: any flow will do
                    return np.asarray(
                        np.log(np.maximum(left - count * least, 0.0)) - np.log(np.exp(paths.off).sum(axis=1))
                    )
        return None

    def stride(self, of: Quantity, figures: Mapping[int, float], years: Sequence[int]) -> float | None:
        """The mean of the years."""
        if any(year not in figures for year in years):
            return None
        return float(np.mean([figures[year] for year in years]))

    def reached_by(self, facts: Facts, goal: Goal, own: FloatArray, years: Sequence[int]) -> BoolArray | None:
        """The sum since the first year of the window; a ceiling is kept and not reached."""
        if not self.up or self.window.first not in years:
            return None
        first = list(years).index(self.window.first)
        sums = np.zeros_like(own)
        sums[:, first:] = own[:, first:].cumsum(axis=1)
        return reaches(sums, goal.threshold, up=True)

    def required(self, facts: Facts, goal: Goal, *others: FloatArray) -> Required | None:
        """What is left, in equal parts for the years still without a figure; a ceiling asks for nothing."""
        left, total = self.missing(facts), goal.number - self._done(facts)
        if not self.up or not left:
            return None
        value = total / len(left)
        sentence = message("required.yearly_sum", total=total, unit=goal.unit, value=value, years=left)
        return Required("yearly_sum", value, goal.unit, sentence)

    def headway(self, facts: Facts, since: int) -> Headway | Message:
        """Of the sum wanted, by the years that have a figure; the base year is none of them. Of a ceiling it is the room used."""
        measured, goal = self.measured(facts), self.goal(facts)
        if not measured:
            return message("headway.no_year", window=self.window)
        if min(goal.number, goal.threshold) <= 0:
            return message("headway.no_sum")
        way: Way = "sum" if self.up else "room"
        return Headway(self._done(facts) / goal.threshold, len(measured) / len(self.years), measured[-1], way)

    def levelled(self, facts: Facts, since: int) -> Levelled | Message:
        """The running total, from zero before the first year, as far as no year is missing; a total that may not be passed is no way."""
        if not self.up:
            return message("levelled.ceiling")
        before, number = self.window.first - 1, self.goal(facts).number
        total, values = 0.0, {before: 0.0}
        for year in self.years:
            if year not in facts.figures:
                break
            total += facts.figures[year]
            values[year] = total
        if len(values) == 1:
            return message("headway.no_year", window=self.window)
        note = message("levelled.total", year=before)
        return Levelled(values, before, number, self.deadline, self.up, facts.of.unit, total=True, notes=(note,))

    def _done(self, facts: Facts) -> float:
        return float(np.sum([facts.figures[year] for year in self.measured(facts)]))

    def _so_far(self, facts: Facts, goal: Goal) -> dict[str, object]:
        return {
            "done": self._done(facts), "unit": goal.unit, "number": goal.number, "window": self.window,
            "measured": self.measured(facts),
        }  # fmt: skip

    def mark(self, of: Quantity, figures: Mapping[int, float]) -> Mark | None:
        """The even share of a year."""
        mark = super().mark(of, figures)
        return replace(mark, at=mark.at / len(self.years)) if mark is not None else None
