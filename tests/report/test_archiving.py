"""What reports leave in the archive of forecasts, and the command that scores it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from shkplan.base.errors import ReportFailed
from shkplan.cli import app
from shkplan.files import paths
from shkplan.report import make_report
from shkplan.workspace.archive import FOLDER_VARIABLE, load_archive
from tests.report.conftest import AS_OF, Workspace


@pytest.fixture
def root(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    return workspace()


def make(**asked: Any) -> Any:
    return make_report(**{"as_of": AS_OF, "reports": ["overview"], "languages": ["en"], "formats": ["html"], **asked})


def test_a_report_leaves_a_record_of_every_open_target(root: Path) -> None:
    """Beside the reports, not in one of them; with the digest of the results; made again it leaves nothing more."""
    made = make()
    kept = load_archive(root / "archive")
    assert len(kept) == len({one.target for one in kept}) > 0
    assert {one.report for one in kept} == {made.manifest.results}
    assert {one.settings == {} and str(one.as_of) == AS_OF for one in kept} == {True}
    assert not list(made.path.rglob("*.jsonl"))
    make(reports=["targets"], out=root / "elsewhere")
    assert len(load_archive(root / "archive")) == len(kept)


def test_the_archive_outlives_the_reports(root: Path) -> None:
    """Whoever clears the folder of reports keeps the forecasts."""
    make()
    shutil.rmtree(root / "reports")
    assert len(load_archive()) > 0


@pytest.mark.parametrize("asked", [{"archive": False}, {"scenario": "greener"}])
def test_what_leaves_no_record(root: Path, asked: dict[str, Any]) -> None:
    """A report asked to keep none, and one under a scenario."""
    make(**asked)
    assert not (root / "archive").exists()


def test_settings_of_its_own_stand_in_the_record(root: Path) -> None:
    """Another seed: so that it is scored apart."""
    make(seed=7)
    assert {json.dumps(dict(one.settings)) for one in load_archive(root / "archive")} == {'{"seed": 7}'}


def test_a_failed_report_leaves_no_record(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    home = workspace(overview="raises")
    with pytest.raises(ReportFailed):
        make()
    assert not (home / "archive").exists()


def test_an_archive_that_cannot_be_written_is_told_and_the_report_stands(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Something else has the place of the folder: nothing is lost of the report, and nothing in silence."""
    from shkplan.report.progress import PrintedProgress

    (root / "archive").write_text("in the way", encoding="utf-8")
    made = make(progress=PrintedProgress())
    assert made.index.is_file()
    told = capsys.readouterr().err
    assert "archive: the forecasts of this report were not kept" in told
    assert "make it again to keep them" in told


def test_the_forecasts_are_those_of_the_inputs_of_the_report(root: Path) -> None:
    """The workspace within a block is the folder named, of this thread alone; and the one before it afterwards."""
    with paths.within(root / "data"):
        assert paths.root() == root / "data"
    assert paths.root() == root


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_score_from_the_command_line(root: Path) -> None:
    """Empty, then waiting for figures; in Chinese; an unknown plan is answered with the nearest."""
    assert "holds no forecast yet" in run("score", "--lang", "en").output
    make()
    assert "Forecasts waiting for figures" in run("score", "--lang", "en").output
    assert "待数据公布后评分" in run("score", "--plan", "small", "--lang", "zh").output
    wrong = run("score", "--plan", "smal", "--lang", "en")
    assert wrong.exit_code == 2
    assert "small" in wrong.output


def test_forecasts_of_a_plan_that_is_gone_stay(root: Path) -> None:
    """They are told, and not scored; a torn line is told too."""
    make()
    (root / "archive" / "small").rename(root / "archive" / "gone")
    file = next((root / "archive" / "gone").glob("*.jsonl"))
    file.write_text(
        file.read_text(encoding="utf-8").replace('"plan":"small"', '"plan":"gone"') + '{"plan":', encoding="utf-8"
    )
    told = run("score", "--lang", "en").output
    assert "gone: no such plan here any more" in told
    assert "passed over line" in told


def test_no_archive_on_the_command_line(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--no-archive reaches the report."""
    asked: dict[str, Any] = {}

    def noted(plan: object, **given: Any) -> Any:
        asked.update(given)
        return iter(())

    monkeypatch.setattr("shkplan.operations.by_hand.make_reports", noted)
    assert run("report", "--no-archive", "-q").exit_code == 0
    assert asked["archive"] is False
