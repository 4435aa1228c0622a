"""A passing folder is gone after its block, and that of a process that was killed with the next one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from shkplan.files.passing import passing_folder

PREFIX = "shkplan-passing-"
ROOT = Path(__file__).parents[2]
KILLED = f"import os, sys; sys.path.insert(0, {str(ROOT)!r})\nfrom shkplan.files.passing import passing_folder\nwith passing_folder({PREFIX!r}) as folder:\n    (folder / 'much').write_text('x')\n    os._exit(9)"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where passing folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_it_is_there_for_the_block(place: Path) -> None:
    """And gone after it, with what lies in it, also where the block ends with an error."""
    with passing_folder(PREFIX) as folder:
        assert folder.parent == place.resolve()
        (folder / "x").write_text("x", encoding="utf-8")
    assert list(place.iterdir()) == []
    with pytest.raises(ZeroDivisionError), passing_folder(PREFIX):
        raise ZeroDivisionError
    assert list(place.iterdir()) == []


def test_the_folder_of_a_killed_process_is_swept(place: Path) -> None:
    """The next one finds by the name that its process is gone; folders of others stay."""
    (place / "shkplan-other-1-x").mkdir()
    (place / f"{PREFIX}notes").mkdir()
    subprocess.run([sys.executable, "-c", KILLED], check=False)
    assert len(list(place.iterdir())) == 3
    with passing_folder(PREFIX):
        assert len(list(place.iterdir())) == 3
    assert sorted(path.name for path in place.iterdir()) == ["shkplan-other-1-x", f"{PREFIX}notes"]
