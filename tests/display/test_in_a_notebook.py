"""Values where an economist meets them: in a notebook, light or dark, in a terminal, and as single items."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest

import shkplan
from shkplan.base.lines import width_of
from shkplan.display.layout import PAGES
from shkplan.display.setting import speaking
from shkplan.display.tables import table
from shkplan.display.tables.laid_out import DARK
from tests.showing import scene

LAID_OUT = {
    "all targets": lambda: scene().assessment,
    "card": lambda: scene().assessment.card("economy.gdp_growth"),
    "summary": lambda: scene().assessment.summary,
    "to do": lambda: scene().assessment.todo,
    "wanted": lambda: scene().assessment.wanted,
}
COLOUR = re.compile(r"--shk-(\w+):\s*(#[0-9a-f]+)")


def shown(name: str) -> dict[str, Any]:
    return table(LAID_OUT[name]())._repr_mimebundle_()


def dark_page() -> dict[str, str]:
    css = (Path(shkplan.__file__).parent / "report" / "assets" / "page.css").read_text(encoding="utf-8")
    return dict(COLOUR.findall(css.split("prefers-color-scheme: dark", 1)[1].split("}", 1)[0]))


@pytest.mark.parametrize("name", LAID_OUT)
def test_every_colour_has_its_dark_one(name: str) -> None:
    """Found in JupyterLab's dark theme, where white words stood on tiles of nearly white."""
    page, own = shown(name)["text/html"], dict(COLOUR.findall(DARK))
    assert DARK in page
    assert set(re.findall(r"var\(--shk-(\w+)", page)) <= set(own)
    assert own.items() <= dark_page().items()


@pytest.mark.parametrize("name", LAID_OUT)
def test_it_says_what_it_is(name: str) -> None:
    """Once: the table of all targets in its caption, the others above."""
    page = shown(name)["text/html"]
    assert page.count(f">{html.escape(table(LAID_OUT[name]()).title, quote=False)}<") == 1


@pytest.mark.parametrize("name", LAID_OUT)
def test_a_page_of_a_report_keeps_its_own_heading_and_colours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHKPLAN_PAGES", "zh,en")
    made = table(LAID_OUT[name]())
    bundle = made._repr_mimebundle_()
    assert bundle["text/html"] == made._repr_html_()
    assert all(DARK not in one["text/html"] for one in bundle[PAGES].values())


def test_names_and_facts_of_a_card_do_not_float() -> None:
    """JupyterLab lets dt float, a fifth wide: a name of three words then takes three lines."""
    page = shown("card")["text/html"]
    for name in ("dt", "dd"):
        (rule,) = re.findall(rf"\.shk-card dl\.shk-facts {name}\{{(float[^}}]*)\}}", page)
        assert {"float:none", "width:auto"} <= set(rule.split(";"))


WIDE = {name: LAID_OUT[name] for name in ("all targets", "to do", "summary")} | {
    "listing": lambda: scene().assessment.listing,
    "missing": lambda: scene().assessment.missing,
    "plan": lambda: scene().plan,
}


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_table_fits_a_terminal(name: str, language: str) -> None:
    """Of 120 columns; found with the table of all targets, whose rows took 190 and broke where they liked."""
    with speaking(language):  # type: ignore[arg-type]
        told = str(table(WIDE[name]()))
    assert max(map(width_of, told.split("\n"))) <= 120


def test_single_items_say_what_they_are_in_a_line() -> None:
    """Found when one step of what to do filled a screen with the values inside it."""
    a = scene().assessment
    items = (
        *a.todo.most(None),
        *a.wanted.most(None),
        *a.requests,
        *(one for office in a.requests for one in office.figures),
    )
    for one in items:
        assert repr(one).startswith(f"{type(one).__name__}(")
        assert "Verdict(" not in repr(one)
        assert len(repr(one)) < 320
    assert "District city management bureau: environment.green_coverage" in repr(a.todo)
    assert "WantedFigure(economy.gdp_growth, 2023, 2025: decides)" in repr(a.wanted)
    assert repr(a.at_risk).startswith("AtRisk(income.urban_disposable_growth, economy.gdp_growth")
