"""Scores of distributions told by their quantiles: scoringrules, closed forms, and laws."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from shkplan.forecast.quantile_scores import QuantileForecast

PROBS = (np.arange(25) + 0.5) / 25
NORMAL = tuple(stats.norm(3, 2).ppf(PROBS))


@pytest.mark.parametrize("came", [-4.0, 1.0, 3.0, 5.5, 12.0])
def test_crps_is_the_quantile_form(came: float) -> None:
    """The formula of scoringrules; within 3 % of the closed form of the normal where tails do not decide."""
    found = QuantileForecast(NORMAL, came).crps
    assert found == pytest.approx(float(scoringrules.crps_quantile(came, np.array(NORMAL), PROBS)))
    if abs(came - 3) < 4:
        assert found == pytest.approx(float(scoringrules.crps_normal(came, 3, 2)), rel=0.03)


def test_pit_is_the_distribution_function() -> None:
    """Between the outer quantiles the cdf of the normal; beyond them half of what is left, never 0 or 1."""
    for came in (0.5, 2.0, 3.0, 6.0):
        assert QuantileForecast(NORMAL, came).pit == pytest.approx(stats.norm(3, 2).cdf(came), abs=0.005)
    assert QuantileForecast(NORMAL, -50).pit == 0.01
    assert QuantileForecast(NORMAL, 50).pit == 0.99


def test_a_distribution_with_weight_on_the_number_puts_it_in_the_middle_of_that() -> None:
    """A share that reaches 100 % in the upper half of its distribution."""
    assert QuantileForecast((98.0, 99.0, 100.0, 100.0), 100.0).pit == pytest.approx(0.75)


def test_the_band_ends_at_the_tenths() -> None:
    """0.10 and 0.90 are among the 25 quantiles; the ends themselves are held."""
    low, high = stats.norm(3, 2).ppf([0.1, 0.9])
    assert QuantileForecast(NORMAL, float(NORMAL[2])).covered()
    assert not QuantileForecast(NORMAL, low - 1e-6).covered()
    assert not QuantileForecast(NORMAL, high + 1e-6).covered()


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=25),
    st.floats(-1e6, 1e6),
    st.floats(-100, 100),
    st.floats(0.1, 10),
)
def test_scores_move_with_unit_and_zero(values: list[float], came: float, shift: float, scale: float) -> None:
    """CRPS and error take the unit and no shift; a CRPS is never below zero."""
    here = QuantileForecast(sorted(values), came)
    there = QuantileForecast([scale * one + shift for one in sorted(values)], scale * came + shift)
    assert here.crps >= 0
    assert there.crps == pytest.approx(scale * here.crps, rel=1e-6, abs=1e-6)
    assert there.error == pytest.approx(scale * here.error, rel=1e-6, abs=1e-6)
