"""The pages of a report: one file each, that needs nothing from anywhere else.

The cells of an executed notebook go into a template of our own (those of nbconvert load scripts from the internet, and
parse every page again, for most of a second), with the style and the Chinese glyphs inside the file. Equal notebooks give
equal bytes: no time of day enters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from shkplan.assessment.evaluation.stage import stage_of
from shkplan.base.messages import Language, Message, Text, catalogue, message
from shkplan.evidence.observation import COPIES
from shkplan.register.plan import Plan
from shkplan.report.cells import Section, sections_of, unbroken
from shkplan.report.frame import LANGUAGE_NAMES, dressed, page_words, template, with_faces
from shkplan.report.manifest import INPUTS
from shkplan.report.markup import labels_apart, linked, styles_apart
from shkplan.report.parameters import Value
from shkplan.report.reports import Report
from shkplan.report.store import Store


@dataclass(frozen=True)
class Edition:
    """What all pages of one report folder have in common.

    Attributes:
        folder: the folder as its reader would type it, ``reports/<plan>/<as-of>``.
        scenario: the title of the scenario; None for the baseline.
        fingerprint: the checksum of ``results.json``.
        formats: what there is of the report beside its pages: ``pdf`` for ``zh/report.pdf`` and ``en/report.pdf``.
    """

    plan: Plan
    folder: str
    parameters: Mapping[str, Value]
    languages: Sequence[Language]
    reports: Sequence[Report]
    scenario: Text | None
    fingerprint: str
    versions: Mapping[str, str]
    formats: Sequence[str] = ("html",)

    @property
    def as_of(self) -> dt.date:
        return dt.date.fromisoformat(str(self.parameters["as_of"]))

    @property
    def region(self) -> Text:
        return self.plan.region_name(str(self.parameters["region"]))

    def title_of(self, report: Report) -> Text | Message:
        """What a page is called; an evaluation by the stage of the plan on the day."""
        if not report.evaluates:
            return report.title(self.plan)
        stage = stage_of(self.plan, self.as_of)
        return message(f"document.title.{stage.replace('-', '_')}", plan=self.plan.title, year=self.as_of.year)

    def groups(self) -> list[tuple[Text | None, list[Report]]]:
        """The reports as a reader looks for them: single ones, and those on indicators by field."""
        fields: dict[str, list[Report]] = {name: [] for name in ("", *self.plan.domains)}
        for report in self.reports:
            fields[self.plan[report.indicator].domain if report.indicator else ""].append(report)
        return [(self.plan.domains.get(name), reports) for name, reports in fields.items() if reports]


def pages_of(edition: Edition, executed: Mapping[str, Any], store: Store | None = None) -> dict[str, str]:
    """Every page by its place in the folder, from the executed notebooks by the key of their report.

    Args:
        edition, executed: what is shown.
        store: has the faces that earlier runs cut; default none.
    """
    parts = {
        (report.key, language): sections_of(executed[report.key], language)
        for report in edition.reports
        for language in edition.languages
    }
    pages = {
        f"{language}/{report.stem}.html": _page(edition, report, language, parts)
        for report in edition.reports
        for language in edition.languages
    }
    return with_faces({"index.html": _index(edition), **pages}, edition.versions, store)


Parts = Mapping[tuple[str, Language], Sequence[Section]]


def _page(edition: Edition, report: Report, language: Language, parts: Parts) -> str:
    """One page, still without its glyphs."""
    words, sections = page_words(language), parts[report.key, language]
    heading = next((one.words for one in sections if one.level == 1 and one.words and not report.indicator), "")
    title = heading or edition.title_of(report).text(language)
    cells = template("cells.html.j2").render(rows=rows_of(sections), title=title, stem=report.stem, **words)
    body, styles = styles_apart(cells)
    body, labels = labels_apart(body)
    before, after = _neighbours(edition, report)
    text = template("page.html.j2").render(
        edition=edition,
        report=report,
        first=edition.reports[0],
        before=before,
        after=after,
        title=title,
        body=body,
        styles=[*styles, labels],
        sections=[one for one in sections if one.name and one.level > 1],
        glossary=glossary_of(language, body),
        **words,
    )
    return linked(dressed(text), lambda place: _href(place, report, language, edition, parts))


def _neighbours(edition: Edition, report: Report) -> tuple[Report | None, Report | None]:
    """The indicators before and after one, in the order of the contents."""
    row = [one for _, reports in edition.groups() for one in reports if one.indicator]
    if report not in row:
        return None, None
    at = row.index(report)
    return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)


def glossary_of(language: Language, text: str | None = None) -> list[tuple[str, str]]:
    """The terms that a text uses and what they mean, in the order of the catalogue; all where no text is given."""
    known, lower = catalogue(), text.lower() if text is not None else None
    names = [key.removesuffix(".term") for key in known if key.startswith("glossary.") and key.endswith(".term")]
    used = [
        name for name in names
        if lower is None or any(one in lower for one in known[f"{name}.said"][language].split("|"))
    ]  # fmt: skip
    return [(unbroken(known[f"{name}.term"][language]), unbroken(known[f"{name}.text"][language])) for name in used]


def _href(place: str, report: Report, language: Language, edition: Edition, parts: Parts) -> str:
    """Where a place stands, from a page of this report; the top of its page where that has no such permalink."""
    if place.startswith(COPIES):
        return f"../{INPUTS}/{quote(place)}"
    key, _, name = place.partition("#")
    asked = next((one for one in edition.reports if one.key == (key or report.key)), None)
    if asked is None:
        return ""
    anchor = f"#{name}" if any(name in one.names for one in parts[asked.key, language]) else ""
    return anchor if asked == report and anchor else f"{asked.stem}.html{anchor}"


def rows_of(sections: Sequence[Section]) -> list[list[Section]]:
    """The sections in rows: halves that follow each other stand two in a row, every other one alone."""
    rows: list[list[Section]] = []
    for section in sections:
        beside = section.half and rows and len(rows[-1]) == 1 and rows[-1][0].half
        rows[-1].append(section) if beside else rows.append([section])
    return rows


def _index(edition: Edition) -> str:
    """The page that leads at once to the first one in the reader's language."""
    words = {language: page_words(language) for language in edition.languages}
    starts = {language: f"{language}/{edition.reports[0].stem}.html" for language in edition.languages}
    page = template("index.html.j2").render(
        edition=edition, words=words, starts=starts, names=LANGUAGE_NAMES, **page_words(edition.languages[0])
    )
    return str(page)
