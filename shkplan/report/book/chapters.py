"""The pages of a report in the order of a book: the answer first, then targets, indicators by field, data, and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shkplan.base.messages import Language, message
from shkplan.report.cells import NotebookCell, Section, sections_of
from shkplan.report.render import Edition, glossary_of
from shkplan.report.reports import Report

SHORT = 1200  # signs of prose that stay on one page with what they introduce


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


@dataclass(frozen=True)
class Checking:
    """How a reader checks the report.

    Attributes:
        before, command, after: the sentence, in three pieces.
        facts: what it was made from and with, by name.
    """

    before: str
    command: str
    after: str
    facts: Sequence[tuple[str, str]]


class Book:
    """The executed notebooks of a report, by the key of their report, as one document in one language.

    Attributes:
        chapters: every page, by the key of its report.
        alone: the chapter of an evaluation that is the whole report; it has the title page to itself.
    """

    def __init__(self, edition: Edition, executed: Mapping[str, Any], language: Language) -> None:
        self.edition, self.language = edition, language
        shown = {report: sections_of(executed[report.key], language) for report in edition.reports}
        self.chapters = {
            report.key: Chapter(report, 2 if report.indicator else 1, self._heading(report, sections), sections)
            for report, sections in shown.items()
        }
        self.alone = self._alone()
        if self.alone:
            self.chapters = {self.alone.report.key: self.alone}
        self._stems = {chapter.report.stem: key for key, chapter in self.chapters.items()}
        self.places = {
            place
            for key, chapter in self.chapters.items()
            for place in (key, *(f"{key}#{name}" for one in chapter.sections for name in one.names))
        }

    def _heading(self, report: Report, sections: Sequence[Section]) -> str:
        """The heading of a page: of an indicator its name, of another what its notebook says."""
        told = next((one.words for one in sections if one.level == 1 and one.words and not report.indicator), "")
        return told or self.edition.title_of(report).text(self.language)

    def _alone(self) -> Chapter | None:
        """The only page, where that is the evaluation: its parts are the chapters."""
        only = next(iter(self.chapters.values())) if len(self.chapters) == 1 else None
        return replace(only, level=0) if only and only.report.evaluates else None

    def say(self, key: str, **values: object) -> str:
        """A message in the language of the document."""
        return message(key, **values).text(self.language)

    @property
    def title(self) -> str:
        """What stands on the title page: the plan, or what an evaluation is called."""
        return self.alone.title if self.alone else self.edition.plan.title.text(self.language)

    @property
    def title_lines(self) -> list[str]:
        """The title as a title page breaks it: the plan, and what is made of it."""
        plan = self.edition.plan.title.text(self.language)
        rest = self.title.removeprefix(plan)
        return [plan, rest] if rest not in ("", self.title) else [self.title]

    @property
    def scenario(self) -> str:
        """What is said of the scenario; empty for the baseline."""
        under = self.edition.scenario
        return self.say("page.scenario", scenario=under.text(self.language)) if under else ""

    @property
    def as_of(self) -> str:
        """The day in words."""
        return self.say("page.as_of", date=self.edition.as_of)

    @property
    def facts(self) -> list[str]:
        """What stands below the title: region, day, last year, scenario."""
        region = self.edition.region.text(self.language)
        to = self.say("page.horizon", to=self.edition.parameters["to"])
        return [one for one in (region, self.as_of, to, self.scenario) if one]

    @property
    def opening(self) -> list[Section]:
        """What the title page of an evaluation alone shows: whatever stands above its first part."""
        return [one for one in self.alone.sections if one.level == 1] if self.alone else []

    def parts(self) -> Iterator[tuple[str, list[Chapter]]]:
        """What follows the summary, each on a page of its own, with the name of the field where it has one."""
        rest = [one for one in self.chapters.values() if one.report.kind != "overview" and not one.report.indicator]
        yield from (("", [one]) for one in rest if one.report.kind == "targets")
        for field, reports in self.edition.groups():
            if field is not None:
                yield field.text(self.language), [self.chapters[one.key] for one in reports]
        for one in rest:
            if one.report.kind != "targets":
                yield "", [replace(one, sections=[part for part in one.sections if part not in self.opening])]

    def label(self, asked: str, chapter: Chapter) -> str:
        """The place that a link leads to, from a chapter; its chapter where it has no such place; empty where there is none."""
        page, _, name = asked.partition("#")
        key = self._stems.get(page.removesuffix(".html"), page) or chapter.report.key
        return next((place for place in (f"{key}#{name}", key) if place in self.places), "")

    def glossary(self) -> list[tuple[str, str]]:
        """The terms and what they mean."""
        return glossary_of(self.language)

    def checking(self) -> Checking:
        """How the report is checked, and what it was made with."""
        edition, parameters = self.edition, self.edition.parameters
        before, _, after = self.say("page.verify", command="\0").partition("\0")
        model = str(parameters["model"])
        told = {
            "fingerprint": edition.fingerprint,
            "model": self.say("page.auto") if model == "auto" else model,
            "seed": str(parameters["seed"]),
            "made_with": ", ".join(f"{name} {version}" for name, version in edition.versions.items()),
        }
        facts = [(self.say(f"page.{key}"), words) for key, words in told.items()]
        return Checking(before, f"shkplan verify {edition.folder}", after, facts)


def rows_of_cells(section: Section) -> list[list[NotebookCell]]:
    """The cells of a section that hold anything to read, halves that follow each other two in a row."""
    rows: list[list[NotebookCell]] = []
    for cell in section.cells:
        beside = cell.half and not section.half and rows and len(rows[-1]) == 1 and rows[-1][0].half
        if beside and cell.tells:
            rows[-1].append(cell)
        elif cell.prose or cell.tells:
            rows.append([cell])
    return rows
