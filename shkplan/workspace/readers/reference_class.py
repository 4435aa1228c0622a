"""A reference class read whole: its entry, and the table beside it as the class through the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import Text, listed, said
from shkplan.base.typed import Number
from shkplan.files import paths
from shkplan.files.records import load, mistakes_of
from shkplan.files.separated import rows_of
from shkplan.files.text import not_utf8, read_bytes
from shkplan.models.pooled.reference_class import Known
from shkplan.models.pooled.table import COLUMNS, COUNTS, POSITIVE, Row, known_from
from shkplan.register.reference_class import ReferenceEntry

__all__ = ["ServedClass", "read_class"]

_ALWAYS = ("until", "change")  # what a row holds of a year too young to say more
_CELL: TypeAdapter[float] = TypeAdapter(Number)


class ServedClass(NamedTuple):
    """A class: what it serves and why, and what was known of it at the end of each year."""

    entry: ReferenceEntry
    known: Known


class _About(NamedTuple):
    """What a table does not say itself."""

    id: str
    title: Text
    reverting: bool
    command: str

    @classmethod
    def of(cls, entry: ReferenceEntry) -> _About:
        return cls(entry.id, entry.title, entry.measure == "growth", entry.command)


def read_class(path: Path) -> ServedClass:
    """The class of one YAML file and of the table it names; a table that has not changed is read once.

    Raises:
        DataError: mistakes in either file, all of them.
    """
    entry = load(path, ReferenceEntry)
    table = path.parent / entry.table
    shown = paths.shown(table)
    if not table.is_file():
        remedy = said(
            "Learn it: {command}; or correct the name of the table in {file}.", command=entry.command, file=path.name
        )
        raise DataError([Place(shown, "file").mistake(said("no such file"), said("the table of the class"), remedy)])
    return ServedClass(entry, _read(read_bytes(table), shown, _About.of(entry)))


@lru_cache(maxsize=64)  # by every byte: what was changed is read again
def _read(content: bytes, shown: str, about: _About) -> Known:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError([not_utf8(shown, error)]) from error
    lines = rows_of(text, shown)
    header = [cell.strip() for cell in next(lines, (1, []))[1]]
    if header != list(COLUMNS):
        lost = [column for column in COLUMNS if column not in header]
        more = [column for column in header if column not in COLUMNS]
        found = said("no column {lost}", lost=lost) if lost else listed(more) if more else said("another order")
        remedy = said("Tables are written by a command: {command}.", command=about.command)
        raise DataError(
            [Place(shown, "header").mistake(found, said("the columns {names}", names=list(COLUMNS)), remedy)]
        )
    rows, mistakes = list[tuple[Place, Row]](), list[Mistake]()
    for line, cells in lines:
        if any(cell.strip() for cell in cells):
            row, wrong = _row(cells, Place(shown, line))
            mistakes += wrong
            rows.append((Place(shown, line), row))
    mistakes = mistakes or list(_between(rows, shown, about.command))
    if mistakes:
        raise DataError(mistakes)
    return known_from(about.id, [row for _, row in rows], reverting=about.reverting, words=about.title)


def _row(cells: Sequence[str], place: Place) -> tuple[Row, list[Mistake]]:
    """The numbers of a row, and what is wrong with them."""
    if len(cells) != len(COLUMNS):
        return {}, [
            place.mistake(
                said("{count} cells", count=len(cells)),
                said("{count} as in the header", count=len(COLUMNS)),
                said("Give it all columns."),
            )
        ]
    row, mistakes = dict[str, float | None](), list[Mistake]()
    for name, cell in zip(COLUMNS, cells, strict=True):
        row[name] = None
        if not cell.strip():
            continue
        try:
            row[name] = _CELL.validate_python(cell)
        except ValidationError as error:
            mistakes += mistakes_of(error, lambda _, name=name: place.below(name))  # type: ignore[misc]
    return row, mistakes or list(_within(row, place))


def _within(row: Row, place: Place) -> Iterator[Mistake]:
    """What of a row of numbers is missing, or cannot be."""
    whole = any(value is not None for name, value in row.items() if name not in _ALWAYS)
    for name, value in row.items():
        if value is None:
            if name == "until" or (whole and name != "change"):
                remedy = said("A row holds all of what was learned by a year, or its change alone.")
                yield place.below(name).mistake(said("nothing"), said("a number"), remedy)
        elif name in ("until", *COUNTS) and (value != int(value) or value < 0):
            yield place.below(name).mistake(f"{value:g}", said("a whole number"), said("Correct the digits."))
        elif name in POSITIVE and value <= 0:
            yield place.below(name).mistake(f"{value:g}", said("a number above zero"), said("Correct the digits."))


def _between(rows: Sequence[tuple[Place, Row]], shown: str, command: str) -> Iterator[Mistake]:
    """Years that are no consecutive ones, or a table that says nothing."""
    for (_, before), (place, after) in pairwise(rows):
        if after["until"] != (before["until"] or 0.0) + 1:
            expected = said("{until:.0f}, the year after that of the row before", until=(before["until"] or 0.0) + 1)
            yield place.below("until").mistake(
                f"{after['until']:.0f}", expected, said("Give each year one row, in order.")
            )
    if all(row["level"] is None for _, row in rows):
        yield Place(shown, "file").mistake(
            said("no year with a level"), said("the class by some year"), said("Learn it: {command}.", command=command)
        )
