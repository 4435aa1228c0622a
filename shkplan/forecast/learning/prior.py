r"""The weights of the averaged model, learned from public yearly panels: what ``shkplan learn-prior`` does.

What is learned is the law of the next six years given a few measured ones, not the law of the measured ones. Windows
of 3 to 28 years are cut from every series at random origins, and the weights minimise, over two random horizons each,

    CRPS / scale  +  0.15 (- log density x scale)  +  ridge / 2 |theta|^2

where scale is the largest of the mean absolute steps of the whole series, of the window and of its last three steps
(a series that explodes would otherwise outvote a hundred others). CRPS = int (F(x) - 1{x >= y})^2 dx is a trapezoid sum
over nodes among which y is one; with F = sum W_k F_k it is quadratic in the weights and its gradient exact. Each
series counts the same: as many windows from each.

A third of the regions of a panel that has regions (by a hash of the name) is never read: they are there to be
confirmed on. Tables for an honest report on a panel are learned without it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, special

from shkplan.distributions.links import FloatArray
from shkplan.forecast.learning.panels import read_panel
from shkplan.forecast.learning.windows import HORIZONS, PanelSeries, TrainingBlock, blocks, windows
from shkplan.models.averaged_ets.gating import FACTORS, MemberGrid, Prior, doublings
from shkplan.models.averaged_ets.plausible import Plausible
from shkplan.models.averaged_ets.scales import SHAPES

__all__ = ["learn_prior"]

LEVELS = {"alpha": (0.6, 1.1), "ratio": (0.0, 0.1, 0.3), "phi": (0.8, 1.0), "keep": (0.0, 0.6)}
FLOOR, SIGMA_DF, GROWTH, LOG_SCORE, RIDGE = 0.02, 1.5, 0.2, 0.15, 3e-3
PLAUSIBLE = Plausible(step=0.07, share_step=0.02, steps=1.0, pace=0.08, doubt=0.1)


def learn_prior(
    files: Sequence[Path], to: Path, *, per_series: int = 60, seed: int = 1, iterations: int = 80
) -> Mapping[str, Any]:
    """The table of weights that panels teach, written to a file as well.

    Args:
        files: panels, as :func:`shkplan.forecast.learning.panels.read_panel` reads them.
        to: file of the table, JSON, one level a line.
        per_series: windows cut from each series.
        seed: of the windows.
        iterations: of the optimiser, at most.
    """
    panels = {path.name.split(".")[0]: read_panel(path) for path in files}
    table = learned_table(panels, per_series, seed, iterations)
    write(table, to)
    return table


class Objective:
    """Loss and gradient in theta = (at_8 P, per_doubling P, share P, temper_at_8 3, temper_per_doubling 3)."""

    def __init__(self, data: Sequence[TrainingBlock], grid: MemberGrid, ridge: float = RIDGE) -> None:
        self.data, self.design = data, grid.design
        self.size = self.design.shape[1]
        self.penalty = np.concatenate([np.full(3 * self.size, ridge), np.zeros(3), np.full(3, 1e-3)])

    @property
    def start(self) -> FloatArray:
        return np.concatenate([np.zeros(3 * self.size), np.full(3, 0.3), np.zeros(3)])

    @property
    def bounds(self) -> list[tuple[float | None, float | None]]:
        free: list[tuple[float | None, float | None]] = [(None, None)] * (3 * self.size)
        return [*free, *[(0.0, 2.0)] * 3, *[(-2.0, 2.0)] * 3]

    def __call__(self, theta: FloatArray) -> tuple[float, FloatArray]:
        total, count, gradient = 0.0, 0, np.zeros(theta.size)
        for block in self.data:
            loss, slope = self._of(block, theta)
            total, count, gradient = total + loss, count + len(block.cdf), gradient + slope
        loss = total / count + 0.5 * float(self.penalty @ theta**2)
        return loss, gradient / count + self.penalty * theta

    def losses(self, theta: FloatArray) -> float:
        """Mean loss without the ridge."""
        return sum(self._of(b, theta)[0] for b in self.data) / sum(len(b.cdf) for b in self.data)

    def _of(self, block: TrainingBlock, theta: FloatArray) -> tuple[float, FloatArray]:
        size, s = self.size, doublings(block.n)
        shape, process, drift = block.parts
        shapes = shape.shape[1]
        features = np.array([1.0, s, float(block.shares)])
        prior = (self.design @ (features @ theta[: 3 * size].reshape(3, size))).reshape(len(SHAPES), -1)[:shapes]
        first, second = theta[-6:-3], theta[-3:]
        heat = np.maximum(first + second * s, 0.0)
        warm = heat > 0
        told, felt = zip(*(_capped(heat[i], part) for i, part in ((1, process), (2, drift))), strict=True)
        score = prior + heat[0] * shape[:, :, np.newaxis] + told[0] + told[1]
        weights = special.softmax(score.reshape(len(score), -1), axis=1)
        loss, per_weight = _scored(block, weights)
        push = weights * (per_weight - np.sum(weights * per_weight, axis=1, keepdims=True))
        push = push.reshape(score.shape)
        wide = np.zeros((len(SHAPES), score.shape[2]))
        wide[:shapes] = push.sum(axis=0)
        table = self.design.T @ wide.ravel()
        temper = warm * np.array([np.sum(push.sum(axis=2) * shape), np.sum(push * felt[0]), np.sum(push * felt[1])])
        return loss, np.concatenate([np.outer(features, table).ravel(), temper, temper * s])


def _capped(heat: float, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """cap(heat x) and its derivative by heat."""
    kept = (1.0 - FLOOR) * np.exp(heat * x)
    return np.log(FLOOR + kept), kept * x / (FLOOR + kept)


def _scored(block: TrainingBlock, weights: FloatArray) -> tuple[float, FloatArray]:
    """Sum of losses of a block, and (N, L K) its derivative by the weights."""
    column = weights[:, :, np.newaxis].astype(np.float32)
    share = np.matmul(block.cdf, column)[:, :, 0]
    height = np.matmul(block.density, column)[:, :, 0] + 1e-6
    loss = (
        np.sum(block.below * share**2 + block.above * (1 - share) ** 2) - LOG_SCORE * np.sum(np.log(height)) / HORIZONS
    )
    by_share = 2 * (block.below * share - block.above * (1 - share))
    by_height = -LOG_SCORE / HORIZONS / height
    slope = np.matmul(by_share[:, np.newaxis], block.cdf) + np.matmul(by_height[:, np.newaxis], block.density)
    return float(loss), slope[:, 0].astype(np.float64)


def blank(grid: MemberGrid) -> Prior:
    """A prior that knows nothing yet."""
    none = np.zeros(grid.design.shape[1])
    return Prior(grid, none, none, none, np.full(3, 0.3), np.zeros(3), FLOOR, SIGMA_DF, GROWTH, PLAUSIBLE, {})


def learned_table(
    panels: Mapping[str, Sequence[PanelSeries]], per_series: int, seed: int, iterations: int
) -> dict[str, Any]:
    """The table, ready to be written."""
    grid = MemberGrid.of(LEVELS)
    rng = np.random.default_rng(seed)
    cut = [window for panel in panels.values() for window in windows(panel, per_series, rng)]
    objective = Objective(blocks(cut, blank(grid)), grid)
    found = optimize.minimize(
        objective,
        objective.start,
        jac=True,
        method="L-BFGS-B",
        bounds=objective.bounds,
        options={"maxiter": iterations, "maxcor": 20},
    )
    provenance = {
        "panels": {name: len(panel) for name, panel in panels.items()},
        "windows": len(cut),
        "seed": seed,
        "iterations": int(found.nit),
        "loss": round(float(found.fun), 5),
        "ridge": RIDGE,
        "log_score": LOG_SCORE,
        "command": f"shkplan learn-prior {' '.join(panels)}",
        "learned": datetime.now(UTC).date().isoformat(),
        "set_aside": "regions with crc32(name) % 3 == 0 were not read",
    }
    return {
        "provenance": provenance,
        "sigma_df": SIGMA_DF,
        "growth": GROWTH,
        "plausible": asdict(PLAUSIBLE),
        "floor": FLOOR,
        **_readable(found.x, grid),
    }


def _readable(theta: FloatArray, grid: MemberGrid) -> dict[str, Any]:
    size = grid.design.shape[1]
    names: list[tuple[str, str | float]] = [("shape", shape) for shape in SHAPES]
    names += [(factor, level) for factor in FACTORS[1:] for level in grid.levels[factor]]
    columns = np.round(theta[: 3 * size].reshape(3, size), 4)
    levels = [
        {"factor": factor, "level": level, "at_8": columns[0, i], "per_doubling": columns[1, i], "share": columns[2, i]}
        for i, (factor, level) in enumerate(names)
    ]
    temper = np.round(theta[-6:].reshape(2, 3), 4)
    evidence = {
        name: {"at_8": temper[0, i], "per_doubling": temper[1, i]}
        for i, name in enumerate(("shape", "process", "drift"))
    }
    return {"evidence": evidence, "levels": levels}


def write(table: Mapping[str, Any], path: Path) -> None:
    """One level a line, so that a change of the table reads as one."""
    head = {key: value for key, value in table.items() if key != "levels"}
    text = json.dumps(head, indent=1)[:-2] + ',\n "levels": [\n'
    rows = ",\n".join("  " + json.dumps(row) for row in table["levels"])
    path.write_text(text + rows + "\n ]\n}\n", encoding="utf-8", newline="\n")
