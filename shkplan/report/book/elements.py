"""HTML as a tree of elements and texts, spaces as a browser shows them; drawings stay whole, in their own language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

INLINE = frozenset(
    ("a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "img", "kbd", "mark", "q", "s", "small", "span", "strong",
     "sub", "sup", "svg", "time", "u")
)  # fmt: skip
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_UNSEEN = frozenset(("head", "link", "meta", "script", "style", "template", "title"))
_KEPT_SPACES = frozenset(("pre", "textarea"))

# What an opening tag ends: an item another item, whatever begins a block a paragraph.
_ENDS = {
    "li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "tr": ("tr", "td", "th"), "td": ("td", "th"), "th": ("td", "th"),
    "tbody": ("thead", "tbody", "tr", "td", "th"), "tfoot": ("thead", "tbody", "tr", "td", "th"),
}  # fmt: skip
_BOUNDS = frozenset(("ul", "ol", "dl", "table", "details", "div"))  # beyond which an opening tag ends nothing
_DEEPEST = 40  # elements in each other; what stands deeper stands beside
_DRAWING = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL | re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass
class Element:
    """A tag with its attributes and what it holds; the ``source`` of a drawing is its own text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)
    source: str = ""

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    @property
    def inline(self) -> bool:
        """Whether it stands in a line of text."""
        return self.tag in INLINE

    @property
    def words(self) -> str:
        """Its text without marks; lines end where a browser would begin a new one."""
        if self.tag == "br":
            return "\n"
        return "".join(one if isinstance(one, str) else one.words for one in self.inside)

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element of these tags inside it, at any depth, in order."""
        for one in self.inside:
            if isinstance(one, Element):
                if one.tag in tags:
                    yield one
                yield from one.all(*tags)


Nodes = Sequence[Element | str]


def parsed(source: str) -> list[Element | str]:
    """What a piece of HTML holds; styles and scripts are not there, unknown tags are elements as others."""
    drawings: list[str] = []

    def stored(found: re.Match[str]) -> str:
        drawings.append(found[0])
        opening = found[0][4 : found[0].index(">")].rstrip("/")
        return f'<svg data-drawing="{len(drawings) - 1}" {opening}></svg>'

    reader = _Grower(_DRAWING.sub(stored, source))
    for one in reader.root.all("svg"):
        number = one.attributes.get("data-drawing", "")
        one.source = drawings[int(number)] if number.isdigit() and int(number) < len(drawings) else ""
    _collapse(reader.root.inside)
    return reader.root.inside


class _Grower(HTMLParser):
    """Grows the tree of a source."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_what_cannot_hold(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        at = next((at for at in range(len(self._open) - 1, 0, -1) if self._open[at].tag == tag), 0)
        if at:
            del self._open[at:]

    def handle_data(self, data: str) -> None:
        if not any(one.tag in _UNSEEN for one in self._open):
            self._open[-1].inside.append(data)

    def _end_what_cannot_hold(self, tag: str) -> None:
        ended = _ENDS.get(tag, () if tag in INLINE else ("p",))
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag in ended:
                del self._open[at:]
            elif self._open[at].tag in _BOUNDS:
                break


def _collapse(nodes: list[Element | str], before: str = " ", inside_line: bool = False) -> str:
    """Nothing but one space stands between words, none at the edges of a block; comes back: the last sign so far."""
    for at, node in enumerate(nodes):
        if isinstance(node, str):
            text = _SPACE.sub(" ", node)
            nodes[at] = text = text.lstrip(" ") if before == " " else text
            before = text[-1:] or before
        elif node.tag in _KEPT_SPACES:
            before = " "
        elif node.tag == "svg":
            before = "x"
        elif node.inline:
            before = " " if node.tag == "br" else _collapse(node.inside, before, inside_line=True)
        else:
            _trim(nodes, at)
            _collapse(node.inside)
            before = " "
    if nodes and isinstance(nodes[-1], str) and not inside_line:
        _trim(nodes, len(nodes))
    nodes[:] = [one for one in nodes if one != ""]
    return before


def _trim(nodes: list[Element | str], end: int) -> None:
    """No space stands before the edge of a block."""
    if end and isinstance(last := nodes[end - 1], str):
        nodes[end - 1] = last.rstrip(" ")


def grouped(nodes: Nodes) -> Iterable[Element | list[Element | str]]:
    """Blocks, and between them what stands in one line."""
    line: list[Element | str] = []
    for node in nodes:
        if isinstance(node, str) or _wordlike(node):
            line.append(node)
        else:
            if line:
                yield line
            line = []
            yield node
    if line:
        yield line


def _wordlike(element: Element) -> bool:
    """Whether an element stands among words; a chart or a picture does not."""
    return element.inline and (element.tag not in ("svg", "img") or "shk-mark" in element.classes)


def in_line(nodes: Nodes) -> bool:
    """Whether all of it stands in a line of text."""
    return all(isinstance(one, str) or _wordlike(one) for one in nodes)


def elements(element: Element, tag: str = "") -> list[Element]:
    """The elements that stand right inside one, of a tag where one is named."""
    return [one for one in element.inside if isinstance(one, Element) and (not tag or one.tag == tag)]
