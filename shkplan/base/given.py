"""Years, numbers and tables as people hand them over in Python, in the shapes these have.

A year may be a whole number, ``"2018"``, ``"2018年"``, the first or last day of the year, or a yearly period of pandas; a
number may be a Decimal or text such as ``"1,240"``. What could be meant in two ways is not guessed at: the answer is then
the words that say so, not a value.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, KeysView, Mapping, Sequence, ValuesView
from numbers import Complex
from typing import Any

from shkplan.base.errors import ParameterError, whole
from shkplan.base.messages import Said, said
from shkplan.base.periods import LAST_YEAR
from shkplan.base.shown import shown
from shkplan.base.typed import likely_day, plain

EARLIEST, LATEST = 1700, LAST_YEAR  # national accounts begin with King and Petty; a year of five digits is a slip

_YEAR = re.compile(r"([0-9]{4})(?:\.0*)?(?:年度?)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_AT_THE_END = frozenset({(1, 1), (12, 31)})  # days by which tables name a whole year


def year_of(value: Any, first: int = EARLIEST) -> int | Said:
    """A calendar year, not before a ``first`` one, or what is wrong with it."""
    year = _dated(value)
    if isinstance(year, Said):
        return year
    if isinstance(year, str):
        text = plain(year)
        match = _YEAR.fullmatch(text)
        day = "" if match else likely_day(text)
        if day:
            return year_of(dt.date.fromisoformat(day), first)
        year = int(match[1]) if match else None
    number = _real(year)
    if number is None or not number.is_integer():
        return said("found {found}, expected a calendar year such as 2021", found=shown(value))
    if not first <= number <= LATEST:
        words = "found {found}, expected a calendar year from {first} to {last}"
        return said(words, found=shown(value), first=first, last=LATEST)
    return int(number)


def number_of(value: Any) -> float | Said | None:
    """A finite number, None where there is none, or what is wrong with it."""
    if is_missing(value):
        return None
    number = _real(float(plain(value).replace(",", "")) if isinstance(value, str) and _is_number(value) else value)
    if number is None or math.isinf(number):
        return said("found {found}, expected a number", found=shown(value))
    return number


def is_missing(value: Any) -> bool:
    """Whether a cell is empty: None, a NaN of any kind, NaT, or text without a character."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return True
    try:
        return bool(value != value)  # noqa: PLR0124  # what no missing number or moment equals is itself
    except (TypeError, ValueError):  # pandas' NA has no truth, nor has a list of several
        return type(value).__name__ == "NAType"


def is_list(value: Any) -> bool:
    """Whether a value is a list of single ones in their order: of Python, an array, or a column of a table."""
    if isinstance(value, (list, tuple, range, Iterator, KeysView, ValuesView)):  # mypy wants types of their parts
        return True
    return (hasattr(value, "__array__") and hasattr(value, "__len__")) or hasattr(value, "to_pylist")


def a_year(name: str, found: object, expected: str) -> int:
    """A calendar year that was given as an argument.

    Raises:
        ParameterError: it is none, or one that no series has.
    """
    year = whole(name, found, expected)
    if not EARLIEST <= year <= LATEST:
        words = "{name}: found {found}, expected a calendar year from {first} to {last}."
        raise ParameterError(said(words, name=name, found=shown(found), first=EARLIEST, last=LATEST))
    return year


def all_of(told: Sequence[str], most: int) -> str:
    """Several sentences as one: the first ``most`` of them, and how many more there are."""
    more: list[str] = [said("and {count} more", count=len(told) - most)] if len(told) > most else []
    whole, *others = (*told[:most], *more)
    for other in others:
        whole = said("{one}; {other}", one=whole, other=other)
    return whole


def columns_of(table: Any) -> dict[str, list[Any]] | None:
    """The columns of a table of polars, of arrow, or of a mapping of lists; None for what is none of these."""
    if callable(getattr(table, "collect_schema", None)) and callable(getattr(table, "collect", None)):
        table = table.collect()  # a frame of polars that was not worked out yet
    if isinstance(table, Mapping):
        whole = table and all(is_list(one) for one in table.values())
        return {str(name): list(column) for name, column in table.items()} if whole else None
    for name, asked in (("to_pydict", {}), ("to_dict", {"as_series": False})):
        if hasattr(table, "columns") and callable(getattr(table, name, None)) and not hasattr(table, "iloc"):
            found: dict[str, list[Any]] = getattr(table, name)(**asked)
            return found
    return None


def bounds_of(given: object) -> tuple[float | None, float | None]:
    """The bounds as plain numbers.

    Raises:
        ParameterError: no pair of numbers, or the lower one is not below the upper.
    """
    ends = [number_of(end) for end in given] if isinstance(given, list | tuple) else []
    if len(ends) != 2 or any(isinstance(end, Said) for end in ends):
        words = "bounds: found {found}, expected the smallest and the largest value, such as (0, 100) or (0, None)."
        raise ParameterError(said(words, found=shown(given)))
    low, high = (end if isinstance(end, float) else None for end in ends)
    if low is not None and high is not None and low >= high:
        words = "bounds: found {found}, expected a lower bound below the upper one."
        raise ParameterError(said(words, found=shown(given)))
    return low, high


def must_be(name: str, found: Any, kinds: type | tuple[type, ...], expected: str) -> None:
    """Refuse an argument of another kind.

    Raises:
        ParameterError: in one sentence.
    """
    if not isinstance(found, kinds):
        words = "{name}: found {found}, expected {expected}."
        raise ParameterError(said(words, name=name, found=shown(found), expected=said(expected)))


def _dated(value: Any) -> Any:
    """The year of a moment or period that names a whole one; anything else as it is."""
    if type(value).__name__ == "datetime64":  # numpy's, which is not loaded for this
        value = value.item()
        value = dt.datetime.fromtimestamp(value / 1e9, dt.UTC) if isinstance(value, int) else value
    frequency = getattr(value, "freqstr", None)
    day = isinstance(value, dt.date) and not is_missing(value)
    within = day and (value.month, value.day) not in _AT_THE_END
    if within or (frequency is not None and not str(frequency).upper().startswith(("Y", "A"))):
        words = "found {found}, which lies within a year; expected the year whose figure it is, such as {year}"
        return said(words, found=shown(value), year=value.year)
    return value.year if day or frequency is not None else value


def _is_number(text: str) -> bool:
    tidy = plain(text)
    return _NUMBER.fullmatch(tidy) is not None and any(char.isdigit() for char in tidy.lower().partition("e")[0])


def _real(value: Any) -> float | None:
    """A real number as one of Python's; None for a truth, a complex number, a moment, a text, a list."""
    told = getattr(getattr(value, "dtype", None), "kind", "")
    kind = told if isinstance(told, str) else ""
    if isinstance(value, bool | str | bytes) or (kind in "bcmMSU" and kind) or getattr(value, "shape", ()) != ():
        return None
    if isinstance(value, Complex) and not hasattr(value, "__float__"):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None
