"""OpenDocument spreadsheets (.ods), of LibreOffice and WPS: read row by row from their XML, entities refused.

The format keeps beside every number the text that people see, so that nothing about formats has to be worked out. It
writes "a million times the same" in one entry: what is empty is passed over, what is not is held against the limits.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element  # only its name

from shkplan.base.messages import said
from shkplan.files.shapes import as_shown
from shkplan.files.sheets import MAX_COLUMNS, Areas, Cell, Sheet, letters, refuse_large, unseen

KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_HIDDEN = ("collapse", "filter")
_NUMBERS = ("float", "percentage", "currency")
_ERROR = re.compile(r"Err:[0-9]+|#[A-Z/0!?]+", re.IGNORECASE)
_NO_DAY = re.compile(r"[0-9]{4}(?:年?|年[0-9]{1,2}月)")


def is_ods(archive: zipfile.ZipFile) -> bool:
    """Whether an archive says of itself that it is such a spreadsheet."""
    names = archive.namelist()
    return "content.xml" in names and "mimetype" in names and archive.read("mimetype").strip().startswith(KIND)


@dataclass
class _Table:
    """A sheet as far as it has been read."""

    name: str
    hidden: bool
    areas: Areas
    rows: list[dict[int, Cell]] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
    widest: int = 0
    passed: int = 0  # rows, empty ones too
    unseen_rows: set[int] = field(default_factory=set)
    unseen_columns: set[int] = field(default_factory=set)
    columns: int = 0  # that were told of


def read_ods(archive: zipfile.ZipFile, shown: str, *, saved: bool) -> list[Sheet]:
    """The sheets of a spreadsheet; a formula has the value that was saved with it, where that is asked for."""
    from defusedxml.ElementTree import iterparse

    tables: list[_Table] = []
    hidden: set[str] = set()
    above: list[Element] = []
    with archive.open("content.xml") as content:
        for event, entry in iterparse(content, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                if entry.tag == f"{_TABLE}table" and not _inside(above):
                    tables.append(_begun(entry, hidden, shown))
                above.append(entry)
                continue
            above.pop()
            if entry.tag == f"{_TABLE}table-column" and _inside(above) == 1:
                _add_column(tables[-1], entry)
            elif entry.tag == f"{_STYLE}style" and any(one.get(f"{_TABLE}display") == "false" for one in entry):
                hidden.add(entry.get(f"{_STYLE}name", ""))
            elif entry.tag == f"{_TABLE}table-row" and _inside(above) == 1:
                _add_row(tables[-1], entry, shown, saved=saved)
                entry.clear()
    return [
        Sheet(one.name, tuple(one.rows), tuple(one.areas.found), one.comments, one.hidden,
              unseen(one.rows, one.unseen_rows, one.unseen_columns))
        for one in tables
    ]  # fmt: skip


def _inside(above: list[Element]) -> int:
    """In how many tables an entry stands; what hangs on cells, such as drawings, may hold tables of its own."""
    return sum(one.tag == f"{_TABLE}table" for one in above)


def _begun(entry: Element, hidden: set[str], shown: str) -> _Table:
    name = entry.get(f"{_TABLE}name", "")
    return _Table(name, entry.get(f"{_TABLE}style-name", "") in hidden, Areas(shown, name))


def _add_column(table: _Table, entry: Element) -> None:
    first = table.columns + 1
    table.columns += _repeated(entry, "columns")
    if entry.get(f"{_TABLE}visibility") in _HIDDEN:
        table.unseen_columns.update(range(first, min(table.columns, MAX_COLUMNS) + 1))


def _add_row(table: _Table, entry: Element, shown: str, *, saved: bool) -> None:
    """A row, as often as it says that it stands there."""
    times = _repeated(entry, "rows")
    cells = list(_cells(table, entry, shown, saved=saved))
    if cells:
        last = max(cell.column for cell in cells)
        table.widest = max(table.widest, last)
        refuse_large(table.passed + times, table.widest, shown, said("sheet {name}", name=table.name))
        table.rows += [{} for _ in range(len(table.rows), table.passed)]
        if entry.get(f"{_TABLE}visibility") in _HIDDEN:
            table.unseen_rows.update(range(table.passed + 1, table.passed + times + 1))
        for row in range(table.passed + 1, table.passed + times + 1):
            table.rows.append({cell.column: replace(cell, row=row) for cell in cells})
    table.passed += times


def _cells(table: _Table, entry: Element, shown: str, *, saved: bool) -> Iterator[Cell]:
    row, column = table.passed + 1, 1
    for one in entry:
        if one.tag not in _CELLS:
            continue
        times = _repeated(one, "columns")
        if comment := _comment(one):
            table.comments[f"{letters(column)}{row}"] = comment
        right, down = (int(one.get(f"{_TABLE}number-{way}-spanned", "1")) for way in ("columns", "rows"))
        if right > 1 or down > 1:
            table.areas.add(column, row, column + right - 1, row + down - 1)
        cell = _cell(one, Cell(row, column, "", None, comment=comment), saved=saved)
        if cell is not None and one.tag == _CELLS[0]:  # what a merged area covers is not seen
            refuse_large(row, column + times - 1, shown, said("sheet {name}", name=table.name))
            yield from (replace(cell, column=at) for at in range(column, column + times))
        column += times


def _repeated(entry: Element, what: str) -> int:
    return max(1, int(entry.get(f"{_TABLE}number-{what}-repeated", "1")))


def _cell(entry: Element, at: Cell, *, saved: bool) -> Cell | None:
    """What stands in a cell; None where it is empty."""
    kind, formula = entry.get(f"{_OFFICE}value-type", ""), entry.get(f"{_TABLE}formula")
    text = "\n".join(map(_words, entry.findall(f"{_TEXT}p")))
    if formula is not None and (not saved or not (kind or text)):
        bare = formula.partition("=")[2]
        return replace(at, kind="formula", value=f"={bare}")
    if _ERROR.fullmatch(text) and (entry.get(f"{_CALC}value-type") == "error" or kind != "float"):
        return replace(at, kind="error", value=text)
    if kind in _NUMBERS:
        return _numbered(entry, at, text, percent=kind == "percentage")
    if kind == "date":
        return _dated(at, entry.get(f"{_OFFICE}date-value", ""), text)
    ours = {"boolean": "truth", "time": "error"}.get(kind, "text")
    told = entry.get(f"{_OFFICE}{'string' if ours == 'text' else kind}-value", "")
    text = told.upper() if ours == "truth" else text or told
    return replace(at, kind=ours, value=text) if text else None


def _numbered(entry: Element, at: Cell, text: str, *, percent: bool) -> Cell:
    value = float(entry.get(f"{_OFFICE}value", "nan"))
    if not math.isfinite(value):
        return replace(at, kind="error", value=text or str(value))
    printed = entry.find(f"{_TEXT}p") is not None
    if "/" in text:  # a fraction
        printed = False
    kind, found = as_shown(value, text if printed else None, percent=percent)
    return replace(at, kind=kind, value=found, percent=percent and kind == "number")


def _dated(at: Cell, written: str, text: str) -> Cell:
    try:
        moment = dt.datetime.fromisoformat(written)
    except ValueError:
        return replace(at, kind="error", value=text or written)
    day = dt.datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  # a day on paper has no zone
    shows = text.removesuffix("年") if _NO_DAY.fullmatch(text) else ""
    return replace(at, kind="date", value=day, shows=shows)


def _comment(entry: Element) -> str:
    """The annotation of a cell: its paragraphs, without who wrote it and when."""
    note = entry.find(f"{_OFFICE}annotation")
    return "\n".join(map(_words, note.iter(f"{_TEXT}p"))).strip() if note is not None else ""


def _words(entry: Element) -> str:
    """The words of a paragraph, with the spaces, tabs and line breaks that the format writes as entries."""
    parts = [entry.text or ""]
    for one in entry:
        name = one.tag.removeprefix(_TEXT)
        if name == "s":
            parts.append(" " * min(int(one.get(f"{_TEXT}c", "1")), 100))
        elif name in ("tab", "line-break"):
            parts.append("\t" if name == "tab" else "\n")
        elif one.tag != f"{_OFFICE}annotation":
            parts.append(_words(one))
        parts.append(one.tail or "")
    return "".join(parts)
