"""Half of each: the law is the mean of the laws, the paths are half of each, measured years are measured."""

from __future__ import annotations

import numpy as np
import pytest

from shkplan.errors import NotAssessable
from shkplan.laws import Point
from shkplan.links import Support
from shkplan.models import MODELS

YEARS = np.array([2004, 2012, 2014, 2015, 2016, 2018, 2019, 2020])
RATES = np.array([14.0, 9.8, 7.0, 5.8, 4.0, 6.7, 6.5, 3.1])
HALVES = MODELS["ets-and-mean"]


def test_the_law_is_the_mean_of_both() -> None:
    """Smoothing sees all years, the constant level the last ten."""
    support = Support(-100.0)
    both = HALVES.fit(YEARS, RATES, support).law(2024)
    one, two = MODELS["averaged-ets"].fit(YEARS, RATES, support), MODELS["mean"].fit(YEARS[1:], RATES[1:], support)
    x = np.array([-5.0, 2.0, 5.0, 9.0])
    np.testing.assert_allclose(both.cdf(x), (one.law(2024).cdf(x) + two.law(2024).cdf(x)) / 2)


def test_a_year_before_its_memory_is_measured_all_the_same() -> None:
    fit = HALVES.fit(YEARS, RATES)
    assert fit.law(2004) == Point(14.0)
    draws = fit.draws([2003, 2004, 2017, 2021], 501, np.random.default_rng(1))
    assert draws.paths.shape == (501, 4)
    assert set(draws.paths[:, 1]) == {14.0}
    assert not draws.left[:, 1].any()


def test_a_claim_moves_smoothing_and_leaves_the_level_alone() -> None:
    """Around a constant level one year says nothing of the next; half of the paths follow."""
    draws = HALVES.fit(YEARS, RATES).draws([2020, 2021, 2022, 2023], 1000, np.random.default_rng(1))
    ruled = draws.pinned(1, -20.0)
    np.testing.assert_allclose(ruled.paths[:, 1], -20.0)
    assert np.sum(ruled.paths[:, 3] != draws.paths[:, 3]) == 500


def test_the_last_ten_years_must_hold_three() -> None:
    """No fallback to one half alone: the reason is told."""
    with pytest.raises(NotAssessable, match="at least 3"):
        HALVES.fit([1990, 1991, 1992, 2020], [4.0, 5.0, 4.5, 3.0])
