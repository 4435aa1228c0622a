"""How a sheet shows a number, and what may be taken for it.

A cell stores a number and, apart from it, a format that shows it. Most formats only round, group or mark it: then the
stored number is the one that people see. Some show another one: ``0!.0,`` shows 12345678 as 1234.6, to be read in 万元,
and ``;;;`` shows nothing. What the sheet does not show as it is stored is nobody's published figure, and is not guessed.
Words that a format adds (``0.0"万"``) belong to what people read, and are kept as if they had been typed.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from shkplan.base.messages import said
from shkplan.files.sheets import Value, digits

# The pieces of a format: what is quoted, escaped (! is the Chinese Excel's), in brackets, a space as wide as a letter.
_PIECE = re.compile(
    r'"([^"]*)"?|[\\!](.)|\[([^\]]*)\]|[_*](.)|(G/通用格式|General|[Ee][+-]|.)', re.DOTALL | re.IGNORECASE
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_PLACES = "0#?"
_WIDE = Context(prec=700)  # the largest number has 309 digits
_RUN = re.compile(r"\.?[0-9](?:[0-9,. ' ]*[0-9])?(?:[Ee][+-]?[0-9]+)?")
_SIGNS = re.compile(r"[\s()（）+\-−–—￥¥$€£,.:/'_*]+")
_WITH_COMMA = re.compile(
    r"[0-9]+,[0-9]+(?:[Ee][+-]?[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}"
)
_GENERAL = ("general", "g/通用格式")
_Condition = tuple[str, float]

Piece = tuple[
    str, str
]  # place, point, comma, percent, literal, whole (written in a way of its own: General, 1.2E+5, 1/3)


def shown_by(value: float, code: str) -> str | None:
    """How a format writes a number; None where it writes the number itself in a way that changes nothing of it.

    Args:
        value: what is stored.
        code: the format, as in ``#,##0.00;[Red]-#,##0.00``.
    """
    sections, conditions, harmless = _sections(code)
    which = _which(value, conditions)
    if not code or harmless[which]:
        return None
    pieces = sections[which]
    if not any(kind == "whole" for kind, _ in pieces):
        return _written(abs(Decimal(repr(value))), pieces)
    number = [at for at, (kind, _) in enumerate(pieces) if kind in ("whole", "place")]
    around = (pieces[: number[0]], pieces[number[-1] + 1 :])
    before, behind = ("".join(text for kind, text in some if kind == "literal") for some in around)
    return f"{before}{digits(abs(value))}{behind}" if before or behind else None


def is_percent(value: float, code: str) -> bool:
    """Whether a format shows a number as a percentage."""
    return any(kind == "percent" for kind, _ in _section(value, code))


def as_shown(value: float, shown: str | None, *, percent: bool) -> tuple[str, Value]:
    """The kind and value of a cell that stores a number and shows a text.

    Args:
        value: what is stored.
        shown: what people see; None for the number itself.
        percent: the text is a percentage, a hundred times what is stored.
    """
    if shown is None:
        return "number", value
    run = _RUN.search(shown)
    if run is None:
        told = shown.strip()
        if not value and told and not _SIGNS.sub("", told):  # a dash for zero, as book-keepers write it
            return "number", value
        return "disguised", _disguise(value, told)
    exact = Decimal(digits(abs(value))) * (100 if percent else 1)
    if not any(_rounds_to(exact, number) for number in _numbers(run[0])):
        return "disguised", _disguise(value, shown.strip())
    before, behind = (_SIGNS.sub("", part) for part in (shown[: run.start()], shown[run.end() :]))
    if percent:  # in some countries the sign stands before the number
        before, behind = (before, behind.replace("%", "", 1)) if "%" in behind else (before.replace("%", "", 1), behind)
    if before or behind:
        return "text", f"{before}{'-' if value < 0 else ''}{digits(abs(float(exact)))}{behind}"
    return "number", value


def _disguise(value: float, told: str) -> str:
    if not told:
        return said("{stored}, which the sheet does not show", stored=digits(value))
    return said("{stored}, which the sheet shows as {shown}", stored=digits(value), shown=told)


def _rounds_to(exact: Decimal, number: Decimal) -> bool:
    places = -int(number.as_tuple().exponent)
    return abs(exact - number) <= Decimal(5).scaleb(-places - 1) * Decimal("1.0001")


def _numbers(run: str) -> list[Decimal]:
    """What digits may mean: with the point as decimal sign, or where they are written so, with the comma."""
    bare = re.sub(r"[ ' ]", "", run)
    either = [bare.replace(",", "")]
    if _WITH_COMMA.fullmatch(bare):
        either.append(bare.replace(".", "").replace(",", "."))
    return [Decimal(text) for text in either if text.count(".") <= 1]


# Formats --------------------------------------------------------------------------------------------------------------


def _section(value: float, code: str) -> list[Piece]:
    """The pieces of the section of a format that shows a number."""
    sections, conditions, _ = _sections(code)
    return sections[_which(value, conditions)]


@lru_cache(maxsize=256)  # a table has a handful of formats and thousands of numbers
def _sections(code: str) -> tuple[list[list[Piece]], list[_Condition | None], list[bool]]:
    """The sections, the condition of each, and whether it shows every number as it is."""
    sections: list[list[Piece]] = [[]]
    conditions: list[_Condition | None] = [None]
    for quoted, escaped, bracket, wide, bare in _PIECE.findall(code):
        if bare == ";":
            sections.append([])
            conditions.append(None)
        elif bracket:
            if found := _CONDITION.fullmatch(bracket):
                conditions[-1] = (found[1], float(found[2]))
            elif bracket.upper().startswith("DBNUM"):
                sections[-1].append(("whole", ""))
            elif bracket.startswith("$"):  # a currency, with the language it is written in
                sections[-1].append(("literal", bracket[1:].split("-")[0]))
        elif not wide:
            sections[-1].append(_piece(quoted or escaped, bare))
    return sections, conditions, [_is_harmless(pieces) for pieces in sections]


def _is_harmless(pieces: list[Piece]) -> bool:
    """Whether a section does no more than round, group, sign and count in per cent: nothing has to be written out to know it."""
    kinds = [kind for kind, _ in pieces]
    places = [at for at, kind in enumerate(kinds) if kind == "place"]
    if not places or "whole" in kinds or kinds.count("percent") > 1 or kinds.count("point") > 1:
        return False
    point = kinds.index("point") if "point" in kinds else len(kinds)
    last = max((at for at in places if at < point), default=-1)
    signs = all(_SIGNS.fullmatch(text) for kind, text in pieces if kind == "literal" and text)
    apart = not any(kinds[at] == "literal" for at in range(places[0], places[-1]))
    scaled = any(kind == "comma" and (last < at < point or at > places[-1]) for at, kind in enumerate(kinds))
    return last >= 0 and pieces[last][1] == "0" and signs and apart and not scaled


def _piece(literal: str, bare: str) -> Piece:
    lower = bare.lower()
    if lower in _GENERAL or lower.startswith("e") or bare in ("/", "@"):
        return "whole", bare
    kinds = {"%": "percent", ".": "point", ",": "comma", **dict.fromkeys(_PLACES, "place")}
    return kinds.get(bare, "literal"), literal or bare


def _which(value: float, conditions: list[_Condition | None]) -> int:
    numeric = conditions[:3]
    if any(numeric):
        for at, condition in enumerate(numeric):
            if condition and _COMPARE[condition[0]](value, condition[1]):
                return at
        return max((at for at, condition in enumerate(numeric) if not condition), default=0)
    if len(numeric) == 1:
        return 0
    if value < 0:
        return 1
    return 2 if value == 0 and len(numeric) == 3 else 0


def _written(value: Decimal, pieces: list[Piece]) -> str:
    """A number in the places of a format."""
    kinds = [kind for kind, _ in pieces]
    places = [at for at, kind in enumerate(kinds) if kind == "place"]
    point = next((at for at, kind in enumerate(kinds) if kind == "point"), len(kinds))
    whole, part = [at for at in places if at < point], [at for at in places if at > point]
    last = max(whole, default=0)
    thousands = sum(
        kind == "comma" and at > last and (at < point or at > max(places, default=0)) for at, kind in enumerate(kinds)
    )
    scaled = value.scaleb(2 * kinds.count("percent") - 3 * thousands)
    number = f"{scaled.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP, _WIDE):f}"
    front, _, back = number.partition(".")
    filled = dict(zip(reversed(whole), reversed(front), strict=False))
    if whole and len(front) > len(whole):
        filled[whole[0]] = front[: len(front) - len(whole) + 1]
    filled |= dict(zip(part, back, strict=False))
    if front == "0" and whole and pieces[last][1] != "0":
        filled.pop(last)  # 0.5 in #.0 is .5, and 0 in # is nothing
    for at, (kind, text) in enumerate(pieces):
        if kind in ("literal", "percent") or (kind == "point" and part) or (kind == "place" and text == "0"):
            filled.setdefault(at, text)
    return "".join(filled.get(at, "") for at in range(len(pieces)))


# Dates ----------------------------------------------------------------------------------------------------------------


def date_shown(moment: dt.datetime, code: str) -> str:
    """How a format shows a date of which it leaves out the day: ``2018`` or ``2018年3月``; nothing where it shows a day."""
    kept = "".join(bare for *_, bare in _PIECE.findall(code.partition(";")[0])).lower()
    if "d" in kept or "y" not in kept or "h" in kept or "s" in kept:
        return ""
    return f"{moment.year}年{moment.month}月" if "m" in kept else str(moment.year)
