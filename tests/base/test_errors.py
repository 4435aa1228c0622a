"""Errors: they read as sentences, travel between processes, and name what is near."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.errors import DataError, Mistake, NotAssessable, ShkplanError, UnitMismatch, UnknownName, nearest
from shkplan.base.messages import message

ONE = Mistake("data/observations/ours.csv", "row 41, value", '"4.5%"', "a number", "Write 4.5 and leave % in the unit.")


def test_a_mistake_is_two_lines() -> None:
    """Place, found and expected on one line, the remedy indented below."""
    assert str(ONE) == (
        'data/observations/ours.csv, row 41, value: found "4.5%", expected a number.\n    Write 4.5 and leave % in the unit.'
    )


@pytest.mark.parametrize(
    ("count", "last"), [(1, "1 mistake. Nothing was changed."), (3, "3 mistakes. Nothing was changed.")]
)
def test_a_data_error_tells_all_and_counts(count: int, last: str) -> None:
    """All mistakes, then how many, and that nothing was changed."""
    assert str(DataError([ONE] * count)).split("\n") == [*(str(ONE).split("\n") * count), last]


@pytest.mark.parametrize(
    "error",
    [
        DataError([ONE, ONE]),
        UnknownName("plan", "smal", ["small"]),
        NotAssessable(message("reason.no_baseline")),
        UnitMismatch("人 and 人次 measure different things"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_travel_between_processes(error: ShkplanError) -> None:
    """A report made in another process tells its error in the same words."""
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert isinstance(again, ShkplanError)


def test_an_unknown_name_is_answered_with_near_or_with_known_ones() -> None:
    """The nearest names are offered; where none is near, the first dozen known ones in order."""
    assert str(UnknownName("plan", "smal", ["small", "other"])) == "no plan named 'smal'. Did you mean small?"
    assert str(UnknownName("plan", "xyz", ["b", "a"])) == "no plan named 'xyz'. Known: a, b."
    assert isinstance(UnknownName("plan", "xyz", []), LookupError)


def test_nearest_finds_whole_ids_by_their_last_part() -> None:
    """The bare last part of an id stands before names that merely look alike."""
    ids = ["economy.gdp", "economy.gdp_growth", "prices.gdp", "employment.new_jobs"]
    assert nearest("new_jobs", ids) == ["employment.new_jobs"]
    assert nearest("gdp", ids)[:2] == ["economy.gdp", "prices.gdp"]
    assert nearest("economy.gdp_growht", ids)[0] == "economy.gdp_growth"
    assert nearest("nothing like it", ids) == []


@given(name=st.text(), known=st.lists(st.text(), max_size=8, unique=True), count=st.integers(1, 5))
def test_nearest_offers_only_what_is_known(name: str, known: list[str], count: int) -> None:
    """At most so many names, each once, all of them known."""
    found = nearest(name, known, count)
    assert len(found) <= count
    assert len(set(found)) == len(found)
    assert set(found) <= set(known)
