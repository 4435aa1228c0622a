"""Either the old folder whole or the new one whole."""

import errno
import os
import shutil
import threading
from types import SimpleNamespace

import pytest

from shkplan.base.errors import ReportFailed
from shkplan.report.folder import built_aside


@pytest.fixture
def final(tmp_path):
    return tmp_path / "reports" / "2023-06-30"


def make(final, words):
    with built_aside(final) as fresh:
        (fresh / "page").write_text(words)


def break_off(final, error):
    with built_aside(final) as fresh:
        (fresh / "page").write_text("half")
        raise error


def left_in(final):
    return sorted(entry.name for entry in final.parent.iterdir() if not entry.name.endswith(".lock"))


def test_a_finished_folder_replaces_the_old_one(final):
    make(final, "old")
    (final / "stray").write_text("of the old one")
    make(final, "new")
    assert [(path.name, path.read_text()) for path in final.iterdir()] == [("page", "new")]
    assert left_in(final) == [final.name]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_unfinished_folder_vanishes_and_the_old_one_stays(final, error):
    make(final, "old")
    with pytest.raises(error):
        break_off(final, error)
    assert (final / "page").read_text() == "old"
    assert left_in(final) == [final.name]


def test_what_a_dead_run_left_is_swept(final):
    final.parent.mkdir()
    for role in ("new", "old"):
        leftover = final.with_name(f".{final.name}.{role}")
        leftover.mkdir()
        (leftover / "page").write_text(role)
    make(final, "fresh")
    assert (final / "page").read_text() == "fresh"
    assert left_in(final) == [final.name]


def test_a_swap_that_died_half_way_is_mended(final):
    make(final, "old")
    final.rename(final.with_name(f".{final.name}.old"))
    with pytest.raises(ValueError, match="half way"):
        break_off(final, ValueError("half way"))
    assert (final / "page").read_text() == "old"


def test_a_second_run_waits_for_the_first(final):
    inside, go_on, waited = threading.Event(), threading.Event(), []

    def first():
        with built_aside(final) as fresh:
            inside.set()
            go_on.wait(10)
            (fresh / "page").write_text("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(10)

    def waiting():
        waited.append(True)
        go_on.set()

    with built_aside(final, waiting) as fresh:
        assert (final / "page").read_text() == "first"
        (fresh / "page").write_text("second")
    thread.join()
    assert waited == [True]
    assert (final / "page").read_text() == "second"


@pytest.mark.parametrize(("last", "need"), [(None, "30.0"), (1_250_000, "2.5")])
def test_a_full_disk_tells_how_much_a_report_needs(final, monkeypatch, last, need):
    """Twice the last report there, or an estimate; free space to a tenth. Found when 0.4 MB were called "0 MB free"."""
    if last:
        earlier = final.with_name("2022-06-30")
        (earlier / "en").mkdir(parents=True)
        (earlier / "manifest.json").touch()
        (earlier / "en" / "page.html").write_bytes(bytes(last))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=420_000))
    with pytest.raises(ReportFailed) as failed:
        break_off(final, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    told = f"{final.parent} has no room left (a report needs about {need} MB, 0.4 MB free). Make room there, or name"
    assert str(failed.value).startswith(told)
