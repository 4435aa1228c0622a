"""Numbers leave notebooks rounded, finite and in order."""

import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from shkplan.base.errors import ReportFailed
from shkplan.report.cells import read_notebook
from shkplan.report.results import RESULTS, collect, count, document, first_difference


@pytest.fixture
def shown(tmp_path):
    def collected(*payloads):
        outputs = [new_output("display_data", {"text/plain": "seen", RESULTS: payload}) for payload in payloads]
        path = tmp_path / "executed.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell("show()", outputs=outputs)]), path)
        return collect(read_notebook(path), "overview")

    return collected


def test_payloads_come_in_order_of_appearance(shown):
    assert [one["name"] for one in shown({"name": "b", "data": 1}, {"name": "a", "data": 2})] == ["b", "a"]


def test_floats_are_rounded_to_ten_digits_and_nothing_else_changes(shown):
    data = {
        "third": 1 / 3,
        "large": 123456789012.5,
        "minus zero": -0.0,
        "year": 2025,
        "id": "a.b",
        "none": None,
        "yes": True,
    }
    (one,) = shown({"name": "x", "data": data})
    expected = data | {"third": 0.3333333333, "large": 123456789000.0, "minus zero": 0.0}
    assert json.dumps(one["data"], sort_keys=True) == json.dumps(expected, sort_keys=True)


@pytest.mark.parametrize("no_number", ["nan", "inf", "-inf"])
def test_what_is_no_number_is_refused_with_its_place(shown, no_number):
    with pytest.raises(ReportFailed, match="overview/gap/rows/1: found"):
        shown({"name": "gap", "data": {"rows": [1.0, no_number]}})


@pytest.mark.parametrize("payload", [[1], {"name": "x"}, {"name": "x", "data": 1, "unit": "%"}])
def test_a_payload_of_another_shape_is_refused(shown, payload):
    with pytest.raises(ReportFailed, match="exactly a name and data"):
        shown(payload)


def test_equal_results_are_equal_bytes_whatever_the_order_of_keys():
    assert document({"overview": [{"name": "x", "data": {"b": 1, "a": "绿"}}]}) == document(
        {"overview": [{"data": {"a": "绿", "b": 1}, "name": "x"}]}
    )
    assert document({"overview": []}).endswith("}\n")


@pytest.mark.parametrize(
    ("left", "right", "difference"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, ("b", "missing", "2")),
        ([1, 2], [1], ("", "2 entries", "1 entries")),
        ({"a": [{"name": "x", "data": 1}]}, {"a": [{"name": "x", "data": 2}]}, ("a/x/data", "1", "2")),
        (True, 1, ("", "true", "1")),
        (None, 0, ("", "null", "0")),
        ("绿", "蓝", ("", '"绿"', '"蓝"')),
        (1, 1.0, None),
        (1.0, 1.0 + 1e-12, None),
        (1.0, 1.0 + 1e-6, ("", "1.0", "1.000001")),
        (0.0, 1e-300, ("", "0.0", "1e-300")),
    ],
)
def test_the_first_difference_has_its_place_and_both_values(left, right, difference):
    assert first_difference(left, right, 1e-9) == difference


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES)
def test_nothing_differs_from_itself_after_a_round_trip(value):
    assert first_difference(value, json.loads(json.dumps(value))) is None


def test_numbers_are_counted_and_nothing_else():
    assert count({"a": [1, 2.5, None, "3", True], "b": {"c": 4}}) == 3
