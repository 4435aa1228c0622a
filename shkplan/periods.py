"""A year, or a range of years: ``2020``, ``2016-2020``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer


@dataclass(frozen=True, order=True)
class Period:
    """Calendar years from ``first`` to ``last``, both included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if not 1900 <= self.first <= self.last <= 2200:
            raise ValueError(f"{self.first}-{self.last} is not a span of calendar years")

    @classmethod
    def parse(cls, value: Any) -> Period:
        """A period from ``2020``, ``"2020"`` or ``"2016-2020"``.

        Raises:
            ValueError: anything else.
        """
        if isinstance(value, Period):
            return value
        text = str(value).strip()
        match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{4}))?", text)
        if match is None:
            raise ValueError("a year such as 2020, or a range such as 2016-2020")
        first = int(match[1])
        return cls(first, int(match[2] or first))

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


PeriodField = Annotated[Period, BeforeValidator(Period.parse), PlainSerializer(str)]
