"""What the tests of tables, charts and display share: the shipped plan on two days, and everything that can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from shkplan import MODELS, backtest, compare, load_observations, load_plan, overview, set_language, track_record
from shkplan.assessment.comparison import Comparison
from shkplan.assessment.overview import Overview
from shkplan.display.language import language
from shkplan.evidence.observations import Observations
from shkplan.files import paths
from shkplan.forecast.backtest import Backtest
from shkplan.forecast.track_record import Record
from shkplan.register.plan import Plan
from shkplan.register.scenario import read_scenario

PATHS = 2000
DAY = "2026-06-30"


@dataclass(frozen=True)
class Scene:
    """The shipped plan and what is known of it."""

    plan: Plan
    published: Observations
    standing: Overview
    earlier: Observations
    comparison: Comparison
    by_model: dict[str, Overview]
    tested: Backtest
    record: Record


@cache
def scene() -> Scene:
    root = paths.shipped()
    plan = load_plan(root / "data" / "plans" / "shahekou-14fyp.yaml")
    published = load_observations(plan, root)
    standing = overview(plan, published, as_of=DAY, n_paths=PATHS)
    scenario = read_scenario(root / "data" / "scenarios" / "city-pace-resumes.yaml")
    asked = overview(plan, published, as_of=DAY, n_paths=PATHS, scenario=scenario)
    by_model = {name: overview(plan, published, as_of=DAY, n_paths=PATHS, model=name) for name in MODELS}
    growth = published.series("economy.gdp_growth")
    return Scene(
        plan, published, standing, published.as_of("2022-06-30"), compare(standing, asked), by_model, backtest(growth),
        track_record(growth),
    )  # fmt: skip


@contextmanager
def speaking(spoken: str) -> Iterator[None]:
    """A language for a while."""
    before = language()
    set_language(spoken)
    try:
        yield
    finally:
        set_language(before)


def in_both(make: Any) -> tuple[Any, Any]:
    """The same thing made in Chinese and in English."""
    made = []
    for spoken in ("zh", "en"):
        with speaking(spoken):
            made.append(make())
    return made[0], made[1]
