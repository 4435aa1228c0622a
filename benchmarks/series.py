"""The panels: series with what was given and what came, whole or cut to their last years, and windows with questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from shkplan.distributions.links import FloatArray
from shkplan.forecast.learning.panels import held_out

PANELS = Path(__file__).resolve().parents[2] / "shared" / "panels"  # beside the project
HORIZON = 6
CUTS = (None, 8, 5, 4, 3)
QUESTIONS = {"level": 0.0, "half trend": 0.5, "full trend": 1.0}
YEARS_ASKED = (4, 5, 6)
_FILES = ("m1_yearly.csv.gz", "m3_yearly.csv.gz", "wdi_yearly.csv.gz")
_SHORTEST = 12
_ABOVE_ZERO = ("PM2.5", "per capita", "R&D")


@dataclass(frozen=True, eq=False)
class Series:
    """One series: the years given, the six that came, and the unit of MASE and MSIS, which no cut changes."""

    name: str
    given: FloatArray
    came: FloatArray
    scale: float


@dataclass(frozen=True, eq=False)
class Window:
    """Given years of a World Bank series in a region set aside, the six that came, and its bounds."""

    given: FloatArray
    came: FloatArray
    lower: float | None
    upper: float | None
    series: str = ""

    def target(self, share: float, ahead: int) -> float:
        """The last level and a share of the window's own trend until then."""
        pace = (self.given[-1] - self.given[0]) / (self.given.size - 1)
        return float(self.given[-1] + share * pace * ahead)


def missing(panels: Path) -> str:
    """What to tell where the panels are not; empty where they are."""
    absent = [name for name in _FILES if not (panels / name).is_file()]
    return f"no {', '.join(absent)} in {panels}. Give another folder" if absent else ""


def competition(panels: Path, panel: str) -> list[Series]:
    """The yearly series of M1 or M3, as the competition gave them."""
    frame = pd.read_csv(panels / f"{panel}_yearly.csv.gz").sort_values(["series_id", "t"])
    found = []
    for name, rows in frame.groupby("series_id"):
        values, train = rows["value"].to_numpy(np.float64), (rows["part"] == "train").to_numpy()
        given = values[train]
        found.append(Series(str(name), given, values[~train][:HORIZON], float(np.mean(np.abs(np.diff(given))))))
    return found


def cut(series: Sequence[Series], last: int | None) -> list[Series]:
    """The same with only the last years given."""
    return [Series(one.name, one.given[-last:] if last else one.given, one.came, one.scale) for one in series]


def set_aside(panels: Path, years: int) -> list[Window]:
    """Windows at every third origin of the regions that no weights were learned from."""
    frame = pd.read_csv(panels / "wdi_yearly.csv.gz").sort_values(["indicator", "region", "year"])
    frame = frame[frame["region"].map(held_out).astype(bool)]
    found = []
    for key, rows in frame.groupby(["indicator", "region"]):
        lower, upper = _bounds(str(key[0]))
        values = rows["value"].to_numpy(np.float64)
        inside = (values > (-np.inf if lower is None else lower)) & (values < (np.inf if upper is None else upper))
        name = f"{key[0]}, {key[1]}"
        found += _windows(rows["year"].to_numpy()[inside], values[inside], years, (lower, upper), name)
    return found


def _windows(
    years: np.ndarray, values: FloatArray, given: int, bounds: tuple[float | None, float | None], name: str
) -> list[Window]:
    if values.size < _SHORTEST or np.ptp(values) == 0:
        return []
    found = []
    for origin in range(given, values.size - HORIZON + 1, 3):
        first, end = origin - given, origin + HORIZON
        part = values[first:origin]
        if years[end - 1] - years[first] == given + HORIZON - 1 and np.ptp(part) > 0:
            found.append(Window(part, values[origin:end], *bounds, name))
    return found


def _bounds(indicator: str) -> tuple[float | None, float | None]:
    if "GDP growth" in indicator:
        return None, None
    return (0.0, None) if any(word in indicator for word in _ABOVE_ZERO) else (0.0, 100.0)
