"""The scale on which yearly rates of growth add up: log growth times 100, on which a point is a point as long as rates are small."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.distributions.links import FloatArray

__all__ = ["Growth", "logged"]

_LEAST = -99.9  # %; lower no logarithm is taken


@dataclass(frozen=True)
class Growth:
    """The scale, and the bounds of the rates in %."""

    low: float
    high: float

    def extended(self, x: npt.ArrayLike) -> FloatArray:
        with np.errstate(divide="ignore"):
            return np.asarray(100 * np.log1p(np.maximum(np.asarray(x, dtype=np.float64), -100.0) / 100))

    def inverse(self, z: npt.ArrayLike) -> FloatArray:
        with np.errstate(over="ignore"):
            return np.asarray(np.clip(100 * np.expm1(np.asarray(z) / 100), self.low, self.high))


def logged(growth: npt.ArrayLike) -> FloatArray:
    """Log growth times 100 of yearly rates in %."""
    return np.asarray(100 * np.log1p(np.maximum(np.asarray(growth, dtype=np.float64), _LEAST) / 100))
