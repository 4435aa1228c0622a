"""What several tests need: the public panels, which are not in the repository.

Without them the tests of calibration are skipped; where SHKPLAN_PANELS_REQUIRED is set (``.ci/run`` sets it where the panels are
beside the project) that is a failure.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.series import PANELS, missing


@pytest.fixture(scope="session")
def panels() -> Path:
    folder = Path(os.environ.get("SHKPLAN_PANELS", PANELS))
    absent = missing(folder)
    if absent and os.environ.get("SHKPLAN_PANELS_REQUIRED"):
        pytest.fail(f"calibration cannot be tested: {absent}: SHKPLAN_PANELS=FOLDER")
    if absent:
        pytest.skip(f"calibration is not tested: {absent}: SHKPLAN_PANELS=FOLDER")
    return folder
