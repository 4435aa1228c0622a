"""Typed text: records, numbers and days as people write them, and what is said of what does not fit.

Numbers typed with a Chinese input method (full-width digits, ％, invisible spaces) are recognised. How a whole file
becomes a record is told in :mod:`shkplan.files.records`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, PlainValidator

from shkplan.base import units
from shkplan.base.characters import beyond_display, invisible, named, visible
from shkplan.base.errors import Place, nearest
from shkplan.base.messages import Said, both, either, said
from shkplan.base.shown import shortened

Location = tuple[int | str, ...]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)


class Misfit(ValueError):
    """What a validator raises: what was expected, what to do, and where below the value it looked at.

    Attributes:
        expected, remedy: as in :class:`~shkplan.base.errors.Mistake`.
        found: what stands there; left out, the value itself.
        at: from the validated value to the place, such as ``("targets", 0, "unit")``.
    """

    def __init__(self, expected: str, remedy: str, *, found: object = ..., at: Location = ()) -> None:
        self.expected, self.remedy, self.found, self.at = expected, remedy, found, at
        super().__init__(f"expected {expected}. {remedy}")


class Misfits(ValueError):
    """Several at once, so that nobody mends a file one mistake a run."""

    def __init__(self, misfits: Sequence[Misfit]) -> None:
        self.misfits = tuple(misfits)
        super().__init__(" ".join(str(misfit) for misfit in misfits))


def all_told(misfits: Sequence[Misfit]) -> None:
    """Nothing, where nothing is wrong.

    Raises:
        Misfits: all of them.
    """
    if misfits:
        raise Misfits(misfits)


class Record(BaseModel):
    """A frozen value read from a file: nothing unknown let in, nothing changed afterwards.

    What checks it is built when first asked for: a plan has all its kinds of target within it, and they need none alone.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False, defer_build=True
    )


def _read_there(value: object) -> Place:
    """Only a reader says where something was read, never the file itself."""
    if not isinstance(value, Place):
        raise Misfit(said("no such entry here"), said("Remove it."), found="place")
    return value


PlaceField = Annotated[Place, PlainValidator(_read_there), PlainSerializer(str)]


def _plain_number(value: Any) -> Any:
    """Refuses text that only looks like a number, saying which character is wrong."""
    if isinstance(value, bool):
        raise Misfit(said("a number"), said("Write digits only, such as 65000 or 4.5."))
    if not isinstance(value, str):
        return value
    odd = "" if value.isascii() else oddities(value)
    if not odd and _NUMBER.fullmatch(value.strip()):
        return float(value)
    raise Misfit(said("a number in plain digits") if odd else said("a number"), _number_remedy(value))


def _number_remedy(text: str) -> Said:
    """What to write instead of a text that a person would read as a number."""
    tidy = re.sub(r"(?<=[0-9])[, ](?=[0-9]{3}(?![0-9]))", "", unquoted(plain(text)))  # 65,000 and 65 000
    number = _NUMBER.match(tidy)
    rest = tidy[number.end() :].strip() if number else ""
    if number and re.fullmatch(r",(?:[0-9]{1,2}|[0-9]{4,})", rest):  # a comma that can part no thousands
        return said("Write {likely}, with a point before the decimals.", likely=f"{number[0]}.{rest[1:]}")
    if number and not rest:
        return said("Write {likely}.", likely=number[0])
    if number and rest in _SCALES:
        whole = f"{Decimal(number[0]) * _SCALES[rest]:f}"
        whole = whole.rstrip("0").rstrip(".") if "." in whole else whole
        template = "Write {whole}, or {number} with {scale} in the unit, as in {scale}人 or {scale}元."
        return said(template, whole=whole, number=number[0], scale=rest)
    if number and units.known(rest):
        return said("Write {number} and leave {unit} in the unit.", number=number[0], unit=rest)
    return said("Write digits only, such as 65000 or 4.5, and put the unit in its own place.")


_SCALES = {"万": 10_000, "亿": 100_000_000}
Number = Annotated[float, BeforeValidator(_plain_number)]


def oddities(text: str) -> str:
    """The kinds of full-width or invisible characters in a text, in words; empty when there are none."""
    kinds = [said(words) for words, there in _ODD.items() if any(map(there, text))]
    return both(kinds) if kinds else ""


_ODD: Mapping[str, Callable[[str], bool]] = {
    "invisible spaces": invisible,
    "full-width digits": lambda char: "０" <= char <= "９",
    "a full-width percent sign": lambda char: char == "％",
    "full-width punctuation": lambda char: char in "．，－＋",
    "a typographic minus": lambda char: char == "\u2212",
    "typographic quotes": lambda char: char in _QUOTES,
}
_QUOTES = "“”‘’「」"


def unquoted(text: str) -> str:
    """The text without quotes around it that a person took for part of the format: “%”, '%'."""
    return text.strip().strip(_QUOTES + "\"'").strip()


def plain(text: str) -> str:
    """The text with full-width characters made plain and invisible ones removed."""
    seen = "".join(char for char in text if not invisible(char))
    return unicodedata.normalize("NFKC", seen.replace("\u2212", "-")).strip()


@lru_cache(maxsize=20_000)  # the same names stand in table after table
def compared(text: str) -> str:
    """A name as it is compared with others: without spaces and quotation marks, in small letters."""
    return re.sub(r"[\s“”\"'’‘]", "", plain(text)).casefold()


def likely_day(value: object) -> str:
    """``2024-03-31`` for a day written as 2024/3/31, 2024.3.31, 2024年3月31日 or 20240331; empty where it is none."""
    return _likely_day(str(value))


@lru_cache(maxsize=4096)  # the rows of a table have few days
def _likely_day(text: str) -> str:
    written = re.sub(r"\s", "", plain(text))
    parts = re.fullmatch(
        r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))", written, re.ASCII
    )
    if parts is None:
        return ""
    year, month, day = (int(part) for part in parts.groups() if part)
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def suggested(name: str, known: Sequence[str], otherwise: str) -> str:
    """A remedy for a name nobody knows: the nearest ones that somebody does."""
    close = nearest(name, known)
    return said("Did you mean {names}? {otherwise}", names=either(close), otherwise=otherwise) if close else otherwise


def quoted(value: Any) -> str:
    """A value as a message shows it: quoted, short, with its odd characters named."""
    if value is None:
        return said("nothing")
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        return said("an entry of another shape")
    text = str(value)
    odd = oddities(text)
    if isinstance(value, Said):
        return said('"{text}"', text=value)
    short = visible(shortened(text))
    return said('"{text}" ({odd})', text=short, odd=odd) if odd else said('"{text}"', text=short)


# What others see ------------------------------------------------------------------------------------------------------


def shown_misfit(text: str, *, name: bool = False, at: Location = ()) -> Misfit | None:
    """What of a text cannot be shown to others: markup, control characters, marks that turn the direction of text."""
    char = beyond_display(text, name=name)
    if char is None:
        return None
    expected = said("a name in plain characters") if name else said("text in plain characters")
    remedy = said("Take out {char}: it would reach the pages of the report.", char=named(char))
    return Misfit(expected, remedy, found=text, at=at)


_ADDRESS = re.compile(r"https?://[^\s<>、，；,;\"'`\\/?#]+(?:[/?#][^\s<>\"`\\]*)?", re.IGNORECASE)


def _linked(address: str) -> str:
    """An address that a page may link to; none is as good as one."""
    if address and (beyond_display(address) or not _ADDRESS.fullmatch(address)):
        likely = _ADDRESS.fullmatch(f"https://{address}") if re.match(r"www\.|[\w-]+(\.[\w-]+)+/", address) else None
        write = said("Write {likely}.", likely=likely[0]) if likely else None
        remedy = said(
            "Copy the address of the page from the browser, or leave it out and put other words into the note."
        )
        raise Misfit(said("one address that begins with http:// or https://, without spaces"), write or remedy)
    return address


Address = Annotated[str, AfterValidator(_linked)]
