"""What a document of Word refers to by number: pictures, links, bookmarks, lists, captions, headings; numbered as they are met."""

from __future__ import annotations

from dataclasses import dataclass, field

from shkplan.report.docx.code import EMU, tag
from shkplan.report.docx.code import field as computed

_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


@dataclass(frozen=True)
class SizedDrawing:
    """A drawing or a picture and how large it is shown, in points."""

    source: str | bytes
    width: float
    height: float


@dataclass(frozen=True)
class ContentsEntry:
    """A heading as the contents name it."""

    level: int
    words: str
    bookmark: str


@dataclass
class Shelf:
    """Everything that has a number in one document.

    Attributes:
        pictures: what each drawing is called in the package, in order; equal ones once.
        links: addresses outside, by what they are called.
        heads: the headings, in order.
        lists: how many numbered lists there are.
    """

    pictures: dict[SizedDrawing, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    heads: list[ContentsEntry] = field(default_factory=list)
    lists: int = 0
    _bookmarks: dict[str, str] = field(default_factory=dict)
    _marked: set[str] = field(default_factory=set)
    _captions: dict[str, int] = field(default_factory=dict)
    _shown: int = 0

    def picture(self, drawing: SizedDrawing, words: str, *, hidden: bool = False, lowered: float = 0.0) -> str:
        """A run with a drawing.

        Args:
            drawing: what is shown.
            words: for those who do not see it.
            hidden: whether it only repeats what stands beside it.
            lowered: points below the line.
        """
        from xml.sax.saxutils import quoteattr

        name = self.pictures.setdefault(drawing, f"picture{len(self.pictures) + 1}")
        self._shown += 1
        wide, high = (round(size * EMU) for size in (drawing.width, drawing.height))
        told = f'id="{self._shown}" name="{name}" descr={quoteattr("" if hidden else words)}'
        frame = (
            f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
            f"<wp:docPr {told}>{_DECORATIVE if hidden else ''}</wp:docPr>"
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f"<pic:nvPicPr><pic:cNvPr {told}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        )
        below = tag("rPr", tag("position", val=-round(lowered * 2))) if lowered else ""
        return tag("r", below, f"<w:drawing>{frame}</w:drawing>")

    def outside(self, address: str, inside: str) -> str:
        """Words that lead to an address."""
        name = self.links.setdefault(address, f"link{len(self.links) + 1}")
        return f'<w:hyperlink r:id="{name}" w:history="1">{inside}</w:hyperlink>'

    def within(self, place: str, inside: str) -> str:
        """Words that lead to a place in the document."""
        return tag("hyperlink", inside, anchor=self._bookmark(place), history=1)

    def anchor(self, place: str) -> str:
        """Where links to a place lead; it stands once, where it is met first."""
        if place in self._marked:
            return ""
        self._marked.add(place)
        return self._marks(self._bookmark(place))

    def heading(self, level: int, words: str) -> str:
        """The bookmark of a heading, which the contents will name."""
        head = ContentsEntry(level, words, f"_Toc{len(self.heads) + 100000001}")
        self.heads.append(head)
        return self._marks(head.bookmark)

    def caption(self, label: str) -> str:
        """The number of a table or a figure, as a field."""
        self._captions[label] = number = self._captions.get(label, 0) + 1
        return computed(f"SEQ {label} \\* ARABIC", str(number))

    def numbered(self) -> int:
        """The number of a new list that begins with 1."""
        self.lists += 1
        return self.lists

    def _bookmark(self, place: str) -> str:
        """A name as Word allows it: forty letters and digits at most; one that begins with a line is hidden from its menus."""
        return self._bookmarks.setdefault(place, f"_place{len(self._bookmarks) + 1}")

    def _marks(self, name: str) -> str:
        at = len(self._marked) + len(self.heads)
        return tag("bookmarkStart", id=at, name=name) + tag("bookmarkEnd", id=at)
