"""What values show of themselves, and prose, as code of typst: the closed vocabulary of the pages, and the rest as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from shkplan.report.book.columns import PRINTED, clinging
from shkplan.report.book.drawings import mark, svg
from shkplan.report.book.elements import Element, Nodes, elements, grouped, in_line, parsed
from shkplan.report.pdf.code import array, call, literal, sequence
from shkplan.report.pdf.drawings import picture, shown
from shkplan.report.pdf.tables import table

HALF = (PRINTED.upright - 18.0) / 2  # points in one of two columns

_CHART = 0.7  # of the size a page shows a chart in; on paper letters need not be as large
_HIGHEST, _HIGH_LYING = 560.0, 400.0  # points of a chart, on a page on its feet and on its side
_MARKS = {
    "strong": "strong", "b": "strong", "em": "emph", "i": "emph", "sub": "sub", "sup": "super", "s": "strike", "del": "strike",
    "u": "underline", "code": "code", "kbd": "code", "small": "small",
}  # fmt: skip
_HEADING = re.compile(r"h[1-6]")
_OUTSIDE = ("http://", "https://", "mailto:")

Label = Callable[[str], str]  # of a place such as ``indicator/economy.gdp_growth#sources``; empty where there is none


@dataclass(frozen=True)
class Blocks:
    """Sets HTML for one place of the document.

    Attributes:
        label: finds what a link leads to.
        rank: of the heading above; those inside stand below it.
        room: points from margin to margin.
        title: the heading above; a table that is called the same is not called so again.
        lies: gathers the tables that need a page on its side, by what they are called.
    """

    label: Label
    rank: int = 1
    room: float = PRINTED.upright
    title: str = ""
    lies: list[str] = field(default_factory=list)

    def html(self, source: str) -> str:
        """The code of a piece of HTML."""
        return self.flow(parsed(source))

    def flow(self, nodes: Nodes) -> str:
        """Blocks one under the other; what stands loose between them is a paragraph."""
        pieces: list[str] = []
        for group in grouped(nodes):
            if isinstance(group, Element):
                pieces.append(self._block(group))
            elif any(not isinstance(one, str) or one.strip() for one in group):
                pieces.append(call("par", self.line(group)))
        return sequence(pieces)

    def line(self, nodes: Nodes) -> str:
        """Words in a line; blocks among them lose their walls."""
        words = [self._word(one) for one in nodes]
        below = [isinstance(one, Element) and one.tag == "small" and at > 0 for at, one in enumerate(nodes)]
        return sequence(f"linebreak()\n{word}" if new else word for word, new in zip(words, below, strict=True)) or '""'

    def cell(self, element: Element) -> str:
        """What a cell of a table holds."""
        inside: Nodes = element.inside
        if len(inside) == 1 and isinstance(only := inside[0], Element) and only.tag in ("div", "p"):
            inside = only.inside
        return self.line(inside) if in_line(inside) else self.flow(inside) or '""'

    def chart(self, source: str, words: str) -> str:
        """The code of a chart; its words where it cannot be read."""
        drawing, width, height = svg(source)
        return self._figure(literal(drawing), width, height, words) if drawing else call("par", literal(words))

    def picture(self, address: str, words: str) -> str:
        """The code of a picture that stands in its own address; its words where there is none."""
        code, width, height = picture(address)
        return self._figure(code, width, height, words) if code else call("par", literal(words))

    def _figure(self, code: str, width: float, height: float, words: str) -> str:
        scale = min(_CHART, self.room / width, (_HIGH_LYING if self.room == PRINTED.lying else _HIGHEST) / height)
        return shown("chart", code, width * scale, height * scale, words)

    # Blocks -----------------------------------------------------------------------------------------------------------

    def _block(self, element: Element) -> str:
        """One block; a tag without a rule of its own shows what it holds."""
        if _HEADING.fullmatch(element.tag):
            return call("part", str(min(self.rank + 1, 6)), self.line(element.inside))
        rule = _RULES.get(element.tag)
        code: str = getattr(self, f"_{rule}")(element) if rule else self.flow(element.inside)
        return code

    def _paragraph(self, element: Element) -> str:
        if not in_line(element.inside):
            return self.flow(element.inside)
        words = self.line(element.inside)
        kind = next((name for name in ("lead", "note") if f"shk-{name}" in element.classes), "par")
        return call(kind, words) if words != '""' else ""

    def _box(self, element: Element) -> str:
        if "shk-tiles" in element.classes:
            return call("tiles", array(self._tile(one) for one in elements(element)))
        inside = self.flow(element.inside)
        return call("card", inside) if inside and "shk-card" in element.classes else inside

    def _tile(self, element: Element) -> str:
        """A number, and below it what it counts; each part on a line of its own."""
        parts = [one for one in element.inside if isinstance(one, Element) or one.strip()]
        return call("tile", *([self.line([one]) for one in parts] or ['""']))

    def _list(self, element: Element) -> str:
        items = [self.cell(one) for one in elements(element, "li")]
        return call("enum" if element.tag == "ol" else "list", *items) if items else ""

    def _facts(self, element: Element) -> str:
        pairs = [self.cell(one) for one in element.all("dt", "dd")]
        return call("facts", array(pairs)) if pairs else ""

    def _table(self, element: Element) -> str:
        caption = next((one for one in element.all("caption") if one.words.strip() not in ("", self.title)), None)
        code, lying = table(element, caption, self.cell, 0.0 if self.room == PRINTED.upright else self.room)
        if lying and self.room == PRINTED.upright:
            self.lies.append(caption.words if caption else self.title)
        return code

    def _details(self, element: Element) -> str:
        heads = elements(element, "summary")
        rest = [one for one in element.inside if one not in heads]
        return sequence([*(call("above", self.line(one.inside)) for one in heads), self.flow(rest)])

    def _image(self, element: Element) -> str:
        return self.picture(element.attributes.get("src", ""), element.attributes.get("alt", ""))

    def _drawing(self, element: Element) -> str:
        words = element.attributes.get("aria-label", "")
        return call("par", self._mark(element)) if "shk-mark" in element.classes else self.chart(element.source, words)

    def _verbatim(self, element: Element) -> str:
        return call("raw", literal(element.words), block="true")

    def _quote(self, element: Element) -> str:
        return call("quote", self.flow(element.inside) or '""', block="true")

    def _rule(self, _: Element) -> str:
        return "rule()"

    # Words ------------------------------------------------------------------------------------------------------------

    def _word(self, node: Element | str) -> str:
        if isinstance(node, str):
            return literal(clinging(node))
        match node.tag:
            case "br":
                return "linebreak()"
            case "a":
                return self._link(node)
            case "svg":
                return self._mark(node)
            case "img":
                return literal(node.attributes.get("alt", ""))
        inside = self.line(node.inside)
        return call(_MARKS[node.tag], inside) if node.tag in _MARKS else inside

    def _link(self, element: Element) -> str:
        words = self.line(element.inside)
        address, place = (element.attributes.get(name, "") for name in ("href", "data-to"))
        if address.startswith(_OUTSIDE):
            return call("link", literal(address), words)
        label = self.label(place or address)
        return call("link", call("label", literal(label)), words) if label else words

    def _mark(self, element: Element) -> str:
        words = element.attributes.get("aria-label", "")
        drawing, width, height = mark(element.source)
        hidden = element.attributes.get("aria-hidden") == "true"
        return (
            shown("hidden" if hidden else "mark", literal(drawing), width, height, words) if drawing else literal(words)
        )


# The rule for a tag, by the name of the method.
_RULES = {
    "p": "paragraph", "div": "box", "ul": "list", "ol": "list", "dl": "facts", "table": "table", "details": "details",
    "img": "image", "svg": "drawing", "pre": "verbatim", "blockquote": "quote", "hr": "rule",
}  # fmt: skip
