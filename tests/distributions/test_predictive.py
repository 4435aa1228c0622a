"""Laws: cdf, quantile, mean and draw are four views of one thing; reaching a number includes the number."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from shkplan.distributions.links import Identity, LinkFunction, Log, Logit
from shkplan.distributions.predictive import Empirical, Law, Linked, Mixture, Point, StudentT

T3 = StudentT(3, 1.5, 0.4)
CONTINUOUS: list[Law] = [
    T3,
    StudentT(0.7, -2.0, 5.0),
    Linked(T3, Identity()),
    Linked(T3, Log(-100.0)),
    Linked(StudentT(2, 4.0, 0.6), Logit(0.0, 100.0, 0.1)),
    Mixture((T3, StudentT(7, 30.0, 4.0))),
]
SAMPLE = Empirical(np.array([3.0, 1.0, 2.0, 2.0]))
EVERY = [*CONTINUOUS, Point(2.0), Linked(Point(0.3), Log()), SAMPLE, Linked(SAMPLE, Logit(0.0, 4.0))]
shares = np.linspace(0.001, 0.999, 41)


@pytest.mark.parametrize("law", CONTINUOUS, ids=repr)
def test_cdf_undoes_ppf(law: Law) -> None:
    """cdf(ppf(p)) = p, and sf is the rest."""
    assert law.cdf(law.ppf(shares)) == pytest.approx(shares, rel=1e-9)
    assert law.sf(law.ppf(shares)) == pytest.approx(1 - shares, rel=1e-9)


@pytest.mark.parametrize("law", EVERY, ids=repr)
def test_quantiles_rise_and_stay_in_the_support(law: Law) -> None:
    """A higher probability never means a lower number; p = 0 and 1 are the ends of the support."""
    quantiles = law.ppf(shares)
    assert np.all(np.diff(quantiles) >= 0)
    assert law.support[0] <= quantiles[0] <= quantiles[-1] <= law.support[1]
    assert law.support == pytest.approx((float(law.ppf(0.0)), float(law.ppf(1.0))))


@pytest.mark.parametrize("law", EVERY, ids=repr)
def test_shapes_are_kept(law: Law) -> None:
    """One answer for each number asked; median and interval are quantiles."""
    grid = np.ones((2, 3))
    assert {(2, 3)} == {np.shape(f(grid)) for f in (law.cdf, law.sf, law.at_least)} | {np.shape(law.ppf(grid / 2))}
    assert law.draw(np.random.default_rng(1), (4, 2)).shape == (4, 2)
    assert law.median == float(law.ppf(0.5))
    assert law.interval(0.8) == pytest.approx((float(law.ppf(0.1)), float(law.ppf(0.9))), rel=1e-12)


@pytest.mark.parametrize("law", [*CONTINUOUS, Point(2.0), SAMPLE], ids=repr)
def test_draws_follow_the_cdf(law: Law) -> None:
    """The share of draws at or below a number is its cdf, within 4 standard errors of 40,000 draws."""
    drawn = law.draw(np.random.default_rng(20210101), 40_000)
    at = law.ppf(np.array([0.05, 0.25, 0.5, 0.75, 0.95]))
    expected = law.cdf(at)
    found = np.mean(drawn[:, np.newaxis] <= at, axis=0)
    assert np.all(np.abs(found - expected) <= 4 * np.sqrt(expected * (1 - expected) / 40_000))


@pytest.mark.parametrize("df", [2, 3, 17, 0.7])
def test_student_t_is_scipys(df: float) -> None:
    """cdf, sf and ppf equal scipy.stats.t, far tails with all their digits."""
    law, peer = StudentT(df, 10.0, 2.0), stats.t(df, 10.0, 2.0)
    x = np.array([-1e4, -50.0, 9.0, 10.0, 14.0, 500.0, 1e5])
    p = np.array([0.0, 1e-12, 0.3, 0.5, 0.975, 1.0])
    assert law.cdf(x) == pytest.approx(peer.cdf(x), rel=1e-11)
    assert law.sf(x) == pytest.approx(peer.sf(x), rel=1e-11)
    assert law.ppf(p) == pytest.approx(peer.ppf(p), rel=1e-9)


def test_student_t_mean() -> None:
    """The centre; none below or at one degree of freedom (Cauchy)."""
    assert T3.mean() == 1.5
    assert math.isnan(StudentT(1, 0.0, 1.0).mean())


@pytest.mark.parametrize(("df", "loc", "scale"), [(0, 0, 1), (3, 0, 0), (3, math.nan, 1), (3, 0, math.inf)])
def test_student_t_without_spread_is_refused(df: float, loc: float, scale: float) -> None:
    """A law with no scale would make certainties out of nothing; a known number is a Point."""
    with pytest.raises(ValueError, match="is a Point"):
        StudentT(df, loc, scale)


def test_reaching_a_number_includes_it() -> None:
    """P(X >= x) and P(X <= x) both count x itself; sf does not."""
    measured = Point(95.0)
    assert (measured.prob("at_least", 95.0), measured.prob("at_most", 95.0)) == (1.0, 1.0)
    assert (measured.prob("at_least", 95.1), measured.prob("at_most", 94.9)) == (0.0, 0.0)
    assert (float(measured.sf(95.0)), float(measured.cdf(95.0))) == (0.0, 1.0)
    assert (SAMPLE.prob("at_least", 2.0), SAMPLE.prob("at_most", 2.0)) == (0.75, 0.75)
    assert (float(SAMPLE.sf(2.0)), float(SAMPLE.cdf(2.0))) == (0.25, 0.75)
    with pytest.raises(ValueError, match="'at_least' or 'at_most'"):
        measured.prob("above", 95.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("link", [Identity(), Log(), Logit(0.0, 100.0, 0.1)], ids=repr)
@given(value=st.floats(0.1, 99.9))
def test_a_measured_value_reaches_itself_through_a_link(link: LinkFunction, value: float) -> None:
    """Comparisons happen on the link scale, so there-and-back rounding cannot miss a target by one bit."""
    measured = Linked(Point(float(link.forward([value])[0])), link)
    assert (measured.prob("at_least", value), measured.prob("at_most", value)) == (1.0, 1.0)


def test_linked_log_is_log_t() -> None:
    """log(X - lower) has the law: the cdf is scipy's at the log."""
    x = np.array([0.5, 3.0, 40.0])
    assert Linked(T3, Log()).cdf(x) == pytest.approx(stats.t.cdf(np.log(x), 3, 1.5, 0.4), rel=1e-12)


def test_a_bounded_share_never_leaves_its_bounds() -> None:
    """No probability beyond the bounds, and no weight at an open bound itself."""
    law = Linked(StudentT(2, 4.0, 3.0), Logit(0.0, 100.0, 0.1))
    assert law.cdf([-1.0, 0.0, 100.0, 101.0]).tolist() == [0.0, 0.0, 1.0, 1.0]
    assert law.prob("at_least", 100.0) == 0.0 < law.prob("at_least", 99.95)


def test_linked_mean() -> None:
    """Infinite for log-t, which has no mean; the integral of x f(x) for a share; exact for samples and points."""
    assert Linked(T3, Log()).mean() == math.inf
    assert Linked(T3, Identity()).mean() == 1.5
    assert Linked(Point(math.log(3.0)), Log()).mean() == pytest.approx(3.0)
    assert Linked(SAMPLE, Log()).mean() == pytest.approx(np.mean(np.exp([3.0, 1.0, 2.0, 2.0])))


@pytest.mark.parametrize("scale", [1e-5, 0.1, 1.0, 30.0])
def test_mean_of_a_share_by_another_road(scale: float) -> None:
    """The quadrature over p agrees with scipy's over z, in which the law is a density."""
    share, peer = Linked(StudentT(2, 3.0, scale), Logit(0.0, 100.0)), stats.t(2, 3.0, scale)

    def weighted(u: float) -> float:
        z = 3.0 + scale * math.tan(u)  # the whole line on a finite interval
        return float(100.0 / (1.0 + math.exp(-min(max(z, -700.0), 700.0))) * peer.pdf(z) * scale / math.cos(u) ** 2)

    kink = math.atan(-3.0 / scale)
    expected = integrate.quad(weighted, -math.pi / 2, math.pi / 2, points=[kink], limit=400)[0]
    assert share.mean() == pytest.approx(expected, rel=1e-6)


def test_links_nest() -> None:
    """A linked law is a law: linking twice is linking by the composed map."""
    twice = Linked(Linked(T3, Log()), Log(5.0))
    assert twice.cdf(5.0 + np.exp(np.exp(1.2))) == pytest.approx(T3.cdf(1.2))


def test_empirical_quantiles_invert_the_share() -> None:
    """ppf(p) is the smallest number of the sample whose cdf reaches p."""
    assert SAMPLE.ppf([0.0, 0.25, 0.26, 0.75, 0.76, 1.0]).tolist() == [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]
    assert SAMPLE.mean() == 2.0
    drawn = Empirical(np.random.default_rng(3).normal(size=1000))
    p = np.arange(1, 1001) / 1000
    assert drawn.cdf(drawn.ppf(p)) == pytest.approx(p)


def test_empirical_is_a_value_of_its_own() -> None:
    """Neither sorts nor follows the array it was made of."""
    paths = np.array([3.0, 1.0, 2.0])
    law = Empirical(paths)
    assert paths.tolist() == [3.0, 1.0, 2.0]
    paths[0] = 99.0
    assert law.support == (1.0, 3.0)
    for nothing in (np.array([]), np.array([1.0, math.nan])):
        with pytest.raises(ValueError, match="at least one number"):
            Empirical(nothing)


@pytest.mark.parametrize("level", [0.0, 1.0, 80])
def test_a_level_is_a_share(level: float) -> None:
    """80 % is 0.8, and the message says so."""
    with pytest.raises(ValueError, match=r"80 % is 0\.8"):
        T3.interval(level)
