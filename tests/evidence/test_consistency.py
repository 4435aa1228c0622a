"""What a figure tells of an indicator, and whether published levels and rates of growth tell the same story."""

from __future__ import annotations

import math
from typing import Any

import pytest

from shkplan.evidence.classification import own_form, tells
from shkplan.evidence.consistency import discrepancies, growth_of_levels
from shkplan.evidence.series import AnnualSeries, annual_series
from tests.making import HERE, figure, growth, indicator, series

FLOW = indicator(id="test.output", unit="亿元", measure="flow", price_basis="constant", precision=0.1)
LEVEL = indicator()
RATE = growth(id="test.output_growth")


@pytest.mark.parametrize(
    ("of", "parts", "told"),
    [
        (FLOW, {}, "value"),
        (FLOW, {"bound": "about"}, "about"),
        (FLOW, {"bound": "lower"}, "bound"),
        (FLOW, {"bound": "about", "period": "2020-2021"}, "bound"),
        (FLOW, {"form": "sum", "period": "2020-2021"}, "sum"),
        (FLOW, {"form": "mean", "period": "2020-2021", "bound": "upper"}, "mean"),
        (FLOW, {"form": "growth rate", "unit": "%"}, "rate"),
        (FLOW, {"price_basis": "current"}, "other prices"),
        (LEVEL, {"form": "sum", "period": "2020-2021"}, "other form"),  # of a level there is no sum
        (RATE, {}, "value"),
        (RATE, {"form": "mean", "period": "2020-2021"}, "mean"),
        (RATE, {"form": "level"}, "other form"),
    ],
)
def test_a_figure_tells_one_thing_of_an_indicator(of: Any, parts: dict[str, Any], told: str) -> None:
    """By its form, bound, years and prices against those of the indicator."""
    assert tells(figure(of, 2021, 5.0, **parts), of) == told
    assert own_form(of) == ("growth rate" if of is RATE else "level")


def test_growth_of_levels_is_the_yearly_average_with_the_error_of_both() -> None:
    """From 100 to 121 in two years 10 % a year; final figures in tenths are off by 0.1/sqrt(12) each."""
    (found,) = growth_of_levels(series(FLOW, {2019: 100.0, 2021: 121.0}))
    assert (found.first, found.last) == (2019, 2021)
    assert found.rate == pytest.approx(10.0)
    printed = 0.1 / math.sqrt(12)
    assert found.sd == pytest.approx(110 * math.hypot(printed / 100, printed / 121) / 2)


def test_exact_levels_and_rates_disagree_beyond_five_points() -> None:
    """100 and 110 tell of 10 %; up to five points a year a comparable basis explains."""
    levels = series(FLOW, {2020: 100.0, 2021: 110.0})
    assert discrepancies(series(RATE, {2021: 14.9}), levels) == ()
    (found,) = discrepancies(series(RATE, {2021: 15.1}), levels)
    assert (found.first, found.last) == (2020, 2021)
    assert (found.levels, found.rates) == (pytest.approx(10.0), pytest.approx(15.1))


def test_rough_levels_and_rates_disagree_beyond_four_standard_deviations() -> None:
    """Estimates of 1 % of 100 and 110, and a rate estimated within half a point: four times the error of the three."""
    levels = annual_series(
        [figure(FLOW, year, value, status="estimate") for year, value in ((2020, 100.0), (2021, 110.0))], FLOW, HERE
    )
    printed = 0.1 / math.sqrt(12)
    of_levels = 110 * math.hypot(math.hypot(1.0, printed) / 100, math.hypot(1.1, printed) / 110)
    far = 4 * math.hypot(0.5, printed, of_levels)

    def rate(value: float) -> AnnualSeries:
        return annual_series([figure(RATE, 2021, value, status="estimate")], RATE, HERE)

    assert far > 5
    assert discrepancies(rate(10 + 0.99 * far), levels) == ()
    assert len(discrepancies(rate(10 + 1.01 * far), levels)) == 1


def test_what_cannot_be_held_together_is_no_discrepancy() -> None:
    """A span without one of its rates, levels at other prices, levels across a new basis."""
    current = indicator(id="test.output", unit="亿元", measure="flow", price_basis="current")
    assert discrepancies(series(RATE, {2021: 90.0}), series(FLOW, {2019: 100.0, 2021: 110.0})) == ()
    assert discrepancies(series(RATE, {2021: 90.0}), series(current, {2020: 100.0, 2021: 110.0})) == ()
