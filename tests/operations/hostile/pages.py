"""What plans, figures and notebooks say, in pages, documents, workbooks and tables."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import openpyxl

from shkplan.base.errors import DataError
from shkplan.display.spoken_csv import as_csv
from shkplan.display.tables.base import Column, table_of
from shkplan.exchange.export.workbook import _fill
from shkplan.files.spreadsheet import restored
from shkplan.report.cells import markdown
from shkplan.report.markup import labels_apart
from shkplan.workspace.load import Workspace
from tests.operations.conftest import open_office
from tests.operations.hostile.cases import Case, Inside, collect, refused
from tests.report.docx.test_blocks import word_of
from tests.report.pdf.test_blocks import links_of, pdf_of, words_of

TITLES = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg><foreignObject>", "a\x1b[2Jb", "a\u202eb", "</title><base href=//evil>", "a\x00b",
    "<style>@import url(//evil)</style>",
)  # fmt: skip
PLACES = ("title: {zh: 测试用小规划,", "name: {zh: 绿化覆盖率,", "source: {title: 测试,", "  environment: {zh: 环境,")
CELLS = (
    "<script>alert(1)</script>", '"onmouseover="alert(1)', "'><img src=x onerror=alert(1)>", "</td></table><svg onload=alert(1)>", "javascript:alert(1)",
    "{{ 7 * 7 }}", "&lt;script&gt;", "a</style><script>", "url(//evil);} body{", "\\3c script",
)  # fmt: skip
FORMULAS = (
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-1+cmd",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://evil")',
    "=IMPORTXML(A1)",
    "'=1",
)
TYPST = (
    '#eval("1+1")',
    '#read("/etc/passwd")',
    '#include "x.typ"',
    "$x^2$ `raw` @ref // gone",
    "\\u{41} ~ -- *b* _i_",
    '"]) #panic("x")',
    "#sys.inputs",
)
FIELDS = (
    "{ DDEAUTO c:\\\\windows\\\\calc.exe }",
    "{ INCLUDETEXT \\\\server\\x }",
    "</w:t></w:r><w:fldSimple w:instr='DDE'/>",
    "<w:instrText>DDE</w:instrText>",
    "]]>",
)
LINKS = ("javascript:alert(1)", "file:///etc/passwd", "\\\\server\\share", "//server/share", "data:text/html,x", "vbscript:x", "JaVaScRiPt:x", "ms-word:ofe|u|//x")  # fmt: skip


def _title(inside: Inside, words: str) -> str:
    """Refused wherever a name stands, before a page is made."""
    root = open_office(inside.root, inside.patch)
    path = root / "data/plans/small.yaml"
    text = path.read_text(encoding="utf-8")
    quoted = (
        '"'
        + "".join(sign if " " <= sign < "\x7f" and sign not in '"\\' else f"\\u{ord(sign):04x}" for sign in words)
        + '"'
    )
    for place in PLACES:
        assert place in text
        name = re.split("[:{ ]+", place.strip())[-1].rstrip(",")
        path.write_text(text.replace(place, place.replace(name, quoted), 1), encoding="utf-8")
        refused(lambda: Workspace(root).plan("small"))
    return "refused"


class _Tags(HTMLParser):
    """The elements of a page, and what in them runs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.running: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.running += [
            name
            for name, value in attrs
            if name.startswith("on") or (name in ("href", "src") and "script:" in (value or "").lower())
        ]


def _cell(inside: Inside, words: str) -> str:
    """A page has the same elements whatever the words are, in a cell, a heading, a title and a note."""
    del inside

    def page(one: str) -> str:
        shown = table_of("t", one, (one, Column(one, "number")), [(one, one)], [{one: one}], notes=(one,))
        return "".join(labels_apart(shown._repr_html_()))

    made, plain = _Tags(page(words)), _Tags(page("plain"))
    assert made.tags == plain.tags
    assert not made.running
    assert "</style" not in "".join(re.findall(r"@media.*", page(words))).lower()
    return "harmless"


def _formula(inside: Inside, words: str) -> str:
    """Text in a workbook and in CSV stays text, and is read back as it was."""
    del inside
    book = openpyxl.Workbook()
    sheet = book.active
    _fill(sheet, [words], [[words]])
    content = io.BytesIO()
    book.save(content)
    for cells in openpyxl.load_workbook(content).active.iter_rows():
        for cell in cells:
            assert cell.data_type == "s"
            assert str(cell.value)[0] == "'"
    (told,) = re.findall(r'\r\n"?([^"]?)', as_csv([{"a": words}]))[:1]
    assert told == "'"
    assert restored(f"'{words}") == words
    return "harmless"


def _paragraph(words: str) -> str:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p>{escaped}</p>"


def _typst(inside: Inside, words: str) -> str:
    """Every sign of it is there to be read, and none was run."""
    del inside
    told = words_of(pdf_of(_paragraph(words)))
    assert "".join(words.split()).replace("--", "") in told.replace("--", "") or "".join(words.split())[:6] in told
    return "harmless"


def _field(inside: Inside, words: str) -> str:
    """No field, and the words as text."""
    del inside
    text = zipfile.ZipFile(io.BytesIO(word_of(_paragraph(words)))).read("word/document.xml").decode()
    assert "instrText" not in re.sub(r"<w:t\b[^>]*>[^<]*</w:t>", "", text)
    assert "fldSimple" not in re.sub(r"<w:t\b[^>]*>[^<]*</w:t>", "", text)
    return "harmless"


def _link(inside: Inside, address: str) -> str:
    """Words without a link, on paper, in Word and in prose."""
    del inside
    source = f'<p>before <a href="{address}">words</a> after</p>'
    assert links_of(pdf_of(source)) == []
    book = zipfile.ZipFile(io.BytesIO(word_of(source)))
    targets = re.findall('Target="([^"]*)"', book.read("word/_rels/document.xml.rels").decode())
    assert all(re.fullmatch(r"[a-z0-9/]+\.(xml|png)", one) for one in targets)
    if re.match("(?i)(javascript|vbscript|data|file):", address):
        assert address not in markdown(f"[words]({address})")
    return "harmless"


def _figure(inside: Inside, words: str) -> str:
    """A source with markup in its title is told of before anything is made."""
    root = open_office(inside.root, inside.patch)
    path = root / "data/observations/small.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("测试公报", words.replace(",", ""), 1), encoding="utf-8", newline="")
    return refused(lambda: _checked(root))


def _checked(root: Path) -> None:
    from shkplan.workspace.check import check

    found = list(check(root))
    if found:
        raise DataError(found)


CASES: list[Case] = [
    *collect("names of a plan hold nothing that a page obeys", [(f"plan, a name: {one!a}", one) for one in TITLES], _title),
    *collect("sources of figures hold nothing that a page obeys", [(f"figure, its source: {one!a}", one) for one in TITLES[:3]], _figure),
    *collect("words are words in a page", [(f"table: {one!a}", one) for one in CELLS], _cell),
    *collect("words are words in a spreadsheet", [(f"workbook and CSV: {one!a}", one) for one in FORMULAS], _formula),
    *collect("words are words to the typesetter", [(f"PDF: {one!a}", one) for one in TYPST], _typst),
    *collect("words are words in Word", [(f"Word: {one!a}", one) for one in FIELDS], _field),
    *collect("a link leads to the web or to the report", [(f"link: {one!a}", one) for one in LINKS], _link),
]  # fmt: skip
