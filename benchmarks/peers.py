"""What the peers say, run by the peers' own Python: python peers.py TASKS.json ANSWERS.json CORE METHOD...

It knows nothing of shkplan. TASKS is {task: [values, ...]}; ANSWERS {task: {method: {quantiles, seconds, refused}}},
with one entry a series, (6, 5) or null where it was refused, and processor seconds, which a shared machine does not stretch.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from statsforecast import models  # type: ignore[import-not-found]  # in the peers' environment only

HORIZON = 6
COLUMNS = ("lo-95", "lo-80", "mean", "hi-80", "hi-95")
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
        kind = getattr(models, method)
        model = kind() if method in PLAIN else kind(season_length=1)
        _asked(model, 100 + np.cumsum(np.arange(20) % 5))  # what the first call sets up is not timed
        for task, values in rows.items():
            found[task][method] = _done(model, values)
    Path(answers).write_text(json.dumps(found))


def _done(model: Any, values: list[np.ndarray]) -> dict[str, object]:
    every: list[list[list[float]] | None] = []
    refused: dict[str, int] = {}
    begun = process_time()
    for one in values:
        try:
            every.append(_asked(model, one))
        except Exception as error:  # a method's failure is a result, whatever its kind
            every.append(None)
            why = f"{type(error).__name__}: {error}"
            refused[why] = refused.get(why, 0) + 1
    return {"quantiles": every, "seconds": process_time() - begun, "refused": refused}


def _asked(model: Any, values: np.ndarray) -> list[list[float]]:
    told = model.forecast(y=values, h=HORIZON, level=[80, 95])
    table = np.column_stack([told[name] for name in COLUMNS])
    if not np.isfinite(table).all():
        raise ValueError("not finite")
    rows: list[list[float]] = table.tolist()
    return rows


if __name__ == "__main__":
    main(*sys.argv[1:])
