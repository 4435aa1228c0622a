"""``reports.yaml`` carried out: what is due or named is checked, made one report after the other, and written down.

Everything is checked before the first notebook runs. A report that cannot be made, or fails, stops no other; each is one line of
the log of runs as it ends. One batch is at work in a workspace at a time.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shkplan import __version__
from shkplan.base.errors import DataError, ParameterError, ShkplanError, among
from shkplan.base.messages import Text, said
from shkplan.display.setting import spoken
from shkplan.files import paths
from shkplan.operations.batch import Batch
from shkplan.operations.due import due_reports
from shkplan.operations.planning import Planned, planned, reason_of
from shkplan.operations.runs import Run, RunLog, read_log
from shkplan.report.make import ReportFolder, make_report
from shkplan.report.manifest import FILE as MANIFEST
from shkplan.report.manifest import RESULTS_FILE, sha256
from shkplan.report.progress import NullProgress
from shkplan.report.reports import ALL
from shkplan.report.run import LIMITS, Limits
from shkplan.workspace.archive import archive_folder
from shkplan.workspace.check import checked
from shkplan.workspace.schedules.reports_file import ReportsFile, read_reports
from shkplan.workspace.schedules.timing import day_of

__all__ = ["REPORTS", "AnotherRun", "Interrupted", "run_reports"]

REPORTS = "reports"  # the folder of all reports in the workspace
_log = logging.getLogger(__name__)


class AnotherRun(ShkplanError):
    """Another batch is at work in the same workspace."""

    code = 75  # EX_TEMPFAIL: try again later


class Interrupted(KeyboardInterrupt):
    """A batch that was interrupted: what was under way is written down as such, the rest was not begun.

    Attributes:
        batch: as far as it came.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        super().__init__()


def run_reports(
    names: Sequence[str] = (),
    *,
    due: bool = False,
    every: bool = False,
    root: str | Path | None = None,
    as_of: str | dt.date | None = None,
    now: dt.datetime | None = None,
    limits: Limits = LIMITS,
    progress: NullProgress | None = None,
    wait: bool = True,
) -> Batch:
    """What became of the reports that are named, due, or of all of them.

    Args:
        names: of reports in ``reports.yaml``.
        due: those whose moment has passed and whose report is not there.
        every: all of them.
        root: the workspace; default the current one.
        as_of: another day than the rule of each report gives.
        now: the moment; default that of the machine's clock.
        limits: notebooks at a time, and how long each may take.
        progress: who tells of the progress; default nobody.
        wait: whether to wait for another batch that is at work.

    Raises:
        DataError: mistakes in ``reports.yaml``; nothing was run.
        UnknownName: a report that is not there; nothing was run.
        ParameterError: neither names nor due nor every; no day; no workspace.
        AnotherRun: one is at work, and not to be waited for.
        Interrupted: by Ctrl-C or by the system; what was made stands.
    """
    home = _home(root)
    moment = now or dt.datetime.now(dt.UTC)
    with paths.within(home), _alone(home / REPORTS, wait=wait):
        file, log = read_reports(home), read_log(home / REPORTS)
        days = _days(file, log, home, names, due=due, every=every, as_of=as_of, now=moment)
        plans = [planned(name, file, day, home, log) for name, day in days.items()]
        runner = _Runner(home, file, limits, progress or NullProgress())
        runs, interrupted = list[Run](), False
        try:
            for run in runner.runs(plans):
                runs.append(run)
        except KeyboardInterrupt:
            interrupted = True
        fresh = read_log(home / REPORTS)
        runs += [run for run in fresh.runs[len(log.runs) + len(runs) :] if interrupted]
        batch = Batch(home, home / REPORTS, file, tuple(runs), fresh)
        if interrupted:
            raise Interrupted(batch)
        return batch


def _home(root: str | Path | None) -> Path:
    """The workspace.

    Raises:
        ParameterError: there is none.
    """
    home = paths.resolved(Path(root)) if root is not None else paths.workspace()
    if home is None or not (home / paths.DATA / "plans").is_dir():
        raise ParameterError(said("no workspace here: `shkplan init` lays one out, with a reports.yaml to start from."))
    return home


@contextmanager
def _alone(reports: Path, *, wait: bool) -> Iterator[None]:
    """A block that no other batch of the workspace is in at the same time."""
    from filelock import FileLock, Timeout

    paths.kept_inside(reports).mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(reports / ".run.lock", timeout=-1 if wait else 0):
            yield
    except Timeout:
        raise AnotherRun(
            said("another run is at work in {folder}; nothing was begun.", folder=paths.shown(reports))
        ) from None


def _days(
    file: ReportsFile,
    log: RunLog,
    home: Path,
    names: Sequence[str],
    *,
    due: bool,
    every: bool,
    as_of: str | dt.date | None,
    now: dt.datetime,
) -> dict[str, dt.date]:
    """The reports to make, each of its day, in the order of ``reports.yaml``."""
    for name in names:
        among("report", name, file.reports)
    if not (names or due or every):
        raise ParameterError(
            said("name the reports to make, or --due or --all. Known: {names}.", names=list(file.reports))
        )
    today = now.astimezone(file.zone).date()
    days = {name: day_of(file.reports[name].as_of, today) for name in file.reports if every or name in names}
    if due and not every:
        found = due_reports(file, log, home, now)
        days = {one.report: one.as_of for one in found if not names or one.report in names}
    if as_of is not None:
        days = dict.fromkeys(days, day_of(str(as_of), today))
    return days


@dataclass(frozen=True)
class _Runner:
    """Who makes reports and writes down what became of each."""

    home: Path
    file: ReportsFile
    limits: Limits
    voice: NullProgress

    def runs(self, plans: Sequence[Planned]) -> Iterator[Run]:
        """One run after the other, each written down as it ends."""
        data = self._data_wrong() if plans else ()
        for one in plans:
            yield self._run(one, (*data, *one.wrong))

    def _data_wrong(self) -> tuple[Text, ...]:
        """Mistakes in the files of the workspace, which stop every report."""
        found = checked(self.home)
        return (reason_of(DataError(found.mistakes)),) if found.mistakes else ()

    def _run(self, plan: Planned, wrong: Sequence[Text]) -> Run:
        """One report made, or not, and written down."""
        started, clock = dt.datetime.now(dt.UTC), time.monotonic()
        log = read_log(self.home / REPORTS)
        run = Run(
            id=_id(plan.report, started, log), report=plan.report, plan=plan.entry.plan, as_of=plan.as_of, state="failed",
            started=started, ended=started, seconds=0, languages=plan.entry.languages, formats=plan.entry.formats,
            follows=getattr(log.last_of(plan.report), "id", ""), shkplan=__version__,
        )  # fmt: skip
        told: dict[str, object] = {"state": "failed", "reason": _all(wrong)} if wrong else {}
        try:
            if not wrong:
                told = self._made(plan, log)
        except KeyboardInterrupt:
            told = {"state": "interrupted", "reason": _both(said("interrupted before it was complete."))}
            raise
        except Exception as error:
            if not isinstance(error, ShkplanError | OSError):
                _log.exception("%s", plan.report)
            told = {"state": "failed", "reason": reason_of(error)}
        finally:
            ended = {"ended": dt.datetime.now(dt.UTC), "seconds": round(time.monotonic() - clock, 3)}
            run = run.model_copy(update={**told, **ended})
            log.add(run)
            _log.log(logging.INFO if run.succeeded else logging.ERROR, "%s", spoken(_sentence(run)))
        return run

    def _made(self, plan: Planned, log: RunLog) -> dict[str, object]:
        """What there is to say of a report that was made."""
        entry = plan.entry
        folder = make_report(
            entry.plan, as_of=plan.as_of, languages=entry.languages, reports=entry.pages,
            indicators=entry.indicators or (ALL,), formats=entry.formats, out=self.home / entry.destination,
            archive=archive_folder(self.home / REPORTS), limits=self.limits, progress=self.voice, **entry.parameters,
        )  # fmt: skip
        return made(folder, self.home, log)


def made(folder: ReportFolder, home: Path, log: RunLog) -> dict[str, object]:
    """What the log says of a report that stands."""
    place = folder.path.relative_to(home).as_posix()
    return {
        "state": "succeeded",
        "folder": place,
        "results": sha256(folder.path / RESULTS_FILE),
        "manifest": sha256(folder.path / MANIFEST),
        "replaces": next((run.id for run in log.standing if run.folder == place), ""),
        "made": len(folder.manifest.reports),
    }


def _id(report: str, started: dt.datetime, log: RunLog) -> str:
    """An id that no run has yet."""
    first = f"{started:%Y%m%dT%H%M%SZ}-{report}"
    taken = {run.id for run in log.runs}
    return next(one for one in (first, *(f"{first}.{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _all(wrong: Sequence[Text]) -> Text:
    return Text("\n".join(one.zh for one in wrong), "\n".join(one.en for one in wrong))


def _both(words: str) -> Text:
    told = said("{words}", words=words)
    return Text(told.text("zh"), told.text("en"))


def _sentence(run: Run) -> str:
    if run.succeeded:
        return said(
            "{report} of {day}: made in {seconds:.1f} s",
            report=run.report,
            day=run.as_of.isoformat(),
            seconds=run.seconds,
        )
    return said(
        "{report} of {day}: {state}. {why}",
        report=run.report,
        day=run.as_of.isoformat(),
        state=said(run.state),
        why=run.reason,
    )
