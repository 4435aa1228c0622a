"""The site: built without a warning, whole in both languages, every link of it leads somewhere, nothing is fetched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

import shkplan as sp
from tests.docs.pages import LANGUAGES, blocks, made, sources

PLACES = re.compile(r"^\(([\w-]+)\)=$", re.MULTILINE)
Site = tuple[Path, list[str]]


def _pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_both_languages_are_built_without_a_warning(site: Site) -> None:
    """Sphinx, told to report every page without a place in the contents and every unknown reference, has nothing to report."""
    folder, warnings = site
    assert warnings == []
    assert {path.parent.name for path in folder.glob("*/index.html")} == set(LANGUAGES)


def test_every_link_leads_to_a_page_and_a_place(site: Site) -> None:
    """Links within the site, those to the other language included: the file is there, and the place in it. No other link is followed."""
    folder, _ = site
    read = {path.resolve(): made(path) for path in _pages(folder)}
    lost = []
    for path, page in read.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or link == "#":
                continue
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if there not in read or (parts.fragment and unquote(parts.fragment) not in read[there].ids):
                lost.append(f"{path.relative_to(folder.resolve())}: {link}")
    assert lost == []
    assert sum(len(page.links) for page in read.values()) > 1000


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    """Scripts, styles and pictures lie in the folder: the site works without a network."""
    folder, _ = site
    for path in _pages(folder):
        for address in made(path).loaded:
            assert not urlsplit(address).scheme, f"{path}: {address}"
            assert (path.parent / urlsplit(address).path).exists(), f"{path}: {address}"
    for style in folder.rglob("*.css"):
        assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//", style.read_text("utf-8")), style


def test_the_other_language_is_one_link_away_at_the_same_place(site: Site) -> None:
    """Each page links to its twin, and each place that the source names is named in both."""
    folder, _ = site
    english, chinese = sources("en"), sources("zh")
    assert set(english) == set(chinese)
    for name in english:
        assert PLACES.findall(english[name]) == PLACES.findall(chinese[name]), name
        twin = (folder / "zh" / f"{name}.html").resolve()
        own = folder / "en" / f"{name}.html"
        assert twin in {(own.parent / link).resolve() for link in made(own).links}, name


def test_blocks_of_code_are_the_same_in_both_languages() -> None:
    """What a reader types does not depend on the language, and no number does: only what a program answers in words differs."""
    english, chinese = sources("en"), sources("zh")
    for name in english:
        one, other = blocks(english[name]), blocks(chinese[name])
        assert [kind for kind, _ in one] == [kind for kind, _ in other], name
        for (kind, ours), (_, theirs) in zip(one, other, strict=True):
            assert ours == theirs or (kind in ("text", "console") and re.search("[\u4e00-\u9fff]", theirs)), (
                f"{name}: {ours}"
            )


def test_the_reference_has_every_public_name_and_every_command(site: Site) -> None:
    """Each name of the package, and each command with its help in the language of the page."""
    from docs.directives import helps

    folder, _ = site
    for language in LANGUAGES:
        ids = made(folder / language / "reference" / "python.html").ids
        assert {f"shkplan.{name}" for name in sp.__all__ if name != "__version__"} <= ids
        listed = made(folder / language / "reference" / "commands.html").ids
        assert {f"command-{name.replace(' ', '-')}" for name, _ in helps()} <= listed
    assert "用法" in (folder / "zh" / "reference" / "commands.html").read_text("utf-8")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "asked", "page"), [
    ("zh", "地区生产总值增速", "method/worked"), ("zh", "蒙特卡洛误差", "method/probability"), ("en", "Monte Carlo error", "method/probability"),
])  # fmt: skip
def test_search_finds_pages_opened_as_files(site: Site, chromium: Any, language: str, asked: str, page: str) -> None:
    """A phrase, in Chinese one without blanks, finds the page that tells of it; no server is asked."""
    folder, _ = site
    window = chromium.new_page()
    outside: list[str] = []
    window.on("request", lambda request: None if request.url.startswith("file:") else outside.append(request.url))
    window.goto((folder / language / "search.html").resolve().as_uri() + f"?q={asked}")
    window.wait_for_selector("ul.search li a")
    found = [
        link.get_attribute("href").split("?")[0].split("#")[0] for link in window.query_selector_all("ul.search li a")
    ]
    window.close()
    assert f"{page}.html" in found
    assert outside == []


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
def test_axe_finds_nothing_against_the_pages(site: Site, chromium: Any, language: str, scheme: str, width: int) -> None:
    """No violation of any rank, on a desk and on a phone, in light and in dark."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    ).Axe()
    folder, _ = site
    window = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = []
    for name in ("tutorials/economist", "method/worked", "reference/commands", "search"):
        window.goto((folder / language / f"{name}.html").resolve().as_uri())
        found += [f"{name}: {one['id']}: {one['nodes'][0]['html']}" for one in axe.run(window).response["violations"]]
    window.close()
    assert found == []
