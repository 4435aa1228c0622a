"""Pages as a reader sees them: on a desk, on a phone, on paper, with no network and no Chinese fonts."""

import pytest

from tests.report.conftest import GREEN, lay_out, make_green

pytestmark = pytest.mark.browser

PAGES = ("index.html", "zh/overview.html", "en/overview.html", f"zh/indicator-{GREEN}.html")
SHOWN = "h1, h2, h3, p, li, dt, dd, th, td, text, label"


@pytest.fixture(scope="module")
def report(chromium, tmp_path_factory):
    root = lay_out(tmp_path_factory.mktemp("seen"))
    return make_green(root, out=root / "reports").path


@pytest.fixture
def see(chromium, report):
    """Open a page at a width; what it asked of the network comes along."""
    opened = []

    def look(name, width=1280):
        context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True)
        page = context.new_page()
        opened.append(context)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((report / name).as_uri())
        page.evaluate("document.fonts.ready.then(() => 1)")
        return page

    yield look
    for context in opened:
        context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_never_scrolls_sideways(see, name, width):
    page = see(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_the_network(see, name):
    page = see(name)
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_chinese_character_comes_from_a_chinese_face(see, name):
    """A box is a glyph of a face that has none for the character; so it is counted which face drew how many."""
    page = see(name)
    page.wait_for_timeout(200)
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": SHOWN})["nodeIds"]
    fonts = [font for node in nodes for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]]
    drawn = sum(font["glyphCount"] for font in fonts if "CJK" in font["familyName"])
    script = "all => all.filter(one => one.checkVisibility()).map(one => one.textContent).join('')"
    text = page.eval_on_selector_all(SHOWN, script)
    assert drawn >= sum(ord(character) >= 0x2E80 for character in text) > 0


def test_a_wide_table_scrolls_in_its_own_box(see):
    page = see("zh/overview.html", 390)
    boxes = page.eval_on_selector_all(".output.html", "all => all.map(one => [one.scrollWidth, one.clientWidth])")
    assert any(inner > outer for inner, outer in boxes)


def test_a_chart_fits_a_phone(see):
    page = see("zh/overview.html", 390)
    assert page.eval_on_selector("figure svg", "one => one.getBoundingClientRect().width") <= 390


def test_code_shows_at_the_switch_and_only_then(see):
    page = see("en/overview.html")
    code = page.locator(".code").first
    assert not code.is_visible()
    page.get_by_text("Show the code").click()
    assert code.is_visible()


def test_the_other_language_is_one_click_away_and_back(see):
    page = see("zh/overview.html")
    page.get_by_role("link", name="English").click()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("link", name="中文").click()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_the_first_key_leads_past_the_head(see):
    page = see("en/overview.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"


def test_paper_has_no_navigation(see):
    page = see("en/overview.html")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator(".tools").is_visible()
    assert page.locator("main").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_text_stands_out_from_its_ground(see):
    """WCAG AA asks for 4.5 to 1 of small text; the quietest words on the page are the test."""
    page = see("en/overview.html")
    for selector in (".facts li", ".tools a", "nav a", "nav h3", "footer p", "main p"):
        ink = page.eval_on_selector(selector, "one => getComputedStyle(one).color")
        assert contrast(ink, (244, 246, 248)) >= 4.5, selector


def contrast(ink, ground):
    def light(colour):
        parts = [value / 255 for value in colour]
        red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    numbers = tuple(int(part) for part in ink.removeprefix("rgb(").removesuffix(")").split(","))
    return (light(ground) + 0.05) / (light(numbers) + 0.05)
