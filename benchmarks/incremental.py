"""What a report costs that an office makes every month: all of it, nothing changed, the day moved on, one new figure. python -m benchmarks.incremental

Each run is a process of its own, in a new workspace with the shipped plan; a run under the very same conditions without a store then shows
that its folder is the same to the byte, but for the times of the manifest.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PLAN, BEFORE, AFTER = "shahekou-14fyp", "2026-09-30", "2026-10-31"
FIGURE = "environment.green_coverage,沙河口区,2025,level,exact,45.4,%,none,final,,2026-10-15,stated,A bulletin,Statistics,yearbook or bulletin"


def main() -> None:
    """A line a run: seconds of processor and by the clock, and their share of the whole run."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        _shkplan("init", str(work), "--from", PLAN, cwd=Path(folder))
        whole = _told("whole", work, BEFORE)
        _told("nothing changed", work, BEFORE, whole)
        month = shutil.copytree(work, Path(folder) / "month" / "work")
        _told("day moved on", work, AFTER, whole)
        _new_figure(month)
        _told("day and one figure", month, AFTER, whole)
        anew = Path(folder) / "anew" / "work"
        shutil.copytree(month, anew, ignore=shutil.ignore_patterns("reports", "archive"))
        _shkplan("report", "--as-of", AFTER, "--quiet", cwd=anew)
        unlike = differences(month / "reports" / PLAN / AFTER, anew / "reports" / PLAN / AFTER)
        print(f"the last, against a run without a store: {', '.join(unlike) or 'the same to the byte'}")


def _new_figure(work: Path) -> None:
    """One figure more in a table of the workspace, with the columns that the table has."""
    table = work / "data" / "observations" / "shahekou.csv"
    text = table.read_bytes().decode("utf-8-sig")
    given = dict(zip(_NAMES, FIGURE.split(","), strict=True))
    row = ",".join(given.get(name, "") for name in text.splitlines()[0].split(","))
    end = "" if text.endswith("\n") else "\n"
    table.write_bytes(f"{text}{end}{row}\n".encode("utf-8-sig"))


_NAMES = (
    "indicator", "region", "period", "form", "bound", "value", "unit", "price_basis", "status", "mark", "published", "published_basis",
    "source_title", "publisher", "source_kind",
)  # fmt: skip


def _told(name: str, work: Path, day: str, whole: tuple[float, float] | None = None) -> tuple[float, float]:
    """Make a report and print what it took."""
    before, since = _used(), time.perf_counter()
    _shkplan("report", "--as-of", day, "--quiet", cwd=work)
    took = _used() - before, time.perf_counter() - since
    shares = "" if whole is None else "".join(f"  {one / all_:6.1%}" for one, all_ in zip(took, whole, strict=True))
    print(f"{name:20} processor {took[0]:6.1f} s   clock {took[1]:6.1f} s{shares}", flush=True)
    return took


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _shkplan(*arguments: str, cwd: Path) -> None:
    subprocess.run([sys.executable, "-m", "shkplan.cli", *arguments], cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def differences(one: Path, other: Path) -> list[str]:
    """The files in which two folders of reports differ, beyond the times of the manifest."""
    left, right = (
        {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for folder in (one, other)
    )
    found = sorted(left.keys() ^ right.keys())
    for name in sorted(left.keys() & right.keys()):
        contents = [side[name].read_bytes() for side in (left, right)]
        if name == "manifest.json":
            contents = [
                json.dumps({**json.loads(text), "started": "", "ended": "", "replaces": ""}).encode()
                for text in contents
            ]
        if contents[0] != contents[1]:
            found.append(name)
    return found


if __name__ == "__main__":
    main()
