"""What the tests of tables, charts and display share: the shipped plan on two days, and everything that can be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from shkplan import assess, backtest, claim, compare, load_observations, load_plan, scenario, track_record
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.scenarios.comparison import Comparison
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


@cache
def several(count: int = 3) -> Comparison:
    """Up to eight scenarios beside the baseline, as of a day on which the window of the plan was open."""
    growth, jobless = "economy.gdp_growth", "employment.registered_unemployment"
    base = assess(scene().plan, scene().published, as_of="2023-06-30", n_paths=400)
    some = [
        scenario("faster", claim(growth, "2024-2025", level=7.0), title="Growth of 7 % a year"),
        scenario(
            "slower", claim(growth, "2024-2025", level=2.0), claim(jobless, 2024, level=5.0),
            title="Growth of 2 % a year, and unemployment above its limit in 2024",
        ),
        scenario("city", claim(growth, "2024-2025", level=6.5, region="大连市"), title="The city grows by 6.5 % a year"),
        *(scenario(f"in-2025-{rate}", claim(growth, 2025, level=rate), title=f"Growth of {rate} % in 2025") for rate in range(1, 6)),
    ]  # fmt: skip
    return compare(base, *(base.under(one) for one in some[:count]))


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
