"""Student's T from a table, ten times quicker than scipy: for means over many members, asked again and again."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import special

from shkplan.distributions.links import FloatArray

__all__ = ["QUICK", "quick_cdf"]

_CELLS = 4096
QUICK = 1e-3  # as far into the tails as the table keeps eight digits, from three degrees of freedom on


def quick_cdf(df: float, t: FloatArray) -> FloatArray:
    """T_df(t), where it lies between :data:`QUICK` and 1 - QUICK to 1e-8 of itself; ``t`` is overwritten.

    The cubic that has value and slope of T at equal steps of w = t / sqrt(df + t^2), in which T is nearly straight.
    """
    table = _table(df)
    w = t * t
    w += df
    np.sqrt(w, out=w)
    np.divide(t, w, out=w)
    w += 1.0
    w *= _CELLS / 2
    cell = w.astype(np.int32)
    np.minimum(cell, _CELLS - 1, out=cell)
    w -= cell
    found = table[3].take(cell)
    for coefficient in table[2::-1]:
        found *= w
        found += coefficient.take(cell)
    return np.asarray(found)


@lru_cache(maxsize=128)
def _table(df: float) -> FloatArray:
    """(4, cells) coefficients of the cubic in each cell, the constant first."""
    w = np.linspace(-1.0, 1.0, _CELLS + 1)
    inner = w[1 : _CELLS // 2 + 1]
    half = special.stdtr(df, np.sqrt(df) * inner / np.sqrt(1.0 - inner**2))
    value = np.concatenate([[0.0], half, 1.0 - half[-2::-1], [1.0]])
    height = np.exp(special.gammaln((df + 1.0) / 2.0) - special.gammaln(df / 2.0)) / np.sqrt(np.pi)
    slope = height * (1.0 - w**2) ** (df / 2.0 - 1.0) * (2.0 / _CELLS)
    step, start, end = np.diff(value), slope[:-1], slope[1:]
    return np.stack([value[:-1], start, 3.0 * step - 2.0 * start - end, start + end - 2.0 * step])
