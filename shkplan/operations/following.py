"""What follows a batch of runs, in order: each its own concern, and none of them spoils the reports.

A step that fails is told and logged; the reports stand, the other steps are taken, the exit code says that something failed.
After an interruption no step is taken: each looks at the whole log, so that the next batch makes up for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import Text, said
from shkplan.display.setting import spoken
from shkplan.operations.batch import Batch
from shkplan.operations.catalogue import write_catalogue
from shkplan.operations.changes import write_changes
from shkplan.operations.latest import move_latest
from shkplan.operations.notices import send_notices
from shkplan.operations.reasons import reason_of
from shkplan.operations.retention import prune_old
from shkplan.report.logs import event

__all__ = ["STEPS", "Step", "followed"]

Step = Callable[[Batch], None]
_log = logging.getLogger(__name__)

# The pointer to the latest, what changed, retention, the catalogue of what is left, and last of all who is told.
STEPS: tuple[Step, ...] = (
    move_latest,
    write_changes,
    prune_old,
    write_catalogue,
    send_notices,
)  # fmt: skip

# What each is to a reader who sees that it failed.
_TASKS: Mapping[Step, str] = {
    move_latest: said("the way to the latest report"),
    write_changes: said("the page on what changed"),
    prune_old: said("removing what is no longer kept"),
    write_catalogue: said("the catalogue"),
    send_notices: said("the notices"),
}


def followed(batch: Batch, steps: tuple[Step, ...] | None = None) -> Batch:
    """The batch after all that follows it, with what went wrong on the way."""
    for step in STEPS if steps is None else steps:
        try:
            step(batch)
        except Exception as error:
            if not isinstance(error, ShkplanError | OSError):
                _log.exception("%s", step.__name__)
            reason = reason_of(error)
            told = said(
                "the reports stand; what follows them failed ({step}): {why}",
                step=_TASKS.get(step, step.__name__),
                why=reason,
            )
            _log.error("%s", spoken(told), extra=event("step-failed", step=step.__name__, reason=reason.en))
            batch = replace(batch, troubles=(*batch.troubles, Text(told.text("zh"), told.text("en"))))
    return batch
