"""A store gives back what was put into it, or nothing."""

import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.report.store import Store, key_of


def entry(tmp_path):
    (path,) = (one for one in tmp_path.rglob("*") if one.is_file())
    return path


@given(st.binary(max_size=2000))
def test_what_is_kept_comes_back(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("store")
    Store(folder).put("things", key_of("a"), content)
    assert Store(folder).get("things", key_of("a")) == content
    assert Store(folder).get("things", key_of("b")) is None
    assert Store(folder).get("others", key_of("a")) is None


@given(st.data())
def test_a_damaged_entry_is_none(tmp_path_factory, data):
    """Whatever byte is changed, and wherever it is cut short, nothing comes back, and the next run keeps it anew."""
    folder = tmp_path_factory.mktemp("store")
    store, key = Store(folder), key_of("a")
    store.put("things", key, b"what was made" * 9)
    path = entry(folder)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(data.draw(st.sampled_from([whole[:at], whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :]])))
    assert store.get("things", key) is None
    assert store.made("things", key, lambda: b"anew") == b"anew"
    assert store.get("things", key) == b"anew"


def test_a_damaged_entry_is_told_in_the_log(tmp_path, caplog):
    store = Store(tmp_path)
    store.put("things", key_of("a"), b"what was made")
    entry(tmp_path).write_bytes(b"")
    assert store.get("things", key_of("a")) is None
    assert "is damaged and is not used; what it held is made again." in caplog.text


def test_an_entry_in_the_place_of_another_is_none(tmp_path):
    """A whole entry under another key is not what that key stands for."""
    store = Store(tmp_path)
    store.put("things", key_of("a"), b"what was made")
    path = entry(tmp_path)
    path.rename(path.with_name(key_of("b")))
    assert store.get("things", key_of("b")) is None


def test_a_fresh_run_keeps_and_does_not_look(tmp_path):
    Store(tmp_path).put("things", key_of("a"), b"old")
    fresh = Store(tmp_path, reads=False)
    assert fresh.made("things", key_of("a"), lambda: b"new") == b"new"
    assert Store(tmp_path).get("things", key_of("a")) == b"new"


def test_what_nobody_asked_for_in_more_than_a_year_goes(tmp_path):
    store, now = Store(tmp_path), time.time()
    for name, days in (("old", 401), ("recent", 399)):
        store.put("things", key_of(name), b"made")
        os.utime(tmp_path / "things" / key_of(name), (now - days * 24 * 3600,) * 2)
    store.sweep()
    assert store.get("things", key_of("old")) is None
    assert store.get("things", key_of("recent")) == b"made"


def test_the_entry_longest_unasked_goes_where_they_are_too_many(tmp_path, monkeypatch):
    store, now = Store(tmp_path), time.time()
    for at, name in enumerate("abc"):
        store.put("things", key_of(name), b"made")
        os.utime(tmp_path / "things" / key_of(name), (now - at * 3600,) * 2)
    monkeypatch.setattr("shkplan.report.store._LARGEST", 2 * entry_size(tmp_path))
    store.sweep()
    assert [name for name in "abc" if store.get("things", key_of(name))] == ["a", "b"]


def entry_size(folder):
    return max(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_store_that_cannot_be_written_stops_nothing(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    store = Store(tmp_path / "file")
    assert store.made("things", key_of("a"), lambda: b"made") == b"made"
    assert "cannot be written to" in caplog.text


@pytest.mark.parametrize(("one", "other"), [(("ab", "c"), ("a", "bc")), ((b"1 ",), (1,)), (({"a": 1},), ({"a": "1"},))])
def test_different_things_have_different_keys(one, other):
    assert key_of(*one) != key_of(*other)
