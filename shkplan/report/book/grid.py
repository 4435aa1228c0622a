"""The cells of a table where they stand: rows of heads and rows of the body, every column filled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from shkplan.report.book.columns import Extent, Paper, Widths, extent, fitted, stacked, together
from shkplan.report.book.drawings import mark
from shkplan.report.book.elements import Element

_ROW = 260.0  # points; a taller row may be broken
_LINE = 1.45  # of the size of the type
_TYPE = 7.5  # points of the type that drawings beside it are measured in
_SIGN = 1.5  # ems before the item of a list
_BLOCKS = ("br", "small", "li", "p", "div", "dt", "dd")  # what begins a line of its own
_MOST = 60  # columns that a cell may take


@dataclass(frozen=True, eq=False)
class Placed:
    """A cell with the column it begins in, and how many columns and rows it takes; None for a place that is left empty.

    Attributes:
        continued: whether the cell above reaches down into this place.
    """

    element: Element | None
    at: int
    span: int = 1
    down: int = 1
    continued: bool = False

    @property
    def head(self) -> bool:
        return self.element is not None and self.element.tag == "th"

    @property
    def number(self) -> bool:
        return self.element is not None and "shk-number" in self.element.classes

    @cached_property
    def extent(self) -> Extent:
        """The room it takes, drawings included; the items of a list count with their signs."""
        if self.element is None:
            return Extent()
        whole = "shk-whole" in self.element.classes and not self.head  # a heading may take a second line
        return stacked([together(line) for line in _pieces(self.element, whole)])


def _pieces(element: Element, whole: bool) -> list[list[Extent]]:
    """The room of every piece of a cell, line by line."""
    lines: list[list[Extent]] = [[]]
    for one in element.inside:
        if isinstance(one, str):
            lines[-1].append(extent(one, whole))
        elif one.tag == "svg":
            width = mark(one.source)[1] / _TYPE
            lines[-1].append(Extent(width, width, width))
        else:
            inner = _pieces(one, whole or "shk-whole" in one.classes)
            if one.tag == "li":
                inner[0].insert(0, Extent(_SIGN, _SIGN, _SIGN))
            lines = [*lines, *inner] if one.tag in _BLOCKS else [*lines[:-1], lines[-1] + inner[0], *inner[1:]]
    return lines


@dataclass(frozen=True)
class Laid:
    """A table ready to be set.

    Attributes:
        heads: the rows that stand on every page.
        body: the other rows.
        widths: of its columns.
    """

    heads: list[list[Placed]]
    body: list[list[Placed]]
    widths: Widths

    @property
    def numbers(self) -> frozenset[int]:
        """The columns that hold numbers."""
        return frozenset(cell.at for row in self.body for cell in row if cell.number)

    def groups(self, row: list[Placed]) -> bool:
        """Whether a row is the heading of those below it."""
        return row[0].head and row[0].span == len(self.widths.columns) > 1

    def tall(self, row: list[Placed]) -> bool:
        """Whether a row is too high to be kept whole."""
        columns, size = self.widths.columns, self.widths.size
        return max(cell.extent.whole / max(columns[cell.at] / size, 1) for cell in row) * size * _LINE > _ROW


def laid(element: Element, paper: Paper, room: float = 0.0) -> Laid | None:
    """A table with every cell in its place; None where it holds nothing.

    Args:
        element: a ``table``.
        paper: that it is set on.
        room: points there are; default those of a page.
    """
    heads, body = _rows(element)
    count = max((cell.at + cell.span for row in [*heads, *body] for cell in row), default=0)
    if not count:
        return None
    heads, body = ([_filled(row, count) for row in rows] for rows in (heads, body))
    return Laid(heads, body, fitted([_extents(row, count) for row in [*heads, *body]], room, paper))


def _rows(table: Element) -> tuple[list[list[Placed]], list[list[Placed]]]:
    """The rows of the heads of a table, and the others; what stands in a table inside belongs to that."""
    heads: list[list[Placed]] = []
    body: list[list[Placed]] = []
    taken: dict[
        tuple[int, int], int
    ] = {}  # places below a cell: how many columns that takes, told at the first of them
    for number, (row, head) in enumerate(_lines(table)):
        placed, at = [], 0
        for cell in [*(one for one in row.inside if isinstance(one, Element) and one.tag in ("td", "th")), None]:
            while (number, at) in taken:
                if span := taken[number, at]:
                    placed.append(Placed(None, at, span, continued=True))
                at += 1
            if cell is not None:
                span, down = (_count(cell, name) for name in ("colspan", "rowspan"))
                placed.append(Placed(cell, at, span, down))
                taken |= {
                    (number + below, at + beside): 0 if beside else span
                    for below in range(1, down)
                    for beside in range(span)
                }
                at += span
        if any(one.element for one in placed):
            (heads if head else body).append(placed)
    return heads, body


def _lines(part: Element, head: bool = False) -> Iterator[tuple[Element, bool]]:
    """Every row, and whether it stands in the head."""
    for one in part.inside:
        if isinstance(one, Element) and one.tag == "tr":
            yield one, head
        elif isinstance(one, Element) and one.tag != "table":
            yield from _lines(one, head or one.tag == "thead")


def _count(cell: Element, name: str) -> int:
    text = cell.attributes.get(name, "")
    return min(max(int(text), 1), _MOST) if text.isascii() and text.isdigit() else 1


def _filled(row: list[Placed], count: int) -> list[Placed]:
    """A row with something in every column."""
    there = {cell.at: cell for cell in row}
    found, at = [], 0
    while at < count:
        cell = there.get(at, Placed(None, at))
        found.append(cell)
        at += cell.span
    return found


def _extents(row: list[Placed], count: int) -> list[Extent]:
    """The room of each column that a row asks for; what spans several columns asks for nothing."""
    asked = {cell.at: cell.extent for cell in row if cell.span == 1}
    return [asked.get(at, Extent()) for at in range(count)]
