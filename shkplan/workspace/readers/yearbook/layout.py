"""Where things stand in a table of a statistics yearbook: title, unit, years, headings, figures, notes.

Years head the columns, with headings of regions or indicators above or below them where there are two levels; or years
head the rows. Either way every figure comes out with its year, the headings of its row and column, and its cell.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from shkplan.base.errors import DataError, Mistake
from shkplan.files.grid import CellGrid
from shkplan.files.workbook import letters
from shkplan.workspace.readers.yearbook.cells import is_blank, is_number, unit_line, without_marks, year_of


@dataclass(frozen=True)
class Spot:
    """A cell: its text and where it stands, as in ``cell F5``."""

    text: str
    where: str

    @property
    def filled(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Entry:
    """A figure as printed.

    Attributes:
        row, column: headings of its row, and of its column but for the year, from the outer to the inner.
        section: the heading that stands alone in a row above it; without text where there is none.
        year, heading: the year, and the cell that names it.
        cell: the figure.
    """

    row: tuple[Spot, ...]
    column: tuple[Spot, ...]
    section: Spot
    year: int
    heading: Spot
    cell: Spot


@dataclass(frozen=True)
class Layout:
    """A table taken apart.

    Attributes:
        entries: the figures.
        units: what stands behind 单位：above the table, all of it.
        notes: the lines below the table.
        others: headings of columns that hold numbers and name no year.
    """

    entries: tuple[Entry, ...]
    units: tuple[str, ...]
    notes: tuple[str, ...]
    others: tuple[Spot, ...]


Line = tuple[Spot, ...]


@dataclass
class _Parts:
    """Lines above, the table with years as columns, lines below."""

    above: Sequence[Line]
    table: Sequence[Line]
    below: Sequence[Line]
    header: int = 0
    groups: list[Line] = field(default_factory=list)


def lay_out(grid: CellGrid) -> Layout:
    """The parts of a table.

    Raises:
        DataError: no row and no column of years.
    """
    width = max((len(row) for row in grid.rows), default=0)
    lines = [
        tuple(
            Spot(cell.strip(), f"cell {letters(column + 1)}{at + 1}")
            for column, cell in enumerate((*row, *[""] * (width - len(row))))
        )
        for at, row in enumerate(grid.rows)
    ]
    parts = _years_across(lines, 2) or _years_down(lines, 2) or _years_across(lines, 1) or _years_down(lines, 1)
    if parts is None:
        remedy = "Give the table a row (or a first column) of years; separate the cells by commas."
        raise DataError([Mistake(grid.shown, "file", "no row of years", "years such as 2015 or 2015年", remedy)])
    return _read(parts)


def _texts(line: Line) -> list[str]:
    """The different texts of a line, in order; a merged cell counts once."""
    return list(dict.fromkeys(spot.text for spot in line if spot.filled))


def _is_header(line: Line, least: int) -> bool:
    years = [spot for spot in line if year_of(spot.text) is not None]
    rest = [spot.text for spot in line if spot.filled and year_of(spot.text) is None]
    return len(years) >= least and year_of(line[0].text) is None and not any(map(is_number, rest))


def _years_across(lines: Sequence[Line], least: int) -> _Parts | None:
    """The table where years head the columns."""
    header = next((at for at, line in enumerate(lines) if line and _is_header(line, least)), None)
    if header is None:
        return None
    first = next(at for at, spot in enumerate(lines[header]) if year_of(spot.text) is not None)
    top = header
    while top and _is_group(lines[top - 1], first):
        top -= 1
    return _parted(lines[:top], lines[top:], header - top, first)


def _is_group(line: Line, first: int) -> bool:
    """Whether a line above the years heads columns: it is no title, no unit, and has text over the years."""
    texts = _texts(line)
    over = [spot for spot in line[first:] if spot.filled]
    if not over or any(unit_line(text) is not None for text in texts):
        return False
    return len(texts) > 1 or not line[0].filled


def _parted(above: Sequence[Line], table: Sequence[Line], header: int, first: int) -> _Parts:
    """The table cut off after its last line of figures."""
    last = max((at for at, line in enumerate(table) if at > header and _has_figures(line, first)), default=header)
    return _Parts(above, table[: last + 1], table[last + 1 :], header)


def _has_figures(line: Line, first: int) -> bool:
    """Whether a line has headings and beside them something that is a number, or says that there is none."""
    printed = [spot.text for spot in line[first:] if spot.filled]
    return any(spot.filled for spot in line[:first]) and any(map(is_number, printed))


def _years_down(lines: Sequence[Line], least: int) -> _Parts | None:
    """The table where years head the rows, turned so that they head the columns."""
    for column in range(min(3, len(lines[0]) if lines else 0)):
        rows = [at for at, line in enumerate(lines) if year_of(line[column].text) is not None]
        if len(rows) < least:
            continue
        top = rows[0]
        while top and len(_texts(lines[top - 1])) > 1 and not any(unit_line(text) for text in _texts(lines[top - 1])):
            top -= 1
        block = [line[column:] for line in lines[top : rows[-1] + 1]]
        turned = [tuple(line[at] for line in block) for at in range(len(block[0]))]
        if top < rows[0]:
            return _Parts(lines[:top], turned, lines[rows[-1] + 1 :], 0)
    return None


def _read(parts: _Parts) -> Layout:
    table, header = parts.table, parts.header
    years = table[header]
    first = next(at for at, spot in enumerate(years) if year_of(spot.text) is not None)
    groups, start = [_spread(line, first) for line in table[:header]], header + 1
    if start < len(table) and _splits_years(years, table[start], first):
        years, groups, start = _spread(years, first), [*groups, table[start]], start + 1
    columns = {
        at: (year, tuple(line[at] for line in groups if line[at].filled))
        for at, spot in enumerate(years)
        if (year := year_of(spot.text)) is not None
    }
    rows = [line for line in table[start:] if _texts(line) != _texts(table[header])]  # printed again on the next page
    entries = tuple(_entries(rows, columns, years, first))
    above = [text for line in parts.above for text in _texts(line)]
    return Layout(
        entries,
        tuple(unit for unit in map(unit_line, above) if unit is not None),
        tuple(text for line in parts.below for text in _texts(line)),
        tuple(_others(years, groups, rows, columns, first)),
    )


def _spread(line: Line, first: int) -> Line:
    """A line of headings with each reaching over the empty cells to its right."""
    reached: list[Spot] = list(line[:first])
    last = Spot("", "")
    for spot in line[first:]:
        last = spot if spot.filled else last
        reached.append(last)
    return tuple(reached)


def _splits_years(years: Line, line: Line, first: int) -> bool:
    """Whether the line below the years divides them, as 绝对数 and 增速 do; 指标 and 单位 may stand in either."""
    texts = _texts(line[first:])
    labels = zip(years[:first], line[:first], strict=True)
    return (
        all(not above.filled or not below.filled or above.text == below.text for above, below in labels)
        and len(texts) > 1
        and not any(is_number(text) for text in texts)
    )


def _entries(
    rows: Sequence[Line], columns: dict[int, tuple[int, tuple[Spot, ...]]], years: Line, first: int
) -> Iterator[Entry]:
    section, above = Spot("", ""), [Spot("", "")] * first
    for line in rows:
        headings = list(line[:first])
        if not any(spot.filled for at, spot in enumerate(line) if at in columns):
            section = next((spot for spot in headings if spot.filled), section)
            continue
        for at in range(first - 1):  # a heading merged downwards stands in its first row only
            if not headings[at].filled and any(spot.filled for spot in headings[at + 1 :]):
                headings[at] = above[at]
        above = headings
        named = tuple(spot for spot in headings if spot.filled)
        for at, (year, column) in columns.items():
            yield Entry(named, column, section, year, years[at], line[at])


def _others(
    years: Line, groups: Sequence[Line], rows: Sequence[Line], columns: Container[int], first: int
) -> Iterator[Spot]:
    for at in range(first, len(years)):
        holds = any(line[at].filled and is_number(line[at].text) and not is_blank(line[at].text) for line in rows)
        if at not in columns and holds:
            heading = next((spot for spot in (years[at], *(line[at] for line in groups)) if spot.filled), years[at])
            yield Spot(without_marks(heading.text)[0], heading.where)
