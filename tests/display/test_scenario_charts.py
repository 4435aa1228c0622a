"""Charts of scenarios and of what targets take: every number can be read, nothing is said twice, nothing empty is drawn."""

from __future__ import annotations

import pytest

from shkplan import plot, table
from shkplan.base.messages import Language
from shkplan.display.setting import speaking
from tests.display.boxes import collisions
from tests.showing import scene, several

GDP = "economy.gdp_growth"


@pytest.mark.parametrize(("language", "between"), [("en", ": "), ("zh", "：")])
def test_a_name_and_its_probability_are_kept_apart(language: Language, between: str) -> None:
    """A title may end in a number of its own: “75 %” and the probability after it must not run together."""
    with speaking(language):
        drawn = plot(several()).alt.replace("\u00a0", " ")
    assert f"7 % a year{between}" in drawn
    assert f"{'Baseline' if language == 'en' else '基准'}{between}" in drawn


@pytest.mark.parametrize("language", ["en", "zh"])
def test_years_below_the_numbers_reached_stand_apart(language: Language) -> None:
    """The names of the numbers take room beside the axes, so that fewer years have a label."""
    reached = next(one for one in scene().assessment.attainable(by=2030) if one)
    with speaking(language):
        assert collisions(plot(reached).svg) == []


def test_a_part_does_not_repeat_what_the_chart_is_about() -> None:
    """The indicator once in the title; a scenario above its parts, not before each of them."""
    with speaking("en"):
        title = plot(several()[GDP].tornado).title
    assert title.count("GDP growth") == 1
    assert "Shahekou" not in title


def test_where_nothing_is_known_nothing_is_drawn() -> None:
    """A target without any figure has no panels, only words, and its chart is false."""
    chart = plot(several()["economy.digital_core_share"])
    assert not chart
    assert len(chart.figure.axes) == 1
    assert not chart.figure.axes[0].lines


def test_units_of_numbers_reached_stand_beside_the_quantity() -> None:
    """A cell holds the number and the sign of its evidence alone, all of a row to as many places."""
    with speaking("en"):
        made = table(scene().assessment.attainable(by=2030))
    assert made.rows
    for row in made.rows:
        numbers = [str(cell).rstrip("†‡§") for cell in row[2:5]]
        assert len({len(one.partition(".")[2]) for one in numbers}) == 1
        assert all(float(one.replace("−", "-").replace(",", "")) is not None for one in numbers)
