"""Tables as typst sets them: heads repeated on every page, rows whole, columns by what stands in them."""

from __future__ import annotations

from collections.abc import Callable

from shkplan.report.book.columns import PRINTED
from shkplan.report.book.elements import Element
from shkplan.report.book.grid import Laid, Placed, laid
from shkplan.report.pdf.code import array, call

Inside = Callable[[Element], str]  # the code of what a cell holds


def table(element: Element, caption: Element | None, inside: Inside, room: float = 0.0) -> tuple[str, bool]:
    """The code of a table, and whether it needs a page on its side.

    Args:
        element: a ``table``.
        caption: what it is called, if that is to be said.
        inside: sets what a cell holds.
        room: points there are; default those of a page.
    """
    found = laid(element, PRINTED, room)
    if found is None:
        return "", False
    widths = found.widths
    code = call(
        "sheet",
        array(f"{width}pt" for width in widths.columns),
        *([_header(found.heads, inside, found.numbers)] if found.heads else []),
        *(_row(found, row, inside) for row in found.body),
        size=f"{widths.size}pt",
        caption=inside(caption) if caption else "",
    )
    return code, widths.lying


def _header(rows: list[list[Placed]], inside: Inside, numbers: frozenset[int]) -> str:
    """The head, which is set again on every page."""
    cells = (_cell(cell, inside, right=cell.at in numbers, kind="head") for row in rows for cell in row)
    return call("table.header", *cells)


def _row(found: Laid, row: list[Placed], inside: Inside) -> str:
    """The code of a row; of a group's heading one that is set again on every page until the next group begins."""
    if found.groups(row):
        return call("table.header", _cell(row[0], inside, kind="group"), level="2")
    tall = found.tall(row)
    return ", ".join(_cell(cell, inside, right=cell.number, tall=tall) for cell in row)


def _cell(cell: Placed, inside: Inside, *, kind: str = "table.cell", right: bool = False, tall: bool = False) -> str:
    return call(
        kind,
        inside(cell.element) if cell.element is not None else "[]",
        colspan=str(cell.span) if cell.span > 1 else "",
        align="right" if right else "",
        breakable="true" if tall else "",
    )
