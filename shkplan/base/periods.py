"""A year, or a range of years: ``2020``, ``2016-2020``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.base.typed import Misfit, plain

_SPAN = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """Calendar years from ``first`` to ``last``, both included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if not 1900 <= self.first <= self.last <= 2200:
            raise ValueError(said("{years} is not a span of calendar years", years=f"{self.first}-{self.last}"))

    @classmethod
    def parse(cls, value: Any) -> Period:
        """A period from ``2020``, ``"2020"`` or ``"2016-2020"``.

        Raises:
            ValueError: anything else.
        """
        return value if isinstance(value, Period) else cls._of(str(value).strip())

    @classmethod
    @cache
    def _of(cls, text: str) -> Period:
        match = _SPAN.fullmatch(text)
        if match is None:
            # as people write them: 2016–2020, 2016至2020年, ２０２０
            likely = _SPAN.fullmatch(re.sub("[–—~至到]", "-", re.sub(r"[\s年]", "", plain(text))))
            remedy = (
                said("Write {likely}.", likely=likely[0])
                if likely
                else said("Write four digits, or two years with a hyphen between them.")
            )
            raise Misfit(said("a year such as 2020, or a range such as 2016-2020"), remedy)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise Misfit(said("the earlier year first"), said("Write {last}-{first}.", last=last, first=first))
        if first < 1900 or last > 2200:
            raise Misfit(said("years from 1900 to 2200"), said("Check the digits."))
        return cls(first, last)

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def is_year(self) -> bool:
        return self.first == self.last

    def __contains__(self, year: object) -> bool:
        return year in self.years

    def __str__(self) -> str:
        return str(self.first) if self.is_year else f"{self.first}-{self.last}"


_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)


def day_of(value: object) -> dt.date:
    """A day from a date, from text such as ``2023-06-30``, or from a moment of pandas or numpy that is a whole day.

    Raises:
        ParameterError: anything else, a time of day or a month among it, with what to write.
    """
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    text = value if isinstance(value, str) else ""
    if isinstance(value, dt.datetime) or type(value).__name__ == "datetime64":  # numpy's, which is not loaded for this
        whole = _MIDNIGHT.fullmatch(str(value))
        text = whole[1] if whole else ""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ParameterError(said("a day such as 2023-06-30 is wanted, not {value}", value=repr(value))) from None


PeriodField = Annotated[Period, BeforeValidator(Period.parse), PlainSerializer(str)]
