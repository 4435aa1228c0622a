"""Tasks of the pooled law: a region's last figures, what came years later, and its sister regions' figures until then.

The questions: is the last level (kept or bettered), the level plus half, plus all of the trend of the five years before, reached
``ahead`` years later? Bettered is meant in the direction of that trend. The trend is that of the figures before the origin, also
where a method is given fewer of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from shkplan.distributions.links import FloatArray

QUESTIONS = {"level": 0.0, "half trend": 0.5, "full trend": 1.0}
AHEAD, PACE = 6, 5
LEAST = 14  # years of a World Bank series
_SINCE = 1985
_ABOVE_ZERO = ("PM2.5", "per capita")
_DOUBTS = ("doubtful", "interpolated", "imputed", "do not sum")
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Task:
    """One region's figures until the origin, what came, and the unit of errors.

    Attributes:
        region: its name.
        years, given: figures on one basis until the origin, a year each.
        came: the figure ``ahead`` years later.
        pace: the yearly trend of the last five years given (of fewer where a basis is younger).
        scale: the mean absolute step of all figures given.
    """

    region: str
    years: IntArray
    given: FloatArray
    came: float
    pace: float
    scale: float
    ahead: int

    def target(self, share: float) -> float:
        return float(self.given[-1] + share * self.pace * self.ahead)

    def happened(self, share: float) -> bool:
        return self.came >= self.target(share) if self.pace >= 0 else self.came <= self.target(share)


@dataclass(frozen=True, eq=False)
class Group:
    """Tasks of one indicator and origin, which share their reference.

    Attributes:
        indicator: its name.
        kind: share (0 to 100), level (above zero), growth.
        origin: the last year given.
        tasks: the regions asked about.
        reference: columns series, year, value: figures of other regions until the origin; nothing later is in it.
        fold: which part of the regions it asks about, where each part serves the others.
    """

    indicator: str
    kind: str
    origin: int
    tasks: Sequence[Task]
    reference: pd.DataFrame
    fold: int = 0

    @property
    def key(self) -> str:
        return f"{self.indicator}|{self.origin}|{self.fold}"

    @property
    def ahead(self) -> int:
        return self.tasks[0].ahead

    def frame(self, n: int | None) -> pd.DataFrame:
        """The last n figures of each task as a panel, with bounds and link as the default model has them."""
        parts = [
            (at, task.years[-n:] if n else task.years, task.given[-n:] if n else task.given)
            for at, task in enumerate(self.tasks)
        ]
        frame = pd.DataFrame({
            "series": np.concatenate([np.repeat(f"{at:04d} {self.tasks[at].region}", years.size) for at, years, _ in parts]),
            "year": np.concatenate([years for _, years, _ in parts]), "value": np.concatenate([values for *_, values in parts]),
        })  # fmt: skip
        return bounded(frame, self.kind)


def bounded(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The panel with columns for the bounds of its kind."""
    if kind == "growth":
        return frame.assign(link="identity")
    return frame.assign(lower=0.0, upper=100.0 if kind == "share" else np.nan)


def fold(region: str) -> int:
    """Which third a region belongs to; of the World Bank's, part 0 is set aside."""
    return zlib.crc32(region.encode()) % 3


def world_bank(panels: Path) -> list[Group]:
    """The last origin of each region set aside, by indicator and origin; the reference is the other regions'."""
    panel = pd.read_csv(panels / "wdi_yearly.csv.gz").sort_values(["indicator", "region", "year"])
    found = []
    for indicator, rows in panel.groupby("indicator"):
        aside = rows["region"].map(fold) == 0
        by_origin: dict[int, list[Task]] = {}
        for region, one in rows[aside].groupby("region"):
            task = _last(str(region), one["year"].to_numpy(), one["value"].to_numpy(np.float64))
            if task is not None:
                by_origin.setdefault(int(task.years[-1]), []).append(task)
        others = rows[~aside & (rows["year"] >= _SINCE)].rename(columns={"region": "series"})[
            ["series", "year", "value"]
        ]
        for origin, tasks in sorted(by_origin.items()):
            found.append(
                Group(str(indicator), kind_of(str(indicator)), origin, tasks, others[others["year"] <= origin])
            )
    return found


def _last(region: str, years: IntArray, values: FloatArray) -> Task | None:
    """The task that ends with the last figure; None where figures are few, have gaps, or never moved."""
    if years.size < LEAST or (np.diff(years) != 1).any():
        return None
    given = values[:-AHEAD]
    scale = float(np.abs(np.diff(given)).mean())
    pace = float(given[-1] - given[-1 - PACE]) / PACE
    return Task(region, years[:-AHEAD], given, float(values[-1]), pace, scale, AHEAD) if scale else None


def kind_of(indicator: str) -> str:
    if "GDP growth" in indicator:
        return "growth"
    return "level" if any(word in indicator for word in _ABOVE_ZERO) else "share"


@dataclass(frozen=True)
class Panel:
    """A Chinese panel: which file and indicator, its kind, and the years with which a new basis begins."""

    file: str
    indicator: str
    kind: str
    bases: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.file.removeprefix('cn_')}, {self.indicator.replace('_', ' ')}"


CHINESE = (
    Panel("cn_cities", "services_share", "share", (2005, 2019)),
    Panel("cn_cities", "gdp_growth", "growth"),
    Panel("cn_provinces", "green_coverage", "share"),
    Panel("cn_provinces", "registered_unemployment", "share"),
)


def figures_of(panels: Path, panel: Panel) -> pd.DataFrame:
    """The figures of a panel that nobody doubts; a new basis begins a new series (``region, from 2005``)."""
    table = pd.read_csv(panels / f"{panel.file}.csv.gz")
    table = table[(table["indicator"] == panel.indicator) & ~table["doubt"].fillna("").map(_doubted)]
    base = np.searchsorted(np.array(panel.bases), table["year"].to_numpy(), side="right")
    since = np.array(["", *(f", from {year}" for year in panel.bases)])[base]
    return table.assign(series=table["region"] + since).sort_values(["series", "year"])


def chinese(panels: Path, panel: Panel, ahead: int = 5) -> Iterator[Group]:
    """All origins of one panel, a third of the regions at a time; the reference is the other two thirds'.

    Doubted figures are left out, and no window spans a new basis, in the reference neither.
    """
    table = figures_of(panels, panel)
    first = int(table["year"].min()) + PACE
    for origin in range(first, int(table["year"].max()) - ahead + 1):
        tasks = [task for _, rows in table.groupby("series") if (task := _at(rows, origin, ahead)) is not None]
        for part in range(3):
            some = [task for task in tasks if fold(task.region) == part]
            others = table[(table["region"].map(fold) != part) & (table["year"] <= origin)]
            if some:
                yield Group(panel.title, panel.kind, origin, some, others[["series", "year", "value"]], part)


def _at(rows: pd.DataFrame, origin: int, ahead: int) -> Task | None:
    """The task of one series at an origin; None without two figures until it or the one that came."""
    known = dict(zip(rows["year"].tolist(), rows["value"].tolist(), strict=True))
    first = origin
    while first - 1 in known:
        first -= 1
    if origin not in known or origin + ahead not in known or first == origin:
        return None
    years = np.arange(first, origin + 1)
    given = np.array([known[int(year)] for year in years])
    back = min(PACE, given.size - 1)
    scale = float(np.abs(np.diff(given)).mean())
    pace = float(given[-1] - given[-1 - back]) / back
    return (
        Task(str(rows["region"].iloc[0]), years, given, float(known[origin + ahead]), pace, scale, ahead)
        if scale
        else None
    )


def _doubted(doubt: str) -> bool:
    return any(word in doubt for word in _DOUBTS)
