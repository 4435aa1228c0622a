"""One series beside another: the prior where nothing is known of both, least squares where much is, and its own process covered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from shkplan.models.beside import fitted
from shkplan.models.pairs import NOMINAL, PRICES, REGIONS, UNLIKE

EVERY = (REGIONS, PRICES, NOMINAL, UNLIKE)
YEARS = np.arange(2001, 2061)


def drawn(prior, n, rng, *, ahead=0):
    """(years, own, reference) of a process that the prior holds for usual: its lead, slope, scatter and persistence drawn once."""
    x = 5.0 + 2.0 * rng.standard_normal(n + ahead)
    sigma = prior.scatter * np.exp(prior.spread * np.clip(rng.standard_normal(), -2.5, 2.5))
    rho = rng.choice(prior.persistence, p=np.asarray(prior.shares) / sum(prior.shares))
    root = np.linalg.cholesky(rho ** np.abs(np.subtract.outer(np.arange(n + ahead), np.arange(n + ahead))))
    lead, slope = prior.lead * rng.standard_normal(), prior.slope + prior.slope_spread * rng.standard_normal()
    centre = x[:n].mean() if n else 5.0
    y = centre + lead + slope * (x - centre) + sigma * (root @ rng.standard_normal(n + ahead))
    return YEARS[: n + ahead], y, x


@pytest.mark.parametrize("prior", EVERY, ids=lambda prior: prior.name)
def test_without_a_common_year_the_law_is_the_prior(prior):
    """No year known of both: lead, slope and their spreads are those of other pairs, to the last digit."""
    none = np.empty(0)
    fit = fitted(prior, np.empty(0, dtype=int), none, none, np.array([4.0, 5.0, 6.0]))
    unit = np.hypot(np.std([4.0, 5.0, 6.0]), 0.3) ** prior.power
    assert fit.centre == 5.0
    assert fit.slope == pytest.approx((prior.slope, prior.slope_spread))
    assert fit.lead == pytest.approx((0.0, prior.lead * unit))
    assert fit.weights.sum(axis=1) == pytest.approx(np.asarray(prior.shares) / sum(prior.shares))


def test_with_many_common_years_the_slope_is_that_of_least_squares():
    """Sixty years of independent scatter: slope and standard error are those of statsmodels' OLS, within the prior's pull."""
    rng = np.random.default_rng(3)
    x = 5.0 + 3.0 * rng.standard_normal(60)
    y = 4.0 + 0.4 * x + 1.5 * rng.standard_normal(60)
    wide = replace(UNLIKE, lead=50.0, slope_spread=50.0, shares=(1.0, 1e-12, 1e-12, 1e-12))
    found, ols = fitted(wide, YEARS, y, x, x), sm.OLS(y, sm.add_constant(x - x.mean())).fit()
    assert found.slope == pytest.approx((ols.params[1], ols.bse[1]), rel=0.03)
    assert found.lead[0] + x.mean() == pytest.approx(ols.params[0], abs=0.02)
    shrunk = fitted(REGIONS, YEARS, y, x, x)
    assert abs(shrunk.slope[0] - ols.params[1]) < 0.1 * abs(REGIONS.slope - ols.params[1])


def test_a_few_common_years_lie_between_prior_and_least_squares():
    """Shrinkage: five years with a slope of their own move the usual one part of the way, more when there are ten."""
    x = np.array([2.0, 8.0, 4.0, 6.0, 5.0, 3.0, 7.0, 5.5, 4.5, 6.5])
    wiggle = np.array([0.6, -0.5, -0.4, 0.7, -0.3, 0.4, -0.6, 0.2, 0.3, -0.4])
    y = 5.0 + 0.1 * (x - 5.0) + wiggle
    five, ten = (fitted(REGIONS, YEARS[:n], y[:n], x[:n], x[:n]).slope[0] for n in (5, 10))
    assert 0.1 < ten < five < REGIONS.slope


def test_given_scatter_and_persistence_the_posterior_is_the_textbook_one():
    """One cell of the grid alone: Gaussian regression with a known covariance, worked out by the long way (joint normal)."""
    one = replace(REGIONS, spread=1e-9, shares=(1e-30, 1e-30, 1.0, 1e-30))
    x, y, t = np.array([3.0, 6.0, 9.0]), np.array([4.0, 5.0, 9.0]), np.array([2001, 2002, 2004])
    fit = fitted(one, t, y, x, x)
    design = np.column_stack([np.ones(3), x - 6.0])
    noise = one.scatter**2 * 0.6 ** np.abs(np.subtract.outer(t, t))
    before = np.diag([one.lead**2, one.slope_spread**2])
    cross = before @ design.T
    gain = cross @ np.linalg.inv(design @ before @ design.T + noise)
    mean = gain @ (y - 6.0 - one.slope * (x - 6.0))
    spread = before - gain @ cross.T
    assert fit.lead == pytest.approx((mean[0], np.sqrt(spread[0, 0])))
    assert fit.slope == pytest.approx((one.slope + mean[1], np.sqrt(spread[1, 1])))


def test_a_year_between_known_ones_is_nearer_to_the_line_of_both_sides():
    """Where rests persist, a year in a gap is tied to both sides; far ahead the tie is gone: rho^h."""
    x = np.full(4, 5.0)
    fit = fitted(REGIONS, np.array([2001, 2002, 2004, 2005]), x + 3.0, x, x)
    _, left = fit.leftover(0.6, np.array([2003, 2015]))
    assert left[0, 0] < 0.5 < 0.99 < left[1, 1] <= 1.0
    assert left[0, 1] == pytest.approx(0.0, abs=0.01)


def test_shifting_both_series_shifts_the_paths():
    """Equivariance: three points of log growth more everywhere, and every own path has three more."""
    rng = np.random.default_rng(4)
    t, y, x = drawn(REGIONS, 6, rng)
    ahead, other = np.array([2007, 2008, 2010]), 5.0 + rng.standard_normal((50, 3))
    first, *_ = fitted(REGIONS, t, y, x, x).draws(ahead, other, np.random.default_rng(1))
    moved, *_ = fitted(REGIONS, t, y + 3, x + 3, x + 3).draws(ahead, other + 3, np.random.default_rng(1))
    assert moved == pytest.approx(first + 3)


def test_a_better_year_of_the_reference_is_a_better_own_one_and_the_numbers_drawn_are_the_same():
    """One point more in one year: each path rises there by its own slope, and nowhere else."""
    rng = np.random.default_rng(5)
    t, y, x = drawn(REGIONS, 6, rng)
    ahead, other = np.array([2007, 2008, 2009]), 5.0 + rng.standard_normal((4000, 3))
    fit = fitted(REGIONS, t, y, x, x)
    first, *_ = fit.draws(ahead, other, np.random.default_rng(1))
    better, *_ = fit.draws(ahead, other + np.array([0, 1, 0]), np.random.default_rng(1))
    step = better - first
    assert step[:, [0, 2]] == pytest.approx(0.0)
    assert step[:, 1].mean() == pytest.approx(fit.slope[0], abs=0.02)
    assert step[:, 1].std() == pytest.approx(fit.slope[1], rel=0.1)


@pytest.mark.parametrize("prior", [REGIONS, replace(UNLIKE, power=0.0)], ids=["regions", "unlike"])
@pytest.mark.parametrize("n", [0, 2, 3, 8])
def test_its_own_process_is_covered(prior, n):
    """80 % bands of the lead over four years ahead hold 80 %, of 400 pairs drawn as the prior says, within the error of that many."""
    rng, inside = np.random.default_rng([7, n]), 0
    for _ in range(400):
        t, y, x = drawn(prior, n, rng, ahead=4)
        known = x[:n] if n else np.array([5.0])
        fit = fitted(prior, t[:n], y[:n], x[:n], known)
        paths, *_ = fit.draws(t[n:], np.broadcast_to(x[n:], (400, 4)), rng)
        low, high = np.quantile(paths.mean(axis=1), [0.1, 0.9])
        inside += low <= y[n:].mean() <= high
    assert stats.binomtest(int(inside), 400, 0.8).pvalue > 0.001


@pytest.mark.parametrize("size", [1.9, 6.0, 15.0, 25.0])
def test_the_scatter_has_no_ceiling_of_its_own(size):
    """Lead and slope given: the posterior mean of sigma is scipy's integral over the prior, also for a region eight times as wild as is usual."""
    rest = size * np.array([1.2, -0.4, -1.5, 0.3, 0.9, -1.1, 0.6, -0.2, 1.3, -0.8])
    given = replace(REGIONS, lead=1e-6, slope_spread=1e-6, shares=(1.0, 1e-30, 1e-30, 1e-30))
    x = np.full(10, 5.0)
    fit = fitted(given, YEARS[:10], x + rest, x, x)

    def log_density(log_sigma):
        prior = stats.norm.logpdf(log_sigma, np.log(REGIONS.scatter), REGIONS.spread)
        return prior + stats.norm.logpdf(rest[:, np.newaxis], 0, np.exp(log_sigma)).sum(axis=0)

    fine = np.linspace(np.log(0.1), np.log(200.0), 20_001)
    logs = log_density(fine)
    weights = np.exp(logs - logs.max())
    assert fit.scatter == pytest.approx(np.sum(weights * np.exp(fine)) / weights.sum(), rel=0.01)


@pytest.mark.parametrize("years", [[2006], [2006, 2008]])
def test_the_density_of_an_own_figure_is_that_of_the_paths(years):
    """Given the reference's growth, own growth is drawn from the density that weighs it: scipy's kernel estimate agrees within a tenth."""
    rng = np.random.default_rng(8)
    t, y, x = drawn(REGIONS, 5, rng)
    fit, ahead, other = fitted(REGIONS, t, y, x, x), np.array(years), np.full(len(years), 6.0)
    paths, *_ = fit.draws(ahead, np.broadcast_to(other, (40_000, len(years))), rng)
    for at in (paths.mean(axis=0), paths.mean(axis=0) + 0.7 * paths.std(axis=0)):
        said = np.exp(fit.density(ahead, at, other[np.newaxis]))[0]
        assert said == pytest.approx(stats.gaussian_kde(paths.T)(at)[0], rel=0.1)
