"""A table in characters, for terminals: columns under each other, a Chinese character two wide, long cells wrapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from shkplan.base.lines import width_of, wrapped

__all__ = ["Spoken", "in_characters", "paragraphs"]

Spoken = Sequence[str]  # a cell's sentences

_SCREEN = 120  # columns that a terminal has
_WIDEST, _NARROWEST = 44, 12  # of a cell, before it is wrapped; two columns alone have more room
_WIDEST_OF_TWO = 80


def in_characters(
    headings: Sequence[str], rows: Sequence[Sequence[Spoken]], groups: Mapping[int, str], numbers: Sequence[bool]
) -> list[str]:
    """The lines of a table: headings where there are any, rows, and the heading of a group above its first row.

    Args:
        headings: of the columns.
        rows: their cells.
        groups: first row -> heading.
        numbers: which columns stand flush right.
    """
    head, body, widths = _fitting([[one] for one in headings], rows)
    found = []
    if any(headings):
        found += [*_row(head, widths, numbers), "  ".join("─" * width for width in widths)]
    for position, row in enumerate(body):
        if position in groups:
            found += ["", groups[position]]
        found += _row(row, widths, numbers)
    return found


def paragraphs(sentences: Spoken, widest: int = 100) -> list[str]:
    """The lines of sentences that stand below each other."""
    return [line for one in sentences for line in wrapped(one, widest)]


_Lines = list[list[str]]  # of the cells of a row


def _fitting(headings: Sequence[Spoken], rows: Sequence[Sequence[Spoken]]) -> tuple[_Lines, list[_Lines], list[int]]:
    """Headings, rows and widths of columns: cells as wide as the screen allows."""
    first = _WIDEST if len(headings) > 2 else _WIDEST_OF_TWO
    for widest in range(first, _NARROWEST - 1, -2):
        head, *body = ([paragraphs(cell, widest) or [""] for cell in row] for row in (headings, *rows))
        columns = zip(head, *body, strict=True)
        widths = [max(width_of(line) for cell in column for line in cell) for column in columns]
        if sum(widths) + 2 * (len(widths) - 1) <= _SCREEN:
            break
    return head, body, widths


def _row(cells: _Lines, widths: Sequence[int], numbers: Sequence[bool]) -> list[str]:
    found = []
    for across in zip_longest(*cells, fillvalue=""):
        parts = []
        for line, width, right in zip(across, widths, numbers, strict=True):
            blank = " " * (width - width_of(line))
            parts.append(blank + line if right else line + blank)
        found.append("  ".join(parts).rstrip())
    return found
