"""Years and numbers as people hand them over: what can be meant in one way is taken, what cannot is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from shkplan.base.given import columns_of, is_missing, number_of, year_of
from shkplan.base.shown import shown


@pytest.mark.parametrize(
    "given",
    [
        2018, 2018.0, "2018", " 2018 ", "2018.0", "2018年", "2018年度", "２０１８", Decimal(2018), Fraction(2018),
        np.int32(2018), np.float64(2018), np.datetime64("2018"), np.datetime64("2018-12-31", "ns"), dt.date(2018, 12, 31),
        dt.datetime(2018, 1, 1, tzinfo=dt.UTC), pd.Timestamp("2018-12-31"), pd.Period("2018", freq="Y"), "2018-12-31", "2018/1/1",
    ],
)  # fmt: skip
def test_a_year_in_every_dress(given: Any) -> None:
    """A day counts where tables name a whole year by it: the first and the last."""
    assert year_of(given) == 2018


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, "found None, expected a calendar year such as 2021"),
        (np.nan, "found nan, expected a calendar year such as 2021"),
        (pd.NaT, "found NaT, expected a calendar year such as 2021"),
        (True, "found True, expected a calendar year such as 2021"),
        (np.bool_(True), "found True, expected a calendar year such as 2021"),
        (2018.5, "found 2018.5, expected a calendar year such as 2021"),
        (2018 + 0j, "found (2018+0j), expected a calendar year such as 2021"),
        ("FY18", "found 'FY18', expected a calendar year such as 2021"),
        ([2018], "found [2018], expected a calendar year such as 2021"),
        (np.inf, "found inf, expected a calendar year such as 2021"),
        (20200, "found 20200, expected a calendar year from 1700 to 2200"),
        (1020, "found 1020, expected a calendar year from 1700 to 2200"),
        (2.02e9, "found 2020000000.0, expected a calendar year from 1700 to 2200"),
        (
            pd.Timestamp("2018-06-30"),
            "found 2018-06-30, which lies within a year; expected the year whose figure it is, such as 2018",
        ),
        (
            pd.Period("2018Q4"),
            "found 2018Q4, which lies within a year; expected the year whose figure it is, such as 2018",
        ),
    ],
)
def test_what_is_no_year_is_told(given: Any, told: str) -> None:
    assert year_of(given) == told


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("1,240", 1240.0), ("１，２４０．５", 1240.5), ("−3", -3.0), ("1e3", 1000.0), (Decimal("1.2"), 1.2), (Fraction(1, 2), 0.5),
        (np.float32(1.5), 1.5), (7, 7.0), (None, None), (np.nan, None), (pd.NA, None), (pd.NaT, None), ("", None), (" ", None),
    ],
)  # fmt: skip
def test_a_number_in_every_dress(given: Any, number: float | None) -> None:
    assert number_of(given) == number
    assert is_missing(given) is (number is None)


@pytest.mark.parametrize(
    "given",
    ["1,24", "1 240", "12%", "约12", "nan", "inf", ".", "e5", True, np.bool_(False), 1j, np.inf, [1], np.timedelta64(5, "D"),
     dt.date(2018, 1, 1), b"1", 10**400],
)  # fmt: skip
def test_what_is_no_number_is_told(given: Any) -> None:
    """What may be meant in two ways, such as a decimal comma, is not guessed at."""
    assert number_of(given) == f"found {shown(given)}, expected a number"


def test_tables_of_other_libraries() -> None:
    """Those of polars and arrow hand their columns over themselves; text and frames of pandas are none of them."""

    class Polars:
        columns = ("a",)

        def to_dict(self, *, as_series: bool) -> dict[str, list[int]]:
            return {} if as_series else {"a": [1]}

    class Lazy:
        collect_schema = dict

        def collect(self) -> Polars:
            return Polars()

    class Arrow:
        columns = ()

        def to_pydict(self) -> dict[str, list[int]]:
            return {"a": [1]}

    for table in (Polars(), Lazy(), Arrow(), {"a": [1]}, {"a": np.array([1])}):
        assert columns_of(table) == {"a": [1]}
    for other in (None, "a", [1], {}, {"a": 1}, pd.DataFrame({"a": [1]})):
        assert columns_of(other) is None
