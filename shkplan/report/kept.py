"""Executed notebooks of a run that did not come to its end, for the next run with the same inputs.

They stand in ``.<name>.kept`` beside the place of the report, below a checksum over all they depend on, and go when the
report is there. So a second try continues where the first one stopped, whatever stopped it. Their own checksums stand beside
their folder: what was cut short by a crash, or changed by anybody since, is made anew and not believed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from shkplan.report.folder import aside
from shkplan.report.manifest import sha256
from shkplan.report.run import Job

_SUMS = ".sha256"  # what the list of checksums is called, after the folder whose notebooks it lists
_STALE = 7 * 24 * 3600  # seconds after which nobody comes back for the notebooks of another day


def place_of(final: Path, depends: Mapping[str, Any]) -> Path:
    """The folder for executed notebooks, emptied of those that other inputs, parameters or versions made.

    Args:
        final: the place of the report.
        depends: all that an executed notebook depends on.
    """
    whole = aside(final, "kept")
    key = hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()[:16]
    for other in whole.glob("*"):
        if other.name not in (key, f"{key}{_SUMS}"):
            _remove(other)
    (whole / key).mkdir(parents=True, exist_ok=True)
    return whole / key


def seal(notebook: Path) -> None:
    """Nothing: the checksum of a finished notebook is kept, in the format of ``sha256sum``."""
    with _sums(notebook).open("a", encoding="utf-8", newline="\n") as sums:
        sums.write(_line(notebook))


def missing(jobs: Sequence[Job]) -> list[Job]:
    """The jobs whose notebook is not there as it was sealed; whatever stands in the place of one is gone."""
    lacking = [job for job in jobs if not _sealed(Path(job.executed))]
    for job in lacking:
        _remove(Path(job.executed))
    return lacking


def _sealed(notebook: Path) -> bool:
    """Whether a notebook is the one that was finished here, to the last byte; what cannot be read is not."""
    try:
        return _line(notebook) in _sums(notebook).read_text(encoding="utf-8", errors="replace").splitlines(
            keepends=True
        )
    except OSError:
        return False


def _line(notebook: Path) -> str:
    return f"{sha256(notebook)}  {notebook.name}\n"


def _sums(notebook: Path) -> Path:
    """The list of checksums; beside the folder, which holds notebooks and nothing else."""
    return notebook.parent.with_name(f"{notebook.parent.name}{_SUMS}")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def release(final: Path) -> None:
    """Nothing: the report is there, and what earlier days left unfinished is old."""
    shutil.rmtree(aside(final, "kept"), ignore_errors=True)
    for other in final.parent.glob(".*.kept"):
        with suppress(OSError):
            if time.time() - other.stat().st_mtime > _STALE:
                shutil.rmtree(other, ignore_errors=True)


def keep_finished(final: Path) -> None:
    """Nothing: drafts of notebooks that did not come to their end go, and the folder with them if it holds no other."""
    whole = aside(final, "kept")
    for draft in whole.glob("*/draft-*"):
        draft.unlink(missing_ok=True)
    for folder in [*(path for path in whole.glob("*") if path.is_dir()), whole]:
        with suppress(OSError):  # not empty, or not there
            folder.rmdir()
            _sums(folder / "of-none").unlink(missing_ok=True)
