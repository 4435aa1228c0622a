"""Targets of growth: compounded by hand, from rates and from levels, at the edge, upwards and downwards, early and late."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shkplan.assessment.rules import judge
from shkplan.assessment.verdict import counted
from shkplan.display.setting import set_language
from shkplan.display.verdicts import need, target_words
from shkplan.evidence.series import annual_series
from shkplan.forecast.projection import project
from tests.making import figure, growth, indicator, series


def grown(
    number: float, per: str = "year", direction: str = "at_least", window: str = "2021-2025", base_year: int = 2020
) -> dict[str, Any]:
    return {
        "kind": "growth", "direction": direction, "number": number, "unit": "%", "per": per, "window": window,
        "base_year": base_year,
    }  # fmt: skip


RATES = {2021: 14.6, 2022: 10.1, 2023: 8.4, 2024: 8.9, 2025: 8.0}


def test_a_yearly_average_is_compounded_from_rates():
    """1.146 * 1.101 * 1.084 * 1.089 * 1.08 = 1.60860..., of which the fifth root is 1.09974."""
    of = growth(grown(7))
    v = judge(of, series(of, RATES))

    assert (v.status, v.prob, v.prob_se, v.unit) == ("observed", 1.0, 0.0, "%")
    assert v.central == pytest.approx(100 * ((1.146 * 1.101 * 1.084 * 1.089 * 1.08) ** 0.2 - 1))
    assert v.central == pytest.approx(9.974, abs=5e-4)
    assert v.gap == pytest.approx(v.central - 7)
    assert v.measured == (2021, 2022, 2023, 2024, 2025)


def test_a_change_over_the_whole_window_counts_downwards():
    """0.962 * 0.992 * 1 * 0.966 * 0.95 = 0.87577: a fall of 12.4 %, where 18 % was wanted."""
    rates = {2021: -3.8, 2022: -0.8, 2023: 0.0, 2024: -3.4, 2025: -5.0}
    wanted = growth(grown(-18, "window", "at_most"))
    enough = growth(grown(-12, "window", "at_most"))
    missed, kept = judge(wanted, series(wanted, rates)), judge(enough, series(enough, rates))

    assert (missed.status, missed.prob, kept.prob) == ("observed", 0.0, 1.0)
    assert missed.central == pytest.approx(100 * (0.962 * 0.992 * 0.966 * 0.95 - 1))
    assert missed.gap == pytest.approx(-18 - missed.central)  # short, hence below zero
    assert kept.gap > 0


@pytest.mark.parametrize("direction", ["at_least", "at_most"])
def test_exactly_the_number_counts(direction):
    """Five times 7 % is 7 % a year, and 40.2551731 % over the window, however the product is rounded."""
    rates = dict.fromkeys(range(2021, 2026), 7.0)
    for target in (grown(7, "year", direction), grown(40.25517307, "window", direction)):
        of = growth(target)
        assert judge(of, series(of, rates)).prob == 1.0


def test_the_window_begins_after_its_base_year_and_ends_with_its_last():
    """2020 and 2026 have no say: only the rates of 2021 and 2022 are compounded."""
    of = growth(grown(10, window="2021-2022"))
    v = judge(of, series(of, {2020: -90.0, 2021: 10.0, 2022: 10.0, 2023: -90.0}))

    assert v.prob == 1.0
    assert v.central == pytest.approx(10)
    assert v.measured == (2021, 2022)


def test_a_base_year_earlier_than_the_window_gives_more_years():
    """From 2019 on, 2020 counts as well: 1.0 * 1.21 over two years is 10 % a year."""
    of = growth(grown(10, window="2021-2021", base_year=2019))
    assert judge(of, series(of, {2020: 0.0, 2021: 21.0})).central == pytest.approx(10)


# From levels ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "prob"), [(10.0, 1.0), (10.1, 0.0)])
def test_growth_of_a_level_is_the_last_year_over_the_base_year(number, prob):
    """100 to 161.051 in five years is 10 % a year; what lies between has no say."""
    of = indicator(grown(number))
    v = judge(of, series(of, {2020: 100.0, 2022: 3.0, 2025: 161.051}))

    assert (v.status, v.prob, v.measured, v.unit) == ("observed", prob, (2025,), "%")
    assert v.central == pytest.approx(10)


def test_growth_of_a_level_without_its_base_year_is_not_judged():
    """Nothing to count from."""
    of = indicator(grown(5))
    v = judge(of, series(of, {2019: 98.0, 2021: 103.0, 2025: 161.0}))

    assert (v.status, v.reason.key) == ("open", "reason.no_base_year")
    assert "2020" in str(v.reason)


@pytest.mark.parametrize(
    ("base", "told", "zh"),
    [
        (0.0, "when the figure is 0 persons", "该年为0人"),
        (-12.5, "when the figure is −12.5 persons", "该年为−12.5人"),
    ],
)
def test_growth_from_zero_or_below_has_no_meaning_and_says_so(base, told, zh):
    """The figure is there: it is not said to be missing, as it once was."""
    of = indicator(grown(5), bounds=(None, None))
    v = judge(of, series(of, {2020: base, 2021: 103.0, 2025: 161.0}))

    assert (v.status, v.reason.key) == ("open", "reason.base_not_positive")
    assert str(v.reason) == f"growth counts from 2020, {told}: growth from zero or below has no meaning"
    assert v.reason.text("zh") == f"增长以2020年为基期，{zh}：基数为零或负数，增速没有意义"


def test_growth_of_a_level_is_counted_on_paths():
    """The paths of 2025 over the figure of 2020, and the even growth that is left from 2023 on."""
    of = indicator(grown(3), bounds=(0, None))
    known = {2016: 90.0, 2017: 93.5, 2018: 95.0, 2019: 98.0, 2020: 100.0, 2021: 104.0, 2022: 105.5, 2023: 109.0}
    own = project(series(of, known), to=2025)
    v = judge(of, own)

    drawn = own.paths[:, own.years.index(2025)]
    assert (v.status, v.basis) == ("estimated", "paths")
    assert v.prob == counted(drawn / 100.0 >= 1.03**5)[0]
    assert v.central == pytest.approx(100 * (np.median(drawn / 100.0) ** 0.2 - 1))
    assert v.required is not None
    assert v.required.value == pytest.approx(100 * ((100 * 1.03**5 / 109.0) ** 0.5 - 1))
    assert v.required.kind == "yearly_growth"


def test_a_level_that_is_there_already_needs_no_growth():
    """Above the number two years early: likely, and nothing is required."""
    of = indicator(grown(1), bounds=(0, None))
    known = {2017: 93.5, 2018: 95.0, 2019: 98.0, 2020: 100.0, 2021: 104.0, 2022: 105.5, 2023: 109.0}
    assert judge(of, project(series(of, known), to=2025)).required is None


# Not all measured -------------------------------------------------------------------------------------------------------


def test_rates_not_measured_are_drawn_together():
    """Measured factors times those of the same path; the band is that of the compounded growth."""
    of = growth(grown(7))
    some = {2016: 10.6, 2017: 12.3, 2018: 11.8, 2019: 12.5, 2020: 10.2, 2021: 14.6, 2022: 10.1, 2023: 8.4}
    own = project(series(of, some), to=2025)
    v = judge(of, own)

    missing = own.paths[:, [own.years.index(2024), own.years.index(2025)]]
    factor = 1.146 * 1.101 * 1.084 * np.prod(1 + missing / 100, axis=1)
    average = 100 * (factor**0.2 - 1)
    assert v.prob == counted(average >= 7)[0]
    assert (v.low, v.central, v.high) == tuple(pytest.approx(q) for q in np.quantile(average, [0.1, 0.5, 0.9]))
    assert v.estimated == (2024, 2025)
    assert v.required.value == pytest.approx(100 * ((1.07**5 / (1.146 * 1.101 * 1.084)) ** 0.5 - 1))


def test_nothing_measured_yet_is_said_so():
    """All five years are drawn."""
    of = growth(grown(7))
    own = project(series(of, {2016: 10.6, 2017: 12.3, 2018: 11.8, 2019: 12.5, 2020: 10.2}), to=2025)
    assert judge(of, own).reason.key == "reason.growth_estimated_none"


def test_what_bounds_leave_no_room_for_is_decided_early():
    """A rate that can never exceed 5 %: after -10 %, 4 % a year is out of reach; nor can -3 to 5 % undo a good year."""
    lost = growth(grown(4, window="2021-2022"), bounds=(-100, 5))
    sure = growth(grown(4, window="2021-2022"), bounds=(-3, 20))
    first, second = judge(lost, series(lost, {2021: -10.0})), judge(sure, series(sure, {2021: 15.0}))

    assert (first.status, first.prob, first.reason.key) == ("observed", 0.0, "reason.growth_observed_missed_early")
    assert (second.status, second.prob, second.reason.key) == ("observed", 1.0, "reason.growth_observed_reached_early")
    assert first.central is None


def test_a_share_of_a_hundred_cannot_double_from_sixty():
    """Levels have bounds too: 100 over 60 is 66.7 % at the most, whatever the model says."""
    of = indicator(grown(70, "window"), unit="%", bounds=(0, 100))
    assert judge(of, series(of, {2020: 60.0})).prob == 0.0


def test_figures_on_two_bases_are_not_compounded():
    """A rate that starts a new definition within the window: refused, with the year; before it, no matter."""
    of = growth(grown(-13.5, "window", "at_most"))
    rates = {2020: -0.1, 2021: -2.7, 2022: -0.1, 2023: -0.5, 2024: -3.8, 2025: -5.1}

    def marked(at: int):
        figures = [figure(of, year, x, **({"mark": "break"} if year == at else {})) for year, x in rates.items()]
        return judge(of, annual_series(figures, of, "本区"))

    refused = marked(2023)
    assert refused.status == "open"
    assert refused.reason.values["detail"].key == "reason.other_basis"
    assert marked(2020).status == "observed"


def test_rates_that_contradict_their_levels_are_not_judged():
    """Levels up by a third where the rates say 6 % a year."""
    of = growth(grown(7, window="2021-2022"), price_basis="current", growth_of="test.levels")
    money = indicator(id="test.levels", unit="亿元", measure="flow", price_basis="current")
    levels = series(money, {2020: 100.0, 2021: 133.0, 2022: 141.0})

    v = judge(of, series(of, {2021: 6.0, 2022: 6.0}), levels=levels)
    assert v.reason.values["detail"].key == "reason.contradiction"


# In a plan, and in words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "told"),
    [({"base_year": 2021}, "a year before the window"), ({"unit": "人"}, "converts to %"), ({"number": -100}, "-100")],
)
def test_a_target_of_growth_that_cannot_be_is_refused(change, told):
    """The base year lies before the window; the number is a percentage above -100."""
    with pytest.raises(ValueError) as caught:
        growth({**grown(7), **change})
    assert told in str(caught.value)


def test_its_words():
    """A fall is a growth of at most a negative number; what is left is said a year."""
    of = growth(grown(-13.5, "window", "at_most"))
    own = project(series(of, {2018: -3.1, 2019: -2.6, 2020: -1.0, 2021: -2.7, 2022: -0.4, 2023: -0.6}), to=2025)
    v = judge(of, own)
    try:
        set_language("en")
        assert target_words(v.target) == "a fall of at least 13.5 % in all over 2021–2025"
        needed = 100 * ((0.865 / (0.973 * 0.996 * 0.994)) ** 0.5 - 1)
        assert need(v) == f"a fall of at least {-needed:.2f} % a year in 2024, 2025"
        set_language("zh")
        assert target_words(growth(grown(7)).targets[0]) == "2021—2025年年均增长7%以上"
    finally:
        set_language("en")


def test_growth_that_may_even_fall_is_told_as_a_fall_to_spare():
    """Found when a report asked for growth of −5.83 % a year: what came before was more than enough."""
    of = growth(grown(2))
    v = judge(of, project(series(of, {2018: 5.0, 2019: 6.0, 2020: 5.5, 2021: 6.2, 2022: 5.8, 2023: 6.1}), to=2025))
    assert v.required is not None
    assert v.required.value < 0
    assert need(v) == f"even a fall of {-v.required.value:.2f} % a year in 2024, 2025 would be enough"
    assert "−" not in v.required.sentence.text("zh")
