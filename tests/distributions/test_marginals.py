"""All quantiles from one table: whatever the rows are, F(q) = p; the table of T is scipy's T."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from shkplan.distributions.links import Identity, Log, Logit, Support
from shkplan.distributions.marginals import Marginals, Mirrored, Pooled, Students
from shkplan.distributions.predictive import Empirical, Mixture, StudentT
from shkplan.distributions.student import QUICK, quick_cdf
from shkplan.models.averaged_ets import AveragedEts
from shkplan.models.averaged_ets.mixture import MixtureRows

YEARS = np.array([2012, 2013, 2014, 2016, 2017, 2018, 2019])
LEVELS = np.array([41.0, 44.0, 46.5, 52.0, 51.0, 57.0, 60.5])
LOC, SCALE = np.array([1.0, 3.0, -2.0]), np.array([0.1, 0.5, 2.0])
MIDDLE = np.concatenate([np.linspace(0.001, 0.999, 41), [0.025, 0.975]])
TAILS = np.array([1e-9, 1e-6, 1e-4, 0.9999, 1 - 1e-6])


def averaged(values: np.ndarray, lower: float | None, upper: float | None) -> Marginals:
    return AveragedEts().fit(YEARS, values, Support(lower, upper)).marginals([2008, 2015, 2020, 2030])


def spiked() -> Pooled:
    """A law a million times narrower inside another one: the steepest step a pool can have."""
    return Pooled((Students(3, LOC, SCALE), Students(5, LOC + 0.3, 1e-6 * SCALE)))


ROWS: dict[str, Marginals] = {
    "student": Students(3, LOC, SCALE),
    "log": Students(4, LOC, SCALE, Log()),
    "logit": Students(4, LOC, SCALE / 4, Logit(0.0, 100.0)),
    "pool": Pooled((Students(3, LOC, SCALE / 4, Log()), Students(30, LOC + 1, SCALE, Log()))),
    "pool of far ends": Pooled((Students(3, LOC - 20, SCALE / 4, Log()), Students(9, LOC + 20, SCALE, Log()))),
    "spiked": spiked(),
    "mirrored": Mirrored(Pooled((Students(3, LOC, SCALE), Students(7, LOC + 4, SCALE)))),
    "averaged, line": averaged(LEVELS - 50, None, None),
    "averaged, positive": averaged(LEVELS, 0.0, None),
    "averaged, share": averaged(LEVELS, 0.0, 100.0),
    "averaged, below": averaged(LEVELS, None, 100.0),
}
every_row = pytest.mark.parametrize("name", ROWS)


@every_row
def test_quantiles_are_those_of_the_cdf(name: str) -> None:
    """|F(q) - p| <= 1e-9 for p from 0.001 to 0.999, against the exact F; rising; in one row per distribution."""
    rows = ROWS[name]
    found = rows.quantiles(MIDDLE)
    assert np.abs(rows.cdf(found) - MIDDLE).max() <= 1e-9
    assert np.all(np.diff(found[:, :41], axis=1) >= 0)


@every_row
def test_tails_are_searched_too(name: str) -> None:
    """Of the tail itself a millionth, as far out as F has digits."""
    rows = ROWS[name]
    share = rows.cdf(rows.quantiles(TAILS))
    assert np.max(np.abs(share - TAILS) / np.minimum(TAILS, 1 - TAILS)) <= 1e-6


@every_row
def test_a_question_alone_has_the_same_answer(name: str) -> None:
    """Other probabilities beside it, or none: the same quantile to nine digits of the band."""
    rows = ROWS[name]
    together, width = rows.quantiles(MIDDLE), np.ptp(rows.quantiles([0.1, 0.9]), axis=1)
    assert np.abs(rows.quantiles([0.975])[:, 0] - together[:, -1]).max() <= 1e-6 * width.max()


def test_students_are_scipys() -> None:
    p = np.array([0.001, 0.3, 0.999])
    found = Students(5.5, LOC, SCALE, Log()).quantiles(p)
    assert found == pytest.approx(np.exp(stats.t.ppf(p, 5.5, LOC[:, np.newaxis], SCALE[:, np.newaxis])), rel=1e-9)


@pytest.mark.parametrize("df", [3.0, 3.5, 8.3, 29.0, 200.0])
def test_the_table_is_t(df: float) -> None:
    """To 1e-8 of the probability from 0.001 to 0.999; within 0 to 1, and rising, beyond, but for rounding."""
    p = np.concatenate([np.geomspace(QUICK, 0.5, 400), 1 - np.geomspace(QUICK, 0.5, 400)])
    t = np.asarray(special.stdtrit(df, p))
    assert quick_cdf(df, t.copy()) == pytest.approx(special.stdtr(df, t), rel=1e-8)
    far = quick_cdf(df, np.array([-1e100, -1e9, -1e3, 1e3, 1e9, 1e100]))
    assert np.all((far > -1e-15) & (far < 1 + 1e-15))
    assert np.all(np.diff(far) > -1e-15)


def test_a_mixture_of_samples_and_laws_is_inverted_as_well() -> None:
    """Weight on single numbers: the quantile is the number at which F jumps over p."""
    law = Mixture((Empirical(np.array([1.0, 2.0, 3.0, 4.0])), StudentT(5, 10.0, 0.5)))
    assert law.ppf([0.2, 0.45]) == pytest.approx([2.0, 4.0], rel=1e-9)
    assert float(law.cdf(law.ppf(0.75))) == pytest.approx(0.75, rel=1e-9)


def test_rows_and_laws_agree() -> None:
    """A row of the table is the law of that year: cdf, quantiles, and what is far out."""
    fit = AveragedEts().fit(YEARS, LEVELS, Support(0.0, 100.0))
    years, p = [2010, 2015, 2025], np.array([1e-5, 0.1, 0.5, 0.975])
    rows = fit.marginals(years)
    assert isinstance(rows, MixtureRows)
    for at, year in enumerate(years):
        law = fit.law(year)
        np.testing.assert_allclose(rows.quantiles(p)[at], law.ppf(p), rtol=1e-7)
        np.testing.assert_allclose(rows.cdf(rows.quantiles(p))[at], law.cdf(law.ppf(p)), rtol=1e-6)


def test_identity_is_the_default_link() -> None:
    assert Students(3, LOC, SCALE) == Students(3, LOC.copy(), SCALE.copy(), Identity()) != Students(4, LOC, SCALE)
