"""Links: monotone, invertible, inside their bounds, and outspoken about values they cannot hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.distributions.links import Identity, LinkFunction, Log, Logit, link_named

LINKS: list[LinkFunction] = [Identity(), Log(), Log(-100.0), Logit(0.0, 100.0), Logit(-3.3, 7.7)]
scores = st.floats(-30, 30)


def inside(link: LinkFunction) -> np.ndarray:
    """Numbers spread over the support, on the scale of the quantity."""
    return link.inverse(np.linspace(-6.0, 6.0, 25))


@pytest.mark.parametrize("link", LINKS, ids=repr)
@given(z=scores)
def test_inverse_undoes_forward(link: LinkFunction, z: float) -> None:
    """g(g^-1(z)) = z, as far as the digits of x allow near a bound."""
    x = link.inverse(z)
    near_bound = min(abs(float(x) - bound) for bound in (*link.support, math.inf))
    if near_bound > 1e-6:
        assert float(link.forward(x)) == pytest.approx(z, abs=1e-7)


@pytest.mark.parametrize("link", LINKS, ids=repr)
def test_forward_rises(link: LinkFunction) -> None:
    """A larger quantity is a larger z: "at least" stays "at least" on the link scale."""
    assert np.all(np.diff(link.forward(inside(link))) > 0)


@pytest.mark.parametrize("link", LINKS, ids=repr)
@given(z=st.floats(-1e6, 1e6) | st.sampled_from([math.inf, -math.inf]))
def test_inverse_never_leaves_the_support(link: LinkFunction, z: float) -> None:
    """Whatever a model says, the quantity stays within its bounds."""
    low, high = link.support
    assert low <= float(link.inverse(z)) <= high


@pytest.mark.parametrize("link", LINKS, ids=repr)
def test_derivative_is_the_slope(link: LinkFunction) -> None:
    """dz/dx agrees with a central difference of forward (error of order step^2)."""
    x, step = inside(link), 1e-6
    slope = (link.forward(x + step * 0.01) - link.forward(x - step * 0.01)) / (0.02 * step)
    assert link.derivative(x) == pytest.approx(slope, rel=1e-4)


@pytest.mark.parametrize("link", LINKS, ids=repr)
def test_one_number_maps_as_in_an_array(link: LinkFunction) -> None:
    """A measured value and a question about it meet at the same z, bit for bit."""
    x = inside(link)
    assert [float(link.forward(value)) for value in x] == link.forward(x).tolist()
    assert link.extended(x).tolist() == link.forward(x).tolist()


@pytest.mark.parametrize(("share", "z"), [(50.0, 0.0), (90.0, 2.197225), (99.9, 6.906755)])
def test_logit_vectors(share: float, z: float) -> None:
    """Scaled logit on (0, 100); values printed in the test vectors of methods.md 7(c), six decimals."""
    assert float(Logit(0.0, 100.0).forward(share)) == pytest.approx(z, abs=5e-7)


@pytest.mark.parametrize("bound", [0.0, 100.0])
def test_a_share_printed_at_its_bound_is_read_half_a_step_inside(bound: float) -> None:
    """100.0 % published in steps of 0.1 means 99.95 to 100: it is read at the middle, 99.975."""
    link = Logit(0.0, 100.0, precision=0.1)
    assert float(link.forward(bound)) == pytest.approx(math.log(99.975 / 0.025) * (1 if bound else -1))
    with pytest.raises(ValueError, match=r"exactly at a bound .*precision=0\.1 for"):
        Logit(0.0, 100.0).forward(bound)


@pytest.mark.parametrize(
    ("link", "value"),
    [
        (Log(), 0.0),
        (Log(), -1.0),
        (Log(-100.0), -100.0),
        (Logit(0.0, 100.0), 100.2),
        (Logit(0.0, 100.0, 0.1), 100.2),
        (Logit(0.0, 100.0, 0.1), math.nan),
        (Identity(), math.nan),
        (Identity(), math.inf),
    ],
    ids=repr,
)
def test_a_value_outside_the_support_is_refused(link: LinkFunction, value: float) -> None:
    """No silent epsilon: the value, the support and the remedy are told."""
    with pytest.raises(ValueError, match=r"found .* strictly between .* Correct the value"):
        link.forward([50.0, value])


def test_questions_beyond_the_bounds_lie_infinitely_far_out() -> None:
    """Asking whether a share reaches 120 % is fair; the answer is at infinity."""
    z = Logit(0.0, 100.0, 0.1).extended([-5.0, 0.0, 50.0, 100.0, 120.0])
    assert z.tolist() == [-math.inf, -math.inf, 0.0, math.inf, math.inf]
    assert float(Log().extended(-1.0)) == -math.inf


@pytest.mark.parametrize(
    ("bounds", "link"),
    [
        ((None, None), Identity()),
        ((-math.inf, math.inf), Identity()),
        ((0, None), Log(0.0)),
        ((-100.0, None), Log(-100.0)),
        ((0, 100), Logit(0.0, 100.0, 0.1)),
    ],
)
def test_auto_follows_the_bounds(bounds: tuple[float | None, float | None], link: LinkFunction) -> None:
    """Two bounds need a logit, a lower one a log, none nothing."""
    assert link == link_named("auto", bounds, 0.1)


def test_named_links_keep_the_bounds() -> None:
    """A name that keeps the bounds is obeyed; a log without a bound means above zero."""
    assert Log(5.0) == link_named("log", (5.0, None))
    assert Log(0.0) == link_named("log")
    assert Logit(0.0, 1.0) == link_named("logit", (0.0, 1.0))


@pytest.mark.parametrize(
    ("name", "bounds", "teaches"),
    [
        ("identity", (0.0, 100.0), "takes the logit"),
        ("identity", (0.0, None), "takes the log"),
        ("log", (0.0, 100.0), "takes the logit"),
        ("logit", (0.0, None), "needs both"),
        ("auto", (None, 100.0), "needs both"),
        ("probit", (0.0, 1.0), "Choose 'auto'"),
        ("auto", (100.0, 0.0), "lower below upper"),
    ],
)
def test_a_link_that_lets_paths_escape_is_refused(name: str, bounds: tuple[float, float], teaches: str) -> None:
    """A named link obeys the bounds or says what to do."""
    with pytest.raises(ValueError, match=teaches):
        link_named(name, bounds)  # type: ignore[arg-type]


@pytest.mark.parametrize("precision", [0.0, -0.1, 100.0])
def test_precision_is_a_step_within_the_bounds(precision: float) -> None:
    """A published step is positive and finer than the range."""
    with pytest.raises(ValueError, match="published step"):
        Logit(0.0, 100.0, precision)
