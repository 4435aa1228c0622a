"""The two ends of an evaluation: its title page, and the sources of its figures."""

from __future__ import annotations

import datetime as dt

import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.evaluation.stage import stage_of
from shkplan.display.setting import speaking

pytestmark = pytest.mark.xdist_group("front")


@pytest.fixture(scope="module")
def nation() -> Assessment:
    return sp.assess("china-14fyp", as_of="2023-12-31", n_paths=200)


@pytest.mark.parametrize(
    ("day", "stage"),
    [("2021-12-31", "yearly"), ("2023-01-01", "mid-term"), ("2023-12-31", "mid-term"), ("2025-12-31", "yearly"), ("2026-01-01", "final")],
)  # fmt: skip
def test_a_plan_of_five_years_is_evaluated_in_its_third_and_after_its_last(day: str, stage: str) -> None:
    """2021-2025: mid-term in 2023, final from 2026."""
    assert stage_of(sp.load_plan("china-14fyp"), dt.date.fromisoformat(day)) == stage


def test_the_title_page_names_plan_day_stage_and_leaves_room_for_the_office(nation: Assessment) -> None:
    with speaking("zh"):
        told = {str(row[0]): row[1] for row in sp.table(nation.front).rows}
    assert told["评估对象"] == nation.plan.source.title
    assert told["评估阶段"] == "中期评估"
    assert told["数据截止日期"] == "2023年12月31日"
    assert str(len(nation.scored)) in str(told["目标版本"])
    assert str(told["编制单位"]).startswith("____")
    assert nation.front.to_frame().loc[0, "stage"] == "mid-term"


def test_every_figure_of_the_region_since_the_base_year_is_under_exactly_one_source(nation: Assessment) -> None:
    """Counted again by hand; nothing published after the day is cited."""
    own = [
        one for one in nation.observations
        if one.region == nation.region and one.indicator in nation.plan.indicators and one.period.last >= 2020
    ]  # fmt: skip
    cited = nation.cited_sources
    assert sum(one.figures for one in cited) == len(own) > 0
    assert len({(one.title, one.published) for one in cited}) == len(cited)
    assert max(one.published for one in cited) <= nation.as_of
    assert [one.published for one in cited] == sorted((one.published for one in cited), reverse=True)
    assert cited.beside == len(nation.observations) - len(own)
    with speaking("en"):
        assert len(sp.table(cited)) == len(cited) == len(cited.to_frame())
