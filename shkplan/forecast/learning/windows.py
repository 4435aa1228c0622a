"""Windows cut from the series of a panel, and what every member of the grid says of the years after each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from shkplan.distributions.links import FloatArray
from shkplan.models.averaged_ets.gating import Prior
from shkplan.models.averaged_ets.learned import learn
from shkplan.models.averaged_ets.mixture import Mixtures, looked_up, rows_of
from shkplan.models.base import IntArray

__all__ = ["PanelSeries", "TrainingBlock", "Window", "blocks", "windows"]

LENGTHS = (3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 19, 23, 28)
HORIZON, HORIZONS, NODES = 6, 2, 20


@dataclass(frozen=True, eq=False)
class PanelSeries:
    """One series of a panel: measured years, values strictly inside the bounds."""

    name: str
    years: IntArray
    values: FloatArray
    lower: float
    upper: float


@dataclass(frozen=True, eq=False)
class Window:
    """Measured values and two later ones."""

    series: PanelSeries
    values: FloatArray
    horizons: FloatArray
    future: FloatArray

    @property
    def scale(self) -> float:
        steps = np.abs(np.diff(self.values))
        return float(max(np.mean(np.abs(np.diff(self.series.values))), steps.mean(), steps[-3:].mean()))


@dataclass(frozen=True, eq=False)
class TrainingBlock:
    """Windows of one length and support: parts of the evidence and member laws at the nodes."""

    n: int
    shares: bool
    parts: tuple[FloatArray, FloatArray, FloatArray]
    cdf: FloatArray  # (N, 2 nodes, L K) float32
    density: FloatArray  # (N, 2, L K) float32
    below: FloatArray  # (N, 2 nodes) trapezoid weights left of y
    above: FloatArray


def windows(panel: Sequence[PanelSeries], per_series: int, rng: np.random.Generator) -> list[Window]:
    """Windows without gaps at random origins, as many from each series; constant ones are left out."""
    found = []
    for series in panel:
        for _ in range(per_series):
            total = series.values.size
            n = int(rng.choice([length for length in LENGTHS if length + HORIZONS <= total]))
            origin = int(rng.integers(n, total - 1))
            reach = min(HORIZON, total - origin)
            ahead = np.sort(rng.choice(np.arange(1, reach + 1), HORIZONS, replace=False))
            span = series.years[origin - n : origin + reach]
            values = series.values[origin - n : origin]
            if span[-1] - span[0] == span.size - 1 and np.ptp(values) > 0:
                found.append(Window(series, values, ahead, series.values[origin + ahead - 1]))
    return found


def blocks(cut: Sequence[Window], prior: Prior) -> list[TrainingBlock]:
    """The windows, grouped so that each group shares its geometry."""
    groups: dict[tuple[int, float, float], list[Window]] = defaultdict(list)
    for window in cut:
        groups[window.values.size, window.series.lower, window.series.upper].append(window)
    return [_block(members, prior) for _, members in sorted(groups.items())]


def _block(cut: list[Window], prior: Prior) -> TrainingBlock:
    n = cut[0].values.size
    lower, upper = (np.full((len(cut), 1), getattr(cut[0].series, name)) for name in ("lower", "upper"))
    learned = learn(prior, np.arange(n), np.stack([w.values for w in cut]), lower, upper, breaks=False)
    laws = learned.asked(np.arange(n, n + HORIZON))
    flat = Mixtures(
        laws.scales, laws.centre, laws.spread, np.full_like(laws.weights, 1 / laws.weights[0].size), laws.df
    )
    members = laws.weights[0].size
    cdf = np.empty((len(cut), HORIZONS * (NODES + 1), members), np.float32)
    density = np.empty((len(cut), HORIZONS, members), np.float32)
    below, above = np.zeros(cdf.shape[:2], np.float32), np.zeros(cdf.shape[:2], np.float32)
    horizons, future = np.stack([w.horizons for w in cut]), np.stack([w.future for w in cut])
    scale = np.array([w.scale for w in cut])
    tau = np.sinh(np.linspace(-2.7, 2.7, NODES)) * (8.0 / np.sinh(2.7))
    for j in range(HORIZONS):
        part = slice(j * (NODES + 1), (j + 1) * (NODES + 1))
        for year in range(HORIZON):
            rows = np.flatnonzero(horizons[:, j] == year + 1)
            if rows.size:
                own = _rows(flat, rows)
                y = future[rows, j : j + 1]
                x = np.sort(np.hstack([own.nodes(year, tau), y]), axis=1)
                cdf[rows, part] = _member_cdf(own, x, year)
                density[rows, j] = _member_density(own, y, year) * scale[rows, np.newaxis]
                below[rows, part], above[rows, part] = _trapezoids(x, y, scale[rows, np.newaxis])
    return TrainingBlock(
        n, bool(np.isfinite(upper[0, 0])), prior.grid.parts(learned.readings.evidence), cdf, density, below, above
    )


def _rows(laws: Mixtures, rows: IntArray) -> Mixtures:
    centre, spread = (tuple(part[rows] for part in parts) for parts in (laws.centre, laws.spread))
    return Mixtures(tuple(rows_of(s, rows) for s in laws.scales), centre, spread, laws.weights[rows], laws.df)


def _member_cdf(laws: Mixtures, x: FloatArray, year: int) -> FloatArray:
    every = []
    for scale, centre, spread in zip(laws.scales, laws.centre, laws.spread, strict=True):
        t = (scale.extended(x)[:, :, np.newaxis] - centre[:, np.newaxis, :, year]) / spread[:, np.newaxis, :, year]
        every.append(looked_up(np.clip(t, -1e8, 1e8).astype(np.float32), laws.df))
    return np.concatenate(every, axis=2)


def _member_density(laws: Mixtures, y: FloatArray, year: int) -> FloatArray:
    df = laws.df
    constant = special.gammaln((df + 1) / 2) - special.gammaln(df / 2) - 0.5 * np.log(df * np.pi)
    every = []
    for scale, centre, spread in zip(laws.scales, laws.centre, laws.spread, strict=True):
        t = (scale.extended(y) - centre[:, :, year]) / spread[:, :, year]
        bend = scale.log_derivative(y) - np.log(spread[:, :, year])
        every.append(np.exp(constant - (df + 1) / 2 * np.log1p(t * t / df) + bend))
    return np.concatenate(every, axis=1)


def _trapezoids(x: FloatArray, y: FloatArray, scale: FloatArray) -> tuple[FloatArray, FloatArray]:
    steps = np.diff(x, axis=1) / scale / HORIZONS
    left = x[:, 1:] <= y
    sides = []
    for side in (left, ~left):
        weight = np.zeros(x.shape)
        weight[:, :-1] += steps * side / 2
        weight[:, 1:] += steps * side / 2
        sides.append(weight)
    return sides[0], sides[1]
