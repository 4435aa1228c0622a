"""Folders that are needed for a while and gone afterwards, even where the process that made them was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def passing_folder(prefix: str) -> Iterator[Path]:
    """An empty folder that is there for the block.

    Its name tells the process it belongs to, so that the next one that asks for such a folder sweeps it if that process was killed.

    Args:
        prefix: what the folders of one purpose are called, such as ``shkplan-bundle-``.
    """
    _sweep(Path(tempfile.gettempdir()), prefix)
    with TemporaryDirectory(prefix=f"{prefix}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder).resolve()


def _sweep(place: Path, prefix: str) -> None:
    import psutil

    for folder in place.glob(f"{prefix}*"):
        owner = folder.name.removeprefix(prefix).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
