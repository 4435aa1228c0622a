"""The national register of 2026-2030 against what was read of the outline, typed again and not taken from the file under test.

A row: id, kind, direction, number, unit, place in the outline. Its table of main indicators (专栏1) is a picture; what only
the table holds is second-hand, and its note says so.
"""

from __future__ import annotations

import datetime as dt

import pytest

from shkplan.register.plan import Plan
from shkplan.workspace.load import load_plan

Row = tuple[str, str, str, float | None, str, str]

ROWS: list[Row] = [
    # economic development
    ("economy.gdp_growth", "stated_aim", "none", None, "%", "第三章"),
    ("economy.labour_productivity_growth", "stated_aim", "none", None, "%", "专栏1"),
    ("economy.urbanisation_rate", "level", "at_least", 71, "%", "专栏1"),
    # innovation
    ("innovation.rd_expenditure_growth", "growth", "at_least", 7, "%", "第三章"),
    ("innovation.high_value_patents", "level", "at_least", 22, "件/万人", "专栏1"),
    ("economy.digital_core_share", "level", "at_least", 12.5, "%", "专栏1"),
    # livelihood
    ("income.resident_disposable_growth", "pace", "at_least", None, "%", "第三章"),
    ("employment.surveyed_unemployment", "mean", "at_most", 5.5, "%", "第三章"),
    ("education.schooling_years", "level", "at_least", 11.7, "年", "第三章"),
    ("health.licensed_physicians", "level", "at_least", 3.7, "人/千人", "专栏1"),
    ("health.life_expectancy", "level", "at_least", 80, "岁", "第三章"),
    ("elderly.nursing_beds_share", "level", "at_least", 73, "%", "专栏1"),
    ("welfare.nursery_enrolment", "stated_aim", "none", None, "%", "专栏1"),
    # green and low-carbon
    ("environment.carbon_intensity_change", "growth", "at_most", -17, "%", "第三章"),
    ("environment.non_fossil_share", "level", "at_least", 25, "%", "专栏1"),
    ("environment.fine_particles", "level", "at_most", 27, "微克/立方米", "第三章"),
    ("environment.good_water", "level", "at_least", 85, "%", "第三章"),
    ("environment.forest_cover", "level", "at_least", 25.8, "%", "第三章"),
    # security
    ("safety.grain_output", "level", "at_least", 1.45 * 5, "亿吨", "第三章"),  # 万亿斤, each 斤 half a kilogram
    ("safety.energy_output", "level", "at_least", 58, "亿吨标准煤", "第三章"),
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan("china-15fyp")


def test_the_header(plan: Plan) -> None:
    """Adopted by the congress on 12 March 2026, printed a day later."""
    assert (plan.region, str(plan.window), plan.base_year, plan.horizon) == ("中国", "2026-2030", 2025, 2035)
    assert (plan.approved, plan.approved_basis) == (dt.date(2026, 3, 12), "approved")
    assert plan.source.published == dt.date(2026, 3, 13)
    assert plan.places == ("中国",)


def test_twenty_indicators_in_five_groups(plan: Plan) -> None:
    """3, 3, 7, 5 and 2, as the work report of 5 March 2026 counts them; beside them the aim for 2035 that chapter 3 names."""
    assert list(plan) == [*(row[0] for row in ROWS), "economy.gdp_per_capita_growth"]
    assert len(ROWS) == 3 + 3 + 7 + 5 + 2


def test_the_aim_for_2035_is_twice_the_level_of_2020(plan: Plan) -> None:
    """A hundred per cent over 15 years, of GDP at constant prices over the population."""
    one = plan["economy.gdp_per_capita_growth"]
    (target,) = one.targets
    assert (target.kind, getattr(target, "number", None)) == ("growth", 100)
    assert (str(getattr(target, "window", "")), getattr(target, "base_year", None), target.locator) == (
        "2021-2035",
        2020,
        "第三章",
    )
    assert one.ratio_of is not None
    assert one.ratio_of.parts == ("economy.gdp_growth", "population.resident")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_row_is_that_of_the_outline(plan: Plan, row: Row) -> None:
    """Kind, direction, number, unit and place of the one target each indicator has."""
    name, kind, direction, number, unit, locator = row
    (target,) = plan[name].targets
    assert (target.kind, target.direction, target.locator) == (kind, direction, locator)
    assert (getattr(target, "number", None), plan[name].unit) == (number, unit)
    assert (target.approved, target.deadline) == (dt.date(2026, 3, 12), 2030)
    assert target.statement.zh
    assert target.statement.en


def test_what_only_the_picture_of_the_table_holds_says_so(plan: Plan) -> None:
    """Each number that others quote from box 1 has a note; which targets are binding is known of one."""
    quoted = [plan[row[0]].targets[0] for row in ROWS if row[-1] == "专栏1"]
    assert [str(target.statement) for target in quoted if not (target.note and "ox 1" in target.note.en)] == []
    natures = {row[0]: plan[row[0]].targets[0].nature for row in ROWS}
    assert {name for name, nature in natures.items() if nature} == {"environment.carbon_intensity_change"}


@pytest.mark.parametrize(
    ("indicator", "number", "year"),
    [
        ("economy.urbanisation_rate", 67.9, 2025),
        ("innovation.high_value_patents", 16, 2025),
        ("economy.digital_core_share", 10.5, 2024),
        ("education.schooling_years", 11.3, 2025),
        ("health.life_expectancy", 79.25, 2025),
        ("elderly.nursing_beds_share", 68, 2025),
        ("environment.non_fossil_share", 21.7, 2025),
        ("environment.fine_particles", 28, 2025),
        ("environment.forest_cover", 25, 2025),
    ],
)
def test_the_base_each_starts_from(plan: Plan, indicator: str, number: float, year: int) -> None:
    """What the outline says of 2025, or others quote of its table; the digital share is one of 2024."""
    (base,) = (one for one in plan.baselines if one.indicator == indicator)
    assert (base.number, str(base.period)) == (number, str(year))
