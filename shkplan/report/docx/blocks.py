"""What values show of themselves, and prose, as paragraphs and tables of Word: the closed vocabulary of the pages, and the rest as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shkplan.report.book.columns import Paper, clinging
from shkplan.report.book.drawings import mark, picture, svg
from shkplan.report.book.elements import Element, Nodes, elements, grouped, in_line, parsed
from shkplan.report.docx.code import Marks, paragraph, run, tag
from shkplan.report.docx.shelf import Shelf, SizedDrawing
from shkplan.report.docx.styles import SIZES, cell_style
from shkplan.report.docx.tables import pairs_table, table, tiles_table

WORD_PAGE = Paper(464.0, 711.0, SIZES)

_CHART = 0.8  # of the size a page shows a chart in; on paper letters need not be as large
_HIGHEST = 560.0  # points of a chart
_BESIDE = 11.0  # points of the words in the text, near enough
_SMALL = 0.88  # of the size of the words beside
_BULLETS, _BULLETS_IN_CELLS, _FIRST_NUMBERED = 1, 2, 3  # numbers of lists
_MARKS: Mapping[str, dict[str, object]] = {
    "strong": {"bold": True}, "b": {"bold": True}, "em": {"slanted": True}, "i": {"slanted": True},
    "sub": {"rise": "subscript"}, "sup": {"rise": "superscript"}, "s": {"struck": True}, "del": {"struck": True},
    "u": {"underlined": True}, "code": {"code": True}, "kbd": {"code": True},
}  # fmt: skip
_HEADING = re.compile(r"h[1-6]")
_OUTSIDE = ("http://", "https://", "mailto:")
_ENDS_SUBJECT = re.compile(r"[:：]")
_ENDS_SENTENCE = re.compile(r"[。]|\.(?=\s|$)")


@dataclass(frozen=True)
class Piece:
    """One block of the text.

    Attributes:
        code: its WordprocessingML.
        clings: whether it must stand on the page of what follows.
        lying: whether it needs a page on its side.
    """

    code: str
    clings: bool = False
    lying: bool = False


@dataclass(frozen=True)
class WordBlocks:
    """Sets HTML for one place of the document.

    Attributes:
        label: finds what a link leads to; empty where that is nothing.
        shelf: numbers pictures, links and captions.
        captions: the words before the number of a table and of a figure.
        rank: of the heading above; those inside stand below it.
        title: the heading above.
        size: points of the words, in a cell; 0 in the text.
        facts: points of names and what they are.
    """

    label: Callable[[str], str]
    shelf: Shelf
    captions: tuple[str, str] = ("Table", "Figure")
    rank: int = 1
    title: str = ""
    size: float = 0.0
    facts: float = SIZES[0]

    def html(self, source: str) -> list[Piece]:
        """The blocks of a piece of HTML."""
        return list(self.flow(parsed(source)))

    def flow(self, nodes: Nodes) -> Iterator[Piece]:
        """WordBlocks one under the other; what stands loose between them is a paragraph."""
        for group in grouped(nodes):
            if isinstance(group, Element):
                yield from self._block(group)
            elif any(not isinstance(one, str) or one.strip() for one in group):
                yield self._words(group)

    def _words(self, nodes: Nodes, style: str = "BodyText", **properties: str) -> Piece:
        """Words as one paragraph; in a cell all have the style of cells."""
        marks = Marks(quiet=True) if self.size and style == "Note" else Marks()
        clings = style in ("Above", "Lead") or "keepNext" in properties
        return Piece(
            paragraph(cell_style(self.size) if self.size else style, self.line(nodes, marks), properties), clings
        )

    def line(self, nodes: Nodes, marks: Marks = Marks()) -> str:  # noqa: B008  # it cannot change
        """Words in a line; blocks among them lose their walls, small print stands on a line of its own."""
        below = [isinstance(one, Element) and one.tag == "small" and at > 0 for at, one in enumerate(nodes)]
        return "".join(
            (tag("r", tag("br")) if new else "") + self._word(one, marks) for one, new in zip(nodes, below, strict=True)
        )

    def cell(
        self, element: Element, size: float, *, bold: bool = False, right: bool = False, clings: bool = False
    ) -> str:
        """What a cell of a table holds: paragraphs, the last of them no table."""
        inside: Nodes = element.inside
        if len(inside) == 1 and isinstance(only := inside[0], Element) and only.tag in ("div", "p"):
            inside = only.inside
        own, properties = replace(self, size=size), _placed(right, clings)
        if in_line(inside):
            return paragraph(cell_style(size), own.line(inside, Marks(bold=bold)), properties)
        pieces = [piece.code for piece in own.flow(inside)]
        closing = paragraph(cell_style(size), "") if not pieces or not pieces[-1].endswith("</w:p>") else ""
        return "".join(pieces) + closing

    # Drawings ---------------------------------------------------------------------------------------------------------

    def chart(self, source: str, words: str) -> list[Piece]:
        """A chart; its words where it cannot be read."""
        drawing, width, height = svg(source)
        return self._figure(drawing, width, height, words) if drawing else [self._told(words)]

    def picture(self, address: str, words: str) -> list[Piece]:
        """A picture that stands in its own address; its words where there is none."""
        content, width, height = picture(address)
        return self._figure(content, width, height, words) if content else [self._told(words)]

    def _told(self, words: str) -> Piece:
        return Piece(paragraph("BodyText", run(words)))

    def _figure(self, drawing: str | bytes, width: float, height: float, words: str) -> list[Piece]:
        """A figure with its caption below it; in a cell alone."""
        scale = min(_CHART, WORD_PAGE.upright / width, _HIGHEST / height)
        shown = self.shelf.picture(SizedDrawing(drawing, width * scale, height * scale), words)
        if self.size:
            return [Piece(paragraph(cell_style(self.size), shown))]
        return [
            Piece(paragraph("Figure", shown), clings=True),
            Piece(self._caption(1, run(_subject(words) or self.title), "FigureCaption")),
        ]

    def _caption(self, which: int, inside: str, style: str = "Caption") -> str:
        """A caption: the word for what it is, its number, what it is called."""
        label = self.captions[which]
        return paragraph(style, run(f"{label} ") + self.shelf.caption(label) + run("\N{IDEOGRAPHIC SPACE}") + inside)

    # WordBlocks -----------------------------------------------------------------------------------------------------------

    def _block(self, element: Element) -> Iterator[Piece]:
        """One block; a tag without a rule of its own shows what it holds."""
        if _HEADING.fullmatch(element.tag):
            yield self._heading(element)
        elif rule := _RULES.get(element.tag):
            yield from getattr(self, f"_{rule}")(element)
        else:
            yield from self.flow(element.inside)

    def _heading(self, element: Element) -> Piece:
        if self.size:
            return Piece(paragraph(cell_style(self.size), self.line(element.inside, Marks(bold=True))))
        level = min(self.rank + 1, 4)
        return Piece(
            paragraph(f"Heading{level}", self.shelf.heading(level, element.words) + self.line(element.inside)),
            clings=True,
        )

    def _paragraph(self, element: Element) -> Iterator[Piece]:
        if not in_line(element.inside):
            yield from self.flow(element.inside)
        elif element.inside:
            style = next((look for name, look in _STYLES if name in element.classes), "BodyText")
            yield self._words(element.inside, style)

    def _box(self, element: Element) -> Iterator[Piece]:
        if "shk-tiles" in element.classes:
            tiles = [[self.line([part]) for part in one.inside if isinstance(part, Element) or part.strip()]
                     for one in elements(element)]  # fmt: skip
            yield from _with_space(tiles_table(tiles, WORD_PAGE.upright))
        else:
            yield from self.flow(element.inside)

    def _list(self, element: Element) -> Iterator[Piece]:
        if element.tag == "ol":
            number = _FIRST_NUMBERED - 1 + self.shelf.numbered()
        else:
            number = _BULLETS_IN_CELLS if self.size else _BULLETS
        for item in elements(element, "li"):
            yield from self._item(item, number)

    def _item(self, item: Element, number: int, level: int = 0) -> Iterator[Piece]:
        """A paragraph with the sign of its list, and what else it holds below it."""
        numbering = tag("numPr", tag("ilvl", val=level), tag("numId", val=number))
        first = True
        for group in grouped(item.inside):
            if isinstance(group, Element) and group.tag in ("ul", "ol"):
                for inner in elements(group, "li"):
                    yield from self._item(inner, number, min(level + 1, 2))
            elif isinstance(group, Element) and not (group.tag in ("p", "div") and in_line(group.inside)):
                yield from self._block(group)
            else:
                nodes = group.inside if isinstance(group, Element) else group
                yield self._words(nodes, "ListItem", **({"numPr": numbering} if first else {}))
                first = False

    def _facts(self, element: Element) -> Iterator[Piece]:
        """Names and what they are, in two columns."""
        size = self.size or self.facts
        rows: list[tuple[str, str]] = []
        for one in element.all("dt", "dd"):
            told = self.cell(one, size, bold=one.tag == "dt")
            if one.tag == "dt" or not rows:
                rows.append((told, ""))
            else:
                rows[-1] = (rows[-1][0], rows[-1][1] + told)
        if rows:
            yield from _with_space(pairs_table(rows, WORD_PAGE.upright, paragraph(cell_style(size), "")))

    def _table(self, element: Element) -> Iterator[Piece]:
        caption = next((one for one in element.all("caption") if one.words.strip()), None)
        words = caption.words.strip() if caption else self.title
        found = table(element, words, WORD_PAGE, self.cell)
        if found is None:
            return
        code, lying = found
        if self.size:
            yield Piece(code)
            return
        yield Piece(
            self._caption(0, self.line(caption.inside) if caption else run(self.title)), clings=True, lying=lying
        )
        yield from _with_space(code, lying=lying)

    def _details(self, element: Element) -> Iterator[Piece]:
        heads = elements(element, "summary")
        for one in heads:
            yield self._words(one.inside, "Above")
        yield from self.flow([one for one in element.inside if one not in heads])

    def _image(self, element: Element) -> list[Piece]:
        return self.picture(element.attributes.get("src", ""), element.attributes.get("alt", ""))

    def _drawing(self, element: Element) -> list[Piece]:
        if "shk-mark" in element.classes:
            return [self._words([element])]
        return self.chart(element.source, element.attributes.get("aria-label", ""))

    def _verbatim(self, element: Element) -> Iterator[Piece]:
        yield Piece(paragraph("CodeBlock", run(element.words)))

    def _quote(self, element: Element) -> Iterator[Piece]:
        yield self._words(element.inside, "Quote")

    def _rule(self, _: Element) -> Iterator[Piece]:
        yield Piece(paragraph("AfterTable", ""))

    # Words ------------------------------------------------------------------------------------------------------------

    def _word(self, node: Element | str, marks: Marks) -> str:
        if isinstance(node, str):
            return run(clinging(node), marks)
        match node.tag:
            case "br":
                return tag("r", tag("br"))
            case "a":
                return self._link(node, marks)
            case "svg":
                return self._mark(node)
            case "img":
                return run(node.attributes.get("alt", ""), marks)
        size = {"quiet": True, "size": round((self.size or _BESIDE) * _SMALL * 2) / 2} if node.tag == "small" else {}
        return self.line(node.inside, marks.but(**_MARKS.get(node.tag, size)))

    def _link(self, element: Element, marks: Marks) -> str:
        address, place = (element.attributes.get(name, "") for name in ("href", "data-to"))
        outside = address.startswith(_OUTSIDE)
        label = "" if outside else self.label(place or address)
        if marks.link or not (outside or label):
            return self.line(element.inside, marks)
        words = self.line(element.inside, marks.but(link=True))
        return self.shelf.outside(address, words) if outside else self.shelf.within(label, words)

    def _mark(self, element: Element) -> str:
        words = element.attributes.get("aria-label", "")
        drawing, width, height = mark(element.source)
        hidden = element.attributes.get("aria-hidden") == "true"
        return (
            self.shelf.picture(SizedDrawing(drawing, width, height), words, hidden=hidden, lowered=height * 0.15)
            if drawing
            else run(words)
        )


# The rule for a tag, by the name of the method.
_RULES = {
    "p": "paragraph", "div": "box", "ul": "list", "ol": "list", "dl": "facts", "table": "table", "details": "details",
    "img": "image", "svg": "drawing", "pre": "verbatim", "blockquote": "quote", "hr": "rule",
}  # fmt: skip
_STYLES = (("shk-lead", "Lead"), ("shk-note", "Note"), ("shk-none", "Note"))


def _with_space(code: str, *, lying: bool = False) -> Sequence[Piece]:
    """A table, and the distance below it: a style of tables has none, and two that touch would become one."""
    return [Piece(code, lying=lying), Piece(paragraph("AfterTable", ""), lying=lying)]


def _placed(right: bool, clings: bool) -> dict[str, str]:
    return ({"keepNext": tag("keepNext")} if clings else {}) | ({"jc": tag("jc", val="right")} if right else {})


def _subject(words: str) -> str:
    """What a chart is about: its words up to the finding, which the chart itself has in its title."""
    sentence = _ENDS_SENTENCE.split(words, maxsplit=1)[0]
    subject, *finding = _ENDS_SUBJECT.split(sentence, maxsplit=1)
    return subject.strip() if finding else ""
