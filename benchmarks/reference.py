r"""Two references by formulas written out, to hold the harness against.

With d the n - 1 steps of the n years given and z the quantile of the normal law:

    naive   y_n +- z sqrt(mean d^2) sqrt(h)
    drift   y_n + h mean d +- z sd(d) sqrt(h (1 + h / (n - 1)))       sd with n - 2 below the line
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from benchmarks.scoring import PROBS
from benchmarks.series import HORIZON, Series
from shkplan.distributions.links import FloatArray

_AHEAD = np.arange(1, HORIZON + 1)


def naive(series: Sequence[Series]) -> FloatArray:
    """(S, 6, 11) quantiles: the last value stays."""
    return np.stack([_normal(one.given[-1] + 0.0 * _AHEAD, _root(np.diff(one.given)) * _AHEAD**0.5) for one in series])


def drift(series: Sequence[Series]) -> FloatArray:
    """(S, 6, 11) quantiles: the last value and the mean step, h times."""
    rows = []
    for one in series:
        steps = np.diff(one.given)
        wide = float(np.std(steps, ddof=1)) * np.sqrt(_AHEAD * (1 + _AHEAD / steps.size))
        rows.append(_normal(one.given[-1] + _AHEAD * steps.mean(), wide))
    return np.stack(rows)


def _root(steps: FloatArray) -> float:
    return float(np.sqrt(np.mean(steps**2)))


def _normal(centre: np.ndarray, spread: np.ndarray) -> FloatArray:
    return np.asarray(centre[:, np.newaxis] + spread[:, np.newaxis] * special.ndtri(PROBS))
