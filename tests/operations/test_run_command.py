"""``shkplan run``: what it says, and its exit codes."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shkplan.cli import app
from shkplan.display.setting import speaking
from shkplan.operations.alone import alone
from shkplan.operations.runs import Run, RunLog, read_log
from shkplan.operations.telling import BatchBar, expected_seconds
from shkplan.report.progress import NullProgress
from tests.operations.conftest import REPORTS, open_office


def shkplan(*line: str, language: str = "en") -> tuple[int, str, str]:
    """The exit code of a command, and what it says to each stream."""
    found = CliRunner().invoke(app, [*line, "--language", language])
    return found.exit_code, found.stdout, found.stderr


def test_under_cron_all_well_says_nothing(office: Path, quick: list[str]) -> None:
    """A mail is sent by cron for every word that is said."""
    assert shkplan("run", "--due") == (0, "", "")
    assert quick
    quick.clear()
    assert shkplan("run", "--due") == (0, "", "")
    assert not quick


def test_asked_to_tell_it_tells_every_step_a_table_and_what_is_next(office: Path, quick: list[str]) -> None:
    code, table, steps = shkplan("run", "--due", "--verbose")
    assert code == 0
    assert "monthly: begun" in steps
    assert [line.split()[0] for line in table.splitlines()[3:5]] == ["monthly", "brief"]
    code, told, _ = shkplan("run", "--due", "--verbose", language="zh")
    assert (code, "目前没有到期的报告" in told, "Asia/Shanghai" in told) == (0, True, True)


def test_a_failure_is_told_under_cron_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: list[str]) -> None:
    """The table and each reason once, to the stream of errors; and not a word of what went well elsewhere."""
    open_office(tmp_path / "office", monkeypatch, reports=REPORTS.replace("plan: small", "plan: smal"))
    code, out, err = shkplan("run", "--all")
    assert (code, out) == (1, "")
    assert "Did you mean small?" in err
    assert "failed" in err


def test_what_would_be_made_is_a_table(office: Path) -> None:
    code, table, _ = shkplan("run", "--all", "--as-of", "2023-05-31", "--dry-run")
    assert code == 0
    assert "reports/small/2023-05-31" in table
    assert not (office / "reports" / "small").exists()


@pytest.mark.parametrize(
    ("line", "told"),
    [((), "monthly, brief"), (("montly",), "monthly"), (("--all", "--as-of", "soon"), "2026-06-30")],
)  # fmt: skip
def test_a_wrong_command_ends_with_two(office: Path, line: tuple[str, ...], told: str) -> None:
    code, _, err = shkplan("run", *line)
    assert (code, told in err) == (2, True)


def test_a_broken_reports_file_ends_with_two(office: Path) -> None:
    (office / "reports.yaml").write_text("reports: {monthly: {pln: small}}\n", encoding="utf-8")
    code, _, err = shkplan("run", "--due")
    assert (code, "reports.monthly.pln" in err) == (2, True)


def test_another_run_at_work_ends_with_seventy_five(office: Path) -> None:
    with alone(office / "reports", NullProgress()):
        code, _, err = shkplan("run", "--due", "--no-wait")
    assert (code, "another run" in err) == (75, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process could hear")
def test_a_stop_by_the_system_ends_with_a_hundred_and_thirty(tmp_path: Path) -> None:
    """What was under way is written down, the rest is not begun."""
    office = open_office(tmp_path / "office", indicator="slow")
    command = [
        sys.executable,
        "-m",
        "shkplan.cli",
        "run",
        "brief",
        "monthly",
        "--as-of",
        "2023-06-30",
        "--language",
        "en",
    ]
    with subprocess.Popen(command, cwd=office, stderr=subprocess.PIPE, text=True) as process:
        marks = office / "reports" / "small" / ".2023-06-30.new"
        late = time.monotonic() + 120
        while not (marks / "run").exists() and time.monotonic() < late:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "interrupted" in err
    assert [run.state for run in read_log(office / "reports").runs] == ["interrupted"]
    assert not marks.exists()


def test_the_expected_end_is_told_by_earlier_runs() -> None:
    """The median of the last five that succeeded; unknown where one of the batch was never made."""
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    runs = tuple(
        Run(id=f"{n}", report="a", plan="p", as_of=now.date(), state=state, started=now, ended=now, seconds=seconds)
        for n, (seconds, state) in enumerate([(900, "succeeded"), *[(n, "succeeded") for n in (30, 10, 50, 20, 40)], (1, "failed")])
    )  # fmt: skip
    log = RunLog(Path("runs.jsonl"), runs)  # type: ignore[arg-type]
    assert expected_seconds(log, ["a", "b"]) == {"a": 30, "b": None}
    with speaking("zh"):
        bar = BatchBar()
    bar.batch({"a": 30})
    assert bar.expected.startswith("预计 ")
    bar.batch({"a": 30, "b": None})
    assert bar.expected == ""
