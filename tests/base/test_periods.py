"""Periods: a year, or a range of years, written one way."""

from __future__ import annotations

import contextlib
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.messages import in_language
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


@pytest.mark.parametrize(
    "text",
    [
        "2025-01..09", "2025-1..9", "2025年1-9月", "2025年1—9月", "2025年1～9月份", "2025年1月-9月", "２０２５年１－９月", "2025年1至9月",
        "2025年1-9月累计", "2025年前三季度", "2025年前3季度", "2025年前三个季度", "2025年前9个月", "2025年前九个月", "2025Q1-Q3", "2025Q1–3",
        "2025-Q1-Q3", "Jan–Sep 2025", "January-September 2025",
    ],
)  # fmt: skip
def test_a_year_so_far_is_read_as_bulletins_print_it(text: str) -> None:
    """January to September in any of the ways of statistics is one period, written in one way, and not the year."""
    nine = Period.parse(text)
    assert nine == Period(2025, 2025, 9)
    assert str(nine) == "2025-01..09"
    assert nine.within
    assert not nine.is_year
    assert nine.ends == dt.date(2025, 9, 30)
    assert list(nine.years) == [2025]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2025年上半年", "2025-01..06"), ("2025H1", "2025-01..06"), ("2024年1-2月", "2024-01..02"), ("2025年一季度", "2025-01..03"),
        ("2025年第一季度", "2025-01..03"), ("2025Q1", "2025-01..03"), ("2025-01..01", "2025-01..01"), ("2025-01..12", "2025"),
        ("2025年1-12月", "2025"), ("2025Q1-Q4", "2025"), ("2025年前十一个月", "2025-01..11"),
    ],
)  # fmt: skip
def test_other_lengths_and_the_whole_year(text: str, written: str) -> None:
    """Half a year and a quarter from January on; January to December is the year itself."""
    assert str(Period.parse(text)) == written
    assert Period.parse(written) == Period.parse(text)


def test_a_leap_year_ends_its_february_a_day_later() -> None:
    assert Period.parse("2024-01..02").ends == dt.date(2024, 2, 29)
    assert Period.parse("2023-01..02").ends == dt.date(2023, 2, 28)
    assert Period.parse("2016-2020").ends == dt.date(2020, 12, 31)


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("2025年9月", "2025-01..09"), ("2025-09", "2025-01..09"), ("2025/9", "2025-01..09"), ("2025-01", "2025-01..01"), ("2025Q3", "2025-01..09"),
        ("2025年三季度", "2025-01..09"), ("2025年第二季度", "2025-01..06"), ("2025年下半年", "2025-01..12"), ("2025H2", "2025-01..12"),
    ],
)  # fmt: skip
def test_a_month_alone_is_answered(text: str, example: str) -> None:
    """One month, quarter or second half is not counted from January on: told with what to write if it is."""
    with pytest.raises(Misfit) as caught:
        Period.parse(text)
    assert caught.value.expected == f"a year, or its months from January on such as {example}"
    assert caught.value.remedy == (
        f"One month, quarter or half year alone is not read. Write {example} if the figure is counted from January on."
    )


@pytest.mark.parametrize("text", ["2025-01-09", "2025-02..09", "2025年3-9月"])
def test_what_is_no_year_so_far(text: str) -> None:
    """A day, and months that do not begin in January."""
    with pytest.raises(Misfit, match=r"^expected a year such as 2020, or a range such as 2016-2020\."):
        Period.parse(text)


def test_months_there_are_not() -> None:
    with pytest.raises(Misfit) as caught:
        Period.parse("2025-01..13")
    told = "expected a year from 1900 to 2200 and months from January to one up to December. Check the digits."
    assert str(caught.value) == told
    with pytest.raises(ValueError, match="2024-2025, month 9: only one year has a month it is told up to"):
        Period(2024, 2025, 9)


def test_what_speaks_of_years_takes_no_part_of_one() -> None:
    """The window of a target or a claim is of whole years."""
    assert Period.of_years("2021-2025") == Period(2021, 2025)
    with pytest.raises(Misfit) as caught:
        Period.of_years("2025年前三季度")
    assert str(caught.value) == "expected a year such as 2020, or a range such as 2016-2020. Write the year, 2025."


def test_a_month_alone_is_answered_in_chinese() -> None:
    with pytest.raises(Misfit) as caught:
        Period.parse("2025年9月")
    told = (in_language(caught.value.expected, "zh"), in_language(caught.value.remedy, "zh"))
    assert told == (
        "年份，或自1月起的累计月份（如 2025-01..09）",
        "单月、单季或下半年的数据不读取；若为自1月起的累计数，请写作 2025-01..09。",
    )


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
