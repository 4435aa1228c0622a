"""Whatever stops a report, the last good one stays whole, nothing is left over, and the next run comes through.

The same a hundred times: python -m benchmarks.kills.
"""

import contextlib
import copy
import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from benchmarks.kills_bench import Bench, Blow
from benchmarks.kills_plan import publish

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals between processes"),
    pytest.mark.xdist_group("stops"),
]

STOPS = 10


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Bench:
    """An old report of three indicators in its place, and new figures; pages alone, which is quicker."""
    made = Bench(tmp_path_factory.mktemp("stops"), formats="html")
    assert made.found() == "old"
    return made


@pytest.fixture(autouse=True)
def _as_it_was(bench):
    yield
    bench.back()


def wait_until(true, seconds=60.0):
    until = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)
    return found


def tree(process):
    return [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]


def hidden(bench):
    return sorted(path.suffix for path in bench.report.parent.glob(".*"))


def in_work(bench):
    """Whether a run holds the place of the report."""
    return list(bench.report.parent.glob(".*.owner"))


def test_ten_random_stops_leave_nothing_and_the_next_run_recovers(bench):
    """The command, the process of the notebooks, a notebook, or all; the same ten each time, as far as a machine repeats itself."""
    chance = random.Random(14)
    blows: list[Blow] = [bench.struck(chance) for _ in range(STOPS)]
    assert [str(one) for one in blows if one.wrong] == []


def test_signals_that_come_again_do_not_cut_the_clearing_up_in_two(bench):
    """Found when whoever pressed Ctrl-C twice kept a folder half removed."""
    with bench.started() as process:
        wait_until(lambda: list(bench.report.parent.glob(".*.new/inputs/data")))
        for _ in range(10):
            process.send_signal(signal.SIGTERM)
            time.sleep(0.01)
        assert process.wait() == 130
    assert bench.found() == "old"
    assert set(hidden(bench)) <= {".lock"}


def test_a_second_run_waits_says_for_whom_and_both_end_well(bench):
    with bench.started() as first:
        wait_until(lambda: in_work(bench))
        stopped = tree(first)
        for one in stopped:
            one.suspend()
        with bench.started(quiet=False, stderr=subprocess.PIPE) as second:
            told = next(line for line in second.stderr if line.startswith(b"waiting"))
            for one in stopped:
                one.resume()
            second.communicate()
        first.wait()
    assert (first.returncode, second.returncode) == (0, 0)
    assert f"(process {first.pid} on ".encode() in told
    assert bench.found() == "new"
    assert hidden(bench) == [".lock"]


def test_a_run_that_waits_takes_over_from_one_that_is_killed_and_logs_it(bench):
    """At once, though the first had processes at work; they are ended."""
    log = bench.folder / "reports" / "shkplan.log"
    log.unlink(missing_ok=True)
    with bench.started() as first:
        below = wait_until(lambda: in_work(bench) and psutil.Process(first.pid).children(recursive=True))
        first.send_signal(signal.SIGSTOP)
        with bench.started(quiet=False, stderr=subprocess.PIPE) as second:
            assert next(line for line in second.stderr if line.startswith(b"waiting"))
            first.kill()
            second.communicate()
    assert second.returncode == 0
    assert f"an earlier run was killed (process {first.pid} on " in log.read_text(encoding="utf-8")
    assert not [one for one in below if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert bench.found() == "new"
    assert hidden(bench) == [".lock"]


def test_a_tree_that_slept_is_not_out_of_time(bench):
    """As under a lid that is closed: ten seconds by the clock, of which the notebooks were let run but two, with a limit of six."""
    with bench.started("--clock", "6") as process:
        wait_until(lambda: len(tree(process)) > 2)  # a notebook runs
        asleep = tree(process)
        for one in asleep:
            one.suspend()
        time.sleep(10)
        for one in reversed(asleep):
            one.resume()
        assert process.wait() == 0
    assert bench.found() == "new"


# Disks --------------------------------------------------------------------------------------------------------------------


def mounted(*words):
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr.strip()


@pytest.fixture
def disk(tmp_path):
    """A disk of forty megabytes, in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        well, why = mounted("-t", "tmpfs", "-o", "size=40m", "tmpfs", str(place))
    except FileNotFoundError:
        well, why = False, "no mount here"
    if not well:
        pytest.skip(f"a small disk cannot be mounted: {why}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def on_disk(bench, disk):
    """The same bench with its reports on the small disk."""
    moved = copy.copy(bench)
    moved.reports = disk / "reports"
    moved.back()
    return moved


FILLS = """
import os
with open({filler!r}, "wb") as file:
    while True:
        try:
            file.write(bytes(4096))
            file.flush()
        except OSError:
            break
    file.truncate(max(0, os.fstat(file.fileno()).st_size - {left}))
"""


def let_fill(notebook: Path, filler: Path, left: int) -> str:
    """Let a notebook fill the disk up to so many bytes; its text before."""
    before = notebook.read_text(encoding="utf-8")
    content = json.loads(before)
    content["cells"][-1]["source"] += FILLS.format(filler=str(filler), left=left)
    notebook.write_text(json.dumps(content), encoding="utf-8")
    return before


@pytest.mark.parametrize("left", [0, 60_000, 400_000])
def test_a_disk_that_fills_in_the_middle(on_disk, disk, left):
    """A real disk (tmpfs), filled up by another program while notebooks run, so that drafts, pages or the rest find no room."""
    notebook = on_disk.root / "notebooks" / "targets.ipynb"
    before = let_fill(notebook, disk / "filler", left)
    with on_disk.started(stderr=subprocess.PIPE) as process:
        told = process.communicate()[1].decode()
    assert process.returncode == 1
    assert told.count("\n") == 1, told
    assert "has no room left (a report needs about" in told
    assert on_disk.found() == "old"
    assert set(hidden(on_disk)) <= {".lock"}
    (disk / "filler").unlink()
    notebook.write_text(before, encoding="utf-8")
    assert on_disk.recovered() == []


def test_a_disk_with_too_little_room_is_refused_before_anything_runs(on_disk, disk):
    with (disk / "filler").open("wb") as file:
        file.write(bytes(shutil.disk_usage(disk).free - 200_000))
    before = {*disk.rglob("*"), *(disk / "reports" / name for name in ("shkplan.log", "shkplan.jsonl"))}
    with on_disk.started(stderr=subprocess.PIPE) as process:
        told = process.communicate()[1].decode()
    assert process.returncode == 1
    assert "has too little room: a report needs about" in told
    assert on_disk.found() == "old"
    assert set(disk.rglob("*")) == before
    (disk / "filler").unlink()
    assert on_disk.recovered() == []


def test_a_medium_that_cannot_be_written_to(on_disk, disk):
    """Root may not write there either, unlike in a folder whose mode says no; see test_cli for that one."""
    assert mounted("-o", "remount,ro", str(disk))[0]
    with contextlib.ExitStack() as writable:
        writable.callback(mounted, "-o", "remount,rw", str(disk))
        with on_disk.started(stderr=subprocess.PIPE) as process:
            told = process.communicate()[1].decode()
        assert process.returncode == 1
        assert told.count("\n") == 1, told
        assert "cannot be written to (" in told
        assert on_disk.found() == "old"
    assert on_disk.recovered() == []


def test_a_clock_set_back_in_the_middle_leaves_a_report_that_can_be_verified(monkeypatch, workspace):
    """Its end is not told before its start, which no manifest may say."""
    from shkplan.report import make_report
    from shkplan.report import manifest as record
    from tests.report.conftest import AS_OF

    times = iter(["2026-11-01T08:00:00+00:00", "2026-10-01T08:00:00+00:00"])
    workspace()
    monkeypatch.setattr(record, "now", lambda: next(times))
    made = make_report(reports=["overview"], languages=["en"], as_of=AS_OF, formats=["html"])
    assert (made.manifest.started, made.manifest.ended) == ("2026-11-01T08:00:00+00:00",) * 2


def test_figures_that_change_between_two_runs_are_those_of_the_second(bench):
    """The notebooks that a killed run finished are of the figures it had."""
    with bench.started() as process:
        wait_until(lambda: list(bench.report.parent.glob(".*.new/run/executed/*.ipynb")))
        process.kill()
    publish(bench.root, 45.3)
    try:
        with bench.started() as process:
            assert process.wait() == 0
        assert bench.found() == "old"
    finally:
        publish(bench.root, 45.6)
