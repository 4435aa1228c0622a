"""How long the catalogue of reports takes: python -m benchmarks.catalogue [--years 10] [--reports 5].

Ten years of five reports a month stand in a folder, each with the manifest of a whole report, a file of changes beside it and a run in
the log. Written is what every batch writes: two pages with their glyphs and two feeds. Goal: 2 seconds of a processor, and less than
300 kB a page for 120 reports.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path

from shkplan.operations.batch import Batch
from shkplan.operations.catalogue import write_catalogue
from shkplan.operations.runs import FILE, Run, RunLog, read_log
from shkplan.report import manifest as record
from shkplan.workspace.schedules.reports_file import read_reports

GOAL, PAGES = 2.0, 120  # seconds; files in a manifest, as of a whole report on a plan of thirty indicators
NAMES = ("monthly", "jobs", "income", "national", "brief")
ORDER = "{plan: our-district, as_of: end of last month, schedule: {every: month, day: 2}}"


def main() -> None:
    """The time, and the sizes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.catalogue")
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--reports", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalogue-") as place:
        root = Path(place)
        count = lay_out(root, given.years, NAMES[: given.reports])
        reports = root / "reports"
        for what in ("first", "again, nothing new"):
            batch = Batch(root, reports, read_reports(root), (), read_log(reports))
            clock, processor = time.perf_counter(), time.process_time()
            write_catalogue(batch)
            took = time.process_time() - processor
            print(
                f"{count} reports, {what}: {took:.2f} s of a processor, {time.perf_counter() - clock:.2f} s by the clock"
            )
        for name in ("index.html", "index.en.html", "feed.xml", "feed.en.xml"):
            print(f"{name}: {(reports / name).stat().st_size / 1000:.0f} kB")
    sys.exit(took > GOAL)


def lay_out(root: Path, years: int, names: tuple[str, ...]) -> int:
    """A workspace with the reports of some years, and how many these are."""
    (root / "data" / "plans").mkdir(parents=True)
    (root / "reports").mkdir()
    (root / "reports.yaml").write_text(
        "reports:\n" + "".join(f"  {name}: {ORDER}\n" for name in names), encoding="utf-8"
    )
    runs = [
        report(root, name, dt.date(year, month, 28))
        for year in range(2026 - years + 1, 2027)
        for month in range(1, 13)
        for name in names
    ]
    RunLog(root / "reports" / FILE).add(*runs)
    return len(runs)


def report(root: Path, name: str, day: dt.date) -> Run:
    """A report with its changes beside it, and its run."""
    folder = root / "reports" / name / "our-district" / day.isoformat()
    pages = [f"{language}/{page}" for language in ("zh", "en") for page in ("overview.html", "report.pdf")]
    for page in pages:
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        (folder / page).write_bytes(b"page")
    digest = hashlib.sha256(str(folder).encode()).hexdigest()
    started = dt.datetime.combine(day, dt.time(22), dt.UTC)
    record.Manifest(
        plan="our-district", parameters={"plan": "our-district", "as_of": day.isoformat(), "seed": 1, "region": "我区"},
        languages=["zh", "en"], reports=["overview"], inputs={f"data/file-{n}.csv": digest for n in range(PAGES)},
        pages=dict.fromkeys((*pages, *(f"zh/page-{n}.html" for n in range(PAGES))), digest), results=digest,
        versions={"shkplan": "0.1.0"}, started=started.isoformat(), ended=started.isoformat(), folder=day.isoformat(),
    ).write(folder)  # fmt: skip
    aside = folder.with_name(f"{folder.name}.changes")
    aside.mkdir()
    largest = {"target": "x", "name": {"zh": "城镇新增就业", "en": "New urban jobs"}, "before": 0.6, "after": 0.8}
    changes = {"moved": day.month % 4, "after": {"results": digest}, "largest": largest}
    (aside / "changes.json").write_text(json.dumps(changes), encoding="utf-8")
    for page in ("zh.html", "en.html"):
        (aside / page).write_bytes(b"page")
    return Run(
        id=f"{started:%Y%m%dT%H%M%SZ}-{name}", report=name, plan="our-district", as_of=day, state="succeeded", started=started,
        ended=started + dt.timedelta(seconds=37), seconds=37, folder=folder.relative_to(root).as_posix(), made=3, kept=90,
        manifest=record.sha256(folder / record.FILE),
    )  # fmt: skip


if __name__ == "__main__":
    main()
