"""The register of the outline, row by row: what is typed here was read in the outline's text, not in the register."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from shkplan.register.plan import Plan
from shkplan.register.targets import Benchmark, Cumulative, Direction, Held, Level, Pace
from shkplan.workspace.load import load_plan

# id, kind, direction, number, unit, deadline, locator
TARGETS = [
    ("economy.gdp_growth", "pace", "at_least", None, "%", 2025, "二(四)2 经济实力"),
    ("economy.fixed_investment_growth", "pace", "at_least", None, "%", 2025, "二(四)2 经济实力"),
    ("economy.services_share", "direction", "up", None, "%", 2025, "一(一); 二(四)2 经济实力"),
    ("innovation.high_tech_firms", "direction", "up", None, "家", 2025, "一(二); 二(四)2 创新能力"),
    ("employment.registered_unemployment", "held", "at_most", 4.5, "%", 2025, "二(四)2 民生福祉; 三(三)1; 一(三)"),
    ("employment.new_jobs", "cumulative", "at_least", 65000, "人", 2025, "三(三)1; 一(三)"),
    ("employment.internship_bases", "level", "at_least", 200, "个", 2025, "三(三)1"),
    ("employment.graduate_rate", "held", "at_least", 80, "%", 2025, "三(三)1"),
    ("employment.graduate_rate_poor", "held", "at_least", 100, "%", 2025, "三(三)1"),
    ("income.urban_disposable_growth", "pace", "at_least", None, "%", 2025, "二(四)2 民生福祉"),
    ("income.dibao_standard_growth", "pace", "at_least", None, "%", 2025, "三(三)4"),
    ("education.public_kindergarten_share", "level", "at_least", 60, "%", 2025, "三(三)2"),
    ("education.inclusive_kindergarten_share", "level", "at_least", 80, "%", 2025, "三(三)2"),
    ("education.smart_campuses", "level", "at_least", 10, "所", 2025, "三(三)2"),
    ("elderly.new_estate_care", "level", "at_least", 100, "%", 2025, "三(三)4"),
    ("environment.green_coverage", "held", "at_least", 45.2, "%", 2025, "二(四)2 宜居环境"),
    ("environment.air_good_days", "direction", "up", None, "%", 2025, "三(五)2; 一(三)"),
    ("environment.sponge_retrofit", "cumulative", "at_least", 50000, "平方米", 2025, "三(五)1"),
    ("city.shantytown", "cumulative", "at_least", 50000, "平方米", 2025, "三(五)3"),
    ("city.shantytown_left", "level", "at_most", 0, "平方米", 2025, "三(五)3"),
    ("city.old_estates", "cumulative", "at_least", 1000000, "平方米", 2025, "三(五)3"),
    ("city.back_streets", "cumulative", "at_least", 50000, "平方米", 2025, "三(五)3"),
    ("city.public_parking", "cumulative", "at_least", 5, "个", 2025, "三(五)3"),
    ("innovation.tech_smes", "direction", "up", None, "家", 2025, "二(四)2 创新能力"),
    ("economy.digital_core_share", "direction", "up", None, "%", 2025, "二(四)2 经济实力"),
    ("environment.non_fossil_share", "direction", "up", None, "%", 2025, "三(五)1"),
    ("environment.public_green_per_capita", "direction", "up", None, "平方米", 2025, "三(五)2; 一(三)"),
    ("environment.river_sections_met", "held", "at_least", 100, "%", 2025, "三(五)2"),
    ("health.family_doctor_coverage", "direction", "up", None, "%", 2025, "三(三)3"),
    ("elderly.geriatric_beds", "direction", "up", None, "张", 2025, "三(三)4"),
    ("culture.fifteen_minute_circle", "direction", "up", None, "%", 2025, "三(四)4"),
    ("governance.hub_organisations", "level", "at_least", 100, "%", 2025, "三(六)3"),
]
AIMS = [
    ("vision.gdp_per_capita", "benchmark"),
    ("vision.aggregate_and_income", "stated_aim"),
    ("vision.strength", "stated_aim"),
    ("vision.industry", "stated_aim"),
    ("vision.governance", "stated_aim"),
    ("vision.safety_law", "stated_aim"),
    ("vision.culture", "stated_aim"),
    ("vision.ecology", "stated_aim"),
    ("vision.common_prosperity", "stated_aim"),
]
# What the pace targets are measured against: indicator and region.
REFERENCES = {
    "economy.gdp_growth": ("economy.gdp_growth", "大连市"),
    "economy.fixed_investment_growth": ("economy.fixed_investment_growth", "大连市"),
    "income.urban_disposable_growth": ("economy.gdp_growth", "沙河口区"),
    "income.dibao_standard_growth": ("income.resident_disposable_growth", "沙河口区"),
}
# Where the directions start from: number, unit, period, form, bound.
BASELINES_OF_DIRECTIONS = {
    "economy.services_share": (75, "%", "2016-2020", "mean", "lower"),
    "innovation.high_tech_firms": (70, "家", "2020", "level", "exact"),
    "environment.air_good_days": (90, "%", "2020", "level", "exact"),
    "innovation.tech_smes": None,
    "economy.digital_core_share": None,
    "environment.non_fossil_share": None,
    "environment.public_green_per_capita": None,
    "health.family_doctor_coverage": None,
    "elderly.geriatric_beds": None,
    "culture.fifteen_minute_circle": None,
}
# The outline on 2016-2020: number, unit, period, form, bound, locator.
BASELINES = [
    (2200, "亿元", "2016-2020", "sum", "lower", "一(一)"),  # GDP, expected
    (63.8, "亿元", "2016-2020", "sum", "exact", "一(一)"),  # budget revenue
    (256.6, "亿元", "2016-2020", "sum", "exact", "一(一)"),  # fixed investment
    (75, "%", "2016-2020", "mean", "lower", "一(一)"),  # services share
    (2500, "亿元", "2016-2020", "sum", "lower", "一(一)"),  # retail sales, expected
    (381.8, "亿元", "2016-2020", "sum", "exact", "一(一)"),  # capital from outside the province
    (50000, "元", "2020", "level", "lower", "一(一)"),  # urban income
    (52, "个", "2016-2020", "sum", "exact", "一(一)"),  # projects above 100 million
    (166, "个", "2016-2020", "sum", "exact", "一(一)"),  # projects above 5 million
    (120, "万平方米", "2016-2020", "sum", "about", "一(一)"),  # new office space
    (5.8, "万平方米", "2016-2020", "sum", "exact", "一(一)"),  # idle buildings
    (160, "家", "2020", "level", "lower", "一(二)"),  # financial institutions
    (30, "万人次", "2016-2020", "mean", "lower", "一(二)"),  # visitors a day
    (220, "亿元", "2016-2020", "mean", "exact", "一(二)"),  # turnover a year
    (70, "家", "2020", "level", "exact", "一(二)"),  # high-tech firms
    (1, "家", "2016-2020", "sum", "exact", "一(二)"),  # industrial design centres
    (2, "家", "2016-2020", "sum", "exact", "一(二)"),  # technology innovation centres
    (1, "家", "2016-2020", "sum", "exact", "一(二)"),  # enterprise technology centres
    (7, "所", "2016-2020", "sum", "exact", "一(三)"),  # public kindergartens
    (1340, "个", "2016-2020", "sum", "exact", "一(三)"),  # places
    (3300, "万元", "2016-2020", "sum", "exact", "一(三)"),  # hospital
    (8, "万人次", "2016-2020", "sum", "exact", "一(三)"),  # new jobs, person-times
    (11, "万个", "2016-2020", "sum", "exact", "一(三)"),  # openings
    (3.2, "%", "2016-2020", "level", "upper", "一(三)"),  # registered unemployment
    (750, "元", "2020", "level", "exact", "一(三)"),  # minimum living standard
    (11456, "万元", "2016-2020", "sum", "exact", "一(三)"),  # allowances paid
    (90, "个", "2020", "level", "exact", "一(三)"),  # culture centres
    (10, "块", "2016-2020", "sum", "exact", "一(三)"),  # football pitches
    (76, "%", "2015", "level", "exact", "一(三)"),  # good air
    (90, "%", "2020", "level", "exact", "一(三)"),
    (14.6, "万平方米", "2016-2020", "sum", "exact", "一(三)"),  # green space added
    (100, "%", "2016-2020", "mean", "exact", "一(四)"),  # petition cases
    (549, "项", "2020", "level", "exact", "一(四)"),  # services online
    (100, "%", "2020", "level", "exact", "一(四)"),
    (100, "项", "2020", "level", "exact", "一(四)"),  # one visit at most
    (-95, "%", "2016-2020", "growth rate", "exact", "一(四)"),  # fees
    (7, "个", "2020", "level", "exact", "一(四)"),  # sub-districts
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan("shahekou-14fyp")


def test_the_header(plan: Plan) -> None:
    """The plan, its window, and that the day is the one it was published on."""
    assert (plan.region, str(plan.window), plan.base_year, plan.horizon) == ("沙河口区", "2021-2025", 2020, 2035)
    assert (plan.approved, plan.approved_basis) == (dt.date(2021, 10, 28), "published")
    assert (
        plan.source.address == "http://www.dlshk.gov.cn/web/shk/information/detail?id=5be178b657ba463688704e69abeec042"
    )
    assert plan.references == ("大连市", "辽宁省", "中国")


def test_the_peers_are_districts_elsewhere(plan: Plan) -> None:
    """They stand beside the district in the reports; targets refer to the city and the district alone."""
    assert len(plan.peers) == 7
    assert plan.places == ("沙河口区", *plan.references, *plan.peers)
    refers = {getattr(target, "reference", None) for one in plan.indicators.values() for target in one.targets}
    assert {reference.region for reference in refers if reference} == {"大连市", "沙河口区"}


def test_every_row_stands_in_its_order(plan: Plan) -> None:
    """32 targets, then the nine aims for 2035; nothing more, nothing less, in the order of the outline's register."""
    assert len(TARGETS) == 32
    assert len(AIMS) == 9
    assert list(plan) == [row[0] for row in TARGETS] + [row[0] for row in AIMS]


@pytest.mark.parametrize("row", TARGETS, ids=lambda row: row[0])
def test_each_target_as_the_outline_states_it(
    plan: Plan, row: tuple[str, str, str, float | None, str, int, str]
) -> None:
    """One target each: kind, direction of good, number, unit, deadline and locator."""
    name, kind, direction, number, unit, deadline, locator = row
    (target,) = plan[name].targets
    assert (target.kind, target.direction, target.deadline, target.locator) == (kind, direction, deadline, locator)
    assert plan[name].unit == unit
    if isinstance(target, Level | Held | Cumulative):
        assert (target.number, target.unit) == (number, unit)
    if isinstance(target, Held | Cumulative | Pace):
        assert str(target.window) == "2021-2025"


@pytest.mark.parametrize(("name", "kind"), AIMS)
def test_each_aim_for_2035(plan: Plan, name: str, kind: str) -> None:
    """All aims are due in 2035 and stand in one clause; only the benchmark has a number, a parameter of ours."""
    (target,) = plan[name].targets
    assert (target.kind, target.deadline, target.locator) == (kind, 2035, "二(四)1")
    if isinstance(target, Benchmark):
        assert (target.number, target.unit, target.direction) == (20000, "美元", "at_least")
        assert target.exchange_rate is not None
        assert (target.exchange_rate.number, target.exchange_rate.unit) == (None, "元/美元")
        assert len(target.readings) == 14
    else:
        assert target.direction == "none"


@pytest.mark.parametrize("name", REFERENCES)
def test_each_pace_has_its_reference(plan: Plan, name: str) -> None:
    """In step with the city, with the own economy, with the income of all residents; from 2020, without a margin."""
    (target,) = plan[name].targets
    assert isinstance(target, Pace)
    assert (target.reference.indicator, target.reference.region) == REFERENCES[name]
    assert (target.base_year, target.tolerance) == (2020, 0)


@pytest.mark.parametrize("name", BASELINES_OF_DIRECTIONS)
def test_each_direction_has_its_baseline_or_says_none(plan: Plan, name: str) -> None:
    """A direction starts from a printed figure; where the outline prints none, the register has none."""
    (target,) = plan[name].targets
    assert isinstance(target, Direction)
    base = target.baseline
    found = None if base is None else (base.number, base.unit, str(base.period), base.form, base.bound)
    assert found == BASELINES_OF_DIRECTIONS[name]


def test_every_baseline_of_the_previous_plan(plan: Plan) -> None:
    """Every figure the outline prints of 2016-2020, with its form: sums stay sums, bounds stay bounds."""
    found = [(b.number, b.unit, str(b.period), b.form, b.bound, b.locator) for b in plan.baselines]
    assert Counter(found) == Counter(BASELINES)


def test_person_times_are_no_baseline_of_persons(plan: Plan) -> None:
    """The 80,000 person-times of the previous plan hang on no indicator."""
    (jobs,) = [one for one in plan.baselines if one.name.zh == "城镇新增就业"]
    assert (jobs.number, jobs.unit, jobs.indicator) == (8, "万人次", None)


def test_everything_has_both_names_and_nothing_is_invented(plan: Plan) -> None:
    """Names, statements and definitions in both languages; department and nature left open, as the outline leaves them."""
    for one in plan.indicators.values():
        assert one.name.zh
        assert one.name.en
        assert one.definition is not None
        assert one.supplier is not None
        assert one.department is None
        for target in one.targets:
            assert target.nature is None
            assert target.approved == dt.date(2021, 10, 28)
            assert target.statement.zh
            assert target.statement.en


def test_the_headlines(plan: Plan) -> None:
    """Services share, employment and green coverage have the special care of the project."""
    assert [one.id for one in plan.headlines] == [
        "economy.services_share", "employment.registered_unemployment", "employment.new_jobs", "environment.green_coverage",
    ]  # fmt: skip
