"""What the months so far tell of a year: calibrated on series of its own law, shrunk as they deserve, exact in its product."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from shkplan.distributions.links import FloatArray
from shkplan.models.nowcast import ERROR_DF, TAIL_DF, Nowcast, Past, nowcast, told

NOTHING = Past(*(np.zeros(0, kind) for kind in (np.int64, np.int64, float, float)))  # type: ignore[arg-type]


def past(errors: FloatArray | list[float], month: int | list[int] = 6, first: int = 2010) -> Past:
    """One year after another, each told up to a month."""
    n = len(errors)
    months = np.broadcast_to(np.array(month), (n,)).astype(np.int64)
    return Past(np.arange(first, first + n), months, np.asarray(errors, float), np.zeros(n))


def student(rng: np.random.Generator, sd: float, n: int) -> FloatArray:
    return np.asarray(sd * rng.standard_t(ERROR_DF, n))


@pytest.mark.parametrize(
    ("n_own", "season"), [(0, "none"), (1, "none"), (4, "none"), (12, "none"), (4, "much"), (12, "much")]
)
def test_its_band_holds_what_came(n_own: int, season: str) -> None:
    """Series whose scatter differs from one to the next, errors with heavy tails: of 600 years the 80 % band holds about as many."""
    rng, held, size = np.random.default_rng(5), 0, 600
    for _ in range(size):
        sds = 0.6 * np.exp(0.7 * rng.standard_normal(6))
        level = rng.normal(0, 2) if season == "much" else 0.0
        others = [past(student(rng, sd * 0.5, 6) + (rng.normal(0, 2) if season == "much" else 0.0)) for sd in sds[1:]]
        own = past(level + student(rng, sds[0] * 0.5, n_own)) if n_own else NOTHING
        law = nowcast(own, others, 6, season=season, usual=1.0)  # type: ignore[arg-type]
        came = level + student(rng, sds[0] * 0.5, 1)[0]
        held += abs(came - law.centre) <= law.half(0.8)
    assert 0.76 <= held / size <= 0.86


@pytest.mark.parametrize("n_own", [0, 1, 4])
def test_its_band_holds_what_comes_of_years_that_shake_every_series(n_own: int) -> None:
    """Six series of six years, each year's scatter common to them, as of 2020: of 300 next years the 80 % band holds as many or more."""
    rng, held, size = np.random.default_rng(6), 0, 300
    for _ in range(size):
        sds = 0.3 * np.exp(0.7 * rng.standard_normal(6))
        shaken = np.sqrt(ERROR_DF / rng.chisquare(ERROR_DF, 7))
        errors = sds[:, np.newaxis] * shaken * rng.standard_normal((6, 7))
        own = past(errors[0, 6 - n_own : 6], first=2016 - n_own) if n_own else NOTHING
        law = nowcast(own, [past(one[:6]) for one in errors[1:]], 6, season="none", usual=1.5)
        held += abs(errors[0, 6]) <= law.half(0.8)
    assert 0.77 <= held / size <= 0.90


def test_few_years_of_its_own_borrow_and_many_speak_for_themselves() -> None:
    """Beside series that hardly ever err, a wild one is believed the more the longer it is."""
    calm = [past([0.1, -0.1, 0.1, -0.1, 0.1, -0.1]) for _ in range(5)]
    widths = [nowcast(past([3.0, -3.0] * n), calm, 6, season="none", usual=1.0).half(0.8) for n in (1, 2, 6)]
    alone = nowcast(NOTHING, calm, 6, season="none", usual=1.0)
    assert alone.half(0.8) < widths[0] < widths[1] < widths[2]
    assert (alone.own, alone.others) == (0, 30)


def test_more_months_leave_less_open() -> None:
    own = past([0.3, -0.2, 0.4, -0.5], 6)
    widths = [nowcast(own, [], month, season="none", usual=1.0).half(0.8) for month in (1, 3, 6, 9, 11)]
    assert widths == sorted(widths, reverse=True)


def test_what_several_series_tell_of_one_year_counts_as_one_year() -> None:
    """Four copies of one series tell of what is common no more than one of them; in years of their own they do."""
    errors = [0.4, -0.3, 0.5, -0.4]
    one = nowcast(NOTHING, [past(errors)], 6, season="none", usual=3.0)
    copies = nowcast(NOTHING, [past(errors)] * 4, 6, season="none", usual=3.0)
    apart = nowcast(NOTHING, [past(errors, 6, 1990 + 5 * n) for n in range(4)], 6, season="none", usual=3.0)
    assert (one.years, copies.years, apart.years) == (4, 4, 16)
    assert copies.others == apart.others == 16
    assert apart.half(0.8) < 0.8 * copies.half(0.8)
    assert copies.half(0.8) == pytest.approx(one.half(0.8), rel=0.3)


def test_the_season_of_a_flow_is_its_own() -> None:
    """The middle of its own years at that month; of others only the scatter counts."""
    own = past([0.70, 0.72, 0.68], 6)
    law = nowcast(own, [past([0.1, 0.2, 0.0], 6)], 6, season="much", usual=0.1)
    assert law.centre == pytest.approx(0.70)
    assert (law.own, law.others) == (3, 3)


def test_a_year_out_of_the_ordinary_does_not_move_the_season() -> None:
    """Five years that ended a fifth above their nine months, and one (2020) that did not: the sixth year is no part of the season."""
    usual = [0.20, 0.21, 0.19, 0.20, 0.21]
    calm, shaken = (nowcast(past(errors, 9), [], 9, season="much", usual=0.1) for errors in (usual, [*usual, 0.05]))
    assert shaken.centre == pytest.approx(calm.centre, abs=0.005)
    assert shaken.half(0.95) > calm.half(0.95)
    assert nowcast(past([0.2, 0.3], 9), [], 9, season="much", usual=0.1).centre == pytest.approx(0.25)
    assert nowcast(past([0.2, 0.2, 0.5], 9), [], 9, season="much", usual=0.1).centre == pytest.approx(0.2)


def test_a_season_of_a_level_counts_as_much_as_its_years_deserve() -> None:
    """Two years that came out 0.3 below: two thirds of it."""
    law = nowcast(past([-0.3, -0.3], 6), [], 6, season="some", usual=0.1)
    assert law.centre == pytest.approx(-0.2)


def test_one_error_a_year_counts_that_of_the_nearest_month() -> None:
    """Twelve months of one year are one year."""
    every = Past(np.full(11, 2020), np.arange(1, 12), np.linspace(1, 0, 11), np.zeros(11))
    near = every.nearest(6)
    assert (near.years.tolist(), near.months.tolist()) == ([2020], [6])
    assert nowcast(every, [], 6, season="none", usual=1.0).own == 1


def test_rounding_keeps_it_from_being_too_sure() -> None:
    """Errors of nothing, of figures printed in tenths, leave the tenth open."""
    printed = Past(np.arange(2000, 2020), np.full(20, 11), np.zeros(20), np.full(20, 0.04))
    assert nowcast(printed, [], 11, season="none", usual=1.5, rounding=0.04).half(0.8) > 0.04


def law_of(sd: float, centre: float = 0.0) -> Nowcast:
    return Nowcast(centre, np.array([sd]), np.array([1.0]), 9, 9, 9)


def test_model_and_months_together_are_their_product() -> None:
    """The mean of what comes out is that of the product of the two densities, integrated by scipy."""
    n = 40_000
    draws = stats.t(TAIL_DF, 6.0, 1.5).ppf((np.arange(n) + 0.5) / n)
    both = told(draws, 4.0, law_of(0.8, 0.2))

    def product(x: float) -> float:
        return float(stats.t(TAIL_DF, 6.0, 1.5).pdf(x) * stats.t(ERROR_DF, 4.2, 0.8).pdf(x))

    whole = integrate.quad(product, -400, 400, points=[4.2, 6.0], limit=400)[0]
    mean = integrate.quad(lambda x: x * product(x), -400, 400, points=[4.2, 6.0], limit=400)[0] / whole
    assert both.mean() == pytest.approx(mean, abs=0.01)
    below = integrate.quad(product, -400, 4.0, limit=400)[0] / whole
    assert np.mean(both < 4.0) == pytest.approx(below, abs=0.005)


def test_paths_keep_their_ranks() -> None:
    """A path that was high among the model's stays high: what follows it, and a scenario, share its random numbers."""
    draws = np.random.default_rng(3).normal(5, 2, 1000)
    both = told(draws, 3.0, law_of(0.5))
    assert np.array_equal(np.argsort(draws, kind="stable"), np.argsort(both, kind="stable"))


@pytest.mark.parametrize("sd", [1e2, 1e4, 1e6])
def test_months_that_tell_nothing_leave_the_model_alone(sd: float) -> None:
    """However wide the law of the months: a coarse grid once blew the model up to 12,000 either side."""
    draws = np.random.default_rng(7).normal(5, 1, 5000)
    before, after = (np.quantile(x, (0.1, 0.5, 0.9)) for x in (draws, told(draws, 5.0, law_of(sd))))
    assert after == pytest.approx(before, abs=0.03)


def test_a_year_out_of_the_ordinary_is_believed() -> None:
    """A model of 6 +- 0.5 hears of -6.8 so far: the year lies by the figure and not half way."""
    draws = np.random.default_rng(4).normal(6, 0.5, 5000)
    assert np.median(told(draws, -6.8, law_of(0.7))) == pytest.approx(-6.7, abs=0.3)


def test_a_sum_that_only_grows_ends_no_lower() -> None:
    draws = np.random.default_rng(5).normal(7.0, 0.3, 5000)
    assert told(draws, 7.0, law_of(0.1), falls=False).min() >= 7.0
    assert told(draws, 7.0, law_of(0.1)).min() < 7.0


def test_nothing_open_stays() -> None:
    draws = np.full(10, 3.0)
    assert told(draws, 2.0, law_of(0.1)) is draws
