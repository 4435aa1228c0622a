"""What the catalogue holds, as values: a report of a day with all that is known of it, and where each report stands now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from shkplan.base.messages import Language, Said, Text
from shkplan.operations.runs import Removal, ReportApproval, Run
from shkplan.workspace.schedules.timing import Timing

__all__ = ["BROKEN", "Catalogue", "CatalogueEntry", "EntryState", "Moves", "ReportNow", "ToRead"]

# made: as the log says it. changed: its manifest is another than the log says. unlogged: no run of it is known. gone: its folder is
# not there. removed: since its retention had passed. unreadable: a folder that says nothing. failed, interrupted: nothing was made.
EntryState = Literal["made", "changed", "unlogged", "gone", "removed", "unreadable", "failed", "interrupted"]
BROKEN: tuple[EntryState, ...] = ("gone", "removed", "unreadable", "failed", "interrupted")  # nothing there to be read


@dataclass(frozen=True)
class ToRead:
    """Something to read: in which form and language, and where from the folder of all reports on."""

    format: Literal["html", "pdf", "docx"]
    language: Language
    href: str


@dataclass(frozen=True)
class Moves:
    """What changed since the report before.

    Attributes:
        count: how many targets moved.
        pages: where it is told, by language, from the folder of all reports on.
        name: of the target that moved most; None where none did, or where that is not told.
        before, after: its estimated probability then and now; None where there was, or is, none, since figures settle it.
    """

    count: int
    pages: dict[Language, str] = field(default_factory=dict)
    name: Text | None = None
    before: float | None = None
    after: float | None = None


@dataclass(frozen=True)
class CatalogueEntry:
    """A report of a day.

    Attributes:
        plan: the id of its plan.
        title: of the plan; its id where that cannot be read.
        report: its name in ``reports.yaml``; empty for one made by hand.
        as_of: the day whose knowledge counts.
        settings: what sets it apart from the usual report of the day, as its folder is called after the day.
        state: what there is of it.
        folder: where it stands, from the workspace on; empty where nothing was made.
        started, seconds: when it was made, and how long that took; None where that is not known.
        run: the run that made it; None where the log knows none.
        failed: the last run since then that did not succeed.
        good: the last report before of the same kind that can be read, where this one cannot or a later run failed.
        to_read: its pages and documents.
        approval, removal: what was written down of it later.
        why: why it cannot be read.
        moves: what changed since the report before; None where that is not known.
    """

    plan: str
    title: Text
    report: str
    as_of: dt.date
    state: EntryState
    settings: str = ""
    folder: str = ""
    started: dt.datetime | None = None
    seconds: float | None = None
    run: Run | None = None
    failed: Run | None = None
    good: CatalogueEntry | None = None
    to_read: tuple[ToRead, ...] = ()
    approval: ReportApproval | None = None
    removal: Removal | None = None
    why: Text | None = None
    moves: Moves | None = None

    @property
    def readable(self) -> bool:
        """Whether there is anything to read."""
        return self.state not in BROKEN and bool(self.to_read)

    @property
    def moment(self) -> dt.datetime:
        """When something last happened to it; the start of its day where nobody knows."""
        moments = [self.started, *(run.ended for run in (self.run, self.failed) if run)]
        known = [moment for moment in moments if moment]
        return max(known) if known else dt.datetime.combine(self.as_of, dt.time(), dt.UTC)


@dataclass(frozen=True)
class ReportNow:
    """Where a report stands.

    Attributes:
        report: its name; empty for those of a plan that are made by hand.
        plan, title: of the plan.
        latest: the last one that can be read; None where there is none.
        last: the last run of it; None where the log knows none.
        schedule: when it is made; None where only on demand.
        due: when the next one is due, seen from the latest, or was due where none was made yet; None where that is not known.
    """

    report: str
    plan: str
    title: Text
    latest: CatalogueEntry | None
    last: Run | None = None
    schedule: Timing | None = None
    due: dt.datetime | None = None


@dataclass(frozen=True)
class Catalogue:
    """Everything the catalogue shows.

    Attributes:
        now: where each report stands.
        entries: all reports, the newest day first, then by plan and report.
        runs: of the log, the first one first.
        zone: of the times that are shown.
        remarks: what could not be read of the log.
    """

    now: tuple[ReportNow, ...]
    entries: tuple[CatalogueEntry, ...]
    runs: tuple[Run, ...]
    zone: ZoneInfo
    remarks: tuple[Said, ...] = ()

    def entry_of(self, run: Run) -> CatalogueEntry | None:
        """The entry that tells of a run; None where another report has taken its place."""
        return next((one for one in self.entries if run in (one.run, one.failed)), None)
