"""Every kind of page of a shipped plan, in both languages: on a desk, on a phone, on paper, in light and dark."""

import io

import pytest

pytestmark = pytest.mark.browser

KINDS = (
    "overview", "targets", "data", "scenarios", "vision", "indicator-economy.gdp_growth", "indicator-city.old_estates",
)  # fmt: skip
PAGES = [f"{language}/{kind}" for kind in KINDS for language in ("zh", "en")]


@pytest.fixture
def folder(whole_report):
    return whole_report.path


@pytest.fixture
def see(open_page, folder):
    def look(name, width=1280, **more):
        page = open_page(folder / f"{name}.html", width, **more)
        page.evaluate("document.querySelectorAll('main details, footer details').forEach(one => { one.open = true; })")
        page.wait_for_timeout(100)  # what a fold reveals is measured when it has opened
        return page

    return look


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(see, name, width):
    """No violation of any rank, in light and in dark, everything opened; and nothing scrolls sideways."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = see(name, width)
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):  # the colours are all that differs
        page.emulate_media(color_scheme=scheme)
        found = axe.run(page, options={"resultTypes": ["violations"], **rules}).response["violations"]
        told = [(one["id"], node["target"], node["html"][:160]) for one in found for node in one["nodes"]]
        assert told == [], scheme
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_sheet_of_paper_is_blank_and_no_heading_ends_one(see, name):
    """A4, everything opened: each sheet has words beside its number, and no heading is parted from what it heads."""
    reader = pytest.importorskip("pypdf", reason="pypdf is not installed")
    page = see(name)
    headings = {one.strip() for one in page.locator("main h2").all_inner_texts()}
    page.emulate_media(media="print")
    sheets = reader.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    for number, sheet in enumerate(sheets, 1):
        lines = [line.strip() for line in sheet.extract_text().split("\n") if line.strip()]
        lines = [line for line in lines if line.replace(" ", "") != f"{number}/{len(sheets)}"]
        assert lines, number
        assert number == len(sheets) or lines[-1] not in headings, number
        assert [round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] == [210, 297]


@pytest.mark.parametrize("name", ["zh/overview", "en/overview"])
def test_the_answer_is_seen_without_scrolling(open_page, folder, name):
    """On a desk of 900 pixels: the summary, what is at risk, what to do, what is needed."""
    page = open_page(folder / f"{name}.html", 1280)
    parts = page.locator("#summary, #risk, #todo, #wanted").all()
    assert len(parts) >= 3
    assert max(part.bounding_box()["y"] + part.bounding_box()["height"] for part in parts) <= 900


@pytest.mark.parametrize(("name", "screens"), [("zh/overview", 1.2), ("en/overview", 1.4)])
def test_what_is_at_risk_is_seen_on_a_phone_after_little_scrolling(open_page, folder, name, screens):
    page = open_page(folder / f"{name}.html", 390)
    part = page.locator("#risk").bounding_box()
    assert part["y"] + part["height"] <= screens * 900


@pytest.mark.parametrize("name", ["zh/data", "en/targets"])
def test_what_copies_a_table_stands_at_its_corner(see, name):
    """It ends where its table ends, and lies over no word of the caption."""
    page = see(name)
    script = """all => all.map(bar => {
      const table = bar.parentElement.querySelector("table"), words = document.createRange();
      words.selectNodeContents(table.caption);
      return [Math.abs(bar.getBoundingClientRect().right - table.getBoundingClientRect().right),
        words.getBoundingClientRect().right - bar.firstElementChild.getBoundingClientRect().left];
    })"""
    for apart, over in page.eval_on_selector_all(".html > .taken", script):
        assert apart <= 2
        assert over <= 0


@pytest.mark.parametrize("name", ["zh/indicator-city.old_estates", "en/indicator-city.old_estates"])
def test_a_target_without_a_figure_is_told_on_one_screen(open_page, folder, name):
    page = open_page(folder / f"{name}.html", 1280)
    card = page.locator("#card .shk-card").bounding_box()
    assert card["y"] + card["height"] <= 900


@pytest.mark.parametrize("name", PAGES)
def test_a_chart_is_told_in_words(see, name):
    """Each drawing says what it shows, or stands beside words that do."""
    page = see(name)
    script = "all => all.filter(one => !(one.ariaHidden === 'true' || (one.role === 'img' && one.ariaLabel))).length"
    assert page.eval_on_selector_all("main svg", script) == 0
