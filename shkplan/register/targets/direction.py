"""The value at the deadline lies on the stated side of its baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar, Literal

from shkplan.base import units
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, either, message, said
from shkplan.base.typed import Location, Misfit
from shkplan.register.consistency import unconverted
from shkplan.register.targets.levelled import Levelled, as_measured
from shkplan.register.targets.number import amount
from shkplan.register.targets.one_year import OneYear
from shkplan.register.targets.values import EXACT, Base, Facts, Goal, Headway, Mark, Quantity


class Direction(OneYear):
    told: ClassVar[str] = "direction"
    turning: ClassVar[bool] = True

    kind: Literal["direction"]
    direction: Literal["up", "down"]
    baseline: Base | None

    @property
    def start(self) -> Base | None:
        return self.baseline

    @property
    def comparable(self) -> tuple[int, int] | None:
        return (self.baseline.period.last, self.deadline) if self.baseline is not None else None

    def misfits(self, of: Quantity, at: Location) -> Iterator[Misfit]:
        base = self.baseline
        if base is None:
            return
        fits = ("growth rate", "mean") if of.measure == "growth" else ("level", "mean")
        if base.form not in fits:
            remedy = said("A direction compares the value of a year with its baseline.")
            yield Misfit(
                said("form: {forms}", forms=either(list(fits))), remedy, found=base.form, at=(*at, "baseline", "form")
            )
        yield from unconverted(base.unit, of.unit, (*at, "baseline", "unit"))

    def goal(self, facts: Facts) -> Goal:
        base, of = self.baseline, facts.of
        if base is None:
            raise NotAssessable(message("reason.no_baseline"))
        if base.bound in ("lower", "upper"):
            words = {"number": base.number, "unit": base.unit, "period": base.period}
            raise NotAssessable(message("reason.bounded_baseline", **words))
        number = units.convert(base.number, base.unit, of.unit)
        # To move is to differ in print: by half a published step, or at all where no step is known.
        step = of.precision / 2 if of.precision else 2 * EXACT * max(abs(number), 1.0)
        notes = (message("assumption.about_baseline", number=base.number, unit=base.unit),)
        threshold = number + step if self.up else number - step
        return Goal(number, threshold, number, of.unit, self.quantity(), notes if base.bound == "about" else ())

    def short(self, indicator: str = "") -> Message:
        base, start = self.baseline, message("baseline.none")
        if base is not None:
            start = message(f"baseline.{base.bound}", amount=amount(base.number, base.unit), period=base.period)
        return message("target.direction", way=message(f"way.{self.direction}"), deadline=self.deadline, baseline=start)

    def brief(self, indicator: str = "") -> Message:
        base, way = self.baseline, message(f"way.{self.direction}")
        if base is None:
            return message("brief.direction", way=way)
        start = message(f"baseline.{base.bound}", amount=amount(base.number, base.unit), period=base.period)
        return message("brief.direction_from", way=way, baseline=start)

    def headway(self, facts: Facts, since: int) -> Headway | Message:
        """None: without a number there is no distance, and no share of it."""
        return message("headway.direction")

    def levelled(self, facts: Facts, since: int) -> Levelled | Message:
        """A course in a direction; what it starts from, where the plan states a number, takes the place of a figure that is missing."""
        made, base = as_measured(facts, since, None, self.deadline, self.up), self.baseline
        if base is None or since in made.values or base.bound in ("lower", "upper") or base.period.last != since:
            return made
        stated = units.convert(base.number, base.unit, facts.of.unit)
        note = message("levelled.stated_base", number=stated, unit=facts.of.unit, year=since)
        return replace(made, values={**made.values, since: stated}, notes=(note,))

    def mark(self, of: Quantity, figures: Mapping[int, float]) -> Mark | None:
        base = self.baseline
        if base is None or not units.joined(base.unit, of.unit):
            return None
        number = units.convert(base.number, base.unit, of.unit)
        return Mark(number, base.period.first, self.deadline, message("chart.target_baseline"))
