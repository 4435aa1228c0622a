"""Units of Chinese statistics: 亿元, 万人, 人次, %, ‰, 个百分点, 万平方米, and the rule that nothing converts silently.

Money, persons, areas and rates each have a dimension of their own; so do persons (人) and person-times (人次), which
look alike and are not, and yuan and US dollars, which only an exchange rate joins. Counters (家, 所, 个, 户 ...) are
dimensions apart as well: firms do not convert to schools, nor tonnes to tonnes of coal equivalent (标准煤), which
measure energy. A conversion between dimensions raises.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import cache

from shkplan.base.errors import ParameterError, UnitMismatch
from shkplan.base.messages import said
from shkplan.base.shown import shown

Dimensions = frozenset[tuple[str, int]]  # (base unit, power)

# A unit is its dimension and a power of ten: 万 is ten thousand, 亿 a hundred million.
_BASES = (
    "元", "美元", "人", "平方米", "吨", "吨标准煤", "月", "%", "个百分点", "人次", "家", "所", "个", "户",
    "处", "项", "张", "天", "年", "岁", "件", "批", "块", "条", "座", "台", "辆", "微克", "立方米",
    "公里", "千瓦时",
)  # fmt: skip
_TABLE: dict[str, tuple[str, int]] = {
    **{base: (base, 0) for base in _BASES},
    **{f"万{base}": (base, 4) for base in ("元", "美元", "人", "人次", "平方米", "户", "吨", "吨标准煤", "个", "家", "张", "件", "台", "辆",
                                          "立方米", "公里", "千瓦时")},
    **{f"亿{base}": (base, 8) for base in ("元", "美元", "人", "人次", "吨", "吨标准煤", "立方米", "千瓦时", "件")},
    **{f"{scale}{base}": (base, power) for scale, power in (("千", 3), ("百万", 6)) for base in ("元", "美元", "人", "人次", "吨")},
    "十亿元": ("元", 9), "万亿元": ("元", 12), "公斤": ("吨", -3), "千克": ("吨", -3), "平方公里": ("平方米", 6), "m2": ("平方米", 0), "公顷": ("平方米", 4), "万公顷": ("平方米", 8),
    "percent": ("%", 0), "‰": ("%", -1), "permille": ("%", -1), "百分点": ("个百分点", 0),
    "人/千人": ("人/千人", 0), "人/万人": ("人/千人", -1),  # persons over persons would cancel to no unit at all
}  # fmt: skip


def convert(value: float, unit: str, to: str) -> float:
    """The same quantity in another unit: ``convert(1.2, "万人", "人")`` is 12000.

    Raises:
        UnitMismatch: an unknown unit, or units of different kinds (人 and 人次, 元 and 美元, % and 个百分点).
    """
    if unit == to:
        return value
    (source, power), (target, other) = _parsed(unit), _parsed(to)
    if source != target:
        raise UnitMismatch(said("{unit} and {to} measure different things; no factor joins them", unit=unit, to=to))
    # Published figures are decimals and the scales are powers of ten: so computed, 1.13 万人 is 11300 人, not 11299.999999999998.
    return float(Decimal(str(float(value))).scaleb(power - other))


def canonical(value: float, unit: str) -> tuple[Dimensions, float]:
    """What a number in a unit says, whatever its scale: equal for 1.2 万人 and 12000 人, rounding of the last bit aside.

    Raises:
        UnitMismatch: an unknown unit.
    """
    dimensions, power = _parsed(unit)
    return dimensions, float(f"{Decimal(str(float(value))).scaleb(power):.12g}")


def dimensions(unit: str) -> Dimensions:
    """What a unit measures; numbers in units that share it can be told in each other.

    Raises:
        UnitMismatch: an unknown unit.
    """
    return _parsed(unit)[0]


def must_be_known(unit: object) -> None:
    """Refuse what is no unit; an empty one is that of a pure number.

    Raises:
        ParameterError: in one sentence.
    """
    if not isinstance(unit, str) or not (unit == "" or known(unit)):
        words = "unit: found {found}, expected one of Chinese statistics such as %, 亿元 or 万人."
        raise ParameterError(said(words, found=shown(unit)))


def known(unit: str) -> bool:
    """Whether the unit can be read at all."""
    try:
        _parsed(unit)
    except UnitMismatch:
        return False
    return True


def joined(unit: str, to: str) -> bool:
    """Whether a number in one unit can be told in the other."""
    return unit == to or _parsed(unit)[0] == _parsed(to)[0]


def difference(unit: str) -> str:
    """The unit of a difference: two percentages differ by percentage points."""
    return {"%": "个百分点", "‰": "个千分点"}.get(unit, unit)


def adds_up(unit: str) -> bool:
    """Whether numbers in a unit are amounts, such as persons, areas or sites, and not rates, ages, days or sums of money."""
    parsed = _parsed(unit)[0] if known(unit) else frozenset()
    return len(parsed) == 1 and next(iter(parsed)) in _AMOUNTS


_AMOUNTS = frozenset(
    (base, 1) for base in _BASES if base not in ("元", "美元", "%", "个百分点", "微克", "月", "天", "年", "岁")
)


@cache
def _parsed(unit: str) -> tuple[Dimensions, int]:
    """The dimensions of a unit, and its power of ten: ``万元/人`` is 元 per 人, 4.

    Raises:
        UnitMismatch: not a unit, or one that cancels out.
    """
    powers: Counter[str] = Counter()
    exponent = 0
    parts = ["*", unit] if unit in _TABLE else ["*", *re.split(r"\s*([*/])\s*", unit)]
    for sign, name in zip(parts[::2], parts[1::2], strict=True):
        base, scale = _TABLE.get(name, ("", 0))
        powers[base] += 1 if sign == "*" else -1
        exponent += scale if sign == "*" else -scale
    dimensions = frozenset((base, power) for base, power in powers.items() if power)
    if "" in powers or not dimensions:
        remedy = said("write it as Chinese statistics do, such as 亿元, 万人, 人次, %, 平方米")
        raise UnitMismatch(said("unknown unit {unit}; {remedy}", unit=repr(unit), remedy=remedy))
    return dimensions, exponent
