"""Linear trend against statsmodels, published vectors and the algebra of least squares."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import statsmodels.api as sm  # type: ignore[import-untyped]
from numpy.random import default_rng

from shkplan.distributions.predictive import Point, StudentT
from shkplan.models.linear import Linear

YEARS, SHARE = [2019, 2020, 2021, 2022, 2023], [50, 51.2, 51.8, 53.1, 53.9]
N, TBAR, SXX = 5, 2021, 10


def test_probabilities_of_the_published_vector() -> None:
    """methods.md 7(c): the chance of four targets for 2025, five digits, where normal quantiles err 3.7 times."""
    law = Linear().fit(YEARS, SHARE).law(2025)
    assert isinstance(law, StudentT)
    assert (law.df, law.loc, law.scale) == pytest.approx((3, 55.88, 0.291433), abs=5e-7)
    expected = {55.0: 0.97161, 55.5: 0.85835, 56.0: 0.35408, 56.5: 0.06166}
    assert {target: round(law.prob("at_least", target), 5) for target in expected} == expected


@pytest.mark.parametrize("n", [4, 9, 30])
def test_prediction_is_statsmodels(n: int) -> None:
    """Mean and 80 % interval of a new observation equal OLS.get_prediction, gaps and years outside included."""
    rng = default_rng(n)
    years = np.sort(rng.choice(np.arange(1980, 1980 + 2 * n), n, replace=False))
    values = 3.0 + 0.4 * (years - 1980) + rng.normal(size=n)
    asked = np.setdiff1d(np.arange(1975, 1990 + 2 * n), years)
    peer = sm.OLS(values, sm.add_constant(years - 1990.0)).fit()
    frame = peer.get_prediction(sm.add_constant(asked - 1990.0)).summary_frame(alpha=0.2)
    fit = Linear().fit(years, values)
    assert [fit.law(int(year)).median for year in asked] == pytest.approx(frame["mean"].to_list())
    assert np.array([fit.law(int(year)).interval(0.8) for year in asked]) == pytest.approx(
        frame[["obs_ci_lower", "obs_ci_upper"]].to_numpy()
    )


def test_a_measured_year_shows_what_was_measured() -> None:
    """Not the line; the year after the last and before the first are estimates."""
    fit = Linear().fit(YEARS, SHARE)
    assert [Point(value) for value in SHARE] == [fit.law(year) for year in YEARS]
    assert all(isinstance(fit.law(year), StudentT) for year in (2018, 2024))


def test_calendar_years_cost_no_digits() -> None:
    """The law does not care where years are counted from: 2019 or 10,002,019."""
    near, far = Linear().fit(YEARS, SHARE), Linear().fit(np.add(YEARS, 10_000_000), SHARE)
    assert far.law(10_002_025).interval(0.8) == pytest.approx(near.law(2025).interval(0.8), rel=1e-12)


@pytest.mark.parametrize(
    ("weights", "loc", "variance"),
    [
        (dict.fromkeys(range(2024, 2030), 1.0), 6 * 52 + 0.97 * 33, 6 + 6**2 / N + 33**2 / SXX),
        ({2024: -1.0, 2029: 1.0}, 5 * 0.97, 2 + 5**2 / SXX),  # the intercept cancels, the scatter does not
        ({2015: 1.0, 2027: 1.0}, 2 * 52.0, 2 + 2**2 / N),  # symmetric around the middle: the slope cancels
        ({2023: -1.0, 2026: 1.0}, 52 + 5 * 0.97 - 53.9, 1 + 1 / N + 5**2 / SXX),  # since a measured year
    ],
    ids=["sum", "difference", "symmetric", "since measured"],
)
def test_joint_law_of_paths(
    weights: dict[int, float], loc: float, variance: float, follows: Callable[..., None]
) -> None:
    """A weighted sum over years is Student t: w'w + (sum w)^2 / n + (sum w (t - tbar))^2 / Sxx."""
    fit = Linear().fit(YEARS, SHARE)
    combined = fit.paths(list(weights), 40_000, default_rng(20150102)) @ np.array(list(weights.values()))
    follows(combined, 3, loc, fit.scale * math.sqrt(variance))


def test_covariance_written_out() -> None:
    """Given the line, years are independent; a measured year has nothing left to vary."""
    expected = np.diag([1.0, 0.0, 0.0, 1.0, 1.0])
    assert Linear().fit(YEARS, SHARE).covariance([2018, 2019, 2023, 2024, 2026]).tolist() == expected.tolist()
