"""The pages of the documentation as the tests read them: blocks of code, targets of links, the HTML that was made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LANGUAGES = ("en", "zh")
FENCE = re.compile(r"^```(\w+|\{code-block\} \w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sources(language: str) -> dict[str, str]:
    """Name of the page -> its Markdown."""
    folder = DOCS / language
    return {
        str(path.relative_to(folder).with_suffix("").as_posix()): path.read_text("utf-8")
        for path in folder.rglob("*.md")
    }


def blocks(text: str) -> list[tuple[str, str]]:
    """The fenced blocks of code with their language, in order; directives are none."""
    return [(name, body) for name, body in FENCE.findall(text)]


@dataclass
class Made(HTMLParser):
    """What a page that was made links to, loads and offers as places to link to."""

    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and "stylesheet" in given.get("rel", ""):
            self.loaded.append(given["href"])
        if tag in ("script", "img", "iframe", "source") and "src" in given:
            self.loaded.append(given["src"])


def made(path: Path) -> Made:
    """A page that was made, read."""
    page = Made()
    page.feed(path.read_text("utf-8"))
    return page
