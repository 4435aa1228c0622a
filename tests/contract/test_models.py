"""What every model must keep to; a new entry of ``MODELS`` is tested here without a further line.

The signature of this house: analytic law, simulated paths and a coverage experiment agree, for every model. Where a
test counts, it allows 4 standard errors and its seed is fixed.
"""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shkplan import models
from shkplan.base.errors import NotAssessable, UnknownName
from shkplan.base.messages import message
from shkplan.distributions.links import FloatArray
from shkplan.distributions.predictive import Point, StudentT
from shkplan.models import MODELS, Fit, Model, model_named
from shkplan.models.base import IntArray
from shkplan.models.transformed import OnLink

# Series with single years, a short and a long hole; the years asked lie before, in the holes and after.
YEARS = np.array([2010, 2011, 2014, 2015, 2016, 2020, 2021])
VALUES = np.array([3.0, 3.9, 5.6, 6.6, 6.9, 9.3, 10.4])
ASKED = [2006, 2009, 2011, 2012, 2013, 2017, 2018, 2021, 2022, 2025, 2035]
every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
# Averages are no Student t; what these say of a location and a scale, test_averaged_ets.py says of its quantiles.
STUDENTS = [model for model in MODELS.values() if isinstance(model, OnLink)]
every_student = pytest.mark.parametrize("model", STUDENTS, ids=lambda model: model.name)
# A slope that fades forwards grows backwards: damped smoothing alone knows which way time runs.
REVERSIBLE = [model for model in STUDENTS if model.name != "holt"]


@st.composite
def series(draw: st.DrawFn) -> tuple[IntArray, FloatArray]:
    """4 to 12 years, with gaps, whose values scatter far above rounding."""
    steps = draw(st.lists(st.integers(1, 5), min_size=4, max_size=12))
    values = np.array([draw(st.integers(-1000, 1000)) / 10 for _ in steps])
    return 2000 + np.cumsum(steps), values


def fitted(model: Model, years: Any, values: Any) -> Fit:
    """The fit, or the example is dropped where the series is perfectly regular."""
    try:
        return model.fit(years, values)
    except NotAssessable:
        assume(False)
        raise


def some_years(years: IntArray) -> set[int]:
    """Years to ask about: before, in the first gap, after."""
    first, last = int(years[0]), int(years[-1])
    gap = sorted(set(range(first, last)) - set(years.tolist()))
    return {first - 2, first - 1, *gap[:1], last + 1, last + 3}


def student(fit: Fit, year: int) -> StudentT:
    law = fit.law(year)
    assert isinstance(law, StudentT)
    return law


# ---- the catalogue of models


def test_models_are_found_by_name() -> None:
    """A key of MODELS is the name of its model; each has words in both languages."""
    assert list(MODELS) == [model.name for model in MODELS.values()]
    assert MODELS["drift"] is model_named("drift")
    assert all(message(f"model.{name}").text("zh") for name in MODELS)
    assert all(hasattr(models, name) for name in models.__all__)
    with pytest.raises(UnknownName, match="Did you mean drift"):
        model_named("drfit")


# ---- laws


@every_model
@given(data=series(), p=st.floats(0.001, 0.999), year=st.integers(1990, 2080))
@settings(max_examples=40, deadline=None)
def test_law_is_a_law(model: Model, data: tuple[IntArray, FloatArray], p: float, year: int) -> None:
    """cdf(ppf(p)) = p and quantiles rise in every year not measured; a measured year is a Point, exactly."""
    fit = fitted(model, *data)
    law = fit.law(year)
    if year in data[0]:
        assert law == Point(float(data[1][list(data[0]).index(year)]))
    else:
        assert float(law.cdf(law.ppf(p))) == pytest.approx(p)
        assert float(law.ppf(p / 2)) < float(law.ppf(p))


@every_student
@given(data=series(), shift=st.integers(-500, 500), factor=st.sampled_from([-3.0, 0.01, 40.0]))
@settings(max_examples=40, deadline=None)
def test_shift_and_scale(model: Model, data: tuple[IntArray, FloatArray], shift: int, factor: float) -> None:
    """Another unit or another zero gives the same forecast in that unit: law(a + b z) = a + b law(z)."""
    years, values = data
    one, two = fitted(model, years, values), fitted(model, years, shift + factor * values)
    for year in some_years(years):
        a, b = student(one, year), student(two, year)
        size = abs(shift) + abs(factor) * 1000
        assert b.loc == pytest.approx(shift + factor * a.loc, abs=1e-11 * size)
        assert b.scale == pytest.approx(abs(factor) * a.scale, rel=1e-6, abs=1e-11 * size)


@every_model
@given(data=series(), move=st.integers(-30, 30))
@settings(max_examples=20, deadline=None)
def test_time_has_no_origin(model: Model, data: tuple[IntArray, FloatArray], move: int) -> None:
    """Counting years from elsewhere changes nothing."""
    years, values = data
    fit, moved = fitted(model, years, values), fitted(model, years + move, values)
    for year in some_years(years):
        expected = fit.law(year).interval(0.8)
        assert moved.law(year + move).interval(0.8) == pytest.approx(expected, rel=1e-9, abs=1e-7)


@pytest.mark.parametrize("model", REVERSIBLE, ids=lambda model: model.name)
@given(data=series())
@settings(max_examples=20, deadline=None)
def test_time_has_a_mirror(model: Model, data: tuple[IntArray, FloatArray]) -> None:
    """Run backwards, the past is as uncertain as the future."""
    years, values = data
    fit, mirrored = fitted(model, years, values), fitted(model, -years[::-1], values[::-1])
    for year in some_years(years):
        expected = student(fit, year).interval(0.8)
        assert mirrored.law(-year).interval(0.8) == pytest.approx(expected, rel=1e-9, abs=1e-6)


@every_model
def test_the_future_is_never_surer_than_the_next_year(model: Model) -> None:
    """Bands do not narrow with the distance from the data, on either side."""
    fit = model.fit(YEARS, VALUES)
    ahead = [np.ptp(fit.law(year).interval(0.8)) for year in range(2022, 2040)]
    before = [np.ptp(fit.law(year).interval(0.8)) for year in range(2009, 1990, -1)]
    assert np.all(np.diff(ahead) >= 0)
    assert np.all(np.diff(before) >= 0)


@every_model
def test_many_years_at_once_are_the_laws_one_by_one(model: Model) -> None:
    """quantiles(years, probs) are the laws' ppf, before, in gaps, after; a measured year has its value at every p."""
    fit, p = model.fit(YEARS, VALUES), np.array([0.005, 0.1, 0.5, 0.975])
    expected = np.array([fit.law(year).ppf(p) for year in ASKED])
    np.testing.assert_allclose(fit.quantiles(ASKED, p), expected, rtol=1e-8)
    unknown = [year for year in ASKED if year not in YEARS]
    assert fit.marginals(unknown).cdf(fit.quantiles(unknown, p)) == pytest.approx(
        np.tile(p, (len(unknown), 1)), rel=1e-6
    )
    with pytest.raises(ValueError, match="strictly between"):
        fit.quantiles(ASKED, [0.0, 0.5])


@every_model
def test_copies_equal_their_original(model: Model) -> None:
    """A fit, its laws and its draws are values: a copy, or what comes out of a pickle, equals them; another does not."""
    fit, other = model.fit(YEARS, VALUES), model.fit(YEARS, VALUES + 1.0 * (YEARS == 2020))
    ask = [lambda one: one, lambda one: one.law(2025), lambda one: one.marginals([2025, 2030])]
    ask.append(lambda one: one.draws(ASKED, 5, np.random.default_rng(1)))
    for part in ask:
        for copied in (copy.deepcopy(part(fit)), pickle.loads(pickle.dumps(part(fit))), part(model.fit(YEARS, VALUES))):
            assert copied == part(fit)
            assert copied != part(other)
    again = pickle.loads(pickle.dumps(fit))
    assert again.quantiles(ASKED, 0.3).tolist() == fit.quantiles(ASKED, 0.3).tolist()


# ---- paths


@every_model
def test_same_seed_same_paths(model: Model) -> None:
    """Reproducible under a seed, and no draw from anywhere else."""
    fit = model.fit(YEARS, VALUES)
    one, again, other = (fit.paths(ASKED, 50, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.tolist() == again.tolist() != other.tolist()


@every_model
def test_paths_follow_the_law_of_each_year(model: Model) -> None:
    """Analytic law = simulated paths at nine quantiles, before, in gaps and after; measured years exactly measured."""
    n_paths = 40_000
    fit = model.fit(YEARS, VALUES)
    paths = fit.paths(ASKED, n_paths, np.random.default_rng(20210101))
    assert (n_paths, len(ASKED)) == paths.shape
    p = np.array([0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])
    for year, drawn in zip(ASKED, paths.T, strict=True):
        law = fit.law(year)
        if isinstance(law, Point):
            assert {law.value} == set(drawn)
        else:
            found = np.mean(drawn[:, np.newaxis] <= law.ppf(p), axis=0)
            assert np.all(np.abs(found - p) <= 4 * np.sqrt(p * (1 - p) / n_paths)), year


@every_model
def test_parameters_are_drawn_once_per_path(model: Model) -> None:
    """The scatter of a path hangs together: ten years of one path share a sigma, two paths do not.

    Found in leading libraries: parameters drawn once per call, or anew each year. The mean squared scatter of a path
    then varies far less between paths than sigma^2 ~ df s^2 / chi^2(df) makes it.
    """
    fit = model.fit(YEARS, VALUES)
    years = list(range(2022, 2042))
    whitened = np.diff(fit.paths(years, 20_000, np.random.default_rng(5)), axis=1)
    scatter = np.var(whitened, axis=1, ddof=1)
    spread = np.quantile(scatter, 0.9) / np.quantile(scatter, 0.1)
    shared = np.random.default_rng(6).chisquare(fit.df, 20_000)
    assert spread > 0.8 * np.quantile(shared, 0.9) / np.quantile(shared, 0.1)


@every_model
def test_asking_a_year_alone_or_among_others(model: Model) -> None:
    """Only measured years asked: no randomness left, and none needed; no years asked: no columns."""
    fit = model.fit(YEARS, VALUES)
    assert np.tile(VALUES, (3, 1)).tolist() == fit.paths(YEARS, 3, np.random.default_rng(1)).tolist()
    assert fit.paths([], 3, np.random.default_rng(1)).shape == (3, 0)


@every_model
def test_covariances_are_such(model: Model) -> None:
    """Symmetric, no negative direction, zero for measured years and only for them."""
    measured = np.isin(ASKED, YEARS)
    for covariance in model.fit(YEARS, VALUES).draws(ASKED, 1, np.random.default_rng(1)).conditional_covariance:
        np.testing.assert_allclose(covariance, covariance.T, rtol=1e-12, atol=1e-12)
        assert np.linalg.eigvalsh(covariance)[0] > -1e-12
        assert (~np.any(covariance, axis=0)).tolist() == measured.tolist()


@every_student
def test_covariance_is_never_above_the_whole_law(model: Model) -> None:
    """What a year does by itself is no more than all that is not known of it."""
    fit = model.fit(YEARS, VALUES)
    for year, variance in zip(
        ASKED, np.diag(fit.draws(ASKED, 1, np.random.default_rng(1)).conditional_covariance[0]), strict=True
    ):
        if year not in YEARS:
            assert fit.scale**2 * variance <= student(fit, year).scale ** 2 * (1 + 1e-12)


@every_model
def test_a_fit_is_a_value_of_its_own(model: Model) -> None:
    """Fitting changes nothing of the caller's, and the caller can change nothing of the fit."""
    years, values = YEARS.copy(), VALUES.copy()
    fit = model.fit(years, values)
    before = fit.law(2025).interval(0.8)
    years += 5
    values *= 2
    assert before == fit.law(2025).interval(0.8)
    assert (model.name, YEARS.tolist(), VALUES.tolist()) == (fit.model, fit.years.tolist(), fit.values.tolist())
    with pytest.raises(ValueError, match="read-only"):
        fit.values[0] = 0.0
    with pytest.raises(AttributeError):
        fit.scale = 0.0  # type: ignore[misc]
