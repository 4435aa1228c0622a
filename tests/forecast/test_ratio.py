"""A ratio of two series: each path is the quotient of the two paths; growth, levels, and levels carried on, by their formulas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shkplan.distributions.predictive import Empirical
from shkplan.forecast.projection import project
from shkplan.forecast.ratio import ratio
from tests.making import growth, indicator, series

N = 400
YEARS = range(2012, 2025)
RATES = dict(zip(YEARS, (8, 7, 6, 7, 6, 6, 5, 6, 2, 8, 3, 5, 5), strict=True))
PEOPLE = {year: 70.0 - 0.2 * (year - 2012) + (year % 2) / 10 for year in YEARS}
MONEY = {year: 400.0 * 1.06 ** (year - 2012) + year % 3 for year in YEARS}
G = project(series(growth(id="test.growth"), RATES), to=2030, n_paths=N)
P = project(series(indicator(id="test.people", unit="万人"), PEOPLE), to=2030, n_paths=N)
M = project(series(indicator(id="test.money", unit="亿元", measure="flow"), MONEY), to=2030, n_paths=N)
HEAD = indicator(id="test.head", unit="元", price_basis="current")
RISE = growth(id="test.rise")


def test_growth_per_head_is_growth_over_the_growth_of_heads() -> None:
    made = ratio(series(RISE, {2023: 5.5}), G, P)
    assert made is not None
    assert made.years == tuple(range(2013, 2031))  # of 2012 the change of the population is not known
    for year in (2015, 2026, 2030):
        wanted = 100 * ((1 + G.path(year) / 100) / (P.path(year) / P.path(year - 1)) - 1)
        assert made.path(year) == pytest.approx(wanted)
    assert np.all(made.path(2023) == 5.5)  # as published


def test_a_level_joins_the_units_of_its_parts() -> None:
    """亿元 over 万人, told in 元 for one 人: 10^8 / 10^4."""
    made = ratio(series(HEAD, {}), M, P, per="人")
    assert made is not None
    assert made.path(2026) == pytest.approx(1e4 * M.path(2026) / P.path(2026))
    wide = ratio(series(HEAD, {}), M, P)
    assert wide is not None
    assert wide.path(2026) == pytest.approx(1e8 * M.path(2026) / P.path(2026))


def test_the_last_figure_is_carried_on_by_growth_at_its_prices() -> None:
    """From the numerator's last figure; from the ratio's own where that is later, or of the same year."""
    levels = series(indicator(id="test.money", unit="亿元", measure="flow"), {2021: 570.0})
    made = ratio(series(HEAD, {}), levels, P, per="人", growth=G)
    assert made is not None
    total = 570.0 * np.prod([1 + G.path(year) / 100 for year in range(2022, 2028)], axis=0)
    assert made.path(2027) == pytest.approx(1e4 * total / P.path(2027))
    assert (made.years[0], made.ratio and made.ratio.base_year) == (2021, 2021)
    own = ratio(series(HEAD, {2023: 90_000.0}), levels, P, per="人", growth=G)
    assert own is not None
    grown = (1 + G.path(2024) / 100) * (1 + G.path(2025) / 100)
    assert own.path(2025) == pytest.approx(90_000 * grown / (P.path(2025) / P.path(2023)))
    assert own.ratio is not None
    assert own.ratio.anchor is own.series


def test_without_anything_to_carry_on_there_is_none() -> None:
    assert ratio(series(HEAD, {}), series(indicator(id="test.money", unit="亿元"), {}), P, growth=G) is None
    assert ratio(series(HEAD, {}), series(indicator(id="test.money", unit="亿元"), {2020: 5.0}), P) is None


def test_its_laws_are_those_of_its_paths_and_what_a_part_feels_it_feels() -> None:
    made = ratio(series(RISE, {}), G, P)
    paths = G.paths.copy()
    paths[:, G.years.index(2027)] -= 3
    after = ratio(series(RISE, {}), replace(G, drawing=paths, moved=(2027,)), P)
    assert made is not None
    assert after is not None
    assert isinstance(made.law(2028), Empirical)
    assert made.quantiles(0.5)[made.years.index(2028), 0] == pytest.approx(
        np.quantile(made.path(2028), 0.5, method="inverted_cdf")
    )
    change = after.path(2027) - made.path(2027)
    assert change == pytest.approx(-3 / (P.path(2027) / P.path(2026)))
    assert np.array_equal(after.path(2026), made.path(2026))
    assert after.moved[0] == 2027
