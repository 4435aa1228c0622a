"""Executed notebooks of a run that did not come to its end, for the next run with the same inputs.

They stand in ``.<name>.kept`` beside the place of the report, below a checksum over all they depend on, and go when the
report is there. So a second try continues where the first one stopped, whatever stopped it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from shkplan.report.folder import aside

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
        if other.name != key:
            shutil.rmtree(other, ignore_errors=True)
    (whole / key).mkdir(parents=True, exist_ok=True)
    return whole / key


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
    for folder in [*whole.glob("*"), whole]:
        with suppress(OSError):  # not empty, or not there
            folder.rmdir()
