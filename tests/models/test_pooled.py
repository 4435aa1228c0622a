"""The pooled model: a region within its class, against the dense multivariate normal, and in the world it believes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from shkplan.base.errors import NotAssessable
from shkplan.distributions.links import FloatArray
from shkplan.distributions.predictive import Point, StudentT
from shkplan.models.base import IntArray
from shkplan.models.pooled import Dynamics, Known, Pooled, PooledFit, ReferenceClass
from shkplan.models.transformed import OnLink
from tests.contract import test_models as contract
from tests.contract import test_models_refusals as refusals

LEVELS = Dynamics(False, 0.7, 0.3, 0.05, 0.1, df=5.0, scale=0.3)
RATES = Dynamics(True, 0.6, 0.0, 0.4, 0.2, df=5.0, scale=0.8)
PLACED = replace(LEVELS, pull=0.2, speed=0.1, lean=(-0.1, 0.05), bend=(0.1, -0.05))
YEARS = np.arange(1996, 2022)
MEAN = 4.0 + np.cumsum(np.random.default_rng(1).normal(0.2, 0.15, YEARS.size))
habits = pytest.mark.parametrize("dynamics", [LEVELS, RATES, PLACED], ids=["levels", "rates", "placed"])


def sisters(dynamics: Dynamics = LEVELS, years: IntArray = YEARS, mean: FloatArray = MEAN) -> ReferenceClass:
    return ReferenceClass("sisters", years, mean, 1.0, dynamics, 30, 500, 4)


def pooled(dynamics: Dynamics = LEVELS, years: IntArray = YEARS, mean: FloatArray = MEAN) -> Pooled:
    return Pooled(Known("sisters", {int(years[-1]): sisters(dynamics, years, mean)}), int(years[-1]))


def student(fit: PooledFit, year: int) -> StudentT:
    law = fit.law(year)
    assert isinstance(law, StudentT)
    return law


# ---- the laws of every model


@habits
@pytest.mark.parametrize(
    "law",
    [
        contract.test_law_is_a_law,
        contract.test_many_years_at_once_are_the_laws_one_by_one,
        contract.test_copies_equal_their_original,
        contract.test_same_seed_same_paths,
        contract.test_paths_follow_the_law_of_each_year,
        contract.test_asking_a_year_alone_or_among_others,
        contract.test_covariances_are_such,
        contract.test_covariance_is_never_above_the_whole_law,
        contract.test_a_fit_is_a_value_of_its_own,
        refusals.test_bad_questions_teach,
    ],
    ids=lambda law: law.__name__,
)
def test_it_keeps_the_contract(law: Callable[..., None], dynamics: Dynamics) -> None:
    """As every model of the catalogue; its class is known to 2021 and each law says what that means."""
    law(model=OnLink(pooled(dynamics)))


@pytest.mark.parametrize(
    ("years", "values", "teaches"),
    [
        ([2019, 2020], [1.0], "one value for each year"),
        ([2020, 2019], [1.0, 2.0], "year 2020 is followed by 2019. Sort"),
        ([2020.5], [1.0], "Pass int"),
        ([2020], [np.nan], "value of 2020 .* Leave a year out"),
    ],
)
def test_bad_input_teaches(years: Any, values: Any, teaches: str) -> None:
    with pytest.raises(ValueError, match=teaches):
        pooled().fit(years, values)


def test_no_figure_and_no_class_are_refused() -> None:
    """One figure is enough and none is not; a class that knew nothing yet is named, with the year."""
    with pytest.raises(NotAssessable, match="at least 1"):
        pooled().fit(np.array([], dtype=int), [])
    with pytest.raises(NotAssessable, match="by 2019 the class “sisters” has too few"):
        Pooled(pooled().classes).fit([2019], [1.0])


def test_classes_know_no_later_year() -> None:
    """Of classes known by year the latest that is not later than the series' last figure, unless told otherwise."""
    by_year = {year: sisters(replace(LEVELS, scale=year / 1000)) for year in (2010, 2015, 2020)}
    classes = Known("sisters", by_year)
    for asked, expected in [(2009, None), (2010, 2010), (2014, 2010), (2015, 2015), (2030, 2020)]:
        assert classes.at(asked) == (None if expected is None else by_year[expected])
    assert Pooled(classes).fit([2011, 2016], [5.0, 6.0]).reference == by_year[2015]
    assert Pooled(classes, known_to=2012).fit([2011, 2016], [5.0, 6.0]).reference == by_year[2010]


# ---- formulas written out


def walk(dynamics: Dynamics, years: IntArray, since: int) -> FloatArray:
    """Covariance of z - c - (z - c)(since) over sigma^2, summed year by year from shocks, slopes and drift, and of noise."""
    span = np.arange(min(years[0], since), max(years[-1], since) + 1)
    moves = span[1:]
    change = np.eye(moves.size) + dynamics.constant
    for i, one in enumerate(moves):
        for j, other in enumerate(moves):
            change[i, j] += dynamics.slope * dynamics.persistence ** abs(int(one) - int(other))
    sign = np.array([[float(since < move <= year) - float(year < move <= since) for move in moves] for year in years])
    noise = dynamics.noise * (np.eye(years.size) * (years != since) + np.outer(years != since, years != since))
    return np.asarray(sign @ change @ sign.T + noise)


def back_and_on(dynamics: Dynamics, years: IntArray) -> FloatArray:
    lag = np.abs(years[:, np.newaxis] - years)
    return np.asarray(dynamics.persistence**lag + dynamics.constant + dynamics.noise * (lag == 0))


@pytest.mark.parametrize("dynamics", [LEVELS, RATES], ids=["levels", "rates"])
@pytest.mark.parametrize("own", [[2015], [2010, 2015], [2005, 2006, 2010, 2014, 2015]], ids=len)
def test_it_is_the_dense_multivariate_student(dynamics: Dynamics, own: list[int]) -> None:
    """Own figures, and years before, between and after them that the class knows: the conditional formula, dense.

    A normal prior times a scaled inverse chi-squared sigma^2 makes a Student t: centre K12 K22^-1 y, scale
    s^2 (K11 - K12 K22^-1 K21), s^2 = (df scale^2 + y' K22^-1 y) / (df + n), df + n degrees of freedom; of a level the
    last figure says where it lies and the other n - 1 are counted from it.
    """
    asked = np.array([2000, 2003, 2008, 2012, 2016, 2021])
    values = MEAN[np.searchsorted(YEARS, own)] + np.random.default_rng(len(own)).normal(0.5, 0.6, len(own))
    fit = pooled(dynamics).fit(own, values)
    off = values - MEAN[np.searchsorted(YEARS, own)]
    given, base = np.array(own), 0.0
    if not dynamics.reverting:
        base, given, off = off[-1], given[:-1], (off - off[-1])[:-1]
    every = np.concatenate([given, asked])
    if dynamics.reverting:
        cov = back_and_on(dynamics, every)
    else:
        order = np.argsort(every)
        cov = np.empty((every.size, every.size))
        cov[np.ix_(order, order)] = walk(dynamics, every[order], own[-1])
    n = given.size
    a, b, c = cov[n:, n:], cov[n:, :n], cov[:n, :n]
    s2 = (dynamics.df * dynamics.scale**2 + off @ np.linalg.solve(c, off)) / (dynamics.df + n)
    centre = MEAN[np.searchsorted(YEARS, asked)] + base + b @ np.linalg.solve(c, off)
    expected = s2 * (a - b @ np.linalg.solve(c, b.T))
    assert fit.df == pytest.approx(dynamics.df + n)
    assert fit.scale**2 == pytest.approx(s2)
    assert fit.marginals(asked).loc == pytest.approx(centre)
    assert fit.scale**2 * fit.covariance(asked) == pytest.approx(expected)
    assert [student(fit, int(year)).scale for year in asked] == pytest.approx(np.sqrt(np.diagonal(expected)).tolist())


def test_paths_are_jointly_the_law() -> None:
    """Sums and differences of years, before, in gaps and after, to come of the class too, are Student t of the covariance."""
    years = np.array([1993, 2001, 2008, 2013, 2022, 2026])
    fit = pooled().fit([2005, 2010, 2015], [5.0, 6.5, 7.0])
    paths = fit.paths(years, 40_000, np.random.default_rng(3))
    centre, cov = fit.marginals(years).loc, fit.scale**2 * fit.covariance(years)
    p = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    for weights in (
        [1, 1, 1, 1, 1, 1],
        [0, 0, 0, 0, -1, 1],
        [-1, 1, 0, 0, 0, 0],
        [0, 0, 1, -1, 0, 0],
        [0, 0, 0, -1, 1, 0],
    ):
        w = np.array(weights, dtype=float)
        law = stats.t(fit.df, w @ centre, np.sqrt(w @ cov @ w))
        found = np.mean((paths @ w)[:, np.newaxis] <= law.ppf(p), axis=0)
        assert np.all(np.abs(found - p) <= 4 * np.sqrt(p * (1 - p) / len(paths))), weights


def test_degrees_of_freedom_are_shared_by_the_variances() -> None:
    """Region (df + n) and class (4) by their shares in the variance five years after the last figure."""
    fit = pooled(RATES).fit([2021], [MEAN[-1] + 1.0])
    shared = sisters(RATES).common(np.array([2026]))[1][0, 0]
    total = student(fit, 2026).scale ** 2
    share = shared / total
    assert 0.05 < share < 0.95
    assert fit.df == pytest.approx(1 / ((1 - share) / (RATES.df + 1) + share / 4.0))


@pytest.mark.parametrize("place", [-1.5, 0.0, 1.0, 9.0])
def test_a_place_in_the_class_leans_pulls_and_bends(place: float) -> None:
    """Two standard deviations above the mean: drifts, comes back and scatters as regions there did; clipped at 1.5."""
    here, plain = (pooled(d).fit([2015], [MEAN[19] + place]) for d in (PLACED, LEVELS))
    clipped, h = min(place, 1.5), np.arange(1, 7)
    lean = 0.3 * (-0.1 * clipped + 0.05 * (clipped**2 - 1)) * np.cumsum(0.95 ** (h - 1))
    pull = 0.2 * (1 - np.exp(-0.1 * h)) * place
    asked = 2015 + h
    assert here.marginals(asked).loc - plain.marginals(asked).loc == pytest.approx(lean - pull)
    assert here.scale / plain.scale == pytest.approx(np.exp(0.1 * clipped - 0.05 * (clipped**2 - 1)))
    assert here.law(2010).median == pytest.approx(plain.law(2010).median)  # what is past does not lean


# ---- what must not matter, and what must


@habits
@pytest.mark.parametrize(("shift", "factor"), [(100.0, 1.0), (-7.0, 40.0), (3.0, 0.01)])
def test_shift_and_scale(dynamics: Dynamics, shift: float, factor: float) -> None:
    """Another unit or zero for region and class alike: the same law in that unit."""
    scaled = replace(dynamics, scale=factor * dynamics.scale)
    other = replace(sisters(scaled, mean=shift + factor * MEAN), spread=factor)
    own, values = np.array([2012, 2015, 2019]), np.array([5.0, 6.0, 6.2])
    one = pooled(dynamics).fit(own, values)
    two = PooledFit(own, shift + factor * values, other)
    for year in (1990, 2013, 2017, 2020, 2025, 2031):
        a, b = one.law(year).interval(0.8), two.law(year).interval(0.8)
        assert b == pytest.approx((shift + factor * a[0], shift + factor * a[1]), rel=1e-6, abs=1e-9)


@habits
def test_time_has_no_origin(dynamics: Dynamics) -> None:
    one = pooled(dynamics).fit([2012, 2015, 2019], [5.0, 6.0, 6.2])
    two = pooled(dynamics, YEARS - 900).fit([1112, 1115, 1119], [5.0, 6.0, 6.2])
    for year in (1990, 2013, 2020, 2025):
        assert two.law(year - 900).interval(0.8) == pytest.approx(one.law(year).interval(0.8), rel=1e-9)


@pytest.mark.parametrize("dynamics", [LEVELS, RATES], ids=["levels", "rates"])
def test_time_has_a_mirror(dynamics: Dynamics) -> None:
    """Class and region run backwards: a class before its first year is as little known as after its last."""
    one = pooled(dynamics).fit([2016], [6.0])
    two = PooledFit(np.array([-2016]), np.array([6.0]), sisters(dynamics, -YEARS[::-1], MEAN[::-1]))
    for year in (1985, 1995, 2000, 2018, 2025):
        a, b = student(one, year), student(two, -year)
        assert (b.loc, b.scale) == pytest.approx((a.loc, a.scale))


def test_few_figures_follow_the_class_and_many_themselves() -> None:
    """Two classes that part by four scatters of a region a year: the more figures of its own, the less the laws part."""
    years = np.arange(1822, 2022)
    classes = [sisters(LEVELS, years, np.linspace(0.0, slope * 199, 200)) for slope in (0.6, -0.6)]
    own = np.cumsum(np.random.default_rng(4).normal(0.1, 0.3, years.size))
    parted = []
    for n in (1, 3, 25, 200):
        laws = [student(PooledFit(years[-n:], own[-n:], one), 2026) for one in classes]
        parted.append((laws[0].loc - laws[1].loc) / (2 * 0.6 * 5))
    assert parted[:2] == pytest.approx([1.0, 0.8], abs=0.2)
    assert np.all(np.diff(parted) < 0)
    assert parted[3] < 0.2


def test_a_gap_is_held_from_both_sides() -> None:
    """The band of a gap of nine years is widest in its middle, nothing at its ends, and below that of years to come."""
    fit = pooled().fit([2005, 2015], [5.0, 6.5])
    width = [np.ptp(fit.law(year).interval(0.8)) for year in range(2006, 2015)]
    assert np.argmax(width) in (3, 4, 5)
    assert np.all(np.diff(width[:4]) > 0)
    assert np.all(np.diff(width[5:]) < 0)
    assert max(width) < np.ptp(fit.law(2020).interval(0.8))
    assert fit.law(2005) == Point(5.0)


def test_a_class_that_knows_later_years_helps() -> None:
    """What the sisters did since the region's last figure moves it, and narrows its band."""
    full, short = sisters(), sisters(LEVELS, YEARS[:-5], MEAN[:-5])
    jumped = replace(full, mean=np.where(YEARS > 2016, MEAN - 1.0, MEAN))
    here, lower, blind = (PooledFit(np.array([2014, 2016]), np.array([6.0, 6.1]), of) for of in (full, jumped, short))
    assert lower.law(2021).median == pytest.approx(here.law(2021).median - 1.0)
    assert student(here, 2021).scale < student(blind, 2021).scale


@habits
@pytest.mark.parametrize("mean", [np.full(26, 4.0), 4.0 + 0.1 * np.arange(26), np.where(YEARS < 2010, 4.0, 5.0)])
@pytest.mark.parametrize("n", [1, 2, 26])
def test_no_law_is_certain(dynamics: Dynamics, mean: FloatArray, n: int) -> None:
    """A class that never moved, or on a straight line, and a region exactly on it: bands of width, that grow."""
    fit = pooled(dynamics, mean=mean).fit(YEARS[-n:], mean[-n:])
    width = [np.ptp(fit.law(year).interval(0.8)) for year in range(2022, 2035)]
    assert min(width) > 0.01 * dynamics.scale
    if not dynamics.reverting:
        assert np.all(np.diff(width) > 0)
    assert np.all(np.isfinite(fit.paths(np.arange(2010, 2035), 10, np.random.default_rng(1))))


def test_a_young_class_answers() -> None:
    """Six years of a class, two figures of a region, one outside them."""
    fit = pooled(LEVELS, YEARS[-6:], MEAN[-6:]).fit([2010, 2021], [5.0, 8.0])
    assert np.all(np.diff([np.ptp(fit.law(year).interval(0.8)) for year in range(2022, 2032)]) > 0)
    assert np.isfinite(fit.law(2005).median)


# ---- coverage


def regions_of(dynamics: Dynamics, years: int, size: int, rng: np.random.Generator) -> FloatArray:
    """(size, years) of z - c: shocks, slopes, drifts and noise drawn one by one, sigma from its prior."""
    sigma = dynamics.scale * np.sqrt(dynamics.df / rng.chisquare(dynamics.df, size))[:, np.newaxis]
    shock, first = rng.standard_normal((size, years)), rng.standard_normal((size, 1))
    fading, rho = np.empty((size, years)), dynamics.persistence
    for year in range(years):
        before = fading[:, year - 1 : year] if year else first
        fresh = rng.standard_normal((size, 1)) * np.sqrt(1 - rho**2)
        fading[:, year : year + 1] = rho * before + fresh if year else first
    own = np.sqrt(dynamics.constant) * rng.standard_normal((size, 1))
    seen = np.sqrt(dynamics.noise) * rng.standard_normal((size, years))
    if dynamics.reverting:
        return np.asarray(sigma * (fading + own + seen))
    change = shock + np.sqrt(dynamics.slope) * fading + own
    return np.asarray(rng.normal(0, 5, (size, 1)) + sigma * (np.cumsum(change, axis=1) + seen))


def ranks(fits: list[PooledFit], truth: FloatArray, years: IntArray) -> FloatArray:
    """(size, k) where the truth lies in the law of each year, by Student's t of scipy: 0 its lower end, 1 its upper."""
    laws = [fit.marginals(years) for fit in fits]
    centre, scale = np.array([law.loc for law in laws]), np.array([law.scale for law in laws])
    return np.asarray(stats.t.cdf((truth - centre) / scale, np.array([fit.df for fit in fits])[:, np.newaxis]))


@pytest.mark.parametrize("dynamics", [LEVELS, RATES], ids=["levels", "rates"])
@pytest.mark.parametrize("steps", [[1], [3, 1, 2]], ids=["every year", "gaps"])
@pytest.mark.parametrize("n", [1, 2, 4, 10])
def test_covers_its_own_process(dynamics: Dynamics, n: int, steps: list[int]) -> None:
    """A class that is known, regions that move as its habits say: 80 % and 95 % hold 80 and 95 of 100, before and after."""
    size = 1500
    reference = sisters(dynamics, np.arange(1990, 2041), np.linspace(3.0, 8.0, 51))
    at = 20 + np.concatenate([[0], np.cumsum(np.resize(steps, n - 1))]).astype(int)
    world = reference.mean + regions_of(dynamics, 51, size, np.random.default_rng([n, len(steps)]))
    fits = [PooledFit(1990 + at, row[at], reference) for row in world]
    asked = np.array([15, at[-1] + 1, at[-1] + 5])
    rank = ranks(fits, world[:, asked], 1990 + asked)
    for level in (0.8, 0.95):
        found = np.mean(np.abs(2 * rank - 1) <= level, axis=0)
        assert np.all(np.abs(found - level) <= 4 * np.sqrt(level * (1 - level) / size)), (level, found)


def test_covers_a_class_that_moves_by_itself() -> None:
    """The mean to come is estimated from twenty years of its own: where it moves like a region, 80 % hold 70 to 90 of 100."""
    rng, size = np.random.default_rng(8), 400
    means = regions_of(replace(LEVELS, df=1e6, noise=0.3), 31, size, rng)
    world = means + regions_of(LEVELS, 31, size, rng)
    fits = [
        PooledFit(np.arange(2018, 2021), row[18:21], sisters(LEVELS, np.arange(2000, 2021), mean[:21]))
        for row, mean in zip(world, means, strict=True)
    ]
    ahead = np.array([21, 25, 30])
    found = np.mean(np.abs(2 * ranks(fits, world[:, ahead], 2000 + ahead) - 1) <= 0.8, axis=0)
    assert np.all((found > 0.7) & (found < 0.9)), found
