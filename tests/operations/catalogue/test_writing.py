"""The files of the catalogue are there whole after every batch, and touched only where they say something else."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from shkplan.base.errors import ShkplanError
from shkplan.files import atomic
from shkplan.operations.catalogue import write_catalogue
from shkplan.operations.following import STEPS
from shkplan.operations.running import run_reports
from shkplan.operations.runs import RunLog
from tests.operations.catalogue.shelf import Shelf
from tests.operations.conftest import open_office

NAMES = ["feed.en.xml", "feed.xml", "index.en.html", "index.html"]


def written(shelf: Shelf) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in sorted(shelf.reports.iterdir()) if path.suffix in (".html", ".xml")
    }


def test_the_catalogue_follows_every_batch():
    assert write_catalogue in STEPS


def test_four_files_are_written_and_nothing_is_left_beside(shelf):
    shelf.made("2026-08-31")
    write_catalogue(shelf.batch)
    assert list(written(shelf)) == NAMES
    assert [path.name for path in shelf.reports.iterdir() if path.name.endswith(".new")] == []


def test_a_catalogue_that_says_the_same_is_not_touched(shelf):
    shelf.made("2026-08-31")
    write_catalogue(shelf.batch)
    for name in NAMES:
        os.utime(shelf.reports / name, (1, 1))
    write_catalogue(shelf.batch)
    assert {(shelf.reports / name).stat().st_mtime for name in NAMES} == {1}
    shelf.failed("2026-09-30")
    write_catalogue(shelf.batch)
    assert all((shelf.reports / name).stat().st_mtime > 1 for name in NAMES)


def test_a_batch_that_ends_late_tells_of_what_ended_meanwhile(shelf):
    """The log is read anew: no batch puts an older catalogue in the place of a newer one."""
    shelf.made("2026-08-31")
    early = shelf.batch
    shelf.made("2026-09-30")
    write_catalogue(replace(early, log=RunLog(early.log.path)))
    assert "2026-09-30" in written(shelf)["index.html"].decode()


def test_several_batches_write_one_after_the_other(shelf):
    shelf.made("2026-08-31")
    write_catalogue(shelf.batch)
    expected = written(shelf)
    for name in NAMES:
        (shelf.reports / name).unlink()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write_catalogue, [shelf.batch] * 4))
    assert written(shelf) == expected


def test_a_full_disk_leaves_the_former_catalogue(shelf, monkeypatch):
    """All four as they were, though the third cannot be written."""
    shelf.made("2026-08-31")
    write_catalogue(shelf.batch)
    before, usual = written(shelf), atomic._write
    shelf.made("2026-09-30")

    def full(fresh: Path, content: bytes, *, like: Path) -> None:
        if like.name == "feed.xml":
            raise OSError(errno.ENOSPC, "No space left on device")
        usual(fresh, content, like=like)

    monkeypatch.setattr(atomic, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        write_catalogue(shelf.batch)
    assert written(shelf) == before


def test_a_link_out_of_the_workspace_is_not_written_through(shelf, tmp_path):
    outside = tmp_path / "outside.html"
    outside.write_text("theirs", encoding="utf-8")
    (shelf.reports / "index.html").symlink_to(outside)
    with pytest.raises(ShkplanError, match="leads out"):
        write_catalogue(shelf.batch)
    assert outside.read_text(encoding="utf-8") == "theirs"


def test_a_damaged_report_and_a_strange_line_of_the_log_stop_nothing(shelf):
    shelf.made("2026-08-31")
    with shelf.log.path.open("a", encoding="utf-8") as log:
        log.write('{"kind": "run", "id"\n')
    write_catalogue(shelf.batch)
    assert "未能读取" in written(shelf)["index.html"].decode()


def test_the_catalogue_of_a_real_run_leads_to_its_reports(tmp_path, monkeypatch):
    """Two reports of an office, one of which fails: one can be read, the other is told with why."""
    root = open_office(tmp_path / "office", monkeypatch)
    brief = "  brief:\n    plan: small\n"
    text = (root / "reports.yaml").read_text(encoding="utf-8")
    (root / "reports.yaml").write_text(
        text.replace(brief, f"{brief}    parameters: {{scenario: none-such}}\n"), encoding="utf-8"
    )
    run_reports(every=True, root=root, as_of="2023-06-30")
    page = BeautifulSoup((root / "reports" / "index.en.html").read_text(encoding="utf-8"), "html.parser")
    made, failed = sorted(page.select(".run"), key=lambda one: one["data-state"], reverse=True)
    assert (made["data-state"], failed["data-state"]) == ("made", "failed")
    assert "none-such" in failed.text
    link = made.select_one("a.day")["href"]
    assert link == "small/2023-06-30/en/overview.html"
    assert (root / "reports" / link).is_file()
