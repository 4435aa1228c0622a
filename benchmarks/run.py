"""Ours beside theirs on the competitions' series and on windows of the World Bank's, in one run.

The peers answer in their own environment, two processes side by side, while ours learns its weights and answers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks import ours, reference
from benchmarks.scoring import PROBS, Answers, Scores, reached, scores
from benchmarks.sections import HERE, shown
from benchmarks.series import CUTS, HORIZON, QUESTIONS, YEARS_ASKED, Series, Window, competition, cut, set_aside
from shkplan.distributions.links import FloatArray
from shkplan.models.averaged_ets.gating import Prior

PEERS = ("AutoETS", "DynamicOptimizedTheta", "AutoTheta", "RandomWalkWithDrift", "Naive", "FLAIR")
SLOW, EVERY = "AutoARIMA", 8  # the slow peer has a core of its own, fewer tasks, and answers every eighth window
ASKED_OF_SLOW, SLOW_WINDOWS = ("m3 None", "m3 8", "m1 None"), "windows 5"
MEDIANS = (
    ("AutoETS", "AutoARIMA", "DynamicOptimizedTheta"),
    ("AutoETS", "DynamicOptimizedTheta", "RandomWalkWithDrift"),
)
GIVEN = (3, 5, 8, 15)
ASKED_OF_PEERS = (5, 8)
OURS = "averaged-ets"
QUICK = 8  # every so many series, where it must be quick


@dataclass
class Found:
    """All that a run found; ``results.py`` writes it."""

    tables: dict[tuple[str, int | None], dict[str, Scores]] = field(default_factory=dict)
    attained: dict[tuple[int, str], dict[str, Answers]] = field(default_factory=dict)
    windows: dict[tuple[int, str], Scores] = field(default_factory=dict)
    refusals: dict[str, dict[str, int]] = field(default_factory=dict)
    quick: bool = False


def found(panels: Path, python: Path | None) -> Found:
    """Everything: on the full panels beside the peers, or, without their Python, on a part of the panels."""
    step = 1 if python else QUICK
    every = {(panel, last): cut(competition(panels, panel), last)[::step] for panel in ("m3", "m1") for last in CUTS}
    windows = {n: set_aside(panels, n)[::step] for n in GIVEN}
    result = Found(quick=python is None)
    answers: dict[str, dict[str, Any]] = {}
    with TemporaryDirectory() as folder:
        running = _started(python, Path(folder), every, windows) if python else []
        priors = {name: ours.weights(panels, name) for name in shown(("m3", "m1", "wdi"), 3, "weights learned")}
        for n in shown(GIVEN, len(GIVEN), "windows of the World Bank's, years given"):
            name = f"{OURS}, weights of the package"
            result.attained[n, name] = ours.attained(windows[n], None)
            result.windows[n, name] = scores(ours.windowed(windows[n], None), _series(windows[n]))
            result.windows[n, "drift, by formula"] = scores(reference.drift(_series(windows[n])), _series(windows[n]))
        result.attained[5, f"{OURS}, learned without World Bank"] = ours.attained(windows[5], priors["wdi"])
        if running:
            answers = _answered(Path(folder), running)
    for n in ASKED_OF_PEERS:
        for method, answer in answers.get(f"windows {n}", {}).items():
            some = windows[n][::EVERY] if method == SLOW else windows[n]
            told = _told(answer, len(some))
            if np.isfinite(told).any():
                result.attained[n, method] = _attained(some, told)
                result.windows[n, method] = scores(told, _series(some))
    for task, methods in answers.items():
        for method, answer in methods.items():
            for why, count in answer["refused"].items():
                result.refusals.setdefault(method, {})[f"{task.replace(' None', '')}: {why}"] = count
    for (panel, last), series in every.items():
        result.tables[panel, last] = _competed(series, priors[panel], answers.get(f"{panel} {last}", {}))
    return result


def _competed(series: list[Series], prior: Prior, answers: dict[str, Any]) -> dict[str, Scores]:
    """One table: ours, theirs, medians of theirs where all of them answer, and the references."""
    quantiles, _ = ours.quantiles(series, prior)
    told = {name: _told(answer, len(series)) for name, answer in answers.items()}
    rows = {OURS: scores(quantiles, series)} | {name: scores(one, series) for name, one in told.items()}
    for names in MEDIANS:
        if not told.keys() >= set(names):
            continue
        middle = np.median([told[name] for name in names], axis=0)
        if np.isfinite(middle).any():
            rows["median of " + ", ".join(names)] = scores(middle, series)
    rows["drift, by formula"] = scores(reference.drift(series), series)
    rows["naive, by formula"] = scores(reference.naive(series), series)
    return rows


def _started(
    python: Path, folder: Path, every: dict[tuple[str, int | None], list[Series]], windows: dict[int, list[Window]]
) -> list[subprocess.Popen[bytes]]:
    """The peers at work, two processes side by side."""
    tasks = {f"{panel} {last}": [one.given.tolist() for one in series] for (panel, last), series in every.items()}
    tasks |= {f"windows {n}": [one.given.tolist() for one in windows[n]] for n in ASKED_OF_PEERS}
    of_slow = {name: tasks[name] for name in ASKED_OF_SLOW} | {SLOW_WINDOWS: tasks[SLOW_WINDOWS][::EVERY]}
    running = []
    for core, (asked, methods) in enumerate(((tasks, PEERS), (of_slow, (SLOW,)))):
        paths = [folder / f"{part}-{core}.json" for part in ("tasks", "answers")]
        paths[0].write_text(json.dumps(asked))
        files = map(str, (python, HERE / "peers.py", *paths))
        running.append(subprocess.Popen([*files, str(core), *methods], env=os.environ | {"OMP_NUM_THREADS": "1"}))
    return running


def _answered(folder: Path, running: list[subprocess.Popen[bytes]]) -> dict[str, dict[str, Any]]:
    """What the peers said, once they are done: {task: {method: answer}}."""
    codes = [process.wait() for process in running]
    if any(codes):
        sys.exit(f"the peers ended with {codes}")
    quick, slow = (json.loads((folder / f"answers-{core}.json").read_text()) for core in range(len(running)))
    return {task: methods | slow.get(task, {}) for task, methods in quick.items()}


def _told(answer: dict[str, Any], count: int) -> FloatArray:
    """(S, 6, 11), nan where refused."""
    none = np.full((HORIZON, PROBS.size), np.nan)
    told = np.array([none if one is None else one for one in answer["quantiles"]], dtype=np.float64)
    assert len(told) == count
    return told


def _series(windows: list[Window]) -> list[Series]:
    """Windows as series, in units of the mean absolute step of the years given."""
    return [Series(one.series, one.given, one.came, float(np.abs(np.diff(one.given)).mean())) for one in windows]


def _attained(windows: list[Window], told: FloatArray) -> dict[str, Answers]:
    fine = np.asarray(np.isfinite(told).all(axis=(1, 2)))
    kept, told = [one for one, good in zip(windows, fine, strict=True) if good], told[fine]
    answers = {}
    for name, share in QUESTIONS.items():
        pairs = zip(kept, told, strict=True)
        said = np.array([reached(one[h - 1], window.target(share, h)) for window, one in pairs for h in YEARS_ASKED])
        answers[name] = Answers(said, ours.happened(kept, share))
    return answers
