"""Reports about to be made: of which day, where to, and everything that stands against it, found before anything runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.errors import ParameterError, ShkplanError
from shkplan.base.messages import Text, said
from shkplan.files import paths
from shkplan.operations.reasons import reason_of
from shkplan.operations.runs import RunLog
from shkplan.report.beforehand import check_scenario
from shkplan.report.folder import enough_room
from shkplan.report.make import ordered
from shkplan.report.places import lose_nothing, places
from shkplan.report.reports import ALL
from shkplan.report.request import Request
from shkplan.workspace.schedules.checking import entry_mistakes
from shkplan.workspace.schedules.reports_file import ReportsFile, ScheduledReport

__all__ = ["Planned", "planned", "refuse_approved"]


@dataclass(frozen=True)
class Planned:
    """A report about to be made, or the reasons why it cannot be.

    Attributes:
        report: its name in ``reports.yaml``.
        entry: what stands there.
        as_of: the day whose knowledge counts.
        order: what is to be made; None where that is not even known.
        final: the folder it goes to; None where that is not known.
        wrong: why it cannot be made.
    """

    report: str
    entry: ScheduledReport
    as_of: dt.date
    order: Request | None
    final: Path | None
    wrong: tuple[Text, ...] = ()

    @property
    def place(self) -> str:
        """The folder it goes to, from the workspace on; empty where that is not known."""
        return "" if self.final is None else paths.shown(self.final)


def planned(name: str, file: ReportsFile, as_of: dt.date, root: Path, log: RunLog) -> Planned:
    """A report as it would be made; nothing runs, nothing is written."""
    entry, order, final = file.reports[name], None, None
    wrong = [Text(one.text("zh"), one.text("en")) for one in entry_mistakes(root, name, file)]
    try:
        if not wrong:
            order = ordered(
                entry.plan,
                as_of,
                entry.languages,
                entry.pages,
                entry.indicators or (ALL,),
                entry.formats,
                **entry.parameters,
            )
            final, _ = places(order, root / entry.destination)
            enough_room(final.parent)
            lose_nothing(order, final)
            refuse_approved(final, root, log)
            check_scenario(order)
    except (ShkplanError, OSError) as error:
        wrong.append(reason_of(error))
    return Planned(name, entry, as_of, order, final, tuple(wrong))


def refuse_approved(final: Path, root: Path, log: RunLog) -> None:
    """Nothing, where no approved report stands in a folder.

    Raises:
        ParameterError: who approved it, and by which document.
    """
    folder = final.relative_to(paths.resolved(root)).as_posix()
    for run in log.standing:
        approval = log.approvals.get(run.id) if run.folder == folder else None
        if approval is not None:
            told = said(
                "{folder} was approved by {by} ({reference}) and is not replaced. Name another destination, or another day.",
                folder=folder,
                by=approval.by,
                reference=approval.reference,
            )
            raise ParameterError(told)
