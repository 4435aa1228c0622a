"""A target as yardsticks read it that know a base year, a latest value, a number and a year, and nothing of kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shkplan.base.messages import Message
from shkplan.register.targets.values import Facts


@dataclass(frozen=True)
class Levelled:
    """A course of values on its way to a number, or only in a direction.

    Attributes:
        values: year -> value up to the deadline, years before the base year among them.
        since: the year that progress is counted from.
        number: what is to be reached; None where only a direction is asked.
        deadline: the year it is due.
        up: whether more is better.
        unit: of the values.
        limit: the natural limit on the side of good; None where there is none.
        rates: whether the values are themselves rates of growth.
        total: whether the values are a running total, which begins at zero.
        notes: what was converted to have them, and what of the target they leave out.
    """

    values: Mapping[int, float]
    since: int
    number: float | None
    deadline: int
    up: bool
    unit: str
    limit: float | None = None
    rates: bool = False
    total: bool = False
    notes: tuple[Message, ...] = ()

    @property
    def base(self) -> float | None:
        """The value of the base year; None where it is not known."""
        return self.values.get(self.since)

    @property
    def latest(self) -> tuple[int, float] | None:
        """The last year since the base year and its value; None where none is known."""
        return max(((year, value) for year, value in self.values.items() if year > self.since), default=None)


def as_measured(facts: Facts, since: int, number: float | None, deadline: int, up: bool, *notes: Message) -> Levelled:
    """The values as they were measured."""
    of = facts.of
    values = {year: value for year, value in facts.figures.items() if year <= deadline}
    limit = of.bounds[1 if up else 0]
    return Levelled(values, since, number, deadline, up, of.unit, limit, of.measure == "growth", notes=notes)
