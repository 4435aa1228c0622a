"""Many notebooks, a few at a time, each within its limits; the processes that run them, and what became of each."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from shkplan.base.interrupts import uninterrupted
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.files.paths import WORKSPACE_VARIABLE
from shkplan.report.awake import GLANCE, Awake
from shkplan.report.memory import FORGETFUL
from shkplan.report.processes import RUNNER, end_family
from shkplan.report.run import FORKS, OUT_OF_CPU, OUT_OF_TIME, Failure, Job, Limits, Orders

PAGES_VARIABLE = "SHKPLAN_PAGES"  # the languages in which values show themselves at once, such as zh,en

_START = 120.0  # seconds that a process may take to load its libraries on a busy machine
_FEW = 2  # notebooks a process, for which it does not pay to load their libraries beforehand


@dataclass(frozen=True)
class Outcome:
    """What became of a job: success where ``failure`` is None."""

    job: Job
    seconds: float
    failure: Failure | None = None


@dataclass(frozen=True)
class Surroundings:
    """Where notebooks run: with which workspace, for pages in which languages, and a folder for what they need meanwhile; the environment of what they may remember."""

    workspace: Path
    languages: Sequence[str]
    scratch: Path
    memory: Mapping[str, str] = field(default_factory=lambda: FORGETFUL)


def run_all(
    jobs: Sequence[Job], place: Surroundings, limits: Limits, shared: Mapping[str, Any], *, forks: bool = FORKS
) -> Generator[Outcome]:
    """Run jobs and yield what became of each, as it ends; a failed one does not stop the others.

    One that died or ran out of a limit is run once more at the end, with nothing beside it. Leaving the iterator early
    (an error, Ctrl-C) ends whatever still runs.

    Args:
        jobs: what to run.
        place: where.
        limits: how many at a time, how long each.
        shared: the parameters that all of them share.
        forks: whether one process forks for every notebook, or each runs one after another.
    """
    warm = len(jobs) > _FEW * limits.jobs
    runners = _Runners(place, Orders(os.getpid(), limits, forks, shared if warm else None))
    again: list[Job] = []
    try:
        for outcome in runners.run(jobs, max(1, limits.jobs)):
            if outcome.failure and outcome.failure.worth_another_try:
                again.append(outcome.job)
            else:
                yield outcome
        for job in again:
            yield from runners.run([job], 1)
    finally:
        runners.end()


class _Runners:
    """The processes at work, one that forks or as many as notebooks may run at a time."""

    def __init__(self, place: Surroundings, orders: Orders) -> None:
        self._place, self._orders, self._started = place, orders, 0
        self._there: list[_Runner] = []
        self._heard: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._awake = Awake()

    def run(self, jobs: Sequence[Job], at_once: int) -> Iterator[Outcome]:
        waiting = list(jobs)
        while waiting or self._at_work:
            while waiting and self._at_work < at_once:
                self._free().give(waiting.pop(0))
            with suppress(queue.Empty):
                self._heard.get(timeout=GLANCE)
            self._awake.look()
            for runner in self._there:
                yield from runner.outcomes()
                if not runner.alive:
                    runner.end()
            self._there = [runner for runner in self._there if runner.alive]

    @property
    def _at_work(self) -> int:
        return sum(len(runner.hand) for runner in self._there)

    def _free(self) -> _Runner:
        """A process that takes another job; a new one where there is none."""
        free = next((one for one in self._there if one.alive and (self._orders.forks or not one.hand)), None)
        if free is None:
            self._started += 1
            free = _Runner(
                self._place, self._place.scratch / str(self._started), self._orders, self._heard, self._awake
            )
            self._there.append(free)
        return free

    def end(self) -> None:
        for runner in self._there:
            runner.end()


class _Runner:
    """A process that runs notebooks, seen from here; see :mod:`shkplan.report.runner`."""

    def __init__(
        self, place: Surroundings, folder: Path, orders: Orders, heard: queue.SimpleQueue[None], awake: Awake
    ) -> None:
        folder.mkdir(parents=True)
        self.hand: dict[str, tuple[Job, float]] = {}  # jobs by where their notebook goes, and when they were given
        self.alive = True
        self._limits, self._heard, self._awake, self._errors = orders.limits, heard, awake, folder / "stderr"
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._cpu = 0.0
        with self._errors.open("wb") as stream:
            self._process = subprocess.Popen(  # noqa: S603  # this interpreter, this package
                [sys.executable, "-m", RUNNER, orders.text()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stream,
                cwd=folder,
                env=_environment(place, folder),
                start_new_session=True,  # Ctrl-C is for the process that asked; that one ends this one
            )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        """Pass on what the process tells; an empty line is its end."""
        assert self._process.stdout
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line)
                self._heard.put(None)
        self._lines.put(b"")
        self._heard.put(None)

    def give(self, job: Job) -> None:
        """Hand over a job; its time begins."""
        self.hand[job.executed] = (job, self._awake.look())
        self._cpu = self._used()
        assert self._process.stdin
        with suppress(OSError):  # a process that is gone is heard of by its end
            self._process.stdin.write(f"{json.dumps(asdict(job))}\n".encode())
            self._process.stdin.flush()

    def outcomes(self) -> Iterator[Outcome]:
        """What has become of jobs since the last call; those in hand fail with the process."""
        while not self._lines.empty():
            line = self._lines.get()
            if line:
                told = json.loads(line)
                job, _ = self.hand.pop(told["job"])
                yield Outcome(job, told["seconds"], Failure.unpacked(told["failure"]) if told["failure"] else None)
            else:
                yield from self._all_failed("RunFailed", self._last_words())
        if self.alive and (error := self._out_of()):
            self.end()
            yield from self._all_failed(error, self._limits.told(error))

    def _all_failed(self, error: str, message: str) -> Iterator[Outcome]:
        self.alive = False
        while self.hand:
            job, since = self.hand.pop(next(iter(self.hand)))
            yield Outcome(job, self._awake.look() - since, Failure(error, message))

    def _last_words(self) -> str:
        code = self._process.wait()
        last = self._errors.read_text(encoding="utf-8", errors="replace").strip().rsplit("\n", 1)[-1]
        return said("the process ended with code {code}. {last}", code=code, last=last)

    def _out_of(self) -> str | None:
        """The limit that a job in hand has passed without ending by itself; None where there is none."""
        late = self._awake.look() - self._limits.clock - self._limits.grace - _START
        if any(since < late for _, since in self.hand.values()):
            return OUT_OF_TIME
        return OUT_OF_CPU if self.hand and self._used() - self._cpu > self._limits.cpu + self._limits.grace else None

    def _used(self) -> float:
        """Processor time so far, where the process cannot watch its own; elsewhere zero."""
        if hasattr(signal, "setitimer"):
            return 0.0
        import psutil

        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)

    def end(self) -> None:
        """End the process and all under it."""
        self.alive = False
        with uninterrupted():
            end_family(self._process.pid)
            self._process.wait()
        assert self._process.stdin
        with suppress(OSError):
            self._process.stdin.close()
        self._listener.join(self._limits.grace)


def _environment(place: Surroundings, own: Path) -> dict[str, str]:
    """What notebooks inherit: the user's environment without what would make two runs differ."""
    package = str(Path(paths.__file__).resolve().parents[2])
    searched = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {
        WORKSPACE_VARIABLE: str(place.workspace),
        PAGES_VARIABLE: ",".join(place.languages),
        **place.memory,
        "PYTHONPATH": os.pathsep.join(searched),  # the library that runs is the library that was asked
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "SOURCE_DATE_EPOCH": "0",  # matplotlib's charts without the time of day
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # figures of a cell are shown below it
        "IPYTHONDIR": str(own / "ipython"),  # no start-up files, no history, no home folder needed
        "OPENBLAS_NUM_THREADS": "1",  # several notebooks share the cores already
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
