"""Reports about to be made: of which day, where to, and everything that stands against it, found before anything runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.errors import ParameterError, ShkplanError
from shkplan.base.messages import Text, said
from shkplan.files import paths
from shkplan.operations.reasons import reason_of, said_in_both
from shkplan.operations.runs import RunLog
from shkplan.report.make import ordered
from shkplan.report.places import lose_nothing, places
from shkplan.report.reports import ALL
from shkplan.report.request import Request
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
    entry, wrong = file.reports[name], list[Text]()
    order, final = None, None
    try:
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
        lose_nothing(order, final)
    except (ShkplanError, OSError) as error:
        wrong.append(reason_of(error))
    if order is not None:
        wrong += _foreign(order, entry.own_notebooks)
    if final is not None:
        wrong += _approved(final, root, log)
    return Planned(name, entry, as_of, order, final, tuple(wrong))


def _foreign(order: Request, trusted: Sequence[str]) -> Iterator[Text]:
    """Notebooks are programs: those of the workspace that are not the installed ones run where they are named."""
    names = {Path(name).stem for name in trusted}
    for notebook in dict.fromkeys(one.notebook for one in order.reports):
        mine, ours = order.inputs.root / "notebooks" / notebook, paths.shipped() / "notebooks" / notebook
        if Path(notebook).stem not in names and mine.is_file() and not _same(mine, ours):
            told = said(
                "{file} is not the notebook installed here, and a notebook is a program. Remove it to use the installed one, "
                "or name {name} under own_notebooks in reports.yaml.",
                file=paths.shown(mine),
                name=Path(notebook).stem,
            )
            yield said_in_both(told)


def _same(one: Path, other: Path) -> bool:
    """Whether two texts are the same, whatever ends their lines."""
    return other.is_file() and one.read_bytes().replace(b"\r\n", b"\n") == other.read_bytes().replace(b"\r\n", b"\n")


def _approved(final: Path, root: Path, log: RunLog) -> Iterator[Text]:
    """An approved report stays as it was approved."""
    try:
        refuse_approved(final, root, log)
    except ParameterError as error:
        yield reason_of(error)


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
