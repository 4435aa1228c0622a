"""What everything `make report` makes costs, beside an earlier commit and plain papermill: python -m benchmarks.report.

Three ways to the same pages, one after the other on one machine: this checkout; commit 47b4796, in a worktree of its own with the
same environment; and papermill called once a page and language over the notebooks of this checkout, as one would without
this library's report. Then one page whose indicator has no figure and the one with most figures: what a report costs
more for having it. Processor time is that of the whole tree of processes, user and system; memory is the most that all
of them held at once.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.sections import HERE

BASE = "47b4796"
ROOT = HERE.parent
AS_OF = "2026-06-30"
HEADING = "## Report"
GOALS = {"papermill": 6, BASE: 12, "no figure": 12, "most figures": 5}
_PLAN = "shahekou-14fyp"
_GLANCE = 1.0  # seconds between two looks at the memory


@dataclass(frozen=True)
class Used:
    """What a command used: seconds by the clock, seconds of processors, megabytes at once."""

    wall: float
    cpu: float
    memory: float

    def __add__(self, other: Used) -> Used:
        return Used(self.wall + other.wall, self.cpu + other.cpu, max(self.memory, other.memory))

    def __sub__(self, other: Used) -> Used:
        return Used(self.wall - other.wall, self.cpu - other.cpu, self.memory)


def main() -> None:
    """The runs, and the section."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report")
    parser.add_argument("--to", type=Path, default=HERE / "RESULTS.md")
    parser.add_argument("--plan", help="one plan only; default all that are shipped")
    parser.add_argument("--indicator", default="all", help="indicators, with commas; default all")
    parser.add_argument("--reports", nargs="*", default=[], help="kinds of pages; default all")
    asked = parser.parse_args()
    arguments = [*asked.reports, "--indicator", asked.indicator, *(["--plan", asked.plan] if asked.plan else [])]
    none, most = _by_figures()
    found = {}
    with _worktree(BASE) as base, tempfile.TemporaryDirectory(prefix="benchmark-") as work:
        out = Path(work)
        found["all", "here"] = _report(arguments, ROOT, out / "here")
        found["all", BASE] = _report(arguments, base, out / "base")
        found["all", "papermill"] = _papermill(asked.plan, asked.reports, asked.indicator, out / "papermill")
        for way, checkout in (("here", ROOT), (BASE, base)):
            without = _report(["targets", "--plan", _PLAN], checkout, out / f"{way} without")
            for name, indicator in (("no figure", none), ("most figures", most)):
                one = ["targets", "indicator", "--indicator", indicator, "--plan", _PLAN]
                found[name, way] = _report(one, checkout, out / f"{way} {name}") - without
    merge(asked.to, section(found, " ".join(arguments), none, most))
    print(asked.to)


def _by_figures() -> tuple[str, str]:
    """A scored indicator of the plan without a figure of its own, and the one with most."""
    import shkplan
    from shkplan.report.reports import chosen

    plan = shkplan.load_plan(_PLAN)
    known = shkplan.load_observations(plan)
    names = [report.indicator for report in chosen(plan, ["indicator"])]
    figures = {name: len(known.of(plan[name], plan.region)) for name in names}
    return min(names, key=figures.__getitem__), max(names, key=figures.__getitem__)


@contextlib.contextmanager
def _worktree(commit: str) -> Iterator[Path]:
    """A checkout of an earlier commit, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="worktree-") as folder:
        place = Path(folder) / commit
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(place), commit], cwd=ROOT, check=True)  # noqa: S607
        try:
            yield place
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(place)], cwd=ROOT, check=True)  # noqa: S607


def _report(arguments: Sequence[str], checkout: Path, out: Path) -> Used:
    """``shkplan report`` of a checkout."""
    patience = [] if checkout == ROOT else ["--cell-limit", "3600", "--limit", "7200"]  # it went by the clock
    asked = ["report", *arguments, "--as-of", AS_OF, "--out", str(out), "-q", *patience]
    words = [sys.executable, "-m", "shkplan.cli", *asked]
    print(f"{checkout.name}: {' '.join(arguments)}", flush=True)
    return measured(words, checkout)


def _papermill(plan: str | None, kinds: Sequence[str], indicators: str, out: Path) -> Used:
    """The papermill command, once a page and language, one after the other."""
    from shkplan.report.inputs import find_inputs
    from shkplan.report.reports import chosen
    from shkplan.report.request import Request, complete

    out.mkdir()
    used = Used(0, 0, 0)
    plans = [plan] if plan else sorted(path.stem for path in (ROOT / "data" / "plans").glob("*.yaml"))
    for inputs in map(find_inputs, plans):
        reports = chosen(inputs.plan, kinds, indicators.split(","))
        order = Request(inputs, reports, ("zh", "en"), complete(inputs, AS_OF, {}))
        for number, (report, language) in enumerate((report, one) for report in reports for one in order.languages):
            given = [word for name, value in order.own(report, language).items() for word in ("-p", name, str(value))]
            notebook = str(inputs.notebook(report))
            words = [sys.executable, "-m", "papermill", notebook, str(out / f"{number}.ipynb"), "-k", "python3", *given]
            print(f"papermill: {report.key} ({language})", flush=True)
            used += measured([*words, "--no-progress-bar"], ROOT)
    return used


def measured(command: Sequence[str], checkout: Path) -> Used:
    """What a command and all processes below it use.

    Raises:
        SystemExit: it failed.
    """
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=checkout, env=environment, stderr=subprocess.DEVNULL)
    most, over = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, most, over))
    watcher.start()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    over.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with code {process.returncode}")
    return Used(time.monotonic() - started, used.ru_utime + used.ru_stime, most[0])


def _watch(pid: int, most: list[float], over: threading.Event) -> None:
    """The most that a tree of processes holds at once; memory that they share is counted once."""
    while not over.wait(_GLANCE):
        held = 0.0
        with contextlib.suppress(psutil.Error):
            for one in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    held += one.memory_full_info().pss / 1e6
        most[0] = max(most[0], held)


def section(found: dict[tuple[str, str], Used], arguments: str, none: str, most: str) -> str:
    """The section of the results."""
    names = {"here": "this checkout", BASE: f"commit {BASE}", "papermill": "papermill, once a page and language"}
    what = {"all": "all pages", "no figure": f"`{none}`", "most figures": f"`{most}`"}
    rows, goals = [], []
    for (pages, way), used in found.items():
        times = used.cpu / found[pages, "here"].cpu
        memory = f"{used.memory:.0f}"
        rows.append(f"| {what[pages]} | {names[way]} | {used.wall:.0f} | {used.cpu:.0f} | {memory} | {times:.1f} |")
        goal = GOALS[pages if pages in GOALS else way] if way != "here" else 0
        if goal:
            told = "met" if times >= goal else "**missed**"
            goals.append(f"| {what[pages]}, {names[way]} | >= {goal} | {times:.1f} | {told} |")
    head = [
        HEADING, "",
        f"Written by `make benchmark-report`; do not edit. `shkplan report {arguments} --as-of {AS_OF}`, both languages, two notebooks",
        "at a time; papermill one page after the other. A single page is what a report costs more for having it. Processor time is user and",
        "system time of all processes, memory what they held at once at the most, shared memory counted once. One run, one machine.", "",
        "| pages | by | clock, s | processor, s | memory, MB | processor time to this checkout's |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    return "\n".join(
        [*head, *rows, "", "| goal: times the processor time | at least | got | |", "|---|---|---|---|", *goals, ""]
    )


def merge(path: Path, fresh: str, heading: str = HEADING) -> None:
    """The section in place of the one there was, else at the end; all else stays as it is."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    old = re.search(rf"^{heading}\n.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    before, after = (text[: old.start()], text[old.end() :]) if old else (f"{text.rstrip()}\n\n", "")
    path.write_text(f"{before}{fresh}{after and chr(10)}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
