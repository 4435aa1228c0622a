"""The history of the reports of a workspace: the log of runs joined with the folders that stand, whoever made them.

The log tells what was tried and why it failed; the folders tell what there is to read. A report that was made by hand, or copied
here, stands in no log and is listed all the same; one that the log knows and nobody finds is told as missing.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from shkplan.base.errors import ShkplanError, among
from shkplan.base.messages import Said, Text, said
from shkplan.base.periods import day_of
from shkplan.files import paths
from shkplan.operations.runs import Removal, ReportApproval, Run, RunLog, read_log
from shkplan.report import manifest as record
from shkplan.report.manifest import Manifest
from shkplan.report.progress import out_folder
from shkplan.report.request import DOCUMENTS, FORMATS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHANGES", "CHANGES_FILE", "History", "PastReport", "Standing", "changes_folder", "moved_in", "read_history"]

# stands: there to be read; replaced: another stands in its folder; removed: its retention had passed; missing: the log has it, and
# nobody finds it; failed, interrupted: there never was one.
Standing = Literal["stands", "replaced", "removed", "missing", "failed", "interrupted"]

CHANGES = ".changes"  # what the folder beside a report is called, after it
CHANGES_FILE = "changes.json"
_DEEPEST = 5  # folders below that of all reports in which one is looked for
_LARGEST = 20_000_000  # bytes of a file of changes
_COLUMNS = [
    "id", "ended", "report", "plan", "region", "as_of", "scenario", "state", "reason", "seconds", "made", "kept", "replaces",
    "follows", "approved_by", "reference", "moved", "languages", "formats", "folder", "shkplan",
]  # fmt: skip


@dataclass(frozen=True)
class PastReport:
    """One report, made or not made, as the history tells of it.

    Attributes:
        id: of the run; of a report that no run made, its folder.
        standing: what has become of it.
        place: where it stands; None where nothing stands there any more.
        run: its line in the log; None of a report that the log does not know.
        manifest: what it was made from and with; None where it does not stand.
        approval, removal: of the run, where there was one.
        moved: how many targets had moved since the report before it; None where that was not found out.
    """

    id: str
    standing: Standing
    place: Path | None = None
    run: Run | None = None
    manifest: Manifest | None = field(default=None, repr=False)
    approval: ReportApproval | None = None
    removal: Removal | None = None
    moved: int | None = None

    @property
    def plan(self) -> str:
        """The id of its plan."""
        return self.run.plan if self.run is not None else self._made.plan

    @property
    def report(self) -> str:
        """Its name in ``reports.yaml``; empty for one that was made by hand."""
        return self.run.report if self.run is not None else ""

    @property
    def as_of(self) -> dt.date:
        """The day whose knowledge counts."""
        return self.run.as_of if self.run is not None else dt.date.fromisoformat(str(self._made.parameters["as_of"]))

    @property
    def region(self) -> str:
        """Whose targets; empty where that is not known any more."""
        return str(self.manifest.parameters.get("region", "")) if self.manifest is not None else ""

    @property
    def scenario(self) -> str:
        """The id of the scenario it stands under; empty where there is none."""
        return str(self.manifest.parameters.get("scenario", "")) if self.manifest is not None else ""

    @property
    def ended(self) -> dt.datetime:
        """When it was done."""
        return self.run.ended if self.run is not None else dt.datetime.fromisoformat(self._made.ended)

    @property
    def seconds(self) -> float:
        """How long it took."""
        if self.run is not None:
            return self.run.seconds
        return (self.ended - dt.datetime.fromisoformat(self._made.started)).total_seconds()

    @property
    def reason(self) -> Text | None:
        """Why it did not succeed; None where it did."""
        return self.run.reason if self.run is not None else None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of what there is to read."""
        return self.run.languages if self.manifest is None and self.run is not None else tuple(self._made.languages)

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats of what there is to read."""
        if self.manifest is None:
            return self.run.formats if self.run is not None else ()
        return tuple(one for one in FORMATS if any(name.endswith(f".{one}") for name in self.manifest.pages))

    @property
    def readable(self) -> bool:
        """Whether it is there to be read."""
        return self.standing == "stands"

    @property
    def index(self) -> Path | None:
        """What to open first; None where nothing stands."""
        if self.place is None:
            return None
        whole = [path for name in DOCUMENTS.values() for path in sorted(self.place.glob(f"*/{name}"))]
        pages = self.place / "index.html"
        return pages if pages.is_file() or not whole else whole[0]

    @property
    def changes(self) -> Path | None:
        """The folder with the page of what has changed since the report before it; None where there is none."""
        folder = changes_folder(self.place) if self.place is not None else None
        return folder if folder is not None and (folder / CHANGES_FILE).is_file() else None

    @property
    def _made(self) -> Manifest:
        assert self.manifest is not None
        return self.manifest

    @property
    def row(self) -> dict[str, Any]:
        """What a table of the history holds of it."""
        run, approval = self.run, self.approval
        return {
            "id": self.id, "ended": self.ended, "report": self.report, "plan": self.plan, "region": self.region, "as_of": self.as_of,
            "scenario": self.scenario, "state": self.standing, "reason": str(self.reason) if self.reason else "", "seconds": self.seconds,
            "made": run.made if run else None, "kept": run.kept if run else None, "replaces": run.replaces if run else "",
            "follows": run.follows if run else "", "approved_by": approval.by if approval else "",
            "reference": approval.reference if approval else "", "moved": self.moved,
            "languages": ",".join(self.languages), "formats": ",".join(self.formats),
            "folder": paths.shown(self.place) if self.place is not None else (run.folder if run else ""),
            "shkplan": self.manifest.versions.get("shkplan", "") if self.manifest else (run.shkplan if run else ""),
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"PastReport({self.id}: {self.plan}, {self.as_of}, {self.standing})"


@dataclass(frozen=True)
class History:
    """The reports of a folder, the newest first.

    Attributes:
        reports: the folder of all reports.
        log: the log of runs, as it was read.
        past: the reports, made or not made.
        remarks: what was passed over.
    """

    reports: Path
    log: RunLog = field(repr=False)
    past: tuple[PastReport, ...] = field(repr=False)
    remarks: tuple[Said, ...] = field(default=(), repr=False)

    def __iter__(self) -> Iterator[PastReport]:
        return iter(self.past)

    def __len__(self) -> int:
        return len(self.past)

    def of(self, plan: str | None = None, report: str | None = None, *, failed: bool = False) -> History:
        """The history of one plan, of one report, or of what failed.

        Args:
            plan: an id; default all.
            report: a name in ``reports.yaml``; default all, those made by hand among them.
            failed: only those that did not succeed.

        Raises:
            UnknownName: no report of such a plan or name was ever made here; with the nearest names.
        """
        if plan is not None:
            among("plan", plan, {one.plan for one in self})
        if report is not None:
            among("report", report, {one.report for one in self if one.report})
        found = (one for one in self if plan in (None, one.plan) and report in (None, one.report))
        chosen = tuple(one for one in found if not failed or one.standing in ("failed", "interrupted"))
        return History(self.reports, self.log, chosen, self.remarks)

    @cached_property
    def by_id(self) -> dict[str, PastReport]:
        """The reports by the id of their run, or of their folder."""
        return {one.id: one for one in self}

    @property
    def standing(self) -> tuple[PastReport, ...]:
        """The reports that are there to be read."""
        return tuple(one for one in self if one.readable)

    def to_frame(self) -> pd.DataFrame:
        """A row a report: when, which, of what day, what became of it, seconds, pages made and kept, targets that moved."""
        import pandas as pd

        return pd.DataFrame([one.row for one in self], columns=_COLUMNS)

    def __repr__(self) -> str:
        return f"History({paths.shown(self.reports)}: {len(self)} reports, {len(self.standing)} to be read)"


def changes_folder(report: Path) -> Path:
    """Where the page of what has changed since the report before stands: beside it."""
    return report.with_name(f"{report.name}{CHANGES}")


def read_history(reports: str | Path | None = None, root: Path | None = None) -> History:
    """The history of a folder of reports.

    Args:
        reports: the folder; default ``reports`` in the workspace.
        root: the workspace that the folders of the log are told from; default the current one.
    """
    folder = out_folder(reports)
    log, base = read_log(folder), root or paths.workspace() or folder.parent
    folders, remarks = _folders(folder, base, [base / run.folder for run in log.standing if run.folder])
    standing, past = {run.id for run in log.standing}, list[PastReport]()
    told = dict(folders)
    for run in log.runs:
        place = _resolved(base / run.folder) if run.folder else None
        manifest = told.get(place) if place is not None and run.id in standing else None
        if manifest is not None and place is not None and _is_of(run, place):
            told.pop(place)
            past.append(_past(log, run, "stands", place, manifest))
        else:
            past.append(_past(log, run, _gone(log, run, there=manifest is not None)))
    past += [PastReport(_name(place, folder), "stands", place, None, one, moved=moved_in(place, one.results)) for place, one in told.items()]  # fmt: skip
    past.sort(key=lambda one: (one.ended, one.id), reverse=True)
    return History(folder, log, tuple(past), (*log.remarks, *remarks))


def _past(log: RunLog, run: Run, state: Standing, place: Path | None = None, made: Manifest | None = None) -> PastReport:  # fmt: skip
    moved = moved_in(place, made.results) if place is not None and made is not None else None
    return PastReport(run.id, state, place, run, made, log.approvals.get(run.id), log.removed.get(run.id), moved)


def _gone(log: RunLog, run: Run, *, there: bool) -> Standing:
    """Why a run has no report that stands; ``there``: another stands in its folder, which the log does not know."""
    if not run.succeeded:
        return "interrupted" if run.state == "interrupted" else "failed"
    if run.id in log.removed:
        return "removed"
    return "replaced" if there or log.last_in[run.folder] is not run else "missing"


def _is_of(run: Run, place: Path) -> bool:
    """Whether what stands in a folder is what the run left there."""
    return not run.manifest or record.sha256(place / record.FILE) == run.manifest


def _name(place: Path, reports: Path) -> str:
    return place.relative_to(reports).as_posix() if place.is_relative_to(reports) else place.as_posix()


def _folders(reports: Path, root: Path, others: list[Path]) -> tuple[list[tuple[Path, Manifest]], list[Said]]:
    """The folders of reports with their manifests, and what looks like one and cannot be read, or lies elsewhere by a link."""
    found, remarks = dict[Path, Manifest](), list[Said]()
    for named in (*_below(reports), *others):
        place = _resolved(named)
        if place in found or not (place / record.FILE).is_file():
            continue
        if not any(place.is_relative_to(_resolved(base)) for base in (reports, root)):
            remarks.append(
                said("{folder}: passed over, a link leads it out of the workspace.", folder=paths.shown(named))
            )
            continue
        try:
            made = record.read(place)
            day_of(str(made.parameters.get("as_of")))
            found[place] = made
        except (ShkplanError, OSError) as error:
            told = "{folder}: passed over, its manifest cannot be read ({why})."
            why = error.strerror or str(error) if isinstance(error, OSError) else error
            remarks.append(said(told, folder=paths.shown(place), why=why))
    return list(found.items()), remarks


def _below(reports: Path) -> Iterator[Path]:
    """The folders that hold a manifest; nothing is looked for within a report, or in what is hidden."""
    for here, folders, files in os.walk(reports):
        place = Path(here)
        if record.FILE in files and place != reports:
            folders.clear()
            yield place
        deep = len(place.relative_to(reports).parts) >= _DEEPEST
        folders[:] = [] if deep else sorted(one for one in folders if not one.startswith(".") and not one.endswith(CHANGES))  # fmt: skip


def _resolved(place: Path) -> Path:
    return paths.resolved(place)


def moved_in(place: Path, results: str) -> int | None:
    """How many targets had moved, by the file of changes beside a report; None where that does not tell.

    Args:
        place: of the report.
        results: the digest of its results: a file of changes of an older report there tells nothing of this one.
    """
    path = changes_folder(place) / CHANGES_FILE
    try:
        if path.is_symlink() or path.parent.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
            return None
        content = json.loads(path.read_text(encoding="utf-8"))
        moved = content["moved"]
        return moved if type(moved) is int and content["after"]["results"] == results else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
