"""The national register against the table of main indicators (专栏1), typed again and not taken from the file under test.

A row: id, kind, direction, number, unit, whether binding. Numbers and marks are those of the table; how each is read as
an event is the register's and is tested as such below.
"""

from __future__ import annotations

import datetime as dt

import pytest

from shkplan.register.plan import Plan
from shkplan.register.targets import Growth, Level, MeanOfYears, Pace, StatedAim
from shkplan.workspace.load import load_plan

Row = tuple[str, str, str, float | None, str, bool]

ROWS: list[Row] = [
    # economic development
    ("economy.gdp_growth", "stated_aim", "none", None, "%", False),
    ("economy.labour_productivity_growth", "pace", "at_least", None, "%", False),
    ("economy.urbanisation_rate", "level", "at_least", 65, "%", False),
    # innovation
    ("innovation.rd_expenditure_growth", "growth", "at_least", 7, "%", False),
    ("innovation.high_value_patents", "level", "at_least", 12, "件/万人", False),
    ("economy.digital_core_share", "level", "at_least", 10, "%", False),
    # well-being
    ("income.resident_disposable_growth", "pace", "at_least", None, "%", False),
    ("employment.surveyed_unemployment", "mean", "at_most", 5.5, "%", False),
    ("education.schooling_years", "level", "at_least", 11.3, "年", True),
    ("health.physicians", "level", "at_least", 3.2, "人/千人", False),
    ("welfare.pension_participation", "level", "at_least", 95, "%", False),
    ("welfare.nursery_places", "level", "at_least", 4.5, "个/千人", False),
    ("health.life_expectancy", "level", "at_least", 77.3 + 1, "岁", False),
    # environment
    ("environment.energy_intensity_change", "growth", "at_most", -13.5, "%", True),
    ("environment.carbon_intensity_change", "growth", "at_most", -18, "%", True),
    ("environment.air_good_days", "level", "at_least", 87.5, "%", True),
    ("environment.surface_water_good", "level", "at_least", 85, "%", True),
    ("environment.forest_cover", "level", "at_least", 24.1, "%", True),
    # security
    ("safety.grain_output", "level", "at_least", 6.5, "亿吨", True),
    ("safety.energy_output", "level", "at_least", 46, "亿吨标准煤", True),
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan("china-14fyp")


def test_the_header(plan: Plan) -> None:
    """Adopted by the congress on 11 March 2021, printed two days later."""
    assert (plan.region, str(plan.window), plan.base_year, plan.horizon) == ("中国", "2021-2025", 2020, 2035)
    assert (plan.approved, plan.approved_basis) == (dt.date(2021, 3, 11), "approved")
    assert (plan.source.published, plan.source.address) == (
        dt.date(2021, 3, 13),
        "https://www.gov.cn/xinwen/2021-03/13/content_5592681.htm",
    )
    assert plan.places == ("中国",)


def test_twenty_indicators_in_the_order_of_the_table(plan: Plan) -> None:
    """20 in all, eight of them binding."""
    assert list(plan) == [row[0] for row in ROWS]
    assert (len(ROWS), sum(row[-1] for row in ROWS)) == (20, 8)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_row_is_that_of_the_table(plan: Plan, row: Row) -> None:
    """Kind, direction, number, unit and mark of the one target each indicator has."""
    name, kind, direction, number, unit, binding = row
    (target,) = plan[name].targets
    assert (target.kind, target.direction) == (kind, direction)
    assert (getattr(target, "number", None), plan[name].unit) == (number, unit)
    assert target.nature == ("binding" if binding else "anticipatory")
    assert (target.approved, target.deadline, target.locator) == (dt.date(2021, 3, 11), 2025, "专栏1")
    assert target.statement.zh
    assert target.statement.en


def test_what_is_cumulative_is_compounded_over_five_years(plan: Plan) -> None:
    """The table writes cumulative behind energy and carbon, and an average a year behind R&D."""
    per = {name: one.target.per for name, one in plan.indicators.items() if isinstance(one.target, Growth)}
    assert per == {
        "innovation.rd_expenditure_growth": "year",
        "environment.energy_intensity_change": "window",
        "environment.carbon_intensity_change": "window",
    }
    assert {len(one.target.years) for one in plan.indicators.values() if isinstance(one.target, Growth)} == {5}


def test_what_is_compared_with_growth_of_gdp(plan: Plan) -> None:
    """Productivity and incomes, both at constant prices as GDP is, so that nothing has to be deflated."""
    paces = {name: one for name, one in plan.indicators.items() if isinstance(one.target, Pace)}
    assert set(paces) == {"economy.labour_productivity_growth", "income.resident_disposable_growth"}
    for one in paces.values():
        assert isinstance(one.target, Pace)
        assert (one.target.reference.indicator, one.target.reference.region) == ("economy.gdp_growth", "中国")
        assert (one.target.tolerance, one.price_basis) == (0, "constant")
    assert plan["economy.gdp_growth"].price_basis == "constant"


def test_a_reading_is_noted_where_the_table_says_something_else(plan: Plan) -> None:
    """More than, less than, higher than, one year more, capacity, a number for each year: each has its note."""
    noted = {name for name, one in plan.indicators.items() if one.target is not None and one.target.note}
    assert noted >= {
        "economy.gdp_growth", "economy.labour_productivity_growth", "innovation.rd_expenditure_growth",
        "income.resident_disposable_growth", "employment.surveyed_unemployment", "health.life_expectancy",
        "environment.energy_intensity_change", "safety.grain_output", "safety.energy_output",
    }  # fmt: skip


def test_the_kinds_it_needs(plan: Plan) -> None:
    """Five kinds of target; the others belong to district plans."""
    used = {type(one.target) for one in plan.indicators.values()}
    assert used == {Level, MeanOfYears, Growth, Pace, StatedAim}


@pytest.mark.parametrize(
    ("indicator", "number", "year"),
    [
        ("economy.gdp_growth", 2.3, 2020),
        ("economy.labour_productivity_growth", 2.5, 2020),
        ("economy.urbanisation_rate", 60.6, 2019),
        ("innovation.high_value_patents", 6.3, 2020),
        ("economy.digital_core_share", 7.8, 2020),
        ("income.resident_disposable_growth", 2.1, 2020),
        ("employment.surveyed_unemployment", 5.2, 2020),
        ("education.schooling_years", 10.8, 2020),
        ("health.physicians", 2.9, 2020),
        ("welfare.nursery_places", 1.8, 2020),
        ("health.life_expectancy", 77.3, 2019),
        ("environment.air_good_days", 87, 2020),
        ("environment.surface_water_good", 83.4, 2020),
    ],
)
def test_the_base_each_starts_from(plan: Plan, indicator: str, number: float, year: int) -> None:
    """The column of the table before the target, where it has one and a source bears it out."""
    (base,) = (one for one in plan.baselines if one.indicator == indicator)
    assert (base.number, str(base.period)) == (number, str(year))
