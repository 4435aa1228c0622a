"""Figures, sources and targets as rows of plain values, ready for any format."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence

from shkplan.evidence.observation import Observation
from shkplan.workspace.readers.tidy_csv import COLUMNS, tidy_row

SOURCE = ("source_title", "publisher", "source_kind", "address", "published")  # what tells one source from another
Source = tuple[str, ...]


def tidy_csv(observations: Iterable[Observation]) -> str:
    """The figures as a tidy table, header first; text is neutralised, numbers are written to their last digit."""
    return table_csv(COLUMNS, (tidy_row(figure) for figure in observations))


def table_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as text in CSV, with the line ends of the standard (RFC 4180)."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(header)
    table.writerows(rows)
    return text.getvalue()


def sources_of(observations: Iterable[Observation]) -> dict[Source, int]:
    """Each source with how many figures were taken from it, in the order of the figures."""
    return dict(Counter(source_of(figure) for figure in observations))


def source_of(figure: Observation) -> Source:
    """What tells the source of a figure from others, in the order of :data:`SOURCE`."""
    return tuple(str(getattr(figure, name)) for name in SOURCE)
