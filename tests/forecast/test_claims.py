"""What each form of claim does to a series, for each model; what is learned, and what is only supposed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from shkplan.base.errors import DataError
from shkplan.forecast.joint import follow
from shkplan.forecast.plausible import plausibility
from shkplan.forecast.projection import Projection, project
from shkplan.forecast.supposed import supposed
from shkplan.models import MODELS
from shkplan.register.scenario import Scenario
from shkplan.register.supposing import claim, scenario
from tests.making import growth, indicator, series

JOBS = {
    2012: 96.0,
    2013: 99.0,
    2014: 101.0,
    2015: 100.0,
    2016: 104.0,
    2017: 111.0,
    2018: 113.0,
    2020: 125.0,
    2021: 128.0,
}
LINE = indicator(bounds=(None, None))
OF = "test.quantity"


def under(*claims: Any, **parts: Any) -> Scenario:
    return scenario("x", *claims, **parts)


def pair(name: str, *claims: Any, n_paths: int = 400) -> tuple[Projection, Projection]:
    """Baseline and scenario of one series."""
    s = series(LINE, JOBS)
    return tuple(  # type: ignore[return-value]
        project(s, to=2030, model=name, n_paths=n_paths, scenario=asked) for asked in (None, under(*claims))
    )


def same_before(base: Projection, ruled: Projection, year: int) -> bool:
    return all(np.array_equal(ruled.path(y), base.path(y)) for y in base.years if y < year)


FORMS: dict[str, Any] = {
    "level": (lambda: claim(OF, "2024-2025", level=140), lambda b, r, y: np.full(b.n_paths, 140.0)),
    "growth": (lambda: claim(OF, "2024-2025", growth=3), lambda b, r, y: r.path(y - 1) * 1.03),
    "addition": (lambda: claim(OF, "2024-2025", addition=5), lambda b, r, y: b.path(y) + 5),
    "per cent": (lambda: claim(OF, "2024-2025", addition=5, relative=True), lambda b, r, y: b.path(y) * 1.05),
    "target": (
        lambda: claim(OF, "2024-2025", target=150),
        lambda b, r, y: b.path(2023) + (150 - b.path(2023)) * (y - 2023) / 2,
    ),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_under_every_model(name: str, form: str) -> None:
    """Earlier years to the bit, the claimed ones by the formula of the form, on every path."""
    make, expected = FORMS[form]
    base, ruled = pair(name, make())
    assert same_before(base, ruled, 2024)
    assert ruled.fixed == (2024, 2025)
    for year in ruled.fixed:
        np.testing.assert_allclose(ruled.path(year), expected(base, ruled, year), rtol=1e-9)


@pytest.mark.parametrize("name", MODELS)
def test_no_claim_is_the_identity(name: str) -> None:
    """Not another number of any path, nor of any law."""
    base, same = pair(name)
    np.testing.assert_array_equal(base.paths, same.paths)
    assert base == same


@pytest.mark.parametrize("name", MODELS)
def test_a_shock_recovers_by_its_shares_and_then_is_gone(name: str) -> None:
    """-10 in 2024, half and a quarter of it in the years after, then the baseline, to the bit."""
    base, ruled = pair(name, claim(OF, 2024, shock=-10, remains=(0.5, 0.25)))
    assert same_before(base, ruled, 2024)
    for year, share in ((2024, 1.0), (2025, 0.5), (2026, 0.25)):
        np.testing.assert_allclose(ruled.path(year), base.path(year) - 10 * share)
    for year in (2027, 2030):
        np.testing.assert_array_equal(ruled.path(year), base.path(year))


def test_what_comes_after_an_intervention() -> None:
    """Transient: the baseline; permanent: the whole shift, on the scale of the path (here its unit)."""
    gone, kept = (claim(OF, "2024-2025", level=140, after=after) for after in ("transient", "permanent"))
    base, ruled = pair("linear", gone)
    np.testing.assert_array_equal(ruled.path(2026), base.path(2026))
    base, ruled = pair("linear", kept)
    np.testing.assert_allclose(ruled.path(2030) - base.path(2030), 140 - base.path(2025))


@pytest.mark.parametrize(
    ("shape", "share"), [("even steps", 1 / 4), ("early", 1 - (3 / 4) ** 2), ("late", (1 / 4) ** 2)]
)
def test_the_shapes_of_the_way_to_a_target(shape: Any, share: float) -> None:
    """After one of four years a quarter of the way; more of it early, less late."""
    base, ruled = pair("linear", claim(OF, "2024-2027", target=200, shape=shape))
    start = base.path(2023)
    np.testing.assert_allclose(ruled.path(2024), start + share * (200 - start))
    assert (ruled.path(2027) == 200).all()


def test_even_growth_to_a_target_is_one_rate() -> None:
    """The ratios of all years on the way are alike on each path."""
    _, ruled = pair("linear", claim(OF, "2024-2027", target=200, shape="even growth"))
    ratios = np.stack([ruled.path(year) / ruled.path(year - 1) for year in range(2024, 2028)])
    np.testing.assert_allclose(ratios, np.tile(ratios[0], (4, 1)))


def test_a_level_with_a_spread_keeps_the_order_of_the_paths() -> None:
    """The law is the claimed one, by scipy's quantiles; the path that was highest is highest."""
    base, ruled = pair("drift", claim(OF, "2024-2025", level=140, spread=4))
    even = (np.arange(400) + 0.5) / 400
    np.testing.assert_allclose(np.sort(ruled.path(2024)), stats.norm(140, 4).ppf(even), rtol=1e-9)
    assert stats.spearmanr(base.path(2024), ruled.path(2024))[0] == pytest.approx(1)
    was = np.corrcoef(base.path(2024), base.path(2025))[0, 1]
    assert np.corrcoef(ruled.path(2024), ruled.path(2025))[0, 1] == pytest.approx(was, abs=0.05)


def test_an_interval_is_a_normal_law_around_its_middle() -> None:
    """80 % of the paths between the ends, a tenth on each side."""
    _, ruled = pair("drift", claim(OF, 2024, interval=(130, 150)))
    low, high = np.quantile(ruled.path(2024), (0.1, 0.9))
    assert (low, high) == pytest.approx((130, 150), abs=0.3)


# Learned ----------------------------------------------------------------------------------------------------------------


def test_learning_a_value_is_the_conditional_student_law() -> None:
    """Of a random walk with drift 2023 and 2027 are jointly Student t; given 2023 so is 2027, in closed form (Ding 2016)."""
    s = series(LINE, JOBS)
    base = project(s, to=2027, model="drift", n_paths=20_000)
    value = float(np.quantile(base.path(2023), 0.8))
    ruled = project(
        s, to=2027, model="drift", n_paths=20_000, scenario=under(claim(OF, 2023, level=value, how="condition"))
    )
    inner = base.fit.inner  # type: ignore[attr-defined]
    asked = np.array([2023, 2027])
    m, feels = inner.centre(asked), inner.sensitivity(asked)
    spread = inner.scale**2 * (feels @ feels.T + inner.noise(asked))
    d = (value - m[0]) ** 2 / spread[0, 0]
    loc = m[1] + spread[0, 1] / spread[0, 0] * (value - m[0])
    rest = spread[1, 1] - spread[0, 1] ** 2 / spread[0, 0]
    law = stats.t(inner.df + 1, loc, np.sqrt((inner.df + d) / (inner.df + 1) * rest))
    for prob in (0.1, 0.5, 0.9):
        density = law.pdf(law.ppf(prob))
        error = np.sqrt(prob * (1 - prob) / (20_000 * ruled.weighed)) / density
        assert np.quantile(ruled.path(2027), prob) == pytest.approx(law.ppf(prob), abs=4 * error)


def test_learning_agrees_with_the_paths_that_come_near() -> None:
    """Of an average of models: quantiles of other years are those of the baseline's paths within a narrow band of the value."""
    s = series(indicator(), JOBS)
    base = project(s, to=2026, n_paths=60_000)
    near = base.paths[np.abs(base.path(2024) - 124) < 0.6]
    ruled = project(s, to=2026, n_paths=20_000, scenario=under(claim(OF, 2024, level=124, how="condition")))
    assert len(near) > 800
    for year in (2019, 2023, 2026):
        values, at = near[:, base.years.index(year)], ruled.path(year)
        spread = values.std()
        for prob in (0.2, 0.5, 0.8):
            assert np.quantile(at, prob) == pytest.approx(np.quantile(values, prob), abs=0.25 * spread)
    assert ruled.worth == ruled.weighed == pytest.approx(0.05, rel=0.02)


def test_learning_of_a_follower_tells_of_what_it_follows() -> None:
    """A high own rate makes high rates of the reference likelier; its paths are weighed, in the same places."""
    rates = {year: 5 + np.sin(year) for year in range(2008, 2022)}
    city = series(growth(), rates, "大连市")
    own = series(growth(), {year: rate - 0.2 + 0.3 * np.cos(year) for year, rate in rates.items() if year > 2013})
    reference = project(city, to=2026, n_paths=4000)
    base = follow(own, reference, to=2026, n_paths=4000)
    high = float(np.quantile(base.path(2023), 0.95))
    ruled = follow(own, reference, to=2026, n_paths=4000, scenario=under(claim(OF, 2023, level=high, how="condition")))
    assert base.dependence is not None
    assert ruled.dependence is not None
    before, after = base.dependence.follows[0], ruled.dependence.follows[0]
    assert isinstance(before, Projection)
    assert isinstance(after, Projection)
    assert np.median(after.path(2023)) > np.median(before.path(2023)) + 0.2
    near = np.abs(base.path(2023) - high) < 0.25
    assert np.median(after.path(2023)) == pytest.approx(np.median(before.path(2023)[near]), abs=0.35)


def test_an_intervention_on_the_reference_moves_a_follower_from_that_year_on() -> None:
    """Whose figures choose among its paths chooses the same ones; earlier years of both stay to the bit."""
    rates = {year: 5 + np.sin(year) for year in range(2008, 2020)}
    city = series(growth(), rates, "大连市")
    own = series(
        growth(), {year: 4.8 + np.sin(year) + 0.3 * np.cos(year) for year in range(2012, 2022)}
    )  # two years ahead
    shock = under(claim(OF, 2024, level=0.5, region="大连市"))
    base = follow(own, project(city, to=2028, n_paths=2000), to=2028, n_paths=2000)
    moved = follow(own, project(city, to=2028, n_paths=2000, scenario=shock), to=2028, n_paths=2000)
    for year in base.years:
        same = np.array_equal(base.path(year), moved.path(year))
        assert same == (year < 2024 or year in own.years), year
    assert np.median(moved.path(2024)) < np.median(base.path(2024)) - 1


def test_a_follower_carries_a_shock_by_its_own_persistence() -> None:
    """What is its own follows rho^k: log growth k years on moves by rho^k of the shock, rho of the path's cell."""
    rates = {year: 5 + np.sin(year) for year in range(2008, 2022)}
    city = series(growth(), rates, "大连市")
    own = series(growth(), {year: rate - 0.2 + 0.3 * np.cos(year) for year, rate in rates.items() if year > 2013})
    reference = project(city, to=2027, n_paths=1000)
    base = follow(own, reference, to=2027, n_paths=1000)
    ruled = follow(own, reference, to=2027, n_paths=1000, scenario=under(claim(OF, 2023, level=9)))
    draws = base.drawing.drawn[0]  # type: ignore[union-attr]
    rho = np.asarray(base.drawing.fits[0].prior.persistence)[draws.process]  # type: ignore[union-attr]
    move = {year: 100 * np.log((100 + ruled.path(year)) / (100 + base.path(year))) for year in (2023, 2024, 2026)}
    np.testing.assert_allclose(move[2024], rho * move[2023], atol=1e-8)
    np.testing.assert_allclose(move[2026], rho**3 * move[2023], atol=1e-8)


# Supposed -----------------------------------------------------------------------------------------------------------------


def of_nothing(*claims: Any, **more: Any) -> Projection | None:
    empty = series(LINE, {})
    return supposed(empty, claims, under(*claims), to=2030, seed=7, n_paths=500, **more)


def test_claims_alone_make_a_projection() -> None:
    """Its years are those claimed, each path the number; growth and a path start from what is claimed or stated before."""
    made = of_nothing(claim(OF, 2024, level=100), claim(OF, "2025-2026", growth=10))
    assert made is not None
    assert made.supposed
    assert made.years == made.fixed == (2024, 2025, 2026)
    assert made.path(2026) == pytest.approx(121)
    started = of_nothing(claim(OF, "2021-2022", target=60), stated={2020: 40.0})
    assert started is not None
    assert started.path(2021) == pytest.approx(50)


def test_nothing_to_add_to_makes_nothing_and_a_stated_baseline_does() -> None:
    """An addition needs what it is added to: measured, modelled, or stated."""
    assert of_nothing(claim(OF, 2024, addition=5)) is None
    made = of_nothing(claim(OF, "2024-2025", addition=5, baseline=13.0))
    assert made is not None
    assert made.path(2025) == pytest.approx(18)


def test_a_law_without_a_baseline_is_one_draw_for_all_years_of_a_claim() -> None:
    """The sum of three years is as uncertain as three times one of them; two claims are drawn apart."""
    made = of_nothing(claim(OF, "2023-2025", level=100, spread=5), claim(OF, 2026, level=100, spread=5))
    assert made is not None
    assert made.paths[:, :3].sum(axis=1).std() == pytest.approx(15, rel=0.02)
    assert abs(np.corrcoef(made.path(2025), made.path(2026))[0, 1]) < 0.15


def test_mistakes_of_all_claims_are_told_at_once() -> None:
    """A measured year and a value that cannot be, in one answer."""
    s = series(indicator(), JOBS)
    with pytest.raises(DataError) as refused:
        project(s, scenario=under(claim(OF, 2021, level=5), claim(OF, 2024, level=-5)), n_paths=10)
    assert len(refused.value.mistakes) == 2


# Plausible ----------------------------------------------------------------------------------------------------------------


def test_plausibility_of_one_year_is_the_two_sided_tail() -> None:
    """Of a normal law 2 (1 - Phi(z)); its error that of a share of so many paths."""
    rng = np.random.default_rng(5)
    paths = rng.standard_normal((20_000, 1))
    told = plausibility((2024,), paths, np.array([1.5]))
    assert told is not None
    expected = 2 * stats.norm.sf(1.5)
    assert told.tail == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 20_000))
    assert told.below == pytest.approx(stats.norm.cdf(1.5), abs=0.01)


def test_plausibility_of_several_years_is_the_smaller_tail_of_shape_and_average() -> None:
    """Of a joint normal law: the law of the smaller of P(chi2 > z' R^-1 z) and P(|N| > |1'z| / sqrt(1'R1)), drawn apart."""
    rng, other = np.random.default_rng(6), np.random.default_rng(60)
    r = np.array([[1.0, 0.9], [0.9, 1.0]])
    root = np.linalg.cholesky(r)
    paths = rng.standard_normal((20_000, 2)) @ root.T

    def smaller(z: np.ndarray) -> np.ndarray:
        shape = stats.chi2(2).sf(np.einsum("ni,ij,nj->n", z, np.linalg.inv(r), z))
        return np.minimum(shape, 2 * stats.norm.sf(np.abs(z.sum(axis=1)) / np.sqrt(r.sum())))

    drawn = smaller(other.standard_normal((200_000, 2)) @ root.T)
    for course in ([1.0, 1.0], [2.0, 1.8], [0.7, -0.3]):
        told = plausibility((2024, 2025), paths, np.array(course))
        assert told is not None
        assert told.tail == pytest.approx(float(np.mean(drawn <= smaller(np.array([course])))), abs=0.015)


def test_ten_years_a_little_low_are_far_out_though_no_year_is() -> None:
    """Ten independent years each one standard deviation low: their average lies 3.2 of its own out, two-sided .0016."""
    paths = np.random.default_rng(8).standard_normal((20_000, 10))
    told = plausibility(tuple(range(2026, 2036)), paths, np.full(10, -1.0))
    assert told is not None
    assert told.tail == pytest.approx(2 * 2 * stats.norm.sf(np.sqrt(10)), abs=0.002)  # twice: the smaller of two tails
    assert stats.chi2(10).sf(10.0) > 0.4  # which is what the distance alone would tell


def test_runs_and_weights_widen_the_error_of_plausibility() -> None:
    """Ten runs, alike within: the error is that of the mean of ten shares; of paths worth a quarter, that of a quarter as many."""
    rng = np.random.default_rng(9)
    runs = np.repeat(rng.standard_normal(10), 200)[:, np.newaxis] + 1e-6 * rng.standard_normal((2000, 1))
    told = plausibility((2024,), runs, np.array([1.0]), imputations=10)
    assert told is not None
    alone = plausibility((2024,), runs, np.array([1.0]))
    assert alone is not None
    assert told.tail_se > 5 * alone.tail_se
    quarter = plausibility((2024,), runs, np.array([1.0]), worth=0.25)
    assert quarter is not None
    assert quarter.tail_se == pytest.approx(2 * alone.tail_se, rel=0.05)


def test_nothing_lies_at_no_probability() -> None:
    """Beyond every path the tail is the least that so many paths can tell; of years that all paths share nothing is told."""
    paths = np.random.default_rng(1).standard_normal((1000, 1))
    told = plausibility((2024,), paths, np.array([99.0]))
    assert told is not None
    assert 0 < told.tail <= 2.5 / 1001
    assert plausibility((2024,), np.ones((10, 1)), np.array([2.0])) is None
