"""What the tests of the single models share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from shkplan.distributions.links import FloatArray

Follows = Callable[[FloatArray, float, float, float], None]


@pytest.fixture
def follows() -> Follows:
    """Asserts that a sample follows Student's t of scipy: at seven quantiles, within 4 standard errors."""

    def check(sample: FloatArray, df: float, loc: float, scale: float) -> None:
        p = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
        found = np.mean(sample[:, np.newaxis] <= stats.t.ppf(p, df, loc, scale), axis=0)
        assert np.all(np.abs(found - p) <= 4 * np.sqrt(p * (1 - p) / sample.size)), (found, p)

    return check
