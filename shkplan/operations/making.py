"""One report of ``reports.yaml`` made, or not, and written down in either case."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shkplan import __version__
from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said
from shkplan.display.setting import spoken
from shkplan.operations.batch import REPORTS
from shkplan.operations.planning import Planned
from shkplan.operations.reasons import all_reasons, reason_of, said_in_both
from shkplan.operations.runs import Run, RunLog, read_log
from shkplan.operations.summary import sentence
from shkplan.operations.telling import BatchProgress
from shkplan.report.logs import about, event
from shkplan.report.make import ReportFolder, make_report
from shkplan.report.manifest import FILE as MANIFEST
from shkplan.report.manifest import RESULTS_FILE, sha256
from shkplan.report.reports import ALL
from shkplan.report.run import Limits
from shkplan.workspace.archive import archive_folder

__all__ = ["Maker", "stands"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Maker:
    """Who makes reports and writes down what became of each."""

    home: Path
    limits: Limits
    voice: BatchProgress

    def run(self, plan: Planned) -> Run:
        """What became of a report; whatever it was, it stands in the log of runs.

        Raises:
            KeyboardInterrupt: it was interrupted, and that is written down.
            OSError: the log of runs cannot be written.
        """
        log = read_log(self.home / REPORTS)
        run, clock = _begun(plan, log), time.monotonic()
        told: Mapping[str, Any] = {
            "state": "interrupted",
            "reason": said_in_both(said("interrupted before it was complete.")),
        }
        with about(plan.report):
            self.voice.report(plan.report)
            _log.info("%s", plan.report, extra=event("run-begun", run=run.id, as_of=run.as_of.isoformat()))
            try:
                told = self._became(plan, log)
            finally:
                ended = {"ended": dt.datetime.now(dt.UTC), "seconds": round(time.monotonic() - clock, 3)}
                run = Run.model_validate(run.model_dump() | dict(told) | ended)
                self._write(run, log)
        return run

    def _write(self, run: Run, log: RunLog) -> None:
        log.add(run)
        fields = {"run": run.id, "state": run.state, "seconds": run.seconds, "folder": run.folder}
        level = logging.INFO if run.succeeded else logging.ERROR
        _log.log(level, "%s", spoken(sentence(run)), extra=event("run-ended", **fields))
        self.voice.run(run)

    def _became(self, plan: Planned, log: RunLog) -> Mapping[str, Any]:
        """What the log says of a report that was tried."""
        if plan.wrong:
            return {"state": "failed", "reason": all_reasons(plan.wrong)}
        entry = plan.entry
        try:
            folder = make_report(
                entry.plan, as_of=plan.as_of, languages=entry.languages, reports=entry.pages,
                indicators=entry.indicators or (ALL,), formats=entry.formats, out=self.home / entry.destination,
                archive=archive_folder(self.home / REPORTS), limits=self.limits, progress=self.voice, **entry.parameters,
            )  # fmt: skip
        except Exception as error:
            if not isinstance(error, ShkplanError | OSError):
                _log.exception("%s", plan.report)
            return {"state": "failed", "reason": reason_of(error)}
        return stands(folder, self.home, log)


def stands(folder: ReportFolder, home: Path, log: RunLog) -> Mapping[str, Any]:
    """What the log says of a report that was made."""
    place = folder.path.relative_to(home).as_posix()
    return {
        "state": "succeeded",
        "folder": place,
        "results": sha256(folder.path / RESULTS_FILE),
        "manifest": sha256(folder.path / MANIFEST),
        "replaces": next((run.id for run in log.standing if run.folder == place), ""),
        "made": len(folder.manifest.reports),
    }


def _begun(plan: Planned, log: RunLog) -> Run:
    """The run of a report that begins now."""
    now, entry, before = dt.datetime.now(dt.UTC), plan.entry, log.last_of(plan.report)
    return Run(
        id=new_id(plan.report, now, log), report=plan.report, plan=entry.plan, as_of=plan.as_of, state="interrupted",
        started=now, ended=now, seconds=0, languages=entry.languages, formats=entry.formats,
        follows=before.id if before else "", shkplan=__version__,
    )  # fmt: skip


def new_id(name: str, started: dt.datetime, log: RunLog) -> str:
    """An id that no run has yet: when it started and its report."""
    first, taken = f"{started:%Y%m%dT%H%M%SZ}-{name}", {run.id for run in log.runs}
    return next(one for one in (first, *(f"{first}.{n}" for n in range(2, len(taken) + 3))) if one not in taken)
