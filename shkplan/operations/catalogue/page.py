"""The catalogue as a page: one file a language, that needs nothing from anywhere else and says everything without a script."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from shkplan.base.messages import LANGUAGES, Language, Text, in_language, message
from shkplan.display.setting import LANGUAGE_CODES, speaking
from shkplan.display.verdicts import whole_percent
from shkplan.operations.catalogue.entries import Catalogue, CatalogueEntry, ReportNow, ToRead
from shkplan.operations.catalogue.schedule_words import schedule_words, zone_words
from shkplan.report.frame import FACE, LANGUAGE_NAMES, dressed, environment_of, flush, house_style, with_faces
from shkplan.workspace.schedules.timing import Timing

__all__ = ["FEEDS", "PAGES", "CatalogueView", "anchor_of", "catalogue_pages", "plain", "report_title"]

PAGES: Mapping[Language, str] = {"zh": "index.html", "en": "index.en.html"}
FEEDS: Mapping[Language, str] = {"zh": "feed.xml", "en": "feed.en.xml"}

_ASSETS = files("shkplan.operations.catalogue").joinpath("assets")
_FORMATS = {"html": "web", "pdf": "pdf", "docx": "word"}
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # categories of Unicode


def catalogue_pages(catalogue: Catalogue) -> dict[str, str]:
    """The page of each language by its name."""
    return with_faces({PAGES[language]: _page(catalogue, language) for language in LANGUAGES})


def _page(catalogue: Catalogue, language: Language) -> str:
    """A page, still without its glyphs."""
    view, style = CatalogueView(catalogue, language), house_style(f"\n{flush(_ASSETS.joinpath('catalogue.css'))}")
    return dressed(str(_template().render(view=view, css=style, script=_script(), face=FACE)))


@cache
def _template() -> Any:
    return environment_of(_ASSETS).get_template("catalogue.html.j2")


@cache
def _script() -> str:
    return re.sub(r"^(//.*)?\n", "", flush(_ASSETS.joinpath("catalogue.js")), flags=re.MULTILINE)


def plain(text: str) -> str:
    """Words that others chose: what nobody sees, a reader of XML refuses or a terminal obeys is a mark in its place; line ends stay."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _hidden(sign) else sign for sign in text.replace("\r\n", "\n"))


def _hidden(sign: str) -> bool:
    if sign == "\n" or (sign.isascii() and sign.isprintable()):
        return False
    return unicodedata.category(sign) in _HIDDEN or ord(sign) & 0xFFFE == 0xFFFE


def anchor_of(entry: CatalogueEntry) -> str:
    """The permalink of an entry, the same as long as it is about the same report of the same day."""
    told = entry.folder or f"{entry.report}|{entry.plan}|{entry.as_of}"
    return f"r-{uuid.uuid5(uuid.NAMESPACE_URL, told).hex[:10]}"


def report_title(title: Text, report: str, language: Language) -> str:
    """What a report is called: by its plan, and its name in ``reports.yaml``."""
    name = message("catalogue.of_report", title=title, report=report) if report else title
    return plain(name.text(language))


@dataclass(frozen=True)
class CatalogueView:
    """What the template asks."""

    catalogue: Catalogue
    language: Language

    def say(self, key: str, **values: object) -> str:
        return message(f"catalogue.{key}", **values).text(self.language)

    def words(self, text: str | Text) -> str:
        return plain(text.text(self.language) if isinstance(text, Text) else in_language(text, self.language))

    @property
    def code(self) -> str:
        return LANGUAGE_CODES[self.language]

    @property
    def other(self) -> Language:
        return next(one for one in LANGUAGES if one != self.language)

    @property
    def codes(self) -> Mapping[Language, str]:
        return LANGUAGE_CODES

    @property
    def pages(self) -> Mapping[Language, str]:
        return PAGES

    @property
    def feed(self) -> str:
        return FEEDS[self.language]

    @property
    def plans(self) -> dict[str, str]:
        """The plans by id, as they are called, in the order of the page."""
        known = dict(self._titles())
        return {plan: self.words(title) for plan, title in sorted(known.items())}

    @property
    def states(self) -> list[str]:
        """The states that are met, in the order in which a reader looks for them."""
        met = {mark for entry in self.catalogue.entries for mark in self.marks(entry)}
        order = ("made", "approved", "failed", "interrupted", "changed", "unlogged", "gone", "removed", "unreadable")
        return [one for one in order if one in met]

    @property
    def spoken(self) -> list[Language]:
        """The languages in which there is anything to read."""
        met = {one.language for entry in self.catalogue.entries for one in entry.to_read}
        return [one for one in LANGUAGES if one in met]

    def months(self) -> Iterator[tuple[str, str, list[tuple[str, list[CatalogueEntry]]]]]:
        """The months, each with its words for those who search, and its entries by plan."""
        for (year, month), group in groupby(self.catalogue.entries, lambda one: (one.as_of.year, one.as_of.month)):
            told = message(f"catalogue.month.{month}", year=year)
            plans = [(plan, list(same)) for plan, same in groupby(group, lambda one: one.plan)]
            yield told.text(self.language), f"{year}-{month:02} {told.text('zh')} {told.text('en')}", plans

    def marks(self, entry: CatalogueEntry) -> list[str]:
        """The states of an entry that a reader may look for."""
        failed = [entry.failed.state] if entry.failed and entry.failed.state != entry.state else []
        return [entry.state, *failed, *(["approved"] if entry.approval else [])]

    def found_by(self, entry: CatalogueEntry) -> str:
        """What an entry is found by besides what it shows."""
        states = [message(f"catalogue.state.{mark}").text(one) for mark in self.marks(entry) for one in LANGUAGES]
        tongues = [f"{one.language} {LANGUAGE_NAMES[one.language]}" for one in entry.to_read]
        day = entry.as_of
        return " ".join(dict.fromkeys([f"{day.year}年{day.month}月{day.day}日", *states, *tongues]))

    def reads(self, entry: CatalogueEntry) -> Iterator[tuple[str, list[ToRead]]]:
        """What there is to read by its form, this language first."""
        for form, key in _FORMATS.items():
            same = [one for one in entry.to_read if one.format == form]
            if same:
                yield self.say(key), sorted(same, key=lambda one: one.language != self.language)

    def first(self, entry: CatalogueEntry) -> str:
        """What the day of an entry leads to."""
        return next((same[0].href for _, same in self.reads(entry)), "")

    def tongue(self, language: Language) -> str:
        return LANGUAGE_NAMES[language]

    def anchor(self, entry: CatalogueEntry) -> str:
        return anchor_of(entry)

    def name(self, one: CatalogueEntry | ReportNow) -> str:
        """What a report is called; nothing where nobody knows who made it."""
        strange = isinstance(one, CatalogueEntry) and one.state in ("unlogged", "unreadable")
        return plain(one.report) or ("" if strange else self.say("by_hand"))

    def moment(self, moment: dt.datetime) -> str:
        """A moment by the clock of the zone."""
        return f"{moment.astimezone(self.catalogue.zone):%Y-%m-%d %H:%M}"

    @property
    def zone(self) -> str:
        """By which clock the moments are told."""
        return zone_words(self.catalogue.zone).text(self.language)

    def iso(self, moment: dt.datetime) -> str:
        """A moment for programs."""
        return moment.astimezone(dt.UTC).isoformat(timespec="seconds")

    def took(self, seconds: float) -> str:
        if seconds < 90:
            return self.say("seconds", number=f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}")
        return self.say("minutes", number=f"{seconds / 60:.0f}")

    def moved(self, entry: CatalogueEntry) -> str:
        """What changed, in a sentence."""
        moves = entry.moves
        if moves is None or not moves.count:
            return self.say("unmoved") if moves else ""
        told = self.say("moved_one") if moves.count == 1 else self.say("moved", count=moves.count)
        if moves.name is None:
            return told
        name = self.words(moves.name)
        if moves.before is None or moves.after is None:
            return f"{told}{self.say('foremost', name=name)}"
        with speaking(self.language):
            ends = {"before": whole_percent(moves.before), "after": whole_percent(moves.after)}
        return f"{told}{self.say('largest', name=name, **ends)}"

    def schedule(self, timing: Timing) -> str:
        return schedule_words(timing).text(self.language)

    def lines(self, told: str | Text | None) -> Sequence[str]:
        """Why something failed or cannot be read, line by line."""
        return [line.strip() for line in self.words(told or "").split("\n") if line.strip()]

    def tongues(self, entry: CatalogueEntry) -> str:
        return " ".join(dict.fromkeys(one.language for one in entry.to_read))

    def title_of(self, plan: str) -> Text:
        """What a plan is called; its id where nobody knows."""
        return dict(self._titles()).get(plan, Text(plan, plan))

    def _titles(self) -> Iterator[tuple[str, Text]]:
        yield from ((one.plan, one.title) for one in self.catalogue.now)
        yield from ((one.plan, one.title) for one in self.catalogue.entries)

    @property
    def last(self) -> dt.datetime | None:
        """When the last run ended; None where there was none."""
        return max((run.ended for run in self.catalogue.runs), default=None)
