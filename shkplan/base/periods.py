"""A year, a range of years, or a year so far: ``2020``, ``2016-2020``, ``2025-01..09``.

Bulletins print figures from January on (1-9月, 前三季度, 上半年). They are read in these ways and written in one; the months of
January to December are the year. One month alone is no period of ours: nothing here is measured by the month.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.base.shown import shown
from shkplan.base.typed import Misfit, plain

MONTHS = 12  # of a year
FIRST_YEAR, LAST_YEAR = 1900, 2200  # of which anything here may speak
_SPAN = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """Calendar years from ``first`` to ``last``, both included; of a year so far its months from January to ``month``."""

    first: int
    last: int
    month: int = MONTHS

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.first <= self.last <= LAST_YEAR:
            raise ValueError(said("{first}-{last} is not a span of calendar years", first=self.first, last=self.last))
        if not 1 <= self.month <= MONTHS or (self.within and self.first != self.last):
            words = "{first}-{last}, month {month}: only one year has a month it is told up to"
            raise ValueError(said(words, first=self.first, last=self.last, month=self.month))

    @classmethod
    def parse(cls, value: Any) -> Period:
        """A period from ``2020``, ``"2020"``, ``"2016-2020"``, or of a year so far ``"2025-01..09"``, ``"2025年1-9月"``.

        Raises:
            Misfit: anything else.
        """
        return value if isinstance(value, Period) else cls._of(str(value).strip())

    @classmethod
    def of_years(cls, value: Any) -> Period:
        """A year or a range of years; what a target or a claim speaks of is never a part of a year.

        Raises:
            Misfit: anything else, a year so far among it.
        """
        found = cls.parse(value)
        if found.within:
            raise Misfit(_YEARS, said("Write the year, {year}.", year=found.first))
        return found

    @classmethod
    @cache
    def _of(cls, text: str) -> Period:
        match = _SPAN.fullmatch(text)
        if match is None:
            return cls._of_months(text)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise Misfit(said("the earlier year first"), said("Write {years}.", years=f"{last}-{first}"))
        if first < FIRST_YEAR or last > LAST_YEAR:
            raise Misfit(said("years from 1900 to 2200"), said("Check the digits."))
        return cls(first, last)

    @classmethod
    def _of_months(cls, text: str) -> Period:
        """A year so far, or the answer to what is no period."""
        tidy = re.sub(r"\s", "", plain(text)).lower()
        if (so_far := _so_far(tidy)) is not None:
            year, month = so_far
            if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= MONTHS:
                return cls(year, year, month)
            raise Misfit(
                said("a year from 1900 to 2200 and months from January to one up to December"),
                said("Check the digits."),
            )
        if (alone := _alone(tidy)) is not None:
            year, month = alone
            expected = said(
                "a year, or its months from January on such as {example}", example=f"{year}-01..{month:02d}"
            )
            remedy = "One month, quarter or half year alone is not read. Write {example} if the figure is counted from January on."
            raise Misfit(expected, said(remedy, example=f"{year}-01..{month:02d}"))
        # as people write them: 2016–2020, 2016至2020年, ２０２０
        likely = _SPAN.fullmatch(re.sub("[–—~至到]", "-", tidy.replace("年", "")))
        otherwise = said("Write four digits, or two years with a hyphen between them.")
        raise Misfit(_YEARS, said("Write {years}.", years=likely[0]) if likely else otherwise)

    @property
    def years(self) -> range:
        """The calendar years it touches."""
        return range(self.first, self.last + 1)

    @property
    def is_year(self) -> bool:
        """Whether it is one year, and the whole of it."""
        return self.first == self.last and not self.within

    @property
    def within(self) -> bool:
        """Whether it is a year so far."""
        return self.month < MONTHS

    @property
    def ends(self) -> dt.date:
        """Its last day."""
        return dt.date(self.last, self.month, monthrange(self.last, self.month)[1])

    def __contains__(self, year: object) -> bool:
        return year in self.years

    def __str__(self) -> str:
        if self.within:
            return f"{self.first}-01..{self.month:02d}"
        return str(self.first) if self.is_year else f"{self.first}-{self.last}"


_YEARS = said("a year such as 2020, or a range such as 2016-2020")
_DASH = "[-–—~至到]"
_NUMERALS = {name: at for at, name in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12, "两": 2}
_COUNT = "([0-9]{1,2}|十[一二]?|[一二两三四五六七八九])"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"({'|'.join(_MONTHS)})[a-z]*"
# Ways to write the months from January on, each with how many months its number counts.
_WAYS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern, re.ASCII), months)
    for pattern, months in (
        (r"([0-9]{4})-0?1\.\.([0-9]{1,2})", 1),
        (rf"([0-9]{{4}})年0?1月?{_DASH}([0-9]{{1,2}})月份?(?:累计)?", 1),
        (rf"([0-9]{{4}})年前{_COUNT}个月", 1),
        (rf"([0-9]{{4}})年?前{_COUNT}个?季度", 3),
        (r"([0-9]{4})年?第?([1一])季度", 3),
        (rf"([0-9]{{4}})[-年]?q1{_DASH}q?([1-4])", 3),
        (r"([0-9]{4})[-年]?q(1)", 3),
        (r"([0-9]{4})(?:年?(?:上)半年|-?h(?=1))(1?)", 6),
    )
)
_ENGLISH = re.compile(rf"jan(?:uary)?{_DASH}{_NAME},?([0-9]{{4}})", re.ASCII)
_ALONE: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern, re.ASCII), months)
    for pattern, months in (
        (r"([0-9]{4})(?:年|[-/.])(0?[1-9]|1[0-2])月?份?", 1),
        (r"([0-9]{4})[-年]?第?(?:q|)([2-4二三四])(?:季度|(?<=q[2-4]))", 3),
        (r"([0-9]{4})(?:年?下半年|-?h2)()", 12),
    )
)


def _so_far(tidy: str) -> tuple[int, int] | None:
    """Year and last month of the months from January on, as people write them; None where they are something else."""
    for way, months in _WAYS:
        if match := way.fullmatch(tidy):
            return int(match[1]), months * _counted(match[2])
    if match := _ENGLISH.fullmatch(tidy):
        return int(match[2]), 1 + _MONTHS.index(match[1])
    return None


def _alone(tidy: str) -> tuple[int, int] | None:
    """Year and last month of a month, quarter or half year that does not begin in January, or does not say so."""
    for way, months in _ALONE:
        if match := way.fullmatch(tidy):
            return int(match[1]), months * _counted(match[2])
    return None


def _counted(number: str) -> int:
    return _NUMERALS[number] if number in _NUMERALS else int(number or 1)


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
        raise ParameterError(said("a day such as 2023-06-30 is wanted, not {value}", value=shown(value))) from None


PeriodField = Annotated[Period, BeforeValidator(Period.of_years), PlainSerializer(str)]
FigurePeriod = Annotated[Period, BeforeValidator(Period.parse), PlainSerializer(str)]
