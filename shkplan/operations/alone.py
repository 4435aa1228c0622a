"""One batch at a time in a workspace."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said
from shkplan.display.setting import spoken
from shkplan.files import paths
from shkplan.files.locks import Owner, held
from shkplan.report.folder import writing_to
from shkplan.report.logs import event
from shkplan.report.progress import NullProgress

__all__ = ["AnotherRun", "alone"]

_log = logging.getLogger(__name__)
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
    folder = paths.shown(reports)

    def waiting(owner: Owner | None) -> None:
        who = owner.words if owner else said("a process that is not known")
        if not wait:
            raise AnotherRun(
                said("another run is at work in {folder} ({owner}); nothing was begun.", folder=folder, owner=who)
            )
        voice.step(said("waiting for another run that is at work in {folder} ({owner})", folder=folder, owner=who))

    def left(dead: Owner) -> None:
        told = said(
            "{folder}: an earlier run was killed ({owner}); this one takes over", folder=folder, owner=dead.words
        )
        _log.warning("%s", spoken(told), extra=event("taken-over", process=dead.pid, host=dead.host))

    lock = paths.kept_inside(reports) / _LOCK
    with ExitStack() as stack:
        with writing_to(reports):
            reports.mkdir(parents=True, exist_ok=True)
            stack.enter_context(held(lock, waiting, left))
        yield
