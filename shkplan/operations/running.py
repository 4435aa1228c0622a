"""``reports.yaml`` carried out: what is due or named is checked, made one report after the other, and written down.

Everything is checked before the first notebook runs. A report that cannot be made, or fails, stops no other; each is one line of
the log of runs as it ends. One batch is at work in a workspace at a time.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shkplan.base.errors import DataError, ParameterError, among
from shkplan.base.messages import Text, said
from shkplan.base.typed import likely_day
from shkplan.files import paths
from shkplan.operations.alone import alone
from shkplan.operations.batch import REPORTS, Batch
from shkplan.operations.begun import clear_after, write_down_the_dead
from shkplan.operations.cluster import run_on_cluster
from shkplan.operations.due import Due, due_reports
from shkplan.operations.following import followed
from shkplan.operations.home import home_of
from shkplan.operations.last_run import last_run_of, refused_run, write_last_run
from shkplan.operations.making import Maker
from shkplan.operations.notices import hidden
from shkplan.operations.planning import Planned, planned
from shkplan.operations.reasons import reason_of
from shkplan.operations.runs import RunLog, read_log
from shkplan.operations.telling import BatchProgress, expected_seconds
from shkplan.report.logs import event
from shkplan.report.run import LIMITS, Limits
from shkplan.workspace.check import checked
from shkplan.workspace.schedules.reports_file import ReportsFile, read_reports
from shkplan.workspace.schedules.timing import day_of

__all__ = ["Interrupted", "plan_reports", "run_reports"]

_log = logging.getLogger(__name__)


class Interrupted(KeyboardInterrupt):
    """A batch that was interrupted: what was under way is written down as such, the rest was not begun.

    Attributes:
        batch: as far as it came.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        super().__init__()


@dataclass(frozen=True)
class _Wanted:
    """Which reports are asked for, and when."""

    names: Sequence[str]
    due: bool
    every: bool
    as_of: str
    now: dt.datetime


def run_reports(
    names: Sequence[str] = (),
    *,
    due: bool = False,
    every: bool = False,
    root: str | Path | None = None,
    as_of: str | dt.date | None = None,
    now: dt.datetime | None = None,
    limits: Limits = LIMITS,
    progress: BatchProgress | None = None,
    fresh: bool = False,
    wait: bool = True,
    dask: str = "",
) -> Batch:
    """What became of the reports that are named, due, or of all of them.

    Args:
        names: of reports in ``reports.yaml``.
        due: those whose moment has passed and whose report is not there; with names, of these.
        every: all of them.
        root: the workspace; default the current one.
        as_of: another day than the rule of each report gives.
        now: the moment; default that of the machine's clock.
        limits: notebooks at a time, and how long each may take.
        progress: who tells of the progress; default nobody.
        fresh: whether all is made anew, also what earlier runs made of the same inputs.
        wait: whether to wait for another batch that is at work.
        dask: the address of a Dask scheduler, as in tcp://host:8786, whose workers see the same workspace; default this machine.

    Raises:
        DataError: mistakes in ``reports.yaml``; nothing was run.
        UnknownName: a report that is not there; nothing was run.
        ParameterError: neither names nor due nor every; no day; no workspace; no such cluster.
        AnotherRun: one is at work, and not to be waited for.
        Interrupted: by Ctrl-C or by the system; what was made stands.
    """
    home, voice = home_of(root), progress or BatchProgress()
    wanted = _wanted(names, due, every, as_of, now)
    started, clock = dt.datetime.now(dt.UTC), time.monotonic()
    with paths.within(home), alone(home / REPORTS, voice, wait=wait):
        dead = write_down_the_dead(home / REPORTS)
        file, log = _read(home, wanted), read_log(home / REPORTS)
        clear_after(dead, [home / REPORTS, *(home / one.destination for one in file.reports.values())])
        found, plans = _plans(file, log, home, wanted)
        voice.batch(expected_seconds(log, [one.report for one in plans]))
        batch = Batch(home, home / REPORTS, file, (), log, now=wanted.now, due=found)
        with hidden(file.notify.values()):  # notebooks are programs
            batch = _carried_out(batch, plans, Maker(home, limits, voice, fresh), dask)
        if not batch.interrupted:
            batch = followed(batch)
        write_last_run(batch.reports, last_run_of(batch, started, dt.datetime.now(dt.UTC), time.monotonic() - clock))
        if batch.interrupted:
            raise Interrupted(batch)
        return batch


def plan_reports(
    names: Sequence[str] = (),
    *,
    due: bool = False,
    every: bool = False,
    root: str | Path | None = None,
    as_of: str | dt.date | None = None,
    now: dt.datetime | None = None,
) -> tuple[Planned, ...]:
    """What :func:`run_reports` would make, each of which day and where, and what stands against it; nothing is run or written.

    Args:
        names, due, every, root, as_of, now: as there.

    Raises:
        DataError: mistakes in ``reports.yaml``.
        UnknownName: a report that is not there.
        ParameterError: as there.
    """
    home = home_of(root)
    wanted = _wanted(names, due, every, as_of, now)
    with paths.within(home):
        _, plans = _plans(read_reports(home), read_log(home / REPORTS), home, wanted)
        data = _data_wrong(home) if plans else ()
        return tuple(replace(one, wrong=(*data, *one.wrong)) for one in plans)


def _wanted(
    names: Sequence[str], due: bool, every: bool, as_of: str | dt.date | None, now: dt.datetime | None
) -> _Wanted:
    """What is asked for.

    Raises:
        ParameterError: no day, or a moment without a time zone.
    """
    day = "" if as_of is None else str(as_of)
    if day not in ("", "today") and likely_day(day) != day:
        raise ParameterError(said("as_of: found {day}, expected a date such as 2026-06-30, or today.", day=day))
    if now is not None and now.tzinfo is None:
        raise ParameterError(said("now: a moment without a time zone; give it one, as in datetime.now(timezone.utc)."))
    return _Wanted(names, due, every, day, now or dt.datetime.now(dt.UTC))


def _read(home: Path, wanted: _Wanted) -> ReportsFile:
    """``reports.yaml``; one that cannot be read is written down for those who watch.

    Raises:
        DataError: all that is wrong with it.
    """
    try:
        return read_reports(home)
    except (DataError, OSError) as error:
        write_last_run(home / REPORTS, refused_run(reason_of(error), wanted.now))
        raise


def _plans(file: ReportsFile, log: RunLog, home: Path, wanted: _Wanted) -> tuple[tuple[Due, ...], tuple[Planned, ...]]:
    """What is due, and the reports to make, in the order of ``reports.yaml``, each checked.

    Raises:
        UnknownName: a report that is not there.
        ParameterError: nothing is asked for.
    """
    for name in wanted.names:
        among("report", name, file.reports)
    if not (wanted.names or wanted.due or wanted.every):
        names = list(file.reports)
        raise ParameterError(said("which reports? Name them, or use --due or --all. Known: {names}.", names=names))
    found = due_reports(file, log, home, wanted.now)
    found = tuple(one for one in found if one.report in wanted.names or not wanted.names) if wanted.due else ()
    days = _days(file, found, wanted)
    return found, tuple(planned(name, file, day, home, log) for name, day in days.items())


def _days(file: ReportsFile, found: Sequence[Due], wanted: _Wanted) -> Mapping[str, dt.date]:
    """The day of each report to make."""
    today = wanted.now.astimezone(file.zone).date()
    if wanted.due and not wanted.every:
        days = {one.report: one.as_of for one in found}
    else:
        asked = [name for name in file.reports if wanted.every or name in wanted.names]
        days = {name: day_of(file.reports[name].as_of, today) for name in asked}
    return dict.fromkeys(days, day_of(wanted.as_of, today)) if wanted.as_of else days


def _data_wrong(home: Path) -> tuple[Text, ...]:
    """Mistakes in the files of the workspace, which stop every report."""
    found = checked(home)
    return (reason_of(DataError(found.mistakes)),) if found.mistakes else ()


def _carried_out(batch: Batch, plans: Sequence[Planned], maker: Maker, dask: str) -> Batch:
    """The batch after its reports were made, one after the other, or side by side on a cluster."""
    before = len(batch.log.entries)
    data = _data_wrong(batch.root) if plans else ()
    _log.info("%d reports", len(plans), extra=event("batch-begun", reports=[one.report for one in plans]))
    interrupted = False
    plans = [replace(one, wrong=(*data, *one.wrong)) for one in plans]
    try:
        if dask and plans:
            run_on_cluster(dask, plans, maker)
        else:
            for one in plans:
                maker.run(one)
    except KeyboardInterrupt:
        interrupted = True
    log = read_log(batch.reports)
    runs = RunLog(log.path, log.entries[before:]).runs
    batch = replace(batch, runs=runs, log=log, interrupted=interrupted)
    _log.info("end", extra=event("batch-ended", runs=[run.id for run in runs], interrupted=interrupted))
    return batch


def missed_commands(batch: Batch) -> Iterator[str]:
    """How to make the reports that were missed, one command a day."""
    for one in batch.due:
        for day in one.missed:
            yield f"shkplan run {one.report} --as-of {day.isoformat()}"
