"""Headway: the share of the way from a baseline, or of a sum, by formulas written out; none where it has no meaning."""

from __future__ import annotations

import math

import pytest

from shkplan.register.targets import Facts, Headway
from tests.making import growth, indicator, share

LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
SUM = {"kind": "cumulative", "direction": "at_least", "number": 500, "unit": "人", "window": "2021-2025"}
AVERAGE = {
    "kind": "growth", "direction": "at_least", "number": 7, "unit": "%", "per": "year", "base_year": 2020, "window": "2021-2025",
}  # fmt: skip
FALL = AVERAGE | {"direction": "at_most", "number": -13.5, "per": "window"}


def told(one: object, figures: dict[int, float]) -> Headway | None:
    (target,) = one.targets  # type: ignore[attr-defined]
    return target.headway(Facts(one, figures), 2020)  # type: ignore[no-any-return]


def test_of_a_level_it_is_the_share_of_the_distance() -> None:
    """From 70 % in 2020 to 80 % in 2025, 76 % in 2023 is six tenths of the way in three fifths of the time."""
    found = told(share(LEVEL), {2020: 70.0, 2022: 71.0, 2023: 76.0})
    assert found == Headway(pytest.approx(0.6), 0.6, 2023)


def test_of_a_level_that_falls_it_is_counted_downwards() -> None:
    found = told(share(LEVEL | {"direction": "at_most", "number": 30}), {2020: 40.0, 2021: 41.0})
    assert found == Headway(pytest.approx(-0.1), 0.2, 2021)


def test_without_a_baseline_or_beyond_it_there_is_none() -> None:
    """No figure of the base year, none after it, a number that was reached already, or a figure later than the deadline."""
    for figures in ({2021: 75.0}, {2020: 70.0}, {2020: 81.0, 2021: 82.0}, {2020: 70.0, 2026: 79.0}, {}):
        assert told(share(LEVEL), figures) is None


def test_of_a_sum_it_is_what_was_measured_of_it() -> None:
    found = told(indicator(SUM, measure="flow"), {2019: 900.0, 2021: 100.0, 2023: 150.0})
    assert found == Headway(pytest.approx(0.5), 0.4, 2023)
    assert told(indicator(SUM, measure="flow"), {2020: 900.0}) is None


def test_of_growth_it_is_counted_in_logarithms() -> None:
    """Seven per cent a year for two of five years is two fifths; a fall of 3 and 2 % of 13.5 % in all by the logarithms."""
    found = told(growth(AVERAGE), {2021: 7.0, 2022: 7.0})
    assert found == Headway(pytest.approx(0.4), 0.4, 2022)
    found = told(growth(FALL), {2021: -3.0, 2022: -2.0})
    assert found is not None
    assert found.share == pytest.approx((math.log(0.97) + math.log(0.98)) / math.log(0.865))


def test_growth_of_levels_starts_from_the_base_year() -> None:
    """From 100 to 110.25 in two of five years, where 5 % a year is asked: two fifths."""
    one = indicator(AVERAGE | {"number": 5})
    assert told(one, {2020: 100.0, 2022: 110.25}) == Headway(pytest.approx(0.4), 0.4, 2022)
    assert told(one, {2022: 110.25}) is None


def test_kinds_without_a_way_have_none() -> None:
    held = {"kind": "held", "direction": "at_most", "number": 5, "unit": "%", "window": "2021-2025"}
    assert told(share(held), {2020: 4.0, 2021: 4.5}) is None
