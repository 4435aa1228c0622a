"""The door by which files come in: read, typed, and every mistake of a file told at once.

Plans and scenarios are YAML, observations are CSV. Both end in pydantic models; this module turns what pydantic and
the parsers say into :class:`~shkplan.errors.Mistake` records that name the place, what was found, what was expected
and what to do. Numbers typed with a Chinese input method (full-width digits, ％, invisible spaces) are recognised.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from shkplan.errors import DataError, Mistake

Location = tuple[int | str, ...]

_INVISIBLE = {"\u00a0", "\u2009", "\u200a", "\u200b", "\u200c", "\u200d", "\u202f", "\u2060", "\u3000", "\ufeff"}
_REMEDIES = {
    "missing": "Add it.",
    "extra_forbidden": "Remove it, or correct its spelling.",
    "literal_error": "Use one of these words, spelled so.",
    "union_tag_invalid": "Use one of these words, spelled so.",
    "union_tag_not_found": "Add it.",
    "date_from_datetime_parsing": "Write the date as YYYY-MM-DD.",
    "date_type": "Write the date as YYYY-MM-DD.",
    "bool_type": "Write true or false.",
    "string_type": "Write it as text, in quotes if it looks like a number.",
}


class Record(BaseModel):
    """A frozen value read from a file: nothing unknown let in, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


def _plain_number(value: Any) -> Any:
    """Refuses text that only looks like a number, saying which character is wrong."""
    if isinstance(value, bool):
        raise ValueError("a number")
    if not isinstance(value, str):
        return value
    odd = oddities(value)
    if odd:
        raise ValueError(f"a number in plain digits|Write {plain(value) or 'it'} instead; the text holds {odd}.")
    text = value.strip()
    if text.endswith(("%", "‰")):
        raise ValueError(f"a number in the unit of the row|Write {text[:-1].strip()} and leave {text[-1]} in the unit.")
    try:
        return float(text)
    except ValueError:
        raise ValueError("a number|Write digits only, such as 65000 or 4.5, and put the unit in its own place.") from None


Number = Annotated[float, BeforeValidator(_plain_number)]


def oddities(text: str) -> str:
    """The kinds of full-width or invisible characters in a text, in words; empty when there are none."""
    kinds = []
    if any(char in _INVISIBLE for char in text):
        kinds.append("invisible spaces")
    if any(char != plain(char) and char.isdigit() for char in text):
        kinds.append("full-width digits")
    if "％" in text:
        kinds.append("a full-width percent sign")
    if any(char in "．，－＋" for char in text):
        kinds.append("full-width punctuation")
    return " and ".join(kinds)


def plain(text: str) -> str:
    """The text with full-width characters made plain and invisible ones removed."""
    return unicodedata.normalize("NFKC", "".join(char for char in text if char not in _INVISIBLE)).strip()


class LinedLoader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """The fast safe loader; used through :func:`read_yaml`, which keeps the lines."""


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
    loader = LinedLoader(text)
    try:
        node = loader.get_single_node()
        duplicates = list(_duplicate_keys(node)) if node is not None else []
        content = loader.construct_document(node) if node is not None and not duplicates else None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "file"
        found = str(getattr(error, "problem", None) or error)
        raise DataError([Mistake(shown, where, found, "YAML", "Check indentation, colons and quotes there.")]) from error
    finally:
        loader.dispose()
    if duplicates:
        raise DataError([
            Mistake(shown, f"line {line}, {key}", "a second entry of that name", "each name once", "Remove or rename one.")
            for key, line in duplicates
        ])
    return content, lambda location: _line(node, location)


def _duplicate_keys(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _duplicate_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _duplicate_keys(value)


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


def mistakes_of(error: ValidationError, shown: str, where: Callable[[Location], str]) -> list[Mistake]:
    """What pydantic found, one :class:`Mistake` each."""
    return [_mistake(detail, shown, where) for detail in error.errors(include_url=False)]


def _mistake(detail: Mapping[str, Any], shown: str, where: Callable[[Location], str]) -> Mistake:
    kind, found = detail["type"], detail.get("input")
    expected, remedy = detail["msg"], _REMEDIES.get(kind, "Correct it.")
    if kind == "value_error":
        expected, _, told = str(detail["ctx"]["error"]).partition("|")
        remedy = told or remedy
    elif kind in ("literal_error", "enum"):
        expected = f"one of {detail['ctx']['expected']}"
    elif kind == "union_tag_invalid":
        expected = f"one of {detail['ctx']['expected_tags']}"
    elif kind == "extra_forbidden":
        expected = "no such key here"
    elif kind == "missing":
        expected = "a value"
    return Mistake(shown, where(detail["loc"]), quoted(None if kind == "missing" else found), expected, remedy)


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
