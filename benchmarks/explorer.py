"""How soon the panel of sliders answers, at the pixel, in JupyterLab in Chromium: python -m benchmarks.explorer.

JupyterLab runs with a kernel of its own and a fresh configuration; the page is driven by the keyboard. From the slider's input
event to the frame in which the new drawing and the new probability are painted; split into the kernel (the answer worked out),
the drawing (from the message to the frame) and the wire (the rest: websocket, server, queues of the kernel, both ways). Each
move is one that was never asked before. Machines differ threefold: the goal, 100 ms, holds where AutoETS fits 500 series of M3 a
second of processor time; --autoets says how many it fits here, else the environment of the peers is asked.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import sections
from benchmarks.sections import HERE, Goal
from benchmarks.series import PANELS

COMMAND = "python -m benchmarks.explorer"
HEADING = "## Explorer"
REFERENCE, WANTED, MOVES, REST = 500.0, 100.0, 60, 700
CASES = (
    ("shahekou-14fyp", "2023-06-30", "economy.gdp_growth"),
    ("china-15fyp", "2026-06-30", "economy.urbanisation_rate"),
)
# Listens to the slider, and to the mark the panel leaves once it has drawn; a message posted from a frame comes after its paint.
LISTEN = """() => {
  window.found = [];
  const root = document.querySelector(".shk-explore");
  let asked = 0;
  root.addEventListener("input", () => { asked = performance.now(); }, true);
  new MutationObserver(() => {
    if (!asked || root.dataset.kind !== "answer") return;
    const since = asked, { took, heard, worked } = root.dataset;
    asked = 0;
    requestAnimationFrame(() => {
      const wire = new MessageChannel();
      wire.port1.onmessage = () => window.found.push([performance.now() - since, Number(took), performance.now() - Number(heard), Number(worked)]);
      wire.port2.postMessage(0);
    });
  }).observe(root, { attributes: true, attributeFilter: ["data-answered"] });
}"""


def main() -> None:
    """The measurements, and their section."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explorer")
    parser.add_argument(
        "--panels", type=Path, default=PANELS, help="folder of the panels; beside the project by default"
    )
    parser.add_argument("--to", type=Path, default=HERE / "RESULTS.md")
    parser.add_argument("--autoets", type=float, help="series of M3 that AutoETS fits a second of processor time here")
    parser.add_argument("--moves", type=int, default=MOVES)
    asked = parser.parse_args()
    pace = asked.autoets or _autoets(asked.panels)
    found = {}
    for plan, day, key in CASES:
        with laboratory(f'import shkplan as sp\nsp.explore(sp.assess("{plan}", as_of="{day}"), "{key}")') as page:
            found[key] = moved(page, asked.moves)
            print(
                key,
                *(f"{name} {np.median(column):.0f}" for name, column in zip(PARTS, found[key].T, strict=True)),
                flush=True,
            )
    sections.write(asked.to, COMMAND, {HEADING: "\n".join(_section(found, pace))}, list(_goals(found, pace)))


PARTS = ("whole", "kernel", "its processor time", "drawing", "wire")


def moved(page: Any, moves: int) -> np.ndarray:
    """(moves, 5) milliseconds of each move: the whole, in the kernel by the clock and of its processor, drawing, on the wire; the first five are not counted."""
    page.wait_for_selector(".shk-explore .chart svg", timeout=180_000)
    page.wait_for_timeout(2000)
    page.evaluate(LISTEN)
    page.locator("[data-part=size]").focus()
    for at in range(moves + 5):
        page.keyboard.press(
            "ArrowRight" if at < (moves + 5) // 2 else "PageDown" if at == (moves + 5) // 2 else "ArrowLeft"
        )
        page.wait_for_timeout(REST)
    whole, kernel, drawing, worked = np.array(page.evaluate("window.found"))[5:].T
    return np.column_stack([whole, kernel, worked, drawing, whole - kernel - drawing])


@contextlib.contextmanager
def laboratory(code: str, *, theme: str = "JupyterLab Light", width: int = 1280) -> Iterator[Any]:
    """A page of JupyterLab in Chromium in which a notebook of one cell was run; server, kernel and browser end with the block."""
    import nbformat
    from playwright.sync_api import sync_playwright

    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("no Chromium here: apt-get install chromium, or name one in the variable CHROMIUM")
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port, home = free.getsockname()[1], Path(folder)
        free.close()
        settings = home / "home/.jupyter/lab/user-settings/@jupyterlab/apputils-extension"
        settings.mkdir(parents=True)
        (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
        (settings / "themes.jupyterlab-settings").write_text(f'{{"theme": "{theme}"}}')
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        (home / "work").mkdir()
        nbformat.write(book, home / "work/a.ipynb")
        words = ["-m", "jupyterlab", "--no-browser", f"--port={port}", "--IdentityProvider.token=", "--allow-root"]
        words += [f"--ServerApp.root_dir={home / 'work'}"]
        environment = os.environ | {"HOME": str(home / "home"), "PYTHONPATH": str(HERE.parent)}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen([sys.executable, *words], env=environment, cwd=home / "work", **quiet) as server:  # type: ignore[call-overload]
            try:
                _wait(f"http://127.0.0.1:{port}/api")
                with sync_playwright() as driver:
                    page = driver.chromium.launch(executable_path=browser).new_page(
                        viewport={"width": width, "height": 1000}
                    )
                    page.goto(f"http://127.0.0.1:{port}/lab/workspaces/x/tree/a.ipynb?reset")
                    page.wait_for_selector(".jp-Cell .cm-content", timeout=120_000)
                    page.wait_for_timeout(3000)
                    page.locator(".jp-Cell .cm-content").first.click()
                    page.keyboard.press("Shift+Enter")
                    yield page
            finally:
                server.terminate()


def _wait(address: str) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address)  # noqa: S310  # our own server
            return
        time.sleep(0.3)
    sys.exit("JupyterLab did not start")


def _autoets(panels: Path) -> float:
    from benchmarks.pace import _peers

    return _peers(sections.peers(), panels)["AutoETS"]


def _section(found: dict[str, np.ndarray], pace: float) -> Iterator[str]:
    yield (
        f"Milliseconds from a slider's input event to the painted frame, JupyterLab in headless Chromium, by the keyboard, warm, "
        f"20,000 paths, {len(next(iter(found.values())))} moves each never asked before. AutoETS fitted {pace:.0f} series of M3 a second beside; scaled to {REFERENCE:.0f}.\n"
    )
    yield "| target | | median | 95th percentile | scaled median | scaled 95th percentile |\n|---|---|---|---|---|---|"
    for key, rows in found.items():
        for name, column in zip(PARTS, rows.T, strict=True):
            told = (*np.quantile(column, [0.5, 0.95]), *np.quantile(column, [0.5, 0.95]) * pace / REFERENCE)
            yield f"| {key if name == PARTS[0] else ''} | {name} | {' | '.join(f'{one:.0f}' for one in told)} |"


def _goals(found: dict[str, np.ndarray], pace: float) -> Iterator[Goal]:
    for key, rows in found.items():
        scaled: Sequence[float] = np.quantile(rows[:, 0], [0.5, 0.95]) * pace / REFERENCE
        yield Goal(
            f"A slider's move to the pixel, {key}", f"<= {WANTED:.0f} ms", f"{scaled[0]:.0f} ms (95 % within {scaled[1]:.0f} ms)",
            scaled[0] <= WANTED,
        )  # fmt: skip


if __name__ == "__main__":
    main()
