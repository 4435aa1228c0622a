r"""Two references for the pooled law, written out: all past changes of the class, and those of windows that were alike.

On a scale z (logit of a share, log of a level, a rate of growth itself), from sister regions' windows ended by the origin:

    climatology   z_n + quantiles of z_{t+h} - z_t, each window alike
    analogues     the same, weighted by 2^(-age / 20) K((z_t - z_n) / (.4 sd z)) (K((s_t - s_n) / (.3 sd s)) + .02)

with K(u) = exp(-u^2 / 2), s the mean step of up to two years before, sd s half the distance of its 16 and 84 % points. One figure has
no s, and the last factor is left out. The constants are those of the first sketch of the issue; nothing was chosen here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from benchmarks.tasks import Group, IntArray
from shkplan.distributions.links import FloatArray

_LEVEL, _SLOPE, _HALF_LIFE, _LEAST, _BACK = 0.4, 0.3, 20.0, 0.02, 2
_EDGE = 1e-5  # of a share: 0 and 100 % have no logit


@dataclass(frozen=True)
class Scale:
    """A one-to-one scale on which changes are added, and the way back."""

    there: Callable[[FloatArray], FloatArray]
    back: Callable[[FloatArray], FloatArray]


SCALES = {
    "share": Scale(
        lambda y: np.asarray(special.logit(np.clip(y / 100, _EDGE, 1 - _EDGE))),
        lambda z: np.asarray(100 * special.expit(z)),
    ),
    "level": Scale(lambda y: np.asarray(np.log(y)), lambda z: np.asarray(np.exp(z))),
    "growth": Scale(np.asarray, np.asarray),
}


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows of the reference: level and slope where they start, the change, the year in which they ended."""

    level: FloatArray
    slope: FloatArray
    change: FloatArray
    ended: IntArray


def windows(reference: pd.DataFrame, kind: str, ahead: int, back: int) -> Windows:
    """All windows of ``ahead`` years with ``back`` years before them; none spans a gap at its ends."""
    table = reference.pivot_table(index="series", columns="year", values="value")
    years = table.columns.to_numpy(np.int64)
    z = SCALES[kind].there(table.to_numpy(np.float64))
    at = {int(year): column for column, year in enumerate(years)}
    parts = []
    for year in at:
        if {year + ahead, year - back} <= at.keys():
            start, end, before = (z[:, at[one]] for one in (year, year + ahead, year - back))
            slope = (start - before) / back if back else np.zeros(start.size)
            fine = np.isfinite(end - start + slope)
            parts.append((start[fine], slope[fine], (end - start)[fine], np.full(fine.sum(), year + ahead)))
    if not parts:
        none = np.empty(0)
        return Windows(none, none, none, np.empty(0, dtype=np.int64))
    return Windows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def analogues(group: Group, n: int | None, probs: FloatArray) -> FloatArray:
    """(S, P) quantiles; nan where no window had ended."""
    back = _BACK if n is None else min(n - 1, _BACK)
    of, scale = windows(group.reference, group.kind, group.ahead, back), SCALES[group.kind]
    found = np.full((len(group.tasks), probs.size), np.nan)
    if not of.change.size:
        return found
    age = 0.5 ** ((group.origin - of.ended) / _HALF_LIFE)
    wide, steep = float(of.level.std()), float(np.subtract(*np.percentile(of.slope, [84, 16]))) / 2 + 1e-9
    for at, task in enumerate(group.tasks):
        own = scale.there(task.given[-back - 1 :])
        weights = age * _kernel((of.level - own[-1]) / (_LEVEL * wide + 1e-12))
        if back:
            weights = weights * (_kernel((of.slope - (own[-1] - own[0]) / back) / (_SLOPE * steep)) + _LEAST)
        change = _weighted(of.change, weights + 1e-9 * max(float(weights.max()), 1e-300), probs)
        found[at] = scale.back(own[-1] + change)
    return found


def climatology(group: Group, n: int | None, probs: FloatArray) -> FloatArray:  # noqa: ARG001  # the last figure is enough
    """(S, P) quantiles; nan where no window had ended."""
    of, scale = windows(group.reference, group.kind, group.ahead, 0), SCALES[group.kind]
    if not of.change.size:
        return np.full((len(group.tasks), probs.size), np.nan)
    last = scale.there(np.array([task.given[-1] for task in group.tasks]))
    return scale.back(last[:, np.newaxis] + np.quantile(of.change, probs))


def naive(group: Group, n: int | None, probs: FloatArray) -> FloatArray:
    """The last figure, and z sqrt(mean d^2) sqrt(h) on either side, d the steps of the figures given; nan from one alone."""
    rows = []
    for task in group.tasks:
        steps = np.diff(task.given[-n:] if n else task.given)
        spread = float(np.sqrt(np.mean(steps**2) * task.ahead)) if steps.size else np.nan
        rows.append(task.given[-1] + spread * special.ndtri(probs))
    return np.stack(rows)


def base_rates(group: Group, shares: dict[str, float], pace: int) -> dict[str, float]:
    """How often each question was answered yes in the windows of the reference that had ended; one half where none had."""
    table = group.reference.pivot_table(index="series", columns="year", values="value")
    at = {int(year): table[year].to_numpy(np.float64) for year in table.columns}
    yes: dict[str, list[float]] = {name: [] for name in shares}
    for year, start in at.items():
        back = next((b for b in range(pace, 0, -1) if year - b in at), None)
        if back is None or year + group.ahead not in at:
            continue
        trend, came = (start - at[year - back]) / back, at[year + group.ahead]
        fine = np.isfinite(trend + came)
        for name, share in shares.items():
            over = (came - start - share * trend * group.ahead)[fine] * np.where(trend[fine] >= 0, 1, -1)
            yes[name] += (over >= 0).tolist()
    return {name: float(np.mean(one)) if one else 0.5 for name, one in yes.items()}


def _kernel(u: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-0.5 * u**2))


def _weighted(values: FloatArray, weights: FloatArray, probs: FloatArray) -> FloatArray:
    order = np.argsort(values)
    share = np.cumsum(weights[order])
    return np.interp(probs, (share - weights[order] / 2) / share[-1], values[order])
