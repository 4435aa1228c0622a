"""Constant level against the textbook interval of a new draw, and against the walk whose increments it sees."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import default_rng

from shkplan.distributions.predictive import Point, StudentT
from shkplan.models.drift import Drift
from shkplan.models.mean import Mean

YEARS, RATES = [2015, 2016, 2018, 2019, 2020], [6.1, 5.4, 7.0, 6.6, 5.9]


@pytest.mark.parametrize("year", [2014, 2017, 2021, 2035])
def test_law_of_a_new_draw(year: int) -> None:
    """Any year not measured: t(n - 1) around the mean, scale s sqrt(1 + 1/n), s by numpy's std(ddof=1)."""
    law = Mean().fit(YEARS, RATES).law(year)
    assert isinstance(law, StudentT)
    assert (law.df, law.loc) == pytest.approx((4, np.mean(RATES)))
    assert law.scale == pytest.approx(np.std(RATES, ddof=1) * math.sqrt(1 + 1 / 5))


def test_measured_years_are_known() -> None:
    """The law of a measured year is its value, up to both sides of the hole."""
    fit = Mean().fit(YEARS, RATES)
    assert [Point(value) for value in RATES] == [fit.law(year) for year in YEARS]


@pytest.mark.parametrize("h", [1, 3, 8])
def test_summed_growth_is_the_walk_of_the_index(h: int, follows: Callable[..., None]) -> None:
    """On log growth factors: the sum of h years ahead has the law of the drift model on the log index, h ahead."""
    steps = np.log([1.061, 1.054, 1.07, 1.066, 1.059])
    rates = Mean().fit(range(2016, 2021), steps)
    index = Drift().fit(range(2015, 2021), np.concatenate(([0.0], np.cumsum(steps)))).law(2020 + h)
    assert isinstance(index, StudentT)
    assert (rates.df, rates.scale) == pytest.approx((index.df, index.scale / math.sqrt(h + h**2 / 5)))

    grown = np.sum(steps) + rates.paths(range(2021, 2021 + h), 40_000, default_rng(h)).sum(axis=1)
    follows(grown, index.df, index.loc, index.scale)


@pytest.mark.parametrize(
    ("weights", "loc", "variance"),
    [
        (dict.fromkeys(range(2021, 2026), 1.0), 5 * 6.2, 5 + 5**2 / 5),
        ({2017: -1.0, 2030: 1.0}, 0.0, 2.0),  # the level cancels
        ({2020: 1.0, 2021: 1.0}, 5.9 + 6.2, 1 + 1 / 5),  # one of the two is known
    ],
    ids=["sum", "difference", "with measured"],
)
def test_joint_law_of_paths(
    weights: dict[int, float], loc: float, variance: float, follows: Callable[..., None]
) -> None:
    """A weighted sum over years is Student t with variance w'w + (sum w)^2 / n over the years not measured."""
    fit = Mean().fit(YEARS, RATES)
    combined = fit.paths(list(weights), 40_000, default_rng(20150103)) @ np.array(list(weights.values()))
    follows(combined, 4, loc, fit.scale * math.sqrt(variance))


def test_covariance_written_out() -> None:
    """Given the level, years are independent; a measured year has nothing left to vary."""
    expected = np.diag([1.0, 0.0, 1.0, 0.0, 1.0])
    assert Mean().fit(YEARS, RATES).covariance([2014, 2015, 2017, 2020, 2021]).tolist() == expected.tolist()
