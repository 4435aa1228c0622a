"""Chromium, headless and offline; where it is absent these tests are skipped and say so."""

from __future__ import annotations

from dataclasses import replace

import pytest


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
