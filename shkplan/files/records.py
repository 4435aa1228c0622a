"""One road from a file to a typed record, or to all its mistakes.

``load(path, Plan)`` reads a YAML file whose content is to be a plan. What pydantic and our validators say becomes
:class:`~shkplan.base.errors.Mistake` records that name the place, what was found, what was expected and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import UnionType
from typing import Any, ClassVar, Self, TypeVar, cast

from pydantic import BaseModel, ValidationError

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import Said, said
from shkplan.base.typed import Location, Misfit, Misfits, likely_day, plain, quoted, shown_misfit
from shkplan.files import paths
from shkplan.files.slips import has_wide_colon, wide_colon
from shkplan.files.text import read_bytes
from shkplan.files.yaml import LARGEST, Document, parsed, read_yaml

PlaceOf = Callable[[Location], Place]

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
    "invalid_key": "Use the name of an entry; one that looks like a number, or like on, off, yes or no, is put in quotes.",
    "string_too_short": "Fill it in.",
    "string_pattern_mismatch": "Use small ASCII letters and digits, as in employment.new_jobs or shahekou-14fyp.",
    "dataclass_type": "Write {{zh: ..., en: ...}}.",
    "model_type": _BELOW,
    "model_attributes_type": _BELOW,
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
    "string_type": "text",
    "invalid_key": "the name of an entry",
    "string_too_short": "a value",
    "string_pattern_mismatch": "an id",
    "dataclass_type": "words in both languages",
    "model_type": "entries of its own",
    "model_attributes_type": "entries of its own",
    "dict_type": "entries of its own",
    "tuple_type": "a list",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "date_from_datetime_parsing": "a date",
    "date_from_datetime_inexact": "a date",
    "date_type": "a date",
    "greater_than": "greater than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than_equal": "{le:g} or less",
}


class Filed(BaseModel):
    """A type that is read from a file of its own.

    Attributes:
        shape: what YAML makes of such a file.
        holds: what that is in words: what is found in another file, what is expected, what to do.
    """

    shape: ClassVar[type | UnionType] = Mapping
    holds: ClassVar[tuple[str, str, str]]

    @classmethod
    def place(cls, document: Document, location: Location) -> Place:
        """Where an entry stands, as a person would say it."""
        return Place(document.file, said("line {number}", number=document.line(location)), located(location))

    @classmethod
    def loose_ends(cls, content: Any) -> Iterable[Misfit]:  # noqa: ARG003  # of subclasses
        """What does not hang together in content some of whose entries have a wrong shape."""
        return ()

    @classmethod
    def misspelt(cls, location: Location) -> str:  # noqa: ARG003  # of subclasses
        """What to do about an entry that no such file has; empty where nothing better is known than to remove it."""
        return ""

    def placed(self, place_of: PlaceOf) -> Self:  # noqa: ARG002  # of subclasses
        """The value, its parts knowing where they stand."""
        return self


T = TypeVar("T", bound=Filed)


def load(path: Path, kind: type[T]) -> T:
    """What a YAML file says, as a value of a type; a file that has not changed is parsed once.

    Raises:
        DataError: mistakes in the file, all of them.
    """
    return cast("T", _loaded(read_bytes(path, LARGEST), paths.shown(path), kind))


@lru_cache(maxsize=64)  # by every byte: what was changed is read again
def _loaded(content: bytes, file: str, kind: type[T]) -> T:
    return typed(parsed(content, file), kind)


def typed(document: Document, kind: type[T], given: dict[str, Any] | None = None) -> T:
    """The content of a document as a value of a type.

    Args:
        document: of a file that was read.
        kind: what it should be.
        given: entries that take the place of those in the file.

    Raises:
        DataError: mistakes in the file, all of them.
    """
    content = document.content
    if not isinstance(content, cast("Any", kind).shape):
        raise DataError([Place(document.file, said("file")).mistake(*map(said, kind.holds))])

    def place_of(location: Location) -> Place:
        return kind.place(document, location)

    start: Location = () if isinstance(content, Mapping) else ("entries",)  # as a type names the list that is the file
    unseen = mistakes_from(Misfits(list(_unshown(content, start))), place_of)
    try:
        made = kind.model_validate(content | given if given else content).placed(place_of)
    except ValidationError as error:
        mistakes = [*mistakes_of(error, place_of, kind.misspelt), *unseen]
        if all(detail["loc"] for detail in error.errors()):  # the content as a whole was not looked at
            mistakes += mistakes_from(Misfits(list(kind.loose_ends(content))), place_of)
        raise DataError(mistakes) from None
    if unseen:
        raise DataError(unseen)
    return made


_PROSE = {"statement", "note", "definition", "reason", "description", "reference", "why", "locator", "source", "serves"}


def _unshown(content: Any, at: Location = (), *, name: bool = True) -> Iterator[Misfit]:
    """Texts anywhere in a file that no page may carry; what is prose may hold a sign that a name may not."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            if isinstance(key, str) and (misfit := shown_misfit(key, name=True, at=(*at, key))):
                yield misfit
            yield from _unshown(value, (*at, key), name=name and key not in _PROSE)
    elif isinstance(content, str):
        if misfit := shown_misfit(content, name=name, at=at):
            yield misfit
    elif isinstance(content, Sequence):
        for number, value in enumerate(content):
            yield from _unshown(value, (*at, number), name=name)


def place_in(path: Path, kind: type[Filed], location: Location) -> Place:
    """Where an entry of a file stands that was loaded as a value of a type."""
    return kind.place(read_yaml(path), location)


def mistakes_of(
    error: ValidationError, place_of: PlaceOf, misspelt: Callable[[Location], str] = lambda _: ""
) -> list[Mistake]:
    """What pydantic found, one :class:`Mistake` each.

    Args:
        error: what pydantic raised.
        place_of: where an entry stands.
        misspelt: what to do about an entry that is not known; empty where nothing better than to remove it.
    """
    found: list[Mistake] = []
    for detail in error.errors(include_url=False):
        raised = detail.get("ctx", {}).get("error")
        if isinstance(raised, Misfit | Misfits):
            found += mistakes_from(raised, place_of, detail["loc"], detail["input"])
        else:
            found.append(_mistake(detail, place_of, misspelt))
    return found


def mistakes_from(
    raised: Misfit | Misfits, place_of: PlaceOf, location: Location = (), value: object = None
) -> list[Mistake]:
    """What a validator of ours found in a value that stands at a location."""
    misfits = raised.misfits if isinstance(raised, Misfits) else (raised,)
    return [
        place_of((*location, *one.at)).mistake(
            quoted(value if one.found is ... else one.found), one.expected, one.remedy
        )
        for one in misfits
    ]


def _mistake(detail: Any, place_of: PlaceOf, misspelt: Callable[[Location], str]) -> Mistake:
    """What pydantic found, in words of ours."""
    kind, found, location = detail["type"], detail["input"], detail["loc"]
    expected, remedy = _expected(detail), _remedy(detail, misspelt)
    if kind == "union_tag_invalid":
        found, location = detail["ctx"]["tag"], (*location, detail["ctx"]["discriminator"].strip("'"))
    elif kind in _UNKNOWN_ENTRY:
        found = str(location[-1])
    elif kind == "missing":
        found = None
    return place_of(location).mistake(quoted(found), expected, remedy)


def _expected(detail: Any) -> Said:
    kind, given = detail["type"], detail.get("ctx", {})
    if kind in ("literal_error", "union_tag_invalid"):
        *first, last = re.split(", | or ", given["expected" if kind == "literal_error" else "expected_tags"])
        if first and kind == "literal_error":
            return said("one of {first} or {last}", first=first, last=last)
        return said("one of {words}", words=[*first, last])
    if kind in _EXPECTED:
        return said(_EXPECTED[kind], **{name: limit for name, limit in given.items() if name in ("gt", "ge", "le")})
    return said(_literal(detail["msg"].removeprefix("Input should be ")))


def _remedy(detail: Any, misspelt: Callable[[Location], str]) -> str:
    kind, location = detail["type"], detail["loc"]
    if kind in _UNKNOWN_ENTRY:
        name = str(location[-1])
        if colon := has_wide_colon(name):
            return wide_colon(colon)
        if (likely := plain(name)) != name:
            return said("Write {likely}, in plain characters.", likely=likely)
        if detail["input"] is None:
            return said("Remove it; or, if a comma broke a text in two here, put the whole text in quotes.")
    if kind in _DATES and (likely := likely_day(detail["input"])):
        return said("Write {likely}.", likely=likely)
    if kind == "missing":
        return said("Add {name}.", name=location[-1])
    better = misspelt(location) if kind in _UNKNOWN_ENTRY else ""
    return better or said(_REMEDIES.get(kind, "Correct it."))


def _literal(words: str) -> str:
    """Words as a template that has no placeholders."""
    return words.replace("{", "{{").replace("}", "}}")


def located(location: Location) -> str:
    """``claims[0].indicator``: a location as a person would say it."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return words.lstrip(".") or said("whole file")
