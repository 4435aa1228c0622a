"""What several tests need: the public panels, which are not in the repository; and what all do: a language of their own.

Without them the tests of calibration are skipped; where SHKPLAN_PANELS_REQUIRED is set (``.ci/run`` sets it where the panels are
beside the project) that is a failure.
"""

from __future__ import annotations

import os
import shutil
import threading
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
def _a_language_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language that one test sets is not that of the next, whichever that is."""
    monkeypatch.setattr(setting._Everywhere, "language", setting._Everywhere.language)
    monkeypatch.setattr(setting, "_here", threading.local())


FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Chromium, headless; one for all tests of a process, since playwright lets none start a second."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in the variable CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
