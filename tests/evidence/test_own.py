"""Data of one's own: every shape an economist has gives the same series; what is wrong is told in one sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import shkplan as sp
from shkplan.base.errors import ParameterError

VALUES = {2018: 71.0, 2019: 72.5, 2021: 74.0, 2022: 75.1}
SHAPES: dict[str, tuple[Any, ...]] = {
    "a mapping": (VALUES,),
    "a mapping in no order": (dict(reversed(VALUES.items())),),
    "a Series": (pd.Series(VALUES),),
    "a Series with a gap": (pd.Series(VALUES | {2020: np.nan}),),
    "a Series indexed by days": (
        pd.Series(list(VALUES.values()), pd.to_datetime([f"{year}-12-31" for year in VALUES])),
    ),
    "a frame": (pd.DataFrame({"year": list(VALUES), "value": list(VALUES.values())}),),
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


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"values": {2018: "x"}}, "2018: found 'x', expected a number"),
        ({"values": {2018: True}}, "2018: found True, expected a number"),
        ({"values": {2018: float("inf")}}, "2018: found inf, expected a number"),
        ({"values": [1, 2], "years": [2018]}, "found 1 years for 2 values"),
        ({"values": [1, 2]}, "years: found none"),
        ({"values": [1, 2], "years": [2018, 2018]}, "found 2018 twice"),
        ({"values": [1], "years": [2018.5]}, "found 2018.5, expected whole calendar years"),
        ({"values": [1], "years": ["2018"]}, "found '2018', expected whole calendar years"),
        ({"values": {}}, "values: found none"),
        ({"values": pd.DataFrame({"a": [1]})}, "found the columns a, expected year and value"),
        ({"values": {2018: 101}, "bounds": (0, 100)}, "2018: found 101, expected a value within"),
        ({"values": {2018: 1}, "bounds": (3, 1)}, "expected a lower bound below the upper one"),
        ({"values": {2018: 1}, "unit": "foo"}, "expected a unit of Chinese statistics"),
        ({"values": {2018: 1}, "measure": "foo"}, "expected 'level', 'flow' or 'growth'."),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(given: dict[str, Any], told: str) -> None:
    """What was found and what was expected, never an error from the inside."""
    with pytest.raises(ParameterError) as raised:
        sp.series(**given)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
