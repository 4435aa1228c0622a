"""Probabilities beside what came: formulas written out, statsmodels for clusters, scipy for intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from shkplan.distributions.together import COMMON, correlation_of_events
from shkplan.forecast.probability_record import ProbabilityRecord

PROB = np.array([0.9, 0.8, 0.3, 0.6, 0.1, 0.2, 0.7])
CAME = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0])
TARGETS = ("a", "a", "b", "c", "d", "d", "e")


def record(prob: np.ndarray = PROB, came: np.ndarray = CAME, targets: tuple[str, ...] = TARGETS) -> ProbabilityRecord:
    return ProbabilityRecord(prob, came, targets)


def test_brier_and_log_score_written_out() -> None:
    """The mean squared error, and the mean of -ln of the probability of what came."""
    assert record().brier == pytest.approx((0.01 + 0.04 + 0.49 + 0.36 + 0.01 + 0.04 + 0.09) / 7)
    told = (0.9, 0.8, 0.3, 0.4, 0.9, 0.8, 0.7)
    assert record().log == pytest.approx(-sum(math.log(one) for one in told) / 7)


def test_the_error_is_that_of_clusters() -> None:
    """Statsmodels' cluster-robust error of a mean, times the root of what dependent targets are worth less."""
    losses, groups = (PROB - CAME) ** 2, np.unique(TARGETS, return_inverse=True)[1]
    fit = sm.OLS(losses, np.ones(7)).fit(cov_type="cluster", cov_kwds={"groups": groups})
    c = correlation_of_events(3.5 / 6, COMMON.rho)  # of five targets three came: (3 + 1/2) / (5 + 1)
    assert record().effective == pytest.approx(5 / (1 + 4 * c))
    assert record().brier_se == pytest.approx(float(fit.bse[0]) * math.sqrt(1 + 4 * c))


def test_a_forecast_told_again_is_no_more_evidence() -> None:
    """Twelve alike forecasts of each target: score, error and worth are those of one each."""
    once = record(targets=tuple("abcdefg"))
    again = ProbabilityRecord(np.repeat(PROB, 12), np.repeat(CAME, 12), tuple(np.repeat(list("abcdefg"), 12)))
    assert (again.brier, again.brier_se, again.effective) == pytest.approx((once.brier, once.brier_se, once.effective))


def test_the_sure_and_wrong_have_an_infinite_log_score() -> None:
    """Who calls impossible what comes has lost everything; the Brier score is 1."""
    found = record(np.array([0.0]), np.array([1.0]), ("a",))
    assert found.log == math.inf
    assert found.brier == 1
    assert found.brier_se is None  # one target tells nothing of chance


def test_of_no_forecast_nothing_is_said() -> None:
    """No score, no class, no error."""
    none = record(np.array([]), np.array([]), ())
    assert (none.brier, none.log, none.bias, none.bins, none.brier_se) == (None, None, None, (), None)


def test_skill_and_difference_against_another_rule() -> None:
    """1 - Brier / Brier, and the mean of the paired differences with the clusters' error."""
    half = record(np.full(7, 0.5))
    assert record().skill(half) == pytest.approx(1 - record().brier / 0.25)
    by, error = record().better(half)
    assert by == pytest.approx(0.25 - record().brier)
    assert error == pytest.approx(record().brier_se)  # always 0.25 has no scatter of its own


def test_classes_hold_the_share_with_the_interval_of_jeffreys() -> None:
    """Five classes; the interval is scipy's Beta quantiles on so many targets as these are worth; 0.6 begins its class."""
    found = {round(one.low, 1): one for one in record().bins}
    assert [(low, one.n, one.targets) for low, one in found.items()] == [
        (0.0, 1, 1),
        (0.2, 2, 2),
        (0.6, 2, 2),
        (0.8, 2, 1),
    ]
    two = 2 / (1 + correlation_of_events(3.5 / 6, COMMON.rho))
    law = stats.beta(two / 2 + 0.5, two / 2 + 0.5)
    assert (found[0.6].least, found[0.6].most) == pytest.approx((law.ppf(0.1), law.ppf(0.9)))
    assert found[0.8].said == pytest.approx(0.85)
    assert found[0.8].most == 1  # the share itself lies within its interval


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.sampled_from("abcd")), min_size=1, max_size=30))
def test_laws_of_any_record(rows: list[tuple[float, bool, str]]) -> None:
    """Scores within bounds, classes add up, every share within its interval, dependence never adds targets."""
    outcome = {key: float(came) for _, came, key in rows}
    found = ProbabilityRecord(
        np.array([prob for prob, _, _ in rows]), np.array([outcome[key] for _, _, key in rows]), tuple(key for _, _, key in rows)
    )  # fmt: skip
    assert 0 <= found.brier <= 1
    assert found.log >= 0
    assert 0 < found.effective <= found.clusters
    assert sum(one.n for one in found.bins) == len(rows)
    assert all(
        0 <= one.least <= one.happened <= one.most <= 1 and one.low <= one.said <= one.high + 1e-12
        for one in found.bins
    )
