"""Tables and charts as comma-separated values: for a spreadsheet, with headings in the language in force.

As RFC 4180 has it: commas, lines that end in CR and LF, quotes where a cell needs them. Numbers are written as they are
known, unrounded and without grouping; text that a spreadsheet would run gets the mark of :mod:`shkplan.files.spreadsheet`.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from shkplan.display.language import say
from shkplan.files.spreadsheet import neutralised

__all__ = ["as_csv", "flat", "save_csv"]

Row = Mapping[str, Any]
_MARK = "\ufeff"  # by which a spreadsheet knows UTF-8 when the file is double-clicked


def as_csv(rows: Sequence[Row]) -> str:
    """Rows with their headings; a column that any row has is a column of all."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    return lines([headings, *([row.get(name) for name in headings] for row in rows)]) if rows else ""


def lines(cells: Iterable[Sequence[Any]]) -> str:
    """Rows of cells, the headings among them."""
    page = StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    for row in cells:
        writer.writerow([_cell(one) for one in row])
    return page.getvalue()


def _cell(value: Any) -> str:
    """A value as a cell: nothing where nothing is known."""
    if isinstance(value, bool):
        return say("csv.yes" if value else "csv.no")
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, str):
        return neutralised(value)
    if hasattr(value, "item"):  # a number of numpy
        value = value.item()
    return repr(value) if isinstance(value, float) else str(value)


def save_csv(path: Path, text: str) -> Path:
    """The text in a file that Excel and WPS open as it is."""
    path.write_text(_MARK + text, encoding="utf-8", newline="")
    return path


def flat(data: Any, name: str = "") -> list[dict[str, Any]]:
    """Data of any shape as rows: a list of things is a row a thing, whatever lies deeper is named by its way there."""
    if isinstance(data, Mapping):
        return [_paths(data)]
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [row for one in data for row in flat(one, name)]
    return [{name or "value": data}]


def _paths(data: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, Mapping):
            found |= _paths(value, f"{before}{name}.")
        elif isinstance(value, Sequence) and not isinstance(value, str):
            found[f"{before}{name}"] = "; ".join(str(one) for one in value)
        else:
            found[f"{before}{name}"] = value
    return found
