"""A lock is held by one process, tells by whom, and outlives nobody."""

import errno
import json
import os
import platform
import subprocess
import sys
import threading
from pathlib import Path

import filelock
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.files.locks import Owner, held, locked, owner_of

HOLDS = """
import sys, time
from pathlib import Path
from shkplan.files.locks import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def lock(tmp_path):
    return tmp_path / ".report.lock"


def beside(lock):
    return lock.with_name(f"{lock.name}.owner")


def test_the_owner_is_told_while_it_holds_the_lock_and_not_after(lock):
    with held(lock):
        owner = owner_of(lock)
        assert (owner.pid, owner.host, owner.local) == (os.getpid(), platform.node(), True)
        assert str(owner.words).startswith(f"process {os.getpid()} on {platform.node()}, since 20")
    assert owner_of(lock) is None
    assert [path.name for path in lock.parent.iterdir()] in ([lock.name], [])


def test_one_that_waits_hears_of_whom_and_then_has_it(lock):
    heard, go_on, inside = [], threading.Event(), threading.Event()

    def first():
        with held(lock):
            inside.set()
            go_on.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(10)

    def waiting(owner):
        heard.append(owner.pid)
        go_on.set()

    with held(lock, waiting):
        assert owner_of(lock).pid == os.getpid()
    thread.join()
    assert heard == [os.getpid()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_owner_leaves_its_name_and_no_lock(lock):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    words = [sys.executable, "-c", HOLDS, str(lock)]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        heard, left = [], []
        with pytest.raises(filelock.Timeout):
            filelock.FileLock(lock).acquire(timeout=0)
        holder.kill()
        holder.wait()
        with held(lock, heard.append, left.append):
            pass
    assert heard == []
    assert [(one.pid, one.local) for one in left] == [(holder.pid, True)]
    assert owner_of(lock) is None


@given(content=st.one_of(st.binary(max_size=60), st.text(max_size=40).map(str.encode),
                         st.dictionaries(st.sampled_from(["pid", "host", "started", "since"]), st.text() | st.integers() | st.none())
                         .map(lambda content: json.dumps(content).encode())))  # fmt: skip
def test_whatever_stands_in_the_place_of_the_owner_is_no_error(tmp_path_factory, content):
    """A machine that lost its power leaves anything."""
    lock = tmp_path_factory.mktemp("any") / "lock"
    beside(lock).write_bytes(content)
    assert owner_of(lock) is None or isinstance(owner_of(lock), Owner)
    with held(lock):
        assert owner_of(lock).pid == os.getpid()


@pytest.mark.parametrize("refusal", [OSError(errno.ENOLCK, "no locks"), NotImplementedError()])
def test_a_share_that_knows_no_locks_is_locked_by_a_file(lock, monkeypatch, refusal):
    """Also there one at a time, and nothing is left."""

    def none(*_, **__):
        raise refusal

    monkeypatch.setattr(filelock.FileLock, "acquire", none)
    marker = lock.with_name(f"{lock.name}.held")
    with held(lock):
        assert marker.exists()
        with pytest.raises(filelock.Timeout):
            filelock.SoftFileLock(marker).acquire(timeout=0)
    assert not marker.exists()


def test_the_short_lock_is_the_same_as_the_long_one(lock):
    """Who only asks whether it is free is told, and gives way; afterwards it is free again."""

    def busy():
        raise LookupError

    with held(lock), pytest.raises(LookupError), locked(lock, busy):
        pass
    with locked(lock, busy):
        pass


def test_what_else_is_wrong_with_a_place_is_told(tmp_path):
    """No lock of another kind is tried where a file is in the way of the folder."""
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"), held(tmp_path / "file" / "lock"):
        pass
