"""The feed is Atom as RFC 4287 has it, its ids stay, and its links lead where the reports are."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import feedparser
import pytest

from shkplan.operations.catalogue.feed import catalogue_feeds
from shkplan.operations.runs import ReportApproval
from tests.operations.catalogue.shelf import PLAN, Shelf
from tests.operations.catalogue.test_page import HOSTILE, a_full_shelf, a_hostile_catalogue

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = {"id", "title", "updated"}  # RFC 4287, 4.1.1 and 4.1.2: exactly one in a feed and in an entry
AT_MOST = {"published", "summary", "subtitle", "rights", "generator", "icon", "logo", "content", "source"}
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339, with a capital T and Z
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:\S+")


def feeds(shelf: Shelf) -> dict[str, ET.Element]:
    return {name: ET.fromstring(text) for name, text in catalogue_feeds(shelf.catalogue()).items()}


def ids(shelf: Shelf) -> list[list[str]]:
    """Those of each feed, its own first."""
    return [[told(one, "id") for one in (feed, *feed.iter(f"{ATOM}entry"))] for feed in feeds(shelf).values()]


def told(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def hold_to_the_standard(feed: ET.Element) -> None:
    """What sections 3 and 4 of RFC 4287 demand of a feed without content of its own."""
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for one in (feed, *entries):
        names = [child.tag.removeprefix(ATOM) for child in one]
        assert {name for name in ONCE if names.count(name) != 1} == set()
        assert {name for name in AT_MOST if names.count(name) > 1} == set()
        assert ABSOLUTE.fullmatch(told(one, "id"))
        for name in ("updated", "published"):
            assert not told(one, name) or DATE.fullmatch(told(one, name))
        links = one.findall(f"{ATOM}link")
        assert all(link.get("href") for link in links)
        alternates = [
            (link.get("type"), link.get("hreflang")) for link in links if link.get("rel", "alternate") == "alternate"
        ]
        assert len(alternates) == len(set(alternates)) >= 1  # an entry without content has one
        assert all(category.get("term") for category in one.findall(f"{ATOM}category"))
        assert all(child.tag.startswith(ATOM) for child in one.iter())
    assert all(told(author, "name") for author in feed.findall(f"{ATOM}author"))
    assert feed.find(f"{ATOM}author") is not None  # else each entry needs one
    own = [told(one, "id") for one in entries]
    assert len(own) == len(set(own))
    positions = [child.tag == f"{ATOM}entry" for child in feed]
    assert positions == sorted(positions)  # entries come last


@pytest.mark.parametrize("lay_out", [lambda shelf: shelf, a_full_shelf], ids=["empty", "full"])
def test_the_feed_is_atom(shelf, lay_out):
    """By the rules written out, and as a reader of feeds takes it."""
    for name, feed in feeds(lay_out(shelf)).items():
        hold_to_the_standard(feed)
        read = feedparser.parse(catalogue_feeds(shelf.catalogue())[name])
        assert (read.bozo, read.version) == (False, "atom10")
        assert len(read.entries) == len(feed.findall(f"{ATOM}entry"))


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_others_wrote_becomes_part_of_the_feed(shelf, words):
    for text in catalogue_feeds(a_hostile_catalogue(shelf, words)).values():
        feed = ET.fromstring(text)
        hold_to_the_standard(feed)
        assert len(feed.findall(f"{ATOM}entry")) == 3


def test_failures_are_news(shelf):
    """With why, and the last good one; a report that was made leads to itself."""
    shelf.made("2026-08-31")
    shelf.failed("2026-09-30")
    failed, made = feeds(shelf)["feed.en.xml"].findall(f"{ATOM}entry")
    assert told(failed, "title") == f"Failed: {PLAN} (monthly), 2026-09-30"
    assert told(failed, "summary") == "The disk is full. The last good one is of 2026-08-31."
    assert failed.find(f"{ATOM}link").get("href").startswith("index.en.html#r-")
    assert made.find(f"{ATOM}link").get("href") == f"{PLAN}/2026-08-31/en/overview.html"
    zh = feeds(shelf)["feed.xml"]
    assert zh.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-CN"
    assert told(zh.find(f"{ATOM}entry"), "summary") == "磁盘已满。 最近一期可用的报告：2026-08-31。"


def test_links_lead_to_files(shelf):
    for feed in feeds(a_full_shelf(shelf)).values():
        for link in feed.iter(f"{ATOM}link"):
            place = unquote(link.get("href").partition("#")[0])
            assert place.endswith(".xml") or place.startswith("index") or (shelf.reports / place).is_file()


def test_ids_stay_when_more_is_made_and_when_all_is_moved(shelf, tmp_path):
    """A reader of feeds shows nothing twice."""
    shelf.made("2026-08-31")
    shelf.failed("2026-09-30")
    before = ids(shelf)
    shutil.move(shelf.root, tmp_path / "elsewhere")
    moved = Shelf(tmp_path / "elsewhere")
    moved.made("2026-09-30", at="2026-10-02T00:00:00")
    for one, other in zip(before, ids(moved), strict=True):
        assert other[0] == one[0]
        assert other[2:] == one[1:]


def test_the_languages_have_ids_of_their_own(shelf):
    """Who follows both misses nothing."""
    shelf.made("2026-08-31")
    zh, en = ({told(one, "id") for one in feed.iter(f"{ATOM}entry")} for feed in feeds(shelf).values())
    assert not zh & en


def test_the_feed_holds_the_last_fifty_runs(shelf):
    for n in range(53):
        shelf.failed("2026-08-31", at=f"2026-09-01T{n // 60:02}:{n % 60:02}:00")
    for feed in feeds(shelf).values():
        entries = feed.findall(f"{ATOM}entry")
        moments = [told(one, "published") for one in entries]
        assert len(entries) == 50
        assert moments == sorted(moments, reverse=True)
        assert moments[0] == "2026-09-01T00:52:37Z"
        assert told(feed, "updated") == moments[0]


def test_an_approval_makes_an_entry_new(shelf):
    run = shelf.made("2026-08-31")
    on = dt.datetime(2026, 9, 9, tzinfo=dt.UTC)
    shelf.add(ReportApproval(run=run.id, by="Wang", reference="17", on=on, manifest=run.manifest))
    feed = feeds(shelf)["feed.en.xml"]
    entry = feed.find(f"{ATOM}entry")
    assert told(entry, "updated") == told(feed, "updated") == "2026-09-09T00:00:00Z"
    assert told(entry, "published") == "2026-08-31T22:00:37Z"
    assert told(entry, "summary") == "approved by Wang (17)"
