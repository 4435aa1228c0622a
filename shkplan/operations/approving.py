"""Somebody answers for a report: it is then kept for ever, and nothing is put in its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from shkplan.base.errors import ParameterError, ShkplanError, VerificationFailed
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.operations.alone import alone
from shkplan.operations.batch import REPORTS
from shkplan.operations.comparison.finding import find_reports
from shkplan.operations.runs import ReportApproval, Run, RunLog, Withdrawal, read_log
from shkplan.report import manifest
from shkplan.report.fields import is_plain, quoted
from shkplan.report.progress import NullProgress
from shkplan.report.verifying.entries import held, links_and_devices

__all__ = ["approve", "as_made", "folder_of", "run_of_folder", "withdraw"]


def approve(
    run: str, *, by: str, reference: str, reports: str | Path | None = None, now: dt.datetime | None = None
) -> tuple[Run, ReportApproval]:
    """The run that a word means, and its approval, written down; the folder was found to be as its manifest says.

    Args:
        run: as for :func:`~shkplan.operations.comparison.finding.find_report`; or the folder of a report, which the log need not know.
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
        found = _meant(run, log, folder)
        known = found.id in {one.id for one in log.runs}
        earlier = log.approvals.get(found.id)
        if earlier is not None:
            told = "{run} was approved already by {by} ({reference}). Withdraw that first, with --withdraw."
            raise ParameterError(said(told, run=found.id, by=earlier.by, reference=earlier.reference))
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
        found = _meant(run, log, folder)
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


def _meant(word: str, log: RunLog, reports: Path) -> Run:
    """The run that a word means; of a report that the log does not know, one after its manifest."""
    (found,) = find_reports((word,), reports)
    if found.run is not None:
        return found.run
    assert found.place is not None
    known = [run for run in log.standing if paths.resolved(folder_of(run, reports)) == found.place]
    return known[0] if known else run_of_folder(found.place, reports)


def folder_of(run: Run, reports: Path) -> Path:
    """Where the report of a run stands.

    Args:
        run: one that succeeded.
        reports: the folder of all reports, within its workspace.
    """
    return (paths.workspace(reports) or reports.parent) / run.folder


def run_of_folder(folder: Path, reports: Path) -> Run:
    """The run that made a folder the log does not know, from its manifest.

    Raises:
        VerificationFailed: it holds no manifest that can be read.
        ParameterError: it stands outside the workspace.
    """
    found = manifest.read(folder)
    root, place = paths.workspace(reports) or reports.parent, paths.resolved(folder)
    if not place.is_relative_to(root):
        told = "{folder} does not stand in the workspace of {reports}. Copy it there first."
        raise ParameterError(said(told, folder=quoted(str(folder)), reports=paths.shown(reports)))
    started, ended = (dt.datetime.fromisoformat(moment) for moment in (found.started, found.ended))
    return Run(
        id=f"{started.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{found.plan}",
        plan=found.plan,
        as_of=dt.date.fromisoformat(str(found.parameters["as_of"])),
        state="succeeded",
        started=started,
        ended=ended,
        seconds=max(0.0, (ended - started).total_seconds()),
        folder=place.relative_to(root).as_posix(),
        languages=tuple(found.languages),
        formats=tuple(dict.fromkeys(page.rpartition(".")[2] for page in found.pages)),
        results=found.results,
        manifest=manifest.sha256(folder / manifest.FILE),
        made=len(found.reports),
        shkplan=found.versions.get("shkplan", ""),
    )


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
