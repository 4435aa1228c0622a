"""The page of all reports: it leads to what is there, says everything without a script, and lets in nothing that others wrote."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

import shkplan
from shkplan.base.messages import Text, catalogue
from shkplan.operations.catalogue.entries import Catalogue, CatalogueEntry
from shkplan.operations.catalogue.page import PAGES, catalogue_pages, plain
from shkplan.operations.catalogue.schedule_words import schedule_words
from shkplan.operations.runs import Removal, ReportApproval, Run
from shkplan.workspace.schedules.timing import Timing
from tests.operations.catalogue.shelf import PLAN, Shelf
from tests.report.test_render import FETCHED

ON = dt.datetime(2026, 10, 9, 3, tzinfo=dt.UTC)
HOSTILE = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</style><script>", "javascript:alert(1)",
    "{{ 7 * 7 }}", "]]>", "&lt;b&gt;", "\x00\x1b[31m", "\u202egnp.exe", "../../etc/passwd", "</script>", "<!--", "\ufffe", "\u2028",
)  # fmt: skip


def soups(shelf: Shelf) -> dict[str, BeautifulSoup]:
    return {name: BeautifulSoup(text, "html.parser") for name, text in catalogue_pages(shelf.catalogue()).items()}


def a_full_shelf(shelf: Shelf) -> Shelf:
    """Reports in every state."""
    shelf.schedule(
        monthly='as_of: end of last month, schedule: {every: month, day: 3, at: "07:00"}', asked="formats: [html]"
    )
    gone, removed = shelf.made("2026-05-31"), shelf.made("2026-04-30")
    shelf.add(Removal(run=removed.id, on=ON, folder=removed.folder))
    for run in (gone, removed):
        shelf.remove(run)
    approved = shelf.made("2026-06-30", kept=90, made=3)
    shelf.add(
        ReportApproval(run=approved.id, by="王处长", reference="沙发改〔2026〕17号", on=ON, manifest=approved.manifest)
    )
    shelf.moved(
        approved, 2, largest={"target": "x", "name": {"zh": "就业", "en": "Jobs"}, "before": 0.62, "after": 0.999}
    )
    shelf.failed("2026-07-31")
    shelf.moved(shelf.made("2026-08-31"), 0)
    shelf.failed("2026-08-31", at="2026-09-02T00:00:00", state="interrupted")
    shelf.made("2026-09-30", plan="other-plan", settings="+seed-7")
    shelf.folder("2026-09-30", seed=3)
    (shelf.reports / PLAN / "2026-03-31").mkdir()
    return shelf


def test_every_link_leads_to_something(shelf):
    """Files that are there, places on the page, the other language, the feed."""
    for page in soups(a_full_shelf(shelf)).values():
        links = page.find_all(href=True)
        assert len(links) > 20
        for link in links:
            place, _, anchor = link["href"].partition("#")
            if place and place not in ("feed.xml", "feed.en.xml", *PAGES.values()):
                assert (shelf.reports / unquote(place)).is_file(), place
            if anchor and not place:
                assert page.find(id=anchor), anchor


def test_both_languages_tell_of_the_same(shelf):
    """The same entries with the same permalinks, in the same order, and each in its own words."""
    zh, en = soups(a_full_shelf(shelf)).values()
    ids = [[one["id"] for one in page.select(".run")] for page in (zh, en)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0]) == 8
    assert (zh.html["lang"], en.html["lang"]) == ("zh-CN", "en")
    assert "按需生成" in zh.text
    assert "on demand" in en.text
    assert not re.search("[\u4e00-\u9fff]", re.sub("王处长|沙发改〔2026〕17号|中文", "", en.select_one("main").text))


@pytest.mark.parametrize(("language", "words"), [
    ("zh", ["2项目标有变化；变化最大：就业，达标概率62%→99%以上", "时间：北京时间", "各项目标无变化", "新生成3页，沿用90页", "王处长批准（沙发改〔2026〕17号）", "磁盘已满。", "最近一期可用", "2026年9月", "每月3日07:00"]),
    ("en", ["2 targets moved; most: Jobs, probability 62 % to over 99 %", "Times: Beijing time", "no target moved", "pages made 3, kept 90", "approved by 王处长", "The disk is full.", "Last good one:", "September 2026", "day 3 of every month, 07:00"]),
])  # fmt: skip
def test_what_the_page_says(shelf, language, words):
    """An estimate is never told as 1."""
    text = " ".join(soups(a_full_shelf(shelf))[PAGES[language]].text.split())
    assert [one for one in words if one not in text] == []


def test_a_page_needs_nothing_from_anywhere(shelf):
    for text in catalogue_pages(a_full_shelf(shelf).catalogue()).values():
        assert not FETCHED.search(text)
        assert "http" not in re.sub(r"data:font[^)]*", "", text)


def test_the_same_log_and_folders_give_the_same_bytes(shelf):
    full = a_full_shelf(shelf)
    assert catalogue_pages(full.catalogue()) == catalogue_pages(full.catalogue())


def a_hostile_catalogue(shelf: Shelf, words: str) -> Catalogue:
    """Words of others in every place; the log of runs lets them into reasons alone, the rest is put there past it."""
    shelf.failed("2026-07-31", reason=Text(words, f"{words}\n{words}"))
    run = shelf.made("2026-06-30")
    shelf.add(ReportApproval(run=run.id, by="a", reference="b", on=ON, manifest=run.manifest))
    shelf.moved(run, 1, largest={"target": "x", "name": {"zh": words, "en": words}, "before": 0.1, "after": 0.2})
    shelf.ran("2026-05-31", "x", "", folder="reports/nowhere")
    found, names = shelf.catalogue(), {"plan": words, "report": words}

    def forged(run: Run | None) -> Run | None:
        return run and run.model_copy(update={**names, "folder": words})

    def entry(one: CatalogueEntry) -> CatalogueEntry:
        said_by = one.approval and one.approval.model_copy(update={"by": f"{words}.", "reference": f"{words}!"})
        return replace(
            one,
            **names,
            title=Text(words, words),
            folder=words,
            run=forged(one.run),
            failed=forged(one.failed),
            approval=said_by,
        )

    return replace(found, entries=tuple(map(entry, found.entries)), runs=tuple(filter(None, map(forged, found.runs))))


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_others_wrote_becomes_part_of_the_page(shelf, words):
    """Names, reasons, references and folders of the log, largest targets of a file of changes."""
    pages = catalogue_pages(a_hostile_catalogue(shelf, words))
    for page in (BeautifulSoup(text, "html.parser") for text in pages.values()):
        assert len(page.find_all("script")) == 1
        assert len(page.find_all("style")) == 2
        assert page.find_all("img") == []
        for tag in page.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on")], tag
            href = tag.get("href", "")
            assert not re.match(r"\s*(javascript|data|vbscript):", unquote(href), re.IGNORECASE)
        shown = str(page)
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2028\ufffe]", shown)


def test_what_nobody_sees_is_marked(shelf):
    assert plain("a\x1b[31m\u202eb\nc\u4e2d𮯰") == "a\ufffd[31m\ufffdb\nc中𮯰"


def test_the_page_of_120_reports_is_light(shelf):
    """Under 300 kB a language, with the glyphs it shows."""
    for month in range(24):
        for report in ("monthly", "jobs", "income", "national", "brief"):
            day = f"{2025 + month // 12}-{month % 12 + 1:02}-28"
            run = shelf.made(day, report, base=f"reports/{report}", kept=90, made=3)
            shelf.moved(
                run,
                2,
                largest={
                    "target": "x",
                    "name": {"zh": "城镇新增就业", "en": "New urban jobs"},
                    "before": 0.62,
                    "after": 0.7,
                },
            )
    pages = catalogue_pages(shelf.catalogue())
    assert {name for name, text in pages.items() if len(text.encode()) > 300_000} == set()


def test_every_word_of_the_catalogue_is_said():
    """By the template or the code, whole or by its family."""
    room = Path(shkplan.__file__).parent / "operations" / "catalogue"
    told = "".join(path.read_text(encoding="utf-8") for path in (*room.glob("*.py"), *room.glob("assets/*.j2")))
    keys = [key.removeprefix("catalogue.") for key in catalogue() if key.startswith("catalogue.")]
    families = ("state.", "month.", "month_name.", "weekday.", "every.", "news_", "why_")
    assert [
        key for key in keys if not key.startswith(families) and not re.search(rf"['\"](catalogue\.)?{key}['\"]", told)
    ] == []


@pytest.mark.parametrize(("timing", "zh", "en"), [
    ({"every": "day", "at": "07:30"}, "每天07:30", "every day, 07:30"),
    ({"every": "week"}, "每周一 06:00", "every Monday, 06:00"),
    ({"every": "month", "day": "last"}, "每月最后一天06:00", "last day of every month, 06:00"),
    ({"every": "quarter", "month": 2, "day": 5}, "每季度第2个月5日06:00", "day 5 of month 2 of every quarter, 06:00"),
    ({"every": "year"}, "每年1月1日06:00", "every year on 1 January, 06:00"),
    ({"every": "year", "month": 12, "day": "last"}, "每年12月最后一天06:00", "every year on the last day of December, 06:00"),
])  # fmt: skip
def test_a_schedule_in_words(timing, zh, en):
    told = schedule_words(Timing.model_validate(timing))
    assert (told.text("zh"), told.text("en")) == (zh, en)


def test_the_assets_travel_with_the_package():
    names = {one.name for one in files("shkplan.operations.catalogue").joinpath("assets").iterdir()}
    assert {"catalogue.html.j2", "catalogue.css", "catalogue.js"} <= names
