"""The pages of a report: one file each, that needs nothing from anywhere else.

The cells of an executed notebook go into a template of our own (those of nbconvert load scripts from the internet, and
parse every page again, for most of a second), with the style and the Chinese glyphs inside the file. Equal notebooks give
equal bytes: no time of day enters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shkplan.base.messages import Language, Text, message
from shkplan.display.fonts import FaceCutter, shared_outlines
from shkplan.register.plan import Plan
from shkplan.report.cells import cells_of, markdown
from shkplan.report.parameters import Value
from shkplan.report.reports import Report

LANGUAGE_CODES: Mapping[str, str] = {"zh": "zh-CN", "en": "en"}

_ASSETS = files("shkplan.report").joinpath("assets")
_HEADING = re.compile(r"<h([12])\b[^>]*>(.*?)</h\1>", re.DOTALL)
_FACE = "/*face*/"
_CHINESE = f'<html lang="{LANGUAGE_CODES["zh"]}">'


@dataclass(frozen=True)
class Edition:
    """What all pages of one report folder have in common.

    Attributes:
        folder: the folder as its reader would type it, ``reports/<plan>/<as-of>``.
        scenario: the title of the scenario; None for the baseline.
        fingerprint: the checksum of ``results.json``.
    """

    plan: Plan
    folder: str
    parameters: Mapping[str, Value]
    languages: Sequence[Language]
    reports: Sequence[Report]
    scenario: Text | None
    fingerprint: str
    versions: Mapping[str, str]

    @property
    def region(self) -> Text:
        return self.plan.region_name(str(self.parameters["region"]))

    def groups(self) -> list[tuple[Text | None, list[Report]]]:
        """The reports as a reader looks for them: single ones, and those on indicators by field."""
        fields: dict[str, list[Report]] = {name: [] for name in ("", *self.plan.domains)}
        for report in self.reports:
            fields[self.plan[report.indicator].domain if report.indicator else ""].append(report)
        return [(self.plan.domains.get(name), reports) for name, reports in fields.items() if reports]


def page(edition: Edition, report: Report, language: Language, notebook: Any) -> str:
    """One page, still without its glyphs; see :func:`with_faces`."""
    words = _words(language)
    cells = _template("cells.html.j2").render(cells=cells_of(notebook, language), markdown=markdown, **words)
    body, sections = _anchored(cells, report.title(edition.plan).text(language))
    frame = _template("page.html.j2")
    text = str(frame.render(edition=edition, report=report, body=body, sections=sections, **words))
    return shared_outlines(text)


def index(edition: Edition) -> str:
    """The page that leads to all others, in every language of the report."""
    words = {language: _words(language) for language in edition.languages}
    return str(_template("index.html.j2").render(edition=edition, words=words, **_words(edition.languages[0])))


def with_faces(pages: Mapping[str, str]) -> dict[str, str]:
    """The pages, each with the Chinese glyphs it shows."""
    cutter = FaceCutter(pages.values())
    return {name: text.replace(_FACE, cutter.css(text, chinese=_CHINESE in text), 1) for name, text in pages.items()}


def _anchored(body: str, title: str) -> tuple[str, list[tuple[str, str]]]:
    """The body with its second-level headings numbered, and those headings: (anchor, words).

    The first heading of a notebook is its question, the same for every indicator; it stands above the page's title.
    """
    sections: list[tuple[str, str]] = []

    def numbered(found: re.Match[str]) -> str:
        level, words = found.groups()
        if level == "1":
            return f'<p class="question">{words}</p><h1>{html.escape(title)}</h1>'
        sections.append((f"s{len(sections) + 1}", html.unescape(re.sub(r"<[^>]*>", "", words)).strip()))
        return f'<h2 id="{sections[-1][0]}">{words}</h2>'

    return _HEADING.sub(numbered, body), sections


@cache
def _template(name: str) -> Any:
    import jinja2

    loader = jinja2.FunctionLoader(lambda asked: _ASSETS.joinpath(asked).read_text(encoding="utf-8"))
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    style = _ASSETS.joinpath("page.css").read_text(encoding="utf-8")
    environment.globals.update(codes=LANGUAGE_CODES, css=style, face=_FACE)
    return environment.get_template(name)


def _words(language: Language) -> dict[str, Any]:
    """What a template needs to speak a language."""
    return {
        "say": lambda key, **values: message(f"page.{key}", **values).text(language),
        "words_of": lambda both: both.text(language),
        "language": language,
    }
