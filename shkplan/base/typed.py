"""The door by which files come in: read, typed, and every mistake of a file told at once.

Plans and scenarios are YAML, observations are CSV. Both end in pydantic models; this module turns what pydantic and
the parsers say into :class:`~shkplan.base.errors.Mistake` records that name the place, what was found, what was expected
and what to do. Numbers typed with a Chinese input method (full-width digits, ％, invisible spaces) are recognised.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from shkplan.base import units
from shkplan.base.errors import DataError, Mistake, nearest

Location = tuple[int | str, ...]

_DATE = "Write the date as YYYY-MM-DD, a day that the calendar has."
_WHOLE = "Write a whole number in plain digits, such as 2025."
_BELOW = "Write its entries below it, indented, as in a shipped file."
_REMEDIES = {
    "extra_forbidden": "Remove it, or correct its spelling.",
    "unexpected_keyword_argument": "Remove it, or correct its spelling.",
    "literal_error": "Use one of these words, spelled so.",
    "union_tag_invalid": "Use one of these words, spelled so.",
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_type": _DATE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_type": _WHOLE,
    "float_type": "Write digits only, such as 65000 or 4.5.",
    "finite_number": "Write a number, or leave the whole entry out where none is known.",
    "bool_type": "Write true or false.",
    "bool_parsing": "Write true or false.",
    "string_type": "Write it as text, in quotes if it looks like a number.",
    "string_too_short": "Fill it in.",
    "string_pattern_mismatch": "Use small ASCII letters and digits, as in employment.new_jobs or shahekou-14fyp.",
    "dataclass_type": "Write {zh: ..., en: ...}.",
    "model_type": _BELOW,
    "dict_type": _BELOW,
    "tuple_type": "Write a list, [..., ...] or lines that start with a hyphen.",
    "greater_than": "Check the digits.",
    "greater_than_equal": "Check the digits.",
    "less_than_equal": "Check the digits.",
}
_DATES = ("date_from_datetime_parsing", "date_from_datetime_inexact", "date_type")
_UNKNOWN_ENTRY = ("extra_forbidden", "unexpected_keyword_argument")
_EXPECTED = {
    "extra_forbidden": "no such entry here",
    "unexpected_keyword_argument": "no such entry here",
    "missing": "a value",
    "string_too_short": "a value",
    "string_pattern_mismatch": "an id",
    "dataclass_type": "words in both languages",
    "model_type": "entries of its own",
    "dict_type": "entries of its own",
    "tuple_type": "a list",
    "bool_parsing": "true or false",
    "int_parsing": "a whole number",
    "date_from_datetime_parsing": "a date",
    "date_from_datetime_inexact": "a date",
    "date_type": "a date",
}
_WIDE_COLON = re.compile(r"[\s-]*([\w.]+)\s*：")  # a name and a colon of a Chinese input method
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
    """A frozen value read from a file: nothing unknown let in, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


def _plain_number(value: Any) -> Any:
    """Refuses text that only looks like a number, saying which character is wrong."""
    if isinstance(value, bool):
        raise Misfit("a number", "Write digits only, such as 65000 or 4.5.")
    if not isinstance(value, str):
        return value
    if not oddities(value) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    raise Misfit("a number in plain digits" if oddities(value) else "a number", _number_remedy(value))


def _number_remedy(text: str) -> str:
    """What to write instead of a text that a person would read as a number."""
    tidy = re.sub(r"(?<=[0-9])[, ](?=[0-9]{3}(?![0-9]))", "", plain(text))  # 65,000 and 65 000
    number = _NUMBER.match(tidy)
    rest = tidy[number.end() :].strip() if number else ""
    if number and not rest:
        return f"Write {number[0]}."
    if number and rest in _SCALES:
        whole = f"{Decimal(number[0]) * _SCALES[rest]:f}"
        whole = whole.rstrip("0").rstrip(".") if "." in whole else whole
        return f"Write {whole}, or {number[0]} with {rest} in the unit, as in {rest}人 or {rest}元."
    if number and units.known(rest):
        return f"Write {number[0]} and leave {rest} in the unit."
    return "Write digits only, such as 65000 or 4.5, and put the unit in its own place."


_SCALES = {"万": 10_000, "亿": 100_000_000}
Number = Annotated[float, BeforeValidator(_plain_number)]


def oddities(text: str) -> str:
    """The kinds of full-width or invisible characters in a text, in words; empty when there are none."""
    kinds = []
    if any(_invisible(char) for char in text):
        kinds.append("invisible spaces")
    if any("０" <= char <= "９" for char in text):
        kinds.append("full-width digits")
    if "％" in text:
        kinds.append("a full-width percent sign")
    if any(char in "．，－＋" for char in text):
        kinds.append("full-width punctuation")
    if "\u2212" in text:
        kinds.append("a typographic minus")
    return " and ".join(kinds)


def _invisible(char: str) -> bool:
    """Zero-width characters and all spaces but the plain one."""
    return char != " " and unicodedata.category(char) in {"Cf", "Zs", "Zl", "Zp"}


def plain(text: str) -> str:
    """The text with full-width characters made plain and invisible ones removed."""
    visible = "".join(char for char in text if not _invisible(char))
    return unicodedata.normalize("NFKC", visible.replace("\u2212", "-")).strip()


class LinedLoader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """The fast safe loader; used through :func:`read_yaml`, which keeps the lines."""


def _date_or_text(loader: Any, node: yaml.ScalarNode) -> Any:
    """A date; 2021-02-30 stays text, so that the door can name the place where it stands."""
    try:
        return loader.construct_yaml_timestamp(node)
    except (ValueError, AttributeError):
        return node.value


LinedLoader.add_constructor("tag:yaml.org,2002:timestamp", _date_or_text)
# What PyYAML raises for text that is no YAML; beside its own tree, what its constructors trip over.
_NO_YAML = (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, RecursionError)


def read_yaml(path: Path, shown: str) -> tuple[Any, Callable[[Location], int]]:
    """The content of a YAML file, and a function from a location in it to its line number.

    Args:
        path: the file.
        shown: its name as a message should print it.

    Raises:
        DataError: unreadable, not UTF-8, not YAML, or a key given twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError([Mistake(shown, "file", str(error.strerror), "a readable file", "Check the path.")]) from error
    except UnicodeDecodeError as error:
        raise DataError([not_utf8(shown, error)]) from error
    try:
        loader = LinedLoader(text)
        try:
            node = loader.get_single_node()
            duplicates = list(_duplicate_keys(node)) if node is not None else []
            content = loader.construct_document(node) if node is not None and not duplicates else None
        finally:
            loader.dispose()
    except _NO_YAML as error:
        mark = getattr(error, "problem_mark", None)
        first = (getattr(error, "context_mark", None) or mark).line if mark else 0
        where, lines = (
            (f"line {mark.line + 1}", text.split("\n")[max(0, first - 1) : mark.line + 1]) if mark else ("file", [])
        )
        found = " ".join(str(getattr(error, "problem", None) or error).split()).removeprefix("found ") or "no YAML"
        raise DataError([Mistake(shown, where, found, "YAML", _yaml_remedy(lines))]) from error
    if duplicates:
        raise DataError(
            [
                Mistake(
                    shown,
                    f"line {line}, {key}",
                    "a second entry of that name",
                    "each name once",
                    "Remove or rename one.",
                )
                for key, line in duplicates
            ]
        )
    return content, lambda location: _line(node, location)


def _yaml_remedy(lines: Sequence[str]) -> str:
    """What to do about lines that are no YAML."""
    wide = next((found[1] for found in map(_WIDE_COLON.match, lines) if found), None)
    if wide:
        return f"Write a plain colon and a space after {wide}, as in {wide}: ... (the one there is full-width)."
    if "\t" in "".join(lines[-1:]):
        return "Indent with spaces, not with tabs."
    return "Check indentation, colons and quotes there."


def _duplicate_keys(node: yaml.Node, visited: set[int] | None = None) -> Iterator[tuple[str, int]]:
    visited = set() if visited is None else visited
    if id(node) in visited:  # an alias: told where it was anchored
        return
    visited.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key.value, key.start_mark.line + 1
                seen.add(key.value)
            yield from _duplicate_keys(value, visited)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _duplicate_keys(value, visited)


def _line(node: yaml.Node | None, location: Location) -> int:
    """The line of the deepest part of a location that stands in the file."""
    line = node.start_mark.line + 1 if node is not None else 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                continue  # a discriminator tag of pydantic, or a key that is missing
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


Where = Callable[[Location], str]


def mistakes_of(error: ValidationError, shown: str, where: Where) -> list[Mistake]:
    """What pydantic found, one :class:`Mistake` each."""
    found: list[Mistake] = []
    for detail in error.errors(include_url=False):
        raised = detail.get("ctx", {}).get("error")
        if isinstance(raised, Misfit | Misfits):
            found += mistakes_from(raised, shown, where, detail["loc"], detail["input"])
        else:
            found.append(_mistake(detail, shown, where))
    return found


def mistakes_from(
    raised: Misfit | Misfits, shown: str, where: Where, location: Location = (), value: object = None
) -> list[Mistake]:
    """What a validator of ours found in a value that stands at a location."""
    misfits = raised.misfits if isinstance(raised, Misfits) else (raised,)
    return [
        Mistake(
            shown,
            where((*location, *one.at)),
            quoted(value if one.found is ... else one.found),
            one.expected,
            one.remedy,
        )
        for one in misfits
    ]


def _mistake(detail: Any, shown: str, where: Where) -> Mistake:
    kind, found, location = detail["type"], detail["input"], detail["loc"]
    expected = _EXPECTED.get(kind, detail["msg"].removeprefix("Input should be "))
    remedy = _REMEDIES.get(kind, "Correct it.")
    if kind == "literal_error":
        expected = f"one of {detail['ctx']['expected']}"
    elif kind == "union_tag_invalid":
        found, location = detail["ctx"]["tag"], (*location, detail["ctx"]["discriminator"].strip("'"))
        expected = f"one of {detail['ctx']['expected_tags']}"
    elif kind in _UNKNOWN_ENTRY:
        name = str(location[-1])
        if _WIDE_COLON.match(name):
            remedy = _yaml_remedy([name])
        elif found is None:
            remedy = "Remove it; or, if a comma broke a text in two here, put the whole text in quotes."
        found = name
    elif kind in _DATES and (likely := likely_day(found)):
        remedy = f"Write {likely}."
    elif kind == "missing":
        found, remedy = None, f"Add {location[-1]}."
    return Mistake(shown, where(location), quoted(found), expected, remedy)


def likely_day(value: object) -> str:
    """``2024-03-31`` for a day written as 2024/3/31, 2024.3.31, 2024年3月31日 or 20240331; empty where it is none."""
    written = re.sub(r"\s", "", plain(str(value)))
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


def located(location: Location) -> str:
    """``claims[0].indicator``: a location as a person would say it."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return words.lstrip(".") or "whole file"


def suggested(name: str, known: Sequence[str], otherwise: str) -> str:
    """A remedy for a name nobody knows: the nearest ones that somebody does."""
    close = nearest(name, known)
    return f"Did you mean {' or '.join(close)}? {otherwise}" if close else otherwise


def quoted(value: Any) -> str:
    """A value as a message shows it: quoted, short, with its odd characters named."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        return "an entry of another shape"
    text = str(value)
    odd = oddities(text)
    short = text if len(text) <= 60 else text[:57] + "..."
    return f'"{short}"' + (f" ({odd})" if odd else "")


def not_utf8(shown: str, error: UnicodeDecodeError) -> Mistake:
    """The mistake of a file in another encoding."""
    found = f"byte {error.object[error.start]:#04x} at offset {error.start}"
    return Mistake(shown, "file", found, "text in UTF-8", "Save the file as UTF-8 (in Excel: CSV UTF-8).")
