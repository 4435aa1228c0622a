"""Rates of growth: one year 1, 5, 10 and 20 years ahead, by thirds of volatility, and the average of the next five years.

    python -m benchmarks.growth [--panels FOLDER] [--models mean-reverting ets-and-mean] [--set-aside]

GDP growth of the World Bank's regions: those that constants were chosen on, or with ``--set-aside`` the third that they were not;
growth of Chinese cities for the averages. Every origin from the twelfth year on, all years given as the model remembers them;
thirds by the standard deviation of the years given. "climatology" is Student t around mean and spread of the years given.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from benchmarks.series import PANELS
from shkplan.distributions.links import FloatArray, Support
from shkplan.forecast.informing import MEMORY
from shkplan.forecast.learning.panels import held_out
from shkplan.models import MODELS

GRID = np.unique(np.concatenate([[0.025, 0.975], (np.arange(99) + 0.5) / 99]))
AHEAD, SHORTEST, PATHS = (1, 5, 10, 20), 12, 600
ABOVE = Support(-100.0)
HEAD = ("ahead", "third", "origins", "CRPS", "80 % covers", "95 % covers", "95 % width")


def rates(panels: Path, *, aside: bool) -> dict[str, pd.Series]:
    """Rates by year of each region without holes."""
    frame = pd.read_csv(panels / "wdi_yearly.csv.gz")
    frame = frame[frame["indicator"].str.startswith("GDP growth") & (frame["region"].map(held_out) == aside)]
    return _whole({str(name): rows.set_index("year")["value"] for name, rows in frame.groupby("region")})


def cities(panels: Path) -> dict[str, pd.Series]:
    """Real growth of Chinese cities."""
    frame = pd.read_csv(panels / "cn_cities.csv.gz")
    frame = frame[frame["indicator"] == "gdp_growth"]
    return _whole({str(name): rows.set_index("year")["value"] for name, rows in frame.groupby("region")})


def _whole(every: dict[str, pd.Series]) -> dict[str, pd.Series]:
    found = {name: one.sort_index().astype(float) for name, one in every.items()}
    return {n: one for n, one in found.items() if one.size >= SHORTEST and np.all(np.diff(one.index) == 1)}


def quantiles(model: str, given: FloatArray, ahead: list[int]) -> FloatArray:
    """(m, P) of years ahead."""
    if model == "climatology":
        n = given.size
        at = given.mean() + given.std(ddof=1) * np.sqrt(1 + 1 / n) * special.stdtrit(n - 1, GRID)
        return np.tile(at, (len(ahead), 1))
    kept = given[-MEMORY.get(model, given.size) :]
    fit = MODELS[model].fit(np.arange(kept.size), kept, ABOVE)
    return fit.quantiles([kept.size - 1 + h for h in ahead], GRID)


def crps(q: FloatArray, came: float) -> float:
    """Twice the mean pinball loss, over the probabilities' widths."""
    weight, off = np.gradient(GRID), came - q
    return float(2 * np.sum(weight * np.maximum(GRID * off, (GRID - 1) * off)) / weight.sum())


def far_ahead(every: dict[str, pd.Series], model: str) -> pd.DataFrame:
    """A row for each origin and year ahead."""
    rows = []
    for one in every.values():
        values = one.to_numpy()
        for origin in range(SHORTEST, values.size):
            ahead = [h for h in AHEAD if origin - 1 + h < values.size]
            given = values[:origin]
            for h, q in zip(ahead, quantiles(model, given, ahead), strict=True):
                low, low80, high80, high = np.interp([0.025, 0.1, 0.9, 0.975], GRID, q)
                came = values[origin - 1 + h]
                inside = low80 <= came <= high80, low <= came <= high
                rows.append((h, given.std(ddof=1), crps(q, came), *inside, high - low))
    found = pd.DataFrame(rows, columns=["ahead", "volatility", "crps", "c80", "c95", "width"])
    cuts = found["volatility"].quantile([1 / 3, 2 / 3])
    found["third"] = np.searchsorted(cuts, found["volatility"])
    return found


def five_years(every: dict[str, pd.Series], model: str, given: int, step: int) -> tuple[float, ...]:
    """Of the average of the next five years: error and CRPS over the mean step, covers, Brier of "no slower than those given"."""
    rows = []
    for one in every.values():
        values, scale = one.to_numpy(), float(np.mean(np.abs(np.diff(one))))
        for origin in range(given, values.size - 4, step):
            window, came = values[origin - given : origin], values[origin : origin + 5].mean()
            if not np.ptp(window):  # what some models refuse, none is asked
                continue
            fit = MODELS[model].fit(np.arange(given), window, ABOVE)
            paths = fit.paths(np.arange(given, given + 5), PATHS, np.random.default_rng(origin)).mean(axis=1)
            q = np.quantile(paths, GRID)
            low, low80, high80, high = np.quantile(paths, [0.025, 0.1, 0.9, 0.975])
            said = float(np.mean(paths >= window.mean()))
            rows.append((
                abs(np.median(paths) - came) / scale, crps(q, came) / scale, low80 <= came <= high80,
                low <= came <= high, (said - (came >= window.mean())) ** 2,
            ))  # fmt: skip
    return (*np.mean(rows, axis=0).tolist(), len(rows))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panels", type=Path, default=PANELS)
    parser.add_argument("--models", nargs="*", default=["climatology", "mean-reverting", "ets-and-mean"])
    parser.add_argument("--set-aside", action="store_true")
    given = parser.parse_args()
    every = rates(given.panels, aside=given.set_aside)
    print(f"| model | {' | '.join(HEAD)} |\n|{'---|' * (len(HEAD) + 1)}")
    for model in given.models:
        found = far_ahead(every, model)
        for h in AHEAD:
            rows = found[found["ahead"] == h]
            for third, part in (("all", rows), *rows.groupby("third")):
                c80, c95 = 100 * part["c80"].mean(), 100 * part["c95"].mean()
                name = third if third == "all" else ("calm", "middle", "wild")[int(third)]
                print(f"| {model} | {h} | {name} | {len(part)} | {part['crps'].mean():.3f} | {c80:.1f} | {c95:.1f} | {part['width'].median():.1f} |")  # fmt: skip
    print(
        "\n| panel | given | model | error | CRPS | 80 % | 95 % | Brier | origins |\n|---|---|---|---|---|---|---|---|---|"
    )
    named = "World Bank, set aside" if given.set_aside else "World Bank, chosen on"
    for panel, series, step in ((named, every, 5), ("Chinese cities", cities(given.panels), 6)):
        for n in (3, 5, 10):
            for model in given.models:
                if model != "climatology":
                    error, score, c80, c95, brier, count = five_years(series, model, n, step)
                    print(f"| {panel} | {n} | {model} | {error:.3f} | {score:.3f} | {100 * c80:.0f} | {100 * c95:.0f} | {brier:.3f} | {count} |")  # fmt: skip


if __name__ == "__main__":
    main()
