"""The constants of ``shkplan/models/pooled``, learned again: python -m benchmarks.pooled_learning [--panels FOLDER]; half a minute.

World Bank regions not set aside (crc32 of the name, two thirds). Printed are

* of :mod:`shkplan.models.pooled.whole`: how twenty years of a level go on 1, 3 and 5 years later, over all windows three years apart,
  by the loss of :mod:`shkplan.models.pooled.learning` (CRPS / step - 0.15 log density);
* of :mod:`shkplan.models.pooled.learning`: the transformed habits of each indicator by its windows since 1985, and their median over the levels,
  rounded the centre of the prior, which is all that a class too young for a window has. Of rates there is one indicator; their prior is no median.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import optimize, special

from benchmarks.analogues import SCALES
from benchmarks.series import PANELS, missing
from benchmarks.tasks import fold, kind_of
from shkplan.distributions.links import FloatArray
from shkplan.models.pooled.learning import HORIZONS, LEVELS, PROBS, RATES, SHARPNESS, SisterRegions, learned
from shkplan.models.pooled.whole import LONG

SINCE, APART, HALF_LIFE = 1985, 3, 20
RIDGE, MOST_CRPS = 0.001, 30.0
HABITS = ("slope", "persistence", "noise", "scale", "df", "pull", "speed", "lean", "lean^2", "bend", "bend^2")
_START = np.array([-1.0, 1.0, -2.0, -2.0, 0.0, 1.0])
_AHEAD = np.array(HORIZONS)


def main() -> None:
    """Both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument(
        "--panels", type=Path, default=PANELS, help="folder of the panels; beside the project by default"
    )
    panels = parser.parse_args().panels
    if missing(panels):
        sys.exit(f"{missing(panels)}: python -m benchmarks.pooled_learning --panels FOLDER")
    print(whole([one for one in classes(panels) if not one.reverting]))
    for line in habits(classes(panels, SINCE)):
        print(line)


def classes(panels: Path, since: int = 0) -> list[SisterRegions]:
    """An indicator each, on the scale of its kind, from a year on; no region set aside is among them."""
    panel = pd.read_csv(panels / "wdi_yearly.csv.gz")
    panel = panel[(panel["region"].map(fold) != 0) & (panel["year"] >= since)]
    found = []
    for indicator, rows in panel.groupby("indicator"):
        kind = kind_of(str(indicator))
        wide = rows.pivot_table(index="region", columns="year", values="value")
        wide = wide.reindex(columns=range(int(wide.columns.min()), int(wide.columns.max()) + 1))
        z = SCALES[kind].there(wide.to_numpy(np.float64))
        found.append(SisterRegions(str(indicator), wide.columns.to_numpy(np.int64), z, kind == "growth"))
    return found


def habits(every: list[SisterRegions]) -> Iterator[str]:
    """The transformed habits of each class, their median over the levels, and the centres of the priors."""
    yield f"{'':34}" + "".join(f"{name:>12}" for name in HABITS)
    levels = []
    for one in every:
        found = learned(one)
        if found is not None:
            yield _row(one.name[:32], found[1])
            levels += [] if one.reverting else [found[1]]
    yield _row("median of levels", np.median(levels, axis=0))
    yield _row("prior of levels", LEVELS)
    yield _row("prior of rates (slope: constant)", RATES)


def _row(name: str, x: FloatArray) -> str:
    return f"{name:34}" + "".join(f"{value:12.2f}" for value in x)


def whole(levels: list[SisterRegions]) -> str:
    """The constants of a class mean that drifts, in one line."""
    past, later = _windows(levels)
    step = np.maximum(np.abs(np.diff(past, axis=1)).mean(axis=1), 1e-6)[:, np.newaxis]
    x = optimize.minimize(_loss, _START, (past, later, step), method="L-BFGS-B", options={"maxiter": 60}).x
    slope, drift, noise, inflation = np.exp(x[[0, 2, 3, 4]])
    return (
        f"{len(past)} windows of {LONG} years: slope {slope:.2f}, persistence {0.98 * special.expit(x[1]):.2f}, drift {drift:.2f}, "
        f"noise {noise:.2f}, inflation {inflation:.2f}, degrees of freedom {2 + np.exp(x[5]):.1f}"
    )


def _windows(levels: list[SisterRegions]) -> tuple[FloatArray, FloatArray]:
    """(N, LONG) years and (N, 3) years after them, of series without a gap."""
    past, later = [], []
    rows = [row for one in levels for row in one.values]  # noqa: PD011
    for z in rows:
        known = z[np.isfinite(z)]
        if not np.isfinite(z[np.argmax(np.isfinite(z)) :][: known.size]).all():
            continue
        for at in range(known.size - int(_AHEAD[-1]) - 1, LONG - 2, -APART):
            given = known[at - LONG + 1 : at + 1]
            if np.ptp(given):
                past.append(given)
                later.append(known[at + _AHEAD])
    return np.array(past), np.array(later)


def _loss(x: FloatArray, past: FloatArray, later: FloatArray, step: FloatArray) -> float:
    centre, scale, df = _law(x, past)
    off = later - centre
    density = special.gammaln((df + 1) / 2) - special.gammaln(df / 2) - np.log(df * np.pi) / 2
    density = density - (df + 1) / 2 * np.log1p((off / scale) ** 2 / df) - np.log(scale / step)
    crps = np.zeros(off.shape)
    for p, standard in zip(PROBS, special.stdtrit(df, PROBS), strict=True):
        beyond = off - scale * standard
        crps += 2 / len(PROBS) * np.maximum(p * beyond, (p - 1) * beyond)
    return float((np.minimum(crps / step, MOST_CRPS) - SHARPNESS * density).mean() + RIDGE * np.sum(x**2))


def _law(x: FloatArray, past: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Centres and scales (N, 3) of Student laws, as in ``whole._drifting`` for all windows at once, and their degrees of freedom."""
    slope, drift, noise, inflation = np.exp(x[[0, 2, 3, 4]])
    years = np.arange(LONG + int(_AHEAD[-1]))
    lag = np.abs(np.subtract.outer(years, years))
    change = (lag == 0) + slope * (0.98 * special.expit(x[1])) ** lag + drift
    cov = np.pad(np.cumsum(np.cumsum(change[1:, 1:], axis=0), axis=1), ((1, 0), (1, 0))) + noise * np.eye(years.size)
    last, here = LONG - 1, np.arange(LONG - 1)
    there = last + _AHEAD
    cov = cov - cov[last] - cov[:, [last]] + cov[last, last]
    age = np.arange(LONG - 1, -1, -1)
    weight = 0.5 ** (age[1:] / HALF_LIFE)
    going = (np.diff(past, axis=1) @ weight / weight.sum())[:, np.newaxis]
    off = (past - past[:, -1:] + going * age)[:, :-1]
    inverse = np.linalg.inv(cov[np.ix_(here, here)])
    gain = cov[np.ix_(there, here)] @ inverse
    left = np.diagonal(cov)[there] - np.sum(gain * cov[np.ix_(there, here)], axis=1)
    sigma2 = inflation * np.sum((off @ inverse) * off, axis=1) / here.size
    centre = past[:, -1:] + going * _AHEAD + off @ gain.T
    return centre, np.sqrt(np.outer(sigma2, left)), float(2.0 + np.exp(x[5]))


if __name__ == "__main__":
    main()
