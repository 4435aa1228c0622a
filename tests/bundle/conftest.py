"""One small report and its bundle for all tests that only look."""

from __future__ import annotations

from pathlib import Path

import pytest

from shkplan.bundle import make_bundle
from tests.report.conftest import lay_out, make_green


@pytest.fixture(scope="session")
def small_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report with two pages, in English."""
    root = lay_out(tmp_path_factory.mktemp("bundled"))
    return make_green(root, out=root / "reports", languages=["en"], formats=["html"]).path


@pytest.fixture(scope="session")
def small_bundle(small_report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of that report."""
    return make_bundle(tmp_path_factory.mktemp("packed") / "small.zip", report=small_report)
