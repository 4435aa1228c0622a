"""The text of a document of Word: title page, contents, chapters in the order of a book, terms, and how it is checked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from shkplan.report.book.chapters import SHORT, Book, Chapter, rows_of_cells
from shkplan.report.cells import Output, Section, markdown
from shkplan.report.docx.blocks import WORD_PAGE, Piece, WordBlocks
from shkplan.report.docx.code import Marks, field, paragraph, run, tag
from shkplan.report.docx.package import Attached, package
from shkplan.report.docx.pictures import pictures_of
from shkplan.report.docx.shelf import ContentsEntry, Shelf
from shkplan.report.docx.styles import LANGUAGE_TAGS, PAGE, SIZES, cell_style
from shkplan.report.docx.tables import pairs_table

_NEW_PAGE = tag("pageBreakBefore")
_FACTS = 12.0  # points of the facts on a title page
_STYLED = re.compile(r"(<w:pStyle [^>]*/>)(?!<w:keepNext)")


def document(book: Book) -> bytes:
    """The bytes of a .docx; the same for the same book."""
    writer = _Writer(book)
    body = writer.body()
    paper = Attached(
        title=book.title,
        subject=book.as_of,
        language=LANGUAGE_TAGS[book.language],
        day=dt.datetime.combine(book.edition.as_of, dt.time.min),
        header=paragraph("Header", run(" · ".join(filter(None, (book.title, book.as_of, book.scenario))))),
        footer=paragraph("Footer", writer.numbers()),
        lists=writer.shelf.lists,
        links=writer.shelf.links,
        pictures=dict(zip(writer.shelf.pictures.values(), pictures_of(list(writer.shelf.pictures)), strict=True)),
    )
    return package(body, paper, book.language)


class _Writer:
    """Writes one document."""

    def __init__(self, book: Book) -> None:
        self.shelf = Shelf()
        self._book = book
        self._captions = (book.say("document.table"), book.say("document.figure"))

    def body(self) -> str:
        """All of the text; the contents are written last, when the headings are known."""
        front = list(self._front())
        rest = [*self._chapters(), *self._back()]
        contents = Piece(self._contents())
        return _in_sections([*front, contents, *rest])

    def numbers(self) -> str:
        """The number of the page, of how many."""
        before, _, rest = self._book.say("document.page", number="\0", count="\1").partition("\0")
        between, _, after = rest.partition("\1")
        return run(before) + field("PAGE", "1") + run(between) + field("NUMPAGES", "1") + run(after)

    # The parts in order -----------------------------------------------------------------------------------------------

    def _front(self) -> Iterator[Piece]:
        """The title page."""
        book = self._book
        yield Piece(
            paragraph("Title", run("\n".join(book.title_lines)), {"spacing": tag("spacing", before=4200, after=1200)})
        )
        if book.alone:
            yield from self._sections(book.alone, book.opening, facts=_FACTS)
        else:
            yield from (Piece(paragraph("Subtitle", run(one))) for one in book.facts)

    def _contents(self) -> str:
        """The field that gathers the headings, with those there are: until it is updated it names no pages."""
        book = self._book
        deepest = 3 if book.alone else 2
        heads = [head for head in self.shelf.heads if head.level <= deepest]
        code = f'TOC \\o "1-{deepest}" \\h \\z \\u'
        begins, ends = _halves(code)
        lines = [self._line(head, begins if at == 0 else "") for at, head in enumerate(heads)]
        gallery = tag("docPartObj", tag("docPartGallery", val="Table of Contents"), tag("docPartUnique"))
        title = paragraph("TOCHeading", run(book.say("page.contents")), {"pageBreakBefore": _NEW_PAGE})
        inside = (title, *lines, paragraph("BodyText", ends if heads else begins + ends))
        return tag("sdt", tag("sdtPr", gallery), tag("sdtContent", *inside))

    @staticmethod
    def _line(head: ContentsEntry, before: str) -> str:
        """A heading in the contents; which page it is on the program finds."""
        page = field(f"PAGEREF {head.bookmark} \\h")
        inside = run(head.words) + tag("r", tag("tab")) + page
        return paragraph(f"TOC{head.level}", before + tag("hyperlink", inside, anchor=head.bookmark, history=1))

    def _chapters(self) -> Iterator[Piece]:
        """The summary, and whatever follows it, each part on a page of its own."""
        first = self._book.chapters.get("overview")
        parts = [("", [first])] if first else []
        for field_, chapters in [*parts, *self._book.parts()]:
            if field_:
                yield self._heading(1, field_, "", first=True)
            for at, chapter in enumerate(chapters):
                yield from self._chapter(chapter, first=at > 0 or not field_)

    def _chapter(self, chapter: Chapter, *, first: bool) -> Iterator[Piece]:
        key = chapter.report.key
        if chapter.level:
            yield self._heading(chapter.level, chapter.title, key, first=first)
        yield from self._sections(chapter, chapter.sections, first=first and not chapter.level)

    def _heading(self, level: int, words: str, place: str, *, first: bool = False) -> Piece:
        """A heading with its bookmarks; the first of a part begins a page."""
        rank = min(level, 4)
        marks = (self.shelf.anchor(place) if place in self._book.places else "") + self.shelf.heading(rank, words)
        properties = {"pageBreakBefore": _NEW_PAGE} if first else {}
        return Piece(paragraph(f"Heading{rank}", marks + run(words), properties), clings=True)

    # Sections ---------------------------------------------------------------------------------------------------------

    def _sections(
        self, chapter: Chapter, sections: Sequence[Section], *, first: bool = False, facts: float = SIZES[0]
    ) -> Iterator[Piece]:
        for section in sections:
            yield from self._section(chapter, section, first=first, facts=facts)
            first = False

    def _section(self, chapter: Chapter, section: Section, *, first: bool, facts: float) -> Iterator[Piece]:
        """A heading and what stands below it; what the pages set side by side stands one below the other."""
        rank, key = chapter.level + section.level - 1, chapter.report.key
        place = f"{key}#{section.name}"
        if section.level > 1:
            yield self._heading(rank, section.words, place, first=first)
        else:
            yield self._anchored(place)
        title = section.bare or chapter.title
        blocks = WordBlocks(
            lambda asked: self._book.label(asked, chapter), self.shelf, self._captions, rank, title, facts=facts
        )
        for row in rows_of_cells(section):
            for cell in row:
                yield self._anchored(f"{key}#{cell.name}")
                prose = blocks.html(cell.prose) if cell.prose else []
                short = bool(prose) and not cell.shown and len(cell.prose) < SHORT
                yield from (_introducing(prose) if short else prose)
                for one in cell.shown:
                    yield from _output(blocks, one)

    def _anchored(self, place: str) -> Piece:
        return Piece(self.shelf.anchor(place) if place in self._book.places else "", clings=True)

    def _back(self) -> Iterator[Piece]:
        """What the terms mean, how the report is checked, and what it was made with."""
        book, check = self._book, self._book.checking()
        if terms := book.glossary():
            yield self._heading(1, book.say("frame.glossary"), "", first=True)
            yield from _pairs(terms)
        yield self._heading(1, book.say("page.verify_title"), "")
        told = run(check.before) + run(check.command, Marks(code=True)) + run(check.after)
        yield Piece(paragraph("BodyText", told))
        yield from _pairs(check.facts)


def _halves(code: str) -> tuple[str, str]:
    """A field over many paragraphs: what begins it, and what ends it."""
    begins, _, ends = field(code, "|").partition(run("|"))
    return begins, ends


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[Piece]:
    """Names in bold and what they are, without lines."""
    size, style = SIZES[0], cell_style(SIZES[0])
    rows = [(paragraph(style, run(name, Marks(bold=True))), paragraph(style, run(told))) for name, told in pairs]
    yield Piece(pairs_table(rows, WORD_PAGE.upright, paragraph(cell_style(size), "")))
    yield Piece(paragraph("AfterTable", ""))


def _introducing(pieces: Sequence[Piece]) -> list[Piece]:
    """A few words that stay with what they introduce."""
    kept = [replace(one, code=_STYLED.sub(r"\1<w:keepNext/>", one.code, count=1), clings=True) for one in pieces]
    return kept if all(one.code.startswith("<w:p>") for one in pieces) else list(pieces)


def _output(blocks: WordBlocks, output: Output) -> list[Piece]:
    """What a cell shows."""
    match output.kind:
        case "text/html":
            return [] if output.empty else blocks.html(output.data)
        case "text/markdown":
            return blocks.html(markdown(output.data))
        case "image/svg+xml":
            return blocks.chart(output.data, output.words)
        case "image/png" | "image/jpeg":
            return blocks.picture(f"data:{output.kind};base64,{output.data}", output.words)
    return [Piece(paragraph("CodeBlock", run(output.data)))]


# Pages on their feet and on their side ----------------------------------------------------------------------------------


def _in_sections(pieces: Sequence[Piece]) -> str:
    """The pieces in order; what needs a page on its side gets one, with whatever must stand above it."""
    told, lying = [], _lying(pieces)
    for at, (piece, side) in enumerate(zip(pieces, lying, strict=True)):
        told.append(piece.code)
        if at + 1 < len(pieces) and lying[at + 1] != side:
            told.append(paragraph("SectionEnd", "", {"sectPr": _page(side, first=not any(lying[: at + 1]))}))
    return "".join(told) + _page(lying[-1] if lying else False, first=not any(lying))


def _lying(pieces: Sequence[Piece]) -> list[bool]:
    """Whether each piece stands on a page on its side: it needs one, or clings to one that does."""
    found: list[bool] = []
    below = False
    for piece in reversed(pieces):
        below = piece.lying or (piece.clings and below)
        found.append(below)
    return found[::-1]


def _page(lying: bool, *, first: bool) -> str:
    """What a run of pages is like; the very first has the title page, which shows no number."""
    wide, high = (PAGE.height, PAGE.width) if lying else (PAGE.width, PAGE.height)
    turned = {"orient": "landscape"} if lying else {}
    return tag(
        "sectPr",
        *(f'<w:{part}Reference w:type="default" r:id="{part}"/>' for part in ("header", "footer")),
        *(
            f'<w:{part}Reference w:type="first" r:id="{part}1"/>'
            for part in ("header", "footer")
            if first and not lying
        ),
        tag("type", val="nextPage"),
        tag("pgSz", w=wide, h=high, **turned),
        tag(
            "pgMar", top=PAGE.top, right=PAGE.side, bottom=PAGE.bottom, left=PAGE.side, header=850, footer=850, gutter=0
        ),
        tag("titlePg") if first and not lying else "",
    )
