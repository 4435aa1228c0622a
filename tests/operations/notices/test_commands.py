"""Commands: no shell reads their words, the facts come as JSON and as variables, and they have an end."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from shkplan.operations.notices import NotSent, tell_of
from tests.operations.notices.conftest import NOW, OfficeOfRuns

SAVES = (
    "import json, os, sys; json.dump([sys.argv[1:], json.load(sys.stdin), dict(os.environ)], open('told.json', 'w'))"
)


def told(runs: OfficeOfRuns, argv: list[str], more: str = "", why: str = "the disk is full") -> None:
    runs.write(f"  hook:\n    command: {json.dumps([sys.executable, *argv])}\n{more}")
    tell_of(runs.batch(runs.run(why=why)), NOW)


def test_the_facts_arrive_and_no_shell_reads_the_words(runs: OfficeOfRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither those of the file nor those of the run."""
    words = ["$(touch hacked)", "; touch hacked", "`touch hacked`", "a b", "%PATH%", "值班"]
    told(runs, ["-c", SAVES, *words], why="$(touch hacked)\n\x1b[2J\x00x")
    argv, facts, environment = json.loads((runs.root / "told.json").read_text(encoding="utf-8"))
    assert argv == words
    assert facts["reports"][0]["report"] == "monthly"
    assert not (runs.root / "hacked").exists()
    assert {name: environment[f"SHKPLAN_RUN_{name}"] for name in ("EVENT", "REPORT", "AS_OF", "STATE", "REASON")} == {
        "EVENT": "failure", "REPORT": "monthly", "AS_OF": "2026-09-30", "STATE": "failed",
        "REASON": "因为$(touch hacked) [2J x / since $(touch hacked) [2J x",
    }  # fmt: skip


def test_it_does_not_see_the_secrets_of_others(runs: OfficeOfRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAT_URL", "http://127.0.0.1:9/secret")
    monkeypatch.setenv("OWN", "mine")
    other = "  chat:\n    when: [success]\n    webhook: {url_env: CHAT_URL}\n"
    told(runs, ["-c", SAVES], other)
    environment = json.loads((runs.root / "told.json").read_text(encoding="utf-8"))[2]
    assert "CHAT_URL" not in environment
    assert environment["OWN"] == "mine"


def test_what_it_says_is_logged(runs: OfficeOfRuns, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    told(runs, ["-c", "print('paged 值班 \\x1b[31m')"])
    assert "paged 值班" in caplog.text
    assert "\x1b" not in caplog.text


def test_one_that_fails_is_told_with_its_last_line(runs: OfficeOfRuns) -> None:
    with pytest.raises(NotSent, match=r"ended with 3: no pager"):
        told(
            runs, ["-c", "import sys; print('x' * 100000, flush=True); print('no pager', file=sys.stderr); sys.exit(3)"]
        )


def test_one_that_is_not_there(runs: OfficeOfRuns) -> None:
    runs.write("  hook:\n    command: [no-such-program]\n")
    with pytest.raises(NotSent, match="no-such-program cannot be run"):
        tell_of(runs.batch(runs.run(why="x")), NOW)


def test_one_that_takes_too_long_is_ended_with_what_it_started(runs: OfficeOfRuns) -> None:
    code = (
        "import subprocess, sys, time, pathlib;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "pathlib.Path('pid').write_text(str(child.pid)); print('at work', flush=True); time.sleep(60)"
    )
    with pytest.raises(NotSent, match="took more than 2 s"):
        told(runs, ["-c", code], "    timeout: 2\n")
    pid = int((runs.root / "pid").read_text(encoding="utf-8"))
    for _ in range(100):  # the system takes its time
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("its child is still at work")


def test_one_that_reads_nothing_and_one_that_leaves_a_child_behind_end(runs: OfficeOfRuns) -> None:
    """A child that keeps the output open is not waited for."""
    told(runs, ["-c", "pass"])
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(3)'])"
    told(runs, ["-c", code], "    timeout: 2\n", why="another")


def test_a_relative_program_is_looked_for_in_the_workspace(runs: OfficeOfRuns, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("a script with a first line that names its reader")
    script = runs.root / "hook.py"
    script.write_text(f"#!{sys.executable}\nimport pathlib\npathlib.Path('ran').touch()\n", encoding="utf-8")
    script.chmod(0o755)
    runs.write("  hook:\n    command: [./hook.py]\n")
    tell_of(runs.batch(runs.run(why="x")), NOW)
    assert (runs.root / "ran").exists()
