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
_STACK = re.compile(r'<table class="[^"]*\bshk-stack\b.*?</table>', re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>")
_LABEL = re.compile(r' data-label="([^"]*)"')
_ASIDE = re.compile(r' (?:aria-label|title|download)="[^"]*"|<title>.*?</title>', re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
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
    base.DOUBT: "paper",
    base.ESTIMATE: "estimate",
    base.WINDOW: "window",
    base.FAIR: "fair",
    base.PLAIN: "plain",
}
COLOURS: Mapping[str, str] = {
    **{colour: f"region{at}" for at, colour in enumerate(base.REGIONS)},
    **{colour: f"scenario{at}" for at, colour in enumerate(base.SCENARIOS)},
    **_NAMED,
}


def drawn_words(page: str) -> str:
    """A page without the words that it never draws itself: those read aloud, and those the browser shows at the pointer."""
    return _ASIDE.sub("", page)


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


def worn(style: str, page: str) -> str:
    """A style without the rules for classes that a page does not have, and without the colours it does not use.

    Args:
        style: rules, no comments among them.
        page: HTML with its scripts, whose words may become classes.
    """
    classes = {name for words in re.findall(r'class="([^"]*)"', page) for name in words.split()}
    for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL):
        classes.update(re.findall(r"[\w-]+", script))

    def of_it(rule: re.Match[str]) -> str:
        select, does = rule.groups()
        if "(" in select or set(_CLASS.findall(select)) <= classes:
            return rule[0]
        some = [one for one in select.split(",") if set(_CLASS.findall(one)) <= classes]
        return f"{','.join(some)}{{{does}}}" if some else ""

    style = re.sub(r"@media[^{}]*\{\s*\}", "", _RULE.sub(of_it, style))
    used = set(re.findall(r"var\((--[\w-]+)", page))
    return (
        re.sub(r"(--shk-\w+):[^;{}]*;", lambda colour: colour[0] if colour[1] in used else "", style)
        .replace(";}", "}")
        .replace("}\n", "}")
    )


def labels_apart(text: str) -> tuple[str, str]:
    """A text whose stacked tables tell the heading of a column once, and not beside every cell; and the style that tells it.

    On a phone a row of such a table is a card, each cell with its heading in front. A table of data has hundreds of them.
    """
    known: dict[tuple[tuple[int, str], ...], str] = {}

    def told(table: re.Match[str]) -> str:
        labels: dict[int, str] = {}
        for row in _ROW.findall(table[0]):
            for at, cell in enumerate(_CELL.findall(row), 1):
                if label := _LABEL.search(cell):
                    labels[at] = html.unescape(label[1])
        name = known.setdefault(tuple(sorted(labels.items())), f"shk-labels{len(known)}")
        return _LABEL.sub("", table[0]).replace("shk-stack", f"shk-stack {name}", 1)

    text = _STACK.sub(told, text)
    rules = "".join(
        f"table.shk-stack.shk-stack.{name} tbody td:nth-child({at})::before{{content:{_in_css(label)}}}"
        for labels, name in known.items()
        for at, label in labels
    )
    return text, f"@media (max-width:40rem){{{rules}}}" if rules else ""


def _in_css(words: str) -> str:
    """Words as a text of CSS, within the style of a page."""
    return '"' + re.sub(r'[\\"<>{}]', lambda one: f"\\{ord(one[0]):x} ", words) + '"'


def slim(svg: str) -> str:
    """A drawing for a page of today, which needs neither spaces in its styles nor the old name of a reference."""
    svg = re.sub(
        r'style="[^"]*"',
        lambda style: style[0].replace(": ", ":").replace("; ", ";").replace("stroke-dashoffset:0;", ""),
        svg,
    )
    return svg.replace("xlink:href=", "href=").replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")


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
