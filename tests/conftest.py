"""What several tests need: the public panels, which are not in the repository; and what all do: a language of their own.

Tests that share something costly run in one process, which makes it once: see ``pytest_collection_modifyitems``.

Without them the tests of calibration are skipped; where SHKPLAN_PANELS_REQUIRED is set (``.ci/run`` sets it where the panels are
beside the project) that is a failure.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.series import PANELS, missing
from shkplan.display import setting
from shkplan.workspace.archive import FOLDER_VARIABLE

if TYPE_CHECKING:
    from shkplan.report import ReportFolder


# What is made once a process and takes long: the tests that ask for it are one group.
COSTLY = ("site", "whole_report", "made", "midterm", "small_report")

# The groups that take longest begin first, so that none is left running alone at the end.
LONGEST = (
    "showing", "whole_report", "stops", "tests/report/test_tampering.py", "site", "tests/docs/test_tutorials.py", "tests/report/test_make.py",
    "tests/report/test_unchanged.py", "tests/notebooks/test_notebooks.py", "tests/browser/test_pages.py", "made", "small_report",
    "tests/browser/test_explore.py", "tests/models/test_pooled_learning.py", "tests/forecast/test_pooled.py", "tests/models/test_pooled.py",
    "tests/contract/test_models.py", "tests/contract/test_kinds.py", "tests/report/test_run.py", "tests/report/test_languages.py", "midterm",
    "tests/display/test_words_apart.py", "tests/test_windows.py", "tests/operations/test_restore.py", "tests/operations/test_cluster.py",
    "tests/operations/test_running.py", "benchmark",
)  # fmt: skip


@pytest.hookimpl(trylast=True)  # after xdist, which names groups where pytest lets it
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """For ``--dist loadgroup``: the tests of a file are one group, those of all files that share something costly another."""
    if not getattr(config.option, "loadgroup", False):  # so xdist tells its workers, in which ``dist`` is "no"
        return
    groups = {item: _group_of(item) for item in items}
    ranks = {group: rank for rank, group in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(groups[item], len(ranks)))
    for item, group in groups.items():
        _name_group(item, group)


def _name_group(item: pytest.Item, group: str) -> None:
    """The id ends with the group, which is where xdist looks; xdist 3.8 sets ``_nodeid``, which pytest 9 no longer heeds."""
    if item.parent is not None and "@" not in item.nodeid.rpartition("]")[2]:
        item._id = item.parent.id.child(f"{item.name}@{group}")


def _group_of(item: pytest.Item) -> str:
    """Its mark; or the costly fixture that it asks for; ``showing`` where its file takes the assessments there; else its file."""
    if mark := item.get_closest_marker("xdist_group"):
        return str(mark.args[0])
    asked = [name for name in COSTLY if name in getattr(item, "fixturenames", ())]
    names = vars(getattr(item, "module", item)).values()
    shows = any(getattr(one, "__module__", "") == "tests.showing" for one in names)
    return asked[0] if asked else "showing" if shows else item.nodeid.partition("::")[0]


def pytest_configure(config: pytest.Config) -> None:
    """No test leaves forecasts in the archive of this checkout, whatever process it makes a report in."""
    folder = Path(tempfile.mkdtemp(prefix="archive-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ.setdefault(FOLDER_VARIABLE, str(folder))


@pytest.fixture(scope="session")
def whole_report(tmp_path_factory: pytest.TempPathFactory) -> ReportFolder:
    """Every kind of page of a shipped plan. Whoever changes it copies it first."""
    from tests.report.conftest import make_whole

    return make_whole(tmp_path_factory.mktemp("whole"))


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
