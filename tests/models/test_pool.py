"""Half of each: the law is the mean of the laws, the paths are half of each, measured years are measured."""

from __future__ import annotations

import numpy as np
import pytest

import shkplan as sp
from shkplan.base.errors import NotAssessable, UnknownName
from shkplan.distributions.links import Support
from shkplan.distributions.predictive import Point
from shkplan.models import MODELS

YEARS = np.array([2010, 2012, 2014, 2015, 2016, 2018, 2019, 2020])
RATES = np.array([14.0, 9.8, 7.0, 5.8, 4.0, 6.7, 6.5, 3.1])
HALVES = MODELS["ets-and-mean"]


def test_the_law_is_the_mean_of_both() -> None:
    support = Support(-100.0)
    both = HALVES.fit(YEARS, RATES, support).law(2024)
    one, two = (MODELS[name].fit(YEARS, RATES, support) for name in ("averaged-ets", "mean"))
    x = np.array([-5.0, 2.0, 5.0, 9.0])
    np.testing.assert_allclose(both.cdf(x), (one.law(2024).cdf(x) + two.law(2024).cdf(x)) / 2)


def test_measured_years_are_measured() -> None:
    fit = HALVES.fit(YEARS, RATES)
    assert fit.law(2010) == Point(14.0)
    paths = fit.paths([2009, 2010, 2017, 2021], 501, np.random.default_rng(1))
    assert paths.shape == (501, 4)
    assert set(paths[:, 1]) == {14.0}


def test_a_claim_moves_smoothing_and_leaves_the_level_alone() -> None:
    """Around a constant level one year says nothing of the next; half of the paths follow."""
    draws = HALVES.fit(YEARS, RATES).draws([2020, 2021, 2022, 2023], 1000, np.random.default_rng(1))
    ruled = draws.pinned(1, -20.0)
    np.testing.assert_allclose(ruled.paths[:, 1], -20.0)
    assert np.sum(ruled.paths[:, 3] != draws.paths[:, 3]) == 500


def test_three_of_ones_own() -> None:
    """A third of each law; paths of 500 are 167, 167 and 166, and their marginal is the law."""
    names = ("averaged-ets", "drift", "holt")
    model = sp.pool(*names)
    fit = model.fit(YEARS, RATES)
    x = np.array([-5.0, 2.0, 5.0, 9.0])
    alone = [MODELS[name].fit(YEARS, RATES).law(2024).cdf(x) for name in names]
    np.testing.assert_allclose(fit.law(2024).cdf(x), np.mean(alone, axis=0))
    assert fit.paths([2021], 500, np.random.default_rng(1)).shape == (500, 1)
    paths = fit.paths([2022, 2024], 30_000, np.random.default_rng(1))
    np.testing.assert_allclose((paths[:, 1, np.newaxis] <= x).mean(axis=0), fit.law(2024).cdf(x), atol=0.01)
    assert model.minimum == 4


def test_what_cannot_be_combined_is_refused() -> None:
    with pytest.raises(ValueError, match="found drift, drift; give two models or more, each once"):
        sp.pool("drift", "drift")
    with pytest.raises(ValueError, match="found drift; give two"):
        sp.pool("drift")
    with pytest.raises(UnknownName):
        sp.pool("drift", "nobody")
    with pytest.raises(NotAssessable, match="equal weights"):
        sp.pool("drift", "mean").fit(YEARS[:3], RATES[:3])
