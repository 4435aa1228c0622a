"""What sister regions teach: nothing of later years, the habits they were made with, and nothing where there are too few."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from shkplan.distributions.links import FloatArray
from shkplan.models.pooled import ReferenceClass
from shkplan.models.pooled.learning import LEAST_YEARS, LEVELS, RATES, SisterRegions, learned
from shkplan.models.pooled.whole import foretold

YEARS = np.arange(1990, 2022)


def made(
    size: int = 60,
    *,
    reverting: bool = False,
    persistence: float = 0.5,
    scale: float = 0.3,
    df: float = 1e6,
    seed: int = 1,
) -> SisterRegions:
    """Regions about a mean that drifts: shocks and fading slopes of levels, or rates that come back, sigma of each region its own."""
    rng = np.random.default_rng(seed)
    sigma = scale * np.sqrt(df / rng.chisquare(df, size))[:, np.newaxis]
    fading = rng.standard_normal((size, YEARS.size))
    for year in range(1, YEARS.size):
        fading[:, year] = persistence * fading[:, year - 1] + np.sqrt(1 - persistence**2) * fading[:, year]
    mean = scale * np.cumsum(rng.normal(0.3, 0.3, YEARS.size))
    own = fading if reverting else np.cumsum(rng.standard_normal(fading.shape) + fading, axis=1)
    return SisterRegions("made", YEARS, mean + rng.normal(0, 0.5 * scale, (size, 1)) + sigma * own, reverting)


def taught(regions: SisterRegions) -> ReferenceClass:
    found = learned(regions)
    assert found is not None
    return found[0]


@cache
def usual(reverting: bool) -> ReferenceClass:
    return taught(made(reverting=reverting))


@pytest.mark.parametrize("reverting", [False, True])
@pytest.mark.parametrize("year", [2005, 2016])
def test_later_years_never_inform(reverting: bool, year: int) -> None:
    """Whatever happens after a year, and to whom, the class as known at its end is the same to the last digit."""
    regions = made(reverting=reverting)
    later = np.random.default_rng(2).normal(0, 50, regions.values.shape)
    later[::7] = np.nan
    other = replace(regions, values=np.where(year < YEARS, later, regions.values))
    known = taught(regions.until(year))
    assert known == taught(other.until(year))
    assert known.until == year
    assert known != taught(regions.until(year + 1))


@pytest.mark.parametrize("reverting", [False, True])
def test_same_regions_same_class(reverting: bool) -> None:
    """No chance in it; and the order of the regions does not matter."""
    regions = made(40, reverting=reverting)
    one, again = taught(regions), taught(regions)
    assert one == again
    turned = taught(replace(regions, values=regions.values[::-1]))
    assert turned.mean == pytest.approx(one.mean)
    assert turned.dynamics.scale == pytest.approx(one.dynamics.scale, rel=0.1)


def test_it_finds_the_habits_of_levels() -> None:
    """Fading slopes, scatter and its spread between regions, roughly; what was not there is not found."""
    fading, lasting = taught(made(120, persistence=0.2)).dynamics, taught(made(120, persistence=0.9)).dynamics
    assert fading.persistence < 0.5 < lasting.persistence
    assert lasting.persistence == pytest.approx(0.9, abs=0.15)
    for scale in (0.03, 3.0):
        found = taught(made(scale=scale)).dynamics
        five_years = found.scale * np.sqrt(found.covariance(6)[5, 5])  # shocks 5, slopes 5 + 2 (4/2 + 3/4 + 2/8 + 1/16)
        assert 0.75 < five_years / (scale * np.sqrt(5 + 11.125)) < 1.3
        assert abs(found.lean[0]) < 0.1
    wild, alike = taught(made(120, df=3.0)).dynamics, taught(made(120)).dynamics
    assert wild.df < alike.df


def test_it_finds_the_habits_of_rates() -> None:
    """What is left of a deviation after a year; a level's pull and lean have no place there."""
    found = [taught(made(120, reverting=True, persistence=one)).dynamics for one in (0.2, 0.5, 0.9)]
    assert np.all(np.diff([one.persistence for one in found]) > 0)
    assert found[0].persistence < 0.45
    assert found[2].persistence > 0.7
    assert all((one.reverting, one.slope, one.pull, one.lean) == (True, 0.0, 0.0, (0.0, 0.0)) for one in found)


def test_it_finds_where_regions_come_back() -> None:
    """Regions that lose a tenth of their distance each year are pulled more than those that wander."""
    rng, values = np.random.default_rng(3), np.empty((80, YEARS.size))
    values[:, 0] = rng.normal(0, 1.0, 80)
    for year in range(1, YEARS.size):
        values[:, year] = 0.9 * values[:, year - 1] + rng.normal(0, 0.1, 80)
    lost = []
    for found in (taught(SisterRegions("back", YEARS, values, False)), usual(False)):
        away = np.array([found.spread])
        lost.append(-found.dynamics.tilt(np.ones(1), away, np.array([5.0]))[0, 0] / found.spread)
    assert 0.2 < lost[0] < 0.6  # of 1 - 0.9^5 = 0.41
    assert abs(lost[1]) < 0.15


# ---- how much of a class there is


def test_sizes_are_counted() -> None:
    """Regions, pairs of years five apart, spans of five years that do not overlap: by hand."""
    regions = made(7)
    values = regions.values.copy()
    values[3] = np.nan
    values[0, 4] = np.nan
    found = taught(replace(regions, values=values))
    assert (found.regions, found.windows, found.independent) == (6, 6 * 27 - 1, 5)
    assert (found.years.tolist(), found.name) == (YEARS.tolist(), "made")


@pytest.mark.parametrize(("reverting", "prior"), [(False, LEVELS), (True, RATES)])
def test_a_young_class_has_the_habits_of_others(reverting: bool, prior: FloatArray) -> None:
    """Six years hold no window: habits of other classes, in the size of this one's changes; no window is claimed."""
    regions = made(reverting=reverting).until(1990 + LEAST_YEARS - 1)
    found = learned(regions)
    assert found is not None
    young, start = found
    assert start.tolist() == prior.tolist()
    assert (young.windows, young.independent, young.years.size) == (0, 0, LEAST_YEARS)
    other = learned(replace(regions, values=10 * regions.values))
    assert other is not None
    assert other[0].dynamics.scale == pytest.approx(10 * young.dynamics.scale)
    assert replace(other[0].dynamics, scale=young.dynamics.scale) == young.dynamics
    assert learned(regions.until(1990 + LEAST_YEARS - 2)) is None


def test_too_few_or_still_regions_teach_nothing() -> None:
    """Fewer than five regions, regions without two years in a row, regions that never moved, no region at all."""
    values = made(5).values
    assert learned(SisterRegions("five", YEARS, values, False)) is not None
    assert learned(SisterRegions("four", YEARS, values[:4], False)) is None
    every_other = np.where(YEARS % 2, np.nan, values)
    assert learned(SisterRegions("every other year", YEARS, every_other, False)) is None
    assert learned(SisterRegions("still", YEARS, np.ones_like(values), False)) is None
    assert learned(SisterRegions("empty", YEARS, np.full_like(values, np.nan), False)) is None
    assert learned(SisterRegions("nobody", YEARS, values[:0], True)) is None


def test_many_still_regions_do_not_hide_those_that_move() -> None:
    """A third of the regions print the same figure every year: habits are finite and the step of the others counts."""
    values = made(30).values
    values[:10] = 1.0
    found = taught(SisterRegions("made", YEARS, values, False)).dynamics
    assert np.isfinite([found.scale, found.df, found.slope, found.noise]).all()
    assert 0.1 < found.scale < 0.6


def test_holes_are_no_figures() -> None:
    """A fifth of the figures gone, and whole years: near the habits of all figures, and no warning."""
    regions, whole = made(), usual(False)
    values = np.where(np.random.default_rng(4).random(regions.values.shape) < 0.2, np.nan, regions.values)
    values[:, 12] = np.nan
    found = taught(replace(regions, values=values))
    change, usually = (np.sqrt(of.dynamics.covariance(2)[1, 1]) * of.dynamics.scale for of in (found, whole))
    assert 0.7 < change / usually < 1.4
    assert found.windows < whole.windows
    assert np.all(np.isfinite(found.mean))


def test_years_not_measured_are_unknown() -> None:
    """Empty years before and after are not years in which the class stood still."""
    regions = made(20)
    values = np.where((YEARS < 2000) | (YEARS > 2018), np.nan, regions.values)
    values[:3] = np.where(YEARS > 2019, np.nan, regions.values[:3])
    found, expected = taught(replace(regions, values=values)), taught(replace(regions, values=values).whole())
    assert found == expected
    assert (found.years[0], found.until) == (2000, 2018)


# ---- its mean


def test_the_mean_knows_no_coming_and_going() -> None:
    """Regions far away that come late, or on a new basis, leave no step in it; the trimmed mean of 20 changes by hand."""
    regions = made(20)
    path = regions.mean()
    changes = np.sort(np.diff(regions.values, axis=1), axis=0)[2:-2].mean(axis=0)
    assert np.diff(path) == pytest.approx(changes)
    late = np.where(YEARS < 2010, np.nan, regions.values + 100.0)
    both = replace(regions, values=np.vstack([regions.values, late])).mean()
    assert np.diff(both)[:20] == pytest.approx(changes[:20])
    assert np.max(np.abs(np.diff(both))) < 1.0


def test_regions_above_fill_years_the_sisters_lack() -> None:
    """The change of the province where fewer than five cities were measured in both years, theirs elsewhere."""
    regions = made(8)
    values = np.where((YEARS < 1996) & (np.arange(8)[:, np.newaxis] > 3), np.nan, regions.values)
    above = np.cumsum(np.full((1, YEARS.size), 0.7), axis=1)
    path = replace(regions, values=values, above=above).mean()
    assert np.diff(path)[:6] == pytest.approx(np.full(6, 0.7))
    assert np.diff(path)[6:] == pytest.approx(np.diff(regions.mean())[6:])
    assert taught(replace(regions, values=values, above=above)).years[0] == 1990
    assert taught(replace(regions, values=values)).years[0] == 1996


@pytest.mark.parametrize("reverting", [False, True])
def test_the_mean_to_come_grows_less_sure(reverting: bool) -> None:
    """A covariance of years to come, positive, whose variances grow for what wanders."""
    mean = usual(reverting).mean
    centre, cov = foretold(mean, YEARS, np.arange(2022, 2033), reverting)
    assert np.all(np.isfinite(centre))
    assert np.linalg.eigvalsh(cov)[0] > 0
    assert cov == pytest.approx(cov.T)
    assert np.all(np.diff(np.diagonal(cov)) > 0)


def test_a_mean_on_a_line_goes_on_along_it() -> None:
    centre, cov = foretold(np.linspace(0.0, 5.7, 20), np.arange(2000, 2020), np.array([2020, 2025]), False)
    assert centre == pytest.approx([6.0, 7.5], rel=0.02)
    assert np.all(np.diagonal(cov) > 0)
