"""The history of reports as a catalogue: one entry a report of a day, and where each report stands now."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import Text
from shkplan.files import paths
from shkplan.operations.catalogue.entries import Catalogue, CatalogueEntry, EntryState, ReportNow
from shkplan.operations.catalogue.folders import day_in, days_in, examined, moves_of, to_read
from shkplan.operations.history import History, PastReport
from shkplan.operations.runs import Run, RunLog
from shkplan.report.manifest import INPUTS
from shkplan.workspace.load import Workspace
from shkplan.workspace.schedules.reports_file import ReportsFile, ScheduledReport
from shkplan.workspace.schedules.timing import AS_OF_RULES, day_of

__all__ = ["due_after", "gathered"]

_FARTHEST = 400  # moments looked ahead; a daily report of the end of last year comes after 366
Wanted = tuple[str, str, dt.date]  # report, plan and day, which a run is asked for


def gathered(root: Path, file: ReportsFile | None, history: History) -> Catalogue:
    """Everything the catalogue shows.

    Args:
        root: the workspace.
        file: ``reports.yaml``; None where there is none.
        history: the reports, made or not made.
    """
    gatherer = _Gatherer(paths.resolved(root), file, history)
    entries = sorted(_with_good([*gatherer.past(), *gatherer.damaged()]), key=_order)
    zone, log = file.zone if file else ZoneInfo("UTC"), history.log
    return Catalogue(tuple(_now(file, entries, log, gatherer.titles)), tuple(entries), log.runs, zone, log.remarks)


def _order(entry: CatalogueEntry) -> tuple[object, ...]:
    month = entry.as_of.year * 12 + entry.as_of.month
    return -month, entry.plan, -entry.as_of.toordinal(), entry.report, entry.settings, entry.folder


@dataclass
class _Titles:
    """What plans are called: by the workspace, else by what a report carries of its inputs."""

    root: Path
    known: dict[str, Text] = field(default_factory=dict)

    def of(self, plan: str, folder: Path | None = None) -> Text:
        if plan not in self.known:
            places = [self.root, *([folder / INPUTS] if folder else [])]
            found = next(filter(None, (_title(place, plan) for place in places)), None)
            if found is None and folder is None:
                return Text(plan, plan)  # another report may know
            self.known[plan] = found or Text(plan, plan)
        return self.known[plan]


def _title(place: Path, plan: str) -> Text | None:
    try:
        workspace = Workspace(place)
        return workspace.plan(plan).title if plan in workspace.ids("plans") else None
    except (ShkplanError, OSError, ValueError):
        return None


class _Gatherer:
    """Who turns the history into entries."""

    def __init__(self, root: Path, file: ReportsFile | None, history: History) -> None:
        self.root, self.file, self.history = root, file, history
        self.titles = _Titles(root)
        self.owners = {self.place(run): run for run in history.log.standing}
        self.latest = {self.place(run): run.id for run in history.log.runs if run.succeeded}
        self.taken = {one.place for one in history if one.place}
        self.at = {
            run.id: at for at, run in enumerate(history.log.runs)
        }  # the order of the log, whatever the clock did

    def place(self, run: Run) -> Path:
        """Where the report of a run stands, or stood."""
        return paths.resolved(self.root / run.folder)

    def past(self) -> Iterator[CatalogueEntry]:
        """What was made or not made, each report of a day once; one whose place another has taken is not there any more."""
        wanted: Mapping[Wanted, list[PastReport]] = defaultdict(list)
        for one in self.history:
            run = self._run(one)
            wanted[run.report if run else "", one.plan, one.as_of].append(one)
        for same in wanted.values():
            same.sort(key=lambda one: self.at.get(one.id, -1), reverse=True)
            last = same[0].run if same[0].standing in ("failed", "interrupted") else None
            made = [one for one in same if one.run is None or (one.run.succeeded and self._tells(one, one.run))]
            yield from (self._made(one, last if at == 0 else None) for at, one in enumerate(made))
            if not made and last:
                state: EntryState = "interrupted" if last.state == "interrupted" else "failed"
                yield CatalogueEntry(last.plan, self.titles.of(last.plan), last.report, last.as_of, state, failed=last)

    def _run(self, past: PastReport) -> Run | None:
        """The run behind a report, also where the report was changed since."""
        return past.run or (self.owners.get(past.place) if past.place else None)

    def _tells(self, past: PastReport, run: Run) -> bool:
        """Whether a report that was made is shown: nothing else stands, or stood later, in its place."""
        if past.standing == "removed":
            place = self.place(run)
            return self.latest[place] == run.id and place not in self.taken
        return past.standing in ("stands", "missing")

    def _made(self, past: PastReport, failed: Run | None) -> CatalogueEntry:
        """The entry of a report that was made."""
        run, reports = self._run(past), self.history.reports
        place = past.place or self.root / (run.folder if run else "")
        reading, named = tuple(to_read(past, reports)), day_in(place.name)
        state = self._state(past, bool(reading), place)
        return CatalogueEntry(
            past.plan,
            self.titles.of(past.plan, past.place),
            run.report if run else "",
            past.as_of,
            state,
            named[1] if named else "",
            self._told(place),
            past.run.started if past.run else past.ended - dt.timedelta(seconds=past.seconds),
            past.seconds,
            run,
            failed,
            to_read=reading if state in ("made", "changed", "unlogged") else (),
            approval=past.approval,
            removal=past.removal,
            why=examined(place)[1] if state == "unreadable" else None,
            moves=moves_of(past, reports),
        )

    def _state(self, past: PastReport, readable: bool, place: Path) -> EntryState:
        if past.standing == "removed":
            return "removed"
        if past.standing == "missing" and not place.is_dir():
            return "gone"
        if not readable:
            return "unreadable"
        if past.run:
            return "made"
        return "changed" if past.place in self.owners else "unlogged"

    def _told(self, place: Path) -> str:
        """A folder as it is told, from the workspace on."""
        return place.relative_to(self.root).as_posix() if place.is_relative_to(self.root) else place.as_posix()

    def damaged(self) -> Iterator[CatalogueEntry]:
        """Folders called after a day that neither the log nor a manifest tells of."""
        destinations = {one.destination for one in self.file.reports.values()} if self.file else set()
        known = self.taken | set(self.owners)
        for base in (self.history.reports, *(self.root / one for one in sorted(destinations))):
            for folder in days_in(base):
                place, named = paths.resolved(folder), day_in(folder.name)
                if named and place not in known:
                    known.add(place)
                    manifest, why = examined(folder)
                    if manifest:
                        yield self._made(PastReport(folder.name, "stands", place, None, manifest), None)
                        continue
                    plan = folder.parent.name
                    yield CatalogueEntry(
                        plan, self.titles.of(plan), "", named[0], "unreadable", named[1], self._told(place), why=why
                    )


def _with_good(entries: Sequence[CatalogueEntry]) -> Iterator[CatalogueEntry]:
    """The entries, those that cannot be read with the last one before that can."""
    kinds: Mapping[tuple[str, str], list[CatalogueEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: (one.as_of, one.moment)):
        readable = kinds[entry.report, entry.plan]
        yield replace(entry, good=readable[-1]) if readable and not entry.readable else entry
        if entry.readable:
            readable.append(entry)


def _now(
    file: ReportsFile | None, entries: Sequence[CatalogueEntry], log: RunLog, titles: _Titles
) -> Iterator[ReportNow]:
    """Where each report of ``reports.yaml`` stands, then those made by hand of plans that have none there."""
    scheduled = file.reports if file else {}
    for name, order in scheduled.items():
        latest = _latest(one for one in entries if one.report == name)
        last = _last(log, name, order.plan)
        due = due_after(order, latest.as_of, file.zone) if file and latest else None
        if file and order.schedule and last and not latest:  # the moment that the run in vain was for
            due = order.schedule.last_before(last.started, file.zone)
        yield ReportNow(name, order.plan, titles.of(order.plan), latest, last, order.schedule, due)
    served = {order.plan for order in scheduled.values()}
    for plan in sorted({one.plan for one in entries if not one.report} - served):
        latest = _latest(one for one in entries if one.plan == plan and not one.report)
        yield ReportNow("", plan, titles.of(plan), latest, _last(log, "", plan))


def _last(log: RunLog, report: str, plan: str) -> Run | None:
    """The run that ended last."""
    runs = [run for run in log.runs if run.report == report and (report or run.plan == plan)]
    return max(runs, key=lambda run: run.ended, default=None)


def _latest(entries: Iterable[CatalogueEntry]) -> CatalogueEntry | None:
    """The one of the latest day that can be read; of one day the usual one, then the one made last."""
    readable = [one for one in entries if one.readable]
    return max(readable, key=lambda one: (one.as_of, not one.settings, one.moment), default=None)


def due_after(order: ScheduledReport, day: dt.date, zone: ZoneInfo) -> dt.datetime | None:
    """When a report of a later day than the one that stands is due; None where there is no schedule, or no later day.

    Args:
        order: the report.
        day: of the report that stands.
        zone: of the times of the schedule.
    """
    if order.schedule is None or (order.as_of not in AS_OF_RULES and day_of(order.as_of, day) <= day):
        return None
    moment = dt.datetime.combine(day, dt.time(), zone)
    for _ in range(_FARTHEST):
        moment = order.schedule.next_after(moment, zone)
        if day_of(order.as_of, moment.date()) > day:
            return moment
    return None
