"""The mean of the years against a number, and numbers held at a precision: by the arithmetic written out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shkplan.distributions.links import Identity, Log, Logit
from shkplan.register.targets import Facts, Target
from shkplan.register.targets.steering import averaging, steered
from tests.making import growth, indicator, share

OVER = {"window": "2021-2025", "unit": "%"}


def mean(number: float = 5.5, direction: str = "at_most", **parts: Any) -> tuple[Any, Target]:
    one = share({"kind": "mean", "direction": direction, "number": number, **OVER, **parts})
    return one, one.targets[0]


def test_four_years_of_the_nation_average_what_was_told() -> None:
    """5.1, 5.6, 5.2 and 5.1 average 5.25, told as 5.3; within a ceiling of 5.5 the fifth year may be up to 6.5 (27.5 less 21)."""
    one, target = mean()
    facts = Facts(one, {2021: 5.1, 2022: 5.6, 2023: 5.2, 2024: 5.1})
    required = target.required(facts, target.goal(facts))
    assert required is not None
    assert required.kind == "yearly_mean"
    assert required.value == pytest.approx(6.5)
    assert target.settled(facts) is None
    assert target.settled(Facts(one, {**facts.figures, 2025: 6.5})) is True
    assert target.settled(Facts(one, {**facts.figures, 2025: 6.6})) is False
    headway = target.headway(facts, 2020)
    assert (headway.share, headway.time, headway.way) == (pytest.approx(21 / 27.5), 0.8, "room")  # type: ignore[union-attr]


def test_a_mean_that_no_value_can_bring_asks_for_nothing() -> None:
    """Shares of 60 % in four years leave 160 % for the fifth, which no share can be."""
    one, target = mean(80, "at_least")
    facts = Facts(one, dict.fromkeys(range(2021, 2025), 60.0))
    assert target.required(facts, target.goal(facts)) is None
    assert target.settled(facts) is False


@pytest.mark.parametrize("link", [Identity(), Log(0.0), Logit(0.0, 100.0)])
def test_the_median_that_brings_an_average_brings_it(link: Any) -> None:
    """On every path the mean of the steered years at that median is the one wanted; out of the quantity's reach it is infinite."""
    rng = np.random.default_rng(1)
    rows = np.clip(30 + 5 * rng.standard_normal((50, 5)), 1, 99)
    paths = steered(rows, (2, 3, 4), link)
    wanted = np.linspace(5.0, 90.0, 50)
    found = paths.at(averaging(paths, wanted))[:, 2:].mean(axis=1)
    assert found == pytest.approx(wanted)
    if link.support[1] == 100:
        assert np.isposinf(averaging(paths, np.full(50, 101.0))).all()
        assert np.isneginf(averaging(paths, np.full(50, -1.0))).all()


# At a precision ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "number", "step", "value", "reached"),
    [
        ("at_least", 95.0, 0.1, 94.95, True),  # rounds to 95.0
        ("at_least", 95.0, 0.1, 94.94, False),
        ("at_least", 95.0, None, 94.95, False),
        ("at_least", 72.69, 0.01, 72.69, True),
        ("at_most", 5.5, 0.1, 5.54, True),  # rounds to 5.5
        ("at_most", 5.5, 0.1, 5.55, False),  # rounds to 5.6: a half is rounded up
        ("at_most", 5.5, None, 5.54, False),
    ],
)
def test_a_figure_is_held_against_the_number_as_rounded(
    direction: str, number: float, step: float | None, value: float, reached: bool
) -> None:
    """By its precision a figure counts as what it rounds to, a half upwards; without one as it is."""
    parts = {"kind": "level", "direction": direction, "number": number, "unit": "%", "deadline": 2025}
    one = share({**parts, "at_precision": step}, precision=0.01)
    assert one.targets[0].settled(Facts(one, {2025: value})) is reached


@pytest.mark.parametrize("kind", ["held", "mean", "cumulative", "growth", "level", "benchmark"])
def test_every_number_can_be_held_at_a_precision(kind: str) -> None:
    """Half a step short counts, more than half does not, whatever the kind; the assumption names the step."""
    parts: dict[str, Any] = {"kind": kind, "direction": "at_least", "number": 10, "unit": "人", "at_precision": 1}
    years = {"deadline": 2025} if kind in ("level", "benchmark") else {"window": "2021-2025"}
    if kind == "growth":
        one = growth({**parts, "unit": "%", "per": "year", "base_year": 2020, **years})
    else:
        one = indicator({**parts, **years}, measure="flow" if kind == "cumulative" else "level")
    target = one.targets[0]
    share_of = 5 if kind == "cumulative" else 1
    for value, reached in ((9.5, True), (9.49, False)):
        facts = Facts(one, dict.fromkeys(range(2021, 2026), value / share_of))
        assert target.settled(facts) is reached
    assert "1" in str(target.goal(Facts(one, {})).assumptions[-1])


def test_growth_at_a_precision_needs_as_much_less() -> None:
    """6.95 % a year rounds to 7.0: of a level the growth in five years need be no more than 1.0695 to the fifth."""
    one = indicator(
        {"kind": "growth", "direction": "at_least", "number": 7, "unit": "%", "per": "year", "window": "2021-2025", "base_year": 2020,
         "at_precision": 0.1}
    )  # fmt: skip
    target, facts = one.targets[0], Facts(one, {2020: 100.0})
    paths = steered(np.full((1, 1), 140.0), (0,), Identity())
    assert target.needed(facts, target.goal(facts), paths) == pytest.approx(100 * 1.0695**5)
