"""The first sheet of the form: what is asked, in five steps, and which sheet is whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment

from shkplan.base.messages import Text
from shkplan.exchange.form import looks
from shkplan.exchange.form.looks import both, font, put, solid
from shkplan.files.workbook import letters
from shkplan.register.plan import Plan
from shkplan.workspace.readers.form.columns import NUMBER, words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_STEPS = 5
_COLUMNS = (("office", 60), ("sheet", 30), ("filled", 12), ("rows", 12))


@dataclass(frozen=True)
class Part:
    """A sheet of the form: its name, whose it is, where its rows are and how many figures it asks for."""

    name: str
    who: Text
    rows: range
    count: int


def fill(sheet: Worksheet, plan: Plan, year: int, parts: Sequence[Part]) -> None:
    """Write the guide: what is asked, the steps, and a list of the sheets with how much of each is filled in."""
    region = plan.region_name(plan.region)
    title, english = (
        words("form.title", year=year, region=region.zh).zh,
        words("form.title", year=year, region=region.en).en,
    )
    width = len(_COLUMNS) + 1
    for row in (1, 2):
        for column in range(1, width + 1):
            put(sheet, row, column, None, fill=solid(looks.BAND))
    indented = Alignment(horizontal="left", vertical="center", indent=1)
    put(sheet, 1, 1, f"{title}　{english}", font=font(17, "FFFFFF", bold=True), alignment=indented)
    put(sheet, 2, 1, f"{plan.title.zh}　{plan.title.en}", font=font(10, looks.PALE), alignment=indented)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 36, 22
    what = words("form.guide.what", year=year)
    put(sheet, 4, 2, both(what, 13), alignment=looks.WRAPPED)
    sheet.row_dimensions[4].height = 40
    for step in range(1, _STEPS + 1):
        _step(sheet, 4 + step, step)
    put(sheet, 10, 2, both(words("form.guide.colours"), 9, looks.QUIET, bold=False), alignment=looks.WRAPPED)
    sheet.row_dimensions[10].height = 32
    for row in (4, *range(5, 11)):
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=width)
    _list(sheet, 12, parts)
    sheet.column_dimensions["A"].width = 6
    for number, (_, size) in enumerate(_COLUMNS, start=2):
        sheet.column_dimensions[letters(number)].width = size
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "02795C"
    looks.locked(sheet)
    looks.on_paper(sheet, words("form.print").zh, pages=1)


def _step(sheet: Worksheet, row: int, step: int) -> None:
    put(sheet, row, 1, step, font=font(16, looks.BAND, bold=True), alignment=looks.CENTRED)
    put(sheet, row, 2, both(words(f"form.guide.step_{step}"), 11, bold=False), alignment=looks.WRAPPED)
    sheet.row_dimensions[row].height = 36


def _list(sheet: Worksheet, head: int, parts: Sequence[Part]) -> None:
    """Whose sheet is which, each a link, with the number of figures filled in, counted by the program itself."""
    for number, (key, _) in enumerate(_COLUMNS, start=2):
        put(sheet, head, number, both(words(f"form.guide.{key}"), 10, "FFFFFF", looks.PALE), fill=solid(looks.BAND),
            alignment=looks.CENTRED, border=looks.FRAME)  # fmt: skip
    sheet.row_dimensions[head].height = 34
    value = letters(NUMBER["value"])
    for row, part in enumerate(parts, start=head + 1):
        put(sheet, row, 2, both(part.who, 10), border=looks.FRAME, alignment=looks.WRAPPED)
        put(
            sheet,
            row,
            3,
            part.name,
            font=font(10, "0563C1", underline=True),
            border=looks.FRAME,
            alignment=looks.WRAPPED,
        )
        sheet.cell(row, 3).hyperlink = f"#'{part.name}'!{value}{part.rows[0] + 1}"
        sheet.cell(row, 3).font = font(10, "0563C1", underline=True)
        count = f"=COUNT('{part.name}'!{value}{part.rows[0]}:{value}{part.rows[-1]})"
        for column, content in ((4, count), (5, part.count)):
            sheet.cell(row, column).value = content  # a formula of ours, so not through put
            _counted(sheet, row, column)
        sheet.row_dimensions[row].height = 30


def _counted(sheet: Worksheet, row: int, column: int) -> None:
    cell = sheet.cell(row, column)
    cell.font, cell.border, cell.alignment = font(11, bold=True), looks.FRAME, looks.CENTRED
