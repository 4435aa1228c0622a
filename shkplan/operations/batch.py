"""Runs that were made together, as what follows them sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.messages import Text
from shkplan.operations.due import Due
from shkplan.operations.runs import Run, RunLog
from shkplan.workspace.schedules.reports_file import ReportsFile

__all__ = ["REPORTS", "Batch"]

REPORTS = "reports"  # the folder of all reports in the workspace


@dataclass(frozen=True)
class Batch:
    """Runs that were made together.

    Attributes:
        root: the workspace.
        reports: the folder of all reports.
        file: ``reports.yaml``; None for reports asked for by hand.
        runs: what became of each, in order.
        log: the log of runs, with these.
        now: the moment for which it was asked what is due.
        due: what was found due, with the days that were missed.
        troubles: what went wrong in what followed the reports.
        interrupted: whether it was stopped before its end.
    """

    root: Path
    reports: Path
    file: ReportsFile | None
    runs: tuple[Run, ...]
    log: RunLog
    now: dt.datetime | None = None
    due: tuple[Due, ...] = ()
    troubles: tuple[Text, ...] = ()
    interrupted: bool = False

    @property
    def well(self) -> bool:
        """Whether every report was made, and everything that follows was done."""
        return not (self.troubles or self.interrupted) and all(run.succeeded for run in self.runs)
