"""A panel as a frame: the columns ``series``, ``year`` and ``value``, one row a measured year; read here and nowhere else.

A frame may be one of pandas, of polars or of arrow, or a mapping of columns. What of it cannot be read is no reason to lose
the rest: it is told series by series, and no row goes without a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import ParameterError
from shkplan.base.given import EARLIEST, LATEST, all_of, columns_of, is_missing, number_of, year_of
from shkplan.base.messages import Said, said
from shkplan.base.shown import shown
from shkplan.models.base import IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Measured", "a_panel", "lacking", "measured", "once_a_series"]

COLUMNS = ("series", "year", "value")
COUNTED = 999  # the last year of a panel that counts years, and is no calendar year anybody has figures of
FAR = 60  # years between two measured ones; more is a slip of the pen, such as 1020
_SHOWN = 3  # mistakes of one series; a column of the wrong kind has as many as rows


@dataclass(frozen=True, eq=False)
class Measured:
    """The rows of a panel that have a value, by series and year, and what could not be read.

    Attributes:
        rows: of the series that were read: ``series``, ``year`` (int64), ``value`` (float64), and what else the frame has.
        names: (S,) all series, sorted, those not read among them.
        code: (n,) the position of each row's series in ``names``.
        reasons: position in ``names`` -> why a series was not read.
        empty: the same of those without a value in any row.
        nameless: why rows that name no series were not; empty where there are none.
    """

    rows: pd.DataFrame
    names: npt.NDArray[Any]
    code: IntArray
    reasons: Mapping[int, str]
    empty: Mapping[int, str]
    nameless: Said | None = None

    @property
    def spans(self) -> tuple[IntArray, IntArray]:
        """Where the rows of each series that was read begin, and where they end."""
        starts = np.flatnonzero(np.append(True, self.code[1:] != self.code[:-1])[: len(self.code)])
        return starts, np.append(starts, len(self.code))[1:]

    def failures(self, others: Mapping[int, str] = MappingProxyType({})) -> list[tuple[Any, str]]:
        """Who was not read, and why, beside the reasons against others; rows without a name stand under None, at the end."""
        reasons = {**self.empty, **self.reasons, **others}
        nameless = [] if self.nameless is None else [(None, self.nameless)]
        return [(self.names[at], reasons[at]) for at in sorted(reasons)] + nameless

    @property
    def wrong(self) -> list[tuple[Any, str]]:
        """The same without the series that have no value, which are merely not there."""
        return [(name, told) for name, told in self.failures() if told not in self.empty.values()]


def lacking(frame: pd.DataFrame, columns: Sequence[str] = COLUMNS) -> list[str]:
    """Which of the columns a frame does not have."""
    return [name for name in columns if name not in frame]


def a_panel(frame: object, called: str = "frame") -> pd.DataFrame:
    """A table as a frame of pandas that has the columns of a panel.

    Raises:
        ParameterError: it is no table, or a column is missing or there twice; under the name it is ``called``.
    """
    import pandas as pd

    columns = None if isinstance(frame, pd.DataFrame) else columns_of(frame)
    if columns is not None and len({len(column) for column in columns.values()}) < 2:
        frame = pd.DataFrame(columns, dtype=object)
    if not isinstance(frame, pd.DataFrame):
        words = "{name}: found {found}, expected a table with the columns series, year and value."
        raise ParameterError(said(words, name=called, found=shown(frame)))
    if lacking(frame) and set(lacking(frame)) <= set(frame.index.names):
        frame = frame.reset_index()
    there = [str(name) for name in frame.columns]
    if missing := lacking(frame):
        words = "{name}: no column {missing} in the frame; it needs series, year and value, and has {there}."
        raise ParameterError(said(words, name=called, missing=missing, there=there[:12]))
    if twice := sorted({name for name in there if there.count(name) > 1}):
        raise ParameterError(
            said("{name}: found the column {twice} twice, expected it once.", name=called, twice=twice)
        )
    return frame


def measured(frame: Any, called: str = "frame") -> Measured:
    """The rows of a panel that have a value, by series and year.

    Raises:
        ParameterError: no such table, or a column of which nothing can be read.
    """
    data = a_panel(frame, called)
    at, names = _ranked(data["series"], called)
    values, odd_values = _read(data["value"], number_of, np.float64)
    there = ~np.isnan(values)
    there[list(odd_values)] = True
    years, odd_years = _read(data["year"], year_of, np.int64, of=there)
    odd = _Odd(odd_years, odd_values)
    odd.must_not_be_all(np.flatnonzero(there), at, called)
    reasons, empty = odd.by_series(at, years), _never_measured(at, there, len(names))
    order = _sorted(np.flatnonzero(there & ~_among(at, reasons, len(names))), at, years)
    here, when = at[order], years[order]
    if odd_calendars := _calendars(here, when):
        reasons |= odd_calendars
        order = order[~_among(here, odd_calendars, len(names))]
    nameless = np.flatnonzero(there & (at < 0))
    rows = data if np.array_equal(order, np.arange(len(data))) else data.iloc[order]
    rows = rows.assign(year=years[order], value=values[order])
    return Measured(rows, names, at[order], reasons, empty, _without_name(nameless) if nameless.size else None)


def once_a_series(
    found: Measured, starts: IntArray, name: str, none: float
) -> tuple[npt.NDArray[np.float64], dict[int, Said]]:
    """A number that is the same in all rows of a series, and what is wrong with it by position of its first row in ``starts``.

    Args:
        found: the rows.
        starts: (S,) where each series begins.
        name: of the column.
        none: where a series, or the frame, has none.
    """
    if name not in found.rows or not starts.size:
        return np.full(len(starts), none), {}
    values, odd = _read(found.rows[name], number_of, np.float64, infinite=True)
    least, most = (end.reduceat(values, starts) for end in (np.fmin, np.fmax))
    words = "{name}: found {least:g} and {most:g}, expected one number for the series"
    reasons = {
        int(one): said(words, name=name, least=float(least[one]), most=float(most[one]))
        for one in np.flatnonzero(least < most)
    }
    for row, told in odd.items():
        reasons.setdefault(int(np.searchsorted(starts, row, "right")) - 1, said("{name}: {told}", name=name, told=told))
    return np.where(np.isnan(least), none, least), reasons


def _ranked(column: pd.Series[Any], called: str) -> tuple[IntArray, npt.NDArray[Any]]:
    """Position of each row's name among all of them, sorted; -1 where it has none. Names may be of any kind, and of several."""
    import pandas as pd

    plain = column.astype(object) if isinstance(column.dtype, pd.CategoricalDtype) else column
    try:
        codes, found = pd.factorize(plain)
    except TypeError:
        words = "{name}: series: found {found}, expected names of series such as '沙河口区'."
        raise ParameterError(said(words, name=called, found=shown(next(iter(plain), None)))) from None
    names = found.to_numpy() if hasattr(found, "to_numpy") else np.asarray(found)
    try:
        order = np.argsort(names, kind="stable")
    except TypeError:  # numbers beside text
        order = np.array(sorted(range(len(names)), key=lambda at: str(names[at])), dtype=np.int64)
    if names.dtype == object:
        order = np.array([at for at in order if not is_missing(names[at])], dtype=np.int64)
    rank = np.full(len(names) + 1, -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[codes], names[order]


def _read(
    column: pd.Series[Any],
    one: Callable[[Any], Any],
    kind: type,
    *,
    of: npt.NDArray[np.bool_] | None = None,
    infinite: bool = False,
) -> tuple[npt.NDArray[Any], dict[int, Said]]:
    """A column as numbers, and what is wrong by row; plain numbers in one go, all else cell by cell.

    Args:
        column: of the frame.
        one: reads a cell: a number, None, or the words on what is wrong.
        kind: of the numbers; where that is whole numbers, cells that are none become 0.
        of: the rows that matter.
        infinite: whether an infinite number is one.
    """
    import pandas as pd

    wanted = np.ones(len(column), dtype=bool) if of is None else of
    numeric = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
    if numeric and not pd.api.types.is_complex_dtype(column.dtype):
        numbers = column.to_numpy(np.float64, na_value=np.nan)
        fine = np.isfinite(numbers) | np.isnan(numbers) | infinite
        if kind is np.int64:
            first, last = (0, COUNTED) if _counts(numbers[wanted]) else (EARLIEST, LATEST)
            fine = (numbers >= first) & (numbers <= last) & (numbers == np.floor(numbers))
        suspects = np.flatnonzero(~fine & wanted)
        found = np.where(fine, numbers, 0.0).astype(kind) if kind is np.int64 else np.where(fine, numbers, np.nan)
    else:
        found, suspects = np.full(len(column), 0 if kind is np.int64 else np.nan, dtype=kind), np.flatnonzero(wanted)
    odd = dict[int, Said]()
    cells = column.iloc[suspects].astype(object) if suspects.size else ()
    for row, cell in zip(suspects.tolist(), cells, strict=True):
        number = one(cell)
        if isinstance(number, Said):
            odd[row] = number
        elif number is not None:
            found[row] = number
    return found, odd


def _counts(years: npt.NDArray[np.float64]) -> bool:
    """Whether a panel counts the years of its series from a beginning of their own, as those of forecasting competitions do."""
    return bool(years.size and np.all((years >= 0) & (years <= COUNTED)))


@dataclass(frozen=True)
class _Odd:
    """What is wrong with cells, by row."""

    years: dict[int, Said]
    values: dict[int, Said]

    def must_not_be_all(self, rows: IntArray, at: IntArray, called: str) -> None:
        """Refuse a frame of which no row can be read: the column is another one than was meant.

        Raises:
            ParameterError: the first mistake.
        """
        if rows.size and (at[rows] < 0).all():
            words = "{name}: series: found no name in any row, expected the name of a series in each."
            raise ParameterError(said(words, name=called))
        for column, odd in (("year", self.years), ("value", self.values)):
            if rows.size > 1 and len(odd) == rows.size:
                words = "{name}: {column}: {told}, and so in every row."
                raise ParameterError(said(words, name=called, column=column, told=odd[int(rows[0])]))

    def by_series(self, at: IntArray, years: IntArray) -> dict[int, str]:
        """The same, as the reasons of series."""
        found: dict[int, list[Said]] = defaultdict(list)
        for row in sorted({*self.years, *self.values}):
            if row in self.years:
                found[int(at[row])].append(said("year: {told}", told=self.years[row]))
            if row in self.values:
                when = said("value") if row in self.years else int(years[row])
                found[int(at[row])].append(said("{year}: {told}", year=when, told=self.values[row]))
        return {one: all_of(told, _SHOWN) for one, told in found.items() if one >= 0}


def _never_measured(at: IntArray, there: npt.NDArray[np.bool_], count: int) -> dict[int, Said]:
    """Series whose rows are all empty."""
    rows, known = (np.bincount(at[some], minlength=count) for some in (at >= 0, there & (at >= 0)))
    words = "found no value in any row ({rows} in all), expected one measured year or more"
    return {int(one): said(words, rows=int(rows[one])) for one in np.flatnonzero(known == 0)}


def _calendars(at: IntArray, years: IntArray) -> dict[int, Said]:
    """Series with a year twice, or one so far from all others that it must be a slip."""
    same, step = at[1:] == at[:-1], np.diff(years)
    reasons = dict[int, Said]()
    for row in np.flatnonzero(same & (step > FAR)).tolist():
        words = (
            "found no year between {before} and {after}, expected measured years at most {far} apart; check the digits"
        )
        reasons[int(at[row])] = said(words, before=int(years[row]), after=int(years[row + 1]), far=FAR)
    twice: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(same & (step == 0)).tolist():
        twice[int(at[row])].append(int(years[row]))
    for one, again in twice.items():
        told = [*map(str, dict.fromkeys(again[:_SHOWN])), *["..."] * (len(again) > _SHOWN)]
        reasons[one] = said("found {years} twice, expected each year once", years=told)
    return reasons


def _among(at: IntArray, some: Collection[int], count: int) -> npt.NDArray[np.bool_]:
    """Which rows are of some of the series, or of none."""
    bad = np.zeros(count + 1, dtype=bool)
    bad[[*some, count]] = True
    return bad[at]


def _sorted(rows: IntArray, at: IntArray, years: IntArray) -> IntArray:
    """The rows by series and year; sorting what is sorted would take as long as its forecast."""
    here, when = at[rows], years[rows]
    if np.all((here[1:] > here[:-1]) | ((here[1:] == here[:-1]) & (when[1:] >= when[:-1]))):
        return rows
    return rows[np.lexsort((when, here))]


def _without_name(rows: IntArray) -> Said:
    """That rows name no series, and which."""
    words = "found {count} rows with a value and without the name of a series: rows {rows}"
    return said(
        words, count=int(rows.size), rows=[*map(str, (rows[:_SHOWN] + 1).tolist()), *["..."] * (rows.size > _SHOWN)]
    )
