"""Where a series without figures may have started: rejection sampling written out, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from shkplan.distributions.links import FloatArray, Identity, Support
from shkplan.forecast.starting import Stated, started
from shkplan.models.pooled import Dynamics, ReferenceClass

YEARS = np.arange(2001, 2021)
HABITS = Dynamics(False, 0.5, 0.2, 0.1, 0.0, df=8.0, scale=0.4)
CLASS = ReferenceClass("sisters", YEARS, np.asarray(50.0 + 0.3 * np.arange(YEARS.size)), 4.0, HABITS, 30, 450, 4)
LINE = Identity()


def ending_in(level: FloatArray, first: int, rng: np.random.Generator) -> FloatArray:
    """(n, k) paths from ``first`` to 2020 that end in a level, written out from the shocks of a walk.

    The yearly change of a region beside its class is sigma (shock + slope + drift), the slope an AR(1); sigma^2 is scaled
    inverse chi-squared with df degrees of freedom.
    """
    n, k = level.size, 2020 - first
    sigma = HABITS.scale * np.sqrt(HABITS.df / rng.chisquare(HABITS.df, n))
    slope = np.sqrt(HABITS.slope) * rng.standard_normal(n)
    drift = np.sqrt(HABITS.constant) * rng.standard_normal(n)
    z, found = level.copy(), [level]
    for _ in range(k):
        z = z - 0.3 - sigma * (rng.standard_normal(n) + slope + drift)
        found.append(z)
        left = np.sqrt(HABITS.slope * (1 - HABITS.persistence**2))
        slope = HABITS.persistence * slope + left * rng.standard_normal(n)
    return np.column_stack(found[::-1])


@pytest.mark.parametrize(
    ("bound", "number"), [("lower", 57.0), ("upper", 52.0), ("lower", 45.0), ("exact", 54.0), ("about", 58.0)]
)
def test_a_bound_on_an_average_keeps_the_paths_that_agree(bound: Any, number: float) -> None:
    """Against 400,000 levels of the class and one path to each, of which those that agree are kept: quantiles within .2.

    Levels beyond a bound that lies on the far side of the class mean are spread about the bound as regions are about the mean.
    """
    rng = np.random.default_rng(5)
    middle = float(CLASS.mean[-1])
    far = (bound == "lower" and number > middle) or (bound == "upper" and number < middle)
    paths = ending_in((number if far else middle) + CLASS.spread * rng.standard_normal(400_000), 2016, rng)
    average = paths.mean(axis=1)
    near = np.abs(average - number) < HABITS.scale
    keep = {"lower": average >= number, "upper": average <= number}.get(bound, near)
    draws = started(CLASS, LINE, 2020, Stated(number, 2016, 2020, bound), 1)
    assert draws is not None
    shares = [0.1, 0.25, 0.5, 0.75, 0.9]
    np.testing.assert_allclose(
        np.quantile(draws, shares, method="hazen"), np.quantile(paths[keep, -1], shares), atol=0.2
    )


def test_without_anything_stated_it_is_the_spread_of_the_class() -> None:
    """Normal about the mean of the class, drawn in even steps: quantiles within 2 % of its spread."""
    draws = started(CLASS, LINE, 2020, None, 1)
    assert draws is not None
    assert draws.mean() == pytest.approx(CLASS.mean[-1], abs=0.02 * CLASS.spread)
    low, high = np.quantile(draws, [0.1587, 0.8413], method="hazen")
    assert high - low == pytest.approx(2 * CLASS.spread, rel=0.05)


@pytest.mark.parametrize("bound", ["exact", "about"])
def test_a_number_of_the_year_itself_is_the_value(bound: Any) -> None:
    draws = started(CLASS, LINE, 2020, Stated(61.5, 2020, 2020, bound), 1)
    assert draws is not None
    assert set(draws) == {61.5}


def test_about_a_number_is_within_its_last_digit() -> None:
    """Even steps over the half digit on both sides: what was rounded may have lain anywhere there."""
    draws = started(CLASS, LINE, 2020, Stated(61.5, 2020, 2020, "about", step=0.1), 1)
    assert draws is not None
    np.testing.assert_allclose(np.sort(draws), 61.45 + 0.1 * (np.arange(draws.size) + 0.5) / draws.size)


def test_a_bound_of_the_year_itself_cuts_the_class() -> None:
    """The half of a normal that is left: its median at Phi^-1(3/4), and no draw below the bound by more than a cell of the grid."""
    middle = float(CLASS.mean[-1])
    draws = started(CLASS, LINE, 2020, Stated(middle, 2020, 2020, "lower"), 1)
    assert draws is not None
    assert draws.min() > middle - 0.2
    assert np.median(draws) == pytest.approx(middle + 0.6745 * CLASS.spread, abs=0.2)


def test_what_hardly_any_path_agrees_with_has_no_start() -> None:
    """An average far from every path of the class is no start, rather than one made of a few odd paths."""
    wild = replace(CLASS, spread=1.0, dynamics=replace(HABITS, scale=2.0))
    assert started(wild, LINE, 2020, Stated(90.0, 2016, 2020, "exact"), 1) is None


def test_shares_stay_shares_and_the_seed_decides() -> None:
    """On the scale of a share draws lie between 0 and 100; the same seed gives the same, and another one another order."""
    link = Support(0.0, 100.0, 0.1).link()
    shares = replace(CLASS, mean=np.linspace(0.0, 0.5, YEARS.size), spread=1.0, dynamics=replace(HABITS, scale=0.05))
    one, again, other = (started(shares, link, 2020, Stated(75.0, 2016, 2020, "lower"), seed) for seed in (1, 1, 2))
    assert one is not None
    assert again is not None
    assert other is not None
    assert one.min() > 70.0
    assert one.max() < 100.0
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)
