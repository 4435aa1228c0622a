"""A process that is killed writes nothing down; the next one does."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path

import psutil

from shkplan.operations.begun import mark, write_down_the_dead
from shkplan.operations.running import run_reports
from shkplan.operations.runs import Run, read_log
from tests.operations.conftest import open_office

NOW = dt.datetime(2023, 7, 10, 2, tzinfo=dt.UTC)


def test_a_killed_run_is_written_down_by_the_next(tmp_path: Path) -> None:
    """Killed in the middle of its notebooks: the next batch makes the report, and the log tells of both."""
    office = open_office(tmp_path / "office", indicator="slow")
    command = [sys.executable, "-m", "shkplan.cli", "run", "monthly", "--as-of", "2023-06-30"]
    process = psutil.Popen(command, cwd=office, stderr=subprocess.DEVNULL)
    late = time.monotonic() + 120
    while not (office / "reports" / "small" / ".2023-06-30.new" / "run").exists() and time.monotonic() < late:
        time.sleep(0.05)
    process.kill()
    process.wait(120)
    assert [path.suffix for path in (office / "reports" / ".begun").iterdir()] == [".json"]
    batch = run_reports(["brief"], now=NOW, root=office)
    assert [(run.report, run.state) for run in batch.runs] == [("brief", "succeeded")]
    dead, made = read_log(office / "reports").runs
    assert (dead.report, dead.state, made.report) == ("monthly", "interrupted", "brief")
    assert dead.reason is not None
    assert "killed" in dead.reason.en
    assert not (office / "reports" / ".begun").exists()
    assert [one.name for one in (office / "reports" / "small").iterdir() if not one.name.endswith(".lock")] == []


def test_a_death_after_the_line_was_written_tells_nothing_twice(tmp_path: Path) -> None:
    run = Run(id="1", plan="small", as_of=NOW.date(), state="interrupted", started=NOW, ended=NOW, seconds=0)
    read_log(tmp_path).add(run)
    mark(tmp_path, run)
    assert write_down_the_dead(tmp_path) == ()
    assert read_log(tmp_path).runs == (run,)
    assert not (tmp_path / ".begun").exists()


def test_word_cut_short_is_no_word(tmp_path: Path) -> None:
    (tmp_path / ".begun").mkdir()
    (tmp_path / ".begun" / "1.json").write_bytes(b'{"kind": "run", "id": "1", "pl\xff')
    assert write_down_the_dead(tmp_path) == ()
    assert not (tmp_path / ".begun").exists()
