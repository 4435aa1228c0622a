r"""Scores of quantiles, the same for ours and theirs.

With y what came, m the median, l and u the ends of the 95 % interval, D the mean absolute step of all the training years
of the series, over six years ahead: sMAPE is the mean of 200 |y - m| / (|y| + |m|), MASE that of |y - m| / D, MSIS that
of ((u - l) + 40 (what lies outside)) / D. With q_p the quantile at p and the pinball loss L_p = max(p (y - q_p), (p - 1) (y - q_p)):
WQL is 2 sum(L_p) / sum |y| over all series and years, averaged over p = .1 ... .9 (as autogluon and fev have it); SQL is the mean over
series of 2 L_p / D, averaged over the same years and p. In WQL series of large numbers weigh most, in the others each counts the
same. What a method refused is counted, not scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from benchmarks.series import Series
from shkplan.distributions.links import FloatArray

TENTHS = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
PROBS = np.array([0.025, *TENTHS, 0.975])
BINS = 10


@dataclass(frozen=True)
class Scores:
    """Means over series, how many were refused, and how many had a year whose interval had no width."""

    smape: float
    mase: float
    covers_80: float
    covers_95: float
    msis: float
    refused: int
    widthless: int
    wql: float
    sql: float


@dataclass(frozen=True, eq=False)
class Answers:
    """Said probabilities and what happened, of one question or several."""

    said: FloatArray
    happened: FloatArray

    @property
    def brier(self) -> float:
        return float(np.mean((self.said - self.happened) ** 2))

    @property
    def base(self) -> float:
        """The Brier score of always saying what share happened, which is known only afterwards."""
        return float(self.happened.mean() * (1 - self.happened.mean()))

    def bins(self) -> list[tuple[float, float, int]]:
        """Mean said, share that happened and count of ten equal bins."""
        cell = np.minimum((self.said * BINS).astype(int), BINS - 1)
        parts = [cell == i for i in range(BINS) if np.any(cell == i)]
        return [(float(self.said[p].mean()), float(self.happened[p].mean()), int(p.sum())) for p in parts]

    def worst(self, least: int = 100) -> float:
        """The largest distance of said from happened in a bin of that many events."""
        return max((abs(said - came) for said, came, count in self.bins() if count >= least), default=float("nan"))


def scores(quantiles: FloatArray, series: Sequence[Series]) -> Scores:
    """Of (S, 6, 11) quantiles at :data:`PROBS`; a series with one that is not finite counts as refused."""
    fine = np.isfinite(quantiles).all(axis=(1, 2))
    if not fine.any():
        none = float("nan")
        return Scores(none, none, none, none, none, len(series), 0, none, none)
    low, low80, middle, high80, high = (quantiles[fine][:, :, _at(p)] for p in (0.025, 0.1, 0.5, 0.9, 0.975))
    came = np.stack([one.came for one in series])[fine]
    scale = np.array([one.scale for one in series])[fine]
    error = np.abs(came - middle)
    outside = np.maximum(low - came, 0) + np.maximum(came - high, 0)
    tenths = quantiles[fine][:, :, _at(0.1) : _at(0.9) + 1]
    return Scores(
        smape=float(np.mean(200 * error / (np.abs(came) + np.abs(middle)))),
        mase=float(np.mean(error.mean(axis=1) / scale)),
        covers_80=float(100 * np.mean((low80 <= came) & (came <= high80))),
        covers_95=float(100 * np.mean((low <= came) & (came <= high))),
        msis=float(np.mean((high - low + 40 * outside).mean(axis=1) / scale)),
        refused=int(np.sum(~fine)),
        widthless=int(np.sum((high <= low).any(axis=1))),
        wql=wql(tenths, came),
        sql=float(np.mean(2 * pinball(tenths, came, TENTHS).mean(axis=(1, 2)) / scale)),
    )


def pinball(quantiles: FloatArray, came: FloatArray, probs: FloatArray) -> FloatArray:
    """The loss of each quantile, with the probabilities along the last axis."""
    above = came[..., np.newaxis] - quantiles
    return np.asarray(np.maximum(probs * above, (probs - 1) * above))


def wql(quantiles: FloatArray, came: FloatArray, probs: FloatArray = TENTHS) -> float:
    """The mean weighted quantile loss."""
    loss = pinball(quantiles, came, probs).reshape(-1, probs.size)
    return float(np.mean(2 * loss.sum(axis=0) / np.abs(came).sum()))


def crps(quantiles: FloatArray, came: FloatArray, probs: FloatArray) -> FloatArray:
    """The continuous ranked probability score from quantiles: twice the pinball loss, integrated over p by the trapezoidal rule.

    Below the first and above the last probability the loss is taken to stay as it is there.
    """
    loss = 2 * pinball(quantiles, came, probs)
    ends = probs[0] * loss[..., 0] + (1 - probs[-1]) * loss[..., -1]
    return np.asarray(np.trapezoid(loss, probs, axis=-1) + ends)


def _at(prob: float) -> int:
    return int(np.flatnonzero(prob == PROBS)[0])


def reached(quantiles: FloatArray, target: float, probs: FloatArray = PROBS) -> float:
    """P(Y >= target) from quantiles: straight between them on the probit scale, and beyond; exact if normal.

    An interval without width says 1 or 0.
    """
    x, which = np.unique(np.maximum.accumulate(quantiles), return_inverse=True)
    if x.size == 1:
        return float(x[0] >= target)
    z = np.bincount(which, special.ndtri(probs)) / np.bincount(which)  # quantiles that coincide count as one
    at = int(np.clip(np.searchsorted(x, target) - 1, 0, x.size - 2))
    return float(special.ndtr(-(z[at] + (target - x[at]) * (z[at + 1] - z[at]) / (x[at + 1] - x[at]))))
