"""What an expert objects to in a law: chance calm, an outlier for ever, growth that explodes or is damped against all evidence."""

from __future__ import annotations

import numpy as np
import pytest

from shkplan.distributions.links import FloatArray, Support
from shkplan.distributions.predictive import Point
from shkplan.models.averaged_ets import AveragedEts, AveragedEtsFit
from shkplan.models.averaged_ets.breaks import chances, without
from shkplan.models.averaged_ets.plausible import Plausible, mean_square, steadiness

YEARS = np.arange(2008, 2024)
NOISE = np.random.default_rng(2020).normal(size=YEARS.size)
CALM = 50 + 0.5 * NOISE
PLAUSIBLE = Plausible(step=0.07, share_step=0.02, steps=1.0, pace=0.08, doubt=0.1)


def fitted(values: FloatArray, support: Support = Support(0.0), years: np.ndarray = YEARS) -> AveragedEtsFit:  # noqa: B008
    return AveragedEts().fit(years, values, support)


def width(fit: AveragedEtsFit, year: int = 2025, level: float = 0.8) -> float:
    low, high = fit.law(year).interval(level)
    return high - low


@pytest.mark.parametrize("support", [Support(), Support(0.0), Support(0.0, 100.0)], ids=["line", "above", "share"])
def test_one_year_unlike_the_others_is_not_the_usual_scatter(support: Support) -> None:
    """An outlier of twenty sigma: an 80 % band a few times that of the calm series, not twenty times; so for a shift."""
    outlier, shift = CALM - 10 * (YEARS == 2016), CALM + 10 * (YEARS >= 2016)
    for values, level in ((outlier, 50), (shift, 60)):
        fit = fitted(values, support)
        assert width(fit) < 3 * width(fitted(CALM, support))
        low, high = fit.law(2025).interval(0.8)
        assert low < level < high


def test_the_chance_of_another_such_year_stays() -> None:
    """However clear the outlier, the series as it is keeps one part in n: the 99 % band is far wider than the 80 % one."""
    fit = fitted(CALM - 25 * (YEARS == 2016))
    shapes = fit.learned.weights[0].sum(axis=1).reshape(-1, 3).sum(axis=1)  # a row for each reading
    assert shapes[0] == pytest.approx(1 / 16)
    assert width(fit, level=0.99) > 8 * width(fit)


def test_a_calm_series_is_heard_as_it_is() -> None:
    assert len(fitted(CALM).learned.scales) == 3


def test_measured_years_and_gaps_know_of_no_break() -> None:
    """A shift is taken out of the years before it for what is to come; the years themselves, and gaps, stay where they were."""
    there = (YEARS != 2011) & (YEARS != 2018)
    fit = fitted((CALM + 10 * (YEARS >= 2016))[there], years=YEARS[there])
    assert fit.law(2010) == Point(float(CALM[2]))
    for year, level in ((2006, 50), (2011, 50), (2018, 60)):
        low, high = fit.law(year).interval(0.8)
        assert low < level < high
    paths = fit.paths([2011, 2018], 4000, np.random.default_rng(1))
    np.testing.assert_allclose(np.median(paths, axis=0), [fit.law(2011).median, fit.law(2018).median], atol=0.2)


def test_what_a_series_is_without_its_break() -> None:
    """By hand: 1 2 9 4 5 has a pulse of 6 in the middle; 1 2 3 14 15 a shift of 10; a gap counts its years."""
    years = np.array([0, 1, 2, 3, 4])
    cleaned, size = without("pulse", np.array([[1.0, 2.0, 9.0, 4.0, 5.0]]), years)
    assert (cleaned[0].tolist(), size.tolist()) == ([1, 2, 3, 4, 5], [6])
    cleaned, size = without("shift", np.array([[1.0, 2.0, 3.0, 14.0, 15.0]]), years)
    assert (cleaned[0].tolist(), size.tolist()) == ([11, 12, 13, 14, 15], [10])
    cleaned, size = without("pulse", np.array([[1.0, 2.0, 9.0, 5.0, 6.0]]), np.array([0, 1, 2, 4, 5]))
    assert (cleaned[0].tolist(), size.tolist()) == ([1, 2, 3, 5, 6], [6])


def test_chances_are_odds_less_their_cost() -> None:
    """log odds = gain - log n - 6, by hand; what is below two in a hundred counts as none; one in n stays."""
    n, gain = 10, 9.0
    odds = np.exp(gain - np.log(n) - 6)
    found = chances(np.array([[gain, 0.0]]), n)
    assert found[0, 1] == pytest.approx(odds / (1 + odds + np.exp(-np.log(n) - 6)))
    assert found[0, 2] == 0
    assert chances(np.array([[1e6, -1e6]]), n)[0].tolist() == pytest.approx([0.1, 0.9, 0])


def test_a_break_in_the_last_year_may_yet_go_back() -> None:
    """Twelve steps of 3 % and scatter of 1, then -40 %: the 95 % band holds half of the way back, and as much below."""
    values = 100 * np.cumprod(1.03 + 0.01 * NOISE[:13])
    values[-1] = 0.6 * values[-2]
    low, high = fitted(values, years=YEARS[:13]).law(2021).interval(0.95)
    half = (values[-2] - values[-1]) / 2
    assert low < values[-1] - half < values[-1] + half < high
    cleaned, size = without("shift", np.array([[1.0, 2.0, 3.0, 4.0, 5.5, 20.0]]), np.arange(6))
    assert (cleaned[0].tolist(), size.tolist()) == ([1.5, 2.5, 3.5, 4.5, 5.5, 20], [0.5])


def test_three_figures_that_agree_are_no_calm_series() -> None:
    """500.0, 500.2, 500.1: a level moves by some per cent a year, whatever three figures say; a line has no unit."""
    values, years = np.array([500.0, 500.2, 500.1]), np.arange(3)
    assert width(fitted(values, years=years), 4, 0.95) > 0.04 * 500
    assert width(fitted(values, Support(), years), 4, 0.95) < 0.04 * 500


def test_steady_growth_goes_on() -> None:
    """40 % with 3 % of noise for ten years: five years on, the median has grown by 30 % a year at least; a band holds 40 %."""
    values = np.asarray(100 * np.cumprod(1.4 + 0.03 * NOISE[:10]), dtype=np.float64)
    law = fitted(values, years=YEARS[:10]).law(2022)
    assert (law.median / values[-1]) ** (1 / 5) > 1.3
    low, high = law.interval(0.8)
    assert low < values[-1] * 1.4**5 < high


def test_two_good_years_after_a_dull_decade_do_not_go_on() -> None:
    """Ten years around 50, then 65 and 85: five years on, the median has grown by less than 8 % a year."""
    values = np.concatenate([CALM[:10], [65.0, 85.0]])
    law = fitted(values, years=YEARS[:12]).law(2024)
    assert 1.0 < law.median / 85 < 1.08**5


def test_steadiness_by_its_formula() -> None:
    """Log steps .1 and .3 in turn, six of them: variance .012, below .012 x 5 / chi^2(5, one in ten) = .0373 in nine of ten."""
    logs = np.cumsum([0, 0.1, 0.3, 0.1, 0.3, 0.1, 0.3])
    lasting, kept = steadiness(PLAUSIBLE, np.exp(logs)[np.newaxis], np.zeros((1, 1)), np.arange(7))
    scatter = 0.012 * 5 / 1.61031
    assert kept[0, 0] == pytest.approx(1 / (1 + scatter / 0.01), rel=1e-4)
    assert lasting[0, 0] == 0
    assert mean_square(logs[np.newaxis], np.arange(7))[0] == pytest.approx(0.05)
    lasting, kept = steadiness(PLAUSIBLE, 1.1 ** np.arange(7.0)[np.newaxis], np.zeros((1, 1)), np.arange(7))
    assert (lasting[0, 0], kept[0, 0]) == pytest.approx((5 * np.log(1.1), 1.0))
