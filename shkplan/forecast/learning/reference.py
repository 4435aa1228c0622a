"""The table of a reference class, learned from a panel: what ``shkplan learn-reference`` does.

A panel is a CSV file (or .csv.gz) with a header: ``series`` or ``region``, ``year``, ``value``; where it holds several
indicators ``indicator``; ``doubt``, words on what is doubtful about a row; and ``level``, which is filled for the regions
above. What an entry says of it is done in this order: its indicator, without the rows it drops; regions set aside; values
within its bounds (one at a bound is infinitely far out on the scale of its link, and left out); series cut at its breaks.
Then the class is learned at the end of each year, from what was known by then.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.distributions.links import FloatArray, Support
from shkplan.files import paths
from shkplan.forecast.frames import lacking
from shkplan.forecast.learning.panels import held_out
from shkplan.models.base import IntArray
from shkplan.models.pooled.learning import AHEAD, LEAST_REGIONS, LEAST_YEARS, SisterRegions, learned
from shkplan.models.pooled.reference_class import Known, ReferenceClass
from shkplan.models.pooled.table import COLUMNS, COUNTS, table_of
from shkplan.register.reference_class import ReferenceEntry

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LearnedTable", "learned_reference", "read_reference_panel", "sisters"]

_OTHER_NAMES = {"t": "year", "series_id": "series", "region": "series"}
_SHOWN = 5  # mistakes of one sort; a panel has thousands of rows
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LearnedTable:
    """A table, and the counts it rests on.

    Attributes:
        known: the class through the years.
        figures: how many figures taught it.
        dropped, aside, at_bound: how many were left out for their doubt, for their region, or since no value there can be.
    """

    known: Known
    figures: int
    dropped: int
    aside: int
    at_bound: int

    @property
    def last(self) -> ReferenceClass:
        """The class by all of the panel."""
        return self.known.by_year[max(self.known.by_year)]

    def text(self) -> str:
        """The table as CSV; numbers to six digits."""
        file = io.StringIO(newline="")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([_cell(name, value) for name, value in row.items()] for row in table_of(self.known))
        return file.getvalue()


def learned_reference(
    frame: pd.DataFrame, entry: ReferenceEntry, shown: str, progress: Progress = lambda *_: None
) -> LearnedTable:
    """The class at the end of each year of a panel, as :func:`read_reference_panel` reads it.

    Args:
        frame: the panel.
        entry: what of it counts.
        shown: the name of its file as a message prints it.
        progress: told how many years are done, of how many.

    Raises:
        DataError: no rows for the class, too few regions or years, or values that cannot be.
    """
    regions, of, counts = sisters(frame, entry, shown)
    by_year, start = dict[int, ReferenceClass](), None
    for done, year in enumerate(regions.years.tolist(), start=1):
        known = regions.until(year)
        found = learned(known, start)
        if found is not None:
            one, start = found
            there = np.unique(of[np.isfinite(known.values).any(axis=1)]).size
            by_year[year] = replace(one, regions=there, independent=_apart(known))
        progress(done, regions.years.size)
    if not by_year:
        found_there = f"{np.unique(of).size} regions over {regions.years.size} years"
        least = f"{LEAST_REGIONS} regions or more with figures of {LEAST_YEARS} years or more"
        raise DataError([Place(shown, "file").mistake(found_there, least, "A smaller class says nothing.")])
    return LearnedTable(Known(entry.id, by_year), int(np.isfinite(regions.values).sum()), *counts)


def read_reference_panel(path: Path) -> pd.DataFrame:
    """A panel with the columns series, year, value, and what else the file holds.

    Raises:
        DataError: unreadable, a column is missing, or years and values that are no numbers.
    """
    import pandas as pd

    shown = paths.shown(path)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        remedy = "Check the path; save the file as CSV UTF-8 with commas."
        raise DataError([Place(shown, "file").mistake(str(error), "a table in CSV", remedy)]) from error
    frame = frame.rename(columns={old: new for old, new in _OTHER_NAMES.items() if new not in frame})
    if missing := lacking(frame):
        remedy = (
            "A panel has the columns series (or region), year and value, and if need be indicator, doubt and level."
        )
        there = ", ".join(map(str, frame.columns))
        raise DataError([Place(shown, "header").mistake(there, f"columns {', '.join(missing)}", remedy)])
    mistakes = list[Mistake]()
    for column, expected in (("year", "a year such as 2021"), ("value", "a number, or nothing")):
        numbers = pd.to_numeric(frame[column].replace("", np.nan), errors="coerce")
        odd = numbers.isna() & (frame[column].str.strip() != "") | (np.isinf(numbers))
        if column == "year":
            odd |= numbers.isna() | (numbers != numbers.round())
        mistakes += _told(frame[odd], column, expected, shown)
        frame[column] = numbers
    if mistakes:
        raise DataError(mistakes)
    return frame.astype({"year": np.int64}).dropna(subset="value")


def sisters(
    frame: pd.DataFrame, entry: ReferenceEntry, shown: str
) -> tuple[SisterRegions, FloatArray, tuple[int, int, int]]:
    """The series of a class on the scale of its link, the region of each, and how many figures were left out, by reason.

    Raises:
        DataError: no rows for the class, a year twice, or values beyond its bounds.
    """
    data = _of_the_indicator(frame, entry, shown)
    doubt = data["doubt"] if "doubt" in data else data["series"].map(lambda _: "")
    doubtful = doubt.map(lambda text: any(word in text for word in entry.learned.drop)).astype(bool)
    aside = data["series"].map(held_out).astype(bool) & entry.learned.set_aside & ~doubtful
    data = data[~doubtful & ~aside]
    low, high = Support(*entry.bounds).interval
    mistakes = _told(data[(data["value"] < low) | (data["value"] > high)], "value", f"{low:g} to {high:g}", shown)
    mistakes += _told(data[data.duplicated(["series", "year"])], "year", "each year of a series once", shown)
    if mistakes:
        raise DataError(mistakes)
    inside = (data["value"] > low) & (data["value"] < high)
    counts = int(doubtful.sum()), int(aside.sum()), int((~inside).sum())
    data = data[inside]
    if data.empty:
        found = f"{counts[0]} rows dropped for their doubt, {counts[1]} of regions set aside, {counts[2]} at a bound"
        raise DataError([Place(shown, "file").mistake(found, f"figures for {entry.id}", "Correct the entry.")])
    years = np.arange(data["year"].min(), data["year"].max() + 1)
    over = data["level"].str.strip() != "" if "level" in data else data["series"].map(lambda _: False).astype(bool)
    own, of = _laid_out(data[~over], entry, years)
    above, _ = _laid_out(data[over], entry, years)
    regions = SisterRegions(entry.id, years, own, entry.measure == "growth", above if above.size else None)
    return regions, of, counts


def _of_the_indicator(frame: pd.DataFrame, entry: ReferenceEntry, shown: str) -> pd.DataFrame:
    """The rows of the indicator the class was learned from."""
    wanted = entry.learned.indicator
    if wanted is None:
        return frame
    if "indicator" not in frame:
        remedy = f"Add the column, or take indicator out of learned in {entry.id}.yaml."
        raise DataError([Place(shown, "header").mistake("no column indicator", "a column indicator", remedy)])
    data = frame[frame["indicator"] == wanted]
    if data.empty:
        there = sorted(frame["indicator"].unique())[:12]
        remedy = f"Correct learned.indicator in {entry.id}.yaml."
        raise DataError([Place(shown, "file").mistake(f"no row of {wanted}", f"one of {', '.join(there)}", remedy)])
    return data


def _laid_out(data: pd.DataFrame, entry: ReferenceEntry, years: IntArray) -> tuple[FloatArray, FloatArray]:
    """(R, m) series on the scale of the link, one a region and basis, and (R,) the number of each one's region."""
    basis = np.searchsorted(np.array(entry.learned.breaks, dtype=np.int64), data["year"], side="right")
    table = data.assign(basis=basis).pivot_table(index=["series", "basis"], columns="year", values="value", sort=True)
    found = table.reindex(columns=years).to_numpy(np.float64)
    measured = np.isfinite(found)
    found[measured] = Support(*entry.bounds).link().forward(found[measured])
    return found, np.asarray(table.index.codes[0], dtype=np.float64) if len(table) else np.zeros(0)


def _apart(regions: SisterRegions) -> int:
    """How many windows there are of which no two share a year's change, counted from the last back; a class learns from none
    that began in its first years."""
    whole = np.isfinite(regions.values)
    ends = np.flatnonzero((whole[:, :-AHEAD] & whole[:, AHEAD:]).sum(axis=0) >= LEAST_REGIONS) + AHEAD
    count, free = 0, regions.years.size
    for end in ends[::-1].tolist():
        if end >= 2 * AHEAD and end <= free:
            count, free = count + 1, end - AHEAD
    return count


def _told(rows: pd.DataFrame, column: str, expected: str, shown: str) -> list[Mistake]:
    """What is wrong with a column of some rows, the first of them one by one."""

    def each() -> Iterator[Mistake]:
        for index, row in rows.head(_SHOWN).iterrows():
            place = Place(shown, int(index) + 2, column)  # type: ignore[call-overload]  # of a file just read
            yield place.mistake(f"{row[column]} ({row['series']})", expected, "Correct the row, or leave it out.")
        if len(rows) > _SHOWN:
            place = Place(shown, "file", column)
            yield place.mistake(f"{len(rows) - _SHOWN} more such rows", expected, "Correct them, or leave them out.")

    return list(each())


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if name in ("until", *COUNTS) else f"{value:.6g}"
