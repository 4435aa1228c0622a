"""Text of files that others wrote: decoded safely, cut into rows, and nothing guessed.

Statistics offices send tables in UTF-8, in UTF-8 with a byte order mark (Excel) and in GBK or GB18030 (older systems).
GB18030 takes almost any pair of bytes for a character, so a text is taken for it only where nothing speaks against it.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from shkplan.base.errors import DataError, Mistake
from shkplan.files import paths

LARGEST_FILE = 20_000_000  # bytes; a yearbook table has some ten thousand
LARGEST_CELL = 131_072  # characters
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE = "Save the file as CSV UTF-8 (in Excel: CSV UTF-8 (comma delimited))."


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without byte order mark, or in GBK or GB18030.

    Raises:
        DataError: unreadable, larger than any table, no text, or text in another encoding.
    """
    shown = paths.shown(path)
    return decoded(read_bytes(path), shown)


def is_utf8(path: Path) -> bool:
    """Whether a text is UTF-8; what else was read is GB18030, which a person should look at."""
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is no larger than a table can be.

    Raises:
        DataError: unreadable, or larger than :data:`LARGEST_FILE`.
    """
    shown = paths.shown(path)
    try:
        size = path.stat().st_size
        if size <= LARGEST_FILE:
            return path.read_bytes()
    except OSError as error:
        raise DataError([Mistake(shown, "file", str(error.strerror), "a readable file", "Check the path.")]) from error
    found, expected = f"{size / 1e6:.0f} MB", f"a table of at most {LARGEST_FILE / 1e6:.0f} MB"
    raise DataError(
        [Mistake(shown, "file", found, expected, "Save the one table that is wanted as a file of its own.")]
    )


def decoded(content: bytes, shown: str) -> str:
    """Bytes as text: UTF-8, else GB18030 where that is beyond doubt.

    Args:
        content: the file as it is.
        shown: its name as a message should print it.

    Raises:
        DataError: no text, or text in another encoding.
    """
    if content.startswith(_UTF16):
        raise DataError([Mistake(shown, "file", "text in UTF-16", "text in UTF-8", _SAVE)])
    if (at := content.find(b"\0")) >= 0:
        found = f"a NUL byte at offset {at}"
        raise DataError([Mistake(shown, "file", found, "text", f"This is no text file, or a damaged one. {_SAVE}")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _chinese(content)
        if text is None:
            raise DataError([not_utf8(shown, error)]) from error
        return text


def _chinese(content: bytes) -> str | None:
    """Text in GB18030; None where it is rather broken UTF-8, or where few of its characters are ones that people use."""
    as_utf8 = content.decode("utf-8", errors="replace")
    broken = as_utf8.count("\ufffd")
    if sum(not char.isascii() for char in as_utf8) - broken > broken:
        return None
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = [char for char in text if not char.isascii()]
    if any(unicodedata.category(char) in {"Cc", "Cn", "Co"} for char in foreign):  # controls, private, unassigned
        return None
    return text if 2 * sum(map(_common, foreign)) >= len(foreign) else None


def _common(char: str) -> bool:
    """Whether a character is one of the 3,755 that GB 2312 puts first, or a sign: what Chinese texts are made of."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and (0xA1 <= code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7)


def _small(cells: list[str]) -> list[str]:
    """The cells, none of them larger than any figure; csv's own limit is for anybody to change."""
    if max(map(len, cells), default=0) > LARGEST_CELL:
        raise csv.Error(f"field larger than field limit ({LARGEST_CELL})")
    return cells


def not_utf8(shown: str, error: UnicodeDecodeError) -> Mistake:
    """The mistake of a file in another encoding."""
    found = f"byte {error.object[error.start]:#04x} at offset {error.start}"
    return Mistake(shown, "file", found, "text in UTF-8", "Save the file as UTF-8 (in Excel: CSV UTF-8).")


def csv_rows(text: str, shown: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a comma-separated text, each with the line it starts on.

    Args:
        text: the whole of it.
        shown: the name of its file as a message should print it.

    Raises:
        DataError: a quote that is not closed, or a cell larger than any figure.
    """
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in rows:
            yield line, _small(cells)
            line = rows.line_num + 1
    except csv.Error as error:
        remedy = 'Close every quote, and write a quote inside a quoted cell twice ("").'
        raise DataError([Mistake(shown, f"row {line}", str(error), "cells separated by commas", remedy)]) from error
