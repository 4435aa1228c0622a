"""What single cells of a statistics yearbook say: years, numbers, names, units, and the marks that point to footnotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from shkplan.base import units
from shkplan.base.typed import plain
from shkplan.register.plan import PriceBasis

# Signs by which yearbooks say that there is no figure: dashes, dots, and a few letters.
_NOTHING = re.compile(r"[-–—―.…]*|[/x]|n\.?/?a\.?", re.IGNORECASE)

_FOOTNOTE = r"[①-⑳㈠-㈩❶-❿⓪*＊†‡¹²³⁰-⁹]|[\[［〔【(（](?:注?[0-9０-９]{1,2}|注)[\]］〕】)）]|注[0-9０-９]{0,2}"
_TRAILING = re.compile(rf"(?:\s*(?:{_FOOTNOTE}))+\s*$")
_LEADING = re.compile(rf"^\s*({_FOOTNOTE})")
_YEAR = re.compile(r"((?:19|20|21)[0-9]{2})年?度?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.[0-9]+)?", re.ASCII)
_ONE_UNIT = re.compile(r"[\w%‰/]+")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ORDER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|[0-9]{1,2}[.、](?![0-9])|\([0-9]{1,2}\))"
)
_PART = re.compile(r"^(?:#|其中:?|of which:?)\s*", re.IGNORECASE)
_PRICES: dict[PriceBasis, tuple[str, ...]] = {"current": ("当年价", "现价", "现行价"), "constant": ("不变价", "可比价")}
_UNIT_LINE = re.compile(r"(?:计量)?单位[::](.+)|units?:(.+)", re.IGNORECASE)
_SOURCE_LINE = re.compile(r"^(?:资料来源|数据来源|来源|source)[::]\s*(.+)$", re.IGNORECASE)


def without_marks(text: str) -> tuple[str, str]:
    """A cell without the footnote marks at its end, and these marks."""
    found = _TRAILING.search(text)
    return (text[: found.start()].strip(), found[0].strip()) if found else (text.strip(), "")


def note_mark(line: str) -> str:
    """The mark that a line below the table explains, as in ``①2020年为快报数``; empty where it explains none."""
    text = re.sub(r"^\s*注[:：]\s*", "", line)
    found = _LEADING.match(text)
    return found[1] if found else ""


def year_of(text: str) -> int | None:
    """The year a heading names: ``2015``, ``2015年``, ``２０２０ 年``, ``2023年*``; None where it names none."""
    found = _YEAR.fullmatch(re.sub(r"\s", "", plain(without_marks(text)[0])))
    return int(found[1]) if found else None


def unit_of(text: str) -> str:
    """The unit a cell or bracket names, as this library writes it; empty where it is none."""
    written = re.sub(r"\s", "", plain(text))
    return written if _ONE_UNIT.fullmatch(written) and units.known(written) else ""


def unit_line(text: str) -> str | None:
    """What stands behind ``单位：``; None for a line that tells no unit."""
    found = _UNIT_LINE.search(plain(text))
    return (found[1] or found[2]).strip() if found else None


def source_line(text: str) -> str:
    """What stands behind ``资料来源：``; empty for another line."""
    found = _SOURCE_LINE.match(re.sub(r"^注[:：]", "", text.strip()).replace("：", ":", 1))
    return found[1].strip().rstrip("。.") if found else ""


@dataclass(frozen=True)
class Name:
    """What a heading of a row or column says.

    Attributes:
        text: the bare name as it is compared: without order, 其中 and marks, without brackets that only tell unit or
            prices; other brackets stay, for (上年=100) or (不含农户) is another quantity.
        unit: the unit in its brackets; empty where none stands there.
        mark: its footnote marks.
    """

    text: str
    unit: str
    mark: str


def name_of(cell: str) -> Name:
    """A heading taken apart: ``#一、地区生产总值（亿元，当年价）①`` is 地区生产总值 in 亿元 with mark ①."""
    bare, mark = without_marks(cell)
    text = plain(bare)
    text = _PART.sub("", _ORDER.sub("", _PART.sub("", text)).strip()).strip()
    unit = ""
    for bracket in _BRACKETS.finditer(text):
        parts = [part for part in re.split(r"[,;、\s]", bracket[1]) if part]
        unit = unit or next(filter(None, map(unit_of, parts)), "")
        if all(unit_of(part) or prices_of(part) for part in parts):
            text = text.replace(bracket[0], "")
    return Name(compared(text), unit, mark)


def prices_of(text: str) -> PriceBasis | None:
    """The prices a heading speaks of: 当年价 is current, 不变价 and 可比价 are constant; None for neither."""
    return next((basis for basis, words in _PRICES.items() if any(word in text for word in words)), None)


def compared(text: str) -> str:
    """A name as it is compared: without spaces and quotation marks, in small letters."""
    return re.sub(r"[\s“”\"'’‘]", "", plain(text)).casefold()


def is_number(text: str) -> bool:
    """Whether a cell is a published number, or says that there is none."""
    bare = without_marks(text)[0]
    return bool(_NUMBER.fullmatch(plain(bare).removesuffix("%").strip())) or is_blank(bare)


def is_blank(text: str) -> bool:
    """Whether a cell says that no figure was published."""
    return bool(_NOTHING.fullmatch(re.sub(r"\s", "", plain(text))))


def number_of(text: str, unit: str) -> tuple[float, str] | None:
    """A published number and its unit; None for text that is none.

    A scale or percent sign that stands with the number is read as part of the unit, never multiplied in:
    ``1.2万`` of 人 is 1.2 in 万人, and ``7.1%`` is a number only of a percentage.
    """
    written = plain(text)
    scale = written[-1:] if written[-1:] in ("万", "亿") else ""
    if written.endswith("%"):
        if unit not in ("%", "个百分点"):
            return None
        written = written[:-1].strip()
    elif scale:
        written, unit = written[:-1].strip(), f"{scale}{unit}"
        if not unit_of(unit):
            return None
    if not _NUMBER.fullmatch(written):
        return None
    return float(Decimal(re.sub("[, ]", "", written))), unit
