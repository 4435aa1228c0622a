"""Runs, written down: one line each in ``runs.jsonl`` among the reports, which is only ever added to.

A run is one report made, or not made, once. The log is the memory of an office: what was made when, of which day, from what it
followed, why it failed; also what was approved and what was removed. A line that cannot be read is passed over and told.

Each line carries the sha256 of the line before it, so that a line changed, put in or taken out shows. Who writes all that follows
again is not found out by the file alone: the digest of its last line, which every notice carries, pins it elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, ValidationError

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import Said, Text, said
from shkplan.base.typed import Record
from shkplan.files import paths
from shkplan.files.locks import locked
from shkplan.report.fields import YEARS, is_inside, is_plain
from shkplan.report.manifest import FILE as MANIFEST

__all__ = ["FILE", "Entry", "Removal", "ReportApproval", "Run", "RunLog", "Withdrawal", "read_log"]

FILE = "runs.jsonl"
_BEFORE = "before"  # of a line: the digest of the one before it
_LARGEST = 1_000_000  # bytes of a line; one with a long reason has a few thousand


def _told(fits: bool) -> None:
    """Refuse what no run writes: whoever wrote the log may have written anything, and folders and files are found by it."""
    if not fits:
        raise ValueError


def _inside(folder: str) -> str:
    _told(not folder or all(map(is_inside, folder.split("/"))))
    return folder


def _plain(words: str) -> str:
    _told(is_plain(words))
    return words


def _sound(moment: dt.datetime) -> dt.datetime:
    _told(moment.year in YEARS)
    return moment


Name = Annotated[
    str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,254})?$")
]  # names files too; empty where there is none
Folder = Annotated[str, AfterValidator(_inside)]  # from the workspace on; empty where there is none
Words = Annotated[str, Field(min_length=1), AfterValidator(_plain)]
Moment = Annotated[AwareDatetime, AfterValidator(_sound)]


class Run(Record):
    """One report made, or not made, once.

    Attributes:
        kind: what the line is about.
        id: of the run: when it started and its report, as in 20261003T060000Z-monthly.
        report: its name in ``reports.yaml``; empty for one that was asked for by hand.
        plan: the id of its plan.
        as_of: the day whose knowledge counts.
        state: how it ended.
        reason: why it did not succeed; None where it did.
        started, ended: by the clock of the machine.
        seconds: how long it took, by a clock that nobody sets.
        folder: where the report stands, from the workspace on with /; empty where it failed.
        languages, formats: of what there is to read.
        results, manifest: digests (sha256) of ``results.json`` and ``manifest.json``.
        replaces: the run whose report stood in the same folder; empty where none did.
        follows: the run of the same report before it; empty where there is none.
        made, kept: how many pages were made and how many taken from an earlier run.
        shkplan: the version.
    """

    kind: Literal["run"] = "run"
    id: Annotated[Name, Field(min_length=1)]
    report: Name = ""
    plan: Name
    as_of: dt.date
    state: Literal["succeeded", "failed", "interrupted"]
    reason: Text | None = None
    started: Moment
    ended: Moment
    seconds: float = Field(ge=0)
    folder: Folder = ""
    languages: tuple[Name, ...] = ()
    formats: tuple[Name, ...] = ()
    results: str = ""
    manifest: str = ""
    replaces: Name = ""
    follows: Name = ""
    made: int = 0
    kept: int = 0
    shkplan: Annotated[str, AfterValidator(_plain)] = ""

    @property
    def succeeded(self) -> bool:
        return self.state == "succeeded"


class ReportApproval(Record):
    """Somebody answers for a report: it is kept for ever, and nothing is put in its place.

    Attributes:
        run: its id.
        by: who.
        reference: of the document that approves it.
        on: when.
        manifest: the digest of the manifest that was approved.
    """

    kind: Literal["approval"] = "approval"
    run: Name
    by: Words
    reference: Words
    on: Moment
    manifest: str


class Withdrawal(Record):
    """An approval no longer holds.

    Attributes:
        run: its id.
        by: who withdrew it.
        reason: why.
        on: when.
    """

    kind: Literal["withdrawal"] = "withdrawal"
    run: Name
    by: Words
    reason: Words
    on: Moment


class Removal(Record):
    """A report was removed, since its retention had passed.

    Attributes:
        run: its id.
        on: when.
        folder: where it stood.
    """

    kind: Literal["removal"] = "removal"
    run: Name
    on: Moment
    folder: Folder


Entry = Run | ReportApproval | Withdrawal | Removal
_KINDS: dict[str, type[Entry]] = {"run": Run, "approval": ReportApproval, "withdrawal": Withdrawal, "removal": Removal}


@dataclass(frozen=True)
class RunLog:
    """The log of a folder of reports, as it was read.

    Attributes:
        path: its file.
        entries: its lines, in order.
        remarks: lines that were passed over, and lines that do not follow the one before them.
        digest: of its last line; empty where there is none.
    """

    path: Path
    entries: tuple[Entry, ...] = ()
    remarks: tuple[Said, ...] = ()
    digest: str = ""

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Every run, the first one first."""
        return tuple(one for one in self.entries if isinstance(one, Run))

    @cached_property
    def approvals(self) -> dict[str, ReportApproval]:
        """Approvals that hold, by the id of their run."""
        found: dict[str, ReportApproval] = {}
        for one in self.entries:
            if isinstance(one, ReportApproval):
                found[one.run] = one
            elif isinstance(one, Withdrawal):
                found.pop(one.run, None)
        return found

    @cached_property
    def removed(self) -> dict[str, Removal]:
        """Removals by the id of their run."""
        return {one.run: one for one in self.entries if isinstance(one, Removal)}

    @cached_property
    def last_in(self) -> dict[str, Run]:
        """The last run that put a report into a folder, by the folder; it may have been removed since."""
        return {run.folder: run for run in self.runs if run.succeeded}

    @cached_property
    def standing(self) -> tuple[Run, ...]:
        """The runs whose report stands in its folder: made, not replaced by a later one, and not removed."""
        return tuple(run for run in self.runs if self.last_in.get(run.folder) is run and run.id not in self.removed)

    def there(self, report: str, root: Path) -> tuple[Run, ...]:
        """The runs of a report that stand in the log and on the disk, below the workspace ``root``; no link leads out of it."""
        home = paths.resolved(root)
        return tuple(
            run for run in self.standing
            if run.report == report
            and (root / run.folder / MANIFEST).is_file()
            and paths.resolved(root / run.folder).is_relative_to(home)
        )  # fmt: skip

    def latest_of(self, report: str, root: Path) -> Run | None:
        """The run of a report that is of the latest day, among those that are there; None where there is none."""
        return max(self.there(report, root), key=lambda run: (run.as_of, run.started), default=None)

    def last_of(self, report: str, plan: str = "") -> Run | None:
        """The last run of a report that succeeded; of one made by hand, that of its plan."""
        fitting = (run for run in reversed(self.standing) if run.report == report and (not plan or run.plan == plan))
        return next(fitting, None)

    def add(self, *entries: Entry) -> None:
        """Write entries to the end of the log, whole lines only.

        Raises:
            ShkplanError: a link leads out of the workspace.
            OSError: it cannot be written.
        """
        path = paths.kept_inside(self.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path.with_name(f".{path.name}.lock")), path.open("a+b") as stream:
            stream.seek(0)
            before = stream.read()
            text = b"" if before.endswith(b"\n") or not before else b"\n"  # a line cut short by a crash stays alone
            last = next((line for line in reversed(before.split(b"\n")) if line.strip()), b"")
            for one in entries:
                content = one.model_dump(mode="json") | {_BEFORE: _digest(last)}
                last = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
                text += last + b"\n"
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())


def read_log(reports: Path) -> RunLog:
    """The log of a folder of reports; one that is not there is empty.

    Raises:
        ShkplanError: a link leads out of the workspace, or something else than a file is there.
        OSError: it cannot be read.
    """
    path = paths.kept_inside(reports / FILE)
    if path.exists() and not path.is_file():
        raise ShkplanError(said("{path} is no file: nothing was written. Name another place.", path=paths.shown(path)))
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return RunLog(path)
    found, remarks = list[Entry](), list[Said]()
    before, chained = b"", False
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        link, entry = _read(line)
        if entry is None:
            told = "{file}, line {number}: no entry of the log of runs; it was passed over."
            remarks.append(said(told, file=paths.shown(path), number=number))
        else:
            found.append(entry)
            if link != _digest(before) and (chained or link is not None):
                told = "{file}, line {number}: does not follow the line before it: a line there was changed, put in or taken out."
                remarks.append(said(told, file=paths.shown(path), number=number))
            chained = link is not None
        before = line
    return RunLog(path, tuple(found), tuple(remarks), _digest(before))


def _digest(line: bytes) -> str:
    """The digest of a line; empty where there is none."""
    return hashlib.sha256(line.rstrip(b"\r")).hexdigest() if line else ""


def _read(line: bytes) -> tuple[str | None, Entry | None]:
    """What a line says: the digest of the line before, None in lines from before they were chained; and the entry, None where none is known."""
    try:
        _told(len(line) <= _LARGEST)
        content = json.loads(line.decode("utf-8", errors="replace"))
        link = content.pop(_BEFORE, None)
        return link, _KINDS[content["kind"]].model_validate(content)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ValidationError):
        return None, None
