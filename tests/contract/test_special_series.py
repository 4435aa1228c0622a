"""Series that break forecasters: at a bound, without movement, with a step, an outlier, a hole, tiny, huge, shrinking."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shkplan.base.errors import NotAssessable
from shkplan.distributions.links import FloatArray, Identity, LinkFunction, Log, Logit, Support
from shkplan.distributions.predictive import Law, Point
from shkplan.models import MODELS, Fit, Model

YEARS = np.arange(2008, 2024)
NOISE = np.random.default_rng(2020).normal(size=YEARS.size)
AHEAD = [2024, 2028, 2035]
every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())


def laws(model: Model, values: FloatArray, link: LinkFunction) -> list[Law]:
    fit = model.fit(YEARS, values, support_of(link))
    return [fit.law(year) for year in AHEAD]


def support_of(link: LinkFunction) -> Support:
    """The support whose natural link this is."""
    low, high = (None if math.isinf(bound) else bound for bound in link.support)
    return Support(low, high, getattr(link, "precision", None))


def width(fit: Fit, year: int) -> float:
    low, high = fit.law(year).interval(0.8)
    return high - low


@every_model
def test_a_share_near_its_bound_stays_inside(model: Model) -> None:
    """99.6 ... 100.0 %: no quantile and no path beyond 100; that it prints as 100.0 has a chance, and no certainty."""
    link, share = Logit(0.0, 100.0, precision=0.1), np.round(np.minimum(99.5 + 0.04 * (YEARS - 2008), 100.0), 1)
    assert share[-1] == 100.0
    for law in laws(model, share, link):
        assert np.all((law.ppf([0.001, 0.5, 0.999]) > 0) & (law.ppf([0.001, 0.5, 0.999]) <= 100))
        assert 0 < law.prob("at_least", 99.95) < 1
    paths = model.fit(YEARS, share, support_of(link)).paths(AHEAD, 500, np.random.default_rng(1))
    assert np.all((paths >= 0) & (paths <= 100))


@every_model
@pytest.mark.parametrize(
    ("level", "link"), [(0.0, Identity()), (7.3, Identity()), (7.3, Log()), (100.0, Logit(0, 100, precision=0.1))]
)
def test_a_series_that_never_moved_is_not_assessable(model: Model, level: float, link: LinkFunction) -> None:
    """Constant, nothing but zeros, always at 100 %: it says nothing of how far off a forecast may be.

    Above zero and between bounds the default model knows how far such series usually move.
    """
    if model.name == "averaged-ets" and link != Identity():
        for law in laws(model, np.full(YEARS.size, level), link):
            low, high = law.interval(0.95)
            assert 0.9 * level < low < high < 1.1 * level
            assert low - 0.05 < level < high + 0.05
            assert 0.0 < law.prob("at_least", level - 0.05) < 1.0
        return
    with pytest.raises(NotAssessable) as refusal:
        laws(model, np.full(YEARS.size, level), link)
    assert refusal.value.reason.key == "reason.no_spread"


def test_zeros_have_no_logarithm() -> None:
    """Nothing but zeros above a bound of zero: refused by the link, not moved inside in silence."""
    with pytest.raises(ValueError, match="strictly between"):
        Log().forward(np.zeros(3))


@every_model
@pytest.mark.parametrize("support", [Support(0.0), Support(0.0, 100.0, 0.1)], ids=["above zero", "a share"])
def test_nothing_but_zeros_at_the_bound_has_no_law(model: Model, support: Support) -> None:
    """On the scale that the bounds ask for: no scatter, or no place on a logarithm; never a band around zero.

    A share that is always published as 0.0 is like one always at 100.0: the default model knows how far such shares move.
    """
    if model.name == "averaged-ets" and support.upper is not None:
        assert 0 < float(model.fit(YEARS, np.zeros(YEARS.size), support).law(2030).ppf(0.975)) < 1
        return
    with pytest.raises((NotAssessable, ValueError), match=r"without any variation|strictly between"):
        model.fit(YEARS, np.zeros(YEARS.size), support)


def test_the_default_model_goes_on_from_zero() -> None:
    """Nothing, nothing, then growth: what is above zero may have begun there, and no quantile falls below it."""
    fit = MODELS["averaged-ets"].fit(YEARS, np.maximum(0.0, YEARS - 2010.0), Support(0.0))
    low, middle, high = fit.law(2025).ppf([1e-4, 0.5, 0.9999])
    assert 0 <= low < 13 < high
    assert 13 < middle < 20


@every_model
def test_a_step_is_believed_and_widens(model: Model) -> None:
    """Ten years around 10, six around 20: the 95 % interval of next year holds 20, and is wider than without the step.

    The default model also hears the series without the step, and so leaves its wider band for the tails.
    """
    calm = 10 + 0.3 * NOISE
    step = calm + 10 * (YEARS >= 2018)
    low, high = model.fit(YEARS, step).law(2024).interval(0.95)
    assert low < 20 < high
    wider = {"averaged-ets": 1.05}.get(model.name, 2.0)
    assert width(model.fit(YEARS, step), 2024) > wider * width(model.fit(YEARS, calm), 2024)


@every_model
def test_an_outlier_year_widens_and_does_not_carry_away(model: Model) -> None:
    """2020 ten sigma low: wider than without; three years later the old level is still inside the 80 % interval."""
    calm = 10 + 0.3 * NOISE
    shock = calm - 3.0 * (YEARS == 2020)
    fit = model.fit(YEARS, shock)
    assert width(fit, 2024) > width(model.fit(YEARS, calm), 2024)
    low, high = fit.law(2024).interval(0.8)
    assert low < 10 < high


@every_model
def test_a_single_missing_year_costs_little(model: Model) -> None:
    """Held from both sides: no wider than next year; the forecast beyond moves by less than half of its band."""
    values = 10 + np.cumsum(0.5 + 0.3 * NOISE)
    there = YEARS != 2015
    whole, holed = model.fit(YEARS, values), model.fit(YEARS[there], values[there])
    assert holed.df == whole.df - 1
    assert isinstance(whole.law(2015), Point)
    assert not isinstance(holed.law(2015), Point)
    assert width(holed, 2015) <= width(holed, 2024) * (1 + 1e-9)
    low, high = holed.law(2015).interval(0.99)
    assert low < values[7] < high
    assert abs(holed.law(2024).median - whole.law(2024).median) < width(whole, 2024) / 2


@every_model
@pytest.mark.parametrize("unit", [1e-6, 1e13])
@pytest.mark.parametrize("link", [Identity(), Log()], ids=["identity", "log"])
def test_tiny_and_huge(model: Model, unit: float, link: LinkFunction) -> None:
    """A jin or a hundred million yuan: the same forecast in another unit, to nine digits."""
    values = 10 + np.cumsum(0.5 + 0.3 * NOISE)
    for one, other in zip(laws(model, values, link), laws(model, unit * values, link), strict=True):
        p = [0.025, 0.1, 0.5, 0.9, 0.975]
        assert other.ppf(p) == pytest.approx(unit * one.ppf(p), rel=1e-9)


@every_model
def test_negative_growth_stays_above_minus_100(model: Model) -> None:
    """Rates of -2 to -8 % a year, and worse: no law and no path loses more than everything."""
    link, rates = Log(lower=-100.0), -5 + 3 * NOISE
    assert np.all(rates < 2)
    for law in laws(model, rates, link):
        low, middle, high = law.ppf([0.001, 0.5, 0.999])
        assert -100 <= low < middle < high
        assert middle < 2
