"""A process that runs notebooks: ``python -m shkplan.report.runner ORDERS``, then a job a line on standard input.

Loading the libraries of a notebook takes longer than most notebooks, so it is done once. On Linux the process then forks for
each notebook, as many at a time as it is given; the child runs its notebook and ends. Elsewhere, where system libraries may
not survive a fork, the process runs one notebook after another, each in a fresh shell.

What became of a job is told on standard output, a line each. No process here outlives the one that started it: a child is
killed by the system when the runner ends, and the runner ends with whatever it started when its starter does. It leads a
session of its own, which is ended whole.
"""

from __future__ import annotations

import gc
import json
import math
import os
import queue
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from typing import Any, NoReturn

from shkplan.base.messages import said
from shkplan.report.awake import GLANCE, Awake
from shkplan.report.memory import remember
from shkplan.report.processes import end_session
from shkplan.report.run import DIED, OUT_OF_CPU, OUT_OF_TIME, CellReached, Failure, Job, Limits, Orders, execute

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_RUNNING = ("papermill", "shkplan.report.shell", "nbformat.validator")
_SHOWING = ("numpy", "pandas", "scipy.stats", "matplotlib.pyplot", "matplotlib.backends.backend_svg", "seaborn")


def main() -> None:
    """Work until standard input closes."""
    # nbformat would load a grammar of internet addresses, 0.7 s, to check a format no notebook has; it does without.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    orders = Orders.read(sys.argv[1])
    told = os.dup(1)
    os.dup2(2, 1)  # what libraries print is none of our lines
    # Whoever was started in the background ignores interrupts and hands that down; here one is meant for this process alone.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1) if os.getppid() != orders.starter else None)
    _die_with(orders.starter, signal.SIGTERM)
    worker = _Forking(orders.limits, told) if orders.forks else _OneByOne(orders.limits, told)
    for library in _RUNNING:
        import_module(library)
    remember(os.environ)
    if orders.prepare is not None:
        prepare(orders.prepare)
    worker.work()


def prepare(parameters: Mapping[str, Any]) -> None:
    """Do what every page would do for itself: load libraries, assess the plan, show that, and run a notebook of two cells.

    The children find the libraries loaded, the assessment made and all that is made on first use.
    """
    import shkplan
    from shkplan.report.asked import watch_for

    for library in _SHOWING:
        import_module(library)
    for name in shkplan.__all__:
        getattr(shkplan, name)
    with suppress(Exception):  # what is wrong with the data is told by the first notebook, with its cell
        watch_for(parameters)
        asked = {name: parameters[name] or None for name in ("region", "to", "model", "seed", "scenario")}
        whole = shkplan.assess(str(parameters["plan"]), as_of=str(parameters["as_of"]), **asked)
        for show in (shkplan.table, shkplan.plot):
            show(whole)._repr_mimebundle_()
        rehearse()


def rehearse() -> None:
    """Run a notebook of two cells, for all that papermill and IPython make on first use."""
    from nbformat import v4, write

    given = v4.new_code_cell("shown = 1", metadata={"tags": ["parameters"]})
    content = v4.new_notebook(cells=[given, v4.new_code_cell("display(shown)\nshown")])
    write(content, "rehearsal.ipynb")
    execute(Job("rehearsal", "rehearsal.ipynb", "rehearsed.ipynb", {"shown": 2}), Limits())


def _say(told: int, job: str, failure: Failure | None, seconds: float) -> None:
    line = json.dumps({"job": job, "failure": failure and failure.packed(), "seconds": seconds})
    os.write(told, f"{line}\n".encode())


# A process a notebook ---------------------------------------------------------------------------------------------------


class _Child:
    """A fork that runs one notebook; it writes what it has reached, and at last how it ended, into a file without name."""

    def __init__(self, job: Job, limits: Limits, awake: Awake) -> None:
        self.job, self._limits, self._awake, self._since = job, limits, awake, awake.look()
        self._lines = os.memfd_create("told")
        runner = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            self._run(runner)
        with suppress(OSError):  # the child does the same; whoever is first
            os.setpgid(self.pid, self.pid)
        self.ended = os.pidfd_open(self.pid)  # readable when the child has ended

    def _run(self, runner: int) -> NoReturn:
        """Be the child, to its end."""
        import resource

        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            os.setpgid(0, 0)
            _die_with(runner, signal.SIGKILL)
            most = math.ceil(self._limits.cpu + self._limits.grace)
            resource.setrlimit(resource.RLIMIT_CPU, (most, most))
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            failure = execute(self.job, self._limits, lambda reached: self._tell("reached", reached))
            self._tell("ended", failure)
        except BaseException as error:  # whatever it is, it must not reach the loop of the runner
            self._tell("ended", Failure(type(error).__name__, str(error)))
        finally:
            os._exit(0)

    def _tell(self, what: str, told: Failure | CellReached | None) -> None:
        content = told.packed() if isinstance(told, Failure) else told and asdict(told)
        os.write(self._lines, f"{json.dumps({what: content})}\n".encode())

    @property
    def seconds(self) -> float:
        return self._awake.look() - self._since

    def overdue(self) -> bool:
        return self.seconds > self._limits.clock + self._limits.grace

    def kill(self) -> None:
        """End the child and whatever its cells started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def failure(self) -> Failure | None:
        """How a child that has ended fared; its cells leave nothing behind."""
        self.kill()
        overdue = self.overdue()
        _, status, used = os.wait4(self.pid, 0)
        os.close(self.ended)
        os.lseek(self._lines, 0, os.SEEK_SET)
        with os.fdopen(self._lines, encoding="utf-8") as lines:
            told = [json.loads(line) for line in lines]
        last = told[-1] if told else {}
        if "ended" in last:
            return Failure.unpacked(last["ended"]) if last["ended"] else None
        reached = CellReached(**last.get("reached", {}))
        if used.ru_utime + used.ru_stime > self._limits.cpu:
            return reached.failure(OUT_OF_CPU, self._limits.told(OUT_OF_CPU))
        if overdue:
            return reached.failure(OUT_OF_TIME, self._limits.told(OUT_OF_TIME))
        code = os.waitstatus_to_exitcode(status)
        how = (
            said("was ended by signal {number}", number=-code)
            if code < 0
            else said("ended with code {code}", code=code)
        )
        return reached.failure(DIED, said("the process of the notebook {how}, often for want of memory", how=how))


class _Forking:
    """Runs every job that comes in at once, each in a child."""

    def __init__(self, limits: Limits, told: int) -> None:
        self._limits, self._told = limits, told
        self._children: list[_Child] = []
        self._waiting, self._awake = b"", Awake()

    def work(self) -> None:
        """Until standard input closes; then nothing is left running."""
        gc.collect()
        gc.freeze()  # what is loaded stays shared with the children
        try:
            while self._look():
                pass
        finally:
            for child in self._children:
                child.kill()
            _end_own_session()

    def _look(self) -> bool:
        """Wait for what happens next, and see to it; False where no more will come."""
        ready, _, _ = select.select([0, *(child.ended for child in self._children)], [], [], GLANCE)
        self._awake.look()
        for child in [child for child in self._children if child.ended in ready]:
            self._children.remove(child)
            _say(self._told, child.job.executed, child.failure(), child.seconds)
        for child in self._children:
            if child.overdue():
                child.kill()
        return self._take() if 0 in ready else True

    def _take(self) -> bool:
        chunk = os.read(0, 1 << 16)  # raw: a buffered reader and a fork do not go together
        *lines, self._waiting = (self._waiting + chunk).split(b"\n")
        self._children += [_Child(Job(**json.loads(line)), self._limits, self._awake) for line in lines]
        return bool(chunk)


def _end_own_session() -> None:
    """End what cells have started, where this process leads a session; by hand it may stand in that of a terminal."""
    if os.name != "posix" or os.getsid(0) == os.getpid():
        end_session(os.getpid())


def _die_with(starter: int, number: int) -> None:
    """Let the system send a signal when the starter ends, and end at once if it has already."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, int(number))
        if os.getppid() != starter:
            os._exit(1)


# One after another ------------------------------------------------------------------------------------------------------


class _OneByOne:
    """Runs jobs here, one after another; a thread sees that standard input closes, also in the middle of a notebook."""

    def __init__(self, limits: Limits, told: int) -> None:
        self._limits, self._told = limits, told
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()  # also while the libraries are loaded

    def work(self) -> None:
        from shkplan.display.setting import set_language

        for line in self._orders():
            job, since = Job(**json.loads(line)), time.monotonic()
            set_language(str(job.parameters["language"]))  # not that of the notebook before
            failure = execute(job, self._limits)
            _say(self._told, job.executed, failure, time.monotonic() - since)

    def _orders(self) -> Iterator[str]:
        while True:
            yield self._lines.get()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._lines.put(line)
        _end_own_session()
        os._exit(0)


if __name__ == "__main__":
    main()
