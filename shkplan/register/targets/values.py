"""The values kinds of target are asked with and answer with: what was measured, what is wanted, what it takes, where it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Annotated, Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, BeforeValidator, Field

from shkplan.base import units
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message, said
from shkplan.base.periods import FIRST_YEAR, LAST_YEAR, PeriodField
from shkplan.base.typed import Location, Misfit, Number, Record, plain, unquoted
from shkplan.register.consistency import Bounds, spoken, within

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_SHORT_OF = 1e-6  # of half a step: what is rounded up is beyond a ceiling
EXACT = 1e-9  # relative; a sum of published figures may be off its decimal value by rounding of the last bit


def known_unit(unit: str) -> str:
    """The unit, if statistics know it.

    Raises:
        ValueError: they do not.
    """
    if not units.known(unit):
        likely = unquoted(plain(unit))
        remedy = (
            said("Write {likely}.", likely=likely)
            if units.known(likely)
            else said("Write it as 亿元, 万元, 人, 人次, %, 平方米 and the like.")
        )
        raise Misfit(said("a unit of Chinese statistics"), remedy)
    return unit


Unit = Annotated[str, AfterValidator(known_unit)]
UnitIfAny = Annotated[str, AfterValidator(lambda unit: known_unit(unit) if unit else unit)]  # empty where none is said
Blank = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]  # an entry left open
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
NumberSide = Literal["at_least", "at_most"]
Way = Literal["distance", "sum", "growth", "room", "kept", "index", "mean"]
CourseForm = Literal["value", "each", "total", "growth", "lead", "mean"]


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


class Base(Record):
    """Where a direction starts from; ``bound`` says whether the number is the value or only bounds it."""

    number: Number
    unit: Unit
    period: PeriodField
    form: Literal["level", "growth rate", "sum", "mean"]
    bound: Literal["exact", "lower", "upper", "about"]


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
        kind: yearly change (in ``unit`` a year), yearly growth (%), remaining sum (per remaining year), the mean of the remaining
            years, own growth (%), or margin (the distance to a bound that is kept).
    """

    kind: Literal["yearly_change", "yearly_growth", "yearly_sum", "yearly_mean", "own_growth", "margin"]
    value: float
    unit: str
    sentence: Message


@dataclass(frozen=True)
class Headway:
    """How far figures have come towards a target, and how much of the time they had for it.

    Attributes:
        share: 1 where what is asked of the whole time is there; below 0 where figures moved away from it.
        time: share of the years that the figures speak of.
        year: the latest of them.
        way: what the share is of. A distance from the base year, a sum, or growth in logarithms; "room", what has been used of a
            ceiling of these; "kept", the years in which a limit was kept, or a number that was there in the base year already;
            "index", own growth over that of the reference, as compounded; "mean", the mean of the years over the number.
    """

    share: float
    time: float
    year: int
    way: Way = "distance"

    @property
    def lead(self) -> float:
        """The share over the share of the time: 1 on a way that is gone evenly, more where figures are ahead.

        Of a ceiling, where less is better, as much below 1 as too much of it was used for the time, and as much above where less.
        """
        ratio = self.share / self.time
        return 2 - ratio if self.way == "room" else ratio

    @property
    def runs(self) -> bool:
        """Whether it is a way on which figures move from nothing to all, beside which the share of the time means something."""
        return self.way in ("distance", "sum", "growth")


@dataclass(frozen=True)
class Mark:
    """Where a target stands on the chart of its series: a height in the series' unit, over which years, and its name."""

    at: float
    first: int
    last: int
    label: Message


def reaches(value: FloatArray, number: float, up: bool) -> BoolArray:
    """Whether values reach a number, the number itself included; off by rounding of the last bit is not short."""
    slack = EXACT * max(abs(number), 1.0)
    return np.asarray(value >= number - slack if up else value <= number + slack)


def even_rate(change: float, years: int) -> float:
    """The yearly rate (%) that compounds to a change (%) over so many years; what has lost all of it has lost it at once."""
    return float(100 * (max(1 + change / 100, 0.0) ** (1 / years) - 1))


def printed_as(number: float, direction: str, step: float) -> float:
    """The least value, of a ceiling the greatest, that rounds to a number in steps of ``step``; half a step is rounded up."""
    return number - step / 2 if direction == "at_least" else number + step / 2 * (1 - _SHORT_OF)


def in_print(
    of: Quantity, direction: str, number: float, step: float | None = None
) -> tuple[float, tuple[Message, ...]]:
    """The threshold that decides; at the bound of a quantity, the smallest value that is published as the bound.

    Args:
        of: the quantity.
        direction: at_least or at_most.
        number: what is wanted, in the unit of the quantity.
        step: the precision at which it is held against the number; None where it is held as it is.

    Raises:
        NotAssessable: the number is the bound and no published precision is known.
    """
    if step is not None:
        threshold = printed_as(number, direction, step)
        return threshold, (message("assumption.at_precision", step=step, number=number, unit=of.unit),)
    bound = of.bounds[1] if direction == "at_least" else of.bounds[0]
    if bound is None or number != bound:
        return number, ()
    if of.precision is None:
        raise NotAssessable(message("reason.no_precision"))
    half = of.precision / 2
    threshold = number - half if direction == "at_least" else number + half
    return threshold, (message("assumption.precision", threshold=threshold, number=number, unit=of.unit),)


def beyond(number: float, unit: str, of: Quantity, at: Location) -> Iterator[Misfit]:
    """That the quantity can never have a number."""
    if not of.unit or not units.joined(unit, of.unit):
        return
    if not within(units.convert(number, unit, of.unit), of.bounds):
        remedy = said("Correct the number, its unit or the bounds.")
        yield Misfit(spoken(of.bounds, of.unit), remedy, found=f"{number:g}", at=at)
