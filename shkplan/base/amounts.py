"""At what scale a language tells an amount: 6.5万人 is 65,000 persons, 1,230亿元 is 123 billion yuan.

Figures keep the unit they were published in. Only words change scale, by powers of ten, so that no digit is lost: Chinese
counts in 万 and 亿, English in thousands with a comma, in millions, billions and trillions.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

_WAN, _YI = 4, 8
_PREFIX = {0: "", _WAN: "万", _YI: "亿"}
_BASES = (
    "元",
    "美元",
    "人",
    "人次",
    "平方米",
    "户",
    "吨",
    "吨标准煤",
    "家",
    "张",
    "件",
    "台",
    "辆",
    "立方米",
    "千瓦时",
)
_ROUND = {6: "million", 9: "billion", 12: "trillion"}
_PER_HEAD = ("元", "美元")  # plain yuan are mostly a head's: 47,412元, as bulletins print them


class Scale(NamedTuple):
    """How numbers in a unit are told.

    Attributes:
        power: by which power of ten they are divided.
        unit: the code of the unit they are then in, which English may tell with a word before it.
        word: that word: million, billion, trillion, or none.
    """

    power: int
    unit: str
    word: str = ""


def scale(values: Iterable[float], unit: str, language: Literal["en", "zh"]) -> Scale:
    """The scale at which a language tells some numbers of a unit together: the largest decides, and none gets lost in it."""
    base, power = _split(unit)
    if base is None:
        return Scale(0, unit)
    sizes = sorted(abs(Decimal(str(float(value)))).scaleb(power) for value in values if value)
    steps = (0, *_ROUND) if language == "en" else (0,) if base in _PER_HEAD and not power else (0, _WAN, _YI)
    fitting = (one for one in steps if sizes and sizes[-1] >= 10**one and sizes[0] * 100 >= 10**one)
    step = max(fitting, default=0)
    if language == "en":
        return Scale(step - power, base, _ROUND.get(step, ""))
    step = max(step, power)  # what is published in 万 is not told in a smaller unit
    return Scale(step - power, _PREFIX[step] + base)


def rescaled(value: float, power: int) -> float:
    """A number divided by a power of ten, as the decimal it is."""
    return float(Decimal(str(float(value))).scaleb(-power))


def in_digits(digits: str, power: int) -> str:
    """A printed number, such as ``74.0``, divided by a power of ten, with grouped thousands and without the zeros the shift leaves."""
    shifted = Decimal(digits).scaleb(-power)
    return f"{shifted.normalize() if power > 0 else shifted:,f}"


def _split(unit: str) -> tuple[str | None, int]:
    """A unit that can be told at several scales, and its power of ten; None for one that cannot."""
    for prefix, power in (("万", _WAN), ("亿", _YI), ("", 0)):
        if unit.startswith(prefix) and unit[len(prefix) :] in _BASES:
            return unit[len(prefix) :], power
    return None, 0
