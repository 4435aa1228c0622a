"""The language of everything shown, and the words, units and numbers said in it.

The language is the one presentation setting. Values below this floor carry codes (``亿元``, ``work report``,
``mean``) and messages that wait for a language; here they get their words, from ``locale/pages.toml``.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import UnknownName
from shkplan.base.messages import LANGUAGES, Language, Message, Text, catalogue, template_of
from shkplan.base.periods import Period
from shkplan.display.layout import PAGES
from shkplan.register.plan import Plan
from shkplan.register.targets import Target

DASH = "–"
Shown = TypeVar("Shown")


class _Everywhere:
    """What the main thread set: every thread that set nothing falls back on it."""

    language: Language | None = None


_here = threading.local()  # what a thread set for itself
_now: ContextVar[Language | None] = ContextVar("shkplan_language", default=None)  # what a block speaks


def set_language(language: str) -> None:
    """Show everything in ``"zh"`` or ``"en"`` from here on, in this thread; from the main thread in all that set none.

    Raises:
        UnknownName: any other language.
    """
    found = known_language(language)
    _here.language = found
    if threading.current_thread() is threading.main_thread():
        _Everywhere.language = found


def known_language(language: str) -> Language:
    """The language of that name.

    Raises:
        UnknownName: nobody speaks it here.
    """
    found = next((one for one in LANGUAGES if one == language), None)
    if found is None:
        raise UnknownName("language", language, LANGUAGES)
    return found


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Within the block everything is shown in one language, whatever is set; other threads and tasks hear nothing of it."""
    before = _now.set(language)
    try:
        yield
    finally:
        _now.reset(before)


def language() -> Language:
    """The language in force: the one set, else Chinese where the environment is Chinese, else English."""
    chosen = _now.get() or getattr(_here, "language", None) or _Everywhere.language
    if chosen is not None:
        return chosen
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if spoken.lower().startswith("zh") else "en"


def page_languages() -> tuple[Language, ...]:
    """The languages of the pages that are being made, by the environment of a report; none elsewhere."""
    return tuple(known_language(one) for one in os.environ.get("SHKPLAN_PAGES", "").split(",") if one)


def on_pages(
    value: Shown, again: Callable[[], Shown] | None, bundle: Callable[[Shown], dict[str, str]]
) -> dict[str, dict[Language, dict[str, str]]]:
    """What the pages of a report show of a value, language by language; nothing where no report is being made.

    The second language costs words and drawing only: ``again`` asks the same value, which has computed everything.
    """
    first, shown = language(), dict[Language, dict[str, str]]()
    for one in page_languages():
        with speaking(one):
            shown[one] = bundle(value if again is None or one == first else again())
    return {PAGES: shown} if shown else {}


def say(key: str, **values: Any) -> str:
    """The words of a key of the catalogue, filled with values.

    Raises:
        KeyError: no such key, or no words for it.
    """
    spoken = {name: _spoken(value) for name, value in values.items()}
    return template_of(key, language()).format(**spoken)


def has(key: str) -> bool:
    return key in catalogue()


def words(value: Text | Message | str | None, plan: Plan | None = None) -> str:
    """A name or sentence in the language in force; codes of units, models and regions in it get their words."""
    if value is None:
        return ""
    if isinstance(value, Message):
        return _told(value, plan).text(language())
    return value.text(language()) if isinstance(value, Text) else value


def _told(value: Message, plan: Plan | None) -> Message:
    """A message with words for its codes; what is required of a percentage is told in percentage points."""
    key, values = value.key, dict(value.values)
    own = str(values.get("unit", ""))
    if key.startswith("required.") and difference(own) != own:
        own = values["unit"] = difference(own)
        key = f"{key}_points" if has(f"{key}_points") else key
    return Message(key, {name: _coded(name, inner, plan, own) for name, inner in values.items()})


def _coded(name: str, value: Any, plan: Plan | None, own: str) -> Any:
    """A value of a message, its code replaced by words where it is one, its numbers rounded as tables round them."""
    if isinstance(value, Message):
        return _told(value, plan)
    if isinstance(value, Period):
        return span(value)
    if isinstance(value, float):
        return _Figure(value, own)
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

    def __format__(self, spec: str) -> str:
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
    if name == "region":
        return region(value, plan)
    if plan is not None and value in plan:
        return plan[value].name
    families = {"unit": ("unit",), "model": ("model",), "own": ("unit", "price_basis"), "reference": ("price_basis",)}
    known = (f"{family}.{value}" for family in families.get(name, ()))
    return next((say(key) for key in known if has(key)), value)


def _spoken(value: Any) -> Any:
    if isinstance(value, Text | Message):
        return words(value)
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
    for run in runs:
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(year) for year in run]
    return listed(parts)


def span(period: Period) -> str:
    """A period: ``2020``, ``2016–2020``."""
    return str(period).replace("-", DASH)


def region(name: str, plan: Plan | None = None) -> str:
    """A region; in English by the name its plan gives."""
    return words(plan.region_name(name)) if plan is not None else name


def unit(code: str) -> str:
    """A unit in words; one without any keeps its code."""
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


def difference(unit: str) -> str:
    """The unit of a difference: two percentages differ by percentage points."""
    return {"%": "个百分点", "‰": "个千分点"}.get(unit, unit)


def probability(verdict: Verdict, digits: int = 2) -> str:
    """A probability between 0 and 1; an estimate is never printed as 0 or 1."""
    if verdict.prob is None:
        return DASH
    if verdict.decided_by_figures or verdict.status == "supposed":
        return "1" if verdict.prob == 1 else "0"
    return chance(verdict.prob, digits)


def probability_in_full(verdict: Verdict) -> str:
    """A probability with its Monte Carlo error, or the word why it has none: closed form, published, by the claims."""
    if verdict.prob is None:
        return DASH
    if not verdict.prob_se:
        return f"{probability(verdict)}{without_error(verdict)}"
    error = f"{verdict.prob_se:.3f}" if verdict.prob_se >= 0.0005 else "<0.001"
    return f"{chance(verdict.prob, 3)} ± {error}"


def without_error(verdict: Verdict) -> str:
    """Why a probability has no Monte Carlo error, in brackets."""
    return say("in_brackets", what=say(f"in_cell.{verdict.basis or 'law'}"))


def chance(prob: float, digits: int = 2) -> str:
    """A probability of an estimate; as many digits as it takes to stand on its own side of the bounds of the words."""
    smallest = 10.0**-digits
    if prob < smallest / 2:
        return f"<{smallest:.{digits}f}"
    if prob > 1 - smallest / 2:
        return f">{1 - smallest:.{digits}f}"
    shown = f"{prob:.{digits}f}"
    return shown if digits >= _FINEST or _likely(float(shown)) == _likely(prob) else chance(prob, digits + 1)


_FINEST = 4  # digits after the point beyond which no probability is told
_LIKELY = ((0.9, "very_likely"), (0.66, "likely"), (0.33, "even"), (0.1, "unlikely"), (0.0, "very_unlikely"))


def _likely(prob: float) -> str:
    """The word for an estimated probability, taken from its number at the finest it is ever printed."""
    return next(word for least, word in _LIKELY if round(prob, _FINEST) >= least)


def word_code(verdict: Verdict) -> str:
    """What a verdict amounts to: reached, missed, alike provisional_ or supposed_, very_likely ... very_unlikely, open, recorded."""
    if verdict.prob is None:
        return verdict.status
    if verdict.decided_by_figures or verdict.status == "supposed":
        told = "reached" if verdict.prob == 1 else "missed"
        return told if verdict.status == "observed" else f"{verdict.status}_{told}"
    return _likely(verdict.prob)


def word_of(verdict: Verdict) -> str:
    """The word for a verdict; one that rests on a proxy series says so."""
    said = say(f"word.{word_code(verdict)}")
    return f"{said}{say('in_brackets', what=say('proxy_mark'))}" if verdict.proxies else said


def roots(reason: Message) -> tuple[Message, ...]:
    """The reasons themselves, where one is wrapped in the years measured all the same, or several stand together."""
    inner = reason.values.get("detail") or reason.values.get("details") or ()
    parts = [part for part in (inner if isinstance(inner, tuple | list) else (inner,)) if isinstance(part, Message)]
    return tuple(root for part in parts for root in roots(part)) if parts else (reason,)


def briefly(verdict: Verdict) -> str:
    """Why nothing can be said, in a few words."""
    keys = [(f"short.{one.key.removeprefix('reason.')}", one) for one in roots(verdict.reason)]
    return say("semicolon").join(say(key, **one.values) if has(key) else words(one) for key, one in keys)


def in_force(verdict: Verdict) -> bool:
    """Whether the target had been approved on the day of the verdict; of a later one nothing is shown but that."""
    return all(one.key != "reason.not_in_force" for one in roots(verdict.reason))


def need(verdict: Verdict, as_of: dt.date | None = None, plan: Plan | None = None) -> str:
    """What it takes from here; empty where nothing is left to do or nothing can be said."""
    if verdict.required is None:
        return ""
    sentence = verdict.required.sentence
    late = f"{sentence.key}_past"
    return words(Message(late, sentence.values) if too_late(verdict, as_of) and has(late) else sentence, plan)


def too_late(verdict: Verdict, as_of: dt.date | None) -> bool:
    """Whether all years that could still bring what is required have passed: then it is what they would have to be."""
    required, left = verdict.required, verdict.estimated
    return required is not None and required.kind != "margin" and bool(left) and past(verdict, as_of) == left


def quantity(text: str, code: str) -> str:
    """A number in words with its unit, as the language joins them: ``4.9 %``, ``70家``."""
    return say("quantity_with_unit", number=text, unit=unit(code)) if code else text


def target_words(target: Target, plan: Plan | None = None, indicator: str = "") -> str:
    """A target as short as its number allows: ``at most 4.5 % in every year of 2021–2025``.

    Args:
        target: what the plan states.
        plan: where names are looked up.
        indicator: the id of the indicator it is a target of; a pace against another one names that one.
    """
    return words(target.short(indicator), plan)


def past(verdict: Verdict, as_of: dt.date | None) -> tuple[int, ...]:
    """Years of a target that have passed and were not measured: what is said of them is an estimate."""
    return tuple(year for year in verdict.estimated if as_of is not None and year < as_of.year)
