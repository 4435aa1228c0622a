"""Tables whose page is laid out by hand: a sentence, tiles, a list of steps, rows with small marks; and links within sentences."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from shkplan.base.lines import wrapped
from shkplan.display.language import say
from shkplan.display.setting import LANGUAGE_CODES, language, page_languages
from shkplan.display.tables.base import Table, kept_whole

_LINK = re.compile("\x02([^\x03]*)\x03([^\x04]*)\x04")
_STRONG = re.compile("\x05([^\x06]*)\x06")
_WIDE = 100  # columns of a terminal
# A page sets its own colours. A notebook that is dark says so by its own signs (JupyterLab, VS Code): the dark ones of a page.
DARK = """\
body[data-jp-theme-light=false],body.vscode-dark{--shk-ink:#e4e9ee;--shk-quiet:#a9b5c1;--shk-rule:#38434e;--shk-soft:#1d252d;\
--shk-paper:#13181d;--shk-own:#62b6ea;--shk-mark:#eb9d4f;--shk-good:#4ec5a2;--shk-bad:#f2926a}"""


@dataclass(frozen=True)
class LaidOut(Table):
    """A table in one language whose HTML is its own; in a terminal it is a table like any other.

    Attributes:
        layout: the HTML.
        lead: the answer in a sentence or two, which stands first in a terminal too.
    """

    layout: str = field(default="", repr=False)
    lead: str = ""

    def __str__(self) -> str:
        rows = super().__str__() if self.rows or not self.lead else ""
        return "\n".join(part for part in (*wrapped(self.lead, _WIDE), rows) if part)

    def _repr_html_(self) -> str:
        return self.layout

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        shown = super()._repr_mimebundle_(**asked)
        return shown if page_languages() else shown | {"text/html": self._in_a_notebook()}

    def _in_a_notebook(self) -> str:
        """The layout under its title, which on a page is the heading above it, in colours that fit a dark notebook too."""
        titled = not self.rows or "<caption" in self.layout
        heading = "" if titled else f"<p{spoken_in()}><strong>{html.escape(self.title, quote=False)}</strong></p>\n"
        return f"<style>{DARK}</style>\n{heading}{self.layout}"


Kind = TypeVar("Kind", bound=LaidOut)


def laid_out(made: Table, layout: str, kind: type[Kind], **more: object) -> Kind:
    """A table with a layout of its own.

    Args:
        made: the table, as a terminal shows it.
        layout: the HTML.
        kind: :class:`LaidOut`, or one of its kinds.
        **more: fields of the kind, or other values of those of the table.
    """
    return kind(**{**vars(made), "layout": layout, **more})


def leading(words: str, to: str) -> str:
    """Words within a sentence that lead to a place of the report; see :func:`as_html` and :func:`as_text`."""
    return f"\x02{to}\x03{words}\x04"


def strong(words: str) -> str:
    """Words that stand out within a sentence."""
    return f"\x05{words}\x06"


def as_text(sentence: str) -> str:
    """A sentence without its links."""
    return _STRONG.sub(r"\1", _LINK.sub(r"\2", sentence))


def as_html(sentence: str) -> str:
    """A sentence as HTML, with its links."""
    linked = _LINK.sub(r'<a data-to="\1">\2</a>', kept_whole(html.escape(sentence, quote=False)))
    return _STRONG.sub(r"<strong>\1</strong>", linked)


def spoken_in() -> str:
    """The attribute of the language in force."""
    return f' lang="{LANGUAGE_CODES[language()]}"'


def paragraph(kind: str, sentence: str) -> str:
    """A paragraph of a class, its links kept."""
    return f'<p class="{kind}"{spoken_in()}>{as_html(sentence)}</p>'


def in_a_row(sentences: Iterable[str]) -> str:
    """Sentences one after another, as the language sets them."""
    return (" " if say("stop").endswith(" ") else "").join(sentences)
