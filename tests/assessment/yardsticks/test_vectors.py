"""The yardsticks of others by published examples, and by examples computed from their formulas outside of this library.

Numbers are those of the sources as printed; where they are printed to four digits, so are ours compared.
"""

from __future__ import annotations

import pytest

from shkplan.assessment.yardsticks import destatis, escap, eurostat, open_sdg, sdsn, unsd
from shkplan.base.errors import NotAssessable
from shkplan.register.targets import Facts, Headway
from shkplan.register.yardsticks import YardstickRules
from shkplan.workspace.load import Workspace
from tests.making import growth, indicator, share

RULES = Workspace.shipped().single("yardsticks", YardstickRules)
NEAR = {"abs": 5e-5}


# Schedule ---------------------------------------------------------------------------------------------------------------

JOBS = {"kind": "cumulative", "direction": "at_least", "unit": "人"}


def test_new_jobs_of_2021_are_115_per_cent_of_the_target_of_the_year() -> None:
    """12.69 million against 11 million: 115 % (published)."""
    one = indicator(JOBS | {"number": 1100, "window": "2021-2021"}, measure="flow")
    found = one.targets[0].headway(Facts(one, {2021: 1269.0}), 2020)
    assert isinstance(found, Headway)
    assert round(100 * found.share) == 115


def test_new_jobs_to_august_2025_have_reached_the_target() -> None:
    """59.21 million against 55 million: 107.65 %, met; at 56 of 60 months a lead of 1.1534."""
    one = indicator(JOBS | {"number": 5500, "window": "2021-2025"}, measure="flow")
    found = one.targets[0].headway(Facts(one, {2021: 5921.0}), 2020)
    assert isinstance(found, Headway)
    assert 100 * found.share == pytest.approx(107.65, abs=5e-3)
    assert found.share >= 1
    assert Headway(found.share, 56 / 60, 2025, "sum").lead == pytest.approx(1.1534, **NEAR)


def test_a_value_equal_to_the_target_is_reached() -> None:
    """72.69 against 72.69, more being better: reached (a district's final table)."""
    level = {"kind": "level", "direction": "at_least", "number": 72.69, "unit": "%", "deadline": 2020}
    one = share(level)
    assert one.targets[0].settled(Facts(one, {2020: 72.69})) is True


def test_average_growth_on_its_way() -> None:
    """6 % a year for five years: index 1.338226; after three years at 5.5 % the path holds .985916 of it, and 6.7544 % are needed from there."""
    average = {
        "kind": "growth", "direction": "at_least", "number": 6, "unit": "%", "per": "year", "base_year": 2020, "window": "2021-2025",
    }  # fmt: skip
    one = growth(average)
    (target,) = one.targets
    facts = Facts(one, {2021: 5.5, 2022: 5.5, 2023: 5.5})
    course = target.levelled(facts, 2020)
    assert course.number / 100 == pytest.approx(1.338226, abs=5e-7)
    assert course.values[2023] / 119.1016 == pytest.approx(0.985916, abs=5e-7)
    need = target.required(facts, target.goal(facts))
    assert need.value == pytest.approx(6.7544, **NEAR)


def test_a_pace_is_the_quotient_of_the_compounded_indices() -> None:
    """5.5 % for three years beside 6 %: .985916."""
    pace = {
        "kind": "pace", "direction": "at_least", "base_year": 2020, "window": "2021-2025", "tolerance": 0,
        "reference": {"indicator": "test.other", "region": "本市"},
    }  # fmt: skip
    one, years = growth(pace), (2021, 2022, 2023)
    other = Facts(growth(id="test.other"), dict.fromkeys(years, 6.0))
    found = one.targets[0].headway(Facts(one, dict.fromkeys(years, 5.5), (other,)), 2020)
    assert isinstance(found, Headway)
    assert found.lead == pytest.approx(0.985916, abs=5e-7)


# Open SDG ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "observed", "required", "ratio", "status", "score"),
    [
        ((100, 2015, 120, 2020, 150, 2030, True), 0.037137, 0.027400, 1.3554, "on_track", 5),
        ((100, 2015, 110, 2020, 150, 2030, True), 0.019245, 0.027400, 0.7024, "moderate", 0.7313),
        ((100, 2015, 105, 2020, 150, 2030, True), 0.009806, 0.027400, 0.3579, "limited", -1.0088),
        ((100, 2015, 95, 2020, 150, 2030, True), -0.010206, 0.027400, -0.3725, "deterioration", -4.0521),
        ((20, 2015, 18, 2020, 10, 2030, False), -0.020852, -0.045158, 0.4617, "limited", -0.5760),
        ((52.0, 2020, 54.1, 2023, 56.0, 2025, True), 0.013284, 0.014932, 0.8897, "moderate", 2.0690),
        ((40, 2020, 41, 2023, 45, 2025, True), 0.008265, 0.023836, 0.3467, "limited", -1.0553),
        ((3.2, 2020, 3.0, 2023, 3.0, 2025, False), None, None, 1.6595, "achieved", 5),
        ((100, 2015, 151, 2020, 150, 2030, True), None, None, None, "achieved", 5),
    ],
)
def test_open_sdg(given: tuple, observed: float, required: float, ratio: float, status: str, score: float) -> None:  # type: ignore[type-arg]
    found = open_sdg.open_sdg(*given, RULES.open_sdg)
    # The source rounds the slopes of its lines to four digits, we go by their knots: the scores differ by less than 1e-4.
    assert (found.status, found.score) == (status, pytest.approx(score, abs=1e-4) if score != 5 else 5)
    if observed is not None:
        assert (found.observed, found.required) == (
            pytest.approx(observed, abs=5e-7),
            pytest.approx(required, abs=5e-7),
        )
    if ratio is not None:
        assert found.ratio == pytest.approx(ratio, **NEAR)


@pytest.mark.parametrize(("ratio", "score"), [(-0.60, -5), (0.60, 0), (1.30, 5), (2.0, 5), (-3.0, -5)])
def test_scores_with_a_target_run_between_their_knots(ratio: float, score: float) -> None:
    assert open_sdg.score_with(ratio, RULES.open_sdg) == pytest.approx(score)


@pytest.mark.parametrize(("x", "score"), [(-0.02, -5), (0, -2.5), (0.005, 0), (0.015, 2.5), (0.02, 5)])
def test_scores_without_a_target_run_between_their_knots(x: float, score: float) -> None:
    assert open_sdg.score_without(x, 1.0, RULES.open_sdg) == pytest.approx(score)


def test_parity_within_three_per_cent_is_parity() -> None:
    rule = RULES.open_sdg
    assert [open_sdg.parity(one, rule) for one in (0.97, 1.0, 1.03)] == [1.0, 1.0, 1.0]
    assert open_sdg.parity(0.8, rule) == pytest.approx(1.25)
    assert open_sdg.parity(1.25, rule) == pytest.approx(1.25)


@pytest.mark.parametrize(
    ("base", "limit", "found"),
    [
        (50, 100, 0.95393), (80, 100, 0.62870), (90, 100, 0.37362), (95, 100, 0.20367), (100, 100, 0),
        (11, 10, 0.37362), (15, 10, 0.95393), (19, 10, 0.99996), (20, 10, 1), (35, 10, 1), (5, None, 1),
    ],
)  # fmt: skip
def test_near_its_natural_limit_less_growth_is_asked_of_a_value(base: float, limit: float | None, found: float) -> None:
    assert open_sdg.limit_coefficient(base, limit, RULES.open_sdg) == pytest.approx(found, abs=5e-6)


# The UN's progress chart ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected", "ratio", "score"),
    [
        ((100, 2015, 120, 2020, 150, 2030, True), 172.8, 1.4560, 3),
        ((100, 2015, 110, 2020, 150, 2030, True), 133.1, 0.6620, 2),
        ((100, 2015, 101, 2020, 150, 2030, True), 103.0301, 0.0606, 1),
        ((100, 2015, 95, 2020, 150, 2030, True), 85.7375, -0.2853, 1),
        ((20, 2015, 18, 2020, 10, 2030, False), 14.58, 0.5420, 2),
        ((52, 2020, 54.1, 2023, 56, 2025, True), 55.5469, 0.8867, 2),
    ],
)
def test_unsd(given: tuple, expected: float, ratio: float, score: int) -> None:  # type: ignore[type-arg]
    found = unsd.unsd(*given, RULES.unsd)
    assert (found.score, found.expected) == (score, pytest.approx(expected, **NEAR))
    assert found.ratio == pytest.approx(ratio, **NEAR)


@pytest.mark.parametrize(
    ("value", "up", "score"), [(1.02, True, 3), (1.006, True, 2), (1.004, True, 1), (0.98, False, 3), (0.99, False, 2)]
)
def test_unsd_without_a_target_looks_at_the_rate(value: float, up: bool, score: int) -> None:
    assert unsd.unsd(1, 2020, value, 2021, None, 2025, up, RULES.unsd).score == score


def test_unsd_counts_a_point_from_all_as_all() -> None:
    """Within a point of a target of 100 %: met."""
    assert unsd.unsd(95, 2020, 99.2, 2023, 100, 2025, True, RULES.unsd, "%").status == "reached"
    assert unsd.unsd(95, 2020, 98.9, 2023, 100, 2025, True, RULES.unsd, "%").status == "on_track"


# ESCAP ------------------------------------------------------------------------------------------------------------------


def test_the_current_status_index_of_escap() -> None:
    """60, 70, 100 upwards: 2.5; 20, 15, 10 downwards: 5; parity .8, .9, 1: 5."""
    assert escap.current_status(60, 70, 100, up=True) == pytest.approx(2.5)
    assert escap.current_status(20, 15, 10, up=False) == pytest.approx(5)
    assert escap.parity_status(0.8, 0.9, 1) == pytest.approx(5)


def test_on_a_straight_way_the_index_is_ten_times_the_share_of_time() -> None:
    for s in (0.2, 0.4, 1.0):
        assert escap.current_status(20, 20 + s * 30, 50, up=True) == pytest.approx(10 * s)


def test_the_gap_that_escap_anticipates() -> None:
    """From 60, expected 92, target 100: a fifth of the way is left."""
    assert escap.gap_left(60, 92, 100) == pytest.approx(0.2)


def test_the_line_of_escap_is_regression_where_all_years_weigh_alike() -> None:
    """scipy's line through the same points; with weights numpy's, whose weights multiply residuals before they are squared."""
    import numpy as np
    from scipy.stats import linregress

    values = {2015: 3.0, 2017: 4.5, 2018: 4.0, 2021: 7.0}
    line = linregress(list(values), list(values.values()))
    assert escap.line_to(values, 2030, escap.geometric(1.0)) == pytest.approx(line.intercept + 2030 * line.slope)
    ago = np.array([6.0, 4.0, 3.0, 0.0])
    slope, intercept = np.polyfit([0, 2, 3, 6], list(values.values()), 1, w=np.sqrt(0.8**ago))
    assert escap.line_to(values, 2030, escap.geometric(0.8)) == pytest.approx(intercept + 15 * slope)


@pytest.mark.parametrize(("latest", "status"), [(70, "maintain"), (64, "accelerate"), (58, "reverse")])
def test_escap_by_two_points(latest: float, status: str) -> None:
    """A line through 60 in 2020 and the latest of 2022, to 2025, where 80 is wanted: 85, 70 and 55."""
    assert escap.escap({2020: 60, 2022: latest}, 2020, 80, 2025, True, RULES.escap).status == status


# SDSN -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latest", "q", "status"), [(72, 0.25, "stagnating"), (74, 0.5, "stagnating"), (75, 0.625, "moderate"), (78, 1.0, "on_track"), (69, -0.125, "decreasing")]
)  # fmt: skip
def test_sdsn(latest: float, q: float, status: str) -> None:
    """From 70 in 2015 to 100 by 2030 takes 2 a year; 70 to 72 over four years is .5 a year: q = .25, stagnating."""
    found = sdsn.sdsn({2015: 70, 2019: latest}, 2015, 100, 2030, True, RULES.sdsn)
    assert (found.needed, found.q, found.status) == (pytest.approx(2.0), pytest.approx(q), status)


# Eurostat ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latest", "status"),
    [(120, "significant"), (110, "moderate"), (105, "insufficient"), (95, "away"), (151, "significant")],
)
def test_eurostat_with_a_target(latest: float, status: str) -> None:
    """The growth of the examples of Open SDG, whose thresholds are Eurostat's: ratios 1.3554, .7024, .3579, -.3725; beyond the target."""
    assert eurostat.eurostat({2015: 100, 2020: latest}, 5, 150, 2030, True, RULES.eurostat).status == status


@pytest.mark.parametrize(
    ("rate", "up", "status"),
    [(0.01, True, "significant"), (0.005, True, "moderate"), (-0.005, True, "moderate_away"), (-0.02, True, "away"), (-0.02, False, "significant")],
)  # fmt: skip
def test_eurostat_without_a_target(rate: float, up: bool, status: str) -> None:
    assert (
        eurostat.eurostat({2015: 100, 2020: 100 * (1 + rate) ** 5 + 1e-9}, 5, None, 2030, up, RULES.eurostat).status
        == status
    )


def test_the_short_and_the_long_trend_of_eurostat_may_differ() -> None:
    """Fallen for ten years, risen for five."""
    values = {2005: 100, 2015: 80, 2020: 90}
    short, long = (eurostat.eurostat(values, horizon, None, 2030, True, RULES.eurostat) for horizon in (5, 15))
    assert (short.status, short.start, long.status, long.start) == ("significant", 2015, "moderate_away", 2005)


# Destatis ---------------------------------------------------------------------------------------------------------------

RISING = {2015 + at: 50.0 + at for at in range(6)}


@pytest.mark.parametrize(
    ("number", "miss", "symbol"),
    [(60, 0, "sun"), (60.2, 3.846, "sun"), (61, 16.667, "sun_cloud"), (63, 37.5, "cloud"), (55, None, "sun")],
)
def test_destatis(number: float, miss: float | None, symbol: str) -> None:
    found = destatis.destatis(RISING, number, 2025, True, RULES.destatis)
    assert found.status == symbol
    assert found.miss is None if miss is None else 100 * found.miss == pytest.approx(miss, abs=1e-3)


def test_destatis_of_what_falls() -> None:
    """Falling where it should rise: thunderstorm. 20, 19.5, 19, 18.4, 18.1, 17.5 towards 15: mean -.5, projected 15, no miss, sun."""
    falling = {year: -value for year, value in RISING.items()}
    assert destatis.destatis(falling, -40, 2025, True, RULES.destatis).status == "storm"
    values = dict(zip(range(2015, 2021), (20, 19.5, 19, 18.4, 18.1, 17.5), strict=True))
    found = destatis.destatis(values, 15, 2025, False, RULES.destatis)
    assert (found.mean, found.projected) == (pytest.approx(-0.5), pytest.approx(15.0))
    assert (found.miss, found.status) == (pytest.approx(0, abs=1e-9), "sun")


def test_destatis_needs_four_years_in_a_row() -> None:
    with pytest.raises(NotAssessable, match="4 consecutive years"):
        destatis.destatis({2017: 1, 2018: 2, 2020: 3, 2021: 4, 2022: 5}, 9, 2025, True, RULES.destatis)
    assert destatis.destatis({2018: 1, 2019: 2, 2020: 3, 2021: 4}, 9, 2025, True, RULES.destatis).start == 2018


@pytest.mark.parametrize(
    ("last", "before", "symbol"), [(56, 55, "sun"), (54, 55, "sun_cloud"), (49, 48, "cloud"), (48, 49, "storm")]
)
def test_destatis_of_a_direction_looks_at_both_changes(last: float, before: float, symbol: str) -> None:
    """Mean and last change right; the mean alone; the last alone; neither."""
    values = {2016: 50, 2017: 50, 2018: 50, 2019: 50, 2020: before, 2021: last}
    assert destatis.destatis(values, None, 2025, True, RULES.destatis).status == symbol


def test_of_several_targets_the_worst_symbol_counts() -> None:
    assert destatis.worst(["sun", "cloud", "sun_cloud"]) == "cloud"
