"""A small plan, and what two reports on it knew, for the tests of comparisons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shkplan.evidence.corrections import Correction
from shkplan.evidence.observation import Observation
from shkplan.operations.comparison.sides import Side
from shkplan.register.plan import Plan
from shkplan.register.scenario import Scenario
from tests.making import HERE, figure, growth, share

GREEN, PACE = "test.green", "test.pace"
FIRST, LATER = dt.date(2023, 6, 30), dt.date(2024, 6, 30)


def plan_of(number: float = 45.0, *, revised: tuple[float, dt.date] | None = None, deadline: int = 2025) -> Plan:
    """A share that is to be reached, and a rate of growth that is to be kept on average."""
    level = {"kind": "level", "direction": "at_least", "number": number, "unit": "%", "deadline": deadline}
    mean = {
        "kind": "growth",
        "direction": "at_least",
        "number": 5.0,
        "unit": "%",
        "per": "year",
        "base_year": 2020,
        "window": "2021-2025",
    }
    one = share(level, id=GREEN)
    if revised is not None:
        again = one.targets[0].model_copy(update={"number": revised[0], "approved": revised[1]})
        one = one.model_copy(update={"targets": (*one.targets, again)})
    every = {GREEN: one, PACE: growth(mean, id=PACE)}
    given: dict[str, Any] = {
        "id": "small", "region": HERE, "title": {"zh": "小规划", "en": "A small plan"}, "window": "2021-2025", "base_year": 2020,
        "horizon": 2030, "approved": "2021-01-01", "approved_basis": "published",
        "source": {"title": "甲", "publisher": "乙", "published": "2021-01-01"}, "regions": {HERE: {"en": "Here"}},
        "domains": {"test": {"zh": "域", "en": "Field"}},
        "indicators": {name: found.model_dump(mode="json", exclude={"id"}) for name, found in every.items()},
    }  # fmt: skip
    return Plan.model_validate(given)


def known(plan: Plan, greens: Mapping[int, float], paces: Mapping[int, float]) -> tuple[Observation, ...]:
    """Yearbook figures of both indicators."""
    return tuple(
        figure(plan[name], year, value) for name, some in ((GREEN, greens), (PACE, paces)) for year, value in some.items()
    )  # fmt: skip


def side(
    root: Path,
    rows: Iterable[Observation],
    *,
    plan: Plan | None = None,
    day: dt.date = FIRST,
    corrections: Iterable[Correction] = (),
    scenario: Scenario | None = None,
    **settings: Any,
) -> Side:
    """What a report knew and was asked with."""
    (root / "data" / "reference" / "shipped").mkdir(parents=True, exist_ok=True)
    (root / "data" / "plans").mkdir(exist_ok=True)
    asked = {"region": HERE, "to": 2030, "model": "drift", "seed": 1, **settings}
    return Side(plan or plan_of(), tuple(rows), tuple(corrections), day, asked, root, scenario)
