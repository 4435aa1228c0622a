"""Speed and memory of ours, each in a process of its own: python -m benchmarks.speed big | one | many PANELS."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from itertools import cycle
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pandas as pd

import shkplan
from benchmarks.series import HORIZON
from shkplan.distributions.links import Support
from shkplan.forecast.learning.panels import read_panel
from shkplan.models.averaged_ets import AveragedEts

MANY, YEARS, DISTINCT = 100_000, 25, 23_000
_GIB = 2**20 if sys.platform != "darwin" else 2**30  # of what ru_maxrss counts


def measured(what: str, *panels: Path) -> dict[str, float]:
    """The figures of one of the measurements, from a fresh process."""
    command = [sys.executable, "-m", "benchmarks.speed", what, *map(str, panels)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def many(panels: str) -> dict[str, float]:
    """23,000 distinct series, those of the panels by turns, each value off by 1 %; nine quantiles of six years, caches cold.

    Seconds by the clock on all cores, and of processors, for the default model; then, caches warm, on one thread each for it
    and for "ets-and-mean".
    """
    every = [one for path in sorted(Path(panels).glob("*_yearly.csv.gz")) for one in read_panel(path)]
    rng, parts = np.random.default_rng(0), []
    for name, one in zip(range(DISTINCT), cycle(every), strict=False):
        told = one.values  # noqa: PD011  # no frame
        off = told * np.exp(0.01 * rng.standard_normal(told.size))
        values = np.where((off > one.lower) & (off < one.upper), off, told)
        columns = {"series": name, "year": one.years, "value": values, "lower": one.lower, "upper": one.upper}
        parts.append(pd.DataFrame(columns))
    frame = pd.concat(parts, ignore_index=True)
    seconds, work = _spent(frame)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    return {
        "seconds": seconds,
        "work": work,
        "averaged_ets": _spent(frame)[1],
        "ets_and_mean": _spent(frame, "ets-and-mean")[1],
    }


def _spent(frame: pd.DataFrame, model: str = "averaged-ets") -> tuple[float, float]:
    """Seconds by the clock and of processors that nine quantiles of every series take."""
    begun, work = perf_counter(), process_time()
    answer = shkplan.project_panel(frame, HORIZON, model=model, probs=np.arange(1, 10) / 10, progress=False)
    assert len(answer) == frame["series"].nunique() * HORIZON * 9
    return perf_counter() - begun, process_time() - work


def big() -> dict[str, float]:
    """A made panel of 100,000 series of 25 years: seconds, processor seconds and the most memory ever held."""
    steps = 0.02 + 0.05 * np.random.default_rng(0).standard_normal((MANY, YEARS))
    frame = pd.DataFrame(
        {
            "series": np.repeat(np.arange(MANY), YEARS),
            "year": np.tile(np.arange(2000, 2000 + YEARS), MANY),
            "value": 100 * np.exp(steps.cumsum(axis=1)).ravel(),
        }
    )
    begun, work = perf_counter(), process_time()
    answer = shkplan.project_panel(frame, HORIZON, progress=False)
    assert len(answer) == MANY * HORIZON * 5
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _GIB
    return {"seconds": perf_counter() - begun, "work": process_time() - work, "gib": peak}


def one() -> dict[str, float]:
    """One indicator, warm: the fit, six exact laws and five quantiles of each, and 20,000 paths; median of 20."""
    values = np.array([41.0, 44.0, 46.5, 49.0, 52.0, 51.0, 57.0, 60.0, 61.0])
    years, probs, taken = np.arange(2012, 2021), np.array([0.025, 0.1, 0.5, 0.9, 0.975]), []
    for _ in range(21):
        begun = perf_counter()
        fit = AveragedEts().fit(years, values, Support(0.0))
        laws = [fit.law(year).ppf(probs) for year in range(2021, 2027)]
        told = perf_counter()
        fit.paths(np.arange(2012, 2027), 20_000, np.random.default_rng(1))
        taken.append((told - begun, perf_counter() - told))
        assert len(laws) == HORIZON
    laws_ms, paths_ms = 1000 * np.median(np.array(taken[1:]), axis=0)
    return {"laws_ms": float(laws_ms), "paths_ms": float(paths_ms)}


if __name__ == "__main__":
    print(json.dumps({"big": big, "one": one, "many": many}[sys.argv[1]](*sys.argv[2:])))
