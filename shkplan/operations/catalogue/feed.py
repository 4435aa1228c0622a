"""The catalogue as news: an Atom feed (RFC 4287) a language, of the last runs, those that failed among them.

A run keeps its id for ever, whatever is moved or renamed, and its time is that of the run; links lead from the feed's own place on, so
that a folder of reports put on any server, or on none, serves.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from shkplan.base.messages import LANGUAGES, Language
from shkplan.operations.catalogue.entries import Catalogue, CatalogueEntry
from shkplan.operations.catalogue.page import FEEDS, PAGES, CatalogueView, anchor_of, report_title
from shkplan.operations.runs import Run

__all__ = ["catalogue_feeds"]

_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 50  # runs
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:shkplan:runs")
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # of a feed without a run


def catalogue_feeds(catalogue: Catalogue) -> dict[str, bytes]:
    """The feed of each language by its name."""
    return {FEEDS[language]: _feed(catalogue, language) for language in LANGUAGES}


def _feed(catalogue: Catalogue, language: Language) -> bytes:
    view = CatalogueView(catalogue, language)
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": view.code})
    first = _identity(catalogue.runs[0], language) if catalogue.runs else language
    latest = sorted(catalogue.runs, key=lambda run: run.ended, reverse=True)[:_MOST]
    entries = [_entry(view, run) for run in latest]
    updated = max([view.last or _NEVER, *(moment for _, moment in entries)])
    _add(feed, "id", f"urn:uuid:{uuid.uuid5(_SPACE, f'feed {first}')}")
    _add(feed, "title", view.say("title"))
    _add(feed, "updated", _moment(updated))
    _add(ET.SubElement(feed, "author"), "name", "shkplan")
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": FEEDS[language]})
    _link(feed, PAGES[language], view)
    feed.extend(element for element, _ in entries)
    ET.indent(feed, space=" ")
    return b"%s\n" % ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(view: CatalogueView, run: Run) -> tuple[ET.Element, dt.datetime]:
    """A run as an entry, and when that last changed."""
    known = view.catalogue.entry_of(run)
    approved = known.approval if known and run is known.run else None
    updated = max(run.ended, approved.on) if approved else run.ended
    state = "made" if run.succeeded else run.state
    title = report_title(view.title_of(run.plan), run.report, view.language)
    element = ET.Element("entry")
    _add(element, "id", f"urn:uuid:{uuid.uuid5(_SPACE, _identity(run, view.language))}")
    _add(element, "title", view.say(f"news_{state}", title=title, day=run.as_of.isoformat()))
    _add(element, "updated", _moment(updated))
    _add(element, "published", _moment(run.ended))
    _link(element, _href(view, run, known), view)
    ET.SubElement(element, "category", {"term": run.state, "label": view.say(f"state.{state}")})
    _add(element, "summary", " ".join(" ".join(_summary(view, run, known)).split()))
    return element, updated


def _identity(run: Run, language: Language) -> str:
    """What no other run has in common with one: its start to the microsecond and the digest of what it made are in it."""
    return "|".join((run.id, run.plan, run.started.astimezone(dt.UTC).isoformat(), run.manifest, language))


def _href(view: CatalogueView, run: Run, known: CatalogueEntry | None) -> str:
    """Where a run leads: to its report, or to what the catalogue tells of it."""
    if known is None:
        return PAGES[view.language]
    report = view.first(known) if run is known.run else ""
    return report or f"{PAGES[view.language]}#{anchor_of(known)}"


def _summary(view: CatalogueView, run: Run, known: CatalogueEntry | None) -> Iterator[str]:
    """What there is to say of a run beyond its title."""
    yield from view.lines(run.reason)
    if known is None or known.state in ("gone", "removed"):
        yield view.say("news_gone")
    elif run is known.run:
        yield view.moved(known)
        if known.approval:
            yield view.say("approved", by=view.words(known.approval.by), reference=view.words(known.approval.reference))
    elif good := known if known.readable else known.good:
        yield view.say("news_kept", day=good.as_of.isoformat())


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _link(parent: ET.Element, href: str, view: CatalogueView) -> None:
    ET.SubElement(parent, "link", {"rel": "alternate", "type": "text/html", "hreflang": view.code, "href": href})


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
