"""Locks between processes: held by the system, with a file beside that tells by whom and since when.

The lock itself is one of the system (``flock``, ``LockFileEx``), which lets it go when its owner ends, however it ends; between
machines it holds where the share passes such locks on, as NFS from version 4 and SMB do. A share that knows none is locked by a
file whose being there is the lock: there the lock of a process that died is taken over on the machine where it ran, and on
another it is waited for until somebody removes that file.

Who holds a lock stands in a file of its own, since on Windows nobody may read one that is locked. It goes with the lock; if it is
still there when the lock is free, its owner died.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shkplan.base.messages import Said, said
from shkplan.files.atomic import put

__all__ = ["Owner", "held", "locked", "owner_of"]

_NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP)  # of a share that knows none
_LARGEST = 4096  # bytes of what is said of an owner


@dataclass(frozen=True)
class Owner:
    """A process that holds a lock, or held it when it died.

    Attributes:
        pid: its number.
        host: the machine it runs on.
        started: seconds since 1970 at which it was started, as its machine tells them.
        since: when it took the lock, an ISO time with its offset.
    """

    pid: int
    host: str
    started: float
    since: str

    @classmethod
    def here(cls) -> Owner:
        """This process, now."""
        import psutil

        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        return cls(os.getpid(), platform.node(), psutil.Process().create_time(), now)

    @property
    def local(self) -> bool:
        """Whether it runs, or ran, on this machine."""
        return self.host == platform.node()

    @property
    def words(self) -> Said:
        """Who it is, for a person."""
        since = dt.datetime.fromisoformat(self.since)
        return said(
            "process {pid} on {host}, since {since:%Y-%m-%d %H:%M:%S}", pid=self.pid, host=self.host, since=since
        )


@contextmanager
def held(
    lock: Path, waiting: Callable[[Owner | None], None] = lambda _: None, left: Callable[[Owner], None] = lambda _: None
) -> Iterator[None]:
    """A block that one process at a time runs.

    Args:
        lock: the file of the lock; that of its owner is ``<lock>.owner``. It stays, since two could hold one that goes.
        waiting: called once if another holds it, with who that is where that is known.
        left: called if its last owner died in the block, before the block begins.

    Raises:
        OSError: nothing can be written there.
    """
    one = _acquired(lock, lambda: waiting(owner_of(lock)))
    told = _beside(lock)
    try:
        if (dead := owner_of(lock)) is not None:
            left(dead)
        put(told, json.dumps(asdict(Owner.here())).encode())
        yield
    finally:
        with suppress(OSError):
            told.unlink(missing_ok=True)
        one.release()


@contextmanager
def locked(lock: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """A short block that one process at a time runs; nothing tells who that is.

    Args:
        lock: the file of the lock; one that :func:`held` holds, or the other way round, is the same lock.
        waiting: called once if another holds it.

    Raises:
        OSError: nothing can be written there.
    """
    one = _acquired(lock, waiting)
    try:
        yield
    finally:
        one.release()


def owner_of(lock: Path) -> Owner | None:
    """Who holds a lock, or died with it; None where nobody does, or it cannot be told."""
    try:
        with _beside(lock).open("rb") as file:
            content = json.loads(file.read(_LARGEST))
        owner = Owner(int(content["pid"]), str(content["host"]), float(content["started"]), str(content["since"]))
        dt.datetime.fromisoformat(owner.since)
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        ArithmeticError,
        RecursionError,
    ):  # half written by a machine that lost its power
        return None
    return owner


def _beside(lock: Path) -> Path:
    return lock.with_name(f"{lock.name}.owner")


def _acquired(lock: Path, waiting: Callable[[], None]) -> Any:
    """The lock, once it is ours."""
    from filelock import FileLock, SoftFileLock

    try:
        return _taken(FileLock(lock), waiting)
    except NotImplementedError:
        pass
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return _taken(SoftFileLock(lock.with_name(f"{lock.name}.held")), waiting)


def _taken(one: Any, waiting: Callable[[], None]) -> Any:
    from filelock import Timeout

    try:
        one.acquire(timeout=0)
    except Timeout:
        waiting()
        one.acquire()
    return one
