"""The core beside that of another checkout: loading, assessments, charts, bands, backtests, panels; processor seconds and ratios.

    python -m benchmarks.core --against ../other-checkout [--runs 3] [--to benchmarks/RESULTS.md]

Both sides answer the same public questions in processes of their own, taking turns, so that what else the machine does
meets both; of several runs the least counts. Without ``--against``, the seconds of this checkout alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np

HERE = Path(__file__).resolve().parents[1]
HEADING, BASE = "## Core", "47b4796"
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
    plan = sp.load_plan(PLANS[0])
    figures = sp.load_observations(plan)
    asked |= {
        "every target of the shipped plan": lambda: lambda: _assessed(plan, figures),
        "fan chart with its probability": lambda: _fan(plan, figures),
    }
    backtest(7)()  # what is imported and tabled once
    _fan(plan, figures)()
    return {name: _least(make) for name, make in asked.items()}


def _assessed(plan: object, figures: object) -> object:
    """All verdicts of a plan, none of them known before."""
    import shkplan as sp

    if hasattr(sp, "overview"):  # before assessments
        return sp.overview(plan, figures, as_of=DAY)
    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.settings import settings_for

    whole = Assessment(plan, figures.as_of(DAY), settings_for(plan, {}))
    whole.assessed  # noqa: B018  # asks for every verdict
    return whole


def _fan(plan: object, figures: object) -> Callable[[], object]:
    """The chart of one target as SVG, its verdict known."""
    import shkplan as sp

    whole = _assessed(plan, figures)
    old = hasattr(sp, "overview")
    return lambda: (sp.plot(whole, "economy.gdp_growth") if old else sp.plot(whole["economy.gdp_growth"])).svg


def started() -> dict[str, float]:
    """Processor seconds of processes: help, and loading plan and figures with all modules already there."""
    load = (
        "import shkplan as sp, time; sp.load_plan, sp.load_observations, sp.reconstruct, sp.project; t = time.process_time(); "
        "sp.load_observations(sp.load_plan('shahekou-14fyp')); print(time.process_time() - t)"
    )
    told = [
        float(subprocess.run([sys.executable, "-c", load], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ]
    empty, help_ = (min(_spent(words) for _ in range(5)) for words in (("-c", "pass"), ("-m", "shkplan.cli", "--help")))
    return {"load of plan and figures, cold": min(told), "--help, in empty pythons": help_ / empty}


def _spent(words: tuple[str, ...]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


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
    parser.add_argument("--to", type=Path, help="the results to write a section into")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:  # by its path, in another checkout: nothing of this folder can be imported
        print(json.dumps(measured() | started()))
        return
    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    for _ in range(given.runs):
        for into, checkout in ((ours, HERE), (theirs, given.against)):
            for name, taken in (beside(checkout, 1) if checkout else {}).items():
                into[name] = min(taken, into.get(name, taken))
    rows = [
        f"| {name} | {taken:.3f} | {theirs.get(name, float('nan')):.3f} | {theirs.get(name, float('nan')) / taken:.1f} |"
        for name, taken in ours.items()
    ]
    head = [HEADING, "", f"Written by `python -m benchmarks.core --against ../commit-{BASE} --to benchmarks/RESULTS.md`; do not edit. Processor seconds, one thread, the least of {given.runs}",
            "runs of each in turn.", "", "| question | here | there | times |", "|---|---|---|---|"]  # fmt: skip
    print("\n".join(rows))
    if given.to:
        from benchmarks.report import merge

        merge(given.to, "\n".join([*head, *rows, ""]), HEADING)


if __name__ == "__main__":
    main()
