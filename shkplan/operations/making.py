"""One report of ``reports.yaml`` made, or not, and written down in either case."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from shkplan import __version__
from shkplan.base.errors import ShkplanError
from shkplan.base.messages import Language, Text, said
from shkplan.display.setting import spoken
from shkplan.operations.batch import REPORTS
from shkplan.operations.begun import mark, unmark
from shkplan.operations.planning import Planned
from shkplan.operations.reasons import all_reasons, reason_of, said_in_both
from shkplan.operations.runs import Run, RunLog, read_log
from shkplan.operations.summary import sentence
from shkplan.operations.telling import BatchProgress
from shkplan.report.logs import about, event
from shkplan.report.make import ReportFolder, make_report
from shkplan.report.manifest import FILE as MANIFEST
from shkplan.report.manifest import RESULTS_FILE, sha256
from shkplan.report.progress import NullProgress
from shkplan.report.reports import ALL
from shkplan.report.run import Limits
from shkplan.workspace.archive import archive_folder
from shkplan.workspace.schedules.reports_file import ScheduledReport

__all__ = ["Maker", "Unmakeable", "begin", "report_of", "written_down"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Maker:
    """Who makes the reports of ``reports.yaml`` and writes down what became of each."""

    home: Path
    limits: Limits
    voice: BatchProgress
    fresh: bool = False

    def run(self, plan: Planned) -> Run:
        """What became of a report; whatever it was, it stands in the log of runs.

        Raises:
            KeyboardInterrupt: it was interrupted, and that is written down.
            OSError: the log of runs cannot be written.
        """
        entry = plan.entry
        begun = begin(self.home, plan.report, entry.plan, plan.as_of, entry.languages, entry.formats)
        with about(plan.report):
            self.voice.report(plan.report)
            run, _ = written_down(self.home, begun, partial(self._make, plan))
            self.voice.run(run)
        return run

    def _make(self, plan: Planned) -> ReportFolder:
        """The report.

        Raises:
            Unmakeable: something stands against it.
        """
        if plan.wrong:
            raise Unmakeable(all_reasons(plan.wrong))
        return report_of(plan.entry, plan.as_of, self.home, self.limits, self.voice, fresh=self.fresh)


def report_of(
    entry: ScheduledReport, as_of: dt.date, home: Path, limits: Limits, voice: NullProgress, *, fresh: bool
) -> ReportFolder:
    """The report of an entry of ``reports.yaml`` and a day.

    Raises:
        ShkplanError: as of :func:`~shkplan.report.make_report`.
    """
    return make_report(
        entry.plan, as_of=as_of, languages=entry.languages, reports=entry.pages, indicators=entry.indicators or (ALL,),
        formats=entry.formats, out=home / entry.destination, archive=archive_folder(home / REPORTS), limits=limits,
        progress=voice, fresh=fresh, **entry.parameters,
    )  # fmt: skip


class Unmakeable(ShkplanError):
    """A report that cannot be made: why, in both languages."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)

    def text(self, language: Language) -> str:
        """Why, in a language."""
        return self.reason.text(language)


def begin(home: Path, report: str, plan: str, as_of: dt.date, languages: Sequence[str], formats: Sequence[str]) -> Run:
    """The run of a report that begins now; of one made by hand the name is empty."""
    now, log = dt.datetime.now(dt.UTC), read_log(home / REPORTS)
    before = log.last_of(report) if report else log.last_of("", plan)
    run = Run(
        id=_new_id(report or plan, now, log), report=report, plan=plan, as_of=as_of, state="interrupted", started=now,
        ended=now, seconds=0, languages=tuple(languages), formats=tuple(formats), follows=before.id if before else "",
        shkplan=__version__,
    )  # fmt: skip
    mark(home / REPORTS, run)
    return run


def written_down(
    home: Path, begun: Run, make: Callable[[], ReportFolder], took: float | None = None
) -> tuple[Run, ReportFolder | Exception]:
    """A report made, or why it was not; and its run, which stands in the log in either case.

    Args:
        home: the workspace.
        begun: the run, as it began.
        make: makes the report.
        took: the seconds it took, where they passed elsewhere.

    Raises:
        KeyboardInterrupt: it was interrupted, and that is written down.
        OSError: the log of runs cannot be written.
    """
    log, clock = read_log(home / REPORTS), time.monotonic()
    fields: dict[str, Any] = {"run": begun.id, "as_of": begun.as_of.isoformat()}
    _log.info("%s", begun.report or begun.plan, extra=event("run-begun", **fields))
    told: Mapping[str, Any] = {"reason": said_in_both(said("interrupted before it was complete."))}
    run, became = begun, None
    try:
        became = _tried(make, begun)
        told = _stands(became, home, log) if isinstance(became, ReportFolder) else _failed(became)
    finally:
        ended = {
            "ended": dt.datetime.now(dt.UTC),
            "seconds": round(time.monotonic() - clock if took is None else took, 3),
        }
        run = Run.model_validate(begun.model_dump() | dict(told) | ended)
        log.add(run)
        unmark(home / REPORTS, run)
        level = logging.INFO if run.succeeded else logging.ERROR
        fields |= {"state": run.state, "seconds": run.seconds, "folder": run.folder}
        _log.log(level, "%s", spoken(sentence(run)), extra=event("run-ended", **fields))
    return run, became


def _tried(make: Callable[[], ReportFolder], begun: Run) -> ReportFolder | Exception:
    """The report, or what stopped it; what is no usual error is logged whole."""
    try:
        return make()
    except Exception as error:
        if not isinstance(error, ShkplanError | OSError):
            _log.exception("%s", begun.report or begun.plan)
        return error


def _failed(error: Exception) -> Mapping[str, Any]:
    return {"state": "failed", "reason": reason_of(error)}


def _stands(folder: ReportFolder, home: Path, log: RunLog) -> Mapping[str, Any]:
    """What the log says of a report that was made."""
    place = folder.path.relative_to(home).as_posix()
    return {
        "state": "succeeded",
        "folder": place,
        "results": sha256(folder.path / RESULTS_FILE),
        "manifest": sha256(folder.path / MANIFEST),
        "replaces": next((run.id for run in log.standing if run.folder == place), ""),
        "made": folder.made,
        "kept": folder.kept,
    }


def _new_id(name: str, started: dt.datetime, log: RunLog) -> str:
    """An id that no run has yet: when it started and its report."""
    first, taken = f"{started:%Y%m%dT%H%M%SZ}-{name}", {run.id for run in log.runs}
    return next(one for one in (first, *(f"{first}.{n}" for n in range(2, len(taken) + 3))) if one not in taken)
