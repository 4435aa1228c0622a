"""An office: a workspace with a small plan, notebooks that each run in a second, and two reports in ``reports.yaml``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.report.conftest import lay_out

REPORTS = """\
timezone: Asia/Shanghai
reports:
  monthly:
    plan: small
    pages: [overview, indicator]
    as_of: end of last month
    formats: [html]
    schedule: {every: month, day: 3, at: "06:00"}
    own_notebooks: [overview, indicator]
  brief:
    plan: small
    pages: [overview]
    as_of: end of last month
    languages: [zh]
    formats: [html]
    schedule: {every: month, day: 5, at: "06:00"}
    destination: reports/brief
    own_notebooks: [overview]
"""

Office = Callable[..., Path]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two reports that are due every month; the test stands in it."""
    return open_office(tmp_path / "office", monkeypatch)


def open_office(
    root: Path, monkeypatch: pytest.MonkeyPatch | None = None, reports: str = REPORTS, **situations: str
) -> Path:
    """Lay an office out; each page may be given a notebook by the situation it stands for, as in ``overview="raises"``."""
    lay_out(root, **situations)
    (root / "reports.yaml").write_text(reports, encoding="utf-8", newline="\n")
    if monkeypatch is not None:
        monkeypatch.chdir(root)
        monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    return root
