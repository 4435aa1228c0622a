"""A class through the years as a table one can read: a row for each year in which windows ended.

A row holds what was learned by then: the counts, the habits, and of the mean of the class its ``change`` in that year and
its ``level`` at the end of it. A change never differs between the years it is seen from, so that the path of the mean
known at the end of a year is its level less the changes after each earlier one. Rows of years too young to say anything
of habits hold the change alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from shkplan.base.messages import Text, said
from shkplan.models.pooled.dynamics import Dynamics
from shkplan.models.pooled.reference_class import Known, ReferenceClass

__all__ = ["COLUMNS", "COUNTS", "HABITS", "POSITIVE", "Row", "known_from", "table_of"]

COUNTS = ("regions", "windows", "independent")
HABITS = (
    "persistence",
    "slope",
    "constant",
    "noise",
    "df",
    "scale",
    "pull",
    "speed",
    "lean1",
    "lean2",
    "bend1",
    "bend2",
)
POSITIVE = ("spread", "df", "scale")
COLUMNS = ("until", *COUNTS, "change", "level", "spread", *HABITS)
Row = Mapping[str, float | None]
_SAME = 1e-9  # by how much the change of a year may differ between the years it is seen from


def known_from(name: str, rows: Sequence[Row], *, reverting: bool, words: Text | None = None) -> Known:
    """The class through the years, from the rows of consecutive years; ``words`` are its name in both languages."""
    years = np.array([_number(row, "until") for row in rows], dtype=np.int64)
    path = np.cumsum([row["change"] or 0.0 for row in rows])
    by_year = {}
    for at, row in enumerate(rows):
        if row["level"] is None:
            continue
        regions, windows, independent = (int(_number(row, count)) for count in COUNTS)
        by_year[int(years[at])] = ReferenceClass(
            name=name,
            years=years[: at + 1],
            mean=path[: at + 1] + (_number(row, "level") - path[at]),
            spread=_number(row, "spread"),
            dynamics=_dynamics(row, reverting),
            regions=regions,
            windows=windows,
            independent=independent,
            words=words,
        )
    return Known(name, by_year)


def table_of(known: Known) -> Iterator[dict[str, float | None]]:
    """The rows of a class through the years.

    Raises:
        ValueError: the change of a year differs between the years it is seen from, so that no such table holds the class.
    """
    last = known.by_year[max(known.by_year)]
    changes = np.diff(last.mean)
    for at, year in enumerate(last.years.tolist()):
        row: dict[str, float | None] = dict.fromkeys(COLUMNS)
        row |= {"until": year, "change": float(changes[at - 1]) if at else None}
        one = known.by_year.get(year)
        if one is not None and one.until == year:  # a year in which nothing was measured adds nothing to the one before
            if not np.allclose(np.diff(one.mean), changes[:at], rtol=0.0, atol=_SAME):
                raise ValueError(
                    said(
                        "{name}: the mean of {year} does not go along with that of {until}",
                        name=known.name,
                        year=year,
                        until=last.until,
                    )
                )
            row |= {name: getattr(one, name) for name in (*COUNTS, "spread")}
            row |= {"level": float(one.mean[-1]), **_habits(one.dynamics)}
        yield row


def _habits(of: Dynamics) -> dict[str, float | None]:
    plain = {name: float(getattr(of, name)) for name in HABITS if hasattr(of, name)}
    return {**plain, **{f"{name}{i + 1}": getattr(of, name)[i] for name in ("lean", "bend") for i in (0, 1)}}


def _dynamics(row: Row, reverting: bool) -> Dynamics:
    plain = {name: _number(row, name) for name in HABITS[:-4]}
    lean1, lean2, bend1, bend2 = (_number(row, name) for name in HABITS[-4:])
    return Dynamics(reverting=reverting, **plain, lean=(lean1, lean2), bend=(bend1, bend2))


def _number(row: Row, name: str) -> float:
    value = row[name]
    if value is None:
        raise ValueError(said("no {name} in the row of {until}", name=name, until=row["until"]))
    return value
