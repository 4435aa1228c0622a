"""The pages of a shipped plan: light, linked throughout, each part where it should be."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.report.conftest import WHOLE


@pytest.fixture(scope="module")
def pages(whole_report):
    """The pages by their place in the folder, read once."""
    found = sorted(whole_report.path.rglob("*.html"))
    return {
        path.relative_to(whole_report.path).as_posix(): BeautifulSoup(path.read_bytes(), "html.parser")
        for path in found
    }


def test_no_page_weighs_more_than_400_kilobytes(whole_report):
    """The pages on indicators left out here are of the same kinds as those that are there."""
    weights = {
        path.relative_to(whole_report.path).as_posix(): path.stat().st_size
        for path in whole_report.path.rglob("*.html")
    }
    assert len(weights) == 2 * (7 + len(WHOLE)) + 1
    assert {name: weight for name, weight in weights.items() if weight > 400_000} == {}


def test_every_link_leads_to_a_page_of_the_folder_and_a_part_of_it(whole_report, pages):
    """And a link to an original is an address of the web; no place is left that leads nowhere."""
    for name, page in pages.items():
        assert not page.find_all(attrs={"data-to": True}), name
        for link in page.find_all("a"):
            target, _, anchor = link["href"].partition("#")
            if re.match("https?://|data:text/csv", target):
                continue
            where = ((whole_report.path / name).parent / target).resolve() if target else whole_report.path / name
            assert where.is_file(), (name, link["href"])
            there = pages.get(where.relative_to(whole_report.path.resolve()).as_posix()) if target else page
            assert not anchor or there is None or there.find(id=anchor), (name, link["href"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_stands_twice_in_a_page_and_both_languages_have_the_same_parts(pages, language):
    """A permalink leads to the same place in the other language."""
    for name, page in pages.items():
        if name.startswith(language):
            ids = [one["id"] for one in page.find_all(id=True) if not one.find_parent("svg")]
            assert len(ids) == len(set(ids)), name
            other = pages[name.replace(language, {"zh": "en", "en": "zh"}[language], 1)]
            assert ids == [one["id"] for one in other.find_all(id=True) if not one.find_parent("svg")], name


def test_parts_for_the_specialist_are_folded_and_the_answer_is_not(pages):
    page = pages["en/indicator-economy.gdp_growth.html"]
    for name in ("clause", "regions", "models", "sources", "method"):
        assert page.find(id=name).find_parent("details", class_="fold"), name
    for name in ("card", "chart"):
        assert not page.find(id=name).find_parent("details"), name


def test_a_page_without_figures_has_no_part_that_is_empty(pages):
    page = pages["zh/indicator-city.old_estates.html"]
    parts = {one["id"] for one in page.main.find_all(id=True) if not one.find_parent("svg")}
    assert {"card", "clause"} <= parts
    assert not {"models", "implied", "revisions"} & parts


def test_the_targets_lead_to_the_pages_that_are_there(pages):
    """Of the indicators without a page in this report the name stands without a link."""
    table = pages["en/targets.html"].find(id="list").find("table")
    leads = {link["href"].partition("#")[0] for link in table.find_all("a")}
    assert leads == {f"indicator-{one}.html" for one in WHOLE}
    assert len(table.find_all("tr")) > 20


def test_english_pages_say_everything_in_english(pages):
    """Chinese stands there as what it is: titles of originals, places in the plan."""
    for name, page in pages.items():
        if name.startswith("en/"):
            heads = [one.get_text() for one in page.find_all(["h1", "h2", "h3", "caption", "th", "summary", "button"])]
            assert not [words for words in heads if re.search("[\u4e00-\u9fff]", words)], name


def test_each_chart_gives_its_figures(pages):
    for name, page in pages.items():
        for figure in page.find_all("figure"):
            assert figure.find("a", download=True)["href"].startswith("data:text/csv"), name
        names = [link["download"] for link in page.find_all("a", download=True)]
        assert len(names) == len(set(names))
