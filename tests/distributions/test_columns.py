"""Quantiles for panels: within 1e-4 of the 95 % band of those to rounding, whatever the distributions are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from shkplan.distributions.columns import Columns, MirroredColumns, PooledColumns, StudentColumns
from shkplan.distributions.links import Log, Logit
from shkplan.distributions.marginals import Marginals, Mirrored, Pooled, Students
from shkplan.distributions.student import shares_of, t_tables
from shkplan.models.averaged_ets.columns import MixtureBlocks
from shkplan.models.averaged_ets.gating import shipped_prior
from shkplan.models.averaged_ets.learned import learn
from shkplan.models.averaged_ets.scales import SHAPES

LOC, SCALE = np.array([1.0, 3.0, -2.0]), np.array([0.1, 0.5, 2.0])
PROBS = np.array([0.001, 0.025, 0.1, 0.3, 0.5, 0.9, 0.975, 0.999])
NINE = np.arange(1, 10) / 10


def student(
    df: float, loc: np.ndarray = LOC, scale: np.ndarray = SCALE, **link: Log | Logit
) -> tuple[Columns, Marginals]:
    return StudentColumns(np.full(3, df), loc, scale, **link), Students(df, loc, scale, **link)


def pooled(*parts: tuple[Columns, Marginals]) -> tuple[Columns, Marginals]:
    return PooledColumns(tuple(quick for quick, _ in parts)), Pooled(tuple(exact for _, exact in parts))


def averaged(n: int, lower: float, upper: float) -> tuple[Columns, Marginals]:
    """Six years of twenty series with breaks and outliers, from walks inside the bounds."""
    rng = np.random.default_rng(n)
    walk = (0.3 * rng.standard_t(3, (20, n))).cumsum(axis=1)
    above = lower + 5 * np.exp(walk) if np.isinf(upper) else lower + (upper - lower) * special.expit(walk)
    values = walk if np.isinf(lower) else above
    bounds = (np.full((20, 1), one) for one in (lower, upper))
    learned = learn(shipped_prior(), np.arange(n), values, *bounds, SHAPES)
    laws = learned.asked(np.arange(n, n + 6))
    return MixtureBlocks((laws,)), laws.rows()


CASES: dict[str, tuple[Columns, Marginals]] = {
    "student": student(3),
    "log": student(4, link=Log()),
    "logit": student(4, LOC, SCALE / 4, link=Logit(0.0, 100.0)),
    "pool": pooled(student(3, LOC, SCALE / 4, link=Log()), student(30, LOC + 1, link=Log())),
    "two humps": pooled(student(5), student(9, LOC + 8 * SCALE)),
    "narrow in wide": pooled(student(3), student(5, LOC + 0.3 * SCALE, 1e-3 * SCALE)),
    **{f"averaged, {n}": averaged(n, 0.0, np.inf) for n in (3, 4, 8, 25)},
    "averaged, line": averaged(12, -np.inf, np.inf),
    "averaged, share": averaged(12, 0.0, 100.0),
}


def in_order(name: str, found: np.ndarray) -> np.ndarray:
    """(R, P) in the order of the rows: series by series, where the columns go year by year."""
    if not name.startswith("averaged"):
        return found.T
    return found.reshape(len(found), 6, 20).transpose(2, 1, 0).reshape(120, -1)


@pytest.mark.parametrize("probs", [PROBS, NINE, np.array([0.5])], ids=["tails", "nine", "median"])
@pytest.mark.parametrize("name", CASES)
def test_quantiles_are_within_a_ten_thousandth_of_the_band(name: str, probs: np.ndarray) -> None:
    """Of that at p = 0.001 in the tails; in the mean over many series within 3e-5; rising."""
    quick, exact = CASES[name]
    found, expected = in_order(name, quick.quantiles(probs)), exact.quantiles(probs)
    ends = exact.quantiles([0.025, 0.975])
    band = np.ptp(ends, axis=1)[:, np.newaxis]
    reach = np.maximum(np.abs(expected - ends.mean(axis=1, keepdims=True)), band)
    assert np.max(np.abs(found - expected) / reach) <= (3e-4 if name == "pool" else 1.2e-4)  # exponentials of T
    assert len(found) < 100 or np.mean(np.abs(found - expected) / reach) <= 3e-5
    assert np.all(np.diff(found, axis=1) >= 0)


def test_mirrored_columns_are_those_of_the_negative() -> None:
    quick, exact = CASES["pool"]
    found, expected = MirroredColumns(quick).quantiles(NINE).T, Mirrored(exact).quantiles(NINE)
    assert np.max(np.abs(found - expected) / np.ptp(expected, axis=1, keepdims=True)) <= 1e-4


def test_side_by_side_and_some_of_them() -> None:
    """Degrees of freedom may differ; an answer does not depend on its neighbours."""
    one, other = averaged(5, 0.0, np.inf)[0], averaged(4, 0.0, np.inf)[0]
    assert one.kind == other.kind != averaged(5, 0.0, 1.0)[0].kind
    alone, together = one.quantiles(NINE), type(one).beside([other, one]).quantiles(NINE)
    np.testing.assert_allclose(together[:, 120:], alone, rtol=1e-5)
    np.testing.assert_allclose(one.some(np.array([7, 3])).quantiles(NINE), alone[:, [7, 3]], rtol=1e-5)
    mixed = StudentColumns.beside(
        [StudentColumns(np.array([3.0]), LOC[:1], SCALE[:1]), StudentColumns(np.array([9.0]), LOC[1:2], SCALE[1:2])]
    )
    expected = stats.t.ppf(NINE[:, np.newaxis], [3.0, 9.0], LOC[:2], SCALE[:2])
    np.testing.assert_allclose(mixed.quantiles(NINE), expected, rtol=1e-9)


@pytest.mark.parametrize("df", [3.0, 4.5, 12.0, 200.0])
def test_the_table_is_t(df: float) -> None:
    """A quantile is off by 5e-4 of a unit of t at most where T is between 1e-3 and 0.999; far out T is 0 or 1."""
    p = np.linspace(0.001, 0.999, 4001)
    t = stats.t.ppf(p, df)
    one = np.ones((1, 1), np.float32)
    table = t_tables(np.array([df]))
    per_unit = one * np.float32(table.per_unit)
    found = shares_of(table, t[:, np.newaxis], per_unit, 0 * one, one)[:, 0]
    assert np.max(np.abs(found - p) / stats.t.pdf(t, df)) <= 5e-4
    far = shares_of(table, np.array([[-1e30], [-1e4], [1e4], [1e30]]), per_unit, 0 * one, one)[:, 0]
    np.testing.assert_allclose(far, [0, 0, 1, 1], atol=2e-7)
