"""The table of a reference class, learned from a panel: what ``shkplan learn-reference`` does.

A panel is a CSV file (or .csv.gz) with a header: ``series`` or ``region``, ``year``, ``value``; where it holds several
indicators ``indicator``; ``doubt``, words on what is doubtful about a row; and ``level``, which is filled for the regions
above. What an entry says of it is done in this order: its indicator, without the rows it drops; regions set aside; series cut
at its breaks. Then the class is learned at the end of each year, from what was known by then, as that of any panel
(:mod:`shkplan.forecast.pooled`).
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
from shkplan.base.messages import said
from shkplan.distributions.links import Support
from shkplan.files import paths
from shkplan.forecast.frames import lacking
from shkplan.forecast.learning.panels import held_out
from shkplan.forecast.pooled import PanelSisters
from shkplan.models.pooled.learning import AHEAD, LEAST_REGIONS, LEAST_YEARS
from shkplan.models.pooled.reference_class import Known, ReferenceClass
from shkplan.models.pooled.table import COLUMNS, COUNTS, table_of
from shkplan.register.reference_class import ReferenceEntry

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LearnedTable", "learned_reference", "read_reference_panel", "wanted_rows"]

_OTHER_NAMES = {"t": "year", "series_id": "series", "region": "series"}
_SHOWN = 5  # mistakes of one sort; a panel has thousands of rows
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LearnedTable:
    """A table, and the counts it rests on.

    Attributes:
        known: the class through the years.
        figures: how many figures taught it.
        dropped, aside: how many were left out for their doubt, and for their region.
    """

    known: Known
    figures: int
    dropped: int
    aside: int

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
    data, dropped, aside = wanted_rows(frame, entry, shown)
    classes = PanelSisters.of(data, entry.id, entry.measure == "growth").on(Support(*entry.bounds).link())
    own = data[data["level"].str.strip() == ""] if "level" in data else data
    by_year, years = dict[int, ReferenceClass](), np.unique(data["year"])
    for done, year in enumerate(years.tolist(), start=1):
        one, until = classes.at(year), own[own["year"] <= year]
        if one is not None and one.until == year:  # else nothing was learned since
            apart = _apart(until, int(one.years[0]))
            by_year[year] = replace(one, regions=until["region"].nunique(), independent=apart)
        progress(done, years.size)
    if not by_year:
        found = said("{regions} regions over {years} years", regions=own["region"].nunique(), years=years.size)
        least = said(
            "{regions} regions or more with figures of {years} years or more",
            regions=LEAST_REGIONS,
            years=LEAST_YEARS,
        )
        raise DataError([Place(shown, "file").mistake(found, least, said("A smaller class says nothing."))])
    return LearnedTable(Known(entry.id, by_year), len(data), dropped, aside)


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
        remedy = said("Check the path; save the file as CSV UTF-8 with commas.")
        raise DataError(
            [
                Place(shown, "file").mistake(
                    said(getattr(error, "strerror", None) or "{error}", error=error), said("a table in CSV"), remedy
                )
            ]
        ) from error
    frame = frame.rename(columns={old: new for old, new in _OTHER_NAMES.items() if new not in frame})
    if missing := lacking(frame):
        remedy = said(
            "A panel has the columns series (or region), year and value, and if need be indicator, doubt and level."
        )
        there = ", ".join(map(str, frame.columns))
        raise DataError([Place(shown, "header").mistake(there, said("columns {missing}", missing=missing), remedy)])
    mistakes = list[Mistake]()
    for column, expected in (("year", said("a year such as 2021")), ("value", said("a number, or nothing"))):
        numbers = pd.to_numeric(frame[column].replace("", np.nan), errors="coerce")
        odd = numbers.isna() & (frame[column].str.strip() != "") | (np.isinf(numbers))
        if column == "year":
            odd |= numbers.isna() | (numbers != numbers.round())
        mistakes += _told(frame[odd], column, expected, shown)
        frame[column] = numbers
    if mistakes:
        raise DataError(mistakes)
    return frame.astype({"year": np.int64}).dropna(subset="value")


def wanted_rows(frame: pd.DataFrame, entry: ReferenceEntry, shown: str) -> tuple[pd.DataFrame, int, int]:
    """The rows a class is learned from, and how many were left out for their doubt and for their region.

    Column ``series`` tells a region on one basis, ``region`` the region itself.

    Raises:
        DataError: no rows for the class, a year twice, or values beyond its bounds.
    """
    data = _of_the_indicator(frame, entry, shown)
    doubt = data["doubt"] if "doubt" in data else data["series"].map(lambda _: "")
    doubtful = doubt.map(lambda text: any(word in text for word in entry.learned.drop)).astype(bool)
    aside = data["series"].map(held_out).astype(bool) & entry.learned.set_aside & ~doubtful
    data, left = data[~doubtful & ~aside], (int(doubtful.sum()), int(aside.sum()))
    low, high = Support(*entry.bounds).interval
    mistakes = _told(
        data[(data["value"] < low) | (data["value"] > high)],
        "value",
        said("{low:g} to {high:g}", low=low, high=high),
        shown,
    )
    mistakes += _told(data[data.duplicated(["series", "year"])], "year", said("each year of a series once"), shown)
    if data.empty:
        found = said(
            "{dropped} rows dropped for their doubt, {aside} of regions set aside", dropped=left[0], aside=left[1]
        )
        mistakes = [
            Place(shown, "file").mistake(found, said("figures for {entry}", entry=entry.id), said("Correct the entry."))
        ]
    if mistakes:
        raise DataError(mistakes)
    basis = np.searchsorted(np.array(entry.learned.breaks, dtype=np.int64), data["year"], side="right")
    return data.assign(region=data["series"], series=data["series"] + "\n" + basis.astype(str)), *left


def _of_the_indicator(frame: pd.DataFrame, entry: ReferenceEntry, shown: str) -> pd.DataFrame:
    """The rows of the indicator the class was learned from."""
    wanted = entry.learned.indicator
    if wanted is None:
        return frame
    if "indicator" not in frame:
        remedy = said("Add the column, or take indicator out of learned in {entry}.yaml.", entry=entry.id)
        raise DataError(
            [Place(shown, "header").mistake(said("no column indicator"), said("a column indicator"), remedy)]
        )
    data = frame[frame["indicator"] == wanted]
    if data.empty:
        there = sorted(frame["indicator"].unique())[:12]
        remedy = said("Correct learned.indicator in {entry}.yaml.", entry=entry.id)
        raise DataError(
            [
                Place(shown, "file").mistake(
                    said("no row of {wanted}", wanted=wanted), said("one of {there}", there=there), remedy
                )
            ]
        )
    return data


def _apart(data: pd.DataFrame, first: int) -> int:
    """How many windows there are of which no two share a year's change, the last first.

    A class that begins in year ``first`` learns from no window that began in its first years.
    """
    begun = data[["series", "year"]].assign(year=data["year"] + AHEAD)
    ends = begun.merge(data[["series", "year"]]).groupby("year").size()
    count, free = 0, int(data["year"].max())
    for end in ends[ends >= LEAST_REGIONS].index[::-1].tolist():
        if first + 2 * AHEAD <= end <= free:
            count, free = count + 1, end - AHEAD
    return count


def _told(rows: pd.DataFrame, column: str, expected: str, shown: str) -> list[Mistake]:
    """What is wrong with a column of some rows, the first of them one by one."""

    def each() -> Iterator[Mistake]:
        for index, row in rows.head(_SHOWN).iterrows():
            place = Place(shown, int(index) + 2, column)  # type: ignore[call-overload]  # of a file just read
            yield place.mistake(f"{row[column]} ({row['series']})", expected, said("Correct the row, or leave it out."))
        if len(rows) > _SHOWN:
            place = Place(shown, "file", column)
            yield place.mistake(
                said("{count} more such rows", count=len(rows) - _SHOWN),
                expected,
                said("Correct them, or leave them out."),
            )

    return list(each())


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if name in ("until", *COUNTS) else f"{value:.6g}"
