"""Units of Chinese statistics: 亿元, 万人, 人次, %, ‰, 个百分点, 万平方米, and the rule that nothing converts silently.

Money, persons, areas and rates each have a dimension of their own; so do persons (人) and person-times (人次), which
look alike and are not, and yuan and US dollars, which only an exchange rate joins. Counters (家, 所, 个, 户 ...) are
dimensions apart as well: firms do not convert to schools, nor tonnes to tonnes of coal equivalent (标准煤), which
measure energy. A conversion between dimensions raises.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from shkplan.base.errors import UnitMismatch

_COUNTERS = (
    "人次",
    "家",
    "所",
    "个",
    "户",
    "处",
    "项",
    "张",
    "天",
    "年",
    "岁",
    "件",
    "批",
    "块",
    "条",
    "座",
    "台",
    "辆",
)

# name = definition, in pint's own language. 万 is ten thousand, 亿 a hundred million.
_DEFINITIONS = (
    "元 = [yuan]",
    "美元 = [dollar]",
    "人 = [person]",
    "平方米 = [area]",
    "公顷 = 1e4 * 平方米",
    "千人 = 1e3 * 人",
    "人每千人 = [persons_per_person]",  # persons over persons: pint would take it for no unit at all
    "人每万人 = 0.1 * 人每千人",
    "吨 = [mass]",
    "吨标准煤 = [energy]",
    "月 = [month]",
    "percent = [rate]",
    "permille = 0.1 * percent",
    "个百分点 = [rate_difference]",
    *(f"{counter} = [counter_{number}]" for number, counter in enumerate(_COUNTERS)),
    *(
        f"万{base} = 1e4 * {base}"
        for base in ("元", "美元", "人", "人次", "平方米", "户", "吨", "吨标准煤", "个", "公顷")
    ),
    *(f"亿{base} = 1e8 * {base}" for base in ("元", "美元", "人", "吨", "吨标准煤")),
)

_ASCII = {
    "%": "percent", "‰": "permille", "m2": "平方米", "百分点": "个百分点", "人/千人": "人每千人", "人/万人": "人每万人",
}  # fmt: skip


def convert(value: float, unit: str, to: str) -> float:
    """The same quantity in another unit: ``convert(1.2, "万人", "人")`` is 12000.

    Raises:
        UnitMismatch: an unknown unit, or units of different kinds (人 and 人次, 元 and 美元, % and 个百分点).
    """
    if unit == to:
        return value
    source, target = _parsed(unit), _parsed(to)
    if not joined(unit, to):
        raise UnitMismatch(f"{unit} and {to} measure different things; no factor joins them")
    # Published figures are decimals and the scales are powers of ten: so computed, 1.13 万人 is 11300 人, not 11299.999999999998.
    factor, decimal = float((1 * source).to(target).magnitude), Decimal(str(float(value)))
    return float(decimal * round(factor) if factor >= 1 else decimal / round(1 / factor))


def known(unit: str) -> bool:
    """Whether the unit can be read at all."""
    try:
        _parsed(unit)
    except UnitMismatch:
        return False
    return True


def joined(unit: str, to: str) -> bool:
    """Whether a number in one unit can be told in the other."""
    return unit == to or bool(_parsed(unit).dimensionality == _parsed(to).dimensionality)


@cache
def _parsed(unit: str) -> Any:
    text = _ASCII.get(unit, unit)
    for symbol, name in _ASCII.items():
        text = text.replace(symbol, name) if symbol in "%‰" else text
    remedy = "write it as Chinese statistics do, such as 亿元, 万人, 人次, %, 平方米"
    try:
        parsed = _registry().Unit(text)
    except Exception as error:  # pint answers nonsense with whatever its parser trips over, asserts included
        raise UnitMismatch(f"unknown unit {unit!r}; {remedy}") from error
    if parsed.dimensionless:  # an empty text too
        raise UnitMismatch(f"unknown unit {unit!r}; {remedy}")
    return parsed


@cache
def _registry() -> Any:
    import pint  # half a second: not paid by whoever only asks for --help

    registry: Any = pint.UnitRegistry(None)
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry
