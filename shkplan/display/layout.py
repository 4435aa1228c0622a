"""What tables and charts have in common: the numbers they carry as data, and text broken into lines.

Everything shown in a notebook carries its numbers beside what the eye sees, under the type :data:`RESULTS`, as
``{"name": ..., "data": ...}`` with data that is the same in every language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from shkplan.base.messages import Message, Text

RESULTS = "application/vnd.shkplan.results+json"
PAGES = "application/vnd.shkplan.pages+json"  # what the page of each language shows: language -> bundle


def plain(value: Any) -> Any:  # noqa: PLR0911  # one return a type
    """A value as language-neutral JSON: codes, numbers, dates in ISO form."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(name): plain(inner) for name, inner in value.items()}
        case Message():
            return {"key": value.key, "values": plain(value.values)}
        case Text():
            return value.zh
        case frozenset() | set():
            return sorted(str(one) for one in value)
        case tuple() | list() | range():
            return [plain(one) for one in value]
    return value.item() if hasattr(value, "item") else str(value)  # a number of numpy; a date


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most ``width`` Latin letters; between Chinese characters a line may break anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line.strip() and width_of(line) + width_of(piece.rstrip()) > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    return lines


def width_of(text: str) -> int:
    """How many Latin letters wide a text is; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


# Closing and opening marks, Latin and Chinese.
_NO_START = set(",.;:!?)]%\uff0c\u3002\uff1b\uff1a\uff01\uff1f\u3001\uff09\u300b\u201d\u2019\u2030")
_NO_END = set("([\uff08\u300a\u201c\u2018")


def _pieces(text: str) -> list[str]:
    """The parts of a text that must stay together: words, single Chinese characters, closing marks with what they close."""
    pieces: list[str] = []
    for one in text:
        wide = unicodedata.east_asian_width(one) in "WF"
        joins = bool(pieces) and (
            one in _NO_START
            or pieces[-1][-1] in _NO_END
            or (one == " ")
            or (not wide and pieces[-1][-1] != " " and unicodedata.east_asian_width(pieces[-1][-1]) not in "WF")
        )
        if joins:
            pieces[-1] += one
        else:
            pieces.append(one)
    return pieces
