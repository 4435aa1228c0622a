"""What several tests need: no language but that of the system, and the public panels, which are not in the repository.

Without the panels the tests of calibration are skipped; where SHKPLAN_PANELS_REQUIRED is set (``.ci/run`` sets it where the panels are
beside the project) that is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
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
def _no_language_of_another_test() -> Iterator[None]:
    """A language that a test sets ends with it, in whatever order they run."""
    yield
    setting._Everywhere.language = None
    setting._here.__dict__.clear()
