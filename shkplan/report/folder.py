"""The place of a report: either the old one whole or the new one whole, never something between.

A report is built in a folder beside its final place and moved there when it is complete. A lock makes a second run for
the same place wait; whoever holds it knows that whatever is lying about belongs to runs that died, and sweeps it.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shkplan.base.errors import ReportFailed
from shkplan.base.messages import said
from shkplan.files.atomic import move

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

_USUAL = 15_000_000  # bytes of a whole report on a plan of thirty indicators, in two languages


@contextmanager
def built_aside(final: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[Path]:
    """A new folder to build in, which becomes ``final`` if the block ends without an error and vanishes if not.

    Args:
        final: where the result will stand; an older one there is replaced.
        waiting: called once if another run holds the place.
    """
    from filelock import FileLock, Timeout

    lock, fresh = FileLock(aside(final, "lock")), aside(final, "new")
    with writing_to(final.parent):
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                waiting()
                lock.acquire()
            _sweep(final)
            fresh.mkdir()
            try:
                yield fresh
                move(fresh, final, aside(final, "old"))
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        finally:
            lock.release()


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """A block that writes to a folder of reports.

    Raises:
        ReportFailed: it cannot be written to, or has no room left.
        OSError: anything that happened elsewhere.
    """
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise no_room(folder) from error
        if error.filename and not Path(str(error.filename)).is_relative_to(folder):
            raise
        told = said(
            "{folder} cannot be written to ({error}). Name another folder with --out; nothing was made.",
            folder=folder,
            error=error.strerror or error,
        )
        raise ReportFailed(told) from error


def no_room(folder: Path) -> ReportFailed:
    """The error to raise where a disk is full; it tells about how much a report takes there, and what is free."""
    try:
        free = said("{free:.1f} MB free", free=shutil.disk_usage(folder).free / 1e6)
    except OSError:
        free = said("not even its size can be read")
    remedy = said("Make room there, or name another folder with --out; finished notebooks are kept for the next run")
    return ReportFailed(
        said(
            "{folder} has no room left (a report needs about {needed:.1f} MB, {free}). {remedy}.",
            folder=folder,
            needed=_needed(folder) / 1e6,
            free=free,
            remedy=remedy,
        )
    )


def _needed(folder: Path) -> float:
    """Bytes: twice the last report in a folder, since until it is done its notebooks stand beside it and take as much."""
    try:
        last = max(folder.glob("*/manifest.json"), key=lambda path: path.stat().st_mtime, default=None)
        size = sum(path.stat().st_size for path in last.parent.rglob("*") if path.is_file()) if last else _USUAL
    except OSError:  # the disk may be worse than full
        size = _USUAL
    return 2.0 * size


def aside(final: Path, role: str) -> Path:
    """Where something stands that belongs to the place of a report, hidden beside it."""
    return final.with_name(f".{final.name}.{role}")


def _sweep(final: Path) -> None:
    """Undo what a run that died has left: its unfinished folder, or a swap half done."""
    old = aside(final, "old")
    if old.exists() and not final.exists():
        old.rename(final)
    for leftover in (old, aside(final, "new")):
        if leftover.exists():
            shutil.rmtree(leftover)
