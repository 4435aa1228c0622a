"""Chromium, headless and offline; where it is absent these tests are skipped and say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in the variable CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Open a file as a reader would: how wide, in light or dark, with scripts or without, at a permalink."""
    opened = []

    def look(path, width, *, scheme="light", scripts=True, anchor="", languages=("en",)):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            offline=True,
            color_scheme=scheme,
            java_script_enabled=scripts,
            accept_downloads=True,
            locale=languages[0],
        )
        context.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ get: () => {list(languages)} }})")
        page = context.new_page()
        opened.append(context)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path.as_uri() + (f"#{anchor}" if anchor else ""))
        if scripts:
            page.evaluate("document.fonts.ready.then(() => 1)")
        return page

    yield look
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def edition_of_small():
    """What the pages of a report on a shipped plan have in common, with one page only."""
    from tests.report.test_render import edition_of

    edition = edition_of("shahekou-14fyp")
    return replace(edition, reports=[one for one in edition.reports if one.key == "overview"])
