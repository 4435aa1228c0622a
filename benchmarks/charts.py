"""Charts: processor time of drawing each kind and writing its SVG, here and in another checkout.

    python -m benchmarks.charts                  # this checkout
    python -m benchmarks.charts ../other         # this one beside another, with the ratio

Each checkout runs in a process of its own; what a chart is drawn of is made before the clock starts. The time of a fan is
that of its drawing and of the quantiles it asks for. The least of several runs counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import shkplan as sp

DAY, CITY, RUNS = "2026-06-30", "大连市", 5
REGIONS = ("沙河口区", CITY, "辽宁省", "中国")
HERE = Path(__file__).parents[1]


def charts() -> dict[str, Callable[[], Any]]:
    """The drawing of every kind of chart, of the shipped plan; in checkouts without ``assess`` by what they had then."""
    every: Any = sp
    plan = sp.load_plan("shahekou-14fyp")
    known = sp.load_observations(plan)
    growth = known.series("economy.gdp_growth")
    shown: dict[str, Any] = {
        "history": (known.series("economy.gdp", CITY),),
        "side by side": ([known.series("economy.gdp_growth", one) for one in REGIONS],),
        "reconstruction": (sp.reconstruct(known, "economy.gdp"),),
        "reliability": (sp.backtest(growth),),
        "track record": (sp.track_record(growth),),
    }
    if hasattr(sp, "overview"):
        ask = partial(every.overview, plan, known, as_of=DAY, n_paths=2000)
        a, of = ask(), known.as_of(DAY)
        under = ask(scenario=sp.load_scenario("city-pace-resumes"))
        shown |= {"fan": (a, "economy.gdp_growth"), "bare fan": (a, "employment.new_jobs"), "coverage": (of,)}
        shown["evidence"] = partial(every.plot, of, "economy.gdp_growth", region=CITY)
        shown["revisions"] = partial(every.plot, of, "economy.gdp_growth revisions", region=CITY)
    else:
        from shkplan.evidence.coverage import coverage

        a = sp.assess(plan, known, as_of=DAY, n_paths=2000)
        under = a.under("city-pace-resumes")
        shown |= {"fan": (a["economy.gdp_growth"],), "bare fan": (a["employment.new_jobs"],)}
        shown["coverage"] = lambda: sp.plot(coverage(known.as_of(DAY)))
        shown["evidence"] = (a.figures("economy.gdp_growth", CITY),)
        shown["revisions"] = (a.revisions("economy.gdp_growth", CITY),)
    shown |= {"comparison": (sp.compare(a, under),)}
    return {name: one if callable(one) else partial(sp.plot, *one) for name, one in shown.items()}


def measured() -> Iterator[tuple[str, float, int]]:
    """Of each kind: its name, milliseconds, and bytes of its SVG; one drawing before them loads what all need."""
    sp.set_language("zh")
    every = charts()
    size = len(every["history"]().svg)
    for name, draw in every.items():
        taken = []
        for _ in range(RUNS):
            begun = process_time()
            size = len(draw().svg.encode())
            taken.append(process_time() - begun)
        yield name, 1000 * min(taken), size


def beside(checkout: Path) -> dict[str, list[float]]:
    """The figures of a checkout, from a process that runs its code."""
    there = {**os.environ, "PYTHONPATH": str(checkout)}
    command = [sys.executable, str(Path(__file__).resolve()), "--raw"]
    done = subprocess.run(command, cwd=checkout, env=there, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def main(others: list[str]) -> None:
    ours, *theirs = [beside(one) for one in (HERE, *map(Path, others))]
    for name, (taken, size) in ours.items():
        rows = [f"{old[name][0]:8.1f} ms {old[name][1] / 1000:6.0f} kB {old[name][0] / taken:6.1f} x" for old in theirs]
        print(f"{name:16}{taken:8.1f} ms {size / 1000:6.0f} kB", *rows)


if __name__ == "__main__":
    if sys.argv[1:] == ["--raw"]:
        print(json.dumps({name: [taken, size] for name, taken, size in measured()}))
    else:
        main(sys.argv[1:])
