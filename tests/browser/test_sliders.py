"""The sliders of an indicator's page say what Python says at each position, by keys, by ear, on a phone, on paper and without scripts."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import shkplan as sp
from shkplan.display.setting import speaking
from shkplan.display.tables.grid import _told

pytestmark = pytest.mark.browser
KEY = "employment.surveyed_unemployment"


@pytest.fixture(scope="module")
def grid():
    return sp.assess("china-15fyp", as_of="2026-11-27").using(n_paths=400).grid(KEY)


@pytest.fixture(scope="module")
def folder(grid, edition_of_small, tmp_path_factory):
    from shkplan.report.render import pages_of

    shown = {one: new_output("display_data", {"text/html": _html(grid, one)}) for one in ("zh", "en")}
    cells = [new_markdown_cell("## W", metadata={"tags": ["id-what-if"]})]
    cells += [new_code_cell(outputs=[out], metadata={"tags": [f"lang-{one}"]}) for one, out in shown.items()]
    made = tmp_path_factory.mktemp("sliders")
    for name, text in pages_of(edition_of_small, {"overview": new_notebook(cells=cells)}).items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")
    return made


def _html(grid, language):
    with speaking(language):
        return sp.table(grid)._repr_html_()


@pytest.fixture
def see(open_page, folder):
    return lambda width=1280, language="en", **more: open_page(folder / language / "overview.html", width, **more)


def at(page, change, shock):
    """Both sliders at positions, and what the page says then."""
    for name, value in (("#shk-slider-0", change), ("#shk-slider-1", shock)):
        page.locator(name).evaluate("(one, to) => { one.value = to; one.dispatchEvent(new Event('input')); }", value)
    return plain(page.locator("[role=status]"))


def plain(place):
    """Its words; a page keeps numbers and their per cent together."""
    return place.inner_text().replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_position_says_what_python_says(see, grid, language):
    """Probability, word, change against the baseline and band of what decides, all of them."""
    page, points = see(language=language), list(grid)
    for place, point in enumerate(points):
        shock, change = divmod(place, len(grid.changes))
        said = at(page, change, shock)
        with speaking(language):
            assert all(part in said for part in _told(point)), (point.change, point.shock)


def test_the_fan_stands_where_the_quantiles_are(see, grid):
    """The median's line of the page, read back through the scale of its ticks, is the median of Python to a pixel."""
    page = see()
    at(page, len(grid.changes) - 1, 1)
    point = next(one for one in grid if (one.change, one.shock) == (grid.changes[-1], grid.shocks[1]))
    drawn = page.locator(".shk-now .shk-line").get_attribute("points")
    heights = [float(one.split(",")[1]) for one in drawn.split()]
    ticks = page.eval_on_selector_all(
        ".shk-now svg text[text-anchor=end]:not(.shk-halo)",
        "all => all.map(one => [+one.textContent.replace('−', '-'), +one.getAttribute('y') - 4])",
    )
    (low, down), (high, up) = ticks[0], ticks[-1]
    values = [low + (one - down) * (high - low) / (up - down) for one in heights]
    pixel = abs((high - low) / (up - down))
    assert values == pytest.approx(point.fan[:, 2].tolist(), abs=pixel)


def test_keys_move_it_by_one_value_and_it_says_so(see, grid):
    page = see()
    page.locator("#shk-slider-0").focus()
    before = page.locator("[role=status]").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("#shk-slider-0").get_attribute("aria-valuetext").startswith("+")
    assert page.locator("[role=status]").inner_text() != before
    assert page.locator("[role=status]").get_attribute("aria-live") == "polite"
    page.get_by_role("button", name="Back to the baseline").click()
    assert page.locator("[role=status]").inner_text() == before
    assert page.evaluate("document.activeElement.id") == "shk-slider-0"


def test_without_scripts_there_is_a_table_and_no_slider(see, grid):
    page = see(scripts=False)
    table = page.locator(".shk-sliders table")
    assert table.is_visible()
    assert len(table.locator("tbody tr").all()) == 5
    assert page.locator("input[type=range]").count() == 0


def test_paper_shows_the_baseline_whatever_was_moved(see, grid):
    page = see()
    at(page, 0, 2)
    page.emulate_media(media="print")
    middle = next(one for one in grid if not one.change and not one.shock)
    with speaking("en"):
        assert _told(middle)[0] in plain(page.locator(".shk-print"))
    assert page.locator(".shk-print svg").is_visible()
    for gone in (".shk-set", ".shk-now"):
        assert not page.locator(gone).is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(see, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = see(width)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], node["target"]) for one in found for node in one["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_weighs_little_and_asks_nothing_of_the_network(see, grid):
    """Some 20 kB a page, of at most 300; what it carries is what is shown."""
    assert len(_html(grid, "zh").encode()) < 30_000
    assert [url for url in see().asked if not url.startswith(("file:", "data:"))] == []
