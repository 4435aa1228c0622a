r"""What a forecast is worth once the truth is in: scores of one law and one number.

With y the truth, F the law, m its median, l and u the ends of its 95 % interval and D the mean absolute yearly change of
the series up to the origin (so that series of any unit compare):

    MASE    |y - m| / D                                                     one of the naive forecast's yearly errors
    sMAPE   200 |y - m| / (|y| + |m|)                                       in %, 0 where both are 0
    CRPS    (2 / 200) sum over p of the pinball loss of F^-1(p) / D         p = 0.0025, 0.0075, ..., 0.9975
    MSIS    ((u - l) + (2 / 0.05) (what lies outside)) / D

The CRPS is taken in its quantile form [1]_ for every law alike. Student's t has a closed form (a test compares: within
0.1 % at 4 degrees of freedom, 2 % at 2), but on the log link it has none that is finite: no power tail survives an
exponential. Two hundred quantiles see the law as far as one chance in four hundred, and no further.

Scoring rules come from ``scoringrules`` (Apache-2.0) [2]_.

References:
    .. [1] Gneiting, T. and Raftery, A. (2007). Strictly proper scoring rules, JASA 102, 359-378.
    .. [2] Zanetta, F. and Allen, S. (2024). scoringrules. https://github.com/frazane/scoringrules
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from shkplan.distributions.links import FloatArray
from shkplan.distributions.predictive import Law, ends

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ASKED", "LEVELS", "SCORES", "brier", "crps", "reliability", "score", "scored", "yearly_change"]

PROBS = (np.arange(200) + 0.5) / 200
LEVELS = (0.8, 0.95)
ASKED = np.concatenate([[0.5], *(ends(level) for level in LEVELS), PROBS])  # what a forecast is asked for, to be scored
SCORES = ("median", "MASE", "sMAPE", "CRPS", "MSIS", "covered_80", "covered_95")


def yearly_change(years: npt.ArrayLike, values: npt.ArrayLike) -> float:
    """D: the mean absolute change a year; over a gap the change is spread evenly."""
    return float(np.mean(np.abs(np.diff(np.asarray(values)) / np.diff(np.asarray(years)))))


def crps(law: Law, truth: float) -> float:
    """The continuous ranked probability score, in the unit of the quantity."""
    import scoringrules

    return float(scoringrules.crps_quantile(truth, law.ppf(PROBS), PROBS))


def score(law: Law, truth: float, scale: float) -> dict[str, float | bool]:
    """One row of scores: median, MASE, sMAPE, CRPS, MSIS, covered_80, covered_95; nan where ``scale`` is 0."""
    row = scored(law.ppf(ASKED)[np.newaxis], np.array([truth]), np.array([scale]))
    return {name: column[0].item() for name, column in row.items()}


def scored(told: FloatArray, truth: FloatArray, scale: FloatArray) -> dict[str, npt.NDArray[Any]]:
    """The scores of N forecasts, (N,) each, by name.

    Args:
        told: (N, len(ASKED)) quantiles at the probabilities :data:`ASKED`.
        truth: (N,) what happened.
        scale: (N,) D; where it is 0, what is divided by it is nan.
    """
    import scoringrules

    unit = np.where(scale > 0, scale, np.nan)
    median, ends_, quantiles = told[:, 0], told[:, 1 : 1 + 2 * len(LEVELS)], told[:, 1 + 2 * len(LEVELS) :]
    low, high = ends_[:, ::2].T, ends_[:, 1::2].T
    far, both = LEVELS.index(0.95), np.abs(truth) + np.abs(median)
    inside = {f"covered_{100 * level:.0f}": (low[i] <= truth) & (truth <= high[i]) for i, level in enumerate(LEVELS)}
    return {
        "median": median,
        "MASE": np.abs(truth - median) / unit,
        "sMAPE": 200 * np.abs(truth - median) / np.where(both > 0, both, 1.0),
        "CRPS": np.asarray(scoringrules.crps_quantile(truth, quantiles, PROBS)) / unit,
        "MSIS": np.asarray(scoringrules.interval_score(truth, low[far], high[far], 0.05)) / unit,
        **inside,
    }


def brier(attainment: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Brier score of the said probabilities, beside that of always saying the base rate.

    Args:
        attainment: one row a question, with ``prob`` (said) and ``reached`` (happened).
        by: columns whose values each get a row.

    Returns:
        n, brier, base_rate, brier_base (that of the share that happened, known only afterwards), skill: 1 is perfect,
        0 as good as the base rate, below 0 worse.
    """
    happened = attainment["reached"].astype(float)
    losses = attainment.assign(loss=(attainment["prob"] - happened) ** 2, happened=happened)
    table = losses.groupby(by, sort=False).agg(
        n=("loss", "size"), brier=("loss", "mean"), base_rate=("happened", "mean")
    )
    table["brier_base"] = table["base_rate"] * (1 - table["base_rate"])
    table["skill"] = 1 - table["brier"] / table["brier_base"].where(table["brier_base"] > 0)
    return table.reset_index()


def reliability(attainment: pd.DataFrame, by: list[str], bins: int = 5) -> pd.DataFrame:
    """Said against happened: what was given 70 % should happen in 70 of 100 cases.

    Args:
        attainment: one row a question, with ``prob`` (said) and ``reached`` (happened).
        by: columns whose values each get a curve.
        bins: equal parts of 0-1 into which the said probabilities fall; the last holds 1.

    Returns:
        Of every bin that is not empty: low, high, n, said (mean probability), happened (share), error (standard error of
        happened if said were true), base_rate (share over all bins of the curve).
    """
    edges = np.arange(bins + 1) / bins  # 3 / 5 is 0.6, which that of linspace is not
    said = attainment["prob"].to_numpy()
    which = np.clip(np.searchsorted(edges, said, side="right") - 1, 0, bins - 1)
    happened = attainment["reached"].astype(float)
    rows = attainment.assign(
        low=edges[which], high=edges[which + 1], happened=happened, variance=said * (1 - said),
    )  # fmt: skip
    rows["base_rate"] = rows.groupby(by)["happened"].transform("mean")
    table = rows.groupby([*by, "low", "high"], sort=True).agg(
        n=("prob", "size"), said=("prob", "mean"), happened=("happened", "mean"), error=("variance", "sum"),
        base_rate=("base_rate", "first"),
    )  # fmt: skip
    table["error"] = np.sqrt(table["error"]) / table["n"]
    return table.reset_index()
