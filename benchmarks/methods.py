"""Who answers the pooled tasks: the pooled model, own figures alone, references by formula, and a boosted global model.

Each takes a group and how many of a region's last figures it may see, and gives (S, P) quantiles of the asked year, nan where
it has no answer.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import shkplan
from benchmarks.analogues import SCALES, analogues, climatology, naive
from benchmarks.sections import HERE
from benchmarks.tasks import Group, bounded
from shkplan.base.errors import NotAssessable, UnknownName
from shkplan.distributions.links import FloatArray
from shkplan.forecast.informing import DEFAULT_MODEL, MEMORY

PROBS = np.array([0.005, 0.025, 0.05, *(round(0.05 * i, 2) for i in range(2, 19)), 0.95, 0.975, 0.995])
POOLED, OWN, NAIVE = "pooled", "own figures alone", "naive"
CLIMATOLOGY, ANALOGUES, HALF = "climatology of the class", "analogues, raw", "analogues and own, half each"
BOOSTED = "LightGBM, conformal"
MEASURES = {"growth": "growth", "level": "level", "share": "level"}
Method = Callable[[Group, int | None], FloatArray]


def pooled(group: Group, n: int | None) -> FloatArray:
    """``shkplan.project_panel(model="pooled")`` with the sister regions' figures until the origin."""
    reference = bounded(group.reference, group.kind)
    return panel(group, n, model="pooled", reference=reference)


def own(group: Group, n: int | None) -> FloatArray:
    """The default model of the kind, on the region's own figures of as many years as an assessment lets inform it."""
    model = DEFAULT_MODEL[MEASURES[group.kind]]
    seen = [most for most in (n, MEMORY.get(model)) if most is not None]
    return panel(group, min(seen, default=None), model=model)


def half(group: Group, n: int | None) -> FloatArray:
    """Quantiles of analogues and of own figures, averaged."""
    return (analogues(group, n, PROBS) + own(group, n)) / 2


def panel(group: Group, n: int | None, **how: Any) -> FloatArray:
    """(S, P) quantiles of the asked year by the public call, nan where a series is refused."""
    found = np.full((len(group.tasks), PROBS.size), np.nan)
    answer = shkplan.project_panel(group.frame(n), group.ahead, probs=tuple(PROBS), progress=False, **how)
    wanted = answer[answer["year"] == group.origin + group.ahead]
    rows = wanted["series"].str[:4].to_numpy(dtype=np.int64)[:: PROBS.size]
    found[rows] = wanted["value"].to_numpy(np.float64).reshape(-1, PROBS.size)
    return found


def has_pooled() -> bool:
    """Whether this checkout has the pooled model yet."""
    import pandas as pd

    frame = pd.DataFrame({"series": ["a"], "year": [2020], "value": [50.0]})
    sisters = pd.DataFrame({"series": np.repeat(list("bcdefgh"), 20), "year": np.tile(np.arange(2001, 2021), 7)})
    values = 50 + np.random.default_rng(0).normal(size=(7, 20)).cumsum(axis=1)
    try:
        shkplan.project_panel(frame, 2, model="pooled", reference=sisters.assign(value=values.ravel()), progress=False)
    except (TypeError, UnknownName):
        return False
    except (ValueError, NotAssessable):
        return True
    return True


def methods() -> dict[str, Method]:
    """All that answer in this process, by name; the pooled model where there is one."""
    every: dict[str, Method] = {
        POOLED: pooled,
        OWN: own,
        NAIVE: lambda group, n: naive(group, n, PROBS),
        CLIMATOLOGY: lambda group, n: climatology(group, n, PROBS),
        ANALOGUES: lambda group, n: analogues(group, n, PROBS),
        HALF: half,
    }
    return every if has_pooled() else {name: one for name, one in every.items() if name != POOLED}


# The boosted model, in the peers' environment ---------------------------------------------------------------------------


def started(
    python: Path, folder: Path, groups: Iterable[Group], given: Sequence[int | None]
) -> subprocess.Popen[bytes]:
    """The boosted model at work on all groups."""
    tasks = {group.key: _told(group, given) for group in groups}
    (folder / "tasks.json").write_text(json.dumps(tasks))
    words = [str(python), str(HERE / "peers_pooled.py"), str(folder / "tasks.json"), str(folder / "answers.json")]
    return subprocess.Popen(words, env=os.environ | {"OMP_NUM_THREADS": "1"})


def boosted(process: subprocess.Popen[bytes], folder: Path) -> Method:
    """Its answers as a method, once it is done.

    Raises:
        RuntimeError: it failed.
    """
    if process.wait():
        raise RuntimeError(f"the boosted model ended with code {process.returncode}")
    answers = json.loads((folder / "answers.json").read_text())

    def method(group: Group, n: int | None) -> FloatArray:
        none = [np.nan] * PROBS.size
        rows = [none if row is None else row for row in answers[group.key][str(n)]]
        return SCALES[group.kind].back(np.array(rows, dtype=np.float64))

    return method


def _told(group: Group, given: Sequence[int | None]) -> dict[str, Any]:
    there = SCALES[group.kind].there
    train = {str(name): there(_unbroken(rows)).tolist() for name, rows in group.reference.groupby("series")}
    asked = {str(n): [there(task.given[-n:] if n else task.given).tolist() for task in group.tasks] for n in given}
    return {"ahead": group.ahead, "probs": PROBS.tolist(), "train": train, "asked": asked}


def _unbroken(rows: Any) -> FloatArray:
    """The figures since the last gap."""
    rows = rows.sort_values("year")
    gaps = np.flatnonzero(np.diff(rows["year"].to_numpy()) != 1)
    return np.asarray(rows["value"].to_numpy(np.float64)[gaps[-1] + 1 if gaps.size else 0 :])
