"""One table with its years across: which cells head it, which are figures, which are notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from shkplan.workspace.readers.yearbook.cells import (
    Year,
    is_number,
    measured,
    unit_of,
    within_year,
    year_cell,
    year_of,
    years_in,
)
from shkplan.workspace.readers.yearbook.headings import (
    heads_numbers,
    heads_regions,
    heads_remarks,
    heads_units,
    is_axis,
    of_months,
    of_one_month,
    years_ago,
)
from shkplan.workspace.readers.yearbook.lines import Above, above_of, is_continued, is_note, labelled
from shkplan.workspace.readers.yearbook.spots import NOWHERE, Account, Line, Spot, texts


@dataclass(frozen=True)
class Entry:
    """A figure as printed.

    Attributes:
        row, column: headings of its row, and of its column but for the year, from the outer to the inner.
        section: the heading that stands alone in a row above it; without text where there is none.
        year, heading: the year, or the year so far, and the cell that names it.
        cell: the figure.
        remarks: what stands in its row under 备注.
        units: what stands in its row or column under 单位.
    """

    row: tuple[Spot, ...]
    column: tuple[Spot, ...]
    section: Spot
    year: Year
    heading: Spot
    cell: Spot
    remarks: tuple[Spot, ...] = ()
    units: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Stray:
    """A column (or a row) that holds something and names no year.

    Attributes:
        heading: what heads it; the first cell where nothing does.
        cells: what it holds.
    """

    heading: Spot
    cells: tuple[Spot, ...]


@dataclass(frozen=True)
class Heads:
    """The headings of a table.

    Attributes:
        groups: lines of headings above the years.
        years: the line of years; of a cross section the line of names.
        first: the first column that may hold figures.
        turned: the table was turned, its rows were columns.
        year: the one year of a cross section.
    """

    groups: Sequence[Line]
    years: Line
    first: int
    turned: bool = False
    year: Year | None = None


@dataclass(frozen=True)
class Block:
    """A table taken apart.

    Attributes:
        entries: the figures.
        above: the lines above it.
        notes: the lines below and between its rows.
        others: columns that hold something and name no year.
        header: the texts of its years, by column.
        turned: its years head rows.
        regions: the cells that stand below or beside 地区 and must name regions, by their place.
    """

    entries: tuple[Entry, ...]
    above: Above
    notes: tuple[Spot, ...]
    others: tuple[Stray, ...]
    header: dict[int, str] = field(default_factory=dict)
    regions: frozenset[str] = frozenset()
    turned: bool = False


def goes_on(block: Block, heads: Heads, between: Sequence[Line]) -> bool:
    """Whether headings are those of the table before, printed again with nothing new between."""
    told = {one.spot.text for one in block.above.told} | {spot.text for spot in block.above.titles}
    new = [text for line in between for text in texts(line) if text not in told and not is_continued(text)]
    return _header(heads.years) == block.header and not new


def _header(years: Line) -> dict[int, str]:
    return {at: spot.text for at, spot in enumerate(years) if year_of(spot.text) is not None}


def block_of(
    heads: Heads, body: Sequence[Line], before: Sequence[Line], account: Account, *, ends: bool
) -> tuple[Block, Sequence[Line]]:
    """A table, and the lines below it that belong to the next.

    Args:
        heads: its headings.
        body: the lines below them.
        before: the lines above them.
        account: told what each cell is, but for figures.
        ends: nothing follows: whatever stands below the last figures are notes.
    """
    groups, years, rows, below = list(heads.groups), heads.years, list(body), list[Line]()
    if not heads.turned:
        groups = [spread(line, heads.first) for line in groups]
        rows, below = _cut(rows, heads.first)
        while rows and _splits(years, rows[0], heads.first):
            years, groups = spread(years, heads.first), [*groups, rows.pop(0)]
    made = _Rows(heads, years, groups, account)
    entries = tuple(made.entries(rows))
    account.take("heading", *(line[at] for line in below for at in made.numbered), counted=True)
    notes, rest = _below(below, ends=ends)
    corner = [tuple(spot for spot in line[: heads.first] if labelled(spot.text)) for line in (*groups, years)]
    above = above_of([*before, *([] if heads.turned else corner)])
    above = above.with_notes((*made.notes, *notes), () if heads.turned else years[: heads.first])
    account.take("fact", *(one.spot for one in above.told))
    account.take("fact", *(spot for line in before for spot in line))
    account.take("heading", *(spot for line in (*groups, years) for spot in line))
    account.take("note", *notes)
    header, regions = _header(heads.years), frozenset(spot.where for spot in made.regions())
    return Block(entries, above, (*made.notes, *notes), tuple(made.others()), header, regions, heads.turned), rest


def _below(lines: Sequence[Line], *, ends: bool) -> tuple[list[Spot], Sequence[Line]]:
    """The notes below a table, and the lines that belong to the next one."""
    notes: list[Spot] = []
    for number, line in enumerate(lines):
        if not ends and texts(line) and not is_note(texts(line)[0]):
            return notes, lines[number:]
        notes += [spot for spot in line if spot.filled]
    return notes, ()


def spread(line: Line, first: int) -> Line:
    """A line of headings with each reaching over the empty cells to its right."""
    reached: list[Spot] = list(line[:first])
    last = NOWHERE
    for spot in line[first:]:
        last = spot if spot.filled else last
        reached.append(last)
    return tuple(reached)


def _splits(years: Line, line: Line, first: int) -> bool:
    """Whether the line below the years divides them, as 绝对数 and 增速 do, or holds their units."""
    over = [spot.text for spot in line[first:] if spot.filled]
    labels = list(zip(years[:first], line[:first], strict=True))
    if not over or any(map(measured, over)):
        return False
    if all(map(unit_of, over)) and all(not below.filled or is_axis(below.text) for _, below in labels):
        return True
    fits = all(not above.filled or not below.filled or above.text == below.text for above, below in labels)
    return fits and len(set(over)) > 1


def _cut(rows: list[Line], first: int) -> tuple[list[Line], list[Line]]:
    """The rows down to the last one of figures, and what stands below it."""
    last = max((at for at, line in enumerate(rows) if _kind(line, first) == "row"), default=-1)
    return rows[: last + 1], rows[last + 1 :]


def _kind(line: Line, first: int) -> str:
    """What a line below the headings is: blank, note, section (a heading alone), or a row of figures."""
    words = texts(line)
    beside = [spot for spot in line[first:] if spot.filled]
    if not words:
        return "blank"
    if is_note(words[0]) and not any(is_number(spot.text) for spot in beside):
        return "note"
    alone = len(words) == 1 and (line[0].filled or not measured(words[0])) and any(s.filled for s in line[:first])
    return "section" if alone or not beside else "row"


def _counts(cells: Sequence[Spot]) -> bool:
    """Whether cells only number the rows: 1, 2, 3."""
    numbers = [spot.text.rstrip(".、") for spot in cells if is_number(spot.text)]
    return (
        len(numbers) == len(cells) > 0
        and all(map(str.isdigit, numbers))
        and [int(one) for one in numbers] == list(range(1, len(numbers) + 1))
    )


def _no_figures(text: str, year: Year) -> bool:
    """Whether a heading of a cross section says that no figures of its year stand below it."""
    if heads_units(text) or heads_remarks(text) or heads_numbers(text) or of_one_month(text):
        return True
    return (
        of_months(text) not in (None, year.month) or (within_year(text) and not of_months(text)) or bool(years_in(text))
    )


def _kept(lines: Sequence[Line], at: int) -> tuple[Spot, ...]:
    return tuple(line[at] for line in lines if line[at].filled)


class _Rows:
    """The rows of a table, read from top to bottom."""

    def __init__(self, heads: Heads, years: Line, groups: Sequence[Line], account: Account) -> None:
        self.heads, self.years, self.account = heads, years, account
        labels = [[spot.text for spot in line[: heads.first] if spot.filled] for line in groups]
        self.unit_lines = [line for line, words in zip(groups, labels, strict=True) if any(map(heads_units, words))]
        self.remark_lines = [line for line, words in zip(groups, labels, strict=True) if any(map(heads_remarks, words))]
        numbered = [line for line, words in zip(groups, labels, strict=True) if any(map(heads_numbers, words))]
        apart = [*self.unit_lines, *self.remark_lines, *numbered] if heads.turned else []
        self.groups = [line for line in groups if line not in apart]
        account.take("note", *(spot for line in self.remark_lines for spot in line[heads.first :] if heads.turned))
        account.take("unit", *(spot for line in self.unit_lines for spot in line[heads.first :] if heads.turned))
        self.columns = dict(self._columns())
        self.units: list[int] = []
        self.remarks: list[int] = []
        self.words: list[int] = []
        self.numbered: list[int] = []
        self._described()
        self.counted: list[int] = []
        self.printed: list[Line] = []
        self.notes: list[Spot] = []

    def _columns(self) -> Iterator[tuple[int, tuple[Year, tuple[Spot, ...]]]]:
        """The columns of figures: place, year, headings but for the year."""
        for at, spot in enumerate(self.years):
            above = _kept(self.groups, at)
            if at < self.heads.first:
                continue
            if self.heads.year is None:
                if (year := year_cell(spot.text)) is not None:
                    yield at, (year, above)
                continue
            named = (*above, spot) if spot.filled else above
            if named and not any(_no_figures(one.text, self.heads.year) for one in named):
                earlier = sum(years_ago(one.text) for one in named)
                yield at, (replace(self.heads.year, number=self.heads.year.number + earlier), named)

    def _described(self) -> None:
        """The columns of units, of remarks, of row numbers or codes, and of further names."""
        for at in range(len(self.years)):
            labels = [spot.text for spot in _kept((*self.groups, self.years), at)]
            if at in self.columns or not labels or (self.heads.turned and at < self.heads.first):
                continue
            if any(map(heads_units, labels)):
                self.units.append(at)
            elif any(map(heads_remarks, labels)):
                self.remarks.append(at)
            elif any(map(heads_numbers, labels)):
                self.numbered.append(at)
            elif at >= self.heads.first and all(map(is_axis, labels)):
                self.words.append(at)

    def regions(self) -> Iterator[Spot]:
        """The cells below or beside 地区."""
        first = self.heads.first
        if self.heads.turned:
            for line in self.groups:
                if any(heads_regions(spot.text) for spot in line[:first] if spot.filled):
                    yield from line[first:]
            return
        for at in range(first):
            if any(heads_regions(spot.text) for spot in _kept((*self.groups, self.years), at)):
                yield from _kept(self.printed, at)

    def others(self) -> Iterator[Stray]:
        """Columns that hold something, though nothing says what: beside the years, or numbers among the names."""
        first, known = self.heads.first, {*self.columns, *self.units, *self.remarks, *self.words, *self.numbered}
        for at in range(len(self.years)):
            cells = _kept(self.printed, at)
            if at < first:
                cells = (
                    () if self.heads.turned or _counts(cells) else tuple(one for one in cells if is_number(one.text))
                )
            if at not in known and cells:
                heading = next(iter((*_kept([self.years], at), *_kept(self.groups, at))), cells[0])
                yield Stray(heading, cells)

    def entries(self, rows: Sequence[Line]) -> Iterator[Entry]:
        """The figures of all rows; every other cell of them is accounted for."""
        first = self.heads.first
        section, above = NOWHERE, [NOWHERE] * first
        self.printed = [line for line in rows if _kind(line, first) == "row"]
        self.counted = [at for at in range(first) if not self.heads.turned and _counts(_kept(self.printed, at))]
        for line in rows:
            kind = _kind(line, self.heads.first)
            headings = list(line[: self.heads.first])
            if kind == "note":
                self.notes += [spot for spot in line if spot.filled]
                self.account.take("note", *line)
            elif kind != "row":
                section = NOWHERE if self.heads.turned else next((spot for spot in headings if spot.filled), section)
                self.account.take("heading", *(spot for spot in line))
            else:
                for at in range(self.heads.first - 1):  # a heading merged downwards stands in its first row only
                    if not headings[at].filled and any(spot.filled for spot in headings[at + 1 :]):
                        headings[at] = above[at]
                above = headings
                yield from self._row(line, headings, section)

    def _row(self, line: Line, headings: Sequence[Spot], section: Spot) -> Iterator[Entry]:
        self.account.take("unit", *(line[at] for at in self.units))
        self.account.take("note", *(line[at] for at in self.remarks))
        self.account.take("heading", *(line[at] for at in {*self.numbered, *self.counted}), counted=True)
        self.account.take("heading", *headings, *(line[at] for at in self.words))
        apart = {*self.units, *self.remarks, *self.words, *self.numbered}
        named = tuple(
            spot for at, spot in enumerate(headings) if spot.filled and at not in apart and not is_number(spot.text)
        )
        named += tuple(line[at] for at in self.words if at >= self.heads.first and line[at].filled)
        units = tuple(line[at] for at in self.units if line[at].filled)
        remarks = tuple(line[at] for at in self.remarks if line[at].filled)
        for at, (year, column) in self.columns.items():
            beside = (*units, *_kept(self.unit_lines, at)) if self.heads.turned else units
            told = (*remarks, *_kept(self.remark_lines, at)) if self.heads.turned else remarks
            yield Entry(named, column, section, year, self.years[at], line[at], told, beside)
