"""Data of one's own: every shape an economist has gives the same series; what is wrong is told in one sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import shkplan as sp
from shkplan.base.errors import ParameterError
from shkplan.base.messages import in_language

VALUES = {2018: 71.0, 2019: 72.5, 2021: 74.0, 2022: 75.1}
SHAPES: dict[str, tuple[Any, ...]] = {
    "a mapping": (VALUES,),
    "a mapping in no order": (dict(reversed(VALUES.items())),),
    "numbers of numpy": ({np.int64(year): np.float64(value) for year, value in VALUES.items()},),
    "a Series": (pd.Series(VALUES),),
    "a Series with a gap": (pd.Series(VALUES | {2020: np.nan}),),
    "a Series indexed by days": (
        pd.Series(list(VALUES.values()), pd.to_datetime([f"{year}-12-31" for year in VALUES])),
    ),
    "a frame": (pd.DataFrame({"year": list(VALUES), "value": list(VALUES.values())}),),
    "a Series of years in text": (pd.Series(list(VALUES.values()), [f"{year}年" for year in VALUES]),),
    "a Series by period": (pd.Series(list(VALUES.values()), pd.PeriodIndex(map(str, VALUES), freq="Y")),),
    "a Series that knows missing": (pd.Series(VALUES | {2020: pd.NA}, dtype="Float64"),),
    "numbers in text": ({str(year): f"{value:,.2f}" for year, value in VALUES.items()},),
    "a frame by year": (pd.DataFrame({"coverage": VALUES}),),
    "a frame with an empty row": (
        pd.DataFrame({"year": [*VALUES, None], "value": [*VALUES.values(), None], "note": "x"}),
    ),
    "a mapping of columns": ({"year": list(VALUES), "value": list(VALUES.values())},),
    "pairs": (list(reversed(VALUES.items())),),
    "pairs in an array": (np.array(list(VALUES.items())),),
    "two lists": (list(VALUES.values()), list(VALUES)),
    "two arrays": (np.array(list(VALUES.values())), np.array(list(VALUES), dtype=float)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_series(shape: str) -> None:
    """Years rise, gaps stay gaps, values are untouched, the unit is as said."""
    one = sp.series(*SHAPES[shape], unit="%", bounds=(0, 100))
    assert (one.years, one.values) == (tuple(VALUES), tuple(VALUES.values()))  # noqa: PD011  # not of pandas
    assert one.gaps == (2020,)
    assert (one.indicator.unit, one.indicator.bounds) == ("%", (0, 100))


def test_it_can_be_projected_tested_and_shown() -> None:
    """What a series of a plan can do, and its projection keeps to the bounds."""
    one = sp.series(VALUES, unit="%", bounds=(0, 100), name="coverage")
    made = sp.project(one, to=2030, n_paths=200)
    assert made.paths.min() > 0
    assert made.paths.max() < 100
    assert "coverage" in sp.plot(made).title
    assert [row[0] for row in sp.table(one).rows] == ["2018", "2019", "2020", "2021", "2022"]


def test_rates_of_growth_lie_above_minus_one_hundred_without_being_told() -> None:
    """Three rates that agree by chance: with the bound that they have, what such rates do anywhere is known, and heard."""
    rates = {2016: 6.7, 2017: 7.0, 2018: 7.0}
    one, told = (sp.series(rates, measure="growth", unit="%", **given) for given in ({}, {"bounds": (-100, None)}))
    assert one == told
    low, high = sp.project(one, to=2019, n_paths=100).law(2019).interval(0.95)
    assert low < 1
    assert high > 12


@pytest.mark.parametrize(
    ("values", "given", "bounds"),
    [
        ([5.0], {"measure": "growth", "unit": "‰"}, (-1000, None)),
        ([5.0], {"measure": "growth"}, (-100, None)),
        ([5.0], {"measure": "growth", "bounds": (-20, None)}, (-20, None)),
        ([5.0], {"measure": "growth", "bounds": (None, 30)}, (-100, 30)),
        ([5.0, -150.0], {"measure": "growth"}, (None, None)),
        ([5.0], {}, (None, None)),
    ],
)
def test_the_bounds_of_rates(
    values: list[float], given: dict[str, Any], bounds: tuple[float | None, float | None]
) -> None:
    """In the unit of the series; a bound that is given is kept; of a profit that became a loss there is none."""
    assert sp.series(values, list(range(2018, 2018 + len(values))), **given).indicator.bounds == bounds


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "text": ({"values": {2018: "x"}}, "2018: found 'x', expected a number.", "2018：现为“x”，应为数字。"),
    "a truth": ({"values": {2018: True}}, "2018: found True, expected a number.", "2018：现为 True，应为数字。"),
    "endless": ({"values": {2018: float("inf")}}, "2018: found inf, expected a number.", "2018：现为 inf，应为数字。"),
    "fewer years": (
        {"values": [1, 2], "years": [2018]}, "years: found 1 years for 2 values, expected one for each.",
        "years：有 1 个年份、2 个数值，应一一对应。",
    ),
    "no years": (
        {"values": [1, 2]}, "years: found none, expected a year for each value; series(values, years).",
        "years：没有年份，每个数值都应有所属年份：series(values, years)。",
    ),
    "an index that is no year": (
        {"values": pd.Series([1.0, 2.0])},
        "years: found 0, expected a calendar year from 1900 to 2200, and so of every value.",
        "years：现为 0，应为 1900 至 2200 之间的公历年份，各个数值均如此。",
    ),
    "twice": (
        {"values": [1, 2, 3, 4, 5], "years": [2018, 2018, 2020, 2019, 2020]},
        "years: found 2018, 2020 twice, expected each year once.", "years：2018、2020 年出现两次，每个年份只应出现一次。",
    ),
    "half a year": (
        {"values": [1, 2], "years": [2018.5, 2019]}, "years: found 2018.5, expected a calendar year such as 2021.",
        "years：现为 2018.5，应为 2021 之类的公历年份。",
    ),
    "quarters": (
        {"values": pd.Series([1.0, 2.0], pd.PeriodIndex(["2018Q3", "2018Q4"], freq="Q"))},
        "years: found 2018Q3, which lies within a year; expected the year whose figure it is, such as 2018, and so of every value.",
        "years：现为 2018Q3，是年内的日期；应为该数值所属的年份，如 2018，各个数值均如此。",
    ),
    "long ago": (
        {"values": {1850: 1, 2018: 2}}, "years: found 1850, expected a calendar year from 1900 to 2200.",
        "years：现为 1850，应为 1900 至 2200 之间的公历年份。",
    ),
    "several": (
        {"values": {2018: "x", 20190: 2, 2020: "约3", None: 4}},
        ("2018: found 'x', expected a number; years: found 20190, expected a calendar year from 1900 to 2200; 2020: found '约3', "
        "expected a number; years: found None, expected a calendar year such as 2021."),
        ("2018：现为“x”，应为数字；years：现为 20190，应为 1900 至 2200 之间的公历年份；2020：现为“约3”，应为数字；"
        "years：现为 None，应为 2021 之类的公历年份。"),
    ),
    "nothing": (
        {"values": {}}, "values: found none, expected at least one year with a value.", "values：没有数值，至少应有一个年份的数值。",
    ),
    "all missing": (
        {"values": {2018: None}}, "values: found none, expected at least one year with a value.",
        "values：没有数值，至少应有一个年份的数值。",
    ),
    "several columns": (
        {"values": pd.DataFrame({"区": ["a"], "年份": [2018], "数值": [1.0]})},
        ("values: found the columns 区, 年份, 数值, expected year and value once each, or years as index and one column; "
        "series(frame['one of them'], frame['years']) takes any."),
        ("values：现有列 区、年份、数值，应为 year 和 value 各一列，或以年份为索引的单列；"
        "series(frame['某列'], frame['年份列']) 可取任意两列。"),
    ),
    "a set": (
        {"values": {1.0, 2.0}, "years": [2018, 2019]},
        "values: found {1.0, 2.0}, expected a list of numbers, a mapping of years to numbers, or a table.",
        "values：现为 {1.0, 2.0}，应为数字的列表、年份到数字的映射或表。",
    ),
    "a word": (
        {"values": "gdp", "years": [2018]},
        "values: found 'gdp', expected a list of numbers, a mapping of years to numbers, or a table.",
        "values：现为“gdp”，应为数字的列表、年份到数字的映射或表。",
    ),
    "beyond": (
        {"values": {2018: 101, 2019: 50, 2020: -1}, "bounds": (0, 100)},
        "2018: found 101, expected a value within bounds=(0.0, 100.0); 2020: found -1, expected a value within bounds=(0.0, 100.0).",
        "2018：现为 101，应在上下限 (0.0, 100.0) 之内；2020：现为 -1，应在上下限 (0.0, 100.0) 之内。",
    ),
    "upside down": (
        {"values": {2018: 1}, "bounds": (3, 1)}, "bounds: found (3, 1), expected a lower bound below the upper one.",
        "bounds：现为 (3, 1)，下限应小于上限。",
    ),
    "one bound": (
        {"values": {2018: 1}, "bounds": 100},
        "bounds: found 100, expected the smallest and the largest value, such as (0, 100) or (0, None).",
        "bounds：现为 100，应为最小值和最大值，如 (0, 100) 或 (0, None)。",
    ),
    "a unit that is none": (
        {"values": {2018: 1}, "unit": "foo"},
        "unit: found 'foo', expected one of Chinese statistics such as %, 亿元 or 万人.",
        "unit：现为“foo”，应为我国统计所用的计量单位，如 %、亿元、万人。",
    ),
    "a measure that is none": (
        {"values": {2018: 1}, "measure": "foo"}, "measure: found 'foo', expected 'level', 'flow' or 'growth'.",
        "measure：现为“foo”，应为 'level'、'flow' 或 'growth'。",
    ),
    "a step that is none": (
        {"values": {2018: 1}, "precision": 0},
        "precision: found 0, expected the step in which values are published, such as 0.1, or nothing.",
        "precision：现为 0，应为发布数值的最小单位，如 0.1，或不填。",
    ),
    "a name that is none": (
        {"values": {2018: 1}, "name": 5}, "name: found 5, expected what tables and charts call the series.",
        "name：现为 5，应为表和图中序列的名称。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_in_one_sentence(case: str) -> None:
    """All of it at once, what was found and what was expected, in both languages, never an error from the inside."""
    given, english, chinese = WRONG[case]
    with pytest.raises(ParameterError) as raised:
        sp.series(**given)
    assert (str(raised.value), raised.value.text("zh")) == (english, chinese)


def test_years_without_a_value_are_named() -> None:
    """They are left out, and neither the series nor whoever looks at it forgets them."""
    one = sp.series({2018: 1.0, 2020: None, 2019: np.nan, 2021: "", 2022: 3.0})
    assert one.years == (2018, 2022)
    assert one.notes == ("no value in 2019, 2020, 2021",)
    assert in_language(one.notes[0], "zh") == "2019、2020、2021 年无数值"
    assert repr(one) == "AnnualSeries(own.series, own data, 2 values, 2018-2022, , no value in 2019, 2020, 2021)"


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_tables_of_polars_and_arrow(library: str) -> None:
    made = pytest.importorskip(library, reason=f"{library} is not installed; pip install {library}")
    table = {"year": list(VALUES), "value": list(VALUES.values())}
    given = made.DataFrame(table) if library == "polars" else made.table(table)
    assert sp.series(given) == sp.series(VALUES)
    if library == "polars":
        assert sp.series(given["value"], given["year"]) == sp.series(VALUES)
