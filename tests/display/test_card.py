"""A card as it is shown: plain sentences, the answer in words, and HTML of the few elements that every page understands."""

from __future__ import annotations

import re
from typing import Any

import pytest

import shkplan as sp
from shkplan.assessment.card import Card
from shkplan.display.layout import PAGES
from shkplan.display.plain_words import distance_words, reason_sentence
from shkplan.display.setting import speaking
from shkplan.display.tables import table
from tests.display.test_tables import Outline
from tests.making import growth, indicator, share
from tests.showing import assessed, scene

LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
HELD = {"kind": "held", "direction": "at_most", "number": 4.5, "unit": "%", "window": "2021-2025"}
SUM = {"kind": "cumulative", "direction": "at_least", "number": 500, "unit": "人", "window": "2021-2025"}
FALL = {
    "kind": "growth", "direction": "at_most", "number": -10, "unit": "%", "per": "window", "base_year": 2020,
    "window": "2021-2025",
}  # fmt: skip
WINDOW = range(2021, 2026)
KNOWN = {"style", "div", "p", "strong", "span", "a", "dl", "dt", "dd", "ul", "li"}


def card(one: Any, values: dict[int, float], day: str = "2026-06-30") -> Card:
    return assessed(one, values, day).card(one.id)


DECIDED = [
    (share(LEVEL), {2025: 86.0}, "The figure for 2025 is 86 %, against a target of 80 %.", "2025年公布数为86%，目标为80%。"),
    (share(HELD), dict.fromkeys(WINDOW, 4.0), "The limit of 4.5 % was kept in every year of 2021–2025.", None),
    (share(HELD), {2022: 4.9}, "The limit of 4.5 % was not kept in 2022.", "2022年未达到4.5%的限值要求。"),
    (indicator(SUM, measure="flow"), dict.fromkeys(WINDOW, 90.0), "2021–2025 came to 450 persons, against a target of 500 persons.", None),
    (growth(FALL), dict.fromkeys(WINDOW, -1.0), "The fall over 2021–2025 came to 4.90 % in all, against a target of at least 10 %.", None),
]  # fmt: skip


@pytest.mark.parametrize(("one", "values", "en", "zh"), DECIDED)
def test_what_figures_decided_is_told_as_a_fact(one: Any, values: dict[int, float], en: str, zh: str | None) -> None:
    """One sentence of the figures and what was wanted, a fall without a sign; no probability beside it."""
    found = card(one, values)
    with speaking("en"):
        told = table(found)
        assert reason_sentence(found.verdict) == en
    assert "%" not in told.answer
    if zh is not None:
        with speaking("zh"):
            assert reason_sentence(found.verdict) == zh


@pytest.mark.parametrize(
    ("one", "values", "en", "zh"),
    [
        (share(LEVEL), {2024: 74.0}, "6.00 percentage points below the target (figure for 2024)", "低于目标值6.00个百分点（按2024年数据）"),
        (share(HELD), {2024: 4.0}, "0.50 percentage points below the limit (figure for 2024)", "低于限值0.50个百分点（按2024年数据）"),
        (share(HELD), dict.fromkeys(WINDOW, 4.9), "0.40 percentage points above the limit (in the least favourable year)", None),
        (share(LEVEL), {2025: 80.0}, "equal to the target", "与目标值持平"),
        (growth(FALL), dict.fromkeys(WINDOW, -1.0), "the fall is 5.10 percentage points smaller than required", "降幅比要求少5.10个百分点"),
    ],
)  # fmt: skip
def test_how_far_in_plain_words(one: Any, values: dict[int, float], en: str, zh: str | None) -> None:
    """Above or below in place of a sign: 100 (0.99^5 - 1) is -4.90 %, 5.10 points short of a fall by 10 %."""
    found = card(one, values)
    assert found.distance is not None
    with speaking("en"):
        assert distance_words(found.distance, found.verdict) == en
    if zh is not None:
        with speaking("zh"):
            assert distance_words(found.distance, found.verdict) == zh


def test_an_estimate_is_told_in_words_with_the_range_over_models() -> None:
    """ "About 20 % (models 15-23 %): unlikely": each end is that of a model, to the whole per cent."""
    found = scene().assessment.card("economy.gdp_growth")
    probs = [one.prob for one in scene().assessment.models("economy.gdp_growth")]
    with speaking("en"):
        told = re.fullmatch(r"About (\d+) % \(models (\d+)–(\d+) %\): unlikely", table(found).answer)
    assert told is not None
    assert [int(told[2]), int(told[3])] == [round(100 * min(probs)), round(100 * max(probs))]
    assert abs(int(told[1]) / 100 - found.verdict.prob) <= 0.025


def test_an_aim_is_quoted_and_not_judged() -> None:
    """The plan's words and that they are recorded: no figure is asked for, and no model speaks."""
    with speaking("en"):
        told = table(scene().assessment.card("vision.culture"))
    assert [row[0] for row in told.rows] == ["Target", "Assessment"]
    assert scene().plan["vision.culture"].targets[0].statement.en.rstrip(".") in str(told.rows[0][1])


def test_a_supposed_verdict_names_its_scenario() -> None:
    """What the claims leave no doubt of is told as supposed, and never as an estimate."""
    found = scene().assessment.under("city-pace-resumes").card("economy.gdp_growth")
    with speaking("en"):
        told = {str(row[0]): str(row[1]) for row in table(found).rows}
    assert told["Scenario"].startswith(f"(\"{found.within.scenario.title.en}\", '2023: value of 6 % (used)'")
    assert found.verdict.status == "supposed"
    assert told["Distance to the target"].endswith("(under the scenario)")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "key", ["economy.gdp_growth", "environment.green_coverage", "employment.new_jobs", "vision.culture"]
)
def test_a_card_is_made_of_what_every_page_understands(key: str, language: str) -> None:
    """A box, sentences, facts by name; every element closed, each name with its fact, links without an address."""
    with speaking(language):  # type: ignore[arg-type]
        page = table(scene().assessment.card(key))._repr_html_()
    outline = Outline(page)
    assert outline.open == []
    assert {tag for tag, _ in outline.found} <= KNOWN
    assert outline.count("dt") == outline.count("dd")
    links = [about for tag, about in outline.found if tag == "a"]
    assert all(set(about) == {"data-to"} for about in links)
    assert f"indicator/{key}#clause" in [about["data-to"] for about in links]


def test_pages_of_both_languages_show_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHKPLAN_PAGES", "zh,en")
    pages = table(scene().assessment.card("employment.new_jobs"))._repr_mimebundle_()[PAGES]
    assert 'lang="zh-CN"' in pages["zh"]["text/html"]
    assert "none found" in pages["en"]["text/html"]


def test_figures_handed_in_are_not_called_published() -> None:
    """Found on the card of one's own estimate for 2025, which was said to be preliminary and from a department's form."""
    a = scene().assessment
    known = a.series("economy.gdp_growth")
    mine = sp.series(
        dict(zip(known.years, known.values, strict=True)) | {2023: 5.5, 2025: 5.0}, unit="%", measure="growth"
    )
    with speaking("en"):
        told = str(table(a.using({"economy.gdp_growth": mine}).card("economy.gdp_growth")))
    assert "supplied by the user, not published" in told
    assert "including some supplied by the user" in told
    assert "department form" not in told
    assert "published figures for" not in told
