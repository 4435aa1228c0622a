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

_LOCK = ".run.lock"  # among the reports
_log = logging.getLogger(__name__)


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

    def waiting(owner: Owner | None) -> None:
        named = {"folder": paths.shown(reports), "owner": owner.words if owner else said("it does not say who it is")}
        if not wait:
            raise AnotherRun(said("another run is at work in {folder} ({owner}); nothing was begun.", **named))
        voice.step(said("waiting for another run that is at work in {folder} ({owner})", **named))

    with ExitStack() as block:
        with writing_to(reports):
            reports.mkdir(parents=True, exist_ok=True)
            block.enter_context(held(paths.kept_inside(reports) / _LOCK, waiting, lambda dead: _told(dead, reports)))
        yield


def _told(dead: Owner, reports: Path) -> None:
    told = said("{final}: an earlier run was killed ({owner}); this one takes over", final=reports, owner=dead.words)
    _log.warning("%s", spoken(told), extra=event("run-killed", pid=dead.pid, host=dead.host, since=dead.since))
