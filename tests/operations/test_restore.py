"""A workspace restored from its backup goes on where it was: nothing is due, nothing is made twice, what was made is readable and verified."""

from __future__ import annotations

import datetime as dt
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shkplan.cli import app
from shkplan.operations.running import run_reports
from shkplan.operations.runs import read_log

NOW = dt.datetime(2026, 10, 3, 8, tzinfo=dt.UTC)
# As the how-to for operators says: what can be left out, since it is made again.
MADE_AGAIN = ("reports/.store", "reports/shkplan.log", "reports/shkplan.jsonl")


def _tar(office: Path, place: Path) -> Path:
    with tarfile.open(place / "backup.tar.gz", "w:gz") as packed:
        packed.add(office, arcname="office", filter=lambda one: None if _left_out(one.name) else one)
    return place / "backup.tar.gz"


def _zip(office: Path, place: Path) -> Path:
    with zipfile.ZipFile(place / "backup.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(office.rglob("*")):
            name = f"office/{path.relative_to(office).as_posix()}"
            if not _left_out(name):
                packed.write(path, name)
    return place / "backup.zip"


def _left_out(name: str) -> bool:
    return any(name == f"office/{one}" or name.startswith(f"office/{one}/") for one in MADE_AGAIN)


@pytest.mark.parametrize("pack", [_tar, _zip])
def test_a_workspace_comes_back_from_its_backup(
    office: Path, pack: Callable[[Path, Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packed, deleted, restored elsewhere: check finds nothing, nothing is due, the report verifies, the next run follows the last."""
    made = run_reports(due=True, now=NOW)
    assert made.well
    (before,) = [run for run in made.runs if run.report == "monthly"]
    packed = pack(office, tmp_path)
    monkeypatch.chdir(tmp_path)
    shutil.rmtree(office)
    elsewhere = tmp_path / "another machine"
    shutil.unpack_archive(packed, elsewhere)
    restored = elsewhere / "office"
    monkeypatch.chdir(restored)

    assert CliRunner().invoke(app, ["check"]).exit_code == 0
    again = run_reports(due=True, now=NOW + dt.timedelta(hours=1))
    assert (again.runs, again.well) == ((), True)
    assert [run.id for run in read_log(restored / "reports").runs] == [run.id for run in made.runs]
    done = CliRunner().invoke(app, ["verify", before.folder, "--run-notebooks"])
    assert done.exit_code == 0, done.output

    (later,) = run_reports(["monthly"], as_of="2026-10-31", now=NOW + dt.timedelta(days=31)).runs
    assert (later.state, later.follows) == ("succeeded", before.id)
