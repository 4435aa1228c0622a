"""The shipped figures: every one has a source, no copy site is named, and the marks stand where they must."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest

from shkplan.assessment.asking import assess
from shkplan.base.messages import catalogue
from shkplan.evidence.observation import Observation
from shkplan.files import paths
from shkplan.workspace.load import Workspace, load_observations, load_plan
from shkplan.workspace.readers.tidy_csv import read_tidy_csv

PLAN = load_plan(paths.shipped() / "data" / "plans" / "shahekou-14fyp.yaml")
NATION = load_plan(paths.shipped() / "data" / "plans" / "china-14fyp.yaml")
NEXT = load_plan(paths.shipped() / "data" / "plans" / "china-15fyp.yaml")
PLANS = (PLAN, NATION, NEXT)
FILES = Workspace(paths.shipped()).files("observations")
FIGURES = [figure for path in FILES for figure in read_tidy_csv(path)]
REGIONS = {
    "shahekou": {"沙河口区"}, "dalian": {"大连市"}, "liaoning": {"辽宁省"}, "china": {"中国"}, "peers": set(PLAN.peers),
    "dalian-within-year": {"大连市"}, "liaoning-within-year": {"辽宁省"}, "china-within-year": {"中国"},
}  # fmt: skip

# Sites that copy what others published. Their addresses lead nowhere that lasts.
COPY_SITES = re.compile(
    r"baidu|bing\.|google|sogou|so\.com|weixin\.qq|163\.com|sina|sohu|toutiao|zhihu|csdn|docin|doc88|wenku|360doc|"
    r"ahmhxc|tjcn|hongheiku|huoche|gerenjianli|diyifanwen|fwsir|jianshu|archive\.(org|is|ph)|webcache|github|gitee|"
    r"huggingface|wiki|baike|blog",
    re.IGNORECASE,
)
CONTROL = re.compile(r"[\u0000-\u001f\u00a0\u00ad\u200b-\u200f\u2028\u2029\u2060\u3000\ufeff]")


def test_a_file_holds_one_region() -> None:
    """Each file is named after the region whose figures it holds; those of the peers share one."""
    assert {path.stem: {figure.region for figure in read_tidy_csv(path)} for path in FILES} == REGIONS


def test_no_figure_is_dropped() -> None:
    """Every figure belongs to an indicator or series of a plan, so that loading all of them passes none over."""
    loaded = {figure.place for plan in PLANS for figure in load_observations(plan, paths.shipped())}
    assert loaded == {figure.place for figure in FIGURES}


def test_the_nation_sees_its_own_figures_alone() -> None:
    """A plan reads figures of the regions it lists: no district stands in the national ones."""
    for plan in (NATION, NEXT):
        assert {figure.region for figure in load_observations(plan, paths.shipped())} == {"中国"}


def test_every_figure_has_a_source_that_can_be_named() -> None:
    """A title, a publisher or the word that it is unknown, a kind and a day that is not in the future."""
    lacking = [f.place for f in FIGURES if not (f.source_title.strip() and f.publisher.strip())]
    assert lacking == []
    assert [f.place for f in FIGURES if f.published > dt.date(2026, 12, 31)] == []


def test_no_address_of_a_copy_site() -> None:
    """An address is the original publisher's, with scheme and host, or there is none."""
    addresses = {figure.address for figure in FIGURES if figure.address}
    assert [one for one in addresses if COPY_SITES.search(urlsplit(one).netloc)] == []
    assert [
        one for one in addresses if urlsplit(one).scheme not in ("http", "https") or "." not in urlsplit(one).netloc
    ] == []
    assert COPY_SITES.search(PLAN.source.address) is None


def test_what_was_read_in_a_copy_has_no_address() -> None:
    """Where the note says that only a copy was read, the address is empty."""
    copies = [f for f in FIGURES if "转载页" in f.note_zh or "in a copy" in f.note_en]
    assert copies
    assert [f.place for f in copies if f.address] == []


def test_notes_stand_in_both_languages_or_in_none() -> None:
    """A reader of either language learns the same; a doubtful figure says why."""
    assert [f.place for f in FIGURES if bool(f.note_zh) != bool(f.note_en)] == []
    assert [f.place for f in FIGURES if f.mark and not f.note_en] == []


def test_no_invisible_characters() -> None:
    """No cell holds a control character, an invisible space or a full-width one."""
    cells = [(f.place, name, value) for f in FIGURES for name, value in f if isinstance(value, str)]
    assert [(place, name) for place, name, value in cells if CONTROL.search(value) or value != value.strip()] == []


def test_estimates_are_those_of_reports_written_before_the_year_was_counted() -> None:
    """A figure published before its year was over is an estimate; the harvest alone is counted in December."""
    early = [f for f in FIGURES if f.period.is_year and f.published <= dt.date(f.period.last, 12, 31)]
    firm = [f for f in early if f.status != "estimate"]
    assert {(f.indicator, f.published.month) for f in firm} == {("safety.grain_output", 12)}


def test_a_break_is_seen_by_the_series_that_picks_one_figure_a_year() -> None:
    """Where one figure of a year starts a new basis, so does the one that is picked, or the break would be lost."""
    both = [load_observations(plan, paths.shipped()) for plan in PLANS]
    by_year: dict[tuple[str, str, int], list[Observation]] = defaultdict(list)
    for figure in FIGURES:
        if figure.starts_new_basis and figure.period.is_year:
            by_year[figure.indicator, figure.region, figure.period.first].append(figure)
    lost = []
    for (indicator, region, year), marked in by_year.items():
        for observations in both:
            if indicator in observations.plan and region in observations.plan.regions:
                series = observations.series(indicator, region)
                if year in series.years and year not in series.breaks:
                    lost.append(marked[0].place)
    assert lost == []


@pytest.mark.parametrize(
    ("indicator", "region", "year", "value"),
    [
        ("economy.gdp_growth", "沙河口区", 2021, 6.1),
        ("economy.gdp_growth", "沙河口区", 2022, 5.2),
        ("economy.gdp_growth", "沙河口区", 2024, 4.9),
        ("economy.gdp_growth", "大连市", 2023, 6.0),
        ("economy.gdp_growth", "大连市", 2025, 5.7),
        ("employment.registered_unemployment", "沙河口区", 2021, 1.91),
        ("innovation.high_tech_firms", "沙河口区", 2020, 70),
        ("environment.air_good_days", "沙河口区", 2015, 76),
        ("population.resident", "沙河口区", 2010, 69.314),
    ],
)
def test_figures_read_by_eye(indicator: str, region: str, year: int, value: float) -> None:
    """A few figures, typed from their sources, arrive in the unit of their indicator."""
    assert load_observations(PLAN, paths.shipped()).series(indicator, region).value(year) == value


@pytest.mark.parametrize(
    ("indicator", "year", "value"),
    [
        ("economy.labour_productivity_growth", 2023, 5.7),
        ("economy.urbanisation_rate", 2025, 67.89),
        ("innovation.rd_expenditure_growth", 2024, 8.9),
        ("innovation.high_value_patents", 2025, 16),
        ("economy.digital_core_share", 2020, 7.8),
        ("income.resident_disposable_growth", 2021, 8.1),
        ("employment.surveyed_unemployment", 2022, 5.6),
        ("education.schooling_years", 2024, 11.21),
        ("health.physicians", 2024, 3.61),
        ("welfare.nursery_places", 2024, 4.08),
        ("health.life_expectancy", 2025, 79.25),
        ("environment.energy_intensity_change", 2025, -5.1),
        ("environment.carbon_intensity_change", 2022, -0.8),
        ("environment.air_good_days", 2020, 87.0),
        ("environment.surface_water_good", 2024, 90.4),
        ("environment.forest_cover", 2025, 25.09),
        ("safety.grain_output", 2025, 7.14875),  # 14297.5亿斤, half a kilogram each 斤
        ("safety.energy_output", 2023, 48.3),
        ("safety.energy_output", 2015, 36.2),  # 3.62 billion tonnes
        ("safety.energy_output", 2019, 39.7),
        ("prices.cpi_growth", 2020, 2.5),
        ("prices.cpi_growth", 2021, 0.9),
        ("prices.cpi_growth", 2023, 0.2),
        ("innovation.high_value_patents", 2023, 11.8),
        ("innovation.high_value_patents", 2024, 14),
        ("welfare.nursery_places", 2023, 3.38),
        ("education.schooling_years", 2025, 11.3),
        ("environment.carbon_intensity_change", 2016, -6.6),
        ("environment.carbon_intensity_change", 2017, -5.1),
        ("environment.forest_cover", 2021, 24.02),  # the monitoring of 2021, repeated in the bulletin of 2022
        ("environment.forest_cover", 2022, None),
        ("environment.carbon_intensity_change", 2019, None),  # read nowhere
    ],
)
def test_national_figures_read_by_eye(indicator: str, year: int, value: float | None) -> None:
    """The same of the nation: one figure of each indicator that has any but the two tested below."""
    assert load_observations(NATION, paths.shipped()).series(indicator).value(year) == value


@pytest.mark.parametrize(
    ("indicator", "year", "value"),
    [
        ("environment.fine_particles", 2019, 36),
        ("environment.fine_particles", 2025, 28),
        ("environment.non_fossil_share", 2018, 14.3),
        ("environment.non_fossil_share", 2025, 21.7),
        ("elderly.nursing_beds_share", 2025, 68),
        ("education.schooling_years", 2025, 11.3),
    ],
)
def test_figures_of_the_next_national_plan_read_by_eye(indicator: str, year: int, value: float) -> None:
    """Those that only it has, and one that both national plans share."""
    assert load_observations(NEXT, paths.shipped()).series(indicator).value(year) == value


def test_what_two_plans_call_alike_is_one_quantity() -> None:
    """Plans share figures by id: unit, measure and bounds agree, and of one region also name, definition and price basis."""
    for one, other in itertools.combinations(PLANS, 2):
        shared = [(one[name], other[name]) for name in (*one.indicators, *one.series) if name in other]
        assert shared
        for mine, theirs in shared:
            assert (mine.unit, mine.measure, mine.bounds) == (theirs.unit, theirs.measure, theirs.bounds)
            if one.region == other.region:
                assert (mine.name, mine.definition, mine.supplier, mine.precision, mine.price_basis) == (
                    theirs.name, theirs.definition, theirs.supplier, theirs.precision, theirs.price_basis,
                )  # fmt: skip


def test_all_nineteen_scored_targets_of_the_nation_have_a_verdict() -> None:
    """Nothing stays open a year after the plan; what a limit or a change over years decides says so."""
    found = assess(NATION, load_observations(NATION, paths.shipped()), as_of="2026-11-27", n_paths=500)
    scored = [verdict for verdict in found if verdict.target.scored]
    assert len(scored) == 19
    assert [verdict.key for verdict in scored if verdict.prob is None] == []


def test_of_the_next_plan_is_judged_what_has_figures() -> None:
    """18 scored, the aim for 2035 among them; four wait for figures nobody has published on the basis of the plan, and say so."""
    found = assess(NEXT, load_observations(NEXT, paths.shipped()), as_of="2026-11-27", n_paths=500)
    scored = [verdict for verdict in found if verdict.target.scored]
    assert len(scored) == 18
    assert {verdict.key for verdict in scored if verdict.prob is None} == {
        "health.licensed_physicians", "elderly.nursing_beds_share", "environment.good_water", "environment.forest_cover",
    }  # fmt: skip
    assert {verdict.key for verdict in found if not verdict.target.scored} == {
        "economy.gdp_growth", "economy.labour_productivity_growth", "welfare.nursery_enrolment",
    }  # fmt: skip


def test_rates_of_two_bases_name_them() -> None:
    """Each rate of energy intensity of 2020 to 2025 says which energy it counts, so that no two bases are joined."""
    figures = load_observations(NATION, paths.shipped()).of("environment.energy_intensity_change")
    named = {(str(one.period), one.basis) for one in figures if one.period.last >= 2020}
    assert named == {
        *((str(year), "全部能源") for year in (2020, 2021, 2022)),
        *((str(period), "扣除原料用能和非化石能源") for period in (2023, 2024, 2025, "2021-2024")),
    }


@pytest.mark.parametrize(
    ("day", "growth"),
    [("2022-01-16", None), ("2022-01-17", 8.1), ("2022-12-26", 8.1), ("2022-12-27", 8.4), ("2025-06-30", 8.4)],
)
def test_growth_of_2021_is_first_released_and_then_verified(day: str, growth: float | None) -> None:
    """GDP of 2021 grew by 8.1 % in the release of January 2022 and by 8.4 % as verified that December."""
    series = load_observations(NATION, paths.shipped()).as_of(day).series("economy.gdp_growth")
    assert series.value(2021) == growth


def test_four_years_of_carbon_intensity_compound_as_others_have_counted() -> None:
    """A newsletter of 2025 counted 3.8, 0.8, 0 and 3.4 % together as a fall of 7.81 %; the press of March 2026, 12 % in five."""
    series = load_observations(NATION, paths.shipped()).series("environment.carbon_intensity_change")
    values = dict(zip(series.years, series.values, strict=True))
    left = [math.prod(1 + values[year] / 100 for year in range(2021, last + 1)) for last in (2024, 2025)]
    assert round(100 * (left[0] - 1), 2) == -7.81
    assert round(100 * (left[1] - 1)) == -12


def test_most_of_the_national_indicators_have_five_years() -> None:
    """Rich series stand beside poor ones: the four that lack a fifth year are those nobody publishes every year."""
    observations = load_observations(NATION, paths.shipped())
    poor = {name: len(observations.series(name)) for name in NATION if len(observations.series(name)) < 5}
    assert poor == {
        "economy.digital_core_share": 3,
        "welfare.pension_participation": 2,
        "environment.forest_cover": 3,
        "safety.energy_output": 4,
    }


@pytest.mark.parametrize(
    ("indicator", "region", "year", "value"),
    [
        ("economy.gdp", "沈阳市沈河区", 2022, 1078.6),
        ("economy.gdp_growth", "沈阳市大东区", 2023, 7.2),
        ("finance.budget_revenue", "大连市西岗区", 2015, 14.06),
        ("employment.new_jobs", "沈阳市于洪区", 2022, 11500),  # published as 1.15万人
    ],
)
def test_figures_of_peers_read_by_eye(indicator: str, region: str, year: int, value: float) -> None:
    """The same of districts elsewhere."""
    assert load_observations(PLAN, paths.shipped()).series(indicator, region).value(year) == value


@pytest.mark.parametrize(("indicator", "year"), [("economy.gdp_growth", 2023), ("economy.gdp_growth", 2025)])
def test_what_nobody_published_stays_open(indicator: str, year: int) -> None:
    """Years without a published figure have no value."""
    assert load_observations(PLAN, paths.shipped()).series(indicator).value(year) is None


def test_every_unit_has_words_in_english() -> None:
    """Found on an English page that wrote 微克/立方米; and practice bases are no firms."""
    units = {figure.unit for figure in FIGURES}
    units |= {plan[name].unit for plan in PLANS for name in (*plan.indicators, *plan.series)} - {""}
    assert sorted(unit for unit in units if f"unit.{unit}" not in catalogue()) == []
    assert catalogue()[f"unit.{PLAN['employment.internship_bases'].unit}"]["en"] == "sites"
