"""The command that shows when reports are due, and prints or writes what makes a scheduler run them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from shkplan.cli import app
from shkplan.operations.scheduling import SCHEDULERS

REPORTS = """\
timezone: Europe/Berlin
reports:
  monthly:
    plan: p
    as_of: end of last month
    schedule: {every: month, day: last, at: "07:00"}
  autumn:
    plan: p
    as_of: "2026-06-30"
    schedule: {every: year, month: 10, day: 5}
  by-hand:
    plan: p
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with three reports, one of them without a schedule."""
    root = tmp_path / "office"
    (root / "data" / "plans").mkdir(parents=True)
    (root / "reports.yaml").write_text(REPORTS, encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    return root


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["schedule", "--lang", "en", *words])
    return found.exit_code, found.output


def test_without_a_scheduler_the_next_moments_are_shown() -> None:
    code, told = run()
    assert code == 0
    assert "times by the clock of Europe/Berlin" in told
    assert "monthly on the last" in told
    assert "in October on day 5" in told
    assert "only by name" in told


def test_in_chinese() -> None:
    told = CliRunner().invoke(app, ["schedule", "--lang", "zh"]).output
    assert "每月最后一日07:00" in told
    assert "每年10月的5日06:00" in told


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_what_is_printed_is_what_is_written(scheduler: str, workspace: Path, tmp_path: Path) -> None:
    _, printed = run("--print", scheduler)
    code, told = run("--print", scheduler, "--out", str(tmp_path / "units"))
    assert code == 0
    paths = [Path(one) for one in told.replace("\n/", "\0/").replace("\n", "").split("\0")]
    for path in paths:
        assert path.is_file()
        if path.name not in ("requirements.lock", ".containerignore"):
            text = path.read_text(encoding="utf-16" if path.suffix == ".xml" else "utf-8")
            assert text in printed
    if scheduler in ("windows", "airflow"):
        assert str(workspace) in printed


def test_a_file_of_somebody_else_is_not_written_over(tmp_path: Path) -> None:
    asked = ("--print", "cron", "--out", str(tmp_path))
    assert run(*asked)[0] == 0
    assert run(*asked)[0] == 0  # the same again is no change
    mine = tmp_path / "shkplan.crontab"
    mine.write_text("mine\n", encoding="utf-8")
    code, told = run(*asked)
    assert code == 1
    assert "shkplan.crontab is there already" in told
    assert mine.read_text(encoding="utf-8") == "mine\n"
    assert run(*asked, "--force")[0] == 0
    assert mine.read_text(encoding="utf-8") != "mine\n"


def test_wrong_commands_are_told(workspace: Path) -> None:
    assert (
        run("--print", "crontab") == (2, "no scheduler named 'crontab'. Did you mean 'cron'?\n")
        or run("--print", "crontab")[0] == 2
    )
    code, told = run("--out", "units")
    assert code == 2
    assert "--print systemd --out units" in told
    (workspace / "reports.yaml").write_text("reports: {a: {plan: p}}\n", encoding="utf-8")
    code, told = run("--print", "cron")
    assert code == 2
    assert "no report of reports.yaml has a schedule" in told
