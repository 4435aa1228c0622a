"""Rates of growth come back: to a level of their own, to a scatter that growth has had anywhere, and never run away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from shkplan.distributions.links import Support
from shkplan.forecast.informing import DEFAULT_MODEL
from shkplan.forecast.learning.panels import held_out
from shkplan.forecast.panel import project_panel
from shkplan.models import MODELS
from shkplan.models.reverting import PHI, SHARE

MODEL = MODELS["mean-reverting"]
ABOVE = Support(-100.0)
YEARS = np.arange(2012, 2022)
RATES = np.array([6.9, 6.7, 6.8, 6.6, 6.1, 2.3, 8.1, 3.0, 5.2, 5.0])


def test_rates_of_growth_take_it_by_default() -> None:
    assert DEFAULT_MODEL["growth"] == MODEL.name


def test_three_rates_that_agree_by_chance_are_no_calm_series() -> None:
    """6.7, 7.0 and 7.0: the city published 3.4 two years later, which the 95 % band holds, and not by its edge."""
    law = MODEL.fit([2017, 2018, 2021], [6.7, 7.0, 7.0], ABOVE).law(2023)
    low, high = law.interval(0.95)
    assert low < 1.0
    assert 10.0 < high < 20.0
    assert 4.5 < law.median < 7.0


def test_far_ahead_growth_stays_within_what_countries_have_grown() -> None:
    """95 of 100 yearly rates of growth lay between -10.5 and 13.2 % (World Bank, 1990-2025, two thirds of the regions)."""
    for rates in (RATES, 2 * RATES, -RATES, 4 * (RATES - 5) + 5):
        low, high = MODEL.fit(YEARS, rates, ABOVE).law(2081).interval(0.95)
        assert -10.5 < low < 0
        assert 5 < high < 15


def test_a_wild_series_calms_and_a_calm_one_does_not_stay_so() -> None:
    wild, calm = (MODEL.fit(YEARS, 5 + factor * (RATES - RATES.mean()), ABOVE) for factor in (5.0, 0.1))
    near, far = (np.ptp(wild.law(year).interval(0.8)) for year in (2022, 2042))
    assert far < 0.8 * near
    near, far = (np.ptp(calm.law(year).interval(0.8)) for year in (2022, 2042))
    assert far > 1.5 * near


def test_one_year_of_minus_twenty_is_not_the_usual_scatter() -> None:
    """-20 among rates of 5: next year's 80 % band is less than three times that of the calm series, and lies around 5."""
    years, calm = np.arange(2010, 2022), 5 + 0.3 * np.sin(np.arange(12.0))
    shocked = np.where(years == 2018, -20.0, calm)
    one, other = (MODEL.fit(years, rates, ABOVE).law(2022) for rates in (shocked, calm))
    assert np.ptp(one.interval(0.8)) < 3 * np.ptp(other.interval(0.8))
    assert one.interval(0.8)[0] > -1
    assert MODEL.fit(years, shocked, ABOVE).law(2018).median == -20.0


def test_the_unit_is_that_of_the_bound() -> None:
    """Shares of one above -1 are the percents above -100."""
    one = MODEL.fit(YEARS, RATES, ABOVE).law(2025).ppf([0.025, 0.5, 0.975])
    other = MODEL.fit(YEARS, RATES / 100, Support(-1.0)).law(2025).ppf([0.025, 0.5, 0.975])
    np.testing.assert_allclose(other, one / 100, rtol=1e-9)


def test_a_trend_has_one_hump() -> None:
    """Without a known unit a steady climb stays one Student t near where it ended, not half at its mean."""
    fit = MODEL.fit(YEARS, 100 + 12.0 * np.arange(10) + RATES)
    law = fit.law(2022)
    assert 160 < law.median < 230
    density = np.diff(law.cdf(np.linspace(50, 350, 61)))
    rising = np.diff(density) > 0
    assert np.count_nonzero(rising[:-1] != rising[1:]) == 1


def test_law_of_a_single_member_by_the_textbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """One member, no unit: kriging of N(mu 1, (1 - share) I + share AR(phi)) with mu flat, written out."""
    monkeypatch.setattr("shkplan.models.reverting.PHI", PHI[1:2])
    monkeypatch.setattr("shkplan.models.reverting.SHARE", SHARE[1:2])
    phi, share, n = PHI[1], SHARE[1], YEARS.size
    law = MODEL.fit(YEARS, RATES).law(2024)
    lag = np.abs(np.subtract.outer(np.append(YEARS, 2024), np.append(YEARS, 2024)))
    full = (1 - share) * (lag == 0) + share * phi**lag
    inverse, cross, one = np.linalg.inv(full[:n, :n]), full[:n, n], np.ones(n)
    mu = one @ inverse @ RATES / (one @ inverse @ one)
    mean = mu + cross @ inverse @ (RATES - mu)
    lack = 1 - cross @ inverse @ one
    variance = full[n, n] - cross @ inverse @ cross + lack**2 / (one @ inverse @ one)
    s2 = (RATES - mu) @ inverse @ (RATES - mu) / (n - 1)
    expected = stats.t(n - 1, mean, np.sqrt(s2 * variance)).ppf([0.025, 0.5, 0.9])
    np.testing.assert_allclose(law.ppf([0.025, 0.5, 0.9]), expected, rtol=1e-4)


def test_ten_years_ahead_it_holds_what_it_says_in_calm_and_in_wild_countries(panels: Path) -> None:
    """Every origin of the regions that constants were chosen on: 95 % bands hold 93-97 % within each third."""
    frame = pd.read_csv(panels / "wdi_yearly.csv.gz")
    frame = frame[frame["indicator"].str.startswith("GDP growth") & ~frame["region"].map(held_out).astype(bool)]
    rows = []
    for _, one in frame.sort_values("year").groupby("region"):
        values = one["value"].to_numpy()
        for origin in range(12, values.size - 9):
            given = values[max(0, origin - 20) : origin]
            low, high = MODEL.fit(np.arange(given.size), given, ABOVE).law(given.size + 9).interval(0.95)
            rows.append((given.std(), low <= values[origin + 9] <= high))
    volatility, held = np.array(rows).T
    for third in np.array_split(held[np.argsort(volatility)], 3):
        assert 0.93 <= third.mean() <= 0.97


def test_a_panel_says_what_each_fit_says() -> None:
    """Lengths 3 to 30, gaps, an outlier, a flat series, one at -100 %: the same quantiles to rounding, the same reasons."""
    rng, parts = np.random.default_rng(4), []
    for at, n in enumerate((3, 10, 10, 10, 30, 5, 4)):
        years = np.delete(np.arange(2000, 2001 + n), n // 2)
        values = 5 + 3 * rng.normal(size=n)
        values = np.where(years == 2003, -40.0, values) if at == 3 else np.full(n, 6.0) if at == 5 else values
        values[0] = -100.0 if at == 6 else values[0]
        parts.append(pd.DataFrame({"series": at, "year": years, "value": values, "lower": -100.0}))
    table = project_panel(pd.concat(parts), 9, model=MODEL.name)
    assert [name for name, _ in table.attrs["failures"]] == [6]
    for at, rows in enumerate(parts[:6]):
        asked = rows["year"].max() + np.arange(1, 10)
        expected = MODEL.fit(rows["year"], rows["value"], ABOVE).quantiles(asked, np.unique(table["prob"]))
        np.testing.assert_allclose(table.loc[table["series"] == at, "value"], expected.ravel(), rtol=1e-9)
