"""Reports: parametrized notebooks, run by papermill, gathered into a folder that explains and verifies itself."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shkplan.report.logs import log_to as log_to
    from shkplan.report.make import ReportFolder as ReportFolder
    from shkplan.report.make import make_report as make_report
    from shkplan.report.make import make_reports as make_reports
    from shkplan.report.progress import progress_for as progress_for
    from shkplan.report.run import Limits as Limits
    from shkplan.report.status import data_status as data_status

# Where each name lives. They are imported on first use: a process that runs notebooks needs a part of this package only.
_HOMES = {
    "Limits": "run",
    "ReportFolder": "make",
    "data_status": "status",
    "log_to": "logs",
    "make_report": "make",
    "make_reports": "make",
    "progress_for": "progress",
}

# Whoever wants a log adds a handler; without one a library keeps quiet.
logging.getLogger(__name__).addHandler(logging.NullHandler())

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
