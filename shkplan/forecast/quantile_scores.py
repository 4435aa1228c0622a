r"""What a predictive distribution told by its quantiles was worth once the number is known.

With q_1 < ... < q_n the quantiles at p_i = (i - 1/2) / n and y what came::

    CRPS    (2 / n) sum (1{y <= q_i} - p_i) (q_i - y)                       the quantile form [1]_, in the unit of the quantity
    PIT     the p at y, read off between the quantiles                      below the first p_1 / 2, above the last 1 - p_1 / 2

A distribution is calibrated where its PITs spread evenly over 0-1, and sharp where its CRPS is small. |y - median| is the CRPS of a forecast
that is the median alone: a distribution is worth its width where its CRPS is less.

References:
    .. [1] Gneiting, T. and Ranjan, R. (2011), Comparing density forecasts using threshold- and quantile-weighted scoring rules,
       J. Business & Economic Statistics 29, 411-422.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shkplan.distributions.links import FloatArray

__all__ = ["QuantileForecast"]


@dataclass(frozen=True)
class QuantileForecast:
    """Quantiles at the middles of equal parts of 0-1, the lowest first, beside what came."""

    quantiles: Sequence[float]
    came: float

    @property
    def crps(self) -> float:
        """The continuous ranked probability score, in the unit of the quantity."""
        q, p = np.asarray(self.quantiles, dtype=np.float64), self._probs
        return float(2 * np.mean(((self.came <= q) - p) * (q - self.came)))

    @property
    def error(self) -> float:
        """What the median lies off, in the unit of the quantity."""
        return abs(self.came - self._at(0.5))

    @property
    def pit(self) -> float:
        """Where in the distribution the number fell, from 0 to 1; in the middle of quantiles that are equal to it."""
        q, p = np.asarray(self.quantiles, dtype=np.float64), self._probs
        equal = q == self.came
        if equal.any():
            return float(p[equal].mean())
        return float(np.interp(self.came, q, p, left=p[0] / 2, right=1 - p[0] / 2))

    def covered(self, level: float = 0.8) -> bool:
        """Whether the number lies within the central interval."""
        return self._at((1 - level) / 2) <= self.came <= self._at((1 + level) / 2)

    @property
    def _probs(self) -> FloatArray:
        n = len(self.quantiles)
        return (np.arange(n) + 0.5) / n

    def _at(self, prob: float) -> float:
        return float(np.interp(prob, self._probs, self.quantiles))
