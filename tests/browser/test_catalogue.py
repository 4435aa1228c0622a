"""The catalogue of reports in a browser: found by keys and by touch, on a desk, a phone and paper, with scripts and without."""

from __future__ import annotations

import io
import re

import pytest

from shkplan.operations.catalogue import write_catalogue
from tests.operations.catalogue.shelf import Shelf
from tests.operations.catalogue.test_page import a_full_shelf

pytestmark = pytest.mark.browser
PAGES = ["index", "index.en"]
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Reports in every state."""
    shelf = a_full_shelf(Shelf(tmp_path_factory.mktemp("shelf") / "office"))
    write_catalogue(shelf.batch)
    return shelf.reports


@pytest.fixture
def see(open_page, folder):
    return lambda name="index", width=1280, **more: open_page(folder / f"{name}.html", width, **more)


def shown(page):
    return [one.split("\n")[0][:10] for one in page.locator(".run:visible").all_inner_texts()]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(see, name, width, scheme):
    """No violation of any rank, everything opened; nothing scrolls sideways, and nothing is asked of a network."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = see(name, width, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], node["target"], node["html"][:160]) for one in found for node in one["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []


def test_the_answer_is_seen_without_scrolling(see):
    """Where each report stands, and the newest entries."""
    page = see()
    now = page.locator("table.now").bounding_box()
    assert now["y"] + now["height"] <= 900
    assert page.locator(".run").first.bounding_box()["y"] <= 900


def test_typing_filters_and_the_address_keeps_it(see, open_page, folder):
    """All words must be there, in any order; the count is told; a page opened at that address shows the same."""
    page = see()
    everything = shown(page)
    page.keyboard.press("/")
    page.keyboard.type("monthly 2026-08")
    assert shown(page) == ["2026-08-31"]
    assert page.locator("#found").inner_text().startswith("1 /")
    assert "q=monthly" in page.url
    again = open_page(folder / "index.html", 1280, anchor=page.url.partition("#")[2])
    assert shown(again) == ["2026-08-31"]
    assert again.locator("input[name=q]").input_value() == "monthly 2026-08"
    page.keyboard.press("Escape")
    assert shown(page) == everything
    assert "#" not in page.url


@pytest.mark.parametrize(("words", "days"), [
    ("失败", ["2026-07-31"]),
    ("failed", ["2026-07-31"]),
    ("approved", ["2026-06-30"]),
    ("２０２６年６月", ["2026-06-30"]),
    ("june 2026", ["2026-06-30"]),
    ("磁盘已满", ["2026-08-31", "2026-07-31"]),
    ("Other-Plan seed-7", ["2026-09-30"]),
    ("no such words", []),
])  # fmt: skip
def test_what_is_found(see, words, days):
    """By state in either language, day, plan, settings, reason; as an input method types digits, and whatever the case."""
    page = see()
    page.locator("input[name=q]").fill(words)
    assert shown(page) == days
    assert page.locator("#nothing").is_visible() == (not days)
    assert page.locator(".month:visible").count() == len({day[:7] for day in days})


def test_an_input_method_is_left_to_choose_its_characters(see):
    """Letters that are still to become characters filter nothing, and its Escape and arrows are its own."""
    page = see()
    before = shown(page)
    page.locator("input[name=q]").focus()
    fire = """([kind, data]) => { const box = document.querySelector("input[name=q]"); if (data) box.value = data;
      box.dispatchEvent(kind.startsWith("comp") ? new CompositionEvent(kind, { data, bubbles: true })
        : kind === "input" ? new InputEvent("input", { data, bubbles: true, isComposing: true })
        : new KeyboardEvent("keydown", { key: kind, bubbles: true, isComposing: true, keyCode: 229 })); }"""
    for step in (["compositionstart", ""], ["input", "shi bai"], ["ArrowDown", ""]):
        page.evaluate(fire, step)
    assert shown(page) == before
    page.evaluate(fire, ["Escape", ""])
    assert page.locator("input[name=q]").input_value() == "shi bai"
    page.evaluate(fire, ["compositionend", "失败"])
    assert shown(page) == ["2026-07-31"]


@pytest.mark.parametrize(("name", "value", "days"), [
    ("state", "failed", ["2026-07-31"]),
    ("state", "interrupted", ["2026-08-31"]),
    ("plan", "other-plan", ["2026-09-30"]),
])  # fmt: skip
def test_a_choice_filters(see, name, value, days):
    page = see("index.en")
    page.locator(f"select[name={name}]").select_option(value)
    assert shown(page) == days
    assert f"{name}={value}" in page.url
    page.locator("button[type=reset]").click()
    assert len(shown(page)) > 1


def test_arrows_move_through_what_is_found(see):
    """Down from the box to each day that is shown, up and back into the box; Enter opens the report."""
    page = see()
    at = "document.activeElement.textContent.slice(0, 10)"
    page.keyboard.press("/")
    page.keyboard.type("monthly")
    found = shown(page)
    for day in found:
        page.keyboard.press("ArrowDown")
        assert page.evaluate(at) == day
    page.keyboard.press("ArrowDown")
    assert page.evaluate(at) == found[-1]
    for _ in found:
        page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("2026-06")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2026-06-30/zh/overview.html")


def test_the_other_language_opens_at_the_same_search(see):
    page = see()
    page.locator("input[name=q]").fill("2026-06")
    page.locator(".tongue a").click()
    page.wait_for_url("**/index.en.html#q=2026-06")
    assert shown(page) == ["2026-06-30"]
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_permalink_leads_to_its_report(see):
    run = see().locator(".run").last.get_attribute("id")
    page = see(anchor=run)
    box = page.locator(f"#{run}").bounding_box()
    assert 0 <= box["y"] <= 900


def test_a_broken_address_shows_everything(see):
    for anchor in ("q=%", "state=nonsense&plan=x", "%E0%A4%A", "=", "q=a&q=b&x=1"):
        page = see(anchor=anchor)
        assert page.locator(".run").count() == 8


def test_without_a_script_everything_is_there(see):
    """Nothing that would do nothing is shown."""
    page = see(scripts=False)
    assert page.locator(".run:visible").count() == 8
    assert not page.locator("#search").is_visible()
    assert page.locator(".tongue a").get_attribute("href") == "index.en.html"


@pytest.mark.parametrize(("now", "mark"), [
    ("2026-11-02T22:59:00Z", None),
    ("2026-11-03T00:00:00Z", "due, not made yet"),
    ("2026-11-05T00:00:00Z", "overdue"),
])  # fmt: skip
def test_what_is_overdue_is_marked_by_the_clock_of_the_reader(chromium, folder, now, mark):
    """The page itself says when the next is due, 2026-11-03 07:00 in Shanghai, and knows no now."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.clock.set_fixed_time(now)
    page.goto((folder / "index.en.html").as_uri())
    assert page.locator("time.due").first.get_attribute("datetime") == "2026-11-02T23:00:00+00:00"
    assert page.locator(".is-late").all_inner_texts() == ([mark] if mark else [])
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_on_paper_each_sheet_has_words_and_no_controls(see, name):
    reader = pytest.importorskip("pypdf", reason="pypdf is not installed")
    page = see(name)
    page.emulate_media(media="print")
    assert not page.locator("#search").is_visible()
    sheets = reader.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    for sheet in sheets:
        assert [round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] == [210, 297]
        assert len(re.sub(r"\s", "", sheet.extract_text())) > 40


def test_what_is_touched_is_large_enough_on_a_phone(see):
    """WCAG 2.2, 2.5.8: 24 pixels, or as far apart."""
    page = see(width=390)
    small = """all => all.filter(one => one.offsetParent).map(one => one.getBoundingClientRect())
      .filter(box => box.height < 24 || box.width < 24).length"""
    assert page.eval_on_selector_all(".run .day, .reads a, .bar a, button, select, input", small) == 0
