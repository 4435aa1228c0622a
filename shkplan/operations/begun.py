"""Runs that have begun: what a process that died without a word leaves for the next one, which writes it down.

A small file stands among the reports from the beginning of a run to the line in the log of runs. Who holds the lock of a batch and
finds one knows that its process is gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from itertools import product
from pathlib import Path

from pydantic import ValidationError

from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.files.atomic import create
from shkplan.operations.reasons import said_in_both
from shkplan.operations.runs import Run, read_log
from shkplan.report.folder import clear_after_death

__all__ = ["clear_after", "mark", "unmark", "write_down_the_dead"]

_FOLDER = ".begun"  # among the reports


def mark(reports: Path, run: Run) -> None:
    """Leave word that a run has begun.

    Raises:
        ShkplanError: a link leads out of the workspace.
        OSError: it cannot be written.
    """
    folder = paths.kept_inside(reports / _FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    create(folder / f"{run.id}.json", run.model_dump_json().encode())


def unmark(reports: Path, run: Run) -> None:
    """Take the word back, once the run stands in the log."""
    with suppress(OSError):
        (reports / _FOLDER / f"{run.id}.json").unlink(missing_ok=True)
        (reports / _FOLDER).rmdir()


def write_down_the_dead(reports: Path) -> tuple[Run, ...]:
    """The runs whose process ended without a word, each written down as interrupted; to be asked by who holds the lock.

    Raises:
        OSError: the log of runs cannot be written.
    """
    log, found = read_log(reports), list[Run]()
    known = {run.id for run in log.runs}
    for path in sorted((reports / _FOLDER).glob("*.json")):
        with suppress(ValidationError, OSError, UnicodeDecodeError):  # cut short by the same death
            run = Run.model_validate_json(path.read_text(encoding="utf-8"))
            if run.id not in known:
                why = said_in_both(
                    said("its process ended without a word: killed, or the power failed. The next run found it.")
                )
                told = {"state": "interrupted", "reason": why, "ended": dt.datetime.now(dt.UTC), "seconds": 0}
                found.append(Run.model_validate(run.model_dump() | told))
        if not any(one.id == path.stem for one in found):
            path.unlink(missing_ok=True)
    if found:
        log.add(*found)
    for run in found:
        unmark(reports, run)
    with suppress(OSError):
        (reports / _FOLDER).rmdir()
    return tuple(found)


def clear_after(dead: Iterable[Run], destinations: Iterable[Path]) -> None:
    """Clear what runs that died have left half-made; their report may not be due, so that no later run would come by."""
    for run, folder in product(dead, set(destinations)):
        for left in (folder / run.plan).glob(f".{run.as_of.isoformat()}*.new"):
            with suppress(OSError):  # the next run for the same place tells of it
                clear_after_death(left.with_name(left.stem[1:]))
