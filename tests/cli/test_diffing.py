"""The commands diff and history: what they print, in which format, and with which code they end."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shkplan.cli import app
from tests.operations.test_history import report_in

RUNNER = CliRunner()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two reports, of which only the manifests are there."""
    (tmp_path / "data" / "plans").mkdir(parents=True)
    report_in(tmp_path / "reports" / "our-district" / "2026-08-31", "2026-08-31", day=1)
    report_in(tmp_path / "reports" / "our-district" / "2026-09-30", day=3)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_history_lists_the_newest_first(office: Path) -> None:
    """In words, as JSON, and for a spreadsheet."""
    told = RUNNER.invoke(app, ["history", "--lang", "en"])
    assert told.exit_code == 0
    assert told.stdout.index("2026-09-30") < told.stdout.index("2026-08-31")
    rows = json.loads(RUNNER.invoke(app, ["history", "--format", "json"]).stdout)
    assert [row["as_of"] for row in rows] == ["2026-09-30", "2026-08-31"]
    table = list(csv.DictReader(io.StringIO(RUNNER.invoke(app, ["history", "--format", "csv"]).stdout)))
    assert [row["as_of"] for row in table] == ["2026-09-30", "2026-08-31"]
    assert RUNNER.invoke(app, ["history", "--failed", "--lang", "zh"]).exit_code == 0


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (["diff", "2031"], 2),
        (["diff", "2026", "latest"], 2),
        (["diff", "--format", "pdf"], 2),
        (["diff", "--plan", "other"], 2),
        (["diff", "latest", "latest"], 2),
        (["history", "--plan", "other"], 2),
        (["history", "--format", "xml"], 2),
    ],
)
def test_what_cannot_be_is_told_in_both_languages(office: Path, asked: list[str], code: int) -> None:
    """Without a traceback, with another text in each language."""
    found = [RUNNER.invoke(app, [*asked, "--language", language]) for language in ("en", "zh")]
    assert [one.exit_code for one in found] == [code, code]
    assert found[0].output != found[1].output
    assert "Traceback" not in found[0].output
    assert not any(path.suffix == ".changes" for path in (office / "reports").rglob("*"))


def test_a_report_without_its_results_is_told(office: Path) -> None:
    """Nothing is computed from a folder that is not as its manifest lists it."""
    told = RUNNER.invoke(app, ["diff", "-q"])
    assert told.exit_code == 1
    assert "results.json" in told.output
