"""Kill reports at random moments on a busy machine, and look what is left: python -m benchmarks.kills [--times 100].

Each time `shkplan report` is started beside busy loops and killed outright (SIGKILL) after a random time. A moment later none of
its processes may be there, nothing may lie under the temporary folder, and among the reports only what the next run
takes up or sweeps. At last one run is left alone: it must come through, and leave its report and nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

GLANCE = 3.0  # seconds that a process may survive the one it works for
_MARK = "SHKPLAN_KILLS"
_OURS = (".lock", ".new", ".kept", ".old")


def main() -> None:
    """The kills, and what they left."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--busy", type=int, default=8, help="busy loops beside the report")
    parser.add_argument(
        "--longest", type=float, default=30.0, help="seconds after which at the latest a report is killed"
    )
    parser.add_argument("--seed", type=int, default=1)
    given, asked = parser.parse_known_args()  # the rest is for shkplan report
    chance = random.Random(given.seed)  # noqa: S311  # no secret
    with tempfile.TemporaryDirectory(prefix="kills-") as folder, busy(given.busy):
        place, left = Path(folder), list[str]()
        for number in range(1, given.times + 1):
            after = chance.uniform(0.0, given.longest)
            found = killed(asked, place, after)
            left += found
            print(
                f"{number}/{given.times} killed after {after:.1f} s: {'; '.join(found) or 'nothing left'}", flush=True
            )
        left += finished(asked, place)
    print(f"{given.times} kills, left behind: {'; '.join(left) or 'nothing'}")
    sys.exit(bool(left))


@contextlib.contextmanager
def busy(loops: int) -> Iterator[None]:
    """A block beside which some processes do nothing but keep the machine busy."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for one in running:
            one.kill()
            one.wait()


def killed(asked: Sequence[str], place: Path, after: float, cwd: Path | None = None) -> list[str]:
    """What is left of a report that was killed some seconds after its start.

    Args:
        asked: arguments of ``shkplan report``.
        place: a folder for its reports and its temporary files.
        after: seconds.
        cwd: the workspace; default this folder.
    """
    mark = uuid.uuid4().hex
    process = _start(asked, place, mark, cwd)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    until = time.monotonic() + GLANCE
    while (alive := _marked(mark)) and time.monotonic() < until:
        time.sleep(0.05)
    left = [f"process {' '.join(one.cmdline())[:60]}" for one in alive]
    for one in alive:
        one.kill()
    return left + _lying(place)


def finished(asked: Sequence[str], place: Path, cwd: Path | None = None) -> list[str]:
    """What is wrong after a report that nobody killed."""
    mark = uuid.uuid4().hex
    code = _start(asked, place, mark, cwd).wait()
    hidden = [path.name for path in (place / "reports").glob("*/.*") if path.suffix != ".lock"]
    wrong = [f"the last report ended with code {code}"] if code else []
    return wrong + [f"{name} among the reports" for name in hidden] + _lying(place)


def _start(asked: Sequence[str], place: Path, mark: str, cwd: Path | None) -> subprocess.Popen[bytes]:
    (place / "tmp").mkdir(exist_ok=True)
    words = [sys.executable, "-m", "shkplan.cli", "report", *asked, "-q", "--out", str(place / "reports")]
    package = str(Path(__file__).resolve().parents[1])
    environment = os.environ | {_MARK: mark, "TMPDIR": str(place / "tmp"), "PYTHONPATH": package}
    return subprocess.Popen(words, env=environment, cwd=cwd)


def _marked(mark: str) -> list[psutil.Process]:
    """The processes that descend from one report, whoever their parent is now."""
    found = []
    for one in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if one.environ().get(_MARK) == mark and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one)
    return found


def _lying(place: Path) -> list[str]:
    """What lies where it should not: under the temporary folder, or beside the reports without a name of ours."""
    among = [path for path in (place / "reports").glob("*/*") if path.name.startswith(".") and path.suffix not in _OURS]
    failed = (place / "reports").glob("*/*.failed")
    return [f"{path.relative_to(place)} lies there" for path in [*(place / "tmp").iterdir(), *among, *failed]]


if __name__ == "__main__":
    main()
