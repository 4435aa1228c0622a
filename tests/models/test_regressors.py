"""The local linear trend around what else is known: against statsmodels, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm  # type: ignore[import-untyped]

import shkplan as sp
from shkplan.base.errors import NotAssessable
from shkplan.models.lattice_average import averaged
from shkplan.models.local_trend import LocalTrend, LocalTrendFit, Regressed, Trends
from tests.making import indicator, series

YEARS = [2008, 2009, 2010, 2011, 2014, 2015, 2016, 2018, 2019, 2020]
VALUES = np.array([3.0, 3.9, 4.1, 5.2, 5.6, 6.6, 6.9, 8.9, 9.3, 10.4])
FULL = np.full(13, np.nan)
FULL[np.subtract(YEARS, 2008)] = VALUES
CITY = dict(zip(range(2008, 2026), np.random.default_rng(5).normal(7, 2, 18).tolist(), strict=True))
MINERS = dict(zip(range(2008, 2026), (np.random.default_rng(6).normal(size=18).cumsum() * 1e6).tolist(), strict=True))


@pytest.mark.parametrize("told", [{"city": CITY}, {"city": CITY, "miners": MINERS}])
@pytest.mark.parametrize(("r", "q"), [(0.3, 0.05), (1.0, 0.01), (0.5, 0.0)])
def test_it_is_unobserved_components_with_exog(told: dict[str, dict[int, float]], r: float, q: float) -> None:
    """Mean and standard error of the Kalman filter whose state holds the coefficients, diffuse; regressors in any unit."""
    model, trends = LocalTrend(told), Trends([r], [q])
    years = np.array(YEARS)
    fit = averaged(model, LocalTrendFit, Regressed(trends, told, years), years, VALUES)
    x = np.array([[one[year] for one in told.values()] for year in range(2008, 2026)])
    x = (x - x.mean(axis=0)) / x.std(axis=0)  # the peer starts its coefficients near zero, with a large variance
    peer = sm.tsa.UnobservedComponents(FULL, level="local linear trend", exog=x[:13], mle_regression=False)
    ahead = peer.smooth(np.array([(1 - q) * (1 - r), (1 - q) * r, q]) * fit.scale**2).get_forecast(5, exog=x[13:])
    found = [fit.law(year) for year in range(2021, 2026)]
    assert fit.df == len(YEARS) - 2 - len(told)
    assert [law.median for law in found] == pytest.approx(ahead.predicted_mean, rel=1e-4)
    assert [law.scale for law in found] == pytest.approx(ahead.se_mean, rel=1e-3)  # type: ignore[attr-defined]


def test_paths_have_the_laws_for_marginals() -> None:
    fit = sp.local_trend({"city": CITY}).fit(YEARS, VALUES)
    paths = fit.paths(np.arange(2021, 2026), 20_000, np.random.default_rng(1))
    for at, year in enumerate(range(2021, 2026)):
        assert np.mean(paths[:, at] <= fit.law(year).ppf(0.9)) == pytest.approx(0.9, abs=0.01)


def test_a_regressor_that_matters_is_found() -> None:
    """y = 3 x + noise of 0.1: the year whose x is known is foretold far better than without x."""
    values = 3 * np.array([CITY[year] for year in range(2008, 2022)]) + 0.1 * np.random.default_rng(2).normal(size=14)
    years = range(2008, 2022)
    with_x, without = (
        sp.local_trend({"city": CITY}).fit(years, values).law(2022),
        LocalTrend().fit(years, values).law(2022),
    )
    low, high = with_x.interval(0.95)
    assert low < 3 * CITY[2022] < high
    assert high - low < 0.2 * np.diff(without.interval(0.95))[0]


def test_what_is_not_told_is_refused_not_filled() -> None:
    """A measured year, a year asked, a gap that is drawn: each needs the regressor, and the reason names the year."""
    known = {year: value for year, value in CITY.items() if year <= 2022}
    with pytest.raises(NotAssessable, match="not known for 2010"):
        sp.local_trend({"city": {y: v for y, v in known.items() if y != 2010}}).fit(YEARS, VALUES)
    fit = sp.local_trend({"city": known}).fit(YEARS, VALUES)
    assert fit.law(2022).median > 0
    with pytest.raises(NotAssessable, match="“city” is not known for 2023; a future year needs a path in the scenario"):
        fit.law(2023)
    with pytest.raises(NotAssessable, match="2023"):
        fit.paths(np.arange(2021, 2026), 10, np.random.default_rng(1))
    with pytest.raises(ValueError, match="'city' is not a finite number"):
        sp.local_trend({"city": {2020: float("nan")}})


@pytest.mark.parametrize("shape", [lambda year: 3.0, lambda year: 2.5 * (year - 1990)])
def test_a_regressor_that_is_a_line_is_refused(shape: object) -> None:
    """The trend is one already."""
    told = {year: shape(year) for year in range(2008, 2026)}  # type: ignore[operator]
    with pytest.raises(NotAssessable, match="cannot be told apart from a straight line"):
        sp.local_trend({"line": told}).fit(YEARS, VALUES)


def test_it_is_handed_to_project_and_backtest() -> None:
    """A model in place of a name; each regressor asks for one more year."""
    one = series(indicator(), dict(zip(YEARS, VALUES.tolist(), strict=True)))
    model = sp.local_trend({"city": CITY})
    found = sp.project(one, to=2025, model=model, n_paths=200)
    assert (found.model, found.years[-1], model.minimum) == ("local-trend", 2025, 5)
    with pytest.raises(NotAssessable, match="not known for 2026"):
        sp.project(one, to=2030, model=model, n_paths=200)
    tested = sp.backtest(one, models=[model], horizon=2)
    assert min(tested.origins) == 2014  # the fifth year; at the fourth it is a failure
    assert tested.failures["origin"].tolist() == [2011]
