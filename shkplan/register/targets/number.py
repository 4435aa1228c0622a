"""Targets with a number that is reached from one side: what level, held, mean, cumulative, growth and benchmark share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Self

from pydantic import Field

from shkplan.base import units
from shkplan.base.messages import Message, catalogue, message
from shkplan.base.typed import Location, Misfit, Number
from shkplan.register.consistency import unconverted
from shkplan.register.targets.base import TargetRecord
from shkplan.register.targets.values import Mark, NumberSide, Quantity, Unit, beyond


class NumberRecord(TargetRecord):
    """A target with a number, reached from one side.

    Attributes:
        label: the name of its mark.
        at_precision: the step to which the deciding quantity is rounded before it is held against the number, in the unit of
            the number; None where it is held against it as it is.
    """

    label: ClassVar[str] = "chart.target"
    adjusted: ClassVar[str] = "number"

    direction: NumberSide
    number: Number
    unit: Unit
    at_precision: Annotated[Number, Field(gt=0)] | None = None

    def misfits(self, of: Quantity, at: Location) -> Iterator[Misfit]:
        yield from unconverted(self.unit, of.unit, (*at, "unit"))
        yield from beyond(self.number, self.unit, of, (*at, "number"))

    @property
    def in_points(self) -> bool:
        return self.unit in _RATES

    def relaxed(self, tolerance: float) -> Self:
        by = tolerance if self.in_points else abs(self.number) * tolerance / 100
        return self.model_copy(update={"number": self.number - by if self.up else self.number + by})

    def _step(self, unit: str) -> float | None:
        """The precision at which it is held against the number, in another unit."""
        return None if self.at_precision is None else units.convert(self.at_precision, self.unit, unit)

    @property
    def _whole(self) -> bool:
        """Whether it asks for all of a whole."""
        return self.up and self.number == _WHOLE.get(self.unit)

    def short(self, indicator: str = "") -> Message:
        """In the words of its unit: a share is not below 80 %, persons are not fewer; all of a whole is just that number."""
        number = amount(self.number, self.unit)
        if self._whole and f"target.{self.kind}_whole" in catalogue():
            return message(f"target.{self.kind}_whole", amount=number, **self.when)
        sign = message(f"sign.{self.direction}{'_of_amounts' if units.adds_up(self.unit) else ''}")
        return message(f"target.{self.kind}", sign=sign, amount=number, **self.when)

    def brief(self, indicator: str = "") -> Message:
        sign, number = message(f"brief_sign.{self.direction}"), amount(self.number, self.unit)
        whole = "_whole" if self._whole and f"brief.{self.kind}_whole" in catalogue() else ""
        return message(f"brief.{self.kind}{whole}", amount=number, **({} if whole else {"sign": sign}))

    def mark(self, of: Quantity, figures: Mapping[int, float]) -> Mark | None:
        """The number, over the years the target speaks of."""
        if not units.joined(self.unit, of.unit):
            return None
        number = units.convert(self.number, self.unit, of.unit)
        return Mark(number, self.years[0], self.years[-1], message(self.label))


_RATES = ("%", "个百分点")
_WHOLE = {"%": 100.0, "‰": 1000.0}


def amount(number: float, unit: str) -> Message:
    """A published number with its unit."""
    return message("quantity_with_unit", number=number, unit=unit)
