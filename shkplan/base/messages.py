"""Words in two languages, and sentences that wait for a language.

A value of the library never holds a finished sentence: it holds a :class:`Message`, the key of a template and the
figures that go into it. Only the presentation floor decides the language. Templates stand in ``locale/*.toml``,
one table a key with ``en`` and ``zh``; a placeholder takes a format, as in ``{number:,.4g}``.

What an error says is written where it is raised, in English, as :func:`said`: the English words are the key under which
the catalogue has the Chinese ones, as with gettext.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from types import MappingProxyType
from typing import Any, Literal

from shkplan.base import amounts

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class Text:
    """One name or sentence in both languages."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True)
class Message:
    """The key of a template and the values that fill it; ``text(language)`` is the sentence."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def text(self, language: Language) -> str:
        template, values = template_of(self.key, language), scaled(self.key, self.values, language)
        return template.format(**{name: _spoken(value, language) for name, value in values.items()})

    @property
    def roots(self) -> tuple[Message, ...]:
        """The messages themselves, where one is wrapped as a ``detail``, or several stand together as ``details``."""
        inner = self.values.get("detail") or self.values.get("details") or ()
        parts = [part for part in (inner if isinstance(inner, tuple | list) else (inner,)) if isinstance(part, Message)]
        return tuple(root for part in parts for root in part.roots) if parts else (self,)

    def __str__(self) -> str:
        return self.text("en")

    def __repr__(self) -> str:
        return f"Message({self.key}: {self})"

    def __hash__(self) -> int:
        return hash((self.key, tuple(sorted((name, str(value)) for name, value in self.values.items()))))

    def __reduce__(self) -> tuple[type[Message], tuple[str, dict[str, Any]]]:
        return Message, (self.key, dict(self.values))


class Phrase(str):
    """Words that a template takes as they are, or with ``:in`` as within a sentence."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return inside(self) if spec == "in" else super().__format__(spec)


# What may stand before the words of a link, then a capital of a word that is not all capitals.
_CAPITAL = re.compile("^((?:\x02[^\x03]*\x03)?)([A-Z])(?=[a-z ])")


def inside(name: str) -> str:
    """A name as it reads within an English sentence: "Forest cover" loses its capital there, "GDP growth" does not."""
    return _CAPITAL.sub(lambda found: found[1] + found[2].lower(), name)


def message(key: str, **values: Any) -> Message:
    """A :class:`Message`; the key is looked up at once, so that a misspelt one fails where it is written."""
    template_of(key, "en")
    return Message(key, values)


class Said(str):
    """Words that read as a plain English text and can be said in Chinese; see :func:`said`.

    Whoever joins it to other text gets plain English: wrap the whole in another :func:`said`.

    Attributes:
        template: the English words with their placeholders, the key of the catalogue.
        values: what fills them.
    """

    template: str
    values: Mapping[str, Any]

    def text(self, language: Language) -> str:
        """The words in a language; English where the catalogue has no other."""
        words = chinese().get(self.template, self.template) if language == "zh" else self.template
        told = words.format(**{name: _in(value, language) for name, value in self.values.items()})
        return told if language == "en" else _BESIDE.sub("", told)

    def __reduce__(self) -> tuple[Any, tuple[str, dict[str, Any]]]:
        return _again, (self.template, dict(self.values))


def said(template: str, /, **values: Any) -> Said:
    """Words of an error, in English where they are written, in either language where they are shown.

    Args:
        template: English, with placeholders such as ``{count}`` or ``{size:,.0f}``; braces that are meant are doubled.
        values: what fills them; texts, messages, words said elsewhere, and lists of these.
    """
    words = Said(template.format(**{name: _in(value, "en") for name, value in values.items()}))
    words.template, words.values = template, values
    return words


def _again(template: str, values: Mapping[str, Any]) -> Said:
    return said(template, **values)


def in_language(words: str, language: Language) -> str:
    """Words in a language, where they can be said in it."""
    return words.text(language) if isinstance(words, Said) else words


def either(names: Iterable[Any]) -> str:
    """``a or b or c``, of names or of words said elsewhere."""
    return _joined(names, "{first} or {last}")


def both(names: Iterable[Any]) -> str:
    """``a and b and c``, of names or of words said elsewhere."""
    return _joined(names, "{first} and {last}")


def listed(names: Iterable[Any]) -> str:
    """``a, b, c``, of names or of words said elsewhere."""
    found = list(names)
    return said("{names}", names=found) if len(found) > 1 else _alone(*found or [""])


def lines(parts: Iterable[Any], between: str = "\n") -> Said:
    """Words below each other, or with something else ``between`` them that no language changes."""
    values = {f"line{number}": part for number, part in enumerate(parts)}
    return said(between.join(f"{{{name}}}" for name in values), **values)


def _joined(names: Iterable[Any], template: str) -> str:
    found = list(names)
    return said("{names}", names=_Joined(template, tuple(found))) if len(found) > 1 else _alone(*found or [""])


@dataclass(frozen=True)
class _Joined:
    """Names in a row with a word between them: between all of them in English, before the last in Chinese."""

    template: str
    names: tuple[Any, ...]

    def text(self, language: Language) -> str:
        *first, last = (_in(name, language) for name in self.names)
        if language == "en":
            return str(reduce(lambda one, other: self.template.format(first=one, last=other), [*first, last]))
        word = chinese().get(self.template, self.template).format(first="", last="").strip()
        before, after = ("" if _CHINESE.match(side) else " " for side in (str(first[-1])[-1:], str(last)[:1]))
        return f"{'、'.join(map(str, first))}{before}{word}{after}{last}"


def _alone(value: Any) -> str:
    return value if isinstance(value, str) else said("{value}", value=value)


_QUOTED = re.compile(r"""^(["'])([^"'“”\\]*)\1$""")
_BESIDE = re.compile("(?<=[\u3400-\u9fff]) (?=“)|(?<=”) (?=[\u3400-\u9fff])")  # Chinese has no blank beside these marks
_CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def _in(value: Any, language: Language) -> Any:
    if callable(getattr(value, "text", None)):  # words, names in two languages, places and errors
        return value.text(language)
    if isinstance(value, str):
        return value if language == "en" else _unquoted(foreign().get(value, value))
    if isinstance(value, Exception) and value.args and isinstance(value.args[0], Said):
        return value.args[0].text(language)
    if isinstance(value, tuple | list):
        return ("、" if language == "zh" else ", ").join(str(_in(one, language)) for one in value)
    return value


def _unquoted(words: str) -> str:
    """What was found, in the quotation marks of Chinese in place of those of a program."""
    return _QUOTED.sub(lambda found: f"“{found[2]}”", words)


def template_of(key: str, language: Language) -> str:
    """The template of a key.

    Raises:
        KeyError: no such key, or no words for it in that language.
    """
    return catalogue()[key][language]


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every template of ``locale/*.toml``: key -> language -> words."""
    merged: dict[str, Mapping[str, str]] = {}
    for table in _tables(said=False):
        for key, words in _flat(table):
            if key in merged:
                raise KeyError(f"{key} stands in two files of the catalogue")
            merged[key] = words
    return MappingProxyType(merged)


@cache
def chinese() -> Mapping[str, str]:
    """The Chinese for what is :func:`said`, from ``locale/said*.toml``: English -> Chinese, one for each."""
    merged: dict[str, str] = {}
    for table in _tables(said=True):
        for english, words in table.items():
            if merged.setdefault(english, words) != words:
                raise KeyError(f"{english!r} is said in two ways in the catalogue")
    return MappingProxyType(merged)


@cache
def foreign() -> Mapping[str, str]:
    """The Chinese for what systems and libraries say in English, where it fills a blank whole."""
    return MappingProxyType(dict(next(_tables(said=True, name="said_foreign.toml"))))


def _tables(*, said: bool, name: str = "") -> Iterator[Mapping[str, Any]]:
    """The files of the catalogue: those of the words that are said, or the others; or the one of a name."""
    import tomllib  # whoever only asks for help needs no words
    from importlib.resources import files

    for part in sorted(files("shkplan.base").joinpath("locale").iterdir(), key=lambda entry: entry.name):
        if part.name.endswith(".toml") and part.name.startswith("said") is said and name in ("", part.name):
            yield tomllib.loads(part.read_text(encoding="utf-8"))


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Mapping[str, str]]]:
    """Nested tables to dotted keys: ``[reason.too_few]`` -> ``reason.too_few``."""
    found: list[tuple[str, Mapping[str, str]]] = []
    for name, inner in table.items():
        if "en" in inner and isinstance(inner["en"], str):
            found.append((prefix + name, inner))
        else:
            found.extend(_flat(inner, f"{prefix}{name}."))
    return found


class _Plain(float):
    """A number that no template writes as a power of ten, and whose minus is a minus."""

    def __format__(self, spec: str) -> str:
        told = super().__format__(spec)
        if "e" in told:
            from decimal import Decimal

            told = format(Decimal(told.replace(",", "")), f"{'+' if spec.startswith('+') else ''},f")
        return told.replace("-", "−")


def scaled(key: str, values: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """The values of a message, with words for the code of its unit, and its numbers at the scale the language counts in."""
    unit, names = values.get("unit"), _in_unit(template_of(key, "en"))
    if not isinstance(unit, str):
        return dict(values)
    numbers = {name: values[name] for name in names if isinstance(values.get(name), int | float)}
    told = amounts.scale(numbers.values(), unit, language) if len(numbers) == len(names) else amounts.Scale(0, unit)
    moved = {name: amounts.rescaled(value, told.power) for name, value in numbers.items()} if told.power else {}
    return {**values, **moved, "unit": unit_words(told)}


def unit_words(of: amounts.Scale) -> Text:
    """Words for a unit, whose code is the Chinese one: 个百分点 is percentage points."""
    words = catalogue().get(f"unit.{of.unit}", {"zh": of.unit, "en": of.unit})
    return Text(zh=words["zh"], en=f"{of.word} {words['en']}".lstrip())


_BEFORE_UNIT = re.compile(r"(?:\{(\w+)[^}]*\} to )?\{(\w+)[^}]*\} \{unit\}")


@cache
def _in_unit(template: str) -> tuple[str, ...]:
    """The numbers of an English template that its ``{unit}`` follows, alone or as the end of a range."""
    return tuple(dict.fromkeys(name for pair in _BEFORE_UNIT.findall(template) for name in pair if name))


def _spoken(value: Any, language: Language) -> Any:
    if isinstance(value, float):
        return _Plain(value)
    if isinstance(value, Text | Message):
        return Phrase(value.text(language))
    if isinstance(value, str):
        return Phrase(value)
    if isinstance(value, tuple | list):
        sentences = any(isinstance(item, Message) for item in value)
        separator = ("；" if sentences else "、") if language == "zh" else ("; " if sentences else ", ")
        return separator.join(str(_spoken(item, language)) for item in value)
    return value
