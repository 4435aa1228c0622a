"""Workspaces as ``shkplan init`` laid them out before there were formats."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shkplan.files import paths
from shkplan.workspace.format import FILE
from shkplan.workspace.init import init

Lay = Callable[[str], Path]


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lay:
    """Lays out a workspace of format 1, of the template (an empty name) or of a shipped plan, and goes there."""
    monkeypatch.delenv(paths.WORKSPACE_VARIABLE, raising=False)

    def laid(source: str) -> Path:
        folder = tmp_path / "ours"
        init(folder, source=source)
        for name in (FILE, "reports.yaml"):  # what format 2 brought
            (folder / name).unlink(missing_ok=True)
        plan = next((folder / "data/plans").glob("*.yaml"))
        plan.write_bytes(plan.read_bytes().replace(b"\nproxies:", b"\nstand_ins:"))
        monkeypatch.chdir(folder)
        return folder

    return laid


LAST_WITHOUT = "08f7f63"  # the last commit whose `shkplan init` knew of no format
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def really_old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three workspaces that the code of that commit laid out, by the id of their plan; skipped without history."""
    place = tmp_path_factory.mktemp("old")
    parts = ["shkplan", "data", "notebooks", "requirements.lock"]
    packed = subprocess.run(["git", "-C", str(ROOT), "archive", LAST_WITHOUT, *parts], capture_output=True, check=False)
    if packed.returncode:
        pytest.skip("the history of the repository is not here")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(place / "code", filter="data")
    code = "import sys; from shkplan.workspace.init import init; [init(f'ws/{one or \"ours\"}', source=one) for one in sys.argv[1:]]"
    environment = {**os.environ, "PYTHONPATH": str(place / "code")}
    words = [sys.executable, "-c", code, "", "shahekou-14fyp", "china-14fyp"]
    subprocess.run(words, cwd=place, env=environment, check=True)
    return place / "ws"
