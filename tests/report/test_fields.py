"""A manifest may hold anything: it is read or refused, and never ends in a traceback."""

import copy
import json
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shkplan.base.errors import ReportFailed, VerificationFailed
from shkplan.report import manifest as record
from shkplan.report.fields import ENTRIES, is_inside, mistakes, quoted, strict
from shkplan.report.verify import verify
from shkplan.report.verifying import recomputing

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def report(made, tmp_path, monkeypatch):
    """A copy whose notebooks are never run."""

    def run(*_: object) -> None:
        raise ReportFailed("not here")

    monkeypatch.setattr(recomputing, "run", run)
    copied = tmp_path / "report"
    shutil.copytree(made.path, copied)
    return copied


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_entry_is_read_or_refused(report, data):
    """Whatever stands in its place, the last line says that nothing was verified."""
    path = report / record.FILE
    whole = json.loads(path.read_text(encoding="utf-8"))
    odd = copy.deepcopy(whole)
    for name in data.draw(st.lists(st.sampled_from(sorted(ENTRIES)), min_size=1, max_size=3)):
        inner = odd.get(name)
        if isinstance(inner, dict) and inner and data.draw(st.booleans()):
            inner[data.draw(st.sampled_from(sorted(inner)) | st.text(max_size=8))] = data.draw(JSON)
        else:
            odd[name] = data.draw(JSON)
    path.write_text(json.dumps(odd), encoding="utf-8", newline="\n")
    try:
        with pytest.raises(VerificationFailed) as failed:
            verify(report, run_notebooks=True)
    finally:
        path.write_text(json.dumps(whole), encoding="utf-8", newline="\n")
    last = str(failed.value).split("\n")[-1]
    assert last.startswith("not verified") or "has format" in last


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_anything_is_answered(value):
    """Every value of JSON gets a list of mistakes; none that is not a manifest gets an empty one."""
    assert list(mistakes(value))


@given(st.text())
def test_what_others_wrote_stays_on_a_line(text):
    """Nothing that is quoted breaks a line, turns its direction or moves the cursor."""
    told = quoted(text)
    assert told.isascii() or not any(sign in told for sign in "\n\r\x1b\u202e\u2028\u200f")
    assert len(told.splitlines()) <= 1


@pytest.mark.parametrize(
    "name", ["/a", "a/../b", "../a", "a//b", "", ".", "c:/a", "a\\b", "a\nb", "a\u202eb", "x" * 300]
)
def test_names_that_lead_out_or_hide(name):
    assert not is_inside(name)


@pytest.mark.parametrize("name", ["index.html", "en/数据.html", "data/observations/表 1.csv", "a/..b"])
def test_names_within(name):
    assert is_inside(name)


@pytest.mark.parametrize(
    "text", ['{"a":1,"a":2}', "NaN", "Infinity", "[" * 200, f"1{'0' * 400}", '{"a":{"b":1,"b":1}}']
)
def test_json_that_can_be_read_in_two_ways_is_refused(text):
    with pytest.raises(ValueError):
        strict(text)
