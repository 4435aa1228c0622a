"""What the tests of tables, charts and display share: the shipped plan on two days, and everything that can be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from shkplan import assess, backtest, compare, load_observations, load_plan, track_record
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.comparison import Comparison
from shkplan.display.setting import speaking
from shkplan.evidence.observations import Observations
from shkplan.files import paths
from shkplan.forecast.backtest import Backtest
from shkplan.forecast.track_record import TrackRecord
from shkplan.register.plan import Indicator, Plan, Region
from tests.making import HERE, figure

PATHS = 2000
DAY = "2026-06-30"
Made = TypeVar("Made")


@dataclass(frozen=True)
class Scene:
    """The shipped plan and what is known of it."""

    plan: Plan
    published: Observations
    assessment: Assessment
    earlier: Observations
    comparison: Comparison
    tested: Backtest
    record: TrackRecord


@cache
def whole(plan: str, day: str) -> Assessment:
    """A shipped plan on a day, by few paths: for laws that hold however many there are."""
    return assess(plan, as_of=day, n_paths=400)


@cache
def scene() -> Scene:
    root = paths.shipped()
    plan = load_plan(root / "data" / "plans" / "shahekou-14fyp.yaml")
    published = load_observations(plan, root)
    assessment = assess(plan, published, as_of=DAY, n_paths=PATHS)
    growth = published.series("economy.gdp_growth")
    return Scene(
        plan, published, assessment, published.as_of("2022-06-30"),
        compare(assessment, assessment.under("city-pace-resumes")), backtest(growth), track_record(growth),
    )  # fmt: skip


def assessed(one: Indicator, values: Mapping[int, float], day: str = DAY, **settings: Any) -> Assessment:
    """All targets of a plan of one indicator."""
    plan = scene().plan.model_copy(
        update={
            "indicators": {one.id: one}, "series": {}, "region": HERE, "references": (), "domains": {"test": one.name},
            "regions": {HERE: Region(en="Here")},
        }
    )  # fmt: skip
    figures = tuple(figure(one, *pair) for pair in values.items())
    return assess(plan, Observations(plan, figures), as_of=day, **({"n_paths": 200} | settings))


def in_both(make: Callable[[], Made]) -> tuple[Made, Made]:
    """The same thing made in Chinese and in English."""
    with speaking("zh"):
        zh = make()
    with speaking("en"):
        return zh, make()
