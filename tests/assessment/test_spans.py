"""Figures over several years: they decide what they cover, tell of what they cover in part, and are joined on one basis only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from shkplan import assess, load_observations, load_plan
from shkplan.assessment.rules import judge
from shkplan.assessment.verdict import Verdict
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.evidence.reconstruction import reconstruct
from shkplan.evidence.series import AnnualSeries, annual_series
from shkplan.forecast.projection import project
from shkplan.register.plan import Indicator
from tests.making import HERE, figure, growth, indicator
from tests.showing import assessed

JOBS = indicator(
    {"kind": "cumulative", "direction": "at_least", "number": 60_000, "unit": "人", "window": "2021-2025"},
    measure="flow",
)
ENERGY = growth(
    {"kind": "growth", "direction": "at_most", "number": -13.5, "unit": "%", "per": "window", "window": "2021-2025",
     "base_year": 2020}
)  # fmt: skip


def over(of: Indicator, period: str, value: float, **parts: Any) -> Observation:
    """A figure over several years: a sum of a flow, a change of what grows."""
    last = int(period[-4:])
    form = "sum" if of.measure == "flow" else "change"
    return figure(of, last, value, **{"period": period, "form": form, **parts})


def known(of: Indicator, yearly: Mapping[int, float], *others: Observation, **by_year: Any) -> AnnualSeries:
    parts = {int(year[1:]): told for year, told in by_year.items()}
    figures = [figure(of, year, value, **parts.get(year, {})) for year, value in yearly.items()]
    return annual_series([*figures, *others], of, HERE)


def judged(of: Indicator, yearly: Mapping[int, float], *others: Observation, **by_year: Any) -> Verdict:
    return judge(of, known(of, yearly, *others, **by_year), as_of=dt.date(2026, 6, 30))


@pytest.mark.parametrize(
    ("total", "period", "status", "prob"),
    [
        (60_000, "2021-2025", "observed", 1.0),
        (59_999, "2021-2025", "observed", 0.0),
        (61_000, "2021-2023", "observed", 1.0),
        (36_000, "2021-2023", "open", None),
    ],
)
def test_a_sum_decides_the_total_that_it_covers_or_already_reaches(
    total: float, period: str, status: str, prob: float | None
) -> None:
    """Nobody published a single year; the sum of the window, or of a part that is enough, decides all the same."""
    found = judged(JOBS, {}, over(JOBS, period, total))
    assert (found.status, found.prob) == (status, prob)
    assert f"{total:,} persons over {period}" in str(found.reason)


def test_a_preliminary_sum_decides_provisionally() -> None:
    assert judged(JOBS, {}, over(JOBS, "2021-2025", 60_000, status="preliminary")).status == "provisional"


def test_a_sum_that_falls_short_tells_what_is_left() -> None:
    """36,000 of 60,000 in three years: 12,000 in each of the two that remain; no probability is made of it."""
    found = judged(JOBS, {}, over(JOBS, "2021-2023", 36_000))
    assert found.required is not None
    assert found.required.value == pytest.approx((60_000 - 36_000) / 2)
    assert (found.measured, found.estimated, found.wanted) == ((2021, 2022, 2023), (2024, 2025), 60_000.0)
    assert str(found.reason).startswith("so far 36,000 persons over 2021-2023")
    assert "no yearly figure" in str(found.reason)


@pytest.mark.parametrize(
    ("bound", "total", "period", "prob"),
    [
        ("lower", 60_000, "2021-2025", 1.0), ("lower", 60_000, "2021-2024", 1.0), ("lower", 59_000, "2021-2025", None),
        ("upper", 59_000, "2021-2025", 0.0), ("upper", 61_000, "2021-2025", None), ("upper", 10_000, "2021-2023", None),
        ("about", 61_000, "2021-2025", None),
    ],
)  # fmt: skip
def test_a_bounded_sum_decides_where_every_value_within_it_would(
    bound: str, total: float, period: str, prob: float | None
) -> None:
    """ "More than 60,000" has reached 60,000; "more than 59,000" may have; a rounded one decides nothing. No centre is told."""
    found = judged(JOBS, {}, over(JOBS, period, total, bound=bound))
    assert found.prob == prob
    assert found.central is None
    assert found.status == ("open" if prob is None else "observed")


def test_yearly_figures_go_before_their_sum() -> None:
    """Where every year was published the years decide, whatever a sum says; one that leaves a year open is filled by it."""
    yearly = dict.fromkeys(range(2021, 2026), 12_000.0)
    assert judged(JOBS, yearly, over(JOBS, "2021-2025", 50_000)).prob == 1.0
    del yearly[2025]
    assert judged(JOBS, yearly, over(JOBS, "2021-2025", 59_000)).prob == 0.0


def test_the_rest_is_projected_from_yearly_figures_on_the_same_basis() -> None:
    """Paths of 2024 and 2025 on top of the published 36,000: the estimate is the sum of both, worked out beside."""
    yearly = {2013 + at: 11_000.0 + 100 * at + 300 * (-1) ** at for at in range(8)}
    series = known(JOBS, yearly, over(JOBS, "2021-2023", 36_000))
    own = project(series, to=2025, n_paths=2_000)
    found = judge(JOBS, own, as_of=dt.date(2026, 6, 30))
    sums = 36_000 + own.path(2024) + own.path(2025)
    assert found.status == "estimated"
    assert found.central == pytest.approx(float(np.median(sums)))
    assert found.prob == (np.count_nonzero(sums >= 60_000) + 0.5) / 2_001
    assert (found.measured, found.latest) == ((2021, 2022, 2023), (2020, series.values[-1]))
    assert "36,000 persons over 2021-2023" in str(found.reason)


def test_a_total_of_years_without_a_figure_is_not_told_to_stand_at_nothing() -> None:
    """Figures before the window alone: the sentence says that none of its years has one."""
    own = project(known(JOBS, {2013 + at: 12_000.0 + 300 * (-1) ** at for at in range(8)}), to=2025, n_paths=500)
    assert str(judge(JOBS, own).reason).startswith("no figure for any year of 2021-2025")


YEARLY = {2021: -2.7, 2022: -0.1, 2023: -0.5, 2024: -3.8, 2025: -5.1}
BREAK = {"mark": frozenset({"break"})}


def test_a_change_on_a_basis_of_its_own_is_never_joined_with_yearly_figures_of_another() -> None:
    """-11.6 % over four years, the fifth on no basis that is known to be the same: 2025 needs 0.865 / 0.884, and no more is said."""
    found = judged(ENERGY, YEARLY, over(ENERGY, "2021-2024", -11.6), y2023=BREAK)
    assert (found.status, found.prob) == ("open", None)
    assert found.required is not None
    assert found.required.value == pytest.approx(100 * (0.865 / 0.884 - 1))
    assert str(found.reason).startswith("so far −11.6 % over 2021-2024")
    assert "another basis" in str(found.reason)
    assert found.latest == (2025, -5.1)


def test_a_change_is_joined_with_figures_that_name_its_basis() -> None:
    """The fifth year on the same basis: 0.884 x 0.949 - 1 is beyond -13.5 %. The old rates of 2021 and 2022 have no say."""
    same = {"basis": "扣除原料用能"}
    found = judged(
        ENERGY, YEARLY, over(ENERGY, "2021-2024", -11.6, **same), y2021={"basis": "全部"}, y2022={"basis": "全部"},
        y2023=same, y2024=same, y2025=same,
    )  # fmt: skip
    assert (found.status, found.prob) == ("observed", 1.0)
    assert found.central == pytest.approx(100 * (0.884 * 0.949 - 1))
    other = judged(ENERGY, YEARLY, over(ENERGY, "2021-2024", -11.6, basis="另一口径"), y2023=BREAK | same, y2025=same)
    assert other.status == "open"


def test_a_change_over_the_whole_window_decides_across_a_new_basis() -> None:
    assert judged(ENERGY, YEARLY, over(ENERGY, "2021-2025", -13.5), y2023=BREAK).prob == 1.0
    assert judged(ENERGY, YEARLY, over(ENERGY, "2021-2025", -13.4), y2023=BREAK).prob == 0.0
    assert judged(ENERGY, {}, over(ENERGY, "2021-2025", -13.4, price_basis="current")).status == "open"
    assert (
        judged(ENERGY, {}, over(ENERGY, "2020-2025", -14.0)).status == "open"
    )  # a year before the base has a part in it


def test_a_change_implies_the_year_that_is_missing() -> None:
    """Three years of 4 % and 17 % over four: the fourth is 1.17 / 1.04^3, to a rounding of print and the status of the figure."""
    one = growth()
    plan = assessed(one, {}).plan
    yearly = [figure(one, year, 4.0) for year in (2019, 2020, 2021, 2022, 2023)]
    found = reconstruct(Observations(plan, (*yearly, over(one, "2021-2024", 17.0))), one, HERE)
    law = found.law(2024)
    assert law is not None
    assert law.median == pytest.approx(100 * (1.17 / 1.04**3 - 1), abs=0.1)


def test_the_nation_s_energy_intensity_tells_how_far_it_is() -> None:
    """By the commission -11.6 % over 2021-2024: known from 9 July 2025 on, a sentence and no probability."""
    plan = load_plan("china-14fyp")
    published = load_observations(plan)
    key = "environment.energy_intensity_change"
    before = assess(plan, published, as_of="2025-07-08", n_paths=500)[key]
    assert "11.6" not in str(before.reason)
    found = assess(plan, published, as_of="2025-12-31", n_paths=500)[key]
    assert (found.status, found.prob, found.evidence) == ("open", None, "none")
    assert found.required is not None
    assert found.required.value == pytest.approx(100 * (0.865 / 0.884 - 1))


def test_the_nation_s_energy_intensity_is_decided_on_the_one_basis_that_covers_five_years() -> None:
    """-11.6 % over four years and -5.1 % in 2025 name one definition; the bulletins of 2021 and 2022 another, and stay out."""
    plan = load_plan("china-14fyp")
    found = assess(plan, load_observations(plan), as_of="2026-06-30", n_paths=500)[
        "environment.energy_intensity_change"
    ]
    assert (found.status, found.prob, found.evidence) == ("provisional", 1.0, "own")
    assert found.central == pytest.approx(100 * (0.884 * 0.949 - 1))
    assert str(found.reason) == (
        "all years have a figure: the change over 2021-2025 came to −16.11 % in all, against a fall of at least 13.5 %: reached; "
        "published for several years together: −11.6 % over 2021-2024 (“十四五”经济社会发展成就（韩春瑶）, 2025-10-02)"
    )


@pytest.mark.parametrize(
    ("side", "value", "reached"),
    [("lower", 95.0, True), ("lower", 94.9, None), ("upper", 94.9, False), ("upper", 95.0, None)],
)
def test_a_limit_to_the_deciding_year_decides_where_every_value_within_it_would(
    side: str, value: float, reached: bool | None
) -> None:
    """A level of at least 95 is reached by "95 and more", missed by "94.9 and less", and left open by the other two."""
    plan = load_plan("china-14fyp")
    key = "welfare.pension_participation"
    one = next(figure for figure in load_observations(plan).of(key) if figure.period.first == 2025)
    figures = (one.model_copy(update={"bound": side, "value": value}),)
    found = assess(plan, Observations(plan, figures), as_of="2026-06-30", n_paths=500)[key]
    assert found.prob == (None if reached is None else float(reached))
    if reached:
        assert found.status == "provisional"
        assert str(found.reason) == (
            "95 % published for 2025, against a target of 95 %: reached; published as a bound: at least 95 % in 2025 "
            f"({one.source_title}, {one.published})"
        )


def test_a_doubtful_limit_decides_nothing() -> None:
    """A figure somebody doubts is shown and left out."""
    plan = load_plan("china-14fyp")
    key = "welfare.pension_participation"
    one = next(figure for figure in load_observations(plan).of(key) if figure.period.first == 2025)
    figures = (one.model_copy(update={"mark": frozenset({"doubtful"})}),)
    assert assess(plan, Observations(plan, figures), as_of="2026-06-30", n_paths=500)[key].status == "open"


def test_limits_that_contradict_decide_nothing() -> None:
    """At least 70,000 and at most 50,000 of the same years, 60,000 wanted: no source is believed before the other."""
    both = over(JOBS, "2021-2025", 70_000, bound="lower"), over(JOBS, "2021-2025", 50_000, bound="upper")
    found = judged(JOBS, {}, *both)
    assert (found.status, found.prob) == ("open", None)
    assert str(found.reason) == (
        "published bounds contradict each other: by some the target is reached, by others not: at least "
        "70,000 persons over 2021-2025 (年鉴, 2026-03-31); at most 50,000 persons over 2021-2025 (年鉴, 2026-03-31)"
    )
    assert judged(JOBS, {}, *both[::-1]).prob is None


@pytest.mark.parametrize("bound", ["exact", "lower"])
def test_a_doubtful_sum_decides_provisionally(bound: str) -> None:
    found = judged(JOBS, {}, over(JOBS, "2021-2025", 70_000, bound=bound, mark="doubtful"))
    assert (found.status, found.prob) == ("provisional", 1.0)


def test_doubtful_figures_decide_provisionally() -> None:
    """Of the years of a sum one is doubtful that has a say, and is final by its status."""
    yearly = dict.fromkeys(range(2021, 2026), 13_000.0)
    assert judged(JOBS, yearly).status == "observed"
    assert judged(JOBS, yearly, y2023={"mark": "doubtful"}).status == "provisional"
