"""Each averaged model, held at a single shape, against statsmodels: an independent filter, with a year missing.

The peers know neither level nor slope at the start (exact diffuse), nor a gap's filling; at equal shape and scale their
one-step to five-step means and standard errors must be ours.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm  # type: ignore[import-untyped]
from statsmodels.tsa.statespace.exponential_smoothing import ExponentialSmoothing  # type: ignore[import-untyped]
from statsmodels.tsa.statespace.initialization import Initialization  # type: ignore[import-untyped]

from shkplan.distributions.links import FloatArray
from shkplan.distributions.predictive import StudentT
from shkplan.models.arima import Arima, ArimaFit, Errors
from shkplan.models.base import measurements
from shkplan.models.holt import Holt, HoltFit, Smoothing
from shkplan.models.lattice import Lattice
from shkplan.models.lattice_average import AveragedFit, averaged
from shkplan.models.local_trend import LocalTrend, LocalTrendFit, Trends
from shkplan.models.theta import Theta, ThetaFit, ThetaLines

YEARS = [2008, 2009, 2010, 2011, 2014, 2015, 2016, 2018, 2019, 2020]
VALUES = np.array([3.0, 3.9, 4.1, 5.2, 5.6, 6.6, 6.9, 8.9, 9.3, 10.4])
FULL = np.full(13, np.nan)
FULL[np.subtract(YEARS, 2008)] = VALUES
AHEAD = range(2021, 2026)


def at_one_shape(model: Any, kind: type[AveragedFit], lattice: Lattice) -> AveragedFit:
    return averaged(model, kind, lattice, *measurements(model, YEARS, VALUES))


def laws(fit: AveragedFit) -> tuple[FloatArray, FloatArray]:
    """(5,) locations and (5,) scales ahead."""
    found = [fit.law(year) for year in AHEAD]
    assert all(isinstance(law, StudentT) for law in found)
    return np.array([law.loc for law in found]), np.array([law.scale for law in found])  # type: ignore[attr-defined]


@pytest.mark.parametrize(("r", "q"), [(0.3, 0.05), (0.0, 0.2), (1.0, 0.01), (0.5, 0.0)])
def test_local_trend_is_unobserved_components(r: float, q: float) -> None:
    """Mean and standard error equal the exact diffuse Kalman filter of the same variances, in units of s."""
    fit = at_one_shape(LocalTrend(), LocalTrendFit, Trends([r], [q]))
    shares = np.array([(1 - q) * (1 - r), (1 - q) * r, q]) * fit.scale**2
    peer = sm.tsa.UnobservedComponents(FULL, level="local linear trend", use_exact_diffuse=True)
    ahead = peer.smooth(shares).get_forecast(5)
    loc, scale = laws(fit)
    assert loc == pytest.approx(ahead.predicted_mean)
    assert scale == pytest.approx(ahead.se_mean)


def sarimax(order: tuple[int, int, int], given: list[float], *, line: bool) -> Any:
    """Five years of SARIMAX at the given coefficients; the line is a regression in the state, nothing known of it."""
    steps = np.arange(18.0)
    columns = np.column_stack((np.ones(18), steps))[:, order[1] :] if line else np.empty((18, 0))
    past, ahead = (columns[:13], columns[13:]) if columns.size else (None, None)
    peer = sm.tsa.SARIMAX(FULL, past, order=order, use_exact_diffuse=True, mle_regression=False)
    return peer.smooth(given).get_forecast(5, exog=ahead)


@pytest.mark.parametrize(
    ("order", "phi", "theta"),
    [
        ((0, 1, 0), 0.0, 0.0),
        ((1, 0, 0), 0.6, 0.0),
        ((0, 1, 1), 0.0, -0.4),
        ((0, 2, 1), 0.0, -0.7),
        ((1, 1, 1), 0.5, 0.3),
    ],
)
def test_arima_is_sarimax(order: tuple[int, int, int], phi: float, theta: float) -> None:
    """Mean and standard error of SARIMAX around a line at the same coefficients."""
    fit = at_one_shape(Arima(), ArimaFit, Errors([order], [phi], [theta]))
    ahead = sarimax(order, [*[phi][: order[0]], *[theta][: order[2]], fit.scale**2], line=True)
    loc, scale = laws(fit)
    assert loc == pytest.approx(ahead.predicted_mean)
    assert scale == pytest.approx(ahead.se_mean)


@pytest.mark.parametrize("alpha", [0.1, 0.5, 1.0])
def test_theta_is_half_of_two_lines(alpha: float) -> None:
    """Between SARIMAX(0, 1, 1) with drift and without, theta = alpha - 1; half of each variance, and what lies between."""
    fit = at_one_shape(Theta(), ThetaFit, ThetaLines([alpha]))
    goes_on, stops = (sarimax((0, 1, 1), [alpha - 1.0, fit.scale**2], line=line) for line in (True, False))
    loc, scale = laws(fit)
    apart = (goes_on.predicted_mean - stops.predicted_mean) / 2
    assert loc == pytest.approx((goes_on.predicted_mean + stops.predicted_mean) / 2)
    assert scale**2 == pytest.approx((goes_on.se_mean**2 + stops.se_mean**2) / 2 + apart**2)


@pytest.mark.parametrize(("alpha", "beta", "phi"), [(0.5, 0.4, 0.9), (0.05, 0.3, 0.8), (0.99, 0.1, 1.0)])
def test_holt_is_state_space_smoothing(alpha: float, beta: float, phi: float) -> None:
    """The innovations form of statsmodels, its level and slope diffuse at the start."""
    fit = at_one_shape(Holt(), HoltFit, Smoothing([alpha], [beta], [phi]))
    peer = ExponentialSmoothing(
        FULL, trend=True, damped_trend=True, concentrate_scale=False, initialization_method="simple"
    )
    peer.update(np.array([alpha, alpha * beta, phi, fit.scale**2]))
    start = Initialization(3)
    start.set((0, 1), "stationary")
    start.set((1, 3), "diffuse")
    peer.ssm.initialize(start)
    ahead = peer.ssm.smooth().predict(start=13, end=18)
    loc, scale = laws(fit)
    assert loc == pytest.approx(ahead.forecasts[0])
    assert scale**2 == pytest.approx(ahead.forecasts_error_cov[0, 0])


def test_shapes_weigh_by_their_diffuse_likelihood() -> None:
    """The ratio of two weights is that of the exact diffuse likelihoods of statsmodels, each at its own scale."""
    two = at_one_shape(LocalTrend(), LocalTrendFit, Trends([0.3, 0.9], [0.05]))
    peer = sm.tsa.UnobservedComponents(FULL, level="local linear trend", use_exact_diffuse=True)
    logs = []
    for r in (0.3, 0.9):
        one = at_one_shape(LocalTrend(), LocalTrendFit, Trends([r], [0.05]))
        logs.append(peer.loglike(np.array([0.95 * (1 - r), 0.95 * r, 0.05]) * one.scale**2))
    assert math.log(two.weights[0] / two.weights[1]) == pytest.approx(logs[0] - logs[1])


def test_the_average_keeps_mean_and_second_moments() -> None:
    """Two shapes by hand: the mean of their means; scale^2 the mean of theirs plus the spread of the means."""
    both, one, other = (
        at_one_shape(LocalTrend(), LocalTrendFit, Trends(r, [0.05])) for r in ([0.1, 0.9], [0.1], [0.9])
    )
    w = both.weights[:, np.newaxis]
    locs, scales = np.array([laws(one)[0], laws(other)[0]]), np.array([laws(one)[1], laws(other)[1]])
    loc, scale = laws(both)
    assert loc == pytest.approx(np.sum(w * locs, axis=0))
    assert scale**2 == pytest.approx(np.sum(w * (scales**2 + (locs - loc) ** 2), axis=0))
    assert both.scale == pytest.approx([one.scale, other.scale][both.likeliest])


def test_a_fit_tells_its_heaviest_shape() -> None:
    """A line with scatter needs no memory; a slope that wanders is seen as one."""
    years, rng = range(1990, 2020), np.random.default_rng(3)
    line = 0.5 * np.arange(30) + rng.normal(size=30)
    bent = np.cumsum(np.cumsum(rng.normal(size=30)))
    assert Arima().fit(years, line).order == (0, 0, 0)
    assert Arima().fit(years, bent).order in [(1, 1, 0), (0, 2, 1), (1, 1, 1)]
    assert LocalTrend().fit(years, line).shares[0] > 0.9
    assert LocalTrend().fit(years, bent).shares[2] > 0.2
    alpha, _, phi = Holt().fit(years, np.cumsum(rng.normal(size=30))).constants
    assert alpha >= 0.65
    assert 0.8 <= phi <= 1.0
