"""A page needs nothing from anywhere else, and says who it is."""

import re

import pytest
from bs4 import BeautifulSoup

from shkplan.report.render import LANGUAGE_CODES
from tests.report.conftest import AS_OF, GREEN

FETCHED = re.compile(
    r"""(?:<(?:script|link|img|iframe|object|embed|source|image)\b[^>]*?(?:src|href|data)\s*=\s*["']?
                          |@import\s+(?:url\()?["']?|url\(\s*["']?)\s*(https?:)?//""",
    re.VERBOSE,
)


def texts(made):
    return {
        path.relative_to(made.path).as_posix(): path.read_text(encoding="utf-8") for path in made.path.rglob("*.html")
    }


def soup(made, name):
    return BeautifulSoup((made.path / name).read_text(encoding="utf-8"), "html.parser")


def test_no_page_fetches_anything(made):
    for name, text in texts(made).items():
        assert not FETCHED.search(text), name
        assert "<script" not in text, name


@pytest.mark.parametrize(
    "text", ['<img src="http://a">', "@import url(https://a)", "url(//a)", "<script src=https://a>"]
)
def test_the_pattern_finds_what_would_be_fetched(text):
    assert FETCHED.search(text)


def test_every_link_inside_the_report_leads_somewhere(made):
    for name in texts(made):
        page = soup(made, name)
        for link in page.find_all("a"):
            target, _, anchor = link["href"].partition("#")
            where = ((made.path / name).parent / target).resolve() if target else made.path / name
            assert where.is_file(), (name, link["href"])
            assert not anchor or page.find(id=anchor), (name, link["href"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_says_plan_region_date_and_language(made, language):
    page = soup(made, f"{language}/overview.html")
    plan = {"zh": "测试用小规划", "en": "A small plan for tests"}[language]
    assert page.html["lang"] == LANGUAGE_CODES[language]
    assert plan in page.title.text
    head = page.header.get_text(" ", strip=True)
    assert plan in head
    assert {"zh": "沙河口区", "en": "Shahekou District"}[language] in head
    assert AS_OF in head


def test_a_page_leads_to_its_twin_the_others_and_its_own_parts(made):
    page = soup(made, "zh/overview.html")
    assert page.header.find("a", hreflang="en")["href"] == "../en/overview.html"
    nav = {link["href"]: link.text for link in page.nav.find_all("a")}
    assert nav[f"indicator-{GREEN}.html"] == "绿化覆盖率"
    assert [nav[f"#s{number}"] for number in (1, 2, 3)] == ["Number", "Chart", "Wide table"]
    assert page.nav.find("a", attrs={"aria-current": "page"})["href"] == "overview.html"


def test_a_page_has_one_main_heading_and_it_is_its_title(made):
    for name in texts(made):
        assert len(soup(made, name).find_all("h1")) == 1, name


def test_the_foot_tells_how_to_verify(made):
    """Found when the command, copied from the page, led nowhere: it starts from the workspace."""
    foot = soup(made, "en/overview.html").footer.get_text(" ", strip=True)
    assert f"shkplan verify reports/small/{AS_OF}" in foot
    assert made.manifest.results in foot
    assert "numpy" in foot


def test_machine_readable_twins_stay_out_of_pages(made):
    for text in texts(made).values():
        assert "vnd.shkplan" not in re.sub(r'<div class="code">.*?</div>', "", text, flags=re.DOTALL)


def test_charts_have_words_and_their_text_is_text(made):
    chart = soup(made, "zh/overview.html").find("figure").svg
    assert (chart["role"], chart["aria-label"]) == ("img", "绿化覆盖率")
    assert chart.find("text").text == "绿化覆盖率"


def test_code_is_behind_the_switch(made):
    page = soup(made, "en/overview.html")
    assert page.find("input", id="show-code")
    assert page.find("label", attrs={"for": "show-code"})


def test_the_index_leads_to_every_page_in_both_languages(made):
    index = soup(made, "index.html")
    links = {link["href"] for link in index.main.find_all("a")}
    assert links == {name for name in texts(made) if name != "index.html"}
    assert "Green coverage stays at or above 45.2 % in every year." in index.main.text


def test_no_time_of_day_in_pages(made):
    for name, text in texts(made).items():
        assert not re.search(r"\d{2}:\d{2}:\d{2}", text), name


def test_a_page_on_an_indicator_is_headed_by_its_name(made):
    assert soup(made, f"en/indicator-{GREEN}.html").main.h1.text == "Green coverage"
    assert soup(made, "en/overview.html").main.h1.text == "Good"  # as its notebook says
