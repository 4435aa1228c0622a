"""Data beside what is shown."""

from __future__ import annotations

import datetime as dt

import numpy as np

from shkplan.base.messages import Text, message
from shkplan.base.periods import Period
from shkplan.display.layout import plain


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
