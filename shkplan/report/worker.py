"""A process that runs notebooks one after another: ``python -m shkplan.report.worker``, a job file a line.

It is the unit that can be killed whole, with its kernel, on any system. Loading papermill and the libraries of the
notebooks takes most of the time of a short notebook, so the worker loads them once. On Linux it then forks for each
notebook, twice: one process for papermill, one that becomes the kernel; so every notebook still has a kernel of its
own, in which nothing has run before.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from shkplan.report.run import Failure, Job, execute

CAN_FORK = sys.platform == "linux"  # elsewhere system libraries may not survive a fork

_GLANCE = 0.02  # seconds between two looks at the child
WARM = "--warm"
_RUNNING = ("papermill", "nbconvert.filters", "ipykernel.kernelapp", "ipykernel.ipkernel")
_SHOWING = ("numpy", "pandas", "scipy.stats", "matplotlib.pyplot", "matplotlib.backends.backend_svg", "seaborn")


def main() -> None:
    """Work until standard input closes."""
    # nbformat would load a grammar of internet addresses, 0.7 s, to check a format no notebook has; it does without.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    starter = os.getppid()
    if CAN_FORK:
        _warm_up(thoroughly=WARM in sys.argv)
    else:
        _die_with(starter)
    for order in _orders():
        job = Job(**json.loads(Path(order).read_text(encoding="utf-8")))
        if CAN_FORK:
            _in_a_child(job, starter)
        else:
            _run(job)


def _warm_up(*, thoroughly: bool) -> None:
    """Load what running a notebook takes; thoroughly, also what notebooks load, which pays from the third one on."""
    for library in _RUNNING:
        import_module(library)
    if thoroughly:
        import shkplan

        for library in _SHOWING:
            import_module(library)
        for name in shkplan.__all__:
            getattr(shkplan, name)


def _orders() -> Iterator[str]:
    """The lines of standard input, read raw: a buffered reader and a fork do not go together."""
    waiting = b""
    while chunk := os.read(0, 4096):
        *lines, waiting = (waiting + chunk).split(b"\n")
        yield from (line.decode("utf-8") for line in lines)


def _run(job: Job) -> None:
    from shkplan.report.kernel import OwnKernel

    job.tell(execute(job, OwnKernel))


def _in_a_child(job: Job, starter: int) -> None:
    """Fork for one notebook, and speak for the child if it ends without a verdict."""
    worker = os.getpid()
    child = os.fork()
    if child == 0:
        _be_the_child(job, worker)
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if os.getppid() != starter:
            os.kill(child, signal.SIGKILL)
            os._exit(1)
        time.sleep(_GLANCE)
    if not job.verdict.exists():
        code = os.waitstatus_to_exitcode(ended[1])
        job.tell(Failure("RunFailed", f"the process of the notebook ended with code {code}"))


def _be_the_child(job: Job, worker: int) -> NoReturn:
    """Run the job in this fork and end it, whatever happens."""
    from shkplan.report.kernel import Spare, warm_kernel

    code = 1
    try:
        spare = Spare()  # a fork of its own, so before there are threads
        _die_with(worker)
        job.tell(execute(job, warm_kernel(spare)))
        code = 0
    except BaseException:  # whatever it is, it must not reach the loop of the worker
        traceback.print_exc()
    finally:
        os._exit(code)


def _die_with(parent: int) -> None:
    """End when the parent process does, however it ended. On Windows a worker ends after the notebook in hand."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
