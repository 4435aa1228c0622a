"""Either the old folder whole or the new one whole."""

import errno
import json
import os
import platform
import shutil
import threading
from dataclasses import asdict
from types import SimpleNamespace

import pytest

from shkplan.base.errors import ReportFailed
from shkplan.files.locks import Owner
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

    def waiting(_):
        waited.append(True)
        go_on.set()

    with built_aside(final, waiting) as fresh:
        assert (final / "page").read_text() == "first"
        (fresh / "page").write_text("second")
    thread.join()
    assert waited == [True]
    assert (final / "page").read_text() == "second"


def full(monkeypatch, *, free, then=None):
    """A disk with so many bytes free; after the look before the start another number."""
    told = iter([free] if then is None else [free, then])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=next(told), total=10**9))


def earlier(final, size):
    """A report of another day, of so many bytes."""
    other = final.with_name("2022-06-30")
    (other / "en").mkdir(parents=True)
    (other / "manifest.json").touch()
    (other / "en" / "page.html").write_bytes(bytes(size))


@pytest.mark.parametrize(("last", "need"), [(None, "30.0"), (1_250_000, "2.5")])
def test_a_disk_that_fills_tells_how_much_a_report_needs(final, monkeypatch, last, need):
    """Twice the last report there, or an estimate; free space to a tenth. Found when 0.4 MB were called "0 MB free"."""
    if last:
        earlier(final, last)
    full(monkeypatch, free=40_000_000, then=420_000)
    with pytest.raises(ReportFailed) as failed:
        break_off(final, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    told = f"{final.parent} has no room left (a report needs about {need} MB, 0.4 MB free). Make room there, or name"
    assert str(failed.value).startswith(told)


@pytest.mark.parametrize(("last", "need"), [(None, 30_000_000), (1_250_000, 2_500_000)])
def test_a_disk_with_too_little_room_is_refused_before_the_start(final, monkeypatch, last, need):
    """A byte less than what is needed, and nothing is made, not even a folder; with just as much it is tried."""
    if last:
        earlier(final, last)
    before = sorted(final.parent.parent.rglob("*"))
    full(monkeypatch, free=need - 1)
    with pytest.raises(ReportFailed) as failed:
        make(final, "never")
    mb = f"{need / 1e6:.1f} MB"
    told = f"{final.parent} has too little room: a report needs about {mb}, {mb} are free. Make room there, or name another"
    assert str(failed.value).startswith(told)
    assert str(failed.value).endswith("nothing was made.")
    assert sorted(final.parent.parent.rglob("*")) == before
    full(monkeypatch, free=need)
    make(final, "new")


def test_a_disk_that_does_not_tell_its_size_is_tried(final, monkeypatch):
    """Some shares answer zero, some not at all."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0, total=0))
    make(final, "old")

    def unknown(_):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(shutil, "disk_usage", unknown)
    make(final, "new")
    assert (final / "page").read_text() == "new"


def test_a_run_that_waits_says_for_whom(final):
    """The process, its machine, and since when; in both languages."""
    inside, go_on, heard = threading.Event(), threading.Event(), []

    def first():
        with built_aside(final):
            inside.set()
            go_on.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(10)

    def waiting(words):
        heard.append(words)
        go_on.set()

    with built_aside(final, waiting):
        pass
    thread.join()
    (words,) = heard
    who = f"process {os.getpid()} on {platform.node()}, since 20"
    assert str(words).startswith(f"waiting for another run that writes {final} ({who}")
    assert words.text("zh").startswith(
        f"正在等待另一次写入 {final} 的运行（{platform.node()} 上的进程 {os.getpid()}，始于 20"
    )


def test_a_run_that_died_is_taken_over_at_once_and_that_is_logged(final, caplog):
    """Its lock went with it; who it was still stands beside the lock, and goes with the next run."""
    final.parent.mkdir()
    dead = Owner(2**22 + 1, platform.node(), 0.0, "2026-09-30T06:00:00+08:00")  # no Linux has a process of that number
    beside = final.with_name(f".{final.name}.lock.owner")
    beside.write_text(json.dumps(asdict(dead)), encoding="utf-8")
    make(final, "new")
    (told,) = (one.getMessage() for one in caplog.records)
    who = f"process {dead.pid} on {dead.host}, since 2026-09-30 06:00:00"
    assert told == f"{final}: an earlier run was killed ({who}); this one takes over"
    assert left_in(final) == [final.name]
