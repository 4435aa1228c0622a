"""Links as data: where a coefficient comes from, when it acts by default, and that links lead in no circle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from shkplan.register.links import CLEAR, LEAST_YEARS, LIKELY, Link, cycle
from shkplan.workspace.load import Workspace

WORDS = {"zh": "甲", "en": "A"}
GROWTH, SHARE, RATE = "economy.gdp_growth", "economy.services_share", "employment.registered_unemployment"
SHIPPED = Workspace.shipped().links()


def link(whence: str = GROWTH, where: str = SHARE, **parts: Any) -> Link:
    given: dict[str, Any] = {
        "id": "one", "title": WORDS, "driver": {"indicator": whence}, "response": {"indicator": where}, "acts": True,
        "reason": WORDS, "assumption": {"low": -0.4, "high": 0.2},
    }  # fmt: skip
    return Link.model_validate({**given, **parts})


def estimate(**parts: Any) -> dict[str, Any]:
    given = {
        "equation": "y = a + b x", "method": WORDS, "source": WORDS, "regions": 3, "first": 2001, "last": 2020, "n": 60,
        "terms": ["0", "1"], "coefficients": [0.5, 0.25], "covariance": [[0.01, 0.002], [0.002, 0.04]], "r2": 0.4,
    }  # fmt: skip
    return {**given, **parts}


def test_a_range_is_a_normal_law_with_nine_tenths_inside() -> None:
    """The middle is the mean; 5 % lie below the range (scipy's norm.ppf(0.95) = 1.6448536)."""
    effect, sd = link().effect
    assert effect == pytest.approx(-0.1)
    assert sd == pytest.approx(0.6 / (2 * 1.6448536269514722))


def test_the_effect_is_the_sum_over_lags_with_the_variance_of_a_sum() -> None:
    """Var(b0 + b1) = .01 + .04 + 2 (.002); what regions differ by is added to each variance."""
    plain = link(assumption=None, estimate=estimate())
    assert plain.effect == pytest.approx((0.75, np.sqrt(0.054)))
    apart = link(assumption=None, estimate=estimate(between=[0.3, 0.0]))
    assert apart.effect == pytest.approx((0.75, np.sqrt(0.054 + 0.09)))


@pytest.mark.parametrize(
    ("identity", "form", "terms"),
    [
        ("share", "difference", {"0": -1.0}),
        ("numerator", "elasticity", {"0": 1.0}),
        ("denominator", "elasticity", {"0": -1.0}),
        ("sum", "difference", {"0": 1.0, "carry": 1.0}),
        ("level", "growth", {"0": 1.0, "1": -1.0}),
    ],
)
def test_an_identity_has_coefficients_that_are_known(identity: str, form: str, terms: dict[str, float]) -> None:
    one = link(assumption=None, identity=identity, form=form)
    assert dict(zip(one.terms, one.coefficients, strict=True)) == terms
    assert not np.any(one.covariance)
    with pytest.raises(ValidationError, match="for this identity"):
        link(assumption=None, identity=identity, form="percentage")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"assumption": None}, "exactly one of estimate, assumption and identity"),
        ({"identity": "share"}, "exactly one of estimate, assumption and identity"),
        ({"assumption": {"low": 1.0, "high": 0.5}}, "a number below high"),
        ({"assumption": None, "estimate": estimate(covariance=[[1, 0.5], [0.1, 1]])}, "a symmetric matrix"),
        ({"assumption": None, "estimate": estimate(coefficients=[1.0])}, "2 numbers, one a term"),
        ({"response": {"indicator": GROWTH}}, "a driver other than the response"),
        (
            {"driver": {"indicator": SHARE, "region": "市"}, "response": {"indicator": SHARE, "regions": ["市"]}},
            "a driver other",
        ),
    ],
)
def test_what_does_not_fit_is_told(parts: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        link(**parts)


def test_a_circle_is_named_by_its_series() -> None:
    """Through indicators of one region, through regions of one indicator; a chain is none."""
    around = [link(GROWTH, SHARE), link(SHARE, RATE), link(RATE, GROWTH)]
    assert {name for name, _ in cycle(around)} == {GROWTH, SHARE, RATE}
    assert cycle(around[:2]) == ()

    def down(whence: str, where: str) -> Link:
        return link(driver={"indicator": GROWTH, "region": whence}, response={"indicator": GROWTH, "regions": [where]})

    assert cycle([down("国", "市"), down("市", "区")]) == ()
    assert set(cycle([down("国", "市"), down("市", "区"), down("区", "国")])) == {(GROWTH, one) for one in "国市区"}
    mixed = [
        link(driver={"indicator": GROWTH, "region": "国"}, response={"indicator": SHARE, "regions": ["市"]}),
        link(SHARE, GROWTH),
    ]
    assert cycle(mixed) == ()  # the city's share moves the city's growth, not the nation's


def test_shipped_links_lead_in_no_circle_and_say_why() -> None:
    assert cycle(SHIPPED) == ()
    assert len(SHIPPED) >= 14
    for one in SHIPPED:
        assert one.reason.zh
        assert one.reason.en


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.id)
def test_a_link_acts_by_default_only_where_its_estimate_is_clear_and_stable(one: Link) -> None:
    """The rule written out: two standard errors, ten years, without 2020-21 too, halves alike by sign and by the test."""
    if one.estimate is None:
        assert not one.acts
        return
    e = one.estimate
    lags = [at for at, term in enumerate(e.terms) if term != "carry"]
    total = sum(e.coefficients[at] for at in lags)
    error = np.sqrt(np.array(e.covariance)[np.ix_(lags, lags)].sum())
    clear = abs(total) >= CLEAR * error and e.last - e.first + 1 >= LEAST_YEARS <= e.n
    calm = e.without_2020[0] * e.coefficients[0] > 0 and abs(e.without_2020[0]) >= CLEAR * e.without_2020_errors[0]
    alike = e.halves is not None and e.halves.p >= LIKELY and e.halves.first[0] * e.halves.second[0] > 0
    assert (e.clear, e.stable) == (clear and calm, alike)
    assert one.acts == (clear and calm and alike)


def test_covariances_of_shipped_links_are_laws() -> None:
    """Symmetric, no negative eigenvalue; standard errors are roots of the diagonal."""
    for one in SHIPPED:
        covariance = np.array(one.covariance)
        assert np.allclose(covariance, covariance.T)
        assert np.linalg.eigvalsh(covariance).min() >= -1e-9
        if one.estimate is not None:
            assert np.allclose(np.square(one.estimate.errors), np.diag(one.estimate.covariance))
