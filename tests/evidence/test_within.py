"""Figures within the year: kept as such, shown with the year they are part of, and telling of it as they told of past ones."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from benchmarks import hidden
from shkplan.base.errors import DataError
from shkplan.base.periods import Period
from shkplan.evidence.coverage import coverage
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.evidence.reconstruction import reconstruct
from shkplan.evidence.within import FEWEST, SoFar, SoFarRefused, latest_so_far, running, so_far
from shkplan.forecast.projection import project
from shkplan.register.plan import Plan

PLAN = hidden.plan(0, None)
RATES = {2018: 6.6, 2019: 6.0, 2020: 2.2, 2021: 8.4, 2022: 3.0, 2023: 5.2, 2024: 5.0}
HALVES = {2019: 6.3, 2022: 2.5, 2023: 5.5, 2024: 5.0}


def rate(year: int, value: float, period: str = "", **parts: object) -> Observation:
    """A rate of growth of a year, or of its months so far, told a month after they were over."""
    day = dt.date(year + 1, 1, 20) if not period else Period.parse(period).ends + dt.timedelta(days=20)
    given = {"indicator": "test.growth", "form": "growth rate", "unit": "%", "published": day, **parts}
    return hidden.figure(period or year, value, **given)


def flow(year: int, value: float, month: int = 12, **parts: object) -> Observation:
    period = f"{year}-01..{month:02d}"
    day = Period.parse(period).ends + dt.timedelta(days=20)
    return hidden.figure(period, value, **{"published": day, **parts})


def known(*figures: Observation, plan: Plan = PLAN) -> Observations:
    return Observations(plan, figures)


def growing(*more: Observation) -> Observations:
    """Growth of seven years, the first half of four of them, and what is handed in."""
    years = [rate(year, value) for year, value in RATES.items()]
    return known(*years, *(rate(year, value, f"{year}-01..06") for year, value in HALVES.items()), *more)


HALF = rate(2025, 5.3, "2025-01..06")
NINE = rate(2025, 5.2, "2025-01..09")


def test_months_are_never_the_year() -> None:
    """Neither in the series, nor as its latest figure."""
    series = growing(HALF).series("test.growth")
    assert series.years[-1] == 2024
    assert latest_so_far(series) == {2025: HALF}


def test_the_year_has_a_nowcast_with_what_it_was_learned_from() -> None:
    """Growth so far is the middle; the number of past years is told; it enters the reconstruction as an implied year."""
    found = reconstruct(growing(HALF), "test.growth")
    assert found.implied is not None
    (one,) = found.implied.nowcasts
    assert (one.year, one.value, one.centre, one.own, one.others) == (2025, 5.3, 5.3, 4, 0)
    law = found.law(2025)
    assert law is not None
    assert found.implied.state(2025) == "implied"
    assert 4.5 < law.interval(0.8)[0] < 5.3 < law.interval(0.8)[1] < 6.1
    assert str(one.said) == (
        f"2025-01..06: 5.3 % so far (published 2025-07-20); judging by how such figures compared with full years in the past (4 years of its own, 0 of other "
        f"series; 4 different years), the full year comes to 5.3 %, 80 % band {one.low:.4g} to {one.high:.4g} %"
    )


def test_the_latest_month_tells_and_more_months_leave_less_open() -> None:
    """Of several months of one year the last; its band is narrower."""
    (half,) = so_far(growing(HALF), growing(HALF).series("test.growth"))
    both = growing(HALF, NINE)
    (nine,) = so_far(both, both.series("test.growth"))
    assert isinstance(half, SoFar)
    assert isinstance(nine, SoFar)
    assert nine.figure is NINE
    assert nine.high - nine.low < half.high - half.low


def test_too_few_past_years_tell_nothing() -> None:
    """Shown beside the figures only, with the number and the reason."""
    years = [rate(year, value) for year, value in RATES.items()]
    few = known(*years, rate(2023, 5.5, "2023-01..06"), rate(2024, 5.0, "2024-01..06"), HALF)
    (refused,) = so_far(few, few.series("test.growth"))
    assert isinstance(refused, SoFarRefused)
    assert FEWEST == 3
    assert str(refused.reason) == (
        "shown beside the figures only: the relation of the year so far to the full year is known for 2 past years, fewer than 3"
    )
    found = reconstruct(few, "test.growth")
    assert found.implied is not None
    assert found.implied.years == ()
    assert found.implied.unused == ((HALF, refused.reason),)


def test_one_year_of_many_series_is_one_year() -> None:
    """Three regions told of 2024 alone: of one past year nobody knows how far off a year comes out."""
    regions = [("region", name) for name in ("甲市", "乙市", "丙市")]
    few = [rate(2024, 5.0, part, **dict([one])) for one in regions for part in ("", "2024-01..06")]
    every = known(*few, HALF)
    (refused,) = so_far(every, every.series("test.growth"))
    assert isinstance(refused, SoFarRefused)
    assert str(refused.reason) == (
        "shown beside the figures only: the relation of the year so far to the full year is known for 1 past years, fewer than 3"
    )


def test_a_day_knows_no_later_year() -> None:
    """As of July 2023 the whole of 2023 and what its half told are not known: nothing is learned from them."""
    then = growing().as_of("2023-07-31")
    (told,) = so_far(then, then.series("test.growth"))
    assert isinstance(told, SoFarRefused)  # 2019 and 2022 alone
    later = growing(HALF).as_of("2025-07-31")
    (told,) = so_far(later, later.series("test.growth"))
    assert isinstance(told, SoFar)
    assert told.own == 4


def test_a_year_told_whole_needs_no_nowcast() -> None:
    """Once its figure is out, and where a rounded one is."""
    out = growing(HALF, rate(2025, 5.0))
    assert list(so_far(out, out.series("test.growth"))) == []
    about = reconstruct(growing(HALF, rate(2025, 5.0, bound="about")), "test.growth")
    assert about.implied is not None
    assert about.implied.nowcasts == ()
    assert [(figure, str(why)) for figure, why in about.implied.unused] == [
        (HALF, "not used: another figure says the same, or is better")
    ]


def test_a_doubtful_figure_and_an_estimate_teach_nothing() -> None:
    """Of past years only undoubted halves and figures told after the year count."""
    years = [rate(year, value) for year, value in RATES.items() if year != 2024]
    halves = [
        rate(year, value, f"{year}-01..06", mark="doubtful" if year == 2022 else "") for year, value in HALVES.items()
    ]
    weak = known(*years, rate(2024, 5.0, status="estimate"), *halves, HALF)
    (told,) = so_far(weak, weak.series("test.growth"))
    assert isinstance(told, SoFarRefused)
    doubtful = growing(rate(2025, 5.3, "2025-01..06", mark="doubtful"))
    assert list(so_far(doubtful, doubtful.series("test.growth"))) == []


def test_an_estimate_ahead_of_what_the_year_came_to_hides_no_error() -> None:
    """A work report's estimate goes before what the press tells of the bulletin; the error of the months is that of the latter."""
    guessed = rate(2025, 4.0, status="estimate", source_kind="work report")
    out = rate(2025, 3.7, status="preliminary", source_kind="press", published=dt.date(2026, 3, 31))
    every = growing(HALF, guessed, out, rate(2026, 5.0, "2026-01..06"))
    assert every.series("test.growth").value(2025) == 4.0
    (told,) = so_far(every, every.series("test.growth"))
    assert isinstance(told, SoFar)
    assert told.own == 5
    calm = growing(HALF, rate(2025, 5.3, status="preliminary"), rate(2026, 5.0, "2026-01..06"))
    (less,) = so_far(calm, calm.series("test.growth"))
    assert isinstance(less, SoFar)
    assert less.high - less.low < told.high - told.low


def test_a_flow_so_far_is_carried_to_the_year_by_its_season() -> None:
    """Half of the year's sum in its first six months, three years long: the year is twice that, and no less than the half."""
    years = {2021: 100.0, 2022: 120.0, 2023: 110.0}
    told = known(
        *(flow(y, x) for y, x in years.items()), *(flow(y, x / 2, 6) for y, x in years.items()), flow(2024, 60.0, 6)
    )
    (one,) = so_far(told, told.series("test.flow"))
    assert isinstance(one, SoFar)
    assert one.centre == pytest.approx(120.0)
    assert one.grows
    found = reconstruct(told, "test.flow")
    assert found.implied is not None
    assert found.implied.draws.min() >= 60.0


def balances(last: float) -> SoFar:
    """A quantity that may be negative, such as net migration: seven years, the first half of each, and a half to come."""
    plan = hidden.plan(None, None)
    past = {2018: (12.0, 30.0), 2019: (-20.0, -33.0), 2020: (31.0, 70.0), 2021: (-5.0, -25.0), 2022: (9.0, 14.0)}
    told = [(flow(year, half, 6), flow(year, whole)) for year, (half, whole) in past.items()]
    every = known(*(figure for pair in told for figure in pair), flow(2023, last, 6), plan=plan)
    (found,) = so_far(every, every.series("test.flow"))
    assert isinstance(found, SoFar)
    return found


def test_a_balance_of_nothing_so_far_leaves_as_much_open_as_another() -> None:
    """The errors of past years are some 20 whatever the months came to; a band of no width once stood beside 0."""
    widths = [one.high - one.low for one in map(balances, (-15.0, 0.0, 0.001, 15.0))]
    assert min(widths) > 30
    assert max(widths) / min(widths) < 1.1


def test_a_sum_that_only_grows_is_shown_no_lower_than_its_months() -> None:
    """Where past years were revised below their eleven months, middle and band still lie at or above the figure."""
    past = {2020: (100, 101), 2021: (110, 108), 2022: (120, 119)}
    told = [(flow(year, so_far, 11), flow(year, whole)) for year, (so_far, whole) in past.items()]
    every = known(*(figure for pair in told for figure in pair), flow(2023, 130, 11))
    (found,) = so_far(every, every.series("test.flow"))
    assert isinstance(found, SoFar)
    assert 130 <= found.low < found.centre < found.high


def test_a_flow_without_a_season_of_its_own_tells_nothing() -> None:
    told = known(flow(2022, 100.0), flow(2023, 110.0), flow(2023, 55.0, 6), flow(2024, 60.0, 6))
    (refused,) = so_far(told, told.series("test.flow"))
    assert isinstance(refused, SoFarRefused)
    assert str(refused.reason) == (
        "shown beside the figures only: 1 past years have figures up to the same month, fewer than the 2 needed to judge the season"
    )


def test_the_paths_go_through_what_model_and_months_say() -> None:
    """A projection uses it: nearer to the figure, surer than the model alone; each path has a value of its own."""
    told = reconstruct(growing(NINE), "test.growth")
    with_it, without = project(told, to=2030), project(growing(NINE).series("test.growth"), to=2030)
    assert with_it.so_far == (2025,)
    assert without.so_far == ()
    assert [one.year for one in running(told)] == [2025]
    assert with_it.used == without.used  # measured years alone
    widths = [float(np.ptp(one.law(2025).interval(0.8))) for one in (with_it, without)]
    assert widths[0] < widths[1] / 2
    assert abs(with_it.law(2025).median - 5.2) < 0.3
    assert np.unique(with_it.path(2025)).size > 10_000
    assert np.corrcoef(with_it.path(2025), without.path(2025))[0, 1] > 0.9


def test_the_running_year_is_told_so_in_the_state_of_the_data() -> None:
    """Neither known nor missing; once it is over it is owed, and partly known."""
    states = coverage(growing(HALF).as_of("2025-08-01"))
    assert states.within == ((PLAN.series["test.growth"], HALF),)
    later = coverage(growing(HALF).as_of("2026-01-10"))
    assert later.states["test.growth", 2025] == "partial"
    assert later.last["test.growth"] == 2024


def test_a_unit_that_does_not_convert_spoils_no_other_series() -> None:
    """Of a series with such a figure nothing is learned; whoever asks for it is told."""
    wrong = flow(2024, 60.0, 6, unit="人")
    told = growing(HALF, wrong)
    (one,) = so_far(told, told.series("test.growth"))
    assert isinstance(one, SoFar)
    with pytest.raises(DataError, match="亿元"):
        told.series("test.flow")
