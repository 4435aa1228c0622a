"""The place of a report: either the old one whole or the new one whole, never something between.

A report is built in a folder beside its final place and moved there when it is complete. A lock makes a second run for
the same place wait, and tells it for whom; whoever holds it knows that whatever is lying about belongs to runs that died, ends what
they left at work, and sweeps it.
"""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shkplan.base.errors import ReportFailed
from shkplan.base.interrupts import uninterrupted
from shkplan.base.messages import Said, said
from shkplan.display.setting import spoken
from shkplan.files.atomic import move
from shkplan.files.locks import Owner, held
from shkplan.report.processes import end_orphans

NO_ROOM = tuple(getattr(errno, name) for name in ("ENOSPC", "EDQUOT") if hasattr(errno, name))

_USUAL = 15_000_000  # bytes of a whole report on a plan of thirty indicators, in two languages
_log = logging.getLogger(__name__)


@contextmanager
def built_aside(final: Path, waiting: Callable[[Said], None] = lambda _: None) -> Iterator[Path]:
    """A new folder to build in, which becomes ``final`` if the block ends without an error and vanishes if not.

    Args:
        final: where the result will stand; an older one there is replaced.
        waiting: called once, with what to say, if another run holds the place.

    Raises:
        ReportFailed: there is too little room, or nothing can be written there.
    """
    with writing_to(final.parent):
        enough_room(final.parent)
        final.parent.mkdir(parents=True, exist_ok=True)
        with held(
            aside(final, "lock"), lambda owner: waiting(_waiting_for(owner, final)), lambda dead: _after(dead, final)
        ):
            with uninterrupted():
                sweep(final)
            fresh = aside(final, "new")
            try:
                fresh.mkdir()
                yield fresh
                move(fresh, final, aside(final, "old"))
            finally:
                with uninterrupted():
                    shutil.rmtree(fresh, ignore_errors=True)


def _waiting_for(owner: Owner | None, final: Path) -> Said:
    """What to say while another run holds the place."""
    if owner is None:
        return said("waiting for another run that writes {final}", final=final)
    return said("waiting for another run that writes {final} ({owner})", final=final, owner=owner.words)


def _after(dead: Owner, final: Path) -> None:
    """Take over from a run that died: end what it left at work, and say so in the log."""
    told = said("{final}: an earlier run was killed ({owner}); this one takes over", final=final, owner=dead.words)
    _log.warning("%s", spoken(told))
    if dead.local:
        end_orphans(dead.pid)


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
            "{folder} cannot be written to ({error}). Make it writable, or name another folder (--out; destination in reports.yaml); nothing was made.",
            folder=folder,
            error=error.strerror or error,
        )
        raise ReportFailed(told) from error


def enough_room(folder: Path) -> None:
    """Nothing, where a report has room in a folder of reports that may not be there yet.

    Raises:
        ReportFailed: how much it needs and how much is free; nothing was made.
    """
    there = next((path for path in (folder, *folder.parents) if path.is_dir()), folder)
    try:
        disk = shutil.disk_usage(there)
    except OSError:  # some shares do not tell
        return
    needed = _needed(folder)
    if disk.total and disk.free < needed:
        told = (
            "{folder} has too little room: a report needs about {needed:.1f} MB, {free:.1f} MB are free. "
            "Make room there, or name another folder (--out; destination in reports.yaml); nothing was made."
        )
        raise ReportFailed(said(told, folder=folder, needed=needed / 1e6, free=disk.free / 1e6))


def no_room(folder: Path) -> ReportFailed:
    """The error to raise where a disk is full; it tells about how much a report takes there, and what is free."""
    try:
        free = said("{free:.1f} MB free", free=shutil.disk_usage(folder).free / 1e6)
    except OSError:
        free = said("not even its size can be read")
    remedy = said(
        "Make room there, or name another folder (--out; destination in reports.yaml); finished notebooks are kept for the next run"
    )
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


class _AtWork(Exception):
    """Another run holds the place."""


def clear_after_death(final: Path) -> None:
    """Clear what a run that died has left at the place of a report, unless another run is at work there.

    Raises:
        OSError: it cannot be removed.
    """

    def at_work(_: Owner | None) -> None:
        raise _AtWork

    with suppress(_AtWork), held(aside(final, "lock"), at_work, lambda dead: _after(dead, final)), uninterrupted():
        sweep(final)


def sweep(final: Path) -> None:
    """Undo what a run that died has left: its unfinished folder, or a swap half done; below the lock of the place."""
    old = aside(final, "old")
    if old.exists() and not final.exists():
        old.rename(final)
    for leftover in (old, aside(final, "new")):
        if leftover.exists():
            shutil.rmtree(leftover)
