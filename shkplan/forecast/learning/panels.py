"""Public yearly panels, as series to learn from.

A panel is a CSV file (or .csv.gz) with a header: ``year`` (or ``t``), ``value``, and what tells series apart, which is
``series`` (or ``series_id``), or ``region`` and ``indicator`` together. Bounds are columns ``lower`` and ``upper``;
without them an indicator that is below zero anywhere has none, one in "%" or "% of ..." (column ``unit``) whose greatest
value lies between 10 and 100 is a share (one that stays far from 100 does not feel it), and any other is above zero.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from shkplan.base.errors import DataError, ParameterError, Place
from shkplan.base.given import all_of
from shkplan.base.messages import said
from shkplan.forecast.frames import lacking, measured
from shkplan.forecast.learning.windows import PanelSeries

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["held_out", "read_panel"]

SHORTEST = 12  # measured years: a window, and what came after it
_SHOWN = 5  # mistakes that are told; a panel has thousands of rows
_OTHER_NAMES = {"t": "year", "series_id": "series"}


def read_panel(path: Path) -> list[PanelSeries]:
    """The series of a panel file that can be learned from; regions set aside are left out.

    Raises:
        DataError: a column is missing.
        ParameterError: series that cannot be read, the first few of them told.
    """
    import pandas as pd

    frame = pd.read_csv(path).rename(columns=_OTHER_NAMES)
    by = ["series"] if "series" in frame else ["indicator", "region"]
    if missing := lacking(frame, (*by, "year", "value")):
        found, hint = ", ".join(map(str, frame.columns)), said("See the head of shkplan/forecast/learning/panels.py.")
        raise DataError([Place(str(path), 1).mistake(found, said("columns {missing}", missing=list(missing)), hint)])
    if "region" in frame:
        frame = frame[~frame["region"].map(held_out).astype(bool)]
    frame = frame.assign(
        series=pd.Series(list(zip(*(frame[name] for name in by), strict=True)), frame.index, dtype=object)
    )
    read = measured(frame, str(path))
    if wrong := [said("{name}: {told}", name=", ".join(map(str, name or ())), told=told) for name, told in read.wrong]:
        raise ParameterError(said("{name}: {told}.", name=str(path), told=all_of(wrong, _SHOWN)))
    rows, (starts, ends) = _bounded(read.rows), read.spans
    names = [str(read.names[at]) for at in read.code[starts]]
    every = (_series(name, rows.iloc[a:b]) for name, a, b in zip(names, starts.tolist(), ends.tolist(), strict=True))
    return [series for series in every if series is not None]


def held_out(region: str) -> bool:
    """Whether a region is set aside: a third of them, by a hash of the name."""
    return zlib.crc32(str(region).encode()) % 3 == 0


def _series(name: str, rows: pd.DataFrame) -> PanelSeries | None:
    """One series, without what stands at a bound; None where too little is left or nothing moves."""
    years, values = rows["year"].to_numpy(np.int64), rows["value"].to_numpy(np.float64)
    lower, upper = float(rows["lower"].iloc[0]), float(rows["upper"].iloc[0])
    inside = (values > lower) & (values < upper)
    years, values = years[inside], values[inside]
    if years.size < SHORTEST or np.ptp(values) == 0:
        return None
    return PanelSeries(name, years, values, lower, upper)


def _bounded(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with columns ``lower`` and ``upper``, infinite where there is none."""
    if "lower" in frame or "upper" in frame:
        none = {"lower": -np.inf, "upper": np.inf}
        return frame.assign(**{name: frame[name].fillna(no) if name in frame else no for name, no in none.items()})
    kind = frame["indicator"] if "indicator" in frame else frame["series"]
    least, greatest = (frame.groupby(kind)["value"].transform(how) for how in ("min", "max"))
    percent = frame["unit"].astype(str).str.startswith("%") if "unit" in frame else False
    share = percent & (least >= 0) & (greatest >= 10) & (greatest <= 100)
    return frame.assign(lower=np.where(least < 0, -np.inf, 0.0), upper=np.where(share, 100.0, np.inf))
