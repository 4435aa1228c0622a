r"""What probabilities were worth once it is known what came, where there are few and they hang together.

Of N forecasts p_j of events y_j (0 or 1), several of them of one target i::

    Brier       (1 / N) sum (p_j - y_j)^2
    log score   (1 / N) sum -ln(the probability of what came)           in nats; infinite where the impossible came
    skill       1 - Brier / Brier of another rule                       1 perfect, 0 no better, below 0 worse

The forecasts of one target share its outcome, so that targets are drawn, not forecasts: the standard error of a mean loss is that of
its k clusters, sqrt(k / (k - 1) sum S_i^2) / N with S_i the sum of what the losses of a target exceed the mean by [1]_. Targets of one plan hang
together besides (:mod:`shkplan.distributions.together`): k of them tell as much as k / (1 + (k - 1) c) that do not, c being the correlation of two
events, and the error is larger by the root of that. Where the bins of a reliability diagram hold few targets, the share that came has
the interval of the Beta posterior under Jeffreys' prior [2]_, counted on so many independent ones.

References:
    .. [1] Cameron, A. C. and Miller, D. L. (2015), A practitioner's guide to cluster-robust inference, J. Human Resources 50, 317-372.
    .. [2] Brown, L. D., Cai, T. T. and DasGupta, A. (2001), Interval estimation for a binomial proportion, Stat. Sci. 16, 101-133.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import betaincinv

from shkplan.distributions.links import FloatArray
from shkplan.distributions.together import COMMON, correlation_of_events

__all__ = ["ProbabilityRecord", "ReliabilityBin"]

BINS = 5
LEVEL = 0.8  # of the interval of a share


@dataclass(frozen=True)
class ReliabilityBin:
    """The forecasts with a probability from ``low`` to below ``high`` (the last holds 1).

    Attributes:
        n, targets: how many forecasts, of how many targets.
        said: their mean probability.
        happened: the share that came.
        least, most: the 80 % interval of the share, counted on so many independent targets as these are worth.
    """

    low: float
    high: float
    n: int
    targets: int
    said: float
    happened: float
    least: float
    most: float


@dataclass(frozen=True, eq=False)
class ProbabilityRecord:
    """Probabilities beside what came.

    Attributes:
        prob: (N,) probabilities.
        came: (N,) 1 where the event came, else 0.
        targets: (N,) of which target each is; forecasts of one target share its outcome.
    """

    prob: FloatArray
    came: FloatArray
    targets: Sequence[str]

    def __len__(self) -> int:
        return int(self.prob.size)

    @property
    def brier(self) -> float | None:
        """The Brier score; None of no forecast."""
        return float(self._losses.mean()) if len(self) else None

    @property
    def brier_se(self) -> float | None:
        """Its standard error; None of fewer than two targets."""
        return self._error(self._losses)

    @property
    def log(self) -> float | None:
        """The mean log score in nats; infinite where something called impossible came, None of no forecast."""
        if not len(self):
            return None
        with np.errstate(divide="ignore"):
            return float(-np.log(np.where(self.came == 1, self.prob, 1 - self.prob)).mean())

    @property
    def bias(self) -> tuple[float, float | None] | None:
        """What the probabilities are above the share that came, with the standard error; None of no forecast."""
        above = self.prob - self.came
        return (float(above.mean()), self._error(above)) if len(self) else None

    @property
    def clusters(self) -> int:
        """How many targets there are."""
        return len(set(self.targets))

    @property
    def effective(self) -> float:
        """How many independent targets these are worth."""
        return _effective(self.clusters, self._share)

    def skill(self, other: ProbabilityRecord) -> float | None:
        """1 - Brier / Brier of another rule on the same forecasts; None where the other made no mistake."""
        assert list(self.targets) == list(other.targets)
        return None if not self.brier or not other.brier else 1 - self.brier / other.brier

    def better(self, other: ProbabilityRecord) -> tuple[float, float | None] | None:
        """What its Brier score is lower than another's on the same forecasts, with the standard error of the difference."""
        assert list(self.targets) == list(other.targets)
        if not len(self):
            return None
        gained = other._losses - self._losses
        return float(gained.mean()), self._error(gained)

    @property
    def bins(self) -> tuple[ReliabilityBin, ...]:
        """The five equal classes of probability that are not empty, the lowest first."""
        edges = np.arange(BINS + 1) / BINS  # 3 / 5 is 0.6, which that of linspace is not
        which = np.clip(np.searchsorted(edges, self.prob, side="right") - 1, 0, BINS - 1)
        return tuple(self._bin(edges[at], edges[at + 1], which == at) for at in range(BINS) if (which == at).any())

    def _bin(self, low: float, high: float, here: np.ndarray) -> ReliabilityBin:
        happened, targets = float(self.came[here].mean()), len({one for one, is_in in zip(self.targets, here, strict=True) if is_in})  # fmt: skip
        worth, tail = _effective(targets, self._share), (1 - LEVEL) / 2
        hits, misses = happened * worth + 0.5, (1 - happened) * worth + 0.5
        least, most = (float(betaincinv(hits, misses, share)) for share in (tail, 1 - tail))
        return ReliabilityBin(
            float(low), float(high), int(here.sum()), targets, float(self.prob[here].mean()), happened,
            min(least, happened), max(most, happened),
        )  # fmt: skip

    @cached_property
    def _losses(self) -> FloatArray:
        return np.asarray((self.prob - self.came) ** 2)

    @property
    def _share(self) -> float:
        """The share of targets that came, never 0 or 1."""
        outcome = dict(zip(self.targets, self.came, strict=True))
        return float((sum(outcome.values()) + 0.5) / (len(outcome) + 1))

    def _error(self, losses: FloatArray) -> float | None:
        """The standard error of the mean of so many losses, of targets of one plan."""
        if self.clusters < 2:
            return None
        _, which = np.unique(np.asarray(self.targets), return_inverse=True)
        sums = np.bincount(which, losses - losses.mean())
        k = self.clusters
        apart = float(np.sqrt(k / (k - 1) * np.sum(sums**2))) / len(self)
        return float(apart * np.sqrt(k / self.effective))


def _effective(count: int, share: float) -> float:
    """How many independent events so many of one plan are worth."""
    if count < 2:
        return float(count)
    return float(count / (1 + (count - 1) * correlation_of_events(share, COMMON.rho)))
