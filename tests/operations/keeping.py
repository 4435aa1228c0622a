"""Reports that look as a run leaves them, made without running anything; and a workspace that holds some."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from shkplan.operations.runs import FILE, Run, RunLog, read_log
from shkplan.report import manifest as record
from tests.operations.test_runs import a_run

STARTED = "2026-10-03T06:00:00+00:00"


def report_at(folder: Path, day: str = "2026-09-30", words: str = "") -> record.Manifest:
    """A folder with a page, results, inputs and the manifest that lists them."""
    contents = {
        "index.html": f"<p>{words}",
        "results.json": '{"reports": {}}',
        "inputs/data/plans/our-plan.yaml": "id: our-plan\n",
    }
    for name, text in contents.items():
        record.write_text(folder / name, text)
    made = record.Manifest(
        plan="our-plan",
        folder=f"reports/our-plan/{day}",
        parameters={"plan": "our-plan", "as_of": day, "seed": 1},
        languages=["zh"],
        reports=["overview"],
        pages={"index.html": record.sha256(folder / "index.html")},
        inputs=record.checksums(folder / record.INPUTS, folder / record.INPUTS),
        results=record.sha256(folder / record.RESULTS_FILE),
        versions={"shkplan": "0.1.0"},
        started=STARTED,
        ended=STARTED,
    )
    made.write(folder)
    return made


class Keep:
    """A workspace with reports of months, as runs have left them.

    Attributes:
        root, reports: its folders.
    """

    def __init__(self, root: Path, keep: str = "{last: 3}") -> None:
        self.root, self.reports = root, root / "reports"
        (root / "data/plans").mkdir(parents=True)
        self.reports.mkdir()
        self.write(keep)

    def write(self, keep: str) -> None:
        text = f"reports:\n  monthly: {{plan: our-plan, keep: {keep}}}\n  other: {{plan: our-plan}}\n"
        (self.root / "reports.yaml").write_text(text, encoding="utf-8")

    @property
    def log(self) -> RunLog:
        return read_log(self.reports)

    @property
    def days(self) -> list[str]:
        """The days whose reports stand."""
        return sorted(
            path.parent.name
            for path in self.reports.glob("our-plan/*/manifest.json")
            if not path.parent.name.startswith(".")
        )

    def made(self, day: str, report: str = "monthly", **given: object) -> Run:
        """A report of a day, written down."""
        folder = self.reports / "our-plan" / day
        content = report_at(folder, day)
        last = self.log.last_of(report)
        run = a_run(
            report, day, folder=f"reports/our-plan/{day}", results=content.results, follows=last.id if last else "",
            manifest=record.sha256(folder / record.FILE), **given,
        )  # fmt: skip
        RunLog(self.reports / FILE).add(run)
        return run

    def months(self, first: str, count: int) -> list[Run]:
        """A report of the last day of each month."""
        day, found = dt.date.fromisoformat(f"{first}-01"), []
        for _ in range(count):
            after = (day + dt.timedelta(days=31)).replace(day=1)
            found.append(self.made((after - dt.timedelta(days=1)).isoformat()))
            day = after
        return found

    def everything(self) -> dict[str, bytes]:
        """All files but the log, by name."""
        names = (
            path
            for path in self.reports.rglob("*")
            if path.is_file() and FILE not in path.name and not path.name.endswith(".lock")
        )
        return {path.relative_to(self.reports).as_posix(): path.read_bytes() for path in names}
