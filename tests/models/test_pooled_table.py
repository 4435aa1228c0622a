"""A class through the years as a table: what is read from it is what was written, and no year knows a later one."""

from __future__ import annotations

import numpy as np
import pytest

from shkplan.models.pooled.dynamics import Dynamics
from shkplan.models.pooled.reference_class import Known, ReferenceClass
from shkplan.models.pooled.table import COLUMNS, known_from, table_of

HABITS = Dynamics(False, 0.7, 0.2, 0.05, 0.04, 5.5, 0.03, 0.1, 0.06, (0.01, -0.02), (0.3, -0.1))


def made(until: int, offset: float = 0.0) -> ReferenceClass:
    """The class of 2010-``until``: its mean rises by 0.1, 0.2, ... and its level is another each year it is seen from."""
    years = np.arange(2010, until + 1)
    mean = np.cumsum(0.1 * np.arange(years.size)) + offset
    return ReferenceClass("some", years, mean, 0.4, HABITS, 30, 12, 1)


KNOWN = Known("some", {2015: made(2015), 2016: made(2016, -0.25), 2018: made(2018, 1.0)})


def test_what_is_read_is_what_was_written() -> None:
    """Also where the level of the mean is another in each year, and a year says nothing of the habits."""
    rows = list(table_of(KNOWN))
    assert [row["until"] for row in rows] == list(range(2010, 2019))
    assert tuple(rows[0]) == COLUMNS
    read = known_from("some", rows, reverting=False)
    assert sorted(read.by_year) == [2015, 2016, 2018]
    for year, one in KNOWN.by_year.items():
        again = read.by_year[year]
        np.testing.assert_allclose(again.mean, one.mean, atol=1e-12)
        assert (again.dynamics, again.regions, again.windows) == (one.dynamics, one.regions, one.windows)
        assert again.until == year


def test_a_year_knows_no_later_row() -> None:
    """The class at 2017 is that of 2016; changing what came later changes nothing."""
    rows = list(table_of(KNOWN))
    later = [row if row["until"] <= 2016 else {**row, "change": 9.0} for row in rows]
    for year in (2015, 2016, 2017):
        first, second = (known_from("some", some, reverting=False).at(year) for some in (rows, later))
        assert first is not None
        assert first == second
        assert first.until == min(year, 2016)
    assert known_from("some", rows, reverting=False).at(2014) is None


def test_a_mean_that_was_rewritten_has_no_table() -> None:
    """Changes that differ between the years they are seen from would be lost, and are refused."""
    bent = made(2016)
    other = ReferenceClass("some", bent.years, bent.mean**2, 0.4, HABITS, 30, 12, 1)
    with pytest.raises(ValueError, match="2016 does not go along with that of 2018"):
        list(table_of(Known("some", {2016: other, 2018: made(2018)})))
