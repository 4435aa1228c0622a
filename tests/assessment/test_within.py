"""A month's report differs by what was printed since: figures within the year in verdicts, named, and never decisive."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.rules import judge
from shkplan.base.errors import DataError
from shkplan.display.charts import plot
from shkplan.display.language import words
from shkplan.display.setting import speaking
from shkplan.display.tables import table
from shkplan.display.tables.status import status_text
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import annual_series
from shkplan.forecast.projection import Projection
from tests.making import figure, indicator, series

INCOME, JOBLESS, GDP = "income.resident_disposable_growth", "employment.surveyed_unemployment", "economy.gdp_growth"
DAYS = ("2026-03-31", "2026-07-31", "2026-11-30")


def of(day: str, **settings: Any) -> Assessment:
    return sp.assess("china-15fyp", as_of=day, n_paths=4000, **settings)


@pytest.fixture(scope="module")
def months() -> dict[str, Assessment]:
    return {day: of(day) for day in DAYS}


def projection(a: Assessment, one: str) -> Projection:
    return a.projection(one)


def test_the_same_target_is_judged_anew_as_figures_within_the_year_come_out(months: dict[str, Assessment]) -> None:
    """Nothing of 2026 in March; growth of the half year by July; what stays unsaid then stays so in November."""
    march, july, november = (months[day][INCOME] for day in DAYS)
    assert all(verdict.status == "estimated" for verdict in (march, july, november))
    assert march.used[-1] == 2025
    assert july.used[-1] == november.used[-1] == 2026
    assert july.prob is not None
    assert march.prob is not None
    assert july.prob < march.prob - 0.03  # income grew 4.2 % in the half year, GDP 4.7 %
    assert "assumption.so_far" not in {note.key for note in march.assumptions}
    assert july.evidence == march.evidence


def test_the_verdict_names_the_figure_and_what_its_law_was_learned_from(months: dict[str, Assessment]) -> None:
    """The whole sentence, in both languages."""
    (mine,) = (note for note in months[DAYS[1]][JOBLESS].assumptions if note.key == "assumption.so_far")
    one = projection(months[DAYS[1]], JOBLESS).nowcasts[0]
    low, high = f"{one.low:.4g}", f"{one.high:.4g}"
    assert str(mine) == (
        "中国, surveyed urban unemployment rate, yearly average: 2026 is estimated from the year so far: 2026-01..06: 5.2 % so far "
        "(published 2026-07-15); judging by how such figures compared with full years in the past (3 years of its own, 0 of other "
        f"series; 3 different years), the full year comes to 5.2 %, 80 % band {low} to {high} %"
    )
    with speaking("zh"):
        assert words(mine, months[DAYS[1]].plan) == (
            "中国城镇调查失业率（年均）：2026年按年内累计数估计：2026年1—6月累计5.2%（2026-07-15公布）；"
            f"按以往年份此类数据与全年数的关系（本序列3年、其他序列0年，共3个不同年份）估计，全年为5.20%，80%区间{one.low:.2f}%至{one.high:.2f}%"
        )


def test_the_running_year_lies_by_the_figure(months: dict[str, Assessment]) -> None:
    """GDP grew 4.7 % in the half year: the year is nearer to that, and surer, than it was in March."""
    before, after = (projection(months[day], GDP) for day in DAYS[:2])
    assert (before.so_far, after.so_far) == ((), (2026,))
    assert abs(after.law(2026).median - 4.7) < 0.3
    assert np.ptp(after.law(2026).interval(0.8)) < 0.6 * np.ptp(before.law(2026).interval(0.8))


def test_a_scenario_goes_before_a_nowcast(months: dict[str, Assessment]) -> None:
    """What is supposed of the running year is supposed, whatever its months told; other years follow from it."""
    push = sp.scenario("try", sp.claim(GDP, "2026", level=5.5, unit="%"), plan="china-15fyp")
    under = months[DAYS[1]].under(push).projection(GDP)
    assert under.so_far == ()
    assert np.allclose(under.path(2026), 5.5)
    assert under.nowcasts == ()


def test_the_state_of_the_data_tells_the_year_so_far(months: dict[str, Assessment]) -> None:
    """A line for each indicator, in both languages."""
    known = months[DAYS[1]].observations
    assert "  GDP growth: Jan–Jun 2026: 4.7 % (published 2026-07-15)" in status_text(known).splitlines()
    with speaking("zh"):
        assert "2026年1—6月：4.7%（2026-07-15公布）" in status_text(known).replace("\n    ", "")


def test_the_table_of_the_series_has_the_year_so_far_as_its_last_row(months: dict[str, Assessment]) -> None:
    shown = table(months[DAYS[1]].series(GDP))
    assert shown.rows[-1][:3] == ("Jan–Jun 2026", "4.7", "so far")
    assert shown.notes[-1] == "Figures for part of a year are never taken as the full year."
    assert [one["period"] for one in shown.data["within"]] == ["2026-01..06"]


@pytest.mark.parametrize(("language", "legends"), [("en", ("year so far", "full year estimated from the year so far, 80 % band")),
                                                ("zh", ("年内累计", "按年内累计数估计的全年数，80%区间"))])  # fmt: skip
def test_the_fan_has_marks_of_its_own_for_it(
    months: dict[str, Assessment], language: Any, legends: tuple[str, str]
) -> None:
    """The figure, and the year as estimated by it with its band."""
    with speaking(language):
        chart = plot(projection(months[DAYS[1]], GDP))
    for told in legends:
        assert told in chart.svg or told in {str(one.get_label()) for one in chart.figure.axes[0].get_lines()}
    assert chart.data["nowcast"] == (2026,)
    assert chart.data["measured"]["within"] == [{"period": "2026-01..06", "value": 4.7, "unit": "%"}]


# Decided early, for the time being -----------------------------------------------------------------------------------------


SUM = {"kind": "cumulative", "direction": "at_least", "number": 500, "unit": "人", "window": "2021-2025"}
YEARS = {2021: 100.0, 2022: 110.0, 2023: 120.0, 2024: 130.0}


def flows(*more: Observation) -> Any:
    one = indicator(SUM, measure="flow")
    return one, judge(one, annual_series([*(figure(one, y, x) for y, x in YEARS.items()), *more], one, "本区"))


def test_a_sum_that_final_figures_carried_beyond_its_number_is_observed_ahead() -> None:
    """460 of 500 are not enough; with 2025's 60 they are. Told in December it is provisional, told after the year observed."""
    one, open_ = flows()
    assert open_.status == "open"
    _, after = flows(figure(one, 2025, 60.0))
    assert (after.status, after.prob) == ("observed", 1.0)
    _, december = flows(figure(one, 2025, 60.0, published=dt.date(2025, 12, 20)))
    assert (december.status, december.prob) == ("provisional", 1.0)
    assert [str(note) for note in december.assumptions] == [
        "本区, quantity: the figures of 2025 were published before the year was over; what they settle is provisional"
    ]
    low = indicator({**SUM, "number": 450}, measure="flow")
    early = judge(low, series(low, YEARS))
    assert (early.status, early.prob, early.measured) == ("observed", 1.0, (2021, 2022, 2023, 2024))


def test_a_sum_over_the_window_told_before_it_was_over_is_provisional() -> None:
    """A figure over five years, told in September of the fifth."""
    one = indicator(SUM, measure="flow")
    told = {"period": "2021-2025", "form": "sum"}
    after = judge(one, annual_series([figure(one, 2025, 520.0, **told)], one, "本区"))
    before = judge(one, annual_series([figure(one, 2025, 520.0, published=dt.date(2025, 9, 28), **told)], one, "本区"))
    assert (after.status, before.status) == ("observed", "provisional")


def test_data_error_is_not_raised_for_the_shipped_figures() -> None:
    """Every shipped figure within the year can be read and none is out of proportion."""
    try:
        found = sp.load_observations(sp.load_plan("shahekou-14fyp"))
    except DataError as error:  # pragma: no cover
        pytest.fail(str(error))
    assert sum(one.period.within for one in found) > 100
