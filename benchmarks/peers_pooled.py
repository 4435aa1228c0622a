"""What a global gradient boosting model says of the pooled tasks, run by the peers' own Python: python peers_pooled.py TASKS.json ANSWERS.json.

It knows nothing of shkplan. TASKS is {key: {ahead, probs, train: {series: [z, ...]}, asked: {n: [[z, ...], ...]}}}; ANSWERS
{key: {n: [[quantile, ...] or null, ...]}}, both on the scale z. The model is mlforecast with LightGBM as it comes, on first differences and their
lags 1, 2, 3 and 5, each fitted to all sister regions until the origin. Its interval is conformal: signed errors of its own cross-validation
(up to four origins) at that distance, pooled over the sisters, around its forecast. One figure has no difference and is refused.
Fewer lags (1 and 2, or 1) were tried on the Chinese panels, every second origin: Brier up to .14 worse with two figures, up to .1 better with all.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import lightgbm  # type: ignore[import-not-found]  # in the peers' environment only
import numpy as np
import pandas as pd
from mlforecast import MLForecast  # type: ignore[import-not-found]
from mlforecast.target_transforms import Differences  # type: ignore[import-not-found]

LAGS, MOST = [1, 2, 3, 5], 4
SHORTEST = 4  # of a sister's figures
EVERY = 10


def main(tasks: str, answers: str) -> None:
    """Every task: one model each, asked with every number of figures."""
    warnings.simplefilter("ignore")
    given = json.loads(Path(tasks).read_text())
    found = {}
    for at, (key, task) in enumerate(given.items(), start=1):
        found[key] = _answered(task)
        if at % EVERY == 0 or at == len(given):
            print(f"LightGBM: {at} of {len(given)}", file=sys.stderr, flush=True)
    Path(answers).write_text(json.dumps(found))


def _answered(task: dict[str, Any]) -> dict[str, list[list[float] | None]]:
    ahead, probs = int(task["ahead"]), np.array(task["probs"])
    train = {name: values for name, values in task["train"].items() if len(values) >= SHORTEST}
    errors = _errors(train, ahead)
    none: dict[str, list[list[float] | None]] = {n: [None] * len(rows) for n, rows in task["asked"].items()}
    if errors.size == 0:
        return none
    model = _model().fit(_frame(train), static_features=[], dropna=False)
    spread = np.quantile(errors, probs)
    found = none
    for n, rows in task["asked"].items():
        long = {f"{at:05d}": values for at, values in enumerate(rows) if len(values) > 1}
        if long:
            told = model.predict(ahead, new_df=_frame(long)).groupby("unique_id")["lgb"].last()
            for name, value in told.items():
                found[n][int(name)] = (value + spread).tolist()
    return found


def _errors(train: dict[str, list[float]], ahead: int) -> np.ndarray:
    """Signed errors so far ahead, at as many origins as the sisters' figures allow."""
    for count in range(MOST, 0, -1):
        long = {name: values for name, values in train.items() if len(values) >= ahead + count + SHORTEST}
        if len(long) >= 10:
            told = _model().cross_validation(
                _frame(long), n_windows=count, h=ahead, step_size=1, refit=False, static_features=[], dropna=False
            )
            last = told.groupby(["unique_id", "cutoff"]).tail(1)
            return (last["y"] - last["lgb"]).to_numpy()
    return np.empty(0)


def _model() -> MLForecast:
    boosted = lightgbm.LGBMRegressor(verbosity=-1, n_jobs=1, random_state=0)
    return MLForecast(models={"lgb": boosted}, freq=1, lags=LAGS, target_transforms=[Differences([1])])


def _frame(series: dict[str, list[float]]) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"unique_id": name, "ds": np.arange(len(values)), "y": values}) for name, values in series.items()
    ]
    return pd.concat(parts, ignore_index=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
