"""What became of a target, from what two reports say of it."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.messages import Text
from shkplan.operations.comparison.sides import Pair
from shkplan.operations.comparison.tracing import Tracer
from shkplan.operations.comparison.values import CauseOfChange, TargetChange, TargetState, less
from tests.operations.comparison.sides import GREEN, known, plan_of, side

NAME = Text("量", "Quantity")
OPEN = TargetState("a", "open")
MET = TargetState("a", "observed", 1.0, 0.0, "own", "achieved")


def estimate(prob: float, official: str = "on_course") -> TargetState:
    return TargetState("a", "estimated", prob, 0.005, "own", official)


@pytest.mark.parametrize(
    ("before", "after", "error", "effect", "moved"),
    [
        (None, OPEN, None, "new", True),
        (OPEN, None, None, "gone", True),
        (OPEN, estimate(0.4), None, "gained", True),
        (estimate(0.4), OPEN, None, "lost", True),
        (estimate(0.4), MET, 0.005, "settled", True),
        (estimate(0.4), estimate(0.5), 0.007, "moved", True),
        (estimate(0.40), estimate(0.41), 0.007, "within", False),
        (estimate(0.40), estimate(0.4001), 0.0, "within", False),  # exact, and less than shows
        (estimate(0.4), estimate(0.4), 0.0, "same", False),
        (estimate(0.4), estimate(0.4, "behind"), 0.0, "moved", True),  # its rating alone
        (estimate(0.332), estimate(0.336), 0.007, "moved", True),  # within the error, and another word
        (OPEN, OPEN, None, "same", False),
    ],
)
def test_what_became_of_a_target(
    before: TargetState | None, after: TargetState | None, error: float | None, effect: str, moved: bool
) -> None:
    """By what was said before and is said now, and by the Monte Carlo error of the difference."""
    one = TargetChange("a", NAME, before, after, (), error, "paired")
    assert (one.effect, one.moved) == (effect, moved)


def test_another_number_moves_a_target_whose_probability_stays() -> None:
    """A reader has to know of it."""
    assert TargetChange("a", NAME, estimate(0.4), estimate(0.4), numbers=(45.0, 40.0)).moved


def test_together_is_what_the_causes_alone_leave() -> None:
    """The whole less the sum of what each does alone; not told where one cannot be told alone, or only one acts."""
    first, second = CauseOfChange(("figures",), 0.2, 0.4, alone=0.2), CauseOfChange(("model",), 0.4, 0.7, alone=0.1)
    one = TargetChange("a", NAME, estimate(0.2), estimate(0.7), (first, second))
    assert one.together == pytest.approx(0.5 - 0.3)
    assert TargetChange("a", NAME, estimate(0.2), estimate(0.4), (first,)).together is None
    blind = CauseOfChange(("model",), 0.4, 0.7)
    assert TargetChange("a", NAME, estimate(0.2), estimate(0.7), (first, blind)).together is None


@given(st.lists(st.floats(1e-5, 1).map(lambda one: float(f"{one:.10g}")), min_size=2, max_size=8))
def test_differences_add_up_to_the_last_digit(levels: list[float]) -> None:
    """As decimals, which is how they are printed and kept; a probability smaller than any path can tell is beyond the last digit."""
    parts = [less(after, before) for before, after in pairwise(levels)]
    assert sum(map(Decimal, map(repr, parts)), Decimal(0)) == Decimal(repr(levels[-1])) - Decimal(repr(levels[0]))


def test_a_target_that_came_and_one_that_went(tmp_path: Path) -> None:
    """Another deadline is another target: the plan gives the one and takes the other."""
    greens = {year: 40.0 + year - 2015 for year in range(2015, 2023)}
    sides = [side(tmp_path, known(plan_of(), greens, {}), plan=plan_of(deadline=year)) for year in (2025, 2027)]
    tracer = Tracer(Pair(*sides))
    (gone,), (new,) = tracer.causes((GREEN, 2025)), tracer.causes((GREEN, 2027))
    assert (gone.kinds, gone.after, new.kinds, new.before) == (("plan",), None, ("plan",), None)
    assert gone.gives
    assert new.gives


@pytest.mark.parametrize(
    ("cause", "tells"),
    [
        (CauseOfChange(("figures",), 0.40, 0.41, 0.007, "paired"), False),  # within two errors
        (CauseOfChange(("figures",), 0.40, 0.42, 0.007, "paired"), True),
        (CauseOfChange(("figures",), 0.40, 0.4001, 0.0), False),  # less than shows
        (CauseOfChange(("figures",), None, 0.4), True),
        (CauseOfChange(("figures",), 0.40, 0.41, 0.007, "paired", official=("on_course", "behind")), True),
    ],
)
def test_a_cause_tells_what_is_beyond_its_error_or_in_words(cause: CauseOfChange, tells: bool) -> None:
    """It acts in every case: the changes of all causes add up to the whole."""
    assert (cause.acts, cause.tells) == (True, tells)
