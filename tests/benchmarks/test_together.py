"""The learning of one correlation: it finds the one that plans were made with, and counts as probability theory counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from benchmarks import together
from benchmarks.together import Pretended, counts, learned, likelihood, scored

SAID = np.array([0.9, 0.2, 0.55])


def plans(rho: float, many: int = 2000) -> list[Pretended]:
    """Plans whose targets are met together by a common factor of that correlation."""
    rng = np.random.default_rng(4)
    made = []
    for at in range(many):
        said = rng.uniform(0.1, 0.9, 6)
        latent = np.sqrt(rho) * rng.standard_normal() + np.sqrt(1 - rho) * rng.standard_normal(6)
        made.append(
            Pretended(str(at), 2000 + at % 20, tuple("abcdef"), said, (latent <= stats.norm.ppf(said)).astype(float))
        )
    return made


def test_independent_targets_are_counted_by_convolution() -> None:
    """At rho = 0 the Poisson-binomial law, written out."""
    law = np.array([1.0])
    for prob in SAID:
        law = np.convolve(law, [1 - prob, prob])
    np.testing.assert_allclose(counts(SAID, 0.0), law, atol=1e-12)


def test_the_likelihood_of_two_is_the_bivariate_normal() -> None:
    """Both met: scipy's distribution function at the two quantiles."""
    plan = Pretended("a", 2000, ("x", "y"), SAID[:2], np.ones(2))
    both = stats.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1]]).cdf(stats.norm.ppf(SAID[:2]))
    assert np.exp(likelihood(plan, 0.3)) == pytest.approx(both, abs=1e-4)


@pytest.mark.parametrize("rho", [0.0, 0.2])
def test_it_finds_the_correlation_that_plans_were_made_with(rho: float) -> None:
    """To three hundredths with two thousand plans, and its band of the number then holds what it says."""
    made = plans(rho)
    found, (low, high), _ = learned(made)
    assert found == pytest.approx(rho, abs=0.03)
    assert low <= found <= high
    assert scored(made, found)["covered"].mean() == pytest.approx(80, abs=3)


def test_pretended_plans_of_provinces(panels: Path) -> None:
    """Every plan has three targets or more, each with a probability and an outcome, three turns a plan."""
    made = together.pretended(together.provinces(panels), (2012,))
    assert made
    assert all(plan.said.size >= together.FEWEST for plan in made)
    assert all(((plan.said > 0) & (plan.said < 1)).all() for plan in made)
    assert {float(x) for plan in made for x in plan.met} == {0.0, 1.0}
