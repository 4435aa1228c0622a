"""The grid behind the sliders of a page: each point is a scenario, and moves the paths of the baseline by what it says."""

from __future__ import annotations

import numpy as np
import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.scenarios.grid import FAN, Grid

N = 400
MEAN, LEVEL = "employment.surveyed_unemployment", "economy.urbanisation_rate"


@pytest.fixture(scope="module")
def nation() -> Assessment:
    return sp.assess("china-15fyp", as_of="2026-11-27").using(n_paths=N)


@pytest.fixture(scope="module")
def mean(nation) -> Grid:
    return nation.grid(MEAN)


@pytest.fixture(scope="module")
def level(nation) -> Grid:
    return nation.grid(LEVEL)


def at(grid, change, shock=0.0):
    return next(one for one in grid if (one.change, one.shock) == (change, shock))


def test_the_middle_is_the_baseline_to_the_bit(mean, level):
    for grid in (mean, level):
        point, own = at(grid, 0.0), grid.verdict
        assert (point.verdict.prob, point.verdict.central) == (own.prob, own.central)
        assert point.delta == 0
        rows = [own.own.years.index(year) for year in grid.shown]
        assert np.array_equal(point.fan, own.own.quantiles(FAN)[rows])
        assert grid.scenario(0.0).claims == ()


def test_a_limit_to_a_mean_is_moved_alike_in_each_year(mean):
    """P(mean_t (x_t + d) <= 5.5) over the paths of the baseline, as (k + 1/2) / (n + 1)."""
    assert mean.years == (2027, 2028, 2029, 2030)
    _is_moved(mean, np.mean)


def test_a_limit_kept_every_year_is_moved_alike_in_each():
    """P(max_t (x_t + d) <= 4.5), measured years as they are."""
    district = sp.assess("shahekou-14fyp", as_of="2023-06-30").using(n_paths=N)
    _is_moved(district.grid("employment.registered_unemployment"), np.max)


def _is_moved(grid, deciding):
    own, years = grid.verdict.own, grid.verdict.target.years
    for change in grid.changes:
        moved = [own.path(year) + (change if year in grid.years else 0.0) for year in years]
        kept = (deciding(moved, axis=0) <= grid.verdict.target.number + 1e-9).sum()
        assert at(grid, change).verdict.prob == pytest.approx((kept + 0.5) / (N + 1), abs=1e-12)


def test_a_level_grows_by_so_much_more_a_year_and_half_of_a_shock_is_left_a_year_later(level):
    """P(x_2030 + 4 d + s / 8 >= 71): the moved years are 2027 to 2030, and 2030 comes three years after the shock."""
    last = level.verdict.own.path(2030)
    for point in level:
        if point.change or point.shock:
            reached = (last + 4 * point.change + point.shock / 8 >= level.verdict.target.number).sum()
            assert point.verdict.prob == pytest.approx((reached + 0.5) / (N + 1), abs=1e-12)


@pytest.mark.parametrize("key", [MEAN, LEVEL])
def test_a_point_is_what_python_says_of_its_scenario(nation, key):
    grid = nation.grid(key)
    change, shock = grid.changes[-2], grid.shocks[1]
    point, verdict = at(grid, change, shock), nation.under(grid.scenario(change, shock))[key]
    assert (point.verdict.prob, point.verdict.prob_se, point.verdict.low) == (
        verdict.prob,
        verdict.prob_se,
        verdict.low,
    )
    assert point.delta == pytest.approx(verdict.hits.mean() - grid.verdict.hits.mean())


def test_more_is_better_where_more_is_wanted_and_a_shock_harms(mean, level):
    for grid, sign in ((level, 1), (mean, -1)):
        steps = np.diff([at(grid, one).verdict.prob for one in grid.changes])
        assert (sign * steps > -0.01).all()
        assert at(grid, 0.0, grid.shocks[-1]).delta <= 0


def test_the_steps_are_round_and_zero_is_among_them(mean, level):
    for grid in (mean, level):
        assert grid.changes == tuple(-one for one in reversed(grid.changes))
        assert 0.0 in grid.changes
        assert grid.shocks[0] == 0.0
        assert f"{grid.step:.2g}" == f"{grid.step:.10g}"


def test_where_nothing_can_be_moved_it_is_false_and_says_why(nation):
    closed = sp.assess("shahekou-14fyp", as_of="2026-06-30").using(n_paths=N)
    assert not closed.grid("economy.gdp_growth")
    assert "passed" in str(closed.grid("economy.gdp_growth").reason)
    assert "no estimate" in str(closed.grid("vision.gdp_per_capita").reason)
    moved = nation.under(nation.grid(MEAN).scenario(0.1))
    assert "scenario" in str(moved.grid(MEAN).reason)
    assert len(sp.table(closed.grid("economy.gdp_growth")).notes) == 1


def test_what_is_asked_for_the_grid_is_not_kept(nation, mean):
    """Found when thirty assessments with all their paths stayed in memory until the notebook ended."""
    before = len(nation._under)
    assert len(mean.points) == len(mean.changes) * len(mean.shocks)
    assert len(nation._under) == before


def test_the_frame_has_a_row_a_point(mean):
    frame = mean.to_frame()
    assert len(frame) == len(mean.points)
    assert list(frame.columns) == ["change", "shock", "prob", "prob_se", "central", "low", "high", "delta"]


def test_a_path_moved_below_its_bound_stays_a_number_on_its_scale(nation):
    """Found when a share brought to the least number there is divided to nothing, and the years after it were no numbers."""
    (draws,) = nation.projection("economy.digital_core_share").drawing.draws()
    assert draws.support == (0.0, 100.0)
    for value in (-1.0, 0.0, 100.0, 101.0):
        assert np.isfinite(draws.on_scale(value)).all()
