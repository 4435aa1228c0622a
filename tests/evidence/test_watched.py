"""What is asked of watched figures and a watched day is noted, and answered by nothing else."""

import datetime as dt
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shkplan as sp
from shkplan.evidence.watched import WatchedDay, WatchedObservations, answers, asked, plain_day, watch, watched

DAY = dt.date(2023, 6, 30)
GREEN = "environment.green_coverage"
days = st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31))


@pytest.fixture
def known():
    """The shipped figures as of a day, and watching for it; nothing is watched afterwards."""
    yield sp.load_observations(sp.load_plan("shahekou-14fyp")).as_of(DAY)
    watch(None)


@given(days, days)
def test_a_watched_day_is_the_day_it_watches(one, other):
    """Comparisons, differences, text and hash of a watched day are those of the day; on either side."""
    day = WatchedDay(one.year, one.month, one.day)
    for sign in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        assert sign(day, other) is sign(one, other)
        assert sign(other, day) is sign(other, one)
    assert day - other == one - other
    assert other - day == other - one
    assert (str(day), f"{day:%Y-%m}", hash(day), day.month, day.day, day.year) == (
        str(one), f"{one:%Y-%m}", hash(one), one.month, one.day, one.year,
    )  # fmt: skip


@given(days, days, days)
def test_days_with_the_same_answers_cannot_be_told_apart(one, other, held):
    """Of a comparison that was noted, two days with the same answer gave the same result."""
    known = sp.load_observations(sp.load_plan("shahekou-14fyp"))
    watch(one)
    result = WatchedDay(one.year, one.month, one.day) >= held
    questions = asked()
    same = answers(questions, known.as_of(one)) == answers(questions, known.as_of(other))
    assert same is (result == (other >= held))


@pytest.mark.parametrize(
    "look",
    [str, repr, hash, lambda day: day.month, lambda day: day - DAY, lambda day: f"{day}", lambda day: day.isoformat()],
)
def test_what_needs_the_very_day_is_noted_as_that(look):
    watch(DAY)
    look(WatchedDay(2023, 6, 30))
    assert ("day", "itself") in asked()


def test_a_series_that_is_looked_up_is_noted_alone(known):
    watch(DAY)
    seen = watched(known)
    assert isinstance(seen, WatchedObservations)
    assert seen.of(GREEN) == known.of(GREEN)
    assert asked() == [("figures", "", "of", GREEN, known.plan.region)]


def test_all_figures_are_noted_as_all(known):
    watch(DAY)
    assert len(watched(known)) == len(known)
    assert asked() == [("figures", "", "all")]


def test_an_earlier_day_is_noted_with_its_own_figures(known):
    """Put back to an earlier day, figures of that day are asked for; one published since makes no difference to them."""
    watch(DAY)
    seen = watched(known).as_of("2022-12-31")
    assert seen.of(GREEN) == known.as_of("2022-12-31").of(GREEN)
    assert ("figures", "2022-12-31", "of", GREEN, known.plan.region) in asked()
    later = known.as_of("2023-01-31")
    assert answers([("figures", "2022-12-31", "of", GREEN, known.plan.region)], later) == answers(
        [("figures", "2022-12-31", "of", GREEN, known.plan.region)], known
    )


def test_a_day_that_is_yet_to_come_has_an_answer_of_its_own(known):
    """A report of an earlier day meets the questions of a later one's year ends."""
    assert answers([("figures", "2030-12-31", "all")], known) == ["later than the day"]


def test_watched_figures_say_what_figures_say(known):
    """Every question that is answered one by one has the answer of the figures themselves."""
    watch(DAY)
    seen = watched(known)
    assert seen.places == known.places
    assert seen.regions_known == known.regions_known
    assert seen.any_real == known.any_real
    assert seen.about_examples == known.about_examples
    assert seen.regions(GREEN) == known.regions(GREEN)
    assert seen.later(GREEN, known.plan.region) == known.later(GREEN, known.plan.region)
    assert seen.series(GREEN).to_frame().equals(known.series(GREEN).to_frame())
    assert not any(question[2] == "all" for question in asked() if question[0] == "figures")


def test_outside_of_reports_nothing_is_watched(known):
    watch(None)
    assert watched(known) is known
    assert plain_day(DAY) is DAY
