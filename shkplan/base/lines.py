"""How wide a text is where a Chinese character takes two places, and where a line of it may break."""

from __future__ import annotations

import unicodedata


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
