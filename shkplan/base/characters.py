"""Characters that nobody sees, or that look like another: their names, and text that no page may carry.

A file that a Chinese input method, a word processor or a web page has touched holds characters that a reader of files
refuses and a person cannot tell from the plain ones. A message therefore names them, with the number by which an editor finds them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from shkplan.base.messages import Said, said

__all__ = ["beyond_display", "harmless", "invisible", "named", "strange_spaces", "visible"]

_NAMES = {
    "\t": "a tab",
    "\u00a0": "a no-break space",
    "\u3000": "a full-width space",
    "\u200b": "a zero-width space",
    "\ufeff": "a byte order mark",
    "，": "a full-width comma",
    "：": "a full-width colon",
    "；": "a full-width semicolon",
    "、": "an ideographic comma",
    "％": "a full-width percent sign",
    "－": "a full-width hyphen",
    "＃": "a full-width number sign",
    "“": "an opening typographic quote",
    "”": "a closing typographic quote",
    "‘": "an opening typographic quote",
    "’": "a closing typographic quote",
    "｛": "a full-width brace",
    "｝": "a full-width brace",
    "［": "a full-width bracket",
    "］": "a full-width bracket",
    "（": "a full-width parenthesis",
    "）": "a full-width parenthesis",
    "<": "a less-than sign",
    ">": "a greater-than sign",
}
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROLS = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"  # all but tab and line ends
_OTHERS = (
    "\u202a-\u202e\u2066-\u2069\ufffd\ud800-\udfff\U000e0000-\U000e007f"  # direction, lost in decoding, not seen at all
)
_IN_PROSE = re.compile(f"[{_CONTROLS}{_OTHERS}]|<(?=[/!?a-zA-Z])")
_IN_A_NAME = re.compile(f"[{_CONTROLS}{_OTHERS}<>]")


def named(char: str) -> Said:
    """A character by its name and number: ``a no-break space (U+00A0)``."""
    if char in _NAMES:
        name: str = said(_NAMES[char])
    elif char in _BIDI:
        name = said("a mark that turns the direction of text")
    elif unicodedata.category(char) == "Cc":
        name = said("a control character")
    else:
        name = unicodedata.name(char, "").lower() or said("a character without a name")
    return said("{name} (U+{code:04X})", name=name, code=ord(char))


def invisible(char: str) -> bool:
    """Whether a character has no width, or is a space other than the plain one."""
    return char != " " and unicodedata.category(char) in {"Cf", "Zs", "Zl", "Zp"}


def strange_spaces(text: str) -> Iterator[int]:
    """Where characters stand that look like a space, or like nothing, and are not the plain one."""
    for at, char in enumerate(text):
        if char == "\t" or invisible(char):
            yield at


def visible(text: str, kept: str = "") -> str:
    """A text as a message may print it: what a terminal would obey, or another line would begin with, is spelled out.

    Args:
        text: as somebody wrote it.
        kept: characters that stay nevertheless.
    """
    if text.isascii() and text.isprintable():
        return text
    obeyed = {one for one in set(text) if one in _BIDI or unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"}} - set(
        kept
    )
    return "".join(char.encode("unicode_escape").decode() if char in obeyed else char for char in text)


def harmless(text: str) -> str:
    """A text of several lines as a terminal or a log may print it: its line ends stay, what else either would obey is spelled out."""
    return visible(text.replace("\r\n", "\n"), "\n\t")


def beyond_display(text: str, *, name: bool = False) -> str | None:
    """The first character of a text that no page, table or terminal may carry; None where there is none.

    Args:
        text: as somebody wrote it.
        name: whether it names something, as a region or a title does; prose may say that a < b.
    """
    found = (_IN_A_NAME if name else _IN_PROSE).search(text)
    return found[0] if found else None
