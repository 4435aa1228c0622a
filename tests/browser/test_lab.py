"""The economist's JupyterLab: `shkplan lab` opens it, and a notebook runs there by hand as it runs in a report."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shkplan.workspace import init

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A lab on a workspace with the shipped plan: its address, with the token."""
    root = tmp_path / "ours"
    init(root, source="shahekou-14fyp")
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    settled = {**quiet, "HOME": str(tmp_path), "JUPYTER_PLATFORM_DIRS": "1", "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "shkplan.cli", "lab", "--no-browser"],
        cwd=root, env=settled, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert server.stderr is not None
    giving_up = threading.Timer(90, server.kill)
    giving_up.start()
    try:
        found = next((m[0] for line in server.stderr if (m := re.search(r"http://127\S+token=\w+", line))), None)
        assert found is not None, "the lab did not say where it listens"
        threading.Thread(target=server.stderr.read, daemon=True).start()  # so that its log never fills the pipe
        yield found
    finally:
        giving_up.cancel()
        server.terminate()
        server.wait(30)
        server.stderr.close()


def test_a_notebook_runs_by_hand_in_jupyterlab(chromium, address):
    """Opened and run from the menu, the overview shows its table and its chart, and no cell fails."""
    token = address.partition("token=")[2]
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    try:
        page.goto(f"{address.partition('/lab')[0]}/lab/tree/notebooks/overview.ipynb?token={token}", timeout=60_000)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=60_000, state="attached")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_selector(".jp-OutputArea-output table", timeout=90_000, state="attached")
        page.wait_for_selector(".jp-OutputArea-output img, .jp-OutputArea-output svg", timeout=90_000, state="attached")
        assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
        assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    finally:
        page.close()
