"""The tidy format: one published figure a row, the columns of :data:`COLUMNS`, named as we do or in Chinese.

A workspace keeps it as text; what comes from elsewhere may be a workbook. Dates, years and words of lists are read in any way
that can mean one thing only, and text in any encoding that is known for certain (:mod:`tidy_cells`, :mod:`tidy_tables`). An
apostrophe that an export put before text a spreadsheet would run (:mod:`shkplan.files.spreadsheet`) is taken off.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import Said, said
from shkplan.evidence.observation import Observation
from shkplan.files import paths
from shkplan.files.records import mistakes_of
from shkplan.files.separated import separated
from shkplan.files.spreadsheet import neutralised
from shkplan.files.text import CHINESE, UTF16, decoded_as, read_bytes
from shkplan.workspace.readers.heads import ASSUMED, COLUMNS, OPTIONAL, Head, head_of
from shkplan.workspace.readers.tidy_cells import readers, without_percent
from shkplan.workspace.readers.tidy_tables import Table, Tables, is_tidy_table, text_table, text_tables, tidy_sign
from shkplan.workspace.readers.yearbook.lines import fits, statuses_in

__all__ = [
    "COLUMNS", "Filled", "Reading", "appended", "as_far_as_read", "is_tidy_table", "number", "read_rows", "read_tables",
    "read_tidy_csv", "tidy_remarks", "tidy_row",
]  # fmt: skip

Cells = dict[str, object]


@dataclass(frozen=True)
class Reading:
    """What a file gave.

    Attributes:
        figures: of the sound rows, each knowing where it stands.
        mistakes: of the others, and of the whole.
        remarks: what to know of how it was read.
    """

    figures: tuple[Observation, ...]
    mistakes: tuple[Mistake, ...]
    remarks: tuple[Said, ...]


@dataclass(frozen=True)
class Filled:
    """What is known of the figures of a table beside its cells.

    Attributes:
        whole: entries of every figure, for columns that are not there.
        row: completes the cells of a row.
        completes: columns that :attr:`row` can fill.
        remedy: what to do where a column is not there; None for what there is to do in a workspace.
    """

    whole: Mapping[str, object]
    row: Callable[[Cells], Cells] | None = None
    completes: frozenset[str] = frozenset()
    remedy: Callable[[Sequence[str]], Said] | None = None


def read_tidy_csv(path: Path) -> tuple[Observation, ...]:
    """The figures of one file of text, each knowing the row it stands in; a file that has not changed is read once.

    Raises:
        DataError: unreadable, columns missing or unknown, or mistakes in cells; all of them at once.
    """
    figures, mistakes = as_far_as_read(path)
    if mistakes:
        raise DataError(mistakes)
    return figures


def as_far_as_read(path: Path) -> tuple[tuple[Observation, ...], tuple[Mistake, ...]]:
    """The figures of the sound rows of a file, and the mistakes of the others, so that a check can look at both at once."""
    try:
        reading = _read(read_bytes(path), paths.shown(path))
    except DataError as error:
        return (), error.mistakes
    return reading.figures, reading.mistakes


def tidy_remarks(path: Path) -> tuple[Said, ...]:
    """What to know of a file of text beside its figures: its encoding, what separates its cells, what was assumed."""
    try:
        return _read(read_bytes(path), paths.shown(path)).remarks
    except DataError:
        return ()


@lru_cache(maxsize=64)  # by every byte: what was changed is read again
def _read(content: bytes, shown: str) -> Reading:
    return read_tables(text_tables(content, shown), shown, Filled({}))


def read_rows(text: str, shown: str) -> list[Observation]:
    """The figures of a text in the tidy format; see :func:`read_tidy_csv`."""
    reading = read_tables(Tables((text_table(text, shown),)), shown, Filled({}))
    if reading.mistakes:
        raise DataError(reading.mistakes)
    return list(reading.figures)


def read_tables(tables: Tables, shown: str, filled: Filled) -> Reading:
    """The figures of the tables of a file.

    Args:
        tables: as they lie there.
        shown: the name of the file as a message should print it.
        filled: what is known beside them.
    """
    figures: list[Observation] = []
    mistakes: list[Mistake] = []
    remarks = list(tables.remarks)
    for table in tables.tables:
        reader = _Reader(table, filled)
        try:
            for found in reader.rows():
                if isinstance(found, Observation):
                    figures.append(found)
                else:
                    mistakes += found
        except DataError as error:  # a quote that is not closed: the rows before it were read
            mistakes += error.mistakes
        remarks += reader.remarks(shown)
    return Reading(tuple(figures), tuple(mistakes), tuple(dict.fromkeys(remarks)))


class _Reader:
    """The rows of one table as figures, or as their mistakes."""

    def __init__(self, table: Table, filled: Filled) -> None:
        self.table, self.filled = table, filled
        self.head = table.head
        self.assumed = {
            column: word for column, word in ASSUMED.items() if column not in self.head and column not in filled.whole
        }
        self.whole = {column: word for column, word in filled.whole.items() if column not in self.head} | self.assumed
        known = {*self.whole, *filled.completes, *OPTIONAL}
        self.lost = [column for column in COLUMNS if column not in self.head and column not in known]
        reading = readers(workbook=table.workbook)
        self.cells = [(at, column, reading.get(column)) for at, column in enumerate(self.head.columns) if column]
        self.unnamed = [at for at, cell in enumerate(self.head.cells) if not cell]
        self.named = max((at + 1 for at, cell in enumerate(self.head.cells) if cell), default=0)

    def rows(self) -> Iterator[Observation | list[Mistake]]:
        wrong = [*self._head_mistakes(), *self.table.mistakes]
        if wrong:
            yield wrong
            return
        for number, cells in self.table.rows:
            if any(cell and not cell.isspace() for cell in cells):
                yield self._figure(number, cells)

    def _head_mistakes(self) -> list[Mistake]:
        cells = self.head.cells
        if len(cells) == 1 and (other := next((mark for mark in "，；" if mark in cells[0]), None)):
            found = said("columns separated by {sign}", sign=other)
            remedy = said("Save the file as CSV (UTF-8) with commas.")
            return [self.table.first.mistake(found, said("columns separated by commas"), remedy)]
        remedies = self.filled.remedy(self.lost) if self.filled.remedy and self.lost else None
        return self.head.mistakes(self.table.first, self.lost, remedies)

    def _figure(self, number: int, cells: Sequence[str]) -> Observation | list[Mistake]:
        """The figure of a row, or its mistakes."""
        place, width = self.table.at(number), len(self.head.cells)
        if len(cells) not in (width, self.named):  # an empty cell too many may be all that is left of a row out of step
            remedy = said("Quote cells that hold a comma; give every row all columns.")
            return [
                place.mistake(
                    said("{count} cells", count=len(cells)), said("{count} as in the header", count=width), remedy
                )
            ]
        if stray := next((cells[at] for at in self.unnamed if at < len(cells) and cells[at].strip()), None):
            remedy = said("Give the column a name in the first row, or clear the cell.")
            return [
                place.mistake(
                    said('"{text}" in a column without a name', text=stray.strip()), said("an empty cell"), remedy
                )
            ]
        given: Cells = dict(self.whole)
        for at, column, read in self.cells:
            cell = cells[at]
            if cell and not cell.isspace():
                given[column] = read(cell) if read else cell
            elif column not in OPTIONAL:
                given[column] = cell
        if (value := given.get("value")) and "%" in str(value):
            given["value"] = without_percent(str(value), str(given.get("unit", "")))
        return self._checked(self.filled.row(given) if self.filled.row else given, number, place)

    def _checked(self, given: Cells, number: int, place: Place) -> Observation | list[Mistake]:
        if comment := self.table.comments.get(number):
            note = said("note in the table: {words}", words=comment)
            given["note_zh"] = "；".join(filter(None, [str(given.get("note_zh", "")), note.text("zh")]))
            given["note_en"] = "; ".join(filter(None, [str(given.get("note_en", "")), str(note)]))
        given["place"] = place
        try:
            figure = Observation.model_validate(given)
        except ValidationError as error:
            return mistakes_of(error, lambda at: place.below(str(at[0])) if at else place)
        told = statuses_in(comment or "")
        if not told or any(fits(figure.status, one) for one in told):
            return figure
        found = said('{status} beside the comment "{words}"', status=figure.status, words=comment)
        expected = said("a status that goes with these words, such as {status}", status=next(iter(told)))
        remedy = said(
            "Choose the status that holds; where it is {status}, take the comment away.", status=figure.status
        )
        return [place.below("status").mistake(found, expected, remedy)]

    def remarks(self, shown: str) -> Iterator[Said]:
        """What was assumed or passed over."""
        if self.lost:
            return
        for column, word in self.assumed.items():
            yield said(
                "{file}: no column {column}: every figure is taken as {word}.", file=shown, column=column, word=word
            )
        if self.head.passed:
            yield said("{file}: passed over the columns {names}.", file=shown, names=self.head.passed)


# Written --------------------------------------------------------------------------------------------------------------


def appended(content: bytes, figures: Sequence[Observation], shown: str) -> bytes:
    """The content of a file with figures added as rows at its end; not a byte before them is changed.

    Columns keep their order and their names, rows their ends and what separates their cells, text its encoding; a new file begins
    with the mark by which Excel knows UTF-8.

    Raises:
        DataError: a figure has an entry for which the file has no column.
    """
    if not content.strip(b"\xef\xbb\xbf \r\n"):
        content = codecs.BOM_UTF8 + ",".join(COLUMNS).encode() + b"\n"
    text, encoding = decoded_as(content, shown)
    end = "\r\n" if "\r\n" in text else "\n"
    sign = tidy_sign(text, shown)
    head = head_of(next(cells for _, cells in separated(text, shown, sign) if any(cell.strip() for cell in cells)))
    usual = {**dict.fromkeys(OPTIONAL, ""), "mark": frozenset(), **ASSUMED}
    lost = {
        name for name, word in usual.items() if name not in head and any(getattr(one, name) != word for one in figures)
    }
    if lost:
        remedy = said("Add the column to its first line and a comma to each row, or name another file with --into.")
        place, no = Place(shown, said("header")), said("no such column")
        raise DataError([place.mistake(no, said("a column {name}", name=name), remedy) for name in sorted(lost)])
    rows = io.StringIO(newline="")
    writer = csv.writer(rows, delimiter=sign, lineterminator=end)
    writer.writerows(_row(figure, head) for figure in figures)
    between = "" if text.endswith(("\n", "\r")) else end
    return content + (between + rows.getvalue()).encode(_codec(content, encoding))


def _row(figure: Observation, head: Head) -> list[str]:
    return [_cell(getattr(figure, name)) if name else "" for name in head.columns]


def _codec(content: bytes, encoding: str) -> str:
    if encoding == UTF16:
        return "utf-16-le" if content.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    return "gb18030" if encoding == CHINESE else "utf-8"


def tidy_row(figure: Observation, columns: Sequence[str] = COLUMNS) -> list[str]:
    """One figure as the cells of a row; text that a spreadsheet would run is neutralised, numbers keep their last digit."""
    return [_cell(getattr(figure, name)) for name in columns]


def _cell(entry: object) -> str:
    if isinstance(entry, float):
        return number(entry)
    return neutralised(" ".join(sorted(entry)) if isinstance(entry, frozenset) else str(entry))


def number(value: float) -> str:
    """The shortest text that reads back as the same number: 65000, -0.5, 1e+22."""
    return repr(float(value)).removesuffix(".0")
