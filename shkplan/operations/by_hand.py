"""Reports asked for by hand: written down as scheduled ones are, and followed by the same steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from shkplan.base.errors import ReportFailed, ShkplanError
from shkplan.base.messages import lines, said
from shkplan.files import paths
from shkplan.operations.alone import alone
from shkplan.operations.batch import REPORTS, Batch
from shkplan.operations.following import followed
from shkplan.operations.making import begin, written_down
from shkplan.operations.planning import refuse_approved
from shkplan.operations.runs import RunLog, read_log
from shkplan.report.make import ReportFolder, make_reports
from shkplan.report.places import places
from shkplan.report.progress import NullProgress, out_folder
from shkplan.report.request import Request

__all__ = ["reports_by_hand"]


def reports_by_hand(
    plan: str | Path | None = None, *, out: str | Path | None = None, progress: NullProgress | None = None, **asked: Any
) -> Iterator[ReportFolder]:
    """The finished folders, as of :func:`~shkplan.report.make_reports`; those in a workspace are written down in its log of runs.

    Args:
        plan, out, progress, **asked: as there.

    Raises:
        ParameterError, ReportFailed: as there; or an approved report would be replaced; or what follows the reports failed.
    """
    home, voice = paths.workspace(), progress or NullProgress()
    if home is None or not out_folder(out).is_relative_to(home):
        yield from make_reports(plan, out=out, progress=voice, **asked)
        return

    def recorded(order: Request, make: Callable[[], ReportFolder]) -> ReportFolder:
        return _recorded(home, order, places(order, out)[0], make)

    with alone(home / REPORTS, voice):
        before = len(read_log(home / REPORTS).entries)
        try:
            yield from make_reports(plan, out=out, progress=voice, recorded=recorded, **asked)
        except (ShkplanError, OSError):
            _follow(home, before)
            raise
        if troubles := _follow(home, before).troubles:
            raise ReportFailed(lines([said("{why}", why=one) for one in troubles]))


def _recorded(home: Path, order: Request, final: Path, make: Callable[[], ReportFolder]) -> ReportFolder:
    """The report, written down; whatever stopped it is raised."""
    day = dt.date.fromisoformat(str(order.values["as_of"]))

    def allowed() -> ReportFolder:
        refuse_approved(final, home, read_log(home / REPORTS))
        return make()

    _, became = written_down(home, begin(home, "", order.inputs.plan.id, day, order.languages, order.formats), allowed)
    if isinstance(became, ReportFolder):
        return became
    raise became


def _follow(home: Path, before: int) -> Batch:
    """What follows the reports that were written down since."""
    log = read_log(home / REPORTS)
    runs = RunLog(log.path, log.entries[before:]).runs
    return followed(Batch(home, home / REPORTS, None, runs, log, now=dt.datetime.now(dt.UTC)))
