"""The tidy format: one published figure a row, UTF-8, comma-separated, the columns of :data:`COLUMNS`.

An apostrophe that an export put before text a spreadsheet would run (:mod:`shkplan.files.spreadsheet`) is taken off.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.evidence.observation import Observation
from shkplan.files import paths
from shkplan.files.records import mistakes_of
from shkplan.files.separated import rows_of
from shkplan.files.spreadsheet import neutralised, restored
from shkplan.files.text import not_utf8, read_bytes, read_text

COLUMNS = tuple(name for name in Observation.model_fields if name != "place")
_WORDS = {"indicator", "region", "unit", "basis", "source_title", "publisher", "address", "note_zh", "note_en"}
_OPTIONAL = {"basis", "mark", "publisher", "address", "note_zh", "note_en"}


def is_tidy_csv(path: Path) -> bool:
    """Whether a file is text whose first line has most of our columns, however it was encoded."""
    with suppress(OSError, csv.Error), path.open("rb") as file:
        start = file.readline(2_000).decode("utf-8-sig", errors="replace")
        names = {name.strip() for name in next(csv.reader([start]), [])}
        return len(names & set(COLUMNS)) >= len(COLUMNS) // 2
    return False


def read_foreign_csv(path: Path) -> list[Observation]:
    """The figures of a file that came from elsewhere: as :func:`read_tidy_csv`, but GB18030 is read as well.

    Raises:
        DataError: as there.
    """
    return read_rows(read_text(path), paths.shown(path))


def read_tidy_csv(path: Path) -> tuple[Observation, ...]:
    """The figures of one file, each knowing the row it stands in; a file that has not changed is read once.

    Raises:
        DataError: unreadable, not UTF-8, columns missing or unknown, or mistakes in cells; all of them at once.
    """
    return _read(read_bytes(path), paths.shown(path))


@lru_cache(maxsize=64)  # by every byte: what was changed is read again
def _read(content: bytes, shown: str) -> tuple[Observation, ...]:
    try:
        return tuple(read_rows(content.decode("utf-8-sig"), shown))
    except UnicodeDecodeError as error:
        raise DataError([not_utf8(shown, error)]) from error


def read_rows(text: str, shown: str) -> list[Observation]:
    """The figures of a text in the tidy format; see :func:`read_tidy_csv`."""
    rows = rows_of(text, shown)
    header = [name.strip() for name in next(rows, (1, []))[1]]
    mistakes = _header_mistakes(header, Place(shown, "header"))
    if mistakes:
        raise DataError(mistakes)
    figures: list[Observation] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        place = Place(shown, line)
        if len(cells) != len(header):
            remedy = "Quote cells that hold a comma; give every row all columns."
            mistakes.append(place.mistake(f"{len(cells)} cells", f"{len(header)} as in the header", remedy))
            continue
        given = {
            name: restored(cell) if name in _WORDS else cell
            for name, cell in zip(header, cells, strict=True)
            if cell.strip() or name not in _OPTIONAL
        }
        try:
            figures.append(Observation.model_validate({**given, "place": place}))
        except ValidationError as error:
            mistakes += mistakes_of(error, lambda at, place=place: place.below(str(at[0])) if at else place)  # type: ignore[misc]
    if mistakes:
        raise DataError(mistakes)
    return figures


def _header_mistakes(header: list[str], place: Place) -> list[Mistake]:
    if len(header) == 1 and (other := next((mark for mark in ";\t，；" if mark in header[0]), None)):
        remedy = "Save the file as CSV (UTF-8) with commas."
        return [place.mistake(f"columns separated by {other!r}", "columns separated by commas", remedy)]
    missing = [name for name in COLUMNS if name not in header and name not in _OPTIONAL]
    unknown = [name for name in header if name not in COLUMNS]
    expected = "the columns " + ",".join(COLUMNS)
    found = [f"no column {name}" for name in missing] + [f'a column "{name}"' for name in unknown]
    found += [f'the column "{name}" twice' for name in sorted({name for name in header if header.count(name) > 1})]
    return [place.mistake(what, expected, "Correct the first line.") for what in found]


def appended(content: bytes, figures: Sequence[Observation], shown: str) -> bytes:
    """The content of a file with figures added as rows at its end; not a byte before them is changed.

    Columns keep their order, lines their ends; a new file begins with the mark by which Excel knows UTF-8.

    Raises:
        DataError: a figure has an entry for which the file has no column.
    """
    if not content.strip(b"\xef\xbb\xbf \r\n"):
        content = b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\n"
    text = content.decode("utf-8-sig")
    end = "\r\n" if "\r\n" in text else "\n"
    header = [name.strip() for name in next(csv.reader(io.StringIO(text, newline="")))]
    lost = {name for name in _OPTIONAL - set(header) for figure in figures if getattr(figure, name)}
    if lost:
        remedy = "Add the column to its first line and a comma to each row, or name another file with --into."
        header_row = Place(shown, "header")
        raise DataError([header_row.mistake("no such column", f"a column {name}", remedy) for name in sorted(lost)])
    rows = io.StringIO(newline="")
    writer = csv.writer(rows, lineterminator=end)
    writer.writerows(tidy_row(figure, header) for figure in figures)
    between = "" if text.endswith(("\n", "\r")) else end
    return content + (between + rows.getvalue()).encode("utf-8")


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
