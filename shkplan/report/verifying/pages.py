"""A page taken apart: its words, what in it acts or dresses it, its other markup, and its pictures."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes

from shkplan.report.verifying.quotes import Word

# What does no more than hold words, in pages and in their drawings. Everything else acts: it may change what is seen.
_HOLDS = frozenset(
    [
        "html",
        "head",
        "title",
        "body",
        "main",
        "nav",
        "header",
        "footer",
        "section",
        "article",
        "aside",
        "div",
        "span",
        "p",
        "a",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "col",
        "colgroup",
        "figure",
        "figcaption",
        "details",
        "summary",
        "strong",
        "em",
        "b",
        "i",
        "u",
        "s",
        "code",
        "pre",
        "sub",
        "sup",
        "br",
        "hr",
        "abbr",
        "small",
        "blockquote",
        "svg",
        "g",
        "defs",
        "path",
        "use",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "clippath",
        "symbol",
        "marker",
        "lineargradient",
        "stop",
    ]
)
_SAID = frozenset({"alt", "aria-label", "title", "placeholder", "content", "label", "download", "lang"})
_SILENT = frozenset({"meta", "br", "hr", "img", "input", "link", "col", "base", "embed", "source", "area", "wbr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "caption", "summary"})
_BUILT_IN = re.compile(r"data:[\w.+/;=-]*,[^\s\"')]*")
_TABLE = re.compile(r"data:text/[^,]*,")


@dataclass
class PageParts:
    """What a page consists of.

    Attributes:
        words: every word and number that is seen or read aloud, tables to take away included.
        acts: scripts, styles, handlers, whatever is loaded or hidden, in their order; fonts apart.
        markup: all tags and attributes outside of drawings.
        pictures: drawings and pictures.
        fonts: the fonts that its styles carry.
    """

    words: list[Word] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    fonts: list[str] = field(default_factory=list)


def page_of(content: bytes) -> PageParts:
    """A page taken apart; what is none is one all the same, with other words."""
    text = content.decode("utf-8", errors="backslashreplace")
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    return reader.page


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = PageParts()
        self._open: list[str] = []
        self._heading = self._row = ""
        self._parts: dict[str, list[str]] = {}
        self._drawing = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self._open.append(tag)
        if tag in _HEADINGS:
            self._parts["heading"] = []
        if tag == "tr":
            self._row = ""
            self._parts["row"] = []
        self._drawing += tag == "svg"
        unread = [(name, value) for name, value in attrs if not self._read(name)]
        (self.page.pictures if self._drawing else self.page.markup).append(_tag(tag, unread))
        if tag not in _HOLDS or (tag == "a" and self._drawing):
            self.page.acts.append(_tag(tag, [] if tag in ("style", "script") and not attrs else attrs))
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _SILENT:
            self.handle_endtag(tag)

    def _read(self, name: str) -> bool:
        """Whether the words of an attribute reach a reader."""
        return name in _SAID or name.startswith("data-") or (name == "href" and not self._drawing)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        """An attribute that is read, or one that acts."""
        if self._read(name):
            self._say(_unpacked(value))
        plain_link = name == "href" and not re.match(r"\s*(?!data:text/)[a-zA-Z][\w+.-]*:", value)
        dressing = name in ("style", "hidden") and not self._drawing
        if name.startswith("on") or dressing or name in ("src", "srcset", "action", "http-equiv", "srcdoc"):
            self.page.acts.append(f"{tag} {name}={_without_built_in(value)}")
        elif name in ("href", "xlink:href") and not plain_link:
            self.page.acts.append(f"{tag} {name}={value}")
        self.page.pictures += _BUILT_IN.findall(value) if name == "src" else []

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        (self.page.pictures if self._drawing else self.page.markup).append(f"</{tag}>")
        self._drawing -= tag == "svg" and self._drawing > 0
        if tag in _HEADINGS and "heading" in self._parts:
            self._heading = " ".join(self._parts.pop("heading")).removesuffix(" #")
        if tag == "tr":
            self._row = ""
        if tag in ("th", "td") and "row" in self._parts:
            self._row = " ".join(self._parts.pop("row"))

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside in ("script", "style"):
            self.page.acts.append(_without_built_in(data))
            for one in _BUILT_IN.findall(data):
                (self.page.fonts if one.startswith("data:font/") else self.page.pictures).append(one)
        else:
            for part in self._parts.values():
                part.extend(data.split())
            self._say(data)

    def _say(self, text: str) -> None:
        self.page.words += [Word(one, self._heading, self._row) for one in text.split()]

    def handle_comment(self, data: str) -> None:
        """No page of ours has one, and not every browser ends it where the next does."""
        self.page.acts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.page.markup.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.page.acts.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.page.acts.append(f"<![{data}]>")


def _tag(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    told = "".join(f" {name}" if value is None else f' {name}="{_without_built_in(value)}"' for name, value in attrs)
    return f"<{tag}{told}>"


def _without_built_in(text: str) -> str:
    """A text without the fonts and pictures that it holds."""
    return _BUILT_IN.sub("data:", text)


def _unpacked(value: str) -> str:
    """The words of an attribute; of a table to take away its figures."""
    if not _TABLE.match(value):
        return value
    head, _, data = value.partition(",")
    try:
        whole = base64.b64decode(data, validate=True) if head.endswith(";base64") else unquote_to_bytes(data)
    except binascii.Error:
        return value
    return whole.decode("utf-8", errors="backslashreplace").replace(",", " , ")
