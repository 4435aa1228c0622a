"""Recorded and quoted, never scored."""

from __future__ import annotations

from typing import ClassVar, Literal

from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.register.targets.base import TargetRecord
from shkplan.register.targets.levelled import Levelled
from shkplan.register.targets.steering import Form, Steered
from shkplan.register.targets.values import Facts, FloatArray, Goal, Headway, Quantity, Spread, Year


class StatedAim(TargetRecord):
    scored: ClassVar[bool] = False
    no_mark: ClassVar[str] = "it states no number"

    kind: Literal["stated_aim"]
    direction: Literal["none"]
    deadline: Year

    @property
    def years(self) -> tuple[int, ...]:
        return (self.deadline,)

    def goal(self, facts: Facts) -> Goal:
        raise NotAssessable(message("reason.stated_aim"))

    def value(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        raise NotAssessable(message("reason.stated_aim"))

    def steers(self, of: Quantity) -> Form:
        return ""

    def needed(self, facts: Facts, goal: Goal, paths: Steered, *others: FloatArray) -> FloatArray | None:
        raise NotAssessable(message("reason.stated_aim"))

    def decided(self, facts: Facts, goal: Goal, reached: bool) -> Message:
        return message("reason.stated_aim")

    def estimated(self, facts: Facts, goal: Goal, spread: Spread, own: FloatArray, *others: FloatArray) -> Message:
        return message("reason.stated_aim")

    def headway(self, facts: Facts, since: int) -> Headway | Message:
        return message("reason.stated_aim")

    def levelled(self, facts: Facts, since: int) -> Levelled | Message:
        return message("reason.stated_aim")

    def short(self, indicator: str = "") -> Message:
        return message("target.stated_aim", deadline=self.deadline)
