"""Data beside what is shown, and text in lines."""

from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.messages import Text, message
from shkplan.base.periods import Period
from shkplan.display.layout import plain, width_of, wrapped


def test_values_become_json_without_a_language() -> None:
    """Messages keep key and values, dates and periods their own writing, numbers of numpy become numbers."""
    value = {
        "reason": message("reason.not_reached_years", year=2040), "name": Text("量", "Quantity"), "year": np.int64(2021),
        "value": np.float64(0.5), "day": dt.date(2021, 1, 2), "span": Period(2016, 2020), "marks": frozenset("ba"), "none": None,
    }  # fmt: skip
    assert plain(value) == {
        "reason": {"key": "reason.not_reached_years", "values": {"year": 2040}}, "name": "量", "year": 2021, "value": 0.5,
        "day": "2021-01-02", "span": "2016-2020", "marks": ["a", "b"], "none": None,
    }  # fmt: skip


def test_chinese_breaks_anywhere_but_before_a_closing_mark() -> None:
    """Words of Latin letters stay whole, and no line begins with a comma or a full stop."""
    assert wrapped("数字经济核心产业增加值占GDP比重", 20) == ["数字经济核心产业增加", "值占GDP比重"]
    assert wrapped("Growth of the urban minimum", 14) == ["Growth of the", "urban minimum"]
    assert all(line[0] not in "，。；）" for line in wrapped("一二三四五，六七八九十。一二三四五；六七八九（十）", 10))


@given(st.text(alphabet="ab c量数，。（）-", max_size=60), st.integers(6, 30))
def test_wrapping_loses_no_character(text: str, width: int) -> None:
    """Only blanks at the ends of lines go."""
    assert "".join(wrapped(text, width)).replace(" ", "") == text.replace(" ", "")


def test_a_chinese_character_is_two_wide() -> None:
    """As in a terminal."""
    assert width_of("量a") == 3
