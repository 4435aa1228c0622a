"""Killed at any moment, a report leaves no process and nothing that the next run does not take up or sweep."""

import os

import pytest

from benchmarks.kills import busy, finished, killed
from tests.report.conftest import AS_OF

ASKED = ("overview", "data", "targets", "--as-of", AS_OF)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals between processes")


def test_three_kills_leave_nothing(workspace, tmp_path):
    """Early, in the middle of a notebook, and late; then one report is left alone and comes through.

    The same a hundred times beside busy loops: python -m benchmarks.kills.
    """
    root = workspace(targets="slow")
    place = tmp_path / "place"
    place.mkdir()
    with busy(1):
        for seconds in (0.5, 4.0, 8.0):
            assert killed(ASKED, place, seconds, root) == []
        assert finished(ASKED, place, root) == []
    assert [path.name for path in (place / "reports" / "small").iterdir() if path.suffix != ".lock"] == [AS_OF]
