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
from typing import TYPE_CHECKING, Any

import numpy as np

import shkplan
from benchmarks.analogues import SCALES, analogues, climatology, naive
from benchmarks.sections import HERE
from benchmarks.tasks import Group
from shkplan.assessment.classes import TableSisters
from shkplan.distributions.links import FloatArray, Support
from shkplan.forecast.informing import DEFAULT_MODEL, MEMORY
from shkplan.models.pooled import Borrowing
from shkplan.register.reference_class import ReferenceEntry
from shkplan.workspace.load import Workspace

if TYPE_CHECKING:
    import pandas as pd

PROBS = np.array([0.005, 0.025, 0.05, *(round(0.05 * i, 2) for i in range(2, 19)), 0.95, 0.975, 0.995])
POOLED, TABLE, OWN, NAIVE = "pooled", "pooled, shipped table", "own figures alone", "naive"
CLIMATOLOGY, ANALOGUES, HALF = "climatology of the class", "analogues, raw", "analogues and own, half each"
BOOSTED = "LightGBM, conformal"
MEASURES = {"growth": "growth", "level": "level", "share": "level"}
Method = Callable[[Group, int | None], FloatArray]


def pooled(group: Group, n: int | None) -> FloatArray:
    """``shkplan.project_panel(model="pooled")`` with the sister regions' figures until the origin."""
    return panel(group, n, model=_learned(group.key, group))


_MODELS: dict[str, Borrowing] = {}  # of the group asked about: the numbers of figures share what was learned


def _learned(key: str, group: Group) -> Borrowing:
    if key not in _MODELS:
        _MODELS[key] = shkplan.pooled(group.reference, name=group.indicator)
    return _MODELS[key]


def shipped(group: Group, n: int | None) -> FloatArray:
    """The shipped table of the class as of the origin; it was learned from all regions, those asked about among them."""
    there = next((one for one in Workspace.shipped().classes() if _same_panel(one.entry, group)), None)
    if there is None or there.known.at(group.origin) is None:
        return np.full((len(group.tasks), PROBS.size), np.nan)
    sisters = TableSisters(there.known, Support(*there.entry.bounds).link().scale)
    frame = group.frame(n).drop(columns="link", errors="ignore")
    low, high = there.entry.bounds
    frame = frame.assign(lower=-np.inf if low is None else low, upper=np.inf if high is None else high)
    return panel(group, n, frame, model=Borrowing(sisters))


def _same_panel(entry: ReferenceEntry, group: Group) -> bool:
    panel = f"{entry.learned.panel.removeprefix('cn_').removesuffix('.csv.gz')}, {entry.learned.indicator}"
    return panel.replace("_", " ") == group.indicator.replace("_", " ")


def own(group: Group, n: int | None) -> FloatArray:
    """The default model of the kind, on the region's own figures of as many years as an assessment lets inform it."""
    model = DEFAULT_MODEL[MEASURES[group.kind]]
    seen = [most for most in (n, MEMORY.get(model)) if most is not None]
    return panel(group, min(seen, default=None), model=model)


def half(group: Group, n: int | None) -> FloatArray:
    """Quantiles of analogues and of own figures, averaged."""
    return (analogues(group, n, PROBS) + own(group, n)) / 2


def panel(group: Group, n: int | None, frame: pd.DataFrame | None = None, **how: Any) -> FloatArray:
    """(S, P) quantiles of the asked year by the public call, nan where a series is refused."""
    found = np.full((len(group.tasks), PROBS.size), np.nan)
    series = group.frame(n) if frame is None else frame
    answer = shkplan.project_panel(series, group.ahead, probs=tuple(PROBS), progress=False, **how)
    wanted = answer[answer["year"] == group.origin + group.ahead]
    rows = wanted["series"].str[:4].to_numpy(dtype=np.int64)[:: PROBS.size]
    found[rows] = wanted["value"].to_numpy(np.float64).reshape(-1, PROBS.size)
    return found


def methods() -> dict[str, Method]:
    """All that answer in this process, by name; the pooled model where there is one."""
    every: dict[str, Method] = {
        POOLED: pooled,
        TABLE: shipped,
        OWN: own,
        NAIVE: lambda group, n: naive(group, n, PROBS),
        CLIMATOLOGY: lambda group, n: climatology(group, n, PROBS),
        ANALOGUES: lambda group, n: analogues(group, n, PROBS),
        HALF: half,
    }
    return every


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
