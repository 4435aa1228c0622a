"""The look of a document of Word: faces, sizes and distances by language, as styles that an office can change in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shkplan.base.messages import Language
from shkplan.report.docx.code import QUIET, TWIPS, tag

SIZES = (8.5, 8.0, 7.5)  # points of type in a table
_INK, _LINK = "1C2733", "0B5C8F"
_CODE = "Consolas"
LANGUAGE_TAGS: Mapping[Language, str] = {"zh": "zh-CN", "en": "en-GB"}


@dataclass(frozen=True)
class Look:
    """What differs between the languages.

    Attributes:
        latin, heading: faces of letters and digits, in the text and in headings.
        body, first, second, table: faces of Chinese: of the text, of headings of the first rank, of the second, of tables.
        size: points of the text.
        line: its distance, in 240ths of a line.
        after: points below a paragraph.
        indent: characters before its first line.
    """

    latin: str
    heading: str
    body: str
    first: str
    second: str
    table: str
    size: float
    line: int
    after: float
    indent: int


# Chinese as official documents are set (GB/T 9704): 仿宋 for the text, 黑体 and 楷体 for headings, two characters before a paragraph.
LOOKS: Mapping[Language, Look] = {
    "zh": Look("Times New Roman", "Times New Roman", "仿宋", "黑体", "楷体", "宋体", 12.0, 360, 0.0, 2),
    "en": Look("Times New Roman", "Arial", "宋体", "黑体", "黑体", "宋体", 11.0, 276, 6.0, 0),
}


def styles(language: Language) -> str:
    """The styles of a document in a language."""
    look = LOOKS[language]
    base = tag("rPr", _faces(look.latin, look.body), tag("color", val=_INK), *_sized(look.size),
               tag("lang", val="en-GB", eastAsia="zh-CN", bidi="ar-SA"))  # fmt: skip
    defaults = tag(
        "docDefaults", tag("rPrDefault", base), tag("pPrDefault", tag("pPr", tag("spacing", line=240, lineRule="auto")))
    )
    return defaults + "".join((*_paragraphs(look), *_words(), *_tables()))


def _faces(latin: str, chinese: str) -> str:
    return tag("rFonts", ascii=latin, hAnsi=latin, eastAsia=chinese, cs=latin)


def _sized(points: float) -> tuple[str, str]:
    return tag("sz", val=round(points * 2)), tag("szCs", val=round(points * 2))


def _spacing(before: float = 0, after: float = 0, line: int = 240, rule: str = "auto") -> str:
    return tag("spacing", before=round(before * TWIPS), after=round(after * TWIPS), line=line, lineRule=rule)


def _style(
    identity: str,
    name: str,
    paragraph: str = "",
    words: str = "",
    *,
    based: str = "Normal",
    then: str = "",
    quick: bool = True,
) -> str:
    """A style of paragraphs."""
    return tag(
        "style",
        tag("name", val=name),
        tag("basedOn", val=based) if based else "",
        tag("next", val=then) if then else "",
        tag("uiPriority", val=1 if quick else 99),
        tag("qFormat") if quick else "",
        tag("pPr", paragraph) if paragraph else "",
        tag("rPr", words) if words else "",
        **{"type": "paragraph", "styleId": identity, **({"default": 1} if not based else {})},
    )


def _paragraphs(look: Look) -> Iterator[str]:
    """The styles of paragraphs: the text, headings, captions, contents, cells, and what stands around."""
    first = round(look.indent * look.size * TWIPS)
    indent = tag("ind", firstLineChars=look.indent * 100, firstLine=first) if look.indent else ""
    yield _style("Normal", "Normal", tag("widowControl"), based="")
    yield _style("BodyText", "Body Text", _spacing(after=look.after, line=look.line) + indent + tag("jc", val="both"))
    yield _style(
        "Lead",
        "Lead",
        _spacing(after=6, line=look.line) + indent + tag("jc", val="both"),
        "".join(_sized(look.size + 1)),
    )
    yield _style("Note", "Note", _spacing(before=2, after=4), tag("color", val=QUIET) + "".join(_sized(9)))
    yield from _headings(look)
    yield _style("Title", "Title", tag("keepNext") + _spacing(after=24, line=360) + tag("jc", val="center"),
                 _faces(look.heading, look.table) + tag("b") + tag("bCs") + "".join(_sized(22)), then="BodyText")  # fmt: skip
    yield _style("Subtitle", "Subtitle", _spacing(after=6, line=360) + tag("jc", val="center"), "".join(_sized(14)))
    yield _style("Caption", "caption", tag("keepNext") + _spacing(before=9, after=4) + tag("jc", val="center"),
                 _faces(look.heading, look.first) + "".join(_sized(10)), then="BodyText")  # fmt: skip
    yield _style("Figure", "Figure", tag("keepNext") + _spacing(before=6, after=2) + tag("jc", val="center"))
    yield _style(
        "FigureCaption", "Figure Caption", tag("keepNext", val=0) + _spacing(before=2, after=9), based="Caption"
    )
    yield _style("Above", "Lead-in", tag("keepNext") + _spacing(before=6, after=3), tag("b") + tag("bCs"))
    yield _style("ListItem", "List Item", _spacing(after=3, line=look.line if not look.indent else 320))
    yield _style("Quote", "Quote", _spacing(after=6, line=look.line) + tag("ind", left=480, right=480))
    yield _style("CodeBlock", "Code Block", _spacing(after=4), _faces(_CODE, look.table) + "".join(_sized(8)))
    yield _style("TOCHeading", "TOC Heading", _spacing(after=12) + tag("jc", val="center"),
                 _faces(look.heading, look.first) + "".join(_sized(16)))  # fmt: skip
    for level in (1, 2, 3):
        tabs = tag("tabs", tag("tab", val="right", leader="dot", pos=PAGE.text))
        left = tag("ind", left=(level - 1) * 320)
        faces = _faces(look.heading, look.first) if level == 1 else ""
        yield _style(f"TOC{level}", f"toc {level}", tabs + _spacing(before=3 if level == 1 else 0, line=300) + left,
                     faces + "".join(_sized(11)), quick=False)  # fmt: skip
    yield from _cells(look)
    for name in ("Header", "Footer"):
        yield _style(
            name, name.lower(), tag("jc", val="center"), tag("color", val=QUIET) + "".join(_sized(9)), quick=False
        )


def _headings(look: Look) -> Iterator[str]:
    """Four ranks; below the first the sizes come near to that of the text."""
    ranks = ((16, look.first, 18, 9), (14, look.second, 14, 6), (12, look.body, 10, 4), (look.size, look.body, 8, 3))
    for level, (size, chinese, before, after) in enumerate(ranks, 1):
        bold = tag("b") + tag("bCs") if look.indent == 0 or chinese == look.body else ""
        keeps = tag("keepNext") + tag("keepLines") + _spacing(before, after, 300) + tag("outlineLvl", val=level - 1)
        words = _faces(look.heading, chinese) + bold + "".join(_sized(size))
        yield _style(f"Heading{level}", f"heading {level}", keeps, words, then="BodyText")


def _cells(look: Look) -> Iterator[str]:
    """The text of tables in each size, and what stands below a table."""
    yield _style(
        "TableText", "Table Text", _spacing(line=250), _faces(look.heading, look.table) + "".join(_sized(SIZES[0]))
    )
    yield _style(
        cell_style(12.0), "Title Page Facts", _spacing(line=360), "".join(_sized(12)), based="TableText", quick=False
    )
    for size in SIZES[1:]:
        yield _style(
            cell_style(size), f"Table Text {size:g}", "", "".join(_sized(size)), based="TableText", quick=False
        )
    yield _style("AfterTable", "After Table", _spacing(line=120, rule="exact"), "".join(_sized(4)), quick=False)
    yield _style("SectionEnd", "Section End", _spacing(line=20, rule="exact"), "".join(_sized(1)), quick=False)


def cell_style(size: float) -> str:
    """The style of words in a table, by the size of its type."""
    return "TableText" if size == SIZES[0] else f"TableText{round(size * 10)}"


def _words() -> Iterator[str]:
    """The styles of words."""
    for identity, name, look in (
        ("Hyperlink", "Hyperlink", tag("color", val=_LINK)),
        ("CodeWords", "Code Words", tag("rFonts", ascii=_CODE, hAnsi=_CODE, cs=_CODE)),
    ):
        inside = (tag("name", val=name), tag("uiPriority", val=99), tag("rPr", look))
        yield tag("style", *inside, type="character", styleId=identity)


def _tables() -> Iterator[str]:
    """The style of tables: a line above, below and under the heads, finer ones between rows."""
    margins = tag("tblCellMar", *(tag(side, w=width, type="dxa")
                                  for side, width in (("top", 40), ("left", 90), ("bottom", 40), ("right", 90))))  # fmt: skip
    yield tag("style", tag("name", val="Normal Table"), tag("uiPriority", val=99), tag("tblPr", margins),
              type="table", styleId="TableNormal", default=1)  # fmt: skip
    lines = {"top": (12, _INK), "bottom": (12, _INK), "insideH": (4, "C3CBD3")}
    borders = tag(
        "tblBorders",
        *(tag(side, val="single", sz=size, space=0, color=colour) for side, (size, colour) in lines.items()),
    )
    head = tag("tblStylePr", tag("rPr", tag("b"), tag("bCs")),
               tag("tcPr", tag("tcBorders", tag("bottom", val="single", sz=8, space=0, color=_INK)),
                   tag("shd", val="clear", color="auto", fill="EEF2F5")), type="firstRow")  # fmt: skip
    yield tag("style", tag("name", val="Report Table"), tag("basedOn", val="TableNormal"), tag("uiPriority", val=1),
              tag("qFormat"), tag("tblPr", borders, margins), head, type="table", styleId="ReportTable")  # fmt: skip


@dataclass(frozen=True)
class WordPage:
    """A page of A4: its sides and margins in twips."""

    width: int = 11906
    height: int = 16838
    side: int = 1304
    top: int = 1700
    bottom: int = 1588

    @property
    def text(self) -> int:
        """From margin to margin."""
        return self.width - 2 * self.side


PAGE = WordPage()
