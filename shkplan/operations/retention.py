"""Which reports stay and which go, and how they go: nothing is removed that is not exactly what a run of this workspace left there.

A report goes in this order: its removal is written down, its folder is moved aside in one step, and what is aside is deleted. So a
reader finds a report whole or not at all, and none is listed that is gone. A crash on the way leaves a report that is written down as
removed and still there; the next time it is brought to its end.
"""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shkplan.base.errors import ParameterError, ShkplanError, among
from shkplan.base.messages import Said, lines, said
from shkplan.display.setting import spoken
from shkplan.files import paths
from shkplan.files.locks import locked
from shkplan.operations.alone import alone
from shkplan.operations.approving import as_made
from shkplan.operations.batch import REPORTS, Batch
from shkplan.operations.history import changes_folder
from shkplan.operations.home import home_of
from shkplan.operations.runs import Removal, Run, RunLog, read_log
from shkplan.report.folder import aside
from shkplan.report.logs import event
from shkplan.report.progress import NullProgress
from shkplan.workspace.schedules.reports_file import ReportsFile, Retention, read_reports

__all__ = ["Decision", "Pruning", "kept_of", "prune", "prune_old"]

Why = Literal["latest", "among_last", "of_year", "approved", "compared", "all_kept", "differs", "busy", "over"]
_ASIDE = "removed"
_CHANGES = {".html", ".json"}  # what a folder of changes holds
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decision:
    """Whether a report stays, and why.

    Attributes:
        run: its run.
        why: the rule; ``over``: none keeps it, so that it goes.
        size: bytes of its folder.
        detail: what differs, where it differs from what was made.
    """

    run: Run
    why: Why
    size: int = 0
    detail: str = ""

    @property
    def goes(self) -> bool:
        return self.why == "over"


@dataclass(frozen=True)
class Pruning:
    """What became, or would become, of the reports whose retention is limited.

    Attributes:
        decisions: report by report, in the order of ``reports.yaml`` and of their days.
        done: whether those that go are gone.
        troubles: what could not be removed, and why.
    """

    decisions: tuple[Decision, ...]
    done: bool = False
    troubles: tuple[Said, ...] = ()

    @property
    def going(self) -> tuple[Decision, ...]:
        """Those that go."""
        return tuple(one for one in self.decisions if one.goes)

    @property
    def size(self) -> int:
        """Bytes of those that go."""
        return sum(one.size for one in self.going)


def kept_of(runs: Sequence[Run], keep: Retention, approved: Iterable[str]) -> Mapping[str, Why]:
    """The runs of one report that stay, by id, and the rule that keeps each.

    Args:
        runs: whose report stands.
        keep: how many stay.
        approved: the ids of the runs that are approved.
    """
    ordered, answered = sorted(runs, key=lambda run: (run.as_of, run.started)), set(approved)
    if keep.last is None:
        return {run.id: "all_kept" for run in ordered}
    of_year = {run.as_of.year: run.id for run in ordered}
    compared = {run.follows for run in ordered if run.id in answered}
    rules: tuple[tuple[Why, set[str]], ...] = (
        ("approved", answered),
        ("latest", {run.id for run in ordered[-1:]}),
        ("among_last", {run.id for run in ordered[-keep.last :]}),
        ("of_year", set(of_year.values()) if keep.yearly else set()),
        ("compared", compared),
    )
    found = {run.id: next((why for why, ids in rules if run.id in ids), None) for run in ordered}
    return {name: why for name, why in found.items() if why is not None}


def prune(
    names: Sequence[str] = (), *, dry_run: bool = False, root: str | Path | None = None, now: dt.datetime | None = None
) -> Pruning:
    """What became of the reports of ``reports.yaml`` whose retention is limited: old ones are removed.

    Args:
        names: of reports; default all whose entry says how many to keep.
        dry_run: whether only to say what would go.
        root: the workspace; default the current one.
        now: the moment; default that of the machine's clock.

    Raises:
        DataError: mistakes in ``reports.yaml``.
        UnknownName: a report that is not there.
        ParameterError: no workspace; a report that is named keeps all.
    """
    home = home_of(root)
    file = read_reports(home)
    for name in names:
        among("report", name, file.reports)
        if file.reports[name].keep.last is None:
            told = (
                "{name} keeps all its reports. Write under it in reports.yaml how many stay, as in keep: {{last: 12}}."
            )
            raise ParameterError(said(told, name=name))
    with paths.within(home):
        if dry_run or not (home / REPORTS).is_dir():
            return decided(file, read_log(home / REPORTS), home, names)
        with alone(home / REPORTS, NullProgress()):
            return _pruned(file, home, names, now or dt.datetime.now(dt.UTC))


def prune_old(batch: Batch) -> None:
    """Remove what has become too old, after a batch in which nothing failed.

    Raises:
        ShkplanError: what could not be removed.
    """
    if batch.file is None or not batch.runs or not batch.well:
        return
    found = _pruned(batch.file, batch.root, (), batch.now or dt.datetime.now(dt.UTC))
    if found.troubles:
        raise ShkplanError(lines(found.troubles))


def decided(file: ReportsFile, log: RunLog, root: Path, names: Sequence[str] = ()) -> Pruning:
    """What would become of the reports; nothing is written.

    Args:
        file: ``reports.yaml``.
        log: of the runs.
        root: the workspace.
        names: of reports; default all whose entry says how many to keep.
    """
    found = list[Decision]()
    for name, entry in file.reports.items():
        if entry.keep.last is None or (names and name not in names):
            continue
        runs = [run for run in log.standing if run.report == name and _place(run, root).is_dir()]
        kept = kept_of(runs, entry.keep, log.approvals)
        runs.sort(key=lambda run: (run.as_of, run.started))
        found += [_decision(run, kept.get(run.id, "over"), file, root) for run in runs]
    return Pruning(tuple(found))


def _place(run: Run, root: Path) -> Path:
    return root / run.folder


def _decision(run: Run, why: Why, file: ReportsFile, root: Path) -> Decision:
    """What becomes of a report, once what lies in its folder was looked at."""
    place = _place(run, root)
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file() and not path.is_symlink())
    if why == "over" and (detail := _barrier(run, file, root)):
        return Decision(run, "differs", size, detail)
    return Decision(run, why, size)


def _barrier(run: Run, file: ReportsFile, root: Path) -> str:
    """What forbids to remove a folder; empty where it is just what the run left there, in a place where reports stand."""
    place = _place(run, root)
    homes = {root / REPORTS, *(root / entry.destination for entry in file.reports.values())}
    if not any(place.is_relative_to(home) and place != home for home in homes) or paths.resolved(place) != place:
        return said("it does not stand among the reports")
    if not run.manifest:
        return said("the log does not tell what it held")
    return as_made(run, root / REPORTS)


def _pruned(file: ReportsFile, root: Path, names: Sequence[str], now: dt.datetime) -> Pruning:
    """Finish what was begun, then remove what is over."""
    troubles = list(_finished(file, root))
    found, decisions = decided(file, read_log(root / REPORTS), root, names), []
    for one in found.decisions:
        if not one.goes:
            decisions.append(one)
            continue
        try:
            gone = _removed(one.run, root, now)
            decisions.append(one if gone else Decision(one.run, "busy", one.size))
        except OSError as error:
            troubles.append(_trouble(one.run, error))
            decisions.append(one)
    return Pruning(tuple(decisions), done=True, troubles=tuple(troubles))


def _trouble(run: Run, error: OSError) -> Said:
    told = "{folder} could not be removed whole ({why}); it is tried again the next time."
    return said(told, folder=run.folder, why=error.strerror or str(error))


class _Busy(Exception):
    """Somebody is at work in the place of a report."""


def _not_now() -> None:
    raise _Busy


def _removed(run: Run, root: Path, now: dt.datetime) -> bool:
    """Write down that a report goes, and remove it; False where somebody is at work in its place.

    Raises:
        OSError: it could not be removed whole.
    """
    place = _place(run, root)
    try:
        with locked(aside(place, "lock"), _not_now):
            read_log(root / REPORTS).add(Removal(run=run.id, on=now.replace(microsecond=0), folder=run.folder))
            _delete(place)
    except _Busy:
        return False
    words = said("{folder} removed: its retention has passed", folder=run.folder)
    _log.info("%s", spoken(words), extra=event("report-removed", run=run.id, folder=run.folder))
    return True


def _delete(place: Path) -> None:
    """Remove a report and what has changed since the one before it, each in one step for whoever reads."""
    changes = changes_folder(place)
    for folder in (place, changes):
        if folder.is_symlink() or not folder.is_dir() or (folder == changes and not _ours(changes)):
            continue
        gone = aside(folder, _ASIDE)
        if gone.exists():  # of a crash
            shutil.rmtree(gone)
        folder.rename(gone)
    for folder in (place, changes):
        if (gone := aside(folder, _ASIDE)).is_dir() and not gone.is_symlink():
            shutil.rmtree(gone)


def _ours(changes: Path) -> bool:
    """Whether a folder of changes holds nothing but what was written into it by a run."""
    return all(path.is_file() and not path.is_symlink() and path.suffix in _CHANGES for path in changes.iterdir())


def _finished(file: ReportsFile, root: Path) -> Iterator[Said]:
    """Bring removals to their end that were written down and not done; tells what still cannot be removed."""
    log = read_log(root / REPORTS)
    by_id = {run.id: run for run in log.runs}
    for name in log.removed:
        run = by_id.get(name)
        if run is None or log.last_in.get(run.folder) is not run:
            continue
        place = _place(run, root)
        left = [folder for folder in (place, changes_folder(place)) if aside(folder, _ASIDE).is_dir()]
        if not left and not (place.is_dir() and not _barrier(run, file, root)):
            continue
        try:
            _delete(place)
        except OSError as error:
            yield _trouble(run, error)
