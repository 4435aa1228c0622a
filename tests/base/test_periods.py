"""Periods: a year, or a range of years, written one way."""

from __future__ import annotations

import contextlib
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.periods import Period, day_of
from shkplan.base.typed import Misfit

years = st.integers(1900, 2200)


def test_a_year_and_a_range() -> None:
    """2020 is one year; 2016-2020 is five, both ends included."""
    assert Period.parse(2020) == Period.parse("2020") == Period(2020, 2020)
    assert Period.parse("2020").is_year
    five = Period.parse(" 2016-2020 ")
    assert list(five.years) == [2016, 2017, 2018, 2019, 2020]
    assert not five.is_year
    assert 2016 in five
    assert 2020 in five
    assert 2015 not in five
    assert 2021 not in five


@given(first=years, last=years)
def test_what_is_printed_is_read_again(first: int, last: int) -> None:
    """A period written out and read gives the same period."""
    period = Period(min(first, last), max(first, last))
    assert Period.parse(str(period)) == period
    assert Period.parse(period) is period


@given(first=years, last=years)
def test_periods_sort_by_their_years(first: int, last: int) -> None:
    """Earlier years come first."""
    assert (Period(first, first) < Period(last, last)) == (first < last)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2016–2020", "Write 2016-2020."),
        ("2016—2020", "Write 2016-2020."),
        ("2016~2020", "Write 2016-2020."),
        ("2016 至 2020 年", "Write 2016-2020."),
        ("2016到2020", "Write 2016-2020."),
        ("２０２０", "Write 2020."),
        ("2020年", "Write 2020."),
        ("2020\u200b", "Write 2020."),
        ("二〇二〇", "Write four digits, or two years with a hyphen between them."),
        ("20", "Write four digits, or two years with a hyphen between them."),
        ("2020.0", "Write four digits, or two years with a hyphen between them."),
        ("", "Write four digits, or two years with a hyphen between them."),
    ],
)
def test_other_ways_to_write_a_period_are_answered(text: str, remedy: str) -> None:
    """A period written as people write it is refused with the period to write instead."""
    with pytest.raises(Misfit) as caught:
        Period.parse(text)
    assert caught.value.expected == "a year such as 2020, or a range such as 2016-2020"
    assert caught.value.remedy == remedy


def test_a_period_runs_forward_in_our_centuries() -> None:
    """The earlier year stands first, and both are years a plan could mean."""
    with pytest.raises(Misfit, match=r"^expected the earlier year first. Write 2016-2020.$"):
        Period.parse("2020-2016")
    with pytest.raises(Misfit, match=r"^expected years from 1900 to 2200. Check the digits.$"):
        Period.parse("0202")
    with pytest.raises(ValueError, match="2020-2016 is not a span of calendar years"):
        Period(2020, 2016)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_anything_else_is_a_misfit(value: object) -> None:
    """Whatever stands there, the answer is a period or a Misfit."""
    with contextlib.suppress(Misfit):
        assert isinstance(Period.parse(value), Period)


@pytest.mark.parametrize(
    "value",
    [
        dt.date(2023, 6, 30), "2023-06-30", dt.datetime.fromisoformat("2023-06-30"), pd.Timestamp("2023-06-30"),
        np.datetime64("2023-06-30"), np.datetime64("2023-06-30", "ns"), np.datetime64("2023-06-30T00:00"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_a_day_beyond_doubt_is_taken(value: object) -> None:
    """A date, its text, or a moment at midnight without a zone, of whichever library."""
    assert day_of(value) == dt.date(2023, 6, 30)
    assert type(day_of(value)) is dt.date


@pytest.mark.parametrize(
    "value",
    [
        pd.Timestamp("2023-06-30 12:00"), pd.Timestamp("2023-06-30", tz="Asia/Shanghai"), pd.NaT,
        dt.datetime.fromisoformat("2023-06-30T00:00:00.000001"), dt.datetime(2023, 6, 30, tzinfo=dt.UTC), np.datetime64("2023-06"),
        np.datetime64("NaT"), np.datetime64("2023-06-30T06:00"), 20230630, None, "2023-6-30", "", "today", True,
    ],
    ids=repr,
)  # fmt: skip
def test_what_may_be_another_day_is_refused_in_a_sentence(value: object) -> None:
    """A time of day, a zone, a month, a number: the answer says what to write."""
    with pytest.raises(ValueError, match=r"^a day such as 2023-06-30 is wanted, not "):
        day_of(value)
