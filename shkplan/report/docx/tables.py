"""Native tables of Word: heads repeated on every page, rows whole, columns by what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

from shkplan.report.book.columns import Paper
from shkplan.report.book.elements import Element
from shkplan.report.book.grid import Laid, Placed, laid
from shkplan.report.docx.code import TWIPS, Marks, paragraph, run, tag
from shkplan.report.docx.styles import cell_style

_TILES = 6  # at most in a row
_NAME = 0.24  # of the room, for the name of a fact
_LOOK = {"firstRow": 1, "lastRow": 0, "firstColumn": 0, "lastColumn": 0, "noHBand": 1, "noVBand": 1}

Inside = Callable[..., str]  # the paragraphs of what a cell holds


def table(element: Element, words: str, paper: Paper, inside: Inside) -> tuple[str, bool] | None:
    """The code of a table, and whether it needs a page on its side; None where it holds nothing.

    Args:
        element: a ``table``.
        words: what it is called, for those who do not see it.
        paper: that it is set on.
        inside: sets what a cell holds.
    """
    found = laid(element, paper)
    if found is None:
        return None
    columns = [round(width * TWIPS) for width in found.widths.columns]
    heads = [_row(found, row, columns, inside, head=True) for row in found.heads]
    body = [_row(found, row, columns, inside) for row in found.body]
    properties = (
        tag("tblStyle", val="ReportTable"),
        tag("tblW", w=sum(columns), type="dxa"),
        tag("jc", val="center"),
        tag("tblLayout", type="fixed"),
        tag("tblLook", **{**_LOOK, "firstRow": int(bool(heads))}),
        tag("tblCaption", val=words) if words else "",
    )
    return tag("tbl", tag("tblPr", *properties), _grid(columns), *heads, *body), found.widths.lying


def _grid(columns: Sequence[int]) -> str:
    return tag("tblGrid", *(tag("gridCol", w=width) for width in columns))


def _row(found: Laid, row: list[Placed], columns: Sequence[int], inside: Inside, *, head: bool = False) -> str:
    """A row; a head stands on every page, what names a group stays with the rows below it."""
    group = not head and found.groups(row)
    whole = "" if found.tall(row) and not head else tag("cantSplit")
    properties = tag("trPr", whole, tag("tblHeader") if head else "") if whole or head else ""
    ends = [0, *accumulate(columns)]
    cells = []
    for cell in row:
        width = ends[min(cell.at + cell.span, len(columns))] - ends[cell.at]
        right = cell.at in found.numbers if head else cell.number
        cells.append(
            _cell(cell, width, found.widths.size, inside, bold=head or group, right=right, clings=head or group)
        )
    return tag("tr", properties, *cells)


def _cell(cell: Placed, width: int, size: float, inside: Inside, *, bold: bool, right: bool, clings: bool) -> str:
    merged = tag("vMerge") if cell.continued else tag("vMerge", val="restart") if cell.down > 1 else ""
    properties = (
        tag("tcW", w=width, type="dxa"),
        tag("gridSpan", val=cell.span) if cell.span > 1 else "",
        merged,
        tag("vAlign", val="bottom") if bold else "",
    )
    holds = cell.element is not None
    told = (
        inside(cell.element, size, bold=bold, right=right, clings=clings) if holds else paragraph(cell_style(size), "")
    )
    return tag("tc", tag("tcPr", *properties), told)


def pairs_table(rows: Sequence[tuple[str, str]], room: float, empty: str) -> str:
    """Names and what they are, in two columns without lines; each given as its paragraphs."""
    columns = [round(room * _NAME * TWIPS), round(room * (1 - _NAME) * TWIPS)]
    told = (
        tag("tr", tag("trPr", tag("cantSplit")),
            *(tag("tc", tag("tcPr", tag("tcW", w=width, type="dxa")), inside or empty)
              for width, inside in zip(columns, row, strict=True)))
        for row in rows
    )  # fmt: skip
    return _plain(columns, *told)


def tiles_table(tiles: Sequence[Sequence[str]], room: float) -> str:
    """Numbers, and below each what it counts, in cells of equal width; each part given as its runs."""
    count = min(max(len(tiles), 1), _TILES)
    columns = [round(room / count * TWIPS)] * count
    rows = [tiles[at : at + count] for at in range(0, len(tiles), count)]
    return _plain(columns, *(tag("tr", tag("trPr", tag("cantSplit")), *_tiles(row, columns)) for row in rows))


def _tiles(row: Sequence[Sequence[str]], columns: Sequence[int]) -> list[str]:
    shade = tag("shd", val="clear", color="auto", fill="F4F6F8")
    padded = [*row, *([()] * (len(columns) - len(row)))]
    return [
        tag("tc", tag("tcPr", tag("tcW", w=width, type="dxa"), shade if parts else ""),
            "".join(paragraph("TableText", part) for part in parts) or paragraph("TableText", ""))
        for width, parts in zip(columns, padded, strict=True)
    ]  # fmt: skip


def _plain(columns: Sequence[int], *rows: str) -> str:
    """A table without lines of its own."""
    properties = (tag("tblW", w=sum(columns), type="dxa"), tag("jc", val="center"), tag("tblLayout", type="fixed"),
                  tag("tblLook", **{**_LOOK, "firstRow": 0}))  # fmt: skip
    return (
        tag("tbl", tag("tblPr", *properties), _grid(columns), *rows)
        if rows
        else paragraph("AfterTable", run("", Marks()))
    )
