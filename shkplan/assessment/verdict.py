"""A verdict: what can be said of one target on one day, with everything that was assumed to say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from shkplan.base.messages import Message
from shkplan.register.plan import Indicator
from shkplan.register.targets import Target

Status = Literal["observed", "estimated", "supposed", "not_assessable", "recorded"]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Required:
    """What it would take from here, as a number and as a sentence.

    Attributes:
        kind: yearly change (in ``unit`` a year), yearly growth (%), remaining sum (per remaining year), own growth (%),
            or margin (the distance to a bound that is kept).
    """

    kind: Literal["yearly_change", "yearly_growth", "yearly_sum", "own_growth", "margin"]
    value: float
    unit: str
    sentence: Message


@dataclass(frozen=True)
class Verdict:
    """The answer for one target.

    Attributes:
        indicator: what is measured.
        target: the version of the target in force.
        region: where.
        status: observed (observation has decided), estimated (a probability below one and above nought), supposed (the
            claims of a scenario, or what stands in, leave nothing open), not_assessable (with the reason), recorded (a stated aim, never
            scored).
        prob: probability that the event of the target holds; exactly 0 or 1 only where observed, or settled by claims.
        prob_se: its Monte Carlo standard error; 0 where it is observed or comes from a law in closed form.
        basis: "observation", "law", "paths" or "claims".
        central, low, high: median and 80 % band of the deciding quantity, in ``unit``; None where unknown.
        quantity: what the deciding quantity is, in words.
        gap: central estimate minus what is wanted, signed so that positive is good, in ``unit``.
        wanted: the number it is compared with, in ``unit``; for a pace the reference's central growth less tolerance.
        latest: last measured year and value of the own series.
        required: what it would take from here; None where nothing is left to do or nothing can be said.
        reason: one plain sentence.
        assumptions: what was assumed, each a sentence.
        measured, estimated: years of the window (or the deadline) that were measured, and that were not.
        stand_ins: which series stand in for missing ones, a sentence each; they are among the assumptions too.
        hits: (n_paths,) whether each joint path reaches the target; None where no paths were needed.
    """

    indicator: Indicator
    target: Target
    region: str
    status: Status
    reason: Message
    prob: float | None = None
    prob_se: float | None = None
    basis: Literal["observation", "law", "paths", "claims"] | None = None
    quantity: Message | None = None
    unit: str = ""
    central: float | None = None
    low: float | None = None
    high: float | None = None
    wanted: float | None = None
    gap: float | None = None
    latest: tuple[int, float] | None = None
    required: Required | None = None
    assumptions: tuple[Message, ...] = ()
    measured: tuple[int, ...] = ()
    estimated: tuple[int, ...] = ()
    stand_ins: tuple[Message, ...] = ()
    hits: BoolArray | None = field(default=None, repr=False, compare=False)

    @property
    def key(self) -> str:
        """The indicator's id, with the deadline where the indicator has several."""
        several = len(self.indicator.targets_in_force()) > 1
        return f"{self.indicator.id}@{self.target.deadline}" if several else self.indicator.id

    def __repr__(self) -> str:
        told = "" if self.prob is None else f", probability {self.prob:.4g}"
        return f"Verdict({self.key}, {self.region}: {self.status.replace('_', ' ')}{told}; {self.reason})"

    @property
    def assessable(self) -> bool:
        return self.prob is not None

    @property
    def path_prob(self) -> float | None:
        """The probability counted on joint paths, for comparing scenarios that share their random numbers."""
        if self.hits is None:
            return self.prob
        return counted(self.hits)[0]


def counted(hits: BoolArray, pasts: int = 1) -> tuple[float, float]:
    """Probability (k + 1/2) / (M + 1) of an event seen on k of M paths, and its Monte Carlo standard error.

    Never 0 or 1: not seen in M draws is not impossible.

    Args:
        hits: (M,) whether each path reaches the target.
        pasts: into how many runs the paths fall, each with a past of its own. Paths of one run are alike in their past, so
            that the error is that of the mean of so many runs.
    """
    total = len(hits)
    prob = (float(np.count_nonzero(hits)) + 0.5) / (total + 1)
    if 1 < pasts <= total:
        each = [float(run.mean()) for run in np.array_split(hits, pasts)]
        return prob, max(float(np.std(each, ddof=1)) / pasts**0.5, float(np.sqrt(prob * (1 - prob) / total)))
    return prob, float(np.sqrt(prob * (1 - prob) / total))
