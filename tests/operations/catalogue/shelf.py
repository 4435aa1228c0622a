"""A folder of reports to make a catalogue of: folders that hold a manifest and pages of one word, and a log of runs."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shkplan.base.messages import Text
from shkplan.operations.batch import Batch
from shkplan.operations.catalogue.entries import Catalogue, CatalogueEntry
from shkplan.operations.catalogue.gathering import gathered
from shkplan.operations.history import CHANGES_FILE, changes_folder, read_history
from shkplan.operations.runs import FILE, Entry, Run, RunLog, read_log
from shkplan.report import manifest as record
from shkplan.workspace.schedules.reports_file import ReportsFile, read_reports

PLAN = "our-district"
WHY = Text("磁盘已满。", "The disk is full.")


@dataclass
class Shelf:
    """A workspace whose reports are made up."""

    root: Path
    log: RunLog = field(init=False)

    def __post_init__(self) -> None:
        (self.root / "data" / "plans").mkdir(parents=True, exist_ok=True)
        self.reports.mkdir(exist_ok=True)
        self.log = RunLog(self.reports / FILE)

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def folder(self, day: str, plan: str = PLAN, *, base: str = "reports", settings: str = "", seed: int = 1) -> Path:
        """The folder of a report that can be read."""
        folder = self.root / base / plan / f"{day}{settings}"
        names = [f"{language}/{name}" for language in ("zh", "en") for name in ("overview.html", "report.pdf")]
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("page", encoding="utf-8")
        record.Manifest(
            plan=plan,
            parameters={"plan": plan, "as_of": day, "seed": seed, "region": "我区", "scenario": ""},
            languages=["zh", "en"],
            reports=["overview"],
            pages=dict.fromkeys(names, "b" * 64),
            inputs={},
            results="a" * 64,
            versions={"shkplan": "0.1.0"},
            started=f"{day}T20:00:00+00:00",
            ended=f"{day}T20:01:00+00:00",
            folder=folder.relative_to(self.root).as_posix(),
        ).write(folder)
        return folder

    def made(self, day: str, report: str = "monthly", at: str = "", **given: Any) -> Run:
        """A report that was made by a run, in the log and on the disk."""
        keys = ("plan", "base", "settings", "seed")
        folder = self.folder(day, **{key: given.pop(key) for key in keys if key in given})
        plan = folder.parent.name
        told = {"folder": folder.relative_to(self.root).as_posix(), "manifest": record.sha256(folder / record.FILE)}
        return self.ran(day, report, at, plan=plan, **told, **given)

    def failed(self, day: str, report: str = "monthly", at: str = "", **given: Any) -> Run:
        """A run that made nothing."""
        return self.ran(day, report, at, **{"state": "failed", "reason": WHY, **given})

    def ran(self, day: str, report: str, at: str, **given: Any) -> Run:
        started = dt.datetime.fromisoformat(at or f"{day}T22:00:00").replace(tzinfo=dt.UTC)
        known: dict[str, Any] = {
            "id": f"{started:%Y%m%dT%H%M%SZ}-{report or given.get('plan', PLAN)}", "report": report, "plan": PLAN,
            "as_of": dt.date.fromisoformat(day), "state": "succeeded", "started": started,
            "ended": started + dt.timedelta(seconds=37), "seconds": 37.0,
        }  # fmt: skip
        run = Run(**known | given)
        self.log.add(run)
        return run

    def add(self, *entries: Entry) -> None:
        self.log.add(*entries)

    def moved(self, run: Run, count: int, **more: Any) -> None:
        """What changed since the report before, beside the report of a run."""
        aside = changes_folder(self.root / run.folder)
        aside.mkdir()
        for language in ("zh", "en"):
            (aside / f"{language}.html").write_text("page", encoding="utf-8")
        content = {"moved": count, "after": {"results": "a" * 64}, **more}
        (aside / CHANGES_FILE).write_text(json.dumps(content), encoding="utf-8")

    def remove(self, run: Run) -> None:
        shutil.rmtree(self.root / run.folder)

    def schedule(self, **reports: str) -> None:
        """Write ``reports.yaml``: a line of entries for each report."""
        lines = [f"  {name}: {{plan: {PLAN}, {entries}}}\n" for name, entries in reports.items()]
        (self.root / "reports.yaml").write_text("reports:\n" + "".join(lines), encoding="utf-8")

    @property
    def file(self) -> ReportsFile | None:
        return read_reports(self.root) if (self.root / "reports.yaml").is_file() else None

    @property
    def batch(self) -> Batch:
        return Batch(self.root, self.reports, self.file, (), read_log(self.reports))

    def catalogue(self) -> Catalogue:
        return gathered(self.root, self.file, read_history(self.reports, self.root))

    def entries(self) -> list[CatalogueEntry]:
        return list(self.catalogue().entries)
