"""Reports: parametrized notebooks, run by papermill, gathered into a folder that explains and verifies itself."""

import logging

from shkplan.report.batch import Limits
from shkplan.report.make import ReportFolder, make_report, make_reports
from shkplan.report.narration import log_to, narrator
from shkplan.report.status import data_status

# Whoever wants a log adds a handler; without one a library keeps quiet.
logging.getLogger(__name__).addHandler(logging.NullHandler())

__all__ = ["Limits", "ReportFolder", "data_status", "log_to", "make_report", "make_reports", "narrator"]
