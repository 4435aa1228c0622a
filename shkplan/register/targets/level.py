"""The value at the deadline reaches the number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from shkplan.base import units
from shkplan.base.messages import Message, message
from shkplan.base.typed import Location, Misfit, Number
from shkplan.register.consistency import unconverted
from shkplan.register.targets.base import (
    Facts,
    Goal,
    Mark,
    NumberSide,
    Quantity,
    Unit,
    amount,
    beyond,
    in_print,
)
from shkplan.register.targets.one_year import OneYear


class Level(OneYear):
    early: ClassVar[bool] = True

    kind: Literal["level"]
    direction: NumberSide
    number: Number
    unit: Unit

    def misfits(self, of: Quantity, at: Location) -> Iterator[Misfit]:
        yield from unconverted(self.unit, of.unit, (*at, "unit"))
        yield from beyond(self.number, self.unit, of, (*at, "number"))

    def goal(self, facts: Facts) -> Goal:
        number = units.convert(self.number, self.unit, facts.of.unit)
        threshold, notes = in_print(facts.of, self.direction, number)
        return Goal(number, threshold, threshold, facts.of.unit, self.quantity(), notes)

    def short(self, indicator: str = "") -> Message:
        sign = message(f"sign.{self.direction}")
        return message("target.level", sign=sign, amount=amount(self.number, self.unit), deadline=self.deadline)

    def mark(self, of: Quantity, figures: Mapping[int, float]) -> Mark | None:
        if not units.joined(self.unit, of.unit):
            return None
        number = units.convert(self.number, self.unit, of.unit)
        return Mark(number, self.deadline, self.deadline, message("chart.target"))
