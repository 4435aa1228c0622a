"""Pages as a reader sees them: on a desk, on a phone, on paper, light and dark, with no network and no Chinese fonts."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.report.conftest import GREEN, lay_out, make_green

pytestmark = pytest.mark.browser

PAGES = ("zh/overview.html", "en/overview.html", f"zh/indicator-{GREEN}.html")
# Opens everything, and marks every piece of text as a leaf of its own.
LEAVES = """() => {
  document.querySelectorAll("details").forEach(one => { one.open = true; });
  document.querySelectorAll("svg text").forEach(one => one.classList.add("leaf"));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) found.push(walk.currentNode);
  for (const text of found.filter(one => one.data.trim() && !one.parentElement.closest("svg, script, style"))) {
    const leaf = Object.assign(document.createElement("span"), { className: "leaf" });
    text.replaceWith(leaf);
    leaf.append(text);
  }
}"""


@pytest.fixture(scope="module")
def report(chromium, tmp_path_factory):
    root = lay_out(tmp_path_factory.mktemp("seen"))
    return make_green(root, out=root / "reports").path


@pytest.fixture
def see(open_page, report):
    """Open a page at a width; what it asked of the network comes along."""
    return lambda name, width=1280, **more: open_page(report / name, width, **more)


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
    page.evaluate(LEAVES)
    page.wait_for_timeout(200)
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": ".leaf"})["nodeIds"]
    texts = page.eval_on_selector_all(".leaf", "all => all.map(one => one.checkVisibility() ? one.textContent : '')")
    for node, text in zip(nodes, texts, strict=True):
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] if text else []
        drawn = sum(font["glyphCount"] for font in fonts if "CJK" in font["familyName"])
        assert drawn >= sum(ord(character) >= 0x2E80 for character in text), text
    assert len("".join(texts)) > 100


@pytest.mark.parametrize(("languages", "expected"), [(["zh-CN", "en"], "zh"), (["fr", "en-GB"], "en"), (["fr"], "en")])
def test_the_index_leads_to_the_summary_in_the_language_of_the_browser(open_page, report, languages, expected):
    page = open_page(report / "index.html", 1280, languages=languages)
    page.wait_for_url(f"**/{expected}/overview.html")


def test_a_wide_table_scrolls_in_its_own_box_and_keys_can_reach_that_alone(see):
    """A stop for keys is where something moves: no box that fits is one."""
    page = see("zh/overview.html", 390)
    script = "all => all.map(one => [one.scrollWidth > one.clientWidth + 1, one.tabIndex >= 0, !!one.ariaLabel])"
    boxes = page.eval_on_selector_all(".output.html", script)
    assert all(scrolls == stops == named for scrolls, stops, named in boxes)
    assert {scrolls for scrolls, _, _ in boxes} == {True, False}


def test_a_chart_fits_a_phone(see):
    page = see("zh/overview.html", 390)
    assert page.eval_on_selector("figure svg", "one => one.getBoundingClientRect().width") <= 390


def test_the_notebook_of_a_page_is_one_click_away(see, report):
    """Whoever recomputes a page finds the code that made it, as it ran."""
    place = see("en/overview.html").locator("footer a[href$='overview.ipynb']").get_attribute("href")
    assert (report / "en" / place).resolve() == (report / "inputs/notebooks/overview.ipynb").resolve()
    assert (report / "inputs/notebooks/overview.ipynb").exists()


def test_the_other_language_is_one_click_away_at_the_same_place_and_back(see):
    page = see("zh/overview.html")
    page.locator(".menu").click()
    page.locator(".side").get_by_role("link", name="Chart").click()
    assert not page.locator(".side").is_visible()
    page.get_by_role("link", name="English").click()
    assert page.evaluate("[document.documentElement.lang, location.hash]") == ["en", "#s2"]
    page.get_by_role("link", name="中文").click()
    assert page.evaluate("[document.documentElement.lang, location.hash]") == ["zh-CN", "#s2"]


def test_the_first_key_leads_past_the_head(see):
    page = see("en/overview.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"


def test_the_contents_are_at_hand_on_a_phone_wherever_the_reader_is(see):
    """The bar stays at the top; its button opens the contents by key as by finger, Escape closes them."""
    page = see("en/overview.html", 390)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    button = page.locator(".menu")
    assert 0 <= button.bounding_box()["y"] < 10
    assert button.bounding_box()["height"] >= 44  # a finger
    button.focus()
    page.keyboard.press("Enter")
    link = page.locator(".side").get_by_role("link", name="Green coverage")
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert page.evaluate("document.activeElement.className") == "menu"
    button.click()
    link.click()
    assert page.url.endswith(f"en/indicator-{GREEN}.html")


def test_paper_has_no_navigation_and_is_light(see):
    page = see("en/overview.html", scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    for gone in ("nav.side", "nav.bar", ".tools", ".taken"):
        assert not any(one.is_visible() for one in page.locator(gone).all()), gone
    assert page.locator("main").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_table_can_be_copied_as_it_is_seen(see):
    """Cells parted by tabs, lines by breaks; what a spreadsheet would take for a formula is told to be text."""
    page = see("en/overview.html")
    page.evaluate(
        """() => {
          document.querySelector('.output.html').innerHTML = `<table class="shk-table"><caption>A</caption>
            <thead><tr><th>Year</th><th>Of it, "all"</th></tr></thead>
            <tbody><tr><th>2021</th><td><div>−0.5<br>5</div></td></tr><tr><th>=1+1</th><td>+3.2</td></tr></tbody></table>`;
          document.querySelectorAll('.taken').forEach(one => one.remove());
          const script = document.createElement('script');
          script.textContent = [...document.scripts].pop().textContent;
          document.body.append(script);
        }"""
    )
    page.evaluate("navigator.clipboard.writeText = text => { window.taken = text; return Promise.resolve(); }")
    page.get_by_role("button", name="Copy").click()
    assert page.evaluate("window.taken") == 'Year\tOf it, "all"\n2021\t−0.5 5\n\'=1+1\t+3.2'
    assert page.get_by_role("button", name="Copied").is_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    saved = waiting.value.path().read_bytes()
    assert saved.startswith(b"\xef\xbb\xbf")  # a spreadsheet then reads UTF-8
    assert saved.decode("utf-8-sig") == 'Year,"Of it, ""all"""\r\n2021,−0.5 5\r\n\'=1+1,+3.2\r\n'
    assert waiting.value.suggested_filename.endswith(".csv")


# Sections ---------------------------------------------------------------------------------------------------------------

ROWS = "".join(f'<tr data-risk="{5 - at}" data-evidence="{at}"><th>{at}</th><td>x</td></tr>' for at in range(3))
ORDERED = f'<table class="shk-table"><thead><tr><th>A</th><th>B</th></tr></thead><tbody>{ROWS}</tbody></table>'


@pytest.fixture(scope="module")
def laid_out(report, edition_of_small, tmp_path_factory):
    """A page with folded parts, halves and a table that can be ordered."""
    from shkplan.report.render import pages_of

    def part(words, name, shown, *tags):
        output = new_output("display_data", {"text/html": shown})
        return [
            new_markdown_cell(f"## {words}", metadata={"tags": [f"id-{name}", *tags]}),
            new_code_cell(outputs=[output], metadata={"tags": [tag for tag in tags if tag == "half"]}),
        ]

    long = "<p>" + "word " * 2000 + "</p>"
    cells = [
        *part("Risk", "risk", ORDERED), *part("One", "one", "<p>1</p>", "half"), *part("Two", "two", "<p>2</p>", "half"),
        *part("Long", "long", long), *part("Sources", "sources", '<p>3</p><a data-to="#method">m</a>', "fold"),
        *part("Method", "method", long, "fold"),
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("laid_out")
    for name, text in pages_of(edition_of_small, {"overview": new_notebook(cells=cells)}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "en" / "overview.html"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_permalink_opens_the_part_it_leads_to(open_page, laid_out, scripts):
    """With scripts or without; and its heading is in sight, not under the bar."""
    page = open_page(laid_out, 1280, anchor="method", scripts=scripts)
    part = page.locator("#method")
    assert part.is_visible()
    assert not page.locator("#sources").is_visible()
    heading = page.get_by_role("heading", name="Method").bounding_box()
    assert page.locator(".head").bounding_box()["height"] <= heading["y"] < 450


def test_a_link_within_the_page_opens_the_part_it_leads_to(open_page, laid_out):
    page = open_page(laid_out, 1280, anchor="sources")
    page.locator("#sources a").click()
    assert page.locator("#method").is_visible()


def test_halves_stand_side_by_side_on_a_desk_and_one_below_the_other_on_a_phone(open_page, laid_out):
    for width, beside in ((1280, True), (390, False)):
        page = open_page(laid_out, width)
        one, two = (page.locator(f"#{name}").bounding_box() for name in ("one", "two"))
        assert (one["y"] == two["y"] and one["x"] < two["x"]) is beside


def test_rows_are_put_in_another_order_at_a_button(open_page, laid_out):
    page = open_page(laid_out, 1280)
    order = "all => all.map(one => one.textContent)"
    assert page.eval_on_selector_all("#risk tbody th", order) == ["0", "1", "2"]  # as the page was set
    page.get_by_role("button", name="by risk").click()
    assert page.eval_on_selector_all("#risk tbody th", order) == ["2", "1", "0"]
    page.get_by_role("button", name="by evidence").click()
    assert page.eval_on_selector_all("#risk tbody th", order) == ["0", "1", "2"]
    assert page.get_by_role("button", name="by evidence").get_attribute("aria-pressed") == "true"


def test_paper_shows_what_the_reader_opened_and_nothing_folded(open_page, laid_out):
    page = open_page(laid_out, 1280, anchor="sources")
    page.emulate_media(media="print")
    assert page.locator("#sources").is_visible()
    assert page.get_by_role("heading", name="Sources").is_visible()
    assert not page.get_by_role("heading", name="Method").is_visible()
