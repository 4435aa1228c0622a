"""A card under a scenario names what is supposed of its indicator, and what became of it: a page never says that all is under it where it is not."""

from __future__ import annotations

import pytest

import shkplan as sp

JOBS, GDP = "employment.new_jobs", "economy.gdp_growth"
SUPPOSED = sp.scenario("mix", sp.claim(GDP, "2024-2025", level=6), sp.claim(JOBS, 2025, addition=3000))


@pytest.mark.parametrize(
    ("key", "state", "number"), [(JOBS, "unused", 3000.0), (GDP, "used", 6.0)], ids=["not used", "used"]
)
def test_a_card_names_the_claims_on_its_indicator(key: str, state: str, number: float) -> None:
    """An addition to what nobody measured cannot act; a level can. In words and in numbers."""
    card = sp.assess("shahekou-14fyp", as_of="2023-06-30", n_paths=400).under(SUPPOSED).card(key)
    made = sp.table(card)
    (one,) = made.data["supposed"]
    assert (one["indicator"], one["state"], one["value"]) == (key, state, number)
    (told,) = (cells for name, *cells in made.rows if name == "Scenario")
    title, line = told[0]
    assert title == "mix"
    assert ("not used" in line) is (state == "unused")


def test_a_card_without_a_scenario_supposes_nothing() -> None:
    assert "supposed" not in sp.table(sp.assess("shahekou-14fyp", as_of="2023-06-30", n_paths=400).card(JOBS)).data
