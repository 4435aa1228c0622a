"""The processes of runs: none outlives the run it works for, whoever was killed first.

A runner leads a session of its own where systems have such (not on Windows), so that whatever its notebooks start is found by the
session even when the process between has died. A runner says on its command line whom it works for, so that the next run finds
what a run that was killed outright has left at work.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

import psutil

RUNNER = "shkplan.report.runner"

_PATIENCE = 15.0  # seconds that a process may take to end once it is killed
_GLANCE = 0.02


def end_family(pid: int) -> None:
    """Nothing: a process has ended, and all that it or anybody under it started."""
    below = []
    with suppress(psutil.NoSuchProcess):
        below = psutil.Process(pid).children(recursive=True)
        psutil.Process(pid).kill()  # first: it starts no more
    _end(below)
    end_session(pid)


def end_session(leader: int) -> None:
    """Nothing: no process is left in a session but this one; where systems have no sessions, none that this one started."""
    if os.name != "posix":
        _end(psutil.Process().children(recursive=True) if leader == os.getpid() else [])
        return
    until = time.monotonic() + _PATIENCE
    while (members := list(_members(leader))) and time.monotonic() < until:
        _end(members)


def end_orphans(starter: int) -> None:
    """Nothing: no runner is left that works for a process which is gone, and nothing that it started."""
    for pid in [one.pid for one in psutil.process_iter() if _orphan_of(one, starter)]:
        end_family(pid)


def _members(leader: int) -> Iterator[psutil.Process]:
    for pid in psutil.pids():
        with suppress(OSError, psutil.Error):
            if pid != os.getpid() and os.getsid(pid) == leader:
                one = psutil.Process(pid)
                if one.status() != psutil.STATUS_ZOMBIE:
                    yield one


def _orphan_of(one: psutil.Process, starter: int) -> bool:
    """Whether a process is a runner that says it works for another, which is not its parent any more."""
    with suppress(psutil.Error, ValueError, LookupError, TypeError):
        words = one.cmdline()
        at = words.index(RUNNER)
        parent = one.parent()
        return json.loads(words[at + 1])["starter"] == starter and (parent is None or parent.pid != starter)
    return False


def _end(members: Iterable[psutil.Process]) -> None:
    found = list(members)
    for one in found:
        with suppress(psutil.Error):
            one.kill()
    psutil.wait_procs(found, timeout=_PATIENCE)
