"""Speed and memory of ours beside the peers: python -m benchmarks.pace.

The peers' series a second of processor time are measured first, on one core; then ours, in processes of their own. Machines differ
threefold, so that times by the clock are held against goals scaled by how fast AutoETS is here (500 series of M3 a second).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd

import shkplan
from benchmarks import ours, sections, speed
from benchmarks.run import OURS, PEERS
from benchmarks.scoring import TENTHS
from benchmarks.sections import HERE, Goal
from benchmarks.series import HORIZON, competition
from benchmarks.tasks import fold

COMMAND = "python -m benchmarks.pace"
HEADING = "## Speed and memory"
DISTINCT, REFERENCE, SECONDS = 23_000, 500, 4.0
POOL = "ets-and-mean"
SOME, BANDS, TIMES = 300, (0.5, 0.8, 0.95), 15
# Milliseconds of a fan's bands before the third pass (commit 1e8e857, by this command), and series a second of AutoETS in that run.
BEFORE, BEFORE_PACE = {POOL: 1.82, OURS: 1.00}, 382.0
_SHORTEST = 8


def main() -> None:
    """The measurements, and their section."""
    if sys.argv[1:2] == ["--measure"]:
        name, panels = sys.argv[2:]
        print(json.dumps(MEASURED[name](Path(panels))))
        return
    asked = sections.asked(__doc__, "pace")
    names = [*MEASURED, "big", "one"] if not asked.quick else ["models", "bands"]
    theirs = {} if asked.quick else _peers(sections.peers(), asked.panels)
    found: dict[str, dict[str, float]] = {}
    for name in sections.shown(names, len(names), "speed"):
        found[name] = _fresh(name, asked.panels) if name in MEASURED else speed.measured(name)
    sections.write(asked.to, COMMAND, {HEADING: "\n".join(_section(theirs, found))}, list(_goals(theirs, found)))


def _peers(python: Path, panels: Path) -> dict[str, float]:
    """Series of M3 a second of processor time, each peer on one core."""
    series = competition(panels, "m3")
    with TemporaryDirectory() as folder:
        tasks, answers = Path(folder) / "tasks.json", Path(folder) / "answers.json"
        tasks.write_text(json.dumps({"m3": [one.given.tolist() for one in series]}))
        words = [str(python), str(HERE / "peers.py"), str(tasks), str(answers), "0", *PEERS]
        subprocess.run(words, env=os.environ | {"OMP_NUM_THREADS": "1"}, check=True)
        told = json.loads(answers.read_text())["m3"]
    return {name: len(series) / answer["seconds"] for name, answer in told.items()}


def _fresh(name: str, panels: Path) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.pace", "--measure", name, str(panels)]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _m3(panels: Path) -> dict[str, float]:
    """Series of M3 a second of processor time, on one core, at the first pass and the second."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    series = competition(panels, "m3")
    prior = ours.weights(panels, "m3")
    (_, cold), (_, warm) = ours.quantiles(series, prior), ours.quantiles(series, prior)
    return {"cold": len(series) / cold, "warm": len(series) / warm}


def _distinct(panels: Path) -> dict[str, float]:
    """Seconds by the clock for distinct series, nothing known before, nine quantiles, on all cores."""
    frame = distinct(panels, DISTINCT)
    begun, work = perf_counter(), process_time()
    answer = shkplan.project_panel(frame, HORIZON, probs=tuple(TENTHS), progress=False)
    taken, worked = perf_counter() - begun, process_time() - work
    return {"seconds": taken, "work": worked, "answered": len(answer) / (HORIZON * TENTHS.size)}


def distinct(panels: Path, count: int) -> pd.DataFrame:
    """Series of the panels (World Bank regions set aside left out), over and over, each value of each copy moved by its own 1 %."""
    parts = [frame[["series", "year", "value"]] for frame in _panels(panels)]
    every = pd.concat(parts, ignore_index=True)
    sizes = every.groupby("series")["year"].transform("size")
    every = every[sizes >= _SHORTEST].sort_values(["series", "year"], ignore_index=True)
    code = every["series"].astype("category").cat.codes.to_numpy(np.int64)
    kinds = int(code.max()) + 1
    copies = -(-count // kinds)
    noise = np.random.default_rng(5).standard_normal((copies, len(every)))
    names = (code + kinds * np.arange(copies)[:, np.newaxis]).ravel()
    values = (every["value"].to_numpy() * (1 + 0.01 * noise)).ravel()
    frame = pd.DataFrame({"series": names, "year": np.tile(every["year"].to_numpy(), copies), "value": values})
    return frame[frame["series"] < count]


def _panels(panels: Path) -> Iterator[pd.DataFrame]:
    for name in ("m1", "m3"):
        frame = pd.read_csv(panels / f"{name}_yearly.csv.gz")
        yield frame.assign(series=name + frame["series_id"].astype(str), year=frame["t"].astype(np.int64))
    frame = pd.read_csv(panels / "wdi_yearly.csv.gz")
    frame = frame[frame["region"].map(fold) != 0]
    yield frame.assign(series=frame["indicator"] + frame["region"])


def _models(panels: Path) -> dict[str, float]:
    """Processor seconds of the two default models in one call of some series, warm."""
    frame = distinct(panels, SOME)
    asked = {name: partial(shkplan.project_panel, frame, HORIZON, model=name, progress=False) for name in (OURS, POOL)}
    return {name: _least(ask, 3) for name, ask in asked.items()}


def _bands(panels: Path) -> dict[str, float]:  # noqa: ARG001  # as the others
    """Milliseconds of the bands and median of one fan of fifteen years, of the projection of twelve."""
    drawn = 5 + np.random.default_rng(3).normal(size=12)
    values = shkplan.series(dict(zip(range(2010, 2022), drawn.tolist(), strict=True)), unit="%")
    found = {}
    for name in (OURS, POOL):
        taken = []
        for _ in range(TIMES):
            projection = shkplan.project(values, to=2036, model=name)
            begun = process_time()
            for level in BANDS:
                projection.interval(level)
            projection.median  # noqa: B018  # asked for
            taken.append(1000 * (process_time() - begun))
        found[name] = min(taken)
    return found


def _least(ask: Callable[[], Any], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = process_time()
        ask()
        taken.append(process_time() - begun)
    return min(taken)


MEASURED: Mapping[str, Callable[[Path], dict[str, float]]] = {
    "m3": _m3,
    "distinct": _distinct,
    "models": _models,
    "bands": _bands,
}


def _section(theirs: Mapping[str, float], found: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    if theirs:
        pace = dict(theirs) | {OURS: found["m3"]["warm"], f"{OURS}, first pass": found["m3"]["cold"]}
        yield (
            "M3 yearly, all years given, one core, series a second of processor time, eleven quantiles of six years included. Ours counts a long table in, a long "
            "table out; theirs bare arrays. The first pass builds what series with the same years share, later passes find it ready.\n"
        )
        yield "| method | series/s | times AutoETS |\n|---|---|---|"
        for name, rate in sorted(pace.items(), key=lambda item: -item[1]):
            yield f"| {name} | {rate:,.0f} | {rate / pace['AutoETS']:.2f} |"
        one, big, many = found["one"], found["big"], found["distinct"]
        yield (
            f"\n{DISTINCT:,} distinct series (those of the panels, each value of each copy moved by 1 %), caches cold, nine quantiles: {many['seconds']:.1f} s by "
            f"the clock on {os.cpu_count()} cores, {many['work']:.1f} s of processor time, {many['answered']:,.0f} answered. 100,000 like series of 25 years: "
            f"{big['work']:.0f} s of processor time, {big['seconds']:.0f} s by the clock; at most {big['gib']:.2f} GiB in memory. One indicator, warm: fit and six exact "
            f"laws {one['laws_ms']:.0f} ms, 20,000 paths a further {one['paths_ms']:.0f} ms."
        )
    told = ", ".join(f"{name} {1000 * taken / SOME:.2f} ms a series" for name, taken in found["models"].items())
    yield f"\n{SOME} series of the panels in one call, warm, processor time: {told}."
    yield f"\nBands and median of one fan of fifteen years: {', '.join(f'{name} {taken:.2f} ms' for name, taken in found['bands'].items())}."


def _goals(theirs: Mapping[str, float], found: Mapping[str, Mapping[str, float]]) -> Iterator[Goal]:
    if not theirs:
        return
    ratio = round(found["m3"]["warm"] / theirs["AutoETS"], 1)
    yield Goal(
        "Speed on one core, M3, times AutoETS",
        ">= 20",
        f"{ratio} (first pass {found['m3']['cold'] / theirs['AutoETS']:.1f})",
        ratio >= 20,
    )
    scaled = found["distinct"]["seconds"] * theirs["AutoETS"] / REFERENCE
    told = f"{found['distinct']['seconds']:.1f} s, scaled {scaled:.1f} s"
    yield Goal(
        f"{DISTINCT:,} distinct series, cold, nine quantiles, {os.cpu_count()} cores",
        f"<= {SECONDS:g} s",
        told,
        round(scaled, 1) <= SECONDS,
    )
    slower = found["models"][POOL] / found["models"][OURS]
    yield Goal(f"{POOL}, processor time over that of {OURS}", "<= 1 (was 60)", f"{slower:.1f}", round(slower, 1) <= 1)
    for name, before in BEFORE.items():
        times = before * BEFORE_PACE / (found["bands"][name] * theirs["AutoETS"])
        yield Goal(
            f"One fan's bands, {name}: times quicker than before the third pass",
            ">= 30",
            f"{times:.1f} (beside commit 47b4796: see Core)",
            round(times, 1) >= 30,
        )


if __name__ == "__main__":
    main()
