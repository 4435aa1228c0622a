from __future__ import annotations

from pathlib import Path

import pytest

from tests.operations.catalogue.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A workspace without a report; the test stands in it."""
    made = Shelf(tmp_path / "office")
    monkeypatch.chdir(made.root)
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    return made
