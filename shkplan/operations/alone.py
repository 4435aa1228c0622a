"""One batch at a time in a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.report.folder import writing_to
from shkplan.report.progress import NullProgress

__all__ = ["AnotherRun", "alone"]

_LOCK = ".run.lock"  # among the reports


class AnotherRun(ShkplanError):
    """Another batch is at work in the same workspace."""

    code = 75  # EX_TEMPFAIL: try again later


@contextmanager
def alone(reports: Path, voice: NullProgress, *, wait: bool = True) -> Iterator[None]:
    """A block that no other batch of the same folder of reports is in at the same time.

    Args:
        reports: the folder.
        voice: told that another is at work, where it is waited for.
        wait: whether it is.

    Raises:
        AnotherRun: it is not to be waited for.
        ReportFailed: the folder cannot be written to.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(paths.kept_inside(reports) / _LOCK)
    with writing_to(reports):
        reports.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if not wait:
                told = said("another run is at work in {folder}; nothing was begun.", folder=paths.shown(reports))
                raise AnotherRun(told) from None
            voice.step(said("waiting for another run that is at work in {folder}", folder=paths.shown(reports)))
            lock.acquire()
    try:
        yield
    finally:
        lock.release()
