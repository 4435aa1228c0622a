"""Verdicts: each kind of target by hand, what observation decides, boundary years and exact hits."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from shkplan.assessment.rules import judge
from shkplan.assessment.verdict import counted
from shkplan.base.errors import ParameterError
from shkplan.base.messages import message
from shkplan.forecast.projection import project
from tests.making import APPROVED, growth, indicator, series, share

LINE = {2019: 50.0, 2020: 51.2, 2021: 51.8, 2022: 53.1, 2023: 53.9}
FLOWS = {2021: 100.0, 2022: 104.0, 2023: 111.0, 2024: 113.0}


def level(number: float, direction: str = "at_least", deadline: int = 2025) -> dict[str, object]:
    return {"kind": "level", "direction": direction, "number": number, "unit": "人", "deadline": deadline}


def held(number: float, direction: str = "at_most", window: str = "2021-2025", unit: str = "%") -> dict[str, object]:
    return {"kind": "held", "direction": direction, "number": number, "unit": unit, "window": window}


def cumulative(number: float, direction: str = "at_least") -> dict[str, object]:
    return {"kind": "cumulative", "direction": direction, "number": number, "unit": "人", "window": "2021-2025"}


def pace(tolerance: float = 0.0) -> dict[str, object]:
    return {
        "kind": "pace", "direction": "at_least", "window": "2021-2025", "base_year": 2020, "tolerance": tolerance,
        "reference": {"indicator": "test.quantity", "region": "市"},
    }  # fmt: skip


def direction(baseline: dict[str, object] | None, way: str = "up") -> dict[str, object]:
    return {"kind": "direction", "direction": way, "deadline": 2025, "baseline": baseline}


def base(number: float, bound: str = "exact") -> dict[str, object]:
    return {"number": number, "unit": "人", "period": 2020, "form": "level", "bound": bound}


# Level ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "prob"), [(55.0, 0.97161), (55.5, 0.85835), (56.0, 0.35408), (56.5, 0.06166)])
def test_level_probability_is_the_published_table(number, prob):
    """Linear trend, Student t with three degrees of freedom: five digits, in closed form, without Monte Carlo error."""
    of = indicator(level(number), bounds=(None, None))
    v = judge(of, project(series(of, LINE), to=2025, model="linear"))

    assert round(v.prob, 5) == prob
    assert (v.basis, v.prob_se, v.status) == ("law", 0.0, "estimated")
    assert v.central == pytest.approx(55.88)
    assert v.gap == pytest.approx(55.88 - number)
    half = 0.291433 * stats.t.ppf(0.9, df=3)  # standard error of prediction from the same table
    assert (v.low, v.high) == pytest.approx((55.88 - half, 55.88 + half), abs=1e-5)


def test_level_at_most_is_the_other_side():
    """P(X <= number) and P(X >= number) add up to one."""
    up, down = (indicator(level(55.5, way), bounds=(None, None)) for way in ("at_least", "at_most"))
    p = project(series(up, LINE), to=2025, model="linear")

    assert judge(up, p).prob + judge(down, p).prob == pytest.approx(1)


@pytest.mark.parametrize(("value", "prob"), [(60.0, 1.0), (59.999, 0.0), (60.001, 1.0)])
def test_level_measured_at_the_deadline_is_decided(value, prob):
    """Reaching the number exactly in the target year counts; a measured deadline leaves no probability."""
    of = indicator(level(60))
    v = judge(of, series(of, {2020: 10.0, 2025: value}))

    assert (v.prob, v.status, v.basis) == (prob, "observed", "observation")


def test_level_reached_early_is_not_yet_reached():
    """The target speaks of the deadline: a value beyond the number the year before decides nothing."""
    of = indicator(level(53.0), bounds=(None, None))
    v = judge(of, project(series(of, LINE), to=2025, model="linear"))

    assert v.status == "estimated"
    assert 0.99 < v.prob < 1
    assert v.required is None


def test_level_after_the_deadline_does_not_count():
    """Reached in 2026 is not reached by 2025."""
    of = indicator(level(60))
    v = judge(of, series(of, {2025: 59.0, 2026: 61.0}))

    assert v.prob == 0.0


def test_required_change_is_counted_from_the_last_figure():
    """From 53.9 in 2023 to 56 in 2025: 1.05 a year, or the square root of the ratio."""
    of = indicator(level(56.0), bounds=(None, None))
    v = judge(of, project(series(of, LINE), to=2025, model="linear"))

    assert v.required.value == pytest.approx(1.05)
    assert f"{100 * ((56 / 53.9) ** 0.5 - 1):+.2f} % a year" in str(v.required.sentence)


def test_an_estimate_is_never_certain():
    """However far the number, an estimate stays at least half a path away from 0 and 1."""
    for number in (-1e9, 1e9):
        of = indicator(level(number), bounds=(None, None))
        p = project(series(of, LINE), to=2025, model="linear", n_paths=1000)
        assert judge(of, p).prob == pytest.approx(0.5 / 1001 if number > 0 else 1 - 0.5 / 1001)


def test_a_full_share_is_decided_at_the_published_precision():
    """100 % published to a tenth is reached from 99.95 on: probability of that by scipy on the logit scale."""
    of = share({"kind": "level", "direction": "at_least", "number": 100, "unit": "%", "deadline": 2025})
    values = [97.0, 98.5, 99.2, 99.5, 99.7]
    v = judge(of, project(series(of, dict(zip(range(2018, 2023), values, strict=True))), to=2025, model="drift"))

    z = np.log(np.array(values) / (100 - np.array(values)))
    steps = np.diff(z)
    scale = steps.std(ddof=1) * np.sqrt(3 + 9 / 4)
    expected = stats.t.sf((np.log(99.95 / 0.05) - z[-1] - 3 * steps.mean()) / scale, df=3)
    assert v.prob == pytest.approx(expected, rel=1e-9)
    assert any(m.key == "assumption.precision" for m in v.assumptions)


def test_a_full_share_without_precision_is_not_assessable():
    """The bound itself cannot be reached by a continuous law, and nothing tells how it would be published."""
    of = share({"kind": "level", "direction": "at_least", "number": 100, "unit": "%", "deadline": 2025}, precision=None)
    v = judge(of, project(series(of, {2018: 97.0, 2019: 98.5, 2020: 99.2, 2021: 99.5}), to=2025))

    assert (v.status, v.reason.key, v.prob) == ("open", "reason.no_precision", None)


def test_target_in_another_unit_converts():
    """6 千 would be a mistake; 0.006 万人 is 60 人."""
    of = indicator({**level(0.006), "unit": "万人"})

    assert judge(of, series(of, {2025: 60.0})).prob == 1.0
    assert judge(of, series(of, {2025: 59.9})).prob == 0.0


# Held -------------------------------------------------------------------------------------------------------------------


def test_held_broken_once_is_lost():
    """One measured year over the ceiling decides, whatever comes."""
    of = share(held(4.5))
    v = judge(of, series(of, {2021: 4.4, 2022: 4.6}))

    assert (v.prob, v.status) == (0.0, "observed")
    assert "2022" in str(v.reason)


def test_held_counts_only_the_window_and_includes_both_ends():
    """2020 and 2026 do not count; 2021 and 2025 do; the bound itself is kept."""
    of = share(held(4.5))
    kept = {2020: 9.0, 2021: 4.5, 2022: 4.0, 2023: 4.0, 2024: 4.0, 2025: 4.5, 2026: 9.0}

    assert judge(of, series(of, kept)).prob == 1.0
    assert judge(of, series(of, kept | {2021: 4.6})).prob == 0.0
    assert judge(of, series(of, kept | {2025: 4.6})).prob == 0.0


def test_held_estimates_all_missing_years_together():
    """The share of paths that keep the bound in every year not measured, gaps included."""
    of = share(held(3.0), bounds=(None, None))
    p = project(series(of, {2019: 2.0, 2020: 2.3, 2021: 2.2, 2023: 2.4}), to=2025, n_paths=50_000)
    v = judge(of, p)

    kept = np.all([p.path(year) <= 3.0 for year in (2022, 2024, 2025)], axis=0)
    assert v.prob == (kept.sum() + 0.5) / 50_001
    assert v.prob_se == pytest.approx(np.sqrt(v.prob * (1 - v.prob) / 50_000))
    assert (v.measured, v.estimated) == ((2021, 2023), (2022, 2024, 2025))
    assert v.prob < float(p.law(2025).cdf(3.0))


def test_held_without_a_model_tells_what_is_measured():
    """Too few figures for a model: the reason, and the years that are known all the same."""
    of = share(held(4.5))
    v = judge(of, series(of, {2021: 1.9}))

    assert v.status == "open"
    assert "2021" in str(v.reason)


# Cumulative -------------------------------------------------------------------------------------------------------------


def test_cumulative_reached_early_is_decided():
    """Flows cannot be negative: once the sum is there it stays, and equality is enough."""
    of = indicator(cumulative(428), measure="flow")
    v = judge(of, series(of, FLOWS))

    assert (v.prob, v.status) == (1.0, "observed")
    assert judge(indicator(cumulative(429), measure="flow"), series(of, FLOWS)).prob is None


def test_cumulative_of_a_whole_window():
    """All five years measured: the sum against the number, the base year not included."""
    of = indicator(cumulative(543), measure="flow")

    assert judge(of, series(of, {2020: 999.0, **FLOWS, 2025: 115.0})).prob == 1.0
    assert judge(of, series(of, {2020: 999.0, **FLOWS, 2025: 114.0, 2026: 999.0})).prob == 0.0


def test_cumulative_ceiling():
    """A ceiling on a sum is broken as soon as the sum is over it, and kept only when the window is over."""
    broken = indicator(cumulative(400, "at_most"), measure="flow")
    kept = indicator(cumulative(543, "at_most"), measure="flow")

    assert judge(broken, series(broken, FLOWS)).prob == 0.0
    assert judge(kept, series(kept, {**FLOWS, 2025: 115.0})).prob == 1.0


def test_cumulative_is_counted_on_joint_paths():
    """One missing year: the sum reaches the number exactly when that year reaches what is left."""
    of = indicator(cumulative(545), measure="flow")
    p = project(series(of, FLOWS), to=2025, n_paths=50_000)
    v = judge(of, p)

    assert v.prob == pytest.approx(float(p.law(2025).sf(545 - 428)), abs=4 * v.prob_se)
    assert v.required.value == pytest.approx(117)


def test_decimal_sums_reach_their_number():
    """0.1 ten times is not 1.0 in binary; a published sum that reaches the number reaches it."""
    of = indicator({**cumulative(0.5), "unit": "万平方米"}, measure="flow", unit="万平方米")

    assert judge(of, series(of, dict.fromkeys(range(2021, 2026), 0.1))).prob == 1.0


# Pace -------------------------------------------------------------------------------------------------------------------


def test_pace_compounds_over_the_window():
    """Own 10 % then -10 % falls behind a flat reference, though the average of the rates is zero."""
    of = growth({**pace(), "window": "2021-2022"})
    own, city = series(of, {2020: 50.0, 2021: 10.0, 2022: -10.0}), series(of, {2021: 0.0, 2022: 0.0}, region="市")
    v = judge(of, own, reference=city)

    assert (v.prob, v.status, v.unit) == (0.0, "observed", "个百分点")
    assert v.central == pytest.approx(100 * (np.sqrt(1.1 * 0.9) - 1))


@pytest.mark.parametrize(("tolerance", "prob"), [(0.0, 0.0), (0.49, 0.0), (0.5, 1.0)])
def test_pace_tolerance_includes_its_edge(tolerance, prob):
    """Half a point behind is in step if half a point is tolerated."""
    of = growth({**pace(tolerance), "window": "2021-2021"})
    v = judge(of, series(of, {2021: 5.0}), reference=series(of, {2021: 5.5}, region="市"))

    assert v.prob == prob


def test_pace_equal_growth_is_in_step():
    """Exactly the reference's growth counts."""
    of, rates = growth(pace()), dict.fromkeys(range(2021, 2026), 5.3)

    assert judge(of, series(of, rates), reference=series(of, rates, region="市")).prob == 1.0


def test_pace_counts_paths_and_prints_its_assumption():
    """With the reference known, own missing years decide; independence is stated in words."""
    of = growth(pace())
    own = project(series(of, {2018: 6.0, 2019: 5.0, 2020: 5.5, 2021: 6.1, 2022: 5.2, 2024: 4.9}), to=2025)
    city = series(of, {2021: 8.2, 2022: 4.0, 2023: 6.0, 2024: 5.2, 2025: 5.7}, region="市")
    v = judge(of, own, reference=city)

    years = [own.years.index(year) for year in range(2021, 2026)]
    mine = np.prod(1 + own.paths[:, years] / 100, axis=1)
    theirs = 1.082 * 1.04 * 1.06 * 1.052 * 1.057
    assert v.prob == counted(mine >= theirs)[0]
    assert {"assumption.independent", "assumption.tolerance", "assumption.between"} <= {m.key for m in v.assumptions}
    needed = 100 * ((theirs / (1.061 * 1.052 * 1.049)) ** 0.5 - 1)
    assert v.required.value == pytest.approx(needed)


def test_pace_never_mixes_nominal_and_real():
    """Nominal income against real growth needs a price index; the verdict names the one that is missing."""
    of = growth(pace(), price_basis="current", deflator="prices.cpi_growth")
    rates = dict.fromkeys(range(2021, 2026), 7.0)
    real = series(growth(), rates, region="市")
    v = judge(of, series(of, rates), reference=real)

    assert v.status == "open"
    assert "prices.cpi_growth" in str(v.reason)
    both = judge(of, series(of, {2021: 7.0}), reference=real).reason
    assert both.key == "reason.partly"
    assert [m.key for m in both.values["detail"].values["details"]] == ["reason.no_figures", "reason.no_price_index"]


def test_pace_on_two_price_bases_without_an_index_is_refused():
    """Where the register names no index of prices, nominal and real growth are not compared: both bases are named."""
    of, rates = growth(pace(), price_basis="current"), dict.fromkeys(range(2021, 2026), 7.0)
    v = judge(of, series(of, rates), reference=series(growth(), rates, region="市"))

    assert (v.status, v.measured) == ("open", (2021, 2022, 2023, 2024, 2025))
    assert "current and constant" in str(v.reason)


def test_pace_nominal_made_real_with_a_price_index():
    """1.07 / 1.02 a year against 4.9 % real: 4.90196 is in step; the event is counted on deflated paths."""
    of = growth({**pace(), "window": "2021-2022"}, price_basis="current", deflator="test.prices")
    own = project(series(of, {2018: 6.9, 2019: 7.1, 2020: 7.0, 2021: 7.0, 2022: 7.0}), to=2025)
    prices = growth(id="test.prices", price_basis="none")
    cpi = project(series(prices, {2018: 2.1, 2019: 1.9, 2020: 2.0, 2021: 2.0, 2022: 2.0}), to=2025)
    behind = judge(of, own, reference=series(growth(), {2021: 4.91, 2022: 4.91}, region="市"), deflator=cpi)
    ahead = judge(of, own, reference=series(growth(), {2021: 4.9, 2022: 4.9}, region="市"), deflator=cpi)

    assert behind.central == pytest.approx(100 * (1.07 / 1.02 - 1) - 4.91)
    assert (behind.prob, ahead.prob) == (0.0, 1.0)
    assert behind.status == ahead.status == "observed"


def test_a_pace_without_its_reference_says_what_the_reference_lacks():
    """Own years cannot make up for the reference's: its indicator, region and missing years are named, own years are not."""
    of, rates = growth(pace()), dict.fromkeys(range(2021, 2026), 5.3)
    some = {2021: 5.0, 2022: 5.1, 2024: 5.2}
    for reference, missing in ((None, (2021, 2022, 2023, 2024, 2025)), (series(of, some, region="市"), (2023, 2025))):
        reason = judge(of, series(of, rates), reference=reference).reason
        assert (reason.key, reason.values["region"], reason.values["missing"]) == ("reason.no_reference", "市", missing)
        assert "test.quantity" in str(reason) if reference is None else "reference, quantity of 市" in str(reason)
    both = judge(of, series(of, {2021: 5.3}), reference=series(of, some, region="市")).reason
    assert [m.key for m in both.values["detail"].values["details"]] == ["reason.no_figures", "reason.no_reference"]


def test_a_pace_whose_figures_are_all_there_needs_no_model():
    """Why own figures are too few for a model is not told where the reference alone is missing."""
    of = growth(pace())
    why = message("reason.no_figures", indicator=of.name, region="本区")
    v = judge(of, series(of, dict.fromkeys(range(2021, 2026), 5.3)), why=why)
    assert v.reason.key == "reason.no_reference"


# Direction, benchmark, aims ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "way", "prob"), [(71, "up", 1.0), (70, "up", 0.0), (69, "up", 0.0), (69, "down", 1.0)]
)
def test_direction_measured(value, way, prob):
    """To move is to differ: standing at the baseline is no movement."""
    of = indicator(direction(base(70), way))

    assert judge(of, series(of, {2025: value})).prob == prob


def test_direction_without_or_with_a_bounded_baseline():
    """No baseline, or one known only as a bound, leaves nothing to compare with."""
    for baseline, key in ((None, "reason.no_baseline"), (base(75, "lower"), "reason.bounded_baseline")):
        of = indicator(direction(baseline))
        v = judge(of, series(of, {2025: 80.0}))
        assert (v.status, v.reason.key) == ("open", key)


def test_benchmark_needs_its_exchange_rate():
    """A threshold in dollars against a series in yuan: refused until the rate is set, then printed."""
    target = {"kind": "benchmark", "direction": "at_least", "number": 20_000, "unit": "美元", "deadline": 2035}
    unset = {"exchange_rate": {"number": None, "unit": "元/美元"}}
    without = indicator({**target, **unset}, unit="元", price_basis="current")
    with_rate = indicator(
        {**target, "exchange_rate": {"number": 7.0, "unit": "元/美元"}}, unit="元", price_basis="current"
    )

    assert judge(without, series(without, {2035: 1e6})).reason.key == "reason.no_exchange_rate"
    assert judge(with_rate, series(with_rate, {2035: 140_000.0})).prob == 1.0
    assert judge(with_rate, series(with_rate, {2035: 139_999.0})).prob == 0.0


def test_a_stated_aim_is_recorded():
    """Never scored, whatever is measured."""
    of = indicator({"kind": "stated_aim", "direction": "none", "deadline": 2035})
    v = judge(of, series(of, {2035: 1.0}))

    assert (v.status, v.prob) == ("recorded", None)


# Time -------------------------------------------------------------------------------------------------------------------


def test_a_past_deadline_without_a_figure_is_an_estimate():
    """2025 has passed but nothing was published: a probability, said to be an estimate and not an outcome."""
    of = indicator(level(56.0), bounds=(None, None))
    v = judge(of, project(series(of, LINE), to=2025, model="linear"), as_of=dt.date(2026, 11, 24))

    assert v.status == "estimated"
    assert any(m.key == "assumption.past_unpublished_one" for m in v.assumptions)


def test_a_target_is_not_in_force_before_its_approval():
    """On the day of approval it is; the day before it is not."""
    of = indicator(level(60))
    s = series(of, {2025: 60.0})

    assert judge(of, s, as_of=APPROVED).status == "observed"
    assert judge(of, s, as_of=APPROVED - dt.timedelta(days=1)).reason.key == "reason.not_in_force"


@pytest.mark.parametrize(("hits", "total"), [(0, 1000), (1000, 1000), (370, 1000)])
def test_counting_never_gives_certainty(hits, total):
    """(k + 1/2) / (M + 1), with the standard error of a proportion."""
    prob, error = counted(np.arange(total) < hits)

    assert prob == (hits + 0.5) / (total + 1)
    assert error == pytest.approx(np.sqrt(prob * (1 - prob) / total))
    assert 0 < prob < 1


@pytest.mark.parametrize("hits", [0, 370, 1000])
def test_weighed_paths_count_as_the_independent_ones_they_are_worth(hits):
    """1,000 paths worth 20 say what 20 would: (k / 50 + 1/2) / 21, so that unanimous ones are no near certainty."""
    prob, error = counted(np.arange(1000) < hits, worth=0.02)

    assert prob == pytest.approx((hits / 50 + 0.5) / 21)
    assert error == pytest.approx(np.sqrt(prob * (1 - prob) / 20))


def test_pace_is_not_judged_on_figures_that_contradict_each_other():
    """Levels up 35.7 % where the rate says 17.9 %: no probability until somebody explains; within five points it stands."""
    of = growth(pace(), price_basis="current", growth_of="test.levels")
    own = project(series(of, {2017: 8.8, 2020: 18.3, 2021: 17.9, 2022: 3.5}), to=2025)
    city = series(growth(price_basis="current"), dict.fromkeys(range(2021, 2026), 5.0), region="市")
    money = indicator(id="test.levels", unit="亿元", measure="flow", price_basis="current")

    refused = judge(of, own, reference=city, levels=series(money, {2020: 41.4, 2021: 56.2, 2022: 58.1}))
    assert refused.reason.values["detail"].key == "reason.contradiction"
    assert "+35.7 %" in str(refused.reason)
    assert judge(of, own, reference=city, levels=series(money, {2020: 41.4, 2021: 50.0})).status == "estimated"


def test_paths_that_share_their_past_count_as_one_run() -> None:
    """40 runs of 50 paths, 10 of which reach the target with every path: the error is that of 40 answers, not of 2,000."""

    hits = np.repeat([True] * 10 + [False] * 30, 50)
    prob, error = counted(hits, imputations=40)
    assert prob == pytest.approx(500.5 / 2001)
    assert error == pytest.approx((10 * 30 / 40**2 * 40 / 39) ** 0.5 / 40**0.5)
    assert counted(hits)[1] == pytest.approx((prob * (1 - prob) / 2000) ** 0.5)


# What belongs together --------------------------------------------------------------------------------------------------


def test_a_series_of_another_indicator_is_refused():
    """Found when a projection of GDP answered for unemployment: observed, probability 0. Told in one sentence, with both ids."""
    of, other = indicator(level(60)), indicator(id="test.other")
    for own in (series(other, {2025: 60.0}), project(series(other, LINE), to=2025)):
        with pytest.raises(
            ParameterError, match=r"^a verdict on test\.quantity needs .* not test\.other of 本区; .*\.$"
        ):
            judge(of, own)
    proxy = (message("reason.no_year"),)
    assert judge(of, project(series(other, LINE), to=2025), proxies=proxy).status == "estimated"


def test_a_target_of_another_indicator_is_refused():
    """A target is judged on its own indicator alone; one that has none has nothing to be judged."""
    of, other = indicator(level(60)), indicator(level(50))
    with pytest.raises(ParameterError, match=r"Statement.* none of test\.quantity"):
        judge(of, series(of, {2025: 60.0}), target=other.targets[0])
    with pytest.raises(ParameterError, match=r"test\.quantity has no target"):
        judge(indicator(), series(of, {2025: 60.0}))
    assert judge(of, series(of, {2025: 60.0}), target=of.targets[0]).prob == 1.0


def test_a_reference_of_another_series_is_refused():
    """Neither another region's growth nor another indicator's stands where the target names one; nor another index of prices."""
    of, rates = growth(pace(), deflator="test.prices"), dict.fromkeys(range(2021, 2026), 5.3)
    own, right = series(of, rates), series(of, rates, region="市")
    elsewhere, another = series(of, rates, region="省"), series(growth(id="test.other"), rates, region="市")
    for reference in (elsewhere, another):
        with pytest.raises(ParameterError, match=r"needs the series test\.quantity of 市, not "):
            judge(of, own, reference=reference)
    with pytest.raises(ParameterError, match=r"price index .* needs the series test\.prices, not test\.other"):
        judge(of, own, reference=right, deflator=series(growth(id="test.other"), rates))
    assert judge(of, own, reference=right).prob == 1.0


def test_bounds_alone_can_decide():
    """A share stands between 0 and 100: above 100 it cannot rise, and it never falls below 0."""
    way = {"number": 100, "unit": "%", "period": 2020, "form": "level", "bound": "exact"}
    full = share(direction(way))
    never = judge(full, series(full, {2020: 100.0}))
    always = share(held(0.0, "at_least"))

    assert (never.status, never.prob, never.reason.key) == ("observed", 0.0, "reason.bounds_missed")
    kept = judge(always, series(always, {2021: 0.0}))
    assert (kept.status, kept.prob, kept.central, kept.reason.key) == ("observed", 1.0, None, "reason.bounds_reached")
