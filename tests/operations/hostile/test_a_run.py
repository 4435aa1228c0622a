"""A whole run in a hostile place: nothing of the workspace is taken for code, no port is opened, no file is open to others."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import psutil
import pytest

from shkplan.operations.running import plan_reports, run_reports
from tests.operations.conftest import REPORTS, open_office

SECRET = "very-secret-token-4567"
NOTIFY = "notify:\n  chat: {webhook: {url_env: HOOK_OF_OFFICE, secret_env: KEY_OF_OFFICE}, retries: 0, timeout: 2}\n"
TAKEN = "import pathlib, os; pathlib.Path(os.environ['HOSTILE']).write_text('taken')\n"
ASKS = (
    "import os\n"
    "assert 'HOOK_OF_OFFICE' not in os.environ and 'KEY_OF_OFFICE' not in os.environ\n"
    "assert not os.path.exists(os.path.join(os.getcwd(), 'data'))"
)


@contextmanager
def listening() -> Iterator[set[int]]:
    """The ports on which this process, or one that it started, listens while the block runs."""
    found, ended = set[int](), threading.Event()
    before = {one.laddr.port for one in psutil.Process().net_connections("inet") if one.status == psutil.CONN_LISTEN}

    def watch() -> None:
        while not ended.is_set():
            for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
                with suppress(psutil.Error):
                    found.update(
                        one.laddr.port for one in process.net_connections("inet") if one.status == psutil.CONN_LISTEN
                    )
            time.sleep(0.02)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()
        found -= before


def test_a_run_takes_nothing_for_code_opens_no_port_and_keeps_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = open_office(tmp_path / "office", monkeypatch, REPORTS + NOTIFY, indicator="raises")
    told = tmp_path / "told"
    monkeypatch.setenv("HOSTILE", str(told))
    monkeypatch.setenv("HOOK_OF_OFFICE", f"http://127.0.0.1:9/{SECRET}")
    monkeypatch.setenv("KEY_OF_OFFICE", SECRET)
    for folder in (root, root / "notebooks", root / "reports"):
        folder.mkdir(exist_ok=True)
        for name in (
            "pandas.py",
            "shkplan.py",
            "sitecustomize.py",
            "usercustomize.py",
            "papermill.py",
            "ipython_config.py",
            "startup.py",
        ):
            (folder / name).write_text(TAKEN, encoding="utf-8")
    path = root / "notebooks/overview.ipynb"
    content = nbformat.read(path, as_version=4)
    content.cells.append(nbformat.v4.new_code_cell(ASKS))
    nbformat.write(content, path)
    before = os.umask(0o027) if os.name == "posix" else 0
    try:
        with listening() as ports:
            batch = run_reports(every=True, as_of="2023-06-30")
    finally:
        if os.name == "posix":
            os.umask(before)
    assert {run.report: run.state for run in batch.runs} == {"monthly": "failed", "brief": "succeeded"}
    assert ports == set()
    assert not told.exists()
    _nothing_is_kept(root)


def _nothing_is_kept(root: Path) -> None:
    for path in (root / "reports").rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
        if os.name == "posix" and not path.name.endswith(".py"):
            assert stat.S_IMODE(path.lstat().st_mode) & 0o027 == 0, path


@pytest.mark.parametrize("name", ["overview", "indicator"])
def test_a_notebook_that_was_changed_is_refused_unless_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    trusted = {"overview": "indicator", "indicator": "overview"}[name]
    text = REPORTS.replace("own_notebooks: [overview, indicator]", f"own_notebooks: [{trusted}]")
    open_office(tmp_path / "office", monkeypatch, text)
    (plan,) = plan_reports(["monthly"], as_of="2023-06-30")
    assert any(f"changed in notebooks: {name}" in one.en and "a notebook is a program" in one.en for one in plan.wrong)
    assert plan.order is None
    batch = run_reports(["monthly"], as_of="2023-06-30")
    assert [run.state for run in batch.runs] == ["failed"]
    assert not (tmp_path / "office/reports/small").exists()
