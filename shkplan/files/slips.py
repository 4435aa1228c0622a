"""What is wrong with a text that is no YAML: the character that a parser stumbled over, its line and column, and what to write.

A parser says what it missed, often a line later. Most slips are one character of a Chinese input method, of a word processor or
of a web page, and people cannot see it: it is looked for between the entry that the parser was in and the place where it gave up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from shkplan.base.characters import named, strange_spaces
from shkplan.base.errors import Mistake, Place
from shkplan.base.messages import Said, said

__all__ = ["has_wide_colon", "no_yaml", "strange_space", "wide_colon"]

_WIDE_COLON = re.compile(r"(?:^|[{,，])[\s-]*([\w.]+)\s*(：)")  # a name and a colon of a Chinese input method
_WIDE_COMMA = re.compile(r"[{,].*?(，)\s*[\w.]+\s*[:：]")  # between two entries in braces
_OPENING_QUOTE = re.compile(r"(?:[:：]|^\s*-|[\[{,])\s*([“‘”’])")  # a text that begins with a quote of a word processor
_BRACKET = re.compile(r"([｛｝［］])")
_SPECIAL = re.compile(r"(?:[:-]\s+|[\[{,]\s*)([%@`]|[*&!|>](?=\S))")  # with a meaning of its own at the start of a text
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class _Slip(NamedTuple):
    """A character that should not be there, and what to do about it; lines and columns from 0."""

    line: int
    column: int
    char: str
    expected: Said
    remedy: Said


def no_yaml(text: str, file: str, error: Exception) -> Mistake:
    """What is wrong with a text that is no YAML.

    Args:
        text: the whole of it.
        file: its name as a message prints it.
        error: what the parser raised.
    """
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text)  # as YAML counts them
    mark = getattr(error, "problem_mark", None)
    first = max(0, (getattr(error, "context_mark", None) or mark).line - 1) if mark else 0
    slip = next(_slips(lines, range(first, min(mark.line + 1, len(lines)))), None) if mark else _forbidden(lines)
    if slip is not None:
        place = _place(file, slip.line, slip.column)
        return place.mistake(_seen(slip.char), slip.expected, slip.remedy)
    found = " ".join(str(getattr(error, "problem", None) or error).split()).removeprefix("found ") or said("no YAML")
    place = _place(file, mark.line, mark.column) if mark else Place(file, said("file"))
    return place.mistake(found, said("YAML"), said("Check indentation, colons and quotes there."))


def strange_space(file: str, line: int, column: int, char: str) -> Mistake:
    """That a space of another kind stands where YAML looks for a plain one; line and column from 0."""
    remedy = said("Type a plain space in its place.")
    return _place(file, line, column).mistake(named(char), said("a plain space, or none"), remedy)


def _place(file: str, line: int, column: int) -> Place:
    return Place(file, said("line {line}, column {column}", line=line + 1, column=column + 1))


def _seen(char: str) -> Said:
    """A character by its name, and as it looks where it can be seen."""
    if char.isprintable() and not char.isspace():
        return said('"{char}", {name}', char=char, name=named(char))
    return named(char)


def _forbidden(lines: Sequence[str]) -> _Slip | None:
    """The first character that no YAML may hold: a control character, a byte order mark within the text."""
    found = ((number, one) for number, line in enumerate(lines) if (one := _FORBIDDEN.search(line)))
    for number, one in found:
        return _Slip(number, one.start(), one[0], said("text"), said("Remove it; an editor finds it by its number."))
    return None


def _slips(lines: Sequence[str], where: range) -> Iterator[_Slip]:
    """Characters that may have misled a parser, the surest kinds first."""
    for look in _LOOKS:
        for number in where:
            for column, expected, remedy in look(lines[number]):
                yield _Slip(number, column, lines[number][column], expected, remedy)


Found = Iterator[tuple[int, Said, Said]]


def _tabs(line: str) -> Found:
    blank = line[: len(line) - len(line.lstrip())]
    if "\t" in blank:
        yield blank.index("\t"), said("spaces"), said("Indent with spaces, not with tabs.")


def _spaces(line: str) -> Found:
    """Strange spaces where YAML looks for plain ones: before an entry, and around its colon or hyphen."""
    key = re.match(r"^\W*[\w.]*\W*", line)
    for column in strange_spaces(key[0] if key else ""):
        yield column, said("a plain space, or none"), said("Type a plain space in its place.")


def _colons(line: str) -> Found:
    for found in _WIDE_COLON.finditer(line):
        yield found.start(2), said("a plain colon and a space"), wide_colon(found[1])


def _commas(line: str) -> Found:
    for found in _WIDE_COMMA.finditer(line):
        yield (
            found.start(1),
            said("a plain comma"),
            said("Write a plain comma and a space; or put the whole text in quotes."),
        )


def _quotes(line: str) -> Found:
    for found in _OPENING_QUOTE.finditer(line):
        yield found.start(1), said("a plain quote"), said("Write plain quotes, ' or \", around the whole text.")


def _brackets(line: str) -> Found:
    for found in _BRACKET.finditer(line):
        yield (
            found.start(1),
            said("a plain bracket"),
            said("Write it as {{ }} or [ ]; or put the whole text in quotes."),
        )


def _specials(line: str) -> Found:
    for found in _SPECIAL.finditer(line):
        remedy = said("Put the whole text in quotes: {char} at its start means something else in YAML.", char=found[1])
        yield found.start(1), said("text in quotes"), remedy


_LOOKS: tuple[Callable[[str], Found], ...] = (_tabs, _colons, _commas, _brackets, _quotes, _spaces, _specials)


def wide_colon(name: str) -> Said:
    """What to do about a colon of a Chinese input method after a name."""
    return said(
        "Write a plain colon and a space after {name}, as in {name}: ... (the one there is full-width).", name=name
    )


def has_wide_colon(name: str) -> str | None:
    """The part of a name before a colon of a Chinese input method; None where there is none."""
    found = _WIDE_COLON.match(name)
    return found[1] if found else None
