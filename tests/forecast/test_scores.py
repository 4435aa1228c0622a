"""Scores against closed forms, numeric integration and formulas written out."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scoringrules
from scipy import integrate, stats

from shkplan.distributions.links import Log
from shkplan.distributions.predictive import Law, Linked, Point, StudentT
from shkplan.forecast.scores import brier, crps, reliability, score, yearly_change


@pytest.mark.parametrize(("df", "within"), [(2, 0.02), (4, 0.002), (30, 0.0005)])
@pytest.mark.parametrize("truth", [3.0, 4.1, 9.0])
def test_crps_is_the_closed_form_of_student(df: int, within: float, truth: float) -> None:
    """Two hundred quantiles come as near as the tail allows: 2 % at 2 degrees of freedom, 0.2 % at 4."""
    exact = scoringrules.crps_t(truth, df, 3.0, 0.5)
    assert crps(StudentT(df, 3.0, 0.5), truth) == pytest.approx(exact, rel=within)


@pytest.mark.parametrize("truth", [-1.0, 0.2, 2.5])
def test_crps_is_the_integral_of_squared_error_of_the_cdf(truth: float) -> None:
    """The definition, integral of (F(x) - 1{x >= y})^2 dx, by quadrature."""
    below, _ = integrate.quad(lambda x: stats.t.cdf(x, 5) ** 2, -np.inf, truth)
    above, _ = integrate.quad(lambda x: stats.t.sf(x, 5) ** 2, truth, np.inf)
    assert crps(StudentT(5, 0.0, 1.0), truth) == pytest.approx(below + above, rel=2e-3)


def test_crps_of_a_point_is_the_absolute_error() -> None:
    assert crps(Point(3.0), 5.5) == pytest.approx(2.5)


def test_crps_is_finite_where_the_integral_is_not() -> None:
    """A Student law on the log link has no finite CRPS; its quantile form has, and ranks the nearer law first."""
    near, far = (Linked(StudentT(3, loc, 0.1), Log()) for loc in (math.log(100), math.log(150)))
    assert 0 < crps(near, 100.0) < crps(far, 100.0) < math.inf


@pytest.mark.parametrize(("truth", "outside"), [(4.0, 0.0), (9.0, None), (-2.0, None)])
def test_scores_written_out(truth: float, outside: float | None) -> None:
    """Law t(4, 3, 1), D = 2: every score by its formula."""
    half = stats.t.ppf(0.975, 4)
    if outside is None:
        outside = abs(truth - 3) - half
    found = score(StudentT(4, 3.0, 1.0), truth, 2.0)
    assert found["MASE"] == pytest.approx(abs(truth - 3) / 2)
    assert found["sMAPE"] == pytest.approx(200 * abs(truth - 3) / (abs(truth) + 3))
    assert found["MSIS"] == pytest.approx((2 * half + 40 * outside) / 2)
    assert found["CRPS"] == pytest.approx(scoringrules.crps_t(truth, 4, 3.0, 1.0) / 2, rel=2e-3)
    assert found["covered_95"] == (outside == 0.0)
    assert found["covered_80"] == (abs(truth - 3) <= stats.t.ppf(0.9, 4))


def test_a_series_that_stood_still_has_no_scale() -> None:
    """D = 0: scaled scores are nan, not infinite; sMAPE of nothing against nothing is 0."""
    law: Law = Point(0.0)
    found = score(law, 0.0, 0.0)
    assert math.isnan(found["MASE"])
    assert math.isnan(found["CRPS"])
    assert found["sMAPE"] == 0.0


def test_yearly_change_over_a_gap() -> None:
    """Steps +3 in one year, -8 in two: (3 + 4) / 2."""
    assert yearly_change([2010, 2011, 2013], [1.0, 4.0, -4.0]) == pytest.approx(3.5)


SAID = pd.DataFrame(
    {"model": ["a"] * 6 + ["b"] * 2, "prob": [0.1, 0.15, 0.3, 0.9, 0.9, 1.0, 0.5, 0.2],
     "reached": [False, True, False, True, True, False, True, True]}
)  # fmt: skip


def test_brier_against_the_base_rate() -> None:
    """Mean of (said - happened)^2; the base rate p scores p (1 - p); always right has no base to beat."""
    a, b = brier(SAID, ["model"]).to_dict("records")
    squares = [0.1**2, 0.85**2, 0.3**2, 0.1**2, 0.1**2, 1.0]
    assert (a["n"], a["base_rate"], a["brier_base"]) == (6, 0.5, 0.25)
    assert a["brier"] == pytest.approx(sum(squares) / 6)
    assert a["skill"] == pytest.approx(1 - sum(squares) / 6 / 0.25)
    assert (b["base_rate"], b["brier_base"]) == (1.0, 0.0)
    assert math.isnan(b["skill"])


def test_reliability_written_out() -> None:
    """Bins of a fifth: said is the mean probability, happened the share; 1.0 falls in the last bin."""
    table = reliability(SAID, ["model"], bins=5)
    rows = table[table["model"] == "a"].to_dict("records")
    assert [(round(r["low"], 1), round(r["high"], 1), r["n"]) for r in rows] == [
        (0, 0.2, 2),
        (0.2, 0.4, 1),
        (0.8, 1, 3),
    ]
    assert [r["said"] for r in rows] == pytest.approx([0.125, 0.3, 2.8 / 3])
    assert [r["happened"] for r in rows] == pytest.approx([0.5, 0.0, 2 / 3])
    assert [r["base_rate"] for r in rows] == [0.5, 0.5, 0.5]
    assert rows[0]["error"] == pytest.approx(math.sqrt(0.1 * 0.9 + 0.15 * 0.85) / 2)
