"""WordprocessingML as text: tags, runs of words, paragraphs; every word escaped, so that none is ever read as a tag."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

# What XML cannot hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

QUIET = "53606D"
TWIPS = 20  # in a point
EMU = 12700  # in a point

# In the order in which the schema wants them.
_PARAGRAPH = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "spacing", "ind", "jc", "sectPr")


def plain(text: str) -> str:
    """A text without what no document can hold."""
    return _UNPRINTABLE.sub(" ", text)


def tag(name: str, /, *inside: str, **attributes: object) -> str:
    """An element of the main namespace; attributes too are of it."""
    told = "".join(f" w:{key.rstrip('_')}={quoteattr(plain(str(value)))}" for key, value in attributes.items())
    content = "".join(inside)
    return f"<w:{name}{told}>{content}</w:{name}>" if content else f"<w:{name}{told}/>"


@dataclass(frozen=True)
class Marks:
    """How words look where they depart from their paragraph.

    Attributes:
        size: points; 0 for that of the paragraph.
        rise: ``superscript`` or ``subscript``.
    """

    bold: bool = False
    slanted: bool = False
    struck: bool = False
    underlined: bool = False
    quiet: bool = False
    code: bool = False
    link: bool = False
    size: float = 0.0
    rise: str = ""

    def but(self, **changed: object) -> Marks:
        """The same but for what is named."""
        return replace(self, **changed)  # type: ignore[arg-type]

    @property
    def properties(self) -> str:
        """The properties of a run, in the order that the schema wants."""
        half = round(self.size * 2)
        found = (
            tag("rStyle", val="Hyperlink") if self.link else tag("rStyle", val="CodeWords") if self.code else "",
            tag("b") + tag("bCs") if self.bold else "",
            tag("i") + tag("iCs") if self.slanted else "",
            tag("strike") if self.struck else "",
            tag("color", val=QUIET) if self.quiet and not self.link else "",
            tag("sz", val=half) + tag("szCs", val=half) if half else "",
            tag("u", val="single") if self.underlined else "",
            tag("vertAlign", val=self.rise) if self.rise else "",
        )
        return tag("rPr", *found) if any(found) else ""


def run(text: str, marks: Marks = Marks()) -> str:  # it cannot change
    """Words; an end of a line in them begins a new one."""
    pieces = plain(text).split("\n")
    told = tag("br").join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "" for piece in pieces)
    return tag("r", marks.properties, told) if told else ""


def field(code: str, shown: str = "") -> str:
    """A field that the program computes, with what it shows until then."""
    begin, separate, end = (tag("r", tag("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
    asks = f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
    return "".join((begin, asks, separate, run(shown), end))


def paragraph(style: str, inside: str, properties: Mapping[str, str] | None = None) -> str:
    """A paragraph in a style; properties beyond those of the style by their tag."""
    told = {"pStyle": tag("pStyle", val=style), **(properties or {})}
    return tag("p", tag("pPr", *(told[name] for name in _PARAGRAPH if name in told)), inside)
