"""What links do to paths: the equations written out; nothing where nothing moved; bounds, claims and measured years stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from shkplan.forecast.links import Moving, coefficients, linked_to
from shkplan.forecast.projection import Projection, project
from shkplan.register.links import Link
from tests.making import growth, indicator, series, share

N = 400
GROWN = dict(zip(range(2010, 2024), (7, 6, 8, 7, 5, 6, 7, 6, 5, 6, 2, 8, 3, 5), strict=True))
SHARES = {year: 60.0 + 0.5 * (year - 2010) + (year % 3) / 5 for year in range(2010, 2024)}
X = project(series(growth(id="test.growth"), GROWN), to=2028, n_paths=N)
Y = project(series(share(id="test.share"), SHARES), to=2028, n_paths=N)
LEVEL = project(
    series(indicator(id="test.level"), {year: 100.0 + 3 * (year - 2010) + year % 2 for year in GROWN}),
    to=2028,
    n_paths=N,
)


def link(**parts: Any) -> Link:
    words = {"zh": "甲", "en": "A"}
    given = {
        "id": "one", "title": words, "driver": {"indicator": "test.growth"}, "response": {"indicator": "test.share"},
        "acts": True, "reason": words, "assumption": {"low": -0.4, "high": 0.2},
    }  # fmt: skip
    return Link.model_validate({**given, **parts})


def known(*values: float, terms: tuple[str, ...] = ("0", "1"), **parts: Any) -> Link:
    """A link without uncertainty."""
    words, zero = {"zh": "甲", "en": "A"}, [[0.0] * len(terms)] * len(terms)
    estimate = {
        "equation": "", "method": words, "source": words, "regions": 1, "first": 2001, "last": 2020, "n": 20, "terms": list(terms),
        "coefficients": list(values), "covariance": zero, "r2": 0.5,
    }  # fmt: skip
    return link(assumption=None, estimate=estimate, **parts)


def moved(base: Projection, by: dict[int, float], *, times: float = 1.0) -> Projection:
    """A projection whose later years are others."""
    paths = base.paths.copy()
    for year, value in by.items():
        at = base.years.index(year)
        paths[:, at] = paths[:, at] * times + value
    return replace(base, drawing=paths)


def test_without_a_moved_driver_nothing_moves_bit_for_bit() -> None:
    assert linked_to(Y, []) is Y
    assert linked_to(Y, [Moving(link(), X, X)]) is Y
    assert linked_to(Y, [Moving(link(), X, replace(X, drawing=X.paths.copy()))]) is Y


def test_a_difference_with_lag_and_carry_is_its_recursion() -> None:
    """d(t) = .9 d(t-1) + .5 x(t) - .2 x(t-1), with x = -3 in 2026 alone; 2025 and before stay as they are."""
    made = linked_to(Y, [Moving(known(0.5, -0.2, 0.9, terms=("0", "1", "carry")), X, moved(X, {2026: -3.0}))])
    wanted = {2024: 0.0, 2025: 0.0, 2026: -1.5, 2027: 0.9 * -1.5 + 0.6, 2028: 0.9 * (0.9 * -1.5 + 0.6)}
    for year, value in wanted.items():
        assert made.path(year) - Y.path(year) == pytest.approx(np.full(N, value), abs=1e-9)
        assert value or np.array_equal(made.path(year), Y.path(year))
    assert made.links[0].years == made.moved == (2026, 2027, 2028)
    assert made.links[0].shift == pytest.approx(tuple(wanted[year] for year in (2026, 2027, 2028)))


def test_percentage_elasticity_and_growth_are_their_formulas() -> None:
    after = moved(X, {2027: 2.0})
    percent = linked_to(LEVEL, [Moving(known(1.5, terms=("0",), form="percentage"), X, after)])
    assert percent.path(2027) / LEVEL.path(2027) == pytest.approx(np.full(N, np.exp(0.03)))
    up = moved(LEVEL, {2027: 0.0, 2028: 0.0}, times=1.1)
    elastic = linked_to(Y, [Moving(known(0.3, terms=("0",), form="elasticity"), LEVEL, up)])
    free = Y.path(2027) * 1.1**0.3 < 100
    assert (elastic.path(2027) / Y.path(2027))[free] == pytest.approx(np.full(free.sum(), 1.1**0.3))
    level = link(assumption=None, identity="level", form="growth")
    rate = linked_to(X, [Moving(level, LEVEL, up)])
    assert (100 + rate.path(2027)) / (100 + X.path(2027)) == pytest.approx(np.full(N, 1.1))
    assert np.array_equal(
        rate.path(2028), X.path(2028)
    )  # both years ten per cent higher: growth between them as before


def test_coefficients_are_drawn_from_their_law_by_a_stream_of_their_own() -> None:
    """Mean and standard deviation of the stated range; the same seed, the same numbers; another region, others; carry in [0, 1]."""
    drawn = coefficients(link(), "甲", 7, 40_000)
    assert drawn[:, 0].mean() == pytest.approx(-0.1, abs=0.005)
    assert drawn[:, 0].std() == pytest.approx(0.6 / 3.2897, rel=0.02)
    assert np.array_equal(drawn, coefficients(link(), "甲", 7, 40_000))
    assert not np.array_equal(drawn, coefficients(link(), "乙", 7, 40_000))
    estimate = known(0.5, 0.95, terms=("0", "carry")).estimate
    assert estimate is not None
    wide = link(assumption=None, estimate=estimate.model_copy(update={"covariance": ((0.1, 0.0), (0.0, 0.04))}))
    carry = coefficients(wide, "甲", 7, 2000)[:, 1]
    assert 0 <= carry.min() <= carry.max() == 1.0


def test_the_uncertainty_of_a_coefficient_widens_the_paths() -> None:
    """Of a shift of -4 points with b of standard deviation s, the change has standard deviation 4 s."""
    made = linked_to(Y, [Moving(link(), X, moved(X, {2026: -4.0}))])
    change = made.path(2026) - Y.path(2026)
    drawn = coefficients(link(), Y.series.region, Y.seed, N)[:, 0]
    assert change == pytest.approx(-4 * drawn, abs=1e-9)


def test_a_driver_known_better_does_not_make_the_response_less_certain() -> None:
    """Paths drawn apart: of a fixed driver the mean alone moves them, y0 + b (v - E x0); of one drawn together y0 + b (v - x0)."""
    x0, one = X.path(2027), known(0.5, terms=("0",))
    after = moved(X, {2027: 4.0}, times=0.0)
    apart, together = (linked_to(Y, [Moving(one, X, after, together=each)]) for each in (False, True))
    assert apart.path(2027) - Y.path(2027) == pytest.approx(np.full(N, 0.5 * np.mean(4.0 - x0)), abs=1e-9)
    assert together.path(2027) - Y.path(2027) == pytest.approx(0.5 * (4.0 - x0), abs=1e-9)


def test_a_driver_less_certain_than_before_brings_its_further_spread() -> None:
    """x = mean + 3 (x0 - mean): the change of the response has variance b^2 (9 - 1) Var(x0), and no mean."""
    x0 = X.path(2027)
    after = moved(X, {2027: -2 * float(x0.mean())}, times=3.0)
    change = linked_to(Y, [Moving(known(0.1, terms=("0",)), X, after)]).path(2027) - Y.path(2027)
    assert change.std() == pytest.approx(0.1 * np.sqrt(8) * x0.std(), rel=1e-6)
    assert change.mean() == pytest.approx(0.0, abs=1e-9)


def test_a_claimed_year_and_a_measured_one_stay_and_what_follows_starts_anew() -> None:
    fixed = replace(Y, fixed=(2027,))
    made = linked_to(fixed, [Moving(known(1.0, 1.0, terms=("0", "carry")), X, moved(X, {2023: -9.0, 2026: -3.0}))])
    assert np.array_equal(made.path(2023), Y.path(2023))
    assert made.path(2026) - Y.path(2026) == pytest.approx(np.full(N, -3.0), abs=1e-9)
    assert np.array_equal(made.path(2027), Y.path(2027))
    assert np.array_equal(made.path(2028), Y.path(2028))


def test_a_bound_stops_what_would_lie_beyond_it_and_that_is_told() -> None:
    made = linked_to(Y, [Moving(known(30.0, terms=("0",)), X, moved(X, {2026: 5.0}))])
    assert made.path(2026).max() < 100
    assert made.links[0].at_bound == 1.0
    assert linked_to(Y, [Moving(known(0.1, terms=("0",)), X, moved(X, {2026: 1.0}))]).links[0].at_bound == 0.0


def test_two_links_add_up_whatever_their_order() -> None:
    after = moved(X, {2026: -2.0})
    one, two = known(0.5, terms=("0",)), known(-0.25, terms=("0",), id="two")
    both = linked_to(Y, [Moving(two, X, after), Moving(one, X, after)])
    assert both.path(2026) - Y.path(2026) == pytest.approx(np.full(N, -0.5), abs=1e-9)
    assert [effect.link.id for effect in both.links] == ["one", "two"]
