"""Colours, faces and lines of the form, in one place. A face that a machine has not is replaced by its own Chinese one."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side

from shkplan.base.lines import width_of
from shkplan.base.messages import Text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FACE = "Microsoft YaHei"
INK, BAND, PALE, LINE, QUIET = "1F2933", "1F4E79", "DCE6F1", "C9D1D9", "6B7680"
TO_FILL, FILLED, MISSING = "FFF8D6", "DDF0DC", "F9C9BC"

_THIN = Side(style="thin", color=LINE)
FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
WRAPPED = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
RIGHT = Alignment(horizontal="right", vertical="center", indent=1)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)


def solid(color: str) -> PatternFill:
    """A cell filled with one colour."""
    return PatternFill("solid", start_color=color, end_color=color)


def font(size: float = 10, color: str = INK, *, bold: bool = False, underline: bool = False) -> Font:
    """The typeface of the form, in a size and colour."""
    return Font(name=FACE, size=size, color=color, bold=bold, underline="single" if underline else None)


def both(text: Text, size: float = 10, color: str = INK, quiet: str = QUIET, *, bold: bool = True) -> CellRichText:
    """Chinese, and English below it, smaller."""
    large = InlineFont(rFont=FACE, sz=size, color=Color(color), b=bold)
    small = InlineFont(rFont=FACE, sz=size - 2, color=Color(quiet))
    return CellRichText(TextBlock(large, f"{_clean(text.zh)}\n"), TextBlock(small, _clean(text.en)))


def put(sheet: Worksheet, row: int, column: int, value: Any, **style: Any) -> None:
    """A value in a cell with its style; text that begins like a formula stays text."""
    cell: Any = sheet.cell(row, column)
    cell.value = _clean(value) if isinstance(value, str) else value
    if isinstance(value, str) and cell.data_type in ("f", "e"):
        cell.data_type = "s"
    for name, part in style.items():
        setattr(cell, name, part)


def _clean(text: str) -> str:
    return re.sub(ILLEGAL_CHARACTERS_RE, "", text)


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is two wide."""
    return sum(max(1, math.ceil(width_of(line) / width)) for line in text.split("\n"))


def on_paper(sheet: Worksheet, footer: str, repeated: str = "", pages: int = 0) -> None:
    """Landscape A4, as wide as the page and on as many pages as needed (0) or one, with the headings on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    foot = sheet.oddFooter
    assert foot is not None
    foot.left.text, foot.center.text = "&A", footer
    if repeated:
        sheet.print_title_rows = repeated


def locked(sheet: Worksheet) -> None:
    """Everything but the cells to be filled is locked, without a password; widths and formats stay free."""
    guard = sheet.protection
    guard.sheet = True
    guard.formatCells = guard.formatColumns = guard.formatRows = False  # False: not locked
