"""What a form says of itself: what was asked, of whom, and what stood in the cells nobody is to change.

The hidden sheet holds all of it, a row an indicator; each sheet to be filled carries the short form beside its keys, so that it
is known again where it was copied into another workbook. Forms of version 1 have neither: they are held against the plan.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shkplan.files.workbook import Sheet
from shkplan.workspace.readers.form.columns import ABOUT, ABOUT_KEYS, FORM, VERSION

LOCKED = ("name", "definition", "unit", "before", "known")
_ASKED = "asked"
_LONGEST = 32_000  # characters that a cell takes, less a few


@dataclass(frozen=True)
class Origin:
    """Which form something is of; entries as they were found, a missing one empty."""

    form: str = ""
    version: str = ""
    plan: str = ""
    year: str = ""
    region: str = ""


@dataclass(frozen=True)
class Asked:
    """One figure that was asked for.

    Attributes:
        sheet, office, indicator: where, of whom, and what.
        locked: what stood in the locked cells of its row, by key; empty where only the sheet itself told of it.
    """

    sheet: str
    office: str
    indicator: str
    locked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FormRecord:
    """What was written: which form, and every figure it asked for; None for a form that does not say."""

    origin: Origin
    asked: tuple[Asked, ...] | None = None


def record_rows(origin: Origin, asked: Iterable[Asked]) -> Iterator[list[str]]:
    """The rows of the hidden sheet."""
    for key in ABOUT_KEYS:
        yield [key, getattr(origin, key)]
    for one in asked:
        yield [_ASKED, one.indicator, one.sheet, one.office, *(one.locked.get(key, "") for key in LOCKED)]


def stamp(origin: Origin, office: str, asked: Sequence[str]) -> str:
    """The same for one sheet, in one cell: without its ids where these would be too many."""
    entries = {**vars(origin), "office": office, _ASKED: list(asked)}
    told = json.dumps(entries, ensure_ascii=False)
    return told if len(told) < _LONGEST else json.dumps({**entries, _ASKED: None}, ensure_ascii=False)


def read_record(sheets: Sequence[Sheet]) -> FormRecord | None:
    """What the hidden sheet says; None where there is none."""
    about = next((sheet for sheet in sheets if sheet.name == ABOUT), None)
    if about is None:
        return None
    rows = [{column: cell.text for column, cell in row.items()} for row in about.rows]
    given = {row[1]: row.get(2, "") for row in rows if row.get(1) in ABOUT_KEYS}
    asked = [
        Asked(row.get(3, ""), row.get(4, ""), row.get(2, ""), {key: row.get(5 + n, "") for n, key in enumerate(LOCKED)})
        for row in rows
        if row.get(1) == _ASKED
    ]
    return FormRecord(Origin(**given), tuple(asked) if given.get("version") == VERSION else None)


def read_stamp(text: str, sheet: str) -> FormRecord | None:
    """What a sheet says of itself; None where the text is no such thing."""
    if not text.startswith("{") or FORM not in text:
        return None
    try:
        told = json.loads(text)
    except ValueError:
        return None
    origin = Origin(**{key: str(told.get(key, "")) for key in ABOUT_KEYS})
    ids = told.get(_ASKED)
    if not isinstance(ids, list):
        return FormRecord(origin)
    return FormRecord(origin, tuple(Asked(sheet, str(told.get("office", "")), str(name)) for name in ids))
