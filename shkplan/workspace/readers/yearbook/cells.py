"""What single cells of a statistics yearbook say: years, numbers, signs that there is none, and marks of footnotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from shkplan.base import units
from shkplan.base.periods import Period
from shkplan.base.typed import Misfit, plain

KEPT = 20_000  # texts whose meaning is remembered: the same stand in table after table
# Signs by which yearbooks say that there is no figure: dashes, dots, and a few letters.
_NOTHING = re.compile(r"[-–—―.…]*|[/x]|n\.?/?a\.?", re.IGNORECASE)

_FOOTNOTE = r"[①-⑳㈠-㈩❶-❿⓪*＊†‡¹²³⁰-⁹]|[\[［〔【(（](?:注?[0-9０-９]{1,2}|注)[\]］〕】)）]|注[0-9０-９]{0,2}"
_TRAILING = re.compile(rf"(?:\s*(?:{_FOOTNOTE}))+\s*$")
_LEADING = re.compile(rf"^\s*({_FOOTNOTE})")
_LETTER = re.compile(r"(.*[0-9])\s*([A-Za-z])", re.ASCII)
_LETTER_TOLD = re.compile(r"(?<![A-Za-z])([A-Za-z])\s*(?:[:=—–-]+|表示|为|是|\s)\s*([^,;。]+)")

_ONE_YEAR = r"((?:19|20|21)[0-9]{2})"
_YEAR = re.compile(rf"{_ONE_YEAR}(?:\.0+)?(年?年[末底终]|年度|年全年|年1[-—–~至]12月|年)?", re.ASCII)
_FOUR_DIGITS = re.compile(r"[12１２](?:\s?[0-9０-９]){3}")
_ANY_YEAR = re.compile(rf"(?<![0-9]){_ONE_YEAR}(?![0-9])", re.ASCII)
_OF_YEARS = re.compile(r"增|比|均|指数|目标|计划|规划|预期|价|占|位|[-—–~至]")
_NAMED_YEAR = re.compile(rf"(?<![0-9]){_ONE_YEAR}(?=年)", re.ASCII)
_WITHIN = re.compile(
    r"(?:(?<![0-9])[0-9]{1,2}[-—–~至](?:[0-9]|1[01])月|(?<![0-9-—–~至])[0-9]{1,2}月(?!底|末)|[上下]半年|(?:前[一二三1-3]|[一二三四1-4])个?季度|[0-9]年?Q[1-4])",
    re.ASCII,
)
_SO_FAR = re.compile(
    rf"{_ONE_YEAR}年(?:0?1月?[-—–~至]0?(?:[1-9]|1[01])月|上半年|前[一二三1-3]个?季度|第?[一1]季度|前[^年月]{{1,2}}个月)",
    re.ASCII,
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.[0-9]+)?", re.ASCII)
_NEARLY = re.compile(
    r"(?:约|大约|近|超过?|逾|达到?|不足|[><≈~≥≤±+\-(])*\s*[0-9][0-9,\s]*(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"
    r"(?:[a-zA-Z*%‰)]|[十百千万亿]*[元人吨户家个张人次]{0,2})?\)?(?:左右|以上|以下|多|余|人|元)*",
    re.ASCII | re.IGNORECASE,
)
_BRACKET = re.compile(r"\(([^()]*)\)$")
_ONE_UNIT = re.compile(r"[\w%‰/]+")


def without_marks(text: str) -> tuple[str, str]:
    """A cell without the footnote marks at its end, and these marks."""
    found = _TRAILING.search(text)
    return (text[: found.start()].strip(), found[0].strip()) if found else (text.strip(), "")


def without_letter(text: str) -> tuple[str, str]:
    """A number without the letter that follows it, as in ``13p``, and the letter; the text itself where none does."""
    found = _LETTER.fullmatch(plain(text))
    return (found[1], found[2]) if found and _NUMBER.fullmatch(found[1]) else (text, "")


def note_mark(line: str) -> str:
    """The mark that a line below the table explains, as in ``①2020年为快报数``; empty where it explains none."""
    text = re.sub(r"^\s*注[:：]\s*", "", line)
    found = _LEADING.match(text)
    return found[1] if found else ""


def letters_told(line: str) -> dict[str, str]:
    """Letters that a line below the table explains: ``注：r为修订数，p 为初步数`` tells of r and of p."""
    return {letter: meaning.strip() for letter, meaning in _LETTER_TOLD.findall(plain(line))}


@dataclass(frozen=True)
class Year:
    """A year that a heading names.

    Attributes:
        number: the year.
        marked: the heading says that it is one (年, 年末).
        month: the last month that counts; before December it is a year so far.
    """

    number: int
    marked: bool
    month: int = 12


@lru_cache(maxsize=KEPT)
def year_cell(text: str) -> Year | None:
    """``2015``, ``2015.0``, ``2015年``, ``２０２０ 年``, ``2018年末``, ``2023年*``, ``2023年1-9月``; None for anything else."""
    if not _FOUR_DIGITS.search(text):  # most cells are figures: looked at once, and left
        return None
    compact = re.sub(r"\s", "", plain(without_marks(text)[0]))
    if (bracket := _BRACKET.search(compact)) and unit_of(bracket[1]):  # 2018年（亿元）
        compact = compact[: bracket.start()]
    if found := _YEAR.fullmatch(compact):
        return Year(int(found[1]), found[2] is not None)
    return _so_far(compact) if within_year(compact) else None


def _so_far(text: str) -> Year | None:
    try:
        period = Period.parse(text)
    except Misfit:
        return None
    return Year(period.first, True, period.month) if period.within else None


def year_unit(text: str) -> str:
    """The unit in the brackets of a heading that names a year: ``2018年（亿元）``."""
    bracket = _BRACKET.search(re.sub(r"\s", "", plain(without_marks(text)[0])))
    return unit_of(bracket[1]) if bracket else ""


def year_of(text: str) -> int | None:
    """The year a heading names; None where it names none."""
    found = year_cell(text)
    return found.number if found else None


def years_in(text: str) -> list[int]:
    """The years that a sentence names, each followed by 年."""
    return [int(year) for year in _NAMED_YEAR.findall(re.sub(r"\s", "", plain(text)))]


def periods_in(text: str) -> list[Year]:
    """The years and years so far that a sentence names: ``2023年1-9月示例区主要指标`` names the first nine months of 2023."""
    compact = re.sub(r"\s", "", plain(text))
    found = [year for match in _SO_FAR.finditer(compact) if (year := _so_far(match[0]))]
    known = {year.number for year in found}
    return found + [Year(year, True) for year in dict.fromkeys(years_in(text)) if year not in known]


def spoiled_year(text: str) -> bool:
    """Whether a heading seems to mean one year, though it is written otherwise: ``Y2024年``, ``2024年快报数``."""
    compact = re.sub(r"\s", "", plain(text))
    return len(_ANY_YEAR.findall(compact)) == 1 and not _OF_YEARS.search(compact)


@lru_cache(maxsize=KEPT)
def within_year(text: str) -> bool:
    """Whether a heading or title speaks of a part of a year: ``2018年1-9月``, ``上半年``, ``前三季度``, ``12月``."""
    return bool(_WITHIN.search(re.sub(r"\s", "", plain(text))))


@lru_cache(maxsize=KEPT)
def unit_of(text: str) -> str:
    """The unit a cell or bracket names, as this library writes it; empty where it is none."""
    written = re.sub(r"\s", "", plain(text))
    return written if _ONE_UNIT.fullmatch(written) and units.known(written) else ""


@lru_cache(maxsize=KEPT)
def is_number(text: str) -> bool:
    """Whether a cell is a published number, or says that there is none."""
    bare = without_marks(text)[0]
    return bool(_NUMBER.fullmatch(plain(bare).removesuffix("%").strip())) or is_blank(bare)


@lru_cache(maxsize=KEPT)
def measured(text: str) -> bool:
    """Whether a cell holds what somebody measured, readable or not: ``12``, ``—``, ``约12``, ``13p``, ``12.5万人``, ``（5）``."""
    bare = without_marks(text)[0]
    if not bare:  # marks alone: ① explains something, （5） may be a negative number
        return bool(re.fullmatch(r"[(（\[［〔【][0-9０-９]+[)）\]］〕】]", text.strip()))
    return is_number(text) or bool(_NEARLY.fullmatch(plain(bare)))


@lru_cache(maxsize=KEPT)
def is_blank(text: str) -> bool:
    """Whether a cell says that no figure was published."""
    return bool(_NOTHING.fullmatch(re.sub(r"\s", "", plain(text))))


def number_of(text: str, unit: str) -> tuple[float, str] | None:
    """A published number and its unit; None for text that is none.

    A scale, a percent sign or a whole unit that stands with the number is read as its unit, never multiplied in:
    ``1.2万`` of 人 is 1.2 in 万人, ``12.5万人`` of 人 is 12.5 in 万人, and ``7.1%`` is a number only of a percentage.
    """
    written = plain(text)
    scale = written[-1:] if written[-1:] in ("万", "亿") else ""
    start = _NUMBER.match(written)
    rest = written[start.end() :].strip() if start else ""
    if written.endswith("%"):
        if unit not in ("%", "个百分点"):
            return None
        written = written[:-1].strip()
    elif scale:
        written, unit = written[:-1].strip(), f"{scale}{unit}"
        if not unit_of(unit):
            return None
    elif start and unit_of(rest) and units.joined(rest, unit):
        written, unit = start[0], unit_of(rest)
    if not _NUMBER.fullmatch(written):
        return None
    return float(Decimal(re.sub("[, ]", "", written))), unit
