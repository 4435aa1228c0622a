"""What values show, made fit for a page: links that lead somewhere, each style once, the colours of the page.

A value names where it leads by report and permalink (``indicator/economy.gdp_growth#sources``) and knows nothing of
files; it carries its style along, since in a notebook nobody else would; its charts are drawn in plain colours.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from shkplan.display.charts import base

_LINK = re.compile(r'<a\b([^>]*?)\s+data-to="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>\s*", re.DOTALL)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")

# The colours that charts are drawn in, by the names under which a page sets them for light and for dark.
COLOURS: Mapping[str, str] = {
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
    **{colour: f"region{at}" for at, colour in enumerate(base.REGIONS) if at},
}


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
