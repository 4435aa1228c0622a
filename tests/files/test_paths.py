"""Places: the workspace around the current folder, and paths that show no machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from shkplan.files import paths


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ours" / "data" / "plans").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.delenv(paths.WORKSPACE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path / "ours"


def test_a_workspace_is_found_from_anywhere_inside_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest folder upwards that holds data/plans is the workspace."""
    assert paths.workspace(folder / "data" / "plans") == folder.resolve()
    monkeypatch.chdir(folder / "data")
    assert paths.root() == folder.resolve()


def test_without_a_workspace_what_is_shipped_serves(folder: Path) -> None:
    """Outside any workspace the root is the shipped folder, and it holds a plan."""
    assert paths.workspace() is None
    assert paths.root() == paths.shipped()
    assert (paths.root() / "data" / "plans" / "shahekou-14fyp.yaml").is_file()


def test_the_variable_names_the_workspace_outright(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SHKPLAN_WORKSPACE rules over the current folder."""
    monkeypatch.setenv(paths.WORKSPACE_VARIABLE, str(folder))
    assert paths.root() == folder.resolve()


def test_paths_are_shown_from_their_workspace_on(folder: Path) -> None:
    """A file of any workspace is shown without the folders above it; one outside of all, as it was given."""
    assert paths.shown(folder / "data" / "plans" / "a.yaml") == "data/plans/a.yaml"
    assert paths.shown(paths.shipped() / "data" / "plans" / "a.yaml") == "data/plans/a.yaml"
    assert paths.shown(Path("lost.yaml")) == "lost.yaml"
