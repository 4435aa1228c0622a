"""Every target has a card, and what a card tells it tells as the tables do: of all targets of the shipped plans, and of every kind."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any

import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.card import Card
from shkplan.base.messages import LANGUAGES
from shkplan.display.language import rounded
from shkplan.display.setting import speaking
from shkplan.display.tables.card import CardTable, card_table
from shkplan.display.verdicts import about, need, percent, word_of
from shkplan.register.targets import KINDS
from tests.contract.test_kinds import new_plan

PLANS = ("shahekou-14fyp", "china-14fyp", "china-15fyp")
DAY = "2026-06-30"
PLACE = re.compile(r"^(indicator)/[a-z_.0-9]+#(clause|sources|regions|missing)$")


@cache
def assessed(plan: str) -> Assessment:
    given: Any = plan if plan != "template" else new_plan()
    return sp.assess(given, as_of=DAY, n_paths=400)


@cache
def cards(plan: str) -> tuple[Card, ...]:
    a = assessed(plan)
    return tuple(a.card(key) for key in a.keys())  # noqa: SIM118  # an assessment iterates over verdicts


every_plan = pytest.mark.parametrize("plan", [*PLANS, "template"])


@cache
def made(plan: str, language: str) -> tuple[CardTable, ...]:
    with speaking(language):  # type: ignore[arg-type]
        return tuple(card_table(card) for card in cards(plan))


def test_every_kind_is_among_them() -> None:
    """The laws below are held on a target of each kind."""
    kinds = {card.verdict.target.kind for plan in (*PLANS, "template") for card in cards(plan)}
    assert kinds == set(KINDS)


@every_plan
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_target_has_a_card(plan: str, language: str) -> None:
    """The plan's words with their place, an answer, and nothing left unfilled or in the other language's words."""
    for card, told in zip(cards(plan), made(plan, language), strict=True):
        text, page = str(told), told._repr_html_()
        assert told.answer
        target = card.verdict.target
        words = target.statement.text(language)  # type: ignore[arg-type]
        assert escape(words.rstrip(".。"), quote=False) in re.sub(
            "</?span[^>]*>", "", page
        )  # which keeps years unbroken
        assert target.locator in page
        assert not re.search(r"[{}]|: None|\bnan\b|reason\.|card\.", text)
        if language == "zh":
            assert not re.search(r"\b(the|of|and|figure)\b", text)
        for place in re.findall(r'data-to="([^"]*)"', page):
            assert PLACE.match(place), place


@every_plan
def test_both_languages_carry_the_same_numbers(plan: str) -> None:
    for zh, en in zip(made(plan, "zh"), made(plan, "en"), strict=True):
        assert zh.results == en.results
        assert zh.answer != en.answer


@every_plan
def test_a_card_agrees_with_the_tables(plan: str) -> None:
    """Latest figure, probability, word and what it takes are those of the verdict, of what is missing, and of the published series."""
    a = assessed(plan)
    for card, told in zip(cards(plan), made(plan, "en"), strict=True):
        verdict, data = a[card.key], told.results["data"]
        series = a.observations.series(verdict.indicator, a.region)
        (gap,) = a.missing_of(card.key).gaps
        assert data["prob"] == verdict.prob
        assert gap.last == (series.years[-1] if series.years else None)
        assert (None if data["latest"] is None else data["latest"][0]) == gap.last
        assert data["due"] == list(gap.due)
        if verdict.indicator.unit and verdict.status != "recorded":
            assert card.latest == verdict.latest
        with speaking("en"):
            rows = {str(row[0]): str(row[1]) for row in told.rows}
            if verdict.status == "estimated":
                assert about(verdict) in told.answer.lower()
                assert word_of(verdict, signed=True) in told.answer
                assert percent(verdict.prob or 0.0) in told.answer.lower()
            if verdict.status == "open":
                assert told.answer.lower() == word_of(verdict)
            takes = need(verdict, verdict.as_of, verdict.plan)
            if takes and verdict.required is not None and verdict.required.kind != "margin":
                assert any(value.startswith(takes) for value in rows.values())


@every_plan
def test_a_card_agrees_with_the_table_of_all_targets(plan: str) -> None:
    """What is told twice is told alike: latest figure, how many figures, probability with the range over models, word, what it takes."""
    a = assessed(plan)
    rows = {row["target"]: row for row in sp.table(a).results["data"]}
    missing = {row["target"]: row for row in sp.table(a.missing).results["data"]}
    told = {card.key: made.results["data"] for card, made in zip(cards(plan), made(plan, "en"), strict=True)}
    assert set(rows) == {card.key for card in cards(plan) if card.verdict.status != "recorded"}
    for key, row in rows.items():
        mine = told[key]
        for name in ("prob", "word", "evidence", "required", "latest", "measured", "estimated"):
            assert mine[name] == row[name], (key, name)
        assert row["yearly_figures"] == len(a.card(key).series)
        spread = a.spread(key)
        assert row["models"] == (None if spread is None else [spread.low, spread.high])
    for key, row in missing.items():
        assert (told[key]["due"], told[key]["short_by"]) == (row["due"], row["short_by"])


@every_plan
def test_an_observed_target_has_no_probability_and_an_aim_no_verdict(plan: str) -> None:
    """What figures decided is a fact; what the plan states without a number is quoted."""
    for card, told in zip(cards(plan), made(plan, "en"), strict=True):
        if card.verdict.decided_by_figures:
            assert told.answer.startswith(("Reached", "Not reached"))
            assert "%" not in told.answer
            assert told.results["data"]["models"] is None
            assert "Figures needed" not in dict(told.rows)
        if card.verdict.status == "recorded":
            assert set(dict(told.rows)) <= {"Target", "Assessment", "Latest figure"}


@every_plan
def test_the_band_of_what_decides_stands_beside_an_estimate(plan: str) -> None:
    """The ends are the verdict's own, and nothing that figures have decided has a band."""
    for card, told in zip(cards(plan), made(plan, "zh"), strict=True):
        one, row = card.verdict, dict(told.rows).get("80%区间")
        wide = one.status == "estimated" and None not in (one.low, one.high) and one.low != one.high
        assert (row is not None) == wide, one.key
        if row is not None:
            for end in (one.low, one.high):
                assert rounded(end, one.unit) in str(row).replace("+", ""), (one.key, row)


@every_plan
def test_the_range_over_models_holds_the_verdict(plan: str) -> None:
    """The least and the greatest of the models are told where there are several, the verdict's own among them."""
    for card in cards(plan):
        if card.spread is not None:
            assert card.spread.low <= card.verdict.prob <= card.spread.high


@every_plan
def test_what_is_known_elsewhere_is_told_where_nothing_is_known_here(plan: str) -> None:
    """The latest figure of each region above and each peer that has one, of that region's own series."""
    a = assessed(plan)
    for card in cards(plan):
        if not card.verdict.indicator.unit or card.verdict.status == "recorded":
            continue
        others = [place for place in dict.fromkeys((*a.plan.references, *a.plan.peers)) if place != a.region]
        known = [place for place in others if a.observations.series(card.verdict.indicator, place).years]
        assert [one.region for one in card.elsewhere] == ([] if card.series.years else known)
        for one in card.elsewhere:
            series = a.observations.series(card.verdict.indicator, one.region)
            assert (one.year, one.value) == (max(series.years), series.value(max(series.years)))
