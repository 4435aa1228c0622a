"""The benchmark of pairs: its scores against formulas, and the learning of priors from pairs made up."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules

from benchmarks import pairs, pairs_learned
from shkplan.models.pairs import REGIONS


def test_scores_are_those_of_the_formulas() -> None:
    """CRPS as scoringrules has it for the same sample; Brier of (k + 1/2) / (M + 1)."""
    rng = np.random.default_rng(2)
    task = pairs.Task(
        "p", 2015, np.full(10, 5.0), np.full(4, 6.0), np.full(5, 5.0), np.array([6.0, 7.0, 5.5, 6.0, 6.0])
    )
    lead = rng.standard_normal(500)
    brier, crps, in_80, _, origin, given = pairs._score(task, lead, 3)
    came = 100 * (np.cbrt(1.06 * 1.07 * 1.055) - 1.05)
    assert crps == pytest.approx(scoringrules.crps_ensemble(came, lead, estimator="nrg"))
    assert brier == pytest.approx(((np.count_nonzero(lead >= 0) + 0.5) / 501 - 1) ** 2)
    assert (bool(in_80), origin, given) == (abs(came) < np.quantile(lead, 0.9), 2015, 4)


def test_all_methods_answer_the_same_questions() -> None:
    """One pair that moves together: the joint law's band of the lead is the narrowest."""
    rng = np.random.default_rng(3)
    x = 6.0 + 2.0 * rng.standard_normal(15)
    y = x + 0.3 * rng.standard_normal(15)
    task = pairs.Task("p", 2015, x[:10], y[5:10], x[10:], y[10:])
    found = pairs.scored([task], REGIONS)
    assert {name: score.brier.size for name, score in found.items()} == dict.fromkeys(pairs.METHODS, 3)
    assert found["joint"].crps.mean() < found["independent"].crps.mean()


def test_the_interval_draws_whole_origin_years() -> None:
    """Two years, all gains alike within each: the interval reaches from the one to the other."""
    gain, block = np.repeat([0.0, 1.0], 50), np.repeat([2001, 2002], 50)
    assert pairs.interval(gain, block) == (0.0, 1.0)


def test_the_evidence_is_that_of_a_joint_normal() -> None:
    """One scatter, one persistence: scipy's density of ten years, less the constant that no number moves."""
    from scipy import stats

    x, y = np.random.default_rng(4).normal(5.0, 2.0, (2, 10))
    asked = np.array([np.log(1.5), -20.0, np.log(0.4), np.log(0.3), 0.9, -60.0, -60.0, -60.0])
    apart = x - x.mean()
    cov = 1.5**2 * np.eye(10) + 0.4**2 + 0.3**2 * np.outer(apart, apart)
    wanted = stats.multivariate_normal(x.mean() + 0.9 * apart, cov).logpdf(y) + 5 * np.log(2 * np.pi)
    assert pairs_learned._evidence(asked, x[np.newaxis], y[np.newaxis], 0.0)[0] == pytest.approx(wanted)
