"""What answers to the pooled tasks were worth: probabilities of the questions, covers, quantile losses, and how many events count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.methods import PROBS
from benchmarks.scoring import TENTHS, Answers, crps, pinball, reached
from benchmarks.tasks import QUESTIONS, Group, IntArray, Task
from shkplan.distributions.links import FloatArray

BINS = 5
DRAWS = 2000
BoolArray = np.ndarray


@dataclass(frozen=True, eq=False)
class Judged:
    """Answers to some tasks, one row each; refused ones are left out and counted.

    Attributes:
        said: (S, 3) probabilities of the questions.
        happened: (S, 3).
        quantiles: (S, P) at :data:`benchmarks.methods.PROBS`.
        came, scale: (S,).
        indicator, origin: (S,) what may make errors alike.
        refused: how many tasks have no answer.
    """

    said: FloatArray
    happened: FloatArray
    quantiles: FloatArray
    came: FloatArray
    scale: FloatArray
    indicator: np.ndarray
    origin: IntArray
    rows: IntArray
    refused: int

    @property
    def answers(self) -> Answers:
        """The three questions pooled."""
        return Answers(self.said.ravel(), self.happened.ravel())

    def of(self, question: int) -> Answers:
        return Answers(self.said[:, question], self.happened[:, question])

    def held(self, low: float, high: float) -> BoolArray:
        """Whether what came lies between two quantiles."""
        return (self._at(low) <= self.came) & (self.came <= self._at(high))

    @property
    def error(self) -> FloatArray:
        return np.abs(self.came - self._at(0.5))

    @property
    def crps(self) -> FloatArray:
        return crps(self.quantiles, self.came, PROBS)

    @property
    def sql(self) -> FloatArray:
        """Twice the mean pinball loss of the tenths, in units of the series' mean absolute step."""
        return np.asarray(2 * pinball(self.tenths, self.came, TENTHS).mean(axis=1) / self.scale)

    @property
    def msis(self) -> FloatArray:
        """Width of the 95 % interval and forty times what lies outside, not yet scaled."""
        low, high = self._at(0.025), self._at(0.975)
        outside = np.maximum(low - self.came, 0) + np.maximum(self.came - high, 0)
        return np.asarray(high - low + 40 * outside)

    @property
    def tenths(self) -> FloatArray:
        return np.column_stack([self._at(p) for p in TENTHS])

    def _at(self, prob: float) -> FloatArray:
        return np.asarray(self.quantiles[:, int(np.argmin(np.abs(PROBS - prob)))])


def judged(groups: Sequence[Group], answers: Sequence[FloatArray]) -> Judged:
    """Of the quantiles of all groups."""
    tasks = [(group, task) for group in groups for task in group.tasks]
    quantiles = np.concatenate(answers)
    fine = np.flatnonzero(np.isfinite(quantiles).all(axis=1))
    kept = [tasks[at][1] for at in fine]
    return Judged(
        said=np.array([[probability(row, task, share) for share in QUESTIONS.values()] for row, task in zip(quantiles[fine], kept, strict=True)]),
        happened=np.array([[float(task.happened(share)) for share in QUESTIONS.values()] for task in kept]),
        quantiles=quantiles[fine],
        came=np.array([task.came for task in kept]),
        scale=np.array([task.scale for task in kept]),
        indicator=np.array([tasks[at][0].indicator for at in fine]),
        origin=np.array([tasks[at][0].origin for at in fine]),
        rows=fine,
        refused=len(tasks) - fine.size,
    )  # fmt: skip


def probability(quantiles: FloatArray, task: Task, share: float) -> float:
    """Of a question, read off the quantiles."""
    above = reached(quantiles, task.target(share), PROBS)
    return above if task.pace >= 0 else 1 - above


def effective(answers: Answers, cluster: np.ndarray) -> float:
    """How many independent events have as much scatter: n divided by the design effect of clusters, at least 1.

    The design effect is the mean square of the clusters' sums of errors over the sum of p (1 - p).
    """
    error = answers.happened - answers.said
    _, which = np.unique(cluster, return_inverse=True)
    sums = np.bincount(which, error)
    spread = float(np.sum(answers.said * (1 - answers.said)))
    return answers.said.size / max(1.0, float(np.sum(sums**2)) / spread) if spread else float(answers.said.size)


def reliability(answers: Answers, cluster: np.ndarray) -> list[tuple[float, float, int, float]]:
    """Of five equal bins: mean said, share that happened, events, and how many independent ones they are worth."""
    cell = np.minimum((answers.said * BINS).astype(int), BINS - 1)
    found = []
    for at in range(BINS):
        here = cell == at
        if here.any():
            part = Answers(answers.said[here], answers.happened[here])
            found.append(
                (float(part.said.mean()), float(part.happened.mean()), int(here.sum()), effective(part, cluster[here]))
            )
    return found


def worst(bins: Sequence[tuple[float, float, int, float]], least: int = 100) -> float:
    """The largest distance of said from happened in a bin of at least that many events."""
    return max((abs(said - came) for said, came, count, _ in bins if count >= least), default=float("nan"))


def interval(
    origin: IntArray, statistic: Callable[[IntArray], float], block: int, seed: int = 1
) -> tuple[float, float]:
    """The 95 % interval of a statistic of rows, by drawing blocks of consecutive origin years, in a circle, with all their rows.

    A block is half the origins at most. One origin has no interval.
    """
    years = np.unique(origin)
    if years.size < 2:
        return float("nan"), float("nan")
    block = max(1, min(block, years.size // 2))
    rows = {int(year): np.flatnonzero(origin == year) for year in years}
    rng, count = np.random.default_rng(seed), -(-years.size // block)
    found = []
    for _ in range(DRAWS):
        starts = rng.integers(0, years.size, count)
        drawn = [years[(start + step) % years.size] for start in starts for step in range(block)][: years.size]
        found.append(statistic(np.concatenate([rows[int(year)] for year in drawn])))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def independent(origin: IntArray, ahead: int) -> int:
    """How many windows of that many years fit side by side between the first origin and the last year that came."""
    return 1 + int(np.ptp(origin)) // ahead
