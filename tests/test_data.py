"""The shipped figures: every one has a source, no copy site is named, and the marks stand where they must."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest

from shkplan import places
from shkplan.evidence import Observation
from shkplan.plan import load_plan
from shkplan.sources import load_observations, observation_files, read_tidy_csv

PLAN = load_plan(places.shipped() / "data" / "plans" / "shahekou-14fyp.yaml")
FILES = observation_files(places.shipped())
FIGURES = [figure for path in FILES for figure in read_tidy_csv(path)]
REGIONS = {"shahekou": "沙河口区", "dalian": "大连市", "liaoning": "辽宁省", "china": "中国"}

# Sites that copy what others published. Their addresses lead nowhere that lasts.
COPY_SITES = re.compile(
    r"baidu|bing\.|google|sogou|so\.com|weixin\.qq|163\.com|sina|sohu|toutiao|zhihu|csdn|docin|doc88|wenku|360doc|"
    r"ahmhxc|tjcn|hongheiku|huoche|gerenjianli|diyifanwen|fwsir|jianshu|archive\.(org|is|ph)|webcache|github|gitee|"
    r"huggingface|wiki|baike|blog",
    re.IGNORECASE,
)
CONTROL = re.compile(r"[\u0000-\u001f\u00a0\u00ad\u200b-\u200f\u2028\u2029\u2060\u3000\ufeff]")


def test_a_file_holds_one_region() -> None:
    """Each file is named after the region whose figures it holds."""
    assert {path.stem for path in FILES} == set(REGIONS)
    for path in FILES:
        assert {figure.region for figure in read_tidy_csv(path)} == {REGIONS[path.stem]}


def test_no_figure_is_dropped() -> None:
    """Every figure belongs to an indicator or series of the plan, so that loading passes none over."""
    assert len(load_observations(PLAN, places.shipped())) == len(FIGURES)


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
    """A figure published before its year was over is an estimate."""
    early = [f for f in FIGURES if f.period.is_year and f.published <= dt.date(f.period.last, 12, 31)]
    assert [f.place for f in early if f.status != "estimate"] == []


def test_a_break_is_seen_by_the_series_that_picks_one_figure_a_year() -> None:
    """Where one figure of a year starts a new basis, so does the one that is picked, or the break would be lost."""
    observations = load_observations(PLAN, places.shipped())
    by_year: dict[tuple[str, str, int], list[Observation]] = defaultdict(list)
    for figure in FIGURES:
        if figure.starts_new_basis and figure.period.is_year:
            by_year[figure.indicator, figure.region, figure.period.first].append(figure)
    lost = []
    for (indicator, region, year), marked in by_year.items():
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
    assert load_observations(PLAN, places.shipped()).series(indicator, region).value(year) == value


@pytest.mark.parametrize(("indicator", "year"), [("economy.gdp_growth", 2023), ("economy.gdp_growth", 2025)])
def test_what_nobody_published_stays_open(indicator: str, year: int) -> None:
    """Years without a published figure have no value."""
    assert load_observations(PLAN, places.shipped()).series(indicator).value(year) is None
