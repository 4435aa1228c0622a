"""The ways a notebook can end, each told for what it is; and that nothing is left running, however the run ended."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from shkplan.report.jobs import Surroundings, run_all
from shkplan.report.run import FORKS, Job, Limits

LIMITS = Limits(jobs=2, cpu=60, clock=60)
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals between processes")
VALUES = {"plan": "small", "language": "en", "seed": 7}
WAYS = [pytest.param(True, marks=pytest.mark.skipif(not FORKS, reason="forks on Linux only")), False]


@pytest.fixture
def job(tmp_path, notebook):
    return lambda name: Job(name, str(notebook(name)), str(tmp_path / "executed" / f"{name}.ipynb"), VALUES)


@pytest.fixture
def place(tmp_path):
    return Surroundings(tmp_path, ["zh", "en"], tmp_path / "run")


@pytest.fixture
def run(job, place):
    def one(name, limits=LIMITS, forks=FORKS):
        (outcome,) = run_all([job(name)], place, limits, VALUES, forks=forks)
        return outcome

    return one


def family():
    """All processes below this one."""
    return set(psutil.Process().children(recursive=True))


def wait_until(true, seconds=30.0):
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.1)
    return true()


@pytest.mark.parametrize("forks", WAYS)
def test_an_error_in_a_cell_is_named_with_the_cell(run, forks):
    """Cell as a reader counts code cells, failing line, type and message, and a traceback in plain text."""
    failure = run("raises", forks=forks).failure
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
def test_the_line_that_failed_is_named(tmp_path, notebook, place, source, line):
    """Found when the first line of a long cell was shown, and nobody could tell what had failed in it."""
    content = nbformat.read(notebook("raises"), as_version=4)
    content.cells[3].source = source
    nbformat.write(content, tmp_path / "raises_below.ipynb")
    job = Job("below", str(tmp_path / "raises_below.ipynb"), str(tmp_path / "out.ipynb"), VALUES)
    (outcome,) = run_all([job], place, LIMITS, VALUES)
    assert (outcome.failure.cell, outcome.failure.line) == (3, line)


@pytest.mark.skipif(not FORKS, reason="one process a notebook only where it forks")
def test_a_killed_notebook_is_a_failure_and_takes_no_final_name(run, job):
    """The process died in its third cell; what is left is a draft, in which no cell says that it completed."""
    failure = run("killed").failure
    assert (failure.error, failure.cell, failure.line) == ("DeadKernelError", 3, "import os")
    assert not Path(job("killed").executed).exists()
    cells = nbformat.read(job("killed").left, as_version=4).cells
    assert {cell.metadata.papermill.status for cell in cells} == {"pending"}


@POSIX
@pytest.mark.parametrize("forks", WAYS)
def test_a_notebook_out_of_processor_time_is_a_failure_with_its_cell(run, forks):
    """A loop without end is stopped in its cell, which is named, with the limit and how to raise it."""
    failure = run("endless", Limits(cpu=1, clock=60), forks).failure
    assert (failure.error, failure.cell, failure.line) == ("CpuTimeout", 3, "while True:")
    assert failure.message == "the notebook took more than 1 s of processor time; --limit allows it more"


@POSIX
@pytest.mark.parametrize("forks", WAYS)
def test_a_notebook_out_of_time_by_the_clock_is_ended_with_all_its_processes(run, forks):
    """One that waits uses no processor time; the clock ends it."""
    before = family()
    failure = run("sleeps", Limits(cpu=60, clock=4), forks).failure
    assert (failure.error, failure.cell) == ("RunTimeout", 2)
    assert "4 s" in failure.message
    assert wait_until(lambda: not family() - before)


@pytest.mark.skipif(not FORKS, reason="a hard limit of the system's own")
@pytest.mark.parametrize(
    ("error", "limits", "work"),
    [
        ("CpuTimeout", Limits(cpu=1, clock=60, grace=1), "pass"),
        ("RunTimeout", Limits(cpu=60, clock=2, grace=1), "time.sleep(0.1)"),
    ],
)
def test_a_notebook_that_does_not_heed_its_limit_is_killed(tmp_path, notebook, place, error, limits, work):
    """A cell may catch whatever it likes, or never come back from a foreign library: then the whole process goes."""
    content = nbformat.read(notebook("endless"), as_version=4)
    deaf = "import signal, time\nfor one in (signal.SIGPROF, signal.SIGALRM): signal.signal(one, signal.SIG_IGN)\n"
    content.cells[2].source = f"{deaf}while True: {work}"
    nbformat.write(content, tmp_path / "deaf.ipynb")
    job = Job("deaf", str(tmp_path / "deaf.ipynb"), str(tmp_path / "out.ipynb"), VALUES)
    (outcome,) = run_all([job], place, limits, VALUES)
    assert (outcome.failure.error, outcome.failure.cell) == (error, 3)


@POSIX
def test_an_interrupted_run_is_a_failure(run):
    """The process that forks was interrupted: its notebooks failed, whatever they say."""
    assert run("interrupted", forks=FORKS).failure.error == "RunFailed"


def test_a_notebook_that_ends_python_is_a_failure(tmp_path, notebook, place):
    """sys.exit() is no error to papermill; but the cells below never ran."""
    content = nbformat.read(notebook("raises"), as_version=4)
    content.cells[3].source = "import sys\nsys.exit()"
    nbformat.write(content, tmp_path / "exits.ipynb")
    job = Job("exits", str(tmp_path / "exits.ipynb"), str(tmp_path / "out.ipynb"), VALUES)
    (outcome,) = run_all([job], place, LIMITS, VALUES)
    assert (outcome.failure.error, outcome.failure.cell) == ("Interrupted", 3)


def test_a_failed_notebook_does_not_stop_the_others(job, place):
    outcomes = {one.job.key: one for one in run_all([job("raises"), job("well")], place, LIMITS, VALUES)}
    assert outcomes["raises"].failure
    assert outcomes["well"].failure is None


FIRST_TIME = """
import os, pathlib, signal
mark = pathlib.Path({mark!r})
first = not mark.exists()
mark.touch()
if first:
    {ends}
"""


@POSIX
@pytest.mark.parametrize("ends", ["os.kill(os.getpid(), signal.SIGKILL)", "raise MemoryError", "while True: pass"])
def test_a_notebook_that_died_or_ran_out_is_tried_once_more(tmp_path, notebook, place, ends):
    """What a crowded machine does to a notebook does not come again when it runs alone."""
    content = nbformat.read(notebook("raises"), as_version=4)
    content.cells[3].source = FIRST_TIME.format(mark=str(tmp_path / "mark"), ends=ends)
    nbformat.write(content, tmp_path / "again.ipynb")
    job = Job("again", str(tmp_path / "again.ipynb"), str(tmp_path / "out.ipynb"), VALUES)
    (outcome,) = run_all([job], place, Limits(cpu=2, clock=60), VALUES)
    assert outcome.failure is None
    assert Path(job.executed).exists()


def test_an_error_of_a_cell_is_not_tried_again(tmp_path, notebook, place):
    """It would come again, and take twice as long."""
    content = nbformat.read(notebook("raises"), as_version=4)
    content.cells[3].source = FIRST_TIME.format(mark=str(tmp_path / "mark"), ends="raise ValueError")
    nbformat.write(content, tmp_path / "once.ipynb")
    job = Job("once", str(tmp_path / "once.ipynb"), str(tmp_path / "out.ipynb"), VALUES)
    (outcome,) = run_all([job], place, LIMITS, VALUES)
    assert outcome.failure.error == "ValueError"


def test_leaving_early_kills_what_still_runs(job, place):
    before = family()
    outcomes = run_all([job("raises"), job("sleeps")], place, LIMITS, VALUES)
    assert next(outcomes).job.key == "raises"
    assert family() - before
    outcomes.close()
    assert wait_until(lambda: not family() - before)


@POSIX
@pytest.mark.parametrize("forks", WAYS)
def test_a_run_ends_when_its_starter_is_killed(job, tmp_path, forks):
    """Killed outright, it can end nothing itself: the system does, or the end of standard input."""
    work = tmp_path / "starter.py"
    work.write_text(
        "from pathlib import Path\n"
        "from shkplan.report.jobs import Surroundings, run_all\n"
        "from shkplan.report.run import LIMITS, Job\n"
        f"job = Job(**{job('sleeps').__dict__!r})\n"
        f"list(run_all([job], Surroundings(Path('.'), ['en'], Path('run')), LIMITS, {{}}, forks={forks}))\n",
        encoding="utf-8",
    )
    starter = subprocess.Popen(
        [sys.executable, str(work)], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    )
    assert wait_until(job("sleeps").draft.exists, 60)
    below = psutil.Process(starter.pid).children(recursive=True)
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    assert below
    assert not psutil.wait_procs(below, timeout=15)[1]


@pytest.mark.skipif(not FORKS, reason="forks on Linux only")
def test_a_child_opens_the_face_of_charts_anew():
    """Found when two notebooks read one open file at a time, and each found a broken face."""
    from shkplan.display.charts import pen

    code = (
        "import os\n"
        "from shkplan.display.charts import pen\n"
        "before = pen._face()[2]\n"
        "child = os.fork()\n"
        "if child == 0: os._exit(pen._face()[2] is before)\n"
        "raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(pen.__file__).parents[3])}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
