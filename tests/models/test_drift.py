"""Random walk with drift against published vectors and the algebra of Brownian motion, written out."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import default_rng

from shkplan.distributions.predictive import Point, StudentT
from shkplan.models.drift import Drift, DriftFit

PANEL = [96, 97.5, 98.2, 98.9, 99.3, 99.6, 99.8, 99.9]
# Steps of 1, 1, 4, 1 and 2 years: T = 9, mu^ = 9/9 = 1.
GAPPED_YEARS, GAPPED = [2010, 2011, 2012, 2016, 2017, 2019], [10.0, 11.4, 12.0, 16.2, 16.8, 19.0]


def gapped() -> DriftFit:
    return Drift().fit(GAPPED_YEARS, GAPPED)


def test_half_widths_of_the_published_vector() -> None:
    """methods.md 7(c): 95 % half-widths 1.24409 one year ahead and 1.86613 two, on 6 degrees of freedom."""
    fit = Drift().fit(range(2014, 2022), PANEL)
    low, high = zip(fit.law(2022).interval(0.95), fit.law(2023).interval(0.95), strict=True)
    assert np.subtract(high, low) / 2 == pytest.approx([1.24409, 1.86613], abs=5e-6)
    assert (fit.drift, fit.df) == pytest.approx((0.557143, 6), abs=5e-7)


@pytest.mark.parametrize("h", [1, 2, 3, 10])
def test_law_ahead_and_its_mirror(h: int) -> None:
    """h years outside: the end plus h drifts, scale s sqrt(h + h^2 / T); s^2 by the sum written out."""
    squares = [0.4**2, (-0.4) ** 2, 0.2**2 / 4, (-0.4) ** 2, 0.2**2 / 2]
    scale = math.sqrt(sum(squares) / 4) * math.sqrt(h + h**2 / 9)
    ahead, before = gapped().law(2019 + h), gapped().law(2010 - h)
    assert isinstance(ahead, StudentT)
    assert isinstance(before, StudentT)
    assert (ahead.df, before.df) == (4, 4)
    assert (ahead.loc, before.loc) == pytest.approx((19.0 + h, 10.0 - h))
    assert (ahead.scale, before.scale) == pytest.approx((scale, scale))


@pytest.mark.parametrize(("year", "loc", "variance"), [(2013, 13.05, 3 / 4), (2014, 14.1, 1.0), (2018, 17.9, 0.5)])
def test_a_gap_is_a_bridge(year: int, loc: float, variance: float) -> None:
    """Between its sides: on the line, variance a b / k; the drift has cancelled."""
    law = gapped().law(year)
    assert isinstance(law, StudentT)
    assert (law.loc, law.scale) == pytest.approx((loc, gapped().scale * math.sqrt(variance)))


def test_no_year_is_off_by_one() -> None:
    """The last measured year is known, the next is one step away; so at the front and at each side of a gap."""
    fit = gapped()
    assert [Point(value) for value in GAPPED] == [fit.law(year) for year in GAPPED_YEARS]
    inside = [fit.law(year).interval(0.8) for year in (2009, 2013, 2015, 2018, 2020)]
    assert all(low < high for low, high in inside)


def test_covariance_written_out() -> None:
    """min(h, h') on either side of the data, (a)(b') / k within one gap, zero across a measured year."""
    expected = [
        # 2008 2009 2012 2013   2015  2018 2020 2022
        [2.00, 1.00, 0.0, 0.00, 0.00, 0.0, 0.0, 0.0],
        [1.00, 1.00, 0.0, 0.00, 0.00, 0.0, 0.0, 0.0],
        [0.00, 0.00, 0.0, 0.00, 0.00, 0.0, 0.0, 0.0],
        [0.00, 0.00, 0.0, 0.75, 0.25, 0.0, 0.0, 0.0],
        [0.00, 0.00, 0.0, 0.25, 0.75, 0.0, 0.0, 0.0],
        [0.00, 0.00, 0.0, 0.00, 0.00, 0.5, 0.0, 0.0],
        [0.00, 0.00, 0.0, 0.00, 0.00, 0.0, 1.0, 1.0],
        [0.00, 0.00, 0.0, 0.00, 0.00, 0.0, 1.0, 3.0],
    ]
    assert gapped().covariance([2008, 2009, 2012, 2013, 2015, 2018, 2020, 2022]) == pytest.approx(np.array(expected))


H = 6  # years summed: 2020-2025
SUM_VARIANCE = H * (H + 1) * (2 * H + 1) / 6 + (H * (H + 1) / 2) ** 2 / 9  # sum of min(i, j), plus (sum of h)^2 / T


@pytest.mark.parametrize(
    ("weights", "loc", "variance"),
    [
        (dict.fromkeys(range(2020, 2026), 1.0), H * 19.0 + H * (H + 1) / 2, SUM_VARIANCE),
        ({2021: -1.0, 2025: 1.0}, 4.0, 4 + 4**2 / 9),  # four steps and their drift
        ({2008: -1.0, 2022: 1.0}, 14.0, 5 + (2 + 3) ** 2 / 9),  # one drift serves both ends
        ({2013: -1.0, 2015: 1.0}, 2.1, 2 * 2 / 4),  # a bridge between two years of one gap
        ({2014: 1.0, 2021: 1.0}, 14.1 + 21.0, 1.0 + 2 + 2**2 / 9),  # gap and future share sigma only
        ({2019: -1.0, 2024: 1.0}, 5.0, 5 + 5**2 / 9),  # growth since a measured year
    ],
    ids=["sum", "difference", "both ends", "within a gap", "gap and future", "since measured"],
)
def test_joint_law_of_paths(
    weights: dict[int, float], loc: float, variance: float, follows: Callable[..., None]
) -> None:
    """A weighted sum over years of the paths is Student t with the variance of the walk written out."""
    fit = gapped()
    combined = fit.paths(list(weights), 40_000, default_rng(20150101)) @ np.array(list(weights.values()))
    follows(combined, 4, loc, fit.scale * math.sqrt(variance))


def test_a_step_over_a_gap_counts_as_one_increment() -> None:
    """Leaving out a middle year costs one degree of freedom and does not move the drift."""
    whole = Drift().fit(range(2014, 2022), PANEL)
    holed = Drift().fit([*range(2014, 2017), *range(2018, 2022)], PANEL[:3] + PANEL[4:])
    assert (whole.df - 1, whole.drift) == (holed.df, holed.drift)
