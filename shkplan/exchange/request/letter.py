"""The letter of a request: one page or two of Word, in one language, that an office can print, file and answer by hand."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.requests import OfficeRequest, RequestedFigure
from shkplan.display.language import say, unit, words, years
from shkplan.display.setting import language
from shkplan.display.tables.requests import uses_of
from shkplan.register.plan import Plan

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

_FACES = {
    "zh": ("Microsoft YaHei", "微软雅黑"),
    "en": ("Calibri", "微软雅黑"),
}  # Latin, Chinese; a machine without takes its own
_WIDTHS = (1.1, 4.2, 2.6, 1.7, 5.6, 6.4, 4.0)  # centimetres; A4 on its side leaves 25.7
_BAND, _QUIET = "DCE6F1", "53606D"


def letter(
    assessment: Assessment, request: OfficeRequest, office: str, workbook: str, *, reply_by: dt.date | None = None
) -> bytes:
    """The letter, .docx, in the language in force.

    Args:
        assessment: what lacks figures.
        request: what is asked of the office.
        office: its name.
        workbook: the name of the workbook that goes with it.
        reply_by: the day by which an answer is asked for; None leaves a blank to fill in.
    """
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paper, plan = docx.Document(), assessment.plan
    _laid_out(paper)
    heading = paper.add_heading(say("request.letter.title"), level=1)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER if language() == "zh" else None
    paper.add_paragraph(say("request.letter.to", office=office)).runs[0].bold = True
    count = len(request.figures)
    opening = say(
        f"request.letter.opening{'_one' if count == 1 else ''}", plan=plan.title, as_of=assessment.as_of, count=count
    )
    paper.add_paragraph(opening)
    by = say("request.letter.no_day") if reply_by is None else say("request.letter.day", day=reply_by)
    paper.add_paragraph(say("request.letter.reply", day=by))
    _table(paper, request.figures, plan)
    paper.add_heading(say("request.letter.answering"), level=2)
    for step in (1, 2, 3):
        told = say(f"request.letter.step_{step}", workbook=workbook)
        paper.add_paragraph(told, style="List Number")
    _signed(paper)
    about = paper.core_properties
    about.title, about.author = f"{say('request.letter.title')} · {office}", "shkplan"
    about.created = about.modified = dt.datetime.combine(assessment.as_of, dt.time.min)
    about.last_modified_by, about.comments = "shkplan", ""
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def _laid_out(paper: Document) -> None:
    """A4 on its side, the faces of the language, and the number of the page at the foot."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    page = paper.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21.0)
    page.left_margin = page.right_margin = Cm(2.0)
    page.top_margin = page.bottom_margin = Cm(1.8)
    latin, chinese = _FACES[language()]
    for name, size in (("Normal", 10.5), ("Heading 1", 18), ("Heading 2", 12), ("List Number", 10.5)):
        style: Any = paper.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = latin, Pt(size), RGBColor(0x1C, 0x27, 0x33)
        style.font.bold = name.startswith("Heading")
        faces = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            faces.attrib.pop(qn(f"w:{kind}"), None)
        faces.set(qn("w:eastAsia"), chinese)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _signed(paper: Document) -> None:
    """Room for the signature of who asks, and for who answers."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    asking = paper.add_paragraph(say("request.letter.signed"))
    asking.alignment, asking.paragraph_format.space_before = WD_ALIGN_PARAGRAPH.RIGHT, Pt(14)
    paper.add_heading(say("request.letter.answered"), level=2)
    paper.add_paragraph(say("request.letter.contact"))


def _field(paragraph: Any, name: str) -> None:
    """A number that the program fills in, such as that of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)  # noqa: SLF001  # python-docx has no call for fields


def _table(paper: Document, figures: Sequence[RequestedFigure], plan: Plan) -> None:
    """One row a figure, with room for the answer."""
    from docx.shared import Cm

    heads = [say(key) for key in ("request.number", "column.indicator", "request.years", "request.unit",
                                  "request.definition", "request.use", "request.letter.figure")]  # fmt: skip
    table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _written(cell, head, bold=True)
        _shaded(cell)
    _repeated(table.rows[0])
    for number, one in enumerate(figures, start=1):
        asked = one.indicator
        cells = (
            str(number), words(asked.name), years(one.years), unit(asked.unit), words(asked.definition),
            "\n".join(uses_of(one, plan)), "",
        )  # fmt: skip
        row = table.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            _written(cell, text)
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)  # LibreOffice and WPS ask the columns, Word each cell
        for cell in column.cells:
            cell.width = Cm(width)


def _written(cell: _Cell, text: str, *, bold: bool = False) -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(9)


def _shaded(cell: _Cell) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _BAND)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  # python-docx has no call for shades


def _repeated(row: Any) -> None:
    """The headings stand on every page, and no row is broken over two."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
