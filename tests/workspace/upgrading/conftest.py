"""Workspaces as ``shkplan init`` laid them out before there were formats."""

from __future__ import annotations

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
