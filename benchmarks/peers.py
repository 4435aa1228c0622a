"""What the peers say, run by the peers' own Python: python peers.py TASKS.json ANSWERS.json CORE METHOD...

It knows nothing of shkplan. TASKS is {task: [values, ...]}; ANSWERS {task: {method: {quantiles, seconds, refused}}},
with one entry a series, (6, 11) or null where it was refused, and processor seconds, which a shared machine does not stretch.
How far a method is, is written to standard error.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from time import process_time

import flaircast  # type: ignore[import-not-found]  # in the peers' environment only
import numpy as np
from statsforecast import models  # type: ignore[import-not-found]  # in the peers' environment only

HORIZON = 6
Asked = Callable[[np.ndarray], list[list[float]]]
LEVELS = (20, 40, 60, 80, 95)
COLUMNS = (*(f"lo-{level}" for level in reversed(LEVELS)), "mean", *(f"hi-{level}" for level in LEVELS))
PROBS = (0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975)
PLAIN = ("RandomWalkWithDrift", "Naive")


def main(tasks: str, answers: str, core: str, *methods: str) -> None:
    """Every method on every task, on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[int(core) % len(os.sched_getaffinity(0))]})
    warnings.simplefilter("ignore")
    given = json.loads(Path(tasks).read_text())
    rows = {task: [np.array(one, dtype=float) for one in values] for task, values in given.items()}
    found: dict[str, dict[str, object]] = {task: {} for task in rows}
    for method in methods:
        ask = _flair if method == "FLAIR" else _of_statsforecast(method)
        ask(100.0 + np.cumsum(np.arange(20) % 5))  # what the first call sets up is not timed
        for task, values in rows.items():
            found[task][method] = _done(ask, values)
        print(f"peers: {method} has answered", file=sys.stderr, flush=True)
    Path(answers).write_text(json.dumps(found))


def _done(ask: Asked, values: list[np.ndarray]) -> dict[str, object]:
    every: list[list[list[float]] | None] = []
    refused: dict[str, int] = {}
    begun = process_time()
    for one in values:
        try:
            every.append(ask(one))
        except Exception as error:  # a method's failure is a result, whatever its kind
            every.append(None)
            why = f"{type(error).__name__}: {error}"
            refused[why] = refused.get(why, 0) + 1
    return {"quantiles": every, "seconds": process_time() - begun, "refused": refused}


def _of_statsforecast(method: str) -> Asked:
    kind = getattr(models, method)
    model = kind() if method in PLAIN else kind(season_length=1)

    def ask(values: np.ndarray) -> list[list[float]]:
        told = model.forecast(y=values, h=HORIZON, level=list(LEVELS))
        return _finite(np.column_stack([told[name] for name in COLUMNS]))

    return ask


def _flair(values: np.ndarray) -> list[list[float]]:
    """Quantiles of 1,000 samples."""
    return _finite(np.quantile(flaircast.forecast(values, HORIZON, "Y", n_samples=1000, seed=1), PROBS, axis=0).T)


def _finite(table: np.ndarray) -> list[list[float]]:
    if not np.isfinite(table).all():
        raise ValueError("not finite")
    rows: list[list[float]] = table.tolist()
    return rows


if __name__ == "__main__":
    main(*sys.argv[1:])
