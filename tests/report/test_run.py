"""The ways a notebook can end, each told for what it is, whatever papermill writes into its metadata."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from shkplan.report.batch import Limits, run_all
from shkplan.report.kernel import OwnKernel
from shkplan.report.run import Job

LIMITS = Limits(jobs=2, cell=60, run=60)


@pytest.fixture
def job(tmp_path, notebook):
    def make(name, cell_limit=60.0):
        values = {"plan": "small", "language": "en", "seed": 7}
        return Job(name, "en", str(notebook(name)), str(tmp_path / f"{name}.ipynb"), values, cell_limit)

    return make


@pytest.fixture
def run(tmp_path, job):
    def one(name, cell_limit=60.0, limits=LIMITS):
        (outcome,) = run_all([job(name, cell_limit)], tmp_path, limits)
        return outcome

    return one


def kernels():
    lines = [" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if "ipykernel_launcher" in line]


def wait_until(true, seconds=15.0):
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.1)
    return true()


def test_an_error_in_a_cell_is_named_with_the_cell(run):
    failure = run("raises").failure
    assert (failure.error, failure.message) == ("ZeroDivisionError", "division by zero")
    assert (failure.cell, failure.line) == (3, "ratio = x / 0")
    assert "\x1b" not in failure.traceback
    assert str(failure) == "cell 3: ratio = x / 0\n    ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("values = [1, 0]\n\ndef share(x):\n    return 1 / x\n\nshare(values[1])", "share(values[1])"),
        ("import json\njson.loads('{')", "json.loads('{')"),
        ("a = 1\nb = = 2", "b = = 2"),
    ],
)
def test_the_line_that_failed_is_named(tmp_path, notebook, source, line):
    """Found when the first line of a long cell was shown, and nobody could tell what had failed in it."""
    content = nbformat.read(notebook("raises"), as_version=4)
    content.cells[3].source = source
    nbformat.write(content, tmp_path / "raises_below.ipynb")
    values = {"plan": "small", "language": "en", "seed": 7}
    job = Job("below", "en", str(tmp_path / "raises_below.ipynb"), str(tmp_path / "out.ipynb"), values, 60.0)
    (outcome,) = run_all([job], tmp_path, LIMITS)
    assert (outcome.failure.cell, outcome.failure.line) == (3, line)


def test_a_killed_kernel_is_a_failure_though_its_notebook_says_completed(run, tmp_path):
    failure = run("killed").failure
    assert (failure.error, failure.cell) == ("DeadKernelError", 3)
    cells = nbformat.read(tmp_path / "killed.ipynb", as_version=4).cells
    assert {cell.metadata.papermill.status for cell in cells} == {"completed"}


def test_a_cell_out_of_time_is_a_failure(run):
    failure = run("endless", cell_limit=1).failure
    assert (failure.error, failure.cell, failure.line) == ("CellTimeoutError", 3, "while True:")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals between processes")
def test_an_interrupted_run_is_a_failure(run):
    assert run("interrupted").failure.error == "RunFailed"


def test_a_notebook_out_of_time_is_killed_with_its_kernel(run):
    before = kernels()
    failure = run("sleeps", limits=Limits(run=6)).failure
    assert failure.error == "RunTimeout"
    assert "6 s" in failure.message
    assert wait_until(lambda: len(kernels()) <= len(before))


def test_a_failed_notebook_does_not_stop_the_others(job, tmp_path):
    outcomes = {one.job.key: one for one in run_all([job("raises"), job("differs")], tmp_path, LIMITS)}
    assert outcomes["raises"].failure
    assert outcomes["differs"].failure is None


def test_leaving_early_kills_what_still_runs(job, tmp_path):
    before = set(psutil.Process().children(recursive=True))
    outcomes = run_all([job("raises"), job("sleeps")], tmp_path, LIMITS)
    assert next(outcomes).job.key == "raises"
    assert set(psutil.Process().children(recursive=True)) - before
    outcomes.close()
    assert wait_until(lambda: not set(psutil.Process().children(recursive=True)) - before)


@pytest.mark.skipif(os.name == "nt", reason="the signal to kill with is a POSIX one")
def test_a_run_ends_when_its_starter_is_killed(job, tmp_path):
    work = tmp_path / "starter.py"
    target = tmp_path / "sleeps.ipynb"
    work.write_text(
        "from pathlib import Path\n"
        "from shkplan.report.batch import LIMITS, run_all\n"
        "from shkplan.report.run import Job\n"
        f"job = Job(**{job('sleeps').__dict__!r})\n"
        "list(run_all([job], Path('.'), LIMITS))\n",
        encoding="utf-8",
    )
    starter = subprocess.Popen(
        [sys.executable, str(work)], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    )
    assert wait_until(target.exists)
    family = psutil.Process(starter.pid).children(recursive=True)
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    assert family
    assert not psutil.wait_procs(family, timeout=15)[1]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such sockets; TCP it is")
def test_a_kernel_opens_no_port():
    manager = OwnKernel()
    assert manager.transport == "ipc"
    assert manager.kernel_spec.argv[0] == sys.executable
