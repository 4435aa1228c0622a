"""What the pages for operators tell is what the program does: entries, commands, the script for monitoring, what a backup can leave out."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
import yaml

from shkplan.cli import app
from shkplan.operations.last_run import LastRun, ReportState
from shkplan.workspace.schedules.notify import Mail, Notify, Webhook
from shkplan.workspace.schedules.reports_file import ReportsFile, Retention, ScheduledReport
from shkplan.workspace.schedules.timing import Timing
from tests.docs.pages import LANGUAGES, blocks, sources
from tests.operations.test_restore import MADE_AGAIN

PAGES = ("howto/operate", "howto/schedule", "install")
RECORDS: tuple[type[Any], ...] = (ReportsFile, ScheduledReport, Timing, Retention, Notify, Webhook, Mail)
NOW = dt.datetime.now(dt.UTC)


def _entries(page: str) -> list[set[str]]:
    """The names in the first column of each table."""
    tables = re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE)
    return [
        {name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])}
        for table in tables
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_reports_yaml_is_told_and_no_other(language: str) -> None:
    """A table for each record, with the names that stand in a file."""
    names = [{field.alias or name for name, field in one.model_fields.items()} for one in RECORDS]
    assert _entries(sources(language)["reference/reports"]) == names


def test_the_file_on_the_page_is_read_and_shows_every_entry() -> None:
    """An example of each entry, but for those of which only one can stand there."""
    (shown,) = [body for kind, body in blocks(sources("en")["reference/reports"]) if kind == "yaml"]
    content = yaml.safe_load(shown)
    file = ReportsFile.model_validate(content)
    assert set(file.reports) == {"monthly", "evaluation", "weekly"}
    used = {name for report in content["reports"].values() for name in report}
    assert used == set(ScheduledReport.model_fields)


def _commands() -> Iterator[tuple[str, list[str]]]:
    for name in PAGES:
        for kind, body in blocks(sources("en")[name]):
            for line in body.splitlines() if kind in ("console", "{code-block} console") else ():
                if line.startswith("shkplan ") and "..." not in line:
                    yield name, shlex.split(line)[1:]


@pytest.mark.parametrize(
    ("page", "words"), list(_commands()), ids=lambda one: one if isinstance(one, str) else " ".join(one)
)
def test_every_command_on_the_pages_is_one(page: str, words: list[str]) -> None:
    """Its name, options and arguments are known; nothing is run."""
    group: Any = typer.main.get_command(app)
    command = group.commands[words[0]]
    command.make_context(words[0], words[1:], parent=click.Context(group))


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_in_sentences_are_commands(language: str) -> None:
    """`shkplan NAME` anywhere on the pages names a command there is."""
    group: Any = typer.main.get_command(app)
    for name in (*PAGES, "reference/reports"):
        named = set(re.findall(r"`shkplan ([a-z][a-z-]*)", sources(language)[name]))
        assert named <= set(group.commands), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_backup_leaves_out_is_what_the_restored_workspace_did_not_need(language: str) -> None:
    """The parts of the test of a restore stand in the row of what is made again."""
    row = next(line for line in sources(language)["howto/operate"].splitlines() if "`reports/.store`" in line)
    assert "`reports/.store`" in row
    assert set(MADE_AGAIN) - {"reports/shkplan.log", "reports/shkplan.jsonl"} <= set(
        re.findall(r"`(reports/[\w.-]+)`", row)
    )


# The script for monitoring ------------------------------------------------------------------------------------------------


def _told(folder: Path, **others: Any) -> Path:
    states = {
        "monthly": ReportState(plan="small", state="succeeded"),
        "brief": ReportState(plan="small", state="never"),
    }
    facts: dict[str, Any] = {"shkplan": "0.1.0", "checked": NOW, "started": NOW, "ended": NOW, "seconds": 1.0, "state": "succeeded",
                             "next": NOW + dt.timedelta(days=3), "reports": states}  # fmt: skip
    path = folder / "last-run.json"
    path.write_text(LastRun(**facts | others).model_dump_json(), encoding="utf-8")
    return path


@pytest.mark.parametrize(("others", "code", "word"), [
    ({}, 0, "OK succeeded"), ({"state": "nothing-due"}, 0, "OK nothing-due"), ({"next": None}, 0, "OK succeeded"),
    ({"state": "failed", "failing": ("monthly",)}, 2, "CRITICAL failed monthly"), ({"state": "interrupted"}, 2, "CRITICAL interrupted"),
    ({"state": "nothing-due", "failing": ("brief",)}, 2, "CRITICAL nothing-due brief"),
    ({"next": NOW - dt.timedelta(days=2)}, 2, "CRITICAL succeeded late"),
])  # fmt: skip
def test_the_script_tells_nagios_and_prometheus(others: dict[str, Any], code: int, word: str, tmp_path: Path) -> None:
    """Exit code and one line; the metrics in the text format, whole."""
    page = sources("en")["howto/operate"]
    (script,) = re.findall(
        r"^```\{code-block\} python\n:caption: check_reports.py\n\n(.*?)^```$", page, re.MULTILINE | re.DOTALL
    )
    (tmp_path / "check_reports.py").write_text(script, encoding="utf-8")
    words = [str(tmp_path / "check_reports.py"), str(_told(tmp_path, **others)), str(tmp_path / "shkplan.prom")]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (code, word, "")
    metrics = (tmp_path / "shkplan.prom").read_text("utf-8")
    assert all(re.fullmatch(r'[a-z_]+(\{report="[a-z0-9-]+"\})? \d+', line) for line in metrics.splitlines())
    failing = set(others.get("failing", ()))
    assert f'shkplan_report_failing{{report="monthly"}} {int("monthly" in failing)}\n' in metrics
    assert metrics.endswith("\n")
    assert json.loads((tmp_path / "last-run.json").read_text("utf-8"))["format"] == 1
