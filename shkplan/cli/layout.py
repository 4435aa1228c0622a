"""How help is set in a terminal where a Chinese character takes two columns and no blank parts the words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# What no end of a line may part: a word of Latin letters, a bracket from what it encloses, a stop from what it ends.
_CLOSING, _ASCII = "[，。；：、）”？！]*", r"\x21-\x7e"
_TOKEN = re.compile(
    rf"(?:[（“]|\[(?=[^{_ASCII}]))+.{_CLOSING}|[{_ASCII}]+?(?=\[[^{_ASCII}]|[^{_ASCII}]|$){_CLOSING}|\s+|.{_CLOSING}",
    re.DOTALL,
)


def width(text: str) -> int:
    """The columns that a text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def wrapped(text: str, columns: int) -> list[str]:
    """A text in lines of so many columns, broken at blanks and between Chinese characters."""
    rows, row = list[str](), ""
    for token in _TOKEN.findall(" ".join(text.split())):
        if width(row + token.rstrip()) > columns and row.strip():
            rows.append(row.rstrip())
            row = ""
        row += token if row else token.lstrip()
    return [*rows, row.rstrip()] if row.strip() else rows


def paragraph(text: str, columns: int, indent: int = 2) -> str:
    """A paragraph, indented; a block of commands, which begins with a backspace, keeps its lines."""
    if text.startswith("\b"):
        return "\n".join(" " * indent + line for line in text.split("\n")[1:])
    return "\n".join(" " * indent + line for line in wrapped(text, columns - indent))


def definitions(title: str, rows: Sequence[tuple[str, str]], columns: int) -> str:
    """A section of names and what they mean, in two columns below its title."""
    left = min(max((width(name) for name, _ in rows), default=0), 30) + 2
    told = [title]
    for name, meaning in rows:
        first, *more = wrapped(meaning, max(columns - left - 4, 20)) or [""]
        if width(name) > left - 2:
            told.append(f"  {name}")
            name = ""  # noqa: PLW2901  # a name too long for its column has a line of its own
        told.append(f"  {name}{' ' * (left - width(name))}{first}".rstrip())
        told += [f"  {' ' * left}{line}" for line in more]
    return "\n".join(told)
