"""The page of the panel in Chromium: its own script, and answers of the library, with a stand of our own for the notebook's wire."""

import pytest

import shkplan as sp
from shkplan.display.setting import speaking

pytest.importorskip("anywidget", reason="the extra lab is not installed")
pytestmark = pytest.mark.browser

GROWTH = "economy.gdp_growth"
# What a notebook gives a widget: messages there and back, one after the other.
WIRE = """async ([script, page]) => {
  const { render } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const heard = [], model = {
    get: () => page,
    send: async (content) => { const told = await window.asked(content); heard.forEach((one) => one(told)); },
    on: (_name, one) => heard.push(one), off: () => {},
  };
  render({ model, el: document.getElementById("here") });
}"""


@pytest.fixture(scope="module")
def district():
    return sp.assess("shahekou-14fyp", as_of="2023-06-30", n_paths=400)


@pytest.fixture
def opened(chromium, district):
    """The panel on a page of its own, with what it asked."""
    with speaking("en"):
        panel = sp.explore(district)
    context = chromium.new_context(viewport={"width": 1000, "height": 1100}, offline=True)
    page = context.new_page()
    page.asked, page.panel = [], panel

    def asked(content):
        page.asked.append(content)
        return panel.heard(content)

    page.expose_function("asked", asked)
    page.set_content(f"<html lang=en><title>t</title><style>{panel._css}</style><body><main id=here></main>")
    page.evaluate(WIRE, [panel._esm, panel.page])
    yield page
    context.close()


def settled(page, count):
    """Once the page has heard the answer to its question of that number."""
    page.wait_for_function(f"document.querySelector('.shk-explore').dataset.answered >= {count}")
    page.wait_for_function("!document.querySelector('.told').textContent")


def test_the_arrows_of_the_keyboard_move_a_slider_and_the_probability(opened) -> None:
    """The number shown is that of Python, in whole per cent."""
    slider = opened.get_by_role("slider", name="Above the baseline, each year")
    slider.focus()
    before = opened.locator(".prob").inner_text()
    for _ in range(5):
        opened.keyboard.press("ArrowRight")
    opened.wait_for_function(
        "document.querySelector('.prob').textContent !== arguments[0]".replace("arguments[0]", repr(before))
    )
    opened.wait_for_timeout(300)
    assert slider.input_value() == "0.5"
    assert slider.get_attribute("aria-valuetext") == "+0.5 percentage points"
    expected = sp.scenario("x", sp.claim(GROWTH, "2023-2025", addition=0.5))
    prob = opened.panel.assessment.under(expected)[GROWTH].prob
    assert opened.locator(".prob").inner_text() == f"{100 * prob:.0f} %"
    assert "above the baseline" in opened.locator(".change").inner_text()


def test_only_the_last_of_many_moves_is_asked_while_one_is_on_its_way(opened) -> None:
    """Fifty moves in one go are not fifty questions; what is shown in the end is the last."""
    opened.evaluate("""() => { const one = document.querySelector("[data-part=size]");
      for (let i = 1; i <= 50; i++) { one.value = i / 10; one.dispatchEvent(new Event("input")); } }""")
    settled(opened, 2)
    assert [one["state"]["size"] for one in opened.asked] == [0.1, 5.0]


def test_every_control_is_reached_by_tab_and_named(opened) -> None:
    """In the order of the page; each has a name, and arrows are kept from the notebook."""
    opened.get_by_label("Target", exact=True).focus()
    found = []
    for _ in range(14):
        found.append(
            opened.evaluate("""() => { const one = document.activeElement;
          return [one.dataset.part, (one.labels?.[0]?.innerText || one.getAttribute("aria-label") || one.innerText).trim() !== "", one.dataset.lmSuppressShortcuts]; }""")
        )
        opened.keyboard.press("Tab")
    parts = [part for part, *_ in found]
    assert parts[:9] == ["target", "parent", "form-addition", "size", "shock_year", "to", "keep", "reset", "id"]
    assert all(named and kept == "true" for part, named, kept in found if part)


def test_a_shock_is_asked_once_it_has_a_year(opened) -> None:
    shock = opened.get_by_label("Size of the shock")
    assert shock.is_disabled()
    opened.get_by_label("Shock in").select_option("2024")
    settled(opened, 1)
    shock.focus()
    opened.keyboard.press("ArrowLeft")
    settled(opened, 2)
    assert opened.asked[-1]["state"]["shock_year"] == 2024
    assert opened.asked[-1]["state"]["shock"] < 0


def test_what_is_refused_is_told_on_the_panel(opened) -> None:
    opened.get_by_role("button", name="Keep for comparison").click()
    alert = opened.get_by_role("alert")
    alert.filter(has_text="change nothing yet").wait_for()
    assert "Traceback" not in opened.content()


def test_scenarios_stand_side_by_side_in_both_languages(opened) -> None:
    opened.get_by_role("slider", name="Above the baseline, each year").focus()
    opened.keyboard.press("ArrowRight")
    settled(opened, 1)
    opened.get_by_role("button", name="Keep for comparison").click()
    opened.get_by_role("button", name="Remove: A").wait_for()
    assert opened.locator("svg .kept-line").count() == 1
    opened.get_by_role("button", name="中文").click()
    opened.get_by_role("button", name="English").wait_for()
    assert opened.locator(".shk-explore").get_attribute("lang") == "zh-CN"
    assert "情景对照" in opened.locator(".kept").inner_text()
    assert opened.locator("svg .kept-line").count() == 1


def test_the_panel_has_no_fault_that_axe_finds(opened) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(opened).response["violations"]
    assert [
        (one["id"], [node["html"][:80] for node in one["nodes"]])
        for one in found
        if one["id"] != "page-has-heading-one"
    ] == []
