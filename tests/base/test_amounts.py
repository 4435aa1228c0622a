"""Amounts at the scale a language counts in: what bulletins and budgets print, and no digit lost."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.amounts import in_digits, rescaled, scale
from shkplan.base.messages import catalogue, message


def test_the_numbers_of_a_sentence_share_a_scale() -> None:
    """A total, its band and its target are read beside each other."""
    told = message(
        "reason.cumulative_estimated_none", window="2021", central=61234.0, low=52100.0, high=70030.0, number=65000.0, unit="人",
    )  # fmt: skip
    assert "中位数6.123万人，80%区间5.21万人" not in told.text("zh")  # a band has its unit once
    assert "80%区间5.21至7.003万人，目标6.5万人" in told.text("zh")


def test_a_small_number_beside_a_large_one_is_not_lost() -> None:
    """Eight persons are not 0.00万人."""
    assert scale((8.0, 99000.0), "人", "zh").power == 0
    assert scale((800.0, 99000.0), "人", "zh").power == 4


@given(st.decimals(-(10**9), 10**9, places=3, allow_nan=False), st.sampled_from((-8, -4, 4, 6, 8, 9)))
def test_another_scale_keeps_every_digit(number: Decimal, power: int) -> None:
    """Only the point moves."""
    assert Decimal(in_digits(str(number), power).replace(",", "")) == number.scaleb(-power)
    assert rescaled(float(number), power) == float(number.scaleb(-power))


def test_every_number_of_a_unit_moves_with_it() -> None:
    """Found when 4.14 billion yuan in 2020 stood beside 56.2 in 2021: each number that is in the unit has it behind it."""
    rates = {
        "reason.growth_estimated_level",
        "reason.fall_estimated_level",
    }  # what is wanted of these is a rate in per cent
    for key, words in catalogue().items():
        if "{unit}" in words["en"] and key not in rates:
            numbers = set(re.findall(r"\{(\w+):[+,]*\.(?:10|4|6)g\}(?! %)", words["en"]))
            told = re.findall(r"(?:\{(\w+):[^}]*\} to )?\{(\w+)(?::[^}]*)?\} \{unit\}", words["en"])
            assert numbers <= {name for pair in told for name in pair}, key
