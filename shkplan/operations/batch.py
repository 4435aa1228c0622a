"""Runs that were made together, as what follows them sees them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shkplan.operations.runs import Run, RunLog
from shkplan.workspace.schedules.reports_file import ReportsFile

__all__ = ["Batch"]


@dataclass(frozen=True)
class Batch:
    """Runs that were made together.

    Attributes:
        root: the workspace.
        reports: the folder of all reports.
        file: ``reports.yaml``; None for reports asked for by hand.
        runs: what became of each, in order.
        log: the log of runs, with these.
    """

    root: Path
    reports: Path
    file: ReportsFile | None
    runs: tuple[Run, ...]
    log: RunLog
