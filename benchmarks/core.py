"""The numeric core beside that of another checkout: bands, backtests, projections, a panel; processor seconds and ratios.

    python -m benchmarks.core --against ../other-checkout [--runs 3]

Both sides answer the same public questions in processes of their own, taking turns, so that what else the machine does
meets both; of several runs the least counts. Without ``--against``, the seconds of this checkout alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np

HERE = Path(__file__).resolve().parents[1]
PLANS = ("shahekou-14fyp", "china-14fyp")
LEVELS = (0.5, 0.8, 0.95)
DAY = "2026-06-30"
YEARS = list(range(2010, 2022))


def measured() -> dict[str, float]:
    """Processor seconds of each question, by its name, on the checkout that is imported."""
    import pandas as pd

    import shkplan as sp

    rng = np.random.default_rng(4)
    values = (100 + np.cumsum(3 + rng.normal(size=12))).tolist()
    panel = pd.DataFrame({
        "series": np.repeat(np.arange(500), 12), "year": np.tile(YEARS, 500), "lower": 0.0,
        "value": (100 + np.cumsum(rng.normal(3, 2, (500, 12)), axis=1)).ravel(),
    })  # fmt: skip
    known = [series for plan in PLANS for series in _series(plan)]
    gdp = next(series for series in known if series.indicator.id == "economy.gdp_growth")
    level = next(series for series in known if series.indicator.id == "health.physicians")

    def bands(series: object, model: str) -> Callable[[], object]:
        projection = sp.project(series, model=model)
        return lambda: [*(projection.interval(level) for level in LEVELS), projection.median]

    def backtest(n: int) -> Callable[[], object]:
        return lambda: sp.backtest((YEARS[:n], values[:n]), bounds=(0, None))

    asked: dict[str, Callable[[], Callable[[], object]]] = {
        "bands, ets-and-mean": lambda: bands(gdp, "ets-and-mean"),
        "bands, averaged-ets": lambda: bands(level, "averaged-ets"),
        "backtest, 7 figures": lambda: backtest(7),
        "backtest, 12 figures": lambda: backtest(12),
        f"projections, {len(known)} series of both plans": lambda: lambda: [sp.project(one) for one in known],
        "panel, averaged-ets, 500 series": lambda: lambda: sp.project_panel(panel, 5, progress=False),
        "panel, ets-and-mean, 20 series": lambda: (
            lambda: sp.project_panel(panel[panel["series"] < 20], 5, model="ets-and-mean", progress=False)
        ),
    }
    backtest(7)()  # what is imported and tabled once
    return {name: _least(make) for name, make in asked.items()}


def _series(plan: str) -> list[object]:
    """The series of a plan that can be projected, reconstructed as an assessment has them."""
    import shkplan as sp

    found = sp.load_plan(plan)
    observations = sp.load_observations(found).as_of(DAY)
    every = []
    for indicator in found.indicators:
        series = sp.reconstruct(observations, indicator)
        try:
            sp.project(series)
        except sp.NotAssessable:
            continue
        every.append(series)
    return every


def _least(make: Callable[[], Callable[[], object]], times: int = 2) -> float:
    """Of some fresh questions, the one that took the least."""
    taken = []
    for _ in range(times):
        ask = make()
        begun = process_time()
        ask()
        taken.append(process_time() - begun)
    return min(taken)


def beside(checkout: Path, runs: int) -> dict[str, float]:
    """The least seconds of some runs in a process that imports a checkout."""
    found: list[dict[str, float]] = []
    for _ in range(runs):
        env = os.environ | {"PYTHONPATH": str(checkout), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        told = subprocess.run(
            [sys.executable, __file__, "--measure"], cwd=checkout, env=env, check=True, capture_output=True, text=True
        )
        found.append(json.loads(told.stdout.splitlines()[-1]))
    return {name: min(one[name] for one in found) for name in found[0]}


def main() -> None:
    """Print seconds here and there, and how many times quicker this checkout is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measured()))
        return
    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    for _ in range(given.runs):
        for into, checkout in ((ours, HERE), (theirs, given.against)):
            for name, taken in (beside(checkout, 1) if checkout else {}).items():
                into[name] = min(taken, into.get(name, taken))
    for name, taken in ours.items():
        other = f"{theirs[name]:10.3f} s {theirs[name] / taken:8.1f} x" if name in theirs else ""
        print(f"{name:45s} {taken:8.3f} s {other}")


if __name__ == "__main__":
    main()
