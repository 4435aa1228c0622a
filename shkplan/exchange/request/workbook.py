"""The workbook of a request: a list of what is asked, then a sheet of the department's form for each year.

Each sheet says itself which form it is of, so that ``shkplan import`` takes the workbook back as any other form.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.requests import OfficeRequest, RequestedFigure
from shkplan.base.messages import Text
from shkplan.display.language import unit, years
from shkplan.display.setting import in_both
from shkplan.display.tables.requests import uses_of
from shkplan.exchange.form import looks, sheet
from shkplan.exchange.form.looks import both, font, put, solid
from shkplan.files.workbook import letters
from shkplan.register.plan import Plan
from shkplan.workspace.readers.form.columns import FORM, VERSION, words
from shkplan.workspace.readers.form.record import Origin

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_COLUMNS = (("number", 6), ("indicator", 30), ("years", 18), ("unit", 10), ("definition", 46), ("use", 52))
_HEAD = 5


def workbook(assessment: Assessment, request: OfficeRequest) -> bytes:
    """The workbook, .xlsx: what is asked and why, and a sheet to fill for each year."""
    import openpyxl

    book, plan = openpyxl.Workbook(), assessment.plan
    assert book.active is not None
    book.active.title = words("request.sheet").zh
    who = request.office or words("form.nobody")
    _list(book.active, assessment, request, who)
    for year in request.years:
        asked = [one.indicator for one in request.figures if year in one.years]
        page = book.create_sheet(words("request.year_sheet", year=year).zh)
        rows = sheet.fill(page, plan, assessment.observations, year, who, asked)
        sheet.stamped(page, Origin(FORM, VERSION, plan.id, str(year), plan.region), rows, plan)
    book.properties.title = words("request.letter.title").zh
    book.properties.creator = "shkplan"
    book.properties.created = book.properties.modified = dt.datetime.combine(assessment.as_of, dt.time.min)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _list(page: Worksheet, assessment: Assessment, request: OfficeRequest, who: Text) -> None:
    """What is asked: figure, years, unit, definition, what it is for."""
    plan = assessment.plan
    for row in (1, 2):
        for column in range(1, len(_COLUMNS) + 1):
            put(page, row, column, None, fill=solid(looks.BAND))
    title = words("request.sheet")
    put(page, 1, 1, f"{title.zh}　{title.en}", font=font(15, "FFFFFF", bold=True))
    put(page, 2, 1, f"{who.zh}　{who.en}", font=font(10, looks.PALE))
    about = words("request.letter.about", plan=plan.title.zh).zh, words("request.letter.about", plan=plan.title.en).en
    put(page, 3, 1, both(Text(*about), 10.5), alignment=looks.WRAPPED)
    page.merge_cells(start_row=3, end_row=3, start_column=1, end_column=len(_COLUMNS))
    for row, height in ((1, 30), (2, 20), (3, 34), (_HEAD, 34)):
        page.row_dimensions[row].height = height
    for number, (key, width) in enumerate(_COLUMNS, start=1):
        name = words("column.indicator" if key == "indicator" else f"request.{key}")
        put(page, _HEAD, number, both(name, 10), fill=solid(looks.PALE), alignment=looks.CENTRED, border=looks.FRAME)
        page.column_dimensions[letters(number)].width = width
    for number, one in enumerate(request.figures, start=1):
        cells = _cells(one, plan)
        put(page, _HEAD + number, 1, number, font=font(), alignment=looks.CENTRED, border=looks.FRAME)
        for column, text in enumerate(cells, start=2):
            shown = both(text, 9.5, bold=column == 2) if text.zh != text.en else text.zh
            put(page, _HEAD + number, column, shown, alignment=looks.WRAPPED, border=looks.FRAME)
        lines = max(looks.lines(text.zh, width) + looks.lines(text.en, width * 1.2)
                    for text, (_, width) in zip(cells, _COLUMNS[1:], strict=True) if text.zh)  # fmt: skip
        page.row_dimensions[_HEAD + number].height = max(30, 13 * lines + 8)
    page.freeze_panes = f"A{_HEAD + 1}"
    page.sheet_view.showGridLines = False
    looks.locked(page)
    looks.on_paper(page, words("form.print").zh, f"{_HEAD}:{_HEAD}")


def _cells(one: RequestedFigure, plan: Plan) -> list[Text]:
    """Name, years, unit, definition and use, in both languages."""
    asked = one.indicator
    told = (lambda: years(one.years), lambda: unit(asked.unit), lambda: "\n".join(uses_of(one, plan)))
    when, measure, use = map(in_both, told)
    return [asked.name, when, measure, asked.definition or Text("", ""), use]
