"""Files and folders put in place whole: all of it, or nothing; also when the power goes in the middle."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import get_ident
from typing import Any

from shkplan.base.errors import ShkplanError
from shkplan.base.interrupts import uninterrupted
from shkplan.base.messages import said
from shkplan.files.paths import kept_inside, shown


def replace_all(contents: Mapping[Path, bytes]) -> None:
    """Give each file its new content; if anything fails on the way, every file is as it was.

    All are written beside their places first, so that a full disk or a folder without permission shows before the first
    is replaced.

    Raises:
        ShkplanError: a link leads one out of the workspace, or something else than a file is there.
        OSError: what failed.
    """
    staged: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    try:
        for path, content in contents.items():
            place = _regular(kept_inside(path).resolve())  # what a link leads to is replaced, not the link
            before[place] = place.read_bytes() if place.exists() else None
            staged[place] = _aside(place)
            with told_of(path):
                _write(staged[place], content, like=place)
        with uninterrupted():
            _swap(staged, before)
        for folder in {place.parent for place in staged}:
            _sync_folder(folder)
    finally:
        for fresh in staged.values():
            with suppress(OSError):
                fresh.unlink(missing_ok=True)


def create(path: Path, content: bytes) -> bool:
    """Make a file where none is, whole or not at all; of several who make it at once one does.

    Returns:
        Whether it was made; False where something is there.

    Raises:
        ShkplanError: as of :func:`replace_all`.
        OSError: what failed.
    """
    place = _regular(kept_inside(path).resolve())
    fresh = _aside(place)
    try:
        with told_of(path):
            _write(fresh, content, like=place)
            _link(place, fresh)
            _sync_folder(place.parent)
    except FileExistsError:
        return False
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return True


def put(place: Path, content: bytes) -> None:
    """Give one file its content: whoever reads it finds the old or the new one, whole, whatever happens meanwhile.

    Raises:
        OSError: what failed; the old one is there.
    """
    fresh = _aside(place)
    try:
        _write(fresh, content, like=place)
        fresh.replace(place)
        _sync_folder(place.parent)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _aside(place: Path) -> Path:
    """Where a file is written before it is put in its place; nobody else writes there."""
    return place.with_name(f".{place.name}.{os.getpid()}.{get_ident()}.new")


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """What fails here is told of the place that a person named, not of a passing one beside it."""
    try:
        yield
    except OSError as error:
        error.filename = shown(path)
        raise


def _link(place: Path, fresh: Path) -> None:
    """Give a file its name, unless that is taken."""
    try:
        place.hardlink_to(fresh)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a disk that knows one name a file, such as a USB stick
        with place.open("xb") as file:
            file.write(fresh.read_bytes())


def _regular(place: Path) -> Path:
    """The place of a file; a pipe or a folder there is not read, and not replaced.

    Raises:
        ShkplanError: something else is there, or no folder to put it into.
    """
    if not place.parent.is_dir():
        told = "{folder} is no folder: {name} was not written. Make the folder first, or name another place."
        raise ShkplanError(said(told, folder=shown(place.parent), name=place.name))
    if place.exists() and not place.is_file():
        raise ShkplanError(said("{path} is no file: nothing was written. Name another place.", path=shown(place)))
    return place


def _write(fresh: Path, content: bytes, *, like: Path) -> None:
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if like.exists():
        shutil.copymode(like, fresh)


def _swap(staged: Mapping[Path, Path], before: Mapping[Path, bytes | None]) -> None:
    done: list[Path] = []
    try:
        for place, fresh in staged.items():
            fresh.replace(place)
            done.append(place)
    except OSError:
        for place in done:
            earlier = before[place]
            if earlier is None:
                place.unlink(missing_ok=True)
            else:
                place.write_bytes(earlier)
        raise


def move(fresh: Path, final: Path, former: Path) -> None:
    """Put a file or folder in its final place; if that fails, what stood there stands there again.

    All of it is on the disk before it gets its name. Where the system can exchange two names (Linux), no moment is without
    the one or the other; elsewhere a folder has to give way first. No signal comes between.

    Args:
        fresh: what was made aside, on the same disk.
        final: its place; an earlier file or folder there goes.
        former: where an earlier folder stands meanwhile; a death between the two moves leaves it there.

    Raises:
        ShkplanError: a link leads the place out of the workspace.
        OSError: what failed.
    """
    kept_inside(final)
    sync(fresh)
    with uninterrupted():
        if final.is_dir() and _exchanged(fresh, final):
            former = fresh
        else:
            _one_by_one(fresh, final, former)
        _sync_folder(final.parent)
        shutil.rmtree(former, ignore_errors=True)


def _one_by_one(fresh: Path, final: Path, former: Path) -> None:
    if final.is_dir():
        final.rename(former)
    try:
        fresh.replace(final)
    except OSError:
        if former.exists():
            former.rename(final)
        raise


_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of renameat2(2)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether two names have been exchanged, in one step; False where the system or the disk cannot."""
    rename = _renameat2()
    if rename is None or other.is_symlink():
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


@cache
def _renameat2() -> Any:
    if sys.platform != "linux":
        return None
    import ctypes

    return getattr(ctypes.CDLL(None), "renameat2", None)


def sync(place: Path) -> None:
    """Nothing: a file, or a folder with all below it, is on the disk when this returns, as far as the system knows.

    Raises:
        OSError: it did not get there.
    """
    for folder, _, names in os.walk(place):
        for name in names:
            _sync_file(Path(folder, name))
        _sync_folder(Path(folder))
    if place.is_file():
        _sync_file(place)


def _sync_file(place: Path) -> None:
    with place.open("rb" if os.name == "posix" else "r+b") as file:  # Windows flushes what may be written only
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk; Windows opens no folder, and some shares sync none."""
    if os.name != "posix":
        return
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def move_into(fresh: Path, folder: Path) -> None:
    """Put what a folder holds into an empty one that stays, perhaps since somebody works in it; or nothing of it.

    Raises:
        OSError: what failed.
    """
    entries = sorted(entry.name for entry in fresh.iterdir())
    try:
        for name in entries:
            (fresh / name).rename(folder / name)
    except OSError:
        for name in entries:
            shutil.rmtree(folder / name, ignore_errors=True)
            with suppress(OSError):
                (folder / name).unlink(missing_ok=True)
        raise
