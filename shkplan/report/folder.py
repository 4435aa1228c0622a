"""The place of a report: either the old one whole or the new one whole, never something between.

A report is built in a folder beside its final place and moved there when it is complete. A lock makes a second run for
the same place wait; whoever holds it knows that whatever is lying about belongs to runs that died, and sweeps it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shkplan.base.errors import ReportFailed
from shkplan.files.atomic import move


@contextmanager
def built_aside(final: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[Path]:
    """A new folder to build in, which becomes ``final`` if the block ends without an error and vanishes if not.

    Args:
        final: where the result will stand; an older one there is replaced.
        waiting: called once if another run holds the place.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(_aside(final, "lock"))
    try:
        with writing_to(final.parent):
            final.parent.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                waiting()
                lock.acquire()
            _sweep(final)
            fresh = _aside(final, "new")
            fresh.mkdir()
        try:
            yield fresh
            move(fresh, final, _aside(final, "old"))
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    finally:
        lock.release()


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """A block whose first steps show whether a folder of reports can be written to.

    Raises:
        ReportFailed: it cannot.
    """
    try:
        yield
    except OSError as error:
        told = f"{folder} cannot be written to ({error.strerror or error})"
        raise ReportFailed(f"{told}. Name another folder with --out; nothing was made.") from error


def _aside(final: Path, role: str) -> Path:
    return final.with_name(f".{final.name}.{role}")


def _sweep(final: Path) -> None:
    """Undo what a run that died has left: its unfinished folder, or a swap half done."""
    old = _aside(final, "old")
    if old.exists() and not final.exists():
        old.rename(final)
    for leftover in (old, _aside(final, "new")):
        if leftover.exists():
            shutil.rmtree(leftover)
