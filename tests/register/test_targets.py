"""Kinds of target: what each must state, and that the direction of good is never a default."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shkplan.register.targets import TargetField

door = TypeAdapter(TargetField)
COMMON: dict[str, Any] = {"approved": dt.date(2021, 10, 28), "locator": "一", "statement": {"zh": "述", "en": "Stated"}}
KINDS: dict[str, dict[str, Any]] = {
    "level": {"direction": "at_least", "number": 200, "unit": "家", "deadline": 2025},
    "held": {"direction": "at_most", "number": 4.5, "unit": "%", "window": "2021-2025"},
    "mean": {"direction": "at_most", "number": 5.5, "unit": "%", "window": "2021-2025"},
    "cumulative": {"direction": "at_least", "number": 6.5, "unit": "万人", "window": "2021-2025"},
    "growth": {
        "direction": "at_most", "number": -13.5, "unit": "%", "per": "window", "window": "2021-2025", "base_year": 2020,
    },
    "pace": {
        "direction": "at_least", "window": "2021-2025", "base_year": 2020, "tolerance": 0,
        "reference": {"indicator": "economy.gdp_growth", "region": "大连市"},
    },
    "benchmark": {"direction": "at_least", "number": 20000, "unit": "美元", "deadline": 2035},
    "direction": {"direction": "up", "deadline": 2025, "baseline": None},
    "stated_aim": {"direction": "none", "deadline": 2035},
}  # fmt: skip


def target(kind: str, **changes: Any) -> Any:
    return door.validate_python({**COMMON, "kind": kind, **KINDS[kind], **changes})


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_as_its_own_type(kind: str) -> None:
    """The word under kind decides the type; what was stated is kept as stated."""
    read = target(kind)
    assert type(read).__name__.lower().startswith(kind.replace("_", ""))
    assert read.direction == KINDS[kind]["direction"]
    assert read.nature is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_direction_of_good_is_never_a_default(kind: str) -> None:
    """A target of any kind without its direction is refused."""
    without = {key: value for key, value in KINDS[kind].items() if key != "direction"}
    with pytest.raises(ValidationError) as caught:
        door.validate_python({**COMMON, "kind": kind, **without})
    assert [(error["type"], error["loc"]) for error in caught.value.errors()] == [("missing", (kind, "direction"))]


@pytest.mark.parametrize(
    ("kind", "direction"),
    [("level", "up"), ("held", "down"), ("mean", "up"), ("cumulative", "none"), ("growth", "up"), ("pace", "at_most"), ("direction", "at_least"), ("stated_aim", "up")],
)  # fmt: skip
def test_a_kind_takes_only_its_own_directions(kind: str, direction: str) -> None:
    """Numbers are reached from a side, directions go up or down, aims have none, a pace is never a ceiling."""
    with pytest.raises(ValidationError, match="literal_error"):
        target(kind, direction=direction)


@pytest.mark.parametrize(
    ("kind", "deadline"),
    [
        ("level", 2025),
        ("held", 2025),
        ("mean", 2025),
        ("cumulative", 2025),
        ("growth", 2025),
        ("pace", 2025),
        ("benchmark", 2035),
        ("direction", 2025),
    ],
)
def test_a_window_ends_at_its_deadline(kind: str, deadline: int) -> None:
    """Every target has a deadline: the one it states, or the last year of its window."""
    assert target(kind).deadline == deadline


@pytest.mark.parametrize(("nature", "kept"), [("binding", "binding"), ("anticipatory", "anticipatory"), (None, None)])
def test_nature_is_kept_and_may_be_left_open(nature: str | None, kept: str | None) -> None:
    """Plans that mark binding and anticipatory indicators can say so; others stay silent."""
    assert target("level", nature=nature).nature == kept


def test_nothing_unknown_is_let_in_and_nothing_changes_afterwards() -> None:
    """A misspelt entry is refused, and a target read from a file is frozen."""
    with pytest.raises(ValidationError, match="extra_forbidden"):
        target("level", dedline=2025)
    with pytest.raises(ValidationError, match="frozen"):
        target("level").number = 300


@pytest.mark.parametrize("wrong", [{"number": -100}, {"per": "month"}, {"per": None}, {"number": "NaN"}])
def test_growth_is_above_minus_a_hundred_and_per_year_or_window(wrong: dict[str, Any]) -> None:
    """Nothing is left of what shrinks by all of it; and whether a number is of a year or of all is never guessed."""
    with pytest.raises(ValidationError):
        target("growth", **wrong)


def test_a_benchmark_keeps_the_readings_of_others() -> None:
    """A threshold that is not official keeps every published reading with its source."""
    reading = {"number": 30000, "unit": "美元", "year": 2035, "source_title": "中新社 2023-01-08", "publisher": None}
    (kept,) = target("benchmark", readings=[reading]).readings
    assert (kept.number, kept.unit, kept.year, kept.source_title, kept.publisher) == (
        30000,
        "美元",
        2035,
        "中新社 2023-01-08",
        "",
    )
