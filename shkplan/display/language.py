"""The words, units and numbers said in the language in force.

Values below this floor carry codes (``亿元``, ``work report``, ``mean``) and messages that wait for a language; here they get
their words, from the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shkplan.base.amounts import Scale, in_digits, scale
from shkplan.base.messages import Message, Phrase, Text, catalogue, scaled, template_of, unit_words
from shkplan.base.periods import Period
from shkplan.base.units import difference
from shkplan.display.setting import language
from shkplan.register.plan import Plan

DASH = "–"  # no number; and between the years of a span in English, where Chinese has —


def between() -> str:
    """What stands between the first and the last year of a span: 2021—2025年, 2021–2025."""
    return "—" if language() == "zh" else DASH


def say(key: str, **values: Any) -> str:
    """The words of a key of the catalogue, filled with values.

    Raises:
        KeyError: no such key, or no words for it.
    """
    spoken = {name: _spoken(value) for name, value in values.items()}
    return _national(template_of(key, language()).format(**spoken))


def _national(text: str) -> str:
    """The product of a region is 地区生产总值, that of the nation 国内生产总值, whatever the plan of a region calls its indicator."""
    return _OF_THE_NATION.sub(r"\1国内生产总值", text)


_OF_THE_NATION = re.compile(r"(中国(?:的)?(?:人均)?)地区生产总值")


def has(key: str) -> bool:
    return key in catalogue()


def words(value: Text | Message | str | None, plan: Plan | None = None) -> str:
    """A name or sentence in the language in force; codes of units, models and regions in it get their words."""
    if value is None:
        return ""
    if isinstance(value, Message):
        return _national(_told(value, plan).text(language()))
    return value.text(language()) if isinstance(value, Text) else value


def _told(value: Message, plan: Plan | None) -> Message:
    """A message with words for its codes; what is required of a percentage is told in percentage points."""
    key, values = value.key, dict(value.values)
    own = str(values.get("unit", ""))
    if key.startswith("required.") and difference(own) != own:
        own = values["unit"] = difference(own)
        key = f"{key}_points" if has(f"{key}_points") else key
    told = scaled(key, values, language())
    if any(told[name] != values[name] for name in values if name != "unit"):  # at another scale, with other digits
        base = told["unit"].zh
        own = base if language() == "zh" or told["unit"].en == unit(base) else ""
    return Message(key, {name: _coded(name, inner, plan, own) for name, inner in told.items()})


def _coded(name: str, value: Any, plan: Plan | None, own: str) -> Any:
    """A value of a message, its code replaced by words where it is one, its numbers rounded as tables round them."""
    if isinstance(value, Message):
        return _told(value, plan)
    if isinstance(value, Period):
        return span(value)
    if isinstance(value, float):
        return _Figure(value, own, own if name == "low" and _on_each(own) else "")
    if isinstance(value, tuple | list):
        numbers = bool(value) and all(isinstance(one, int) for one in value)
        return years(value) if numbers else tuple(_coded(name, one, plan, own) for one in value)
    return _named(name, value, plan) if isinstance(value, str) else value


@dataclass(frozen=True)
class _Figure:
    """A number of a sentence, in the digits a table gives it. The template says which kind it is.

    ``.10g`` a published number, ``.4g`` an estimate, ``.6g`` what it takes (rounded, without closing zeros); ``.2f``
    asks for its digits.
    """

    value: float
    unit: str
    after: str = ""

    def __format__(self, spec: str) -> str:
        return f"{self._digits(spec)}{self.after}"

    def _digits(self, spec: str) -> str:
        sign = spec.startswith("+")
        if spec.endswith("f"):
            return number(self.value, int(spec[-2]), sign)
        if spec.endswith(".4g"):
            return rounded(self.value, self.unit, sign)
        return number(
            round(self.value, _digits(self.value, self.unit)) if spec.endswith(".6g") else self.value, sign=sign
        )


def _named(name: str, value: str, plan: Plan | None) -> Text | str:
    """The words for a code, by the name it has in its message."""
    if name in ("region", "by_region"):
        return region(value, plan)
    if plan is not None and value in plan:
        return plan[value].name
    families = {"unit": ("unit",), "model": ("model",), "own": ("unit", "price_basis"), "reference": ("price_basis",)}
    known = (f"{family}.{value}" for family in families.get(name, ()))
    return next((say(key) for key in known if has(key)), value)


def _spoken(value: Any) -> Any:
    if isinstance(value, Text | Message | str):
        return Phrase(words(value))
    if isinstance(value, tuple | list):
        return listed(str(_spoken(one)) for one in value)
    return value


def listed(items: Iterable[str]) -> str:
    """Items in a row, as the language separates them."""
    return ("、" if language() == "zh" else ", ").join(items)


def years(some: Iterable[int]) -> str:
    """Years, runs of three and more drawn together: ``2017, 2019–2022``."""
    runs: list[list[int]] = []
    for year in sorted(some):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    parts: list[str] = []
    for one in runs:
        parts += [f"{one[0]}{between()}{one[-1]}"] if len(one) > 2 else [str(year) for year in one]
    return listed(parts)


def span(period: Period) -> str:
    """A period: ``2020``, ``2016–2020``, ``Jan–Sep 2025``."""
    if period.within:
        return say("period.within", year=str(period.first), months=say(f"months.n{period.month}"))
    return str(period).replace("-", between())


def region(name: str, plan: Plan | None = None) -> str:
    """A region; in English by the name its plan gives."""
    return words(plan.region_name(name)) if plan is not None else name


def unit(code: str) -> str:
    """A unit in words, as the heading of a column or the scale of a chart has it; one without any keeps its code."""
    return say(f"unit.{code}") if has(f"unit.{code}") else code


def code(family: str, name: str) -> str:
    """The words of a code, such as ``code("status", "estimate")``."""
    return say(f"{family}.{name.replace(' ', '_')}")


def number(value: float | None, digits: int | None = None, sign: bool = False) -> str:
    """A number with grouped thousands, shortest form unless digits after the point are asked; a true minus."""
    if value is None:
        return DASH
    if digits is None:
        plain = Decimal(f"{value + 0.0:.10g}").normalize()  # -0.0 + 0.0 is 0.0
        text = f"{plain:,f}"
    else:
        text = f"{value:,.{digits}f}"
        if float(text.replace(",", "")) == 0:
            text = text.lstrip("-")
    return ("+" if sign and value > 0 else "") + text.replace("-", "−")


def published(value: float | None, precision: float | None = None) -> str:
    """A published number, with the digits its series is published in: ``74.0`` where it is told to a tenth."""
    if value is None:
        return DASH
    return number(value, max(_places(value), _places(precision or 1.0)))


def _places(value: float) -> int:
    """How many digits a number has after the point."""
    _, _, digits = f"{Decimal(f'{value:.10g}').normalize():f}".partition(".")
    return len(digits)


def rounded(value: float | None, unit: str = "", sign: bool = False) -> str:
    """An estimate: four significant figures, two after the point at most, none where whole things are counted."""
    return DASH if value is None else number(value, _digits(value, unit), sign)


_PERSONS = ("人", "人次")
_COUNTED = (*_PERSONS, "家", "所", "个", "户", "处", "项", "张", "天", "件", "批", "块", "条", "座", "台", "辆")


def _digits(value: float, unit: str) -> int:
    significant = max(0, 3 - Decimal(f"{value:.4g}").adjusted()) if value else 0
    most = 0 if unit in _PERSONS or (unit in _COUNTED and abs(value) >= 10) else 1 if unit in _COUNTED else 2
    return min(significant, most)


def quantity(text: str, code: str) -> str:
    """A printed number with its unit, as the language counts and joins them: ``4.9 %``, ``70家``, ``6.5万人``."""
    return quantities((text,), code)[-1]


def quantities(texts: Sequence[str], code: str) -> tuple[str, ...]:
    """Printed numbers of one unit, which stands with the last: ``("1,230", "1,275亿元")``; all are told at one scale."""
    if not code:
        return tuple(texts)
    plain = [text.replace(",", "").replace("−", "-") for text in texts]
    printed = all(_PRINTED.fullmatch(text) for text in plain)
    at = scale(map(float, plain), code, language()) if printed else Scale(0, code)
    moved = [_shifted(text, at.power) for text in plain] if at.power else list(texts)
    told = [say("quantity_with_unit", number=text, unit=unit_words(at)) for text in moved]
    return tuple(told) if _on_each(code) else (*moved[:-1], told[-1])


def _on_each(code: str) -> bool:
    """Whether each end of a range has the unit: 2%至86%, as the standard of Chinese print has it."""
    return language() == "zh" and code in ("%", "‰")


def ends(low: float, high: float, code: str) -> dict[str, str]:
    """Both ends of an estimated range, for the blanks ``low`` and ``high`` of a sentence; the unit stands with the upper."""
    bottom, top = quantities([rounded(end, code) for end in (low, high)], code)
    return {"low": bottom, "high": top}


_PRINTED = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def _shifted(plain: str, power: int) -> str:
    return f"{'+' if plain.startswith('+') else ''}{in_digits(plain, power)}".replace("-", "−")
