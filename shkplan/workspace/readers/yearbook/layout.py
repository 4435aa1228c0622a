"""A sheet taken apart into tables: lines above, headings, rows of figures, notes below.

Years head the columns, or the rows, or stand in the title of a cross section. Several tables may stand one below another.
Either way every figure comes out with its year, the headings of its row and column, and its cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shkplan.base.errors import DataError, Mistake
from shkplan.base.messages import said
from shkplan.base.typed import quoted
from shkplan.files.grid import CellGrid
from shkplan.workspace.readers.yearbook import axis
from shkplan.workspace.readers.yearbook.block import Block, Entry, Heads, block_of, goes_on
from shkplan.workspace.readers.yearbook.cells import Year, is_number, measured, unit_of, within_year
from shkplan.workspace.readers.yearbook.headings import heads_numbers, heads_remarks, heads_units
from shkplan.workspace.readers.yearbook.lines import above_of, is_note, labelled
from shkplan.workspace.readers.yearbook.spots import Account, Line, Spot, lines_of, texts

__all__ = ["Block", "Entry", "Layout", "lay_out"]


@dataclass(frozen=True)
class Layout:
    """The tables of a sheet, and the account of its cells so far."""

    blocks: tuple[Block, ...]
    account: Account


def lay_out(grid: CellGrid, year: int | None = None) -> Layout:
    """The parts of a sheet.

    Args:
        grid: its cells.
        year: the year of a table that names none in its headings; default the one in its title.

    Raises:
        DataError: no years, or numbers of which nothing says whether they are years.
    """
    lines = lines_of(grid)
    account = Account(lines)
    found = axis.choose(lines)
    if found and found[0].sure:
        one = found[0]
        blocks = list(_across(lines, one, account) if one.across else _down(lines, one, account))
    else:
        blocks = [block for block in [_cross_section(lines, year, account)] if block]
    if not blocks:
        raise DataError(_no_years(grid.shown, lines, found))
    return Layout(tuple(blocks), account)


def _no_years(shown: str, lines: Sequence[Line], doubtful: Sequence[axis.Axis]) -> list[Mistake]:
    """Why there is no axis: numbers that may be years, parts of years, or nothing at all."""
    if not any(spot.filled for line in lines for spot in line):
        remedy = said("See whether it is the file that is meant, and whether it was saved.")
        return [Mistake(shown, said("file"), said("no cell that holds anything"), said("a table"), remedy)]
    expected = said("years such as 2015 or 2015年")
    parts = [spot for line in lines for spot in line if within_year(spot.text) and len(spot.text) < 20]
    if parts:
        return [part_of_year(shown, parts[0], more=len(parts) - 1)]
    if doubtful:
        spots = dict.fromkeys(spot for one in doubtful for spot in one.cells)
        wanted = said("a word that tells whether it is a year or a figure")
        remedy = said(
            "Write 2015年 where it is a year, and 年份 or 指标 above or beside years. A table without years needs its "
            "year in the title, or year: 2023 in the file of facts beside it."
        )
        return [Mistake(shown, spot.place, quoted(spot.text), wanted, remedy) for spot in spots]
    remedy = said(
        "Give the table a row (or a first column) of years, as in 2015年; or say which year all its figures are of, as "
        "year: 2023 in the file of facts beside it."
    )
    return [Mistake(shown, said("file"), said("no row of years"), expected, remedy)]


def part_of_year(shown: str, spot: Spot, more: int = 0) -> Mistake:
    """A heading or title of months or quarters, and how many more there are."""
    expected = said("a whole year, as in 2015 or 2015年")
    remedy = said(
        "Figures of a part of a year are no figures of the year. Leave them out, or enter them in a table in our columns."
    )
    found = said("{text} and {count} more", text=quoted(spot.text), count=more) if more else quoted(spot.text)
    return Mistake(shown, spot.place, found, expected, remedy)


# Years across ---------------------------------------------------------------------------------------------------------


def _across(lines: Sequence[Line], first: axis.Axis, account: Account) -> Iterator[Block]:
    """The tables whose years head columns, one below another."""
    least = min(2, len(first.cells))
    likely = [one for one in axis.across(lines) if one.sure and len(one.cells) >= least and one.at > first.at]
    headers = [first, *(one for one in likely if one.told)]
    columns = [lines[one.at].index(one.cells[0]) for one in headers]
    tops: list[int] = []
    for one, column in zip(headers, columns, strict=True):
        floor = headers[len(tops) - 1].at + 1 if tops else 0
        top = one.at
        while top > floor and _is_group(lines[top - 1], column, strict=bool(tops)):
            top -= 1
        tops.append(top)
    before: Sequence[Line] = lines[: tops[0]]
    last: Block | None = None
    for number, one in enumerate(headers):
        end = tops[number + 1] if number + 1 < len(headers) else len(lines)
        heads = Heads(lines[tops[number] : one.at], lines[one.at], columns[number])
        if last is not None and goes_on(last, heads, before):  # printed again on the next page
            account.take("note", *(spot for line in before for spot in line))
            block, before = block_of(heads, lines[one.at + 1 : end], (), account, ends=end == len(lines))
            block = replace(block, above=last.above)
        else:
            block, rest = block_of(heads, lines[one.at + 1 : end], before, account, ends=end == len(lines))
            before = rest
        last = block
        yield block


def _is_group(line: Line, first: int, *, strict: bool) -> bool:
    """Whether a line above the years heads columns: it is no title, no unit, and has text over the years.

    Below another table a line of what looks measured belongs to that table.
    """
    words = texts(line)
    over = [spot for spot in line[first:] if spot.filled]
    if not over or any(map(labelled, words)) or is_note(words[0]):
        return False
    if all(map(unit_of, words)) and len(words) == 1 and line[0].filled is False:  # 万元 at the right above the years
        return False
    if any(is_number(spot.text) or (strict and measured(spot.text)) for spot in over):
        return False
    return len(words) > 1 or not line[0].filled


# Years down -----------------------------------------------------------------------------------------------------------


def _down(lines: Sequence[Line], one: axis.Axis, account: Account) -> Iterator[Block]:
    """The table whose years head rows, turned so that they head columns."""
    rows = [at for at, line in enumerate(lines) if line[one.at] in one.cells]
    top = rows[0]
    while top and len(texts(lines[top - 1])) > 1 and not any(map(labelled, texts(lines[top - 1]))):
        top -= 1
    last = rows[-1]
    while last + 1 < len(lines) and len(texts(lines[last + 1])) > 1 and not is_note(texts(lines[last + 1])[0]):
        last += 1  # rows below the last year that name none: sums, means; they are told
    block = lines[top : last + 1]
    heads = next((n for n, line in enumerate(block) if any(measured(s.text) for s in line if s.filled)), len(block))
    heads = max(1, min(heads, rows[0] - top)) if rows[0] > top else 0
    turned = [tuple(line[at] for line in block) for at in range(len(block[0]))]
    words = [at for at, line in enumerate(turned) if at != one.at and _describes(line, heads)]
    values = [at for at in range(len(turned)) if at != one.at and at not in words]
    groups = _filled_down(turned, words, heads)
    below = lines[last + 1 :]
    named = Heads(groups, turned[one.at], heads, turned=True)
    made, _ = block_of(named, [turned[at] for at in values], lines[:top], account, ends=True)
    notes = [spot for line in below for spot in line if spot.filled]
    account.take("note", *notes)
    yield replace(made, above=made.above.with_notes(notes), notes=(*made.notes, *notes))


def _describes(line: Line, heads: int) -> bool:
    """Whether a column (turned) describes its rows: regions, indicators, units, remarks; no cell of it is measured."""
    cells = [spot.text for spot in line[heads:] if spot.filled]
    if any(heads_remarks(spot.text) or heads_numbers(spot.text) for spot in line[:heads]):
        return True
    return bool(cells) and not any(map(measured, cells))


def _filled_down(turned: Sequence[Line], words: Sequence[int], heads: int) -> list[Line]:
    """Columns of words, each cell reaching down over empty ones while no other word stands in their row."""
    filled = {at: list(turned[at]) for at in words}
    plain = [at for at in words if not any(heads_remarks(spot.text) for spot in turned[at][:heads])]
    for place in range(heads + 1, len(turned[0]) if turned else 0):
        if not any(turned[at][place].filled for at in plain):
            for at in plain:
                filled[at][place] = filled[at][place - 1]
    return [tuple(filled[at]) for at in words]


# One year -------------------------------------------------------------------------------------------------------------


def _cross_section(lines: Sequence[Line], year: int | None, account: Account) -> Block | None:
    """The table that holds figures of one year, named in its title or in the facts."""
    header = next((at for at, line in enumerate(lines) if _heads_all(lines, at, line)), None)
    if header is None:
        return None
    top = header
    while top and _is_group(lines[top - 1], 1, strict=False):
        top -= 1
    years = [Year(year, True)] if year else list(above_of(lines[:top]).years)
    if len(years) != 1:
        return None
    rows = lines[header + 1 :]
    first = _first_measured(lines[header], rows)
    heads = Heads(lines[top:header], lines[header], first, year=years[0])
    block, _ = block_of(heads, rows, lines[:top], account, ends=True)
    return block


def _heads_all(lines: Sequence[Line], at: int, line: Line) -> bool:
    """Whether a line heads the columns of what is measured below it."""
    words = texts(line)
    below = next((one for one in lines[at + 1 :] if any(measured(spot.text) for spot in one if spot.filled)), None)
    if len(words) < 2 or any(map(measured, words)) or any(map(labelled, words)) or below is None:
        return False
    return sum(spot.filled for spot in line) >= 2


def _first_measured(header: Line, rows: Sequence[Line]) -> int:
    """The first column of figures: the first that holds what is measured, other than row numbers."""
    for at in range(1, len(header)):
        cells = [line[at].text for line in rows if line[at].filled]
        if any(map(measured, cells)) and not heads_units(header[at].text) and not heads_numbers(header[at].text):
            return at
    return 1
