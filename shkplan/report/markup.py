"""What values show, made fit for a page: links that lead somewhere, each style once, the colours of the page.

A value names where it leads by report and permalink (``indicator/economy.gdp_growth#sources``) and knows nothing of
files; it carries its style along, since in a notebook nobody else would; its charts are drawn in plain colours.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Mapping

from shkplan.display.charts import base

_LINK = re.compile(r'<a\b([^>]*?)\s+data-to="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>\s*", re.DOTALL)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")

# The colours that charts are drawn in, by the names under which a page sets them for light and for dark.
_NAMED = {
    base.INK: "ink",
    base.QUIET: "quiet",
    base.RULE: "rule",
    base.OWN: "own",
    base.MARK: "mark",
    base.GOOD: "good",
    base.BAD: "bad",
    base.OTHER: "other",
    base.FOURTH: "fourth",
    base.DOUBT: "paper",
    "#dfecf5": "band95",
    "#b5d5ea": "band80",
    "#82b9dc": "band50",
    "#7db8dc": "estimate",
    "#f3ece0": "window",
    "#eef1f4": "missing",
}
COLOURS: Mapping[str, str] = {colour: f"region{at}" for at, colour in enumerate(base.REGIONS)} | _NAMED


def linked(text: str, href: Callable[[str], str]) -> str:
    """A text whose links lead to files; one that leads nowhere is left as its words.

    Args:
        text: HTML with links by ``data-to``.
        href: the file and permalink of a place; empty where this report has none.
    """

    def found(link: re.Match[str]) -> str:
        before, place, after, words = link.groups()
        to = href(html.unescape(place))
        return f'<a href="{html.escape(to)}"{before}{after}>{words}</a>' if to else words

    return _LINK.sub(found, text)


def styles_apart(text: str) -> tuple[str, list[str]]:
    """A text without its styles, and each of them once, in the order in which they are met."""
    return _STYLE.sub("", text), list(dict.fromkeys(_STYLE.findall(text)))


def themed(svg: str) -> str:
    """A drawing that takes its colours from the page, each with the one it was drawn in to fall back on."""

    def named(found: re.Match[str]) -> str:
        name = COLOURS.get(found[0].lower())
        return f"var(--shk-{name},{found[0]})" if name else found[0]

    return _COLOUR.sub(named, svg)


def described(svg: str, words: str) -> str:
    """A drawing with words for those who do not see it, unless it has its own."""
    opening = re.search(r"<svg\b[^>]*>", svg)
    if opening is None or ('role="img"' in opening[0] and "aria-label" in opening[0]):
        return svg
    return re.sub(r"<svg\b", f'<svg role="img" aria-label="{html.escape(words)}"', svg, count=1)


def packed(csv: str) -> str:
    """Comma-separated values as an address that holds them: it needs no file beside the page, no network and no script.

    In base64, in which Chinese weighs half of what it does with percent signs; the mark in front tells a spreadsheet that it is UTF-8.
    """
    return f"data:text/csv;charset=utf-8;base64,{base64.b64encode(csv.encode('utf-8-sig')).decode('ascii')}"
