"""Somebody answers for a report: it is then kept for ever, and nothing is put in its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from shkplan.base.errors import ParameterError, ShkplanError, VerificationFailed
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.operations.alone import alone
from shkplan.operations.batch import REPORTS
from shkplan.operations.naming import find_run, folder_of
from shkplan.operations.runs import ReportApproval, Run, RunLog, Withdrawal, read_log
from shkplan.report import manifest
from shkplan.report.fields import is_plain
from shkplan.report.progress import NullProgress
from shkplan.report.verifying.entries import held, links_and_devices

__all__ = ["approve", "as_made", "withdraw"]


def approve(
    run: str, *, by: str, reference: str, reports: str | Path | None = None, now: dt.datetime | None = None
) -> tuple[Run, ReportApproval]:
    """The run that a word means, and its approval, written down; the folder was found to be as its manifest says.

    Args:
        run: as for :func:`~shkplan.operations.naming.find_run`; also the folder of a report that the log does not know yet.
        by: who approves it.
        reference: of the document that does, such as its number.
        reports: the folder of all reports; default that of the workspace.
        now: the moment; default that of the machine's clock.

    Raises:
        ParameterError: no run or several; nobody or no document; approved already.
        VerificationFailed: the folder is not as it was made.
    """
    moment, folder = _moment(now), _reports(reports)
    words = {"by": _words("by", by), "reference": _words("reference", reference)}
    with alone(folder, NullProgress()):
        log = read_log(folder)
        found = find_run(run, log, folder)
        known = found.id in {one.id for one in log.runs}
        earlier = log.approvals.get(found.id)
        if earlier is not None:
            told = "{run} was approved already by {by} ({reference}). Withdraw that first, with --withdraw."
            raise ParameterError(said(told, run=found.id, by=earlier.by, reference=earlier.reference))
        _refuse_gone(found, log)
        if wrong := as_made(found, folder):
            told = "{folder} is not as it was made, and cannot be approved: {wrong}."
            raise VerificationFailed(said(told, folder=found.folder, wrong=wrong))
        approval = ReportApproval(run=found.id, on=moment, manifest=_digest(found, folder), **words)
        log.add(*(() if known else (found,)), approval)
        return found, approval


def withdraw(
    run: str, *, by: str, reason: str, reports: str | Path | None = None, now: dt.datetime | None = None
) -> tuple[Run, Withdrawal]:
    """The run that a word means, and the withdrawal of its approval, written down; the approval stays in the log.

    Args:
        run, by, reports, now: as for :func:`approve`.
        reason: why.

    Raises:
        ParameterError: no run or several; it is not approved; nobody or no reason.
    """
    moment, folder = _moment(now), _reports(reports)
    words = {"by": _words("by", by), "reason": _words("reason", reason)}
    with alone(folder, NullProgress()):
        log = read_log(folder)
        found = find_run(run, log, folder)
        if found.id not in log.approvals:
            raise ParameterError(said("{run} is not approved: there is nothing to withdraw.", run=found.id))
        withdrawal = Withdrawal(run=found.id, on=moment, **words)
        log.add(withdrawal)
        return found, withdrawal


def as_made(run: Run, reports: Path) -> str:
    """What in the folder of a report differs from what its run left there; empty where nothing does.

    Args:
        run: one that succeeded.
        reports: the folder of all reports.
    """
    folder = folder_of(run, reports)
    if folder.is_symlink():
        return said("it is a link")
    try:
        content = manifest.read(folder)
        if run.manifest and manifest.sha256(folder / manifest.FILE) != run.manifest:
            return said("its {file} was changed", file=manifest.FILE)
        if odd := links_and_devices(folder):
            return odd[0]
        found = held(folder, content)
    except (ShkplanError, OSError) as error:
        return said("{error}", error=error if isinstance(error, ShkplanError) else error.strerror or str(error))
    return next(iter((*found.foreign, *found.altered, *found.changed)), "")


def _digest(run: Run, reports: Path) -> str:
    return manifest.sha256(folder_of(run, reports) / manifest.FILE)


def _refuse_gone(run: Run, log: RunLog) -> None:
    """Refuse a run whose report was removed, or replaced by a later one.

    Raises:
        ParameterError: it was.
    """
    later = [one for one in log.standing if one.folder == run.folder and one.id != run.id]
    if run.id in log.removed:
        raise ParameterError(
            said("RUN: the report of {word} was removed, since its retention had passed.", word=run.id)
        )
    if later and run.id in {one.id for one in log.runs}:
        told = "RUN: the report of {word} was replaced by a later one, {later}. Name that if you mean it."
        raise ParameterError(said(told, word=run.id, later=later[0].id))


def _words(name: str, given: str) -> str:
    """Words on one line that say something.

    Raises:
        ParameterError: they say nothing, or hold what does not show.
    """
    text = " ".join(given.split())
    if not text or len(text) > 500 or not is_plain(given.strip()):
        raise ParameterError(said("{name}: expected a few words on one line.", name=f"--{name}"))
    return text


def _moment(now: dt.datetime | None) -> dt.datetime:
    return (now or dt.datetime.now(dt.UTC)).replace(microsecond=0)


def _reports(reports: str | Path | None) -> Path:
    """The folder of all reports.

    Raises:
        ParameterError: it is not there.
    """
    folder = paths.resolved(Path(reports)) if reports is not None else (paths.workspace() or Path.cwd()) / REPORTS
    if not folder.is_dir():
        raise ParameterError(said("{folder}: there are no reports here yet.", folder=paths.shown(folder)))
    return folder
