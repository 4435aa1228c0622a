"""How wide a text is, and text in lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.lines import width_of, wrapped


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


def test_nothing_takes_no_line_but_one() -> None:
    """An empty text is an empty line."""
    assert wrapped("", 10) == [""]
