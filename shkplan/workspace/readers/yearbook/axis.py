"""Where the years of a table stand, and how sure that is.

A number between 1900 and 2199 may be a year or a figure: 2,015 pupils are no year. What says so is a 年 behind it, a word
such as 年份 or 指标 that heads its row or column, or years that follow each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shkplan.workspace.readers.yearbook.cells import is_number, measured, year_cell
from shkplan.workspace.readers.yearbook.headings import heads_years, is_axis
from shkplan.workspace.readers.yearbook.spots import Line, Spot


@dataclass(frozen=True)
class Axis:
    """A row or a column of years.

    Attributes:
        across: the years head columns; else they head rows.
        at: the row or column, from zero.
        cells: the cells that name years.
        sure: nothing suggests that they are figures.
        told: something says that they are years: 年 behind them, or 年份 or 指标 that heads them.
    """

    across: bool
    at: int
    cells: tuple[Spot, ...]
    sure: bool
    told: bool = False


def choose(lines: Sequence[Line]) -> list[Axis]:
    """The axis of a table: one that is told to be years before others, one of several before one of a single year, rows
    before columns; all doubtful ones if none is sure.
    """
    found = [*across(lines), *down(lines)]
    sure = [axis for axis in found if axis.sure]
    best = max(sure, key=lambda axis: (len(axis.cells) > 1, axis.told), default=None)
    return [best] if best else found


def across(lines: Sequence[Line]) -> Iterator[Axis]:
    """The rows that may be headings of years."""
    for at, line in enumerate(lines):
        if not line or year_cell(line[0].text):
            continue
        cells = tuple(spot for spot in line if spot.filled and year_cell(spot.text))
        if not cells:
            continue
        rest = [spot.text for spot in line if spot.filled and year_cell(spot.text) is None]
        if not any(map(is_number, rest)):
            years = [year for spot in cells if (year := year_cell(spot.text))]
            labels = [spot.text for spot in line[: line.index(cells[0])] if spot.filled]
            told = all(year.marked for year in years) or any(map(is_axis, labels))
            yield Axis(True, at, cells, _sure_across(lines, at, cells), told)


def _sure_across(lines: Sequence[Line], at: int, cells: Sequence[Spot]) -> bool:
    years = [year for spot in cells if (year := year_cell(spot.text))]
    if all(year.marked for year in years):
        return True
    line = lines[at]
    first = line.index(cells[0])
    numbers = [year.number for year in years]
    labels = [spot.text for spot in line[:first] if spot.filled]
    over = [spot for above in lines[max(0, at - 2) : at] for spot in above[first:] if spot.filled]
    if not labels or any(map(is_axis, labels)):
        alone = not over and all(map(is_axis, labels))
        return _orderly(numbers) and (len(set(numbers)) > 1 or alone)
    return _consecutive(numbers) and not over


def down(lines: Sequence[Line]) -> Iterator[Axis]:
    """The columns that may be headings of years."""
    for at in range(len(lines[0]) if lines else 0):
        rows = [row for row, line in enumerate(lines) if line[at].filled and year_cell(line[at].text)]
        cells = tuple(lines[row][at] for row in rows)
        if not cells:
            continue
        heads = [line[at].text for line in lines[: rows[0]] if line[at].filled]
        marked = all((year := year_cell(spot.text)) is not None and year.marked for spot in cells)
        headed = any(map(heads_years, heads))
        if headed or (marked and len(rows) > 1):
            yield Axis(False, at, cells, sure=True, told=True)
        elif at == 0 and not any(
            measured(spot.text) for row in rows for spot in lines[row][:1] if not year_cell(spot.text)
        ):
            numbers = [year.number for spot in cells if (year := year_cell(spot.text))]
            plain_head = not heads or is_axis(heads[-1])
            sure = _orderly(numbers) and (_consecutive(numbers) or (plain_head and len(set(numbers)) > 1))
            yield Axis(False, at, cells, sure)


def _runs(years: Sequence[int]) -> list[int] | None:
    """The one run of years that is repeated, each year perhaps several times; None where there is no such run."""
    single = [year for number, year in enumerate(years) if number == 0 or year != years[number - 1]]
    length = len(set(single))
    run = single[:length]
    return run if single == run * (len(single) // length) else None


def _orderly(years: Sequence[int]) -> bool:
    """Years rise or fall, once or over and over."""
    run = _runs(years)
    return run is not None and (run == sorted(run) or run == sorted(run, reverse=True))


def _consecutive(years: Sequence[int]) -> bool:
    """At least three years, each one after (or before) the other."""
    run = _runs(years) or []
    steps = {later - earlier for earlier, later in pairwise(run)}
    return len(run) > 2 and steps in ({1}, {-1})
