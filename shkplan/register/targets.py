"""The kinds of target a plan can state, each the event that must hold.

===================  ==================================================================================
kind                 event
===================  ==================================================================================
level                the value at the deadline reaches the number
held                 the bound holds in every year of the window
cumulative           the yearly flows of the window add up to the number
growth               growth compounded over the window reaches the number, as an average a year or in all
pace                 own yearly growth, compounded over the window, is not behind the reference's by more
                     than the tolerance
benchmark            the value at the deadline reaches an outside threshold, an explicit parameter
direction            the value at the deadline lies on the stated side of its baseline
stated_aim           recorded and quoted, never scored
===================  ==================================================================================

Reaching the number exactly counts (以上 and 以下 include it). The direction of good is always written, never a default.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from shkplan.base import units
from shkplan.base.messages import Text
from shkplan.base.periods import PeriodField
from shkplan.base.typed import Misfit, Number, Record, plain


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


class TargetRecord(Record):
    """What every target states, whatever its kind."""

    approved: dt.date
    nature: Literal["binding", "anticipatory"] | None = None
    locator: str
    statement: Text
    note: Text | None = None


class WindowRecord(TargetRecord):
    """A target that a window of years decides; it is due in the last of them."""

    window: PeriodField

    @property
    def deadline(self) -> int:
        return self.window.last


class Level(TargetRecord):
    kind: Literal["level"]
    direction: NumberSide
    number: Number
    unit: Unit
    deadline: Year


class Held(WindowRecord):
    kind: Literal["held"]
    direction: NumberSide
    number: Number
    unit: Unit


class Cumulative(WindowRecord):
    kind: Literal["cumulative"]
    direction: NumberSide
    number: Number
    unit: Unit


class Growth(WindowRecord):
    """Growth over the window, compounded: ``per: year`` speaks of its average a year, ``per: window`` of the whole change."""

    kind: Literal["growth"]
    direction: NumberSide
    number: Annotated[Number, Field(gt=-100)]
    unit: Unit
    per: Literal["year", "window"]
    base_year: Year

    @property
    def years(self) -> range:
        """The years whose growth is compounded."""
        return range(self.base_year + 1, self.window.last + 1)


class Reference(Record):
    """The series a pace is measured against."""

    indicator: str
    region: str


class Pace(WindowRecord):
    kind: Literal["pace"]
    direction: Literal["at_least"]
    base_year: Year
    reference: Reference
    tolerance: Number  # percentage points of average yearly growth


class Reading(Record):
    """One published reading of a threshold that has no official number."""

    number: Number
    unit: Unit
    year: Year
    source_title: str
    publisher: Blank = ""
    published: dt.date | None = None
    note: Text | None = None


class ExchangeRate(Record):
    number: Number | None
    unit: Unit
    note: Text | None = None


class Benchmark(TargetRecord):
    kind: Literal["benchmark"]
    direction: NumberSide
    number: Number
    unit: Unit
    deadline: Year
    exchange_rate: ExchangeRate | None = None
    readings: tuple[Reading, ...] = ()


class Base(Record):
    """Where a direction starts from; ``bound`` says whether the number is the value or only bounds it."""

    number: Number
    unit: Unit
    period: PeriodField
    form: Literal["level", "growth rate", "sum", "mean"]
    bound: Literal["exact", "lower", "upper", "about"]


class Direction(TargetRecord):
    kind: Literal["direction"]
    direction: Literal["up", "down"]
    deadline: Year
    baseline: Base | None


class StatedAim(TargetRecord):
    kind: Literal["stated_aim"]
    direction: Literal["none"]
    deadline: Year


Target = Level | Held | Cumulative | Growth | Pace | Benchmark | Direction | StatedAim
TargetField = Annotated[Target, Field(discriminator="kind")]
KINDS: tuple[str, ...] = tuple(get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(Target))
