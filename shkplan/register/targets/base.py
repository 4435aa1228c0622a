"""What all kinds of target share: the record, and what is asked of a kind.

A kind reads a deciding quantity off the yearly values and holds it against a number: the event is that it reaches it.
Every deciding quantity rises, or stays, where values of its own series rise, and falls or stays where those of the series it
is compared with rise. Observation has decided as soon as the event is the same at both ends of what the missing years can be.
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar, Literal, Self

from shkplan.base.messages import Message, Text, message
from shkplan.base.periods import Period, PeriodField
from shkplan.base.typed import Location, Misfit, Record
from shkplan.register.targets.levelled import Levelled
from shkplan.register.targets.reading import OtherReading
from shkplan.register.targets.steering import Form, Steered
from shkplan.register.targets.values import (
    Base,
    BoolArray,
    CourseForm,
    Facts,
    FloatArray,
    Goal,
    Headway,
    Mark,
    Quantity,
    Reference,
    Required,
    Spread,
    Year,
    reaches,
)

Published = Callable[[str, str], Mapping[int, float]]  # indicator's id and region -> what was published, by year


class TargetRecord(Record):
    """What every target states, and what every kind answers.

    Attributes:
        scored: whether there is an event that holds or not.
        one_year: whether the deciding quantity is the value of one year; its predictive distribution is then in closed form.
        compounds: whether yearly rates are compounded; they must then agree with published levels.
        derived: whether the deciding quantity is computed and never published itself.
        early: whether the latest figure may be beyond the number already, before the deadline.
        outside: whether the number is an outside threshold and not one of the plan.
        turning: whether it asks for the change from ``baseline`` alone, which a reference class can tell without any level.
        each_year: whether any one year of its window can break it.
        adjusted: the entry that a revision of its number changes; empty where the clause gives none of its own.
        no_mark: why a kind has no mark on the chart of its series; empty where it has one.
        spanning: the form of a published figure over several years that the deciding quantity can be told by; empty where
            each year counts for itself.
        course: what decides as a chart shows it: the value of a year, each year held to the number, a total, a growth or a
            mean that builds up year by year, or the lead over another series.
        replaces: the deadline of the version it takes the place of, where that was due in another year.
        reading: the name of this reading of the clause, which decides; needed where others stand beside it.
        other_readings: those shown beside it.
    """

    scored: ClassVar[bool] = True
    one_year: ClassVar[bool] = False
    compounds: ClassVar[bool] = False
    derived: ClassVar[bool] = False
    early: ClassVar[bool] = False
    outside: ClassVar[bool] = False
    turning: ClassVar[bool] = False
    each_year: ClassVar[bool] = False
    adjusted: ClassVar[str] = ""
    no_mark: ClassVar[str] = ""
    spanning: ClassVar[Literal["", "sum", "change"]] = ""
    course: ClassVar[CourseForm] = "value"

    approved: dt.date
    nature: Literal["binding", "anticipatory"] | None = None
    locator: str
    statement: Text
    note: Text | None = None
    kind: str
    direction: str
    replaces: Year | None = None
    reading: Text | None = None
    other_readings: tuple[OtherReading, ...] = ()

    # Which years, and what does not fit -----------------------------------------------------------------------------

    @property
    @abstractmethod
    def years(self) -> tuple[int, ...]:
        """The years the target speaks of."""

    def deciding(self, of: Quantity) -> tuple[int, ...]:
        """The years of the series whose values decide."""
        return self.years

    @property
    def comparable(self) -> tuple[int, int] | None:
        """Two years between which no new basis may begin; None where figures are neither compared nor added."""
        return None

    @property
    def start(self) -> Base | None:
        """What is stated of where it starts from; None where nothing is."""
        return None

    @property
    def adrift(self) -> bool:
        """Whether it asks for a change and no number is stated that it starts from: none at all, or a bound."""
        return self.turning and (self.start is None or self.start.bound in ("lower", "upper"))

    def at_threshold(self, number: float, published: Published) -> Self:  # of those held against one
        """The target held against another number from outside, in its unit; itself where it is held against none."""
        return self

    @property
    def compared(self) -> Reference | None:
        """The series it is held against; None where it is held against a number."""
        return None

    def misfits(self, of: Quantity, at: Location) -> Iterator[Misfit]:
        """What of the target does not fit its indicator: how that is measured, its unit, its bounds."""
        return iter(())

    # The event ------------------------------------------------------------------------------------------------------

    @property
    def up(self) -> bool:
        """Whether more is better; of one with two sides, whether too little is what is feared first."""
        return self.direction in ("at_least", "up", "in_step")

    @property
    def two_sided(self) -> bool:
        """Whether too much is as bad as too little: then nothing but the event itself may be asked of its deciding quantity."""
        return False

    @property
    def falls(self) -> bool:
        """Whether it is a growth of at most less than nothing, which is called a fall."""
        return False

    @abstractmethod
    def goal(self, facts: Facts) -> Goal:
        """What is wanted of the deciding quantity.

        Raises:
            NotAssessable: the plan, or what is measured, does not tell.
        """

    def shared(self, figure: float, years: int) -> float:
        """What a figure over several years, of the form ``spanning``, comes to in each of them, if in all alike."""
        return figure / years

    @abstractmethod
    def value(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        """(n,) the deciding quantity of (n, n_years) values of the deciding years, own and of the series compared with."""

    def sides(self, own: FloatArray, *others: FloatArray) -> tuple[FloatArray, ...]:
        """The (n, n_years) yearly values that are held against each other, on one basis; own alone where it is a number."""
        return (own,)

    def running(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray | None:
        """(n, n_years) the deciding quantity had the target been due in each of its years, of values of all of them.

        None where it does not build up from year to year.
        """
        return None

    def event(self, facts: Facts, own: FloatArray, *others: FloatArray) -> BoolArray:
        """(n,) whether the target is reached; reaching its number exactly counts."""
        return self.met(self.value(facts, own, *others), self.goal(facts))

    def met(self, value: FloatArray, goal: Goal) -> BoolArray:
        """(n,) whether values of the deciding quantity are what is wanted."""
        return reaches(value, goal.threshold, self.up)

    def better(self, value: FloatArray) -> FloatArray:
        """(n,) values of the deciding quantity, signed so that more is better."""
        return value if self.up else -value

    def margin(self, at: float, goal: Goal) -> float:
        """What a value of the deciding quantity is better than wanted by."""
        return (at - goal.wanted) * (1.0 if self.up else -1.0)

    def settled(self, facts: Facts) -> bool | None:
        """Whether the target is reached, whatever the missing years bring; None while that depends on them."""
        years = self.deciding(facts.of)
        low, high = facts.ends(years)
        beside = [other.ends(years) for other in facts.others]
        least = self.event(facts, low, *(most for _, most in beside))
        most = self.event(facts, high, *(least for least, _ in beside))
        return bool(least[0]) if least[0] == most[0] else None

    def known(self, facts: Facts) -> float | None:
        """The deciding quantity as far as it is certain; None while a missing year has a say in it."""
        if self.missing(facts) or any(self.missing(facts, other) for other in facts.others):
            return None
        rows = (side.ends(self.deciding(facts.of))[0] for side in (facts, *facts.others))
        return float(self.value(facts, *rows)[0])

    # What it takes, and when ------------------------------------------------------------------------------------------

    def steers(self, of: Quantity) -> Form:
        """What a constant path to the target is made of."""
        return "level"

    @abstractmethod
    def needed(self, facts: Facts, goal: Goal, paths: Steered, *others: FloatArray) -> FloatArray | None:
        """(n,) the median of the steered years, on the scale of the link, at which each path just reaches the number.

        Minus infinity where it is reached at any, infinity at none (of a ceiling the other way round); None without closed form.
        """

    def stride(self, of: Quantity, figures: Mapping[int, float], years: Sequence[int]) -> float | None:
        """What consecutive years came to, told as a constant path to the target is; None where a figure is missing."""
        ends = figures.get(years[0] - 1), figures.get(years[-1])
        return None if ends[0] is None or ends[1] is None else (ends[1] - ends[0]) / len(years)

    def reached_by(self, facts: Facts, goal: Goal, own: FloatArray, years: Sequence[int]) -> BoolArray | None:
        """(n, n_years) whether the number is reached in each of some years; None where it has no meaning before the deadline."""
        return None

    def moved(self, window: Period) -> Self:
        """The same target set for other years: the deadline is their last one."""
        return self.model_copy(update={"deadline": window.last})

    @property
    def in_points(self) -> bool:
        """Whether a tolerance is told in points, of a rate or share, and not in per cent of the number."""
        return False

    def relaxed(self, tolerance: float) -> Self:
        """The same target where it may be missed by so much: points of a rate or share, else per cent of the number; itself without one."""
        return self

    # Words ----------------------------------------------------------------------------------------------------------

    @abstractmethod
    def short(self, indicator: str = "") -> Message:
        """The target as short as its number allows.

        Args:
            indicator: the id of the indicator it is a target of.
        """

    def brief(self, indicator: str = "") -> Message:
        """The same for a narrow column, with signs for words; of the end of the plan nothing is said."""
        return self.short(indicator)

    @abstractmethod
    def decided(self, facts: Facts, goal: Goal, reached: bool) -> Message:
        """Why observation has decided."""

    @abstractmethod
    def estimated(self, facts: Facts, goal: Goal, spread: Spread, own: FloatArray, *others: FloatArray) -> Message:
        """What is estimated, and of which years."""

    def required(self, facts: Facts, goal: Goal, *others: FloatArray) -> Required | None:
        """What it takes from here; None where nothing is left to do, or nothing can be said."""
        return None

    @abstractmethod
    def headway(self, facts: Facts, since: int) -> Headway | Message:
        """How far figures have come from the year ``since``; why that has no meaning, or no figures. Raises as :meth:`goal` does."""

    @abstractmethod
    def levelled(self, facts: Facts, since: int) -> Levelled | Message:
        """The target as yardsticks read it that only know levels; why it cannot be read so. Raises as :meth:`goal` does."""

    def mark(self, of: Quantity, figures: Mapping[int, float]) -> Mark | None:
        """Its mark on the chart of its series; None where it has none on that scale."""
        return None

    # What kinds are made with ----------------------------------------------------------------------------------------

    @property
    def when(self) -> dict[str, object]:
        """The words of its time: the year of a deadline, or the span of a window."""
        return {"deadline": self.years[-1]}

    def measured(self, facts: Facts) -> tuple[int, ...]:
        """The deciding years that have a figure."""
        return tuple(year for year in self.deciding(facts.of) if year in facts.figures)

    def missing(self, facts: Facts, other: Facts | None = None) -> tuple[int, ...]:
        """The deciding years without a figure, of the own series or of one it is compared with."""
        figures = (other or facts).figures
        return tuple(year for year in self.deciding(facts.of) if year not in figures)

    def whatever(self, facts: Facts, reached: bool) -> Message:
        """That the bounds of the quantity decide, whatever the missing years bring."""
        return message(f"reason.bounds_{'reached' if reached else 'missed'}", missing=self.missing(facts))


class WindowRecord(TargetRecord):
    """A target that a window of years decides; it is due in the last of them."""

    window: PeriodField

    @property
    def deadline(self) -> int:
        return self.window.last

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(self.window.years)

    @property
    def when(self) -> dict[str, object]:
        return {"span": self.window}

    def moved(self, window: Period) -> Self:
        """The same for another window; growth of it starts from the year before."""
        base = {"base_year": window.first - 1} if "base_year" in type(self).model_fields else {}
        return self.model_copy(update={"window": window, **base})
