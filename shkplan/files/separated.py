"""Text cut into cells: by commas, semicolons or tabs, whichever the text itself shows, and never by a guess.

Excel writes semicolons where a comma is the decimal sign, and tabs where it writes UTF-16; its line ``sep=;`` decides.
Otherwise the sign decides that cuts most lines into the same number of cells; where two do so alike, the file must say.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from shkplan.base.errors import DataError, Mistake
from shkplan.base.messages import said

LARGEST_CELL = 131_072  # characters
SIGNS = {",": said("commas"), ";": said("semicolons"), "\t": said("tabs")}
_LOOKED_AT = 500  # rows
_TOLD = (
    "unexpected end of data",
    "',' expected after '\"'",
    "';' expected after '\"'",
)  # by the library, and in the catalogue
_SAID = re.compile(r"sep=([,;\t])\r?(?:\n|$)", re.IGNORECASE)


def separated(text: str, shown: str, sign: str = "") -> Iterator[tuple[int, list[str]]]:
    """The rows of a text, each with the line it starts on.

    Args:
        text: the whole of it.
        shown: the name of its file as a message should print it.
        sign: what separates its cells, where that is known better than by looking; a first line ``sep=`` decides all the same.

    Raises:
        DataError: two signs that cut it alike, a quote that is not closed, or a cell larger than any figure.
    """
    told = _SAID.match(text)
    if told:
        for line, cells in rows_of(text[told.end() :], shown, told[1]):
            yield line + 1, cells
    else:
        yield from rows_of(text, shown, sign or sign_of(text, shown))


def sign_of(text: str, shown: str) -> str:
    """The sign that separates the cells of a text.

    Raises:
        DataError: two do alike.
    """
    told = _SAID.match(text)
    if told:
        return told[1]
    found = {sign: _cut(text, sign) for sign in SIGNS}
    best = max(found.values())
    fitting = [sign for sign, count in found.items() if count == best]
    if not best or len(fitting) == 1:
        return fitting[0]
    both = said("cells separated by {one} or by {other}", one=SIGNS[fitting[0]], other=SIGNS[fitting[1]])
    remedy = said("Write sep=, or sep=; as the first line of the file, or save it as CSV UTF-8 (comma delimited).")
    raise DataError([Mistake(shown, said("file"), both, said("one sign that separates cells"), remedy)])


def _cut(text: str, sign: str) -> int:
    """How many of the first lines a sign cuts into the same number of cells, more than one; up to a quote that misleads."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=sign)
    widths: Counter[int] = Counter()
    with suppress(csv.Error):
        for cells in islice(reader, _LOOKED_AT):
            widths[len(cells)] += len(cells) > 1
    return max(widths.values(), default=0)


def rows_of(text: str, shown: str, sign: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The rows of a text whose cells a known sign separates, each with the line it starts on.

    Raises:
        DataError: a quote that is not closed, or a cell larger than any figure.
    """
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=sign)
    line = 1
    try:
        for cells in rows:
            yield line, _small(cells)
            line = rows.line_num + 1
    except csv.Error as error:
        remedy = said('Close every quote, and write a quote inside a quoted cell twice ("").')
        expected = said("cells separated by {signs}", signs=SIGNS[sign])
        found = said(str(error)) if str(error) in _TOLD else str(error)
        raise DataError([Mistake(shown, said("row {number}", number=line), found, expected, remedy)]) from error


def _small(cells: list[str]) -> list[str]:
    """The cells, none of them larger than any figure; csv's own limit is for anybody to change."""
    if max(map(len, cells), default=0) > LARGEST_CELL:
        raise csv.Error(f"field larger than field limit ({LARGEST_CELL})")
    return cells
