"""Where two texts first differ, quoted on both sides: a window around the first sign that is not the same."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from shkplan.base.messages import Said, said

TOLERANCE = 1e-9  # relative; another machine's arithmetic may differ in the last digits, results hold ten

_LONG_NUMBER = re.compile(r"(?<![\w.])\d+\.\d{6,}(?![\w.])")  # written with all its digits, not rounded for a reader
_BEFORE, _AFTER = 24, 36  # signs of a quote on either side of the difference
_WORDS = 4  # words before the one that differs


@dataclass(frozen=True)
class Word:
    """A word that a reader sees or hears.

    Attributes:
        heading: what it stands under.
        row: the first cell of its row in a table.
    """

    text: str
    heading: str = ""
    row: str = ""


@dataclass(frozen=True)
class Unlike:
    """A first difference.

    Attributes:
        place: where it stands; empty where that has no name.
        stands, made: what stands there, and what the inputs make; quoted, and never the same.
    """

    place: str
    stands: str
    made: str


def first_other_word(stands: Sequence[Word], made: Sequence[Word]) -> Unlike | None:
    """Where two rows of words first differ; None where they do not."""
    shorter = min(len(stands), len(made))
    at = next((at for at in range(shorter) if not same(stands[at].text, made[at].text)), shorter)
    if at == len(stands) == len(made):
        return None
    word = (stands if at < len(stands) else made)[at]
    texts = [_around([one.text for one in words], at) for words in (stands, made)]
    return Unlike(_place(word), *(first_other_sign(*texts) or texts))


def same(stands: str, made: str) -> bool:
    """Whether two words are the same; numbers with all their digits within the tolerance, any other to the sign."""
    if stands == made:
        return True
    pairs = zip(_LONG_NUMBER.findall(stands), _LONG_NUMBER.findall(made), strict=False)
    return _LONG_NUMBER.sub("0", stands) == _LONG_NUMBER.sub("0", made) and all(
        math.isclose(float(one), float(other), rel_tol=TOLERANCE) for one, other in pairs
    )


def _around(words: Sequence[str], at: int) -> str:
    """A word among its neighbours."""
    return " ".join(words[max(0, at - _WORDS) : at + _WORDS])


def first_other_sign(stands: str, made: str) -> tuple[str, str] | None:
    """The windows of two texts around the first sign that differs, quoted; None where they are the same."""
    if stands == made:
        return None
    shorter = min(len(stands), len(made))
    at = next((at for at in range(shorter) if stands[at] != made[at]), shorter)
    return _window(stands, at), _window(made, at)


def _window(text: str, at: int) -> str:
    start = max(0, at - _BEFORE)
    if start:  # from the next word on, where there is one before the difference
        start = next((one + 1 for one in range(start, at) if text[one] == " "), start)
    end = min(len(text), at + _AFTER)
    if end < len(text):  # whole words, unless the last is a long one
        end = max(text.rfind(" ", max(at + 1, end - _AFTER // 3), end), 0) or end
    whole = f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
    return repr(whole) if whole else said("nothing at all")


def _place(word: Word) -> str:
    if word.heading and word.row:
        return said("under {heading}, row {row}", heading=repr(word.heading[:60]), row=repr(word.row[:60]))
    if word.heading:
        return said("under {heading}", heading=repr(word.heading[:60]))
    return said("row {row}", row=repr(word.row[:60])) if word.row else ""


def told(name: str, unlike: Unlike) -> Said:
    """The sentence on a first difference."""
    if unlike.place:
        words = "{name}, {place}, says {stands} where the inputs make {made}"
        return said(words, name=name, place=unlike.place, stands=unlike.stands, made=unlike.made)
    return said("{name} says {stands} where the inputs make {made}", name=name, stands=unlike.stands, made=unlike.made)
