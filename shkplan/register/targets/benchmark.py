"""The value at the deadline reaches an outside threshold, an explicit parameter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import ClassVar, Literal, Self

from shkplan.base import units
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, Text, message, said
from shkplan.base.typed import Location, Misfit, Number, Record
from shkplan.register.consistency import unconverted
from shkplan.register.targets.base import Published
from shkplan.register.targets.number import NumberRecord, amount
from shkplan.register.targets.one_year import OneYear
from shkplan.register.targets.values import Blank, Facts, Goal, Quantity, Unit, Year, in_print


class ThresholdReading(Record):
    """One published reading of a threshold that has no official number."""

    number: Number
    unit: Unit
    year: Year
    source_title: str
    publisher: Blank = ""
    published: dt.date | None = None
    note: Text | None = None


class PublishedRate(Record):
    """The rate that two published series imply: one quantity in the unit of the indicator over the same in that of the threshold.

    Attributes:
        above, below: ids of the two, such as GDP per head in 元 and in 美元.
        region: of both.
    """

    above: str
    below: str
    region: str

    def latest(self, published: Published) -> float | None:
        """The rate of the last year in which both were published, to four digits after the point; None where there is none."""
        one, other = published(self.above, self.region), published(self.below, self.region)
        years = [year for year in one if other.get(year)]
        return round(one[max(years)] / other[max(years)], 4) if years else None


class ExchangeRate(Record):
    """Units of the indicator for one of the threshold; without a number it is still to be set.

    Attributes:
        published: from which series the rate of the last year is taken where a scenario sets the threshold and no number stands here.
    """

    number: Number | None
    unit: Unit
    published: PublishedRate | None = None
    note: Text | None = None


class Benchmark(NumberRecord, OneYear):
    early: ClassVar[bool] = True
    outside: ClassVar[bool] = True
    adjusted: ClassVar[str] = ""

    kind: Literal["benchmark"]
    exchange_rate: ExchangeRate | None = None
    readings: tuple[ThresholdReading, ...] = ()

    def misfits(self, of: Quantity, at: Location) -> Iterator[Misfit]:
        rate = self.exchange_rate
        if rate is None or not of.unit or units.joined(self.unit, of.unit):
            yield from unconverted(self.unit, of.unit, (*at, "unit"))
        elif rate.unit != f"{of.unit}/{self.unit}":
            remedy = said("The threshold times this rate is in the indicator's unit.")
            yield Misfit(f"{of.unit}/{self.unit}", remedy, found=rate.unit, at=(*at, "exchange_rate", "unit"))

    def at_threshold(self, number: float, published: Published) -> Self:
        rate = self.exchange_rate
        if rate is not None and rate.number is None and rate.published is not None:
            rate = rate.model_copy(update={"number": rate.published.latest(published)})
        return self.model_copy(update={"number": number, "exchange_rate": rate})

    def goal(self, facts: Facts) -> Goal:
        of, rate = facts.of, self.exchange_rate
        notes = [message("assumption.threshold", number=self.number, unit=self.unit)]
        if units.joined(self.unit, of.unit):
            number, step = units.convert(self.number, self.unit, of.unit), self._step(of.unit)
        elif rate is None or rate.number is None:
            raise NotAssessable(message("reason.no_exchange_rate", unit=self.unit, own=of.unit))
        else:
            number = self.number * rate.number
            step = None if self.at_precision is None else self.at_precision * rate.number
            notes.append(message("assumption.exchange_rate", rate=rate.number, unit=rate.unit))
        threshold, more = in_print(of, self.direction, number, step)
        return Goal(number, threshold, threshold, of.unit, self.quantity(), (*notes, *more))

    def brief(self, indicator: str = "") -> Message:
        sign, number = message(f"brief_sign.{self.direction}"), amount(self.number, self.unit)
        return message("brief.benchmark", sign=sign, amount=number, deadline=self.deadline)
