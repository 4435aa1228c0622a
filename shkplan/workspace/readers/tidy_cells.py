"""Single cells of the tidy format: what people write that can mean one thing only, in the way the format writes it.

Numbers stay as strict as they are everywhere: ``2,200`` or ``1.3万`` is told with what to write.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from shkplan.base.typed import compared, likely_day, plain
from shkplan.files.spreadsheet import restored
from shkplan.workspace.readers.heads import words_of

_YEAR = re.compile(r"([0-9]{4})(?:\.0+|年度?|年[末底])?", re.ASCII)
_YEARS = re.compile(r"([0-9]{4})年?(?:[-–—~]|至|到)([0-9]{4})年?", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?$")
_SERIAL = re.compile(r"[34567][0-9]{4}", re.ASCII)  # days since the year 1900, from 1982 to 2119
_FIRST = dt.date(1899, 12, 30)


@lru_cache(maxsize=4096)
def period(text: str) -> str:
    """``2018`` for 2018.0, 2018年 or 2018年末; ``2016-2020`` for 2016至2020年; what is none stays as it is."""
    tidy = re.sub(r"\s", "", plain(text))
    if found := _YEAR.fullmatch(tidy):
        return found[1]
    if found := _YEARS.fullmatch(tidy):
        return f"{found[1]}-{found[2]}"
    return text


@lru_cache(maxsize=4096)
def day(text: str) -> str:
    """``2026-03-05`` for 2026/3/5, 2026.3.5 or 2026年3月5日; what is no day, or may be two, stays as it is."""
    return likely_day(_MIDNIGHT.sub("", text.strip())) or text


@lru_cache(maxsize=4096)
def day_of_workbook(text: str) -> str:
    """The same, of a workbook, where a bare number is a day whose format was lost."""
    if _SERIAL.fullmatch(text):
        return (_FIRST + dt.timedelta(days=int(text))).isoformat()
    return day(text)


@lru_cache(maxsize=4096)
def marks(text: str) -> str:
    """Marks in our words, whatever separates them."""
    known = words_of("mark")
    if (whole := known.get(compared(text))) is not None:
        return whole
    return " ".join(known.get(compared(part), part) for part in re.split(r"[\s,;，；、]+", text) if part)


def checksum(text: str) -> str:
    """A checksum as tools print it, ``sha256:`` before it or capitals in it, in one way."""
    return text.strip().lower().removeprefix("sha256:").strip()


@cache
def chosen(column: str) -> Callable[[str], str]:
    """How cells of a column that chooses from a list are read."""
    known = words_of(column)

    @lru_cache(maxsize=256)
    def read(text: str) -> str:
        return known.get(compared(text), text)

    return read


@lru_cache(maxsize=65536)
def _word(text: str) -> str:
    return restored(text)


def readers(*, workbook: bool) -> Mapping[str, Callable[[str], str]]:
    """How the cells of each column are read; a column that is not there is taken unread.

    Args:
        workbook: the table is a sheet, whose days may be numbers.
    """
    lists = {
        column: chosen(column)
        for column in ("form", "bound", "price_basis", "status", "published_basis", "source_kind")
    }
    words = dict.fromkeys(
        (
            "indicator",
            "region",
            "unit",
            "basis",
            "source_title",
            "publisher",
            "address",
            "source_copy",
            "note_zh",
            "note_en",
        ),
        _word,
    )
    return {
        **lists,
        **words,
        "mark": marks,
        "copy_sha256": checksum,
        "period": period,
        "published": day_of_workbook if workbook else day,
    }


def without_percent(value: str, unit: str) -> str:
    """A number beside whose unit % the sign stands again."""
    bare = value.rstrip()
    return bare[:-1] if bare.endswith("%") and unit.strip() == "%" else value
