"""The pages of a report in the order of a book: the answer first, then contents, targets, indicators by field, data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from shkplan.base.messages import Language
from shkplan.report.book.chapters import SHORT, Book, Chapter, rows_of_cells
from shkplan.report.book.columns import PRINTED
from shkplan.report.cells import NotebookCell, Output, Section, markdown
from shkplan.report.pdf.blocks import HALF, Blocks
from shkplan.report.pdf.code import array, call, literal, sequence
from shkplan.report.render import Edition, rows_of
from shkplan.report.store import Store, key_of

_COUNTRIES = {"zh": "cn", "en": "gb"}
_NEW_PAGE = "pagebreak(weak: true)"
_AFTER_CONTENTS = "all"  # the first part of the summary that is not on its first page


def document(edition: Edition, executed: Mapping[str, Any], language: Language, store: Store | None = None) -> str:
    """The whole document in the language of typst, from the executed notebooks by the key of their report.

    Args:
        edition, executed, language: what is shown.
        store: has the chapters that earlier runs wrote; default none.
    """
    writer = _Writer(Book(edition, executed, language), store or Store())
    return f"{template()}\n#show: {writer.frame()}\n#{{\n{writer.body()}\n}}\n"


@cache
def template() -> str:
    """The look of the document, and the functions that its content is written in."""
    return files("shkplan.report").joinpath("assets", "report.typ").read_text(encoding="utf-8")


class _Writer:
    """Writes one document."""

    def __init__(self, book: Book, store: Store) -> None:
        self._book, self._store = book, store
        self._labelled: set[str] = set()
        self._around = key_of(book.language, sorted(book.places), dict(book.edition.versions))

    def frame(self) -> str:
        """What every page of the document has."""
        book = self._book
        return call(
            "report.with",
            title=literal(f"{book.title} · {book.as_of}"),
            language=literal(book.language),
            country=literal(_COUNTRIES[book.language]),
            left_head=literal(" · ".join(filter(None, (book.title, book.scenario)))),
            right_head=literal(book.as_of),
        )

    def body(self) -> str:
        """All that stands on the pages."""
        return "\n".join(piece for piece in (*self._front(), *self._chapters_in_order(), *self._back()) if piece)

    def _front(self) -> Iterator[str]:
        """The first page with the answer, the contents, and what else the summary tells."""
        book = self._book
        if book.alone:
            title = "\nlinebreak()\n".join(map(literal, book.title_lines))
            yield call("title-page", f"{{{title}}}", sequence(self._sections(book.alone, book.opening)) or "[]")
        else:
            yield call("cover", literal(book.title), array(literal(one) for one in book.facts))
        first = book.chapters.get("overview")
        sections = list(first.sections) if first else []
        cut = next((at for at, one in enumerate(sections) if one.name == _AFTER_CONTENTS), len(sections))
        if first:
            yield self._chapter(replace(first, sections=sections[:cut]))
        yield _NEW_PAGE
        yield call("contents", literal(book.say("page.contents")))
        if first and sections[cut:]:
            yield _NEW_PAGE
            yield from self._sections(replace(first, level=0), sections[cut : cut + 1])
            yield from self._sections(first, sections[cut + 1 :])

    def _chapters_in_order(self) -> Iterator[str]:
        """Every other page of the report, each on a page of its own: targets, indicators by field, data, and the rest."""
        for field, chapters in self._book.parts():
            yield _NEW_PAGE
            name = call("part", "1", literal(field)) if field else ""
            yield f"\n{_NEW_PAGE}\n".join(self._chapter(one, "" if at else name) for at, one in enumerate(chapters))

    def _chapter(self, chapter: Chapter, before: str = "") -> str:
        """A page of the report; what stands before it goes with its heading. One that says what it said before is not written again."""
        mine = sorted(place for place in self._labelled if place.partition("#")[0] == chapter.report.key)
        kept = key_of(
            self._around,
            chapter.level,
            chapter.title,
            [one.content for one in chapter.sections],
            chapter.report.key,
            before,
            mine,
        )
        if (found := self._store.get_json("chapters", kept)) is not None:
            self._labelled.update(found["places"])
            return str(found["code"])
        known = set(self._labelled)
        code = self._written(chapter, before)
        self._store.put_json("chapters", kept, {"code": code, "places": sorted(self._labelled - known)})
        return code

    def _written(self, chapter: Chapter, before: str) -> str:
        key = chapter.report.key
        head = self._heading(chapter.level, chapter.title, key) if chapter.level else self._anchor(key)
        return sequence(self._sections(chapter, chapter.sections, sequence([before, head])))

    def _heading(self, level: int, words: str, place: str, *, small: bool = False) -> str:
        return sequence([self._anchor(place), call("part", str(level), literal(words), small="true" if small else "")])

    def _anchor(self, place: str) -> str:
        """Where links to a place lead; it stands once, where it is met first."""
        new = place in self._book.places - self._labelled
        self._labelled.add(place)
        return call("anchor", literal(place)) if new else ""

    # Sections ---------------------------------------------------------------------------------------------------------

    def _sections(self, chapter: Chapter, sections: Sequence[Section], before: str = "") -> Iterator[str]:
        """The sections one under the other, halves side by side; what stands before the first goes with it."""
        for row in rows_of(sections):
            if len(row) > 1:
                yield before
                yield call("halves", *(self._section(chapter, section, HALF) for section in row))
            else:
                yield self._section(chapter, row[0], before=before)
            before = ""
        yield before

    def _section(self, chapter: Chapter, section: Section, room: float = PRINTED.upright, before: str = "") -> str:
        """A heading and what stands below it; all of it on a page on its side where a table needs one."""
        labelled = set(self._labelled)
        code, lies = self._set(chapter, section, room)
        if not lies:
            return sequence([before, code])
        self._labelled = labelled
        return call("page", sequence([before, self._set(chapter, section, PRINTED.lying)[0]]), flipped="true")

    def _set(self, chapter: Chapter, section: Section, room: float) -> tuple[str, bool]:
        """The code of a section, and whether a table in it has no room."""
        rank = chapter.level + section.level - 1
        key = chapter.report.key
        place = f"{key}#{section.name}"
        blocks = Blocks(lambda asked: self._book.label(asked, chapter), rank, room, section.words)
        head = (
            self._heading(rank, section.words, place, small=section.fold) if section.level > 1 else self._anchor(place)
        )
        code = sequence([head, *(self._cells(key, blocks, row) for row in rows_of_cells(section))])
        return code, bool(blocks.lies)

    def _cells(self, key: str, blocks: Blocks, row: Sequence[NotebookCell]) -> str:
        """A cell, or two side by side, each with its place to link to."""
        anchors = [self._anchor(f"{key}#{cell.name}") for cell in row]
        if len(row) == 1:
            return sequence([*anchors, _cell(blocks, row[0])])
        return sequence([*anchors, call("halves", *(_cell(replace(blocks, room=HALF), cell) or "[]" for cell in row))])

    def _back(self) -> Iterator[str]:
        """What the terms mean, how the report is checked, and what it was made with."""
        book = self._book
        if terms := book.glossary():
            yield _NEW_PAGE
            yield call("part", "1", literal(book.say("frame.glossary")))
            yield call("terms-list", array(literal(one) for term in terms for one in term))
        check = book.checking()
        yield call("part", "1", literal(book.say("page.verify_title")))
        yield call("par", sequence([literal(check.before), call("code", literal(check.command)), literal(check.after)]))
        yield call("terms-list", array(literal(one) for pair in check.facts for one in pair))


def _cell(blocks: Blocks, cell: NotebookCell) -> str:
    """What a cell shows; its code is for those who have the notebook. A few words stay with what they introduce."""
    prose = blocks.html(cell.prose) if cell.prose else ""
    short = prose and not cell.shown and len(cell.prose) < SHORT
    return sequence([call("introduction", prose) if short else prose, *(_output(blocks, one) for one in cell.shown)])


def _output(blocks: Blocks, output: Output) -> str:
    if output.empty:
        return ""
    return _KINDS.get(output.kind, _verbatim)(blocks, output)


def _verbatim(_: Blocks, output: Output) -> str:
    return call("raw", literal(output.data), block="true")


_KINDS: Mapping[str, Callable[[Blocks, Output], str]] = {
    "text/html": lambda blocks, output: blocks.html(output.data),
    "text/markdown": lambda blocks, output: blocks.html(markdown(output.data)),
    "image/svg+xml": lambda blocks, output: blocks.chart(output.data, output.words),
    "image/png": lambda blocks, output: blocks.picture(f"data:image/png;base64,{output.data}", output.words),
    "image/jpeg": lambda blocks, output: blocks.picture(f"data:image/jpeg;base64,{output.data}", output.words),
}
