"""Pages that stand beside the reports, in the frame of their pages: one file each, that needs nothing from anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from shkplan.base.messages import Language
from shkplan.report.frame import LANGUAGE_NAMES, dressed, page_words, template, with_faces
from shkplan.report.markup import described, labels_apart, linked, packed, slim, styles_apart, themed

__all__ = ["FramedPage", "PageLink", "framed_chart", "framed_pages"]


class PageLink(NamedTuple):
    """Words of the bar that lead to another page; ``to`` is empty for the page that one is on."""

    words: str
    to: str
    language: Language | None = None


@dataclass(frozen=True)
class FramedPage:
    """A page in the frame of the house.

    Attributes:
        language: it is written in.
        whose: the words at its head, such as the title of a plan.
        title: its heading.
        facts: what stands beside the head: region, day.
        sections: name of the place, heading and HTML of each part; the first stands below the title without a heading.
        links: of the bar.
        foot: paragraphs of the foot.
        href: where a place that a value names is found from here; empty where nowhere.
        folded: names of the parts that are folded.
    """

    language: Language
    whose: str
    title: str
    facts: Sequence[str]
    sections: Sequence[tuple[str, str, str]]
    links: Sequence[PageLink] = ()
    foot: Sequence[str] = ()
    href: Callable[[str], str] = lambda _: ""
    folded: frozenset[str] = frozenset()

    @cached_property
    def text(self) -> str:
        """The page, still without its glyphs."""
        _, styles = styles_apart("".join(html for _, _, html in self.sections))
        parts = [(name, heading, styles_apart(html)[0]) for name, heading, html in self.sections]
        whole = "\x00".join(html for _, _, html in parts)
        whole, labels = labels_apart(whole)
        parts = [(name, heading, html) for (name, heading, _), html in zip(parts, whole.split("\x00"), strict=True)]
        text = template("framed.html.j2").render(
            page=self, parts=parts, styles=[*styles, labels], names=LANGUAGE_NAMES, **page_words(self.language)
        )
        return linked(dressed(text), self.href)


def framed_pages(pages: Mapping[str, FramedPage]) -> dict[str, str]:
    """Pages by their place, each with the Chinese glyphs it shows."""
    return with_faces({name: page.text for name, page in pages.items()})


def framed_chart(svg: str, alt: str, csv: str, name: str, language: Language) -> str:
    """A chart as it stands on a page, with its numbers for a spreadsheet."""
    words = page_words(language)["frame"]
    taken = f'<p class="taken"><a class="take" download="{name}.csv" href="{packed(csv)}" title="{words("csv_title")}">{words("csv")}</a></p>'
    return f'<figure class="output chart">\n{described(themed(slim(svg)), alt)}\n{taken}\n</figure>'
