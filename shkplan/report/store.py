"""What earlier runs made, below a checksum over all it depends on, so that a run makes only what depends on what changed.

The store lies in ``.store`` in the folder of all reports. Every entry is written whole and begins with the checksum of its content: a damaged
one is made anew, and that is told in the log. It holds text and bytes that are shown or set, nothing that is ever run, and can be
deleted at any time. A report that is verified is computed from its inputs: :mod:`shkplan.report.verify` never looks here.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import Any

from shkplan.base.messages import said
from shkplan.display.setting import spoken
from shkplan.files import paths

__all__ = ["NAME", "Store", "key_of"]

NAME = ".store"

_OLDEST = (
    400 * 24 * 3600
)  # seconds that an entry nobody asked for is kept: a report once a year finds what the last one left
_LARGEST = 1_000_000_000  # bytes of all entries together; those longest unasked go first
_FRESH = 24 * 3600  # seconds after which the day of a used entry is told anew
_DIGEST = hashlib.sha256().digest_size
_log = logging.getLogger(__name__)


def key_of(*depends: object) -> str:
    """A key over all that something depends on, given as values of JSON or bytes."""
    whole = hashlib.sha256()
    for one in depends:
        part = one if isinstance(one, bytes) else json.dumps(one, sort_keys=True, ensure_ascii=False).encode()
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


class Store:
    """The entries of one folder of reports.

    Args:
        folder: where they lie; default nowhere, and nothing is kept.
        reads: whether what is there is used; False makes all of it anew.
    """

    def __init__(self, folder: Path | None = None, *, reads: bool = True) -> None:
        self._folder, self._reads = folder if folder is not None and _is_no_link(folder) else None, reads

    @property
    def folder(self) -> Path | None:
        """Where the entries lie; None where nothing is kept."""
        return self._folder

    @property
    def reads(self) -> bool:
        """Whether what is there is used."""
        return self._reads

    def get(self, kind: str, key: str) -> bytes | None:
        """What was kept; None where there is nothing, or nothing whole."""
        if self._folder is None or not self._reads:
            return None
        path = self._path(kind, key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        digest, packed = content[:_DIGEST], content[_DIGEST:]
        with suppress(zlib.error):
            if hashlib.sha256(f"{kind}/{key}".encode() + packed).digest() == digest:
                self._used(path)
                return zlib.decompress(packed)
        told = said("{file} is damaged and is not used; what it held is made again.", file=paths.shown(path))
        _log.warning("%s", spoken(told))
        with suppress(OSError):
            path.unlink()
        return None

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep something, whole or not at all; where that is impossible the run goes on, and it is told in the log."""
        if self._folder is None:
            return
        path = self._path(kind, key)
        if not _is_no_link(path.parent):
            return
        packed = zlib.compress(content, 1)
        fresh = path.with_name(f".{path.name[:16]}.{os.getpid()}.{get_ident()}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(hashlib.sha256(f"{kind}/{key}".encode() + packed).digest() + packed)
            fresh.replace(path)
        except OSError as error:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            told = said("{folder} cannot be written to ({why}); the next report makes all of it again.",
                        folder=paths.shown(self._folder), why=error.strerror or str(error))  # fmt: skip
            _log.warning("%s", spoken(told))
            self._folder = None

    def made(self, kind: str, key: str, make: Callable[[], bytes]) -> bytes:
        """What was kept, else what is made now and kept."""
        found = self.get(kind, key)
        if found is None:
            found = make()
            self.put(kind, key, found)
        return found

    def get_json(self, kind: str, key: str) -> Any:
        """What was kept, as values of JSON; None where there is nothing whole."""
        content = self.get(kind, key)
        return None if content is None else json.loads(content)

    def put_json(self, kind: str, key: str, value: object) -> None:
        """Keep values of JSON."""
        self.put(kind, key, json.dumps(value, ensure_ascii=False).encode())

    def sweep(self) -> None:
        """Let entries go that nobody asked for in more than a year, then those longest unasked until the rest is not too large."""
        if self._folder is None:
            return
        room, now = _LARGEST, time.time()
        for used, size, path in sorted(self._entries(), reverse=True):
            room -= size
            if room < 0 or now - used > _OLDEST or path.name.endswith(".new"):
                with suppress(OSError):
                    path.unlink()

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        assert self._folder is not None
        kinds = [one for one in self._folder.iterdir() if _is_no_link(one)] if self._folder.is_dir() else []
        for path in (one for kind in kinds for one in kind.glob("*")):
            with suppress(OSError):
                found = path.stat()
                if not path.name.endswith(".new") or time.time() - found.st_mtime > _FRESH:
                    yield found.st_mtime, found.st_size, path

    def _used(self, path: Path) -> None:
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _FRESH:
                os.utime(path)

    def _path(self, kind: str, key: str) -> Path:
        assert self._folder is not None
        return self._folder / kind / key


def _is_no_link(folder: Path) -> bool:
    """Whether a folder stands where its name says; what a link leads to is not ours to write to, nor to sweep."""
    return paths.resolved(folder) == paths.resolved(folder.parent) / folder.name
