"""The default model: its algebra against textbook forms, its laws on every kind of support, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from shkplan.base.errors import NotAssessable
from shkplan.distributions.links import Support
from shkplan.distributions.predictive import Law, Point
from shkplan.models.averaged_ets import AveragedEts, AveragedEtsFit
from shkplan.models.averaged_ets.gating import shipped_prior
from shkplan.models.averaged_ets.grid import geometry
from shkplan.models.averaged_ets.model import inside
from shkplan.models.averaged_ets.scales import SHAPES, Shape, scale_for

YEARS = np.array([2012, 2013, 2014, 2016, 2017, 2018, 2019])
LEVELS = np.array([41.0, 44.0, 46.5, 52.0, 51.0, 57.0, 60.5])
CASES: dict[str, tuple[np.ndarray, tuple[float | None, float | None]]] = {
    "line": (LEVELS - 50.0, (None, None)),
    "positive": (LEVELS, (0.0, None)),
    "share": (LEVELS, (0.0, 100.0)),
    "below": (LEVELS, (None, 100.0)),
}
every_support = pytest.mark.parametrize("case", CASES)


def fitted(case: str, years: np.ndarray = YEARS) -> AveragedEtsFit:
    values, bounds = CASES[case]
    return AveragedEts().fit(years, values[: len(years)], Support(*bounds))


@every_support
def test_cdf_of_ppf_is_the_probability(case: str) -> None:
    p = np.array([1e-4, 0.025, 0.1, 0.5, 0.9, 0.975, 1 - 1e-4])
    for year in (2008, 2015, 2020, 2030):
        law = fitted(case).law(year)
        x = law.ppf(p)
        assert np.all(np.diff(x) > 0)
        np.testing.assert_allclose(law.cdf(x), p, rtol=1e-6)
        np.testing.assert_allclose(law.cdf(x) + law.sf(x), 1.0, atol=1e-12)


@every_support
def test_marginals_of_the_paths_are_the_law(case: str) -> None:
    fit = fitted(case)
    years = np.array([2009, 2011, 2012, 2015, 2019, 2020, 2022, 2026])
    paths = fit.paths(years, 10_000, np.random.default_rng(5))
    for at, year in enumerate(years):
        law = fit.law(year)
        if isinstance(law, Point):
            assert np.all(paths[:, at] == law.value)
        else:
            # a Kolmogorov distance of 2.2 / sqrt(n) has a chance of 1 in 8000
            assert stats.kstest(paths[:, at], law.cdf).statistic < 2.2 / np.sqrt(10_000)


@every_support
def test_laws_and_paths_stay_inside_the_bounds(case: str) -> None:
    values, bounds = CASES[case]
    low, high = (-np.inf if bounds[0] is None else bounds[0], np.inf if bounds[1] is None else bounds[1])
    fit = AveragedEts().fit(YEARS[:3], np.array([99.0, 99.6, 99.9]) if case != "line" else values[:3], Support(*bounds))
    paths = fit.paths(np.arange(2012, 2060), 2_000, np.random.default_rng(1))
    assert np.all((paths >= low) & (paths <= high))
    x = fit.law(2050).ppf(np.array([1e-9, 1 - 1e-9]))
    assert np.all((x >= low) & (x <= high))


def test_a_missing_year_is_a_gaussian_that_was_not_seen() -> None:
    """Against the conditional law written out from the full covariance of ten years."""
    process = np.array([[0.8, 0.24, 0.9], [1.2, 0.0, 1.0]])
    measured, asked = np.array([0, 1, 3, 4, 6]), np.array([2, 5, 8])
    found = geometry(process, measured, asked)
    for b, (alpha, beta, phi) in enumerate(process):
        t = np.arange(10)
        trend = np.array([sum(phi**i for i in range(1, j + 1)) for j in t])
        psi = np.where(t == 0, 1.0, alpha + beta * trend)
        mixing = np.array([[psi[i - j] if i >= j else 0.0 for j in t] for i in t])
        cov = mixing @ mixing.T + 1e4  # a level that is nearly flat
        k = cov[np.ix_(asked, measured)] @ np.linalg.inv(cov[np.ix_(measured, measured)])
        left = cov[np.ix_(asked, asked)] - k @ cov[np.ix_(measured, asked)]
        np.testing.assert_allclose(found.mean[b], k, atol=1e-3)
        full = found.process[b] + np.outer(found.level[b], found.level[b])
        np.testing.assert_allclose(full, left, atol=1e-3)


def test_recursion_and_algebra_agree() -> None:
    """One-step errors by the textbook recursion whiten the series just as the geometry does."""
    alpha, beta, phi = 0.8, 0.24, 0.9
    y = LEVELS
    n = y.size
    found = geometry(np.array([[alpha, beta, phi]]), np.arange(n), np.array([n]))

    def errors(level: float, slope: float) -> tuple[np.ndarray, float]:
        e, line = np.empty(n), 0.0
        b = slope
        for t in range(n):
            line = level + phi * b
            e[t] = y[t] - line
            level, b = line + alpha * e[t], phi * b + beta * e[t]
        return e, level + phi * b

    base, _ = errors(0.0, 0.0)
    one, slope = errors(1.0, 0.0)[0] - base, errors(0.0, 1.0)[0] - base
    design = -np.column_stack([one, slope])
    (level, b), *_ = np.linalg.lstsq(design, base, rcond=None)
    residual, forecast = errors(level, b)
    squares = np.sum((found.whiten[0] @ y) ** 2) - (found.slope[0] @ y) ** 2 * found.information[0]
    np.testing.assert_allclose(squares, np.sum(residual**2), rtol=1e-9)
    np.testing.assert_allclose(found.mean[0] @ y + found.lean[0] * (found.slope[0] @ y), forecast, rtol=1e-9)


@pytest.mark.parametrize(
    ("case", "shift", "factor"),
    [("line", 1000.0, 1e6), ("line", -3.0, 1e-6), ("positive", 0, 1e9), ("positive", 0, 1e-6)],
)
def test_equivariance(case: str, shift: float, factor: float) -> None:
    """Any shift and unit without bounds, any unit above zero; the least step of 0.2 % is far below this scatter."""
    values, bounds = CASES[case]
    p = np.array([0.025, 0.5, 0.975])
    first = AveragedEts().fit(YEARS, values, Support(*bounds)).law(2024).ppf(p)
    second = AveragedEts().fit(YEARS, factor * (values + shift), Support(*bounds)).law(2024).ppf(p)
    np.testing.assert_allclose(second, factor * (first + shift), rtol=1e-7)


def test_a_share_and_its_complement_mirror_each_other() -> None:
    p = np.array([0.025, 0.5, 0.975])
    share = fitted("share").law(2024).ppf(p)
    rest = AveragedEts().fit(YEARS, 100.0 - LEVELS, Support(0.0, 100.0)).law(2024).ppf(1.0 - p)
    np.testing.assert_allclose(100.0 - rest, share, rtol=1e-6)


def test_three_years_suffice_and_fewer_are_refused() -> None:
    law = AveragedEts().fit([2020, 2021, 2022], [3.0, 3.2, 3.1], Support(0.0, None)).law(2027)
    low, high = law.interval(0.95)
    assert 0 < low < 2.5
    assert 3.8 < high < 30
    with pytest.raises(NotAssessable):
        AveragedEts().fit([2020, 2021], [3.0, 3.2])


def test_a_constant_series_has_a_law_where_its_unit_is_known() -> None:
    """Always 100 %, to one decimal: nearly sure to be printed as 100.0 again, the less the further, and never certain."""
    fit = AveragedEts().fit([2020, 2021, 2022, 2023, 2024], [100.0] * 5, Support(0.0, 100.0, 0.1))
    near, far = (fit.law(year).prob("at_least", 99.95) for year in (2025, 2035))
    assert 0.9 < far < near < 1.0
    low, high = AveragedEts().fit([2020, 2021, 2022], [7.3] * 3, Support(0.0)).law(2027).interval(0.95)
    assert 6.0 < low < 7.25 < 7.35 < high < 9.0


@pytest.mark.parametrize("bounds", [(None, None), (0.0, None), (0.0, 100.0), (-100.0, None)])
def test_a_constant_series_is_refused_where_it_is_not(bounds: tuple[float | None, float | None]) -> None:
    """No bounds, nothing but zeros, a share at its bound without a published step, a rate of growth."""
    level = 100.0 if bounds[1] else 0.0 if bounds[0] == 0.0 else 7.0
    with pytest.raises(NotAssessable):
        AveragedEts().fit([2020, 2021, 2022], [level] * 3, Support(*bounds))


@pytest.mark.parametrize("upper", [None, 100.0])
def test_a_stop_at_zero_is_near_zero(upper: float | None) -> None:
    """50 for five years and nothing for five: the median is below one, not a quarter of 50; that it resumes has a chance."""
    values = [50.0, 52.0, 49.0, 51.0, 50.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    law = AveragedEts().fit(range(2010, 2020), values, Support(0.0, upper)).law(2022)
    assert law.median < 1.0
    assert 0.0 < law.at_least(20.0) < 0.1


def test_a_value_at_a_bound_is_read_a_quarter_of_its_published_step_inside() -> None:
    """By hand: 100.0 to one decimal three times is 99.975, whatever came before; six years on its 10 % quantile is above 85, not 69."""
    values = np.array([98.0, 99.0, 100.0, 100.0, 100.0])
    assert inside(values[np.newaxis], 0.0, 100.0, 0.1)[0].tolist() == [98, 99, 99.975, 99.975, 99.975]
    assert inside(values[np.newaxis], 0.0, 100.0)[0, 2:].tolist() == pytest.approx([100 - 0.004 * 1.5] * 3)
    assert AveragedEts().fit(range(2010, 2015), values, Support(0.0, 100.0, 0.1)).law(2020).ppf(0.1) > 85


def test_a_perfect_line_has_a_width() -> None:
    low, high = AveragedEts().fit(np.arange(2010, 2020), np.arange(10.0)).law(2022).interval(0.95)
    assert low < 12 < high
    assert high - low > 0.5


def test_a_share_at_its_bound() -> None:
    fit = AveragedEts().fit([2018, 2019, 2020, 2021], [99.5, 99.8, 100.0, 100.0], Support(0.0, 100.0, 0.1))
    assert 0.2 < fit.law(2025).prob("at_least", 99.95) < 0.95


def test_pinning_meets_the_value_and_leaves_the_measured() -> None:
    fit = fitted("share")
    years = np.arange(2012, 2027)
    draws = fit.draws(years, 3_000, np.random.default_rng(2))
    at = int(np.flatnonzero(years == 2023)[0])
    ruled = draws.pinned(at, 80.0)
    np.testing.assert_allclose(ruled.paths[:, at], 80.0, rtol=1e-9)
    assert np.array_equal(ruled.paths[:, years == 2019], draws.paths[:, years == 2019])
    np.testing.assert_allclose(draws.pinned(at, draws.paths[:, at]).paths, draws.paths, rtol=1e-6)
    assert np.std(ruled.paths[:, at + 1]) < np.std(draws.paths[:, at + 1])


@pytest.mark.parametrize("support", [(-np.inf, np.inf), (0.0, np.inf), (0.0, 100.0)])
@pytest.mark.parametrize("shape", SHAPES)
def test_scales_rise_and_return(shape: Shape, support: tuple[float, float]) -> None:
    values = np.array([[30.0, 35.0, 42.0, 61.0]])
    scale = scale_for(shape, values, *(np.full((1, 1), b) for b in support))
    x = np.linspace(1.0, 99.0, 400)[np.newaxis]
    z = scale.extended(x)
    assert np.all(np.diff(z) > 0)
    np.testing.assert_allclose(scale.inverse(z), x, rtol=1e-9)
    slope = (scale.extended(x + 1e-4) - scale.extended(x - 1e-4)) / 2e-4
    np.testing.assert_allclose(np.log(slope), scale.log_derivative(x), atol=2e-3)


def test_what_the_table_says_is_read() -> None:
    """66 members; weights that sum to one; where they come from stands beside them."""
    prior = shipped_prior()
    assert len(SHAPES) * len(prior.grid.members) == 66
    assert fitted("positive").learned.weights.sum() == pytest.approx(1.0)
    assert str(prior.provenance["command"]).startswith("shkplan learn-prior")


@pytest.mark.parametrize(
    ("link", "shapes"), [("auto", "straight, halfway, free"), ("identity", "straight"), ("log", "free")]
)
def test_a_link_keeps_to_its_scale(link: str, shapes: str) -> None:
    """The straight scale too stays above zero: it bends before the bound."""
    fit = AveragedEts().fit(YEARS, LEVELS, Support(0.0), link)  # type: ignore[arg-type]
    assert fit.link == shapes
    assert float(fit.law(2025).ppf(1e-6)) > 0


def test_a_link_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="needs both"):
        AveragedEts().fit(YEARS, LEVELS, Support(0.0), "logit")
    with pytest.raises(ValueError, match="outside the bounds"):
        AveragedEts().fit(YEARS, -LEVELS, Support(0.0))


def test_growth_is_expected_above_zero_only() -> None:
    """What is above zero tends to grow; a rate above -100 %, or a share, does not."""
    flat = np.array([10.0, 10.2, 9.8, 10.1, 9.9, 10.0, 10.0])

    def median(support: Support) -> float:
        law: Law = AveragedEts().fit(YEARS, flat, support).law(2030)
        return law.median

    assert median(Support(0.0)) > 10.15
    assert median(Support(-100.0)) == pytest.approx(median(Support()), abs=0.05)


def test_a_zero_in_a_quantity_above_zero_is_read_as_nearly_nothing() -> None:
    """The measured year keeps its zero; the model goes on, inside the bound."""
    fit = AveragedEts().fit([2018, 2019, 2020, 2021], [5.0, 0.0, 5.0, 6.0], Support(0.0))
    assert fit.law(2019) == Point(0.0)
    assert float(fit.law(2022).ppf(0.001)) > 0


# Coverage of 80 % one and five years ahead, of 95 % one and five years ahead, in 4,000 worlds.
MEASURED = {
    4: (76.6, 75.7, 92.1, 91.4),
    6: (77.2, 76.2, 93.5, 92.6),
    10: (79.1, 78.6, 93.8, 93.8),
    20: (79.8, 80.2, 95.0, 95.3),
}


@pytest.mark.parametrize("n", MEASURED)
def test_covers_worlds_of_its_members(n: int) -> None:
    """Worlds of members drawn with the learned weights: the figures of the table.

    Weights are learned and evidence is tempered, so that in no world the intervals hold exactly what they say.
    """
    size, expected = 300, np.array(MEASURED[n]) / 100
    error = np.sqrt(expected * (1 - expected) * (1 / size + 1 / 4000))
    assert np.all(np.abs(_coverage(n, size) - expected) <= 4 * error)
    assert np.all(expected >= [0.75, 0.75, 0.92, 0.91])


def _coverage(n: int, size: int) -> np.ndarray:
    """(4,) shares of worlds whose truth the interval held, in the order of MEASURED."""
    rng, prior, held = np.random.default_rng([n, size]), shipped_prior(), np.zeros(4)
    members = prior.grid.members
    weights = prior.weights(np.zeros((1, 1, len(members))), n, ("straight",), shares=False)[0, 0]
    for _ in range(size):
        alpha, ratio, phi, keep = members[rng.choice(len(members), p=weights)]
        z = _world(rng, n + 5, alpha, alpha * ratio, phi, slope=np.sqrt(keep / (1 - keep) / n) * rng.normal())
        fit = AveragedEts().fit(range(n), z[:n])
        chance = np.array([float(fit.law(year).cdf(z[year])) for year in (n, n + 4)])
        held += np.concatenate([abs(chance - 0.5) <= level / 2 for level in (0.8, 0.95)])
    return np.asarray(held / size)


def _world(rng: np.random.Generator, n: int, alpha: float, beta: float, phi: float, slope: float) -> np.ndarray:
    """ETS(A, Ad, N) from level 50, errors of variance one."""
    values, level = np.empty(n), 50.0
    for t, error in enumerate(rng.normal(size=n)):
        line = level + phi * slope
        values[t] = line + error
        level, slope = line + alpha * error, phi * slope + beta * error
    return values
