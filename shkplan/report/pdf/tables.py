"""Tables as typst sets them: heads repeated on every page, rows whole, columns by what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from shkplan.report.pdf.code import array, call
from shkplan.report.pdf.columns import Extent, Widths, extent, fitted, stacked, together
from shkplan.report.pdf.drawings import mark
from shkplan.report.pdf.elements import Element

_ROW = 260.0  # points; a taller row may be broken
_LINE = 1.45  # of the size of the type
_TYPE = 7.5  # points of the type that drawings beside it are measured in
_SIGN = 1.5  # ems before the item of a list
_BLOCKS = ("br", "small", "li", "p", "div", "dt", "dd")  # what begins a line of its own
_MOST = 60  # columns that a cell may take

Inside = Callable[[Element], str]  # the code of what a cell holds


@dataclass(frozen=True, eq=False)
class Placed:
    """A cell with the column it begins in, and how many columns it takes; None for a place that is left empty."""

    element: Element | None
    at: int
    span: int = 1

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


def table(element: Element, caption: Element | None, inside: Inside, room: float = 0.0) -> str:
    """The code of a table.

    Args:
        element: a ``table``.
        caption: what it is called, if that is to be said.
        inside: sets what a cell holds.
        room: points there are; default those of a page.
    """
    heads, body = _rows(element)
    count = max((cell.at + cell.span for row in [*heads, *body] for cell in row), default=0)
    if not count:
        return ""
    heads, body = ([_filled(row, count) for row in rows] for rows in (heads, body))
    widths = fitted([_extents(row, count) for row in [*heads, *body]], room)
    numbers = {cell.at for row in body for cell in row if cell.number}
    return call(
        "sheet",
        array(f"{width}pt" for width in widths.columns),
        *([_header(heads, inside, numbers)] if heads else []),
        *(_row(row, count, widths, inside) for row in body),
        size=f"{widths.size}pt",
        caption=inside(caption) if caption else "",
        lying="true" if widths.lying else "",
    )


def _rows(table: Element) -> tuple[list[list[Placed]], list[list[Placed]]]:
    """The rows of the heads of a table, and the others; what stands in a table inside belongs to that."""
    heads: list[list[Placed]] = []
    body: list[list[Placed]] = []
    taken: set[tuple[int, int]] = set()
    for number, (row, head) in enumerate(_lines(table)):
        placed, at = [], 0
        for cell in row.inside:
            if isinstance(cell, Element) and cell.tag in ("td", "th"):
                while (number, at) in taken:
                    at += 1
                span, down = (_count(cell, name) for name in ("colspan", "rowspan"))
                placed.append(Placed(cell, at, span))
                taken |= {(number + below, at + beside) for below in range(1, down) for beside in range(span)}
                at += span
        if placed:
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


def _header(rows: list[list[Placed]], inside: Inside, numbers: set[int]) -> str:
    """The head, which is set again on every page."""
    cells = (_cell(cell, inside, right=cell.at in numbers, kind="head") for row in rows for cell in row)
    return call("table.header", *cells)


def _row(row: list[Placed], count: int, widths: Widths, inside: Inside) -> str:
    """The code of a row; of a group's heading one that is set again on every page until the next group begins."""
    if row[0].head and row[0].span == count > 1:
        return call("table.header", _cell(row[0], inside, kind="group"), level="2")
    tall = max(cell.extent.whole / max(widths.columns[cell.at] / widths.size, 1) for cell in row) * widths.size * _LINE
    return ", ".join(_cell(cell, inside, right=cell.number, tall=tall > _ROW) for cell in row)


def _cell(cell: Placed, inside: Inside, *, kind: str = "table.cell", right: bool = False, tall: bool = False) -> str:
    return call(
        kind,
        inside(cell.element) if cell.element is not None else "[]",
        colspan=str(cell.span) if cell.span > 1 else "",
        align="right" if right else "",
        breakable="true" if tall else "",
    )
