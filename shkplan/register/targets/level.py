"""The value at the deadline reaches the number."""

from __future__ import annotations

from typing import ClassVar, Literal

from shkplan.base import units
from shkplan.base.messages import Message, message
from shkplan.register.targets.number import NumberRecord
from shkplan.register.targets.one_year import OneYear
from shkplan.register.targets.values import Base, Facts, Goal, in_print


class Level(NumberRecord, OneYear):
    early: ClassVar[bool] = True

    kind: Literal["level"]
    baseline: Base | None = None

    @property
    def start(self) -> Base | None:
        return self.baseline

    def short(self, indicator: str = "") -> Message:
        """At most none is told as none left."""
        if self.number == 0 and not self.up and units.adds_up(self.unit):
            return message("target.level_none", **self.when)
        return super().short(indicator)

    def brief(self, indicator: str = "") -> Message:
        none = self.number == 0 and not self.up and units.adds_up(self.unit)
        return message("brief.level_none") if none else super().brief(indicator)

    def goal(self, facts: Facts) -> Goal:
        number = units.convert(self.number, self.unit, facts.of.unit)
        threshold, notes = in_print(facts.of, self.direction, number, self._step(facts.of.unit))
        return Goal(number, threshold, threshold, facts.of.unit, self.quantity(), notes)
