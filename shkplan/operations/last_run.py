"""``reports/last-run.json``: for those who watch, what became of the last batch and of every report.

It is written by every batch, also where nothing was due and where ``reports.yaml`` cannot be read. A runner that runs no longer
shows in it too: ``checked`` is when somebody last looked what is due, ``next`` the moment by which somebody has to look again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field

from shkplan import __version__
from shkplan.base.messages import Text
from shkplan.base.typed import Record
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.operations.batch import Batch
from shkplan.operations.due import next_moment
from shkplan.operations.reasons import all_reasons
from shkplan.operations.runs import Run

__all__ = ["FILE", "LastRun", "ReportState", "last_run_of", "refused_run", "write_last_run"]

FILE = "last-run.json"
_STATES = Literal["succeeded", "failed", "interrupted", "nothing-due"]


class ReportState(Record):
    """One report of ``reports.yaml``, by its last run.

    Attributes:
        plan: the id of its plan.
        as_of: of the last run, the day whose knowledge counts; None where it was never run.
        state: how that run ended, or ``never``.
        reason: why it did not succeed.
        ended: when.
        seconds: how long it took.
        folder: where the last good report stands, from the workspace on; empty where there is none.
        good: the day of the last good report.
        next: when it is due next; None where it is not scheduled.
    """

    plan: str
    as_of: dt.date | None = None
    state: Literal["succeeded", "failed", "interrupted", "never"] = "never"
    reason: Text | None = None
    ended: AwareDatetime | None = None
    seconds: float | None = None
    folder: str = ""
    good: dt.date | None = None
    next: AwareDatetime | None = None


class LastRun(Record):
    """What became of the last batch.

    Attributes:
        format: of this file.
        shkplan: the version that wrote it.
        checked: when it was last looked what is due.
        next: when the next report is due; None where nothing is scheduled. A ``checked`` before a ``next`` that has passed says
            that the runner runs no longer.
        started, ended: of the last batch.
        seconds: how long it took.
        state: of the whole batch.
        reason: why it did not succeed; None where it did.
        failing: reports whose last run did not succeed.
        reports: every report of ``reports.yaml``, by name.
    """

    format: Literal[1] = 1
    shkplan: str
    checked: AwareDatetime
    next: AwareDatetime | None = None
    started: AwareDatetime
    ended: AwareDatetime
    seconds: float = Field(ge=0)
    state: _STATES
    reason: Text | None = None
    failing: tuple[str, ...] = ()
    reports: Mapping[str, ReportState] = {}


def last_run_of(batch: Batch, started: dt.datetime, ended: dt.datetime, seconds: float) -> LastRun:
    """What there is to say of a batch."""
    now = batch.now or started
    reasons = [run.reason for run in batch.runs if run.reason is not None]
    reports = _states(batch, now)
    return LastRun(
        shkplan=__version__,
        checked=now,
        next=next_moment(batch.file, now) if batch.file else None,
        started=started,
        ended=ended,
        seconds=round(seconds, 3),
        state=_state(batch),
        reason=all_reasons([*reasons, *batch.troubles]) if reasons or batch.troubles else None,
        failing=tuple(name for name, one in reports.items() if one.state in ("failed", "interrupted")),
        reports=reports,
    )


def refused_run(reason: Text, now: dt.datetime) -> LastRun:
    """What there is to say where ``reports.yaml`` could not be read."""
    return LastRun(shkplan=__version__, checked=now, started=now, ended=now, seconds=0, state="failed", reason=reason)


def write_last_run(reports: Path, content: LastRun) -> None:
    """Put it among the reports, whole."""
    replace_all({paths.kept_inside(reports / FILE): f"{content.model_dump_json(indent=1)}\n".encode()})


def _state(batch: Batch) -> _STATES:
    if batch.interrupted:
        return "interrupted"
    if not batch.well:
        return "failed"
    return "succeeded" if batch.runs else "nothing-due"


def _states(batch: Batch, now: dt.datetime) -> dict[str, ReportState]:
    """Every report of ``reports.yaml`` by its last run, whenever that was."""
    found: dict[str, ReportState] = {}
    for name, entry in (batch.file.reports if batch.file else {}).items():
        last = next((run for run in reversed(batch.log.runs) if run.report == name), None)
        good = batch.log.latest_of(name, batch.root)
        due = next_moment(batch.file, now, name) if batch.file else None
        there = {"folder": good.folder, "good": good.as_of} if good else {}
        found[name] = ReportState(plan=entry.plan, next=due, **there, **_of_run(last))
    return found


def _of_run(run: Run | None) -> dict[str, object]:
    names = ("as_of", "state", "reason", "ended", "seconds")
    return {} if run is None else {name: getattr(run, name) for name in names}
