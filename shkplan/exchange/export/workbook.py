"""The Excel workbook: figures, their sources, the register of targets, notes; in the language in force, no formulas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shkplan import __version__
from shkplan.base.lines import width_of
from shkplan.display.language import code, listed, region, say, unit, words
from shkplan.display.tables import Hyperlink
from shkplan.display.tables.register import plan_table
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.exchange.export.rows import SOURCE, sources_of
from shkplan.files.spreadsheet import neutralised

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | float | dt.date
FIGURES = (
    "indicator", "id", "region", "period", "value", "unit", "form", "bound", "price_basis", "basis", "status", "mark",
    "published", "published_basis", "source", "publisher", "source_kind", "address", "source_copy", "copy_sha256", "note",
)  # fmt: skip
_WIDEST, _NARROWEST = 60, 8  # characters
_FULL = 32_767  # characters that a cell holds
_INK, _GROUND = "FFFFFF", "1F4E79"


def write_workbook(observations: Observations, target: Path) -> None:
    """Write figures, sources, targets and notes as the four sheets of a workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    headings = [say(f"export.column.{name}") for name in FIGURES]
    _fill(book.create_sheet(say("export.sheet.figures")), headings, [_row(one, observations) for one in observations])
    _fill(book.create_sheet(say("export.sheet.sources")), *_sources(observations))
    _fill(book.create_sheet(say("export.sheet.targets")), *_targets(observations))
    _fill(
        book.create_sheet(say("export.sheet.notes")),
        [words(observations.plan.title)],
        [[line] for line in notes(observations)],
    )
    book.properties.creator = f"shkplan {__version__}"
    book.properties.title = words(observations.plan.title)
    book.save(target)


def notes(observations: Observations) -> list[str]:
    """What a reader of exported figures has to know, in the language in force."""
    date = observations.date
    return [
        say("export.note.as_of", date=date) if date else say("export.note.all"),
        say("export.note.untouched"),
        say("export.note.licence"),
        say("export.note.apostrophe"),
        say("export.note.software", version=__version__),
    ]


def _row(figure: Observation, observations: Observations) -> list[Value]:
    plan = observations.plan
    return [
        words(plan[figure.indicator].name), figure.indicator, region(figure.region, plan), _period(figure), figure.value,
        unit(figure.unit), code("export.form", figure.form), code("export.bound", figure.bound),
        code("price_basis", figure.price_basis), figure.basis, code("status", figure.status),
        listed(say(f"mark.{one}") for one in sorted(figure.mark)), figure.published,
        code("export.date", figure.published_basis), figure.source_title, figure.publisher,
        code("source_kind", figure.source_kind), figure.address, figure.source_copy,
        figure.copy_sha256, words(figure.note),
    ]  # fmt: skip


def _period(figure: Observation) -> Value:
    return figure.period.first if figure.period.is_year else str(figure.period)


def _sources(observations: Observations) -> tuple[list[str], list[list[Value]]]:
    names = ("source", "publisher", "source_kind", "address", "published", "figures")
    rows: list[list[Value]] = []
    for source, count in sources_of(observations).items():
        title, publisher, kind, address, day = dict(zip(SOURCE, source, strict=True)).values()
        rows.append([title, publisher, code("source_kind", kind), address, dt.date.fromisoformat(day), count])
    return [say(f"export.column.{name}") for name in names], rows


def _targets(observations: Observations) -> tuple[list[str], list[list[Value]]]:
    shown = plan_table(observations.plan, observations.date)
    return [column.heading for column in shown.columns], [[_plain(cell) for cell in row] for row in shown.rows]


def _plain(cell: object) -> str:
    if isinstance(cell, Hyperlink):
        return cell.text
    return "\n".join(cell) if isinstance(cell, tuple) else str(cell)


def _fill(sheet: Worksheet, headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Headings that stay in sight, columns as wide as their text, and cells that are only values."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for line, row in enumerate([headings, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(line, column)
            if isinstance(value, str):
                cell.value = _writable(neutralised(value))
                cell.data_type = "s"  # text, whatever it looks like
            else:
                cell.value = value
                cell.number_format = "yyyy-mm-dd" if isinstance(value, dt.date) else "General"
            cell.alignment = Alignment(vertical="top", wrap_text=line > 1 and isinstance(value, str))
    for column, heading in enumerate(headings, start=1):
        widest = max(
            [width_of(heading), *(width_of(line) for row in rows for line in str(row[column - 1]).split("\n"))]
        )
        sheet.column_dimensions[get_column_letter(column)].width = min(max(widest, _NARROWEST), _WIDEST) + 2
        head = sheet.cell(1, column)
        head.font, head.fill = Font(bold=True, color=_INK), PatternFill("solid", fgColor=_GROUND)
    sheet.freeze_panes = "A2"
    if rows:
        sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _writable(text: str) -> str:
    """The text with control characters, which no workbook can hold, shown as their code; cut, with dots, where a cell is full."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    shown = ILLEGAL_CHARACTERS_RE.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
    return shown if len(shown) <= _FULL else f"{shown[: _FULL - 1]}…"
