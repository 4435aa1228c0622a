"""The code of typst: every word as a text between quotation marks, so that none is ever read as code."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What no document can hold: control characters but for the end of a line, halves of a pair, and signs without meaning.
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def literal(text: str) -> str:
    """A text as typst reads it back, sign by sign; unprintable ones as spaces."""
    return f'"{_UNPRINTABLE.sub(" ", text).translate(_QUOTED)}"'


def call(name: str, *given: str, **named: str) -> str:
    """A function called with pieces of code; an empty one is left out."""
    whole = [*given, *(f"{key.replace('_', '-')}: {value}" for key, value in named.items() if value)]
    return f"{name}({', '.join(whole)})"


def array(items: Iterable[str]) -> str:
    """Pieces of code as an array; one alone is an array too."""
    return f"({''.join(f'{item}, ' for item in items)})"


def sequence(pieces: Iterable[str]) -> str:
    """Pieces of code that show something, one after the other, as one."""
    kept = [piece for piece in pieces if piece]
    return kept[0] if len(kept) == 1 else "{" + "\n".join(kept) + "}"
