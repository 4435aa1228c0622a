"""The pages of a report in the order of a book: the answer first, then contents, targets, indicators by field, data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from shkplan.base.messages import Language, message
from shkplan.report.cells import NotebookCell, Output, Section, markdown, sections_of
from shkplan.report.pdf.blocks import HALF, Blocks
from shkplan.report.pdf.code import array, call, literal, sequence
from shkplan.report.pdf.columns import UPRIGHT
from shkplan.report.render import Edition, glossary_of, rows_of
from shkplan.report.reports import Report

_COUNTRIES = {"zh": "cn", "en": "gb"}
_SHORT = 1200  # signs of prose that stay on one page with what they introduce
_AFTER_CONTENTS = "all"  # the first part of the summary that is not on its first page


@dataclass(frozen=True)
class Chapter:
    """A page of the report with its place in the document.

    Attributes:
        level: of its heading.
        title: its heading.
        sections: what it shows.
    """

    report: Report
    level: int
    title: str
    sections: Sequence[Section]


def document(edition: Edition, executed: Mapping[str, Any], language: Language) -> str:
    """The whole document in the language of typst, from the executed notebooks by the key of their report."""
    chapters = {
        report.key: Chapter(
            report,
            2 if report.indicator else 1,
            _title(edition, report, language, sections),
            sections,
        )
        for report in edition.reports
        for sections in (sections_of(executed[report.key], language),)
    }
    writer = _Writer(edition, language, chapters)
    return f"{template()}\n#show: {writer.frame()}\n#{{\n{writer.body()}\n}}\n"


def _title(edition: Edition, report: Report, language: Language, sections: Sequence[Section]) -> str:
    """The heading of a page: of an indicator its name, of another what its notebook says."""
    told = next((one.words for one in sections if one.level == 1 and one.words and not report.indicator), "")
    return told or report.title(edition.plan).text(language)


@cache
def template() -> str:
    """The look of the document, and the functions that its content is written in."""
    return files("shkplan.report").joinpath("assets", "report.typ").read_text(encoding="utf-8")


class _Writer:
    """Writes one document."""

    def __init__(self, edition: Edition, language: Language, chapters: Mapping[str, Chapter]) -> None:
        self._edition, self._language, self._chapters = edition, language, chapters
        self._stems = {chapter.report.stem: key for key, chapter in chapters.items()}
        self._places = {
            place
            for key, chapter in chapters.items()
            for place in (key, *(f"{key}#{name}" for one in chapter.sections for name in one.names))
        }
        self._labelled: set[str] = set()

    def _say(self, key: str, **values: object) -> str:
        return message(key, **values).text(self._language)

    @property
    def _title(self) -> str:
        return self._edition.plan.title.text(self._language)

    def frame(self) -> str:
        """What every page of the document has."""
        as_of = self._say("page.as_of", date=self._edition.as_of)
        scenario = self._edition.scenario
        told = self._say("page.scenario", scenario=scenario.text(self._language)) if scenario else ""
        return call(
            "report.with",
            title=literal(f"{self._title} · {as_of}"),
            language=literal(self._language),
            country=literal(_COUNTRIES[self._language]),
            left_head=literal(" · ".join(filter(None, (self._title, told)))),
            right_head=literal(as_of),
        )

    def body(self) -> str:
        """All that stands on the pages."""
        return "\n".join(piece for piece in (*self._front(), *self._chapters_in_order(), *self._back()) if piece)

    def _front(self) -> Iterator[str]:
        """The first page with the answer, the contents, and what else the summary tells."""
        parameters = self._edition.parameters
        facts = [
            self._edition.region.text(self._language),
            self._say("page.as_of", date=self._edition.as_of),
            self._say("page.horizon", to=parameters["to"]),
        ]
        if self._edition.scenario:
            facts.append(self._say("page.scenario", scenario=self._edition.scenario.text(self._language)))
        yield call("cover", literal(self._title), array(literal(one) for one in facts))
        first = self._chapters.get("overview")
        sections = list(first.sections) if first else []
        cut = next((at for at, one in enumerate(sections) if one.name == _AFTER_CONTENTS), len(sections))
        if first:
            yield self._chapter(replace(first, sections=sections[:cut]))
        yield "pagebreak()"
        yield call("contents", literal(self._say("page.contents")))
        if first and sections[cut:]:
            yield "pagebreak()"
            yield from self._sections(replace(first, level=0), sections[cut : cut + 1])
            yield from self._sections(first, sections[cut + 1 :])

    def _chapters_in_order(self) -> Iterator[str]:
        """Every other page of the report, each on a page of its own: targets, indicators by field, data, scenarios, what lies ahead, the track record."""
        yield from self._alone("targets")
        for field, reports in self._edition.groups():
            if field is not None:
                yield "pagebreak()"
                yield call("part", "1", literal(field.text(self._language)))
                yield "\npagebreak()\n".join(self._chapter(self._chapters[one.key]) for one in reports)
        for key in ("data", "scenarios", "vision", "calibration"):
            yield from self._alone(key)

    def _alone(self, key: str) -> Iterator[str]:
        if key in self._chapters:
            yield "pagebreak()"
            yield self._chapter(self._chapters[key])

    def _chapter(self, chapter: Chapter) -> str:
        head = self._heading(chapter.level, chapter.title, chapter.report.key)
        return sequence([head, *self._sections(chapter, chapter.sections)])

    def _heading(self, level: int, words: str, place: str, *, small: bool = False) -> str:
        return sequence([self._anchor(place), call("part", str(level), literal(words), small="true" if small else "")])

    def _anchor(self, place: str) -> str:
        """Where links to a place lead; it stands once, where it is met first."""
        new = place in self._places - self._labelled
        self._labelled.add(place)
        return call("anchor", literal(place)) if new else ""

    # Sections ---------------------------------------------------------------------------------------------------------

    def _sections(self, chapter: Chapter, sections: Sequence[Section]) -> Iterator[str]:
        """The sections one under the other, halves side by side."""
        for row in rows_of(sections):
            if len(row) > 1:
                yield call("halves", *(self._section(chapter, section, HALF) for section in row))
            else:
                yield self._section(chapter, row[0])

    def _section(self, chapter: Chapter, section: Section, room: float = UPRIGHT) -> str:
        rank = chapter.level + section.level - 1
        key = chapter.report.key
        place = f"{key}#{section.name}"
        blocks = Blocks(lambda asked: self._label(asked, chapter), rank, room, section.words)
        head = (
            self._heading(rank, section.words, place, small=section.fold) if section.level > 1 else self._anchor(place)
        )
        return sequence([head, *(self._cells(key, blocks, row) for row in _rows(section))])

    def _cells(self, key: str, blocks: Blocks, row: Sequence[NotebookCell]) -> str:
        """A cell, or two side by side, each with its place to link to."""
        anchors = [self._anchor(f"{key}#{cell.name}") for cell in row]
        if len(row) == 1:
            return sequence([*anchors, _cell(blocks, row[0])])
        return sequence([*anchors, call("halves", *(_cell(replace(blocks, room=HALF), cell) or "[]" for cell in row))])

    def _label(self, asked: str, chapter: Chapter) -> str:
        """The label of a place that a link leads to, from a chapter; of its chapter where it has no such place."""
        page, _, name = asked.partition("#")
        key = self._stems.get(page.removesuffix(".html"), page) or chapter.report.key
        return next((place for place in (f"{key}#{name}", key) if place in self._places), "")

    def _back(self) -> Iterator[str]:
        """What the terms mean, how the report is checked, and what it was made with."""
        if terms := glossary_of(self._language):
            yield "pagebreak()"
            yield call("part", "1", literal(self._say("frame.glossary")))
            yield call("terms-list", array(literal(one) for term in terms for one in term))
        edition, parameters = self._edition, self._edition.parameters
        before, _, after = self._say("page.verify", command="\0").partition("\0")
        model = str(parameters["model"])
        pairs = {
            "fingerprint": edition.fingerprint,
            "model": self._say("page.auto") if model == "auto" else model,
            "seed": str(parameters["seed"]),
            "made_with": ", ".join(f"{name} {version}" for name, version in edition.versions.items()),
        }
        command = call("code", literal(f"shkplan verify {edition.folder}"))
        yield call("part", "1", literal(self._say("page.verify_title")))
        yield call("par", sequence([literal(before), command, literal(after)]))
        yield call("terms-list", array(literal(one) for key in pairs for one in (self._say(f"page.{key}"), pairs[key])))


def _rows(section: Section) -> list[list[NotebookCell]]:
    """The cells of a section that hold anything to read, halves that follow each other two in a row."""
    rows: list[list[NotebookCell]] = []
    for cell in section.cells:
        beside = cell.half and not section.half and rows and len(rows[-1]) == 1 and rows[-1][0].half
        if beside and cell.tells:
            rows[-1].append(cell)
        elif cell.prose or cell.tells:
            rows.append([cell])
    return rows


def _cell(blocks: Blocks, cell: NotebookCell) -> str:
    """What a cell shows; its code is for those who have the notebook. A few words stay with what they introduce."""
    prose = blocks.html(cell.prose) if cell.prose else ""
    short = prose and not cell.shown and len(cell.prose) < _SHORT
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
