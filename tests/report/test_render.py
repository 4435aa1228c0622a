"""A page needs nothing from anywhere else, and says who it is."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from shkplan.display.setting import LANGUAGE_CODES
from shkplan.report.render import Edition, pages_of
from shkplan.report.reports import chosen
from shkplan.workspace.load import load_plan
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


def edition_of(name):
    """What the pages of a whole report on a shipped plan have in common."""
    plan = load_plan(name)
    values = {"region": plan.region, "as_of": AS_OF, "to": 2035, "model": "auto", "seed": 1, "scenario": ""}
    return Edition(plan, "reports/x", values, ["zh", "en"], chosen(plan), None, "0" * 64, {"shkplan": "0"})


@pytest.fixture(scope="module")
def edition():
    return edition_of("shahekou-14fyp")


def test_no_page_fetches_anything(made):
    for name, text in texts(made).items():
        assert not FETCHED.search(text), name


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
    assert page.title.text.startswith("Good · ")
    assert plan in head
    assert {"zh": "沙河口区", "en": "Shahekou District"}[language] in head
    year, month, day = (int(part) for part in AS_OF.split("-"))
    assert {"zh": f"截至{year}年{month}月{day}日", "en": f"As of {AS_OF}"}[language] in head


def test_a_page_leads_to_its_twin_the_others_and_its_own_parts(made):
    page = soup(made, "zh/overview.html")
    bar, side = page.find("nav", class_="bar"), page.find("nav", class_="side")
    assert bar.find("a", hreflang="en")["href"] == "../en/overview.html"
    assert bar.find("a", attrs={"aria-current": "page"})["href"] == "overview.html"
    assert bar.find("button", popovertarget=side["id"])
    links = {link["href"]: link.text for link in side.find_all("a")}
    assert links[f"indicator-{GREEN}.html"] == "绿化覆盖率"
    assert [links[f"#s{number}"] for number in (1, 2, 3)] == ["Number", "Chart", "Wide table"]


def test_a_page_on_an_indicator_leads_back_to_the_summary(made):
    page = soup(made, f"zh/indicator-{GREEN}.html")
    assert page.find("nav", class_="crumbs").find("a")["href"] == "overview.html"
    assert page.find("nav", class_="side").find("a", attrs={"aria-current": "page"}).text == "绿化覆盖率"


def test_each_indicator_leads_to_the_one_before_and_the_one_after(edition):
    """In the order of the contents; the first has none before it, the last none after."""
    pages = pages_of(edition, dict.fromkeys((one.key for one in edition.reports), new_notebook()))
    names = [one.stem for _, reports in edition.groups() for one in reports if one.indicator]
    assert len(names) > 3
    for at, name in enumerate(names):
        links = BeautifulSoup(pages[f"en/{name}.html"], "html.parser").find("nav", class_="neighbours").find_all("a")
        expected = [("prev", names[at - 1])] * (at > 0) + [("next", names[(at + 1) % len(names)])] * (
            at + 1 < len(names)
        )
        assert [(link["rel"][0], link["href"].removesuffix(".html")) for link in links] == expected


def test_there_is_a_link_to_the_pdf_where_there_is_one(edition):
    nothing = dict.fromkeys((one.key for one in edition.reports), new_notebook())
    for formats, links in ((("html",), 0), (("html", "pdf"), 1)):
        page = BeautifulSoup(pages_of(replace(edition, formats=formats), nothing)["en/data.html"], "html.parser")
        assert len(page.find_all("a", href="report.pdf")) == links


def test_values_lead_to_other_pages_and_their_parts(edition):
    """A place is a report and a permalink; what this report has no page for is left as its words."""
    first, second = (one for one in edition.reports if one.indicator in list(edition.plan.indicators)[:2])
    shown = (
        f'<p><a data-to="{second.key}#sources">1</a><a data-to="{second.key}#gone">2</a><a data-to="#sources">3</a>'
        '<a data-to="overview">4</a><a data-to="indicator/no.such">5</a></p>'
    )
    cells = [
        new_markdown_cell("## Sources", metadata={"tags": ["id-sources", "fold"]}),
        new_code_cell(outputs=[new_output("display_data", {"text/html": shown})]),
    ]
    whole = dict.fromkeys((one.key for one in edition.reports), new_notebook(cells=cells))
    page = BeautifulSoup(pages_of(edition, whole)[f"en/{first.stem}.html"], "html.parser")
    links = page.find(class_="folded").find("p").find_all("a")
    there = f"{second.stem}.html"
    assert [link["href"] for link in links] == [f"{there}#sources", there, "#sources", "overview.html"]
    assert page.find(class_="folded").p.text == "12345"
    assert "data-to" not in str(page)


def test_every_style_stands_once_in_a_page(edition):
    shown = "<style>p{a:b}</style><p>1</p>"
    cells = [new_code_cell(outputs=[new_output("display_data", {"text/html": shown})]) for _ in range(3)]
    page = pages_of(edition, dict.fromkeys((one.key for one in edition.reports), new_notebook(cells=cells)))
    assert page["en/data.html"].count("p{a:b}") == 1


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


def test_the_foot_leads_to_the_notebook_that_the_page_comes_from(made):
    link = soup(made, "en/overview.html").footer.find("dl", class_="made").find("a")
    assert link["href"] == "../inputs/notebooks/overview.ipynb"


def test_the_index_leads_to_the_first_page_of_each_language_and_is_small(made):
    index = soup(made, "index.html")
    assert [link["href"] for link in index.find_all("a")] == ["zh/overview.html", "en/overview.html"]
    assert '{"en": "en/overview.html", "zh": "zh/overview.html"}' in index.script.text
    assert (made.path / "index.html").stat().st_size < 20_000


def test_no_time_of_day_in_pages(made):
    for name, text in texts(made).items():
        assert not re.search(r"\d{2}:\d{2}:\d{2}", text), name


def test_a_page_on_an_indicator_is_headed_by_its_name(made):
    assert soup(made, f"en/indicator-{GREEN}.html").main.h1.text == "Green coverage"
    assert soup(made, "en/overview.html").main.h1.text == "Good"  # as its notebook says
