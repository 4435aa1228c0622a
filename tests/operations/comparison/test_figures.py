"""Figures held against each other: the changes lead from the one to the other, and name each figure once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.evidence.observation import Observation
from shkplan.operations.comparison.figures import figure_changes, with_changes
from tests.making import figure
from tests.operations.comparison.sides import GREEN, plan_of

GREEN_OF = plan_of()[GREEN]
rows = st.lists(
    st.builds(
        lambda year, value, source, status: figure(GREEN_OF, year, value, source_title=source, status=status),
        st.integers(2018, 2021), st.sampled_from([40.0, 41.0, 42.0]), st.sampled_from(["甲", "乙"]), st.sampled_from(["final", "preliminary"]),
    ),
    max_size=6,
)  # fmt: skip


def told(some: Iterable[Observation]) -> Counter[tuple[object, ...]]:
    return Counter((one.period, one.value, one.source_title, one.status) for one in some)


@given(before=rows, after=rows)
def test_the_changes_lead_from_the_one_to_the_other(before: list[Observation], after: list[Observation]) -> None:
    """Made to the earlier figures they give the later ones, each as often as it is there."""
    found = figure_changes(before, after, ((), ()))
    assert told(with_changes(before, found)) == told(after)


@given(some=rows)
def test_equal_figures_differ_in_nothing(some: list[Observation]) -> None:
    """In whatever order."""
    assert figure_changes(some, some[::-1], ((), ())) == ()


@given(before=rows, after=rows)
def test_a_new_figure_is_of_a_year_that_was_not_known(before: list[Observation], after: list[Observation]) -> None:
    """And a revised or confirmed one of a year that was."""
    known = {one.period for one in before}
    for one in figure_changes(before, after, ((), ())):
        assert (one.kind == "new") == (one.figure.period not in known)
        assert (one.kind == "removed") == (one.after is None)


@pytest.mark.parametrize(("value", "source", "kind"), [(41.0, "甲", "revised"), (40.0, "乙", "confirmed"), (41.0, "乙", "revised")])  # fmt: skip
def test_the_value_before_is_told_beside_the_new_one(value: float, source: str, kind: str) -> None:
    """Of a row that was changed in its place as of one that another source added."""
    old = figure(GREEN_OF, 2020, 40.0, source_title="甲")
    new = figure(GREEN_OF, 2020, value, source_title=source)
    (found,) = figure_changes([old], [new] if source == "甲" else [old, new], ((), ()))
    assert (found.kind, found.before, found.after) == (kind, old, new)
    assert (found.replaced is old) == (source == "甲")
