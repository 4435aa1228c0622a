"""How wide the columns of a table are on paper, in which size of type, and whether the page lies on its side for it.

A browser measures what it lays out; here widths are estimated from the classes of the letters, a little on the wide side.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

GUTTER = 9.0  # points between two columns

_SHORT = (
    10.0,
    7.0,
    5.0,
    4.0,
    0.0,
)  # ems of a text that is not worth a second line; the first that leaves room for the rest
_LONGER = 1.08  # of the shortest that a table may be
_SPARE, _CAUTION = 0.3, 1.03  # what a column has beyond the estimate, in ems and of the longest line
_TALL = 8.0  # lines in the tallest row from which on smaller type helps
_LONG = 5.0  # lines of a row, all in all, from which a table is rather turned than read
_WORTH = 0.55  # of the lines; where a table on its side has fewer, its columns were squeezed, and not merely narrow
_NARROW = ".,:;'|!()[]ijlft·/ \N{NO-BREAK SPACE}"
_BROAD = "%mw"
_BETWEEN = 0.25  # ems where a Chinese character meets a letter or a digit
_WORD = re.compile(r"[^ \t\n]+")
_PER_CENT = re.compile(r"(?<=\d) (?=%)")


@dataclass(frozen=True)
class Paper:
    """A page to set tables on.

    Attributes:
        upright: points between its margins on its feet.
        lying: on its side.
        sizes: of type in a table, the usual one first.
    """

    upright: float
    lying: float
    sizes: tuple[float, ...]


PRINTED = Paper(482.0, 729.0, (8.5, 8.0, 7.5, 7.0))  # the A4 of the PDF


@dataclass(frozen=True)
class Extent:
    """How much room a text takes, in ems: its longest part that may not be broken, its longest line, all of it."""

    least: float = 0.0
    most: float = 0.0
    whole: float = 0.0


@dataclass(frozen=True)
class Widths:
    """The columns of a table in points, the size of its type, and whether it needs a page on its side."""

    columns: tuple[float, ...]
    size: float
    lying: bool


def extent(text: str, unbroken: bool) -> Extent:
    """The room that a text takes."""
    lines = [_width(line) for line in text.split("\n")]
    least = max(lines) if unbroken else max((_width(part) for part in parts(text)), default=0.0)
    return Extent(least, max(lines), sum(lines))


def together(extents: Sequence[Extent]) -> Extent:
    """The room that pieces take which stand in one line as long as it has room."""
    return Extent(
        max((one.least for one in extents), default=0.0),
        sum(one.most for one in extents),
        sum(one.whole for one in extents),
    )


def stacked(extents: Sequence[Extent]) -> Extent:
    """The room that lines take which stand one under the other."""
    return Extent(
        max((one.least for one in extents), default=0.0),
        max((one.most for one in extents), default=0.0),
        sum(one.whole for one in extents),
    )


def parts(text: str) -> list[str]:
    """What a line may not break: words of letters, single Chinese characters with the marks that cling to them."""
    found: list[str] = []
    for word in _WORD.findall(clinging(text)):
        piece = ""
        for one in word:
            if piece and (_wide(one) or _wide(piece[-1])) and not _clings(piece, one):
                found.append(piece)
                piece = ""
            piece += one
            if one in "-–—/" and len(piece) > 1:
                found.append(piece)
                piece = ""
        found.append(piece)
    return found


def clinging(text: str) -> str:
    """A text in which a per cent never begins a line."""
    return _PER_CENT.sub("\N{NO-BREAK SPACE}", text)


def _clings(piece: str, one: str) -> bool:
    """Whether a sign may not begin a line, or the piece before it not end one; a bracket stays with its per cent."""
    before = unicodedata.category(piece[-1]) in ("Ps", "Pi") or (
        piece[-1] in "%‰" and unicodedata.category(one) == "Ps"
    )
    return before or unicodedata.category(one) in ("Pe", "Pf", "Po")


@cache
def _letter(one: str) -> float:
    if _wide(one):
        return 1.0
    if one in _NARROW:
        return 0.32
    if unicodedata.east_asian_width(one) == "A" and one != "–":  # signs of both scripts, wide in this face
        return 1.0
    return 0.66 if one.isupper() or one in _BROAD else 0.56


@cache
def _ideograph(one: str) -> bool:
    return unicodedata.category(one) == "Lo"


@cache
def _wide(one: str) -> bool:
    return unicodedata.east_asian_width(one) in "WF"


def _width(text: str) -> float:
    """The width of a text in ems; where the two scripts meet typst leaves a little room."""
    letters = sum(_letter(one) for one in text)
    return letters + _BETWEEN * sum(
        _ideograph(a) != _ideograph(b) for a, b in pairwise(text) if a.isalnum() and b.isalnum()
    )


def fitted(rows: Sequence[Sequence[Extent]], room: float = 0.0, paper: Paper = PRINTED) -> Widths:
    """The widths for rows of cells, one extent a column: the largest type in which nothing is squeezed.

    Args:
        rows: all cells that stand in one column.
        room: points there are; default those of a page, which lies on its side only where nothing else helps.
        paper: the page.
    """
    columns = [_most(cells) for cells in zip(*rows, strict=True)]
    found = [
        one
        for there in ((room,) if room else (paper.upright, paper.lying))
        if (one := _fit(rows, columns, there, paper))
    ]
    if len(found) > 1 and found[0].lines > _LONG * len(rows) and found[1].lines < _WORTH * found[0].lines:
        del found[0]
    if found:
        return _widths(found[0].shares, found[0].size, lying=found[0].room == paper.lying)
    there, size = room or paper.lying, paper.sizes[-1]
    squeezed = _in_proportion(columns, (there - GUTTER * len(columns)) / size)
    return _widths(squeezed, size, lying=there == paper.lying)


@dataclass(frozen=True)
class _Fit:
    """A way to set a table: so wide, in such a type, and how many lines the rows then have."""

    room: float
    size: float
    shares: Sequence[float]
    lines: float
    tallest: float


def _fit(rows: Sequence[Sequence[Extent]], columns: Sequence[Extent], room: float, paper: Paper) -> _Fit | None:
    """The largest type in which no row is tall; where all make one tall the largest that fits; None where nothing fits."""
    free, found = room - GUTTER * len(columns), list[_Fit]()
    for size in paper.sizes:
        if shares := _best(rows, columns, free / size):
            found.append(_Fit(room, size, shares, _broken(rows, shares), max(_lines(rows, shares))))
    return next((one for one in found if one.tallest <= _TALL), found[0] if found else None)


def _best(rows: Sequence[Sequence[Extent]], columns: Sequence[Extent], room: float) -> list[float]:
    """Widths in ems that keep as much as possible in one line and make the table hardly longer than it must be."""
    possible = [shares for short in _SHORT if (shares := _shares(columns, room, short))]
    lengths = [sum(_lines(rows, shares)) for shares in possible]
    return next((one for one, long in zip(possible, lengths, strict=True) if long <= _LONGER * min(lengths)), [])


def _most(cells: Sequence[Extent]) -> Extent:
    """The room that a column needs for its longest parts, and what it has to say: one long cell counts less than many."""
    return Extent(
        max(cell.least for cell in cells) + _SPARE,
        max(cell.most for cell in cells) * _CAUTION + _SPARE,
        (sum(cell.whole**2 for cell in cells) / len(cells)) ** 0.5,
    )


def _widths(ems: Sequence[float], size: float, *, lying: bool) -> Widths:
    return Widths(tuple(round(one * size + GUTTER, 1) for one in ems), size, lying)


def _shares(columns: Sequence[Extent], room: float, short: float) -> list[float]:
    """Each column's width in ems; none where not even what they must have fits.

    What is as short as that stands in one line. The rest share by the square root of what they have to say, so that a long cell is
    wider than a short one and still not as much taller as it is longer.
    """
    if sum(column.most for column in columns) <= room:
        return [column.most for column in columns]
    low = [max(column.least, min(column.most, short)) for column in columns]
    if sum(low) > room:
        return []
    weights = [column.whole**0.5 for column in columns]

    def at(unit: float) -> list[float]:
        return [
            min(max(unit * weight, least), max(column.most, least))
            for weight, least, column in zip(weights, low, columns, strict=True)
        ]

    below, above = 0.0, room
    for _ in range(40):
        middle = (below + above) / 2
        below, above = (middle, above) if sum(at(middle)) <= room else (below, middle)
    return at(below)


def _in_proportion(columns: Sequence[Extent], room: float) -> list[float]:
    """Widths for what does not fit: every column gives in proportion."""
    least = [max(column.least, 1.0) for column in columns]
    return [one * room / sum(least) for one in least]


def _lines(rows: Sequence[Sequence[Extent]], shares: Sequence[float]) -> list[float]:
    """How many lines each row has."""
    return [max(cell.whole / max(width, 0.1) for cell, width in zip(row, shares, strict=True)) for row in rows]


def _broken(rows: Sequence[Sequence[Extent]], shares: Sequence[float]) -> float:
    """How many lines a table has where lines end short of their column, on the average by half of a part that is not broken."""
    return sum(
        max(max(1.0, cell.whole / max(width - cell.least / 2, width / 2, 0.1)) if cell.whole > width else 1.0
            for cell, width in zip(row, shares, strict=True))
        for row in rows
    )  # fmt: skip
