"""Which of the runs in the log a way of telling has still to tell of: the log and what it told last decide, not the memory of a process.

A batch that died before it told anything is told of by the next one. A failure is told when it begins and once a day while it lasts.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shkplan.base.messages import LANGUAGES
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.operations.history import changes_folder, moved_in
from shkplan.operations.notices.notice import Told
from shkplan.operations.runs import Run, RunLog
from shkplan.report.make import ReportFolder
from shkplan.workspace.schedules.notify import Notify

__all__ = ["FILE", "Memory", "Mention", "events_of", "read_memory"]

FILE = "notices.json"  # among the reports
_FORMAT = 1
_AGAIN = dt.timedelta(hours=23, minutes=30)  # a job that runs every hour is not to the second
_LARGEST = 1_000_000  # bytes


@dataclass(frozen=True)
class Mention:
    """What a way of telling said last of a report.

    Attributes:
        run: the id of the last run it knows of.
        failing: whether that failed.
        at: when the failure was told last; None where it was not told.
    """

    run: str
    failing: bool = False
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Memory:
    """What every way of telling said last, by its name and that of the report; kept in ``notices.json``.

    Attributes:
        path: the file.
        mentions: way -> report -> what it said.
    """

    path: Path
    mentions: Mapping[str, Mapping[str, Mention]] = field(default_factory=dict)

    def of(self, way: str) -> Mapping[str, Mention]:
        """What a way said last, by report."""
        return self.mentions.get(way, {})

    def after(self, way: str, said: Mapping[str, Mention]) -> Memory:
        """The memory after a way has told something; written down.

        Raises:
            ShkplanError: a link leads the file out of the workspace.
            OSError: it cannot be written.
        """
        fresh = Memory(self.path, {**self.mentions, way: {**self.of(way), **said}})
        if fresh.mentions != self.mentions:
            told = {
                name: {report: one.__dict__ for report, one in of.items()}
                for name, of in sorted(fresh.mentions.items())
            }
            text = json.dumps(
                {"format": _FORMAT, "told": told}, ensure_ascii=False, indent=1, default=dt.datetime.isoformat
            )
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_all({self.path: f"{text}\n".encode()})
        return fresh


def read_memory(reports: Path) -> Memory:
    """What was told last; nothing where the file is not there or cannot be read, so that rather too much is told than too little."""
    path = paths.kept_inside(reports / FILE)
    try:
        with path.open(encoding="utf-8") as stream:
            told = json.loads(stream.read(_LARGEST))["told"]
        return Memory(path, {way: {report: _mention(one) for report, one in of.items()} for way, of in told.items()})
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Memory(path)


def _mention(content: Mapping[str, object]) -> Mention:
    at = dt.datetime.fromisoformat(str(content["at"])) if content["at"] is not None else None
    if at is not None and at.tzinfo is None:
        raise ValueError
    return Mention(str(content["run"]), content["failing"] is True, at)


@dataclass(frozen=True)
class _Teller:
    """Who finds out what one way has to tell.

    Attributes:
        way: the way.
        log: of the runs.
        fresh: ids of the runs of this batch.
        root: the workspace.
        now: the moment.
    """

    way: Notify
    log: RunLog
    fresh: Collection[str]
    root: Path
    now: dt.datetime

    def of(self, report: str, last: Mention | None) -> tuple[list[Told], Mention | None]:
        """What there is to tell of a report, and what the way will have said of it then."""
        runs = [run for run in self.log.runs if run.report == report]
        if not runs:
            return [], last
        at = next((n for n, run in enumerate(runs) if last is not None and run.id == last.run), None)
        begin = at + 1 if at is not None else self._first(runs)
        told = [self._good(runs, n) for n in range(begin, len(runs)) if runs[n].succeeded]
        if runs[-1].succeeded:
            return [one for one in told if one is not None], Mention(runs[-1].id)
        said_at = last.at if last is not None and last.failing and at is not None else None
        if "failure" in self.way.when and self._again(said_at):
            told.append(self._bad(runs))
            said_at = self.now
        return [one for one in told if one is not None], Mention(runs[-1].id, failing=True, at=said_at)

    def _first(self, runs: Sequence[Run]) -> int:
        """From which run on to tell where nothing was told before: those of this batch, or a failure that is the last word."""
        return next((n for n, run in enumerate(runs) if run.id in self.fresh), len(runs))

    def _again(self, at: dt.datetime | None) -> bool:
        """Whether a failure is to be told, or told again; one told in the future was told by a clock that was wrong."""
        return at is None or not dt.timedelta(0) <= self.now - at < _AGAIN

    def _good(self, runs: Sequence[Run], n: int) -> Told | None:
        """A success, or the end of failures, as far as the way tells of it."""
        run, failed = runs[n], _streak(runs[:n])
        event = "recovery" if failed and "recovery" in self.way.when else "success"
        folder = self.root / run.folder
        if event not in self.way.when or run not in self.log.standing or not folder.is_dir():
            return None
        changes = sorted(changes_folder(folder).glob("*.html"))
        moved = moved_in(folder, run.results) if changes else None
        return Told(
            "recovery" if event == "recovery" else "success",
            run,
            since=failed[0].started if failed else None,
            failures=len(failed),
            before=failed[-1] if failed else None,
            index=self._index(run),
            changes=self._shown(changes[0]) if changes else "",
            tongues={language: self._shown(one) for one in changes for language in LANGUAGES if one.stem == language},
            moved=moved,
            size=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        )

    def _bad(self, runs: Sequence[Run]) -> Told:
        """A failure, with the last good report."""
        failed, good = _streak(runs), self.log.latest_of(runs[-1].report, self.root)
        index = self._index(good) if good is not None else ""
        return Told("failure", runs[-1], failed[0].started, len(failed), good=good, index=index)

    def _index(self, run: Run) -> str:
        return self._shown(ReportFolder(self.root / run.folder).index)

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _streak(runs: Sequence[Run]) -> list[Run]:
    """The failures at the end of the runs, the first one first."""
    found: list[Run] = []
    for run in reversed(runs):
        if run.succeeded:
            break
        found.insert(0, run)
    return found


def events_of(
    way: Notify, reports: Collection[str], log: RunLog, fresh: Collection[str], said: Mapping[str, Mention],
    root: Path, now: dt.datetime,
) -> tuple[list[Told], dict[str, Mention]]:  # fmt: skip
    """What a way has to tell, report by report, and what it will have said then.

    Args:
        way: the way.
        reports: the names of those it is told of.
        log: of the runs.
        fresh: the ids of the runs of this batch.
        said: what it said last, by report.
        root: the workspace.
        now: the moment.
    """
    teller = _Teller(way, log, fresh, root, now)
    told, after = list[Told](), dict[str, Mention]()
    for report in reports:
        found, mention = teller.of(report, said.get(report))
        told += found
        if mention is not None:
            after[report] = mention
    return told, after
