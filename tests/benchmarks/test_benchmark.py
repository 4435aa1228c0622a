"""The benchmark in small: ours on forty series of M3, with weights that did not see it, and the references it is held against.

The panels are not in the repository: see ``conftest.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import special

from benchmarks import combining, ours, reference
from benchmarks.scoring import PROBS, TENTHS, Answers, crps, reached, scores, wql
from benchmarks.series import Series, competition, cut


@pytest.fixture
def one() -> Series:
    """Four years given, steps 1, 2 and 6; then it stands still."""
    return Series("one", np.array([10.0, 11.0, 13.0, 19.0]), np.full(6, 19.0), 3.0)


@pytest.mark.xdist_group("benchmark")
@pytest.mark.parametrize("last", [None, 5])
def test_ours_covers_what_it_says(panels: Path, last: int | None) -> None:
    """95 % hold 88 to 100 of 100 in forty series of M3 (240 values, dependent), by weights without M3; none is refused."""
    series = cut(competition(panels, "m3")[::16][:40], last)
    found, _ = ours.quantiles(series, ours.weights(panels, "m3", per_series=1, iterations=10))
    told = scores(found, series)
    assert len(series) == 40
    assert (told.refused, told.widthless) == (0, 0)
    assert 88 <= told.covers_95 <= 100
    assert 65 <= told.covers_80 <= 92
    assert told.msis < 1.2 * scores(reference.drift(series), series).msis


@pytest.mark.xdist_group("benchmark")
def test_references_are_the_published_ones(panels: Path) -> None:
    """Naive and drift on all of M3, as measured by others: MASE 3.172 and 2.632, drift's 95 % interval 81.5."""
    series = competition(panels, "m3")
    assert len(series) == 645
    assert scores(reference.naive(series), series).mase == pytest.approx(3.172, abs=5e-4)
    drift = scores(reference.drift(series), series)
    assert (drift.mase, drift.smape, drift.covers_95) == pytest.approx((2.632, 16.79, 81.5), rel=1e-3)
    came, last = np.stack([one.came for one in series]), np.array([one.given[-1] for one in series])
    flat = np.tile(last[:, np.newaxis, np.newaxis], (1, 6, 9))
    assert wql(flat, came) == pytest.approx(
        0.1665, abs=5e-5
    )  # Naive of autogluon/fev on monash_m3_yearly, a bare point


def test_naive_by_hand(one: Series) -> None:
    """The last value, and 1.96 sqrt((1 + 4 + 36) / 3) sqrt(h) on either side."""
    found = reference.naive([one])[0]
    half = 1.959964 * np.sqrt(41 / 3) * np.sqrt(np.arange(1, 7))
    np.testing.assert_allclose(found[:, 5], 19.0)
    np.testing.assert_allclose(found[:, [0, 10]], np.column_stack([19 - half, 19 + half]), rtol=1e-6)


def test_drift_by_hand(one: Series) -> None:
    """Three a year on; the steps 1, 2, 6 have variance ((-2)^2 + (-1)^2 + 3^2) / 2 = 7."""
    found = reference.drift([one])[0]
    years = np.arange(1, 7)
    half = 1.281552 * np.sqrt(7 * years * (1 + years / 3))
    np.testing.assert_allclose(found[:, 5], 19 + 3 * years)
    np.testing.assert_allclose(found[:, [1, 9]], 19 + 3 * years[:, np.newaxis] + np.outer(half, [-1, 1]), rtol=1e-6)


def test_scores_by_hand(one: Series) -> None:
    """Median 22 against 19 at scale 3: MASE 1, sMAPE 200 * 3 / 41; 20 to 24 misses 19 by one: MSIS (4 + 40) / 3.

    Quantiles 21, 21.25, ..., 23 at .1, .2, ..., .9 lie above 19, so that twice the pinball losses are 2 (1 - p) (q - 19):
    3.6, 3.6, 3.5, 3.3, 3, 2.6, 2.1, 1.5, .8, mean 24 / 9; over 19 and over the scale.
    """
    told = scores(np.tile([20.0, *np.linspace(21.0, 23.0, 9), 24.0], (1, 6, 1)), [one])
    assert told.wql == pytest.approx(24 / 9 / 19)
    assert told.sql == pytest.approx(24 / 9 / 3)
    assert (told.mase, told.smape, told.msis) == pytest.approx((1.0, 600 / 41, 44 / 3))
    assert (told.covers_80, told.covers_95, told.refused, told.widthless) == (0, 0, 0, 0)


def test_weighted_quantile_loss_adds_before_it_divides() -> None:
    """Two series, y of 10 and 30, all quantiles 10: losses 2 p 20 of the second alone, 20 on average over p, over 40."""
    assert wql(np.full((2, 1, 9), 10.0), np.array([[10.0], [30.0]])) == pytest.approx(20 / 40)
    assert wql(np.full((2, 1, 1), 10.0), np.array([[10.0], [30.0]]), np.array([0.25])) == pytest.approx(
        2 * 0.25 * 20 / 40
    )


def test_crps_of_a_normal_law_from_its_quantiles() -> None:
    """Closed form: z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi) (Gneiting and Raftery 2007)."""
    probs = np.linspace(0.001, 0.999, 999)
    for z in (-1.0, 0.0, 2.5):
        expected = z * (2 * special.ndtr(z) - 1) + 2 * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) - 1 / np.sqrt(np.pi)
        assert crps(special.ndtri(probs), np.array(z), probs) == pytest.approx(expected, abs=2e-3)


def test_what_is_refused_is_counted_not_scored(one: Series) -> None:
    fine, none = np.tile(np.linspace(18.0, 20.0, 11), (6, 1)), np.full((6, 11), np.nan)
    told = scores(np.stack([fine, none, np.full((6, 11), 19.0)]), [one, one, one])
    assert (told.refused, told.widthless, told.mase) == (1, 1, 0)


@pytest.mark.parametrize(("target", "said"), [(0.0, 0.5), (1.0, 0.1586553), (-3.0, 0.9986501), (2.5, 0.0062097)])
def test_a_normal_peers_probability_is_exact(target: float, said: float) -> None:
    """P(N(0, 1) >= target), from its quantiles alone."""
    assert reached(special.ndtri(PROBS), target) == pytest.approx(said, rel=1e-5)
    assert reached(special.ndtri(TENTHS), target, TENTHS) == pytest.approx(said, rel=1e-5)
    assert reached(np.full(11, 2.0), target) == float(target <= 2.0)
    flat = np.array([*np.zeros(9), 1.0, 2.0])
    assert reached(flat, -1.0) > 0.5 > reached(flat, 3.0)


def test_brier_and_reliability_by_hand() -> None:
    """Said 0.25 four times, came once: reliable, and as good as the base rate, 3/16."""
    answers = Answers(np.full(4, 0.25), np.array([1.0, 0.0, 0.0, 0.0]))
    assert answers.brier == answers.base == 0.1875
    assert answers.bins() == [(0.25, 0.25, 4)]
    assert answers.worst(least=4) == 0.0


def test_a_mixture_of_laws_by_hand() -> None:
    """N(0, 1) with itself is itself; half N(-5, 1) and half N(5, 1) has its 10 % quantile where N(-5, 1) has its 20 %."""
    score = special.ndtri(combining._TABLE)
    one = np.tile(score, (1, 1, 1))
    even = np.full((1, 2), 0.5)
    np.testing.assert_allclose(combining._mixed([one, one], even)[0, 0], special.ndtri(PROBS), atol=1e-3)
    apart = combining._mixed([one - 5, one + 5], even)[0, 0]
    np.testing.assert_allclose(apart[[1, 9]], [-5 + special.ndtri(0.2), 5 + special.ndtri(0.8)], atol=0.02)


def test_stacking_leans_to_the_better_past_half_way() -> None:
    """CRPS 1 and 2: 4 to 1 by the square, 0.65 and 0.35 half-way to equal; no past, equal."""
    past = {"a": np.array([1.0, np.nan]), "b": np.array([2.0, np.nan])}
    np.testing.assert_allclose(combining._stacked(past, ("a", "b")), [[0.65, 0.35], [0.5, 0.5]])
