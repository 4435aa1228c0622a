"""What it takes and what would be reached, as shown: the numbers of the values, said in both languages, and what cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from shkplan import plot, table
from shkplan.display.tables.solve import amount_of
from tests.showing import DAY, in_both, scene, whole

SOLVED = ("economy.gdp_growth", "employment.new_jobs", "economy.services_share", "employment.registered_unemployment")


@pytest.mark.parametrize("key", SOLVED)
def test_every_number_of_a_solution_is_shown_and_carried_as_data(key: str) -> None:
    """The values of the paths stand in their column, in the order asked for, and unrounded in the data of table and chart."""
    found = scene().assessment.solve(key)
    for shown in (*in_both(lambda: table(found)), *in_both(lambda: plot(found))):
        data: Any = shown.results["data"]
        assert [one["value"] for one in data["needed"]] == [one.value for one in found.needed]
        assert [one["value"] for one in data["record"]] == [one.value for one in found.record]
        assert (data["form"], data["years"]) == (found.form, list(found.years))
    made = table(found)
    for row, one in zip(made.rows, found.needed, strict=False):
        assert str(row[1]).startswith(amount_of(one.value, found.unit, signed=found.form in ("level", "change")))
    assert str(made.csv).count("\n") >= len(made.rows)


def test_arithmetic_is_marked_as_such() -> None:
    """13,000 a year and no probability beside it, in either language."""
    zh, en = in_both(lambda: str(table(scene().assessment.solve("employment.new_jobs"))))
    assert "13,000 persons" in en
    assert "1.3万人" in zh
    assert "arithmetic" in en
    assert "算术推算" in zh
    assert "80 %" not in en


def test_a_path_that_leads_nowhere_says_what_is_left() -> None:
    found: Any = whole("shahekou-14fyp", "2023-06-30").solve("environment.green_coverage")
    zh, en = in_both(lambda: str(table(found)))
    assert "out of reach" in en
    assert "无法达到" in zh
    assert not plot(found)


@pytest.mark.parametrize("key", ["vision.culture", "vision.gdp_per_capita", "innovation.tech_smes"])
def test_what_cannot_be_worked_out_is_one_sentence(key: str) -> None:
    zh, en = in_both(lambda: table(scene().assessment.solve(key)))
    for made in (zh, en):
        assert not made.rows
        assert len(made.sentences) == (
            2 if key == "vision.gdp_per_capita" else 1
        )  # a scenario can say what is lacking there
        assert "{" not in made.sentences[0]


def test_the_date_of_arrival_is_told_with_its_band() -> None:
    """As in the value: the year, both ends, and that the last lies beyond what was followed."""
    found: Any = whole("china-15fyp", DAY).solve("environment.fine_particles")
    first = found.first_reached
    zh, en = in_both(lambda: str(table(found)))
    assert f"80 % band: {first.early} to after 2055" in " ".join(en.split())
    assert first.late is None
    assert f"{first.early}年至2055年以后" in zh.replace("\n", "")


def test_small_amounts_keep_digits_that_say_something() -> None:
    """0.02 of a hundred million tonnes is two million tonnes and not nothing; whole things stay whole."""
    assert amount_of(0.02025, "亿吨", signed=True) in (
        "+2.0 million tonnes",
        "+2.03 million tonnes",
        "+0.020亿吨",
        "+2 million tonnes",
    )
    assert amount_of(13000.0, "人") in ("13,000 persons", "1.3万人")
    assert amount_of(None, "%") == "–"


def test_the_numbers_reached_are_those_of_the_values() -> None:
    """A row an indicator with numbers, the others named below with why; the chart carries the same."""
    found = scene().assessment.attainable(by=2030)
    told = [one for one in found if one]
    for made in in_both(lambda: table(found)):
        assert len(made.rows) == len(told)
        data: Any = made.results["data"]
        assert [[each["value"] for each in one["numbers"]] for one in data] == [
            [each.value for each in one.numbers] for one in found
        ]
    zh, en = in_both(lambda: plot(found).alt)
    for one in told:
        assert one.indicator.name.en in en
        assert one.indicator.name.zh in zh
    frame = plot(found).to_frame()
    assert len(frame) == sum(len(one.numbers) for one in told)
