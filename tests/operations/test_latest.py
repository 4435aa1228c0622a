"""``reports/latest`` leads to the last good report."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest

from shkplan.operations.running import run_reports

NOW = dt.datetime(2023, 7, 10, 2, tzinfo=dt.UTC)


def leads_to(office: Path) -> str:
    """The folder that page and JSON lead to; both to the same."""
    folder = office / "reports" / "latest"
    page = (folder / "monthly.html").read_text(encoding="utf-8")
    (way,) = set(re.findall(r'(?:url=|href=")([^"]+)"', page))
    facts = json.loads((folder / "monthly.json").read_text(encoding="utf-8"))
    assert (folder / way).resolve() == (office / facts["index"]).resolve()
    return str(facts["as_of"])


def test_it_moves_on_success_and_never_back(office: Path, quick: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier day made later does not move it; nor does a failure."""
    run_reports(["monthly"], now=NOW)
    assert leads_to(office) == "2023-06-30"
    run_reports(["monthly"], now=NOW, as_of="2023-05-31")
    assert leads_to(office) == "2023-06-30"
    run_reports(["monthly"], now=NOW, as_of="2023-07-08")
    assert leads_to(office) == "2023-07-08"

    def broken(*_: object, **__: object) -> None:
        raise OSError("no")

    monkeypatch.setattr("shkplan.operations.making.make_report", broken)
    run_reports(["monthly"], now=NOW, as_of="2023-07-09")
    assert leads_to(office) == "2023-07-08"


def test_a_folder_removed_by_hand_is_led_to_no_more(office: Path, quick: list[str]) -> None:
    """The one before it is the latest then; where none is left there is no pointer."""
    run_reports(["monthly"], now=NOW, as_of="2023-05-31")
    run_reports(["monthly"], now=NOW)
    shutil.rmtree(office / "reports" / "small" / "2023-06-30")
    run_reports(["brief"], now=NOW)
    assert leads_to(office) == "2023-05-31"
    shutil.rmtree(office / "reports" / "small" / "2023-05-31")
    run_reports(["brief"], now=NOW)
    assert sorted(path.name for path in (office / "reports" / "latest").iterdir()) == ["brief.html", "brief.json"]


def test_it_speaks_both_languages_and_needs_no_script(office: Path, quick: list[str]) -> None:
    run_reports(["monthly"], now=NOW)
    page = (office / "reports" / "latest" / "monthly.html").read_text(encoding="utf-8")
    assert 'http-equiv="refresh"' in page
    assert "<script" not in page
    assert 'lang="zh-CN"><a' in page
    assert 'lang="en"><a' in page
