"""The ways a notebook can end, each told for what it is; and that nothing is left running, however the run ended."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import nbformat
import psutil
import pytest

from shkplan.report.awake import Awake
from shkplan.report.jobs import Surroundings, run_all
from shkplan.report.processes import RUNNER, end_orphans
from shkplan.report.run import FORKS, Job, Limits, Orders

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


@POSIX
@pytest.mark.parametrize("forks", WAYS)
def test_a_runner_ends_with_its_standard_input_and_so_does_what_its_cells_started(job, tmp_path, notebook, forks):
    """Where the system does not tell of a death, the end of standard input does; its starter is alive here."""
    content = nbformat.read(notebook("sleeps"), as_version=4)
    started = "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    content.cells[1].source = started + content.cells[1].source
    nbformat.write(content, tmp_path / "starts.ipynb")
    order = Job("starts", str(tmp_path / "starts.ipynb"), job("starts").executed, VALUES)
    words = [sys.executable, "-m", RUNNER, Orders(os.getpid(), LIMITS, forks).text()]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment, cwd=tmp_path, start_new_session=True
    ) as runner:
        runner.stdin.write(f"{json.dumps(asdict(order))}\n".encode())
        runner.stdin.flush()
        whole = 3 if forks else 2  # the runner, its child that forked, and what a cell started
        assert wait_until(lambda: len(psutil.Process(runner.pid).children(recursive=True)) == whole - 1)
        below = psutil.Process(runner.pid).children(recursive=True)
        runner.stdin.close()
        runner.wait(30)
    assert not psutil.wait_procs(below, timeout=15)[1]


@pytest.mark.skipif(not FORKS, reason="a notebook that kills its runner only where it is another process")
def test_a_killed_runner_leaves_nothing_of_what_its_cells_started(tmp_path, notebook, place):
    """The notebook runs again, and comes through; a process of the first try has no parent any more, but its session."""
    mark = str(tmp_path / "mark")
    ends = (
        f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', {mark!r}]); "
        "os.kill(os.getppid(), signal.SIGKILL)"
    )
    content = nbformat.read(notebook("raises"), as_version=4)
    content.cells[3].source = FIRST_TIME.format(mark=mark, ends=ends)
    nbformat.write(content, tmp_path / "kills.ipynb")
    job = Job("kills", str(tmp_path / "kills.ipynb"), str(tmp_path / "out.ipynb"), VALUES)
    (outcome,) = run_all([job], place, LIMITS, VALUES)
    assert outcome.failure is None
    assert [one.pid for one in psutil.process_iter(["cmdline"]) if mark in (one.info["cmdline"] or ())] == []


@POSIX
def test_what_a_killed_run_left_at_work_is_found_and_ended(job, tmp_path):
    """A runner whose starter is gone, by what it says on its command line; one whose starter lives is let alone."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    deaf = "import sys, time; sys.argv; time.sleep(600)"

    def stray(starter):
        """A process that looks like a runner and heeds nothing, below another that ends at once."""
        words = [sys.executable, "-c", deaf, "-m", RUNNER, Orders(starter, LIMITS).text()]
        code = f"import subprocess; print(subprocess.Popen({words!r}, start_new_session=True, stdout=subprocess.DEVNULL).pid)"
        told = subprocess.run([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, check=True)
        return psutil.Process(int(told.stdout))

    gone, other = stray(2**22 + 1), stray(2**22 + 2)
    words = [sys.executable, "-c", deaf, "-m", RUNNER, Orders(os.getpid(), LIMITS).text()]
    ours = subprocess.Popen(words, env=environment)
    try:
        end_orphans(2**22 + 1)
        end_orphans(os.getpid())
        assert not gone.is_running() or gone.status() == psutil.STATUS_ZOMBIE
        assert other.is_running()
        assert ours.poll() is None
    finally:
        for one in (gone, other, ours):
            with suppress(psutil.NoSuchProcess):
                one.kill()
        ours.wait()


@pytest.mark.parametrize("stops", [(0.5, 0.5), (2.9,), (60.0, 0.5, 3600.0)])
def test_seconds_of_sleep_do_not_count(monkeypatch, stops):
    """What goes beyond three seconds between two looks was slept through; a busy machine's second or two are time like any."""
    now = 100.0
    monkeypatch.setattr("shkplan.report.awake.time.monotonic", lambda: now)
    awake = Awake()
    for seconds in stops:
        now += seconds
        awake.look()
    assert awake.look() == pytest.approx(sum(min(seconds, 3.0) for seconds in stops))


@POSIX
@pytest.mark.parametrize("forks", WAYS)
def test_a_notebook_that_slept_with_the_machine_is_not_out_of_time(job, notebook, tmp_path, forks):
    """A limit of five seconds, a notebook of two, and eight in the middle in which none of its processes was let run."""
    content = nbformat.read(notebook("sleeps"), as_version=4)
    content.cells[1].source = "import time\nfor _ in range(20): time.sleep(0.1)"
    nbformat.write(content, tmp_path / "short.ipynb")
    short = Job("short", str(tmp_path / "short.ipynb"), job("short").executed, VALUES)
    work = tmp_path / "starter.py"
    work.write_text(
        "from pathlib import Path\n"
        "from shkplan.report.jobs import Surroundings, run_all\n"
        "from shkplan.report.run import Job, Limits\n"
        f"job = Job(**{short.__dict__!r})\n"
        f"(one,) = run_all([job], Surroundings(Path('.'), ['en'], Path('run')), Limits(clock=5), {{}}, forks={forks})\n"
        "raise SystemExit(str(one.failure) if one.failure else 0)\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, str(work)], cwd=tmp_path, env=environment) as starter:
        assert wait_until(short.draft.exists, 60)
        tree = [psutil.Process(starter.pid), *psutil.Process(starter.pid).children(recursive=True)]
        for one in tree:
            one.suspend()
        time.sleep(8)
        for one in tree:
            one.resume()
        assert starter.wait() == 0


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
