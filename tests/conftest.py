"""What several tests need: the public panels, which are not in the repository; and what all do: a language of their own.

Without them the tests of calibration are skipped; where SHKPLAN_PANELS_REQUIRED is set (``.ci/run`` sets it where the panels are
beside the project) that is a failure.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from benchmarks.series import PANELS, missing
from shkplan.display import setting


@pytest.fixture(scope="session")
def panels() -> Path:
    folder = Path(os.environ.get("SHKPLAN_PANELS", PANELS))
    absent = missing(folder)
    if absent and os.environ.get("SHKPLAN_PANELS_REQUIRED"):
        pytest.fail(f"calibration cannot be tested: {absent}: SHKPLAN_PANELS=FOLDER")
    if absent:
        pytest.skip(f"calibration is not tested: {absent}: SHKPLAN_PANELS=FOLDER")
    return folder


@pytest.fixture(autouse=True)
def _a_language_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language that one test sets is not that of the next, whichever that is."""
    monkeypatch.setattr(setting._Everywhere, "language", setting._Everywhere.language)
    monkeypatch.setattr(setting, "_here", threading.local())
