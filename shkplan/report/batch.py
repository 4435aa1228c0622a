"""Many notebooks, a few at a time, each with a limit for its whole run; a few processes do the work."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from shkplan.files import paths
from shkplan.files.paths import WORKSPACE_VARIABLE
from shkplan.report.run import Failure, Job
from shkplan.report.worker import WARM

_GLANCE = 0.05  # seconds between two looks at the running processes
_FEW = 2  # notebooks a worker, for which it is not worth to load their libraries beforehand


@dataclass(frozen=True)
class Limits:
    """How much a machine and a notebook may take: processes at a time, seconds a cell, seconds a notebook in all."""

    jobs: int = 2
    cell: float = 120
    run: float = 600


LIMITS = Limits()


@dataclass(frozen=True)
class Outcome:
    """What became of a job: success where ``failure`` is None."""

    job: Job
    seconds: float
    failure: Failure | None = None


class _Worker:
    """A process that runs the notebooks it is given; see :mod:`shkplan.report.worker`."""

    def __init__(self, folder: Path, workspace: Path, *, warm: bool) -> None:
        folder.mkdir()
        self._folder = folder
        self._errors = folder / "stderr"
        self.job: Job | None = None
        self._since = 0.0
        with self._errors.open("wb") as stream:
            self._process = subprocess.Popen(  # noqa: S603  # this interpreter, this package
                [sys.executable, "-m", "shkplan.report.worker", *([WARM] if warm else [])],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=stream,
                cwd=folder,
                env=_environment(workspace, folder),
            )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def give(self, job: Job) -> None:
        """Hand over a job; its time begins."""
        order = self._folder / "job.json"
        order.write_text(json.dumps(asdict(job)), encoding="utf-8")
        self.job, self._since = job, time.monotonic()
        assert self._process.stdin
        self._process.stdin.write(f"{order}\n".encode())
        self._process.stdin.flush()

    def outcome(self, limit: float) -> Outcome | None:
        """What became of the job in hand; None while it runs. A job that takes too long is ended with its worker."""
        assert self.job
        seconds = time.monotonic() - self._since
        if self.job.verdict.exists():
            failure = self.job.told()
        elif not self.alive:
            said = self._errors.read_text(encoding="utf-8", errors="replace").strip()
            code, last = self._process.returncode, said.rsplit("\n", 1)[-1]
            failure = Failure("RunFailed", f"the process ended with code {code}. {last}", traceback=said)
        elif seconds > limit:
            self.end()
            failure = Failure("RunTimeout", f"the notebook took longer than {limit:g} s in all")
        else:
            return None
        job, self.job = self.job, None
        return Outcome(job, seconds, failure)

    def end(self) -> None:
        """Kill the process and all under it; a kernel sits in a session of its own, where no signal to a group comes."""
        import psutil

        with suppress(psutil.NoSuchProcess):
            worker = psutil.Process(self._process.pid)
            for member in [*worker.children(recursive=True), worker]:
                with suppress(psutil.NoSuchProcess):
                    member.kill()
        self._process.wait()
        if self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()


def run_all(jobs: Sequence[Job], workspace: Path, limits: Limits) -> Iterator[Outcome]:
    """Run jobs and yield what became of each, as it ends; a failed one does not stop the others.

    Leaving the iterator early (an error, Ctrl-C) kills whatever still runs.

    Args:
        jobs: what to run.
        workspace: the folder that the kernels take for the workspace.
        limits: how many at a time, how long each.
    """
    waiting, workers = list(jobs), list[_Worker]()
    with _scratch() as scratch:
        numbers, warm = itertools.count(), len(jobs) > _FEW * limits.jobs
        try:
            while waiting or any(worker.job for worker in workers):
                workers = [worker for worker in workers if worker.alive or worker.job]
                while len(workers) < min(max(1, limits.jobs), len(waiting) + sum(bool(one.job) for one in workers)):
                    workers.append(_Worker(scratch / str(next(numbers)), workspace, warm=warm))
                for worker in workers:
                    if worker.job is None and waiting:
                        worker.give(waiting.pop(0))
                time.sleep(_GLANCE)
                yield from filter(None, [worker.outcome(limits.run) for worker in workers if worker.job])
        finally:
            for worker in workers:
                worker.end()


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder with a short name: the path of a Unix socket has room for about a hundred characters."""
    short = "/tmp" if os.name == "posix" and os.access("/tmp", os.W_OK) else None  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="shk-", dir=short, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _environment(workspace: Path, own: Path) -> dict[str, str]:
    """What a kernel inherits: the user's environment without what would make two runs differ."""
    package = str(Path(paths.__file__).resolve().parents[2])
    searched = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {
        WORKSPACE_VARIABLE: str(workspace),
        "PYTHONPATH": os.pathsep.join(searched),  # the library that runs is the library that was asked
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "SOURCE_DATE_EPOCH": "0",  # matplotlib's charts without the time of day
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # the kernel's own, also where it was loaded before
        "JUPYTER_RUNTIME_DIR": str(own),
        "IPYTHONDIR": str(own / "ipython"),  # no start-up files, no history, no home folder needed
        "OPENBLAS_NUM_THREADS": "1",  # several notebooks share the cores already
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
