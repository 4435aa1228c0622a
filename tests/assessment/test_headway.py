"""Headway of every kind by formulas written out; where it has no meaning, a sentence says why."""

from __future__ import annotations

import math

import pytest

from shkplan.base.errors import NotAssessable
from shkplan.base.messages import LANGUAGES, Message
from shkplan.register.targets import Facts, Headway
from tests.making import growth, indicator, share

LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
SUM = {"kind": "cumulative", "direction": "at_least", "number": 500, "unit": "人", "window": "2021-2025"}
AVERAGE = {
    "kind": "growth", "direction": "at_least", "number": 7, "unit": "%", "per": "year", "base_year": 2020, "window": "2021-2025",
}  # fmt: skip
FALL = AVERAGE | {"direction": "at_most", "number": -13.5, "per": "window"}


HELD = {"kind": "held", "direction": "at_most", "number": 5, "unit": "%", "window": "2021-2025"}
PACE = {
    "kind": "pace", "direction": "at_least", "base_year": 2020, "window": "2021-2025", "tolerance": 0,
    "reference": {"indicator": "test.other", "region": "本市"},
}  # fmt: skip


def told(one: object, figures: dict[int, float], *others: dict[int, float]) -> Headway | Message:
    (target,) = one.targets  # type: ignore[attr-defined]
    beside = tuple(Facts(growth(id="test.other"), other) for other in others)
    return target.headway(Facts(one, figures, beside), 2020)  # type: ignore[no-any-return]


def why(one: object, figures: dict[int, float], *others: dict[int, float]) -> str:
    found = told(one, figures, *others)
    assert isinstance(found, Message)
    assert all(found.text(language) for language in LANGUAGES)
    return found.key


def test_of_a_level_it_is_the_share_of_the_distance() -> None:
    """From 70 % in 2020 to 80 % in 2025, 76 % in 2023 is six tenths of the way in three fifths of the time."""
    found = told(share(LEVEL), {2020: 70.0, 2022: 71.0, 2023: 76.0})
    assert found == Headway(pytest.approx(0.6), 0.6, 2023)


def test_of_a_level_that_falls_it_is_counted_downwards() -> None:
    found = told(share(LEVEL | {"direction": "at_most", "number": 30}), {2020: 40.0, 2021: 41.0})
    assert found == Headway(pytest.approx(-0.1), 0.2, 2021)


def test_without_a_baseline_or_a_later_figure_it_says_so() -> None:
    """No figure of the base year, or none after it up to the deadline."""
    for figures in ({2021: 75.0}, {}):
        assert why(share(LEVEL), figures) == "headway.no_base"
    for figures in ({2020: 70.0}, {2020: 70.0, 2026: 79.0}):
        assert why(share(LEVEL), figures) == "headway.none_since"


def test_figures_after_the_deadline_do_not_count() -> None:
    """The latest up to the deadline tells, whatever came later."""
    assert told(share(LEVEL), {2020: 70.0, 2024: 79.0, 2026: 60.0}) == Headway(pytest.approx(0.9), 0.8, 2024)


@pytest.mark.parametrize("base", [80.0, 81.0])
def test_a_number_that_was_there_in_the_base_year_is_kept_or_lost(base: float) -> None:
    """There is no distance to share: all is there while the latest figure reaches the number, exactly counts, and nothing else."""
    assert told(share(LEVEL), {2020: base, 2021: 82.0}) == Headway(1.0, 0.2, 2021, "kept")
    assert told(share(LEVEL), {2020: base, 2021: 80.0}) == Headway(1.0, 0.2, 2021, "kept")
    assert told(share(LEVEL), {2020: base, 2021: 79.0}) == Headway(0.0, 0.2, 2021, "kept")


def test_of_a_sum_it_is_what_was_measured_of_it() -> None:
    found = told(indicator(SUM, measure="flow"), {2019: 900.0, 2021: 100.0, 2023: 150.0})
    assert found == Headway(pytest.approx(0.5), 0.4, 2023, "sum")
    assert why(indicator(SUM, measure="flow"), {2020: 900.0}) == "headway.no_year"
    assert why(indicator(SUM | {"number": 0}, measure="flow"), {2021: 900.0}) == "headway.no_sum"


def test_of_a_ceiling_it_is_the_room_used_and_less_of_it_is_better() -> None:
    """Half of a ceiling used in two of five years is a quarter too much; a third of it a sixth too little."""
    one = indicator(SUM | {"direction": "at_most"}, measure="flow")
    found = told(one, {2021: 100.0, 2023: 150.0})
    assert found == Headway(pytest.approx(0.5), 0.4, 2023, "room")
    assert isinstance(found, Headway)
    assert found.lead == pytest.approx(0.75)
    assert not found.runs
    found = told(one, {2021: 100.0, 2023: 66.667})
    assert isinstance(found, Headway)
    assert found.lead == pytest.approx(1 + 1 / 6, abs=1e-5)


def test_of_growth_it_is_counted_in_logarithms() -> None:
    """Seven per cent a year for two of five years is two fifths; a fall of 3 and 2 % of 13.5 % in all by the logarithms."""
    found = told(growth(AVERAGE), {2021: 7.0, 2022: 7.0})
    assert found == Headway(pytest.approx(0.4), 0.4, 2022, "growth")
    found = told(growth(FALL), {2021: -3.0, 2022: -2.0})
    assert isinstance(found, Headway)
    assert found.way == "growth"
    assert found.share == pytest.approx((math.log(0.97) + math.log(0.98)) / math.log(0.865))


def test_growth_of_levels_starts_from_the_base_year() -> None:
    """From 100 to 110.25 in two of five years, where 5 % a year is asked: two fifths."""
    one = indicator(AVERAGE | {"number": 5})
    assert told(one, {2020: 100.0, 2022: 110.25}) == Headway(pytest.approx(0.4), 0.4, 2022, "growth")
    with pytest.raises(NotAssessable):
        told(one, {2022: 110.25})


def test_growth_of_at_most_so_much_is_room() -> None:
    """Prices may rise by 3 % a year: 2 % in the first year is less than its share, so that the lead is above 1."""
    found = told(growth(AVERAGE | {"direction": "at_most", "number": 3}), {2021: 2.0})
    assert found == Headway(pytest.approx(0.2 * math.log(1.02) / math.log(1.03)), 0.2, 2021, "room")
    assert isinstance(found, Headway)
    assert found.lead == pytest.approx(2 - math.log(1.02) / math.log(1.03))


def test_growth_that_cannot_be_shared_says_why() -> None:
    """Of no growth there is no share; what has lost everything cannot be compounded."""
    assert why(growth(AVERAGE | {"number": 0}), {2021: 1.0}) == "headway.no_growth"
    assert why(growth(AVERAGE), {2021: -100.0}) == "headway.nothing_left"
    assert why(growth(AVERAGE), {}) == "headway.no_year"


def test_of_a_limit_it_is_the_years_in_which_it_was_kept() -> None:
    """Kept in both years that have a figure: as far as it is known all was kept; broken in one of two: half of it."""
    assert told(share(HELD), {2020: 9.0, 2021: 4.5, 2023: 5.0}) == Headway(0.4, 0.4, 2023, "kept")
    found = told(share(HELD), {2021: 4.5, 2023: 5.1})
    assert found == Headway(0.2, 0.4, 2023, "kept")
    assert isinstance(found, Headway)
    assert found.lead == 0.5
    assert why(share(HELD), {2020: 4.0}) == "headway.no_year"


def test_of_a_mean_it_is_the_mean_so_far_over_the_number() -> None:
    """5.1, 5.6, 5.2 and 5.3 % against at most 5.5 % for five years: 5.3 / 5.5 of the room in four fifths of the time (the official reading of 2025)."""
    mean = HELD | {"kind": "mean", "number": 5.5}
    figures = {2021: 5.1, 2022: 5.6, 2023: 5.2, 2024: 5.3}
    found = told(share(mean), figures)
    assert found == Headway(pytest.approx(0.8 * 5.3 / 5.5), 0.8, 2024, "room")
    assert isinstance(found, Headway)
    assert found.lead == pytest.approx(2 - 5.3 / 5.5)
    found = told(share(mean | {"direction": "at_least"}), figures)
    assert found == Headway(pytest.approx(0.8 * 5.3 / 5.5), 0.8, 2024, "mean")
    assert why(share(mean), {2020: 5.0}) == "headway.no_year"
    assert why(share(mean | {"number": 0}), figures) == "headway.no_sum"


def test_of_a_pace_it_is_own_growth_over_the_reference_s_as_compounded() -> None:
    """5 and 6 % against 4 and 8 %, of which both are known: 1.05 x 1.06 over 1.04 x 1.08, in two of five years."""
    found = told(growth(PACE), {2021: 5.0, 2022: 6.0, 2023: 9.0}, {2021: 4.0, 2022: 8.0})
    assert found == Headway(pytest.approx(0.4 * 1.05 * 1.06 / (1.04 * 1.08)), 0.4, 2022, "index")
    assert isinstance(found, Headway)
    assert found.lead == pytest.approx(1.113 / 1.1232)
    within = told(growth(PACE | {"tolerance": 1}), {2021: 4.0}, {2021: 5.0})
    assert within == Headway(pytest.approx(0.2), 0.2, 2021, "index")
    assert why(growth(PACE), {2021: 5.0}, {2022: 8.0}) == "headway.no_year_of_both"
    assert why(growth(PACE), {2021: 5.0}, {2021: -100.0}) == "headway.nothing_left"


def test_a_nominal_pace_is_made_real_first() -> None:
    """Own 8 % with prices up 2 %, against 5 % in constant prices."""
    found = told(growth(PACE), {2021: 8.0}, {2021: 5.0}, {2021: 2.0})
    assert found == Headway(pytest.approx(0.2 * 1.08 / 1.02 / 1.05), 0.2, 2021, "index")


def test_what_has_no_number_has_no_schedule() -> None:
    """A direction is reached or not; an aim is quoted."""
    direction = {"kind": "direction", "direction": "up", "deadline": 2025, "baseline": None}
    assert why(share(direction), {2020: 4.0, 2021: 4.5}) == "headway.direction"
    aim = {"kind": "stated_aim", "direction": "none", "deadline": 2025}
    assert why(share(aim), {2020: 4.0, 2021: 4.5}) == "reason.stated_aim"
