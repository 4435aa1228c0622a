"""What all kinds of target share: the record, what is asked of a kind, and the values a kind answers with.

A kind reads a deciding quantity off the yearly values and holds it against a number: the event is that it reaches it.
Every deciding quantity rises, or stays, where values of its own series rise, and falls or stays where those of the series it
is compared with rise. Observation has decided as soon as the event is the same at both ends of what the missing years can be.
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Annotated, ClassVar, Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, BeforeValidator, Field

from shkplan.base import units
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, Text, message
from shkplan.base.periods import PeriodField
from shkplan.base.typed import Location, Misfit, Record, plain
from shkplan.register.consistency import Bounds, spoken, within

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

EXACT = 1e-9  # relative; a sum of published figures may be off its decimal value by rounding of the last bit


def known_unit(unit: str) -> str:
    """The unit, if statistics know it.

    Raises:
        ValueError: they do not.
    """
    if not units.known(unit):
        likely = plain(unit)
        remedy = (
            f"Write {likely}." if units.known(likely) else "Write it as 亿元, 万元, 人, 人次, %, 平方米 and the like."
        )
        raise Misfit("a unit of Chinese statistics", remedy)
    return unit


Unit = Annotated[str, AfterValidator(known_unit)]
Blank = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]  # an entry left open
Year = Annotated[int, Field(ge=1900, le=2200)]
NumberSide = Literal["at_least", "at_most"]


class Reference(Record):
    """A series of the plan, by its indicator and region."""

    indicator: str
    region: str


class Quantity(Protocol):
    """What a kind must know of the indicator whose target it is."""

    @property
    def unit(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def price_basis(self) -> str: ...
    @property
    def bounds(self) -> Bounds: ...
    @property
    def precision(self) -> float | None: ...


@dataclass(frozen=True)
class Facts:
    """What was measured.

    Attributes:
        of: the quantity.
        figures: year -> measured value, in its unit.
        others: the same of the series it is compared with; of a pace the reference, then the prices where they are needed.
    """

    of: Quantity
    figures: Mapping[int, float]
    others: tuple[Facts, ...] = ()

    @property
    def latest(self) -> tuple[int, float] | None:
        """The last measured year and its value."""
        return max(self.figures.items(), default=None)

    def ends(self, years: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
        """The (1, n_years) least and greatest values that these years can have: as measured, else the bounds."""
        low, high = self.of.bounds
        least, most = (-inf if low is None else low), (inf if high is None else high)
        rows = ([self.figures.get(year, end) for year in years] for end in (least, most))
        first, second = (np.array([row], dtype=np.float64) for row in rows)
        return first, second


@dataclass(frozen=True)
class Goal:
    """What a target wants of its deciding quantity.

    Attributes:
        number: as it is told.
        threshold: what decides; another number where that is reached, or left, only in print.
        wanted: what the gap is counted from.
        unit: of all three.
        quantity: what the deciding quantity is, in words.
        assumptions: what was assumed to have the number.
    """

    number: float
    threshold: float
    wanted: float
    unit: str
    quantity: Message
    assumptions: tuple[Message, ...] = ()


class Spread(NamedTuple):
    """Median and 80 % band of an estimate."""

    low: float
    central: float
    high: float


@dataclass(frozen=True)
class Required:
    """What it would take from here, as a number and as a sentence.

    Attributes:
        kind: yearly change (in ``unit`` a year), yearly growth (%), remaining sum (per remaining year), own growth (%),
            or margin (the distance to a bound that is kept).
    """

    kind: Literal["yearly_change", "yearly_growth", "yearly_sum", "own_growth", "margin"]
    value: float
    unit: str
    sentence: Message


@dataclass(frozen=True)
class Mark:
    """Where a target stands on the chart of its series: a height in the series' unit, over which years, and its name."""

    at: float
    first: int
    last: int
    label: Message


class TargetRecord(Record):
    """What every target states, and what every kind answers.

    Attributes:
        scored: whether there is an event that holds or not.
        one_year: whether the deciding quantity is the value of one year; its predictive distribution is then in closed form.
        compounds: whether yearly rates are compounded; they must then agree with published levels.
        derived: whether the deciding quantity is computed and never published itself.
        early: whether the latest figure may be beyond the number already, before the deadline.
        outside: whether the number is an outside threshold and not one of the plan.
        no_mark: why a kind has no mark on the chart of its series; empty where it has one.
    """

    scored: ClassVar[bool] = True
    one_year: ClassVar[bool] = False
    compounds: ClassVar[bool] = False
    derived: ClassVar[bool] = False
    early: ClassVar[bool] = False
    outside: ClassVar[bool] = False
    no_mark: ClassVar[str] = ""

    approved: dt.date
    nature: Literal["binding", "anticipatory"] | None = None
    locator: str
    statement: Text
    note: Text | None = None
    kind: str
    direction: str

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
    def compared(self) -> Reference | None:
        """The series it is held against; None where it is held against a number."""
        return None

    def misfits(self, of: Quantity, at: Location) -> Iterator[Misfit]:
        """What of the target does not fit its indicator: how that is measured, its unit, its bounds."""
        return iter(())

    # The event ------------------------------------------------------------------------------------------------------

    @property
    def up(self) -> bool:
        """Whether more is better."""
        return self.direction in ("at_least", "up")

    @abstractmethod
    def goal(self, facts: Facts) -> Goal:
        """What is wanted of the deciding quantity.

        Raises:
            NotAssessable: the plan, or what is measured, does not tell.
        """

    @abstractmethod
    def value(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        """(n,) the deciding quantity of (n, n_years) values of the deciding years, own and of the series compared with."""

    def event(self, facts: Facts, own: FloatArray, *others: FloatArray) -> BoolArray:
        """(n,) whether the target is reached; reaching its number exactly counts."""
        return reaches(self.value(facts, own, *others), self.goal(facts).threshold, self.up)

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

    # Words ----------------------------------------------------------------------------------------------------------

    @abstractmethod
    def short(self, indicator: str = "") -> Message:
        """The target as short as its number allows.

        Args:
            indicator: the id of the indicator it is a target of.
        """

    @abstractmethod
    def decided(self, facts: Facts, goal: Goal, reached: bool) -> Message:
        """Why observation has decided."""

    @abstractmethod
    def estimated(self, facts: Facts, goal: Goal, spread: Spread, own: FloatArray, *others: FloatArray) -> Message:
        """What is estimated, and of which years."""

    def required(self, facts: Facts, goal: Goal, *others: FloatArray) -> Required | None:
        """What it takes from here; None where nothing is left to do, or nothing can be said."""
        return None

    def mark(self, of: Quantity, figures: Mapping[int, float]) -> Mark | None:
        """Its mark on the chart of its series; None where it has none on that scale."""
        return None

    # What the kinds are made with -----------------------------------------------------------------------------------

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


def reaches(value: FloatArray, number: float, up: bool) -> BoolArray:
    """Whether values reach a number, the number itself included; off by rounding of the last bit is not short."""
    slack = EXACT * max(abs(number), 1.0)
    return np.asarray(value >= number - slack if up else value <= number + slack)


def in_print(of: Quantity, direction: str, number: float) -> tuple[float, tuple[Message, ...]]:
    """The threshold that decides; at the bound of a quantity, the smallest value that is published as the bound.

    Raises:
        NotAssessable: the number is the bound and no published precision is known.
    """
    bound = of.bounds[1] if direction == "at_least" else of.bounds[0]
    if bound is None or number != bound:
        return number, ()
    if of.precision is None:
        raise NotAssessable(message("reason.no_precision"))
    half = of.precision / 2
    threshold = number - half if direction == "at_least" else number + half
    return threshold, (message("assumption.precision", threshold=threshold, number=number, unit=of.unit),)


def amount(number: float, unit: str) -> Message:
    """A published number with its unit."""
    return message("quantity_with_unit", number=number, unit=unit)


def beyond(number: float, unit: str, of: Quantity, at: Location) -> Iterator[Misfit]:
    """That the quantity can never have a number."""
    if not of.unit or not units.joined(unit, of.unit):
        return
    if not within(units.convert(number, unit, of.unit), of.bounds):
        remedy = "Correct the number, its unit or the bounds."
        yield Misfit(spoken(of.bounds, of.unit), remedy, found=f"{number:g}", at=at)
