"""Events drawn together: each keeps its probability, and the dependence is the one asked for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from shkplan.distributions.together import COMMON, common_of, drawn_together, normal_scores, ranks_of

DRAWS = 20_000
PROBS = np.array([0.9, 0.2, 0.55, 0.7])


def drawn(rho: float, probs: np.ndarray = PROBS, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    scores = np.column_stack([normal_scores(rng.random(DRAWS), rng) for _ in probs])
    return drawn_together(probs, ranks_of(common_of(scores, normal_scores(rng.random(DRAWS), rng), rho)))


def poisson_binomial(probs: np.ndarray) -> np.ndarray:
    """The law of the number of independent events, by convolution."""
    law = np.array([1.0])
    for prob in probs:
        law = np.convolve(law, [1 - prob, prob])
    return law


@pytest.mark.parametrize("rho", [0.0, 0.1, 0.7, 1.0])
def test_each_event_keeps_its_probability(rho: float) -> None:
    """Exactly, to half a draw, whatever the dependence."""
    assert np.abs(drawn(rho).mean(axis=0) - PROBS).max() <= 0.5 / DRAWS


def test_without_a_common_factor_the_number_is_poisson_binomial() -> None:
    """Convolution written out; four standard errors of as many draws."""
    seen = np.bincount(drawn(0.0).sum(axis=1), minlength=5) / DRAWS
    law = poisson_binomial(PROBS)
    assert (np.abs(seen - law) <= 4 * np.sqrt(law * (1 - law) / DRAWS)).all()


def test_with_nothing_but_the_common_factor_events_are_nested() -> None:
    """At rho = 1 the least likely event brings all others along: all happen with the least probability, any with the greatest."""
    hits = drawn(1.0)
    assert hits.all(axis=1).mean() == pytest.approx(PROBS.min(), abs=1 / DRAWS)
    assert hits.any(axis=1).mean() == pytest.approx(PROBS.max(), abs=1 / DRAWS)


@pytest.mark.parametrize("rho", [0.1, 0.5])
def test_two_events_happen_together_as_two_normals_say(rho: float) -> None:
    """P(both) is the bivariate normal distribution at the two quantiles (scipy)."""
    probs = np.array([0.6, 0.3])
    both = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf(stats.norm.ppf(probs))
    assert drawn(rho, probs).all(axis=1).mean() == pytest.approx(both, abs=4 * np.sqrt(both * (1 - both) / DRAWS))


def test_scores_that_share_paths_keep_their_correlation() -> None:
    """rho + (1 - rho) r, as the formula of the module says."""
    rng = np.random.default_rng(1)
    x = rng.standard_normal(DRAWS)
    scores = np.column_stack(
        [normal_scores(np.exp(x), rng), normal_scores(-0.6 * x + 0.8 * rng.standard_normal(DRAWS), rng)]
    )
    mixed = common_of(scores, rng.standard_normal(DRAWS), 0.2)
    assert np.corrcoef(mixed, rowvar=False)[0, 1] == pytest.approx(0.2 + 0.8 * -0.6, abs=0.02)


def test_equal_values_are_ranked_at_random() -> None:
    """Two quantities that never move would else go together perfectly, by the order of their paths."""
    rng = np.random.default_rng(5)
    one, other = normal_scores(np.zeros(5000), rng), normal_scores(np.zeros(5000), rng)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.06
    assert one.mean() == pytest.approx(0, abs=1e-9)
    assert stats.kstest(one, "norm").pvalue > 0.99


def test_what_was_learned_lies_within_its_interval() -> None:
    """A correlation, from more plans than origins."""
    assert 0 < COMMON.low <= COMMON.rho <= COMMON.high < 1
    assert COMMON.plans > COMMON.blocks
