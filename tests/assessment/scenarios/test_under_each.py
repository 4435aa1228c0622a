"""Several scenarios at once: those the day leaves room for are used, the others are named with the reason."""

from __future__ import annotations

import pytest

import shkplan as sp
from shkplan.base.errors import DataError, ParameterError, UnknownName
from shkplan.display.setting import speaking

N = 400


@pytest.fixture(scope="module")
def a():
    return sp.assess("shahekou-14fyp", as_of="2023-06-30").using(n_paths=N)


@pytest.fixture(scope="module")
def measured():
    """One of an earlier day: growth of 2021 has been published since."""
    return sp.scenario("bygone", sp.claim("economy.gdp_growth", 2021, level=6.0), title="Bygone")


def test_each_is_what_it_is_alone(a):
    every = a.under_each(["shock-2027"])
    assert [one.scenario.id for one in every] == ["shock-2027"]
    alone = a.under("shock-2027")["economy.gdp_growth"]
    assert next(iter(every))["economy.gdp_growth"].prob == alone.prob


def test_none_named_are_all_of_the_plan(a):
    found = [one.id for one in a.under_each().tried]
    assert "shock-2027" in found
    assert found == list(dict.fromkeys(found))


def test_one_whose_years_were_published_meanwhile_is_left_out_with_the_reason(a, measured):
    """The monthly report goes on: what was asked in an earlier year ends nothing."""
    every = a.under_each([measured, "shock-2027"])
    assert len(every) == 1
    (out,) = every.left_out
    assert (out.id, out.under) == ("bygone", None)
    assert isinstance(out.why, DataError)
    for language, word in (("en", "not used"), ("zh", "未采用")):
        with speaking(language):
            shown = sp.table(every)
            assert word in str(shown)
            assert "economy.gdp_growth" not in str(shown)  # in words
            assert "2021" in str(shown)
    assert sp.table(every).data == [{"scenario": "bygone", "used": False}, {"scenario": "shock-2027", "used": True}]
    assert every.to_frame()["used"].tolist() == [False, True]


def test_a_plan_without_any_says_so():
    nation = sp.assess("china-14fyp", as_of="2023-06-30").using(n_paths=N)
    every = nation.under_each([])
    assert len(every) == 0
    assert "data/scenarios" in sp.table(every).notes[0]


def test_what_is_no_list_of_scenarios_is_told(a):
    with pytest.raises(ParameterError, match="expected a list"):
        a.under_each("shock-2027")
    with pytest.raises(ParameterError, match="expected scenarios"):
        a.under_each([3])
    with pytest.raises(UnknownName, match="shock-2027"):
        a.under_each(["shock-2028"])


def test_the_line_of_a_report_under_a_scenario_names_it(a):
    assert not a.in_force
    under = a.under("shock-2027").in_force
    assert under
    with speaking("en"):
        shown = sp.table(under)
        assert under.scenario.title.en in shown.notes[0]
        assert 'data-to="scenarios#claims"' in shown._repr_html_()
