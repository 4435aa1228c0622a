"""A panel of any kind is read whole, or what is not read is told series by series, in either language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import shkplan as sp
from shkplan.base.errors import ParameterError
from shkplan.base.messages import in_language
from shkplan.forecast.frames import measured

ROWS = {"series": ["b", "a", "b", "b"], "year": [2019, 2020, 2018, 2020], "value": [1240.0, None, 3.0, 5.5]}


def shapes() -> dict[str, Any]:
    plain = pd.DataFrame(ROWS)
    return {
        "float": plain,
        "a mapping of columns": ROWS,
        "nullable": plain.astype({"year": "Int64", "value": "Float64", "series": "string"}),
        "categories": plain.astype({"series": "category"}),
        "years in floats": plain.astype({"year": float}),
        "text": plain.assign(year=[f"{year}年" for year in ROWS["year"]], value=["1,240", "", "3", "5.5"]),
        "decimals": plain.assign(value=[Decimal(1240), None, Decimal(3), Decimal("5.5")]),
        "periods": plain.assign(year=pd.PeriodIndex(plain["year"].astype(str), freq="Y")),
        "days": plain.assign(year=pd.to_datetime(plain["year"].astype(str) + "-12-31")),
        "an index": plain.set_index(["series", "year"]),
        "whole numbers": plain.dropna().assign(value=[1240, 3, 5]),
    }


@pytest.mark.parametrize("shape", shapes())
def test_every_shape_is_read_alike(shape: str) -> None:
    found = measured(shapes()[shape])
    last = 5.0 if shape == "whole numbers" else 5.5
    assert found.rows["year"].tolist() == [2018, 2019, 2020]
    assert found.rows["value"].tolist() == [3.0, 1240.0, last]
    empty = [("a", "found no value in any row (1 in all), expected one measured year or more")]
    assert found.failures() == ([] if shape == "whole numbers" else empty)


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_tables_of_polars_and_arrow(library: str) -> None:
    made = pytest.importorskip(library, reason=f"{library} is not installed; pip install {library}")
    table = made.DataFrame(ROWS) if library == "polars" else made.table(ROWS)
    pd.testing.assert_frame_equal(measured(table).rows, measured(ROWS).rows, check_dtype=False)
    if library == "pyarrow":
        backed = pd.DataFrame(ROWS).convert_dtypes(dtype_backend="pyarrow")
        assert measured(backed).rows["value"].tolist() == [3.0, 1240.0, 5.5]


def rows(name: Any, years: list[Any], values: list[Any]) -> pd.DataFrame:
    return pd.DataFrame({"series": [name] * len(years), "year": years, "value": values}, dtype=object)


WRONG: dict[Any, tuple[list[Any], list[Any], str, str]] = {
    "all missing": (
        [2018, 2019], [None, np.nan],
        "found no value in any row (2 in all), expected one measured year or more",
        "共 2 行，均无数值，至少应有一个年份的数值",
    ),
    "20200": (
        [2018, 2019, 20200], [1, 2, 3],
        "year: found 20200, expected a calendar year from 1700 to 2200",
        "年份：现为 20200，应为 1700 至 2200 之间的公历年份",
    ),
    "1020": (
        [2018, 2019, 1020], [1, 2, 3],
        "year: found 1020, expected a calendar year from 1700 to 2200",
        "年份：现为 1020，应为 1700 至 2200 之间的公历年份",
    ),
    "2.02e9": (
        [2018, 2019, 2.02e9], [1, 2, 3],
        "year: found 2020000000.0, expected a calendar year from 1700 to 2200",
        "年份：现为 2020000000.0，应为 1700 至 2200 之间的公历年份",
    ),
    "2120": (
        [2018, 2019, 2120], [1, 2, 3],
        "found no year between 2019 and 2120, expected measured years at most 60 apart; check the digits",
        "2019 年与 2120 年之间没有年份，相邻两个有数值的年份至多相隔 60 年；请核对数字",
    ),
    "no year": (
        [2018, 2019, None], [1, 2, 3],
        "year: found None, expected a calendar year such as 2021", "年份：现为 None，应为 2021 之类的公历年份",
    ),
    "twice": (
        [2018, 2018, 2019, 2019, 2020], [1, 1, 2, 3, 4],
        "found 2018, 2019 twice, expected each year once", "2018、2019 年出现两次，每个年份只应出现一次",
    ),
    "quarters": (
        [2018, pd.Period("2019Q3"), 2020], [1, 2, 3],
        "year: found 2019Q3, which lies within a year; expected the year whose figure it is, such as 2019",
        "年份：现为 2019Q3，是年内的日期；应为该数值所属的年份，如 2019",
    ),
    "text": (
        [2018, 2019, 2020, 2021, 2022], [1, "约12", "12%", "x", "1,24"],
        "2019: found '约12', expected a number; 2020: found '12%', expected a number; 2021: found 'x', expected a number; and 1 more",
        "2019：现为“约12”，应为数字；2020：现为“12%”，应为数字；2021：现为“x”，应为数字；另有 1 处",
    ),
    "a truth": ([2018, 2019], [1, True], "2019: found True, expected a number", "2019：现为 True，应为数字"),
    "complex": ([2018, 2019], [1, 1j], "2019: found 1j, expected a number", "2019：现为 1j，应为数字"),
    "endless": ([2018, 2019], [1, np.inf], "2019: found inf, expected a number", "2019：现为 inf，应为数字"),
}  # fmt: skip
FINE = rows("fine", list(range(2010, 2020)), [10 + 0.1 * t**1.3 for t in range(10)])


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_series_is_told_of_it_alone(case: str) -> None:
    """The rest of the panel has the answer that it has alone, to the last bit."""
    years, values, english, chinese = WRONG[case]
    table = sp.project_panel(pd.concat([FINE, rows(case, years, values)]), 3)
    [(name, told)] = table.attrs["failures"]
    assert (name, told, in_language(told, "zh")) == (case, english, chinese)
    pd.testing.assert_frame_equal(table, sp.project_panel(FINE, 3), check_flags=False)


def test_names_of_any_kind_and_of_several() -> None:
    """Numbers, text and pairs beside each other are names; a row without one is told, under None."""
    names = [2, "10", ("a", "b"), None, np.nan, " "]
    frame = pd.concat([FINE.assign(series=pd.Series([name] * len(FINE), dtype=object)) for name in names])
    table = sp.project_panel(frame, 2, model="drift")
    assert table["series"].unique().tolist() == [("a", "b"), "10", 2]
    words = "found 30 rows with a value and without the name of a series: rows 31, 32, 33, ..."
    assert table.attrs["failures"] == [(None, words)]
    numbers = sp.project_panel(frame.iloc[:10], 2, model="drift")
    np.testing.assert_array_equal(table.loc[table["series"] == "10", "value"], numbers["value"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, "frame: found None, expected a table with the columns series, year and value."),
        ("x.csv", "frame: found 'x.csv', expected a table with the columns series, year and value."),
        (
            FINE.rename(columns={"value": "数值"}),
            "frame: no column value in the frame; it needs series, year and value, and has series, year, 数值.",
        ),
        (pd.concat([FINE, FINE["year"]], axis=1), "frame: found the column year twice, expected it once."),
        (FINE.assign(series=None), "frame: series: found no name in any row, expected the name of a series in each."),
        (FINE.assign(series=[[1]] * 10), "frame: series: found [1], expected names of series such as '沙河口区'."),
        (FINE.assign(value=True), "frame: value: found True, expected a number, and so in every row."),
        (
            FINE.assign(year=FINE["year"] + 0.5),
            "frame: year: found 2010.5, expected a calendar year such as 2021, and so in every row.",
        ),
    ],
)
def test_a_table_that_is_none_is_refused_in_one_sentence(given: Any, told: str) -> None:
    for asked in (lambda: sp.project_panel(given, 3), lambda: sp.backtest(given)):
        with pytest.raises(ParameterError) as raised:
            asked()
        if given is not None and not isinstance(given, str):
            assert str(raised.value) == told
    with pytest.raises(ParameterError) as raised:
        measured(given)
    assert str(raised.value) == told


def test_bounds_that_vary_within_a_series_are_told() -> None:
    """A series has one lower and one upper bound; a row that says nothing of them says nothing else."""
    frame = FINE.assign(lower=[0.0] * 9 + [np.nan], upper=[100.0] * 9 + [90.0])
    table = sp.project_panel(frame, 3)
    told = "upper: found 90 and 100, expected one number for the series"
    assert table.attrs["failures"] == [("fine", told)]
    assert sp.project_panel(frame.assign(upper="100"), 3).attrs["failures"] == []
    odd = sp.project_panel(frame.assign(upper="hundred"), 3).attrs["failures"]
    assert odd == [("fine", "upper: found 'hundred', expected a number")]


def test_values_taken_for_rates_are_said_to_be_or_their_unit_is_told() -> None:
    """Found when a share without bounds was taken for a rate by mean-reverting, without a word."""
    told = (
        "its values, all between -100 and 100 and without bounds, were taken for rates of growth in %, which lie above -100; "
        "give unit, or the columns lower and upper, to say what they are"
    )
    table = sp.project_panel(FINE, 3, model="mean-reverting")
    assert table.attrs["notes"] == [("fine", told)]
    for given in ({"unit": "%"}, {"unit": "亿元"}):
        assert sp.project_panel(FINE, 3, model="mean-reverting", **given).attrs["notes"] == []  # type: ignore[arg-type]
    same = sp.project_panel(FINE, 3, model="mean-reverting", unit="%")
    pd.testing.assert_frame_equal(table, same, check_flags=False)
    level = sp.project_panel(FINE, 3, model="mean-reverting", unit="亿元")
    known = sp.project_panel(FINE.assign(lower=0.0), 3, model="mean-reverting")
    pd.testing.assert_frame_equal(level, known, check_flags=False)
    with pytest.raises(ParameterError, match="unit: found 'x', expected one of Chinese statistics"):
        sp.project_panel(FINE, 3, unit="x")


def test_of_a_long_series_the_last_hundred_years_count_and_a_note_says_so() -> None:
    """The same answer as of these alone, and as that of one series at a time."""
    rng = np.random.default_rng(0)
    years = np.delete(np.arange(1820, 2020), 150)
    frame = pd.DataFrame({"series": "long", "year": years, "value": 100 * np.exp(0.02 * rng.normal(size=199).cumsum())})
    table = sp.project_panel(frame, 3)
    assert table.attrs["notes"] == [("long", "it begins in 1820; its last 100 years count")]
    alone = sp.project_panel(frame[frame["year"] > 1919], 3)
    assert alone.attrs["notes"] == []
    pd.testing.assert_frame_equal(table, alone, check_flags=False)
    one = sp.series(frame[frame["year"] >= 1900], bounds=(0, None))
    quantiles = sp.project(one, to=2022, n_paths=10).quantiles([0.025, 0.1, 0.5, 0.9, 0.975])
    np.testing.assert_allclose(table["value"], quantiles[-3:].ravel(), rtol=1e-4)


def test_years_that_count_from_a_beginning_are_taken_where_all_do() -> None:
    """Panels of forecasting competitions count the years of each series from 1; beside calendar years such a year is a slip."""
    counted = pd.DataFrame({"series": ["a"] * 3, "year": [1, 2, 3], "value": [1.0, 2.0, 3.0]})
    assert measured(counted).rows["year"].tolist() == [1, 2, 3]
    mixed = pd.DataFrame({"series": ["a", "a", "b"], "year": [2019, 2020, 20], "value": [1.0, 2.0, 3.0]})
    assert dict(measured(mixed).failures()) == {"b": "year: found 20, expected a calendar year from 1700 to 2200"}
